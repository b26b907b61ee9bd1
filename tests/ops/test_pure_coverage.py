"""The check that the pure parts are covered whole."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / ".ci" / "pure_coverage.py"


@pytest.fixture(scope="module")
def script() -> dict[str, Any]:
    return runpy.run_path(str(SCRIPT))


def measured(lines: list[int], branches: list[list[int]]) -> dict[str, Any]:
    return {"missing_lines": lines, "missing_branches": branches}


def test_a_whole_file_has_no_gap(script: dict[str, Any]) -> None:
    """Where every line and branch ran there is nothing to say."""
    assert [] == list(script["gaps"](["a.py"], {"files": {"a.py": measured([], [])}}))


def test_lines_and_branches_that_never_ran_are_gaps(script: dict[str, Any]) -> None:
    """Each line that never ran is named, and each branch never taken of a line that did."""
    report = {"files": {"a.py": measured([7], [[3, 7], [5, -1], [7, 8]])}}
    assert ["a.py:7: never ran", "a.py:3: never went on to line 7", "a.py:5: never went on to the exit"] == [
        str(gap) for gap in script["gaps"](["a.py"], report)
    ]


def test_a_file_that_was_not_measured_is_a_gap(script: dict[str, Any]) -> None:
    """A pure module that no report knows does not pass unseen."""
    assert ["a.py:1: not measured"] == [str(gap) for gap in script["gaps"](["a.py"], {"files": {}})]


def test_every_pure_part_exists(script: dict[str, Any]) -> None:
    """The parts that are named are in the checkout, folders with all their modules."""
    files = script["pure_files"](ROOT)
    assert {"monitor/model/snapshots.py", "monitor/compare/__init__.py", "monitor/schedule/pace.py"} <= set(files)


def test_a_part_that_moved_is_a_fault(script: dict[str, Any], tmp_path: Path) -> None:
    """A part that was renamed must be renamed in the check, too."""
    with pytest.raises(FileNotFoundError, match="monitor/extract"):
        script["pure_files"](tmp_path)
