"""Every regular expression of ours costs work in proportion to what it is held against, whatever repeats in that."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import time
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pattern_pumps import pumps

import monitor

if TYPE_CHECKING:
    from collections.abc import Iterator

LONG, FACTOR = 1_500, 4
SLACK = 2.2
"""Four times the text is four times the work, give or take what the machine does beside it; a square is sixteen."""

RUNS = 3
TOLERATED = 30
"""How many times the yardstick's time a text may take before its growth is looked at."""

SHORT, TIMES = 150, 2_000
YARDSTICK = re.compile(r"(?:[^\W\d_]|\s)*+\d")
"""What a machine takes for a text: a short one must take no longer than one that is 2,000 times as long takes this."""

MEETS = {
    **dict.fromkeys(
        (f"extract.blocks.signatures.{name}" for name in ("_AND", "_JOINED", "_KOREAN_ROLE", "_REMARK")), 120
    ),
    **dict.fromkeys((f"extract.times.far_dates.{name}" for name in ("_CLOCK", "_LABEL", "_WEEKDAY")), 130),
    **dict.fromkeys((f"extract.structured.rich.{name}" for name in ("_LINK", "_PICTURE", "_SILENT")), 80),
    **{f"extract.structured.rich._TAGS[{at}]": 80 for at in range(5)},
    **dict.fromkeys(("extract.prose.bylines._BY", "extract.prose.bylines._PARTS"), 160),
    **dict.fromkeys(("extract.page.barriers._SEPARATOR", "extract.page.barriers._SAYINGS[3]"), 300),
    "compare.pictures._RESIZED": 2_000,
    "compare.pictures._BY_WAY_OF": 40,  # replaced where the text begins with it, and once
    "extract.blocks.beside._SIGN": 120,
    "extract.blocks.portraits._IN_PLACE": 60,
    "extract.readings.assemble._PLACEHOLDER": 2_000,
    "extract.tables.labels._PARTED": 150,  # of a line, where no blank stands beside another
    "extract.values.loose._CLOSERS": 64,
}
"""The length of the texts that some patterns meet, by the limits of those who ask them: longer ones cost the square."""

ENDS = ("\u2603!", "")
SEARCHING = frozenset({"search", "finditer", "findall", "sub", "subn", "split"})
ASKING = SEARCHING | {"match", "fullmatch"}


@cache
def modules() -> dict[str, Any]:
    names = (found.name for found in pkgutil.walk_packages(monitor.__path__, "monitor."))
    return {name: importlib.import_module(name) for name in names if "versions" not in name and "__main__" not in name}


def patterns_in(value: object, depth: int = 3) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth and isinstance(value, dict | list | tuple | set | frozenset):
        for one in value.values() if isinstance(value, dict) else value:
            yield from patterns_in(one, depth - 1)


def uses(path: Path) -> dict[str, set[str]]:
    """Return by the names of patterns the methods of them that a module calls or hands on."""
    found: dict[str, set[str]] = defaultdict(set)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr in ASKING:
            found[node.value.id].add(node.attr)
    return found


@cache
def patterns() -> dict[str, tuple[re.Pattern[Any], bool]]:
    """Return each pattern by where it is asked, and whether it is looked for anywhere in a text."""
    named: dict[str, tuple[re.Pattern[Any], bool]] = {}
    for module, loaded in modules().items():
        holding = {name: value for name, value in vars(loaded).items() if any(patterns_in(value))}
        used = uses(Path(loaded.__file__)) if holding else {}
        for name, value in holding.items():
            for at, pattern in enumerate(patterns_in(value)):
                key = f"{module.removeprefix('monitor.')}.{name}"
                if not isinstance(value, re.Pattern):
                    named[f"{key}[{at}]"] = pattern, True
                elif used[name]:
                    named[key] = pattern, bool(used[name] & SEARCHING)
    return named


ALL = sorted(patterns())


def seconds(pattern: re.Pattern[Any], text: str, *, anywhere: bool) -> float:
    told: Any = text.encode("latin-1", "replace") if isinstance(pattern.pattern, bytes) else text
    began = time.thread_time()
    if anywhere:
        for _ in pattern.finditer(told):
            pass
    else:
        pattern.fullmatch(told)
    return time.thread_time() - began


@cache
def yardstick(size: int) -> float:
    return min(seconds(YARDSTICK, "a" * size, anywhere=False) for _ in range(RUNS))


def worst(name: str, size: int, least: float) -> Iterator[tuple[str, str, float]]:
    """Yield what texts of a size are made of that take more than the least, and how long they take."""
    pattern, anywhere = patterns()[name]
    for before, piece in {pair: None for pair in pumps(pattern) if pair[1]}:
        for end in ENDS:
            text = before + piece * (size // len(piece)) + end
            took = seconds(pattern, text, anywhere=anywhere)
            if took > least and (took := min(took, seconds(pattern, text, anywhere=anywhere))) > least:
                yield before, piece, took


def slowest(name: str, text: str) -> float:
    """Return what a text takes at least, with the end that takes longer."""
    pattern, anywhere = patterns()[name]
    return max(min(seconds(pattern, text + end, anywhere=anywhere) for _ in range(RUNS)) for end in ENDS)


@pytest.mark.parametrize("name", ALL)
def test_no_short_text_takes_long(name: str) -> None:
    """Nothing tries each division of a text: one of 150 signs would take for ever."""
    size = MEETS.get(name, SHORT)
    assert [] == [*worst(name, size, yardstick(size * TIMES))]


@pytest.mark.parametrize("name", [name for name in ALL if name not in MEETS])
def test_four_times_the_text_is_four_times_the_work(name: str) -> None:
    """Bodies of one thing again and again cost their length."""
    for before, piece, _ in worst(name, FACTOR * LONG, TOLERATED * yardstick(FACTOR * LONG)):
        few, many = (slowest(name, before + piece * (size // len(piece))) for size in (LONG, FACTOR * LONG))
        assert many <= SLACK * FACTOR * few, (before, piece)


def test_what_is_excused_is_there() -> None:
    """No pattern is excused that is no more."""
    assert MEETS.keys() <= {*ALL}
