"""Rows under names → objects: what spreadsheets publish (CSV), and tables that are written as lists of lists."""

from __future__ import annotations

import csv
from io import StringIO
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MAX_ROWS = 20_000
"""How many rows of a table are read."""

MIN_NAMES = 3
"""Fewer columns hold no entry: a time, words and something more."""

MAX_NAMES = 200
_DELIMITERS = ",;\t|"


def rows_in(text: str) -> list[dict[str, Any]]:
    r"""Return the rows of a body of values that are parted by commas, or what else its first line has most of.

    >>> rows_in('time;text;by\n10:40;"Rain; and\nsnow.";Ann\n')
    [{'time': '10:40', 'text': 'Rain; and\nsnow.', 'by': 'Ann'}]
    """
    names = text.lstrip().partition("\n")[0]
    delimiter = max(_DELIMITERS, key=names.count)
    try:
        rows = list(islice(csv.reader(StringIO(text.lstrip(), newline=""), delimiter=delimiter), MAX_ROWS))
    except csv.Error:  # a field longer than 128 KB, or a carriage return where none may be
        return []
    return under_names(rows[0], rows[1:]) if rows and are_names(rows[0]) else []


def are_names(row: object) -> bool:
    """Return whether a row holds the names of columns: distinct words, of which none is empty.

    >>> are_names(["Time", "Text", "By"]), are_names(["10:40", "", "Ann"]), are_names([1, 2, 3])
    (True, False, False)
    """
    if not isinstance(row, list) or not MIN_NAMES <= len(row) <= MAX_NAMES:
        return False
    return all(isinstance(name, str) and name.strip() for name in row) and len(set(row)) == len(row)


def under_names(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[dict[str, Any]]:
    """Return each row as an object of what stands under each name; a short row lacks the last."""
    plain = [name.strip() for name in names]
    return [dict(zip(plain, row, strict=False)) for row in rows]
