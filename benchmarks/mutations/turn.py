"""What a mutation is given, and what it says is to be told."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from .item import TELLING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, timedelta
    from random import Random

    from .item import Item
    from .stage import Stage

CREATED, UPDATED, DELETED, RESTORED = "entry.created", "entry.updated", "entry.deleted", "entry.restored"
GAP = "source.gap"

BOTTOM = 3
"""So many of the oldest entries on a page are left alone: what is taken away there cannot be told from a roll-off, nor
what is taken away above one or two others, while one comes on top, from a roll-off above an introduction that stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a person would say happened to an entry: `says` are words of it, `fields` what differs in it.

    `silent` is what its dates say of an edit; None where it has none. `flapping`: that it goes back and forth. What
    happened to the live blog or its source has no item.
    """

    kind: str
    item: Item | None = None
    says: str = ""
    fields: tuple[str, ...] | None = None
    silent: bool | None = None
    flapping: bool = False


class Turn(Protocol):
    """What a mutation is given: the stage, chance, a reader to serve pages to, and a list of what is to be told.

    `returned` are the entries that went back to what they were: once an hour is no flapping.
    """

    stage: Stage
    random: Random
    now: datetime
    returned: set[Item]
    expected: list[Expected]

    def pass_time(self, by: timedelta) -> None: ...

    def show(self, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> None:
        """Let the page be polled, as it stands or with this body."""

    def expect(self, expected: Expected) -> None: ...


def telling(stage: Stage, *, first: int = 0) -> list[Item]:
    """Return the entries on the page, but for the oldest, that no other entry could be taken for."""
    shown = stage.shown
    words = Counter(item.words() for item in stage.items)
    dated = sorted((item for item in shown if item.published()), key=_date)
    oldest = {*map(id, dated[:BOTTOM]), *map(id, shown[-BOTTOM:])}
    if stage.page.touched and len(stage.items) > len(shown):
        # What was touched together with the last on the page cannot be told from what rolled off when it goes.
        oldest |= {id(item) for item in shown if stage.touch_of(item) <= stage.floor()}
    full = [item for item in shown[first:] if id(item) not in oldest and _seen(stage, item)]
    return [item for item in full if len(item.words()) >= TELLING and words[item.words()] == 1]


def _date(item: Item) -> datetime:
    date = item.published()
    assert date is not None
    return date


def _seen(stage: Stage, item: Item) -> bool:
    """Return whether every carrier that should have the entry has it, so that an edit shows wherever it is read."""
    place = stage.items.index(item)
    return all(
        part is not None or (carrier.size is not None and place >= carrier.size + BOTTOM)
        for part, carrier in zip(item.parts, stage.carriers, strict=True)
    )
