"""Pages made to be slow cost work in proportion to their bytes, whatever machine counts it."""

from __future__ import annotations

import contextlib
import cProfile
import functools
import gc
import importlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from extract_pages import NOW, page_of

from monitor.errors import ExtractError
from monitor.extract import extract

if TYPE_CHECKING:
    from types import ModuleType

    from monitor.model import Page

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
sys.path.insert(0, str(BENCHMARKS))
hostile_pages: ModuleType = importlib.import_module("_hostile_pages")
sys.path.remove(str(BENCHMARKS))

SMALL_BYTES, FACTOR = 20_000, 4
SLACK = 1.5
"""Beside what grows with the page there is what does not, and what a limit lets end early; it never grows faster."""

CALLS_PER_KILOBYTE = 12_000
"""The densest shape takes 9,300: a live blog in microdata with an entry in 200 bytes, read by two readers."""


@functools.cache
def remembering() -> list[functools._lru_cache_wrapper[object]]:
    """Return all that remembers answers about words."""
    return [one for one in gc.get_objects() if isinstance(one, functools._lru_cache_wrapper)]


def calls_of(page: Page) -> int:
    """Return how many functions, Python's and C's, are called while a page is read whose words were never seen."""
    for one in remembering():  # the small page is not read again, nor is it a part of the large one
        one.cache_clear()
    counted = cProfile.Profile()
    with counted, contextlib.suppress(ExtractError):
        extract(page, now=NOW)
    return sum(entry.callcount for entry in counted.getstats())


@pytest.mark.parametrize("name", hostile_pages.SHAPES)
def test_work_grows_with_the_bytes_and_no_faster(name: str):
    """Four times the page is at most four times the calls, and a kilobyte costs a bounded number of them."""
    shape = hostile_pages.SHAPES[name]
    small, large = (
        page_of(shape.body(size), content_type=shape.content_type) for size in (SMALL_BYTES, FACTOR * SMALL_BYTES)
    )
    calls_of(small)  # what is made once per run is not the page's
    few, many = calls_of(small), calls_of(large)

    assert many <= SLACK * FACTOR * few
    assert many <= CALLS_PER_KILOBYTE * len(large.body) / 1_000
