"""A page as extractors see it: each form of it (text, tree, JSON value, XML root) is parsed once, when asked for."""

from __future__ import annotations

import codecs
import re
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from selectolax.lexbor import LexborHTMLParser

from monitor.extract.page.charsets import guess_charset, is_plainly_utf8, is_utf8
from monitor.extract.page.languages import lies_in_its_days, writes_month_first
from monitor.extract.page.outline import Outline
from monitor.extract.page.shadows import with_shadows_open
from monitor.extract.page.signs import signs_in
from monitor.extract.page.tangles import tangle_of
from monitor.extract.readings.recall import Shelf, Ties
from monitor.extract.tables.charsets import CODECS, ONE_BYTE
from monitor.extract.times.times import AHEAD, comes, read_time, written_time
from monitor.extract.values.elements import parsed, value_of
from monitor.extract.values.loose import CALL, decode_json, decode_lines
from monitor.extract.values.rows import rows_in
from monitor.extract.words.urls import clean_url, page_key

if TYPE_CHECKING:
    from collections.abc import Hashable
    from datetime import datetime, timedelta, tzinfo

    from monitor.extract.blocks.pieces import Piece
    from monitor.extract.times.times import Stamp
    from monitor.extract.values.elements import Element
    from monitor.model import Page

SNIFFED_BYTES = 4_096
"""How far into a page a charset or a root element is looked for; browsers stop at 1,024, WordPress themes do not."""


class Kind(StrEnum):
    HTML = "HTML"
    XML = "XML"
    JSON = "JSON"
    CSV = "CSV"
    TEXT = "text"
    OTHER = "other"


