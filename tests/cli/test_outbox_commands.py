"""`deliveries`, `dead`, `replay-events` and `webhook list|enable|disable|pause`, beside a daemon and without one."""

import asyncio
import json
import signal
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from command_line import received, serving, started
from rich.console import Console

from monitor.cli import table
from monitor.cli.demo.receiver import Receiver
from monitor.model import (
    Attempt,
    DeadLetter,
    Health,
    Known,
    LaneCommit,
    Omission,
    Outcome,
    PollCommit,
    SourceState,
    Standing,
)
from monitor.ops.control import socket_of
from monitor.samples import samples
from monitor.store import open_store
from monitor.store.lock import FileLock

AT = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)
EVENTS = [*samples("0f3a", AT).values()]
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ID_FORMS = "write an id (evt_…), or source and sequence (ukraine/812)"
REMEDY = "`webhook enable desk` sends it what it is owed"
WARNED = "warning: 70 % of the way to being disabled"
CONFIG = """
store: sqlite:///{folder}/live.db
deliver: {{allow_networks: [127.0.0.1]}}
sources:
  - {{name: test, url: "http://127.0.0.1:1/live", interval: 5m}}
webhooks:
  - {{name: desk, url: "{url}", secrets: [{secret}]{keys}}}
"""


class Outbox:
    """A database in which events 1 to 4 were dealt with, the first given up, and the others are owed to `desk`."""

    def __init__(self, folder, called):
        self.folder = folder
        self.path = folder / "live.db"
        self._called = called
        self.configure()
        self.act(self._begin)

    def configure(self, *, url="https://hooks.example.org/live", keys=""):
        (self.folder / "monitor.yaml").write_text(CONFIG.format(folder=self.folder, url=url, keys=keys, secret=SECRET))

    def act(self, act):
        async def run():
            store = await open_store(f"sqlite:///{self.path}")
            try:
                return await act(store)
            finally:
                await store.close()

        return asyncio.run(run())

    def __call__(self, *words):
        """Return the exit status, and the lines of the output or of the errors."""
        code, out, err = self._called(*words, "--config", str(self.folder / "monitor.yaml"))
        return (code, *(out or err).splitlines())

    def json(self, *words):
        code, *lines = self(*words, "--json")
        assert 0 == code
        return [json.loads(line) for line in lines]

    def health(self):
        async def load(store):
            return (await store.load_healths()).get("desk", Health())

        return self.act(load)

    async def _begin(self, store):
        await store.register([("test", "https://a.example")], {("desk", "test")})
        state = SourceState(source="test", sequence=len(EVENTS))
        await store.commit_poll(PollCommit(expected_sequence=0, state=state, known=Known(), events=tuple(EVENTS)))
        refused = {"outcome": Outcome.REFUSED, "status": 400, "reason": "answered 400 Bad Request"}
        letter = DeadLetter(
            endpoint="desk",
            source="test",
            sequence=1,
            event_id=EVENTS[0].id,
            at=AT,
            attempts=3,
            reason="refused 3 times: answered 400 Bad Request",
            status=400,
        )
        await _step(store, 1, attempts=(attempt(0, number=3, answer=b"no\x1b[31m", **refused),), dead=(letter,))
        await _step(store, 2, attempts=(attempt(1, status=204),))
        await _step(store, 3, omitted=(Omission(sequence=3, reason="collapsed into number 4"),))
        await _step(store, 4, attempts=(attempt(3, status=204),))


async def _step(store, cursor, **fields):
    lane = await store.load_lane("desk", "test")
    await store.commit_lane(LaneCommit(before=lane, after=replace(lane, cursor=cursor), at=AT, **fields))


def attempt(place, *, number=1, outcome=Outcome.ACCEPTED, **fields):
    event = EVENTS[place]
    return Attempt(
        endpoint="desk",
        source="test",
        sequence=event.sequence,
        event_id=event.id,
        number=number,
        at=AT,
        outcome=outcome,
        duration_s=0.1,
        **fields,
    )


