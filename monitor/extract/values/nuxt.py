"""The state that Nuxt 2 writes as a call, read without running it.

    window.__NUXT__=(function(a,b){return {posts:[{id:1,live:a,title:b}]}}(true,"Rain"))

Its serialiser names what occurs more than once, and calls a function with the values: putting each value in its name's
place gives a literal. Statements before the `return` fill objects that hold one another; what they fill stays empty.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from monitor.extract.values.literals import NotALiteral, read_literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MAX_STATES = 4
MAX_STATE_CHARS = 4_000_000
MAX_FILLED_CHARS = 8_000_000
"""How long a state may grow by what is put into it: a string of 100 KB in 100,000 places would be 10 GB."""

_CALL = re.compile(rb"__NUXT__\s{0,9}=\s{0,9}\(?\s{0,9}function\s{0,9}\(")
_NAMES = re.compile(r"[\w$,\s]*+\)\s*+\{")
_RETURN = re.compile(r"\breturn\b\s*+(?=[\[{])")
_NAME = re.compile(
    r""""(?:[^"\\]++|\\.)*+"|'(?:[^'\\]++|\\.)*+'|(?<![0-9.])(?P<name>[A-Za-z_$][\w$]*+)(?P<key>\s*+:)?""", re.DOTALL
)
"""A string, in which no name counts, or a name; the "e" in "1e5" is none."""

_BRACKET = re.compile(r"""[{}\[\]()]|"(?:[^"\\]++|\\.?)*+(?:"|\Z)|'(?:[^'\\]++|\\.?)*+(?:'|\Z)""", re.DOTALL)
"""A bracket, or a string, in which brackets open nothing. What is never closed ends with the script, lest each of many
escaped quotes is looked along to the end: that took 9 s for 40 KB."""

_OPENING, _CLOSING = frozenset("{[("), frozenset("}])")


def nuxt_states(body: bytes) -> Iterator[Any]:
    """Yield the values of a page's Nuxt 2 states that can be read."""
    end = 0
    for _ in range(MAX_STATES):
        call = _CALL.search(body, end)
        if call is None:
            return
        end = body.find(b"</script", call.end())
        end = len(body) if end == -1 else end
        value = _returned(body[call.end() : end][:MAX_STATE_CHARS].decode("utf-8", "replace"))
        if value is not None:
            yield value


def _returned(script: str) -> Any:
    """Return what a function returns for its arguments, both told from the names of its parameters on."""
    names = _NAMES.match(script)
    found = _RETURN.search(script, names.end()) if names else None
    if names is None or found is None:
        return None
    end = _end_of_group(script, found.end())
    opened = script.find("(", end)
    if opened == -1 or script[end:opened].strip(" \n;})") != "":
        return None
    try:
        given, _ = read_literal(f"[{script[opened + 1 : _end_of_group(script, opened) - 1]}]", 0)
        parameters = names[0].partition(")")[0].split(",")
        values = {name.strip(): value for name, value in zip(parameters, given, strict=False)}
        return read_literal(_filled(script[found.end() : end], values), 0)[0]
    except NotALiteral:
        return None


def _end_of_group(script: str, start: int) -> int:
    """Return where the bracket that opens at `start` is closed; the end of the script if it is not."""
    depth = 0
    for token in _BRACKET.finditer(script, start):
        mark = token[0]
        if mark in _OPENING:
            depth += 1
        elif mark in _CLOSING:
            depth -= 1
            if not depth:
                return token.end()
    return len(script)


def _filled(literal: str, values: Mapping[str, Any]) -> str:
    """Return a literal with values in the places of their names; a name before a colon is a key, and stays."""
    pieces: list[str] = []
    written: dict[str, str] = {}
    left, end = MAX_FILLED_CHARS - len(literal), 0
    for token in _NAME.finditer(literal):
        name = token["name"]
        if name not in values or token["key"]:
            continue
        if name not in written:
            written[name] = json.dumps(values[name])
        left -= len(written[name]) - len(name)
        if left < 0:
            raise NotALiteral("a state that grows beyond its limit", len(literal))
        pieces += (literal[end : token.start()], written[name])
        end = token.end()
    return "".join((*pieces, literal[end:]))
