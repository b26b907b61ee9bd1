"""Every fault that we foresee, as one tree.

    MonitorError
    ├── ConfigError            the config is wrong: a list of faults with file, line and key
    ├── FetchError             the page could not be had
    │   ├── Unreachable          name not found, connection refused or broken, TLS refused         retryable
    │   ├── TimedOut             the poll's time was up                                            retryable
    │   ├── NotAllowed           the address is private, this machine's own or otherwise not public
    │   ├── Held                 not asked: its host has had enough of us for now
    │   ├── Disallowed           the publisher's robots.txt asks robots to stay away
    │   ├── BadStatus            an answer that is neither 2xx nor 304
    │   │   └── ServerFault        5xx, 408, 425, 429                                              retryable
    │   ├── TooLarge             body, decoded body or headers over their limit
    │   ├── BadRedirect          too many, in a loop, or to where we do not go
    │   └── BadContent           a content coding that we cannot decode, or a broken one           retryable
    ├── ExtractError           the page could not be read
    │   ├── NotALiveBlog         nothing on it looks like a live blog
    │   ├── LayoutChanged        what used to give entries gives none any more
    │   └── Blocked              a block page, consent or login wall, or a "not found" stands in its place
    ├── CaptureError           a capture cannot be replayed: `place` says in which file and line
    ├── CannotListen           the API's address is taken, or none of ours
    ├── Declined               the daemon was asked for something that it does not do; `obstacle` says why
    ├── Unrenderable           a webhook's format cannot tell an event
    └── StoreError             the database could not do it: a fault of ours, never told of a source
        ├── StoreLocked          another process has the database open
        ├── SchemaTooNew         a newer version wrote it
        ├── StoreUnavailable     full, unreachable or broken                                       retryable
        ├── StoreDamaged         a SQLite file is not what was written: restore a backup
        ├── RowDamaged           a row is not what was written: the disk or somebody's hand changed it
        └── Fenced               another node or process wrote this source meanwhile

The message is what a user reads: what happened and why, in one line. What programs need stands in attributes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import timedelta


class MonitorError(Exception):
    """The root; `retryable` says whether trying the same again soon may help."""

    retryable: ClassVar[bool] = False


# -------------------------------------------------------------------------------------------------- config


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong in the config. `line` counts from 1; `key` is a path such as `sources[2].interval`."""

    file: str
    line: int | None
    key: str
    problem: str
    remedy: str | None = None

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        key = f" {self.key}:" if self.key else ""
        remedy = f" ({self.remedy})" if self.remedy else ""
        return f"{place}:{key} {self.problem}{remedy}"


class ConfigError(MonitorError):
    """The config is wrong; `faults` names each place."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(faults)


# --------------------------------------------------------------------------------------------------- fetch


class FetchError(MonitorError):
    """The page at `url` could not be had; `reason` says why in words."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"{url}: {reason}")
        self.url = url
        self.reason = reason


class Unreachable(FetchError):
    """No connection; `ours` says that we could not even ask: no name server answered, or there was no route.

    `theirs` says that something out there did answer: it refused the connection, or a name server said that there is no
    such name.
    """

    retryable = True

    def __init__(self, url: str, reason: str, *, ours: bool = False, theirs: bool = False) -> None:
        super().__init__(url, reason)
        self.ours = ours
        self.theirs = theirs


class TimedOut(FetchError):
    retryable = True


class NotAllowed(FetchError):
    """`address` was not dialled: it is none of the public ones, and nobody has allowed it."""

    def __init__(self, url: str, reason: str, *, address: str = "") -> None:
        super().__init__(url, reason)
        self.address = address


class Held(FetchError):
    """The page was not asked for, out of politeness; `wait` is how long to stay away. No fault of the source."""

    def __init__(self, url: str, reason: str, *, wait: timedelta) -> None:
        super().__init__(url, reason)
        self.wait = wait


class Disallowed(FetchError):
    pass


class BadStatus(FetchError):
    """An answer that is neither 2xx nor 304; `retry_after` is what the server asked for."""

    def __init__(self, url: str, status: int, reason: str, *, retry_after: timedelta | None = None) -> None:
        super().__init__(url, reason)
        self.status = status
        self.retry_after = retry_after


class ServerFault(BadStatus):
    """5xx, 408, 425 and 429: the same request may do better later."""

    retryable = True


class TooLarge(FetchError):
    pass


class BadRedirect(FetchError):
    pass


class BadContent(FetchError):
    retryable = True


# ------------------------------------------------------------------------------------------------- extract


class ExtractError(MonitorError):
    """The page at `url` could not be read; `reason` says why in words."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"{url}: {reason}")
        self.url = url
        self.reason = reason


class NotALiveBlog(ExtractError):
    """`absent` says of each extractor that was asked why it found none."""

    def __init__(self, url: str, reason: str, *, absent: Mapping[str, str] | None = None) -> None:
        super().__init__(url, reason)
        self.absent = dict(absent or {})


class LayoutChanged(ExtractError):
    pass


class Blocked(ExtractError):
    pass


# ------------------------------------------------------------------------------------------------- capture


class CaptureError(MonitorError):
    """A capture cannot be replayed; `place` is the file, with its line where it has lines."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"{place}: {reason}")
        self.place = place
        self.reason = reason


# --------------------------------------------------------------------------------------------------- acts


class Obstacle(StrEnum):
    """Why something that was asked for is not done."""

    UNKNOWN = "unknown"
    """There is nothing of that name."""
    TAKEN = "taken"
    """There is one of that name already."""
    READ_ONLY = "read-only"
    """It stands in the config, and only there can it be changed."""
    BUSY = "busy"
    """Too many ask for the same at this moment."""


class CannotListen(MonitorError):
    """The API's address is taken, or none of this machine's."""


class Declined(MonitorError):
    """The daemon does not do what it was asked for."""

    def __init__(self, obstacle: Obstacle, reason: str) -> None:
        super().__init__(reason)
        self.obstacle = obstacle


# ------------------------------------------------------------------------------------------------- deliver


class Unrenderable(MonitorError):
    """The webhook's format cannot tell an event: its template fails, or what it needs is not installed."""


# --------------------------------------------------------------------------------------------------- store


class StoreError(MonitorError):
    pass


class StoreLocked(StoreError):
    pass


class SchemaTooNew(StoreError):
    pass


class StoreUnavailable(StoreError):
    retryable = True


class StoreDamaged(StoreError):
    pass


class RowDamaged(StoreError):
    """`what` says which row it is, and how it differs from what was written."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what}; the disk or somebody's hand changed it: restore a backup")


class Fenced(StoreError):
    """Another writer moved `source` on; what we know of it is stale and must be loaded anew."""

    def __init__(self, source: str) -> None:
        super().__init__(f"source {source!r}: another process wrote it meanwhile; if a second daemon runs, stop it")
        self.source = source
