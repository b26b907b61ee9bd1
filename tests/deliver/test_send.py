"""One attempt against real servers: what reaches a receiver, and what each of its answers counts as."""

import asyncio
import base64
from datetime import timedelta

import httpx
import pytest
from delivery_doubles import NOW, SECRET, make_event, now, receiving, reset, status, talking

from monitor.deliver.send import ANSWER_KEPT_BYTES, ANSWER_READ_BYTES, Sender
from monitor.deliver.signing import Verification, message_id, verify
from monitor.errors import Unrenderable
from monitor.model import Attempt, Batch, Endpoint, Format, Outcome, Rendered
from monitor.wire.addresses import LOOPBACK

OLD_SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
QUICK = timedelta(milliseconds=200)


def sender(clock=lambda: NOW) -> Sender:
    return Sender(user_agent="desk-monitor", clock=clock, allow_networks=LOOPBACK)


def attempt_at(*script, number: int = 1, **fields) -> Attempt:
    """Send one event to a receiver with this script."""

    async def run() -> Attempt:
        async with receiving(*script) as receiver, sender() as send:
            return await send(receiver.endpoint(**fields), [make_event()], number)

    return asyncio.run(run())


def attempt_on(talk, **fields) -> Attempt:
    """Send one event to a server that talks like this."""

    async def run() -> Attempt:
        async with talking(talk) as url, sender() as send:
            return await send(Endpoint(**{"name": "desk", "url": url} | fields), [make_event()], 1)

    return asyncio.run(run())


async def test_a_receiver_gets_the_stored_bytes_signed():
    """The body is the stored one to the byte, each secret's signature verifies, and the headers are as documented."""
    event = make_event()

    async with receiving() as receiver, sender() as send:
        attempt = await send(receiver.endpoint(secrets=(SECRET, OLD_SECRET)), [event], 3)
    request = receiver.received[0]

    assert event.body == request.body
    assert [verify(secret, request.headers, request.body, now=NOW) for secret in (SECRET, OLD_SECRET)] == [
        Verification.VALID
    ] * 2
    sent = {name: value for name, value in request.headers.items() if name not in ("host", "webhook-signature")}
    assert {
        "content-type": "application/json",
        "content-length": str(len(event.body)),
        "webhook-id": "evt_blog_1",
        "webhook-timestamp": str(int(NOW.timestamp())),
        "user-agent": "desk-monitor",
        "accept": "*/*",
        "accept-encoding": "identity",
    } == sent
    assert (
        Attempt(
            endpoint="desk",
            source="blog",
            sequence=1,
            event_id="evt_blog_1",
            number=3,
            at=NOW,
            outcome=Outcome.ACCEPTED,
            duration_s=attempt.duration_s,
            status=200,
        )
        == attempt
    )


async def test_without_a_secret_nothing_is_signed():
    """An endpoint without secrets still learns the event's id and the attempt's time."""
    async with receiving() as receiver, sender() as send:
        await send(receiver.endpoint(), [make_event()], 1)
    headers = receiver.received[0].headers

    assert sorted(name for name in headers if name.startswith("webhook-")) == ["webhook-id", "webhook-timestamp"]


async def test_a_secret_that_is_none_is_our_fault():
    """It is raised, not charged to the endpoint, and nothing is sent."""
    async with receiving() as receiver, sender() as send:
        with pytest.raises(ValueError, match="whsec_"):
            await send(receiver.endpoint(secrets=("nonsense",)), [make_event()], 1)
    assert receiver.received == []


async def test_credentials_in_the_address_become_basic_auth():
    """`https://user:pass@host/` works as in every HTTP client, and the path and query arrive as configured."""
    async with receiving() as receiver, sender() as send:
        url = receiver.url.replace("http://", "http://us%40er:p%3Ass@")
        attempt = await send(receiver.endpoint(url=url), [make_event()], 1)
    outcome, request = attempt.outcome, receiver.received[0]

    assert Outcome.ACCEPTED is outcome
    assert f"Basic {base64.b64encode(b'us@er:p:ss').decode()}" == request.headers["authorization"]
    assert request.path == "/hook/s3cret?token=t0ken"


async def test_no_cookie_is_kept():
    """What an endpoint sets on one attempt does not come back on the next."""
    async with receiving(status(200, set_cookie="a=b; Path=/")) as receiver, sender() as send:
        for _ in range(2):
            await send(receiver.endpoint(), [make_event()], 1)
    assert [request.headers.get("cookie") for request in receiver.received] == [None, None]


