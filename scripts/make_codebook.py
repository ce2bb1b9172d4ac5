"""Makes CODEBOOK.md from the kit's data: event types, the words that open them, means and actors.

`python scripts/make_codebook.py [--check]`; `--check` writes nothing and exits with 1 where the file is stale.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from generated import DATA, settle, table

from rasad.kit.files import read_toml

Entry = dict[str, Any]

HEAD = """\
# Codebook

*Made by `scripts/make_codebook.py` from `src/rasad/data`; change the data, then run `make docs`.*

How Rasad codes a report. The labels, the rules and the actor ids are those of the benchmark that Rasad is measured
with; ids that only Rasad knows are listed with the benchmark id that stands for them.

## The unit

One record for each distinct action a document reports: the same what, who, to whom, where and when.

- A headline, a lead and a later paragraph that retell one action are one record.
- One clause that names several places for one action is one record with several locations.
- The same kind of action by another initiator, against another target or on another day is another record.
- Background counts: what happened years ago is a record with its own date.
- A state is no event, and being said is no event: "sources said" fills `source`.
- Casualties belong to the action that caused them; `casualties` is for those whose cause is not told.
- An accusation makes the attribution `suspected`; a denial is a record of the action with the reality `denied`.

## Fields

| field | value |
| --- | --- |
| `type` | one of the types below |
| `reality` | `actual`; `denied`: said not to have happened; `planned`: threatened, intended, expected or ordered, not carried out |
| `initiators` | ids of those who act; `unknown` where the text names nobody but somebody must have acted |
| `attribution` | `stated`: the reporter asserts it; `claimed`: the initiator announced it; `suspected`: believed or accused; `unknown` |
| `targets` | ids of those who are hit, arrested, expelled, restricted or addressed |
| `places` | each with its role: `location`, `origin` or `destination`; the name as written, and where the gazetteer knows it an id, a point and a precision |
| `when` | first and last day on which it may have happened, with a precision |
| `killed`, `injured` | at least and at most so many persons; no upper bound for "more than 20" (from 21), "at least 3" (from 3), "dozens" (from 20), "several" (from 2); "no casualties" is 0 to 0; not told is no value |
| `weapons` | means named for the event |
| `source` | who the text says reported it: `official`, `correspondent`, `local_sources`, `eyewitness`, `media`, `monitor`, `unspecified` |

Precision of dates: 1 day, 2 a few days, 3 week, 4 month, 5 year (as UCDP `date_prec`). Precision of places: 1 exact,
2 near, 3 district, 4 province, 5 vague, 6 country, 7 sea or air (as UCDP `where_prec`).
"""


def entries(path: str, name: str) -> list[Entry]:
    """The `[[name]]` tables of a data file."""
    found = read_toml(DATA / path).get(name, [])
    assert isinstance(found, list)
    return found


def triggers() -> list[Entry]:
    """The triggers of all event files, in the order of files and entries."""
    files = sorted(p.name for p in (DATA / "events").glob("*.toml") if not p.name.endswith(".examples.toml"))
    return [entry for file in files for entry in entries(f"events/{file}", "trigger")]


def cited(entry: Entry) -> str:
    """The words of a trigger, each by its first form."""
    specs = [spec for key in ("verbs", "nouns", "participles", "phrases") for spec in entry.get(key, [])]
    return "، ".join(dict.fromkeys(spec.split("|")[0] for spec in specs))


def conditions(entry: Entry) -> str:
    """What must or must not stand by a trigger's words."""
    parts = []
    if entry.get("needs"):
        parts.append("with " + " or ".join(entry["needs"]))
    if entry.get("bars"):
        parts.append("not with " + " or ".join(entry["bars"]))
    return "; ".join(parts)


def types_section() -> str:
    rows = [
        (f"`{t['id']}`", t["name_ar"], t["covers"], ", ".join(t["acled"]) or "(none)", t["plover"])
        for t in entries("codebook.toml", "type")
    ]
    return "## Event types\n\n" + table(
        ("type", "Arabic", "covers", "nearest ACLED sub-event type", "PLOVER"), rows
    )


def words_section() -> str:
    own: dict[str, list[Entry]] = defaultdict(list)
    borrowed: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for entry in triggers():
        own[entry["type"]].append(entry)
        for kind, target in entry.get("by_means", {}).items():
            if target != entry["type"]:
                borrowed[target].append((entry["id"], f"{kind} means"))
        if entry.get("air_actor", entry["type"]) != entry["type"]:
            borrowed[entry["air_actor"]].append((entry["id"], "an initiator that strikes from the air"))
    parts = [
        "## Words that open a record",
        "Verbs stand in the past, nouns without the article; the kit makes the other forms.",
    ]
    for t in entries("codebook.toml", "type"):
        parts.append(f"### `{t['id']}`")
        if rows := [(f"`{e['id']}`", cited(e), f"`{e['frame']}`", conditions(e)) for e in own[t["id"]]]:
            parts.append(table(("trigger", "words", "frame", "only"), rows))
        if borrowed[t["id"]]:
            also = "; ".join(f"`{trigger}` with {why}" for trigger, why in dict.fromkeys(borrowed[t["id"]]))
            parts.append(f"Also: {also}.")
    return "\n\n".join(parts)


def means_section() -> str:
    rows = [
        (
            f"`{m['id']}`",
            m["kind"],
            "، ".join(spec.split("|")[0] for key in ("nouns", "words") for spec in m.get(key, [])),
        )
        for m in entries("events/means.toml", "means")
    ]
    return "## Weapons and means\n\n" + table(("means", "kind", "words"), rows)


def actors_section() -> str:
    rows = []
    for a in entries("actors/actors.toml", "actor"):
        life = f"{a.get('from', '')} to {a.get('until', '')}".strip() if "from" in a or "until" in a else ""
        parents = ", ".join(f"`{p}`" for p in a.get("parents", []))
        scored = f"`{a['scored_as']}`" if "scored_as" in a else ""
        rows.append((f"`{a['id']}`", a["name_en"], a["name_ar"], a["kind"], parents, life, scored))
    header = ("id", "English", "Arabic", "kind", "part of", "existed", "benchmark id")
    return (
        f"## Actors\n\n{len(rows)} ids. A named unit is coded by its own id, not by the group it belongs to.\n\n"
        + table(header, rows)
    )


def main() -> None:
    parts = (HEAD.rstrip(), types_section(), words_section(), means_section(), actors_section())
    settle({"CODEBOOK.md": "\n\n".join(parts) + "\n"})


if __name__ == "__main__":
    main()
