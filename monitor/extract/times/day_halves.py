"""Which half of the day a clock means: "7:58 p.m.", "8:03 μ.μ.", at noon, at night."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.extract.times.date_words import MERIDIEMS

if TYPE_CHECKING:
    from collections.abc import Sequence

NOON = 12
_FORENOON = frozenset({10, 11})
_SMALL_HOURS = frozenset({12, 0, 1, 2, 3, 4, 5})
_DOTTED = frozenset("apπμ")
"""How the dotted forms begin: "p.m.", "μ.μ."."""


def half_at(texts: Sequence[str], at: int) -> tuple[str, int] | None:
    """Return the half of the day that is named at a token and how many tokens it takes, also of "p.m." and "p. m.".

    >>> half_at(["7", "p", ".", "m", "."], 1), half_at(["7", "men"], 1)
    (('pm', 4), None)
    """
    word = _word(texts, at)
    if word in MERIDIEMS:
        return MERIDIEMS[word], 1
    if word in _DOTTED:
        dot = _word(texts, at + 1) == "."
        if (half := MERIDIEMS.get(word + _word(texts, at + 1 + dot))) is not None:
            return half, 2 + dot + (_word(texts, at + 2 + dot) == ".")
    return None


def hour_of(hour: int, half: str) -> int:
    """Return the hour of 24 that is meant by one in a half of the day: at noon from ten to four, at night from six.

    >>> hour_of(12, "night"), hour_of(9, "night"), hour_of(11, "noon"), hour_of(1, "noon")
    (0, 21, 11, 13)
    """
    early = half == "am" or (half == "noon" and hour in _FORENOON) or (half == "night" and hour in _SMALL_HOURS)
    return hour if hour > NOON else hour % NOON + (0 if early else NOON)


def _word(texts: Sequence[str], at: int) -> str:
    return texts[at] if at < len(texts) else ""
