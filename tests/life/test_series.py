"""Live blogs that go on at another page: what is told, where the watch goes, and that nothing is told twice."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from series import Site, address, blog, post, watching

from monitor.errors import Disallowed
from monitor.life.course import MOVES_A_DAY, NAMED_MOST
from monitor.model import CssSelectors, Source

if TYPE_CHECKING:
    from pathlib import Path

FLOOD = Source(name="flood", url=address(1), follow=True)
STAY = replace(FLOOD, follow=False)


def closing(number: int, day: int) -> str:
    """Return the last entry of a day, which names the page of another one."""
    return post(
        number,
        f"<p>We are closing this live blog at number {number} now.</p>"
        f'<p>Our live coverage continues <a href="/live/flood-day-{day}">here</a>.</p>',
    )


def digits(first: int, last: int) -> list[str]:
    return [str(number) for number in range(first, last + 1)]


@pytest.mark.parametrize("restarts", [False, True])
def test_five_days(tmp_path: Path, *, restarts: bool) -> None:
    """A series of five live blogs, each naming the next, is followed to the last, and every entry is told once."""

    async def follow() -> tuple[list[str], list[str], list[str]]:
        site = Site()
        async with watching(tmp_path, site, FLOOD) as watch:

            async def poll() -> None:
                await watch.poll()
                if restarts:
                    await watch.restart()

            site.pages[address(1)] = blog(post(9), post(8))
            await poll()
            for day in range(1, 6):
                first = 10 * day
                posts = [post(first), *([post(9), post(8)] if day == 1 else [])]
                for number in range(first + 1, first + 5):
                    site.pages[address(day)] = blog(*posts)
                    await poll()
                    posts.insert(0, post(number))
                site.pages[address(day)] = blog(closing(first + 5, day + 1), *posts)
                site.pages[address(day + 1)] = 404 if day == 5 else blog(post(first + 10))
                await poll()
                await poll()
            return watch.created(), watch.kinds(), site.asked

    created, kinds, asked = asyncio.run(follow())
    wanted = [str(10 * day + number) for day in range(1, 6) for number in range(6)]
    assert wanted == created
    assert [5, 5] == [kinds.count("live_blog.moved"), kinds.count("live_blog.ended")]
    assert {"entry.created", "live_blog.moved", "live_blog.ended"} == set(kinds)
    assert [address(day) for day in (1, 2, 3, 4, 5, 6)] == list(dict.fromkeys(asked))


def moved(day: int, *, first: int = 10, shared: str = "") -> str:
    return blog(post(first + 1), post(first), shared, title=f"Flood day {day}")


def polls(tmp_path: Path, source: Source, *pages: dict[str, str | int], taken: str = "") -> tuple[list[str], list[str]]:
    """Return what is told, and which addresses are asked, while the site's pages become one set after the other."""

    async def run() -> tuple[list[str], list[str]]:
        site = Site()
        async with watching(tmp_path, site, source) as watch:
            watch.taken.add(taken)
            for change in pages:
                site.pages |= change
                await watch.poll()
                await watch.restart()
            return watch.kinds(), site.asked

    return asyncio.run(run())


FIRST = blog(post(2), post(1))
LAST = blog(closing(3, 2), post(2), post(1))
TOLD = ["entry.created", "live_blog.ended", "live_blog.moved"]


def test_without_follow(tmp_path: Path) -> None:
    """Without `follow` the successor is told once, and the watch stays."""
    again = blog(post(4), closing(3, 2), post(2), post(1))
    told, asked = polls(
        tmp_path, STAY, {address(1): FIRST, address(2): moved(2)}, {address(1): LAST}, {address(1): again}
    )
    assert ([*TOLD, "entry.created"], [address(1)] * 3) == (told, asked)


def test_another_source_is_there(tmp_path: Path) -> None:
    """A watch goes on to no address that another source has."""
    pages = {address(1): FIRST, address(2): moved(2)}
    told, asked = polls(tmp_path, FLOOD, pages, {address(1): LAST}, {}, taken=address(2))
    assert (TOLD, [address(1)] * 3) == (told, asked)


def test_entries_on_both_pages(tmp_path: Path) -> None:
    """An entry that the next page shows too, under another id, is told once."""
    shared = post(2, id_="key-event")
    pages = {address(1): FIRST, address(2): moved(2, shared=shared)}
    told, _ = polls(tmp_path, FLOOD, pages, {address(1): LAST}, {}, {})
    assert [*TOLD, "entry.created", "entry.created"] == told


def test_a_series_that_begins_in_the_past(tmp_path: Path) -> None:
    """A watch that begins at a page which is over goes on at once; its baseline is the page that it ends up at."""
    told, asked = polls(tmp_path, FLOOD, {address(1): LAST, address(2): moved(2)}, {}, {address(2): moved(2, first=11)})
    assert (["live_blog.moved", "entry.created"], [address(1), address(2), address(2)]) == (told, asked)


