import json
import os
import re
import signal
import subprocess
import sys
import time
from io import StringIO
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from rich.cells import cell_len
from rich.console import Console

import rasad.explain as rendering
import rasad.pipeline as pipeline
from fakes import CALM, STRIKE, fake_read
from rasad.cli import main
from rasad.cli.screen import cells, print_table
from rasad.model import Document


@pytest.fixture
def rasad(monkeypatch):
    monkeypatch.setattr(pipeline, "read", fake_read)
    monkeypatch.setattr("rasad.kit.load_kit", lambda overlays=(): None)

    def run(*arguments, stdin=None):
        return CliRunner().invoke(main, [str(a) for a in arguments], input=stdin)

    return run


@pytest.fixture
def reports(tmp_path):
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "a.txt").write_text(STRIKE, encoding="utf-8")
    (folder / "b.txt").write_text(CALM, encoding="utf-8")
    return folder


def test_code_writes_json_lines_on_a_pipe(rasad, reports):
    result = rasad("code", reports, "--published", "2024-02-03")
    (line,) = result.stdout.splitlines()
    assert json.loads(line)["when"]["start"] == "2024-02-02"
    assert "2 documents read, 1 event mention" in result.stderr and "failed" not in result.stderr
    assert result.exit_code == 0


@pytest.mark.parametrize("suffix", ["jsonl", "csv", "geojson"])
def test_code_takes_the_format_from_the_suffix(rasad, reports, tmp_path, suffix):
    out = tmp_path / f"events.{suffix}"
    assert rasad("code", reports, "-o", out).exit_code == 0
    assert "air_strike" in out.read_text("utf-8")


def test_code_in_several_processes_gives_the_same(rasad, reports):
    one, two = (rasad("code", reports, "--format", "benchmark", "--jobs", n).stdout for n in (1, 2))
    assert one == two and len(one.splitlines()) == 2


def test_the_exit_code_is_the_number_of_failures(rasad, reports):
    for name in "xyz":
        (reports / f"{name}.txt").write_text("")
    result = rasad("code", reports, "none.txt", "--format", "csv")
    assert result.exit_code == 4 and "air_strike" in result.stdout
    assert result.stderr.count("failed: ") == 4


def test_the_exit_code_stops_at_100(rasad, tmp_path):
    (tmp_path / "x.jsonl").write_text("{}\n" * 300)
    result = rasad("code", tmp_path)
    assert result.exit_code == 100 and result.stderr.count("failed: ") == 300


def test_on_a_terminal_the_first_failures_are_told_and_the_file_has_all(rasad, tmp_path, monkeypatch):
    (tmp_path / "x.jsonl").write_text("{}\n" * 1300)
    result = rasad("code", tmp_path)
    assert "failed: 300 more; --failures FILE" in result.stderr
    out = tmp_path / "failed"
    result = rasad("code", tmp_path, "--failures", out)
    rows = [json.loads(line) for line in out.read_text().splitlines()]
    assert len(rows) == 1300 and set(rows[0]) == {"item", "stage", "reason", "advice"}
    assert rows[0]["item"].endswith("x.jsonl:1") and "more" not in result.stderr


def test_notes_of_a_kind_are_told_together(rasad, tmp_path):
    (tmp_path / "x.jsonl").write_text("\n".join(json.dumps({"id": "a", "text": CALM}) for _ in range(9)))
    result = rasad("code", tmp_path, "--format", "benchmark")
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()][:3] == ["a", "a#2", "a#3"]
    assert result.stderr.count("note: ") == 4 and "5 more: its id was used before" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("code",),
        ("code", "x.txt", "--published", "yesterday"),
        ("code", "x.txt", "-o", "events.xyz"),
        ("code", "x.txt", "-o", "/nowhere/at/all.csv"),
        ("code", "x.txt", "--bom"),
        ("code", "x.txt", "--jobs", "0"),
        ("code", "x.txt", "--kit", "/nowhere"),
        ("evaluate", "/nowhere"),
        ("explain", " "),
        ("nonsense",),
    ],
)
def test_wrong_calls_end_with_2_and_a_sentence(rasad, arguments):
    result = rasad(*arguments)
    assert result.exit_code == 2 and "Traceback" not in result.stderr and result.stderr.strip()


def test_standard_input_and_bom(rasad):
    result = rasad("code", "-", "--format", "csv", "--bom", "-o", "-", stdin=STRIKE)
    assert result.stdout.startswith("\ufeffid,") and "air_strike" in result.stdout


