"""Late corrections on pages that the watch has gone on from: told once, from where they are, and at a decent pace."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pytest
from series import MORNING, Site, address, blog, post, watching

from monitor.errors import BadStatus, Disallowed, Held, ServerFault, TimedOut
from monitor.life.left import HOURLY_FOR, OFTEN, OFTEN_FOR, SECOND_LOOK, wait
from monitor.life.stages import DAILY, HOURLY, RETIRED_AFTER
from monitor.model import LEFT_PAGES, CssSelectors, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from series import Watch

    from monitor.errors import FetchError

FLOOD = Source(name="flood", url=address(1), follow=True)


def on_to(number: int, day: int) -> str:
    """Return the last entry of a day, which names the page of the next one."""
    return post(
        number,
        f"<p>We are closing this live blog at number {number} now.</p>"
        f'<p>Our live coverage continues <a href="/live/flood-day-{day}">here</a>.</p>',
    )


def of_day(day: int, *posts: str, title: str = "") -> str:
    """Return the page of a day that is over."""
    return blog(on_to(10 * day + 9, day + 1), *posts, title=title or f"Flood live, day {day}")


def live(day: int, *posts: str) -> str:
    """Return the page of a day while it is live."""
    return blog(*posts, title=f"Flood live, day {day}")


def six(day: int) -> list[str]:
    return [post(10 * day + number) for number in range(6, 0, -1)]


def edited(number: int) -> str:
    return post(number, f"<p>The water has reached mark number {number} at the new bridge, 45 are missing.</p>")


def facts(watch: Watch, since: int = 0) -> list[tuple[str, str, str]]:
    """Return of each event told the type, what it is about, and the day of the page that it is from."""
    bodies: list[dict[str, Any]] = [event.message for event in watch.told[since:]]
    return [
        (
            body["type"],
            body["data"].get("entry", {}).get("text", "").partition(" number ")[2].split(" ")[0],
            body["data"]["live_blog"]["url"].rpartition("-")[2],
        )
        for body in bodies
    ]


async def second_day(watch: Watch) -> None:
    """Watch the first day, go on to the second, and read that."""
    watch.site.pages |= {address(1): live(1, *six(1))}
    await watch.poll()
    watch.site.pages |= {address(1): of_day(1, *six(1)), address(2): live(2, *six(2))}
    await watch.poll()
    await watch.poll()


async def looks(watch: Watch, *, until: timedelta, every: timedelta = timedelta(minutes=5)) -> None:
    end = watch.site.now + until
    while watch.site.now < end:
        await watch.poll(after=every)


def run_watch(
    tmp_path: Path, steps: Callable[[Watch], Any], source: Source = FLOOD
) -> tuple[list[tuple[str, str, str]], Site]:
    """Return what is told after the second day was read, and the site, once the steps were taken from there."""

    async def run() -> tuple[list[tuple[str, str, str]], Site]:
        site = Site()
        async with watching(tmp_path, site, source) as watch:
            await second_day(watch)
            since = len(watch.told)
            site.asked.clear()
            site.requests.clear()
            await steps(watch)
            return facts(watch, since), site

    return asyncio.run(run())


@pytest.mark.parametrize("interrupted", ["", "restart", "kill"])
def test_a_correction_a_deletion_and_a_late_entry(tmp_path: Path, interrupted: str) -> None:
    """Each is told once, with the address of yesterday's page, while today's goes on: also over restarts and kills."""

    async def steps(watch: Watch) -> None:
        async def some_looks() -> None:
            for _ in range(12):
                await watch.poll(after=timedelta(minutes=5))
                if interrupted:
                    await getattr(watch, interrupted)()

        posts = six(1)
        posts[2] = edited(14)
        watch.site.pages[address(1)] = of_day(1, *posts)
        await some_looks()
        del posts[3]
        watch.site.pages[address(1)] = of_day(1, *posts)
        await some_looks()
        watch.site.pages[address(1)] = of_day(1, post(18), *posts)
        watch.site.pages[address(2)] = live(2, post(27), *six(2))
        await some_looks()
        await some_looks()

    told, site = run_watch(tmp_path, steps)
    assert [("entry.updated", "14", "1"), ("entry.deleted", "13", "1")] == told[:2]
    assert [("entry.created", "18", "1"), ("entry.created", "27", "2")] == sorted(told[2:])
    assert {address(1), address(2)} == set(site.asked)
    assert all(request.robots for request in site.requests)


def test_five_days_and_what_comes_late_on_each(tmp_path: Path) -> None:
    """Through a series of daily pages, each correction of an earlier day is told once, from its page."""

    async def run() -> tuple[list[tuple[str, str, str]], int]:
        site = Site()
        async with watching(tmp_path, site, FLOOD) as watch:
            for day in range(1, 6):
                site.pages[address(day)] = live(day, *six(day))
                await looks(watch, until=timedelta(hours=10))
                for earlier in range(1, day):
                    posts = [edited(10 * earlier + number) if number < day else post(10 * earlier + number)
                             for number in range(6, 0, -1)]  # fmt: skip
                    site.pages[address(earlier)] = of_day(earlier, *posts)
                site.pages[address(day)] = of_day(day, *six(day))
                site.pages[address(day + 1)] = 404
                await looks(watch, until=timedelta(minutes=10))
                site.pages[address(day + 1)] = live(day + 1, *six(day + 1))
                await looks(watch, until=timedelta(hours=14), every=timedelta(minutes=20))
                await watch.kill()
            await looks(watch, until=timedelta(days=1), every=timedelta(minutes=20))
            return facts(watch), len(watch.pipeline.state("flood").left)

    told, left = asyncio.run(run())
    updates = [fact for fact in told if fact[0] == "entry.updated"]
    wanted = [("entry.updated", f"{10 * day + number}", f"{day}") for day in range(1, 5) for number in range(1, 5)]
    # Of the first page one entry changes on each of the days 2 to 5, of the fourth page four on the last day.
    assert sorted(wanted) == sorted(updates)
    created = [number for kind, number, _ in told if kind == "entry.created"]
    assert len(created) == len(set(created)) == 5 * 7
    assert {"entry.updated", "entry.created", "live_blog.ended", "live_blog.moved"} == {kind for kind, _, _ in told}
    assert left == 5


def test_the_current_page_is_as_it_was(tmp_path: Path) -> None:
    """A look back leaves the window, title, order, reading and rhythm of the current page as they were."""

    async def steps(watch: Watch) -> None:
        before = await watch.pipeline._memory.known("flood"), watch.pipeline.state("flood")
        watch.site.pages[address(1)] = of_day(1, post(18), *six(1)[:3], *six(1)[4:], title="Flood, as it happened")
        look = await watch.poll(after=OFTEN)
        assert ((), 2) == (look.news, len(look.events))
        await watch.poll(after=SECOND_LOOK)
        after = await watch.pipeline._memory.known("flood"), watch.pipeline.state("flood")
        assert before[0].rolling == after[0].rolling
        for one in ("window", "below", "title", "standfirst", "sticky", "oldest_first", "id_class", "aliases"):
            assert getattr(before[0], one) == getattr(after[0], one)
        for one in ("followed", "choice", "lead", "validators", "freshness", "failures", "life", "copy"):
            wanted, now = getattr(before[1], one), getattr(after[1], one)
            assert wanted == (replace(now, made_at=wanted.made_at) if one == "freshness" else now)

    told, _ = run_watch(tmp_path, steps)
    assert [
        ("entry.created", "18", "1"),
        ("entry.deleted", "13", "1"),
        ("live_blog.updated", "", "1"),
    ] == sorted(told)


def test_the_pace(tmp_path: Path) -> None:
    """Every quarter of an hour at first, then hourly, then daily, and after a fortnight not at all."""

    async def steps(watch: Watch) -> None:
        for span, every in ((OFTEN_FOR, 1), (HOURLY_FOR - OFTEN_FOR, 5), (RETIRED_AFTER - HOURLY_FOR, 30)):
            await looks(watch, until=span, every=timedelta(minutes=every))
        counted = watch.site.asked.count(address(1))
        await looks(watch, until=timedelta(days=3), every=timedelta(minutes=30))
        assert 0 <= watch.site.asked.count(address(1)) - counted <= 1
        assert () == watch.pipeline.state("flood").left

    _, site = run_watch(tmp_path, steps)
    assert 24 + 42 + 12 - 3 <= site.asked.count(address(1)) <= 24 + 42 + 12 + 2


def test_waits_only_grow() -> None:
    """The waits between looks grow with the age of a page and with its failures, and none is over a day."""
    ages = [OFTEN, OFTEN_FOR, OFTEN_FOR + HOURLY, HOURLY_FOR, HOURLY_FOR + HOURLY, RETIRED_AFTER]
    waits = [[wait(MORNING, MORNING + age, failures=failures) for age in ages] for failures in (0, 1, 2, 50)]
    for one in (*waits, *map(list, zip(*waits, strict=True))):
        assert sorted(one) == one
    assert DAILY == max(max(one) for one in waits)
    assert wait(MORNING, MORNING + RETIRED_AFTER + HOURLY) is None


def counted(tmp_path: Path, page: str | int | FetchError, *, span: timedelta = timedelta(hours=5)) -> tuple[int, int]:
    """Return how often a page that was left is asked within hours if it answers so, and how many are still left."""
    left = 0

    async def steps(watch: Watch) -> None:
        nonlocal left
        watch.site.pages[address(1)] = page
        await looks(watch, until=span)
        left = len(watch.pipeline.state("flood").left)

    told, site = run_watch(tmp_path, steps)
    assert [] == told
    return site.asked.count(address(1)), left


WALL = "<html><head><title>Sign in</title></head><body><h1>Sign in to read on</h1><form><input type=password></form></body></html>"  # noqa: E501


@pytest.mark.parametrize("page", [404, 500, WALL, "", TimedOut(address(1), "no complete answer within 15 s")])
def test_a_page_that_cannot_be_read(tmp_path: Path, page: str | int | FetchError) -> None:
    """Nothing is told of the source, and each time it is left alone for twice as long."""
    assert (5, 1) == counted(tmp_path, page, span=timedelta(hours=9))


def test_a_page_that_comes_back(tmp_path: Path) -> None:
    """One that could not be read for a while is read on where it was left: a deletion meanwhile is told."""

    async def steps(watch: Watch) -> None:
        watch.site.pages[address(1)] = 503
        await looks(watch, until=timedelta(hours=1))
        watch.site.pages[address(1)] = of_day(1, *six(1)[1:])
        await looks(watch, until=timedelta(hours=2))

    assert [("entry.deleted", "16", "1")] == run_watch(tmp_path, steps)[0]


def test_a_page_that_is_gone_for_good(tmp_path: Path) -> None:
    """After 410 nobody asks again."""
    assert (1, 0) == counted(tmp_path, 410)


def test_a_page_that_leads_to_the_next(tmp_path: Path) -> None:
    """A redirect to the page that the watch is at ends the looks."""
    assert (1, 0) == counted(tmp_path, address(2))


def test_an_address_that_is_used_again(tmp_path: Path) -> None:
    """The entries of the new day at the old address are told once, as the new page's, and end the looks."""

    async def steps(watch: Watch) -> None:
        watch.site.pages[address(1)] = watch.site.pages[address(2)] = live(2, post(27), *six(2))
        await looks(watch, until=timedelta(hours=2))
        assert () == watch.pipeline.state("flood").left

    told, _ = run_watch(tmp_path, steps)
    assert [("entry.created", "27", "2")] == [fact for fact in told if fact[0] == "entry.created"]
    assert not any(fact[0] == "entry.deleted" for fact in told)


