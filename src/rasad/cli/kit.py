"""`rasad kit`: the lexicons and rules, checked and counted."""

from __future__ import annotations

from pathlib import Path

import click

from rasad.errors import ConfigurationError


@click.group()
def kit() -> None:
    """Check and count the lexicons and rules.

    \b
    rasad kit check my-words/
    rasad kit stats
    """


@kit.command()
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
def check(folder: Path | None) -> None:
    """Check the files of FOLDER, or the built-in ones; exit with 1 where there are faults."""
    from importlib import import_module

    try:
        faults = import_module("rasad.kit.check").check_kit(folder or _built_in())
    except ModuleNotFoundError as error:
        raise ConfigurationError("this build cannot check kits") from error
    for fault in faults:
        click.echo(fault)
    click.echo(f"{len(faults)} fault(s)" if faults else "no faults", err=True)
    raise SystemExit(1 if faults else 0)


@kit.command()
def stats() -> None:
    """Count the files and entries of the built-in kit by folder."""
    from rasad.kit.files import read_toml

    folder = _built_in()
    counts: dict[str, tuple[int, int]] = {}
    for file in sorted(folder.rglob("*")):
        room = file.relative_to(folder).parts[0] if file.parent != folder else "."
        if file.suffix == ".csv":
            with file.open(encoding="utf-8") as lines:
                entries = max(0, sum(1 for line in lines if line.strip()) - 1)
        elif file.suffix == ".toml":
            entries = sum(len(v) for v in read_toml(file).values() if isinstance(v, list | dict))
        else:
            continue
        files, total = counts.get(room, (0, 0))
        counts[room] = (files + 1, total + entries)
    click.echo(f"{'folder':12}{'files':>8}{'entries':>10}")
    for room, (files, total) in counts.items():
        click.echo(f"{room:12}{files:8}{total:10}")


def _built_in() -> Path:
    return Path(__file__).parent.parent / "data"
