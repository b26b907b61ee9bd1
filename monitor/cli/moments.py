"""Times as people write them on the command line."""

from __future__ import annotations

import re
from datetime import datetime, time
from typing import TYPE_CHECKING

import click

from monitor.config.values import Refused, duration

if TYPE_CHECKING:
    from datetime import tzinfo

FORMS = "write 2024-11-07T12:30:00Z or …+01:00, 12:30 for today, '2h ago' or now"

_AGO = re.compile(r"(?P<span>\S+) +ago")
_OF_DAY = re.compile(r"\d{1,2}:\d{2}(:\d{2})?")


def parse_moment(text: str, *, now: datetime, zone: tzinfo | None = None) -> datetime:
    """Return the time that a text names, seen from `now`; what names no zone is local (`zone`). Raises: Refused.

    >>> from datetime import UTC
    >>> noon = datetime(2024, 11, 7, 12, tzinfo=UTC)
    >>> for text in ("2024-11-07T10:00+01:00", "2024-11-06", "9:30", "1h30m ago", "now"):
    ...     print(parse_moment(text, now=noon, zone=UTC).astimezone(UTC))
    2024-11-07 09:00:00+00:00
    2024-11-06 00:00:00+00:00
    2024-11-07 09:30:00+00:00
    2024-11-07 10:30:00+00:00
    2024-11-07 12:00:00+00:00
    """
    written = text.strip()
    try:
        if written == "now":
            return now
        if ago := _AGO.fullmatch(written):
            return now - duration(ago["span"])
        if _OF_DAY.fullmatch(written):
            of_day = time.fromisoformat(written.zfill(len(written) + written.find(":") % 2))
            return datetime.combine(now.astimezone(zone).date(), of_day, zone).astimezone(zone)
        moment = datetime.fromisoformat(written)
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(zone)
    except Refused as error:
        raise Refused(f"{text!r} is no time: {error.problem}", FORMS) from None
    except (ValueError, OverflowError):
        raise Refused(f"{text!r} is no time", FORMS) from None


class Moment(click.ParamType[datetime]):
    """A time in RFC 3339, of today, or so long ago."""

    name = "TIME"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            return parse_moment(str(value), now=datetime.now().astimezone())
        except Refused as error:
            self.fail(str(error), param, ctx)


MOMENT = Moment()
