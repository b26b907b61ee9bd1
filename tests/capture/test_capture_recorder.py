"""The recorder: whatever a fetch answers passes through it as it is, and can be replayed from disk."""

import asyncio
import json
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from live_blogs import NOON, URL, html
from structlog.testing import capture_logs

from monitor.capture import Recorder, read_captures
from monitor.capture import recorder as module
from monitor.capture.folder import LINE_LIMIT_BYTES
from monitor.errors import BadStatus, Held, ServerFault, TimedOut
from monitor.model import NotModified, Redirect, Request, Validators

KEPT = Request(url=URL, record="flood")
SHOP = html("<p>Shop</p>", url="https://shop.example/live")
HOPS = (Redirect(status=301, url=URL, location="/b"), Redirect(status=302, url=f"{URL}/b", location=SHOP.url))


def recorded(folder, *answers, request=KEPT, **settings):
    """Let each answer pass, and return what came out and what the log says."""
    script = iter(answers)

    async def fetch(_):
        answer = next(script)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def story():
        passed = []
        async with Recorder(fetch, folder, clock=lambda: NOON, **settings) as recorder:
            for _ in answers:
                try:
                    passed.append(await recorder(request))
                except (BadStatus, Held, TimedOut) as error:
                    passed.append(error)
        return passed

    with capture_logs() as logs:
        passed = asyncio.run(story())
    return passed, [f"{line['event']}: {line['reason']}" for line in logs]


def lines(folder):
    return [json.loads(line) for line in (folder / "flood" / "index.jsonl").read_text().splitlines()]


def test_pages(tmp_path):
    """A page is a line and a body; what is the same again names the same body, and a 304 none."""
    page = html("<p>One</p>", headers={"content-type": "text/html; charset=utf-8", "etag": '"1"'})
    digest = module.xxh3_64_intdigest(page.body)
    same = NotModified(url=URL, fetched_at=NOON, validators=Validators(etag='"2"', body_digest=digest), status=200)
    unchanged = NotModified(url=URL, fetched_at=NOON, validators=Validators(last_modified="Thu", body_digest=digest))
    passed, logs = recorded(tmp_path, page, same, unchanged)
    assert ([page, same, unchanged], []) == (passed, logs)
    at = "2026-01-02T12:00:00Z"
    body = f"{digest:016x}.html"
    expected = [
        {"at": at, "url": URL, "status": 200, "headers": dict(page.headers), "body": body},
        {"at": at, "url": URL, "status": 200, "headers": {"etag": '"2"'}, "body": body},
        {"at": at, "url": URL, "status": 304, "headers": {"last-modified": "Thu"}},
    ]
    assert expected == lines(tmp_path)
    assert [page.body, page.body, None] == [one.read and one.read() for one in read_captures(tmp_path)[0].exchanges]


def test_the_same_page_of_which_no_body_is_held(tmp_path):
    """When recording begins after the page came, the same page again is as good as a 304."""
    same = NotModified(url=URL, fetched_at=NOON, validators=Validators(body_digest=7), status=200)
    recorded(tmp_path, same, NotModified(url=URL, fetched_at=NOON, validators=Validators(), status=200))
    assert [304, 304] == [line["status"] for line in lines(tmp_path)]


def test_redirects(tmp_path):
    """Each hop is a response of its own."""
    recorded(tmp_path, html("<p>Shop</p>", url=SHOP.url, redirects=HOPS, headers={}))
    expected = [(URL, 301), (f"{URL}/b", 302), (SHOP.url, 200)]
    assert expected == [(line["url"], line["status"]) for line in lines(tmp_path)]
    assert lines(tmp_path)[-1]["body"].endswith(".bin")


def test_failures(tmp_path):
    """A refusal keeps its status and how long it asks us to wait, anything else its name and reason; all are raised."""
    faults = [
        TimedOut(URL, "no complete answer within 15 s"),
        ServerFault(URL, 503, "the server answered 503", retry_after=timedelta(seconds=120)),
        BadStatus(URL, 404, "the server answered 404 Not Found"),
    ]
    passed, _ = recorded(tmp_path, *faults)
    assert faults == passed
    at = "2026-01-02T12:00:00Z"
    expected = [
        {"at": at, "url": URL, "error": "TimedOut", "reason": "no complete answer within 15 s"},
        {"at": at, "url": URL, "status": 503, "headers": {"retry-after": "120"}},
        {"at": at, "url": URL, "status": 404, "headers": {}},
    ]
    assert expected == lines(tmp_path)


