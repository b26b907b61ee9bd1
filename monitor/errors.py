"""Every fault that we foresee, as one tree.

    MonitorError
    ├── ConfigError            the config is wrong: a list of faults with file, line and key
    ├── FetchError             the page could not be had
    │   ├── Unreachable          name not found, connection refused or broken, TLS refused         retryable
    │   ├── TimedOut             the poll's time was up                                            retryable
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
    └── StoreError             the database could not do it: a fault of ours, never told of a source
        ├── StoreLocked          another process has the database open
        ├── SchemaTooNew         a newer version wrote it
        ├── StoreUnavailable     full, unreachable or broken                                       retryable
        └── Fenced               another node or process wrote this source meanwhile

The message is what a user reads: what happened and why, in one line. What programs need stands in attributes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Sequence
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
    retryable = True


class TimedOut(FetchError):
    retryable = True


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
    pass


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


# --------------------------------------------------------------------------------------------------- store


class StoreError(MonitorError):
    pass


class StoreLocked(StoreError):
    pass


class SchemaTooNew(StoreError):
    pass


class StoreUnavailable(StoreError):
    retryable = True


class Fenced(StoreError):
    """Another writer moved `source` on; what we know of it is stale and must be loaded anew."""

    def __init__(self, source: str) -> None:
        super().__init__(f"source {source!r}: another process wrote it meanwhile")
        self.source = source
