"""Fails unless every line and branch of the pure parts is covered by the last run of the tests.

The rest of the program may have lines that only a broken machine reaches; a function of its arguments has none.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ROOT = Path(__file__).parents[1]
PURE = (
    "monitor/extract",
    "monitor/compare",
    "monitor/schedule/pace.py",
    "monitor/schedule/rates.py",
    "monitor/schedule/budget.py",
    "monitor/schedule/cache_age.py",
    "monitor/fetch/politeness.py",
    "monitor/deliver/signing.py",
    "monitor/deliver/backoff.py",
    "monitor/deliver/breaker.py",
    "monitor/deliver/consequence.py",
    "monitor/deliver/packing.py",
    "monitor/deliver/quiet.py",
    "monitor/deliver/rate.py",
    "monitor/deliver/redact.py",
    "monitor/deliver/rotation.py",
    "monitor/deliver/steps.py",
    "monitor/deliver/filters.py",
    "monitor/deliver/formats/answers.py",
    "monitor/deliver/formats/cloudevents.py",
    "monitor/deliver/formats/discord.py",
    "monitor/deliver/formats/fitting.py",
    "monitor/deliver/formats/message.py",
    "monitor/deliver/formats/ntfy.py",
    "monitor/deliver/formats/slack.py",
    "monitor/deliver/formats/standard.py",
    "monitor/deliver/formats/teams.py",
    "monitor/deliver/formats/telegram.py",
    "monitor/deliver/formats/template.py",
    "monitor/patterns.py",
    "monitor/samples.py",
    "monitor/templates.py",
    "monitor/turnover.py",
    "monitor/polling/rereading.py",
    "monitor/config/plan.py",
    "monitor/config/places.py",
    "monitor/life",
    "monitor/discover",
    "monitor/push",
    "monitor/export",
    "monitor/model",
    "monitor/history.py",
    "monitor/web/pages/figures.py",
    "monitor/web/pages/markup.py",
    "monitor/web/pages/plots.py",
    "monitor/web/pages/telling.py",
    "monitor/web/pages/wording.py",
    "monitor/wire/addresses.py",
    "monitor/wire/network.py",
    "monitor/errors.py",
    "monitor/event.py",
    "monitor/searching.py",
    "monitor/evidence.py",
    "monitor/orders.py",
    "monitor/wire/http_dates.py",
    "monitor/wire/retry_after.py",
    "monitor/wire/their_clocks.py",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A place that no test reached."""

    file: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}"


def pure_files(root: Path) -> list[str]:
    """Return the pure modules, relative to `root`. Raises: FileNotFoundError if a part does not exist."""
    files: list[str] = []
    for part in PURE:
        path = root / part
        found = sorted(path.rglob("*.py")) if path.is_dir() else [path]
        if not found or not found[0].is_file():
            raise FileNotFoundError(part)
        files += [str(file.relative_to(root)) for file in found]
    return files


def gaps(files: Sequence[str], report: Mapping[str, Any]) -> Iterator[Gap]:
    """Yield what the report of `coverage json` says is missing in the files; one that it does not know is a gap."""
    for file in files:
        measured = report["files"].get(file)
        if measured is None:
            yield Gap(file=file, line=1, what="not measured")
            continue
        never_ran = frozenset(measured["missing_lines"])
        for line in measured["missing_lines"]:
            yield Gap(file=file, line=line, what="never ran")
        for start, end in measured["missing_branches"]:
            if start not in never_ran:
                goal = f"line {end}" if end > 0 else "the exit"
                yield Gap(file=file, line=start, what=f"never went on to {goal}")


def main() -> int:
    """Print each gap and return the exit status."""
    coverage = subprocess.run(
        [sys.executable, "-m", "coverage", "json", "-q", "--fail-under=0", "-o", "-"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if coverage.returncode:
        print(f"pure parts: no coverage to judge ({coverage.stdout.strip()}); run `make check`", file=sys.stderr)
        return 1
    files = pure_files(ROOT)
    found = list(gaps(files, json.loads(coverage.stdout)))
    for gap in found:
        print(gap)
    if found:
        print(f"pure parts: {len(found)} gaps; each line and branch must be covered by a test", file=sys.stderr)
        return 1
    print(f"pure parts: {len(files)} modules, every line and branch covered")
    return 0


if __name__ == "__main__":
    sys.exit(main())