def test_credentials_are_not_kept(tmp_path):
    """The address of a source may hold a password; its capture does not."""
    request = Request(url="https://ann:secret@news.example.org/live/flood", record="flood")
    recorded(tmp_path, html("<p>One</p>"), request=request)
    assert URL == lines(tmp_path)[0]["url"]


def test_what_was_not_asked_for_is_not_kept(tmp_path):
    """Only requests that name a capture are recorded."""
    page = html("<p>One</p>")
    assert ([page], []) == recorded(tmp_path, page, request=Request(url=URL))
    assert [] == list(tmp_path.iterdir())


def test_what_was_put_off_is_not_kept(tmp_path):
    """Out of politeness nobody was asked, so there is no answer to replay."""
    held = Held(URL, "the host is left alone", wait=timedelta(minutes=1))
    assert ([held], []) == recorded(tmp_path, held)
    assert not (tmp_path / "flood").exists()


def test_a_disk_that_fails(tmp_path):
    """It is logged once, and the polls go on."""
    (tmp_path / "flood").write_text("in the way")
    pages = [html(f"<p>{number}</p>") for number in range(3)]
    passed, logs = recorded(tmp_path, *pages)
    assert (pages, ["not recorded: file exists"]) == (passed, logs)


async def test_a_disk_that_works_again(tmp_path):
    """Recording goes on when the fault is gone, and the next fault is logged again."""
    flood, answers = tmp_path / "flood", iter(range(9))
    flood.write_text("in the way")

    async def fetch(_):
        return html(f"<p>{next(answers)}</p>")

    with capture_logs() as logs:
        async with Recorder(fetch, tmp_path, clock=lambda: NOON) as recorder:
            for step in (lambda: None, flood.unlink, lambda: None):
                await asyncio.get_running_loop().run_in_executor(recorder._thread, step)
                await recorder(KEPT)
    assert (1, 2) == (len(logs), len(lines(tmp_path)))


async def test_a_smaller_capture(tmp_path):
    """A limit that is lowered while it records holds from the next answer on."""
    answers = iter(range(9))

    async def fetch(_):
        return html("x" * 600 + str(next(answers)))

    with capture_logs() as logs:
        async with Recorder(fetch, tmp_path, clock=lambda: NOON, limit_bytes=100_000) as recorder:
            for _ in range(6):
                await recorder(KEPT)
            await asyncio.get_running_loop().run_in_executor(recorder._thread, lambda: None)
            recorder.take(2_500)
            await recorder(KEPT)
    (capture,) = read_captures(tmp_path)
    assert ([], "6") == (logs, capture.exchanges[-1].read().decode()[-1])
    assert sum(file.stat().st_size for file in (tmp_path / "flood").iterdir()) <= 2_500


def test_a_full_capture(tmp_path):
    """At its limit the oldest gives way to the newest, line and body, and what is left can be replayed."""
    pages = [html("x" * 600 + str(number)) for number in range(9)]
    passed, logs = recorded(tmp_path, *pages, limit_bytes=4000)
    assert (pages, []) == (passed, logs)
    (capture,) = read_captures(tmp_path)
    kept = [one.read() for one in capture.exchanges]
    assert [page.body for page in pages[-len(kept) :]] == kept
    assert 2 <= len(kept) < 9
    assert 4000 >= sum(file.stat().st_size for file in (tmp_path / "flood").iterdir())
    assert len(kept) + 1 == len(list((tmp_path / "flood").iterdir()))


