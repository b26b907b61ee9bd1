"""Texts that a regular expression may take long for, made of what it repeats itself."""

from __future__ import annotations

import importlib
import random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator

parser: Any = importlib.import_module("re._parser")

Node = tuple[Any, Any]

OFTEN = 20
"""What a pattern repeats less often ends soon."""

MOST_TIMES = 40
SAMPLES = 12
SIGNS = "aeA1 _-.:,;<>/='\"&\n\u00a0\u0301éя年"
CATEGORIES = {"DIGIT": "1", "SPACE": " ", "WORD": "a", "NOT_DIGIT": "y", "NOT_SPACE": "x", "NOT_WORD": "-"}
REPEATS = frozenset({"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"})
LOOKS = frozenset({"ASSERT", "ASSERT_NOT"})


def pumps(pattern: re.Pattern[Any]) -> Iterator[tuple[str, str]]:
    """Yield beginnings, and what is to be repeated behind them."""
    chance = random.Random(20_241_107)
    tree = parser.parse(pattern.pattern, pattern.flags)
    for before, part in _repeated(tree):
        for more in (0.1, 0.4, 0.8):
            begins, inner = _sample(before, chance, more), _sample(part, chance, more)
            yield from ((begins, inner), ("", begins + inner), ("", inner), ("", begins))
    for _ in range(SAMPLES):
        yield "", _sample(tree, chance, 0.3)[: chance.randrange(2, MOST_TIMES)]


def _inner(kind: str, value: Any) -> list[Iterable[Node]]:
    """Return the parts that one part of a pattern has."""
    if kind in REPEATS:
        return [value[2]]
    if kind in LOOKS:
        return [value[1]]
    if kind == "SUBPATTERN":
        return [value[3]]
    return list(value[1]) if kind == "BRANCH" else [value] if kind == "ATOMIC_GROUP" else []


def _repeated(tree: Iterable[Node], before: tuple[Node, ...] = ()) -> Iterator[tuple[tuple[Node, ...], Iterable[Node]]]:
    """Yield what a pattern repeats often, with what stands before it."""
    for kind, value in tree:
        inner = _inner(str(kind), value)
        if str(kind) in REPEATS and value[1] >= OFTEN:
            yield before, inner[0]
        for part in inner:
            yield from _repeated(part, before)
        before = (*before, (kind, value))


def _sample(tree: Iterable[Node], chance: random.Random, more: float) -> str:
    """Return a text that parts of a pattern may match; a blank where a word must end."""
    text = ""
    for kind, value in tree:
        match str(kind):
            case "LITERAL":
                text += chr(value)
            case "NOT_LITERAL" | "ANY" | "IN":
                text += _sign(str(kind), value, chance)
            case "AT" if "BOUNDARY" in str(value) and text[-1:].isalnum():
                text += " "
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                times = value[0] + sum(chance.random() < more for _ in range(min(value[1] - value[0], 3)))
                text += "".join(_sample(value[2], chance, more) for _ in range(min(times, MOST_TIMES)))
            case "BRANCH" | "SUBPATTERN" | "ATOMIC_GROUP":
                text += _sample(chance.choice(_inner(str(kind), value)), chance, more)
    return text


def _sign(kind: str, value: Any, chance: random.Random) -> str:
    """Return a sign of a class."""
    if kind != "IN":
        return chance.choice([sign for sign in SIGNS if kind == "ANY" or ord(sign) != value])
    signs = [chr(inner) for name, inner in value if str(name) == "LITERAL"]
    signs += [chr(end) for name, inner in value if str(name) == "RANGE" for end in inner]
    signs += [CATEGORIES[str(inner).removeprefix("CATEGORY_")] for name, inner in value if str(name) == "CATEGORY"]
    if str(value[0][0]) != "NEGATE":
        return chance.choice(signs)
    return chance.choice([sign for sign in SIGNS if sign not in signs] or ["\u2603"])
