"""`explain`: why an event was or was not sent, from the database and the config."""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.model import (
    Attempt,
    DeadLetter,
    EventType,
    Health,
    Known,
    LaneCommit,
    Omission,
    Outcome,
    PollCommit,
    SourceState,
    Standing,
)
from monitor.samples import samples
from monitor.store import open_store

AT = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)
EVENTS = [*samples("0f3a", AT).values()]
CONFIG = """
store: sqlite:///{folder}/live.db
sources:
  - {{name: test, url: "https://news.example.org/live/flood"}}
  - {{name: other, url: "https://news.example.org/live/fire"}}
webhooks:
  - name: desk
    url: https://hooks.example.org/live
    secrets: [whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw]
    sources: [test]
    {keys}
  - {{name: fire, url: "https://hooks.slack.com/x", format: slack, sources: [other]}}
  - {{name: new, url: "https://hooks.slack.com/y", format: slack}}
"""


def attempt(event, outcome=Outcome.ACCEPTED, **fields):
    return Attempt(
        endpoint="desk",
        source="test",
        sequence=event.sequence,
        event_id=event.id,
        number=1,
        at=AT,
        outcome=outcome,
        duration_s=0.1,
        **fields,
    )


class Case:
    """A database in which ten events are owed to `desk`, and what happened then."""

    def __init__(self, folder, called):
        self.folder = folder
        self.called = called
        self.configure()
        self._do(self._begin)

    def configure(self, keys=""):
        (self.folder / "monitor.yaml").write_text(CONFIG.format(folder=self.folder, keys=keys))

    def step(self, **fields):
        """Commit one step of the lane; `after` are the lane's new values."""
        after = fields.pop("after", {})

        async def commit(store):
            lane = await store.load_lane("desk", "test")
            await store.commit_lane(LaneCommit(before=lane, after=replace(lane, **after), at=AT, **fields))

        self._do(commit)

    def health(self, **fields):
        async def save(store):
            await store.save_health("desk", Health(**fields))

        self._do(save)

    def explained_json(self, event, webhook="desk"):
        words = (event, webhook, "--json", "--config", str(self.folder / "monitor.yaml"))
        code, out, _ = self.called("explain", *words)
        assert 0 == code
        return json.loads(out)

    def explained(self, event, webhook="desk"):
        code, out, err = self.called("explain", event, webhook, "--config", str(self.folder / "monitor.yaml"))
        return (code, *out.splitlines()) if not code else (code, err.strip())

    def _do(self, act):
        async def run():
            store = await open_store(f"sqlite:///{self.folder}/live.db")
            try:
                await act(store)
            finally:
                await store.close()

        asyncio.run(run())

    async def _begin(self, store):
        await store.register([("test", "https://a.example"), ("other", "https://b.example")], {("desk", "test")})
        state = SourceState(source="test", sequence=len(EVENTS))
        await store.commit_poll(PollCommit(expected_sequence=0, state=state, known=Known(), events=tuple(EVENTS)))


@pytest.fixture
def case(tmp_path, called):
    return Case(tmp_path, called)


def test_delivered(case):
    """When, with which attempt, and what the lane did since."""
    case.step(after={"cursor": 1}, attempts=(attempt(EVENTS[0], status=204),))
    code, said, *lines = case.explained(EVENTS[0].id)
    assert (0, "delivered on 02 Jan at 12:00:00 UTC with the first attempt") == (code, said)
    assert [
        f"  event      {EVENTS[0].id}, entry.created of test, number 1, told on 02 Jan at 12:00:00 UTC",
        "  source     wanted",
        "  filter     lets it pass: nothing is filtered",
        "  lane       has passed it (at 1, ordering by source)",
        "  webhook    is sent to; 9 owed, 0 given up",
        "  attempt 1  02 Jan 12:00:00 UTC, accepted 204",
    ] == lines


def test_passed_by_the_filter(case):
    """The part of the filter that refuses it is named, for what was passed and what will be."""
    case.configure("filter: {words: [nothing]}")
    expected = "filter.words: none of 'nothing' is in its headline or text"
    assert f"not sent yet: its turn has not come, and it will be passed: {expected}" == case.explained("test/1")[1]
    case.step(after={"cursor": 1})
    assert f"not sent: {expected}" == case.explained("test/1")[1]


def test_left_out(case):
    """What was collapsed into a later event says so."""
    case.step(after={"cursor": 1}, omitted=(Omission(sequence=1, reason="collapsed into number 2"),))
    assert "not sent: collapsed into number 2" == case.explained("test/1")[1]


