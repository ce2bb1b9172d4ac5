"""Places in a text: hits of a folded text -> mentions -> gazetteer rows with coordinates and precision. The room's face."""

from rasad.resolve.place_choice import NOWHERE, Resolved, document_country, resolve_places
from rasad.resolve.place_mention import PlaceMention
from rasad.resolve.place_names import find_places

__all__ = ["NOWHERE", "PlaceMention", "Resolved", "document_country", "find_places", "resolve_places"]
