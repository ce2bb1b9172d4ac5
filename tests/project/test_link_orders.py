"""Events are what reports and judgements make of them: the same in whatever order they came, step by step or from scratch."""

from __future__ import annotations

import random

import pytest
from making import MAKER, add, all_events, decide, link, report
from sqlalchemy import event as engine_event

from rasad.project import Project, target
from rasad.project.relink import Linking, link_project
from rasad.store import judgements as rows
from rasad.store import links
from telling import kit

TOWNS = ("sy-mayadin", "sy-abu-kamal", "sy-deir-ez-zor")


def world(seed: int):
    """Reports on a few days and towns that tell some happenings several times, each a little otherwise."""
    rng = random.Random(seed)
    happenings = [
        {"where": rng.choice(TOWNS), "day": rng.randrange(4), "type": rng.choice(["air_strike", "shelling"]), "killed": rng.choice([None, 1, 4, 12])}
        for _ in range(9)
    ]
    reports = []
    for number in range(16):
        told = rng.sample(happenings, rng.choice([1, 1, 2, 3]))
        told = [{**one, "killed": one["killed"] if rng.random() < 0.7 else None, "days": rng.choice([1, 1, 3])} for one in told]
        reports.append(report(f"w{number}x", *told, published=rng.choice([2, 4, 5]), outlet=f"outlet {rng.randrange(8)}"))
    return reports


def decisions(project, rng, count):
    """Decides at random on what is there."""
    for _ in range(count):
        found = sorted(all_events(project).values(), key=lambda e: e.id)
        kind = rng.choice(["accept", "reject", "correct", "correct mention", "merge", "split", "duplicate", "reject mention", "undo"])
        event, other = rng.choice(found), rng.choice(found)
        mention = rng.choice(event.mentions)
        try:
            if kind == "undo":
                with project.reading() as connection:
                    made = [h.judgement.id for h in rows.all_of(connection)]
                decide(project, "undo", rng.choice(made or ["none"]))
            elif kind.endswith("mention"):
                more = {"field": "place", "words": rng.choice(TOWNS)} if kind.startswith("correct") else {}
                decide(project, kind.split()[0], mention, **more)
            elif kind == "correct":
                decide(project, "correct", event.id, field="injured", words=str(rng.randrange(30)))
            elif kind in ("merge", "duplicate"):
                decide(project, kind, event.id, other.id)
            elif kind == "split":
                decide(project, "split", event.id, mention)
            else:
                decide(project, kind, event.id)
        except Exception as refused:  # what the chance asked for cannot be decided; another one will
            assert type(refused).__name__ in ("ConfigurationError", "ConflictError"), refused


def from_scratch(project, jobs=1):
    for _ in link_project(project, Linking(kit(), MAKER, jobs, whole=True))[1]:
        pass


def judged(project):
    with project.reading() as connection:
        return [held.judgement for held in rows.all_of(connection)]


@pytest.mark.parametrize("seed", range(2))
def test_from_scratch_gives_what_step_by_step_gives(project, seed):
    rng = random.Random(seed)
    reports = world(seed)
    rng.shuffle(reports)
    for start in range(0, len(reports), 4):
        project.add_coded(reports[start : start + 4], MAKER)
        link(project, rng.choice([1, 7, 200]))
        decisions(project, rng, 3)
    grown = all_events(project)
    assert len({e.state for e in grown.values()}) > 1 and any(len(e.mentions) > 2 for e in grown.values())
    from_scratch(project)
    assert all_events(project) == grown
    assert pairs(project) == pairs_anew(project)


def pairs(project):
    with project.reading() as connection:
        seqs = links.numbers(connection, [m for e in all_events(project).values() for m in e.mentions])
        return links.pairs(connection, seqs.values())


def pairs_anew(project):
    from_scratch(project)
    return pairs(project)


