"""Plain text: what two renderings of the same words have in common. Pure string work."""

from __future__ import annotations

import html
import re
import unicodedata

MAX_TEXT_CHARS = 200_000
"""The longest text of one entry; the longest in captured JSON-LD has 3,800."""

MAX_TITLE_CHARS = 2_000
"""Some put the whole entry into the headline (Times of India)."""

ENTITY_ROUNDS = 2
"""Reach escapes once inside JSON (`&quot;`), WordPress feeds twice (`&amp;#8217;`); a third time was never seen."""

# Control characters, lone surrogates, and what takes no room and means nothing: soft hyphen, zero width space, word
# joiner, byte order mark. The joiners U+200C and U+200D stay: they spell Persian words and emoji.
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b\u2060\ufeff\ud800-\udfff]")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def normal_text(value: str) -> str:
    r"""Return `value` in NFC, whitespace collapsed, its paragraphs separated by one newline.

    Doing it twice is doing it once.

    >>> normal_text(" At\u00a0least  12\r\n\r\n people ")
    'At least 12\npeople'
    """
    if value.isprintable():  # one paragraph, and nothing invisible in it: most are
        return " ".join((value if value.isascii() else unicodedata.normalize("NFC", value)).split())
    if not all(map(str.isprintable, value.splitlines())):
        value = _INVISIBLE.sub("", value)
    if not value.isascii():
        value = unicodedata.normalize("NFC", value)
    return "\n".join([" ".join(words) for line in value.splitlines() if (words := line.split())])


def one_line(value: str) -> str:
    """Return `value` as normal text without paragraphs, as headlines and names are."""
    return normal_text(value).replace("\n", " ")


def unescaped(value: str) -> str:
    """Return `value` with its character references resolved, also those that were escaped twice.

    Only references that end in a semicolon count: in plain text `?a=1&copy=2` is an address, not a copyright sign.

    >>> unescaped("Q&amp;amp;A &#39;live&#x27; ?a=1&copy=2")
    "Q&A 'live' ?a=1&copy=2"
    """
    for _ in range(ENTITY_ROUNDS):
        if "&" not in value:
            break
        value = _ENTITY.sub(lambda match: html.unescape(match[0]), value)
    return value


def storable(value: str) -> str:
    """Return `value` without what databases and UTF-8 refuse: NUL and lone surrogates."""
    if "\x00" in value:
        value = value.replace("\x00", "")
    return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")
