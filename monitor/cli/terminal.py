"""What may be shown on a terminal: the words of publishers and servers are not trusted."""

from __future__ import annotations

import re

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What could move the cursor, recolour the terminal or reverse the reading order, and what cannot be written at all."""


def visible(text: str) -> str:
    """Return a text with a mark in place of each character that is not for reading; tabs and newlines stay.

    >>> visible("red \\x1b[31malert\\x07")
    'red �[31malert�'
    """
    return _CONTROL.sub("�", text)


def plain(text: str | None) -> str:
    """Return a text that can only be read, on one line.

    >>> plain("red \\x1b[31malert\\x07\\nnext")
    'red �[31malert� next'
    """
    return " ".join(visible(text or "").split())


def harmless(json_text: str) -> str:
    """Return JSON that says the same with escapes in place of what a terminal would obey.

    JSON itself escapes the controls below the space alone; U+009B begins an escape sequence, too.

    >>> print(harmless('{"title": "Zürich \\x9b31m"}'))
    {"title": "Zürich \\u009b31m"}
    """
    return _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", json_text)