@pytest.mark.parametrize(
    "damage", [bytes(512) + b"\n", b"no line\n", b'{"at": "2026-01-02T12:00:00Z", "url": "u", "body": "\0"}\n']
)
@pytest.mark.parametrize("place", [0, 3, 6])
def test_a_damaged_line_keeps_nothing_from_being_recorded(tmp_path, damage, place):
    """What a power cut left in the index goes with what is old around it."""
    index = tmp_path / "flood" / "index.jsonl"
    pages = [html("x" * 600 + str(number)) for number in range(15)]
    recorded(tmp_path, *pages[:6], limit_bytes=8000)
    whole = index.read_bytes().splitlines(keepends=True)
    index.write_bytes(b"".join([*whole[:place], damage, *whole[place:]]))

    passed, logs = recorded(tmp_path, *pages[6:], limit_bytes=8000)

    assert (pages[6:], []) == (passed, logs)
    assert damage not in index.read_bytes()
    assert pages[-1].body == read_captures(tmp_path)[0].exchanges[-1].read()


def test_an_index_that_cannot_be_made_smaller(tmp_path):
    """It is said, with its place, and the polls go on."""
    (tmp_path / "flood").mkdir()
    (tmp_path / "flood" / "index.jsonl").write_bytes(b"x" * (LINE_LIMIT_BYTES + 1) + b"\n")

    _, logs = recorded(tmp_path, html("<p>1</p>"), html("<p>2</p>"), limit_bytes=LINE_LIMIT_BYTES)

    assert [f"not recorded: {tmp_path}/flood/index.jsonl:1: the line is longer than 1 MiB"] == logs


def test_an_answer_that_is_too_large_alone(tmp_path):
    """It is not recorded, which is logged; what comes after it is."""
    large, small = html("x" * 5000), html("<p>small</p>")
    passed, logs = recorded(tmp_path, large, small, large, limit_bytes=3000)
    assert [large, small, large] == passed
    assert ["not recorded: one answer alone is larger than the 3,000 bytes that a capture may have"] * 2 == logs


def test_what_is_old_is_forgotten(tmp_path):
    """What was recorded before a time goes with its bodies, of captures that nobody records to any more, too."""
    pages = [replace(html(f"<p>{number}</p>"), fetched_at=NOON + timedelta(days=number)) for number in range(4)]
    recorded(tmp_path, *pages, pages[0])
    recorded(tmp_path, pages[0], request=replace(KEPT, record="fires/hill"))
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "index.jsonl").write_text("x" * (LINE_LIMIT_BYTES + 1) + "\n")

    async def story():
        async with Recorder(None, tmp_path, clock=lambda: NOON) as recorder:
            await recorder.forget(NOON - timedelta(days=1))
            before = lines(tmp_path)
            await recorder.forget(NOON + timedelta(days=2))
        return before

    with capture_logs() as logs:
        before = asyncio.run(story())
    assert 5 == len(before)
    assert [200, 200, 200] == [line["status"] for line in lines(tmp_path)]
    assert 4 == len(list((tmp_path / "flood").iterdir()))
    assert "" == (tmp_path / "fires" / "hill" / "index.jsonl").read_text()
    assert ["not recorded"] + ["removed old records"] * 2 == sorted(line["event"] for line in logs)


def test_a_slow_disk(tmp_path, monkeypatch):
    """Polls never wait for the disk: what does not fit into the queue is not recorded, and said so."""
    monkeypatch.setattr(module, "QUEUE_LIMIT_BYTES", 2500)
    pages, free = [html(f"<p>{number}</p>") for number in range(4)], threading.Event()
    script = iter(pages)

    async def fetch(_):
        return next(script)

    async def story():
        async with Recorder(fetch, tmp_path, clock=lambda: NOON) as recorder:
            recorder._thread.submit(free.wait)
            passed = [await recorder(KEPT) for _ in pages]
            free.set()
        return passed

    with capture_logs() as logs:
        assert pages == asyncio.run(story())
    assert ["the disk is too slow"] == [line["reason"] for line in logs]
    assert 2 == len(lines(tmp_path))


@pytest.mark.parametrize(
    ("content_type", "suffix"),
    [("text/html", "html"), ("application/feed+json", "json"), ("application/rss+xml", "xml"), ("image/png", "bin")],
)
def test_bodies_are_named_by_their_type(tmp_path, content_type, suffix):
    """A body can be opened by its name."""
    recorded(tmp_path, html("x", headers={"content-type": content_type}))
    assert suffix == lines(tmp_path)[0]["body"].rpartition(".")[2]
