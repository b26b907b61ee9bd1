"""Subscriptions at a hub that runs: what it asks, tells and refuses, and what becomes of it."""

import asyncio
import io
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from hub import free_port, get, newsroom, watching

from monitor.daemon.pushing import _Hint
from monitor.errors import StoreUnavailable
from monitor.model import Discovery
from monitor.push import course
from monitor.push.course import RENEWED_AT

LONG = {"min": timedelta(milliseconds=200), "max": timedelta(hours=1)}
HOUR = timedelta(hours=1)


class Hands:
    """A clock that runs as ours does, and can be moved on."""

    def __init__(self, ahead=timedelta(0)):
        self.ahead = ahead

    def __call__(self):
        return datetime.now(UTC) + self.ahead


def played(story, tmp_path, **keys):
    async def run():
        async with newsroom() as room:
            clock = keys.pop("clock", None) or Hands()
            async with watching(room, tmp_path, clock=clock, **(LONG | keys)) as monitor:
                await room.until(lambda: room.polls)
                await until(lambda: monitor.pipeline.state("flood").polled_at)
                await until(lambda: not monitor.schedule.polling("flood"))  # what the page offers is noted last
                await monitor.pushing.tend()
                return await story(room, monitor, clock)

    return asyncio.run(run())


async def until(so):
    async with asyncio.timeout(30):
        while not so():  # noqa: ASYNC110  # what it waits for happens in many places of the daemon
            await asyncio.sleep(0.02)


async def sequence(monitor, wanted):
    await until(lambda: monitor.pipeline.state("flood").sequence >= wanted)
    return monitor.pipeline.state("flood").sequence


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_a_push_is_a_hint(tmp_path, method):
    """The page is polled at once, and what it says is told; proven once, polls in between are rare."""

    async def story(room, monitor, _):
        (form,) = room.asked
        assert [(200, "ch&ll=nge 1")] == room.verified
        assert not monitor.pushing.relied_on("flood")
        room.entries = 3
        status = await room.tell(form, method=method)
        told = await sequence(monitor, 1)
        await until(lambda: monitor.pushing.relied_on("flood"))
        return form, status, told, monitor.control.explain("flood")

    form, status, told, why = played(story, tmp_path)
    assert (202, 1) == (status, told)
    assert {"hub.callback", "hub.mode", "hub.topic", "hub.secret", "hub.lease_seconds"} == form.keys()
    assert form["hub.topic"].endswith("/feed")
    assert len(form["hub.callback"].rpartition("/")[2]) >= 40
    assert ("its hub tells at once what is new: asked every 3600 s, its `max`",) == why


async def test_a_hub_in_a_header(tmp_path):
    """A page's Link header names the hub as well as its body."""

    async def story(room, monitor, _):
        room.in_header = True
        monitor.schedule.poll_now(monitor.control.source("flood").source)
        await until(lambda: monitor.pushing.of("flood"))
        await monitor.pushing.tend()
        return len(room.verified)

    async with newsroom() as room:
        room.in_header = True
        async with watching(room, tmp_path, **LONG) as monitor:
            assert 1 == await story(room, monitor, None)


def test_what_is_not_signed_is_not_believed(tmp_path):
    """Nothing is polled for it, and who sent it learns nothing: the answer is that of a genuine one."""

    async def story(room, monitor, _):
        (form,) = room.asked
        polls = room.polls
        answers = [await room.tell(form, secret="guessed"), await room.tell(form, method="md5")]
        async with (
            aiohttp.ClientSession() as client,
            client.post(form["hub.callback"], data=b"<feed/>") as answer,
        ):
            answers.append(answer.status)
        return answers, room.polls - polls, monitor.pushing.of("flood").pushed_at

    assert ([202] * 3, 0, None) == played(story, tmp_path)