@pytest.mark.parametrize("seed", range(2))
def test_the_order_of_reports_and_judgements_does_not_matter(project, tmp_path, seed):
    """The same reports come in another order, the same judgements at other times: also before what they are about."""
    rng = random.Random(100 + seed)
    reports = world(seed)
    for start in range(0, len(reports), 6):
        project.add_coded(reports[start : start + 6], MAKER)
        link(project)
        decisions(project, rng, 4)
    made, grown = judged(project), all_events(project)
    with Project.create(tmp_path / "other.rasad") as other:
        rng.shuffle(reports)
        late = len(made) // 2
        for number, start in enumerate(range(0, len(reports), 4)):
            if number == 1:
                write(other, made[:late])
            other.add_coded(reports[start : start + 4], MAKER)
            link(other, rng.choice([1, 3, 200]))
        write(other, made[late:])
        from_scratch(other, jobs=2 if seed == 0 else 1)
        assert all_events(other) == grown


def write(project, made):
    """Stores judgements as they were made elsewhere; what they touch is linked anew."""
    with project.writing() as connection:
        for judgement in made:
            rows.write(connection, judgement)
            links.pend(connection, links.numbers(connection, judgement.mentions).values())
    link(project)


def test_an_event_keeps_its_id_while_reports_of_the_same_day_and_later_join_it(project):
    first = report("first", {"killed": 2}, published=1)
    add(project, first)
    (event,) = all_events(project)
    for number in range(4):
        add(project, report(f"later{number}", {"killed": 2}, published=2 + number))
    assert list(all_events(project)) == [event]


def test_what_is_not_touched_is_not_written(project):
    add(project, report("near", {}), report("far", {"where": "sy-abu-kamal"}))
    with project.writing() as connection:
        connection.exec_driver_sql("UPDATE event SET changed = 'before'")
    add(project, report("nearer", {}))
    with project.reading() as connection:
        found = connection.exec_driver_sql("SELECT changed FROM event").scalars().all()
    assert sorted(value == "before" for value in found) == [False, True]


def test_linking_goes_on_from_scratch_where_it_was_stopped(project):
    reports = world(7)
    for coded in reports[:12]:
        add(project, coded)
    grown = all_events(project)
    _, steps = link_project(project, Linking(kit(), MAKER, whole=True))
    next(steps)
    steps.close()
    with project.reading() as connection:
        assert links.unfinished(connection)
    for _ in link_project(project, Linking(kit(), MAKER))[1]:
        pass
    with project.reading() as connection:
        assert not links.unfinished(connection)
    assert all_events(project) == grown


def test_what_comes_while_all_is_linked_is_not_lost(project, monkeypatch):
    """Reports and decisions come between the steps of linking from scratch."""
    from rasad.project import relink

    monkeypatch.setattr(relink, "_WRITTEN", 4)
    reports = world(8)
    for coded in reports[:10]:
        add(project, coded)
    rng = random.Random(8)
    _, steps = link_project(project, Linking(kit(), MAKER, whole=True))
    coming = iter(reports[10:])
    for _ in steps:
        decisions(project, rng, 1)
        if coded := next(coming, None):
            add(project, coded)
    for coded in coming:
        add(project, coded)
    grown = all_events(project)
    from_scratch(project)
    assert all_events(project) == grown


def test_what_is_asked_at_every_step_is_answered_by_an_index(tmp_path):
    """In a project of a million mentions a look at every row takes seconds."""
    with Project.create(tmp_path / "plan.rasad") as project:
        add(project, *world(3)[:3])
        asked = []
        engine_event.listen(project.engine, "before_cursor_execute", lambda *about: asked.append(about[2:4]))
        add(project, *world(3)[3:6])
        decide(project, "accept", next(iter(all_events(project))))
        with project.reading() as connection:
            links.count_waiting(connection)
            target.find(connection, next(iter(all_events(project)))[:6])
        plans = []
        with project.engine.connect() as connection:
            for statement, values in {statement: values for statement, values in asked if "FROM" in statement}.items():
                if statement.startswith(("SELECT", "UPDATE", "DELETE")) and not isinstance(values, list):
                    for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values):
                        plans.append((row[-1], statement))
    large = ("document", "mention", "event", "event_mention", "event_actor", "link_key", "link_pair", "judgement_mention")
    scans = [(told, statement) for told, statement in plans if told.removeprefix("SCAN ") in large and "maker" not in statement]
    assert plans and not scans, scans
