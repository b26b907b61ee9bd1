"""Mutations by which entries come, go and return."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from . import invented
from .edits import WORD, another_word, edit, replace_word, word_of
from .item import TELLING
from .pages import Ids
from .turn import BOTTOM, CREATED, DELETED, GAP, RESTORED, UPDATED, Expected, telling
from .words import says_day

if TYPE_CHECKING:
    from .item import Item
    from .turn import Turn

# ------------------------------------------------------------------------------------------------- created


FLAPS = 3
"""At so many returns in an hour receivers are told once that an entry flaps."""

SETTLED = timedelta(minutes=11)


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
    if len(below) < 3 or on_top is None or {*map(says_day, below)} != {says_day(on_top)}:
        return False
    # A page that sorts by touch has its oldest anywhere; what is older than all that was seen is no news.
    item.shift((max(below) if turn.stage.page.touched else min(below)) - on_top)
    turn.expect(Expected(kind=CREATED, item=item, says=item.words()))
    turn.show()
    return True


def same_words(turn: Turn) -> bool:
    """Publish an entry that says word for word what another one says ("Goal!"): they are two."""
    headline, text = invented.headline(turn.random), invented.text(turn.random)
    for _ in range(2):
        item = turn.stage.new(headline=headline, text=text)
        if item is None:
            return False
        if turn.stage.page.ids is Ids.SLUG:
            turn.stage.rename(item, f"{headline} {len(turn.stage.items)}")
        turn.expect(Expected(kind=CREATED, item=item, says=item.words()))
        turn.show()
    return True


def roll_off(turn: Turn) -> bool:
    """Publish several, so that as many leave the page at its end."""
    return turn.stage.size is not None and len(turn.stage.shown) >= 8 and _publish(turn, 3)


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
    # Without ids, one that goes and one that comes in the same minute are one that was written anew.
    newest = turn.stage.shown[0] if turn.stage.page.ids is Ids.NONE else None
    item = turn.random.choice([item for item in candidates if item is not newest] or candidates)
    turn.stage.items.remove(item)
    turn.expect(Expected(kind=DELETED, item=item, says=item.words()))
    return item


def _date_apart(added: Item, gone: Item) -> None:
    """Date what comes otherwise than what goes: of one second, in one poll, they are one under a new id."""
    if added.published() == gone.published():
        added.shift(timedelta(minutes=1))


def delete_newest(turn: Turn) -> bool:
    """Withdraw the entry on top."""
    if len(turn.stage.shown) < 5 or turn.stage.shown[0] not in telling(turn.stage):
        return False
    item = turn.stage.items.pop(0)
    turn.expect(Expected(kind=DELETED, item=item, says=item.words()))
    turn.show()
    turn.show()
    return True


def delete_by_word(turn: Turn) -> bool:
    """Withdraw an entry by saying so where it stood, also one that older pages show, if the publisher does that."""
    stage = turn.stage
    if stage.page.withdrawn is None:
        return False
    # The older pages were read at first, and what is touched comes to the first one.
    below = (
        [item for item in stage.items[len(stage.shown) :] if len(item.words()) >= TELLING] if stage.page.touched else []
    )
    candidates = [*telling(stage), *below]
    if len(stage.shown) < 5 or not candidates:
        return False
    item = turn.random.choice(candidates)
    stage.withdraw(item)
    turn.expect(Expected(kind=DELETED, item=item, says=item.words()))
    turn.show()
    turn.show()
    return True


def delete_pinned(turn: Turn) -> bool:
    """Pin an entry where it stands, unpin it, and withdraw it: nobody has edited it in between."""
    if not pinned_in_place(turn):
        return False
    (item, *_) = (expected.item for expected in turn.expected)
    assert item is not None
    if len(turn.stage.shown) < 5 or item not in telling(turn.stage):
        return True
    turn.stage.items.remove(item)
    turn.expect(Expected(kind=DELETED, item=item, says=item.words()))
    turn.show()
    turn.show()
    return True


def delete_while_new(turn: Turn) -> bool:
    """Withdraw one and publish one in the same poll."""
    item = _take_away(turn)
    added = turn.stage.new() if item is not None else None
    if item is None or added is None:
        return False
    _date_apart(added, item)
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
    candidates = [item for item in telling(turn.stage) if item not in turn.returned]
    if len(turn.stage.shown) < 6 or not candidates:
        return False
    item = turn.random.choice(candidates)
    turn.returned.add(item)
    slots = [copy for part in item.present() for copy in part.copies(headline=False)]
    word = word_of(turn, slots, WORD)
    if word is None:
        return False
    place = turn.stage.items.index(item)
    turn.stage.items.remove(item)
    turn.expect(Expected(kind=DELETED, item=item, says=item.words()))
    turn.show()
    turn.show()
    if edited:
        replace_word(slots, word, another_word(turn, word, slots))
    turn.stage.items.insert(place, item)
    turn.expect(Expected(kind=RESTORED, item=item, says=item.words()))
    turn.show()
    return True


def outage(turn: Turn) -> bool:
    """Publish more than the page shows before it is polled again; only a publisher that pages has kept the rest."""
    stage = turn.stage
    size = stage.size  # after deletions a page may show fewer than there is room for
    if size is None or len(stage.shown) < 8 or any(carrier.size for carrier in stage.carriers):
        return False
    items = [stage.new() for _ in range(size + 2)]
    if None in items:
        return False
    kept = items if stage.page.older else items[-size:]
    for item in kept:
        assert item is not None
        turn.expect(Expected(kind=CREATED, item=item, says=item.words()))
    if not stage.page.older:
        turn.expect(Expected(kind=GAP))
    turn.show()
    turn.show()
    if not stage.page.older:
        del stage.items[size : size + 2]  # nobody ever saw them: should they surface, they would be news
    return True


def pinned(turn: Turn) -> bool:
    """Pin an entry to the top, publish another below it, and unpin it."""
    items = turn.stage.items
    candidates = [item for item in telling(turn.stage, first=1) if item not in turn.returned and item.can_be_pinned()]
    if len(turn.stage.shown) < 6 or not candidates:
        return False
    item = turn.random.choice(candidates)
    turn.returned.add(item)
    below = items[items.index(item) + 1]
    items.remove(item)
    items.insert(0, item)
    item.pin(pinned=True)
    turn.expect(Expected(kind=UPDATED, item=item, fields=("pinned",)))
    turn.show()
    added = turn.stage.new(at=1)
    assert added is not None
    turn.expect(Expected(kind=CREATED, item=added, says=added.words()))
    turn.show()
    items.remove(item)
    items.insert(items.index(below), item)
    item.pin(pinned=False)
    turn.expect(Expected(kind=UPDATED, item=item, fields=("pinned",)))
    turn.show()
    return True


def pinned_in_place(turn: Turn) -> bool:
    """Mark an entry as pinned where it stands, as the model behind a page does, and take the mark away."""
    candidates = [item for item in telling(turn.stage) if item not in turn.returned and item.can_be_pinned()]
    if not candidates:
        return False
    item = turn.random.choice(candidates)
    turn.returned.add(item)
    for marked in (True, False):
        item.pin(pinned=marked)
        turn.expect(Expected(kind=UPDATED, item=item, fields=("pinned",)))
        turn.show()
    return True


def comes_and_goes(turn: Turn) -> bool:
    """Withdraw an entry and bring it back again and again: told until the third return says so, and then no more."""
    candidates = [item for item in telling(turn.stage) if item not in turn.returned]
    if len(turn.stage.shown) < 6 or not candidates:
        return False
    item = turn.random.choice(candidates)
    turn.returned.add(item)
    place = turn.stage.items.index(item)
    for returns in range(1, FLAPS + 3):
        turn.stage.items.remove(item)
        if returns <= FLAPS:
            turn.expect(Expected(kind=DELETED, item=item, says=item.words()))
            turn.expect(Expected(kind=RESTORED, item=item, says=item.words(), flapping=returns == FLAPS))
        turn.show()
        turn.show()
        turn.stage.items.insert(place, item)
        turn.show()
    turn.pass_time(SETTLED)
    turn.show()
    return True


def several_at_once(turn: Turn) -> bool:
    """Publish one, edit one and withdraw one at once."""
    edited = edit(turn, WORD, show=False)
    if edited is None:
        return False
    places = turn.stage.items
    gone = [item for item in telling(turn.stage, first=1) if item is not edited.item]
    added = turn.stage.new()
    if added is None or len(places) < 6 or not gone:
        return False
    item = turn.random.choice(gone)
    turn.stage.items.remove(item)
    _date_apart(added, item)
    turn.expect(Expected(kind=CREATED, item=added, says=added.words()))
    turn.expect(Expected(kind=DELETED, item=item, says=item.words()))
    turn.show()
    turn.show()
    return True
