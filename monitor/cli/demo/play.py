"""The play: a live blog in which entries appear, are edited, withdrawn and restored; and the events this calls for.

Pure: the time is an argument. Every name in it is invented.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import cycle
from typing import TYPE_CHECKING

from monitor.model import EventType

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

WINDOW = 10
"""Entries that the page shows; older ones roll off, which is no event."""

OPENING = 6
"""Entries on the page before the daemon looks for the first time."""

_FIRST_ID = 1_404_000
_AUTHORS = ("Ines Falk", "Tomas Arrow", "Priya Lorne")

_SCENES: tuple[tuple[str, ...], ...] = (
    (
        "Harbour at Veldra reopens",
        "Pilots in Veldra have brought {n} grain ships out of the harbour since dawn.",
        "The harbour master, Oda Brandt, said that the channel was “safe for daylight traffic”.",
    ),
    (
        "Power back in Lower Marn",
        "Engineers restored power to {n} homes in Lower Marn overnight.",
        "The grid company expects to connect the rest of the town by the evening, if the second line holds.",
    ),
    (
        "Talks to resume on Thursday",
        "Negotiators will meet in Castel Rov on Thursday, {n} days after they broke off.",
        "“We are not there yet,” said a delegate, who asked not to be named.",
    ),
    (
        "Bridge inspection under way",
        "A team of {n} surveyors has begun to inspect the bridge at Orlen. Traffic is led over the old ferry road.",
    ),
    (
        "Schools to open late",
        "Schools in the Tarn valley open two hours late tomorrow, the council said. {n} classes move to the town hall.",
    ),
    (
        "Aid convoy reaches Seln",
        "A convoy of {n} lorries reached Seln this afternoon with tents, water and generators.",
        "It had waited at the pass since Monday.",
    ),
    (
        "Night trains return",
        "The night train between Marn and the coast runs again from Friday. {n} places were booked in the first hour.",
    ),
)
"""Headline and paragraphs; {n} is a number of its own in each entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One entry as the publisher has it."""

    number: int
    headline: str
    body: str
    author: str
    published: datetime
    modified: datetime

    @property
    def id(self) -> str:
        return str(self.number)


@dataclass(frozen=True, slots=True)
class Expected:
    """An event that the play calls for."""

    type: EventType
    entry_id: str


class Play:
    """A live blog that changes by one step at a time. `posts` are what the page shows, newest first."""

    title = "Veldra live: Harbour reopens as talks are set to resume"

    def __init__(self, now: datetime) -> None:
        self.started = now
        self.expected: list[Expected] = []
        self._posts: list[Post] = []
        self._withdrawn: list[Post] = []
        self._scenes = cycle(_SCENES)
        self._count = 0
        self._script = self._steps()
        self._next = "publish"
        for _ in range(OPENING):
            self._publish(now)
        self.expected.clear()

    @property
    def posts(self) -> list[Post]:
        return self._posts[:WINDOW]

    @property
    def every_post(self) -> list[Post]:
        """What was published and is not withdrawn, newest first, on the page or rolled off it."""
        return list(self._posts)

    def step(self, now: datetime) -> None:
        """Change the live blog once."""
        self._now = now
        self._next = next(self._script)

    @property
    def restores_next(self) -> bool:
        """Whether the next step brings a withdrawn entry back."""
        return self._next == "restore"

    def missing(self, arrived: list[Expected]) -> list[Expected]:
        """Return the events that the play calls for and that have not arrived."""
        return list((Counter(self.expected) - Counter(arrived)).elements())

    def _steps(self) -> Iterator[str]:
        """Yield after each step the name of the next one."""
        while True:
            self._publish(self._now)
            yield "publish two"
            self._publish(self._now)
            self._publish(self._now)
            yield "recount"
            self._edit(3, body=_recount)
            yield "withdraw"
            self._withdraw(2)
            yield "publish"
            self._publish(self._now)
            yield "reword"
            self._edit(2, body=lambda body: body.replace("said", "confirmed", 1) + " More follows.")
            yield "change a headline"
            self._edit(4, headline=lambda headline: f"{headline}: what we know")
            yield "restore"
            self._restore()
            yield "publish"

    def _publish(self, now: datetime) -> None:
        self._count += 1
        headline, *paragraphs = next(self._scenes)
        post = Post(
            number=_FIRST_ID + self._count * 7,
            headline=headline,
            body="\n".join(paragraphs).replace("{n}", str(11 + self._count * 3)),
            author=_AUTHORS[self._count % len(_AUTHORS)],
            published=now,
            modified=now,
        )
        self._posts.insert(0, post)
        self._expect(EventType.ENTRY_CREATED, post)

    def _edit(self, place: int, **fields: object) -> None:
        post = self._posts[place]
        changed = {name: change(getattr(post, name)) for name, change in fields.items() if callable(change)}
        self._posts[place] = replace(post, modified=self._now, **changed)
        self._expect(EventType.ENTRY_UPDATED, post)

    def _withdraw(self, place: int) -> None:
        post = self._posts.pop(place)
        self._withdrawn.append(post)
        self._expect(EventType.ENTRY_DELETED, post)

    def _restore(self) -> None:
        post = self._withdrawn.pop()
        self._posts.append(post)
        self._posts.sort(key=lambda one: one.number, reverse=True)
        self._expect(EventType.ENTRY_RESTORED, post)

    def _expect(self, type_: EventType, post: Post) -> None:
        self.expected.append(Expected(type_, post.id))


def _recount(body: str) -> str:
    """Return the text with its first number raised by 30.

    >>> _recount("brought 14 grain ships")
    'brought 44 grain ships'
    """
    words = body.split(" ")
    place = next(place for place, word in enumerate(words) if word.isdigit())
    words[place] = str(int(words[place]) + 30)
    return " ".join(words)