def test_an_address_that_is_another_story_now(tmp_path: Path) -> None:
    """Of a page that shows none of its entries nothing is told."""
    other = blog(*(post(number, f"<p>The cup has reached round number {number} today.</p>") for number in (99, 98, 97)))
    assert (4, 1) == counted(tmp_path, other)


def test_the_turn_that_a_host_asks_for(tmp_path: Path) -> None:
    """A Retry-After is waited for, but for no longer than a day."""
    later = ServerFault(address(1), 503, "asks to come later", retry_after=timedelta(hours=3))
    assert (2, 1) == counted(tmp_path, later)
    (tmp_path / "years").mkdir()
    never = BadStatus(address(1), 429, "asks to come later", retry_after=timedelta(days=900))
    assert (2, 1) == counted(tmp_path / "years", never, span=timedelta(hours=30))


def test_a_turn_that_has_not_come(tmp_path: Path) -> None:
    """A look that politeness puts off is made up for when the host may be asked again, and counts as no failure."""

    async def steps(watch: Watch) -> None:
        watch.site.pages[address(1)] = Held(address(1), "is left alone", wait=timedelta(minutes=40))
        await looks(watch, until=timedelta(minutes=50))
        assert [0] == [page.failures for page in watch.pipeline.state("flood").left]

    assert run_watch(tmp_path, steps)[1].asked.count(address(1)) == 1


