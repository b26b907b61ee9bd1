"""Rows of values: a table on a terminal, tab-separated lines with the columns' names above them in a pipe."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from monitor.cli.terminal import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

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


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, colours: Mapping[str, str] = _NO_COLOURS) -> Table:
    """Return rows under the names of their columns, for a terminal."""
    drawn = Table(box=None, pad_edge=False, header_style="bold dim")
    for column in columns:
        drawn.add_column(column, overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(plain(cell), colours.get(cell, "")) for cell in row))
    return drawn


def moment(at: datetime | None) -> str:
    """Return a time as RFC 3339 to the second, "-" for none.

    >>> from datetime import UTC, datetime
    >>> moment(datetime(2026, 1, 2, 12, 0, 0, 5, tzinfo=UTC)), moment(None)
    ('2026-01-02T12:00:00Z', '-')
    """
    return "-" if at is None else f"{at:%Y-%m-%dT%H:%M:%SZ}"
