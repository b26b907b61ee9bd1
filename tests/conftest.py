"""How the suite runs: what it spends on each test, and in which order."""

from __future__ import annotations

import asyncio
import inspect
import os

import pytest
from hypothesis import settings

# Few examples each time, many times a day, and no clock: the machines are shared.
settings.register_profile("suite", deadline=None, max_examples=50)
settings.load_profile("suite")

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
"""Each worker would compile all tests anew, and each of the hundred processes that they start all of the program."""

WORKERS_PER_CPU = 2
"""Every other test waits for a process, a socket or a browser."""

MOST_WORKERS = 16

UNTRACED = ("stories/", "extract/test_extract_linear.py", "schedule/test_simulated_day.py")
"""Hours of live blogs and of polls played through, pages of a quarter of a megabyte: they reach no line of
the pure parts that no other test does, and traced they take three times as long."""

FIRST = ("ops/test_image_in_a_clean_root.py", "crash/test_kills.py", "schedule/test_simulated_day.py")
"""What takes longest, and one after the other: begun last, it would keep all others waiting."""


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    given = os.environ.get("PYTEST_XDIST_AUTO_NUM_WORKERS")
    return int(given) if given else min(MOST_WORKERS, WORKERS_PER_CPU * (os.cpu_count() or 1))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    here = f"{config.rootpath / 'tests'}/"
    untraced, first = (tuple(here + place for place in places) for places in (UNTRACED, FIRST))
    for item in items:
        if str(item.path).startswith(untraced):
            item.add_marker("no_cover")
    items.sort(key=lambda item: not str(item.path).startswith(first))


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a test that is a coroutine to its end, on an event loop of its own, of the kind that it is marked with."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    marked = pyfuncitem.get_closest_marker("loop")
    given = {name: pyfuncitem.funcargs[name] for name in inspect.signature(pyfuncitem.obj).parameters}
    with asyncio.Runner(loop_factory=marked.args[0] if marked else None) as runner:
        runner.run(pyfuncitem.obj(**given))
    return True
