"""Updates in JSON-LD of the plain sort, decoded no further than they are read: their words and times are strings.

raw ──plain_update──▶ Update (typed; None if of another sort) ──PlainReader──▶ Draft (None if it refers elsewhere)

Most updates of most publishers are plain. The draft of one is what `read_draft` makes of its whole value, in a third of
the time: publisher, authors and pictures stay bytes, and what the same bytes said before is not read again (Reach
repeats 0.6 KB of authors and publisher in each of 428 updates).
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from msgspec import UNSET, Raw, UnsetType, field
from msgspec.json import decode

from monitor.extract.readings.reading import Draft
from monitor.extract.structured.schema_org import (
    MAX_BRANCHES,
    Whole,
    addresses,
    authors,
    clean_file,
    key_of,
    own_url,
    title_of,
)
from monitor.extract.times.times import AHEAD, EARLIEST, comes, written_time, written_times
from monitor.extract.words.markup import MAX_IMAGES, MAX_LINKS, read_body
from monitor.extract.words.urls import MAX_URL_CHARS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from monitor.extract.structured.schema_org import Node, Place

    Time = tuple[datetime | None, bool, bool]

T = TypeVar("T")

_NEVER = (None, False, False)
_NONE = Raw(b"")
"""What stands for a member that an update has not."""


class File(msgspec.Struct, kw_only=True, gc=False, rename="camel"):
    """An object that stands for a picture by the address of its file."""

    url: str | None = None
    content_url: str | None = None
    embed_url: str | None = None


Files = str | int | float | File | list[str | int | float | File | None] | None


class Update(msgspec.Struct, kw_only=True, gc=False, rename="camel"):
    """The members that are read of an update; what may be of any sort stays bytes.

    Without a type it may be a mere reference, and with a member that is unset here it is a wrapper around updates.
    """

    type_: Raw = field(name="@type")
    id_: str | None = field(default=None, name="@id")
    url: str | None = None
    headline: str | None = None
    name: str | None = None
    article_body: str | None = None
    text: str | None = None
    description: str | None = None
    date_published: str | None = None
    date_created: str | None = None
    date_modified: str | None = None
    main_entity_of_page: Raw = _NONE
    identifier: Raw = _NONE
    author: Raw = _NONE
    creator: Raw = _NONE
    publisher: Raw = _NONE
    image: Files = None
    thumbnail_url: Files = None
    thumbnail: Files = None
    photo: Files = None
    video: Raw = _NONE
    shared_content: Raw = _NONE
    associated_media: Raw = _NONE
    item: UnsetType = UNSET
    item_list_element: UnsetType = UNSET
    list_: UnsetType = field(default=UNSET, name="@list")
    set_: UnsetType = field(default=UNSET, name="@set")


_update_of = msgspec.json.Decoder(Update).decode
_updates_of = msgspec.json.Decoder(list[Update]).decode


class Plain(Whole):
    """Stands in the place of a plain update, of which `members` are what is read; `digest` tells it from any other."""

    __slots__ = ("_node", "digest", "members")

    def __init__(self, raw: Raw, digest: bytes, members: Update) -> None:
        self.raw = raw
        self.digest = digest
        self.members = members
        self._node: Node | None = None

    def read(self) -> Node:
        """Return the whole of it, always the same object. Raises: msgspec.DecodeError and its like."""
        if self._node is None:
            self._node = decode(self.raw)
        return self._node


def plain_update(raw: Raw, digest: bytes) -> Plain | None:
    """Return an update if it is plain.

    Raises: msgspec.DecodeError, UnicodeDecodeError or RecursionError if it is not JSON.
    """
    try:
        return Plain(raw, digest, _update_of(raw))
    except msgspec.ValidationError:
        return None


def plain_updates(listed: Raw, raws: Sequence[Raw], digests: Sequence[bytes]) -> list[Plain] | None:
    """Return all updates of a list, decoded at once, if all of them are plain; `raws` are they one by one.

    Raises: as `plain_update`.
    """
    try:
        return list(map(Plain, raws, digests, _updates_of(listed)))
    except msgspec.ValidationError:
        return None


class PlainReader:
    """Makes the drafts of plain updates in one place; `asked` is where following references leaves a trace."""

    def __init__(self, place: Place, asked: list[Any]) -> None:
        self._place = place
        self._asked = asked
        self._latest = place.now + AHEAD
        self._times: dict[str | None, Time] = {None: _NEVER, "": _NEVER}
        self._titles: dict[str, str | None] = {}
        self._plain_pages: dict[str, bool] = {}
        self._publisher = _NONE
        self._signed: dict[tuple[bytes, ...], tuple[str, ...] | None] = {}

    def read(self, updates: Sequence[Update]) -> tuple[list[Draft | None], list[bool]]:
        """Return the draft of each update, None if it refers to something outside of it, and whether it hangs on now.

        Raises: msgspec.DecodeError, UnicodeDecodeError or RecursionError if one is not JSON.
        """
        self._read_times(updates)
        # Kept here: in the reader they would refer to it, and it would wait for the garbage collector.
        parts = (
            (self._authors, slice(3)),
            (self._page, slice(3, 5)),
            (self._media, slice(5, 8)),
            (self._files, slice(8, 12)),
        )
        drafts: list[Draft | None] = []
        tied: list[bool] = []
        last: tuple[Any, ...] = ()
        said: list[Any] = []
        refers = False
        for update in updates:
            members = _MEMBERS(update)
            if members != last:
                said = [
                    said[at] if last and members[part] == last[part] else read(members[part])
                    for at, (read, part) in enumerate(parts)
                ]
                last, refers = members, None in said
            draft, ties = (None, False) if refers else self._draft(update, said)
            drafts.append(draft)
            tied.append(ties)
        return drafts, tied

    def _draft(self, update: Update, said: Sequence[Any]) -> tuple[Draft, bool]:
        place = self._place
        names, (page, its_url, identifier), media, pictures = said
        published, assumed, tied = self._times[update.date_published]
        if published is None:
            published, assumed, tied_too = self._times[update.date_created]
            tied = tied or tied_too
        updated, assumed_too, tied_too = self._times[update.date_modified]
        own = update.url and self._own_url(update.url)
        body = read_body(update.article_body or update.text or update.description or "", place.url)
        draft = Draft(
            keys=(update.id_, update.url, identifier, page),
            url=own or its_url or (update.id_ and own_url(update.id_, place)) or None,
            title=self._title(update.headline or update.name or ""),
            text=body.text,
            html=body.html,
            authors=names,
            published=published,
            updated=updated,
            links=tuple(dict.fromkeys((*body.links, *media)))[:MAX_LINKS] if media else body.links,
            images=tuple(dict.fromkeys((*pictures, *body.images)))[:MAX_IMAGES] if body.images else pictures,
            assumed=assumed or assumed_too,
        )
        return draft, tied or tied_too

    def _authors(self, members: tuple[Raw, Raw, Raw]) -> tuple[str, ...] | None:
        """Return who wrote an update, the same bytes read once."""
        *written_by, publisher = members
        if publisher != self._publisher:
            self._publisher = publisher
            self._signed.clear()
        key = tuple(map(bytes, written_by))
        if key not in self._signed:
            self._signed[key] = self._followed(authors, ("author", "creator", "publisher"), members)
        return self._signed[key]

    def _page(self, members: tuple[Raw, ...]) -> tuple[str | None, str | None, str | None]:
        """Return the name and the address of the page that an update stands on, and its identifier."""
        page, identifier = [decode(raw) if raw is not _NONE else None for raw in members]
        url = self._own_url(page) if isinstance(page, str) else own_url(page, self._place)
        return key_of(page), url, key_of(identifier)

    def _media(self, members: tuple[Raw, ...]) -> tuple[str, ...] | None:
        if members.count(_NONE) == len(members):
            return ()
        found = self._followed(addresses, ("video", "sharedContent", "associatedMedia"), members)
        return None if found is None else tuple(found)

    def _followed(self, read: Callable[[Node, Place], T], names: Sequence[str], members: Sequence[Raw]) -> T | None:
        """Return what members say that may refer to others; None if they do."""
        node = {name: decode(raw) for name, raw in zip(names, members, strict=True) if raw is not _NONE}
        said = read(node, self._place)
        refers = len(self._asked) > 0
        self._asked.clear()
        return None if refers else said

    def _files(self, members: tuple[Files, ...]) -> tuple[str, ...] | None:
        """Return the addresses of pictures, each once; None if one has none: it may be a reference."""
        found: list[str | None] = []
        for files in members:
            for file in files[:MAX_BRANCHES] if isinstance(files, list) else (files,):
                if isinstance(file, str):
                    found.append(clean_file(file, self._place))
                elif isinstance(file, File):
                    address = file.url or file.content_url or file.embed_url
                    if not address:
                        return None
                    found.append(clean_file(address, self._place))
        return tuple([address for address in dict.fromkeys(found) if address])[:MAX_IMAGES]

    def _own_url(self, url: str) -> str | None:
        """Return the address of an update, which most often is the page's with words or a number behind it."""
        page, _, fragment = url.partition("#")
        if not (fragment.replace("-", "a").isalnum() and fragment.isascii() and len(url) <= MAX_URL_CHARS):
            return own_url(url, self._place)
        if page not in self._plain_pages:
            self._plain_pages[page] = "?" not in page and own_url(f"{page}#1", self._place) == f"{page}#1"
        return url if self._plain_pages[page] else own_url(url, self._place)

    def _title(self, words: str) -> str | None:
        """Return a headline; the Guardian gives each update the page's."""
        if words not in self._titles:
            self._titles[words] = title_of(words)
        return self._titles[words]

    def _read_times(self, updates: Sequence[Update]) -> None:
        """Note each time that is written in updates if it can be right, and whether that hangs on now."""
        values = [value for value in set[str]().union(*map(_WHEN, updates)) if value]
        for value, (at, assumed) in zip(values, written_times(values, self._place.zone), strict=True):
            if at is not None and EARLIEST <= at <= self._latest:
                self._times[value] = (at, assumed, False)
            else:
                self._times[value] = (None, False, comes(written_time(value)[0]))


_MEMBERS = attrgetter(
    *("author", "creator", "publisher"),
    *("main_entity_of_page", "identifier"),
    *("video", "shared_content", "associated_media"),
    *("image", "thumbnail_url", "thumbnail", "photo"),
)
"""What may be of any sort in an update; the same in most of those of a page."""

_WHEN = attrgetter("date_published", "date_created", "date_modified")
