"""Live blogs that go on at another page: what is told, where the watch goes, and that nothing is told twice."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from series import HOST, MORNING, Site, address, blog, post, watching

from monitor.life.course import MOVES_A_DAY
from monitor.model import Source

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
