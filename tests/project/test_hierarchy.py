"""Groups above their members, units above their places."""

from rasad.project.hierarchy import actor_rows, members_of, names_of, place_rows, units_of
from rasad.project.tally import Area, Group, Sums
from webbing import kit


def told(*counts: tuple[str, int]) -> list[Group]:
    return [Group(id, Sums(n, n, 0)) for id, n in counts]


def test_a_member_stands_below_its_group_and_each_actor_once():
    rows = actor_rows(kit(), told(("irgc", 5), ("israel", 2), ("nobody_knows", 1)), told(("irgc", 1), ("civilians", 3)))
    ids = [row.id for row in rows]
    assert len(ids) == len(set(ids))
    by_id = {row.id: row for row in rows}
    assert by_id["irgc"].initiator.events == 5 and by_id["irgc"].target.events == 1
    group = kit().actors.rows["irgc"].parents[0]
    assert by_id[group].depth + 1 == by_id["irgc"].depth and ids.index(group) < ids.index("irgc")
    assert by_id[group].initiator.events == 0, "a group is shown for its members' sake, with its own events only"
    assert by_id["nobody_knows"].depth == 0, "what the kit does not know any more is not hidden"
    assert ids[0] == group, "what is told most stands first, members counted"


def test_a_place_stands_below_its_governorate_and_country():
    areas = [Area("SY", "sy-gov-deir-ez-zor", Sums(4, 1, 0)), Area("SY", None, Sums(1, 0, 0)), Area(None, None, Sums(7, 0, 0))]
    rows = place_rows(kit(), areas, told(("sy-mayadin", 3), ("sy-gov-deir-ez-zor", 1)))
    found = {row.id: (row.depth, row.sums.events) for row in rows}
    assert found["sy-gov-deir-ez-zor"] == (1, 4) and found["sy-mayadin"] == (2, 3)
    assert found[kit().places.countries["SY"]] == (0, 5)
    assert len(rows) == 3


def test_names_of_an_actor_are_names_not_persons_or_forms():
    names = names_of(kit(), "irgc")
    assert "الحرس الثوري" in names
    persons = {alias.form for alias in kit().actors.aliases if alias.kind == "person"}
    assert not persons & set(names_of(kit(), "syria_transitional"))
    assert members_of(kit(), "iran") and "irgc" in members_of(kit(), kit().actors.rows["irgc"].parents[0])


def test_what_a_place_lies_in_begins_with_the_largest():
    units = units_of(kit(), "sy-mayadin")
    assert units[0] == kit().places.countries["SY"] and units[1] == "sy-gov-deir-ez-zor" and "sy-mayadin" not in units