@pytest.fixture
def outbox(tmp_path, called):
    return Outbox(tmp_path, called)


# ---------------------------------------------------------------------------------------------- deliveries


def test_deliveries(outbox):
    """In a pipe: a line per event and webhook, the newest first, under the names of the columns."""
    code, columns, *rows = outbox("deliveries", "--webhook", "desk", "--source", "test")
    assert (0, "told\tevent\ttype\twebhook\tstate\tattempts\tstatus\tnext\twhy\tid") == (code, columns)
    states = ["owed"] * (len(EVENTS) - 4) + ["delivered", "passed", "delivered", "dead"]
    assert states == [row.split("\t")[4] for row in rows]
    reason = "refused 3 times: answered 400 Bad Request"
    assert f"2026-01-02T12:00:00Z\ttest/1\tentry.created\tdesk\tdead\t1\t400\t-\t{reason}\t{EVENTS[0].id}" == rows[-1]


def test_deliveries_of_a_state(outbox):
    """Only those, at most as many as asked for; --json has the same as objects."""
    assert [4, 2] == [one["sequence"] for one in outbox.json("deliveries", "--state", "delivered")]
    assert 2 == len(outbox.json("deliveries", "--state", "owed", "--limit", "2"))
    assert [
        {
            "event": EVENTS[2].id,
            "source": "test",
            "sequence": 3,
            "type": EVENTS[2].type.value,
            "told": "2026-01-02T12:00:00.000Z",
            "webhook": "desk",
            "state": "passed",
            "attempts": 0,
            "attempted": None,
            "status": None,
            "reason": "collapsed into number 4",
            "next": None,
        }
    ] == outbox.json("deliveries", "--state", "passed")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("deliveries", "--webhook", "dask"), "no webhook is named 'dask' in the database (did you mean 'desk'?)"),
        (("deliveries", "--source", "tset"), "no source is named 'tset' in the database (did you mean 'test'?)"),
        (("dead", "list", "--webhook", "dask"), "no webhook is named 'dask' in the database (did you mean 'desk'?)"),
        (("webhook", "enable", "dask"), "no webhook is named 'dask' in the database (did you mean 'desk'?)"),
        (
            ("dead", "show", "test/2"),
            f"'test/2' is no dead letter there; {ID_FORMS}, as `dead list` prints it",
        ),
    ],
)
def test_names_that_nobody_knows(outbox, words, said):
    """One line, with the nearest name that there is or what to write."""
    assert (1, f"Error: {said}") == outbox(*words)


def test_without_a_database(outbox):
    """No command makes one: it would be empty, and the daemon's elsewhere."""
    outbox.path.unlink()
    for words in (("deliveries",), ("webhook", "disable", "desk"), ("dead", "purge", "--all")):
        code, said = outbox(*words)
        assert (1, True) == (code, "live.db does not exist; the daemon makes it when it starts" in said)
        assert "run this there, too" in said
    assert not outbox.path.exists()


def test_a_table_on_a_terminal(monkeypatch, capsys):
    """Columns stand under each other, and what a server said cannot colour the terminal."""
    monkeypatch.setattr(table, "Console", lambda **_: Console(force_terminal=True, width=40, color_system=None))
    table.print_table(("webhook", "state"), [("desk", "on"), ("a\x1b[31m", "failing")], colours={"on": "green"})
    lines = capsys.readouterr().out.splitlines()
    assert ["webhook  state", "desk     on", "a�[31m   failing"] == [line.rstrip() for line in lines]


# ---------------------------------------------------------------------------------------------- dead letters