def test_messages_carry_no_control_characters(rasad, tmp_path):
    (tmp_path / "x.jsonl").write_text(json.dumps({"text": STRIKE, "published": "\x1b[31m\u202e"}))
    result = rasad("code", tmp_path)
    assert result.exit_code == 1 and not set(result.stderr) & set("\x1b\u202e")


def test_evaluate_reads_scores_and_checks_floors(rasad, tmp_path):
    gold = tmp_path / "mini"
    gold.mkdir()
    event = {"type": "air_strike", "quote": STRIKE[:30], "reality": "actual", "initiator": ["unknown"], "attribution": "unknown",
             "target": [], "location": ["الورد"], "when": None, "killed": None, "injured": None, "source": "media"}  # fmt: skip
    (gold / "a.json").write_text(
        json.dumps({"id": "a", "published": None, "text": STRIKE, "events": [event], "places": {}})
    )
    figures = json.loads(rasad("evaluate", gold, "--json").stdout)
    assert figures["events"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0} and figures["source"] == 0
    assert "PART     air_strike" in rasad("evaluate", gold, "--show", "all").stdout
    (tmp_path / "floors.toml").write_text('[mini]\n"events.f1" = 1.0\n"record.f1" = 0.5\n')
    result = rasad("evaluate", gold, "--floors", tmp_path / "floors.toml")
    assert result.exit_code == 1 and "record.f1" in result.stderr and "events.f1" not in result.stderr
    predictions = tmp_path / "p.jsonl"
    rasad("code", gold, "--format", "benchmark", "-o", predictions)
    assert json.loads(rasad("evaluate", gold, "--predictions", predictions, "--json").stdout) == figures


def test_explain_shows_words_decisions_and_records(rasad, monkeypatch):
    def note(stage, start, end, message):
        return SimpleNamespace(stage=stage, start=start, end=end, rule="r.one", message=message)

    notes = [
        note("sentence", 0, len(STRIKE), ""),
        note("word", 0, 4, "و+ +"),
        note("rejected", 0, 4, "said\x1b no"),
    ]

    def explained(text, published, kit):
        document = Document("a", text)
        return rendering.Explained(document, text, notes, fake_read(document, None))

    monkeypatch.setattr(rendering, "explain_text", explained)
    result = rasad("explain", "-", stdin=STRIKE)
    assert result.exit_code == 0 and "\x1b" not in result.stdout
    assert "── sentence 1 (r.one)" in result.stdout and "── records: 1" in result.stdout
    assert "  word      \u2068r.one\u2069" in result.stdout and "\u2068said no  (r.one)\u2069" in result.stdout
    assert "\u20683  (count.killed)\u2069" in result.stdout and "\u20682+  (count.injured)\u2069" in result.stdout


def test_explain_names_actors_for_a_person():
    def told(text):
        return CliRunner().invoke(main, ["explain", text, "--published", "2020-01-06"]).stdout

    fight = told("واندلعت اشتباكات بين الجيش السوداني وقوات الدعم السريع، ما أدى إلى مقتل ثلاثة عناصر.")
    assert "air_strike" not in fight and "armed_clash: sudan_saf, rsf > sudan_saf, rsf  (clash)" in fight
    assert "both sides of clash  (noun.between)" in fight and "3 killed of clash" in fight
    assert "rsf: Rapid Support Forces" in fight
    blast = told("وقتل مدنيان بانفجار عبوة ناسفة في مدينة منبج أمس.")
    assert "explosion: nobody named > civilians  (explode)" in blast and "[" not in blast and "None" not in blast
    assert "\u2068civilians  (alias.generic)\u2069" in blast
    assert "\u20682020-01-05  (yesterday)\u2069" in blast


@pytest.fixture
def shown():
    document = Document("a\u202e", STRIKE)
    coded = pipeline.Coded(document, fake_read(document, None))

    def at(width):
        stream = StringIO()
        print_table([coded, pipeline.Coded(Document("b", STRIKE), ())], Console(file=stream, width=width))
        return stream.getvalue()

    return at


def test_cells_tell_a_mention():
    (mention,) = fake_read(Document("a", STRIKE), None)
    row = cells(mention, STRIKE)
    assert (row.date, row.type, row.who) == ("", "air_strike", "unknown > syria_gov")
    assert row.places == [("الورد", "location"), ("غير معروف", "origin")]
    assert row.tolls == ["3 killed", "2+ injured"] and row.quote == STRIKE[:40]


