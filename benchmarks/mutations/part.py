"""One entry of a live blog in one carrier of a page, and what all carriers have in common."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

Slot = tuple["Callable[[], str]", "Callable[[str], None]"]
"""One place of a page that holds words: how to read them and how to write others."""


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

    def pin(self, *, pinned: bool) -> None:
        """Mark the entry as pinned, or as not, if the carrier has a mark for that."""

    def pinned(self) -> bool | None:
        """Return whether the entry is marked as pinned; None if the carrier has no mark for that."""

    def renumber(self, number: Callable[[str], str]) -> None:
        """Give it serial numbers of its own, each of the form of the one it has."""

    def links(self) -> list[Slot]:
        """Return the addresses that its words link to."""

    def copy(self) -> Part: ...


def find_key(slots: list[Slot], pattern: str | None) -> str | None:
    if pattern is None:
        return None
    return next((match[1] for get, _ in slots if (match := re.search(pattern, get()))), None)


def replace_key(slots: list[Slot], pattern: str | None, key: str) -> None:
    if pattern is None:
        return
    old = find_key(slots, pattern)

    def replaced(match: re.Match[str]) -> str:
        start, end = (place - match.start() for place in match.span(1))
        return match[0][:start] + key + match[0][end:]

    for get, set_ in slots:
        words = get()
        # Only the entry's own id: a link to another entry of the live blog stays one.
        new = re.sub(pattern, lambda match: replaced(match) if match[1] == old else match[0], words)
        if new != words:
            set_(new)
