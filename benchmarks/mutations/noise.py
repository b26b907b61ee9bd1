"""Mutations that say nothing: none of them may be told."""

from __future__ import annotations

import re
import unicodedata
from datetime import timedelta
from typing import TYPE_CHECKING

from .json_part import JsonPart
from .node_part import NodePart
from .pages import Ids
from .turn import telling

if TYPE_CHECKING:
    from collections.abc import Callable

    from .part import Slot
    from .turn import Turn

_AGO = re.compile(r"\b(\d+)( ?(?:m|h|mins?|minutes?|hours?) ago)\b")
_HASHED = re.compile(r"\b(dcr|css|sc|ssrcss)-([a-z0-9]{5,})\b")
_PICTURE = re.compile(r"^https?://\S+\.(?:jpe?g|png|webp|avif|gif)(?:\?\S*)?$", re.IGNORECASE)
_MARKUP = re.compile(r"(<[^>]*>)")


def quiet(turn: Turn) -> bool:
    """Serve the page as it was."""
    turn.show()
    return True


def _rewritten(turn: Turn, slots: list[Slot], change: Callable[[str], str]) -> bool:
    """Apply `change` to each slot and show the page if anything differs."""
    different = False
    for get, set_ in slots:
        old = get()
        new = change(old)
        if new != old:
            set_(new)
            different = True
    if different:
        turn.show()
    return different


def _bodies(turn: Turn) -> list[Slot]:
    return [slot for item in turn.stage.shown for part in item.present() for slot in part.body()]


def restamped(turn: Turn) -> bool:
    """Date all entries anew and change nothing."""
    moved = [item.shift(timedelta(minutes=3), modified_only=True) for item in turn.stage.shown]
    if any(moved):
        turn.show()
    return any(moved)


def reordered(turn: Turn) -> bool:
    """Let two neighbours change places, and back."""
    items = turn.stage.items
    if len(turn.stage.shown) < 5:
        return False
    place = turn.random.randrange(len(turn.stage.shown) - 3)
    for _ in range(2):
        items[place], items[place + 1] = items[place + 1], items[place]
        turn.show()
    return True


def on_top(turn: Turn) -> bool:
    """Move an older entry to the top for a while: pinned, on a page that does not say so."""
    items, room = turn.stage.items, len(turn.stage.shown) - 3
    if room < 2:
        return False
    place = turn.random.randrange(1, room)
    items.insert(0, items.pop(place))
    turn.show()
    items.insert(place, items.pop(0))
    turn.show()
    return True


def shown_twice(turn: Turn) -> bool:
    """Show an entry a second time, on top."""
    if turn.stage.page.ids not in {Ids.STABLE, Ids.SLUG}:
        return False  # without names of their own two equal entries are two
    turn.show(turn.stage.body(twice=turn.random.choice(turn.stage.shown)))
    turn.show()
    return True


def ago(turn: Turn) -> bool:
    """Let relative times tick."""
    slots = [slot for item in turn.stage.shown for part in item.present() for slot in part.strings()]
    return _rewritten(turn, slots, lambda old: _AGO.sub(lambda match: f"{int(match[1]) + 1}{match[2]}", old))


def ads(turn: Turn) -> bool:
    """Let advertisements come and go between the entries."""
    if turn.stage.page.file.suffix != ".html" or not any(
        isinstance(part, NodePart) for item in turn.stage.shown for part in item.present()
    ):
        return False
    turn.show(turn.stage.body(ads=2))
    turn.show()
    return True


def tracking(turn: Turn) -> bool:
    """Add tracking parameters to links."""
    number = turn.random.randrange(1_000)
    slots = [slot for item in turn.stage.shown for part in item.present() for slot in part.links()]
    return _rewritten(
        turn,
        slots,
        lambda old: (
            f"{old}?utm_source=live&utm_campaign={number}"
            if old.startswith("http") and not set("?#") & set(old)
            else old
        ),
    )


