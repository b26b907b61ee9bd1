"""The live blog behind a page: its entries in order, how many of them the page shows, and the page as it is served."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from lxml import etree, html

from .carriers import JsonPart, NodePart, Part, decode, plain, read_date, shifted, squeeze
from .pages import Ids, Json, Ld, Nodes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from .pages import PageSpec

TELLING = 25
"""Letters and digits that an entry must have to be told from the others."""


@dataclass(slots=True, eq=False)
class Item:
    """An entry of the live blog: its part in each carrier; None where a carrier does not have it."""

    parts: list[Part | None]

    def whole(self) -> bool:
        """Return whether every carrier has it, with words: such an entry can be copied for a new one."""
        return all(part is not None and part.body() for part in self.parts)

    def present(self) -> list[Part]:
        return [part for part in self.parts if part is not None]

    def words(self) -> str:
        """Return the longest run of words that its first carrier has."""
        return max((squeeze(get()) for part in self.present()[:1] for get, _ in part.body()), key=len, default="")

    def published(self) -> datetime | None:
        stamps = (read_date(get()) for part in self.present() for get, _ in part.stamps(modified=False))
        return next((stamp for stamp in stamps if stamp), None)

    def shift(self, by: timedelta, *, modified_only: bool = False) -> bool:
        """Let it say later dates; return whether it says any."""
        slots = [slot for part in self.present() for slot in part.stamps(modified=True)]
        if not modified_only:
            slots += [slot for part in self.present() for slot in part.stamps(modified=False)]
        for get, set_ in slots:
            set_(shifted(get(), by))
        return bool(slots)

    def copy(self) -> Item:
        return Item([part and part.copy() for part in self.parts])


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
    encoding: str = "utf-8"
    size: int | None = None
    numbers: int = 0

    @property
    def shown(self) -> list[Item]:
        """The entries that the page shows, newest first."""
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
        return stage

    def _carrier(self, spec: Ld | Json | Nodes) -> tuple[Carrier, list[Part]]:
        if isinstance(spec, Nodes):
            nodes = self.document.xpath(spec.path)
            parent = nodes[0].getparent()
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
        _, script, value, posting = max(found, key=lambda one: one[0])
        self.script = (script, value)
        return posting

    def _newest_first(self) -> None:
        dates = [date for item in self.items if (date := item.published()) is not None]
        if len(dates) == len(self.items) and all(isinstance(carrier.spec, Json) for carrier in self.carriers):
            self.items = [self.items[place] for place in sorted(range(len(dates)), key=dates.__getitem__, reverse=True)]
            return
        if len(dates) > 1 and dates[0] < dates[-1] and dates == sorted(dates):
            self.items.reverse()  # the feed is in an order of its own; what is served is in the usual one

    # ------------------------------------------------------------------------------------------- serving

    def body(self, *, twice: Item | None = None, ads: int = 0) -> bytes:
        """Return the page that shows the entries: one of them `twice`, and with so many `ads` between them."""
        shown = self.shown
        if self.page.ids is Ids.POSITIONAL:
            for number, item in enumerate(shown, start=1):
                _rekey(item, str(number))
        elif self.page.ids is Ids.COUNTER:
            for number, item in enumerate(reversed(self.items), start=1):
                _rekey(item, str(number))
        for place, carrier in enumerate(self.carriers):
            parts = [part for item in shown if (part := item.parts[place]) is not None][: carrier.size]
            if twice is not None and (part := twice.parts[place]) is not None:
                parts.insert(0, part.copy())
            _place(carrier, parts)
            for number in range(ads if isinstance(carrier.spec, Nodes) else 0):
                _advertise(carrier, self.random.randrange(len(parts)), number)
        return self._serialised()

    def _serialised(self) -> bytes:
        if self.page.file.suffix == ".json":
            return json.dumps(self.document, ensure_ascii=self.encoding == "ascii").encode()
        if self.script is not None:
            script, value = self.script
            script.text = json.dumps(value, ensure_ascii=self.encoding == "ascii").replace("</", "<\\/")
        if self.page.file.suffix == ".xml":
            return etree.tostring(self.document, encoding=self.encoding, xml_declaration=True)
        return html.tostring(self.document, encoding=self.encoding, doctype="<!doctype html>")

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
        headline, text = headline or self.invented_headline(), text or self.invented_text()
        for part in item.present():
            part.write(headline, text)
        self._date(item, model, at)
        key = self.fresh_key(headline)
        if key is not None:
            _rekey(item, key)
        for part in item.present():
            if isinstance(part, NodePart):
                for name in part.shape.serials:
                    part.node.set(name, self._digits(part.node.get(name, "0")))
        self.items.insert(at, item)
        return item

    def _date(self, item: Item, model: Item, at: int) -> None:
        """Date an entry between those around its place; the newest a few minutes after the newest so far."""
        below = self.items[at].published() if at < len(self.items) else None
        here = model.published()
        if below is None or here is None:
            return
        later = timedelta(seconds=self.random.randrange(60, 400)) if at == 0 else timedelta()
        item.shift(below - here + later)
        if at == 0:
            newest = max(date for one in self.shown if (date := one.published()) is not None)
            if (date := item.published()) is not None and date <= newest and date.year != _CLOCK_ONLY:
                item.shift(newest - date + later)

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

    def invented_headline(self) -> str:
        choice = self.random.choice
        return f"{choice(_WHO)} {choice(_DOES)} {choice(_WHAT)} near {self._name()}"

    def invented_text(self) -> str:
        """Return two sentences with numbers, names and letters that Unicode spells in two ways."""
        return f"{self._sentence()} {self._sentence()} Zoë {self._name()}, café {self._name()}."

    def _sentence(self) -> str:
        """Return a sentence that shares few words with the next one, as those of newsrooms do."""
        choice = self.random.choice
        words = [choice((choice(_WHO), choice(_WHAT).capitalize(), self._name())), choice(_DOES), choice(_WHAT)]
        words += [self._name().lower() if choice((True, False)) else self._name() for _ in range(choice((3, 5, 8)))]
        words.insert(choice((1, 3, 5)), str(self.random.randrange(12, 9_999)))
        return f"{' '.join(words)} {choice(_WHEN)}."

    def _name(self) -> str:
        return "".join(self.random.choice(_SYLLABLES) for _ in range(3)).capitalize()

    def _digits(self, like: str) -> str:
        return re.sub(r"\d", lambda _: str(self.random.randrange(1, 10)), like)


_CLOCK_ONLY = 2000
_SYLLABLES = tuple(consonant + vowel for consonant in "bdklmnrstv" for vowel in "aeo")
_WHO = (
    "Harbour crews",
    "Two ministers",
    "The ferry line",
    "Striking drivers",
    "The weather office",
    "Voters",
    "Divers",
)
_DOES = ("count", "reject", "move", "promise", "close", "inspect", "repair", "cancel")
_WHAT = ("crates", "tickets", "bridges", "trains", "votes", "lanterns", "reports", "sailings", "schools")
_WHEN = ("before dawn", "after the vote", "on Friday", "within an hour", "for a third day", "since the storm")


def _joined(columns: Sequence[list[Part]], ids: Ids) -> list[Item]:
    """Return the entries of the longest column, with the parts of the same key, or place, in the others."""
    longest = max(range(len(columns)), key=lambda place: len(columns[place]))
    items = []
    for number, part in enumerate(columns[longest]):
        row: list[Part | None] = [None] * len(columns)
        row[longest] = part
        for place, column in enumerate(columns):
            if place != longest:
                row[place] = next((other for other in column if other.key() == part.key()), None)
                if ids is Ids.NONE:
                    row[place] = column[number] if number < len(column) else None
        items.append(Item(row))
    return items


def _rekey(item: Item, key: str) -> None:
    for part in item.present():
        part.rekey(key)


def _place(carrier: Carrier, parts: Sequence[Part]) -> None:
    if isinstance(carrier.spec, Nodes):
        for node in carrier.holder.xpath(".//*[@data-stage]"):
            node.getparent().remove(node)
        for node in [node for node in carrier.holder if node in carrier.rest]:
            carrier.holder.remove(node)
        carrier.rest = [part.node for part in parts if isinstance(part, NodePart)]
        first_time = [node for node in carrier.holder.xpath(carrier.spec.path) if node.getparent() is carrier.holder]
        for node in first_time:
            carrier.holder.remove(node)
        for number, node in enumerate(carrier.rest):
            node.tail = node.tail or "\n"
            carrier.holder.insert(carrier.place + number, node)
        return
    holder, name = carrier.holder
    holder[name] = [*(part.item for part in parts if isinstance(part, JsonPart)), *carrier.rest]


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
    return max((date for date in dates if date.year != _CLOCK_ONLY), default=None)
