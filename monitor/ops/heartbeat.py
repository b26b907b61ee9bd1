"""A file whose age says whether the scheduler runs, for health checks where no systemd watches."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from pathlib import Path

BEAT_EVERY = timedelta(seconds=10)
"""A health check should allow for six of these: a beat is late when the machine is short of CPU."""

log = structlog.stdlib.get_logger("monitor.heartbeat")


class Heartbeat:
    """Touches a file; a file that cannot be touched is logged, and stops nothing."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def beat(self) -> None:
        """Set the file's modification time to now; the file is made if need be."""
        try:
            self._path.touch()
        except OSError as error:
            log.warning("no heartbeat", file=str(self._path), reason=error.strerror)

    def stop(self) -> None:
        """Remove the file, so that a daemon that was stopped is not taken for one that runs."""
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            log.warning("heartbeat not removed", file=str(self._path), reason=error.strerror)
