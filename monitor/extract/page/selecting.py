"""Which elements a CSS selector matches, in time that grows in line with the page.

A matcher that goes back from each element tries every way through those above it: `i div div div p` took 85 s on 40 KB
of nested elements. Here each compound (`div.post[data-id]`) is looked up once over the whole page, by the parser's own
matcher, and a combinator, `:is`, `:where`, `:not` and `:has` are steps from one set of elements to the next.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from monitor.extract.page.outline import outermost

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from monitor.extract.page.outline import Outline, Part

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_COMBINATORS = frozenset(">+~")
_NESTING = {"(": ")", "[": "]"}
_FUNCTION = re.compile(r":(is|where|not|has)\(", re.IGNORECASE)
_ANY = "*"

SIDE_BY_SIDE = 4_000
"""Where one element holds more, nothing is its `:nth-` anything: the parser counts for each from the first on, and of
100,000 paragraphs that took five minutes, in which the whole process stood still. The captured pages have up to 162."""
_NTH = re.compile(r":nth-", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """One compound of a selector, and how it stands to what is before it; " " for anywhere inside."""

    combinator: str
    compound: str


class Selecting:
    """Answers selectors on one outline; a compound that several of them have is looked up once."""

    def __init__(self, outline: Outline) -> None:
        self._outline = outline
        self._found: dict[str, set[int]] = {}

    def select(self, css: str) -> list[Part]:
        """Return the elements that a selector matches, in document order. Raises: SelectolaxError if it is none."""
        return [self._outline.parts[at] for at in sorted(self._any(_COMMENT.sub("", css)))]

    def _any(self, css: str) -> set[int]:
        """Return what any of the selectors in a list matches."""
        return {at for one in _split(css, ",") for at in self._complex(one)}

    def _complex(self, css: str) -> set[int]:
        steps = _steps(css)
        found = self._compound(steps[0].compound) if steps else set()
        for step in steps[1:]:
            found = _FROM[step.combinator](self._parts(found), self._parts(self._compound(step.compound)))
        return found

    def _having(self, css: str) -> set[int]:
        """Return the elements that have what one of the selectors in `:has()` names, seen from them."""
        found: set[int] = set()
        for one in _split(css, ","):
            steps = _steps(one)
            if not steps:
                continue
            wanted = self._compound(steps[-1].compound)
            for at in range(len(steps) - 1, 0, -1):
                holding = _BACK[steps[at].combinator](self._parts(wanted), self._outline)
                wanted = self._compound(steps[at - 1].compound) & holding
            found |= _BACK[steps[0].combinator](self._parts(wanted), self._outline)
        return found

    def _compound(self, compound: str) -> set[int]:
        held = self._found.get(compound)
        if held is None:
            held = self._found[compound] = self._look_up(compound)
        return held

    def _look_up(self, compound: str) -> set[int]:
        plain, functions = _functions(compound)
        if _NTH.search(plain) and self._most_side_by_side > SIDE_BY_SIDE:
            return set()
        part_of = self._outline.part_of
        parts = (part_of(node) for node in self._outline.tree.css(plain or _ANY))
        found = {part.at for part in parts if part is not None}
        for name, inner in functions:
            match name:
                case "has":
                    found &= self._having(inner)
                case "not":
                    found -= self._any(inner)
                case _:
                    found &= self._any(inner)
        return found

    @cached_property
    def _most_side_by_side(self) -> int:
        return max(Counter(map(_holder, self._outline.parts)).values(), default=0)

    def _parts(self, places: set[int]) -> list[Part]:
        return [self._outline.parts[at] for at in sorted(places)]


# ----------------------------------------------------------------------------- from what is before to what is after


def _inside(before: Sequence[Part], after: Sequence[Part]) -> set[int]:
    around = outermost(before)
    starts = [part.at for part in around]
    places = ((part.at, bisect_right(starts, part.at - 1) - 1) for part in after)
    return {at for at, place in places if place >= 0 and at < around[place].end}


def _right_inside(before: Sequence[Part], after: Sequence[Part]) -> set[int]:
    places = {part.at for part in before}
    return {part.at for part in after if part.parent is not None and part.parent.at in places}


def _next(before: Sequence[Part], after: Sequence[Part]) -> set[int]:
    places = {(_holder(part), part.end) for part in before}
    return {part.at for part in after if (_holder(part), part.at) in places}


def _behind(before: Sequence[Part], after: Sequence[Part]) -> set[int]:
    first: dict[int, int] = {}
    for part in before:
        first.setdefault(_holder(part), part.at)
    return {part.at for part in after if first.get(_holder(part), part.at) < part.at}


# ----------------------------------------------------------------------------- from what is after to what is before


def _holding(after: Sequence[Part], _: Outline) -> set[int]:
    held: set[int] = set()
    for part in after:
        above = part.parent
        while above is not None and above.at not in held:
            held.add(above.at)
            above = above.parent
    return held


def _holding_right(after: Sequence[Part], _: Outline) -> set[int]:
    return {part.parent.at for part in after if part.parent is not None}


def _right_before(after: Sequence[Part], outline: Outline) -> set[int]:
    places = {(_holder(part), part.at) for part in after}
    return {part.at for part in outline.parts if (_holder(part), part.end) in places}


def _before(after: Sequence[Part], outline: Outline) -> set[int]:
    last = {_holder(part): part.at for part in after}
    return {part.at for part in outline.parts if part.at < last.get(_holder(part), -1)}


def _holder(part: Part) -> int:
    return -1 if part.parent is None else part.parent.at


_FROM: dict[str, Callable[[Sequence[Part], Sequence[Part]], set[int]]] = {
    " ": _inside,
    ">": _right_inside,
    "+": _next,
    "~": _behind,
}
_BACK: dict[str, Callable[[Sequence[Part], Outline], set[int]]] = {
    " ": _holding,
    ">": _holding_right,
    "+": _right_before,
    "~": _before,
}


# ------------------------------------------------------------------------------------------------ as it is written


def _outside(css: str) -> Iterator[tuple[int, str]]:
    """Yield each character of a selector that stands in no string, bracket or function, with its place.

    >>> "".join(char for _, char in _outside("a[b='] >'] > c:not(d e)"))
    'a] > c:not)'
    """
    open_: list[str] = []
    quote, escaped = "", False
    for at, char in enumerate(css):
        if escaped:
            escaped = False
        elif char == "\\":
            escaped = True
        elif quote:
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif char in _NESTING:
            open_.append(_NESTING[char])
        else:
            if open_ and char == open_[-1]:
                open_.pop()
            if not open_:
                yield at, char


def _split(css: str, mark: str) -> list[str]:
    places = [at for at, char in _outside(css) if char == mark]
    starts, ends = [0, *(at + 1 for at in places)], [*places, len(css)]
    return [css[start:end].strip() for start, end in zip(starts, ends, strict=True)]


def _steps(css: str) -> list[_Step]:
    """Return the compounds of one selector.

    >>> [(step.combinator, step.compound) for step in _steps("a > b c:not(d e)")]
    [(' ', 'a'), ('>', 'b'), (' ', 'c:not(d e)')]
    """
    steps: list[_Step] = []
    combinator, start = " ", 0
    marks: Iterable[tuple[int, str]] = (
        (at, char) for at, char in (*_outside(css), (len(css), " ")) if char in _COMBINATORS or char.isspace()
    )
    for at, char in marks:
        if at > start:
            steps.append(_Step(combinator=combinator, compound=css[start:at]))
            combinator = " "
        if char in _COMBINATORS:
            combinator = char
        start = at + 1
    return steps


def _functions(compound: str) -> tuple[str, list[tuple[str, str]]]:
    """Return a compound without its functions that hold selectors, and those with what they hold.

    >>> _functions("p.x:not(.a > .b):has(i)")
    ('p.x', [('not', '.a > .b'), ('has', 'i')])
    """
    outside = {at for at, char in _outside(compound) if char == ":"}
    plain, found, end = "", [], 0
    for match in _FUNCTION.finditer(compound):
        if match.start() in outside and match.start() >= end:
            rest = compound[match.end() - 1 :]
            # One that is not shut ends with the selector (CSS Syntax §5.4.9).
            shut = match.end() - 1 + next((at for at, char in _outside(rest) if char == ")"), len(rest))
            found.append((match[1].lower(), compound[match.end() : shut]))
            plain, end = plain + compound[end : match.start()], shut + 1
    return plain + compound[end:], found
