"""Prints a benchmark's table and, with `--json FILE`, writes the same as one JSON object."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def parse_arguments(description: str, *, seed: int | None = None) -> argparse.Namespace:
    """Return the command line: `json`, where to write the figures, or None; with `seed`, which one to draw by."""
    parser = argparse.ArgumentParser(description=description.splitlines()[0])
    if seed is not None:
        parser.add_argument("--seed", type=int, default=seed, help=f"what is drawn (default: {seed})")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures as one JSON object")
    return parser.parse_args()


def report(unit: str, rows: Mapping[str, Mapping[str, float]], path: Path | None) -> None:
    """Print `rows` (row → column → figure) under `unit`, and write them to `path` if one is given."""
    columns = list(next(iter(rows.values())))
    width = max(map(len, (unit, *rows)))
    print(unit.ljust(width), *(column.rjust(max(len(column), 10)) for column in columns), sep="  ")
    for name, figures in rows.items():
        cells = (f"{figures[column]:.3g}".rjust(max(len(column), 10)) for column in columns)
        print(name.ljust(width), *cells, sep="  ")
    if path is not None:
        path.write_text(json.dumps({"unit": unit, "figures": rows}, indent=2) + "\n")