def test_no_proxy_is_taken_from_the_environment(monkeypatch):
    """A proxy variable that happens to be set does not reroute deliveries."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    assert Outcome.ACCEPTED is attempt_at().outcome


@pytest.mark.parametrize("code", [200, 201, 202, 204, 299])
def test_success_is_200_to_299(code):
    """Any of them counts as accepted."""
    attempt = attempt_at(status(code))

    assert (Outcome.ACCEPTED, code, None) == (attempt.outcome, attempt.status, attempt.reason)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (304, "answered 304 Not Modified"),
        (400, "answered 400 Bad Request"),
        (500, "answered 500 Internal Server Error"),
        (599, "answered 599"),
    ],
)
def test_everything_else_is_refused(code, reason):
    """An answer that is no success is a failure with its status in words."""
    attempt = attempt_at(status(code))

    assert (Outcome.REFUSED, code, reason) == (attempt.outcome, attempt.status, attempt.reason)


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("https://user:pass@new.example.org/hook/s3cret", "https://new.example.org"),
        ("/hook/s3cret/", "another path of the same host"),
        ("http://[::1", "no valid address"),
    ],
)
async def test_redirects_are_failures(code, location, target):
    """None is followed; the reason says where it points without what may be secret in it."""
    async with receiving(status(code, location=location)) as receiver, sender() as send:
        attempt, requests = await send(receiver.endpoint(), [make_event()], 1), len(receiver.received)

    assert (Outcome.REFUSED, code, 1) == (attempt.outcome, attempt.status, requests)
    assert attempt.reason.endswith(f", which is not followed: it points to {target}")
    assert "s3cret" not in attempt.reason


def test_retry_after_is_handed_on():
    """The endpoint's wish travels with the attempt."""
    assert timedelta(seconds=90) == attempt_at(status(429, retry_after="90")).retry_after


def test_the_start_of_an_answer_is_kept():
    """Of a body of moderate size the first 4 KiB are kept for the operator."""
    body = bytes(range(256)) * 32

    assert body[:ANSWER_KEPT_BYTES] == attempt_at(status(500, body)).answer


def _plain(endpoint, _events):
    """Render any event as an empty object."""
    return Rendered(url=endpoint.url, body=b"{}", headers={"content-type": "application/json"})


async def test_a_secret_that_is_repeated_is_not_kept():
    """A receiver that repeats the token in its answer gets it neither into the reason nor into what is kept of it."""
    token = "110201543:token-of-a-bot"
    body = b'{"ok": false, "error_code": 403, "description": "bot %s was blocked"}' % token.encode()

    async def blocked(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))

    async with (
        talking(blocked) as url,
        Sender(user_agent="x", clock=now, allow_networks=LOOPBACK, render=_plain) as send,
    ):
        told = Endpoint(name="chat", url=f"{url}/bot{token}", format=Format.TELEGRAM)
        attempt = await send(told, [make_event()], 1)
    assert (Outcome.GONE, 403) == (attempt.outcome, attempt.status)
    assert (False, False) == (token in attempt.reason, token.encode() in attempt.answer)


def test_a_huge_answer_is_not_read():
    """Reading stops at 16 KiB: a receiver that would send 64 MB gets rid of little more than the socket's buffers."""
    written = 0

    async def talk(reader, writer):
        nonlocal written
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 64000000\r\n\r\n")
        while written < 64_000_000:
            writer.write(bytes(ANSWER_READ_BYTES))
            await writer.drain()
            written += ANSWER_READ_BYTES

    attempt = attempt_on(talk)

    assert (attempt.outcome, len(attempt.answer)) == (Outcome.ACCEPTED, ANSWER_KEPT_BYTES)
    assert written < 32_000_000


def test_a_trickling_body_cannot_hold_on():
    """The status has decided: the attempt counts as accepted, and ends with the endpoint's time at the latest."""

    async def talk(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 64000000\r\n\r\n")
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.01)

    attempt = attempt_on(talk, timeout=QUICK)

    assert (attempt.outcome, attempt.status) == (Outcome.ACCEPTED, 200)
    assert QUICK.total_seconds() <= attempt.duration_s < 5
    assert b"x" in attempt.answer


def test_a_trickling_head_cannot_hold_on():
    """A status line that never ends times out, however lively its bytes come."""

    async def talk(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nx-long: ")
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.01)

    attempt = attempt_on(talk, timeout=QUICK)

    assert (attempt.outcome, attempt.status, attempt.reason) == (Outcome.TIMED_OUT, None, "no answer within 0.2 s")
    assert attempt.duration_s < 5


def test_a_silent_endpoint_times_out():
    """One that takes the request and says nothing is given up when the endpoint's time is over."""

    async def talk(reader, writer):
        await reader.read()

    assert Outcome.TIMED_OUT is attempt_on(talk, timeout=QUICK).outcome


