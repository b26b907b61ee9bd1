"""What is around the members of a list, and around their fields, taken off: what an entry says of itself is left."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from monitor.extract.structured.guess import has_text
from monitor.extract.tables.roles import LOOSE_WRAPPERS, TRANSLATIONS, WRAPPERS
from monitor.extract.tables.shapes import BARE_ID

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitor.extract.structured.jsontree import Graph

MOST_TOLD = 2
"""Fields are told with what they are if one in so many of them is."""

MAX_WRAPPERS = 3
"""How many objects, each in the next, may hold what a member of a list really is."""

Item = dict[str, Any]

_HELD = frozenset({"value", "raw"})
_LANGUAGE = re.compile(r"(?!id\Z)[a-z]{2}(?:[-_][A-Za-z]{2,4})?")
"""Under such names Contentful keeps what a field says in each language; "id" is rather a name than Indonesian."""

_REFERENCE = "id"
"""What Apollo calls the type of a value that stands elsewhere."""

_ANY_WRAPPER = frozenset((*LOOSE_WRAPPERS, *WRAPPERS))


def forms_of(member: Any, graph: Graph) -> list[Item]:
    """Return a member of a list as it is and, where there is a wrapper around it, without; a mere id as an object."""
    member = graph.resolve(member)
    if isinstance(member, (int, str)) and not isinstance(member, bool):
        return [{BARE_ID: member}]
    if not isinstance(member, dict):
        return []
    return list(unwrapped(member, graph))


def unwrapped(member: Item, graph: Graph, names: Sequence[str] = WRAPPERS) -> Iterator[Item]:
    """Yield a member as it is and without its wrapper; without the next one too, while nothing in it can be a text.

    What holds one object and nothing else is around it, whatever it is called: the blocks of Contentstack.
    Bluesky writes `{"post": {"uri": …, "record": {"text": …}}}`; a `post` beside a text is what the entry belongs to.
    """
    yield member
    alone = graph.resolve(next(iter(member.values()))) if len(member) == 1 and _ANY_WRAPPER.isdisjoint(member) else None
    if isinstance(alone, dict) and alone:
        yield (member := alone)
    if (plain := _plain(member)) is not member:
        yield (member := plain)
    for depth in range(0 if alone is None else 1, MAX_WRAPPERS):
        if _ANY_WRAPPER.isdisjoint(member) or (depth and has_text(member)):
            return
        inners = ((name, _first(name, graph.resolve(member[name]))) for name in names if name in member)
        name, inner = next(((name, one) for name, one in inners if isinstance(one, dict) and one), ("", {}))
        if not name:
            return
        around = {key: value for key, value in member.items() if key != name}
        # A translation has an id of its own; the entry's is around it.
        member = {**_plain(inner), **around} if name == TRANSLATIONS else {**around, **_plain(inner)}
        yield member


def with_its_text(member: Item, graph: Graph) -> Item:
    """Return a member that has no text with what is in the one object in it that has, whatever that is called.

    The Bundesliga's entries are `{"entryDate": …, "detail": {"headline": …, "text": …}}`, Weibo's cards `{"mblog": …}`.
    """
    if has_text(member):
        return member
    inners = (graph.resolve(value) for value in member.values())
    held = [inner for inner in inners if isinstance(inner, dict) and has_text(inner)]
    return {**member, **held[0]} if len(held) == 1 else member


def _first(name: str, inner: Any) -> Any:
    """Return what stands under the name of a wrapper; of translations the first."""
    return inner[0] if name == TRANSLATIONS and isinstance(inner, list) and inner else inner


def _plain(fields: Item) -> Item:
    """Return fields by what they hold where each is told with what it is: Kontent, Sitecore, Drupal's REST, Notion.

    {"headline": {"type": "text", "value": "…"}, "body": {"value": "…"}, "created": [{"value": "…", "format": "…"}]}
    {"Headline": {"id": "a", "type": "title", "title": […]}}
    """
    kinds = [*map(type, fields.values())]
    if MOST_TOLD * (kinds.count(dict) + kinds.count(list)) < len(kinds):  # most objects, told in a third of the time
        return fields
    told = {
        name: held[0]
        for name, field in fields.items()
        if type(one := field[0] if type(field) is list and len(field) == 1 else field) is dict and (held := _told(one))
    }
    return {**fields, **told} if MOST_TOLD * len(told) >= len(fields) else fields


def _told(field: Item) -> tuple[Any] | None:
    """Return what a field holds that says what it is: under `value`, or under the name of that; None if it does not.

    Elastic's App Search tells it `raw`, beside what is shown where the words were found.
    """
    if not _HELD.isdisjoint(field):
        return (field.get("processed") or field.get("value", field.get("raw")),)
    if field and all(map(_LANGUAGE.fullmatch, field)):
        return (next(iter(field.values())),)
    kind = field.get("type")
    return (field[kind],) if isinstance(kind, str) and kind in field and kind != _REFERENCE else None
