import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from rasad.errors import ConfigurationError
from rasad.evaluate import report
from rasad.evaluate.floors import below
from rasad.evaluate.gold import load_gold, load_predictions
from rasad.evaluate.score import FIELDS, score

SHARED = Path(__file__).parents[3] / "shared" / "benchmark"
TEXT = "قصفت طائرات إسرائيلية مستودعا في مدينة الورد فجر اليوم فقتل ثلاثة عناصر.\nواعتقلت الشرطة شابين في قرية النخيل.\nوقالت مصادر إن الوضع هادئ عموما."


def event(kind, quote, **values):
    base = {
        "type": kind,
        "quote": quote,
        "reality": "actual",
        "initiator": [],
        "attribution": "stated",
        "target": [],
        "location": [],
        "origin": [],
        "destination": [],
        "when": None,
        "killed": None,
        "injured": None,
        "source": "unspecified",
    }
    return base | values


STRIKE = event(
    "air_strike", "قصفت طائرات إسرائيلية مستودعا في مدينة الورد", initiator=["israel"], target=["syria_gov"], location=["الورد"],
    when={"start": "2024-02-03", "end": "2024-02-03"}, killed={"min": 3, "max": 3},
    type_alt=["armed_attack"], target_alt=["iran"], killed_alt={"min": 3, "max": None}, incident="i1",
)  # fmt: skip
ARREST = event(
    "arrest",
    "واعتقلت الشرطة شابين في قرية النخيل",
    initiator=["local_authorities"],
    target=["civilians"],
    location=["النخيل"],
)
CALM = event("statement", "وقالت مصادر إن الوضع هادئ", optional=True)


@pytest.fixture
def gold(tmp_path):
    folder = tmp_path / "mini"
    folder.mkdir()
    document = {"id": "d1", "outlet": "o", "url": "u", "published": "2024-02-03", "title": "t", "text": TEXT,
                "events": [STRIKE, ARREST, CALM], "new_actors": {}, "places": {"الورد": [35.0, 40.0]}}  # fmt: skip
    (folder / "d1.json").write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return folder


def predicted(record, **changes):
    start = TEXT.find(record["quote"])
    kept = {k: v for k, v in record.items() if not k.endswith("_alt") and k not in ("quote", "optional")}
    return kept | {"evidence": [[start, start + len(record["quote"])]], "coordinates": {}} | changes


def scores_of(gold, tmp_path, *events):
    file = tmp_path / "predictions.jsonl"
    file.write_text(
        json.dumps({"id": "d1", "events": list(events)}, ensure_ascii=False) + "\n\n", encoding="utf-8"
    )
    return score(load_gold(gold), load_predictions(file))


def verdicts(scores):
    return [(case.verdict, case.type) for case in scores.cases]


def test_perfect_predictions(gold, tmp_path):
    scores = scores_of(
        gold, tmp_path, predicted(STRIKE, coordinates={"الورد": [35.01, 40.01]}), predicted(ARREST)
    )
    assert verdicts(scores) == [("RIGHT", "air_strike"), ("RIGHT", "arrest")]
    assert all(
        scores.totals[k].f1 == 1.0 for k in ("events", "record", "who", "whom", "where", "when", "killed")
    )
    assert scores.to_dict()["coords"] == 1.0  # of the one place that has gold coordinates


def test_nothing_predicted(gold, tmp_path):
    scores = scores_of(gold, tmp_path)
    assert verdicts(scores) == [("MISSED", "air_strike"), ("MISSED", "arrest")]
    assert scores.totals["events"].gold == 2 and scores.to_dict()["reality"] is None


@pytest.mark.parametrize(
    ("changes", "verdict", "wrong"),
    [
        ({"type": "armed_attack"}, "RIGHT", ()),
        ({"target": ["iran"]}, "RIGHT", ()),
        ({"target": ["iran", "syria_gov"]}, "RIGHT", ()),
        ({"killed": {"min": 3, "max": None}}, "RIGHT", ()),
        ({"killed": {"min": 4, "max": 4}}, "PART", ("killed",)),
        ({"initiator": ["israel", "usa"]}, "PART", ("who",)),
        ({"location": ["بلدة الورد"]}, "RIGHT", ()),
        ({"location": ["البعيدة"], "coordinates": {"البعيدة": [35.02, 40.0]}}, "RIGHT", ()),
        ({"location": ["البعيدة"]}, "PART", ("where",)),
        ({"when": {"start": "2024-02-01", "end": "2024-02-04"}}, "RIGHT", ()),
        ({"when": {"start": "2024-02-01", "end": "2024-02-05"}}, "RIGHT", ("when",)),
        ({"reality": "denied"}, "PART", ("reality",)),
        ({"source": "media"}, "RIGHT", ("source",)),
        ({"evidence": [[0, 50]]}, "RIGHT", ()),
    ],
)
def test_one_changed_value(gold, tmp_path, changes, verdict, wrong):
    case = scores_of(gold, tmp_path, predicted(STRIKE, **changes)).cases[0]
    assert (case.verdict, case.wrong) == (verdict, wrong)


def test_wrong_type_shows_as_a_rival(gold, tmp_path):
    scores = scores_of(gold, tmp_path, predicted(ARREST, type="abduction"))
    assert verdicts(scores) == [("MISSED", "air_strike"), ("MISSED", "arrest"), ("EXTRA", "abduction")]
    assert scores.cases[0].rival is None and scores.cases[1].rival.record.type == "abduction"


