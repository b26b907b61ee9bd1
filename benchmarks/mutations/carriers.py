"""One entry of a live blog in one carrier of a page, read and rewritten where it stands."""

from __future__ import annotations

import copy
import html
import json
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from lxml.html import HtmlElement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, MutableMapping

Slot = tuple["Callable[[], str]", "Callable[[str], None]"]
"""One place of a page that holds words: how to read them and how to write others."""

_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?")
_EPOCH = re.compile(r"(?<!\d)1[0-9]{9}(?:\d{3})?(?!\d)")
_RFC822 = re.compile(r"\w{3}, +\d{1,2} \w{3} \d{4} \d\d:\d\d:\d\d")
_HOUR = re.compile(r"(?<!\d)([01]?\d|2[0-3])[:.]([0-5]\d)(?![\d:])")
_MILLISECONDS = 13
_SOME_DAY = datetime(2000, 1, 1, tzinfo=UTC)
_TAG = re.compile(r"<(style|script)\b.*?</\1>|<[^>]*>", re.DOTALL)


class Part(Protocol):
    """An entry in one carrier."""

    def key(self) -> str | None: ...
    def rekey(self, key: str) -> None: ...
    def headline(self) -> list[Slot]: ...
    def body(self) -> list[Slot]: ...
    def copies(self, *, headline: bool) -> list[list[Slot]]:
        """Return the places of the headline or of the body, once for each time that the carrier says it all."""

    def strings(self) -> list[Slot]:
        """Return all places with words, addresses or values in them."""

    def write(self, headline: str, text: str) -> None:
        """Make another entry of it, with this headline, if entries have one, and nothing but this text."""

    def stamps(self, *, modified: bool) -> list[Slot]:
        """Return the dates of publication, or those of the last modification."""

    def append(self, text: str) -> None:
        """Add a paragraph at its end."""

    def links(self) -> list[Slot]:
        """Return the addresses that its words link to."""

    def copy(self) -> Part: ...


# --------------------------------------------------------------------------------------------------- words


def plain(words: str) -> str:
    """Return words without markup and entities."""
    return html.unescape(html.unescape(_TAG.sub(" ", words)))