def test_dead_list_and_show(outbox):
    """The reason; then each attempt with its answer, and what the event would have told."""
    code, columns, row = outbox("dead", "list")
    assert (0, "given up\tevent\twebhook\tattempts\tstatus\twhy\tid") == (code, columns)
    reason = "refused 3 times: answered 400 Bad Request"
    assert f"2026-01-02T12:00:00Z\ttest/1\tdesk\t3\t400\t{reason}\t{EVENTS[0].id}" == row
    shown = outbox("dead", "show", "test/1")
    assert shown == outbox("dead", "show", EVENTS[0].id)
    assert (
        0,
        f"test/1 to desk: {reason}",
        f"  event    {EVENTS[0].id}",
        "  tells    entry.created: Dam holds, says ministry",
        "  given up 2026-01-02T12:00:00Z after 3 attempts",
        "  attempt  3 at 2026-01-02T12:00:00Z, refused 400: answered 400 Bad Request",
        "           it answered: no�[31m",
    ) == shown


def test_dead_as_json(outbox):
    """Programs get the letter, its attempts and the event's body."""
    (listed,) = outbox.json("dead", "list", "--source", "test")
    (shown,) = outbox.json("dead", "show", "test/1", "--webhook", "desk")
    assert ("desk", 1, 3, 400) == tuple(listed[key] for key in ("webhook", "sequence", "attempts", "status"))
    tries = shown.pop("tries")
    assert EVENTS[0].message == shown.pop("message")
    assert listed == shown
    assert [(3, "refused", "no\x1b[31m")] == [(one["number"], one["outcome"], one["answer"]) for one in tries]


def test_dead_replay(outbox):
    """What was given up is owed again; without a daemon it says when it goes out."""
    said = "1 event to be sent again (no daemon runs; it takes effect when one starts)"
    assert (0, said) == outbox("dead", "replay", "--webhook", "desk")
    assert [[], ["owed"]] == [
        outbox.json("dead", "list"),
        [one["state"] for one in outbox.json("deliveries") if one["sequence"] == 1],
    ]
    assert (0, "there are no such dead letters") == outbox("dead", "replay", "--all")


def test_dead_purge(outbox):
    """Nothing is forgotten without a yes, nor without a word about which."""
    assert 2 == outbox("dead", "purge")[0]
    assert 2 == outbox("dead", "purge", "test/1")[0]
    assert 1 == len(outbox.json("dead", "list"))
    assert (0, "1 dead letter forgotten") == outbox("dead", "purge", "test/1", "--yes")
    assert (0, "there are no such dead letters") == outbox("dead", "purge", "--all", "--yes")
    assert [] == outbox.json("dead", "list")


def test_dead_purge_asks(outbox, monkeypatch):
    """On a terminal it asks; no is no."""
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    answers = iter(["n", "y"])
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: next(answers))
    assert 130 == outbox("dead", "purge", "--all")[0]
    assert 1 == len(outbox.json("dead", "list"))
    assert "1 dead letter forgotten" == outbox("dead", "purge", "--all")[-1]


# ------------------------------------------------------------------------------------------------- once more


def test_replay_events(outbox):
    """Those of a span of time that the webhook wants and has had; the rest is owed anyway."""
    span = ("--from", "2026-01-02T11:00:00Z", "--to", "2026-01-02T13:00:00Z")
    words = ("replay-events", "--webhook", "desk", "--source", "test", *span)
    owed = len(EVENTS) - 4
    later = "no daemon runs; it takes effect when one starts"
    outbox.configure(keys=", events: [entry.deleted]")
    assert (0, f"1 event of test to be sent to desk again ({later})") == outbox(*words)
    assert (0, f"3 events of test to be sent to desk again; {owed + 1} are owed anyway ({later})") == outbox(
        *words, "--unfiltered"
    )


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--from", "1h ago"), (0, "nothing to send: desk wants no event that test told in that time")),
        (("--from", "now", "--to", "1h ago"), (2, "Error: --from is after --to: name the earlier time first")),
        (
            ("--from", "2026-01-01"),
            (1, "Error: test told more than 3 events in that time; send them span by span (--from, --to)"),
        ),
    ],
)
def test_replay_events_of_an_odd_span(outbox, monkeypatch, words, expected):
    """No event, no time, too many: nothing is sent, and it says so."""
    monkeypatch.setattr("monitor.cli.deliveries.REPLAYED_MOST", 3)
    code, *lines = outbox("replay-events", "--webhook", "desk", "--source", "test", *words)
    assert expected == (code, lines[-1])


