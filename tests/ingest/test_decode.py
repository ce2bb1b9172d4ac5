import pytest

from fakes import CALM, STRIKE
from rasad.errors import SourceError
from rasad.ingest.decode import decode, mojibake

LONG = " ".join([STRIKE, CALM] * 5)


@pytest.mark.parametrize(
    ("raw", "noted"),
    [
        (LONG.encode(), None),
        (b"\xef\xbb\xbf" + LONG.encode(), None),
        (LONG.encode("utf-16"), "UTF-16"),
        (LONG.encode("cp1256"), "windows-1256"),
    ],
)
def test_text_comes_out_whole_and_the_encoding_is_told(raw, noted):
    text, note = decode(raw, "x")
    assert text == LONG
    assert (noted is None and note is None) or noted in note


def test_a_sentence_without_an_article_is_known_as_windows_1256():
    assert decode("مقتل مدنيين وإصابة ثلاثة بقصف على تلبيسة".encode("cp1256"), "x")[1] == "read as windows-1256"


def test_line_ends_are_kept():
    assert decode("أ\r\nب\rج".encode(), "x")[0] == "أ\r\nب\rج"


def test_a_cut_last_character_is_replaced_and_noted():
    text, note = decode(LONG.encode() + "م".encode()[:1], "x")
    assert text == LONG + "\ufffd" and "1 broken" in note


@pytest.mark.parametrize(
    "raw",
    [
        b"%PDF-1.7 ...",
        b"PK\x03\x04word",
        b"\x89PNG\r\n",
        bytes(range(256)) * 20,
        b"\x00\x01\x02" * 50,
        "déjà vu à l'été".encode("latin-1"),
        LONG.encode("iso8859-6"),
        "قتل ثلاثة مدنيين في قصف".encode("iso8859-6"),
        "войска сообщили о потерях".encode("koi8-r"),
        "政府宣布在城市开始行动并且发布消息".encode("gbk"),
        "η κυβέρνηση ανακοίνωσε".encode("cp1253"),
        b"\xff\xfe" + b"\x00\xd8" * 3,
    ],
)
def test_what_is_no_text_is_refused_with_advice(raw):
    with pytest.raises(SourceError) as caught:
        decode(raw, "x")
    assert caught.value.advice and caught.value.stage == "decode"


@pytest.mark.parametrize(("codec", "name"), [("latin-1", "Latin-1"), ("cp1256", "windows-1256")])
def test_wrongly_read_utf8_is_known(codec, name):
    assert mojibake(LONG.encode().decode(codec, "replace")) is not None


def test_wrongly_read_windows_1252_is_known():
    garbled = "".join(bytes([b]).decode("cp1252", "ignore") for b in LONG.encode())
    assert mojibake(garbled) == "UTF-8 that was read as windows-1252"


@pytest.mark.parametrize("codec", ["cp1252", "latin-1"])
def test_windows_1256_read_as_latin_is_known(codec):
    assert mojibake(LONG.encode("cp1256").decode(codec, "replace")).startswith("windows-1256 that was read as")


def test_sound_text_is_not_called_garbled():
    assert mojibake(LONG) is None
    assert mojibake("déjà été à l'œuvre, où l'élève préféré répète là-bas" * 9) is None
    assert mojibake("ظط ظغ طع ضظ، عظ؛ طظ" * 20) is None
