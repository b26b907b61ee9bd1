"""JavaScript literals → Python values: what pages assign to variables that is almost JSON.

Strict JSON is read by the standard decoder. What it refuses is scanned token by token (550 KB of the New York Times in
70 ms): keys and strings in any quotes, `undefined`, `NaN`, `!0`, `void 0`, `new Date(…)`, comments, spare commas. What
would have to be run (names, calls, functions) ends the attempt.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any

from monitor.extract.values.loose import decode_json

MAX_SCANNED_CHARS = 2_000_000
"""How much is scanned token by token; the longest such state seen has 550 KB."""

MAX_NESTING = 200
MAX_CODE_POINT = 0x10FFFF

_DECODER = json.JSONDecoder(strict=False, parse_constant=lambda _: None)
_TOKEN = re.compile(
    r"""(?:\s++|//[^\n]*+|/\*(?:[^*]++|\*(?!/))*+\*/)*+"""
    r"""(?:(?P<string>"(?:[^"\\]++|\\.)*+"|'(?:[^'\\]++|\\.)*+'|`(?:[^`\\$]++|\\.|\$(?!\{))*+`)"""
    r"""|(?P<number>[-+]?(?:0[xX][0-9a-fA-F]++|(?:\d++(?:\.\d*+)?|\.\d++)(?:[eE][-+]?\d++)?))"""
    r"""|(?P<mark>[{}\[\],:])"""
    r"""|(?P<null>undefined\b|[-+]?(?:NaN|Infinity)\b|void\s++0\b)"""
    r"""|new\s++(?:Date|Map|Set|URL|String|Number)\((?P<made>"[^"]*+"|'[^']*+'|-?\d*+)\)"""
    r"""|!(?P<flag>[01])(?!\d)"""
    r"""|(?P<name>[A-Za-z_$][\w$]*+))""",
    re.DOTALL,
)
_COLON = re.compile(r"\s*+:")
_FRACTION = re.compile(r"[.eE]")
_PLAIN_DIGITS = 15
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r\n|.))", re.DOTALL)
_NOT_OF_JSON = re.compile(r"""\\(?:[^"\\/bfnrtu]|u\{)""")
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "", "\n": "", "\r\n": ""}
_WORDS = frozenset({"true", "false", "null"})
_FLAGS = {"0": "true", "1": "false"}
_OPENERS = {"}": "{", "]": "["}


class NotALiteral(ValueError):
    """What stands there has to be run, or is broken; `read` counts the characters that it took to see so."""

    def __init__(self, reason: str, read: int) -> None:
        super().__init__(reason)
        self.read = read


def read_literal(text: str, at: int) -> tuple[Any, int]:
    """Return the value of the object, list or string literal at `at`, and where it ends.

    >>> read_literal("x={a:1,'b':[!0,undefined,],};", 2)
    ({'a': 1, 'b': [True, None]}, 28)

    Raises: NotALiteral if there is none, or one that only a JavaScript engine can read.
    """
    try:
        return _DECODER.raw_decode(text, at)
    except RecursionError:
        raise NotALiteral("nested too deeply", len(text) - at) from None
    except ValueError as fault:  # mostly a JSONDecodeError, which knows its place; a number may have too many digits
        read = getattr(fault, "pos", len(text)) - at
    written, end = _as_json(text, at, read)
    try:
        return decode_json(written.encode("utf-8", "replace"))[0], end
    except ValueError as fault:
        raise NotALiteral(str(fault), end - at) from fault


def plain_string(literal: str) -> str:
    r"""Return what a string literal, given with its quotes, says.

    >>> plain_string(r"'it\'s \x41 \u{1F600}'")
    "it's A 😀"
    """
    inner = literal[1:-1]
    if "\\" not in inner:
        return inner
    said = _ESCAPE.sub(_character, inner)
    # "\ud83d\ude00" is one character in two halves.
    return said.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _character(match: re.Match[str]) -> str:
    code = match[1] or match[2] or match[3]
    if code is None:
        return _ESCAPED.get(match[4], match[4])
    point = int(code, 16)
    return chr(point) if point <= MAX_CODE_POINT else "\ufffd"


def _as_json(text: str, at: int, read: int) -> tuple[str, int]:
    """Return the literal at `at` written as JSON, and where it ends; `read` characters were looked at before."""
    written: list[str] = [""]
    opened: list[str] = []
    end = at
    while True:
        token = _TOKEN.match(text, end)
        fault = (
            "not a literal" if token is None or end - at > MAX_SCANNED_CHARS else _write(token, text, written, opened)
        )
        if fault or token is None:
            raise NotALiteral(fault or "", read + end - at)
        end = token.end()
        if not opened:
            return "".join(written), end


def _write(token: re.Match[str], text: str, written: list[str], opened: list[str]) -> str | None:
    """Write one token as JSON; return why not if it can not be."""
    mark = token["mark"]
    if mark is None:
        scalar = _scalar(token, text)
        if scalar is None:
            return f"{token['name']!r} has to be run"
        written.append(scalar)
        return None
    if mark in _OPENERS:
        if not opened or opened.pop() != _OPENERS[mark]:
            return "brackets do not match"
        if written[-1] == ",":
            written.pop()
    elif mark == "," and written[-1] in {",", "["}:
        written.append("null")  # a hole in a list
    elif mark in "{[":
        opened.append(mark)
    written.append(mark)
    return "nested too deeply" if len(opened) > MAX_NESTING else None


def _scalar(token: re.Match[str], text: str) -> str | None:
    """Return one token written as JSON; None if it is a name that stands for something else."""
    kind = token.lastgroup or ""
    found = token[kind]
    if kind == "string":
        kept = found[0] == '"' and not _NOT_OF_JSON.search(found)
        return found if kept else _quoted(plain_string(found))
    if kind == "name":
        if _COLON.match(text, token.end()):
            return _quoted(found)
        return found if found in _WORDS else None
    if kind == "number":
        return f'"{found}"' if _COLON.match(text, token.end()) else _number(found)
    if kind == "made":
        return _quoted(plain_string(found)) if found[:1] in {'"', "'"} else _number(found)
    return _FLAGS.get(found, "null")


def _number(number: str) -> str:
    if number.isascii() and number.isdigit() and number[0] != "0" and len(number) <= _PLAIN_DIGITS:
        return number
    if number.lstrip("+-")[:2] in {"0x", "0X"}:
        return str(int(number, 16))
    try:
        value = float(number) if _FRACTION.search(number) else int(number)
        return repr(value) if math.isfinite(value) else "null"
    except (ValueError, OverflowError):  # nothing at all, as in new Date(), or too many digits
        return "null"


def _quoted(words: str) -> str:
    return json.dumps(words)