def test_only_what_we_meant_is_confirmed(tmp_path):
    """Another topic, another mode, another path: no. And no other path of ours is open without a token."""

    async def story(room, monitor, _):
        del monitor
        (form,) = room.asked
        other = form["hub.callback"][:-4] + "AAAA"
        base = form["hub.callback"].partition("/push/")[0]
        async with aiohttp.ClientSession() as client:
            async with client.post(other, data=b"x") as answer:
                gone = answer.status
            async with client.put(form["hub.callback"], data=b"x") as answer:
                put = answer.status
            async with client.post(form["hub.callback"], data=io.BytesIO(b"x" * 1_100_000)) as answer:
                large = answer.status
        return (
            (await room.verify(form, topic="https://other.example/"))[0],
            (await room.verify(form, mode="unsubscribe"))[0],
            (await room.verify(form, challenge=""))[0],
            (await room.verify({**form, "hub.callback": other}))[0],
            (await get(f"{base}/api/sources", {}))[0],
            (gone, put, large),
        )

    assert (404, 404, 404, 404, 401, (410, 405, 413)) == played(story, tmp_path)


def test_a_hub_that_confirms_as_it_is_left_is_left(tmp_path):
    """What the page names while a confirmation is being written counts: nobody would ever end the other one."""

    async def story(room, monitor, _):
        (form,) = room.asked
        save = monitor.store.save_subscriptions

        async def slowly(changed, gone):
            monitor.store.save_subscriptions = save
            room.hub = f"{room.url}/moved"
            room.entries += 1
            monitor.schedule.poll_now(monitor.control.source("flood").source)
            await until(lambda: monitor.pushing.of("flood").hub == room.hub)
            await save(changed, gone)

        monitor.store.save_subscriptions = slowly
        await room.verify(form)
        await monitor.pushing.tend()
        return sorted(asked["hub.mode"] for asked in room.asked)

    assert ["subscribe", "subscribe", "unsubscribe"] == played(story, tmp_path)


def test_a_confirmation_that_is_not_written_holds_nothing(tmp_path):
    """The hub is told so and drops us: the lease is what it was, and it is asked again as planned."""

    async def story(room, monitor, clock):
        (form,) = room.asked
        before = monitor.pushing.of("flood")
        save = monitor.store.save_subscriptions

        async def away(changed, gone):
            raise StoreUnavailable("the disk is full")

        clock.ahead += HOUR / 2
        monitor.store.save_subscriptions = away
        status, _ = await room.verify(form)
        after = monitor.pushing.of("flood")
        monitor.store.save_subscriptions = save
        return status, after == before, (await room.verify(form))[0], monitor.pushing.of("flood") == before

    assert (503, True, 200, False) == played(story, tmp_path)


def test_a_push_by_a_wrong_clock_is_no_reason_to_look_for_a_year(tmp_path):
    """When the clock is put right it is looked for as after any other push, and the next one is polled at once."""

    async def story(room, monitor, clock):
        pushing, polls, year = monitor.pushing, room.polls, timedelta(days=365)
        pushing._polled_at["flood"] = clock() + year
        await room.tell(room.asked[0])
        await until(lambda: room.polls > polls)
        pushing._hints["flood"] = hint = _Hint(at=clock() + year)
        monitor.schedule.poll_now(monitor.control.source("flood").source)
        await until(lambda: hint.at <= clock())

    played(story, tmp_path)


def test_a_lease_is_renewed_before_it_ends(tmp_path):
    """At the same address; a hub that does not renew loses us when the lease is over."""

    async def story(room, monitor, clock):
        clock.ahead += RENEWED_AT * HOUR - timedelta(minutes=1)
        await monitor.pushing.tend()
        early = len(room.asked)
        room.mode = "silent"
        clock.ahead += timedelta(minutes=2)
        await monitor.pushing.tend()
        held = monitor.pushing.of("flood").expires_at > clock()
        clock.ahead += HOUR
        room.mode = "verify"
        lapsed = monitor.pushing.of("flood").expires_at < clock()
        await monitor.pushing.tend()
        callbacks = {form["hub.callback"] for form in room.asked}
        return early, held, lapsed, len(room.asked), len(callbacks), monitor.pushing.of("flood").expires_at > clock()

    assert (1, True, True, 3, 1, True) == played(story, tmp_path)


