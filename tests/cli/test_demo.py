"""`demo`: the play, the publisher, the receiver, and all of it together."""

import asyncio
import base64
import io
import signal
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp.test_utils import TestClient, TestServer
from command_line import ESCAPE, TRACEBACK, started
from rich.console import Console
from standardwebhooks.webhooks import Webhook

from monitor.cli.demo import Daemon, _summary
from monitor.cli.demo.play import OPENING, WINDOW, Expected, Play
from monitor.cli.demo.receiver import Receiver
from monitor.model import EventType

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
SECRET = f"whsec_{base64.b64encode(b'a secret of 24 bytes....').decode()}"


# ------------------------------------------------------------------------------------------------ the command


@pytest.mark.slow
async def test_bounded():
    """`--seconds N` ends by itself with 0 and says that every event arrived, verified and in order."""
    async with started("demo", "--seconds", "20") as command:
        status, out, err = await command.ends(patience_s=200), command.out, command.err
    assert (0, []) == (status, err)
    arrived, of, called_for, *_ = out[-1].split()
    assert ("of", called_for) == (of, arrived)
    assert int(arrived) > 0
    assert out[-1].endswith("events arrived, each verified, in order, 0 of them twice; nothing else did.")
    assert ESCAPE not in "".join(out)
    assert 1 == sum(line.startswith("dashboard  http://127.0.0.1:") for line in out)


@pytest.mark.slow
@pytest.mark.parametrize("signal_", [signal.SIGINT, signal.SIGTERM])
async def test_ended_by_you(tmp_path, signal_):
    """Ctrl-C and SIGTERM end it with 0, its summary and nothing left behind."""
    async with started("demo", environ={"TMPDIR": str(tmp_path)}) as command:
        await command.until(lambda: any("+ new" in line for line in command.out))
        status, out, err = await command.ends(signal_), command.out, command.err
    assert (0, []) == (status, err)
    assert out[-1].endswith("Ended by you.")
    assert [] == list(tmp_path.iterdir())
    assert TRACEBACK not in "".join(out)


# --------------------------------------------------------------------------------------------------- the play


def test_play_calls_for_each_kind():
    """One round of the play brings entries, edits, a withdrawal and a return, and calls for the event of each."""
    play = Play(NOON)
    assert ([], OPENING) == (play.expected, len(play.posts))
    restored = []
    for step in range(8):
        restored.append(play.restores_next)
        play.step(NOON + timedelta(seconds=step))
    kinds = [event.type.value.removeprefix("entry.") for event in play.expected]
    assert kinds == [*["created"] * 3, "updated", "deleted", "created", "updated", "updated", "restored"]
    assert [False] * 7 + [True] == restored


def test_play_keeps_its_window():
    """The page shows the newest entries; older ones roll off it and are still there."""
    play = Play(NOON)
    for step in range(40):
        play.step(NOON + timedelta(seconds=step))
    assert WINDOW == len(play.posts)
    assert play.posts == play.every_post[:WINDOW]
    assert len(play.every_post) > WINDOW


def test_play_misses_what_did_not_arrive():
    """An event that was called for twice and came once is missing once."""
    play = Play(NOON)
    one = Expected(EventType.ENTRY_UPDATED, "1")
    play.expected = [one, one, Expected(EventType.ENTRY_CREATED, "2")]
    assert [one] == play.missing([one, Expected(EventType.ENTRY_CREATED, "2")])


# ----------------------------------------------------------------------------------------------- the receiver


def signed(id_, sequence, *, secret=SECRET, words="words"):
    """Return the headers and body of an event as a webhook gets them."""
    body = (
        f'{{"type": "entry.created", "timestamp": "2026-01-02T12:00:00.000Z", "data": {{"sequence": {sequence}, '
        f'"source": {{"name": "veldra"}}, "entry": {{"id": "{id_}", "text": "{words}"}}}}}}'
    )
    now = datetime.now(UTC)
    signature = Webhook(secret).sign(id_, now, body)
    stamp = str(int(now.timestamp()))
    return {"webhook-id": id_, "webhook-timestamp": stamp, "webhook-signature": signature}, body


