"""Mutations that change what entries say."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from . import invented
from .pages import Ids
from .turn import UPDATED, Expected, telling
from .words import squeeze

if TYPE_CHECKING:
    from .item import Item
    from .part import Slot
    from .turn import Turn

WORD = r"[A-Za-z]{5,12}"
_NUMBER = r"\d{1,4}"
_EDGE_BEFORE, _EDGE_AFTER = r"(?<![\w#&.,:/’'-])", r"(?![\w;.,:/’'%-]*[\w;])"
_INSTEAD = (
    *("reportedly", "overnight", "eventually", "officially", "yesterday", "quietly", "apparently", "allegedly"),
    *("belatedly", "unanimously", "silently", "tomorrow", "elsewhere", "nevertheless", "meanwhile", "twice"),
)
_MARKUP = re.compile(r"<(?:style|script)\b.*?</(?:style|script)>|<[^>]*>|&[#\w]+;", re.DOTALL)


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
    edited = edit(turn, WORD, returns=True)
    if edited is None:
        return False
    item = edited.item
    replace_word(edited.slots, edited.after, edited.before)
    turn.expect(Expected(kind=UPDATED, item=item, says=item.words(), fields=("text",)))
    turn.show()
    return True


def flaps(turn: Turn) -> bool:
    """Let two servers disagree about a word: told until the third return says so, and then no more."""
    edited = edit(turn, WORD, returns=True)
    if edited is None:
        return False
    says = [edited.after, edited.before]
    for returns in range(1, 6):
        replace_word(edited.slots, *says)
        says.reverse()
        if returns <= 3:
            item = edited.item
            turn.expect(Expected(kind=UPDATED, item=item, fields=("text",), says=item.words(), flapping=returns == 3))
        turn.show()
    turn.pass_time(timedelta(minutes=11))
    turn.show()
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """One word that was replaced in one entry, in all its carriers."""

    item: Item
    slots: list[list[Slot]]
    before: str
    after: str


def edit(
    turn: Turn,
    pattern: str,
    *,
    headline: bool = False,
    dated: bool = False,
    show: bool = True,
    returns: bool = False,
) -> Edited | None:
    """Replace one word of one entry in all its carriers; None if no word can be. `returns`: it will be taken back."""
    candidates = [item for item in telling(turn.stage) if not (returns and item in turn.returned)]
    turn.random.shuffle(candidates)
    for item in candidates:
        slots = [copy for part in item.present() for copy in part.copies(headline=headline)]
        slots = [found for found in slots if found] if headline else slots
        stamped = any(part.stamps(modified=True) for part in item.present())
        if (dated and not stamped) or not slots or not all(slots):
            continue
        word = word_of(turn, slots, pattern)
        if word is None:
            continue
        if returns:
            turn.returned.add(item)
        edited = Edited(item=item, slots=slots, before=word, after=another_word(turn, word, slots))
        replace_word(slots, word, edited.after)
        if headline and turn.stage.page.ids is Ids.SLUG:
            turn.stage.rename(item, slots[0][0][0]())
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


def word_of(turn: Turn, carriers: list[list[Slot]], pattern: str) -> str | None:
    """Return a word that stands once in each carrier of an entry."""
    texts = [" ".join(_MARKUP.sub(" ", get()) for get, _ in slots) for slots in carriers]
    counts = [Counter(re.findall(_EDGE_BEFORE + pattern + _EDGE_AFTER, text)) for text in texts]
    # "moved" is not to be found in "removed", nor 12 in 2012: the other carrier may cut its words elsewhere.
    words = [word for word in counts[0] if all(text.count(word) == 1 for text in texts)]
    words = [word for word in words if all(count[word] == 1 for count in counts)]
    return turn.random.choice(sorted(words)) if words else None


def another_word(turn: Turn, word: str, carriers: list[list[Slot]]) -> str:
    """Return a word that stands nowhere in the carriers; for a number one that differs in its last digit."""
    if word.isdigit():
        return word[:-1] + turn.random.choice([one for one in "23456789" if one != word[-1]])
    text = " ".join(get() for slots in carriers for get, _ in slots)
    return turn.random.choice([other for other in _INSTEAD if other not in text])


def replace_word(carriers: list[list[Slot]], word: str, other: str) -> None:
    pattern = re.compile(f"({_MARKUP.pattern})|(?<!\\w){re.escape(word)}(?!\\w)", re.DOTALL)
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
    text = invented.text(turn.random)
    for part in item.present():
        part.append(text)
    turn.expect(Expected(kind=UPDATED, item=item, says=squeeze(text), fields=("text",)))
    turn.show()
    return True


def link_changed(turn: Turn) -> bool:
    """Let the words link to another page."""
    linked = []
    for item in telling(turn.stage):
        # Some carriers leave links out: what only one of them shows, nobody sees on the page.
        addresses = set.intersection(*({get() for get, _ in part.links()} for part in item.present()))
        addresses = {address for address in addresses if address.startswith("http")}
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
