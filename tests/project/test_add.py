"""Adding reports: the same twice, corrected ones, copies, failures."""

from datetime import date

from fakes import CALM, STRIKE, mention
from rasad.model import Document
from rasad.pipeline import Coded
from rasad.project import Project
from rasad.store.makers import Maker

MAKER = Maker("1.0", "abc")


def report(text: str = STRIKE, name: str = "r1", **more) -> Document:
    values = {"title": "خبر", "outlet": "وكالة", "url": f"https://a.example/{name}", "published": date(2024, 2, 3)} | more
    return Document(name, text, **values)


def coded(document: Document, **changes) -> Coded:
    return Coded(document, (mention(document, **changes),) if document.text.startswith("قصفت") else ())


def test_what_was_added_comes_back_as_it_was(project):
    some = [coded(report()), coded(report(CALM, "r2"))]
    outcomes = project.add_coded(some, MAKER)
    assert [o.kind for o in outcomes] == ["new", "new"]
    assert [o.mentions for o in outcomes] == [1, 0]
    with Project.open(project.where) as again:
        (told,) = again.all_told()
        assert told.document == some[0].document
        assert told.mention == some[0].mentions[0]
        assert told.mention.quote == some[0].mentions[0].quote
        assert again.told([told.key, "none"]) == {told.key: told}
        assert again.documents([o.key for o in outcomes]) == {o.key: c.document for o, c in zip(outcomes, some, strict=True)}


def test_the_same_report_twice_changes_nothing(project):
    project.add_coded([coded(report())], MAKER)
    before = list(project.all_told())
    assert [o.kind for o in project.add_coded([coded(report()), coded(report())], MAKER)] == ["known", "known"]
    assert list(project.all_told()) == before
