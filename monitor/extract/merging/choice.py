"""Which carrier each field of a live blog is taken from, remembered from snapshot to snapshot.

A page whose JSON-LD cuts texts at 1,000 characters must give the whole texts of its markup each time, or none: a choice
made anew for each snapshot would tell a hundred edits that nobody made.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from monitor.extract.blocks.learning import ENOUGH_ALIKE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.extract.readings.reading import Reading

FIELDS = ("title", "text", "html", "authors", "published", "updated", "links", "images", "pinned", "url")
"""The fields of an entry that may each come from another carrier; "cover" stands beside them in a choice."""

COMPARED = ("title", "text", "html", "authors", "links", "images", "pinned")
"""Those of them whose change is an edit."""

BEARING = ("title", "text", "cover")
"""Without the carrier of one of these, or of the ids, a snapshot would say something that the publisher did not."""

MARKUP = frozenset({"profile", "amp", "microdata", "container", "flat", "selectors"})
"""The carriers that read elements."""

COLLAPSE = 2
"""A carrier has collapsed if it shows less than one in so many of its entries, and another more than so many times
that. A publisher that cuts all carriers down to one page is no collapse, nor is a list that another outgrows."""

MAX_CHOICE_CHARS = 1_000

_TENTATIVE = "?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The carriers of a live blog in order of trust, each with its size, and which of them gives what.

    A size is the power of two at or below the number of entries: it tells a collapse and changes seldom. `trails` say
    where carriers that search for the entries found them. A `tentative` one was made of few entries and is made anew
    with the next reading: what then comes from another carrier is told from what was edited.
    """

    sizes: Mapping[str, int]
    ids: str
    fields: Mapping[str, str]
    trails: Mapping[str, str] = field(default_factory=dict)
    tentative: bool = False

    def carrier(self, field: str) -> str:
        """Return which carrier gives a field: that of the ids, unless another was chosen."""
        return self.fields.get(field, self.ids)

    def __str__(self) -> str:
        """Return the choice as text: `jsonld~8+container~8;ids=jsonld;text=container`, a trail behind its size.

        A tentative one has a question mark before it.
        """
        trails = {name: f"~{trail}" for name, trail in self.trails.items() if trail}
        carriers = "+".join(f"{name}~{size}{trails.get(name, '')}" for name, size in self.sizes.items())
        others = (f";{field}={name}" for field, name in self.fields.items() if name != self.ids)
        return f"{_TENTATIVE * self.tentative}{carriers};ids={self.ids}{''.join(others)}"


def parse_choice(text: str | None) -> Choice | None:
    """Return the choice that `text` says; None if it says none, or was written by a version that we cannot read."""
    if not text or len(text) > MAX_CHOICE_CHARS:
        return None
    carriers, *parts = text.removeprefix(_TENTATIVE).split(";")
    sizes: dict[str, int] = {}
    trails: dict[str, str] = {}
    for carrier in carriers.split("+"):
        name, size, trail, *_ = (*carrier.split("~", 2), "", "")
        if not (size.isascii() and size.isdigit()):
            return None
        sizes[name] = int(size)
        if trail:
            trails[name] = trail
    named = dict(part.split("=", 1) for part in parts if "=" in part)
    ids = named.pop("ids", None)
    if ids is None or not {ids, *named.values()} <= sizes.keys() or not named.keys() <= {*FIELDS, "cover"}:
        return None
    return Choice(sizes=sizes, ids=ids, fields=named, trails=trails, tentative=text.startswith(_TENTATIVE))


def followed(choice: Choice | None) -> Choice | None:
    """Return the choice that a reading makes again; None if there is none, or a tentative one."""
    return None if choice is None or choice.tentative else choice


def reads_anew(before: str, after: str) -> bool:
    """Return whether a live blog that began just now has grown so that its first entries are read otherwise.

    Its carrier has found out what they do alike since there are enough of them.
    """
    old, new = parse_choice(before), parse_choice(after)
    if old is None or new is None:
        return False
    grown = (name for name in old.sizes.keys() & new.sizes.keys() if old.sizes[name] < ENOUGH_ALIKE <= new.sizes[name])
    return any(old.trails.get(name) != new.trails.get(name) for name in grown)


def of_any_size(text: str) -> str:
    """Return the choice for an older page of the same live blog: the last one may have a single entry.

    >>> of_any_size("jsonld~8+container~32;ids=jsonld;text=container")
    'jsonld~1+container~1;ids=jsonld;text=container'
    """
    choice = parse_choice(text)
    return str(replace(choice, sizes=dict.fromkeys(choice.sizes, 1))) if choice else text


def of_markup(text: str) -> bool:
    """Return whether a choice reads the page's markup, which is then looked for in what its buttons load.

    >>> of_markup("jsonld~8+container~32;ids=jsonld;text=container"), of_markup("api~8;ids=api")
    (True, False)
    """
    choice = parse_choice(text)
    return choice is not None and not choice.sizes.keys().isdisjoint(MARKUP)


def moved(before: str, now: str) -> frozenset[str]:
    """Return which fields of entries another carrier gives than did before.

    >>> sorted(moved("jsonld~8+container~8;ids=jsonld", "jsonld~8+container~16;ids=jsonld;text=container"))
    ['text']
    >>> moved("", "jsonld~8;ids=jsonld")
    frozenset()
    """
    old, new = (None, None) if before == now else (parse_choice(before), parse_choice(now))
    if old is None or new is None:
        return frozenset()
    return frozenset(name for name in COMPARED if old.carrier(name) != new.carrier(name))


def size_of(reading: Reading) -> int:
    """Return the largest power of two that is not above the number of entries; 0 without entries.

    >>> [1 << count.bit_length() >> 1 for count in (0, 1, 7, 8, 428)]
    [0, 1, 4, 8, 256]
    """
    return 1 << len(reading.entries).bit_length() >> 1


def shrunk(choice: Choice, found: Mapping[str, Reading]) -> bool:
    """Return whether a carrier that a choice needs gives so little that the others must be asked what they see.

    One that gives nothing always does, whatever size it is said to have had: of nothing no reading is made.
    """
    counts = _counts(found)
    return any(name not in counts or COLLAPSE * counts[name] < choice.sizes[name] for name in _needed(choice))


def broken(choice: Choice, found: Mapping[str, Reading]) -> str | None:
    """Return in words why a remembered choice can no longer be followed, or None if it can."""
    counts = _counts(found)
    for name, gave in _needed(choice).items():
        now = counts.get(name, 0)
        more = max((other for other in counts if counts[other] > COLLAPSE * now), key=lambda o: counts[o], default=None)
        if not now:
            instead = f"; {more} finds {counts[more]}" if more else ""
            return f"{name}, which gave this live blog's {gave}, finds no entries any more{instead}"
        if more and COLLAPSE * now < choice.sizes[name]:
            return f"{name} gave {choice.sizes[name]} entries or more and gives {now} now; {more} finds {counts[more]}"
    return None


def _needed(choice: Choice) -> dict[str, str]:
    return {choice.carrier(field): field for field in reversed(BEARING)} | {choice.ids: "ids"}


def _counts(found: Mapping[str, Reading]) -> dict[str, int]:
    return {name: len(reading.entries) for name, reading in found.items() if reading.entries}
