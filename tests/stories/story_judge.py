"""What was told of a story held against what happened in it, and against what the polls were shown."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from story_desk import Look, Looks

from monitor.model import Event

if TYPE_CHECKING:
    from story_play import Story

CREATED, UPDATED, DELETED, RESTORED = "entry.created", "entry.updated", "entry.deleted", "entry.restored"
SURE_AFTER = 3
"""Polls in a row that must lack an entry before its withdrawal has to be told: two of them, and one that doubts."""


@dataclass(slots=True)
class Verdict:
    """What was told of what happened; faults in words."""

    due: int = 0
    told: int = 0
    missed: list[str] = field(default_factory=list)
    invented: list[str] = field(default_factory=list)
    misplaced: list[str] = field(default_factory=list)
    latest: float = 0
    beside: list[str] = field(default_factory=list)
    """Events that are of no entry."""

    @property
    def faults(self) -> list[str]:
        return [*self.missed, *self.invented, *self.misplaced]


Said = tuple[object, ...] | None


class Judge:
    """Holds the events against the versions that each entry had, and against what the polls were shown."""

    def __init__(self, story: "Story") -> None:
        self.story = story
        self.carries = story.layout.carries
        self.versions = self._versions()
        self.latest = self._latest()
        self.ids: dict[str, str] = {}
        baseline = {look.key: self._said(look) for look in story.seen[0].looks}
        self.due = self._due(baseline)
        self.stands = {key: self._index(key, said, -1) for key, said in baseline.items()}
        self.gone: set[str] = set()
        self.found = Verdict(due=sum(map(len, self.due.values())))

    def verdict(self) -> Verdict:
        for number, seen in enumerate(self.story.seen):
            created = [event for event in seen.events if event.type.value == CREATED]
            dates = [event.message["data"]["entry"]["published"] or "" for event in created]
            if dates != sorted(dates):
                self.found.misplaced.append(f"{number} {seen.at:%H:%M:%S} told out of order: {dates}")
            for event in seen.events:
                self._hold(event, number, seen.at)
        for key, wanted in self.due.items():
            for said, number in wanted:
                what = "withdrawn" if said is None else f"{said[0]!r}"
                self.found.missed.append(f"{number} {self.story.seen[number].at:%H:%M:%S} {key} {what[:70]}")
        return self.found

    def _hold(self, event: Event, number: int, at: datetime) -> None:
        """Count an event, and say what is wrong with it, if anything."""
        kind = event.type.value
        if not kind.startswith("entry."):
            self.found.beside.append(f"{kind} {event.message['data'].get('reason')}")
            return
        self.found.told += 1
        said = self._told(event)
        key = self._key(event, at)
        if key is None:
            fault: str | None = f"nobody wrote that: {said!r:.150}"
        elif kind == DELETED:
            fault = self._gone_by(key, number, at)
        else:
            fault = self._out_of_turn(kind, key) or self._shows(key, said, number, at)
        if fault:
            self.found.invented.append(f"{number} {at:%H:%M:%S} {kind} {event.entry_id} {fault}")

    def _gone_by(self, key: str, number: int, at: datetime) -> str | None:
        """Return what is wrong with a withdrawal, if anything."""
        if key in self.gone or key not in self.stands:
            return f"{key} was not there for its readers"
        self.gone.add(key)
        later = self.versions[key][self.stands[key] :]
        place = next((place for place, (when, said) in enumerate(later) if said is None and when <= at), None)
        if place is None:
            return f"{key} was not withdrawn"
        self.stands[key] += place
        self._strike(key, None, number)
        return None

    def _out_of_turn(self, kind: str, key: str) -> str | None:
        """Return why an event of this kind cannot be told of an entry as its readers know it, if it cannot."""
        there, gone = key in self.stands, key in self.gone
        never_gone = gone and self.versions[key][self.stands[key]][1] is not None
        self.gone.discard(key)
        wrong = {
            CREATED: (there, "is told twice"),
            RESTORED: (not gone or never_gone, "was never gone"),
            UPDATED: (gone or not there, "is not there"),
        }[kind]
        return f"{key} {wrong[1]}" if wrong[0] else None

    def _shows(self, key: str, said: Said, number: int, at: datetime) -> str | None:
        """Return what is wrong with what an entry is told to say, if anything."""
        index = self._index(key, said, self.stands.get(key, -1))
        if index < 0 or self.versions[key][index][0] > at:
            known = self._index(key, said, -1) >= 0
            return f"{key} goes back" if known else f"{key} never said so: {said!r:.300}"
        self.stands[key] = index
        self._strike(key, said, number)
        return None

    def _strike(self, key: str, said: Said, number: int) -> None:
        """Strike what was told off what is due."""
        wanted = self.due.get(key, [])
        for one in wanted:
            if one[0] == said:
                late = (self.story.seen[number].at - self.story.seen[one[1]].at).total_seconds()
                self.found.latest = max(self.found.latest, late)
                wanted.remove(one)
                return

    def _index(self, key: str, said: Said, after: int) -> int:
        versions = self.versions[key]
        return next((i for i in range(after + 1, len(versions)) if versions[i][1] == said), -1)

    def _key(self, event: Event, at: datetime) -> str | None:
        """Return which entry an event tells of: by its words at first, by its id from then on."""
        id_ = event.entry_id or ""
        if id_ in self.ids:
            return self.ids[id_]
        said = self._told(event)
        date = event.message["data"]["entry"]["published"]
        candidates = [
            key for key, versions in self.versions.items() if any(what == said for when, what in versions if when <= at)
        ]
        if not candidates:
            return None
        free = [key for key in candidates if key not in self.ids.values()] or candidates
        dated = [key for key in free if date and date[:16] in self._dates(key)]
        self.ids[id_] = (dated or free)[-1]
        return self.ids[id_]

    def _dates(self, key: str) -> set[str]:
        return {
            look.published.isoformat()[:16] for _, looks in self.story.desk.history for look in looks if look.key == key
        }

    def _versions(self) -> dict[str, list[tuple[datetime, Said]]]:
        """Return what each entry said from when on; None while it was withdrawn."""
        versions: dict[str, list[tuple[datetime, Said]]] = {}
        for at, looks in self.story.desk.history:
            here = {look.key: self._said(look) for look in looks}
            for key in {**versions, **here}:
                said, before = here.get(key), versions.setdefault(key, [])
                if (before and before[-1][1] != said) or (not before and said is not None):
                    before.append((at, said))
        return versions

    def _due(self, baseline: dict[str, Said]) -> dict[str, list[tuple[Said, int]]]:
        """Return what must be told of each entry: what a page showed that was no older than those before it."""
        stands = dict(baseline)
        lacked: dict[str, list[int]] = {}
        due: dict[str, list[tuple[Said, int]]] = {}
        oldest = min((look.published for look in self.story.seen[0].looks), default=None)
        for number, looks in self._fresh():
            here = {look.key: look for look in looks}
            for key, look in here.items():
                said = self._said(look)
                lacked.pop(key, None)
                below = key not in stands and oldest is not None and look.published < oldest and look is looks[-1]
                if not below and (key not in stands or stands[key] != said):
                    due.setdefault(key, []).append((said, number))
                stands[key] = said
            for key in self._withdrawn(number, looks, [key for key, said in stands.items() if said is not None]):
                lacked.setdefault(key, []).append(number)
                if len(lacked[key]) == SURE_AFTER:
                    due.setdefault(key, []).append((None, lacked.pop(key)[0]))
                    stands[key] = None
        return due

    def _fresh(self) -> Iterator[tuple[int, Looks]]:
        """Yield by the number of the poll what was shown by pages that were no older than any before."""
        newest: datetime | None = None
        for number, seen in enumerate(self.story.seen):
            if seen.made_at is not None and (newest is None or seen.made_at >= newest):
                newest = seen.made_at
                yield number, seen.looks

    def _withdrawn(self, number: int, looks: Looks, standing: Sequence[str]) -> Iterator[str]:
        """Yield the entries that a page should have shown, were they not withdrawn by then."""
        edge = min((look.published for look in looks if not look.pinned), default=None)
        made_at = self.story.seen[number].made_at
        assert made_at is not None
        here = {look.key for look in (*looks, *self.story.desk.at(made_at))}
        for key in standing:
            if key not in here and edge is not None and self.latest[key] > edge:
                yield key

    def _latest(self) -> dict[str, datetime]:
        """Return the latest date that each entry ever had."""
        latest: dict[str, datetime] = {}
        for _, looks in self.story.desk.history:
            for look in looks:
                latest[look.key] = max(look.published, latest.get(look.key, look.published))
        return latest

    # ----------------------------------------------------------------------------------------- contents

    def _said(self, look: Look) -> Said:
        return self._content(
            look.title,
            look.text,
            look.authors,
            look.links,
            (look.image.partition("?")[0],) if look.image else (),
            pinned=look.pinned,
        )

    def _told(self, event: Event) -> Said:
        entry = event.message["data"]["entry"]
        return self._content(
            entry["title"] or "",
            entry["text"],
            entry["authors"],
            entry["links"],
            [image.partition("?")[0] for image in entry["images"]],
            pinned=entry["pinned"],
        )

    def _content(
        self,
        title: str,
        text: str,
        authors: Sequence[str],
        links: Sequence[str],
        images: Sequence[str],
        *,
        pinned: bool,
    ) -> Said:
        carried = (
            ("title", plainly(title)),
            ("text", plainly(text)),
            ("authors", tuple(sorted(authors))),
            ("links", tuple(sorted(links))),
            ("image", tuple(images)),
            ("pinned", pinned),
        )
        return tuple(value for name, value in carried if name in self.carries)


def plainly(text: str) -> str:
    """Return a text without what readers do not see of it."""
    text = unicodedata.normalize("NFC", text).translate(_INVISIBLE)
    return " ".join(text.split())


_INVISIBLE = dict.fromkeys((0xAD, 0x200B, 0x2060, 0xFE0E, 0xFE0F)) | {0x2018: "'", 0x2019: "'"}