@pytest.mark.parametrize("width", [20, 60, 80, 109, 110, 132, 250])
def test_every_line_isolates_its_arabic_and_loses_nothing(shown, width):
    text = shown(width)
    assert "\u202e" not in text and "no events read" in text
    for line in text.splitlines():
        assert line.count("\u2068") == line.count("\u2069")
        outside = re.sub("\u2068[^\u2068\u2069]*\u2069", "", line)
        assert not re.search("[\u0600-\u06ff]", outside)
    words = set(re.sub("[\u2068\u2069,;]", " ", text).split())
    assert set(STRIKE[:40].split()) <= words and {"air_strike", "unknown", "syria_gov", "killed", "(origin)"} <= words


def test_lines_stay_within_the_screen(shown):
    for width in (60, 80, 110, 132):
        assert max(cell_len(line) for line in shown(width).splitlines()) <= width


def test_help_is_quick_and_names_examples():
    assert "rasad code reports/" in CliRunner().invoke(main, ["code", "--help"]).stdout
    code = "import sys; import rasad.cli; print([m for m in ('rich', 'ahocorasick_rs', 'rasad.kit', 'pandas') if m in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "[]"


def test_a_reader_that_goes_away_is_no_error(tmp_path):
    (tmp_path / "x.jsonl").write_text("\n".join(json.dumps({"text": CALM}) for _ in range(3000)))
    script = "import rasad.kit; rasad.kit.load_kit = lambda o: None; import rasad.pipeline; rasad.pipeline.read = lambda d, k: (); from rasad.cli import main; main()"
    command = f"{sys.executable} -c '{script}' code {tmp_path} --format benchmark | head -n 1"
    result = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, env=os.environ, timeout=60
    )
    assert "Traceback" not in result.stderr and "BrokenPipe" not in result.stderr
    assert len(result.stdout.splitlines()) == 1


def test_a_killed_run_leaves_no_half_file(tmp_path):
    (tmp_path / "x.txt").write_text(STRIKE)
    out = tmp_path / "out.jsonl"
    script = f"""
import os, rasad.kit, rasad.pipeline
rasad.kit.load_kit = lambda overlays: None
rasad.pipeline.read = lambda d, k: os._exit(9)
from rasad.cli import main
main(["code", {str(tmp_path / "x.txt")!r}, "-o", {str(out)!r}])
"""
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 9
    assert not out.exists()


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_stopped_run_clears_its_temporary_file_away(tmp_path, sent, code):
    (tmp_path / "x.jsonl").write_text("\n".join(json.dumps({"text": CALM}) for _ in range(50)))
    out = tmp_path / "out.jsonl"
    script = f"""
import signal, time, rasad.kit, rasad.pipeline
signal.signal(signal.SIGINT, signal.default_int_handler)
rasad.kit.load_kit = lambda overlays: None
rasad.pipeline.read = lambda d, k: time.sleep(1) or ()
from rasad.cli import main
main(["code", {str(tmp_path / "x.jsonl")!r}, "-o", {str(out)!r}, "--format", "benchmark"])
"""
    run = subprocess.Popen([sys.executable, "-c", script], stderr=subprocess.PIPE, text=True)
    for _ in range(300):
        if list(tmp_path.glob(".out*.part")):
            break
        time.sleep(0.1)
    run.send_signal(sent)
    _, told = run.communicate(timeout=30)
    assert run.returncode == code and "Traceback" not in told
    assert [f.name for f in tmp_path.iterdir()] == ["x.jsonl"]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")  # noqa: PTH110
@pytest.mark.parametrize("to_file", [True, False])
def test_a_full_disk_is_told_without_a_traceback(tmp_path, to_file):
    (tmp_path / "x.txt").write_text(STRIKE)
    script = "import rasad.kit; rasad.kit.load_kit = lambda o: None; import rasad.pipeline; import fakes; rasad.pipeline.read = fakes.fake_read; from rasad.cli import main; main()"
    arguments = [sys.executable, "-c", script, "code", str(tmp_path / "x.txt"), "--format", "jsonl"]
    with open("/dev/full", "w") as full:  # noqa: PTH123
        run = subprocess.run(
            [*arguments, "-o", "/dev/full"] if to_file else arguments,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": os.path.dirname(__file__)},  # noqa: PTH120
        )
    assert run.returncode == 2 and "No space left" in run.stderr and "Traceback" not in run.stderr


def test_every_format_can_be_asked_for():
    from rasad.export.formats import FORMATS

    (option,) = (p for p in main.commands["code"].params if p.name == "format_name")
    assert list(option.type.choices) == list(FORMATS)
