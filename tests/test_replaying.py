"""Replays: captures through the real pipeline, under their own clock."""

import asyncio
from datetime import timedelta
from itertools import pairwise

import pytest
from live_blogs import NOON, URL, entries, entry, page

from monitor.capture import Capture, Exchange
from monitor.errors import CaptureError
from monitor.model import Known, Request, Source, SourceState, Validators
from monitor.pipeline import PollOutcome
from monitor.replay import CaptureFetch, Replay, ReplayStore, configured, first_address, replay

FLOOD = Source(name="flood", url=URL, confirm_deletions=1)
HTML = {"content-type": "text/html"}


def capture(*exchanges, name="flood"):
    return Capture(name=name, place=name, exchanges=exchanges)


def exchange(minute, status=200, *, url=URL, body=None, **fields):
    """Return an answer so many minutes after noon: entries as a page, or bytes."""
    content = page(*body).body if isinstance(body, list) else body
    given = {"headers": HTML, "read": None if content is None else lambda: content}
    at = NOON + timedelta(minutes=minute)
    return Exchange(**{"at": at, "url": url, "place": f"index.jsonl:{minute}", "status": status} | given | fields)


def run(*replays):
    async def story():
        return [one async for one in replay(replays)]

    return asyncio.run(story())


def outcomes(*replays):
    return [one.poll.outcome.value for one in run(*replays)]


