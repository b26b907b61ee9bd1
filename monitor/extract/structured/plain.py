"""Updates in JSON-LD of the plain sort, decoded no further than they are read: their words and times are strings.

raw ──plain_update──▶ Update (typed; None if of another sort) ──PlainReader──▶ Draft (None if it refers elsewhere)

Most updates of most publishers are plain. The draft of one is what `read_draft` makes of its whole value, in a third of
the time: publisher, authors and pictures stay bytes, and what the same bytes said before is not read again (Reach
repeats 0.6 KB of authors and publisher in each of 428 updates).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import UNSET, Raw, UnsetType, field
from msgspec.json import decode

from monitor.extract.readings.reading import Draft
from monitor.extract.structured.schema_org import Whole, addresses, authors, images, key_of, own_url, title_of
from monitor.extract.times.times import AHEAD, EARLIEST, comes, written_time
from monitor.extract.words.markup import MAX_IMAGES, MAX_LINKS, read_body

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from monitor.extract.structured.schema_org import Node, Place

_NONE = Raw(b"")
"""What stands for a member that an update has not."""


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
    image: Raw = _NONE
    thumbnail_url: Raw = _NONE
    thumbnail: Raw = _NONE
    photo: Raw = _NONE
    video: Raw = _NONE
    shared_content: Raw = _NONE
    associated_media: Raw = _NONE
    item: UnsetType = UNSET
    item_list_element: UnsetType = UNSET
    list_: UnsetType = field(default=UNSET, name="@list")
    set_: UnsetType = field(default=UNSET, name="@set")


_update_of = msgspec.json.Decoder(Update).decode


class Plain(Whole):
    """Stands in the place of a plain update, of which `members` are what is read; `digest` tells it from any other."""

    __slots__ = ("_node", "digest", "members")
    digest: bytes
    members: Update
    _node: Node | None

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
        members = _update_of(raw)
    except msgspec.ValidationError:
        return None
    plain = Plain()
    plain.raw, plain.digest, plain.members, plain._node = raw, digest, members, None  # noqa: SLF001 - built here alone
    return plain


class PlainReader:
    """Makes the drafts of plain updates in one place; `asked` is where following references leaves a trace."""

    def __init__(self, place: Place, asked: list[Any]) -> None:
        self._place = place
        self._asked = asked
        self._latest = place.now + AHEAD
        self._times: dict[str, tuple[datetime | None, bool, bool]] = {}
        self._parts: dict[tuple[object, ...], Any] = {}

    def read(self, update: Update) -> Draft | None:
        """Return the draft of an update, None if it refers to something outside of it.

        Raises: msgspec.DecodeError, UnicodeDecodeError or RecursionError if it is not JSON.
        """
        place = self._place
        names = self._part(_authors, update.author, update.creator, update.publisher)
        page = self._part(_page, update.main_entity_of_page)
        pictures = self._part(_images, update.image, update.thumbnail_url, update.thumbnail, update.photo)
        media = self._part(_media, update.video, update.shared_content, update.associated_media)
        if names is None or page is None or pictures is None or media is None:
            return None
        published, assumed = self._time(update.date_published, update.date_created)
        updated, assumed_too = self._time(update.date_modified)
        own = update.url and own_url(update.url, place)
        body = read_body(update.article_body or update.text or update.description or "", place.url)
        return Draft(
            keys=(update.id_, update.url, self._part(_identifier, update.identifier)[0], page[0]),
            url=own or page[1] or (update.id_ and own_url(update.id_, place)) or None,
            title=title_of(update.headline or update.name or "", place),
            text=body.text,
            html=body.html,
            authors=names,
            published=published,
            updated=updated,
            links=tuple(dict.fromkeys((*body.links, *media)))[:MAX_LINKS] if media else body.links,
            images=tuple(dict.fromkeys((*pictures, *body.images)))[:MAX_IMAGES] if body.images else pictures,
            assumed=assumed or assumed_too,
        )

    def _part(self, read: Callable[..., Any], *raws: Raw) -> Any:
        """Return what some members say, read once; None if they refer to something outside of them."""
        if raws.count(_NONE) == len(raws):
            return _NOTHING[read]
        key = (read, *map(bytes, raws))
        if key in self._parts:
            return self._parts[key]
        said = read(self._place, *[None if raw is _NONE else decode(raw) for raw in raws])
        if self._asked:
            self._asked.clear()
            said = None
        self._parts[key] = said
        return said

    def _time(self, *values: str | None) -> tuple[datetime | None, bool]:
        """Return the first of the times that can be right, and whether its zone was assumed."""
        for value in values:
            if not value:
                continue
            known = self._times.get(value)
            if known is None:
                known = self._times[value] = self._read_time(value)
            at, assumed, ahead = known
            if at is not None:
                return at, assumed
            if ahead:
                self._place.ties.now = True
        return None, False

    def _read_time(self, value: str) -> tuple[datetime | None, bool, bool]:
        at, assumed = written_time(value, self._place.zone)
        if at is not None and EARLIEST <= at <= self._latest:
            return at, assumed, False
        return None, False, comes(written_time(value)[0])


def _authors(place: Place, author: Any, creator: Any, publisher: Any) -> tuple[str, ...]:
    return authors({"author": author, "creator": creator, "publisher": publisher}, place)


def _page(place: Place, value: Any) -> tuple[str | None, str | None]:
    return key_of(value), own_url(value, place)


def _identifier(_: Place, value: Any) -> tuple[str | None]:
    return (key_of(value),)


def _images(place: Place, image: Any, thumbnail_url: Any, thumbnail: Any, photo: Any) -> tuple[str, ...]:
    return images({"image": image, "thumbnailUrl": thumbnail_url, "thumbnail": thumbnail, "photo": photo}, place)


def _media(place: Place, video: Any, shared: Any, associated: Any) -> tuple[str, ...]:
    return tuple(addresses({"video": video, "sharedContent": shared, "associatedMedia": associated}, place))


_NOTHING: Mapping[Callable[..., Any], Any] = {
    _authors: (),
    _page: (None, None),
    _identifier: (None,),
    _images: (),
    _media: (),
}
"""What members say that an update has not."""
