"""Plain text: what two renderings of the same words have in common. Pure string work."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet

MAX_TEXT_CHARS = 200_000
"""The longest text of one entry; the longest in captured JSON-LD has 3,800."""

MAX_MARKS = 30
"""How many marks may stand on one letter, as Unicode's Stream-Safe Text Format has it; real words have up to four."""

MAX_TITLE_CHARS = 2_000
"""Some put the whole entry into the headline (Times of India)."""

ENTITY_ROUNDS = 2
"""Reach escapes once inside JSON (`&quot;`), WordPress feeds twice (`&amp;#8217;`); a third time was never seen."""

MANY_ROWS = 6
"""So many repeated pieces with the same sentences in all of them are rows of a form."""

SAID = 0.25
"""How many sentences there must be for each repeated piece, on a page that is not called live, for these to be entries:
what was played on the radio, results, opening hours and measurements have times too."""

MANY_WORDS = 18
_JOINER = "\u034f"
_DIGITS = re.compile(r"\d+")
_DENSE = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]")
_OURS = re.compile(r"[A-Za-z][a-z]")
_OTHERS = re.compile(r"[\u0370-\u1dff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
"""Scripts beside the Latin one: from Greek to those of Asia."""

UNSPACED = re.compile(r" |[\u0e00-\u0e7f\u3040-\u30ff\u4e00-\u9fff]{4}")
"""More than one word, also where nothing stands between them."""

_LETTERS = re.compile(r"[^\W\d_]+")
_ENDING = re.compile("[.!?…。！？।؟]")
_SENTENCE = re.compile(r"\w[)\"'’”»\]]{0,2}[.!?…][)\"'’”»\]]{0,2}(?:\s|$)|[。！？।؟]")

# Control characters, lone surrogates, and what takes no room and means nothing: soft hyphen, zero width space, word
# joiner, byte order mark. The joiners U+200C and U+200D stay: they spell Persian words and emoji.
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x9f\u00ad\u200b\u2060\ufeff\ud800-\udfff]")
_CONTROLS = re.compile("[\x80-\x9f]")
_OF_WINDOWS = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
"""What was written on Windows and declared as Latin-1 ("don\x92t") or by number ("&#146;"), as browsers read it."""

_ENTITY = re.compile(r"(&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)")

_ASCII_SHOWN = b"\n" + bytes(range(ord(" "), ord("~") + 1))
_COMMON = "".join(map(chr, (*range(0xC0, 0x180), *range(0x2010, 0x2028)))) + "£§«°·»€"
"""What stands in most texts of European languages beside ASCII: it is shown, and in NFC whatever stands beside it."""

_MANY_CHARS = 200
"""From this many characters on it is worth while to pick out what is not ASCII: 1.5 ns a character instead of 3.5."""

_FIRST_CHARS = 64
_MOST_BYTES = 96
"""The first characters of a text in a script of its own have more bytes than that."""

_FREQUENT = {
    "&quot;": '"', "&apos;": "'", "&#39;": "'", "&#x27;": "'", "&#039;": "'", "&nbsp;": "\u00a0",
    "&#8217;": "\u2019", "&#x2019;": "\u2019", "&#x201C;": "\u201c", "&#x201D;": "\u201d",
    "&#x2018;": "\u2018", "&#x2013;": "\u2013", "&#8216;": "\u2018", "&#8220;": "\u201c",
    "&#8221;": "\u201d", "&#8211;": "\u2013",
}  # fmt: skip
"""References that are most of those on real pages. Their characters stand in no other reference."""


def normal_text(value: str) -> str:
    r"""Return `value` in NFC, whitespace collapsed, its paragraphs separated by one newline.

    Doing it twice is doing it once.

    >>> normal_text(" At\u00a0least  12\r\n\r\n people ")
    'At least 12\npeople'
    """
    if not value.isascii():
        value = value.replace("\u00a0", " ")  # most of what else keeps words from being printable
    if len(value) >= _MANY_CHARS and _is_common(value):
        return (
            _paragraphs(value.split("\n"), single=value.rfind("  ") == -1) if "\n" in value else _single_spaced(value)
        )
    if value.isprintable():  # one paragraph, no blanks in it but spaces, and nothing invisible: most are
        return _single_spaced(value if value.isascii() else _composed(value))
    lines = value.splitlines()
    single = value.rfind("  ") == -1  # from its end, that is known in half the time that `in` takes
    if "\x85" in value or not all(map(str.isprintable, lines)):  # the ellipsis of Windows breaks lines here
        if not value.isascii() and _CONTROLS.search(value):
            value = value.translate(_OF_WINDOWS)
        value = _INVISIBLE.sub("", value)
        lines = value.splitlines()
        single = False
    if not value.isascii() and (composed := _composed(value)) is not value:
        lines = composed.splitlines()
    return _paragraphs(lines, single=single)


def _composed(value: str) -> str:
    """Return a text in NFC; where more marks stand on one letter than `MAX_MARKS`, a joiner parts them (UAX #15 §13).

    To sort the marks of a letter takes the square of their number: 16 s for 200 KB of them. Some marks become two.
    """
    composed = unicodedata.normalize("NFC", _parted(value) if _is_overmarked(value) else value)
    return _parted(composed) if _is_overmarked(composed) else composed


def _parted(value: str) -> str:
    kept: list[str] = []
    run = 0
    for char in value:
        run = run + 1 if unicodedata.combining(char) else 0
        if run > MAX_MARKS:
            kept.append(_JOINER)
            run = 1
        kept.append(char)
    return "".join(kept)


