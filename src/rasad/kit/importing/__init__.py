"""Gazetteers that users download: a foreign table in, rows of our own format out."""

from rasad.kit.importing.compare import Difference, differences
from rasad.kit.importing.naming import Naming
from rasad.kit.importing.settings import FORMATS, Settings, load_settings
from rasad.kit.importing.tables import Foreign, Table, read_table
from rasad.kit.importing.take import Taken, take
from rasad.kit.importing.write import check_target, pieces

__all__ = [
    "FORMATS",
    "Difference",
    "Foreign",
    "Naming",
    "Settings",
    "Table",
    "Taken",
    "check_target",
    "differences",
    "load_settings",
    "pieces",
    "read_table",
    "take",
]
