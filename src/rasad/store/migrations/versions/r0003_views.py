"""Revision 0003: views for people who open a project with a tool for databases: events, mentions, claims, sources.

Their columns are named as in the CSV export, but for those that need the kit (names of actors and units). Mentions are
as they were read, without what reviewers corrected; events have all of it.
"""

from alembic import op

revision = "0003"
down_revision = "0002"

_ROLES = "CASE {role} WHEN 'location' THEN 1 WHEN 'destination' THEN 2 ELSE 3 END"


class _Writer:
    """How values of JSON columns are asked for in one database."""

    def __init__(self, sqlite: bool) -> None:
        self.sqlite = sqlite

    def value(self, column: str, path: str, kind: str = "text") -> str:
        """A value of a JSON column; `kind` text, integer, real or date."""
        if self.sqlite:
            return f"json_extract({column}, '$.{path}')"
        asked = f"({column} #>> '{{{path.replace('.', ',')}}}')"
        return asked if kind == "text" else f"CAST({asked} AS {'double precision' if kind == 'real' else kind})"

    def joined(self, column: str, path: str, inner: str = "", sign: str = ";", only: str = "") -> str:
        """The strings of a list, or one of each of its objects, joined; NULL where it is empty."""
        if self.sqlite:
            each = f"json_extract(j.value, '$.{inner}')" if inner else "j.value"
            where = f" WHERE json_extract(j.value, '$.role') = '{only}'" if only else ""
            return f"(SELECT group_concat({each}, '{sign}') FROM json_each({column}, '$.{path}') j{where})"
        each = f"j.value ->> '{inner}'" if inner else "j.value #>> '{}'"
        where = f" WHERE j.value ->> 'role' = '{only}'" if only else ""
        items = f"json_array_elements({column} -> '{path}') WITH ORDINALITY AS j(value, n)"
        return f"(SELECT string_agg({each}, '{sign}' ORDER BY j.n) FROM {items}{where})"

    def size(self, column: str, path: str) -> str:
        """How many items a list has."""
        return f"json_array_length({column}, '$.{path}')" if self.sqlite else f"json_array_length({column} -> '{path}')"

    def mapped(self, column: str) -> str:
        """The place that stands for a mention on a map."""
        if self.sqlite:
            order = _ROLES.format(role="json_extract(j.value, '$.role')")
            lat = "json_extract(j.value, '$.lat') IS NOT NULL"
            return f"(SELECT j.value FROM json_each({column}, '$.places') j WHERE {lat} ORDER BY {order}, j.key LIMIT 1)"
        order = _ROLES.format(role="j.value ->> 'role'")
        items = f"json_array_elements({column} -> 'places') WITH ORDINALITY AS j(value, n)"
        return f"(SELECT j.value FROM {items} WHERE j.value ->> 'lat' IS NOT NULL ORDER BY {order}, j.n LIMIT 1)"

    def claims(self) -> str:
        """The events with each of their claims."""
        if self.sqlite:
            return "event e, json_each(e.record, '$.claims') j"
        return "event e CROSS JOIN LATERAL json_array_elements(e.record -> 'claims') WITH ORDINALITY AS j(value, key)"


def _view(name: str, columns: dict[str, str], source: str) -> str:
    told = ",\n  ".join(f"{asked} AS {name}" for name, asked in columns.items())
    return f"CREATE VIEW {name} AS SELECT\n  {told}\nFROM {source}"


def _place(write: _Writer, column: str, path: str = "") -> dict[str, str]:
    return {
        "place_id": write.value(column, f"{path}place_id"),
        "latitude": write.value(column, f"{path}lat", "real"),
        "longitude": write.value(column, f"{path}lon", "real"),
        "geo_precision": write.value(column, f"{path}precision", "integer"),
        "country": write.value(column, f"{path}country"),
        "admin1": write.value(column, f"{path}admin1"),
        "pcode": write.value(column, f"{path}pcode"),
    }


def _figures(write: _Writer, column: str, names: tuple[str, ...]) -> dict[str, str]:
    return {f"{kind}_{name}": write.value(column, f"{kind}.{name}", "integer") for kind in ("killed", "injured") for name in names}


