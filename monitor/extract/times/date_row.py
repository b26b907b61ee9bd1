"""A row of tokens that is read from left to right, and what has been said so far."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from monitor.extract.times.date_parts import Phrase, Token, is_possible
from monitor.extract.times.day_halves import NOON, half_at

if TYPE_CHECKING:
    from collections.abc import Sequence

YEARS = range(1995, 2101)
YEAR_DIGITS = 4
SHORT_DIGITS = 2


class Row:
    """The tokens; `at` is the next one. A rule looks at a fixed number of them, and puts what it takes."""

    def __init__(self, tokens: Sequence[Token], *, month_first: bool, opens_text: bool) -> None:
        self.tokens = tokens
        self.texts = [token.text for token in tokens]
        self.size = len(tokens)
        self.month_first = month_first
        self.opens_text = opens_text
        self.at = 0
        self.parts: dict[str, Any] = {}
        self.contradicts = False
        self.slashed: tuple[int, int] | None = None
        self.needs_clock = False
        self.dotted = False  # "14.20" is a clock only beside something that says so
        self.announced = False
        self.after_clock = False

    def word(self, ahead: int = 0) -> str:
        at = self.at + ahead
        return self.texts[at] if at < self.size else ""

    def number(self, ahead: int = 0, digits: int = SHORT_DIGITS) -> int | None:
        text = self.word(ahead)
        return int(text) if 0 < len(text) <= digits and text.isdigit() and text.isascii() else None

    def touches(self, ahead: int) -> bool:
        """Whether nothing stands between this token and the one before it."""
        at = self.at + ahead
        return 0 < at < self.size and self.tokens[at - 1].end == self.tokens[at].start

    def meridiem(self, ahead: int) -> tuple[str, int] | None:
        half = half_at(self.texts, self.at + ahead)
        return None if half and self.opens_text and self._is_word(self.at + ahead) else half

    def _is_word(self, at: int) -> bool:
        """Whether what may name a half of the day begins a text: "13:34 Am Bahnhof brennt es"."""
        after = self.tokens[at + 1] if at + 1 < self.size else None
        return after is not None and self.tokens[at].titled and after.text.isalnum() and not after.loud

    def put(self, **parts: Any) -> None:
        # The BBC writes each time twice, once for screen readers: saying the same again is no contradiction.
        self.contradicts |= any(self.parts.setdefault(name, value) != value for name, value in parts.items())

    def take(self, count: int, *, clock: bool = False) -> bool:
        self.at += count
        self.after_clock = clock
        return True

    def phrase(self) -> Phrase | None:
        """Return what was said, or None if that is no date."""
        if self.slashed is not None:
            first, second = self.slashed
            swapped = second > NOON or (self.month_first and first <= NOON)
            self.put(month=first if swapped else second, day=second if swapped else first)
        phrase = Phrase(**self.parts)
        if self.contradicts or (self.needs_clock and phrase.clock is None):
            return None
        if self.dotted and not self.announced and phrase.bare and phrase.zone is None:
            return None
        says = phrase.clock is not None or phrase.month is not None or phrase.ago is not None
        return phrase if says and is_possible(phrase) else None
