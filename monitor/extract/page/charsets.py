"""Which encoding a page is in that does not say, and is not UTF-8: by the letters that each one would make of it.

Browsers guess as well. Read as Windows-1251 a Russian page has the letters that Russian has most, read as KOI8-R the
wrong case, read as Windows-1252 accents in a row.
"""

from __future__ import annotations

import codecs
import re

from monitor.extract.tables.charsets import WIDER

SAMPLE_BYTES = 60_000
"""How much of a page is judged: its words above the fold are in the language of the others."""

MIN_LETTERS = 8
WELL_READ = 0.8
"""The share of what is not ASCII that must be as common as a language's letters are."""

WESTERN = "cp1252"
"""What is left where nothing reads well: browsers fall back to it too."""

_HIGH, _LOW = re.compile(rb"[\x80-\xff]"), re.compile(rb"[A-Za-z]")
_TAG = re.compile(rb"<(?:script|style)\b.*?(?:</(?:script|style)|\Z)|<[^<>]*+>", re.DOTALL | re.IGNORECASE)
_LATIN: tuple[tuple[str, str], ...] = (
    (WESTERN, "äöüßéèàçñáíóúâêîôûãõåøæëïìòùœÄÖÜÉÀ" + "¿¡’‘“”„–—…«»°£€©·"),
    ("cp1250", "ąćęłńóśźżáčďéěíňřšťúůýžőűöüäţşăîâĄĆĘŁŚŻČŘŠŽ" + "„”–—“’…"),
    ("iso8859_2", "ąćęłńóśźżáčďéěíňřšťúůýžőűöüäţşăîâĄĆĘŁŚŻČŘŠŽ"),
    ("cp1254", "şğıçöüâîİŞ" + "“”’–…"),
)
_OTHER: tuple[tuple[str, str], ...] = (
    ("cp1251", "оеаинтсрвлкмдпуяыьгзбчйхжшюцщіїєў" + "«»—–“”„№…"),
    ("koi8_r", "оеаинтсрвлкмдпуяыьгзбчйхжшюцщ"),
    ("iso8859_5", "оеаинтсрвлкмдпуяыьгзбчйхжшюцщ"),
    ("cp1253", "αάβγδεέζηήθιίκλμνξοόπρστυύφχψωώς" + "«»–—’…"),
    ("cp1255", "אבגדהוזחטיכלמנסעפצקרשתךםןףץ" + "“”–"),
    ("cp1256", "ابتثجحخدذرزسشصضطظعغفقكلمنهويىةأإآءئؤ" + "،؛؟«»"),
)
"""Of those that make as much of a text the first is taken."""

FOREIGN = 0.4
"""The share of the letters that is not Latin in a text of another script; a French one has 0.05."""

_DOUBLE: tuple[tuple[str, str], ...] = (
    ("cp932", r"[\u3040-\u30ff]"),
    ("euc_jp", r"[\u3040-\u30ff]"),
    ("euc_kr", r"[\uac00-\ud7a3]"),
    ("gb2312", r"[\u4e00-\u9fff]"),
    ("big5", r"[\u4e00-\u9fff]"),
)
_KANA = 0.2
"""The share of kana that a Japanese text has at least; read in another encoding it has none in a row."""


def guess_charset(body: bytes) -> str:
    """Return the codec that makes words of a page whose charset nobody named.

    >>> guess_charset("Самолёт приземлился в порту".encode("koi8_r")), guess_charset("Straße".encode("cp1252"))
    ('koi8_r', 'cp1252')
    """
    if is_utf8(body):
        return "utf-8"
    sample = _TAG.sub(b" ", body[:SAMPLE_BYTES])
    for codec, letters in _DOUBLE:
        if _reads_in_pairs(sample, codec, letters):
            return WIDER.get(codec, codec)
    high, low = len(_HIGH.findall(sample)), len(_LOW.findall(sample))
    tables = _OTHER if high > FOREIGN * (high + low) else _LATIN
    marks = [(_share(sample.decode(codec, "replace"), letters), codec) for codec, letters in tables]
    share, codec = max(marks, key=lambda mark: mark[0])
    return codec if share >= WELL_READ else WESTERN


def is_utf8(body: bytes) -> bool:
    """Return whether a page is in UTF-8, but for odd bytes that a copied quotation may bring."""
    if body.isascii():
        return True
    text = codecs.getincrementaldecoder("utf-8")("replace").decode(body[:SAMPLE_BYTES])
    broken = text.count("\ufffd")
    return broken == 0 or broken * 10 < sum(not char.isascii() for char in text)


def is_plainly_utf8(body: bytes) -> bool:
    """Return whether a page has characters beyond ASCII and is in UTF-8, but for odd bytes.

    Looked through as a whole: of one in another charset the first 60 KB may be plain markup.

    >>> [is_plainly_utf8("Straße".encode(codec)) for codec in ("utf-8", "cp1252")], is_plainly_utf8(b"Road")
    ([True, False], False)
    """
    if body.isascii():
        return False
    text = codecs.getincrementaldecoder("utf-8")("replace").decode(body)
    return text.count("\ufffd") * 10 < len(text) - len(text.encode("ascii", "ignore"))


def _reads_in_pairs(sample: bytes, codec: str, letters: str) -> bool:
    text = codecs.getincrementaldecoder(codec)("replace").decode(sample)
    high = [char for char in text if not char.isascii()]
    if len(high) < MIN_LETTERS or text.count("\ufffd") * 50 > len(high):
        return False
    common = len(re.findall(letters, text))
    return common >= (_KANA if "3040" in letters else WELL_READ) * len(high)


def _share(text: str, letters: str) -> float:
    """Return how much of what is not ASCII are `letters`; a text of few tells less."""
    high = [char for char in text if not char.isascii() and not char.isspace()]
    found = sum(char in letters for char in high)
    return found / len(high) if high else 0.0
