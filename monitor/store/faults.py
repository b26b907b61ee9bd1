"""What the drivers' errors mean to us; nothing of SQLAlchemy or of a driver leaves the store."""

from __future__ import annotations

import errno
import os
import socket
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from monitor.errors import StoreDamaged, StoreError, StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

SQLITE_UNAVAILABLE = {
    sqlite3.SQLITE_BUSY: "another program holds it locked; close that one, and try again",
    sqlite3.SQLITE_LOCKED: "another program holds it locked; close that one, and try again",
    sqlite3.SQLITE_NOMEM: "out of memory",
    sqlite3.SQLITE_IOERR: "the disk fails to read or write",
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened; see that this user may read it, and write in its folder",
}
SQLITE_REFUSED = {
    sqlite3.SQLITE_PERM: "access is denied; give this user the right to write the file and its folder",
    sqlite3.SQLITE_READONLY: "it is read-only; give this user the right to write the file and its folder",
    sqlite3.SQLITE_NOTADB: "it is no SQLite database; move it away, or name another file",
}
"""By the primary code, which is the lowest byte (https://www.sqlite.org/rescode.html)."""

DAMAGED = "it is damaged; restore a backup, or move it away to begin anew"

NO_DESCRIPTOR = "no file descriptor is left to open it with; raise `ulimit -n` (systemd: LimitNOFILE)"

POSTGRESQL_UNAVAILABLE = ("08", "53", "57P", "58", "25006", "55P03")
"""Broken connections, resources used up, shutdowns and cancellations, I/O errors, a standby that cannot write yet,
a lock that could not be had: classes or codes of the manual's appendix A."""
POSTGRESQL_REMEDIES = {
    "28P01": "correct the password in the store's url",
    "3D000": "make it: createdb --owner=USER DATABASE",
    "42501": "give it to this user: ALTER DATABASE … OWNER TO …",
}
"""A password that is wrong, a database that is not there, and, since PostgreSQL 15, one in which only its owner may."""
POSTGRESQL_CONFLICTS = ("40001", "40P01")
"""Serialization failure and deadlock: the same transaction may well succeed now."""


@contextmanager
def translated(database: str) -> Iterator[None]:
    """Raise the drivers' errors of the body as StoreErrors. `database` names it to the user, without a password."""
    try:
        yield
    except Exception as error:
        fault = meaning(error, database)
        if fault is error:
            raise
        raise fault from error


def meaning(error: Exception, database: str) -> Exception:
    """Return a new StoreError for an error of SQLAlchemy, a driver or the system, and any other error as it is."""
    cause = getattr(error, "orig", None) or error
    state = sqlstate(error)
    if isinstance(cause, sqlite3.Error):
        return _of_sqlite(cause, database)
    if isinstance(cause, UnicodeDecodeError):
        # SQLite quotes a schema that is damaged, and its driver cannot even read what it says.
        return StoreDamaged(f"database {database}: {DAMAGED}")
    if isinstance(cause, PermissionError):
        owner = "run as the user whose it is, or give this one the right to write the file and its folder"
        return StoreUnavailable(f"database {database}: permission denied ({cause.filename}); {owner}")
    lost = isinstance(error, DBAPIError) and error.connection_invalidated
    if lost or isinstance(cause, OSError) or (state or "").startswith(POSTGRESQL_UNAVAILABLE):
        return StoreUnavailable(f"database {database} is not available: {_words(cause)}")
    # asyncpg's own errors come through unwrapped while a connection is made; they alone have a SQLSTATE.
    if isinstance(error, SQLAlchemyError) or state is not None:
        remedy = POSTGRESQL_REMEDIES.get(state or "")
        return StoreError(f"database {database}: {_words(cause)}{f'; {remedy}' if remedy else ''}")
    return error


def sqlstate(error: BaseException) -> str | None:
    """Return the five characters by which PostgreSQL says what went wrong, None if it was not PostgreSQL."""
    cause = getattr(error, "orig", None) or error
    state = getattr(cause, "sqlstate", None)
    return state if isinstance(state, str) else None


def conflicting(error: BaseException) -> bool:
    """Return whether PostgreSQL undid a transaction only because of others that ran beside it."""
    return sqlstate(error) in POSTGRESQL_CONFLICTS


def _of_sqlite(cause: sqlite3.Error, database: str) -> StoreError:
    # Errors of the module itself, such as one for a closed connection, have no code.
    primary = getattr(cause, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if primary == sqlite3.SQLITE_CANTOPEN and not _descriptors_left():
        return StoreUnavailable(f"database {database}: {NO_DESCRIPTOR}")
    if primary in SQLITE_UNAVAILABLE:
        return StoreUnavailable(f"database {database}: {SQLITE_UNAVAILABLE[primary]} ({cause})")
    if primary == sqlite3.SQLITE_CORRUPT:
        return StoreDamaged(f"database {database}: {DAMAGED}")
    return StoreError(f"database {database}: {SQLITE_REFUSED.get(primary, str(cause))}")


def _descriptors_left() -> bool:
    """Return whether this process may open another file: SQLite says the same of one that it may not read."""
    try:
        os.close(os.open(os.devnull, os.O_RDONLY))
    except OSError as error:
        return error.errno not in {errno.EMFILE, errno.ENFILE}
    return True


def _words(cause: BaseException) -> str:
    """Return the first line of a message, of the system's what it means; drivers put hints on the lines below."""
    if isinstance(cause, OSError) and cause.errno == errno.ENOSPC:
        return "the disk is full; make room, or name another file as the store"
    if isinstance(cause, TimeoutError) and not str(cause):
        return "it did not answer in time"
    if isinstance(cause, ConnectionRefusedError):
        return "connection refused; see that its server runs, and that the store's url names the right host and port"
    if isinstance(cause, socket.gaierror):
        return "the name of its host is not found; correct it in the store's url"
    return str(cause).partition("\n")[0] or type(cause).__name__
