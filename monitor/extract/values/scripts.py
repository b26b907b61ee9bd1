r"""The values that an HTML page carries for its own scripts: hydration state, in every way that frameworks write it.

    <script type="application/json">…</script>     Next.js `__NEXT_DATA__`, Nuxt 3 `__NUXT_DATA__`, islands, Angular
    <script type="fastboot/shoebox">…</script>     Ember, and others that have a type of their own
    window.App = {…};  var x = {…}                  Redux and Apollo state, Fusion, Times of India
    JSON.parse("…"), window.x = "{\"…"               BBC, Shopify, many
    kit.start(app, element, {…})                    SvelteKit
    hydrate(React.createElement(Live, {…}), …)      ReactJS.NET
    self.__next_f.push([1, "…"])                    Next.js, app router: rows of React Flight
    <div data-props="{&quot;…"}">                   React on Rails, Astro, Tickaroo

What holds no times is not decoded: entries have them, and configuration, translations and menus do not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from monitor.extract.values.hydration import (
    flight_rows,
    hydrated,
    is_dehydrated,
    is_devalue,
    is_paired,
    is_qwik,
    opened,
    rehydrated,
    resumed,
    unpaired,
)
from monitor.extract.values.literals import NotALiteral, plain_string, read_literal
from monitor.extract.values.loose import decode_json
from monitor.model.references import unescape

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MAX_SCRIPTS = 500
MAX_ATTEMPTS = 20
"""How many assignments of one script are tried; a page's own state is among its first."""

MIN_STATE_BYTES = 300
"""A script that is shorter holds no list of entries."""

MAX_FAILED_CHARS = 2_000_000
"""How much of a page may be read in vain, in attempts at code that only looked like a value."""

MIN_TIMES = 2

MAX_OPENING = 100
"""How many characters of a script are looked at to see how its data begins."""

_TIMES = re.compile(rb"20\d\d-[01]\d-[0-3]\d|1(?<![\d.]1)[2-9]\d{8}(?:\d{3})?(?![\d.])")
_JSON_TYPE = re.compile(rb"""\btype\s*=\s*["']?application/(?:[\w.]+\+)?json""", re.IGNORECASE)
_DATA = re.compile(rb'\s{0,99}[\[{]\s{0,99}["{]')
"""How data begins under a type of its own (Ember's `fastboot/shoebox`); no code does."""

_JSON_LD = re.compile(rb"ld(?:\+|&#x2b;|&#43;|&plus;)json", re.IGNORECASE)
_VALUE = re.compile(
    r"""(?<![=!<>+*/|&?-])(?:=|\breturn\b)\s{0,20}(?=[{\[])"""
    r"""|(?<![=!<>+*/|&?-])(?P<quoted>=|\benqueue\()\s{0,20}(?=["'`][{\[]{1,2}\\?["'])"""
    r"""|(?<![\w$])(?:(?:start|boot|hydrate|mount|init)\w{0,12}|createElement)\((?:[\w$.]{1,40},\s{0,20}){0,3}(?=\{)"""
    r"""|(?P<parsed>JSON\.parse\()\s{0,20}(?:(?P<encoded>decodeURIComponent)\(\s{0,20})?(?=["'`])"""
)
_FLIGHT = re.compile(rb"__next_f\.push\(\[1,\s*(?=\")")
_STRING = re.compile(r'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_ANY_STRING = re.compile(
    r"""["'`](?:(?<=")(?:[^"\\]++|\\.)*+"|(?<=')(?:[^'\\]++|\\.)*+'|(?:[^`\\]++|\\.)*+`)""", re.DOTALL
)
_ATTRIBUTES = (b'="{&quot;', b'="[{&quot;', b'="{&#34;', b"='{\"", b"='[{\"")
_INNER = (b'"{\\', b'"[{\\', b'"[[', b"{\\&quot;", b"{\\&#34;")
"""How JSON begins that is kept as a string within JSON."""

_SCRIPT = b"<script"
_TYPE = b"type="
_ANGULAR = ((b"&q;", b'"'), (b"&s;", b"'"), (b"&l;", b"<"), (b"&g;", b">"), (b"&a;", b"&"))
"""How Angular up to its fifteenth version writes these in the state that it hands over."""

