"""Names of coded values as people read them: the kit, texts and a language in, labels out."""

from __future__ import annotations

from rasad.kit import Kit
from rasad.web.language import Texts


class Labels:
    """Labels in one language; what has none is shown by its id, so that nothing is hidden."""

    def __init__(self, kit: Kit, texts: Texts) -> None:
        self._kit, self._texts = kit, texts
        self._arabic = texts.language == "ar"

    def type(self, id: str) -> str:
        """The name of an event type."""
        known = self._kit.types.get(id)
        if known is not None and self._arabic:
            return known.name_ar
        return id.replace("_", " ")

    def actor(self, id: str) -> str:
        """The name of an actor."""
        row = self._kit.actors.rows.get(id)
        if row is None:
            return id
        return row.name_ar if self._arabic else row.name_en

    def place(self, id: str | None, name: str = "") -> str:
        """The name of a place: the gazetteer's, or else the one that was read."""
        row = self._kit.places.places.get(id or "")
        return row.name if row else name or id or ""

    def of(self, table: str, value: str) -> str:
        """The label of a coded word, as grade, state, reality: the text `table.value`."""
        key = f"{table}.{value}"
        return self._texts(key) if self._texts.has(key) else value.replace("_", " ")

    def value(self, field: str, value: str) -> str:
        """The name of a value of a field of an event, as claims write it."""
        if field == "type":
            return self.type(value)
        if field in ("initiators", "targets"):
            return self.actor(value)
        if field == "place":
            return self.place(value)
        return self.of("weapon" if field == "weapons" else field, value)

    def known_place(self, id: str) -> bool:
        """Whether the gazetteer has a place of that id."""
        return id in self._kit.places.places

    def place_kind(self, id: str) -> str:
        """What kind of place it is, which tells a town from the district of its name; "" where the gazetteer has none."""
        row = self._kit.places.places.get(id)
        return self.of("place_kind", row.kind) if row else ""
