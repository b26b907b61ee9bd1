"""schema.org LiveBlogPosting in JSON-LD: 10 of 12 publishers with samples carry their entries so.

The blocks are found by the plus sign of their type, a byte that is rare in pages, and decoded alone: that takes 0.06 ms
for the Independent's page of 356 KB, a tree of the page 0.98 ms. At first the entries cost some 20 to 40 µs each,
long ones 70: several times the decoding of their JSON.
"""

from __future__ import annotations

import re
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Any, cast

import msgspec
import xxhash
from msgspec import structs
from msgspec.json import decode

from monitor.extract.page.document import Document, Kind
from monitor.extract.readings.assemble import assemble, within_limit
from monitor.extract.readings.reading import Absent, Reading
from monitor.extract.readings.recall import Ties, Told
from monitor.extract.structured.graph import Graph, Outline, OutOfReach, blogs_in, outline
from monitor.extract.structured.plain import Plain, PlainReader
from monitor.extract.structured.schema_org import Place, Recalled, own_zone, read_cover, read_draft, short, updates
from monitor.extract.values.loose import MAX_DEPTH, decode_json
from monitor.extract.words.rare import places, stands_in
from monitor.extract.words.urls import page_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from monitor.extract.readings.reading import Cover, Draft
    from monitor.extract.readings.recall import Shelf
    from monitor.extract.structured.graph import Head
    from monitor.extract.structured.schema_org import Node

MAX_BLOCKS = 100
NEIGHBOUR_BYTES = 512
"""How far before a block a comment that hides it may begin."""

ELSEWHERE = 0.8
"""What is left of the confidence when the only LiveBlogPosting names another page: it may be a teaser's."""

_MARK = re.compile(rb"B(?:(?<=LiveB)logPosting|(?<=liveB)logUpdate)")
"""What names a live blog, from its capital on, which is rarer than what is before it."""

_MARKED = (b"BlogPosting", b"BlogUpdate")

_PLUSES = tuple(bytes((ord("+"), *letters)) for letters in product(*zip(b"json", b"JSON", strict=True)))
_WRITTEN_OUT = re.compile(rb"&(?i:#x2b|#43|plus);(?i:json)")
_REFERENCES = (b"&#", b"&p", b"&P")
_CLOSING = (b"</script",)
_LONG_NAMES = (b"schema:liveBlogUpdate", b"schema.org/liveBlogUpdate", b"schema:blogPost", b"schema.org/blogPost")
# Reach writes "ld&#x2B;json", which is as right as "ld+json". The lengths are limited lest each of many "<script" on a
# hostile page costs a scan to its end; the "<" stands outside what ignores case, so that the search skips to the next.
_SCRIPT = re.compile(rb"<(?i:script\b[^<>]{0,200}ld(?:\+|&#x2b;|&#43;|&plus;)json[^>]{0,400}+>)")
_LONGEST_BEFORE, _LONGEST_BEHIND = 220, 420
"""How far before and behind its plus sign the tag of a script may reach."""

_ARTICLE = re.compile(rb'"(\w{0,30}(?:Article|Posting|WebPage))"')