def test_robots_that_are_kept_away(tmp_path: Path) -> None:
    """A page that robots.txt keeps us from is asked for once a day."""
    assert (1, 1) == counted(tmp_path, Disallowed(address(1), "asks robots to stay away"))


def test_a_stale_copy(tmp_path: Path) -> None:
    """An older copy of a page that was left is not believed, as anywhere."""

    async def steps(watch: Watch) -> None:
        posts = six(1)
        posts[2] = edited(14)
        for page in (of_day(1, post(18), *posts), of_day(1, *six(1)), of_day(1, post(18), *posts)):
            watch.site.pages[address(1)] = page
            await watch.poll(after=OFTEN)

    told, _ = run_watch(tmp_path, steps)
    assert [("entry.created", "18", "1"), ("entry.updated", "14", "1")] == sorted(told)


def test_a_stale_copy_while_an_entry_is_missing(tmp_path: Path) -> None:
    """A copy that is not believed puts the second look off: the deletion is told when the page comes again."""

    async def steps(watch: Watch) -> None:
        posts = six(1)
        posts[2] = edited(14)
        lacks = of_day(1, post(18), *posts[:3], *posts[4:])
        pages = (of_day(1, post(18), *posts), lacks, of_day(1, *six(1)), lacks, lacks)
        for page, after in zip(pages, (OFTEN, OFTEN, SECOND_LOOK, OFTEN, OFTEN), strict=True):
            watch.site.pages[address(1)] = page
            await watch.poll(after=after)
            await watch.restart()

    told, _ = run_watch(tmp_path, steps)
    assert [("entry.created", "18", "1"), ("entry.deleted", "13", "1"), ("entry.updated", "14", "1")] == sorted(told)