def _events(write: _Writer) -> str:
    r = "e.record"
    former = "(SELECT {joined} FROM event_former f WHERE f.current = e.id)"
    joined = "group_concat(f.former, ';')" if write.sqlite else "string_agg(f.former, ';' ORDER BY f.former)"
    columns = {
        "id": "e.id", "type": "e.type", "reality": "e.reality", "attribution": "e.attribution",
        "initiators": write.joined(r, "initiators"), "targets": write.joined(r, "targets"),
        "date_start": write.value(r, "when.start", "date"), "date_end": write.value(r, "when.end", "date"),
        "date_precision": write.value(r, "when.precision", "integer"),
        "location": write.value(r, "place.name"),
        "origin": write.joined(r, "places", "name", only="origin"),
        "destination": write.joined(r, "places", "name", only="destination"),
        **_place(write, r, "place."), **_figures(write, r, ("low", "best", "high")),
        "weapons": write.joined(r, "weapons"), "grade": "e.grade", "grade_reason": write.value(r, "grade_reason"),
        "contradictions": write.joined(r, "contradictions", "field"),
        "sources": "e.sources", "documents": write.value(r, "documents", "integer"), "mentions": write.size(r, "mentions"),
        "outlets": write.joined(r, "outlets"), "source_kinds": write.joined(r, "source_kinds"),
        "first_published": write.value(r, "first_published", "date"), "last_published": write.value(r, "last_published", "date"),
        "state": "e.state", "corrected": write.joined(r, "corrected"), "notes": write.joined(r, "notes", sign=" | "),
        "former": former.format(joined=joined),
    }  # fmt: skip
    return _view("events", columns, "event e")


def _mentions(write: _Writer) -> str:
    r = "m.record"
    columns = {
        "id": "m.key", "event": "e.id", "document": "d.id", "outlet": "d.outlet", "published": "d.published", "url": "d.url",
        "type": "m.type", "reality": write.value(r, "reality.value"), "initiators": write.joined(r, "initiators", "id"),
        "attribution": write.value(r, "attribution.value"), "targets": write.joined(r, "targets", "id"),
        "date_start": write.value(r, "when.start", "date"), "date_end": write.value(r, "when.end", "date"),
        "date_precision": write.value(r, "when.precision", "integer"),
        **{role: write.joined(r, "places", "name", only=role) for role in ("location", "origin", "destination")},
        **_place(write, "m.at"), **_figures(write, r, ("low", "high")), "weapons": write.joined(r, "weapons", "kind"),
        "source": write.value(r, "source.value"), "quote": write.value(r, "quote"),
        "quote_start": write.value(r, "evidence[0].start" if write.sqlite else "evidence.0.start", "integer"),
        "quote_end": write.value(r, "evidence[0].end" if write.sqlite else "evidence.0.end", "integer"),
        "rule": write.value(r, "rule"), "document_key": "d.key", "copies": "d.copies",
    }  # fmt: skip
    mine = f"(SELECT m.*, {write.mapped('m.record')} AS at FROM mention m WHERE m.current) m"
    joins = "JOIN document d ON d.seq = m.document LEFT JOIN event_mention t ON t.mention = m.seq LEFT JOIN event e ON e.seq = t.event"
    return _view("mentions", columns, f"{mine} {joins}")


def _claims(write: _Writer) -> str:
    c = "j.value"
    names = ("field", "value", "mention", "document_key", "outlet", "source", "reviewer", "quote")
    columns = {
        "event": "e.id", **{name: write.value(c, name) for name in names[:2]},
        "low": write.value(c, "low", "integer"), "high": write.value(c, "high", "integer"),
        **{name: write.value(c, name) for name in names[2:5]}, "published": write.value(c, "published", "date"),
        **{name: write.value(c, name) for name in names[5:]},
        "quote_start": write.value(c, "span.start", "integer"), "quote_end": write.value(c, "span.end", "integer"),
    }  # fmt: skip
    return _view("claims", columns, write.claims())


def _sources() -> str:
    names = {"id": "key", "document": "id", "outlet": "outlet", "title": "title", "url": "url", "published": "published", "copies": "copies"}
    told = "(SELECT count(*) FROM mention m WHERE m.document = d.seq AND m.current)"
    return _view("sources", {name: f"d.{column}" for name, column in names.items()} | {"mentions": told}, "document d WHERE d.current")


def upgrade() -> None:
    """Makes the views."""
    connection = op.get_bind()
    write = _Writer(connection.dialect.name == "sqlite")
    for statement in (_events(write), _mentions(write), _claims(write), _sources()):
        connection.exec_driver_sql(statement)
