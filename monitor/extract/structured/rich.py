"""Rich text that editors keep as trees of blocks → HTML, which the rest of extraction reads like any other.

BBC (`blocks`/`model`), New York Times (`content` by reference), Arc (`content_elements`), Guardian (`elements`),
Quintype (`story-elements`), ProseMirror, Slate, Lexical, EditorJS, Portable Text: all are nodes with a kind, words at
the leaves and children under one of a few names. What a node says under other names is not shown to readers either.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any

from monitor.extract.values.loose import MAX_DEPTH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

MAX_NODES = 5_000
"""How many nodes of one entry are looked at; a long post of the BBC has 300."""

_KINDS = ("__typename", "_type", "type", "nodeType", "object", "blockName", "kind")
_CHILDREN = (
    *("blocks", "content", "children", "content_elements", "story-elements", "elements", "nodes", "paragraphs"),
    *("body", "items", "root", "document", "doc", "raw_oembed", "caption", "value"),
)
_MARKUP = ("html", "bodyHtml", "rendered", "content", "contentHtml", "markup")
_PLAIN = "plain_text"
"""Notion tells the words of each piece so, beside how they are set."""

_WORDS = ("text", "value", "caption", "textContent")
_MARKS = ("marks", "formats", "markDefs", "annotations")
_ADDRESSES = ("locator", "href", "url", "uri", "src")
MAX_KIND_CHARS = 80
_HOLDERS = ("model", "data", "attrs", "attributes", "text")
"""Objects that only hold what belongs to the node around them."""


# What stands between the paragraphs and is not part of the entry; alternative texts repeat the caption.
_SILENT = re.compile(
    r"ad(?:vert\w*|slot|block)?|.*(?:alttext|dropzone|newsletter|signup|richlink|related|interstitial|timestamp|byline"
    r"|headerbasic|promo)\w*"
)
_INLINE = re.compile(
    r"text|\w*inline|span|fragment|leaf|link|a|urllink|hyperlink|strong|em|bold|italic|mention|linebreak"
)
_PICTURE = re.compile(r"\w*(?:image|photo|picture)\w*")
_LINK = re.compile(r"a|\w*link\w*")
_BLOCK = re.compile(r"<(?:p|div|ul|ol|li|h\d|blockquote|figure|table|pre|section)\b", re.IGNORECASE)
_TAGS = (
    (re.compile(r"p|para\w*|unstyled"), "p"),
    (re.compile(r"li|\w*list_?-?item\w*"), "li"),
    (re.compile(r"h[1-6]|\w*head(?:er|ing|line)\w*|\w*title"), "h3"),
    (re.compile(r"\w*quote\w*"), "blockquote"),
    (re.compile(r"ul|ol|\w*list\w*"), "ul"),
)
_ENDED = re.compile(r"[.!?…][”’»\"')]?(?:</\w+>)?\Z")
"""How a paragraph ends; pieces of one line have a blank between them, or go on."""

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:#?\w{2,8});")


def rich_html(value: Any, resolve: Callable[[Any], Any]) -> str:
    """Return the markup of a value: a string as it is, a tree of blocks rendered. `resolve` follows references."""
    return _Renderer(resolve).render(value, 0)


def kind_of(node: Mapping[str, Any]) -> str:
    """Return what a node calls itself, lower case, without the namespace that some put before it."""
    kind = next((node[name] for name in _KINDS if isinstance(node.get(name), str)), "")
    named = str(kind).rpartition(".")[2].removesuffix("BlockElement").removesuffix("Block").lower()
    return named if len(named) <= MAX_KIND_CHARS else ""


class _Renderer:
    def __init__(self, resolve: Callable[[Any], Any]) -> None:
        self._resolve = resolve
        self._left = MAX_NODES

    def render(self, value: Any, depth: int) -> str:
        value = self._resolve(value)
        self._left -= 1
        if depth > MAX_DEPTH or self._left < 0:
            return ""
        if isinstance(value, str):
            return value if _TAG.search(value) else escape(value, quote=False)
        if isinstance(value, list):
            parts = [self.render(member, depth + 1) for member in value]
            apart = len(parts) > 1 and all(map(_ENDED.search, parts[:-1])) and not any(map(_BLOCK.search, parts))
            return "".join([f"<p>{part}</p>" for part in parts] if apart else parts)
        return self._node(value, depth) if isinstance(value, dict) else ""

    def _node(self, node: Mapping[str, Any], depth: int) -> str:
        node = _plain(node)
        kind = kind_of(node)
        if kind and _SILENT.fullmatch(kind):
            return ""
        if kind in {"hardbreak", "linebreak", "br"}:
            return "<br>"
        inner, block = self._inner(node, depth)
        address = self._address(node)
        if _PICTURE.fullmatch(kind):
            inner = f'<img src="{address}">{inner}' if address else inner
            return f"<figure>{inner}</figure>" if inner else ""
        if address and (_LINK.fullmatch(kind) or not kind or _INLINE.fullmatch(kind)):
            inner = f'<a href="{address}">{inner}</a>'
        if not inner or (not block and (not kind or _INLINE.fullmatch(kind))):
            return inner
        tag = next((tag for pattern, tag in _TAGS if pattern.fullmatch(kind)), "div")
        return inner if tag == "div" and _BLOCK.match(inner) else f"<{tag}>{inner}</{tag}>"

    def _inner(self, node: Mapping[str, Any], depth: int) -> tuple[str, bool]:
        """Return what is in a node, and whether it is markup of its own: a paragraph, whatever the node is called."""
        if isinstance(words := node.get(_PLAIN), str):
            return escape(words, quote=False), False
        parts = []
        for name in _CHILDREN:
            child = self._resolve(node.get(name))
            if isinstance(child, (dict, list)):
                parts.append(self.render(child, depth + 1))
        if any(parts):
            return "".join(parts), False
        for name in _MARKUP:
            words = self._resolve(node.get(name))
            if isinstance(words, str) and words:
                return words, True
        words = next((words for name in _WORDS if isinstance(words := self._resolve(node.get(name)), str)), "")
        return words if _TAG.search(words) else escape(words, quote=False), False

    def _address(self, node: Mapping[str, Any]) -> str | None:
        """Return where a node or one of its marks leads, ready for an attribute."""
        places: list[Any] = [node]
        for name in _MARKS:
            marks = self._resolve(node.get(name))
            for mark in marks[:10] if isinstance(marks, list) else ():
                known = self._resolve(mark)
                places += [known, known.get("attrs")] if isinstance(known, dict) else []
        return next((escape(address) for place in places for address in _web_addresses(place)), None)


def _plain(node: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a node with what its holders hold, under plain names: GraphQL caches write `content@filterEmpty`."""
    for holder in _HOLDERS:
        inner = node.get(holder)
        if isinstance(inner, dict):
            node = {**inner, **{name: member for name, member in node.items() if name != holder}}
    if any("@" in name or "(" in name for name in node):
        node = {name.partition("@")[0].partition("(")[0]: member for name, member in node.items()}
    return node


def _web_addresses(place: Any) -> Iterator[str]:
    for name in _ADDRESSES if isinstance(place, dict) else ():
        value = place.get(name)
        # A locator without a scheme is a name in the publisher's own store ("cpsprod/12ab.jpg"), not an address.
        if isinstance(value, str) and value.startswith(("http://", "https://", "/")):
            yield value