def test_an_answer_that_breaks_off_counts_by_its_status():
    """The receiver had decided before the connection was lost."""

    async def talk(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 202 Accepted\r\ncontent-length: 100\r\n\r\nthanks")
        await writer.drain()

    attempt = attempt_on(talk)

    assert (attempt.outcome, attempt.status) == (Outcome.ACCEPTED, 202)


def test_a_reset_is_unreachable():
    """A connection that breaks before the answer is a failure with its cause."""
    attempt = attempt_at(reset)

    assert (attempt.outcome, attempt.status) == (Outcome.UNREACHABLE, None)
    assert attempt.reason


def test_an_answer_that_is_no_http_is_unreachable():
    """Garbage instead of a status line is a failure, not an error of ours."""

    async def talk(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"\x00\xff garbage\r\n\r\n")
        await writer.drain()

    assert Outcome.UNREACHABLE is attempt_on(talk).outcome


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://127.0.0.1:1/hook/s3cret", "connection refused"),
        ("http://127.0.0.1:bad/hook/s3cret", "the webhook's address is not a valid URL"),
        ("gopher://127.0.0.1/hook/s3cret", "the webhook's address cannot be sent to"),
    ],
)
async def test_an_address_that_leads_nowhere_is_unreachable(url, reason):
    """Each says why in words, none shows the secret part of the address."""
    async with sender() as send:
        attempt = await send(Endpoint(name="desk", url=url), [make_event()], 1)

    assert (Outcome.UNREACHABLE, reason) == (attempt.outcome, attempt.reason)


def test_a_plain_server_behind_https_is_unreachable():
    """A TLS hand-shake that fails is a failure of the endpoint."""

    async def talk(reader, writer):
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()

    async def run():
        async with talking(talk) as url, sender() as send:
            return await send(Endpoint(name="desk", url=url.replace("http:", "https:")), [make_event()], 1)

    assert Outcome.UNREACHABLE is asyncio.run(run()).outcome


async def test_a_slow_connect_has_a_limit_of_its_own():
    """The transport is told to give up connecting after 5 s, or with the endpoint's own time if that is shorter."""
    asked = []

    class Slow:
        async def send(self, *_, connect_s):
            asked.append(connect_s)
            raise httpx.ConnectTimeout("no connection in time")

    send = Sender(user_agent="desk-monitor", clock=now, transport=Slow())
    attempts = [
        await send(Endpoint(name="desk", url="http://192.0.2.1/", timeout=timedelta(seconds=s)), [make_event()], 1)
        for s in (15, 2)
    ]

    assert asked == [5.0, 2.0]
    assert [(a.outcome, a.reason) for a in attempts] == [(Outcome.TIMED_OUT, "no connection in time")] * 2


async def test_cancelling_passes():
    """An attempt that is cancelled ends at once and is no failure of the endpoint."""
    async with receiving() as receiver, sender() as send:
        receiver.script.append(receiver.hang)
        task = asyncio.create_task(send(receiver.endpoint(), [make_event()], 1))
        await receiver.until(1)
        task.cancel()
        await asyncio.wait([task])
        assert task.cancelled()


@pytest.mark.parametrize(("code", "outcome"), [(410, Outcome.GONE), (404, Outcome.REFUSED)])
def test_gone_is_an_outcome_of_its_own(code, outcome):
    """A 410 says that the place is no more; a 404 may be a mistake."""
    assert outcome is attempt_at(status(code)).outcome


async def test_a_platform_says_why_in_its_own_words():
    """What its answer means is read by its format, also where the place is gone without a 410."""
    async with (
        receiving(status(404, b"no_service")) as receiver,
        Sender(user_agent="x", clock=now, allow_networks=LOOPBACK, render=_plain) as send,
    ):
        attempt = await send(receiver.endpoint(format=Format.SLACK), [make_event()], 1)

    assert (Outcome.GONE, "answered 404 Not Found: no_service") == (attempt.outcome, attempt.reason)


async def test_what_cannot_be_rendered_is_not_sent():
    """The attempt says why, and the endpoint sees nothing of it."""

    def broken(_endpoint, _events):
        raise Unrenderable("the template divides by zero")

    async with (
        receiving() as receiver,
        Sender(user_agent="x", clock=now, allow_networks=LOOPBACK, render=broken) as send,
    ):
        attempt, received = await send(receiver.endpoint(), [make_event()], 1), receiver.received

    assert (Outcome.UNRENDERABLE, "the template divides by zero", []) == (attempt.outcome, attempt.reason, received)


async def test_a_batch_is_one_signed_request():
    """Its id is its own, made of its events', and its attempt names its members."""
    events = [make_event(sequence=n) for n in (3, 5)]

    async with receiving() as receiver, sender() as send:
        endpoint = receiver.endpoint(secrets=(SECRET,), batch=Batch(most=2, wait=timedelta(0)))
        attempts = [await send(endpoint, events, number) for number in (1, 2)]
    (first, second), (request, again) = attempts, receiver.received

    assert ((3, 5), 5, first.event_id) == (second.members, second.sequence, second.event_id)
    assert (request.id, request.body) == (again.id, again.body) == (message_id(events), request.body)
    assert Verification.VALID is verify(SECRET, request.headers, request.body, now=NOW)
