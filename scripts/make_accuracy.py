"""Fills docs/accuracy.md and docs/accuracy.svg: figures on annotated sets, and what comes of the worked failures.

`python scripts/make_accuracy.py [--check] [NAME=FOLDER ...]`; the sets are the samples and those of ../shared/benchmark, or the
folders named. Where a set is not there the figures stay as they are. `--check` reads the worked failures alone, writes nothing
and exits with 1 where the page is stale or a failure is read right now.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from fill_readme import LABELS, filled, scored
from generated import DATA, ROOT, current, settle, table

from rasad.errors import RasadError
from rasad.evaluate.gold import load_gold
from rasad.evaluate.score import FIELDS, Scores, Tally
from rasad.extract.read import read
from rasad.kit import Kit, load_kit
from rasad.kit.files import Entry, read_toml, toml_entries
from rasad.model import Document, EventMention, When, number_told

PAGE, PICTURE = "docs/accuracy.md", "docs/accuracy.svg"
FAILURES = ROOT / "docs" / "failures.toml"
BENCHMARK = ROOT.parent / "shared" / "benchmark"
SETS = ("dev", "dev_reworded")
FEW = 10  # annotated events of a type below which its figures tell nothing
SHOWN = 5
KEYS = {"type", "who", "whom", "where", "at", "when", "killed", "injured", "reality"}
METRICS = ("events", "record", *FIELDS)


def main() -> None:
    kit = load_kit()
    page = current(PAGE) or ""
    told, mended = failures(kit)
    page = filled(page, "failures", told)
    if "--check" in sys.argv[1:]:
        for name in mended:
            print(f"{FAILURES.name}: {name} is read right now; move it to the rule's examples", file=sys.stderr)
        if mended:
            raise SystemExit(1)
        settle({PAGE: page}, "make accuracy")
        return
    for name in mended:
        print(f"note: {name} is read right now; move it to the examples of the rule that mended it", file=sys.stderr)
    folders = sets(sys.argv[1:])
    missing = [f"{name} ({folder})" for name, folder in folders.items() if not folder.is_dir()]
    if missing:
        print(f"note: {', '.join(missing)} not there: the figures stay as they are", file=sys.stderr)
        settle({PAGE: page})
        return
    scores = {name: scored(load_gold(folder), kit)[0] for name, folder in folders.items()}
    blocks = {"fields": fields(scores), "best": best(scores), "types": types(scores), "wrong": wrong(scores)}
    for name, text in blocks.items():
        page = filled(page, name, text)
    settle({PAGE: page, PICTURE: picture(scores)})


def sets(arguments: list[str]) -> dict[str, Path]:
    """The annotated sets by name, the samples first."""
    named = dict(argument.split("=", 1) for argument in arguments if "=" in argument)
    others = {name: Path(folder) for name, folder in named.items()} or {name: BENCHMARK / name for name in SETS}
    return {"samples": DATA / "samples", **others}


# -- figures


def fields(scores: dict[str, Scores]) -> str:
    """Precision, recall and F1 of each field, then the labels of the records found."""
    rows = [
        (LABELS.get(name, name), *(_all_three(s.totals[name]) for s in scores.values())) for name in METRICS
    ]
    labels = [
        (name, *(_share(s.labels[name]) for s in scores.values()))
        for name in ("reality", "attribution", "source", "coords")
    ]
    documents = {name: f"{name} ({len({c.document.id for c in s.cases})} documents)" for name, s in scores.items()}
    return (
        "Precision / recall / F1, and in brackets how many values are right, read and annotated:\n\n"
        + table(("", *documents.values()), rows)
        + "\n\nOf the records found, the share whose label is right (`coords`: the share of named places within ten kilometres):\n\n"
        + table(("", *scores), labels)
    )


def best(scores: dict[str, Scores]) -> str:
    """The fields and types by F1 on all sets but the samples."""
    told = [s for name, s in scores.items() if name != "samples"] or list(scores.values())
    by_field = {name: _sum(s.totals[name] for s in told) for name in FIELDS}
    kinds = {kind for s in told for kind in s.by_type}
    by_type = {kind: _sum(s.by_type[kind] for s in told if kind in s.by_type) for kind in kinds}
    enough = {kind: tally for kind, tally in by_type.items() if tally.gold >= FEW}
    names = " and ".join(name for name in scores if name != "samples") or "samples"
    return "\n".join(
        [
            f"On {names} together, by F1:\n",
            f"- Fields, best first: {_ranked(by_field, len(by_field))}.",
            f"- Types read best: {_ranked(enough, SHOWN)}.",
            f"- Types read worst: {_ranked(enough, -SHOWN)}.",
            f"- Types with less than {FEW} annotated events, which tell nothing: "
            f"{', '.join(sorted(set(by_type) - set(enough))) or 'none'}.",
        ]
    )


def types(scores: dict[str, Scores]) -> str:
    """Each type in each set; those with the most annotated events first."""
    kinds = {kind for s in scores.values() for kind in s.by_type}
    number = {kind: sum(s.by_type[kind].gold for s in scores.values() if kind in s.by_type) for kind in kinds}
    rows = [
        (f"`{kind}`", *(_all_three(s.by_type.get(kind, Tally())) for s in scores.values()))
        for kind in sorted(kinds, key=lambda k: (-number[k], k))
    ]
    return "Precision / recall / F1 (right, read, annotated):\n\n" + table(("type", *scores), rows)


def wrong(scores: dict[str, Scores]) -> str:
    """How the cases came out, and which fields differ in those that were found."""
    verdicts = {name: Counter(case.verdict for case in s.cases) for name, s in scores.items()}
    rivals = {name: sum(c.verdict == "MISSED" and c.rival is not None for c in s.cases) for name, s in scores.items()}
    parts = {name: [c for c in s.cases if c.verdict == "PART"] for name, s in scores.items()}
    counting = set(FIELDS) - {"when"} | {"reality"}
    alone = {name: Counter(_only(c.wrong, counting) for c in cases) for name, cases in parts.items()}
    rows: list[tuple[str, ...]] = [
        ("right in all that counts", *(str(v["RIGHT"]) for v in verdicts.values())),
        ("found, something wrong", *(str(v["PART"]) for v in verdicts.values())),
    ]
    for name in (*FIELDS, "reality"):
        if name != "when":
            rows.append((f"- {LABELS.get(name, name)} alone is wrong", *(str(a[name]) for a in alone.values())))
    rows += [
        ("- more than one of them", *(str(a[""]) for a in alone.values())),
        ("missed: nothing was read there", *(str(v["MISSED"] - rivals[n]) for n, v in verdicts.items())),
        ("missed: another type, or another event, was read there", *(str(n) for n in rivals.values())),
        ("read, though nothing is annotated", *(str(v["EXTRA"]) for v in verdicts.values())),
    ]
    return table(("records", *scores), rows)


def _only(differing: Iterable[str], counting: set[str]) -> str:
    """The one field that differs; "" where several do."""
    found = [name for name in differing if name in counting]
    return found[0] if len(found) == 1 else ""


def _sum(tallies: Iterable[Tally]) -> Tally:
    total = Tally()
    for tally in tallies:
        total.add(tally.hit, tally.predicted, tally.gold)
    return total


def _ranked(tallies: dict[str, Tally], most: int) -> str:
    """The best of them, or with a negative number the worst, with F1 and how many were annotated."""
    ranked = sorted(tallies, key=lambda name: (-tallies[name].f1, name))
    chosen = ranked[:most] if most > 0 else ranked[:most - 1:-1]
    return ", ".join(f"{LABELS.get(name, name)} {tallies[name].f1:.2f} (of {tallies[name].gold})" for name in chosen)


def _all_three(tally: Tally) -> str:
    if not tally.gold and not tally.predicted:
        return "-"
    counts = f"({tally.hit}, {tally.predicted}, {tally.gold})"
    return f"{tally.precision:.2f} / {tally.recall:.2f} / {tally.f1:.2f} {counts}"


def _share(tally: Tally) -> str:
    return f"{tally.hit / tally.gold:.2f} ({tally.hit} of {tally.gold})" if tally.gold else "-"


# -- the picture

_LEFT, _ROOM, _BAR, _GAP = 130, 420, 11, 12
_COLOURS = ("#9db4c8", "#2f6690", "#d08c34", "#6a994e", "#8d5a97")


def picture(scores: dict[str, Scores]) -> str:
    """Bars of F1, one group a metric, one bar a set."""
    step = _BAR * len(scores) + _GAP
    height = 34 + step * len(METRICS)
    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_LEFT + _ROOM + 60}" height="{height}" '
        'font-family="sans-serif" font-size="12" role="img"><title>F1 by field</title>',
        '<rect width="100%" height="100%" fill="#fff"/>',
    ]
    for number, name in enumerate(scores):
        x = _LEFT + 130 * number
        drawn.append(f'<rect x="{x}" y="8" width="10" height="10" fill="{_COLOURS[number % len(_COLOURS)]}"/>')
        drawn.append(f'<text x="{x + 15}" y="17">{name}</text>')
    for row, metric in enumerate(METRICS):
        top = 30 + row * step
        middle = top + _BAR * len(scores) / 2 + 4
        drawn.append(f'<text x="{_LEFT - 8}" y="{middle:g}" text-anchor="end">{LABELS.get(metric, metric)}</text>')
        for number, s in enumerate(scores.values()):
            f1, y = s.totals[metric].f1, top + number * _BAR
            colour = _COLOURS[number % len(_COLOURS)]
            drawn.append(f'<rect x="{_LEFT}" y="{y}" width="{f1 * _ROOM:.1f}" height="{_BAR - 1}" fill="{colour}"/>')
            drawn.append(f'<text x="{_LEFT + f1 * _ROOM + 4:.1f}" y="{y + _BAR - 2}" font-size="10">{f1:.2f}</text>')
    return "\n".join([*drawn, "</svg>", ""])


# -- worked failures


def failures(kit: Kit) -> tuple[str, list[str]]:
    """The worked failures with what the reader makes of them; the ids of those that are read right."""
    published = read_toml(FAILURES)["published"]
    groups: dict[str, list[str]] = {}
    mended = []
    for entry in toml_entries(FAILURES, "failure"):
        entry.only({"id", "field", "text", "should", "why"}, {"id", "field", "text", "should", "why"})
        values = entry.values
        should = [expected(entry, record, kit) for record in values["should"]]
        found = [told(mention) for mention in read(Document(values["id"], values["text"], published=published), kit)]
        if agree(should, found):
            mended.append(values["id"])
        lines = [
            f"> {values['text']}",
            "",
            *(f"- should be: {line(record)}" for record in should),
            *(f"- is read as: {line(record)}" for record in found),
            *([] if found else ["- nothing is read"]),
            "",
            values["why"],
        ]
        groups.setdefault(values["field"], []).append("\n".join(lines))
    parts = [f"All published {published}."]
    for name, cases in groups.items():
        parts += [f"### {HEADINGS[name]}", *cases]
    return "\n\n".join(parts), mended


HEADINGS = {
    "missed": "Events missed",
    "invented": "Events that are not there",
    "who": "Who",
    "whom": "To whom",
    "where": "Where",
    "when": "When",
    "figures": "Killed and injured",
    "reality": "Denied, planned, habitual",
}


EMPTY = {"who": [], "whom": [], "where": [], "at": None, "when": None, "killed": None, "injured": None, "reality": "actual"}


def expected(entry: Entry, record: dict[str, Any], kit: Kit) -> dict[str, Any]:
    """A record as an annotator writes it, with what is left out filled in."""
    if strange := set(record) - KEYS:
        raise entry.fault(f"unknown key {', '.join(sorted(strange))}; there are {', '.join(sorted(KEYS))}")
    if record["type"] not in kit.types:
        raise entry.fault(f"unknown type {record['type']}")
    if unknown := {*record.get("who", ()), *record.get("whom", ())} - set(kit.actors.rows) - {"unknown"}:
        raise entry.fault(f"unknown actor {', '.join(sorted(unknown))}")
    return EMPTY | record


def told(mention: EventMention) -> dict[str, Any]:
    """A record that was read, in the same form."""
    killed, injured = (c and number_told(c.low, c.high) for c in (mention.killed, mention.injured))
    return {
        "type": mention.type,
        "who": [actor.id for actor in mention.initiators],
        "whom": [actor.id for actor in mention.targets],
        "where": [place.name for place in mention.places],
        "at": [place.place_id or "unresolved" for place in mention.places],
        "when": days(mention.when),
        "killed": killed,
        "injured": injured,
        "reality": mention.reality.value,
    }


def days(when: When | None) -> str | None:
    if when is None:
        return None
    return str(when.start) if when.start == when.end else f"{when.start}..{when.end}"


def agree(should: list[dict[str, Any]], found: list[dict[str, Any]]) -> bool:
    """Whether the records are the same, in whatever order; a time, or ids of places, left out of `should` are not compared."""
    left = list(found)
    for record in should:
        same = [f for f in left if all(_same(record[key], f[key], key) for key in KEYS)]
        if not same:
            return False
        left.remove(same[0])
    return not left


def _same(a: Any, b: Any, key: str) -> bool:
    if key in ("when", "at") and a is None:
        return True
    return set(a) == set(b) if isinstance(a, list) else bool(a == b)


def line(record: dict[str, Any]) -> str:
    """A record on one line."""
    sides = " > ".join("+".join(record[side]) for side in ("who", "whom") if record[side]) or "nobody"
    tolls = [f"{name} {record[name]}" for name in ("killed", "injured") if record[name]]
    reality = [record["reality"]] if record["reality"] != "actual" else []
    at = [f" ({id})" for id in record["at"] or ()] or [""] * len(record["where"])
    places = "; ".join(name + id for name, id in zip(record["where"], at, strict=True)) or "no place"
    day = [record["when"]] if record["when"] else []
    return ", ".join([f"`{record['type']}`", sides, places, *day, *tolls, *reality])


if __name__ == "__main__":
    try:
        main()
    except RasadError as error:
        sys.exit(str(error))
