r"""Values that frameworks take apart to write them down, put together again.

React Flight (Next.js, app router) writes rows, `1f:{"text":"$20"}` and `20:T5a0,…`; devalue (Nuxt 3, SvelteKit) writes
one list in which every number is the place of a value: `[{"posts":1},[2],{"id":3},"a7"]`, and React Router those of
names too, `[{"_1":2},"posts",[3]]`; Astro puts every value into a pair with its kind:
`{"posts":[1,[[0,{"id":[0,"a7"]}]]]}`. urql and SvelteKit keep answers as they came, as a string:
`{"8812":{"data":"{\"posts\":[…]}"}}`. Qwik lists objects whose members are places written with letters:
`{"objs":[{"posts":"1"},["2"],…]}`. Livewire puts behind each list what it was:
`[[{"id":3},{"s":"arr"}],{"s":"arr"}]`. Firestore and MongoDB tell each value with its type:
`{"title":{"stringValue":"…"},"tags":{"arrayValue":{"values":[…]}}}`, `{"_id":{"$oid":"…"}}`,
Blogger all that stands between tags: `{"title":{"type":"text","$t":"…"}}`.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from monitor.extract.values.loose import MAX_DEPTH, decode_json

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_ROWS = 20_000
MAX_STRINGS = 100
MIN_STRING_CHARS = 300
"""How many strings of one value are opened that hold JSON, and how long they are: a list of entries is longer."""

MAX_AGAIN = 500_000
CHARS_AS_A_VALUE = 64
"""How many values may be what was referred to before, and how long a text is that counts as one more."""

_ROW = re.compile(rb"([0-9a-f]{1,8}):(?:T([0-9a-f]{1,8}),|(?=[\[{\"]))")
_OPENINGS = ('{"', '[{"', "[[")
_HELD = frozenset({dict, list})
_PAIR = 2
_DATES = frozenset({"Date", "BigInt", "D", "B"})
_LISTS = frozenset({"Set", "Map", "Z", "M"})
_NAMED = re.compile(r"_\d{1,7}")
_PLACE = re.compile(r"[0-9a-z]{1,5}")
_SENT = ("data", "chunk")
"""What SvelteKit calls the pieces that hold what devalue wrote."""

_SIGNAL = "\x12"
_TYPED = re.compile(
    r"(?:string|timestamp|integer|double|boolean|null|reference|geoPoint|bytes|map|array)Value|\$(?:oid|date|number\w+)"
)
_TEXT = "$t"
_INNER = ("fields", "values")
"""What a map and a list have around their members."""


def flight_rows(text: str) -> dict[str, Any]:
    r"""Return the rows of React Flight that hold values, by the name that other rows give them.

    >>> flight_rows('1:I[9,"a.js"]\n2:T3,one3:{"text":"$2"}\n')
    {'2': 'one', '3': {'text': '$2'}}
    """
    body = text.encode("utf-8", "replace")
    rows: dict[str, Any] = {}
    at = 0
    while at < len(body) and len(rows) < MAX_ROWS:
        end = body.find(b"\n", at)
        end = len(body) if end == -1 else end
        row = _ROW.match(body, at)
        if row is not None and row[2]:  # text goes by its length in bytes and ends in no newline
            end = row.end() + int(row[2], 16)
            rows[row[1].decode()] = body[row.end() : end].decode("utf-8", "replace")
            at = end
            continue
        if row is not None:
            with suppress(ValueError):  # a row cut off in the middle takes nothing else with it
                rows[row[1].decode()] = decode_json(body[row.end() : end])[0]
        at = end + 1
    return rows


def is_devalue(value: Any) -> bool:
    """Return whether a value is a list that devalue wrote: references first, each within the list."""
    if not isinstance(value, list) or len(value) <= _PAIR or not isinstance(value[0], (dict, list)):
        return False
    first = list(value[0].values()) if isinstance(value[0], dict) else value[0][1:]
    return bool(first) and all(type(place) is int and place < len(value) for place in first)


def put_together(value: Any) -> Any:
    """Return what a document that frameworks ask for stands for: Nuxt's payload, SvelteKit's data, page by page.

    What was only promised comes in lines of its own, behind the first: `{"type":"chunk","data":[…]}`.
    """
    if isinstance(value, list):
        in_lines = bool(value) and (is_devalue(value[0]) or _is_in_nodes(value[0]))
        return [put_together(line) for line in value] if in_lines else _if_devalue(value)
    if not isinstance(value, dict):
        return value
    if _is_in_nodes(value):
        return {**value, "nodes": [put_together(node) for node in value["nodes"]]}
    sent = value.get("type") in _SENT and is_devalue(value.get("data"))
    return {**value, "data": hydrated(value["data"])} if sent else value


def _is_in_nodes(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("nodes"), list)


def _if_devalue(value: Any) -> Any:
    return hydrated(value) if is_devalue(value) else value


class _Flat:
    """A list whose values are places in it, each made once, however many refer to it.

    Who walks what was made walks it as often all the same: forty lists, each of twice the next one, are 2.4 kB and took
    all memory. So what is referred to again counts as often as that, and is left out where there is no end of it.
    """

    def __init__(self, flat: list[Any], build: Callable[[Any, int, _Flat], Any]) -> None:
        self.flat = flat
        self.made: dict[int, tuple[Any, int]] = {}
        self._build = build
        self._size = self._again = 0

    def at(self, place: Any, depth: int) -> Any:
        """Return what stands at a place; None where none is: below zero stand undefined, NaN and the infinities."""
        if type(place) is not int or not 0 <= place < len(self.flat) or depth > MAX_DEPTH:
            return None
        if place in self.made:
            return self._told_again(*self.made[place])
        before = self._size
        self.made[place] = None, 0  # until it is there: a value that holds itself ends here
        value = self._build(self.flat[place], depth, self)
        self._size += 1 + (len(value) // CHARS_AS_A_VALUE if isinstance(value, str) else 0)
        self.made[place] = value, self._size - before
        return value

    def _told_again(self, value: Any, size: int) -> Any:
        if self._again + size > MAX_AGAIN:
            return None
        self._again += size
        self._size += size
        return value


def hydrated(flat: list[Any]) -> Any:
    """Return what a devalue list stands for."""
    return _Flat(flat, _of_devalue).at(0, 0)


def _of_devalue(value: Any, depth: int, around: _Flat) -> Any:
    if isinstance(value, dict):
        return {_name_at(around.flat, name): around.at(place, depth + 1) for name, place in value.items()}
    if not isinstance(value, list):
        return value
    if not value or not isinstance(value[0], str):
        return [around.at(place, depth + 1) for place in value]
    if value[0] in _DATES:
        return value[1] if len(value) > 1 else None
    if value[0] in _LISTS:
        return [around.at(place, depth + 1) for place in value[1:]]
    return around.at(value[1], depth + 1) if len(value) > 1 else None  # Reactive, Ref and the like only wrap


def _name_at(flat: list[Any], name: str) -> str:
    """Return what a name stands for that React Router writes as its place: "_3"."""
    place = int(name[1:]) if _NAMED.fullmatch(name) else len(flat)
    return flat[place] if place < len(flat) and isinstance(flat[place], str) else name


def untyped(value: Any, depth: int = 0) -> Any:
    """Return a value without the types that its members are told with.

    >>> untyped({"by": {"mapValue": {"fields": {"name": {"stringValue": "Ann"}}}}, "at": {"$date": "2024-05-15"}})
    {'by': {'name': 'Ann'}, 'at': '2024-05-15'}
    """
    if depth > MAX_DEPTH:
        return None
    if isinstance(value, list):
        return [untyped(member, depth + 1) for member in value]
    if not isinstance(value, dict):
        return value
    if _TEXT in value:
        return value[_TEXT]
    if len(value) == 1 and _TYPED.fullmatch(kind := next(iter(value))):
        told = value[kind]
        if isinstance(told, dict):
            told = next((told[name] for name in _INNER if name in told), told)
        return None if kind == "nullValue" else untyped(told, depth + 1)
    return {name: untyped(member, depth + 1) for name, member in value.items()}


def is_paired(value: Any) -> bool:
    """Return whether a value is the properties of an Astro island: an object of nothing but pairs with a kind."""
    return isinstance(value, dict) and bool(value) and all(map(_is_pair, value.values()))


def unpaired(value: Any, depth: int = 0) -> Any:
    """Return the properties of an Astro island without the kinds."""
    if depth > MAX_DEPTH:
        return None
    if isinstance(value, dict):
        return {name: unpaired(member[1], depth + 1) for name, member in value.items() if _is_pair(member)}
    if isinstance(value, list):
        return [unpaired(member[1], depth + 1) for member in value if _is_pair(member)]
    return value


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == _PAIR and type(value[0]) is int


def opened(value: Any) -> Any:
    """Return a value with its long strings that hold JSON as what they hold, those in such a string as well."""
    waiting, left = [(value, 0)], MAX_STRINGS
    while waiting:
        around, depth = waiting.pop()
        if depth > MAX_DEPTH or not isinstance(around, (dict, list)):
            continue
        for place, member in list(around.items() if isinstance(around, dict) else enumerate(around)):
            if left and type(member) is str and _holds_json(member):
                left -= 1
                with suppress(ValueError):  # what only looks like JSON stays a string
                    member, _ = decode_json(member.encode("utf-8", "replace"))  # noqa: PLW2901 - what it is, from here on
                    around[place] = member
            if type(member) in _HELD:
                waiting.append((member, depth + 1))
    return value


def _holds_json(words: str) -> bool:
    return len(words) >= MIN_STRING_CHARS and words.startswith(_OPENINGS) and words[-1] in "}]"


def is_qwik(value: Any) -> bool:
    """Return whether a value is what Qwik resumes from: a list of objects, whose members are places in that list."""
    return (
        isinstance(value, dict) and {"objs", "refs", "ctx", "subs"} <= value.keys() and isinstance(value["objs"], list)
    )


def resumed(value: Any) -> list[Any]:
    """Return the objects that Qwik keeps, each made once: what one of them holds does not stand beside it.

    >>> resumed({"objs": [{"posts": "1"}, ["2"], {"at": "3"}, chr(6) + "2024-05-15"]})
    [{'posts': [{'at': '2024-05-15'}]}]
    """
    objects = _Flat(value["objs"], _of_qwik)
    numbers = (number for number, one in enumerate(objects.flat) if type(one) in _HELD)
    return [objects.at(number, 0) for number in numbers if number not in objects.made]


def _of_qwik(one: Any, depth: int, around: _Flat) -> Any:
    if isinstance(one, dict):
        return {name: around.at(_number(place), depth + 1) for name, place in one.items()}
    if isinstance(one, list):
        return [around.at(_number(place), depth + 1) for place in one]
    if isinstance(one, str) and one[:1] == _SIGNAL:
        return around.at(_number(one[1:]), depth + 1)
    return one[1:] if isinstance(one, str) and one[:1] < " " else one


def _number(place: Any) -> int | None:
    return int(place, 36) if isinstance(place, str) and _PLACE.fullmatch(place) else None


def is_dehydrated(value: Any) -> bool:
    """Return whether a value is a snapshot of Livewire: data, beside what they are checked by."""
    return isinstance(value, dict) and {"data", "memo", "checksum"} <= value.keys()


def rehydrated(value: Any, depth: int = 0) -> Any:
    """Return the data of Livewire without the objects that say what each list and each class was."""
    if depth > MAX_DEPTH:
        return None
    if isinstance(value, dict):
        return {name: rehydrated(member, depth + 1) for name, member in value.items()}
    if not isinstance(value, list):
        return value
    if len(value) == _PAIR and isinstance(value[1], dict) and value[1].keys() >= {"s"}:
        return rehydrated(value[0], depth + 1)
    return [rehydrated(member, depth + 1) for member in value]
