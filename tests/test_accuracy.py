"""A slice of benchmarks/accuracy.py: what is told of mutations of pages is what a person would say happened."""

import importlib
from pathlib import Path
from types import ModuleType

import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
ONE_ROUND = 55
"""Mutations per page: all kinds once, and a few twice."""

LAYOUTS = [
    "atom/feed",
    "guardian/page",
    "guardian_dcr/page",
    "independent/page",
    "reach/page",
    "repubblica/page",
    "flat_paragraphs/page",
]


@pytest.fixture
def accuracy(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("accuracy")


def played(accuracy: ModuleType, name: str, seed: int) -> object:
    page = next(page for page in accuracy.pages() if page.name == name)
    result = accuracy.Result()
    for _ in accuracy.play(page, ONE_ROUND, seed, result):
        pass
    return result


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_events_are_what_happened(accuracy: ModuleType, layout: str):
    """Whatever a publisher does to a page is told, once and as what it is; what says nothing is not told."""
    result = played(accuracy, layout, seed=1)
    assert [] == result.faults
    assert (ONE_ROUND, ONE_ROUND) == (result.total.played, result.total.faultless)


def test_the_benchmark_sees_what_is_missed(accuracy: ModuleType, monkeypatch: pytest.MonkeyPatch):
    """A page that is served as it was, though an entry was published, counts as a miss."""
    stage_of_page = importlib.import_module("mutations.stage").Stage
    stale = stage_of_page.body

    def first_body(stage: object, **_: object) -> bytes:
        held.setdefault("body", stale(stage))
        return held["body"]

    held: dict[str, bytes] = {}
    monkeypatch.setattr(stage_of_page, "body", first_body)
    monkeypatch.setattr(accuracy, "KINDS", (accuracy.entries.new,))
    result = played(accuracy, "reach/page", seed=1)
    assert (0, ONE_ROUND) == (result.total.right, result.total.expected)


def test_the_benchmark_sees_what_is_invented(accuracy: ModuleType, monkeypatch: pytest.MonkeyPatch):
    """An edit in a mutation that is said to say nothing counts as invented."""

    def edit_untold(turn: object) -> bool:
        done = accuracy.edits.edit_word(turn)
        turn.expected.clear()
        return done

    monkeypatch.setattr(accuracy, "KINDS", (edit_untold,))
    result = played(accuracy, "reach/page", seed=1)
    assert (ONE_ROUND, 0) == (result.total.told, result.total.faultless)