def test_a_hub_that_refuses_is_asked_again_later(tmp_path):
    """Later each time, and as late as it says; a redirect is followed; a denial counts for a day."""

    async def story(room, monitor, clock):
        form = room.asked[0]
        denial = await room.verify(form, mode="denied", reason="not today")
        after_denial = monitor.pushing.of("flood")
        clock.ahead += timedelta(hours=23)
        await monitor.pushing.tend()
        still = len(room.asked)
        room.mode = "refuse"
        clock.ahead += timedelta(hours=2)
        await monitor.pushing.tend()
        refused = monitor.pushing.of("flood")
        clock.ahead += timedelta(hours=24)
        room.mode = "redirect"
        await monitor.pushing.tend()
        at_last, now = monitor.pushing.of("flood"), clock()
        room.mode = "busy"
        clock.ahead += timedelta(hours=2)
        await monitor.pushing.tend()
        return denial[0], after_denial, still, refused, at_last, now, monitor.pushing.of("flood"), clock()

    status, denied, still, refused, at_last, now, busy, later = played(story, tmp_path)
    assert (200, None, 1) == (status, denied.expires_at, still)
    assert "not today" in denied.reason
    assert "422" in refused.reason
    assert "503" in busy.reason
    assert busy.next_at - later > timedelta(hours=1.9)
    assert at_last.expires_at > now
    assert (0, None) == (at_last.attempts, at_last.reason)


async def test_hubs_are_dialled_by_the_rules(tmp_path):
    """A page cannot lead us to the metadata service by naming it as its hub."""
    async with newsroom() as room:
        room.hub = "http://169.254.169.254/latest/meta-data"
        async with watching(room, tmp_path, **LONG) as monitor:
            await until(lambda: monitor.pushing.of("flood"))
            await monitor.pushing.tend()
            assert "169.254.169.254" in monitor.pushing.of("flood").reason


def test_what_pushes_miss_is_held_against_the_hub(tmp_path, monkeypatch):
    """A poll finds what no push told in time: polls go on as ever until pushes have proved right twice."""
    monkeypatch.setattr(course, "TOLD_LATE", timedelta(seconds=0.5))

    async def story(room, monitor, clock):
        form = room.asked[0]
        source = monitor.control.source("flood").source

        async def past_late(since):
            await until(lambda: clock() - since() > course.TOLD_LATE)
            await monitor.pushing.tend()

        async def pushed(wanted):
            room.entries += 1
            await room.tell(form)
            await sequence(monitor, wanted)
            await until(lambda: not monitor.schedule.polling("flood"))

        await pushed(1)
        trusted = [monitor.pushing.relied_on("flood")]
        await past_late(lambda: monitor.pushing.of("flood").pushed_at)
        room.entries += 1
        monitor.schedule.poll_now(source)
        await until(lambda: monitor.pushing.of("flood").unpushed_at)
        trusted.append(monitor.pushing.relied_on("flood"))  # it may come yet
        await past_late(lambda: monitor.pushing.of("flood").unpushed_at)
        trusted.append(monitor.pushing.relied_on("flood"))
        for wanted in (3, 4):
            await pushed(wanted)
            trusted.append(monitor.pushing.relied_on("flood"))
        return trusted

    assert [True, True, False, False, True] == played(story, tmp_path)


