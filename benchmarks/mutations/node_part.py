"""Entries that are elements of HTML or XML."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml.html import HtmlElement

from .part import find_key, replace_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, MutableMapping

    from .part import Slot


_BOLD = frozenset({"strong", "b"})
_ENDS_OF_SENTENCES = (".", ",", ":", ";", "…")
_LONGEST_LEAD = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeShape:
    """Where the words of an entry stand in an element, as XPath from it.

    A path may end in an attribute (`time/@datetime`) or in `@tail`, the words behind an element. `key` finds the id in
    any attribute but `class`; `serials` are attributes that no two entries share; `pinned` is the one that marks a pin.
    `mirrored`: each path of `headline` and of `body` says the whole of it.
    """

    key: str | None = None
    headline: tuple[str, ...] = ()
    body: tuple[str, ...] = (".//p",)
    published: tuple[str, ...] = (".//time/@datetime",)
    modified: tuple[str, ...] = ()
    serials: tuple[str, ...] = ()
    pinned: str | None = None
    mirrored: bool = False


class NodePart:
    """An entry that is an element of HTML or XML."""

    def __init__(self, node: HtmlElement, shape: NodeShape) -> None:
        self.node = node
        self.shape = shape

    def key(self) -> str | None:
        return find_key(self.addresses(), self.shape.key)

    def rekey(self, key: str) -> None:
        replace_key(self.addresses(), self.shape.key, key)

    def headline(self) -> list[Slot]:
        slots = [slot for path in self.shape.headline for slot in self._slots(path)]
        lead = None if slots else self._lead()
        return slots if lead is None else list(_texts(lead))

    def body(self) -> list[Slot]:
        lead = None if any(map(self._slots, self.shape.headline)) else self._lead()
        return [slot for path in self.shape.body for slot in self._slots(path, but=lead)]

    def _lead(self) -> HtmlElement | None:
        """Return the first line of a text that has no other headline, if it is bold and no sentence: its headline."""
        lines = next(
            (nodes for path in self.shape.body for nodes, name in [self._split(path)] if nodes and not name), []
        )
        bold = next((node for node in lines[:1] for node in node if node.tag in _BOLD), None)
        words = "" if bold is None else " ".join(bold.text_content().split())
        if bold is None or " " not in words or len(words) > _LONGEST_LEAD or words.endswith(_ENDS_OF_SENTENCES):
            return None
        line, after = bold.getparent(), bold.getnext()
        alone = bold is line[0] and not f"{line.text or ''}{bold.tail or ''}".strip()
        alone = alone and (after is None or after.tag == "br")
        return bold if alone and any(get().strip() for node in lines for get, _ in _texts(node, but=bold)) else None

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
        end = self.node.xpath(" | ".join(path for path in self.shape.body if not self._split(path)[1]))[-1]
        end.addnext(paragraph)  # quotes and lists may stand below the last paragraph; other carriers add at the end

    def pin(self, *, pinned: bool) -> None:
        if self.shape.pinned and pinned:
            self.node.set(self.shape.pinned, "true")
        elif self.shape.pinned:
            self.node.attrib.pop(self.shape.pinned, None)

    def pinned(self) -> bool | None:
        return None if self.shape.pinned is None else self.shape.pinned in self.node.attrib

    def renumber(self, number: Callable[[str], str]) -> None:
        for node in _elements(self.node):
            for name in self.shape.serials:
                if name in node.attrib:
                    node.set(name, number(str(node.get(name))))

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

    def _slots(self, path: str, but: HtmlElement | None = None) -> list[Slot]:
        nodes, name = self._split(path)
        if name == "tail":
            return [_field(one, "tail") for node in nodes for one in (node, *node.itersiblings()) if one.tail]
        if name:
            return [_attribute(node, name) for node in nodes if name in node.attrib]
        return [slot for node in nodes for slot in _texts(node, but=but)]

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


def _texts(node: HtmlElement, but: HtmlElement | None = None) -> Iterator[Slot]:
    left_out = set() if but is None else set(but.iter())
    for inner in _elements(node):
        if inner.tag in {"script", "style"} or inner in left_out:
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