def read_jsonld(document: Document) -> Reading | Absent:
    """Return the live blog in a page's JSON-LD, or in a document that is JSON-LD itself."""
    if document.kind is Kind.OTHER:
        return Absent(reason="not a page")
    body = document.utf8
    whole = document.kind is Kind.JSON
    live, rest = ([body] if _names_a_blog(body) else [], []) if whole else find_blocks(body)
    if not live:
        return _no_live_blog(rest)
    others = _Others(rest)
    shelf = document.shelf
    made_of = (document.url, document.zone, *map(xxhash.xxh3_128_digest, live))
    if (known := shelf.recalled(made_of, document, others)) is not None:
        return known
    shelf.drafts.turn()
    try:
        reading, lasts = _read(document, live, others)
    except (OutOfReach, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        shelf.drafts.clear()
        reading, lasts = _read(document, live, others, whole=True)
    shelf.drafts.settle()
    if lasts and isinstance(reading, Reading):
        shelf.keep(made_of, document, others, reading)
    return reading


def _read(
    document: Document, live: Sequence[bytes], others: _Others, *, whole: bool = False
) -> tuple[Reading | Absent, bool]:
    """Return what the blocks say, and whether they will say it at any time.

    Raises: OutOfReach if something refers into an update that was recalled; unless the `whole` of each update is
        decoded at once, msgspec.DecodeError and its like if one cannot be.
    """
    warnings: list[str] = []
    shelf = document.shelf
    outlines = [found for block in live if (found := _decode(block, shelf, warnings, whole=whole)) is not None]
    graph = Graph([outline.value for outline in outlines], live, lambda: others.blocks)
    blogs = [blog for outline in outlines for blog in outline.blogs]
    if not blogs:
        return Absent(reason=warnings[0] if warnings else "its JSON-LD only mentions a LiveBlogPosting"), False
    ties = Ties()
    place = Place(url=document.url, now=document.now, zone=document.zone, resolve=graph.resolve, ties=ties)
    heads = {id_: head for outline in outlines for id_, head in outline.heads.items()}
    chosen = [
        (blog, _cover(blog, place, graph, heads.get(id(blog)), document.shelf), updates(blog, graph.resolve))
        for blog in blogs[:MAX_BLOCKS]
    ]
    blog, cover, nodes = chosen[0]
    if len(chosen) > 1:
        blog, cover, nodes = max(chosen, key=lambda found: (_is_here(found[1], document), len(found[2])))
    here = cover.url is None or _is_here(cover, document)
    if len(chosen) > 1:
        which = "this page's" if here else "the longest"
        warnings.append(f"{len(chosen)} LiveBlogPostings on the page; {which} is read")
    if not here:
        warnings.append(f"the LiveBlogPosting says that it belongs to {cover.url}")
    pieces = {id_: piece for outline in outlines for id_, piece in outline.pieces.items()}
    zone = document.zone or own_zone(blog)
    place = structs.replace(place, blog=blog, cover=cover, zone=zone)
    drafts = _drafts(within_limit(nodes, warnings), place, graph, pieces, document.shelf)
    reading = assemble(
        cover,
        drafts,
        page_url=cover.url or document.url,
        zone=zone,
        warnings=warnings,
        weight=1.0 if here else ELSEWHERE,
        shelf=document.shelf,
    )
    return reading, not ties.now


def _cover(blog: Node, place: Place, graph: Graph, head: Head | None, shelf: Shelf) -> Cover:
    """Return what a live blog says of itself, recalled if its `head`, all but its updates, is as it was."""
    made_of = (place.url, place.zone, head)
    if head is not None and shelf.head is not None and shelf.head[0] == made_of:
        return shelf.head[1]
    before, place.ties.now = place.ties.now, False
    graph.asked.clear()
    cover = read_cover(blog, place)
    if head is not None and not place.ties.now and not graph.asked:
        shelf.head = (made_of, cover)
    place.ties.now |= before
    return cover


def _drafts(
    nodes: Sequence[Node], place: Place, graph: Graph, pieces: Mapping[int, bytes], shelf: Shelf
) -> list[Draft]:
    """Return the drafts of updates, those recalled as they were; the others are kept if they last."""
    if not shelf.place(place.context):
        raise OutOfReach
    tied = place.ties.now
    graph.asked.clear()
    plain = [node for node in nodes if type(node) is Plain]
    read, ties = PlainReader(place, graph.asked).read([node.members for node in plain])
    if len(plain) == len(nodes) and not any(ties) and None not in read:
        found = cast("list[Draft]", read)
        shelf.drafts.put_all(zip([node.digest for node in plain], map(Told, found), strict=True))
        return found
    of_plain = zip(read, ties, strict=True)
    drafts: list[Draft] = []
    for update in nodes:
        if type(update) is Recalled and (not update.told.references or graph.stands(update)):
            drafts.append(update.told.draft)
            continue
        told, digest, place.ties.now = None, None, False
        if type(update) is Plain:
            draft, place.ties.now = next(of_plain)
            told, digest = None if draft is None else Told(draft=draft), update.digest
        if told is None:
            told, digest = _told(update, place, graph, pieces)
        drafts.append(told.draft)
        if digest is not None and not place.ties.now:
            shelf.drafts.put(digest, told)
        tied = tied or place.ties.now
    place.ties.now = tied
    return drafts


def _told(update: Node, place: Place, graph: Graph, pieces: Mapping[int, bytes]) -> tuple[Told, bytes | None]:
    """Return the draft of an update, and the digest of what it was made of if that was JSON to the letter."""
    digest: bytes | None
    if type(update) is Plain:
        node, digest = update.read(), update.digest
    elif type(update) is Recalled:
        node, digest = decode(update.raw), xxhash.xxh3_128_digest(update.raw)
    else:
        node, digest = update, pieces.get(id(update))
    graph.asked.clear()
    told = graph.told(read_draft(node, place), node)
    graph.asked.clear()
    return told, digest


def _no_live_blog(blocks: Sequence[bytes]) -> Absent:
    article = next((match for block in blocks if (match := _ARTICLE.search(block))), None)
    near = f"an article ({article[1].decode()}) without live updates" if article else None
    return Absent(reason="no LiveBlogPosting in JSON-LD", near=near)


class _Others:
    """The JSON-LD blocks of a page that hold no live blog, told from any others if a reference leads to them."""

    def __init__(self, blocks: list[bytes]) -> None:
        self._blocks = blocks
        self.asked = False

    @property
    def blocks(self) -> list[bytes]:
        self.asked = True
        return self._blocks

    @cached_property
    def digests(self) -> tuple[bytes, ...]:
        """What tells the blocks from any others."""
        return tuple(map(xxhash.xxh3_128_digest, self._blocks))


def find_blocks(body: bytes) -> tuple[list[bytes], list[bytes]]:
    """Return the contents of the JSON-LD script elements: those that name a live blog, and the others.

    Where none that writes its type with a plus sign names one, those are looked for too that write it as a reference.
    """
    live, others = _parted(_blocks_at_pluses(body))
    if not live and _names_a_blog(body) and stands_in(body, _WRITTEN_OUT, _REFERENCES):
        live, others = _parted(_scanned_blocks(body, 0))
    return live[:MAX_BLOCKS], others[:MAX_BLOCKS]


def _parted(blocks: Iterable[bytes]) -> tuple[list[bytes], list[bytes]]:
    live: list[bytes] = []
    others: list[bytes] = []
    for block in blocks:
        (live if _names_a_blog(block) else others).append(block)
    return live, others


def _names_a_blog(written: bytes) -> bool:
    return stands_in(written, _MARK, _MARKED)


def _blocks_at_pluses(body: bytes) -> Iterator[bytes]:
    """Yield what a scan does of the blocks whose type is written with a plus sign, in a tenth of its time."""
    end = 0
    for plus in places(body, _PLUSES, 0):
        if plus is None:
            yield from _scanned_blocks(body, end)
            return
        if plus < end:
            continue
        tag = _SCRIPT.search(body, max(end, plus - _LONGEST_BEFORE), plus + _LONGEST_BEHIND)
        if tag is None:
            continue
        end = _closing(body, tag.end())
        if not _commented_out(body, tag.start()):
            yield body[tag.end() : end]


def _scanned_blocks(body: bytes, at: int) -> Iterator[bytes]:
    while (tag := _SCRIPT.search(body, at)) is not None:
        at = _closing(body, tag.end())
        if not _commented_out(body, tag.start()):
            yield body[tag.end() : at]


def _closing(body: bytes, start: int) -> int:
    """Return where the script whose content begins at a place ends."""
    found = next(places(body, _CLOSING, start), -1)
    at = body.find(_CLOSING[0], start) if found is None else found
    return at if at != -1 else len(body)


def _commented_out(body: bytes, opening: int) -> bool:
    nearby = body[max(0, opening - NEIGHBOUR_BYTES) : opening]
    return nearby.rfind(b"<!--") > nearby.rfind(b"-->")


def _decode(block: bytes, shelf: Shelf, warnings: list[str], *, whole: bool) -> Outline | None:
    """Return what a block says, recalled as far as it was read before."""
    outlined = outline(block, shelf.drafts, whole=whole)
    if outlined is not None and outlined.updates:
        return outlined
    block = block.partition(b"</SCRIPT")[0]
    try:
        value, valid = decode_json(block, by_template=True)
    except ValueError as fault:
        warnings.append(f"a JSON-LD block with a LiveBlogPosting cannot be read: {fault}")
        return None
    if not valid:
        warnings.append("the JSON-LD is not valid JSON; read all the same")
    if any(name in block for name in _LONG_NAMES):
        value = _short_names(value, 0)
    return Outline(value=value, blogs=blogs_in(value))


def _short_names(value: Any, depth: int) -> Any:
    if depth > MAX_DEPTH:
        return None
    if isinstance(value, dict):
        return {short(key): _short_names(member, depth + 1) for key, member in value.items()}
    if isinstance(value, list):
        return [_short_names(member, depth + 1) for member in value]
    return value


def _is_here(cover: Cover, document: Document) -> bool:
    if cover.url is None:
        return False
    own = page_key(cover.url)
    return own == page_key(document.url) or (document.canonical is not None and own == page_key(document.canonical))