def test_another_layout_once_it_is_over(tmp_path: Path) -> None:
    """A page that is built anew when it is over is read anew: none of that is an edit, and the next one is told."""
    layout = Source(name="flood", url=address(1), follow=True)

    def archived(*numbers: int, more: Mapping[int, str] = MappingProxyType({})) -> str:
        rows = "".join(
            f'<section class="entry" id="p{n}"><h3><time datetime="{(MORNING + timedelta(minutes=n)).isoformat()}">'
            f"</time></h3><div><p>The water has reached mark number {n} at the old bridge.{also}</p></div></section>"
            for n, also in ((n, more.get(n, "")) for n in numbers)
        )
        return (
            f'<html><head><title>As it happened</title></head><body><main class="live-blog">{rows}</main></body></html>'
        )

    async def steps(watch: Watch) -> None:
        watch.site.pages[address(1)] = archived(16, 15, 14, 13, 12, 11)
        await looks(watch, until=timedelta(hours=6))
        before = len(watch.told)
        places = zip(range(11, 17), ("Marn", "Seln", "Veldra", "Orlen", "Tarn", "Rov"), strict=True)
        more = {number: f" So it has in {place}." for number, place in places}
        watch.site.pages[address(1)] = archived(16, 15, 14, 13, 12, 11, more=more)
        await looks(watch, until=timedelta(hours=3))
        assert ["entry.updated"] * 6 == [event.type.value for event in watch.told[before:]]

    told, _ = run_watch(tmp_path, steps, layout)
    assert "entry.created" not in [kind for kind, _, _ in told]


def test_no_more_than_a_fortnight_of_them(tmp_path: Path) -> None:
    """The oldest pages are given up for newer ones, with what is known of their windows."""

    async def run() -> tuple[list[str], list[str]]:
        site = Site()
        async with watching(tmp_path, site, FLOOD) as watch:
            for day in range(1, LEFT_PAGES + 4):
                site.pages[address(day)] = live(day, *six(day))
                await watch.poll(after=timedelta(hours=6))
                site.pages[address(day)] = of_day(day, *six(day))
                site.pages[address(day + 1)] = live(day + 1, *six(day + 1))
                await watch.poll(after=timedelta(minutes=1))
                await watch.poll(after=timedelta(minutes=1))
            known = await watch.pipeline._memory.known("flood")
            return [page.url for page in watch.pipeline.state("flood").left], list(known.left)

    pages, windows = asyncio.run(run())
    assert [address(day) for day in range(4, LEFT_PAGES + 4)] == pages == sorted(windows, key=pages.index)


