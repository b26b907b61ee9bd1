"""A bar for long work: on a terminal, on standard error; nothing in a pipe."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

if TYPE_CHECKING:
    from collections.abc import Iterator


class Shown:
    """Work of a number of things, as far as it is done."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._task = bar.add_task("reading", total=None)

    def expect(self, total: int | None, noun: str) -> None:
        """Say how many there will be (None: nobody knows), and of what."""
        self._bar.update(self._task, total=total, description=noun)

    def advance(self, count: int) -> None:
        self._bar.advance(self._task, count)

    def reach(self, place: int) -> None:
        self._bar.update(self._task, completed=place)


@contextmanager
def progress() -> Iterator[Shown]:
    """Show a bar while the block runs."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    out = Console(stderr=True)
    with Progress(*columns, console=out, transient=True, disable=not out.is_terminal) as bar:
        yield Shown(bar)