def test_what_pushes_of_an_index_miss(tmp_path, monkeypatch):
    """A new page on an index that no push told of in time is held against the hub, another edition of it is not."""
    monkeypatch.setattr(course, "TOLD_LATE", timedelta(seconds=0.5))

    async def story(room, monitor, clock):
        source = monitor.control.source("flood").source

        async def polled(since):
            await until(lambda: monitor.pipeline.state("flood").polled_at > since)
            await until(lambda: not monitor.schedule.polling("flood"))

        before = clock()
        room.entries += 1
        await room.tell(room.asked[0])
        await polled(before)
        await until(lambda: monitor.pushing.of("flood").proved == 1)
        trusted = [monitor.pushing.relied_on("flood")]
        await until(lambda: clock() - monitor.pushing.of("flood").pushed_at > course.TOLD_LATE)
        for more in (0, 1):
            before = clock()
            room.entries += more
            room.edition += 1
            monitor.schedule.poll_now(source)
            await polled(before)
            await until(lambda: clock() - before > 2 * course.TOLD_LATE)  # noqa: B023  # awaited here
            await monitor.pushing.tend()
            trusted.append(monitor.pushing.relied_on("flood"))
        return trusted, monitor.pushing.of("flood").missed

    assert ([True, True, False], 1) == played(story, tmp_path, discover=Discovery(title="what nothing is called"))


async def test_a_source_that_is_gone_is_unsubscribed(tmp_path):
    """After a restart without it; its pushes are answered that it is gone, and the hub's question is confirmed once."""
    async with newsroom() as room:
        port = free_port()
        async with watching(room, tmp_path, port=port, **LONG) as monitor:
            await until(lambda: monitor.pushing.of("flood"))
            await monitor.pushing.tend()
        async with watching(room, tmp_path, port=port, **LONG) as monitor:
            kept = monitor.pushing.of("flood")
            await monitor.pushing.tend()
        async with watching(room, tmp_path, port=port, sources=0) as monitor:
            await monitor.pushing.tend()
            pushed = await room.tell(room.asked[0])
            asked, verified, left = room.asked, room.verified, await monitor.store.load_subscriptions()
    assert kept.expires_at is not None
    assert ["subscribe", "unsubscribe"] == [form["hub.mode"] for form in asked]
    assert "hub.secret" not in asked[1]
    assert [(200, "ch&ll=nge 1")] * 2 == verified
    assert (410, []) == (pushed, list(left))


def test_a_page_that_names_another_hub_is_followed_there(tmp_path):
    """What it offered before is left, and a new address is given to the new one."""

    async def story(room, monitor, _):
        room.hub = f"{room.url}/moved"
        room.entries += 1
        monitor.schedule.poll_now(monitor.control.source("flood").source)
        await until(lambda: monitor.pushing.of("flood").hub == room.hub)
        await monitor.pushing.tend()
        return [(form["hub.mode"], form["hub.callback"]) for form in room.asked], monitor.pushing.of("flood").expires_at

    asked, until_when = played(story, tmp_path)
    assert ["subscribe", "subscribe", "unsubscribe"] == sorted(mode for mode, _ in asked)
    assert 2 == len({callback for _, callback in asked})
    assert until_when is not None


def test_too_many_pushes_are_put_off(tmp_path):
    """A hub gone wild is answered 429, and a source is never polled twice within its `min`."""

    async def story(room, monitor, _):
        form = room.asked[0]
        polls = room.polls
        answers = [await room.tell(form) for _ in range(62)]
        await until(lambda: room.polls > polls)
        return answers, monitor.schedule.overruns

    answers, overruns = played(story, tmp_path, min=timedelta(seconds=5))
    assert ([202] * 60 + [429] * 2, 0) == (answers, overruns)


def test_pushes_are_taken_again_when_a_clock_that_ran_ahead_is_put_right(tmp_path):
    """Those that came by the wrong time fill no minute until that comes."""

    async def story(room, monitor, clock):
        del monitor
        answers = [await room.tell(room.asked[0]) for _ in range(61)]
        clock.ahead -= timedelta(days=1)
        return [*answers[-2:], await room.tell(room.asked[0])]

    assert [202, 429, 202] == played(story, tmp_path, min=timedelta(seconds=5))
