"""The layout of ACLED's export: read back by pandas as its users do, every column checked against what was told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import dossiers as d
import pandas
import pytest

from rasad.export import acled
from rasad.export.layouts import LAYOUTS
from rasad.export.order import Unfit
from rasad.export.public import Profile
from rasad.export.run import export_file
from rasad.model import Count, GeoPrecision, Span, TimePrecision, Weapon, When

# As ACLED's own export has them.
_NAMES = (
    "event_id_cnty event_date year time_precision disorder_type event_type sub_event_type actor1 assoc_actor_1 inter1 actor2 assoc_actor_2 inter2 "
    "interaction civilian_targeting iso region country admin1 admin2 admin3 location latitude longitude geo_precision source source_scale notes "
    "fatalities tags timestamp"
)
ORDER = _NAMES.split()


def event(type="air_strike", who="israel", whom="", place="sy-raqqa", when=None, **changes):
    at = (d.place(place),) if place else ()
    return d.dossier(d.told(d.report("x", "نص الخبر هنا كله."), type, who, whom, places=at, when=when or d.days(d.DAY), **changes))


def cells(dossier):
    found = acled.row(dossier, d.order())
    assert not isinstance(found, Unfit), found
    return found


def test_a_file_as_its_users_read_it(tmp_path):
    path, order = tmp_path / "acled.csv", d.order()
    side = export_file(d.everything(), LAYOUTS["acled"], path, order, Profile())
    table = pandas.read_csv(path, parse_dates=["event_date"])
    assert list(table) == ORDER == list(acled.COLUMNS) and len(ORDER) == 31
    first = table.iloc[0]
    assert first.event_id_cnty == f"SYR-{d.strike().event.id}" and first.iso == 760
    assert (first.event_date, first.year, first.time_precision) == (pandas.Timestamp(2024, 2, 2), 2024, 1)
    assert (first.disorder_type, first.event_type, first.sub_event_type) == (
        "Political violence", "Explosions/Remote violence", "Air/drone strike",
    )  # fmt: skip
    assert (first.actor1, first.assoc_actor_1, first.inter1) == ("Israel", "United States", "External/Other forces")
    assert first.actor2 and first.inter2 == "Political militia" and first.interaction == "Political militia-External/Other forces"
    assert pandas.isna(first.civilian_targeting) and first.region == "Middle East" and first.country == "Syria"
    assert (first.admin1, first.admin2, first.location) == ("Deir ez-Zor", "الميادين", "الميادين")
    assert (first.latitude, first.longitude, first.geo_precision) == (35.0198, 40.4515, 1)
    assert first.fatalities == 3 and first.timestamp == 1707004800 and pandas.isna(first.source_scale) and pandas.isna(first.admin3)
    assert set(table.event_type) <= set(order.reference.acled.events.values())
    assert side == tmp_path / "acled.csv.unplaced.csv"
    unplaced = pandas.read_csv(side)
    assert dict(zip(unplaced.id, unplaced.reason, strict=True)) == {
        d.nowhere().event.id: "without a place on the map", d.undated().event.id: "without a day",
    }  # fmt: skip
    assert order.tally.left == {"denied or only planned": 1, "of type statement, for which ACLED has none": 1}
    assert len(table) + len(unplaced) + 2 == len(d.everything())


def test_the_notes_say_in_english_what_the_fields_say():
    assert cells(d.strike())["notes"] == (
        "On 2 February 2024: Air or drone strike on Liwa Fatemiyoun by Israel and United States, at الميادين, Deir ez-Zor, Syria. "
        "Killed: 3 or more, best 6; injured: 2 to 4, best 2. Reported by شبكة الفرات (3 February 2024) and =SUM(1+1) (4 February 2024). "
        "Told to them by local sources. Reports differ on killed: 3 or 6+. Reports differ on perpetrators: Israel or United States. Corroboration: contested."
    ).replace("Liwa Fatemiyoun", d.kit().actors.rows["fatemiyoun"].name_en)
    assert cells(event())["notes"].endswith("Killed: not told; injured: not told. Reported by شبكة الفرات (3 February 2024). Told to them by local sources. Corroboration: weak.")


@pytest.mark.parametrize(
    ("type", "who", "whom", "weapons", "gives"),
    [
        ("air_strike", "israel", "", "", "Air/drone strike"),
        ("air_strike", "syria_gov", "civilians", "chemical", "Chemical weapon"),
        ("shelling", "sdf", "sna", "", "Shelling/artillery/missile attack"),
        ("explosion", "unknown", "", "mine", "Remote explosive/landmine/IED"),
        ("explosion", "isis", "sdf", "suicide", "Suicide bomb"),
        ("armed_attack", "unknown", "civilians", "", "Attack"),
        ("armed_attack", "isis", "sdf", "", "Armed clash"),
        ("arrest", "sdf", "civilians", "", "Arrests"),
        ("territory_change", "syria_gov", "", "", "Government regains territory"),
        ("territory_change", "sdf", "isis", "", "Non-state actor overtakes territory"),
        ("territory_change", "turkey", "sdf", "", "Non-state actor overtakes territory"),
        ("territory_change", "", "", "", "Non-violent transfer of territory"),
        ("protest", "civilians", "", "", "Peaceful protest"),
        ("concealment", "irgc", "", "", "Other"),
    ],
)
def test_types_by_the_codebook_and_the_choices(type, who, whom, weapons, gives):
    dossier = event(type, who, whom, weapons=tuple(Weapon(w, Span(0, 3)) for w in weapons.split()))
    assert cells(dossier)["sub_event_type"] == gives


def test_a_state_is_external_where_it_is_not_at_home():
    assert cells(event(who="syria_gov"))["inter1"] == "State forces"
    assert cells(event(who="syria_gov", place="iq-mosul"))["inter1"] == "External/Other forces"
    assert cells(event(who="israel"))["interaction"] == "External/Other forces only"


def test_parties_that_fight_each_other_take_both_sides():
    row = cells(d.clash())
    assert (row["interaction"], row["assoc_actor_2"]) == ("Rebel group-Rebel group", "")
    assert {row["actor1"], row["actor2"]} == {d.kit().actors.rows[id].name_en for id in ("isis", "sdf")}
    assert (row["event_date"], row["time_precision"], row["geo_precision"], row["fatalities"]) == (date(2024, 2, 15), 3, 2, 5)


def test_civilians_as_the_only_target_of_violence():
    assert cells(d.on_civilians())["civilian_targeting"] == "Civilian targeting"
    assert cells(event("shelling", whom="civilians sdf"))["civilian_targeting"] == ""
    assert cells(event("displacement", whom="civilians"))["civilian_targeting"] == ""


def test_no_figure_is_not_zero():
    assert cells(event())["fatalities"] is None and cells(event(killed=Count(0, 0, "x")))["fatalities"] == 0


@pytest.mark.parametrize(
    ("dossier", "reason"),
    [
        (event(when=When(date(2024, 1, 1), date(2024, 12, 31), TimePrecision.YEAR, "x")), "known to the year only"),
        (event(place="country-syria" if "country-syria" in d.kit().places.places else d.kit().places.countries["SY"]), "placed to the country only"),
        (replace(d.strike(), event=replace(d.strike().event, place=None)), "without a place on the map"),
    ],
)
def test_what_has_no_code_of_the_layout_is_put_aside(dossier, reason):
    assert acled.row(dossier, d.order()) == Unfit(reason, aside=True)


@pytest.mark.parametrize("ours", list(GeoPrecision))
def test_every_precision_of_a_place_has_a_code_or_is_put_aside(ours):
    dossier = replace(d.strike(), event=replace(d.strike().event, place=d.place("sy-raqqa", precision=ours)))
    found = acled.row(dossier, d.order())
    code = {1: 1, 2: 2, 3: 2, 4: 3, 5: 3, 6: None, 7: 3}[int(ours)]
    assert (None if isinstance(found, Unfit) else found["geo_precision"]) == code
