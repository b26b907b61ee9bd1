"""Live blogs that are written, edited, cut and restored, and a publisher that shows them badly."""

from __future__ import annotations

import asyncio
import hashlib
import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping

    from crash_wire import Exchange

WINDOW = 24
"""Entries on the page."""

NEAR_TOP = 8
"""Only so far down are entries edited and cut: what rolls off before anyone saw it is no loss of ours."""

OLD_COPIES = 6
SLOW_S = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    number: int
    title: str
    text: str
    published: datetime
    modified: datetime


class Newsroom:
    """One live blog. `shown` is what its page has, newest first; `cut` are the entries that were withdrawn."""

    def __init__(self, name: str, chance: random.Random) -> None:
        self.name = name
        self.cut: dict[int, Post] = {}
        self.changed_at = 0.0
        self._chance = chance
        self._posts: list[Post] = []
        self._began = datetime.now(UTC) - timedelta(minutes=5)
        for _ in range(WINDOW // 2):
            self._publish()

    @property
    def shown(self) -> list[Post]:
        return self._posts[:WINDOW]

    def step(self) -> None:
        """Change the live blog once."""
        self._chance.choices(
            [self._publish, self._edit, self._cut, self._restore],
            weights=[5, 4, 2, 2],
        )[0]()
        self.changed_at = asyncio.get_running_loop().time()

    def page(self, url: str) -> bytes:
        updates = [
            {
                "@type": "BlogPosting",
                "@id": f"{url}#report-{post.number}",
                "headline": post.title,
                "articleBody": post.text,
                "datePublished": post.published.isoformat(),
                "dateModified": post.modified.isoformat(),
            }
            for post in self.shown
        ]
        posting = {
            "@context": "https://schema.org",
            "@type": "LiveBlogPosting",
            "headline": f"Flood in {self.name}",
            "url": url,
            "coverageStartTime": self._began.isoformat(),
            "liveBlogUpdate": updates,
        }
        head = f'<head><script type="application/ld+json">{json.dumps(posting)}</script></head>'
        return f"<!doctype html><html>{head}<body><p>Flood</p></body></html>".encode()

    def _publish(self) -> None:
        number = 1 + max((post.number for post in (*self._posts, *self.cut.values())), default=0)
        now = datetime.now(UTC)
        text = f"Crews {self._word()} the {self._word()} gate of sector {number} while the {self._word()} waits."
        self._posts.insert(0, Post(number=number, title=f"Report {number}", text=text, published=now, modified=now))

    def _edit(self) -> None:
        place = self._chance.randrange(NEAR_TOP)
        post = self._posts[place]
        text = f"{post.text.partition(' Now ')[0]} Now {self._chance.randrange(10_000)} houses are {self._word()}."
        self._posts[place] = replace(post, text=text, modified=datetime.now(UTC))

    def _cut(self) -> None:
        if len(self._posts) > NEAR_TOP + 2:
            post = self._posts.pop(self._chance.randrange(1, NEAR_TOP))
            self.cut[post.number] = post

    def _restore(self) -> None:
        near = [number for number in self.cut if number > self._posts[NEAR_TOP].number]
        if near:
            self._posts.append(self.cut.pop(self._chance.choice(near)))
            self._posts.sort(key=lambda post: post.number, reverse=True)

    def _word(self) -> str:
        return "".join(self._chance.choices("aeioulmnrst", k=7))


class Showing(StrEnum):
    """How the publisher answers."""

    WELL = "well"
    ERROR = "error"
    RESET = "reset"
    SLOW = "slow"
    CUT_SHORT = "cut short"
    BROKEN_OFF = "broken off"
    BUSY = "busy"
    STALE = "stale"


BADLY: Mapping[Showing, int] = {
    Showing.WELL: 84,
    Showing.ERROR: 3,
    Showing.RESET: 3,
    Showing.SLOW: 3,
    Showing.CUT_SHORT: 2,
    Showing.BROKEN_OFF: 2,
    Showing.BUSY: 1,
    Showing.STALE: 2,
}


class Publisher:
    """Shows newsrooms under their names.

    `reads` counts by name the good answers since the last change; `asked` is set by every request.
    """

    def __init__(self, rooms: Mapping[str, Newsroom], chance: random.Random) -> None:
        self.manners = BADLY
        self.rooms = rooms
        self.reads = dict.fromkeys(rooms, 0)
        self.asked = asyncio.Event()
        self._chance = chance
        self._copies: dict[str, list[bytes]] = {name: [] for name in rooms}

    def step(self, name: str) -> None:
        self.rooms[name].step()
        self.reads[name] = 0

    async def __call__(self, exchange: Exchange) -> None:
        self.asked.set()
        name = exchange.head.path.rpartition("/")[2]
        if (room := self.rooms.get(name)) is None:
            await exchange.answer(404)
            return
        page = room.page(f"http://{exchange.head.headers['host']}{exchange.head.path}")
        copies = self._copies[name]
        if not copies or copies[-1] != page:
            copies.append(page)
            del copies[:-OLD_COPIES]
        headers = {"content-type": "text/html; charset=utf-8", "etag": f'"{hashlib.sha256(page).hexdigest()[:16]}"'}
        match self._chance.choices(list(self.manners), weights=list(self.manners.values()))[0]:
            case Showing.ERROR:
                await exchange.answer(self._chance.choice((500, 502, 503, 404)))
            case Showing.RESET:
                exchange.reset()
            case Showing.CUT_SHORT:
                await exchange.cut(200, page[: len(page) // 2], len(page), headers)
            case Showing.BROKEN_OFF:
                await exchange.cut(200, page[: len(page) // 2], None, {"content-type": "text/html"})
            case Showing.BUSY:
                await exchange.answer(429, headers={"retry-after": "1"})
            case Showing.STALE:
                await exchange.answer(200, copies[0], {"content-type": "text/html"})
            case showing:
                if showing is Showing.SLOW:
                    await asyncio.sleep(SLOW_S)
                await self._show(exchange, name, page, headers)

    async def _show(self, exchange: Exchange, name: str, page: bytes, headers: Mapping[str, str]) -> None:
        if exchange.head.headers.get("if-none-match") == headers["etag"]:
            await exchange.answer(304, headers=headers)
        else:
            await exchange.answer(200, page, headers)
        self.reads[name] += 1
