"""Milliseconds per MB of reading pages that are made to be slow, at a size and at four times that size.

`growth` is how much longer the larger takes than the smaller, per byte: 1 is linear, 4 is the square.
"""

from __future__ import annotations

import gc
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from _hostile_pages import SHAPES
from _table import parse_arguments, report

from monitor.errors import ExtractError
from monitor.extract import extract
from monitor.model import Page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from _hostile_pages import Shape

NOW = datetime(2024, 12, 1, tzinfo=UTC)
SMALL_BYTES, LARGE_BYTES = 500_000, 2_000_000
ROUNDS = 2
"""The least of the rounds counts: what else runs on the machine only adds."""

MEGABYTE = 1_000_000


def milliseconds(shape: Shape, size: int) -> tuple[float, int]:
    """Return the least CPU time that a page of about `size` bytes took per MB, and how many entries were found."""
    headers = {"content-type": shape.content_type}
    page = Page(url="https://news.example/live", status=200, headers=headers, body=shape.body(size), fetched_at=NOW)
    times: list[float] = []
    found = 0
    for _ in range(ROUNDS):
        started = time.process_time()
        try:
            found = len(extract(page, now=NOW).entries)
        except ExtractError:
            found = 0
        times.append(time.process_time() - started)
        gc.collect()
    return min(times) * 1_000 / len(page.body) * MEGABYTE, found


def figures_of(shape: Shape) -> Mapping[str, float]:
    """Return the figures of one shape."""
    small, _ = milliseconds(shape, SMALL_BYTES)
    large, entries = milliseconds(shape, LARGE_BYTES)
    return {"0.5 MB": small, "2 MB": large, "growth": large / small, "entries": entries}


def main() -> None:
    arguments = parse_arguments(__doc__ or "")
    gc.disable()
    rows = {name: figures_of(shape) for name, shape in SHAPES.items()}
    report("ms per MB", dict(sorted(rows.items(), key=lambda row: -row[1]["2 MB"])), arguments.json)


if __name__ == "__main__":
    main()
