"""Polls that stand in an entry: readers choose there, and what they chose is another number in each reading."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from monitor.extract.page.kinds import FITTING, POLL

if TYPE_CHECKING:
    from monitor.extract.page.outline import Part

MAX_POLL_CHARS = 600
"""A longer element that is called a poll is an entry about one."""

MAX_INSIDE = 64
_CHOICES = frozenset({"radio", "checkbox"})
_VOTES = re.compile(
    r"\d\s?(?i:(?:readers? |people )?(?:votes?|voted)|stimmen|teilnehmer|voix|votos|voti|stemmen|głos(?:ów|y)"
    r"|голос(?:ов|а)?)(?![^\W\d_])"
)
"""How many readers have chosen; the shares of an opinion poll are news, and nobody's choice here."""


def is_poll(part: Part) -> bool:
    """Return whether an element is a poll: it has choices, or is called one and says how many chose.

    "The League win by 17 votes" is a result.
    """
    if part.size > MAX_POLL_CHARS:
        return False
    inside = islice(part.inside(), MAX_INSIDE) if part.inner & FITTING else ()
    if any(inner.tag == "input" and inner.get("type") in _CHOICES for inner in inside):
        return True
    if not part.kinds & POLL:
        return False
    texts = islice(part.outline.texts[part.first : part.last], MAX_INSIDE)
    return any(map(_VOTES.search, texts))