# --------------------------------------------------------------------------------------------------- webhooks

# Names of tests hold it, and each worker must make the same names.
SOON = datetime(2999, 1, 2, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("health", "state", "why"),
    [
        (Health(), "on", "-"),
        (
            Health(standing=Standing.GONE, reason="answered 410 Gone", changed_at=AT),
            "disabled",
            f"gone since 2026-01-02T12:00:00Z: answered 410 Gone; {REMEDY}",
        ),
        (Health(standing=Standing.OFF), "disabled", f"off: no reason given; {REMEDY}"),
        (Health(paused_until=SOON), "paused", f"by the operator until {SOON:%Y-%m-%dT%H:%M:%SZ}"),
        (
            Health(failures=1, failing_since=AT, probe_at=SOON),
            "failing",
            "breaker open, next probe due; 1 attempt failed since 2026-01-02T12:00:00Z",
        ),
        (
            Health(failures=30, failing_since=AT, probe_at=AT, warned=70),
            "failing",
            f"breaker open, next probe due; 30 attempts failed since 2026-01-02T12:00:00Z; {WARNED}",
        ),
        (
            Health(failures=2, failing_since=AT, failure="answered 401 Unauthorized"),
            "failing",
            "2 attempts failed since 2026-01-02T12:00:00Z, the last: answered 401 Unauthorized",
        ),
    ],
)
def test_webhook_list(outbox, health, state, why):
    """How each fares and why, how much it is owed since when, how much was given up."""

    async def save(store):
        await store.save_health("desk", health)

    outbox.act(save)
    owed = len(EVENTS) - 4
    assert (
        0,
        "webhook\tstate\twhy\tsources\towed\toldest\tdead",
        f"desk\t{state}\t{why}\t1\t{owed}\t2026-01-02T12:00:00Z\t1",
    ) == outbox("webhook", "list")
    (told,) = outbox.json("webhook", "list")
    assert (state, owed, 1, health.warned) == tuple(told[key] for key in ("state", "owed", "dead", "warned_percent"))
    closed = "-" if state == "on" else f"the webhook is {state}"
    assert {closed} == {row.split("\t")[8] for row in outbox("deliveries", "--state", "owed")[2:]}


@pytest.mark.parametrize(
    ("field", "state", "words"),
    [("asked_until", "paused", "asked to be left alone until"), ("probe_at", "failing", "breaker open, next probe")],
)
def test_a_webhook_that_is_left_alone(outbox, field, state, words):
    """For as long as it asked, or as its breaker waits, and whose wish that is."""
    until = datetime.now(UTC) + timedelta(minutes=9)

    async def save(store):
        await store.save_health("desk", Health(**{field: until}))

    outbox.act(save)
    assert [state, f"{words} {until:%Y-%m-%dT%H:%M:%SZ}"] == outbox("webhook", "list")[2].split("\t")[1:3]


@pytest.mark.parametrize(("keys", "verb"), [("", "keeps"), (", drop: true", "drops")])
def test_quiet_webhook_list(outbox, keys, verb):
    """Who is owed something in quiet hours is not said to be on."""
    now = datetime.now(UTC)
    start, end = now - timedelta(hours=1), now + timedelta(hours=1)
    outbox.configure(keys=f', quiet: {{start: "{start:%H:%M}", end: "{end:%H:%M}", zone: UTC{keys}}}')
    state, why = outbox("webhook", "list")[2].split("\t")[1:3]
    assert ("quiet", f"{verb} what comes until {end:%Y-%m-%dT%H:%M}:00Z: quiet hours") == (state, why)
    (told,) = outbox.json("webhook", "list")
    assert ("quiet", [why]) == (told["state"], told["reasons"])


