"""The live blog behind a page: its entries in order, how many of them the page shows, and the page as it is served."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from lxml import etree, html

from . import invented
from .item import Item
from .json_part import JsonPart, decode
from .node_part import NodePart
from .pages import Ids, Json, Ld, Nodes
from .words import plain, read_date, says_day, shifted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from .pages import PageSpec
    from .part import Part


@dataclass(slots=True)
class Carrier:
    """Where the entries stand in one carrier; `size` is how many it shows at most, None for all."""

    spec: Ld | Json | Nodes
    holder: Any
    place: int
    rest: list[Any]
    size: int | None = None


@dataclass(slots=True)
class Stage:
    """A live blog that mutations are played on."""

    page: PageSpec
    random: Random
    items: list[Item] = field(default_factory=list)
    carriers: list[Carrier] = field(default_factory=list)
    document: Any = None
    script: Any = None
    posting: Any = None
    encoding: str = "utf-8"
    size: int | None = None
    numbers: int = 0
    modified_at: datetime | None = None
    served: dict[Item, str] = field(default_factory=dict)

    @property
    def shown(self) -> list[Item]:
        """The entries that the page shows, newest first."""
        if self.page.touched:
            self.items.sort(key=self.touch_of, reverse=True)
        return self.items[: self.size] if self.size else self.items

    # ------------------------------------------------------------------------------------------- reading

    @classmethod
    def open(cls, page: PageSpec, random: Random) -> Stage:
        """Return the stage of a page as it was captured."""
        stage = cls(page=page, random=random)
        body = page.file.read_bytes()
        if page.file.suffix == ".json":
            stage.document = decode(body.decode())
        elif page.file.suffix == ".xml":
            stage.document = etree.fromstring(body)
        else:
            stage.document = html.document_fromstring(body, parser=html.HTMLParser(encoding="utf-8"))
        for node in stage.document.xpath(page.without) if page.without else ():
            node.getparent().remove(node)
        columns: list[list[Part]] = []
        for spec in page.carriers:
            carrier, parts = stage._carrier(spec)
            stage.carriers.append(carrier)
            columns.append(parts)
        stage.items = _joined(columns, page.ids)
        for carrier, parts in zip(stage.carriers, columns, strict=True):
            carrier.size = len(parts) if len(parts) < len(stage.items) else None
        stage._newest_first()
        if page.touched:
            stage.served = {item: stage._says(item) for item in stage.items}
        return stage

    def _carrier(self, spec: Ld | Json | Nodes) -> tuple[Carrier, list[Part]]:
        if isinstance(spec, Nodes):
            nodes = self.document.xpath(spec.path)
            parent = nodes[0].getparent()
            if spec.flat:
                nodes = _runs(parent, nodes)
            units = [node for node in nodes if node.getparent() is parent]
            return Carrier(spec, parent, parent.index(units[0]), []), [NodePart(node, spec.shape) for node in units]
        if isinstance(spec, Ld):
            holder, name = self._posting(), "liveBlogUpdate"
        else:
            *path, name = spec.path.split(".")
            holder = self.document
            for step in path:
                holder = holder[step]
        only = spec.only if isinstance(spec, Json) else ()
        unlike = spec.unlike if isinstance(spec, Json) else None
        chosen = [
            item
            for item in holder[name]
            if all(item.get(key, value) == value for key, value in only) and not (unlike and unlike in json.dumps(item))
        ]
        rest = [item for item in holder[name] if item not in chosen]
        return Carrier(spec, (holder, name), 0, rest), [JsonPart(item, spec.shape) for item in chosen]

    def _posting(self) -> dict[str, Any]:
        """Return the live blog of the longest block of JSON-LD."""
        found: list[tuple[int, Any, Any, dict[str, Any]]] = []
        for script in self.document.xpath('//script[contains(@type,"ld")]'):
            if "liveBlogUpdate" not in (script.text or ""):
                continue
            try:
                value = decode(script.text)
            except json.JSONDecodeError:
                continue
            found += [(len(posting["liveBlogUpdate"]), script, value, posting) for posting in _postings(value)]
        _, script, value, self.posting = max(found, key=lambda one: one[0])
        self.script = (script, value)
        return self.posting

    def _newest_first(self) -> None:
        dates = [date for item in self.items if (date := item.published()) is not None]
        if len(dates) == len(self.items) and all(isinstance(carrier.spec, Json) for carrier in self.carriers):
            self.items = [self.items[place] for place in sorted(range(len(dates)), key=dates.__getitem__, reverse=True)]
            return
        if len(dates) > 1 and dates[0] < dates[-1] and dates == sorted(dates):
            self.items.reverse()  # the feed is in an order of its own; what is served is in the usual one

    # ------------------------------------------------------------------------------------------- serving

    def body(self, *, twice: Item | None = None, ads: int = 0, page: int = 1) -> bytes:
        """Return the page that shows the entries: one of them `twice`, and with so many `ads` between them.

        `page` counts from the newest one; the older ones have only what rolled off.
        """
        if self.page.touched:
            self._touch()
        size = self.size or len(self.shown)
        shown = self.items[size * (page - 1) : size * page]
        self._point_to(page + 1 if len(self.items) > size * page else None)
        self._date_page()
        if self.page.ids is Ids.POSITIONAL:
            for number, item in enumerate(shown, start=1):
                item.rekey(str(number))
        elif self.page.ids is Ids.COUNTER:
            for number, item in enumerate(reversed(self.items), start=1):
                item.rekey(str(number))
        for place, carrier in enumerate(self.carriers):
            parts = [part for item in shown if (part := item.parts[place]) is not None][: carrier.size]
            if twice is not None and (part := twice.parts[place]) is not None:
                parts.insert(0, part.copy())
            _place(carrier, parts, since=self.floor() if page * size < len(self.items) else "")
            for number in range(ads if isinstance(carrier.spec, Nodes) else 0):
                _advertise(carrier, self.random.randrange(len(parts)), number)
        return self._serialised()

    def touch_of(self, item: Item) -> str:
        """Return when anything was last done to an entry of a page that sorts by that."""
        (part,) = item.parts
        assert isinstance(part, JsonPart)
        return str(part.item[self.page.touched])

    def floor(self) -> str:
        """Return since when all that was touched is on a page that sorts by that; "" on others."""
        return self.touch_of(self.shown[-1]) if self.page.touched else ""

    def _says(self, item: Item) -> str:
        """Return all that an entry of a page that sorts by touch says but when it was touched."""
        (part,) = item.parts
        assert isinstance(part, JsonPart)
        return json.dumps({name: value for name, value in part.item.items() if name != self.page.touched})

    def _touch(self) -> None:
        """Say that now is when those entries were touched that are not as they were last served."""
        for item in self.items:
            (part,) = item.parts
            assert isinstance(part, JsonPart)
            says = self._says(item)
            if self.served.get(item) != says:
                newest = max(map(self.touch_of, (*self.served, *self.items)))
                now = max(_date_of(newest) + timedelta(seconds=1), item.dated() or _NEVER)
                part.item[self.page.touched] = shifted(newest, now - _date_of(newest))
            self.served[item] = says
        self.items.sort(key=self.touch_of, reverse=True)

    def _point_to(self, page: int | None) -> None:
        """Let the page name its next older one, if publisher and place have one."""
        if self.page.older == "link":
            for link in self.document.xpath("//head/link[@rel='next']"):
                link.getparent().remove(link)
            if page is not None:
                self.document.xpath("//head")[0].append(html.Element("link", rel="next", href=f"?page={page}"))
        elif self.page.older not in {None, "own"}:
            *path, name = self.page.older.split(".")
            holder = self.document
            for step in path:
                holder = holder.setdefault(step, {})
            holder[name] = f"?page={page}" if page is not None else None

    def says_modified(self) -> datetime | None:
        """Return when the page says that it was modified, if it is one that the benchmark can date anew."""
        said = read_date(str(self.posting.get("dateModified", ""))) if self.posting else None
        return said.astimezone(UTC) if said else None

    def _date_page(self) -> None:
        """Let the page say when it was modified, if it is one that does."""
        if self.modified_at is not None and self.script is not None:
            self.posting["dateModified"] = self.modified_at.isoformat(timespec="seconds")

    def _serialised(self) -> bytes:
        if self.page.file.suffix == ".json":
            return json.dumps(self.document, ensure_ascii=self.encoding == "ascii").encode()
        if self.script is not None:
            script, value = self.script
            script.text = json.dumps(value, ensure_ascii=self.encoding == "ascii").replace("</", "<\\/")
        if self.page.file.suffix == ".xml":
            return etree.tostring(self.document, encoding=self.encoding, xml_declaration=True)
        page = html.tostring(self.document, encoding=self.encoding, doctype="<!doctype html>")
        return _RUN.sub(b"", page)

    # ------------------------------------------------------------------------------------------- writing

    def new(self, *, at: int = 0, headline: str | None = None, text: str | None = None) -> Item | None:
        """Publish another entry above place `at`; None if the page has no entry that could be its model."""
        numbered = any(part.key() for item in self.shown for part in item.present())
        models = [
            item for item in self.shown if item.whole() and all(part.key() or not numbered for part in item.present())
        ]
        if not models:
            return None
        model = self.random.choice(models)
        item = model.copy()
        headline, text = headline or invented.headline(self.random), text or invented.text(self.random)
        for part in item.present():
            part.write(headline, text)
        self._date(item, model, at)
        key = self.fresh_key(headline)
        if key is not None:
            item.rekey(key)
        item.pin(pinned=False)
        for part in item.present():
            part.renumber(self._digits)
        self.items.insert(at, item)
        if self.page.touched:
            self._touch()
        return item

    def _date(self, item: Item, model: Item, at: int) -> None:
        """Date an entry between those around its place; the newest a few minutes after the newest so far."""
        dates = sorted((item.published() or _NEVER for item in self.items), reverse=True) if self.page.touched else None
        here, below = model.published(), None
        if at < len(self.items):
            below = dates[at] if dates else self._date_from(at, here)
        if below is None or here is None:
            return
        later = timedelta(seconds=self.random.randrange(60, 400) if at == 0 else 1)
        item.shift(below - here + later)
        if at == 0:
            newest = max(date for one in self.shown if (date := one.published()) is not None)
            if self.page.touched:
                newest = max(newest, *(_date_of(self.touch_of(one)) for one in self.items))
            if (date := item.published()) is not None and date <= newest and says_day(date):
                item.shift(newest - date + later)
        published, edited = item.published(), item.dated()
        if published is not None and edited is not None and edited - published > _LONGEST:
            # Its model was edited days later; a date so far ahead is refused, and then the next edit has none.
            item.shift(published - edited, modified_only=True)

    def _date_from(self, at: int, like: datetime | None) -> datetime | None:
        """Return the date of the first entry from that place on; where some say no day, of one that does as `like`."""
        dates = (item.published() for item in self.items[at:])
        return next((date for date in dates if not (date and like) or says_day(date) == says_day(like)), None)

    def withdraw(self, item: Item) -> None:
        """Let the page say of an entry that it is gone."""
        assert self.page.withdrawn is not None
        name, value = self.page.withdrawn
        self.items.remove(item)
        (part,), (carrier,) = item.parts, self.carriers
        assert isinstance(part, JsonPart)
        gone = {**part.item, name: value}
        if self.page.touched:
            newest = max(map(self.touch_of, self.items))
            gone[self.page.touched] = shifted(newest, timedelta(seconds=1))
        carrier.rest.append(gone)

    def fresh_key(self, headline: str) -> str | None:
        """Return an id that no entry ever had, of the publisher's kind."""
        keys = [key for item in self.items for part in item.present()[:1] if (key := part.key())]
        if not keys:
            return None
        if self.page.ids is Ids.SLUG:
            return re.sub(r"[^a-z0-9]+", "-", plain(headline).lower()).strip("-")
        self.numbers += 1
        if all(key.isdigit() for key in keys):
            return str(max(map(int, keys)) + self.random.randrange(1, 9) + 10 * self.numbers)
        return re.sub(r"[0-9a-f]", lambda _: self.random.choice("0123456789abcdef"), keys[0])

    def rename(self, item: Item, headline: str) -> None:
        """Give an entry an id that no other ever had; a slug is made of the headline."""
        key = self.fresh_key(headline)
        if key is not None:
            item.rekey(key)

    def _digits(self, like: str) -> str:
        return re.sub(r"\d", lambda _: str(self.random.randrange(1, 10)), like)