async def test_nothing_is_left_where_a_watch_begins(tmp_path: Path) -> None:
    """Pages that a watch only passed on its way to its baseline are not looked back at."""
    site = Site({address(1): of_day(1, *six(1)), address(2): of_day(2, *six(2)), address(3): live(3, *six(3))})
    async with watching(tmp_path, site, FLOOD) as watch:
        await looks(watch, until=timedelta(hours=1))
        assert (site.asked.count(address(1)) + site.asked.count(address(2))) == 2


async def test_back_at_a_page_that_was_left(tmp_path: Path) -> None:
    """Where the successor never comes, the watch is back at the page as it left it: what went meanwhile is told."""
    site = Site({address(1): live(1, *six(1))})
    async with watching(tmp_path, site, FLOOD) as watch:
        await watch.poll()
        site.pages[address(1)] = of_day(1, *six(1))
        await watch.poll()
        site.pages[address(1)] = of_day(1, *six(1)[1:])
        for _ in range(8):
            await watch.poll()
            await watch.restart()
        assert ([("entry.deleted", "16", "1")], 0) == (facts(watch)[3:], len(watch.pipeline.state("flood").left))


@pytest.mark.parametrize("change", ["reread", "unfollow"])
def test_a_reload(tmp_path: Path, change: str) -> None:
    """What was left is looked back at under new settings too, and where the source follows no more."""

    async def steps(watch: Watch) -> None:
        if change == "reread":
            watch.pipeline.reread("flood")
        else:
            watch.source = replace(watch.source, follow=False)
        await watch.restart()
        watch.site.pages[address(1)] = of_day(1, edited(16), *six(1)[1:])
        await looks(watch, until=timedelta(hours=1))

    assert [("entry.updated", "16", "1")] == run_watch(tmp_path, steps)[0]


def test_what_another_version_reads_otherwise_on_a_page_that_was_left(tmp_path: Path) -> None:
    """None of it is an edit; the newsroom's next one is."""

    async def steps(watch: Watch) -> None:
        otherwise = [edited(10 + number) for number in range(6, 0, -1)]
        watch.site.pages[address(1)] = of_day(1, *otherwise)
        await watch.restart("1.1")
        await looks(watch, until=timedelta(hours=1))
        assert "entry.updated" not in watch.kinds()
        watch.site.pages[address(1)] = of_day(1, *six(1)[:1], *otherwise[1:])
        await looks(watch, until=timedelta(hours=1))

    assert [("entry.updated", "16", "1")] == run_watch(tmp_path, steps)[0]


async def test_an_address_that_now_leads_on(tmp_path: Path) -> None:
    """Where a lasting address leads to the next day's page, the page of the day before is looked back at."""
    latest = f"{address(1).rpartition('/')[0]}/flood"

    site = Site({latest: address(1), address(1): live(1, *six(1))})
    async with watching(tmp_path, site, replace(FLOOD, url=latest)) as watch:
        await watch.poll()
        site.pages |= {latest: address(2), address(2): live(2, *six(2))}
        await watch.poll()
        site.pages[address(1)] = live(1, edited(16), *six(1)[1:])
        await looks(watch, until=timedelta(hours=1))
        assert [("entry.updated", "16", "1")] == [fact for fact in facts(watch) if fact[0] == "entry.updated"]


def test_an_entry_that_both_pages_show(tmp_path: Path) -> None:
    """One that the next page carries over is that page's to tell, and none of the page before is gone for it."""

    async def steps(watch: Watch) -> None:
        watch.site.pages[address(2)] = live(2, *six(2), post(16))
        await watch.poll()
        watch.site.pages[address(2)] = live(2, *six(2), edited(16))
        watch.site.pages[address(1)] = of_day(1, edited(16), *six(1)[1:])
        await looks(watch, until=timedelta(hours=1))

    assert [("entry.updated", "16", "2")] == run_watch(tmp_path, steps)[0]