def test_waiting(case):
    """Why the last attempt failed and when the next one is; those behind it know how many are before them."""
    soon = datetime.now(UTC) + timedelta(seconds=3600)
    case.step(
        after={"attempts": 1, "since": AT, "next_at": soon},
        attempts=(
            attempt(
                EVENTS[0],
                Outcome.REFUSED,
                status=503,
                reason="answered 503 Service Unavailable",
                answer=b"no\x1b disk ",
            ),
        ),
    )
    assert (
        "  attempt 1  02 Jan 12:00:00 UTC, refused 503: answered 503 Service Unavailable (no\ufffd disk)"
        == (case.explained("test/1")[-1])
    )
    told = case.explained_json("test/1")
    assert ("waiting", "test", 1, True) == tuple(told[key] for key in ("state", "source", "sequence", "wanted"))
    assert [(1, 503, "no\x1b disk ")] == [(one["number"], one["status"], one["answer"]) for one in told["attempts"]]
    assert "not delivered yet: answered 503" in told["answer"]
    said = case.explained("test/1")[1]
    assert said.startswith("not delivered yet: answered 503 Service Unavailable; tried again at ")
    assert "UTC, in 3,6" in said or "UTC, in 3,5" in said
    behind = case.explained("test/3")
    before = "not sent yet: 2 events of its source are before it; number 1 has failed 1 time: "
    assert behind[1].startswith(f"{before}answered 503 Service Unavailable; tried again at ")
    assert "  lane       has 2 events before it (at 0, ordering by source)" in behind


@pytest.mark.parametrize(
    ("health", "expected"),
    [
        (
            {"standing": Standing.GONE, "reason": "answered 410"},
            "the webhook is disabled (gone): answered 410; `webhook enable desk` sends it what it is owed",
        ),
        (
            {"paused_until": datetime(2099, 1, 2, tzinfo=UTC)},
            "the operator has paused the webhook until 02 Jan 00:00:00 UTC, in ",
        ),
        ({"asked_until": timedelta(hours=2)}, "the webhook asked to be left alone until "),
        ({"probe_at": timedelta(minutes=9)}, "the webhook fails too often; one event tries it at "),
    ],
)
def test_waiting_at_a_closed_webhook(case, health, expected):
    """What was tried is not said to be tried again soon while nothing is sent to its webhook."""
    health = {
        field: datetime.now(UTC) + value if isinstance(value, timedelta) else value for field, value in health.items()
    }
    failed = attempt(EVENTS[0], Outcome.REFUSED, status=503, reason="answered 503")
    case.step(after={"attempts": 1, "since": AT, "next_at": AT}, attempts=(failed,))
    case.health(**health)
    assert case.explained("test/1")[1].removeprefix("not delivered yet: answered 503; ").startswith(expected)


def test_owed(case):
    """What has not had its turn yet says what is before it."""
    assert "not sent yet: its turn is next" == case.explained("test/1")[1]
    assert "not sent yet: 1 event of its source is before it" == case.explained("test/2")[1]


def test_dead(case):
    """What was given up says after what."""
    letter = DeadLetter(
        endpoint="desk", source="test", sequence=1, event_id=EVENTS[0].id, at=AT, attempts=3, reason="refused 3 times"
    )
    case.step(after={"cursor": 1}, dead=(letter,), attempts=(attempt(EVENTS[0], Outcome.REFUSED, status=400),))
    again = "`dead replay test/1 --webhook desk` sends it again"
    assert f"given up: refused 3 times; {again}" == case.explained("test/1")[1]


@pytest.mark.parametrize(
    ("health", "expected"),
    [
        (
            {"standing": Standing.OFF},
            "the webhook is disabled (off); `webhook enable desk` sends it what it is owed",
        ),
        ({"probe_at": AT}, "the webhook fails too often; one event tries it soon"),
    ],
)
def test_held(case, health, expected):
    """A webhook that nothing is sent to says why, and what to do."""
    case.health(**health)
    assert f"not sent yet: {expected}" == case.explained("test/1")[1]


def test_quiet_hours(case):
    """Quiet hours are named with their end and their zone."""
    case.configure('quiet: {start: "00:00", end: "23:59", zone: UTC}')
    said = case.explained("test/1")[1]
    now = datetime.now(UTC)
    assert said == "not sent yet: quiet hours until 23:59 (UTC)" or (now.hour, now.minute) >= (23, 58)


def test_another_source(case):
    """A webhook that does not want the source says so, and one that never ran with it, too."""
    assert "not sent: fire does not want the source test (sources)" == case.explained("test/1", "fire")[1]
    assert (
        "not sent: the daemon has not run with new for test since that was configured"
        == case.explained("test/1", "new")[1]
    )


@pytest.mark.parametrize("event", ["evt_nothing", "test/99", "test/x", "test/" + "9" * 30, "/1"])
def test_no_such_event(case, event):
    """What is none is said with the forms that there are."""
    code, said = case.explained(event)
    assert (1, True) == (code, said.endswith("write its id (evt_…), or source and sequence (ukraine/812)"))


def test_a_batch(case):
    """The id of a request that held several events is not taken for one that is gone."""
    said = "name one of its events: write its id (evt_…), or source and sequence (ukraine/812)"
    assert (1, f"Error: 'bat_7xxvdpldcoa25noeadqmkdpij4' is a batch; {said}") == case.explained(
        "bat_7xxvdpldcoa25noeadqmkdpij4"
    )


def test_no_such_webhook(case):
    """The nearest name is suggested."""
    assert (1, "Error: no webhook is named 'desc' in the config (did you mean 'desk'?)") == case.explained(
        "test/1", "desc"
    )


def test_every_type_of_event(case):
    """Events without an entry are explained, too."""
    assert {0} == {case.explained(f"test/{number}")[0] for number in range(1, len(EventType) + 1)}
