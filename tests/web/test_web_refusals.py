"""Why something was refused is told in the language of the page; each text of it belongs to a message that the code has."""

from __future__ import annotations

import ast
import re
from functools import cache
from itertools import islice, product
from pathlib import Path

import pytest

import rasad
from rasad.errors import RasadError
from rasad.project.judge import Asked, judge
from rasad.search.query import QueryError
from rasad.web import refusals
from rasad.web.language import texts_of
from rasad.web.refusals import Refusal, refusal

SOURCE = Path(rasad.__file__).parent
QUERIES = (
    "killed:many", "type:nonsense", "(", '"', "after:someday", "actor:xyzzy", "within:1,2", "killed:9..3", "nofield:x", "killed:", "()",
    "type:shellin", "country:zz", "before:0001-01-01", "date:2024..2020", "killed:99999999999999999999", ")",
)  # fmt: skip


def detail(html: str) -> tuple[bool, str]:
    found = re.search(r'<p class="detail"( lang="en" dir="ltr")?><bdi>(.*?)</bdi>', html, re.DOTALL)
    assert found, html[-3000:]
    return not found[1], found[2]


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_that_is_not_understood(client, query):
    for path in ("/", "/charts"):
        answer = client.get(path, params={"q": query, "lang": "ar"})
        assert answer.status_code == 400
        translated, told = detail(answer.text)
        assert translated and re.search("[\u0600-\u06ff]{3}", told), told
        assert not re.search(r"\\b(write|allowed|mean|there|missing)\\b", told, re.IGNORECASE), told
        assert not detail(client.get(path, params={"q": query, "lang": "en"}).text)[0], "an English page has it as it is written"


@pytest.mark.parametrize(
    ("kind", "form"),
    [
        ("correct", {"field": "killed", "value": "many"}), ("correct", {"field": "killed"}), ("correct", {"field": "place"}),
        ("correct", {"field": "place", "value": "xyzzy"}), ("correct", {"field": "when"}), ("correct", {"field": "when", "start": "soon"}),
        ("note", {}), ("split", {}), ("accept", {"seen": "0-00"}), ("correct", {"field": "initiators", "value": "xyzzy"}),
    ],
)  # fmt: skip
def test_a_decision_that_is_refused(client, desk, kind, form):
    event = next(iter(desk.project.dossiers(kit=desk.kit))).event
    answer = client.post("/decisions?lang=ar", data={"kind": kind, "id": event.id, **form})
    assert answer.status_code in (400, 409)
    translated, told = detail(answer.text)
    assert translated and re.search("[\u0600-\u06ff]{3}", told), told


def written(node) -> list[str]:
    """The texts that an expression of the code gives, with x for what is put in."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.JoinedStr(values=parts):
            return ["".join(some) for some in islice(product(*map(written, parts)), 64)]
        case ast.FormattedValue(value=ast.IfExp() as inner):
            return written(inner)
        case ast.BinOp(op=ast.Add(), left=one, right=other):
            return ["".join(some) for some in islice(product(written(one), written(other)), 64)]
        case ast.IfExp(body=one, orelse=other):
            return [*written(one), *written(other)]
    return ["x"]


@cache
def tree(file):
    return ast.parse(file.read_text("utf-8"))


def used(message: str) -> set[str]:
    """The texts by which a message is told, those within it too."""
    for key, pattern in refusals._patterns():
        if found := pattern.fullmatch(message.strip()):
            return {key}.union(*(used(found[part]) for part in refusals._AGAIN if part in found.groupdict()))
    return set()


def test_each_text_belongs_to_a_message_of_the_code(desk):
    expressions = (ast.Constant, ast.JoinedStr, ast.BinOp, ast.IfExp)
    nodes = (node for file in SOURCE.rglob("*.py") for node in ast.walk(tree(file)) if isinstance(node, expressions))
    messages = {text.strip() for node in nodes for text in written(node) if len(text) < 600}
    composed = {key for key, pattern in refusals._patterns() if not any(map(pattern.fullmatch, messages))}
    # What is put together of parts is raised for real.
    raised = set()
    for query in QUERIES:
        with pytest.raises(QueryError) as error:
            desk.reader.query(query)
        raised |= used(str(error.value))
    event = next(iter(desk.project.dossiers(kit=desk.kit))).event.id
    accepted = judge(desk.project, Asked("accept", "rana", (event,)), desk.kit, desk.maker).judgement.id
    for kind, id in (("accept", event), ("undo", accepted)):
        with pytest.raises(RasadError) as again:
            for _ in range(2):  # an undo is refused the second time
                judge(desk.project, Asked(kind, "rana", (id,)), desk.kit, desk.maker)
        raised |= used(str(again.value))
    assert composed <= raised, sorted(composed - raised)


# What only programs and commands can ask for: pages offer nothing that is refused so.
_NOT_OF_PAGES = {
    "project/judge.py": ("no report of", "is no kind of decision", "needs the name of the reviewer", "takes one id", ": is x already"),
    "project/target.py": ("no decision has the id", "ids of x decisions"),
    "project/values.py": ("no field that can be corrected", "list of ids is needed", "is no part of", "text is needed", "is no code"),
    "project/history.py": ("is no version",),
    "web/exporting.py": ("profile: x is none",),
    "web/review/editing.py": (), "web/review/decisions.py": (), "web/review/pages.py": (), "web/mapping.py": (), "search/query.py": (),
    "search/values.py": (),
}  # fmt: skip


@pytest.mark.parametrize("room", _NOT_OF_PAGES)
def test_what_pages_can_be_refused_is_told_in_arabic(room):
    arabic, raised = texts_of("ar"), 0
    for node in ast.walk(tree(SOURCE / room)):
        if not isinstance(node, ast.Raise) or not isinstance(node.exc, ast.Call) or not node.exc.args:
            continue
        for text in written(node.exc.args[-1] if getattr(node.exc.func, "id", "") == "HTTPException" else node.exc.args[0]):
            if text != "x" and not any(part in text for part in _NOT_OF_PAGES[room]):
                assert refusal(text, arabic).translated, f"{room}:{node.lineno}: {text}"
            raised += 1
    assert raised or room in ("web/review/pages.py", "search/query.py", "search/values.py")


def test_what_no_text_is_for_is_told_as_it_is_written():
    arabic = texts_of("ar")
    for odd in ("", "nothing like this: {field}", "x" * 10_000, "killed: " + ": low , best , high " * 90):
        assert refusal(odd, arabic) == Refusal(odd, translated=False)