async def test_a_series_in_a_circle(tmp_path: Path) -> None:
    """Pages that name each other in a circle are looked at as pages that were left, and no page twice."""
    site = Site({address(1): live(1, *six(1))})
    async with watching(tmp_path, site, FLOOD) as watch:
        await watch.poll()
        site.pages[address(1)] = of_day(1, *six(1))
        site.pages[address(2)] = of_day(2, *six(2))
        site.pages[address(3)] = blog(on_to(39, 1), *six(3))
        await looks(watch, until=timedelta(hours=2))
        state = watch.pipeline.state("flood")
        left, moves = [page.url for page in state.left], [kind for kind, _, _ in facts(watch) if kind.endswith("moved")]
    assert [address(1), address(2)] == left
    assert len(moves) == 2


def test_what_fills_up_from_below(tmp_path: Path) -> None:
    """An entry that shows because another is gone was there before, and is told to nobody."""

    async def steps(watch: Watch) -> None:
        watch.site.pages |= {address(2): of_day(2, *six(2)), address(3): live(3, *six(3))}
        await watch.poll()
        await watch.poll()
        watch.told.clear()
        watch.site.pages[address(1)] = of_day(1, *six(1)[1:], post(5), post(4))
        watch.site.pages[address(2)] = of_day(2, *six(2)[1:], post(20))
        await looks(watch, until=timedelta(hours=1))
        assert [("entry.deleted", "16", "1"), ("entry.deleted", "26", "2")] == sorted(facts(watch))

    run_watch(tmp_path, steps)


async def test_a_page_that_adds_at_its_end(tmp_path: Path) -> None:
    """Corrections, deletions and late entries are found on pages whose newest entry stands last, without dates."""
    words = {
        "k7": "Fire crews pump out the cellars of the hospital.",
        "q2": "The mayor asks everybody to stay away from the river.",
        "c9": "Two trains wait outside the station, number unknown.",
        "x4": "A school opens its hall for those who lost their homes.",
        "b1": "The rain stops in the hills, the forecast says.",
        "z8": "Soldiers bring sandbags to the northern dam.",
        "m3": "The water falls by a hand in an hour.",
    }
    onward = '<p>Our live coverage continues <a href="/live/flood-day-2">here</a>.</p>'

    def undated(*ids: str, head: str = "", more: str = "") -> str:
        posts = (f'<article id="{one}"><p>{words[one]}{more * (one == "x4")}</p></article>' for one in ids)
        return blog(*posts, title="Flood live, day 1", head=head)

    ids = list(words)
    site = Site({address(1): undated(*ids[:5]), address(2): live(2, *six(2))})
    source = replace(FLOOD, selectors=CssSelectors(entry="article", id="@id", text="p"))
    async with watching(tmp_path, site, source) as watch:
        await watch.poll()
        for page in (undated(*ids[:6]), undated(*ids[:6], head=onward), undated(*ids[:6])):
            site.pages[address(1)] = page
            await watch.poll()
        watch.told.clear()
        site.pages[address(1)] = undated("k7", "q2", "c9", "x4", "z8", "m3", head=onward, more=" Beds are there.")
        await looks(watch, until=timedelta(hours=1))
        assert [("entry.created", "The w"), ("entry.deleted", "The r"), ("entry.updated", "A sch")] == sorted(
            [(event.type.value, event.message["data"]["entry"]["text"][:5]) for event in watch.told]
        )


def test_a_page_that_never_comes_back(tmp_path: Path) -> None:
    """One that cannot be read is given up when its time is over."""

    async def steps(watch: Watch) -> None:
        watch.site.pages[address(1)] = 404
        await looks(watch, until=RETIRED_AFTER + 2 * DAILY, every=HOURLY)
        assert () == watch.pipeline.state("flood").left

    assert [("live_blog.ended", "", "2")] == run_watch(tmp_path, steps)[0]


async def test_back_where_nothing_was_left(tmp_path: Path) -> None:
    """A watch that begins at a page which names one that is not there stays at the first."""
    site = Site({address(1): of_day(1, *six(1))})
    async with watching(tmp_path, site, FLOOD) as watch:
        for _ in range(6):
            await watch.poll()
        asked, told = site.asked, facts(watch)
    assert [*[address(1)], *[address(2)] * 3, *[address(1)] * 2] == asked
    assert [("live_blog.moved", "", "1")] == told
