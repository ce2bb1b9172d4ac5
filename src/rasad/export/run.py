"""One export: dossiers and a format in, a whole file out, with a side file for what the format holds no place for."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from rasad.errors import ConfigurationError
from rasad.event import Dossier
from rasad.export.aside import Aside
from rasad.export.layouts import Layout
from rasad.export.order import Order
from rasad.export.public import Profile, Publisher
from rasad.export.target import replacing, write_stream, write_whole


def export_file(
    dossiers: Iterable[Dossier], layout: Layout, path: Path, order: Order, profile: Profile, bom: bool = False
) -> Path | None:
    """Writes `path` whole or not at all; the side file's name where events were put aside. `order.tally` counts."""
    layout.check()
    side = path.with_name(f"{path.name}.unplaced.csv")
    with ExitStack() as stack:
        aside = stack.enter_context(Aside(side, order))
        order = replace(order, put_aside=aside.put)
        shown = Publisher(profile, order.kit, order.reference, order.tally).published(dossiers)
        if layout.pieces is not None:
            write_whole(layout.pieces(shown, order), path, bom)
        else:
            assert layout.write is not None
            with replacing(path) as part:
                layout.write(shown, order, part)
        aside.keep()
    return side if aside.rows else None


def export_stream(
    dossiers: Iterable[Dossier], layout: Layout, stream: BinaryIO, order: Order, profile: Profile, bom: bool = False
) -> None:
    """Writes to standard output; what the format holds no place for is counted only."""
    if layout.pieces is None:
        raise ConfigurationError(f"{layout.name} is no text and needs a file: give a file name instead of -")
    layout.check()
    shown = Publisher(profile, order.kit, order.reference, order.tally).published(dossiers)
    write_stream(layout.pieces(shown, order), stream, "standard output", bom)
