"""What the benchmark must know of a page: where its entries stand, and how the publisher numbers and pages them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from .json_part import JsonShape

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from .node_part import NodeShape


class Ids(StrEnum):
    """How the publisher numbers its entries."""

    STABLE = "stable"
    POSITIONAL = "positional"
    COUNTER = "counter"
    SLUG = "slug"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ld:
    """A `liveBlogUpdate` in the longest JSON-LD block of an HTML page, or in a JSON document."""

    shape: JsonShape = field(default_factory=JsonShape)


@dataclass(frozen=True, slots=True, kw_only=True)
class Json:
    """A list in a JSON document, by its dotted path. What lacks what `only` names, or holds `unlike`, is left alone."""

    path: str
    shape: JsonShape
    only: tuple[tuple[str, object], ...] = ()
    unlike: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Nodes:
    """Elements of one parent, by XPath; in `shape` paths start at the element that is taken out with the entry.

    `flat`: the page has no element for an entry; the path names the first of its siblings, up to the next of them.
    """

    path: str
    shape: NodeShape
    flat: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSpec:
    """One page: its file, what carries its entries (the first carries all of them), how it behaves.

    `rolls`: older entries leave the page when new ones come. `at` is when it was captured, if its entries say no day.
    `without` (XPath) is left out of the page: another carrier of the same entries that is not played on. `older` is
    where a JSON page names its next older page (a dotted path), `link` for a link in the
    head of an HTML page, or `own` if its own links will do.
    `touched`: the field of a JSON entry by which the publisher sorts the list; it says when anything was done to it.
    `withdrawn`: the field by which a JSON entry says that it is gone, and the value that says so.
    """

    file: Path
    carriers: tuple[Ld | Json | Nodes, ...]
    ids: Ids = Ids.STABLE
    rolls: bool = False
    url: str = "https://saved.example/page"
    at: datetime | None = None
    without: str | None = None
    older: str | None = None
    touched: str | None = None
    withdrawn: tuple[str, object] | None = None

    @property
    def name(self) -> str:
        return f"{self.file.parent.name}/{self.file.stem}"[:34]

    @property
    def content_type(self) -> str:
        return {".html": "text/html; charset=utf-8", ".xml": "application/xml"}.get(
            self.file.suffix, "application/json"
        )
