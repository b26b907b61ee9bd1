"""What a poll makes of servers that break the rules, and of those that are not there."""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
from datetime import timedelta
from pathlib import Path

import pytest
from fetch_servers import LIMITS, TEXT, Answer, client, fetched, misbehaving, says, site

from monitor.errors import BadContent, ServerFault, TimedOut, TooLarge, Unreachable
from monitor.model import Page

HEAD = b"HTTP/1.1 200 OK\r\n"
CERTIFICATE = Path(__file__).with_name("localhost.pem")
MORE = "(SSL_CERT_FILE may name more roots)"
BRIEF = timedelta(milliseconds=200)


def ask(behave, *, timeout=timedelta(seconds=10), **limits) -> tuple[object, int]:
    """Return what a poll of a misbehaving server comes to, and how many connections it took."""

    async def run() -> tuple[object, int]:
        connections = 0

        async def counted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            nonlocal connections
            connections += 1
            await behave(reader, writer)

        async with misbehaving(counted) as url, client(**limits) as fetch:
            return await fetched(fetch, url, timeout=timeout), connections

    return asyncio.run(run())


def reset(writer: asyncio.StreamWriter) -> None:
    """Close with RST instead of FIN."""
    linger = b"\x01\x00\x00\x00\x00\x00\x00\x00"
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)


@pytest.mark.parametrize(
    ("sent", "kind", "reason"),
    [
        (
            HEAD + b"Content-Length: 100\r\n\r\nshort",
            BadContent,
            "the answer is broken: the body broke off or was framed wrongly",
        ),
        (
            HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n",
            BadContent,
            "the answer is broken: the body broke off or was framed wrongly",
        ),
        (
            HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nshort\r\n",
            BadContent,
            "the answer is broken: not valid HTTP: invalid character in chunk size",
        ),
        (
            HEAD + b"X: " + b"x" * 40_000 + b"\r\n\r\n",
            TooLarge,
            "the answer has more than 256 headers, or one of more than 32,768 bytes",
        ),
        (
            HEAD + b"X: x\r\n" * 300 + b"\r\n",
            TooLarge,
            "the answer has more than 256 headers, or one of more than 32,768 bytes",
        ),
        (HEAD + b"Content-Length: 50000000\r\n\r\n", TooLarge, "the body is over 10 MiB as sent"),
    ],
)
def test_broken_answers(sent, kind, reason):
    """A broken or oversized answer is an error, never a shorter page, and is not asked for again at once."""
    error, connections = ask(says(sent))
    assert (kind, reason, 1) == (type(error), error.reason, connections)


def test_garbage():
    """What is no HTTP at all is named so."""
    error, _ = ask(says(b"SSH-2.0-OpenSSH_9.6\r\n"))
    assert (BadContent, "the answer is broken: not valid HTTP: bad status line") == (type(error), error.reason)


