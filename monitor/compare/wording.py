"""Word-level differences between two texts.

Tokens are words, numbers with their separators ("1,200.50" is one), single punctuation marks and white space; in
scripts that write without spaces each character is a token.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rapidfuzz.distance import Indel

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from monitor.model import DiffHunk

MAX_TOKENS = 20_000
"""Per side, after the common ends are trimmed. Longer ones are told as one removal and one addition: the alignment
costs the product of both lengths."""

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_FRAGMENT = re.compile(f"[{_UNSPACED}]")
_WORD_OR_NUMBER = rf"\d+(?:[.,:]\d+)*|[{_UNSPACED}]|[^\W\d_{_UNSPACED}]+(?:['’][^\W\d_{_UNSPACED}]+)*"
_TOKEN = re.compile(rf"{_WORD_OR_NUMBER}|\s+|[\W_]|\w")
_NO_BLANK = re.compile(rf"{_WORD_OR_NUMBER}|[^\w\s]|_|\w")

_SENTENCE_ENDS = frozenset(".!?…。！？")
_BETWEEN_PARAGRAPHS, _BETWEEN_SENTENCES, _BEFORE_BLANK, _BEFORE_WORD = 8, 4, 2, 1


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
    opening, ending = _shared(old, new)
    before, after = (tokens(text[opening : len(text) - ending]) for text in (old, new))
    start = _common_prefix(before, after)
    end = _common_prefix(before[start:][::-1], after[start:][::-1])
    hunks: list[DiffHunk] = [("=", new[:opening] + "".join(after[:start]))]
    hunks += _align(before[start : len(before) - end], after[start : len(after) - end])
    hunks.append(("=", "".join(after[len(after) - end :]) + new[len(new) - ending :]))
    hunks = _slide(_join(hunks))
    return tuple(hunks) if any(op != "=" for op, _ in hunks) else ()


def similarity(hunks: Sequence[DiffHunk]) -> float:
    """Return the share of words that both texts have, from 0 to 1, rounded to four digits.

    >>> similarity([("=", "At least "), ("-", "12"), ("+", "45"), ("=", " people")])
    0.75
    """
    weigh = {"=": 0, "-": 0, "+": 0}
    for op, text in hunks:
        weigh[op] += len(_NO_BLANK.findall(text))
    total = 2 * weigh["="] + weigh["-"] + weigh["+"]
    return round(2 * weigh["="] / total, 4) if total else 1.0


def _key(token: str) -> str:
    return " " if token.isspace() else token


def _shared(old: str, new: str) -> tuple[int, int]:
    """Return how many characters both texts begin with, and end with beyond those, each cut where a token begins.

    The rest is all that must be split, and splitting is most of what a diff costs: 60 words take 20 µs.
    """
    shorter = min(len(old), len(new))
    same = _longest(lambda count: old.startswith(new[:count]), shorter)
    opening = next((place for place in range(same - 1, 0, -1) if _token_begins(new, place)), 0)
    ending = _longest(lambda count: old.endswith(new[len(new) - count :]), shorter - same)
    inside = range(len(new) - ending + 1, len(new))
    return opening, len(new) - next((place for place in inside if _token_begins(new, place)), len(new))


def _longest(holds: Callable[[int], bool], most: int) -> int:
    """Return the greatest count, at most `most`, for which something holds that holds for all lesser ones."""
    least = 0
    while least < most:
        middle = (least + most + 1) // 2
        least, most = (middle, most) if holds(middle) else (least, middle - 1)
    return least


def _token_begins(text: str, place: int) -> bool:
    """Return whether a token surely begins at a place, whatever stands before and behind the two letters around it."""
    left, right = text[place - 1], text[place]
    return (left.isspace() and not right.isspace()) or "\u3040" <= left <= "\u30ff" or "\u3400" <= left <= "\u9fff"


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
    """Return the hunks without empty ones, removals before additions, and no lone blank between two changes.

    Nor a lone character of a script without blanks: what two sentences share by chance makes no diff easier to read.
    """
    joined: list[DiffHunk] = []
    removed: list[str] = []
    added: list[str] = []
    kept = [hunk for hunk in hunks if hunk[1]]
    for place, (op, text) in enumerate(kept):
        if op == "-":
            removed.append(text)
        elif op == "+":
            added.append(text)
        elif (removed or added) and place + 1 < len(kept) and (text.isspace() or _FRAGMENT.fullmatch(text)):
            removed.append(text)
            added.append(text)
        else:
            joined += _changed(removed, added)
            joined.append((op, text))
            removed, added = [], []
    return joined + _changed(removed, added)


def _changed(removed: Sequence[str], added: Sequence[str]) -> list[DiffHunk]:
    return [(op, "".join(texts)) for op, texts in (("-", removed), ("+", added)) if texts]


# ------------------------------------------------------------------------------------------------- sliding


def _slide(hunks: Sequence[DiffHunk]) -> list[DiffHunk]:
    """Return the hunks with each lone removal or addition where a reader would mark it.

    "It rains. More follows." after "It rains." is " More follows." and not ". More follows": both give the same text
    wherever the tokens at one end of the change are those that stand beyond the other end.
    """
    slid = list(hunks)
    # One at the very beginning stands right: otherwise it would begin with what both texts begin with.
    for place in range(1, len(hunks)):
        op, changed = hunks[place]
        beyond = slid[place + 1 : place + 2]
        if op == "=" or slid[place - 1][0] != "=" or any(other != "=" for other, _ in beyond):
            continue
        after = "".join(text for _, text in beyond)
        if changed[-1] != slid[place - 1][1][-1:] and changed[0] != after[:1]:
            continue  # it cannot move either way, and nothing needs splitting to know
        slid_before, slid_changed, slid_after = _best_place(
            tokens(slid[place - 1][1]),
            tokens(changed),
            tokens(after),
            first=place == 1,
            last=place + len(beyond) == len(hunks) - 1,
        )
        slid[place - 1 : place + 1] = [("=", slid_before), (op, slid_changed)]
        slid[place + 1 : place + 2] = [("=", slid_after)]
    return [hunk for hunk in slid if hunk[1]]


def _best_place(
    before: list[str], changed: list[str], after: list[str], *, first: bool, last: bool
) -> tuple[str, str, str]:
    """Return the three texts with the change moved to its best place; what is not at an edge keeps a token."""
    whole = [*before, *changed, *after]
    size, start = len(changed), len(before)
    lowest = highest = start
    while lowest > (not first) and whole[lowest - 1] == whole[lowest + size - 1]:
        lowest -= 1
    while highest + size < len(whole) - (not last) and whole[highest] == whole[highest + size]:
        highest += 1
    # Of equal places the one that the alignment chose, and else the last: what is new was most often put behind.
    best = max(range(lowest, highest + 1), key=lambda at: (_edge(whole, at) + _edge(whole, at + size), at == start, at))
    return "".join(whole[:best]), "".join(whole[best : best + size]), "".join(whole[best + size :])


def _edge(whole: Sequence[str], at: int) -> int:
    """Return how good a place is to begin or end a change: between sentences, before or after a word, within one."""
    if at in (0, len(whole)):
        return _BETWEEN_PARAGRAPHS
    left, right = whole[at - 1], whole[at]
    if "\n" in right:
        return _BETWEEN_PARAGRAPHS
    if left in _SENTENCE_ENDS:
        return _BETWEEN_SENTENCES
    if right.isspace():
        return _BEFORE_BLANK
    return _BEFORE_WORD if left.isspace() else 0