def _date_of(stamp: str) -> datetime:
    return read_date(stamp) or _NEVER


_LONGEST = timedelta(hours=1)
"""After it was published a new entry may say that it was edited."""

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_RUN = re.compile(rb"</?stage-run\b[^>]*>")


def _joined(columns: Sequence[list[Part]], ids: Ids) -> list[Item]:
    """Return the entries of the longest column, with the parts of the same key, or place, in the others.

    Positions are counted from the top in one carrier and from the bottom in another; there the dates say what is what.
    """
    longest = max(range(len(columns)), key=lambda place: len(columns[place]))

    def name(part: Part) -> object:
        return Item([part]).published() if ids is Ids.POSITIONAL else part.key()

    by_key = [{name(part): part for part in reversed(column)} for column in columns]
    items = []
    for number, part in enumerate(columns[longest]):
        row = [named.get(name(part)) for named in by_key]
        if ids is Ids.NONE:
            row = [column[number] if number < len(column) else None for column in columns]
        row[longest] = part
        items.append(Item(row))
    return items


def _runs(parent: html.HtmlElement, starts: Sequence[html.HtmlElement]) -> list[html.HtmlElement]:
    """Put each start with the siblings behind it into an element of its own, which is not served; return these."""
    runs: list[html.HtmlElement] = []
    for node in list(parent)[parent.index(starts[0]) :]:
        if node in starts:
            runs.append(html.Element("stage-run"))
            node.addprevious(runs[-1])
        runs[-1].append(node)
    return runs