def received(*messages):
    """Post messages to a receiver and return it, with the statuses that it answered."""

    async def post():
        told = []
        receiver = Receiver(SECRET, told.append)
        async with TestClient(TestServer(receiver.application())) as client:
            statuses = []
            for headers, body in messages:
                async with client.post("/", data=body, headers=headers) as answer:
                    statuses.append(answer.status)
        return receiver, statuses, told

    return asyncio.run(post())


def test_receiver_takes_events_in_order():
    """What is signed and in order is taken and told."""
    receiver, statuses, told = received(signed("a", 1), signed("b", 2))
    assert ([204, 204], [], [1, 2], 2) == (statuses, receiver.faults, receiver.sequences, len(told))


def test_receiver_refuses_forgeries():
    """What another secret signed is refused and counted as a fault."""
    other = f"whsec_{base64.b64encode(b'another secret, 24 bytes').decode()}"
    receiver, statuses, told = received(signed("a", 1, secret=other))
    assert ([401], 1, []) == (statuses, len(receiver.faults), told)


def test_receiver_knows_duplicates():
    """The same event again is counted and not told; under other words it is a fault."""
    receiver, _, told = received(signed("a", 1), signed("a", 1), signed("a", 1, words="others"))
    assert (2, 1, ["a came again with another body"]) == (receiver.duplicates, len(told), receiver.faults)


def test_receiver_misses_a_sequence():
    """A hole in the sequence is a fault."""
    receiver, _, _ = received(signed("a", 1), signed("c", 3))
    assert ["veldra: event 3 came after 1"] == receiver.faults


# ------------------------------------------------------------------------------------------------ the summary


def summed_up(tmp_path, *, called_for=1, arrived=1, interrupted=False, ends="", faults=()):
    """Return the summary's status and words for a play of so many events and a daemon that ended so."""

    async def summed():
        process = await asyncio.create_subprocess_exec("bash", "-c", ends or "true")
        await process.wait()
        log = tmp_path / "daemon.log"
        log.write_text("\n".join(f"line {number}" for number in range(50)))
        play, receiver = Play(NOON), Receiver(SECRET, lambda _: None)
        events = [Expected(EventType.ENTRY_CREATED, str(number)) for number in range(max(called_for, arrived))]
        play.expected, receiver.arrived = events[:called_for], events[:arrived]
        receiver.faults.extend(faults)
        out = Console(file=io.StringIO(), highlight=False)
        return _summary(out, play, receiver, Daemon(process, log), interrupted=interrupted), out.file.getvalue()

    return asyncio.run(summed())


def test_summary_good(tmp_path, capsys):
    """All is well: 0."""
    status, out = summed_up(tmp_path)
    assert (0, "") == (status, capsys.readouterr().err)
    assert out.startswith("\n1 of 1 events arrived")


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"called_for": 2}, "entry.created of entry 1 did not arrive"),
        ({"arrived": 2}, "1 events arrived that the play did not call for"),
        ({"ends": "exit 3"}, "the daemon ended with status 3"),
        ({"faults": ["veldra: event 3 came after 1"]}, "veldra: event 3 came after 1"),
    ],
)
def test_summary_bad(tmp_path, capsys, how, said):
    """What went wrong is named, beside the end of the daemon's log: 1."""
    status, _ = summed_up(tmp_path, **how)
    err = capsys.readouterr().err.splitlines()
    assert (1, said, "line 49") == (status, err[0], err[-1])
    assert 21 == len(err)


def test_summary_interrupted(tmp_path):
    """What is under way when you end it is not missing."""
    status, out = summed_up(tmp_path, called_for=2, interrupted=True)
    assert (0, True) == (status, "1 of 2 events arrived" in out)
