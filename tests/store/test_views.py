"""The views that a project shows to other tools: the cells of the CSV export, on both databases."""

from datetime import date

from sqlalchemy import text

from rasad.export.order import Order
from rasad.export.reference import load_reference
from rasad.export.rows import TABLES, event_row
from rasad.project.link import Means, link_some
from rasad.store.events import Stamp
from searching import MAKER, kit, reader, samples

OF_THE_KIT = {"initiator_names", "target_names", "country_name", "admin1_name", "admin2_name"}


def cell(value):
    """A cell as both databases give it."""
    return value.isoformat() if isinstance(value, date) else value or None


def test_views_show_what_the_export_writes(project):
    project.add_coded(samples()[:8], MAKER)
    with project.writing() as connection:
        while link_some(connection, Means(kit(), Stamp(1, "now"))).mentions:
            pass
    with project.reading() as connection:
        shown = {name: connection.execute(text(f"SELECT * FROM {name}")).mappings().all() for name in TABLES}
    order = Order(kit(), load_reference(kit()))
    dossiers = {dossier.event.id: dossier for dossier in project.dossiers("", kit())}
    assert len(shown["events"]) == len(dossiers) > 10
    for row in shown["events"]:
        wanted = event_row(dossiers[row["id"]], order)
        different = {
            name: (row[name], wanted[name])
            for name in wanted.keys() - OF_THE_KIT - {"contradictions"}
            if cell(row[name]) != cell(wanted[name])
        }
        assert different == {}
    for name, columns in TABLES.items():
        missing = columns.keys() - shown[name][0].keys() - OF_THE_KIT
        assert missing <= {"corrected"}, name
    assert {row["event"] for row in shown["mentions"]} == set(dossiers)
    assert len(shown["claims"]) == sum(len(d.event.claims) for d in dossiers.values())
    quotes = [row for row in shown["claims"] if row["quote"]]
    texts = {told.document_key: told.document.text for told in project.all_told()}
    assert quotes and all(texts[row["document_key"]][row["quote_start"] : row["quote_end"]] == row["quote"] for row in quotes)
    assert len(shown["sources"]) == 8 and reader()
