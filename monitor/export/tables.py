"""Rows as lines of text: JSON, or CSV (RFC 4180) that a spreadsheet can open without obeying it."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol, TypeVar

from monitor.event import rfc3339
from monitor.export.columns import Kind, event_row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.export.columns import Column, Row
    from monitor.model import Placed

FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r")
"""What begins a formula in a spreadsheet; a publisher's words must never be run as one."""


R_contra = TypeVar("R_contra", contravariant=True)


class Writer(Protocol[R_contra]):
    """Takes rows in portions and writes them to a file that its maker opened."""

    def write(self, rows: Sequence[R_contra]) -> None: ...

    def close(self) -> None:
        """Write what is left; the file stays open."""


class JsonLines:
    """One JSON object per line, in UTF-8."""

    def __init__(self, columns: Sequence[Column], file: BinaryIO) -> None:
        self._columns = columns
        self._file = file

    def write(self, rows: Sequence[Row]) -> None:
        for row in rows:
            shape = {column.name: _json_value(row[column.name]) for column in self._columns}
            self._file.write(encoded(json.dumps(shape, ensure_ascii=False)) + b"\n")

    def close(self) -> None: ...


class Bodies:
    """The bodies of events, byte for byte as they were sent, one per line."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def write(self, rows: Sequence[Placed]) -> None:
        for placed in rows:
            self._file.write(placed.event.body + b"\n")

    def close(self) -> None: ...


class EventTable:
    """Events as the rows of a table."""

    def __init__(self, table: Writer[Row]) -> None:
        self._table = table

    def write(self, rows: Sequence[Placed]) -> None:
        self._table.write([event_row(placed) for placed in rows])

    def close(self) -> None:
        self._table.close()


class CsvWriter:
    """Comma-separated values with the columns' names in the first line, in UTF-8; lists and objects are JSON.

    Text that a spreadsheet would take for a formula has an apostrophe before it, which spreadsheets do not show.
    """

    def __init__(self, columns: Sequence[Column], file: BinaryIO) -> None:
        self._columns = columns
        self._file = file
        self._line([column.name for column in columns])

    def write(self, rows: Sequence[Row]) -> None:
        for row in rows:
            self._line([_cell(column, row[column.name]) for column in self._columns])

    def close(self) -> None: ...

    def _line(self, cells: Sequence[str]) -> None:
        line = io.StringIO(newline="")
        csv.writer(line).writerow(cells)
        self._file.write(encoded(line.getvalue()))


def encoded(text: str) -> bytes:
    """Return text in UTF-8; a question mark stands for each half of a surrogate pair, which UTF-8 does not know."""
    return text.encode("utf-8", "replace")


def _json_value(value: Any) -> Any:
    return rfc3339(value) if isinstance(value, datetime) else value


def _cell(column: Column, value: Any) -> str:
    match column.kind, value:
        case _, None:
            return ""
        case Kind.TEXT, str():
            return f"'{value}" if value.startswith(FORMULA_MARKS) else value
        case ((Kind.TEXTS | Kind.JSON), _):
            return json.dumps(value, ensure_ascii=False)
        case Kind.FLAG, _:
            return "true" if value else "false"
        case Kind.MOMENT, _:
            return rfc3339(value)
        case _:
            return str(value)
