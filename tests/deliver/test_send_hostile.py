"""Receivers that answer against the rules: whatever they say, an attempt ends in time and counts as what it was."""

import asyncio
from datetime import timedelta

import pytest
from delivery_doubles import NOW, make_event, talking

from monitor.deliver.backoff import next_attempt
from monitor.deliver.send import ANSWER_KEPT_BYTES, Sender
from monitor.model import Endpoint, Outcome
from monitor.wire.addresses import LOOPBACK

TIMEOUT = timedelta(seconds=20)
"""Never waited for: what an answer counts as is clear at once."""


def attempts_on(talk, count=1, timeout=TIMEOUT):
    """Send events one after the other to a server that talks like this."""

    async def run():
        async with talking(talk) as url, Sender(user_agent="t", clock=lambda: NOW, allow_networks=LOOPBACK) as send:
            wants = Endpoint(name="desk", url=url, timeout=timeout)
            return [await send(wants, [make_event(sequence=number)], 1) for number in range(1, count + 1)]

    return asyncio.run(run())


def saying(*answers):
    """Return a server that answers each request on a connection with the next of these bytes, then closes it."""

    async def talk(reader, writer):
        for said in answers:
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length"))
            await reader.readexactly(int(length.partition(b":")[2]))
            writer.write(said)
            await writer.drain()

    return talk


def answer(status, *headers, body=b""):
    return "\r\n".join((f"HTTP/1.1 {status}", *headers, "", "")).encode() + body


OK = answer("200 OK", "content-length: 2", body=b"ok")
EMPTY = "content-length: 0"
CHUNKED = "transfer-encoding: chunked"
ACCEPTED, REFUSED, UNREACHABLE = Outcome.ACCEPTED, Outcome.REFUSED, Outcome.UNREACHABLE
ANSWERS = {
    "100 first": (answer("100 Continue") + OK, ACCEPTED, 200),
    "hints first": (answer("103 Early Hints", "link: </x>") * 20 + OK, ACCEPTED, 200),
    "204": (answer("204 No Content"), ACCEPTED, 204),
    "299": (answer("299 Odd", EMPTY), ACCEPTED, 299),
    "304": (answer("304 Not Modified"), REFUSED, 304),
    "101": (answer("101 Switching Protocols", "upgrade: x", "connection: upgrade"), REFUSED, 101),
    "999": (answer("999 What", EMPTY), REFUSED, 999),
    "two digits": (answer("20 Short"), UNREACHABLE, None),
    "chunks of nonsense": (answer("200 OK", CHUNKED, body=b"zz\r\nno\r\n"), UNREACHABLE, None),
    "a chunk without end": (answer("200 OK", CHUNKED, body=b"ffffffffffffffff\r\nx"), ACCEPTED, 200),
    "a negative length": (answer("200 OK", "content-length: -5"), UNREACHABLE, None),
    "two lengths": (answer("200 OK", "content-length: 2", "content-length: 9", body=b"ok"), UNREACHABLE, None),
    "a long header": (answer("200 OK", f"x: {'y' * 40_000}"), UNREACHABLE, None),
    "many headers": (answer("200 OK", *["x: y"] * 400), UNREACHABLE, None),
    "HTTP/1.0": (b"HTTP/1.0 200 OK\r\n\r\nfine", ACCEPTED, 200),
    "HTTP/0.9": (b"<html>fine</html>", UNREACHABLE, None),
    "bare line feeds": (b"HTTP/1.1 200 OK\ncontent-length: 0\n\n", ACCEPTED, 200),
    "no words": (answer("200", EMPTY), ACCEPTED, 200),
    "a length and chunks": (answer("200 OK", CHUNKED, "content-length: 3", body=b"0\r\n\r\n"), UNREACHABLE, None),
    "more than its length": (answer("200 OK", "content-length: 1", body=b"ok" * 9), UNREACHABLE, None),
    "less than its length": (answer("200 OK", "content-length: 9", body=b"ok"), ACCEPTED, 200),
    "half a head": (b"HTTP/1.1 200 OK\r\n", UNREACHABLE, None),
    "no gzip": (answer("200 OK", "content-encoding: gzip", "content-length: 4", body=b"nope"), ACCEPTED, 200),
    "a TLS alert": (b"\x15\x03\x01\x00\x02\x02\x28", UNREACHABLE, None),
    "nothing": (b"", UNREACHABLE, None),
}


