"""Answers about short words, remembered from one reading to the next: a page shows most of its own again at a poll."""

from __future__ import annotations

from functools import lru_cache, wraps
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import re
    from collections.abc import Callable

LONGEST = 200
"""How many characters words have whose answers are remembered: classes, labels and the like."""

LONGEST_CLASSES = 600
"""How many all classes of one element may have where that is asked of each: Tailwind's lists are often as long."""

NAMES_KEPT = 2_048

_T = TypeVar("_T")


def remembered(kept: int, *, longest: int = LONGEST) -> Callable[[Callable[[str], _T]], Callable[[str], _T]]:
    """Return a decorator for a pure question about words, which keeps its last `kept` answers.

    Words of more than the `longest` are asked anew each time.

    >>> remembered(2)(str.upper)("rain")
    'RAIN'
    """

    def decorate(ask: Callable[[str], _T]) -> Callable[[str], _T]:
        known = lru_cache(maxsize=kept)(ask)

        @wraps(ask)
        def answer(words: str) -> _T:
            return known(words) if len(words) <= longest else ask(words)

        return answer

    return decorate


def finding(pattern: re.Pattern[str], *, longest: int = LONGEST) -> Callable[[str], bool]:
    """Return the question whether a pattern is found in words, which keeps its last answers likewise.

    >>> import re
    >>> finding(re.compile("rain"))("heavy rain")
    True
    """
    return remembered(NAMES_KEPT, longest=longest)(lambda words: pattern.search(words) is not None)
