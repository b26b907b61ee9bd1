"""What of an entry a click unfolds: all below its headline, the rest of its text, the whole of what is cut short."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.extract.blocks.habits import sentences_of
from monitor.extract.page.kinds import FITTING, kinds_of
from monitor.extract.words.text import is_sentence

if TYPE_CHECKING:
    from monitor.extract.page.outline import Part

MIN_CUT_CHARS, MAX_CUT_CHARS = 40, 2_000
"""How long words are that break off where the whole text follows; a line that trails off is shorter."""

MAX_TEXTS = 40
"""How many pieces of text of what unfolds are looked at; a paragraph with a link has three."""

_BREAKS_OFF = ("…", "...")


def unfolds(part: Part, item: Part) -> bool:
    """Return whether a click shows what a hidden element of an item says: all its sentences, or more above the button.

    What its name says to be a fitting is one: a panel that shares asks readers in sentences, too.
    """
    if "hidden" not in part.attributes or kinds_of(part.tag, {"class": part.get("class")}, {}) & FITTING:
        return False
    first, last = sentences_of(item)
    if part.first <= first <= last < part.last:
        return True
    return 0 <= first < part.first and _is_above_its_button(part) and any(map(is_sentence, _opening(part)))


def _is_above_its_button(part: Part) -> bool:
    """Return whether the button that unfolds an element stands below it: a menu's stands above."""
    below = _next(part)
    return below is not None and below.tag == "button" and "aria-expanded" in below.attributes


def is_cut_short(part: Part) -> bool:
    """Return whether an element's words break off, and what follows it begins with them: the whole is hidden there."""
    words = part.own
    if not words.endswith(_BREAKS_OFF) or not MIN_CUT_CHARS <= len(words) <= MAX_CUT_CHARS:
        return False
    whole = _next(part)
    if whole is None:
        return False
    begun = "".join([text[:MAX_CUT_CHARS] for text in _opening(whole)])
    return _packed(begun).startswith(_packed(words.rstrip(" .…")))


def _next(part: Part) -> Part | None:
    """Return the element that follows another one under the same."""
    parts = part.outline.parts
    below = parts[part.end] if part.end < len(parts) else None
    return below if below is not None and below.parent is part.parent else None


def _opening(part: Part) -> list[str]:
    """Return the first texts in an element."""
    return part.outline.texts[part.first : min(part.last, part.first + MAX_TEXTS)]


def _packed(words: str) -> str:
    return "".join(words.split())
