"""Mutations that say something: entries that come, change, go and return, and what is to be told of it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from .carriers import squeeze
from .pages import Ids
from .stage import TELLING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

    from .carriers import Slot
    from .stage import Item, Stage

CREATED, UPDATED, DELETED, RESTORED = "entry.created", "entry.updated", "entry.deleted", "entry.restored"

BOTTOM = 3
"""So many of the oldest entries on a page are left alone: what is taken away there cannot be told from a roll-off, nor
what is taken away above one or two others, while one comes on top, from a roll-off above an introduction that stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a person would say happened to an entry: `says` are words of it, `fields` what differs in it.

    `silent` is what its dates say of an edit; None where it has none.
    """

    kind: str
    item: Item
    says: str = ""
    fields: tuple[str, ...] | None = None
    silent: bool | None = None


class Turn(Protocol):
    """What a mutation is given: the stage, chance, a reader to serve pages to, and a list of what is to be told."""

    stage: Stage
    random: Random
    now: datetime

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


# ------------------------------------------------------------------------------------------------- created


def new(turn: Turn) -> bool:
    return _publish(turn, 1)


def several_new(turn: Turn) -> bool:
    return _publish(turn, turn.random.randrange(2, 5))


def _publish(turn: Turn, count: int) -> bool:
    items = [turn.stage.new() for _ in range(count)]
    for item in items:
        if item is None:
            return False
        turn.expect(Expected(kind=CREATED, item=item, says=item.words()))
    turn.show()
    return True


def late_insert(turn: Turn) -> bool:
    """Publish an entry between older ones, with a date that fits there."""
    room = len(turn.stage.shown) - BOTTOM
    if room <= 2:
        return False
    item = turn.stage.new(at=turn.random.randrange(1, room))
    if item is None:
        return False
    turn.expect(Expected(kind=CREATED, item=item, says=item.words()))
    turn.show()
    return True


def scheduled(turn: Turn) -> bool:
    """Publish on top an entry whose date says that it was published a while ago: scheduled, or released late."""
    item = turn.stage.new()
    if item is None:
        return False
    below = [date for other in turn.stage.shown[1:4] if (date := other.published()) is not None]
    on_top = item.published()
    if len(below) < 3 or on_top is None:
        return False
    item.shift(min(below) - on_top)
    turn.expect(Expected(kind=CREATED, item=item, says=item.words()))
    turn.show()
    return True


def same_words(turn: Turn) -> bool:
    """Publish an entry that says word for word what another one says ("Goal!"): they are two."""
    headline, text = turn.stage.invented_headline(), turn.stage.invented_text()
    for _ in range(2):
        item = turn.stage.new(headline=headline, text=text)
        if item is None:
            return False
        if turn.stage.page.ids is Ids.SLUG:
            _rekey(turn.stage, item, f"{headline} {len(turn.stage.items)}")
        turn.expect(Expected(kind=CREATED, item=item, says=item.words()))
        turn.show()
    return True


def roll_off(turn: Turn) -> bool:
    """Publish several, so that as many leave the page at its end."""
    return turn.stage.size is not None and len(turn.stage.shown) >= 8 and _publish(turn, 3)


# ------------------------------------------------------------------------------------------------- updated

WORD = r"[A-Za-z]{5,12}"
_NUMBER = r"\d{1,4}"
_EDGE_BEFORE, _EDGE_AFTER = r"(?<![\w#&.,:/’'-])", r"(?![\w;.,:/’'%-]*[\w;])"
_INSTEAD = ("reportedly", "overnight", "eventually", "officially", "yesterday", "quietly", "apparently")
_MARKUP = re.compile(r"<style\b.*?</style>|<[^>]*>|&[#\w]+;", re.DOTALL)


def edit_word(turn: Turn) -> bool:
    return edit(turn, WORD) is not None


def edit_digit(turn: Turn) -> bool:
    return edit(turn, _NUMBER) is not None


def edit_dated(turn: Turn) -> bool:
    """Edit a word, with a new date of modification."""
    return edit(turn, WORD, dated=True) is not None


def edit_headline(turn: Turn) -> bool:
    return edit(turn, r"[A-Za-z]{4,12}", headline=True) is not None


def back_and_forth(turn: Turn) -> bool:
    """Edit a word and take that back: two updates (A→B→A)."""
    edited = edit(turn, WORD)
    if edited is None:
        return False
    item = edited.item
    _replace(edited.slots, edited.after, edited.before)
    turn.expect(Expected(kind=UPDATED, item=item, says=item.words(), fields=("text",)))
    turn.show()
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """One word that was replaced in one entry, in all its carriers."""

    item: Item
    slots: list[list[Slot]]
    before: str
    after: str


def edit(turn: Turn, pattern: str, *, headline: bool = False, dated: bool = False, show: bool = True) -> Edited | None:
    """Replace one word of one entry in all its carriers; None if no word can be."""
    candidates = telling(turn.stage)
    turn.random.shuffle(candidates)
    for item in candidates:
        slots = [copy for part in item.present() for copy in part.copies(headline=headline)]
        slots = [found for found in slots if found] if headline else slots
        stamped = any(part.stamps(modified=True) for part in item.present())
        if (dated and not stamped) or not slots or not all(slots):
            continue
        word = _word(turn, slots, pattern)
        if word is None:
            continue
        edited = Edited(item=item, slots=slots, before=word, after=_other(turn, word))
        _replace(slots, word, edited.after)
        if headline and turn.stage.page.ids is Ids.SLUG:
            _rekey(turn.stage, item, slots[0][0][0]())
        if dated:
            item.shift(timedelta(minutes=turn.random.randrange(1, 9)), modified_only=True)
        turn.expect(
            Expected(
                kind=UPDATED,
                item=item,
                says=squeeze(edited.after),
                fields=("title",) if headline else ("text",),
                silent=not dated if stamped else None,
            )
        )
        if show:
            turn.show()
        return edited
    return None


def _word(turn: Turn, carriers: list[list[Slot]], pattern: str) -> str | None:
    """Return a word that stands once in each carrier of an entry."""
    texts = [" ".join(_MARKUP.sub(" ", get()) for get, _ in slots) for slots in carriers]
    counts = [Counter(re.findall(_EDGE_BEFORE + pattern + _EDGE_AFTER, text)) for text in texts]
    # "moved" is not to be found in "removed", nor 12 in 2012: the other carrier may cut its words elsewhere.
    words = [word for word in counts[0] if all(text.count(word) == 1 for text in texts)]
    words = [word for word in words if all(count[word] == 1 for count in counts)]
    return turn.random.choice(sorted(words)) if words else None


def _other(turn: Turn, word: str) -> str:
    if word.isdigit():
        digit = turn.random.choice([one for one in "23456789" if one != word[-1]])
        return word[:-1] + digit
    return turn.random.choice(_INSTEAD)


def _replace(carriers: list[list[Slot]], word: str, other: str) -> None:
    pattern = re.compile(r"(<[^>]*>|&[#\w]+;)|(?<!\w)" + re.escape(word) + r"(?!\w)")
    for slots in carriers:
        for get, set_ in slots:
            old = get()
            changed = pattern.sub(lambda match: match[1] or other, old)
            if changed != old:
                set_(changed)


def addition(turn: Turn) -> bool:
    """Add a paragraph."""
    short = [item for item in telling(turn.stage) if len(item.words()) < 500 and all(p.body() for p in item.present())]
    if not short:
        return False
    item = turn.random.choice(short)
    text = turn.stage.invented_text()
    for part in item.present():
        part.append(text)
    turn.expect(Expected(kind=UPDATED, item=item, says=squeeze(text), fields=("text",)))
    turn.show()
    return True


def link_changed(turn: Turn) -> bool:
    """Let the words link to another page."""
    linked = []
    for item in telling(turn.stage):
        addresses = {get() for part in item.present() for get, _ in part.links() if get().startswith("http")}
        linked += [(item, address) for address in sorted(addresses) if "#" not in address and "?" not in address]
    if not linked:
        return False
    item, address = turn.random.choice(linked)
    for part in item.present():
        for get, set_ in part.links():
            if get() == address:
                set_(f"{address.rstrip('/')}-{turn.random.randrange(100, 999)}")
    turn.expect(Expected(kind=UPDATED, item=item, fields=("links",)))
    turn.show()
    return True


# ------------------------------------------------------------------------------------- deleted and restored


def delete(turn: Turn) -> bool:
    item = _take_away(turn)
    if item is None:
        return False
    turn.show()
    turn.show()
    return True


def _take_away(turn: Turn) -> Item | None:
    candidates = telling(turn.stage)
    if len(turn.stage.shown) < 5 or not candidates:
        return None
    item = turn.random.choice(candidates)
    turn.stage.items.remove(item)
    turn.expect(Expected(kind=DELETED, item=item, says=item.words()))
    return item


def delete_newest(turn: Turn) -> bool:
    """Withdraw the entry on top."""
    if len(turn.stage.shown) < 5 or turn.stage.shown[0] not in telling(turn.stage):
        return False
    item = turn.stage.items.pop(0)
    turn.expect(Expected(kind=DELETED, item=item, says=item.words()))
    turn.show()
    turn.show()
    return True


def delete_while_new(turn: Turn) -> bool:
    """Withdraw one and publish one in the same poll."""
    item = _take_away(turn)
    added = turn.stage.new()
    if item is None or added is None:
        return False
    turn.expect(Expected(kind=CREATED, item=added, says=added.words()))
    turn.show()
    turn.show()
    return True


def restore(turn: Turn) -> bool:
    return _restore(turn, edited=False)


def restore_edited(turn: Turn) -> bool:
    """Withdraw an entry, and bring it back with other words."""
    return _restore(turn, edited=True)


def _restore(turn: Turn, *, edited: bool) -> bool:
    candidates = telling(turn.stage)
    if len(turn.stage.shown) < 6 or not candidates:
        return False
    item = turn.random.choice(candidates)
    slots = [copy for part in item.present() for copy in part.copies(headline=False)]
    word = _word(turn, slots, WORD)
    if word is None:
        return False
    place = turn.stage.items.index(item)
    turn.stage.items.remove(item)
    turn.expect(Expected(kind=DELETED, item=item, says=item.words()))
    turn.show()
    turn.show()
    if edited:
        _replace(slots, word, _other(turn, word))
    turn.stage.items.insert(place, item)
    turn.expect(Expected(kind=RESTORED, item=item, says=item.words()))
    turn.show()
    return True


def several_at_once(turn: Turn) -> bool:
    """Publish one, edit one and withdraw one at once."""
    edited = edit(turn, WORD, show=False)
    if edited is None:
        return False
    places = turn.stage.items
    gone = [item for item in telling(turn.stage) if item is not edited.item]
    added = turn.stage.new()
    if added is None or len(places) < 6 or not gone:
        return False
    item = turn.random.choice(gone)
    turn.stage.items.remove(item)
    turn.expect(Expected(kind=CREATED, item=added, says=added.words()))
    turn.expect(Expected(kind=DELETED, item=item, says=item.words()))
    turn.show()
    turn.show()
    return True


def _rekey(stage: Stage, item: Item, headline: str) -> None:
    key = stage.fresh_key(headline)
    if key is not None:
        for part in item.present():
            part.rekey(key)
