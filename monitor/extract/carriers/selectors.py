"""The operator's own selectors: CSS for a page that no extractor reads, JMESPath for JSON.

    entry, entries     ─▶ the blocks; one inside another is part of it
    every other key    ─▶ looked up once over the whole page, each match given to the block that holds it
    a key without any  ─▶ a warning that names it

Nothing is guessed: what a key does not name stays empty, but for the text, which is the rest of the block.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

import jmespath
from jmespath.exceptions import JMESPathError
from selectolax.lexbor import SelectolaxError

from monitor.extract.blocks.front import led_on, read_front
from monitor.extract.blocks.marks import reader_of
from monitor.extract.blocks.midnights import dated
from monitor.extract.page.outline import outermost
from monitor.extract.page.rest import Rest
from monitor.extract.page.selecting import Selecting
from monitor.extract.readings.assemble import MAX_ENTRIES, assemble
from monitor.extract.readings.reading import MAX_AUTHORS, Absent, Draft, Reading
from monitor.extract.structured.feeds import author_names, headline
from monitor.extract.times.reader import When
from monitor.extract.values.loose import decode_json
from monitor.extract.words.markup import Body, read_body, read_html
from monitor.extract.words.text import normal_text
from monitor.extract.words.urls import clean_url
from monitor.model import CssSelectors, JsonPaths, split_selector

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from monitor.extract.page.document import Document
    from monitor.extract.page.outline import Part
    from monitor.extract.times.reader import Reader
    from monitor.model import Selectors

MAX_STRINGS = 200
"""Strings that one key may give for one entry; more than one are paragraphs."""

SHOWN_CHARS = 60
SHOWN_KEYS = 12
SEVERAL = 3
"""An entry has the time of its publication, and that of its last change; not so many."""

_KEYS = ("id", "url", "title", "text", "html", "time", "author")
# "window.__STATE__ = {…};", "var state={…}": what stands before the JSON in a script block.
_PAGE_TAGS = frozenset({"html", "body", "main"})
_ASSIGNMENT = re.compile(r"\s*(?:(?:var|let|const)\s+)?[\w.$\[\]\"']{1,200}\s*=\s*(?=[\[{])")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What the keys gave for one entry, as it stands on the page: a `block` of it or an `item` of its JSON.

    `rest` is its markup where no key names its text.
    """

    texts: dict[str, list[Any]]
    block: Part | None = None
    item: Any = None
    rest: str = ""


def read_selected(document: Document, selectors: Selectors) -> Reading | Absent:
    """Return the entries that the operator's selectors name."""
    if isinstance(selectors, CssSelectors):
        section, found = "selectors", _find_css(document, selectors)
    else:
        section, found = "jmespath", _find_json(document, selectors)
    if isinstance(found, Absent):
        return found
    reader = reader_of(document)
    front = read_front(document, reader, [one.block for one in found if one.block])
    told = [_when(one.texts.get("time", ()), reader) for one in found]
    whens = dated(told, reader, first=front.first_day, last=front.last_day, changed=front.cover.updated)
    drafts = [_draft(one, when, document) for one, when in zip(found, whens, strict=True)]
    warnings = [
        *_too_wide(found),
        *_of_one_name(section, found),
        *_unmatched(section, selectors, found),
        *_unread(section, found, whens),
    ]
    reading = assemble(front.cover, drafts, page_url=document.url, warnings=warnings, zone=document.zone)
    if not reading.entries:
        why = "".join(f"; {warning}" for warning in warnings)
        return Absent(reason=f"none of {_entries(len(found))} has a title, words or a picture{why}")
    return led_on(reading, front, document)


# ------------------------------------------------------------------------------------------------------------ CSS


def _find_css(document: Document, selectors: CssSelectors) -> list[_Found] | Absent:
    outline = document.outline
    if outline is None:
        return Absent(reason=f"selectors are CSS, and this {document.kind.value} document has no elements to select")
    selecting = Selecting(outline)
    blocks = outermost(_matches(selecting, selectors.entry))[:MAX_ENTRIES]
    if not blocks:
        return Absent(reason=f"selectors.entry matched nothing: {selectors.entry!r}")
    parts: dict[str, list[list[Part]]] = {}
    texts: dict[str, list[list[Any]]] = {}
    for key in _KEYS:
        if selector := getattr(selectors, key, None):
            css, attribute = split_selector(selector)
            parts[key] = _owned(_matches(selecting, css), blocks) if css else [[block] for block in blocks]
            texts[key] = [[text for part in held if (text := _read(part, key, attribute))] for held in parts[key]]
    return [
        _Found(
            block=block,
            texts={key: texts[key][at][:MAX_STRINGS] for key in texts},
            rest="" if "text" in texts else _rest(block, [held[at] for held in parts.values()]),
        )
        for at, block in enumerate(blocks)
    ]