def test_optional_records_neither_reward_nor_punish(gold, tmp_path):
    start = TEXT.find("وقالت")
    scores = scores_of(
        gold, tmp_path, predicted(CALM), predicted(CALM, type="shelling", evidence=[[start, start + 9]])
    )
    assert scores.totals["events"].predicted == 0
    assert verdicts(scores).count(("OPTIONAL", "statement")) == 1


def test_evidence_without_end_counts_for_nothing(gold, tmp_path):
    scores = scores_of(gold, tmp_path, predicted(ARREST, initiator=["israel"], evidence=[[0, 700]]))
    assert ("MISSED", "arrest") in verdicts(scores)


def test_retelling_elsewhere_is_found(gold, tmp_path):
    assert verdicts(scores_of(gold, tmp_path, predicted(STRIKE, evidence=[[80, 90]])))[0] == (
        "RIGHT",
        "air_strike",
    )


def test_show_filters_and_side_by_side_values(gold, tmp_path):
    scores = scores_of(
        gold, tmp_path, predicted(STRIKE, location=["البعيدة"]), predicted(ARREST, type="protest")
    )

    def shown(*filters):
        return "\n".join(report.cases(report.selected(scores.cases, filters)))

    assert "MISSED" in shown("missed") and "PART" not in shown("MISSED")
    assert "gold \u2068الورد\u2069   pred \u2068البعيدة\u2069" in shown("where")
    assert shown("all") == shown("d1") and "== d1" in shown("d1")
    assert "there is protest" in shown("arrest")
    assert not shown("PART", "killed")
    assert any(line.startswith("where") for line in report.figures(scores))


def test_floors(gold, tmp_path):
    scores = scores_of(gold, tmp_path, predicted(STRIKE))
    floors = tmp_path / "floors.toml"
    floors.write_text('[mini]\n"events.precision" = 1.0\n"events.recall" = 0.6\nreality = 0.9\n')
    assert below(scores, floors, "mini") == ["mini: events.recall is 0.5000, its floor is 0.6"]
    for faulty in (
        '[other]\n"events.f1" = 1\n',
        '[mini]\n"events.f2" = 1\n',
        "[mini]\nevent = 1\n",
        '[mini]\nreality = "x"\n',
        "[mini]\nevents = 1\n",
    ):
        floors.write_text(faulty)
        with pytest.raises(ConfigurationError):
            below(scores, floors, "mini")


@pytest.mark.parametrize("line", ["{", "[]", '{"id": "d1"}', '{"id": "d1", "events": [{"type": "x"}]}',
                                  '{"id": "d1", "events": [{"type": "x", "evidence": []}]}',
                                  '{"id": "d1", "events": [{"type": "x", "evidence": [[1, 2]], "when": {"start": "2024"}}]}'])  # fmt: skip
def test_faulty_predictions_are_named_by_line(tmp_path, line):
    file = tmp_path / "p.jsonl"
    file.write_text('{"id": "d0", "events": []}\n' + line)
    with pytest.raises(ConfigurationError, match=r"p\.jsonl:2"):
        load_predictions(file)


def test_faulty_gold_is_named(tmp_path):
    with pytest.raises(ConfigurationError, match="no annotated documents"):
        load_gold(tmp_path)
    (tmp_path / "x.json").write_text('{"id": "x"}')
    with pytest.raises(ConfigurationError, match=r"x\.json"):
        load_gold(tmp_path)


def spoiled(documents, seed):
    """Predictions made from gold by dropping, mixing and spoiling values."""
    dice = random.Random(seed)
    pool = [e for d in documents for e in d["events"]]
    for d in documents:
        events = []
        for e in d["events"]:
            start = d["text"].find(e["quote"])
            p = {k: v for k, v in e.items() if not k.endswith("_alt") and k not in ("quote", "optional")}
            p["evidence"] = [[start, start + len(e["quote"])]]
            p["coordinates"] = {n: d["places"][n] for n in e["location"] if n in d["places"]}
            for key in dice.sample(sorted(p), dice.randrange(4)):
                if key == "evidence":
                    p[key] = dice.choice(
                        [[[0, 50], [20, 30]], [[10, 5]], [[-5, 999999]], [[start, start + 700]]]
                    )
                elif key == "type":
                    p[key] = dice.choice(pool)["type"]
                elif key == "coordinates":
                    p[key] = {n: [33.5, 36.3] for n in p.get("location") or []}
                elif dice.random() < 0.3:
                    del p[key]
                else:
                    p[key] = dice.choice(pool).get(key)
            for key in ("initiator", "target", "killed", "reality"):
                if e.get(f"{key}_alt") and dice.random() < 0.3:
                    p[key] = e[f"{key}_alt"]
            if dice.random() < 0.8:
                events += [p] * dice.choice([1, 1, 1, 2])
        dice.shuffle(events)
        yield {"id": d["id"], "events": events}


@pytest.mark.skipif(not (SHARED / "score.py").exists(), reason="the benchmark is not here")
@pytest.mark.parametrize(("name", "seed"), [("dev", 1), ("dev", 2), ("dev_reworded", 3)])
def test_agrees_with_the_benchmarks_own_scorer(tmp_path, name, seed):
    documents = [json.loads(f.read_text("utf-8")) for f in sorted((SHARED / name).rglob("*.json"))]
    file = tmp_path / "p.jsonl"
    file.write_text(
        "\n".join(json.dumps(row, ensure_ascii=False) for row in spoiled(documents, seed)), encoding="utf-8"
    )
    command = [sys.executable, str(SHARED / "score.py"), str(SHARED / name), str(file), "--json"]
    theirs = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ).stdout
    ours = score(load_gold(SHARED / name), load_predictions(file)).to_dict()
    assert json.loads(theirs) == ours
    assert set(FIELDS) < set(ours)