def squeeze(words: str) -> str:
    """Return nothing but bare letters and digits, so that blanks, entities, accents and typography do not matter."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", plain(words)).casefold() if letter.isalnum())


# --------------------------------------------------------------------------------------------------- dates


def read_date(words: str) -> datetime | None:
    """Return the date that a stamp says; of a bare "14:08" the day is 1 January 2000."""
    if match := _ISO.search(words):
        date = datetime.fromisoformat(re.sub(r"([+-]\d\d)(\d\d)$", r"\1:\2", match[0]))
        return date if date.tzinfo else date.replace(tzinfo=UTC)
    if match := _EPOCH.search(words):
        return datetime.fromtimestamp(int(match[0][:10]), UTC)
    if match := _RFC822.search(words):
        return datetime.strptime(_two_digits(match[0]), "%a, %d %b %Y %H:%M:%S").replace(tzinfo=UTC)
    if match := _HOUR.search(words):
        return _SOME_DAY + timedelta(hours=int(match[1]), minutes=int(match[2]))
    return None


def shifted(words: str, by: timedelta) -> str:
    """Return a stamp that says a later time in the same spelling."""
    if _ISO.search(words):
        return _ISO.sub(lambda match: _shifted_iso(match[0], by), words)
    if _EPOCH.search(words):
        return _EPOCH.sub(lambda match: _shifted_epoch(match[0], by), words)
    if _RFC822.search(words):
        return _RFC822.sub(lambda match: _shifted_rfc822(match[0], by), words)
    return _HOUR.sub(lambda match: _shifted_hour(match, by), words)


def _shifted_iso(stamp: str, by: timedelta) -> str:
    zone = re.search(r"(?:Z|[+-]\d\d:?\d\d)$", stamp)
    bare = stamp.removesuffix(zone[0]) if zone else stamp
    moved = datetime.fromisoformat(bare) + by
    fraction = bare.partition(".")[2]
    spelled = moved.isoformat(sep=bare[10], timespec="seconds" if bare.count(":") > 1 else "minutes")
    fraction = f".{moved.microsecond:06d}"[: len(fraction) + 1] if fraction else ""
    return spelled.partition(".")[0] + fraction + (zone[0] if zone else "")


def _shifted_epoch(stamp: str, by: timedelta) -> str:
    scale = 1_000 if len(stamp) == _MILLISECONDS else 1
    return str(int(stamp) + round(by.total_seconds() * scale))


def _shifted_rfc822(stamp: str, by: timedelta) -> str:
    moved = datetime.strptime(_two_digits(stamp), "%a, %d %b %Y %H:%M:%S").replace(tzinfo=UTC) + by
    return moved.strftime("%a, %d %b %Y %H:%M:%S")


def _two_digits(stamp: str) -> str:
    return re.sub(r", +(\d) ", r", 0\1 ", stamp)


def _shifted_hour(match: re.Match[str], by: timedelta) -> str:
    moved = _SOME_DAY + timedelta(hours=int(match[1]), minutes=int(match[2])) + by
    return f"{moved:%H}{match[0][len(match[1])]}{moved:%M}"


# ---------------------------------------------------------------------------------------------------- JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonShape:
    """Where the words of an entry stand in a JSON object, as dotted paths; `*` is each item of a list.

    `key` finds the id in any string of the object, as its first group.
    """

    key: str | None = None
    headline: str | None = "headline"
    body: tuple[str, ...] = ("articleBody",)
    published: tuple[str, ...] = ("datePublished",)
    modified: tuple[str, ...] = ("dateModified",)
    serials: tuple[str, ...] = ()


class JsonPart:
    """An entry that is a JSON object."""

    def __init__(self, item: dict[str, Any], shape: JsonShape) -> None:
        self.item = item
        self.shape = shape

    def key(self) -> str | None:
        return _key(self.strings(), self.shape.key)

    def rekey(self, key: str) -> None:
        _rekey(self.strings(), self.shape.key, key)

    def headline(self) -> list[Slot]:
        return list(_at(self.item, self.shape.headline)) if self.shape.headline else []

    def body(self) -> list[Slot]:
        return [slot for path in self.shape.body for slot in _at(self.item, path)]

    def copies(self, *, headline: bool) -> list[list[Slot]]:
        return [self.headline() if headline else self.body()]

    def strings(self) -> list[Slot]:
        return list(_leaves(self.item))

    def stamps(self, *, modified: bool) -> list[Slot]:
        paths = self.shape.modified if modified else self.shape.published
        return [slot for path in paths for slot in _at(self.item, path)]

    def write(self, headline: str, text: str) -> None:
        for _, set_ in self.headline():
            set_(headline)
        marked = any(get().lstrip().startswith(("<", "&lt;")) for get, _ in self.body())
        for place, (_, set_) in enumerate(self.body()):
            set_("" if place else f"<p>{text}</p>" if marked else text)
        if isinstance(blocks := self.item.get("elements"), list):
            del blocks[1:]

    def append(self, text: str) -> None:
        get, set_ = self.body()[-1]
        words = get()
        set_(f"{words}<p>{text}</p>" if words.lstrip().startswith("<") else f"{words}\n{text}")

    def links(self) -> list[Slot]:
        return [link for slot in self.body() for link in _hrefs(slot)]

    def copy(self) -> JsonPart:
        return JsonPart(copy.deepcopy(self.item), self.shape)


def _at(value: Any, path: str) -> Iterator[Slot]:
    name, _, rest = path.partition(".")
    if name == "*":
        for item in value if isinstance(value, list) else ():
            yield from _at(item, rest)
    elif isinstance(value, dict) and name in value:
        if rest:
            yield from _at(value[name], rest)
        elif isinstance(value[name], (str, int)) and not isinstance(value[name], bool):
            yield _slot(value, name)


def _slot(holder: Any, name: Any) -> Slot:
    kind = type(holder[name])

    def write(words: str) -> None:
        holder[name] = kind(words)

    return lambda: str(holder[name]), write


def _leaves(value: Any) -> Iterator[Slot]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for name, inner in list(pairs):
        if isinstance(inner, (dict, list)):
            yield from _leaves(inner)
        elif isinstance(inner, (str, int)) and not isinstance(inner, bool):
            yield _slot(value, name)


def _key(slots: list[Slot], pattern: str | None) -> str | None:
    if pattern is None:
        return None
    return next((match[1] for get, _ in slots if (match := re.search(pattern, get()))), None)


def _rekey(slots: list[Slot], pattern: str | None, key: str) -> None:
    if pattern is None:
        return
    old = _key(slots, pattern)

    def replaced(match: re.Match[str]) -> str:
        start, end = (place - match.start() for place in match.span(1))
        return match[0][:start] + key + match[0][end:]

    for get, set_ in slots:
        words = get()
        # Only the entry's own id: a link to another entry of the live blog stays one.
        new = re.sub(pattern, lambda match: replaced(match) if match[1] == old else match[0], words)
        if new != words:
            set_(new)


def _hrefs(slot: Slot) -> Iterator[Slot]:
    get, set_ = slot
    for match in re.finditer(r'href="([^"]+)"', get()):
        old = match[1]

        def write(address: str, old: str = old) -> None:
            set_(get().replace(f'href="{old}"', f'href="{address}"'))

        yield (lambda old=old: old), write


def decode(words: str) -> Any:
    return json.loads(words, strict=False)


# ------------------------------------------------------------------------------------------------ elements


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeShape:
    """Where the words of an entry stand in an element, as XPath from it.

    A path may end in an attribute (`time/@datetime`) or in `@tail`, the words behind an element. `key` finds the id in
    any attribute but `class`; `serials` are attributes that no two entries share. `mirrored`: each path of `headline`
    and of `body` says the whole of it.
    """

    key: str | None = None
    headline: tuple[str, ...] = ()
    body: tuple[str, ...] = (".//p",)
    published: tuple[str, ...] = (".//time/@datetime",)
    modified: tuple[str, ...] = ()
    serials: tuple[str, ...] = ()
    mirrored: bool = False


class NodePart:
    """An entry that is an element of HTML or XML."""

    def __init__(self, node: HtmlElement, shape: NodeShape) -> None:
        self.node = node
        self.shape = shape

    def key(self) -> str | None:
        return _key(self.addresses(), self.shape.key)

    def rekey(self, key: str) -> None:
        _rekey(self.addresses(), self.shape.key, key)

    def headline(self) -> list[Slot]:
        return [slot for path in self.shape.headline for slot in self._slots(path)]

    def body(self) -> list[Slot]:
        return [slot for path in self.shape.body for slot in self._slots(path)]

    def copies(self, *, headline: bool) -> list[list[Slot]]:
        if not self.shape.mirrored:
            return [self.headline() if headline else self.body()]
        return [self._slots(path) for path in (self.shape.headline if headline else self.shape.body)]

    def addresses(self) -> list[Slot]:
        found = [_attribute(node, name) for node in _elements(self.node) for name in node.attrib if name != "class"]
        if not isinstance(self.node, HtmlElement):
            found += [slot for node in self.node if len(node) == 0 for slot in _texts(node)]
        return found

    def strings(self) -> list[Slot]:
        return [*self.addresses(), *_texts(self.node)]

    def stamps(self, *, modified: bool) -> list[Slot]:
        paths = self.shape.modified if modified else self.shape.published
        return [slot for path in paths for slot in self._slots(path)]

    def write(self, headline: str, text: str) -> None:
        for path in self.shape.headline:
            self._write(path, headline)
        for path in self.shape.body:
            self._write(path, text)

    def append(self, text: str) -> None:
        path = next(path for path in self.shape.body if self._slots(path))
        nodes, name = self._split(path)
        if name:
            for copied in self.copies(headline=False):
                for get, set_ in copied[-1:]:
                    set_(f"{get()} {text}")
            return
        last = nodes[-1]
        if not isinstance(last, HtmlElement):
            last.text = f"{last.text or ''} {text}"
            return
        paragraph = copy.deepcopy(last)
        _only(paragraph, text)
        paragraph.tail = None
        last.addnext(paragraph)

    def links(self) -> list[Slot]:
        nodes = (node for path in self.shape.body for node in self._split(path)[0])
        return [_attribute(link, "href") for node in nodes for link in _elements(node) if "href" in link.attrib]

    def copy(self) -> NodePart:
        twin = copy.deepcopy(self.node)
        twin.tail = self.node.tail
        return NodePart(twin, self.shape)

    def _split(self, path: str) -> tuple[list[HtmlElement], str]:
        path_to, found, name = path.rpartition("/@")
        return (self.node.xpath(path_to), name) if found else (self.node.xpath(path), "")

    def _slots(self, path: str) -> list[Slot]:
        nodes, name = self._split(path)
        if name == "tail":
            return [_field(node, "tail") for node in nodes if node.tail]
        if name:
            return [_attribute(node, name) for node in nodes if name in node.attrib]
        return [slot for node in nodes for slot in _texts(node)]

    def _write(self, path: str, words: str) -> None:
        nodes, name = self._split(path)
        if not nodes:
            return
        first, *others = nodes
        if name == "tail":
            first.tail = words
            others = list(first.itersiblings())
        elif name:
            first.set(name, words)
            return
        else:
            marked = not isinstance(first, HtmlElement) and (first.text or "").lstrip().startswith("<")
            _only(first, f"<p>{words}</p>" if marked else words)
        for node in others:
            parent = node.getparent()
            if parent is not None and first not in node.iter():
                parent.remove(node)


def _elements(node: HtmlElement) -> Iterator[HtmlElement]:
    yield from (inner for inner in node.iter() if isinstance(inner.tag, str))


def _attribute(node: HtmlElement, name: str) -> Slot:
    attributes: MutableMapping[str, str] = node.attrib
    return lambda: attributes[name], lambda words: attributes.__setitem__(name, words)


def _texts(node: HtmlElement) -> Iterator[Slot]:
    for inner in _elements(node):
        if inner.tag in {"script", "style"}:
            continue
        if inner.text:
            yield _field(inner, "text")
        if inner.tail and inner is not node:
            yield _field(inner, "tail")


def _field(node: HtmlElement, name: str) -> Slot:
    return lambda: getattr(node, name) or "", lambda words: setattr(node, name, words)


def _only(node: HtmlElement, words: str) -> None:
    for inner in list(node):
        node.remove(inner)
    node.text = words
