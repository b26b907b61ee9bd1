"""`webhook test`, `receive` and `secret new`: a webhook and its receiver, tried without the daemon."""

import asyncio
import json
import re
import signal
import socket
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import ClientSession, web
from command_line import answering, started
from rich.console import Console

from monitor.cli.receive import IDS_KEPT, Receiver
from monitor.config.values import secret as parsed_secret
from monitor.deliver.formats import render
from monitor.deliver.signing import message_headers
from monitor.model import Batch, Endpoint, EventType, Format
from monitor.samples import samples

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OTHER = "whsec_" + "A" * 32
NOW = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)
SAMPLES = samples("0f3a", NOW)
CREATED = SAMPLES[EventType.ENTRY_CREATED]


def config(path, keys):
    path.write_text(
        'deliver: {allow_networks: [127.0.0.1]}\nsources: [{name: a, url: "https://a.example"}]\n'
        f"webhooks: [{{name: desk, {keys}}}]\n"
    )
    return ("--config", str(path))


def test_secret_new(called):
    """Each time another secret of 24 bytes, as the config wants it."""
    first, again = (called("secret", "new")[1].strip() for _ in range(2))
    assert first != again
    assert (first, 38) == (parsed_secret(first), len(first))


async def test_a_test_event_arrives(tmp_path):
    """The receiver finds it signed and prints it; the sender says what came back; Ctrl-C ends the receiver."""
    async with started("receive", "--port", "0", "--secret", SECRET, "--secret", OTHER) as receiver:
        listening = await receiver.until_said("listening on ")
        url = re.search(r"http://\S+", listening)[0]
        options = config(tmp_path / "c.yaml", f"url: '{url}live', secrets: [{OTHER}]")
        async with started("webhook", "test", "desk", *options) as sender:
            code = await sender.ends()
        await receiver.until(lambda: receiver.out)
        ended = await receiver.ends(signal.SIGINT)
        sent, printed = sender.out, receiver.out
    assert (0, 0) == (code, ended)
    assert re.fullmatch(rf"evt_\S+ \(entry.updated\) to desk at {url[:-1]}, format standard", sent[0])
    assert re.fullmatch(r"accepted with 204 in [\d.]+ s", sent[1])
    assert printed[0].startswith("✓ ")
    assert "Dam holds, says ministry" in printed[0]


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (
            503,
            "come later\x1b[31m",
            ["failed in", "; it asks to wait 7 s", "it answered: come later"],
        ),
        (302, "", ["failed in", "answered 302 Found, which is not followed"]),
    ],
)
async def test_what_came_back_is_said(tmp_path, status, body, said):
    """A refusal is told in words, with what the receiver wrote, and ends with 1."""

    async def answer(_):
        return web.Response(status=status, text=body, headers={"Retry-After": "7", "Location": "/x"})

    async with answering(answer) as url:
        options = config(tmp_path / "c.yaml", f"url: '{url}', format: slack")
        async with started("webhook", "test", "desk", "--type", "source.gap", *options) as sender:
            code, words = await sender.ends(), " ".join(sender.out)
    assert (1, []) == (code, [part for part in said if part not in words])
    assert "\x1b" not in words


def test_there_must_be_such_a_webhook(called, tmp_path):
    """A name that is not in the config is said with those that are."""
    options = config(tmp_path / "c.yaml", "url: 'https://h.example', format: slack")
    code, _, err = called("webhook", "test", "dask", *options)
    assert (1, "Error: no webhook is named 'dask' in the config (did you mean 'desk'?)\n") == (code, err)
    (tmp_path / "d.yaml").write_text('sources: [{name: a, url: "https://a.example"}]')
    code, _, err = called("webhook", "test", "dask", "--config", str(tmp_path / "d.yaml"))
    assert (1, "Error: no webhook is named 'dask' in the config (the config has none yet)\n") == (code, err)


# ------------------------------------------------------------------------------------------------- the receiver