def test_the_next_page_is_not_there(tmp_path: Path) -> None:
    """A successor that is not there is given up for the page that named it, which is told as nothing new."""
    told, asked = polls(tmp_path, FLOOD, {address(1): FIRST}, {address(1): LAST}, {}, {}, {}, {}, {})
    assert TOLD == told
    assert [*[address(1)] * 2, *[address(2)] * 3, *[address(1)] * 2] == asked


def test_the_next_page_is_kept_from_robots(tmp_path: Path) -> None:
    """A successor on a host whose robots.txt keeps us away is asked for three times and given up, with nothing told."""
    beside = "https://live.news.example.org/live/flood-day-2"
    last = blog(closing(3, 2).replace('href="/live/flood-day-2"', f'href="{beside}"'), post(2), post(1))
    refused = Disallowed(beside, "https://live.news.example.org/robots.txt asks robots to stay away")
    pages = [{address(1): FIRST}, {address(1): last, beside: refused}, *[{}] * 5]
    told, asked = polls(tmp_path, FLOOD, *pages)
    assert TOLD == told
    assert [*[address(1)] * 2, *[beside] * 3, *[address(1)] * 2] == asked


def test_the_next_page_is_empty_at_first(tmp_path: Path) -> None:
    """A successor that shows no entries yet is waited for, and told of as nothing wrong."""
    empty = {address(1): LAST, address(2): "<html><body><h1>Coming soon</h1></body></html>"}
    told, _ = polls(tmp_path, FLOOD, {address(1): FIRST}, empty, {}, {}, {}, {}, {address(2): moved(2)})
    assert [*TOLD, "entry.created", "entry.created"] == told


async def test_an_empty_page_is_given_up(tmp_path: Path) -> None:
    """A successor that is still no live blog after an hour is given up."""
    # The page that named it is looked back at meanwhile, once it is 15 minutes old as one that was left.
    site = Site({address(1): FIRST, address(2): "<html><body><h1>About us</h1></body></html>"})
    async with watching(tmp_path, site, FLOOD) as watch:
        await watch.poll()
        site.pages[address(1)] = LAST
        for _ in range(4):
            await watch.poll(after=timedelta(minutes=40))
    assert [*[address(1)] * 2, address(2), address(1), address(2), address(1)] == site.asked


@pytest.mark.parametrize("follow", [True, False])
def test_a_redirect_to_the_next(tmp_path: Path, *, follow: bool) -> None:
    """An address that now leads to another live blog: nothing is told as deleted, and all that is new."""
    source = replace(FLOOD, follow=follow)
    week = blog(*(post(number) for number in range(9, 0, -1)))
    told, asked = polls(
        tmp_path,
        source,
        {address(1): week},
        {address(1): address(2), address(2): moved(2)},
        {address(2): moved(2, first=11)},
    )
    assert (["entry.created", "entry.created", "live_blog.moved", "entry.created"], [address(1)] * 3) == (told, asked)


def test_a_new_name_of_the_same(tmp_path: Path) -> None:
    """An address that leads to a new name of the same live blog is no move."""
    told, _ = polls(
        tmp_path, FLOOD, {address(1): FIRST}, {address(1): address(7), address(7): blog(post(3), post(2), post(1))}
    )
    assert ["entry.created"] == told


def test_another_canonical(tmp_path: Path) -> None:
    """A page that calls itself another one, and shows none of the entries, is the next live blog."""
    first = blog(*(post(number) for number in range(9, 0, -1)), canonical=address(1))
    second = blog(post(21), post(20), canonical=address(2))
    told, _ = polls(tmp_path, FLOOD, {address(1): first}, {address(1): second}, {})
    assert ["entry.created", "entry.created", "live_blog.moved"] == told


def test_another_canonical_for_once(tmp_path: Path) -> None:
    """A cache that answers once with another live blog's page tells nothing of it, and is no move."""
    first = blog(*(post(number) for number in range(9, 0, -1)), canonical=address(1))
    second = blog(post(21), post(20), canonical=address(2))
    told, _ = polls(tmp_path, FLOOD, {address(1): first}, {address(1): second}, {address(1): first}, {})
    assert [] == told


def test_after_another_canonical_an_older_copy_is_one_still(tmp_path: Path) -> None:
    """A page that is not believed is no measure of the next: what the cache serves then is older than the last."""
    rest = [post(number) for number in range(8, 0, -1)]
    head = '<meta property="article:modified_time" content="2026-01-02T07:0{}:00Z">'
    before = blog(post(9), *rest, canonical=address(1), head=head.format(0))
    after = blog(post(9, "<p>The pier is open again.</p>"), *rest, canonical=address(1), head=head.format(5))
    other = blog(post(21), post(20), canonical=address(2))
    told, _ = polls(tmp_path, FLOOD, *({address(1): shown} for shown in (before, after, other, before, after)))
    assert ["entry.updated"] == told