@pytest.mark.parametrize(("said", "outcome", "status"), ANSWERS.values(), ids=ANSWERS)
def test_what_an_answer_counts_as(said, outcome, status):
    """A status that came counts, whatever follows it, unless head and body are no HTTP together: then it goes again."""
    (attempt,) = attempts_on(saying(said))
    assert (outcome, status) == (attempt.outcome, attempt.status)
    assert attempt.heard == (outcome is UNREACHABLE and said not in (b"", ANSWERS["half a head"][0]))
    assert attempt.duration_s < TIMEOUT.total_seconds()


@pytest.mark.parametrize(
    ("said", "outcome"), [(OK, ACCEPTED), (answer("413 Large", EMPTY, "connection: close"), REFUSED)]
)
def test_an_answer_before_the_request_was_read(said, outcome):
    """It counts; a request that meets the end of such a connection was not answered, and is told apart."""

    async def talk(reader, writer):
        await reader.read(10)
        writer.write(said)
        await writer.drain()

    attempts = attempts_on(talk, count=3)
    assert outcome is attempts[0].outcome
    assert {outcome, UNREACHABLE} >= {attempt.outcome for attempt in attempts}


def test_interim_answers_without_end():
    """A receiver that never comes to a final answer is left when the endpoint's time is over."""

    async def talk(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        while True:
            writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            await writer.drain()
            await asyncio.sleep(0.001)

    (attempt,) = attempts_on(talk, timeout=timedelta(milliseconds=300))
    assert (Outcome.TIMED_OUT, None) == (attempt.outcome, attempt.status)


def test_an_answer_ahead_of_its_request():
    """A second answer behind the first is not taken for that of the next request, which may be another event's."""
    refusal = answer("500 No", EMPTY)
    first, second = attempts_on(saying(refusal + OK), count=2)
    assert [(Outcome.REFUSED, 500), (Outcome.REFUSED, 500)] == [(one.outcome, one.status) for one in (first, second)]


def test_a_receiver_that_closes_each_connection_after_an_answer():
    """A request that meets the end of a kept connection is sent again at once, and is no failure."""
    attempts = attempts_on(saying(OK), count=4)
    assert [ACCEPTED] * 4 == [attempt.outcome for attempt in attempts]
    assert {1} == {attempt.number for attempt in attempts}


def test_a_long_answer_that_came_whole():
    """Of an answer that came with its head, too, the first 4 KiB are kept."""
    (attempt,) = attempts_on(saying(answer("200 OK", "content-length: 9000", body=b"x" * 9000)))
    assert (Outcome.ACCEPTED, b"x" * ANSWER_KEPT_BYTES) == (attempt.outcome, attempt.answer)


@pytest.mark.parametrize(
    ("header", "asked"),
    [
        ("120", timedelta(seconds=120)),
        ("Fri, 02 Jan 2026 03:06:05 GMT", timedelta(seconds=120)),
        ("Thu, 01 Jan 1970 00:00:00 GMT", timedelta(0)),
        ("soon", None),
        ("-5", None),
        ("", None),
    ],
)
def test_what_retry_after_may_say(header, asked):
    """Seconds or a date; what is neither is as if it were not there."""
    (attempt,) = attempts_on(saying(answer("503 Busy", f"retry-after: {header}", EMPTY)))
    assert (Outcome.REFUSED, asked) == (attempt.outcome, attempt.retry_after)


@pytest.mark.parametrize("header", ["99999999999", "9" * 400, "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_a_wait_of_ages_is_a_day(header):
    """However long an endpoint asks to be left alone, it is asked again after a day."""
    (attempt,) = attempts_on(saying(answer("429 Busy", f"retry-after: {header}", EMPTY)))
    assert next_attempt(1, now=NOW, jitter=0.5, retry_after=attempt.retry_after) - NOW == timedelta(hours=24)
