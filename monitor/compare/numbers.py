"""What numbers a text names, by their value: `1,200`, `1.200`, `1 200` and `1’200` are one number, `twelve` is 12."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from monitor.compare.lexicon import NUMBER_WORDS

_GROUPED = re.compile(r"\d{1,3}(?:[.,٬'’ \u00a0\u2009\u202f]\d{3})+(?![\d])")
_PLAIN = re.compile(r"\d+(?:[.,:٫：]\d+)*")
_DIGITS = re.compile(rf"(?<!\d)(?:{_GROUPED.pattern}|{_PLAIN.pattern})")
_DIGIT_RUN = re.compile(r"\d+")


def digits(text: str) -> Counter[str]:
    """Return the numbers in digits, each as the same value is always written.

    What groups thousands is left out, what else stands between digits is a point: 12:30 and 12.30 are one time.

    >>> sorted(digits("1.200 men, 1 200 boats, 12,5 % at 12:30, ١٢"))
    ['12', '12.30', '12.5', '1200']
    """
    return Counter(map(_value, _DIGITS.findall(text)))


def spelled(words: tuple[str, ...]) -> Counter[str]:
    """Return the numbers in words, as digits.

    >>> spelled(("Zwölf", "people"))
    Counter({'12': 1})
    """
    values = (NUMBER_WORDS.get(word.casefold()) for word in words)
    return Counter(str(value) for value in values if value is not None)


def is_number(word: str) -> bool:
    """Return whether a token is a number in digits."""
    return _PLAIN.fullmatch(word) is not None


def _value(number: str) -> str:
    between = "" if _GROUPED.fullmatch(number) else "."
    runs = _DIGIT_RUN.findall(number)
    return between.join("".join(str(unicodedata.digit(digit)) for digit in run) for run in runs)
