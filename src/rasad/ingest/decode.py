"""Bytes of a file in; its text and what had to be said about it out, or a SourceError."""

from __future__ import annotations

import codecs
import re

from rasad.errors import SourceError

_UTF16_32 = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BINARY = (
    (b"%PDF", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"SQLite format 3", "a database"),
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
# Letters of the Arabic script, presentation forms among them; marks, digits and punctuation are none.
ARABIC_LETTER = re.compile(
    "[\u0620-\u063f\u0641-\u064a\u066e\u066f\u0671-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06fc\u06ff"
    "\u0750-\u077f\u08a0-\u08c9\ufb50-\ufbb1\ufbd3-\ufdfb\ufe70-\ufefc]"
)
# The article: 6 to 8 of 100 letters of Arabic prose; bytes of another encoding give next to none.
_ARTICLE = "\u0627\u0644"
# lam, meem, noon, waw and yeh: a third of the letters of Arabic prose. Windows-1256 has them where other encodings of
# one byte have capitals or accents, so a text too short for an article is still known by them.
_COMMON = "\u0644\u0645\u0646\u0648\u064a"
# What the first bytes of Arabic letters in UTF-8 (D8 to DB) look like read as Latin, or as windows-1256.
_LEAD_BYTES = "\u00d8\u00d9\u00da\u00db\u0637\u0638\u0639\u063a"
_HIGH_LATIN = re.compile("[\u00c0-\u00ff]")  # where windows-1256 keeps most Arabic letters
_NAMES = {"cp1252": "windows-1252", "latin-1": "Latin-1", "cp1256": "windows-1256"}
_BROKEN_PER_CHARACTER = 0.002
_SAMPLE = 20_000
_ASCII = re.compile("[!-~]+")


def decode(raw: bytes, item: str, markup: bool = False) -> tuple[str, str | None]:
    """The text of a file and a note on how it was decoded (None for plain UTF-8); a byte order mark is no text.

    What a page or a server says of its encoding is not asked, it is wrong too often. `markup`: most of its letters may be
    those of tags, so ASCII is left out of what tells the encoding.
    """
    for signature, kind in _BINARY:
        if raw.startswith(signature):
            raise SourceError(
                item, "decode", f"this is {kind}, not text", "Extract its text and save it as UTF-8."
            )
    for mark, codec in _UTF16_32:
        if raw.startswith(mark):
            try:
                return raw.decode(codec), f"read as {codec.upper()}"
            except UnicodeDecodeError as error:
                raise SourceError(item, "decode", f"broken {codec.upper()}", "Save it as UTF-8.") from error
    raw = raw.removeprefix(codecs.BOM_UTF8)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_other(raw, item, markup)
    if _is_binary(text):
        raise SourceError(item, "decode", "binary data, not text", "Extract its text and save it as UTF-8.")
    return text, None


def _decode_other(raw: bytes, item: str, markup: bool) -> tuple[str, str]:
    """Bytes that are not UTF-8: UTF-8 with a few broken bytes, or windows-1256 that reads as Arabic."""
    repaired = raw.decode("utf-8", "replace")
    broken = repaired.count("\ufffd")
    if (
        broken <= max(1, _BROKEN_PER_CHARACTER * len(repaired))
        and ARABIC_LETTER.search(repaired)
        and not _is_binary(repaired)
    ):
        return repaired, f"{broken} broken byte sequence(s) read as U+FFFD"
    text = raw.decode("cp1256")
    sample = _ASCII.sub("", text)[:_SAMPLE] if markup else text[:_SAMPLE]
    letters = sum(c.isalpha() for c in sample)
    arabic = len(ARABIC_LETTER.findall(sample))
    prose = arabic >= 0.6 * letters and sample.count(_ARTICLE) >= 0.02 * arabic
    brief = arabic >= 0.95 * letters and sum(map(sample.count, _COMMON)) >= 0.2 * arabic
    if not _is_binary(text) and arabic > 0 and (prose or brief):
        return text, "read as windows-1256"
    raise SourceError(
        item,
        "decode",
        "neither UTF-8 nor windows-1256 Arabic",
        "Save it as UTF-8, or extract its text if it is no text file.",
    )


def _is_binary(text: str) -> bool:
    """Whether control characters say that this is no text; a stray one in a long text is forgiven."""
    controls = len(_CONTROL.findall(text))
    return "\x00" in text[:1024] or controls > 2 + len(text) // 1000


def mojibake(text: str) -> str | None:
    """What was wrongly read as what, as "UTF-8 that was read as Latin-1"; None where the text is sound."""
    sample = text[:_SAMPLE]
    if sum(map(sample.count, _LEAD_BYTES)) * 8 >= len(sample):
        for codec in ("cp1252", "latin-1", "cp1256"):
            again = sample.encode(codec, "ignore").decode("utf-8", "ignore")
            if 4 * len(ARABIC_LETTER.findall(again)) >= len(sample) > 0:
                return f"UTF-8 that was read as {_NAMES[codec]}"
    accented = len(_HIGH_LATIN.findall(sample))
    if accented * 3 >= len(sample) and not ARABIC_LETTER.search(sample):
        for codec in ("cp1252", "latin-1"):
            again = sample.encode(codec, "ignore").decode("cp1256")
            if again.count(_ARTICLE) >= 0.02 * accented:
                return f"windows-1256 that was read as {_NAMES[codec]}"
    return None
