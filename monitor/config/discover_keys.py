"""The keys of a source that discovers live blogs, and what they stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from monitor.config.fields import Keys, whole
from monitor.config.webhook_keys import Pattern  # noqa: TC001 (pydantic reads the annotations)
from monitor.model import Discovery

if TYPE_CHECKING:
    from monitor.config.shape import SourceKeys

AT_MOST_LIMIT = 500
PER_DAY_LIMIT = 2_000


AtMost = Annotated[int, whole(1, AT_MOST_LIMIT)]
PerDay = Annotated[int, whole(1, PER_DAY_LIMIT)]


class MatchKeys(Keys):
    """Which of the pages that an index lists are live blogs to watch; each key that is there must agree."""

    title: Pattern | None = None
    """A regular expression (RE2) that their titles match, whatever the case, such as `ukraine.*live`."""
    url: Pattern | None = None
    """One that their addresses match, such as `/live/`."""


def settle_discovery(keys: SourceKeys) -> Discovery | None:
    """Return what the keys stand for; None for a source that is a live blog itself."""
    if keys.discover is None:
        return None
    given = {"at_once": keys.at_most, "per_day": keys.per_day}
    match = keys.match or MatchKeys()
    return Discovery(
        title=None if match.title is None else str(match.title),
        url=None if match.url is None else str(match.url),
        **{name: value for name, value in given.items() if value is not None},
    )
