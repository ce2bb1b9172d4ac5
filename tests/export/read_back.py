"""Run by the Python of .venv-readers: reads an export with the tool that its users have, prints what the tool found as JSON.

`read_back.py ftm FILE` checks every property of every entity against followthemoney's model; `read_back.py bibtex FILE` parses with pybtex.
"""

import json
import sys
from pathlib import Path


def ftm(path: Path) -> dict:
    from followthemoney import model
    from followthemoney.types import registry

    found, faults = [], []
    for line in path.read_text("utf-8").splitlines():
        data = json.loads(line)
        schema = model.get(data["schema"])
        schema.validate(data)  # raises where a property is required and missing
        for name, values in data["properties"].items():
            prop = schema.get(name)
            if prop is None:
                faults.append(f"{schema.name}.{name}: no such property")
                continue
            for value in values:
                if prop.type != registry.entity and prop.type.clean(value) is None:
                    faults.append(f"{schema.name}.{name}: {value!r} is refused")
        entity = model.get_proxy(data)
        kept = entity.to_dict()["properties"]
        for name, values in data["properties"].items():
            if sorted(kept.get(name, [])) != sorted(set(values)):
                faults.append(f"{schema.name}.{name}: {values!r} became {kept.get(name)!r}")
        found.append({"id": entity.id, "schema": schema.name, "caption": entity.caption, "properties": kept})
    ids = {entity["id"]: model.get(entity["schema"]) for entity in found}
    for entity in found:
        for name, values in entity["properties"].items():
            prop = model.get(entity["schema"]).get(name)
            if prop.type == registry.entity:
                faults += [f"{name} leads nowhere" for value in values if value not in ids]
                faults += [f"{name} leads to a {ids[v].name}" for v in values if v in ids and not ids[v].is_a(prop.range)]
    return {"entities": found, "faults": faults}


def bibtex(path: Path) -> dict:
    from pybtex.database import parse_file

    entries = parse_file(str(path), "bibtex").entries
    return {
        key: {"type": entry.type, **dict(entry.fields.items()), "author": [str(p) for p in entry.persons.get("author", [])]}
        for key, entry in entries.items()
    }


if __name__ == "__main__":
    print(json.dumps({"ftm": ftm, "bibtex": bibtex}[sys.argv[1]](Path(sys.argv[2])), ensure_ascii=False))