_CHARSET = re.compile(rb"""charset\s*+=\s*+["']?\s*+([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_WIDE = "utf-16-"
_DECLARED = re.compile(
    rb"""(?:<meta\b[^<>]*?charset|<\?xml\b[^<>]*?encoding)\s*+=\s*+["']?\s*+([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    # Without a mark, as XML's declaration begins (WHATWG HTML §13.2.3.2).
    (b"<\0?\0x\0", "utf-16-le"),
    (b"\0<\0?\0x", "utf-16-be"),
)
_WIDE_BOMS = tuple(mark for mark, codec in _BOMS if codec != "utf-8")
_XML_ROOT = re.compile(
    rb"(?:<\?[^>]*+>|<!--(?:(?!-->).)*+-->|<!DOCTYPE[^>\[]*+(?:\[[^\]]*+\]\s*+)?>|\s)*+<([\w:.-]+)", re.DOTALL
)
# "[18:50] Pilots return" is a line of a log, "[18, 50]" is JSON.
_JSON_START = re.compile(rb"\s*(?:\{\s*[\"}]|\[\s*(?:[\[\]{\"]|\d[\d.eE+-]*\s*(?:,|\]\s*\Z)))")
_CALL = re.compile(CALL.encode())
_FEEDS = frozenset({b"rss", b"feed", b"rdf"})
_OF_PAGES = frozenset(
    {b"html", b"body", b"div", b"section", b"article", b"main", b"ul", b"ol", b"table", b"p", b"span", b"svg"}
)
"""What the root of a page is called, or of a piece of one, though it is declared to be XML."""

_TABLES = ("/csv", "/tab-separated-values")
_TABLE_ENDS = (".csv", ".tsv")
_ROWS = "/x-component"
"""How the type of React Flight ends, whose rows are of JSON."""

# The "<" stands outside what ignores case, so that the search skips from one to the next: ten times as fast.
_LINK = re.compile(rb"<(?i:link)\b[^<>]*+>")
_CANONICAL = re.compile(rb"""\brel\s*+=\s*+["']?canonical\b""", re.IGNORECASE)
_BASE = re.compile(rb"<(?i:base)\b[^<>]*+>")
_HREF = re.compile(rb"""\bhref\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)


class Document:
    """One page, read at `now`. `zone` is the source's, for times that name none; without it UTC is assumed.

    `shelf` holds what the extractor that is asked made of the source's last page, `trail` where its entries stood then,
    and `size` how many there were at least: both from the choice that is followed. `first` is the address of the live
    blog's first page, if this is an older one.
    """

    def __init__(self, page: Page, *, now: datetime, zone: tzinfo | None = None, first: str | None = None) -> None:
        self.page = page
        self.now = now
        self.zone = zone
        self.url = page.url
        self.first = first
        self.trail = ""
        self.size = 0
        self.called_live: bool | None = None
        """Whether its title or address calls it a live blog, once somebody has asked."""

        self.phrases: dict[Hashable, dict[str, Any]] = {}
        """What was read as times, by how: several extractors ask for the same."""

        self.spellings: dict[str, str] = {}
        """The phrases that may be times, as they were written, and their plain spelling."""

        self.mute_forms: set[str] = set()
        """The forms of phrases that cannot be times by their words, whatever their numbers are."""

        self.vain_phrases: set[str] = set()
        """Phrases that are none, though by their words they could be."""

        self.ties = Ties()
        """What that which is read just now hangs on, beside the page."""

        self.pieces: dict[Hashable, dict[int, Piece]] = {}
        """What was read of its elements, by layout: several extractors may read the same."""

    def time_of(self, value: object, ahead: timedelta = AHEAD) -> Stamp | None:
        """Return the instant that a value of the page names; of one that lies ahead `ties` notes that it will come."""
        stamp = read_time(value, now=self.now, zone=self.zone, ahead=ahead)
        if stamp is None and comes(written_time(value, self.zone)[0]):
            self.ties.now = True
        return stamp

    @cached_property
    def shelf(self) -> Shelf:
        """What the extractor that is asked made of the last page: nothing, unless one is put here."""
        return Shelf()

    @cached_property
    def kind(self) -> Kind:
        """What the body is, by its first bytes; the server's Content-Type only decides where they leave it open."""
        start = self._start.lstrip()
        declared = self.page.content_type
        if _JSON_START.match(start) or (start[:1] in {b"{", b"["} and declared.endswith("json")):
            return Kind.JSON
        if declared.endswith(_ROWS) or ("javascript" in declared and _CALL.match(start)):
            return Kind.JSON
        if start[:1] == b"<":
            return Kind.XML if self._is_xml(start) else Kind.HTML
        called = self.url.partition("?")[0]
        if declared.endswith(_TABLES) or (declared.startswith("text/") and called.endswith(_TABLE_ENDS)):
            return Kind.CSV
        if declared.startswith(("image/", "audio/", "video/", "font/")) or b"\x00" in start or start[:4] == b"%PDF":
            return Kind.OTHER
        return Kind.TEXT if not declared or declared.startswith("text/") else Kind.OTHER

    def _is_xml(self, start: bytes) -> bool:
        """Return whether the root is a feed's, or of a vocabulary of its own in what is declared to be XML."""
        declared = start[:5] == b"<?xml" or self.page.content_type.endswith("xml")
        return self.is_feed or (declared and bool(self.root) and _plain(self.root) not in _OF_PAGES)

    @cached_property
    def root(self) -> bytes:
        """The name of the root element, with its prefix."""
        root = _XML_ROOT.match(self._start.lstrip())
        return root[1] if root else b""

    @property
    def is_feed(self) -> bool:
        """Whether the root is that of RSS or Atom."""
        return _plain(self.root) in _FEEDS

    @cached_property
    def charset(self) -> str:
        """The codec of the body: byte order mark, Content-Type, what the page says, then what reads like words."""
        for bom, codec in _BOMS:
            if self.page.body.startswith(bom):
                return codec
        named = self._named
        if named is not None and named != "utf-8":
            return self._unless_utf8(named)
        declared = _named_codec(_declaration(self.page.body[:SNIFFED_BYTES]))
        if named is not None:
            # A server that calls all it has UTF-8 is not believed against the page and its bytes.
            return declared if declared not in {None, "utf-8"} and not is_utf8(self.page.body) else named
        if declared is None:
            return guess_charset(self.page.body) if self._start.lstrip()[:1] == b"<" else "utf-8"
        # A page whose declaration could be read as ASCII is not in UTF-16 (WHATWG HTML §13.2.3.2).
        return "utf-8" if declared.startswith("utf-") else self._unless_utf8(declared)

    @cached_property
    def _named(self) -> str | None:
        """The codec of the charset that the server names."""
        header = self.page.headers.get("content-type", "").encode("ascii", "replace")
        return _named_codec(_CHARSET.search(header))

    def _unless_utf8(self, named: str) -> str:
        """Return the codec that was named; UTF-8 if the bytes are plainly that: servers name one for all they have."""
        return "utf-8" if named in ONE_BYTE and is_plainly_utf8(self.page.body) else named

    @cached_property
    def text(self) -> str:
        """The body as characters; bytes that the charset does not know become U+FFFD."""
        return self.page.body.decode(self.charset, "replace").removeprefix("\ufeff")

    @cached_property
    def utf8(self) -> bytes:
        """The body in UTF-8, as it is when that is its charset: decoding a page costs more than finding its JSON."""
        if self.charset == "utf-8":
            return self.page.body.removeprefix(codecs.BOM_UTF8)
        return self.text.encode("utf-8", "replace")

    @cached_property
    def tree(self) -> LexborHTMLParser | None:
        """The tree of an HTML page; None if it is something else, or so tangled that parsing would not end in time."""
        if self.kind is not Kind.HTML or self.tangle is not None:
            return None
        text = with_shadows_open(self.text)
        # What was decoded as it is need not be encoded again.
        sound = text is self.text and "\ufffd" not in text
        return LexborHTMLParser(self.utf8 if sound else text)

    @cached_property
    def tangle(self) -> str | None:
        """Why an HTML page would not be parsed in time, None if it would."""
        return tangle_of(self.utf8)

    @cached_property
    def outline(self) -> Outline | None:
        """The elements of the tree, walked once for all who read them."""
        return None if self.tree is None else Outline(self.tree, len(self.page.body))

    def close(self) -> None:
        """Let go of the tree: its elements refer to each other, and would hold it until the garbage collector came."""
        outline = vars(self).pop("outline", None)
        if outline is not None:
            outline.release()
        vars(self).pop("tree", None)

    @cached_property
    def json(self) -> Any:
        """The value of a JSON page, of several those of its lines; None if it is something else or cannot be read."""
        if self.kind is not Kind.JSON:
            return None
        try:
            value, _ = decode_json(self.utf8)
        except ValueError:
            return decode_lines(self.utf8) or None
        return value

    @cached_property
    def data(self) -> Any:
        """What a document of data says, as JSON would say it; None of a page, a feed, or what cannot be read."""
        if self.kind is Kind.CSV:
            return rows_in(self.text) or None
        if self.kind is Kind.XML and not self.is_feed:
            root, _ = self.xml
            return None if root is None else value_of(root)
        return self.json

    @cached_property
    def xml(self) -> tuple[Element | None, str | None]:
        """The root of an XML page, and what had to be forgiven to read it.

        Entities are not resolved, nothing is fetched, and libxml2's own limits on depth and size stay on.
        """
        if self.kind is not Kind.XML:
            return None, None
        return parsed(self.page.body, lambda: self.utf8)

    @cached_property
    def canonical(self) -> str | None:
        """The address that the page calls its own; JSON has no elements that could."""
        if self.kind is Kind.JSON:
            return None
        return self._linked(next((tag for tag in _LINK.finditer(self.utf8) if _CANONICAL.search(tag[0])), None))

    @cached_property
    def here(self) -> frozenset[str]:
        """What addresses of the page share (`page_key`): the one asked for and the one it calls its own."""
        return frozenset({page_key(self.url), page_key(self.canonical or self.url)})

    @cached_property
    def signs(self) -> frozenset[bytes]:
        """The signs of sites' markup and of platforms that stand in it."""
        return signs_in(self.utf8)

    @cached_property
    def month_first(self) -> bool:
        """Whether dates in numbers begin with the month, as the language of the page has them."""
        return writes_month_first(self)

    @cached_property
    def month_first_by_days(self) -> bool:
        """Whether they do by the days on which the page itself was written; it is searched for that, 10 ms at most."""
        return self.month_first or lies_in_its_days(self.utf8, self.now.date())

    @cached_property
    def base(self) -> str:
        """What relative addresses on the page are relative to."""
        return self._linked(_BASE.search(self.utf8)) or self.url

    @cached_property
    def _start(self) -> bytes:
        start = self.page.body[:SNIFFED_BYTES]
        if start.startswith(_WIDE_BOMS) or (self._named or "").startswith(_WIDE):
            return self.utf8[:SNIFFED_BYTES]
        return start.removeprefix(codecs.BOM_UTF8)

    def _linked(self, tag: re.Match[bytes] | None) -> str | None:
        # A tag is cut off at the next of "<>", and what it says is looked for in it alone: linear on any page.
        href = _HREF.search(tag[0]) if tag else None
        return clean_url(href[1].decode("utf-8", "replace"), self.url) if href else None


def _plain(name: bytes) -> bytes:
    return name.rpartition(b":")[2].lower()


def _declaration(start: bytes) -> re.Match[bytes] | None:
    """Return where a page names its charset; what it says of other things before that is not searched: 25 -> 6 µs."""
    plain = start.find(b"charset")
    lower = start[: plain + len(b"charset")].lower() if plain != -1 else start.lower()
    named = [at for word in (b"charset", b"encoding") if (at := lower.find(word)) != -1]
    return _DECLARED.search(start, start.rfind(b">", 0, min(named)) + 1) if named else None


def _named_codec(match: re.Match[bytes] | None) -> str | None:
    if match is None:
        return None
    label = match[1].decode("ascii").lower()
    return CODECS.get(label) or CODECS.get(label.replace("_", "-"))
