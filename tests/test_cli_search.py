"""`rasad search` on a real project."""

import json

import pytest
from click.testing import CliRunner

from rasad.cli import main
from rasad.cli.hits import print_hits
from rasad.project import Project
from rasad.project.search import Searcher
from rasad.store.search import EVENTS, Wanted
from searching import filled, reader, report

STRIKE = "قصفت طائرات حربية إسرائيلية مقراً للحرس الثوري الإيراني في مدينة الميادين أمس، ما أدى إلى مقتل سبعة عناصر."
ARREST = "اعتقلت قوات سوريا الديمقراطية شابين في بلدة هجين بريف دير الزور الشرقي صباح اليوم."


@pytest.fixture
def where(tmp_path):
    path = str(tmp_path / "p.rasad")
    with Project.create(path) as project:
        filled(project, [report("strike", STRIKE, "قصف على الميادين"), report("arrest", ARREST)])
    return path


def run(*args: str):
    return CliRunner().invoke(main, ["search", *args])


def test_hits_are_json_lines_on_a_pipe(where):
    answer = run("القصف", "المياذين", "-p", where)
    (line,) = answer.stdout.splitlines()
    hit = json.loads(line)
    assert hit["event"]["type"] == "air_strike"
    marked = [hit["snippet"]["text"][a:b] for a, b in hit["snippet"]["marks"]]
    assert "قصفت" in marked and "الميادين" in marked
    assert "1 event" in answer.stderr


def test_documents_and_counts(where):
    answer = run("-p", where, "--documents", "--order", "oldest", "--limit", "1")
    assert [json.loads(line)["document"]["id"] for line in answer.stdout.splitlines()] == ["strike"]
    assert "2 documents; 1 to 1 shown, --page 2 shows more" in answer.stderr
    assert run("--count", "-p", where).stdout == "2\n"
    assert "page 9 of 1" in run("--page", "9", "-p", where).stderr


def test_what_begins_with_a_minus_may_be_a_query(where):
    for query in ("-type:air_strike", "-قصف", '-"طائرات حربية"', "-(type:air_strike OR type:shelling)", "NOT type:air_strike"):
        assert run(query, "--count", "-p", where).stdout == "1\n", query


def test_a_faulty_query_is_answered(where):
    answer = run("type:air_strik", "-p", where)
    assert answer.exit_code == 2
    assert "Did you mean air_strike?" in answer.stderr and "Traceback" not in answer.output


def test_the_index_is_made_anew(where):
    answer = run("قصف", "--count", "--reindex", "-p", where)
    assert answer.stdout == "1\n" and "4 documents and events indexed" in answer.stderr


def test_an_index_of_another_kit_is_told(where, tmp_path):
    (tmp_path / "kit" / "words").mkdir(parents=True)
    (tmp_path / "kit" / "words" / "a.toml").write_text('[[class]]\nid = "mine"\nwords = ["خنفشار"]\n', "utf-8")
    other = ("قصف", "--count", "-p", where, "--kit", str(tmp_path / "kit"))
    told = "the index was made with another kit"
    assert told not in run("قصف", "--count", "-p", where).stderr
    assert told in run(*other).stderr
    assert told not in run("--reindex", *other).stderr
    assert told not in run(*other).stderr
    assert told in run("قصف", "--count", "-p", where).stderr


def test_a_screen_shows_particulars_and_highlighted_words(where):
    from rich.console import Console

    with Project.open(where) as project:
        run("--count", "-p", where)
        page = Searcher(project, reader()).page("القصف المياذين", Wanted(EVENTS))
        console = Console(width=90, force_terminal=True, color_system="standard")
        with console.capture() as captured:
            print_hits(page, console)
        shown = captured.get()
    plain = "".join(shown.split("\u2068"))
    assert "air_strike" in plain and "7 killed" in plain and "1 source" in plain
    assert "\x1b[1;33mقصفت\x1b[0m" in plain


def test_a_page_that_nothing_fits_says_so(where):
    answer = run("زلزال", "-p", where)
    assert answer.stdout == "" and "0 events: nothing fits" in answer.stderr