def _matches(selecting: Selecting, css: str) -> list[Part]:
    try:
        return selecting.select(css)
    except (SelectolaxError, RecursionError):  # the config refuses what is no CSS; a program that uses us may not
        return []


def _owned(parts: Iterable[Part], blocks: Sequence[Part]) -> list[list[Part]]:
    """Return for each block the parts in it or it, without those inside another of them; both in document order."""
    starts = [block.at for block in blocks]
    held: list[list[Part]] = [[] for _ in blocks]
    for part in parts:
        at = bisect_right(starts, part.at) - 1
        if at >= 0 and part.at < blocks[at].end and not (held[at] and part.at < held[at][-1].end):
            held[at].append(part)
    return held


def _read(part: Part, key: str, attribute: str | None) -> str | None:
    """Return what a key reads from an element: the attribute, else what the key is about, else its markup."""
    if attribute is None and key == "url":
        attribute = "href"
    if attribute is not None:
        return part.attributes.get(attribute)
    if key == "time":
        return part.get("datetime") or part.text(" ")
    return part.text(" ") if key == "id" else part.node.html


def _rest(block: Part, pieces: Iterable[Iterable[Part]]) -> str:
    """Return the markup of a block without what the other keys have taken from it."""
    return Rest(part for held in pieces for part in held if part is not block).html(block)


# ----------------------------------------------------------------------------------------------------------- JSON


def _find_json(document: Document, paths: JsonPaths) -> list[_Found] | Absent:
    value = document.json if paths.script is None else _script_value(document, paths.script)
    if isinstance(value, Absent):
        return value
    if value is None:
        return Absent(
            reason=f"jmespath wants JSON, and this {document.kind.value} document is none (set jmespath.script?)"
        )
    items = _search(paths.entries, value)
    if not isinstance(items, list) or not items:
        given = f"; it gave {_kind_of(items)}"
        whole = f"; the document is {_kind_of(value)}" if items is None else ""
        return Absent(reason=f"jmespath.entries gave no list with items: {paths.entries!r}{given}{whole}")
    wanted = {key: path for key in _KEYS if (path := getattr(paths, key))}
    return [
        _Found(item=item, texts={key: _scalars(_search(path, item)) for key, path in wanted.items()})
        for item in items[:MAX_ENTRIES]
    ]


def _script_value(document: Document, css: str) -> Any:
    outline = document.outline
    script = None if outline is None else next(iter(_matches(Selecting(outline), css)), None)
    if script is None:
        return Absent(reason=f"jmespath.script matched nothing: {css!r}")
    text = script.node.text()
    assignment = _ASSIGNMENT.match(text)
    try:
        value, _ = decode_json(text[assignment.end() if assignment else 0 :].encode("utf-8", "replace"))
    except ValueError as fault:
        return Absent(reason=f"jmespath.script {css!r} holds no JSON: {fault}")
    return value


def _search(path: str, value: Any) -> Any:
    """Return what a path gives; None where the value is not of the type that a function in it wants.

    Not every function looks at its arguments: `contains(title, `1`)` and `ceil(to_number('nan'))` raise Python's own.
    """
    try:
        return jmespath.search(path, value)
    except (JMESPathError, RecursionError, ArithmeticError, TypeError, ValueError):
        return None


def _kind_of(value: Any) -> str:
    """Return in words what a path gave, or what a document is, with the names of its members.

    >>> _kind_of({"posts": [], "page": 1}), _kind_of([]), _kind_of(None), _kind_of(3)
    ('an object with posts, page', 'an empty list', 'nothing', 'int')
    """
    match value:
        case None:
            return "nothing"
        case dict():
            return f"an object with {', '.join(map(str, islice(value, SHOWN_KEYS)))}" if value else "an empty object"
        case list():
            return f"a list of {len(value)}" if value else "an empty list"
        case _:
            return type(value).__name__


