"""JSON as pages really carry it: strict first, then what browsers' users and search engines forgive."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import msgspec

MAX_DEPTH = 64
"""How deep our walks go into a decoded value. Real JSON-LD has 6 levels; a list of lists of lists is an attack."""

MAX_REPAIRED_BYTES = 2_000_000
"""Repairing takes up to 1 s per MB. The longest JSON-LD block seen has 840 KB."""

CALL = (
    r"(?:/\*\*/\s*)?(?:typeof [\w.$]{1,100} ?===? ?[\"']function[\"'] ?&& ?|try ?\{ ?|(?:var|let|const) )?"
    r"[A-Za-z_$][\w.$]{0,100} ?[(=]\s*(?=[{\[])"
)
"""How JSON begins that is handed to a function (JSONP), or given a name (`var newest = [{…`, Jin10)."""

_WRAPPERS = re.compile(rf"\A(?:\ufeff|\s|<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[|{CALL})+")
_CLOSERS = re.compile(r"(?:\s|;|\)|\} ?catch ?\(\w{1,9}\) ?\{ ?\}|-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|//|\]\]>)++\Z")
# Whole strings are matched so that commas inside them stay; the end of input ends a string, so nothing is read twice.
_STRING_OR_COMMENT = re.compile(
    r'("(?:[^"\\]++|\\.?)*+(?:"|\Z))|/\*[^*]*+(?:\*(?!/)[^*]*+)*+(?:\*/|\Z)|//[^\n]*+', re.DOTALL
)
_STRING_OR_COMMA = re.compile(r'("(?:[^"\\]++|\\.?)*+(?:"|\Z))|,(?=\s*[}\]])', re.DOTALL)
_STRAY_BACKSLASH = re.compile(r'((?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))++)|\\', re.DOTALL)
_MAX_CLOSER_CHARS = 64

_MARK = re.compile(r'\\.|["{}\[\],:]', re.DOTALL)
_AFTER_NAME = re.compile(r"\s*+:")
_AFTER_VALUE = re.compile(r'\s*+(?:\}|,\s*+(?:\}|"[^"\\\s]{1,80}"\s*+:))')
_AFTER_MEMBER = re.compile(r'\s*+(?:\]|,\s*+["\]])')
_ENDS = {"{": _AFTER_NAME.match, ":": _AFTER_VALUE.match, "[": _AFTER_MEMBER.match}
"""What follows the quote that ends a name, a value in an object, and one in a list."""

_PROMISED = re.compile(rb"\A[A-Z]\d{1,7}:")
"""Which of the values that were promised comes in a line."""


def decode_json(raw: bytes, *, by_template: bool = False) -> tuple[Any, bool]:
    """Return the value of `raw` and whether it was valid JSON; what a template wrote may have bare quotes in strings.

    Forgiven: control characters in strings, a byte order mark, comments, CDATA, a call around it or a name before it,
    commas before a closing bracket, backslashes that escape nothing, quotes written as `&quot;`, NaN, halves of
    surrogate pairs.

    Raises: ValueError if it cannot be read even so.
    """
    try:
        return msgspec.json.decode(raw), True
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass
    if len(raw) > MAX_REPAIRED_BYTES:
        raise ValueError("not valid JSON, and too long to repair")
    text = raw.decode("utf-8", "replace")
    text = _WRAPPERS.sub("", text)
    tail = _CLOSERS.sub("", text[-_MAX_CLOSER_CHARS:])
    text = text[:-_MAX_CLOSER_CHARS] + tail
    fault: ValueError | None = None
    for repair in (_as_it_is, _repaired, html.unescape, *((_with_quotes_inside,) if by_template else ())):
        try:
            value = json.loads(repair(text), strict=False, parse_constant=lambda _: None)
            return _whole_characters(value), False
        except RecursionError:
            raise ValueError("nested too deeply") from None
        except ValueError as error:
            fault = fault or error
    raise ValueError(str(fault)) from fault


def decode_lines(raw: bytes) -> list[Any]:
    r"""Return the values of a body that has one in each line, as answers that come in pieces; none if a line has none.

    SvelteKit sends `{"type":"chunk",…}` after what it had at once, React Router `P7:[…]`.

    >>> decode_lines(b'{"nodes":[]}\n{"id":1}\nP7:[2]\n'), decode_lines(b'{"nodes":[]}\n{"id')
    ([{'nodes': []}, {'id': 1}, [2]], [])
    """
    try:
        return [msgspec.json.decode(_PROMISED.sub(b"", line, count=1)) for line in raw.splitlines() if line.strip()]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return []


def _as_it_is(text: str) -> str:
    return text


def _repaired(text: str) -> str:
    without_comments = _STRING_OR_COMMENT.sub(lambda match: match[1] or "", text)
    without_commas = _STRING_OR_COMMA.sub(lambda match: match[1] or "", without_comments)
    return _STRAY_BACKSLASH.sub(lambda match: match[1] or "", without_commas)


def _with_quotes_inside(text: str) -> str:
    r"""Return `text` with the quotes escaped that stand in its strings as they are, as templates write them (NDTV).

    >>> _with_quotes_inside('{"headline":"He said "no", and "Go":"}')
    '{"headline":"He said \\"no\\", and \\"Go\\":"}'
    """
    written: list[str] = []
    around: list[str] = []  # the brackets that are open, the innermost with a colon for it once its name was told
    end, inside = 0, False
    for mark in _MARK.finditer(text):
        sign = mark[0]
        if sign == '"':
            if inside and around and not _ENDS[around[-1]](text, mark.end()):
                written += (text[end : mark.start()], '\\"')
                end = mark.end()
            else:
                inside = not inside
        elif inside or len(sign) > 1:
            continue
        elif sign in "{[":
            around.append(sign)
        elif around and sign in "}]":
            around.pop()
        elif around and around[-1] != "[":
            around[-1] = ":" if sign == ":" else "{"
    return _repaired("".join(written) + text[end:])


def _whole_characters(value: Any) -> Any:
    """Return `value` with U+FFFD for each lone surrogate, which neither UTF-8 nor a database can hold."""
    text = json.dumps(value, ensure_ascii=False)
    if text.isascii():
        return value
    return json.loads(text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))
