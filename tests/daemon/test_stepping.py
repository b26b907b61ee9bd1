"""The clock is set while the daemon runs."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from monitor.app import Setup, running
from monitor.clock import utc_now
from monitor.daemon.stepping import TOLERATED, Stepping
from monitor.model import Source
from monitor.wire.addresses import LOOPBACK

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
PATIENCE_S = 20.0


class Clocks:
    """A wall clock that may be set, and one that only runs."""

    def __init__(self) -> None:
        self.wall, self.steady_s = NOON, 100.0
        self.heard: list[timedelta] = []
        self.watch = Stepping(lambda: self.wall, lambda: self.steady_s, [self.heard.append])

    def look_after(self, seconds: float, *, step: timedelta = timedelta(0)) -> None:
        self.wall += timedelta(seconds=seconds) + step
        self.steady_s += seconds
        self.watch.look()


@pytest.mark.parametrize("step", [-24 * HOUR, -HOUR, -TOLERATED, TOLERATED, HOUR])
def test_a_clock_that_was_set_is_told_once(step):
    """By how much, in the log too, whichever way, and however long the loop was busy meanwhile."""
    clocks = Clocks()
    clocks.look_after(1)

    with capture_logs() as lines:
        clocks.look_after(90, step=step)
        clocks.look_after(1)

    assert clocks.heard == [step]
    assert [line["by_s"] for line in lines] == [step.total_seconds()]


@pytest.mark.parametrize("seconds", [0.5, 600])
def test_time_that_only_passes_is_told_to_nobody(seconds):
    """Nor a clock that is slewed, nor a process that was stopped for ten minutes."""
    clocks = Clocks()

    clocks.look_after(seconds, step=timedelta(milliseconds=90))

    assert clocks.heard == []


@pytest.mark.slow
async def test_polls_go_on_when_the_clock_is_put_back(tmp_path):
    """By a day: what a clock that ran ahead had put off until tomorrow is polled now."""
    ahead = timedelta(days=1)
    polled = asyncio.Event()
    source = Source(name="flood", url="http://127.0.0.1:9/live", interval=timedelta(milliseconds=100))
    setup = Setup(sources=[source], store_url=f"sqlite:///{tmp_path}/live.db", fetch_networks=LOOPBACK)

    def clock() -> datetime:
        return utc_now() + ahead

    async with running(setup, clock=clock, on_poll=lambda *_: polled.set()) as monitor:
        planned = monitor.schedule.next_run("flood")
        assert planned is not None
        assert planned > utc_now() + HOUR
        ahead = timedelta(0)
        async with asyncio.timeout(PATIENCE_S):
            await polled.wait()