async def test_no_endless_chain(tmp_path: Path) -> None:
    """Pages made to be followed for ever are followed a dozen times a day."""
    site = Site()
    for day in range(1, 40):
        site.pages[address(day)] = blog(closing(10 * day + 1, day + 1), post(10 * day))
    async with watching(tmp_path, site, FLOOD) as watch:
        for _ in range(30):
            await watch.poll()
        assert MOVES_A_DAY + 1 == len(set(site.asked))


async def test_settles_within_a_restart(tmp_path: Path) -> None:
    """The state in events is that of the page's life."""
    site = Site({address(1): FIRST})
    async with watching(tmp_path, site, STAY) as watch:
        await watch.poll()
        await watch.poll(after=timedelta(hours=80))
        await watch.restart()
        await watch.poll()
        site.pages[address(1)] = blog(post(0, at=site.now), post(2), post(1))
        await watch.poll()
        assert ["live_blog.ended ended", "entry.created live"] == [
            f"{event.type} {event.message['data']['live_blog']['state']}" for event in watch.told
        ]


def names(day: int) -> str:
    """Return a page of which an entry names another day's."""
    words = f'<p>Words of number 3.</p><p>Our live coverage continues <a href="/live/flood-day-{day}">here</a>.</p>'
    return blog(post(3, words), post(2), post(1))


def test_successors_in_turns(tmp_path: Path) -> None:
    """A page that names now one and now the other tells of each once, also over restarts."""
    pages = [{address(1): names(2 + number % 2)} for number in range(6)]
    told, _ = polls(tmp_path, STAY, {address(1): FIRST}, *pages)
    assert told.count("live_blog.moved") == 2


def test_successors_without_end(tmp_path: Path) -> None:
    """A page that names ever new ones is believed so often and no more."""
    pages = [{address(1): names(2 + number)} for number in range(NAMED_MOST + 3)]
    told, _ = polls(tmp_path, STAY, {address(1): FIRST}, *pages)
    assert NAMED_MOST == told.count("live_blog.moved")


def test_the_end_is_told_once(tmp_path: Path) -> None:
    """Also when entries come after it, when it is said again, and over restarts."""
    over = post(3, "<p>This live blog is now closed.</p>")
    late = [post(6), post(5), post(4)]
    again = post(7, "<p>To say it once more: this live blog is now closed.</p>")
    pages = [[over], [], late, [], [again, *late], []]
    shown = [{address(1): blog(*posts, *([over] if posts is not pages[0] else []), post(2), post(1))} if posts else {}
             for posts in pages]  # fmt: skip
    told, _ = polls(tmp_path, STAY, {address(1): FIRST}, *shown)
    assert told.count("live_blog.ended") == 1


@pytest.mark.parametrize("canonical", ["http://news.example.org/live/flood-day-1/?utm_source=x", f"{address(1)}/amp",
                                       "https://amp.news.example.org/live/flood-day-1.html"])  # fmt: skip
def test_the_same_page_in_another_dress(tmp_path: Path, canonical: str) -> None:
    """A canonical address that changes its scheme, query or AMP version moves nothing, though all entries are new."""
    pages = [{address(1): blog(post(2), post(1), canonical=address(1))}, {address(1): blog(post(12), post(11), canonical=canonical)}]  # fmt: skip  # noqa: E501
    told, _ = polls(tmp_path, STAY, *pages)
    assert "live_blog.moved" not in told


def test_a_page_that_adds_at_its_end(tmp_path: Path) -> None:
    """Where the newest entry stands last, and none has a date, it is the last one that ends and names the next."""
    selectors = CssSelectors(entry="article", id="@id", text="p")
    source = replace(FLOOD, selectors=selectors)
    words = ["Fire crews pump out cellars.", "The mayor warns of the river.", "Two trains wait outside.", "Rain stops."]
    posts = [f'<article id="k{n}"><p>{one}</p></article>' for n, one in enumerate(words)]
    last = '<article id="k9"><p>This live blog is now closed.</p><p>Our live coverage continues <a href="/live/flood-day-2">here</a>.</p></article>'  # noqa: E501
    pages = [blog(*posts[:3]), blog(*posts), blog(*posts, last)]
    told, asked = polls(tmp_path, source, *({address(1): page, address(2): FIRST} for page in pages), {})
    assert ["entry.created", *TOLD, *["entry.created"] * 2] == told
    assert [*[address(1)] * 3, address(2)] == asked