_REFERENCES = (
    (b"&quot;", b'"'),
    (b"&#34;", b'"'),
    (b"&#39;", b"'"),
    (b"&#x27;", b"'"),
    (b"&lt;", b"<"),
    (b"&gt;", b">"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """One value that a page carries; `rows` holds what strings such as "$1f" in it stand for (React Flight)."""

    value: Any
    rows: Mapping[str, Any] = field(default_factory=dict)


def embedded_states(body: bytes) -> Iterator[State]:
    """Yield what a page carries in its scripts and attributes, decoded."""
    flight: list[str] = []
    assignments = _Assignments()
    for attributes, content in _scripts(body):
        if pushed := _FLIGHT.search(content):
            if string := _STRING.match(content[pushed.end() :].decode("utf-8", "replace")):
                flight.append(plain_string(string[0]))
        elif _tells_times(content):
            if _JSON_TYPE.search(attributes) or (_TYPE in attributes and _DATA.match(content)):
                values = _decoded(_plain_quotes(content))
            else:
                values = assignments.values(content.decode("utf-8", "replace"))
            yield from (_state(value, content) for value in values)
    if flight:
        rows = flight_rows("".join(flight))
        yield State(value=list(rows.values()), rows=rows)
    for written in _attributes(body):
        if _tells_times(written):
            yield from (_state(value, written) for value in _decoded(_unescaped(written)))


def _unescaped(written: bytes) -> bytes:
    """Return an attribute's value; `unescape` is asked only for what is rare, at a hundredth of the speed."""
    for reference, character in _REFERENCES:
        written = written.replace(reference, character)
    if b"&" in written:
        written = unescape(written.decode("utf-8", "replace")).encode("utf-8", "replace")
    return written


def _plain_quotes(content: bytes) -> bytes:
    """Return JSON with quotes as they are where Angular wrote them in a way of its own."""
    if not content[:MAX_OPENING].lstrip().startswith(b"{&q;"):
        return content
    for written, character in _ANGULAR:
        content = content.replace(written, character)
    return content


def _state(value: Any, written: bytes) -> State:
    if is_devalue(value):
        value = hydrated(value)
    elif is_paired(value):
        value = unpaired(value)
    elif is_dehydrated(value):
        value = rehydrated(value)
    elif is_qwik(value):
        value = resumed(value)
    return State(value=opened(value) if any(sign in written for sign in _INNER) else value)


def _tells_times(content: bytes) -> bool:
    return len(content) >= MIN_STATE_BYTES and len(list(islice(_TIMES.finditer(content), MIN_TIMES))) == MIN_TIMES


def _scripts(body: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the opening tag and the content of each script element, those of JSON-LD excepted."""
    end = 0
    for _ in range(MAX_SCRIPTS):
        start = body.find(_SCRIPT, end)
        opened = body.find(b">", start)
        if start == -1 or opened == -1:
            return
        end = body.find(b"</script", opened)
        end = len(body) if end == -1 else end
        attributes = body[start:opened]
        if not _JSON_LD.search(attributes):
            yield attributes, body[opened + 1 : end]


def _decoded(content: bytes) -> Iterator[Any]:
    try:
        yield decode_json(content)[0]
    except ValueError:  # a block that is no JSON carries nothing for us
        return


class _Assignments:
    """The literals that the scripts of one page assign. What is read in vain, in code, is bounded over them all."""

    def __init__(self) -> None:
        self._left = MAX_FAILED_CHARS

    def values(self, script: str) -> Iterator[Any]:
        """Yield the outermost literals that a script assigns, and what it has parsed as JSON."""
        end = 0
        for _ in range(MAX_ATTEMPTS):
            match = _VALUE.search(script, end)
            if match is None or self._left <= 0:
                return
            end = match.end()
            if match["parsed"] or match["quoted"]:
                if string := _ANY_STRING.match(script, end):
                    end = string.end()
                    said = plain_string(string[0])
                    yield from _decoded((unquote(said) if match["encoded"] else said).encode("utf-8", "replace"))
                continue
            try:
                value, end = read_literal(script, end)
            except NotALiteral as fault:
                self._left -= fault.read
            else:
                yield value


def _attributes(body: bytes) -> Iterator[bytes]:
    """Yield the values of attributes that look like JSON objects or lists."""
    for opening in _ATTRIBUTES:
        end = 0
        for _ in range(MAX_ATTEMPTS):
            start = body.find(opening, end)
            if start == -1:
                break
            start += len(b'="')
            end = body.find(opening[1:2], start)
            end = len(body) if end == -1 else end
            yield body[start:end]
