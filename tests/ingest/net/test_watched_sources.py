"""Files of sources: what they say, and the line of what is wrong in them."""

import pytest

from rasad.errors import ConfigurationError
from rasad.ingest.net.sources import seconds_of, sources_of

GOOD = """
[defaults]
every = "30m"
contact = "desk@watch.example"

[[source]]
name = "agency"
url = "https://agency.example/rss.xml"
outlet = "وكالة"
delay = "5s"

[[source]]
name = "local"
url = "https://agency.example/news"
kind = "page"
follow = ['/news/\\d+']
every = 7200
limit = 10
"""


@pytest.fixture
def written(tmp_path):
    def write(text):
        path = tmp_path / "sources.toml"
        path.write_text(text, "utf-8")
        return path

    return write


def test_sources_with_what_holds_for_all(written):
    found = sources_of(written(GOOD))
    agency, local = found.sources
    assert (agency.name, agency.kind, agency.every, agency.delay, agency.outlet) == ("agency", "auto", 1800.0, 5.0, "وكالة")
    assert (local.every, local.limit, local.follow[0].search("https://x/news/12") is not None) == (7200.0, 10, True)
    assert found.contact == "desk@watch.example" and dict(found.delays) == {"agency.example": 5.0}


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("[[source]\nname = 1", 1, "not valid TOML"),
        ("x = 1", 1, "unknown key x"),
        ("", 1, "no source"),
        ("source = 3", 1, "array of tables"),
        ('[[source]]\nname = "a"', 1, "missing key url"),
        ('[[source]]\nname = "a"\nurl = "ftp://a.example/"', 3, "an address of the web"),
        ('[[source]]\nname = "a"\nurl = "https://u:p@a.example/"', 3, "password"),
        ('[[source]]\nname = ""\nurl = "https://a.example/"', 2, "a name"),
        ('[[source]]\nurl = "https://a.example/"\nname = "a"\n[[source]]\nurl = "https://b.example/"\nname = "a"', 6, "stands twice"),
        ('[[source]]\nname = "a"\nurl = "https://a.example/"\nkind = "rss"', 4, "one of auto, feed, sitemap, page"),
        ('[[source]]\nname = "a"\nurl = "https://a.example/"\n\nevery = "5 minutes"', 5, "15m"),
        ('[[source]]\nname = "a"\nurl = "https://a.example/"\nevery = "5s"', 4, "at least 60 seconds"),
        ('[[source]]\nname = "a"\nurl = "https://a.example/"\nfollow = ["("]', 4, "regular expressions"),
        ('[[source]]\nname = "a"\nurl = "https://a.example/"\nfollow = "x"', 4, "a list of patterns"),
        ('[[source]]\nname = "a"\nurl = "https://a.example/"\nlimit = true', 4, "a number of pages"),
        ('[[source]]\nname = "a"\nurl = "https://a.example/"\ndelay = -1', 4, "span of time"),
        ('[[source]]\nname = "a"\nurl = "https://a.example/"\noutlet = 3', 4, "text"),
        ('[[source]]\nname = "a"\nurl = "https://a.example/"\ncolour = "red"', 1, "unknown key colour"),
        ("[defaults]\nevery = 1\n" + GOOD[GOOD.index("\n[[source]]") :], 2, "at least 60 seconds"),
        ("defaults = 3", 1, "must be a table"),
    ],
)
def test_a_fault_is_told_with_its_line(written, text, line, reason):
    path = written(text)
    with pytest.raises(ConfigurationError) as caught:
        sources_of(path)
    assert str(caught.value).startswith(f"{path}:{line}: ") and reason in str(caught.value), str(caught.value)


def test_a_file_that_is_not_there_or_no_text(tmp_path):
    with pytest.raises(ConfigurationError, match="cannot be read"):
        sources_of(tmp_path / "none.toml")
    (tmp_path / "x.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigurationError, match=r":1: not UTF-8"):
        sources_of(tmp_path / "x.toml")


def test_spans_of_time():
    assert [seconds_of(told) for told in ("30s", "15m", "2h", "1d", 7, 0.5)] == [30, 900, 7200, 86400, 7, 0.5]
    for bad in ("", "m", "15", "1w", True, None, -1, float("nan"), float("inf"), "1e9s"):
        with pytest.raises(ValueError, match="span of time"):
            seconds_of(bad)