def _scalars(value: Any) -> list[Any]:
    """Return the strings and numbers that a path gave: it is one, or a list of them."""
    listed = value if isinstance(value, list) else [value]
    return [
        one
        for one in listed[:MAX_STRINGS]
        if isinstance(one, (str, int, float)) and not isinstance(one, bool) and one != ""
    ]


# ----------------------------------------------------------------------------------------------------------- both


def _too_wide(found: Sequence[_Found]) -> Iterator[str]:
    """Yield a warning if what should match each entry matched the page around them: `*`, `body`, `main`."""
    block = found[0].block
    if block is not None and len(found) == 1 and block.tag in _PAGE_TAGS:
        yield f"selectors.entry matched the page's <{block.tag}>: all that is on it is read as one entry"
    elif block is not None and (times := max(len(one.texts.get("time", ())) for one in found)) >= SEVERAL:
        yield f"selectors.time matched {times} times in one entry: selectors.entry takes several entries for one"


def _of_one_name(section: str, found: Sequence[_Found]) -> Iterator[str]:
    """Yield a warning if what should name each entry says the same of all: then no id is taken from it."""
    names = {str(one.texts["id"][0]) for one in found if one.texts.get("id")}
    if len(names) == 1 and len(found) > 1:
        yield f"{section}.id gave {_shown(names.pop())} for all {len(found)} entries: it names none of them"


def _draft(found: _Found, when: When, document: Document) -> Draft:
    texts = {key: [str(value) for value in values] for key, values in found.texts.items()}
    id_ = next((name for raw in texts.get("id", ()) if (name := normal_text(raw))), None)
    url = next((url for raw in texts.get("url", ()) if (url := clean_url(raw, document.url))), None)
    stamp = when.published
    body = _body(found, texts, document.url)
    return Draft(
        keys=(id_ if "id" in texts else url,),  # what the operator calls the id is the id
        url=url,
        title=headline(" ".join(texts.get("title", ()))),
        text=body.text,
        html=body.html,
        authors=author_names(texts.get("author", ())[:MAX_AUTHORS]),
        # A time that hangs on now ("5 min ago") must not become an id, which would be another one in each poll.
        published=stamp.at if stamp and (id_ or url or not stamp.coarse) else None,
        links=body.links,
        images=body.images,
        assumed=stamp is not None and stamp.assumed,
        aged=stamp is not None and stamp.coarse,
        dayless=stamp is not None and stamp.dayless,
    )


def _body(found: _Found, texts: dict[str, list[str]], base: str) -> Body:
    if markup := "\n".join(texts.get("html", ())) or found.rest:
        return read_html(markup, base)
    return read_body("\n".join(texts.get("text", ())), base)


def _when(values: Sequence[Any], reader: Reader) -> When:
    """Return the first time in `values`, a machine's or a reader's."""
    for value in values:
        if stamp := reader.instant(value):
            return When(published=stamp)
        if isinstance(value, str) and (when := reader.read(value)):
            return when
    return When()


def _unmatched(section: str, selectors: Selectors, found: Sequence[_Found]) -> list[str]:
    given = (key for key in _KEYS if getattr(selectors, key, None))
    item = found[0].item
    beside = f"; an item is {_kind_of(item)}" if item is not None else ""
    return [
        f"{section}.{key} matched nothing in {_entries(len(found))}{beside}"
        for key in given
        if not any(one.texts[key] for one in found)
    ]


def _unread(section: str, found: Sequence[_Found], whens: Sequence[When]) -> list[str]:
    """Return what to say of times that are there and cannot be read: a clock needs a page that names its day."""
    silent = [one.texts["time"][0] for one, when in zip(found, whens, strict=True) if _is_unread(one, when)]
    if not silent:
        return []
    count = _entries(len(silent))
    return [f"{section}.time: {_shown(silent[0])} cannot be read as a time, or not without its day ({count})"]


def _shown(value: object) -> str:
    return repr(normal_text(str(value))[:SHOWN_CHARS])


def _is_unread(found: _Found, when: When) -> bool:
    return bool(found.texts.get("time")) and when.published is None


def _entries(count: int) -> str:
    return f"{count} {'entry' if count == 1 else 'entries'}"
