"""What scripts and the page's own lists fill within an entry: numbers, and links to other stories in turn.

    e4  BTC $97,123 (+1.2%)  →  BTC $97,456 (-0.3%)     in an element that says what it is: <span data-symbol="BTC">
    e6  Read more: Five walks  →  Read more: A recipe   a line that is but a link, in place of another such line
    e7  Comments (12)  →  Comments (13)                 between the same words in several entries (restless.py)

Nothing of that is lost. The entry is taken for one that flaps (flapping.py): receivers are spared it until it has stood
still for a while, and are then told what it says, if they had heard otherwise. Words that change are told at once.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from monitor.compare.destinations import destination
from monitor.compare.edits import WITHIN, changed_fields, fold, sides
from monitor.compare.pictures import picture
from monitor.model.references import unescape

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from monitor.model import Change, Entry

LABEL_WORDS = 3
"""What stands before a link in a line that is but a link: "Read more:", "Paid post"."""

MAX_LIVE_CHARS = 120
"""An element that holds more than that holds what somebody wrote."""

SENTENCE_LETTERS = 15
_END = re.compile(r"[^\W\d_][\"”’»)\]]{0,2}[.!?…](?:\s|\Z)|[。！？।]")
"""Words of so many letters, and such an end, are a sentence."""

MAX_MARKUP_CHARS = 200_000

NUMBER = re.compile(r"[-+\u2212\u2013]?\d+(?:[.,:]\d+)*")
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*+)([^<>]{0,4000}+)>")
_VALUE = re.compile(r"(?<!\sclass)=\s*(?:\"[^\"]*\"|'[^']*')")
_FILLED = re.compile(
    r"(?<![a-z])(?:ticker|streamer|stocks?|(?:live|last)-?price|symbol|odds|countdown|viewers?"
    r"|weather|market-?data|currency|converted|votes?|poll|(?:match|game|fixture|event)-?id)(?![a-z])",
    re.IGNORECASE,
)
"""Words that tags, classes and names of attributes have where scripts fill in what is so at the moment."""

_ADDRESS = re.compile(r"(?<!\S)(href|src)=\"([^\"]*)\"", re.IGNORECASE)
_LINK = re.compile(r"<a\b[^<>]*>", re.IGNORECASE)
_ANY_TAG = re.compile("<[^<>]*>")
_LINK_END = re.compile("</a>", re.IGNORECASE)
MAX_LINK_CHARS = 2_000
_EMPTY_TAGS = frozenset({"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})


def numbers_alone(change: Change) -> bool:
    """Return whether nothing but numbers differs in the text of an updated entry."""
    assert change.edit is not None
    return change.edit.fields == ("text",) and _counted(*sides(change))


def says_more(told: Entry, entry: Entry) -> bool:
    """Return whether an entry differs in more than numbers from what was told of it."""
    return not ({*changed_fields(told, entry)} <= {"text"} and _counted(told, entry))


def _counted(old: Entry, new: Entry) -> bool:
    """Return whether two texts are the same but for numbers."""
    return NUMBER.sub("0", fold(old.text)) == NUMBER.sub("0", fold(new.text))


def is_filled(change: Change) -> bool:
    """Return whether all that differs in an updated entry stands in elements that scripts or lists of links fill."""
    assert change.edit is not None
    if not WITHIN.issuperset(change.edit.fields):
        return False
    old, new = sides(change)
    if not (old.html and new.html) or old.html == new.html or max(len(old.html), len(new.html)) > MAX_MARKUP_CHARS:
        return False  # of another carrier's words markup that is as it was says nothing
    written = _written(old.html) if _counted(old, new) else None
    if written is not None and written == _written(new.html) and _shows_its_addresses(old, new):
        return True
    return {"text", "links"} <= {*change.edit.fields} and _links_in_turn(old, new)


def _shows_its_addresses(old: Entry, new: Entry) -> bool:
    """Return whether the links and pictures that differ are those of the markup, and of no other carrier."""
    markup = f"{old.html}{new.html}"
    differ = {*old.links} ^ {*new.links} | {*old.images} ^ {*new.images}
    return all(address.rstrip("/").rpartition("/")[2].partition("?")[0] in markup for address in differ)


def _written(html: str) -> str | None:
    """Return what is written, linked and shown outside of elements that scripts fill; None if there are none.

    Where all sentences of an entry stand in such, they are its text: `<div class="ticker-item__text">` of a live blog
    that is called a ticker, or `<div data-event-id="77">`.
    """
    words: list[str] = []
    held: list[str] = []
    inside: list[str] = []
    filled, depth, end = "", 0, 0
    for tag in _TAG.finditer(html):
        (held if filled else words).append(html[end : tag.start()])
        end = tag.end()
        closing, name, attributes = tag[1], tag[2].lower(), tag[3]
        if filled:
            if name == filled:
                depth += -1 if closing else 1
            if depth == 0:
                if sum(map(len, held)) > MAX_LIVE_CHARS:
                    words += held
                else:
                    inside += held
                filled = ""
                held = []
        elif not closing and name not in _EMPTY_TAGS and _FILLED.search(name + _VALUE.sub("", attributes)):
            filled, depth = name, 1
        else:
            words += _addresses(attributes)
        words.append(" ")
    if not inside or (_says_sentence(inside) and not _says_sentence([*words, *held, html[end:]])):
        return None
    return fold("".join((*words, *held, html[end:])))


def _says_sentence(pieces: Iterable[str]) -> bool:
    words = "".join(pieces)
    return _END.search(words) is not None and sum(map(str.isalpha, words)) >= SENTENCE_LETTERS


def _addresses(attributes: str) -> Iterator[str]:
    for name, address in _ADDRESS.findall(attributes):
        yield f" {destination(unescape(address)) if name.lower() == 'href' else picture(unescape(address))}"


def _links_in_turn(old: Entry, new: Entry) -> bool:
    """Return whether lines that are but links, to elsewhere, stand where others stood, and nothing else differs."""
    before, after = (Counter(map(fold, entry.text.splitlines())) for entry in (old, new))
    gone, come = [*(before - after)], [*(after - before)]
    if not gone or len(gone) != len(come):
        return False
    were, are = _linked(old), _linked(new)
    return all(_is_link(line, were) for line in gone) and all(_is_link(line, are) for line in come)


def _is_link(line: str, linked: Collection[str]) -> bool:
    """Return whether a line is the words of a link, after a few others at most."""
    words = line.split(" ", LABEL_WORDS)
    return any(" ".join(words[at:]) in linked for at in range(len(words)))


def _linked(entry: Entry) -> frozenset[str]:
    """Return the words of an entry's links."""
    before_ends = _LINK_END.split(entry.html or "")[:-1]
    found: set[str] = set()
    for piece in before_ends:
        openings = [opening.end() for opening in _LINK.finditer(piece)]
        if openings and len(piece) - openings[-1] <= MAX_LINK_CHARS:
            found.add(fold(_ANY_TAG.sub(" ", piece[openings[-1] :])))
    return frozenset(found - {""})
