"""Entries that are JSON objects."""

from __future__ import annotations

import copy
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .part import find_key, replace_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .part import Slot


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
    pinned: str | None = None


class JsonPart:
    """An entry that is a JSON object."""

    def __init__(self, item: dict[str, Any], shape: JsonShape) -> None:
        self.item = item
        self.shape = shape

    def key(self) -> str | None:
        return find_key(self.strings(), self.shape.key)

    def rekey(self, key: str) -> None:
        replace_key(self.strings(), self.shape.key, key)

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

    def pin(self, *, pinned: bool) -> None:
        if self.shape.pinned is not None:
            holder, name = self._mark(self.shape.pinned)
            holder[name] = str(pinned).lower() if isinstance(holder.get(name), str) else pinned

    def pinned(self) -> bool | None:
        if self.shape.pinned is None:
            return None
        holder, name = self._mark(self.shape.pinned)
        return str(holder.get(name)).lower() == "true"

    def _mark(self, path: str) -> tuple[dict[str, Any], str]:
        *steps, name = path.split(".")
        holder = self.item
        for step in steps:
            holder = holder[step]
        return holder, name

    def renumber(self, number: Callable[[str], str]) -> None:
        """Change nothing: what numbers the entries is their key."""

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


def _hrefs(slot: Slot) -> Iterator[Slot]:
    get, set_ = slot
    for match in re.finditer(r'href="([^"]+)"', get()):
        old = match[1]

        def write(address: str, old: str = old) -> None:
            set_(get().replace(f'href="{old}"', f'href="{address}"'))

        yield (lambda old=old: old), write


def decode(words: str) -> Any:
    return json.loads(words, strict=False)