def _place(carrier: Carrier, parts: Sequence[Part], *, since: str = "") -> None:
    if isinstance(carrier.spec, Nodes):
        for node in carrier.holder.xpath(".//*[@data-stage]"):
            node.getparent().remove(node)
        for node in [node for node in carrier.holder if node in carrier.rest]:
            carrier.holder.remove(node)
        carrier.rest = [part.node for part in parts if isinstance(part, NodePart)]
        path = "./stage-run" if carrier.spec.flat else carrier.spec.path
        first_time = [node for node in carrier.holder.xpath(path) if node.getparent() is carrier.holder]
        for node in first_time:
            carrier.holder.remove(node)
        for number, node in enumerate(carrier.rest):
            node.tail = node.tail or "\n"
            carrier.holder.insert(carrier.place + number, node)
        return
    holder, name = carrier.holder
    rest = [item for item in carrier.rest if not since or item["_updated"] > since]
    holder[name] = [*(part.item for part in parts if isinstance(part, JsonPart)), *rest]


def _advertise(carrier: Carrier, place: int, number: int) -> None:
    ad = html.fragment_fromstring(
        f'<div class="ad-slot" id="ad-{number}{place}" data-stage=""><p>Advertisement</p>'
        '<a href="/shop">Lanterns from €9</a></div>'
    )
    carrier.holder.insert(carrier.place + place, ad)


def _postings(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        if isinstance(value.get("liveBlogUpdate"), list):
            return [value]
        value = list(value.values())
    return [posting for inner in value for posting in _postings(inner)] if isinstance(value, list) else []


def newest_date(items: Sequence[Item]) -> datetime | None:
    """Return the newest date of the entries that say a day."""
    dates = [date.astimezone(UTC) for item in items if (date := item.published()) is not None]
    return max(filter(says_day, dates), default=None)
