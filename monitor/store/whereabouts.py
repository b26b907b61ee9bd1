"""Whether the file that a SQLite database is written to still has its name.

deleted, or another put in its place ──▶ fault: said, while all goes on in a file without a name
                                    └──▶ at the end a copy of it: under its name again, or beside what stands there
"""

from __future__ import annotations

import os
import sqlite3
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from pathlib import Path

log = structlog.stdlib.get_logger("monitor.store")

SAVED = "saved"


class Whereabouts:
    """Remembers which file had the name when it was opened."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._copy = path.with_name(f"{path.name}.{SAVED}")
        self._opened = _identity(path)
        self._saved = False

    @property
    def fault(self) -> str | None:
        """What happened to the file, and what to do; None: it is where it was."""
        now = _identity(self._path)
        if now == self._opened:
            return None
        if now is None:
            remedy = "stop the daemon (SIGTERM), which writes it anew, and start it again"
            return f"database {self._path} was deleted while it is in use: {remedy}"
        remedy = f"stop the daemon (SIGTERM), which writes what it knows to {self._copy.name} beside it"
        return f"database {self._path} was replaced by another file while it is in use: {remedy}"

    def save(self, driver: sqlite3.Connection) -> None:
        """Copy the database out of a file that has lost its name; else do nothing."""
        if self.fault is None:
            return
        try:
            self._copy.unlink(missing_ok=True)
            driver.execute("VACUUM INTO ?", (str(self._copy),))
        except (OSError, sqlite3.Error) as error:
            log.error("what the deleted database held is lost", database=str(self._path), reason=str(error))  # noqa: TRY400
        else:
            self._saved = True

    def put_back(self) -> None:
        """Give the copy the name, unless another file has it. Nobody has the database open any more."""
        if not self._saved:
            return
        if _identity(self._path) is not None:
            log.error("another file has the database's name; what was known is beside it", saved=str(self._copy))
            return
        for suffix in ("-wal", "-shm"):  # of the file that is gone: SQLite would replay them into this one
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
        self._copy.replace(self._path)
        log.warning("the database was deleted, and is written anew", database=str(self._path))


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = os.stat(path)  # noqa: PTH116  # asked at each look at how we fare: 1 µs instead of 3
    except OSError:
        return None
    return found.st_dev, found.st_ino
