"""The file that health checks look at."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from monitor.ops.heartbeat import Heartbeat

if TYPE_CHECKING:
    import io
    from pathlib import Path

LONG_AGO = 1_000_000_000


def test_a_beat_makes_the_file(tmp_path: Path) -> None:
    """The first beat makes the file, empty."""
    Heartbeat(tmp_path / "beat").beat()
    assert b"" == (tmp_path / "beat").read_bytes()


def test_a_beat_renews_the_file(tmp_path: Path) -> None:
    """Each beat moves the file's modification time, which is what a health check reads."""
    file = tmp_path / "beat"
    file.touch()
    os.utime(file, (LONG_AGO, LONG_AGO))
    Heartbeat(file).beat()
    assert LONG_AGO < file.stat().st_mtime


def test_a_stopped_daemon_leaves_no_file(tmp_path: Path) -> None:
    """After a clean stop the file is gone; stopping twice is no fault."""
    heartbeat = Heartbeat(tmp_path / "beat")
    heartbeat.beat()
    heartbeat.stop()
    heartbeat.stop()
    assert [] == list(tmp_path.iterdir())


def test_a_file_that_cannot_be_written_stops_nothing(tmp_path: Path, log_stream: io.StringIO) -> None:
    """Beats into a folder that does not exist, and the removal of what is no file, are logged and passed over."""
    Heartbeat(tmp_path / "missing" / "beat").beat()
    Heartbeat(tmp_path).stop()
    logged = [json.loads(line) for line in log_stream.getvalue().splitlines()]
    assert [
        ("no heartbeat", "No such file or directory"),
        ("heartbeat not removed", "Is a directory"),
    ] == [(line["event"], line["reason"]) for line in logged]