def whitespace(turn: Turn) -> bool:
    """Double blanks, break them into lines, make them unbreakable."""

    def change(old: str) -> str:
        pieces = _MARKUP.split(old)
        blanks = iter(turn.random.choices(("  ", "\n ", "\u00a0", " "), k=old.count(" ") + 1))
        return "".join(
            piece if piece.startswith("<") else re.sub(" ", lambda _: next(blanks), piece) for piece in pieces
        )

    return _rewritten(turn, _bodies(turn), change)


def entities(turn: Turn) -> bool:
    """Serve the page in ASCII, with entities and escapes for all else, and in UTF-8 again."""
    turn.stage.encoding = "ascii"
    turn.show()
    turn.stage.encoding = "utf-8"
    turn.show()
    return True


def unicode_form(turn: Turn) -> bool:
    """Spell accents as characters of their own (NFD)."""
    return _rewritten(turn, _bodies(turn), lambda old: unicodedata.normalize("NFD", old))


def image_query(turn: Turn) -> bool:
    """Give pictures another size and signature in their address."""
    number = turn.random.randrange(1_000)
    slots = [slot for item in turn.stage.shown for part in item.present() for slot in part.strings()]
    return _rewritten(
        turn, slots, lambda old: f"{old.partition('?')[0]}?w=640&s={number}" if _PICTURE.match(old) else old
    )


def rehashed(turn: Turn) -> bool:
    """Give the classes of the style sheets other names, as a release of the site does."""
    salt = turn.random.choice("bcdfgh")
    parts = [part for item in turn.stage.items for part in item.present() if isinstance(part, NodePart)]
    nodes = [node for part in parts for node in part.node.iter() if _HASHED.search(str(node.get("class") or ""))]
    stable = [path for part in parts[:1] for path in part.shape.body if "class" in path]
    if not nodes or stable or "class" in str([carrier.spec for carrier in turn.stage.carriers]):
        return False
    for node in nodes:
        node.set("class", _HASHED.sub(lambda match: f"{match[1]}-{match[2][1:]}{salt}", str(node.get("class"))))
    turn.show()
    return True


def variants(turn: Turn) -> bool:
    """Serve two variants of the markup in turns (an A/B test)."""
    for item in turn.stage.shown:
        for part in item.present():
            if isinstance(part, JsonPart):
                part.item["abVariant"] = "b"
            else:
                part.node.set("data-variant", "b")
    turn.show()
    for item in turn.stage.shown:
        for part in item.present():
            if isinstance(part, JsonPart):
                part.item.pop("abVariant")
            else:
                part.node.attrib.pop("data-variant")
    turn.show()
    return True


def renamed(turn: Turn) -> bool:
    """Give one entry another id."""
    candidates = telling(turn.stage, first=1)
    if turn.stage.page.ids is not Ids.STABLE or not candidates:
        return False
    item = turn.random.choice(candidates)
    key = turn.stage.fresh_key("")
    if key is None:
        return False
    for part in item.present():
        part.rekey(key)
    turn.show()
    turn.show()
    return True


def gone_for_once(turn: Turn) -> bool:
    """Leave one entry out for one poll."""
    if len(turn.stage.shown) < 5 or not (candidates := telling(turn.stage)):
        return False
    item = turn.random.choice(candidates)
    place = turn.stage.items.index(item)
    turn.stage.items.remove(item)
    turn.show()
    turn.stage.items.insert(place, item)
    turn.show()
    return True


def window_grows(turn: Turn) -> bool:
    """Show older entries than before."""
    stage = turn.stage
    if stage.size is None or stage.size >= len(stage.items):
        return False
    stage.size += min(2, len(stage.items) - stage.size)
    turn.show()
    return True


def window_shrinks(turn: Turn) -> bool:
    """Show fewer of the old entries."""
    stage = turn.stage
    if stage.size is None or stage.size < 8:
        return False
    stage.size -= 2
    turn.show()
    turn.show()
    return True