def told(*replays):
    """Return minute, type and entry of each event."""
    events = [event for one in run(*replays) for event in one.poll.events]
    return [((event.at - NOON) // timedelta(minutes=1), event.type.value, event.entry_id) for event in events]


def test_events_under_the_captures_clock():
    """Each event is told at the time of its response, as the daemon would have."""
    before, after = entries(3, 2, 1), [entry(3), entry(2, text="Other words, the number 7."), entry(4), entry(1)]
    recorded = capture(exchange(10, body=before), exchange(11, body=after), exchange(12, body=[entry(3), entry(1)]))
    expected = [
        (11, "entry.created", "e4"),
        (11, "entry.updated", "e2"),
        (12, "entry.deleted", "e2"),
        (12, "entry.deleted", "e4"),
    ]
    assert expected == sorted(told(Replay(FLOOD, recorded)))


def test_two_replays_are_the_same_to_the_byte():
    """Ids are made from a fixed name, times from the capture."""
    recorded = capture(exchange(1, body=entries(1)), exchange(2, body=entries(2, 1)))
    bodies = [[event.body for one in run(Replay(FLOOD, recorded)) for event in one.poll.events] for _ in range(2)]
    assert 1 == len(bodies[0])
    assert bodies[0] == bodies[1]


def test_several_sources_in_the_order_of_time():
    """Polls of several captures come as they did, not one capture after the other."""
    first = Replay(FLOOD, capture(exchange(1, body=entries(1)), exchange(3, body=entries(2, 1))))
    second = Replay(Source(name="fire", url=URL), capture(exchange(2, body=entries(1))))
    assert ["flood", "fire", "flood"] == [one.source.name for one in run(first, second)]


def test_the_page_again():
    """A 304 and a 200 with the bytes from before are no reading."""
    same = exchange(2, body=entries(1))
    recorded = capture(exchange(1, body=entries(1)), same, exchange(3, 304), exchange(4, body=entries(2, 1)))
    assert ["changed", "not-modified", "not-modified", "changed"] == outcomes(Replay(FLOOD, recorded))


def test_a_304_to_a_question_without_conditions():
    """Other settings may ask for the page where the recorded ones did not: it is the one before."""
    patient = Source(name="flood", url=URL, confirm_deletions=2)
    recorded = capture(exchange(1, body=entries(3, 2, 1)), exchange(2, body=[entry(3), entry(1)]), exchange(3, 304))
    assert [(3, "entry.deleted", "e2")] == told(Replay(patient, recorded))


def test_a_304_of_a_page_that_was_not_recorded():
    """Recording may begin between two 304s; it goes on with the first page."""
    recorded = capture(exchange(1, 304), exchange(2, body=entries(1)))
    assert ["fetch-failed", "changed"] == outcomes(Replay(FLOOD, recorded))


def test_failures():
    """What failed fails again for the same reason, and a source that fails is told as degraded."""
    refused = exchange(1, 503, headers={"retry-after": "9"})
    late = exchange(2, None, error="TimedOut", reason="no complete answer within 15 s")
    recorded = capture(refused, late, exchange(3, 202), exchange(4, body=entries(1)))
    polls = [one.poll for one in run(Replay(FLOOD, recorded))]
    expected = [
        "the server answered 503 Service Unavailable and asks us to wait 9 s",
        "no complete answer within 15 s",
        "the server answered 202 Accepted, which is no whole page",
        None,
    ]
    assert expected == [poll.reason for poll in polls]
    events = [event.type.value for poll in polls for event in poll.events]
    assert ["source.degraded", "source.recovered"] == events


def test_redirects():
    """Hops are followed; a permanent one is remembered, so that it is not asked for again."""
    other = "https://news.example.org/live/b"
    recorded = capture(
        exchange(1, 301, headers={"location": "b"}),
        exchange(1, url=other, body=entries(1)),
        exchange(2, url=other, body=entries(2, 1)),
    )
    one = Replay(FLOOD, recorded)
    assert [(2, "entry.created", "e2")] == told(one)
    assert [] == one.fetch.unasked


def test_too_many_redirects():
    """No more are followed than the fetcher follows; a circle ends at its beginning."""
    chain = [URL, *(f"{URL}/{number}" for number in range(20))]
    hops = [exchange(1, 302, url=one, headers={"location": other}) for one, other in pairwise(chain)]
    circle = [exchange(2, 302, headers={"location": URL}), exchange(3, 302, headers={"location": URL})]
    reasons = [one.poll.reason for one in run(Replay(FLOOD, capture(*hops, *circle)))]
    nothing = "the capture has no answer to this"
    assert [f"more than 10 redirects, the last to {URL}/10", nothing, nothing] == reasons


def test_other_pages_belong_to_their_poll():
    """An older page is answered as it was then; one that was recorded with a later poll only is not there."""
    older = f"{URL}?page=2"
    fetch = CaptureFetch(
        capture(
            exchange(1, body=b"first"),
            exchange(1, url=older, body=b"older then"),
            exchange(2, body=b"second"),
            exchange(3, body=b"third"),
            exchange(3, url=older, body=b"older later"),
        )
    )

    async def bodies(url):
        fetch.begin(URL)
        return [(await fetch(Request(url=one))).body for one in (URL, url)]

    assert [b"first", b"older then"] == asyncio.run(bodies(older))
    with pytest.raises(Exception, match="the capture has no answer to this"):
        asyncio.run(bodies(older))
    assert [b"third", b"older later"] == asyncio.run(bodies(older))
    assert None is fetch.upcoming(URL)


def test_validators():
    """Headers of a 304 count anew; the digest of the page still holds."""
    fetch = CaptureFetch(capture(exchange(1, 304, headers={"etag": '"2"'})))
    fetch.begin(URL)
    answer = asyncio.run(fetch(Request(url=URL, known=Validators(etag='"1"', last_modified="Thu", body_digest=7))))
    assert Validators(etag='"2"', last_modified="Thu", body_digest=7) == answer.validators


@pytest.mark.parametrize(
    "broken",
    [
        exchange(2, None, error="Oops"),
        exchange(2, None),
    ],
)
def test_a_broken_capture_ends_the_replay(broken):
    """What cannot be replayed is named with its line, and is no failure of the source."""
    with pytest.raises(CaptureError, match=r"index.jsonl:2: `error` must be one of Unreachable, TimedOut"):
        run(Replay(FLOOD, capture(exchange(1, body=entries(1)), broken)))


async def test_the_store_of_a_replay():
    """It gives back the poll states that it was given, and knows nothing else."""
    store, state = ReplayStore({}), SourceState(source="flood", failures=2)

    await store.save_states([state])
    assert ({"flood": state}, Known()) == (await store.load_states(), await store.load_known("flood"))


def test_an_empty_capture():
    """A capture without responses has no address, and nothing happens in it."""
    assert [] == run(Replay(FLOOD, capture()))
    with pytest.raises(CaptureError, match="flood: holds no response of a page"):
        first_address(capture())


def test_the_address_of_a_capture():
    """It is that of its first page; what a browser loads beside it does not count."""
    picture = exchange(1, url="https://i.example/1.jpg", headers={"content-type": "image/jpeg"}, body=b"x")
    script = exchange(1, url="https://i.example/1.js", headers={"content-type": "text/javascript"}, body=b"x")
    hop = exchange(2, 302, url="https://hop.example/", headers={"location": URL})
    assert "https://hop.example/" == first_address(capture(picture, script, hop, exchange(3, body=entries(1))))
    assert URL == first_address(capture(picture, exchange(3, body=entries(1))))


def test_the_sources_of_a_config():
    """Sources are found by address, however it is spelt; else by the name of the capture, at its address."""
    flood, fire = Source(name="flood", url=f"{URL}#top"), Source(name="fire", url="https://fire.example/")
    both = capture(exchange(1), exchange(2, url="https://fire.example/"), exchange(3, url="https://x.example/"))
    assert [flood, fire] == configured(both, [flood, fire, Source(name="x", url="https://y.example")])
    moved = Source(name="flood", url="https://moved.example", backfill=True)
    assert [Source(name="flood", url=URL, backfill=True)] == configured(capture(exchange(1)), [fire, moved])
    assert [] == configured(capture(exchange(1)), [fire])


def test_a_page_that_cannot_be_read():
    """It is a poll that failed, as it was when it was recorded."""
    recorded = capture(exchange(1, body=b"<html><p>Nothing</p></html>"))
    assert [PollOutcome.EXTRACT_FAILED] == [one.poll.outcome for one in run(Replay(FLOOD, recorded))]
