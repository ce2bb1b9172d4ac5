"""The base map for drawings: lines and rings cut at a box, places on a sheet."""

from __future__ import annotations

from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasad.web.geometry import Box, Sheet, box_round, cut_line, cut_ring, outlines

BOX = Box(0.0, 0.0, 10.0, 10.0)
POINTS = st.tuples(st.floats(-20, 30), st.floats(-20, 30))


@given(st.lists(POINTS, min_size=2, max_size=12))
def test_a_line_is_cut_to_what_lies_within(line):
    for part in cut_line(line, BOX):
        assert len(part) > 1
        assert all(-1e-6 <= x <= 10 + 1e-6 and -1e-6 <= y <= 10 + 1e-6 for x, y in part)


@given(st.lists(POINTS, min_size=3, max_size=12))
def test_a_ring_is_cut_to_what_lies_within(ring):
    assert all(-1e-6 <= x <= 10 + 1e-6 and -1e-6 <= y <= 10 + 1e-6 for x, y in cut_ring(ring, BOX))


def test_what_lies_within_is_whole():
    ring = [(1.0, 1.0), (9.0, 1.0), (5.0, 9.0)]
    assert cut_ring(ring, BOX) == ring
    assert cut_line(ring, BOX) == [ring]


def test_a_ring_round_the_box_fills_it():
    cut = cut_ring([(-5.0, -5.0), (15.0, -5.0), (15.0, 15.0), (-5.0, 15.0)], BOX)
    assert {(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)} == set(cut)


def test_a_line_that_leaves_and_comes_back_is_two():
    parts = cut_line([(5.0, 5.0), (15.0, 5.0), (15.0, 6.0), (5.0, 6.0)], BOX)
    assert [part[-1] for part in parts] == [(10.0, 5.0), (5.0, 6.0)]


@given(st.lists(st.tuples(st.floats(-170, 170), st.floats(-70, 70)), min_size=1, max_size=5))
def test_every_point_lies_on_its_sheet(points):
    sheet = Sheet(box_round(points, 1.6), 960)
    assert isclose(sheet.height, 600, rel_tol=0.01) or sheet.height < 600  # near the poles the box is cut
    for point in points:
        x, y = sheet.at(point)
        assert -1 <= x <= 961 and -1 <= y <= sheet.height + 1


def test_north_is_up_and_a_kilometre_grows_towards_the_pole():
    sheet = Sheet(Box(30.0, 30.0, 40.0, 36.0), 1000)
    assert sheet.at((30.0, 36.0)) == (0.0, 0.0) and sheet.at((40.0, 30.0))[0] == 1000
    assert sheet.at((35.0, 35.0))[1] < sheet.at((35.0, 31.0))[1]
    assert sheet.length(1000, 35.0) > sheet.length(1000, 31.0)
    degree = sheet.at((30.0, 33.0))[1] - sheet.at((30.0, 34.0))[1]
    assert degree == pytest.approx(sheet.length(111_320, 33.0), rel=0.001)


def test_the_base_map_has_the_coast_and_the_river():
    base = outlines(Box(35.0, 33.0, 41.0, 37.0))
    if not base.land:
        pytest.skip("the base map is not here; `make web` makes it")
    assert base.rivers and base.inner and all(len(ring) > 2 for ring in base.land)
    sheet = Sheet(Box(35.0, 33.0, 41.0, 37.0), 960)
    assert 1_000 < len(sheet.path(base.land, closed=True)) < 200_000
