"""What a run found, counted and printed."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


@dataclass(slots=True)
class Tally:
    """How mutations of one kind, or on one page, were told."""

    played: int = 0
    faultless: int = 0
    expected: int = 0
    told: int = 0
    right: int = 0

    def add(self, right: int, expected: int, told: int) -> None:
        self.played += 1
        self.right += right
        self.expected += expected
        self.told += told
        self.faultless += right == expected == told

    def join(self, other: Tally) -> None:
        for counted in fields(self):
            setattr(self, counted.name, getattr(self, counted.name) + getattr(other, counted.name))

    def figures(self) -> dict[str, float]:
        return {
            "played": self.played,
            "faultless": self.faultless,
            "expected": self.expected,
            "missed": self.expected - self.right,
            "invented": self.told - self.right,
            "precision": self.right / self.told if self.told else 1.0,
            "recall": self.right / self.expected if self.expected else 1.0,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A mutation that was told wrongly."""

    page: str
    kind: str
    seed: str
    lines: tuple[str, ...]


@dataclass(slots=True)
class Result:
    """What a run found."""

    kinds: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    pages: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    faults: list[Fault] = field(default_factory=list)
    unread: dict[str, str] = field(default_factory=dict)

    def __getstate__(self) -> dict[str, object]:
        """Return what goes from one process to another: no factory of a defaultdict does."""
        return {"kinds": dict(self.kinds), "pages": dict(self.pages), "faults": self.faults, "unread": self.unread}

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            setattr(self, name, value)

    def add(self, other: Result) -> None:
        """Count what another process found."""
        for own, others in ((self.kinds, other.kinds), (self.pages, other.pages)):
            for name, tally in others.items():
                own[name].join(tally)
        self.faults += other.faults
        self.unread |= other.unread

    @property
    def total(self) -> Tally:
        total = Tally()
        for tally in self.pages.values():
            total.join(tally)
        return total


def table(name: str, rows: Mapping[str, Mapping[str, float]]) -> None:
    """Print rows of figures."""
    width = max(map(len, (name, *rows)))
    columns = list(next(iter(rows.values())))
    print("  ".join((name.ljust(width), *(column.rjust(9) for column in columns))))
    for row, figures in rows.items():
        cells = (f"{value:9.4f}" if isinstance(value, float) else f"{value:9}" for value in figures.values())
        print("  ".join((row.ljust(width), *cells)))
    print()


def report(result: Result, order: Sequence[str], examples: int, path: Path | None) -> None:
    """Print the tables, kinds in that order, and the first faults of each; write it to `path` if one is given."""
    kinds = {kind: result.kinds[kind].figures() for kind in order if kind in result.kinds}
    by_page = {name: tally.figures() for name, tally in sorted(result.pages.items())}
    table("kind", kinds)
    table("page", by_page)
    table("all", {"total": result.total.figures()})
    for name, unread in result.unread.items():
        print(f"{name}: {unread}")
    shown: Counter[str] = Counter()
    for fault in result.faults:
        shown[fault.kind] += 1
        if shown[fault.kind] <= examples:
            print(f"\n{fault.kind} on {fault.page} (seed {fault.seed})", *fault.lines, sep="\n  ")
    if path is not None:
        figures = {"total": result.total.figures(), "kinds": kinds, "pages": by_page, "unread": result.unread}
        path.write_text(json.dumps(figures, indent=2) + "\n")
