"""Rows as a Parquet file, a row group per portion; needs the extra `parquet`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, BinaryIO

import pyarrow as pa
from pyarrow import parquet

from monitor.export.columns import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.export.columns import Column, Row

TYPES = {
    Kind.TEXT: pa.string(),
    Kind.TEXTS: pa.list_(pa.string()),
    Kind.NUMBER: pa.int64(),
    Kind.FRACTION: pa.float64(),
    Kind.FLAG: pa.bool_(),
    Kind.MOMENT: pa.timestamp("us", tz="UTC"),
    Kind.JSON: pa.string(),
}


GROUP_ROWS = 10_000
"""Rows that one row group holds, and that are kept in memory until they are written."""


class ParquetWriter:
    """A Writer whose file's schema has the columns in their order; JSON is kept as text."""

    def __init__(self, columns: Sequence[Column], file: BinaryIO) -> None:
        self._columns = columns
        self._schema = pa.schema([pa.field(column.name, TYPES[column.kind]) for column in columns])
        self._writer = parquet.ParquetWriter(file, self._schema, compression="zstd")
        self._waiting: list[Row] = []

    def write(self, rows: Sequence[Row]) -> None:
        self._waiting += rows
        if len(self._waiting) >= GROUP_ROWS:
            self._flush()

    def close(self) -> None:
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        arrays = [
            pa.array([_value(column, row[column.name]) for row in self._waiting], TYPES[column.kind])
            for column in self._columns
        ]
        self._writer.write_table(pa.Table.from_arrays(arrays, schema=self._schema), row_group_size=GROUP_ROWS)
        self._waiting = []


def _value(column: Column, value: Any) -> Any:
    match column.kind, value:
        case _, None:
            return None
        case Kind.TEXT, _:
            return _known_to_utf8(value)
        case Kind.TEXTS, _:
            return [_known_to_utf8(one) for one in value]
        case Kind.JSON, _:
            return _known_to_utf8(json.dumps(value, ensure_ascii=False))
        case Kind.FRACTION, _:
            return float(value)
        case _:
            return value


def _known_to_utf8(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
