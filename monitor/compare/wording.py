"""Word-level differences between two texts.

Tokens are words, numbers with their separators ("1,200.50" is one), single punctuation marks and white space; in
scripts that write without spaces each character is a token.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rapidfuzz.distance import Indel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.model import DiffHunk

MAX_TOKENS = 20_000
"""Per side, after the common ends are trimmed. Longer ones are told as one removal and one addition: the alignment
costs the product of both lengths."""

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"\d+(?:[.,:]\d+)*|[{_UNSPACED}]|[^\W\d_{_UNSPACED}]+(?:['’][^\W\d_]+)*|\s+|[\W_]|\w")


def tokens(text: str) -> list[str]:
    """Return the tokens of a text; joined they are the text.

    >>> tokens("At least 1,200 didn’t.")
    ['At', ' ', 'least', ' ', '1,200', ' ', 'didn’t', '.']
    """
    return _TOKEN.findall(text)


def diff(old: str, new: str) -> tuple[DiffHunk, ...]:
    """Return the hunks that turn one text into the other; () when they are the same.

    White space counts as equal to any other white space: a paragraph that is joined to the next is no edit.

    >>> diff("At least 12 people were", "At least 45 people were")
    (('=', 'At least '), ('-', '12'), ('+', '45'), ('=', ' people were'))
    """
    before, after = tokens(old), tokens(new)
    start = _common_prefix(before, after)
    end = _common_prefix(before[start:][::-1], after[start:][::-1])
    hunks: list[DiffHunk] = [("=", "".join(after[:start]))]
    hunks += _align(before[start : len(before) - end], after[start : len(after) - end])
    hunks.append(("=", "".join(after[len(after) - end :])))
    hunks = _join(hunks)
    return tuple(hunks) if any(op != "=" for op, _ in hunks) else ()


def similarity(hunks: Sequence[DiffHunk]) -> float:
    """Return the share of words that both texts have, from 0 to 1, rounded to four digits.

    >>> similarity([("=", "At least "), ("-", "12"), ("+", "45"), ("=", " people")])
    0.75
    """
    weigh = {"=": 0, "-": 0, "+": 0}
    for op, text in hunks:
        weigh[op] += sum(not token.isspace() for token in tokens(text))
    total = 2 * weigh["="] + weigh["-"] + weigh["+"]
    return round(2 * weigh["="] / total, 4) if total else 1.0


def _key(token: str) -> str:
    return " " if token.isspace() else token


def _common_prefix(before: Sequence[str], after: Sequence[str]) -> int:
    count = 0
    for one, other in zip(before, after, strict=False):
        if one != other and not (one.isspace() and other.isspace()):
            break
        count += 1
    return count


def _align(before: Sequence[str], after: Sequence[str]) -> list[DiffHunk]:
    if not before or not after or max(len(before), len(after)) > MAX_TOKENS:
        return [("-", "".join(before)), ("+", "".join(after))]
    hunks: list[DiffHunk] = []
    codes = Indel.opcodes([_key(token) for token in before], [_key(token) for token in after])
    for code in codes:
        if code.tag == "equal":
            hunks.append(("=", "".join(after[code.dest_start : code.dest_end])))
        else:
            hunks.append(("-", "".join(before[code.src_start : code.src_end])))
            hunks.append(("+", "".join(after[code.dest_start : code.dest_end])))
    return hunks


def _join(hunks: Sequence[DiffHunk]) -> list[DiffHunk]:
    """Return the hunks without empty ones, removals before additions, and no lone blank between two changes."""
    joined: list[DiffHunk] = []
    removed: list[str] = []
    added: list[str] = []
    kept = [hunk for hunk in hunks if hunk[1]]
    for place, (op, text) in enumerate(kept):
        if op == "-":
            removed.append(text)
        elif op == "+":
            added.append(text)
        elif (removed or added) and text.isspace() and place + 1 < len(kept):
            removed.append(text)
            added.append(text)
        else:
            joined += _changed(removed, added)
            joined.append((op, text))
            removed, added = [], []
    return joined + _changed(removed, added)


def _changed(removed: Sequence[str], added: Sequence[str]) -> list[DiffHunk]:
    return [(op, "".join(texts)) for op, texts in (("-", removed), ("+", added)) if texts]