def test_webhook_list_knows_new_ones(outbox):
    """What is in the config and was never run is listed, too; with --store only what the database has."""
    outbox.configure(keys='}\n  - {name: later, url: "https://hooks.slack.com/x", format: slack')
    assert "later\tnew\tthe daemon has not run with it yet\t-\t-\t-\t-" == outbox("webhook", "list")[-1]
    assert {"webhook": "later", "state": "new"} == outbox.json("webhook", "list")[-1]
    assert 1 == len(outbox.json("webhook", "list", "--store", f"sqlite:///{outbox.path}"))


def test_webhooks_are_turned_without_a_daemon(outbox):
    """It is written down for the next one: disabled with a reason, enabled, paused."""
    later = "(no daemon runs; it takes effect when one starts)"
    code, said = outbox("webhook", "disable", "desk", "--reason", "moving house")
    assert (0, f"desk is disabled until `webhook enable desk`; its backlog is kept {later}") == (code, said)
    assert (Standing.OFF, "moving house") == (outbox.health().standing, outbox.health().reason)
    outbox("webhook", "disable", "desk")
    assert "by the operator" == outbox.health().reason
    assert (0, f"desk is enabled; its backlog goes out now {later}") == outbox("webhook", "enable", "desk")
    assert Standing.ON is outbox.health().standing
    until = f"{SOON:%Y-%m-%dT%H:%M:%SZ}"
    said = outbox("webhook", "pause", "desk", "--until", until)
    assert (0, f"desk is paused until {until}; its backlog is kept {later}") == said
    assert SOON == outbox.health().paused_until
    outbox("webhook", "pause", "desk", "--for", "1h")
    assert outbox.health().paused_until < SOON


@pytest.mark.parametrize("words", [(), ("--for", "1h", "--until", "now"), ("--until", "2020-01-01")])
def test_a_pause_has_one_end(outbox, words):
    """In the time to come, said in one way."""
    assert 2 == outbox("webhook", "pause", "desk", *words)[0]


def test_a_daemon_that_takes_no_orders(outbox):
    """A process that has the database open and does not listen is named, with what to do."""
    lock = FileLock(outbox.path)
    lock.take()
    try:
        code, said = outbox("webhook", "disable", "desk")
    finally:
        lock.release()
    assert (1, True) == (code, "takes no orders: it starts, it stops, or its log says why; try again" in said)


# ---------------------------------------------------------------------------------------------- a daemon runs


async def test_a_daemon_obeys(called, outbox):
    """Beside a daemon every command works at once: it pauses, goes on, and sends again what was given up, same id."""
    receiver = Receiver(SECRET, lambda _: None)

    async def ordered(words):
        code, out, err = await called.beside(*words.split(), "--config", f"{outbox.folder}/monitor.yaml")
        assert 0 == code, err
        return out.strip()

    async with AsyncExitStack() as stack:
        outbox.configure(url=await stack.enter_async_context(serving(receiver.application())))
        daemon = await stack.enter_async_context(started("run", "--config", str(outbox.folder / "monitor.yaml")))
        await daemon.brings(received(receiver, len(EVENTS) - 4))
        said = [await ordered("webhook pause desk --for 1h"), await ordered("dead replay test/1")]
        before = len(receiver.arrived)
        said.append(await ordered("webhook enable desk"))
        await daemon.brings(received(receiver, before + 1))
        said.append(await ordered("dead purge --all --yes"))
        socket = socket_of(outbox.path)
        listening = socket.exists()
        assert 0 == await daemon.ends(signal.SIGTERM)
        again, left = receiver.sequences[before:], socket.exists()
    assert said[0].startswith("desk is paused until ")
    assert [
        "1 event to be sent again",
        "desk is enabled; its backlog goes out now",
        "there are no such dead letters",
    ] == said[1:]
    assert [1] == again[:1]  # what the source told meanwhile comes after it
    assert (True, False) == (listening, left)