def received(requests, *, secrets=(SECRET,), capsys=None, **options):
    """Send (headers, body) to a receiver in this process; return the statuses and what it printed."""

    async def run():
        out = Console(highlight=False, width=200)
        receiver = Receiver(secrets, out, clock=lambda: NOW, **options)
        runner = web.AppRunner(receiver.application(), access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            statuses = []
            async with ClientSession() as session:
                for headers, body in requests:
                    url = f"http://127.0.0.1:{runner.addresses[0][1]}/any/path"
                    async with session.post(url, data=body, headers=headers) as response:
                        statuses.append(response.status)
            return statuses
        finally:
            await runner.cleanup()

    statuses = asyncio.run(run())
    return statuses, capsys.readouterr().out.splitlines()


def signed(event, *, body=None, at=NOW, secret=SECRET):
    body = event.body if body is None else body
    return message_headers([secret], event.id, int(at.timestamp()), body), body


def test_forgeries_are_refused(capsys):
    """A wrong secret, a changed body, an old time and no signature at all each get 401 and their reason."""
    headers, body = signed(CREATED)
    requests = [
        signed(CREATED, secret=OTHER),
        (headers, body.replace(b"12", b"13")),
        signed(CREATED, at=NOW - timedelta(hours=1)),
        ({}, body),
    ]
    statuses, lines = received(requests, capsys=capsys)
    assert [401] * 4 == statuses
    reasons = ["no signature matches", "no signature matches", "more than the tolerance in the past", "is missing"]
    assert [True] * 4 == [line.startswith("✗ ") and reason in line for line, reason in zip(lines, reasons, strict=True)]


def test_duplicates_and_order_are_remarked(capsys):
    """What came before is said, and whether it is the same; so is what does not follow its predecessor."""
    first, third = CREATED, [*SAMPLES.values()][2]
    changed = first.body.replace(b"12", b"13")
    requests = [signed(first), signed(first), signed(first, body=changed), signed(third), signed(first)]
    _, lines = received(requests, capsys=capsys)
    remarks = [line.strip() for line in lines if line.startswith("  ") and not line.startswith("    ")]
    assert [
        "came before, the same to the byte",
        "came before with another body!",
        "test: 3 after 1, what is between was filtered",
        "came before, the same to the byte",
    ] == remarks


def test_going_back_is_remarked(capsys):
    """A sequence below the last is named without a guess."""
    earlier = replace(CREATED, id="evt_x")
    _, lines = received([signed([*SAMPLES.values()][2]), signed(earlier)], capsys=capsys)
    assert "  test: 1 after 3" in lines


@pytest.mark.parametrize("format_", [Format.STANDARD, Format.CLOUDEVENTS])
def test_every_form_is_printed(format_, capsys):
    """Single events and batches, in both forms for programs."""
    endpoint = Endpoint(name="w", url="https://h.example", secrets=(SECRET,), format=format_)
    single = render(endpoint, [CREATED])
    batch = render(replace(endpoint, batch=Batch(most=20, wait=timedelta(seconds=1))), [*SAMPLES.values()])
    _, lines = received(
        [signed(CREATED, body=single.body), signed(replace(CREATED, id="b"), body=batch.body)], capsys=capsys
    )
    assert 1 + len(SAMPLES) == len([line for line in lines if line.startswith("✓ ")])


@pytest.mark.parametrize(
    "body",
    [
        b"\xff\x1b[31mred",
        b"[" * 100_000,
        b'{"type": 1, "data": {}}',
        b"[1, null]",
        b'{"type": "batch", "data": {"events": 3}}',
        b"",
    ],
)
def test_other_bodies_are_shown_as_they_are(body, capsys):
    """What is no event of ours is printed in so far as a terminal can bear it."""
    statuses, lines = received([({}, body)], secrets=(), status=200, capsys=capsys)
    assert ([200], True, False) == (statuses, lines[0].startswith("?"), "\x1b" in "".join(lines))


def test_json(capsys):
    """With --json there is one event per line and nothing else."""
    _, lines = received([signed(CREATED), signed(CREATED)], as_json=True, capsys=capsys)
    assert [CREATED.message, CREATED.message] == [json.loads(line) for line in lines]


def test_what_it_remembers_is_bounded():
    """Ids beyond the last ten thousand are forgotten."""
    receiver = Receiver((), Console(quiet=True), clock=lambda: NOW)
    for number in range(IDS_KEPT + 5):
        receiver._again(str(number), b"")
        receiver._out_of_order({"data": {"source": {"name": str(number)}, "sequence": 1}})
    assert (IDS_KEPT, IDS_KEPT) == (len(receiver._digests), len(receiver._last))


def test_wrong_secrets_are_refused_without_being_shown(called):
    """A secret that is none is not repeated."""
    code, _, err = called("receive", "--secret", "hunter2")
    assert (2, False) == (code, "hunter2" in err)


def test_a_port_that_is_taken_is_named(called):
    """It says which, why, and how to name another."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, out, err = called("receive", "--port", str(port))
    assert (1, "") == (code, out)
    said = f"cannot listen on 127.0.0.1:{port}: address already in use; name another with --port or --listen"
    assert f"Error: {said}\n" == err
