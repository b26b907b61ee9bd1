"""Whether an endpoint wants an event, and why or why not in words. Pure.

What an entry says, who wrote it and how it changed is asked of entries alone: events about a live blog or its source
are chosen by their type, so that whoever filters by words still learns that a source cannot be read.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from monitor.errors import RowDamaged
from monitor.event import DIFFS_CUT_TO, LISTS_CUT_TO
from monitor.model import EventType
from monitor.patterns import found

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from monitor.model import Endpoint, Event, Filter

SHOWN_LIMIT = 5
"""How many of a filter's words a reason names."""

_WITHOUT_BLANKS = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
"""Thai, Lao, Burmese, Khmer, Japanese and Chinese put no blanks between words, so none is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether an event is wanted, and the reason in words: the part that refused it, or what let it pass."""

    wanted: bool
    reason: str


def judge(endpoint: Endpoint, event: Event) -> Verdict:
    """Return whether the endpoint's filter lets the event pass; the first part that does not agree says why."""
    wishes = endpoint.filter
    if wishes.types is not None and event.type not in wishes.types:
        return Verdict(wanted=False, reason=f"events does not name {event.type.value}")
    if not _looks_inside(wishes):
        return _EVERYTHING if wishes.types is None else _OF_ITS_TYPE
    try:
        shape = event.message["data"]
    except RowDamaged:  # of which whoever tells the event says so: refused here, it would hold its lane for ever
        return _DAMAGED
    entry = shape.get("entry")
    if entry is None:
        return Verdict(wanted=True, reason="is about no entry, so only its type counts")
    refusal = (
        _words(wishes, event.type, shape)
        or _authors(wishes, entry, may_be_cut=bool(shape.get("truncated")))
        or (_change(wishes, shape["change"]) if shape.get("change") else None)
    )
    agrees = _AGREES_OR_MAY if shape.get("truncated") else _AGREES
    return Verdict(wanted=False, reason=refusal) if refusal else agrees


_DAMAGED = Verdict(wanted=True, reason="cannot be read, so only its type counts")
_EVERYTHING = Verdict(wanted=True, reason="nothing is filtered")
_OF_ITS_TYPE = Verdict(wanted=True, reason="events names its type")
_AGREES = Verdict(wanted=True, reason="every part of the filter agrees")
_AGREES_OR_MAY = Verdict(wanted=True, reason="every part of the filter agrees, or may: the event was cut for its size")


def _looks_inside(wishes: Filter) -> bool:
    asked = (wishes.words, wishes.pattern, wishes.edits is not None, wishes.authors, wishes.least_change)
    return any(asked)


def _words(wishes: Filter, kind: EventType, shape: Mapping[str, Any]) -> str | None:
    """Return why the words of an entry are not the wanted ones, None if they are."""
    if not wishes.words and wishes.pattern is None:
        return None
    said = _added(kind, shape) if wishes.added_only else _said(shape["entry"])
    where = "in what it added" if wishes.added_only else "in its headline or text"
    if shape.get("truncated") and ("…\n" in f"{said}\n" or (wishes.added_only and _lost_hunks(shape))):
        return None  # what is looked for may stand in what was cut off
    if wishes.added_only and not said:
        return "filter.added_only: it added no words"
    if wishes.words:
        # Two additions far apart are no phrase, nor are two paragraphs of one.
        pieces = [*map(_folded, said.split("\n") if wishes.added_only else (said,))]
        if not any(_contains(piece, _folded(word)) for word in wishes.words for piece in pieces):
            return f"filter.words: none of {_listed(wishes.words)} is {where}"
    if wishes.pattern is not None and not found(wishes.pattern, said):
        return f"filter.pattern: {wishes.pattern} matches nothing {where}"
    return None


def _lost_hunks(shape: Mapping[str, Any]) -> bool:
    """Return whether the diff of an event that was cut may have gone on."""
    change = shape.get("change")
    return change is not None and len(change["diff"]) in DIFFS_CUT_TO


def _authors(wishes: Filter, entry: Mapping[str, Any], *, may_be_cut: bool) -> str | None:
    if not wishes.authors or (may_be_cut and len(entry["authors"]) in LISTS_CUT_TO):
        return None
    wanted = {_folded(author) for author in wishes.authors}
    if any(_folded(author) in wanted for author in entry["authors"]):
        return None
    return f"filter.authors: {_listed(entry['authors']) or 'nobody'} is none of {_listed(wishes.authors)}"


def _change(wishes: Filter, change: Mapping[str, Any]) -> str | None:
    """Return why an update is none of the wanted ones, None if it is."""
    if wishes.edits is not None and not wishes.edits.intersection(change["edits"]):
        kinds = ", ".join(change["edits"]) or "of no kind"
        return f"filter.edits: the edit is {kinds}, not {' or '.join(sorted(wishes.edits))}"
    changed = 1 - change["similarity"]
    if changed < wishes.least_change:
        return f"filter.least_change: {changed:.3f} of it changed, less than {wishes.least_change:g}"
    return None


def _said(entry: Mapping[str, Any]) -> str:
    return "\n".join(filter(None, (entry["title"], entry["text"])))


def _added(kind: EventType, shape: Mapping[str, Any]) -> str:
    """Return what an event brought that was not there before, each addition on a line of its own."""
    if kind is EventType.ENTRY_DELETED:
        return ""
    change = shape.get("change")
    if change is None:
        return _said(shape["entry"])
    return "\n".join(text for op, text in change["diff"] if op == "+")


def _contains(said: str, word: str) -> bool:
    """Return whether the word stands in a text as a whole, both folded.

    >>> _contains("the minister resigned", "minister"), _contains("the ministers", "minister")
    (True, False)
    >>> _contains("東京都", "東京")
    True
    """
    start = said.find(word)
    while start >= 0:
        end = start + len(word)
        if _ends(said[start - 1 : start], word[:1]) and _ends(word[-1:], said[end : end + 1]):
            return True
        start = said.find(word, start + 1)
    return False


def _ends(before: str, after: str) -> bool:
    """Return whether a word may end between two characters ("" at the text's own ends)."""
    if not (before.isalnum() and after.isalnum()):
        return True
    return bool(_WITHOUT_BLANKS.match(before) or _WITHOUT_BLANKS.match(after))


def _folded(text: str) -> str:
    r"""Return a text without what readers do not tell apart: case, Unicode form, kinds of white space.

    >>> _folded("Große\u00a0 STRASSE")
    'grosse strasse'
    """
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _listed(words: Iterable[str]) -> str:
    shown = [*words]
    more = ", …" if len(shown) > SHOWN_LIMIT else ""
    return ", ".join(repr(word) for word in shown[:SHOWN_LIMIT]) + more
