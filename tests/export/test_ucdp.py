"""The layout of UCDP GED: read back by pandas, every column checked; sides, deaths, grid."""

from __future__ import annotations

from datetime import date

import dossiers as d
import pandas
import pytest

from rasad.export import ucdp
from rasad.export.layouts import LAYOUTS
from rasad.export.order import Unfit
from rasad.export.public import Profile
from rasad.export.run import export_file
from rasad.model import Count, GeoPrecision, TimePrecision

# As GED has them.
_NAMES = (
    "id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id conflict_name dyad_dset_id dyad_new_id dyad_name "
    "side_a_dset_id side_a_new_id side_a side_b_dset_id side_b_new_id side_b number_of_sources source_article source_office source_date "
    "source_headline source_original where_prec where_coordinates where_description adm_1 adm_2 latitude longitude geom_wkt priogrid_gid country "
    "country_id region event_clarity date_prec date_start date_end deaths_a deaths_b deaths_civilians deaths_unknown best high low gwnoa gwnob"
)
ORDER = _NAMES.split()
KILLED = Count(2, 3, "x")


def event(who, whom="", type="armed_attack", place="sy-raqqa", killed=KILLED, when=None):
    at = (d.place(place),)
    return d.dossier(d.told(d.report("x", "نص الخبر هنا كله."), type, who, whom, places=at, when=when or d.days(d.DAY), killed=killed))


def cells(dossier):
    found = ucdp.row(dossier, d.order())
    assert not isinstance(found, Unfit), found
    return found


def test_a_file_as_its_users_read_it(tmp_path):
    path, order = tmp_path / "ged.csv", d.order()
    side = export_file(d.everything(), LAYOUTS["ucdp"], path, order, Profile())
    table = pandas.read_csv(path, parse_dates=["date_start", "date_end"])
    assert list(table) == ORDER == list(ucdp.COLUMNS) and len(ORDER) == 49
    assert len(table) == 3 and table.id.dtype == "int64" and table.id.is_unique and (table.id > 10**9).all()
    first = table.iloc[0]
    assert first.relid == d.strike().event.id and first.code_status == "Check" and table.iloc[2].code_status == "Clear"
    assert (first.type_of_violence, first.side_a, first.side_b) == (1, "Israel; United States", d.kit().actors.rows["fatemiyoun"].name_en)
    assert (first.gwnoa, first.country_id, first.region, first.country) == (666, 652, "Middle East", "Syria")
    assert (first.deaths_a, first.deaths_b, first.deaths_civilians, first.deaths_unknown) == (0, 6, 0, 0)
    assert (first.low, first.best) == (3, 6) and pandas.isna(first.high)
    assert (first.where_prec, first.date_prec, first.event_clarity) == (1, 1, 1)
    assert first.geom_wkt == "POINT (40.4515 35.0198)" and first.priogrid_gid == ucdp.grid_cell(35.0198, 40.4515)
    assert first.date_start == pandas.Timestamp(2024, 2, 2) and "2024-02-02 00:00:00.000" in path.read_text("utf-8")
    assert first.source_article == '"شبكة الفرات,2024-02-03,خبر a1";"=SUM(1+1),2024-02-04,@عنوان, \'مقتبس\' {50%} & أكثر"'
    assert first.source_date == "2024-02-03;2024-02-04" and first.number_of_sources == 2
    assert (table.deaths_a + table.deaths_b + table.deaths_civilians + table.deaths_unknown == table.best).all()
    assert (table.low <= table.best).all() and ((table.best <= table.high) | table.high.isna()).all()
    empty = [name for name, column in ucdp.COLUMNS.items() if column.about.startswith("always empty")]
    assert len(empty) == 10 and table[empty].isna().all(axis=None)
    assert sorted(pandas.read_csv(side).reason) == ["without a day", "without a place on the map"]
    assert sum(order.tally.left.values()) == 2


@pytest.mark.parametrize(
    ("who", "whom", "violence", "a", "column"),
    [
        ("syria_gov", "sdf", 1, "syria_gov", "deaths_b"),
        ("isis", "syria_gov", 1, "syria_gov", "deaths_a"),
        ("israel", "syria_gov", 1, "israel", "deaths_b"),
        ("isis", "sdf", 2, "isis", "deaths_b"),
        ("isis", "civilians", 3, "isis", "deaths_civilians"),
        ("russia", "civilians", 3, "russia", "deaths_civilians"),
        ("unknown", "civilians", None, "unknown", "deaths_civilians"),
        ("unknown", "sdf", None, "unknown", "deaths_b"),
        ("syria_gov", "", None, "syria_gov", "deaths_unknown"),
        ("syria_gov", "civilians sdf", None, "syria_gov", "deaths_unknown"),
    ],
)
def test_sides_and_who_was_killed(who, whom, violence, a, column):
    row = cells(event(who, whom))
    assert row["type_of_violence"] == violence and row["side_a"] == d.kit().actors.rows[a].name_en
    assert {name: row[name] for name in row if name.startswith("deaths_")} == {
        name: 2 if name == column else 0 for name in ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")
    }
    assert (row["side_b"] == "Civilians") == (whom == "civilians")


def test_both_sides_of_a_clash_leave_the_dead_unknown():
    row = cells(d.clash())
    assert (row["type_of_violence"], row["deaths_unknown"], row["high"]) == (2, 5, 6)
    assert (row["date_prec"], row["where_prec"], row["event_clarity"]) == (4, 2, 2)
    assert (row["date_start"][:10], row["date_end"][:10]) == ("2024-02-01", "2024-02-29")


def test_only_lethal_violence():
    for killed in (None, Count(0, 0, "x")):
        assert ucdp.row(event("isis", "sdf", killed=killed), d.order()) == Unfit("without anybody told to be killed")
    assert "no organised violence" in ucdp.row(event("isis", type="statement"), d.order()).reason


@pytest.mark.parametrize("precision", list(GeoPrecision))
def test_places_keep_their_code(precision):
    at = (d.place("sy-raqqa", precision=precision),)
    told = d.told(d.report("x", "نص الخبر هنا كله."), "shelling", "isis", places=at, when=d.days(d.DAY), killed=Count(1, 1, "x"))
    assert cells(d.dossier(told))["where_prec"] == int(precision)


@pytest.mark.parametrize("precision", list(TimePrecision))
def test_days_keep_their_code(precision):
    when = d.days(date(2024, 1, 1), date(2024, 1, 2), precision)
    assert cells(event("isis", "sdf", when=when))["date_prec"] == int(precision)


# Corners of the grid as PRIO-GRID defines it (720 columns from 180 W, 360 rows from 90 S), and a cell counted by hand:
# row 251 (35.0 to 35.5 N), column 441 (40.0 to 40.5 E).
@pytest.mark.parametrize(
    ("lat", "lon", "cell"),
    [(-90, -180, 1), (-89.9, 179.9, 720), (-89.4, -179.9, 721), (90, 180, 259200), (35.0198, 40.4515, 250 * 720 + 441)],
)
def test_cells_of_the_grid(lat, lon, cell):
    assert ucdp.grid_cell(lat, lon) == cell
