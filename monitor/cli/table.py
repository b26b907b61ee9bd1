"""Rows of values: a table on a terminal, tab-separated lines with the columns' names above them in a pipe.

A terminal that is too narrow for a table gets a block of lines for each row instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from monitor.cli.terminal import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from rich.console import ConsoleOptions, RenderResult

GAP = 2
"""Between two columns."""

LEAST_CELL = 10
"""Narrower than that, what stands beside the name of its column would be a tower of letters."""

WORD_CHARS = 20
"""A column is wide enough if no word up to this long has to be broken: a time of day, most names."""

_NO_COLOURS: Mapping[str, str] = {}


def print_table(
    columns: Sequence[str], rows: Iterable[Sequence[str]], *, colours: Mapping[str, str] = _NO_COLOURS
) -> None:
    """Print rows under the names of their columns; a cell that is a key of `colours` has that colour."""
    out = Console(highlight=False)
    if not out.is_terminal:
        for row in (columns, *rows):
            click.echo("\t".join(plain(cell) for cell in row))
        return
    out.print(table(columns, rows, colours=colours))


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, colours: Mapping[str, str] = _NO_COLOURS) -> Rows:
    """Return rows under the names of their columns, for a terminal."""
    return Rows(columns, [[plain(cell) for cell in row] for row in rows], colours)


class Rows:
    """Rows as a table where that has room, else as blocks: the first cell, then a line for each that says something."""

    def __init__(self, columns: Sequence[str], rows: Sequence[Sequence[str]], colours: Mapping[str, str]) -> None:
        self._columns = columns
        self._rows = rows
        self._colours = colours

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if least_width(self._columns, self._rows) <= options.max_width:
            yield self._drawn()
            return
        label = GAP + max(map(cell_len, self._columns))
        for first, *others in self._rows:
            yield Text(first, self._colours.get(first, "bold"))
            said = [(name, cell) for name, cell in zip(self._columns[1:], others, strict=True) if cell not in ("", "-")]
            if label + GAP + LEAST_CELL > options.max_width:
                yield from (Text.assemble((f"{name} ", "dim"), cell) for name, cell in said)
                continue
            block = Table.grid(padding=(0, GAP, 0, 0))
            block.add_column(min_width=label, no_wrap=True)
            block.add_column(overflow="fold")
            for name, cell in said:
                block.add_row(Text(f"  {name}", "dim"), Text(cell, self._colours.get(cell, "")))
            yield block

    def _drawn(self) -> Table:
        drawn = Table(box=None, pad_edge=False, header_style="bold dim")
        for column in self._columns:
            drawn.add_column(column, overflow="fold")
        for row in self._rows:
            drawn.add_row(*(Text(cell, self._colours.get(cell, "")) for cell in row))
        return drawn


def least_width(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """Return how wide a table must be to break no word that is not long.

    >>> least_width(("a", "bc"), [("one two", "x")])
    7
    """
    widest = [cell_len(column) for column in columns]
    for row in rows:
        for place, cell in enumerate(row):
            longest = max(map(cell_len, cell.split()), default=0)
            widest[place] = max(widest[place], min(longest, WORD_CHARS))
    return sum(widest) + GAP * (len(columns) - 1)


def moment(at: datetime | None) -> str:
    """Return a time as RFC 3339 to the second, "-" for none.

    >>> from datetime import UTC, datetime
    >>> moment(datetime(2026, 1, 2, 12, 0, 0, 5, tzinfo=UTC)), moment(None)
    ('2026-01-02T12:00:00Z', '-')
    """
    return "-" if at is None else f"{at:%Y-%m-%dT%H:%M:%SZ}"
