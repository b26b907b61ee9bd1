"""How words are made to fit: what stayed is cut first, then what went, what came last of all. Pure.

Each platform counts in a unit of its own (UTF-16 code units, bytes of JSON …), so a length is whatever the format's
`cost` says of a span; it is at least one for each character.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.deliver.formats.message import Mark, Span, cut

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Cost = Callable[[Span], int]

CONTEXTS = (80, 30, 10)
"""Characters that are kept of what stayed on each side of a change, tried in turn; the first is what reads best, and
more is never shown."""

OLD_KEPT = (400, 120, 40)
"""Characters that are kept of each removal, tried in turn once the context has been cut as far as it goes."""


def utf16_units(text: str) -> int:
    """Return the length as JavaScript, Java and Telegram count it: emoji are two.

    >>> utf16_units("a😀")
    3
    """
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def wrapped(text: str, start: str, end: str) -> str:
    r"""Return a text between marks, line by line and without the blanks at a line's ends, where marks do not count.

    >>> wrapped(" twelve people\n ", "**", "**")
    ' **twelve people**\n '
    """
    if not start:
        return text
    return "\n".join(_wrapped_line(line, start, end) for line in text.split("\n"))


def plain_diff(spans: Sequence[Span]) -> str:
    """Return a diff in characters alone.

    >>> same, old, new = (Span(mark=mark, text=text) for mark, text in zip(Mark, ("At ", "45", "12"), strict=True))
    >>> plain_diff([same, new, old]), plain_diff([old]), plain_diff([new, same])
    ('At [12 → 45]', '[+ 45]', '[− 12]At ')
    """
    parts: list[str] = []
    for place, span in enumerate(spans):
        before = spans[place - 1].mark if place else Mark.SAME
        after = spans[place + 1].mark if place + 1 < len(spans) else Mark.SAME
        match span.mark:
            case Mark.SAME:
                parts.append(span.text)
            case Mark.OLD if after is Mark.NEW:
                parts.append(f"[{span.text.strip()} → ")
            case Mark.NEW if before is Mark.OLD:
                parts.append(f"{span.text.strip()}]{_blank_at_end(span.text)}")
            case mark:
                parts.append(wrapped(span.text, "[− " if mark is Mark.OLD else "[+ ", "]"))
    return "".join(parts)


PLAIN_BYTES = len("[ → ]".encode())


def plain_cost(span: Span) -> int:
    """Return the most bytes of UTF-8 that a span can take in a plain diff."""
    marks = 0 if span.mark is Mark.SAME else PLAIN_BYTES * (1 + span.text.count("\n"))
    return len(span.text.encode()) + marks


def fit(spans: Sequence[Span], limit: int, cost: Cost) -> tuple[Span, ...]:
    """Return the spans cut so that their costs together are at most `limit`.

    Words that are no diff are cut at their end. Of a diff only the surroundings of each change are shown.
    """
    if all(span.mark is Mark.SAME for span in spans):
        return _cut_at_end(spans, limit, cost)
    for context in CONTEXTS:
        tried = _trimmed(spans, context)
        if _fits(tried, limit, cost):
            return tried
    for kept in OLD_KEPT:
        fewer = tuple(replace(span, text=cut(span.text, kept)) if span.mark is Mark.OLD else span for span in tried)
        if _fits(fewer, limit, cost):
            return fewer
    new = tuple(span for span in tried if span.mark is Mark.NEW)
    if not new:
        return _cut_at_end(fewer, limit, cost)
    return _cut_at_end(_apart(new), limit, cost)


def _blank_at_end(text: str) -> str:
    return text[len(text.rstrip()) :]


def _wrapped_line(line: str, start: str, end: str) -> str:
    words = line.strip()
    if not words:
        return line
    at = line.index(words)
    return f"{line[:at]}{start}{words}{end}{line[at + len(words) :]}"


def _fits(spans: Sequence[Span], limit: int, cost: Cost) -> bool:
    """Return whether the spans fit; most that do not are too long already before anything is escaped."""
    return sum(len(span.text) for span in spans) <= limit and sum(map(cost, spans)) <= limit


def _apart(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Return what came with a gap between one and the next."""
    gap = Span(mark=Mark.SAME, text=" … ")
    return tuple(part for span in spans for part in (span, gap))[:-1]


def _cut_at_end(spans: Sequence[Span], limit: int, cost: Cost) -> tuple[Span, ...]:
    """Return as many whole spans as fit, and the beginning of the next."""
    kept: list[Span] = []
    left = limit
    for span in spans:
        price = cost(span) if len(span.text) <= left else left + 1
        if price > left:
            if shorter := _longest(span, left, cost):
                kept.append(shorter)
            break
        kept.append(span)
        left -= price
    return tuple(kept)


def _longest(span: Span, limit: int, cost: Cost) -> Span | None:
    """Return the longest beginning of a span that fits, None if not even a letter does. A longer text costs more."""
    low, high = 0, min(len(span.text), limit)
    while low < high:
        middle = (low + high + 1) // 2
        if cost(replace(span, text=cut(span.text, middle))) <= limit:
            low = middle
        else:
            high = middle - 1
    return replace(span, text=cut(span.text, low)) if low else None


def _trimmed(spans: Sequence[Span], context: int) -> tuple[Span, ...]:
    """Return the spans with at most `context` characters of what stayed on each side of a change."""
    last = len(spans) - 1
    return tuple(
        replace(span, text=_surroundings(span.text, context, before=place > 0, after=place < last))
        if span.mark is Mark.SAME
        else span
        for place, span in enumerate(spans)
    )


def _surroundings(text: str, context: int, *, before: bool, after: bool) -> str:
    """Return what of a text that stayed is next to a change: its beginning if one is before it, its end if one follows.

    >>> _surroundings("one two three four five six", 9, before=True, after=True)
    'one two … five six'
    """
    if len(text) <= context * (before + after):
        return text
    head = _first_words(text, context) if before else ""
    tail = _last_words(text, context) if after else ""
    return f"{head}{' ' if head else ''}…{' ' if tail else ''}{tail}"


def _first_words(text: str, limit: int) -> str:
    words = text[:limit]
    return (words if text[limit : limit + 1].isspace() else words.rpartition(" ")[0]).rstrip() or words


def _last_words(text: str, limit: int) -> str:
    words = text[-limit:]
    return (words if text[-limit - 1 : -limit].isspace() else words.partition(" ")[2]).lstrip() or words
