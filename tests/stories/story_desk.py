"""The newsroom of a story: what it published, edited, withdrew, moved and pinned, and how it all stood at any time."""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random

NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How an entry stands, as its readers see it; `key` is what the story calls it, `id` what the publisher does."""

    key: str
    id: str
    published: datetime
    updated: datetime
    title: str = ""
    paragraphs: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    image: str = ""
    links: tuple[str, ...] = ()
    pinned: bool = False
    beside: str = ""
    """Markup in the entry that is none of its words: a counter, a player, a card."""

    @property
    def text(self) -> str:
        return " ".join(self.paragraphs)


Looks = tuple[Look, ...]


class Desk:
    """A live blog as its newsroom keeps it, newest first; each step is kept with its time."""

    def __init__(self, seed: int, *, at: datetime = NOON, stamps: bool = True) -> None:
        self.random = Random(seed)
        self.now = at
        self.title = "Flood live: the river at the bridges"
        self.stamps = stamps
        self.looks: list[Look] = []
        self.history: list[tuple[datetime, Looks]] = []
        self._numbers = 0

    # ------------------------------------------------------------------------------------------- steps

    def publish(self, *, place: int = 0, at: datetime | None = None, **fields: object) -> str:
        """Publish an entry, by default on top and now; return its key."""
        self._numbers += 1
        key = f"k{self._numbers}"
        when = at or self.now
        given = {
            "id": f"{self.random.randrange(16**8):08x}",
            "title": headline(self.random),
            "paragraphs": tuple(sentence(self.random) for _ in range(self.random.choice((1, 2, 2, 3)))),
            "authors": (self.random.choice(STAFF),),
            "published": when,
            "updated": when,
        }
        self.looks.insert(place, Look(**{"key": key} | given | fields))
        self._keep()
        return key

    def edit(self, key: str, **fields: object) -> None:
        """Change what an entry says; its date of modification goes with it where the newsroom keeps one."""
        stamp = {"updated": self.now} if self.stamps else {}
        self._set(key, stamp | fields)

    def append(self, key: str, paragraph: str) -> None:
        self.edit(key, paragraphs=(*self[key].paragraphs, paragraph))

    def withdraw(self, *keys: str) -> list[Look]:
        """Take entries away; return them."""
        gone = [self[key] for key in keys]
        self.looks = [look for look in self.looks if look.key not in keys]
        self._keep()
        return gone

    def put(self, look: Look, *, place: int | None = None) -> None:
        """Put an entry (back) where its date belongs, or at a place."""
        if place is None:
            place = next(
                (spot for spot, other in enumerate(self.looks) if other.published <= look.published), len(self.looks)
            )
        self.looks.insert(place, look)
        self._keep()

    def move(self, key: str, place: int, **fields: object) -> None:
        """Move an entry to another place."""
        look = replace(self[key], **fields)
        self.looks.remove(self[key])
        self.looks.insert(place, look)
        self._keep()

    def alter(self, change: Callable[[Look], Look]) -> None:
        """Change all entries in one step."""
        self.looks = [change(look) for look in self.looks]
        self._keep()

    def _set(self, key: str, fields: dict[str, object]) -> None:
        spot = self.looks.index(self[key])
        self.looks[spot] = replace(self.looks[spot], **fields)
        self._keep()

    def _keep(self) -> None:
        self.history.append((self.now, tuple(self.looks)))

    # --------------------------------------------------------------------------------------- questions

    def __getitem__(self, key: str) -> Look:
        return next(look for look in self.looks if look.key == key)

    def keys(self, first: int = 0, last: int | None = None) -> list[str]:
        return [look.key for look in self.looks[first:last]]

    def at(self, moment: datetime) -> Looks:
        """Return the live blog as it stood at a time."""
        spot = bisect_right(self.history, moment, key=lambda step: step[0])
        return self.history[max(spot, 1) - 1][1]

    def changed_at(self, moment: datetime) -> datetime:
        """Return when it was last changed before a time."""
        spot = bisect_right(self.history, moment, key=lambda step: step[0])
        return self.history[max(spot, 1) - 1][0]

    def fill(self, entries: int, *, every: timedelta = timedelta(minutes=4), **fields: object) -> None:
        """Publish so many entries before now."""
        begin = self.now
        for number in reversed(range(entries)):
            gap = timedelta(seconds=self.random.randrange(50))
            self.now = begin - (number + 1) * every + gap
            self.publish(**fields)
        self.now = begin


# --------------------------------------------------------------------------------------------------- words

STAFF = ("Ada Byrne", "Tom Okafor", "Inés Prieto", "Zoë Lindqvist", "Reuters")

_WHO = (
    "The mayor|A spokesman for the fire service|Two witnesses|The ministry|Rescue workers|The rail operator|Neighbours"
)
_WHO += "|The river authority|A hospital|The opposition|Scientists|The insurer|Divers|The school board|Police"
_SAYS = "said|confirmed|denied|told reporters|announced|warned|repeated|admitted|promised|predicted"
_WHAT = "that the bridge will stay closed|that the water has fallen by {n} cm|that {n} people were brought to safety"
_WHAT += "|that no train will run before {n} o'clock|that {n} houses are without power|that the dam holds"
_WHAT += "|that the shelter in {place} has {n} beds left|that the road to {place} is open again"
_WHAT += "|that {n} soldiers were sent to {place}|that the bill may reach {n} million|that schools in {place} open late"
_WHERE = "near {place}|in a briefing at {place}|on local radio|after a night without sleep|in a message to {place}"
_WHERE += "|at the quay of {place}|shortly before dawn|while pumps ran in {place}|to our correspondent in {place}"
_HEADS = "Water falls at {place}|{place} asks for pumps|Bridge of {place} closed|{n} rescued in {place}"
_HEADS += (
    "|Power back in {place}|Trains stop at {place}|What we know of {place}|'We lost everything': voices from {place}"
)
_SYLLABLES = tuple(consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou")


def place(random: Random) -> str:
    return "".join(random.choice(_SYLLABLES) for _ in range(random.choice((2, 3, 3)))).capitalize()


def _filled(random: Random, phrases: str) -> str:
    return random.choice(phrases.split("|")).format(n=random.randrange(2, 900), place=place(random))


def sentence(random: Random) -> str:
    words = f"{_filled(random, _WHO)} {_filled(random, _SAYS)} {_filled(random, _WHAT)} {_filled(random, _WHERE)}"
    return f"{words} and {_filled(random, _WHERE)}." if random.random() < 0.4 else f"{words}."


def headline(random: Random) -> str:
    return _filled(random, _HEADS)