def _is_overmarked(value: str) -> bool:
    """Return whether more than `MAX_MARKS` marks stand in a row; such a row shows at each so many characters."""
    step = MAX_MARKS + 1
    if not any(map(unicodedata.combining, value[MAX_MARKS::step])):
        return False
    marked = (at for at in range(MAX_MARKS, len(value), step) if unicodedata.combining(value[at]))
    around = (map(unicodedata.combining, value[at - MAX_MARKS : at + step]) for at in marked)
    return any(len(list(run)) > MAX_MARKS for classes in around for mark, run in groupby(classes, bool) if mark)


def _is_common(value: str) -> bool:
    """Return whether a text has nothing but line breaks and what is shown and stays as it is in NFC."""
    if len(value[:_FIRST_CHARS].encode("utf-8", "surrogatepass")) > _MOST_BYTES:
        return False
    others = value.encode("utf-8", "surrogatepass").translate(None, _ASCII_SHOWN)
    return not others.decode("utf-8", "surrogatepass").strip(_COMMON)


def _paragraphs(lines: Iterable[str], *, single: bool) -> str:
    """Return lines without blanks around them and empty ones; `single` says that there are only single spaces."""
    return "\n".join(filter(None, map(str.strip if single else _blanks_joined, lines)))


def single_spaced(value: str) -> str:
    """Return `value` in one line, with one space for each run of blanks."""
    common = len(value) >= _MANY_CHARS and _is_common(value)
    shown = "\n" not in value if common else value.isprintable()
    return _single_spaced(value) if shown else _blanks_joined(value)


def _single_spaced(line: str) -> str:
    """Return a printable line with one space for each run; where it has only single ones nothing is taken apart."""
    return line.strip(" ") if line.rfind("  ") == -1 else _blanks_joined(line)


def _blanks_joined(line: str) -> str:
    """Return a line with one space for each run of blanks."""
    return " ".join(line.split())


def one_line(value: str) -> str:
    """Return `value` as normal text without paragraphs, as headlines and names are."""
    if value.isascii() and value.isprintable():
        return _single_spaced(value)
    return normal_text(value).replace("\n", " ")


def mixes_scripts(words: str) -> bool:
    """Return whether words have letters of ours, as names do, beside some of another script.

    >>> mixes_scripts("Ada Moor氏が会見"), mixes_scripts("Анна Моор BBC"), mixes_scripts("Ada Moor")
    (True, False, False)
    """
    return not words.isascii() and _OURS.search(words) is not None and _OTHERS.search(words) is not None


def said(words: str) -> int:
    """Return how many characters words have, those of scripts that say a syllable or a word in one counted twice.

    >>> said("Rain"), said("雨が降る")
    (4, 8)
    """
    return len(words) if words.isascii() else len(words) + len(_DENSE.findall(words))


def is_sentence(value: str) -> bool:
    """Return whether words say something: there is the end of a sentence in them, or they are many.

    >>> is_sentence("Rain is on the way. Stay in"), is_sentence("3.4 km south of Moor")
    (True, False)
    """
    if _ENDING.search(value) and _SENTENCE.search(value):
        return True
    return len(value) >= 2 * MANY_WORDS - 1 and len(_LETTERS.findall(value)) >= MANY_WORDS


def are_of_a_form(said: Iterable[AbstractSet[str]], fields: Sequence[str]) -> bool:
    """Return whether rows say one sentence in all of them, and other words in their `fields`: those of a form.

    Digits count in neither, and each row must say a sentence.

    >>> are_of_a_form([{"Room open."}] * 6, list("abcdef")), are_of_a_form([{at} for at in "abcdef"], list("abcdef"))
    (True, False)
    """
    if len(fields) < MANY_ROWS or len(set(map(without_digits, fields))) <= len(fields) / 2:
        return False
    first: set[str] | None = None
    for row in said:
        words = set(map(without_digits, row))
        first = words if first is None else first
        if not words or words != first:
            return False
    return True


def without_digits(value: str) -> str:
    """Return words without their numbers: what rows of one form have in common."""
    return _DIGITS.sub("", value)


def unescaped(value: str) -> str:
    """Return `value` with its character references resolved, also those that were escaped twice.

    Only references that end in a semicolon count: in plain text `?a=1&copy=2` is an address, not a copyright sign.

    >>> unescaped("Q&amp;amp;A &#39;live&#x27; ?a=1&copy=2")
    "Q&A 'live' ?a=1&copy=2"
    """
    for _ in range(ENTITY_ROUNDS):
        if "&" not in value:
            break
        value = _resolved(value)
    return value


def _resolved(value: str) -> str:
    parts = _ENTITY.split(value)
    parts[1::2] = [_FREQUENT.get(reference) or _character(reference) for reference in parts[1::2]]
    return "".join(parts)


@lru_cache(maxsize=256)
def _character(reference: str) -> str:
    """Return what a reference stands for; a page repeats the same few."""
    return html.unescape(reference)


def without_frequent(value: str) -> str:
    """Return `value` with its most frequent references resolved: those that browsers know take 2 µs each."""
    if "&" not in value:
        return value
    parts = _ENTITY.split(value)
    parts[1::2] = [_FREQUENT.get(reference, reference) for reference in parts[1::2]]
    return "".join(parts)


def storable(value: str) -> str:
    """Return `value` without what databases and UTF-8 refuse: NUL and lone surrogates."""
    if "\x00" in value:
        value = value.replace("\x00", "")
    if not value.isascii():
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            return value.encode("utf-8", "replace").decode("utf-8")
    return value


def folded(word: str) -> str:
    """Return `word` without case and accents.

    >>> folded("Février"), folded("MÄRZ"), folded("ŚRODA")
    ('fevrier', 'marz', 'sroda')
    """
    if word.isascii():
        return word.lower()
    return "".join(char for char in unicodedata.normalize("NFD", word.casefold()) if not unicodedata.combining(char))
