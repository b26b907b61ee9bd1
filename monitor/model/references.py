"""What markup refers to, as browsers read it: the characters that references stand for, where a tag leads. Pure."""

from __future__ import annotations

import html
import re

MOST_DIGITS = 7
"""Of the number of a character: the last is 1,114,111."""

_LONG = re.compile(rf"&#([0-9]{{{MOST_DIGITS + 1},}}+);?")


_HREF = re.compile(r"""\bhref\s*+=\s*+["']?([^"'\s<>]{1,2000}+)""", re.IGNORECASE)


def href_in(attributes: str) -> str | None:
    """Return where a tag leads, by what it says; None if that is nowhere.

    >>> href_in("class=next href='/live?a=1&amp;b=2'")
    '/live?a=1&b=2'
    """
    found = _HREF.search(attributes)
    return unescape(found[1]) if found else None


def unescape(text: str) -> str:
    """Return a text with its character references resolved, whatever their numbers.

    Python refuses to read a number of more than 4,300 digits, and an entry may hold one.

    >>> unescape("Q&amp;A &#39;live&#0000000039; &#11111111; &copy"), unescape("&#" + "1" * 5_000)
    ("Q&A 'live' � ©", '�')
    """
    return html.unescape(_LONG.sub(_shortened, text) if "&#" in text else text)


def _shortened(reference: re.Match[str]) -> str:
    digits = reference[1].lstrip("0")
    return f"&#{digits or 0};" if len(digits) <= MOST_DIGITS else "\N{REPLACEMENT CHARACTER}"
