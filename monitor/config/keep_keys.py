"""The keys that say how long what is kept is kept, and what they stand for."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Any, Literal

from monitor.config import values
from monitor.config.fields import Checked, Keys, lasting, whole
from monitor.config.tree import shown
from monitor.model import Keeping, Limits

AGE_MIN = timedelta(hours=1)
AGE_MAX = timedelta(days=36_500)
COUNT_MIN = 100
COUNT_MAX = 10**12
SIZE_MIN_BYTES = 1024**2
SIZE_MAX_BYTES = 1024**5

SIZE_PATTERN = r"^([0-9]{1,9}) ?(MiB|GiB|TiB|MB|GB|TB)$"
_UNITS = {"MiB": 1024**2, "GiB": 1024**3, "TiB": 1024**4, "MB": 10**6, "GB": 10**9, "TB": 10**12}
_SIZE = re.compile(SIZE_PATTERN)


def size(value: Any) -> int:
    """Return a number of bytes, written such as 500MB or 2GiB. Raises: Refused.

    >>> size("2GiB"), size("500 MB")
    (2147483648, 500000000)
    """
    written = values.text(value)
    match = _SIZE.fullmatch(written)
    if match is None:
        raise values.Refused(f"{shown(written)} is no size", "write it like 500MB or 2GiB")
    found = int(match[1]) * _UNITS[match[2]]
    if not SIZE_MIN_BYTES <= found <= SIZE_MAX_BYTES:
        raise values.Refused(f"{shown(written)} is not between 1MiB and 1024TiB")
    return found


Age = Annotated[timedelta | Literal["forever"], lasting(AGE_MIN, AGE_MAX, word="forever")]
Count = Annotated[int, whole(COUNT_MIN, COUNT_MAX)]
Size = Annotated[int, Checked(size, {"type": "string", "pattern": SIZE_PATTERN, "examples": ["500MB", "2GiB"]})]


class AgeSizeKeys(Keys):
    """How much of one kind is kept: the newest, as far as both allow."""

    age: Age | None = None
    """How long, such as 30d, or `forever`."""
    size: Size | None = None
    """About how much, such as 2GiB."""


class LimitKeys(AgeSizeKeys):
    """How much of one kind is kept: the newest, as far as all three allow."""

    count: Count | None = None
    """How many."""


class KeepKeys(Keys):
    """How long what was done and seen is kept. What a webhook is still owed is never removed."""

    attempts: LimitKeys | None = None
    """Tries at deliveries, with the answers. Default: 30d."""
    events: LimitKeys | None = None
    """Events as they were told. Default: 90d."""
    dead_letters: LimitKeys | None = None
    """Events that were given up. Default: 90d after that."""
    revisions: LimitKeys | None = None
    """Earlier versions of entries; the newest of each is always kept. Default: forever."""
    captures: AgeSizeKeys | None = None
    """What `record` keeps, per source. Default: 2GiB."""


KINDS = ("attempts", "events", "dead_letters", "revisions", "captures")


def settle_keeping(keys: KeepKeys | None) -> Keeping:
    """Return the limits that the keys stand for; what a kind does not say is as by default."""
    keeping = Keeping()
    if keys is None:
        return keeping
    given = {kind: getattr(keys, kind) for kind in KINDS}
    return replace(
        keeping,
        **{kind: _limits(one, getattr(keeping, kind)) for kind, one in given.items() if one is not None},
    )


def _limits(keys: AgeSizeKeys, default: Limits) -> Limits:
    age = default.age if keys.age is None else None if keys.age == "forever" else keys.age
    return Limits(
        age=age,
        count=getattr(keys, "count", None),
        size_bytes=default.size_bytes if keys.size is None else keys.size,
    )
