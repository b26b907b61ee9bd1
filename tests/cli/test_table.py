"""Tables on terminals of all widths."""

import io

import pytest
from rich.console import Console

from monitor.cli.table import least_width, table

COLUMNS = ("webhook", "state", "why", "owed")
ROWS = [("desk", "failing", "2 attempts failed", "7"), ("other", "on", "-", "0")]


def drawn(width, rows=ROWS):
    out = Console(file=io.StringIO(), width=width, force_terminal=True, color_system=None)
    out.print(table(COLUMNS, rows))
    return [line.rstrip() for line in out.file.getvalue().splitlines()]


def test_a_wide_terminal():
    """A row is a line under the names of the columns."""
    assert [
        "webhook  state    why                owed",
        "desk     failing  2 attempts failed  7",
        "other    on       -                  0",
    ] == drawn(80)


def test_a_terminal_that_is_a_little_narrow():
    """Cells wrap between words."""
    assert [
        "webhook  state    why          owed",
        "desk     failing  2 attempts   7",
        "                  failed",
        "other    on       -            0",
    ] == drawn(least_width(COLUMNS, ROWS) + 3)


def test_a_narrow_terminal():
    """A row is a block: its first cell, then what there is to say, with no word broken."""
    assert [
        "desk",
        "  state    failing",
        "  why      2 attempts",
        "           failed",
        "  owed     7",
        "other",
        "  state    on",
        "  owed     0",
    ] == drawn(24)


@pytest.mark.parametrize("width", [1, 5, 12])
def test_hardly_a_terminal(width):
    """Whatever the width, all is there."""
    assert set("2attemptsfailed") <= set("".join(drawn(width)))


def test_long_words():
    """One long word makes no table narrow: it is folded."""
    assert "webhook" in drawn(60, [("desk", "on", "x" * 300, "0")])[0]