def test_broken_chunks_within_the_body():
    """A body whose framing breaks after its start is no page."""

    async def behave(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n")
        await writer.drain()
        await asyncio.sleep(0)
        writer.write(b"zz\r\nshort\r\n")

    error, _ = ask(behave)
    assert type(error) is BadContent


def test_endless_headers():
    """A server that never stops sending headers is cut off at the limit."""

    async def behave(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD)
        while True:
            writer.write(b"X: " + b"x" * 1000 + b"\r\n")
            await writer.drain()

    error, _ = ask(behave)
    assert type(error) is TooLarge


def test_endless_body():
    """A body without a length is read up to the limit and no further."""
    sent = 0

    async def behave(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.write(HEAD + b"Connection: close\r\n\r\n")
        while True:
            writer.write(bytes(100_000))
            await writer.drain()
            sent += 100_000

    error, _ = ask(behave)
    assert (TooLarge, "the body is over 10 MiB as sent") == (type(error), error.reason)
    assert sent < 40_000_000


def test_body_until_the_end_of_the_connection():
    """A body that the end of the connection ends, as HTTP/1.0 has it, is a whole page."""
    page, _ = ask(says(b"HTTP/1.0 200 OK\r\n\r\n" + TEXT))
    assert isinstance(page, Page)
    assert page.body == TEXT


@pytest.mark.parametrize("start", [b"", HEAD, HEAD + b"Content-Length: 100\r\n\r\nsome"])
def test_hanging(start):
    """A server that stops halfway, at any point, is left when the poll's time is up."""

    async def behave(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(start)
        await asyncio.Event().wait()

    error, connections = ask(behave, timeout=BRIEF)
    assert (TimedOut, "no complete answer within 0.2 s", 1) == (type(error), error.reason, connections)


def test_trickling():
    """A server that sends a byte now and then cannot hold a poll longer than its time."""

    async def behave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + b"Content-Length: 1000000\r\n\r\n")
        while not reader.at_eof():
            writer.write(b"x")
            await asyncio.sleep(0)

    error, _ = ask(behave, timeout=BRIEF)
    assert type(error) is TimedOut


@pytest.mark.parametrize(
    ("then", "reason"),
    [
        (None, "the connection broke: the server closed the connection without an answer"),
        (reset, "the connection broke: connection reset by peer"),
    ],
)
def test_closed_without_an_answer(then, reason):
    """A connection that ends before the answer is tried again once, at once, and then told."""
    error, connections = ask(says(then=then))
    assert (Unreachable, reason, 2) == (type(error), error.reason, connections)


def test_reset_within_the_body():
    """A body that a reset cuts off is no page."""
    error, _ = ask(says(HEAD + b"Content-Length: 100\r\n\r\nshort", then=reset), retries=0)
    assert isinstance(error, BadContent | Unreachable)


async def test_refused():
    """A port where nobody listens is unreachable, in plain words."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        async with client() as fetch:
            error = await fetched(fetch, f"http://127.0.0.1:{closed.getsockname()[1]}")
    assert (Unreachable, "could not connect: connection refused") == (type(error), error.reason)


async def test_connect_timeout():
    """A host that does not even accept is given up before the poll's time, and tried no more than told."""
    with socket.socket() as full:  # a backlog of none, and one connection in it: the next is left unanswered
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        with socket.create_connection(full.getsockname()):
            async with client(connect=BRIEF, retries=0) as fetch:
                error = await fetched(fetch, f"http://127.0.0.1:{full.getsockname()[1]}")
    assert (Unreachable, "could not connect within 0.2 s") == (type(error), error.reason)


async def test_untrusted_certificate(monkeypatch):
    """A certificate that nobody we trust has signed is refused, at once and in plain words."""
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(CERTIFICATE)
    async with site(Answer(body=TEXT), tls=tls) as there, client() as fetch:
        error = await fetched(fetch, there.url)
    assert (Unreachable, f"TLS certificate not trusted: self-signed certificate {MORE}") == (type(error), error.reason)


async def test_plain_http_on_a_tls_port():
    """A server that does not speak TLS is told from one that is not trusted."""
    async with site(Answer(body=TEXT)) as there, client(retries=0) as fetch:
        error = await fetched(fetch, there.url.replace("http:", "https:"))
    assert type(error) is Unreachable
    said = "could not connect: TLS refused: the server does not speak TLS at this port; try http://"
    assert said == error.reason


@pytest.mark.parametrize(
    ("answers", "requests", "end"),
    [
        ([Answer(status=503), Answer(body=TEXT)], 2, Page),
        ([Answer(status=502), Answer(status=504), Answer(body=TEXT)], 3, Page),
        ([Answer(status=500)], 3, ServerFault),
        ([Answer(status=501), Answer(body=TEXT)], 1, ServerFault),
        ([Answer(status=503, headers={"Retry-After": "0"}), Answer(body=TEXT)], 1, ServerFault),
    ],
)
async def test_retries(answers, requests, end):
    """A fault that may pass is tried again at most twice; one that names a time is left to the next poll."""
    async with site(*answers) as there, client() as fetch:
        answer = await fetched(fetch, there.url)
    assert (end, requests) == (type(answer), len(there.asked))


async def test_retries_end_with_the_poll():
    """A retry that could not start within the poll's time is not waited for, and the fault is told as it was."""
    wait = timedelta(hours=1)
    async with site(Answer(status=500)) as there, client(retry_wait=wait) as fetch:
        answer = await fetched(fetch, there.url, timeout=timedelta(seconds=5))
    assert (ServerFault, 1) == (type(answer), len(there.asked))


def test_default_wait_is_short():
    """The retries of the defaults fit many times into a poll."""
    assert LIMITS.retries * 4 * timedelta(milliseconds=250) <= timedelta(seconds=5)


async def test_the_others_go_on():
    """A source that hangs does not delay another one."""

    async def hang(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    async with misbehaving(hang) as bad, site(Answer(body=TEXT)) as good, client() as fetch:
        held = asyncio.create_task(fetched(fetch, bad))
        page = await fetched(fetch, good.url, timeout=timedelta(seconds=2))
        assert isinstance(page, Page)
        assert not held.done()
        held.cancel()
        await asyncio.gather(held, return_exceptions=True)


async def test_environment_proxies_are_ignored(monkeypatch):
    """A proxy that the environment names does not carry the polls."""
    monkeypatch.setitem(os.environ, "HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setitem(os.environ, "http_proxy", "http://127.0.0.1:1")
    async with site(Answer(body=TEXT)) as there, client() as fetch:
        assert isinstance(await fetched(fetch, there.url), Page)
