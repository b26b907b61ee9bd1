"""What the hosts' clocks say of ours: only what many agree on, and nothing of what caches did."""

import asyncio
from datetime import timedelta
from email.utils import format_datetime

import pytest
from live_blogs import NOON
from structlog.testing import capture_logs

from monitor.daemon.hearing import CLOCK_RIGHT, CLOCK_WRONG, HeardFetch, Hearing
from monitor.model import NotModified, Request, Validators
from monitor.wire.network import Network
from monitor.wire.their_clocks import HOSTS_MOST, RECENT, TheirClocks


def answers(clocks, *early_s, at=NOON, **headers):
    """Have a host each say a time that is so many seconds later than ours."""
    for number, seconds in enumerate(early_s):
        date = format_datetime(at + timedelta(seconds=seconds), usegmt=True)
        clocks.heard(f"{number}.example", {"date": date, **headers}, at)
    return clocks.off_s


@pytest.mark.parametrize(
    ("early_s", "off_s"),
    [
        ((0, 0, 0), None),
        ((420, 421, 422), -421),
        ((-420, -421, -422), 421),
        ((-59, -59, -59), None),
        ((420, 421), None),
        ((-30, -95, -300), None),
        ((420, 421, 422, 0, 1, 2), None),
        ((420, 421, 422, 423, 0, 1, 2), -420),
        ((-3600, 0, 0, 0), None),
    ],
)
def test_most_must_agree(early_s, off_s):
    """Three hosts at least, more than half of them, within ten seconds, and a minute off."""
    assert off_s == answers(TheirClocks(), *early_s)


def test_it_is_right_again():
    """Not as soon as it is a second better: only below half a minute, or when it is set."""
    clocks = TheirClocks()
    assert answers(clocks, 90, 90, 90) == -90
    assert answers(clocks, 50, 50, 50, at=NOON + RECENT) == -50
    assert answers(clocks, 1, 1, 1, at=NOON + 2 * RECENT) is None
    assert answers(clocks, 90, 90, 90, at=NOON + 3 * RECENT) == -90
    clocks.forget(timedelta(seconds=90))
    assert clocks.off_s is None
    assert answers(clocks, 90, 90, at=NOON + 3 * RECENT) is None


def test_copies_are_as_old_as_they_say():
    """What a cache says of a copy's age is added, and a host counts by the youngest that it lately gave."""
    clocks = TheirClocks()
    assert answers(clocks, -420, -420, -420, age="420") is None
    assert answers(clocks, -420, -420, -420, at=NOON + timedelta(minutes=7)) is None
    assert answers(clocks, -420, -420, -420, at=NOON + 2 * RECENT, age="soon") == 420


def test_what_says_no_time():
    """A host without a clock has no voice, and no longer is anything held of hosts than of the last fifty."""
    clocks = TheirClocks()
    clocks.heard("a.example", {"date": "noon"}, NOON)
    clocks.heard("b.example", {}, NOON)
    assert answers(clocks, 420, 420) is None
    assert answers(clocks, *[0] * (HOSTS_MOST + 9)) is None
    assert answers(clocks, *[420] * 4) is None


def test_it_is_said_once():
    """When it is found to be wrong, and when it agrees again."""
    late_s = [0]

    async def fetch(request):
        date = format_datetime(NOON - timedelta(seconds=late_s[0]), usegmt=True)
        return NotModified(
            url=request.url, fetched_at=NOON, validators=Validators(), status=304, headers={"date": date}
        )

    heard = HeardFetch(fetch, Hearing(Network(), lambda: NOON))
    with capture_logs() as lines:
        for late_s[0] in (300, 301, 0):
            for host in "abcd":
                asyncio.run(heard(Request(url=f"https://{host}.example/")))
    assert [(CLOCK_WRONG, 300), (CLOCK_RIGHT, None)] == [(line["event"], line.get("ahead_s")) for line in lines]
