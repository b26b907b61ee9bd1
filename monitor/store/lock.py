"""One process per SQLite file.

SQLite's own locks would let two daemons take turns: each would poll every source, and send every event.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from typing import TYPE_CHECKING

from monitor.errors import StoreLocked

if TYPE_CHECKING:
    from pathlib import Path

PID_LIMIT_BYTES = 32


class FileLock:
    """Holds `<database>.lock` from `take` to `release`; the kernel releases it if the process dies.

    The file stays: removing it would let one process lock the removed file and another the new one. What root makes is
    the database's owner's, as SQLite does with its own: a command of root's must not lock the daemon's user out. Nor
    does it follow a link, which could name any file of root's: whose the folder is would be given that.
    """

    def __init__(self, database: Path) -> None:
        self._database = database
        self._descriptor: int | None = None

    def take(self) -> None:
        """Lock, and write who we are into the file. Raises: StoreLocked, OSError."""
        path = self._database.with_name(self._database.name + ".lock")
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            owner = os.read(descriptor, PID_LIMIT_BYTES).decode(errors="replace").strip() or "unknown"
            os.close(descriptor)
            raise StoreLocked(
                f"database {self._database} is open in another liveblog-monitor (pid {owner}); "
                "stop that one, or name another file as the store"
            ) from error
        with suppress(OSError):  # a new database has no file yet, and only root may give one away
            database = self._database.stat()
            os.fchown(descriptor, database.st_uid, database.st_gid)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        self._descriptor = descriptor

    def release(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
