"""Lines that open with a time: "14.20 Uhr: Der Rat tagt", "【14:20】…", "► 14h20 – …", "UPDATE 2:20 p.m.: …"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from monitor.extract.times.date_grammar import phrase_at_start
from monitor.extract.times.date_parts import Phrase, tokens_of
from monitor.extract.times.far_dates import is_weekday, plain_date

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_START_CHARS = 60
"""How far into a line a date at its start is looked for."""

FAR_PIECES = 8
"""How many words a date of another script has, and one more."""

BETWEEN = " \t,:;.|/•·●∙–—-+*)]>»】」］"
"""What parts a date from what stands behind it."""

_SIGNS = re.compile(r"\A[\W_]+")
"""What may stand before a clock that opens a line: "■14:20", "## 14:20", "【14:20】"."""

_UPDATE = re.compile(
    r"\A(?:update|aktualisierung|mise à jour|actualización|aggiornamento|atualização|обновление|op?pdatering"
    r"|uppdatering|päivitys|aktualizacja|güncelleme|actualizare|actualització|frissítés|оновлення)"
    r"(?: #?\d{1,3}(?= ?[:|–-] ))? ?[:|–-]? (?:um |at |à |alle |kl\.? )?(?=\(?\d)",
    re.IGNORECASE,
)
"""What may stand before the time of an entry: "UPDATE 14:20: The pier is closed", "Update 3: 2:20 p.m."."""

_A_WORD = "xx"
"""It stands for the text behind a date, of which no word is part of one."""


_DOTTED = re.compile(r"\A(?P<before>[\W_]*)(?P<hour>[01]?\d|2[0-3])\.(?P<minute>[0-5]\d)(?![\d.])")


class Opening(NamedTuple):
    """The date with a clock that a line opens with, its own words, and what stands `after` them, signs and all."""

    phrase: Phrase
    words: str
    after: str


def without_label(line: str) -> str:
    """Return a line without the word before its time that calls it an update.

    >>> without_label("UPDATE 14:20: The pier is closed")
    '14:20: The pier is closed'
    """
    return _UPDATE.sub("", line, count=1)


def dotted_as_clock(line: str) -> str:
    """Return a line of a live blog that opens with "14.20" as if it had a colon: elsewhere it may be a price.

    >>> dotted_as_clock("14.20 – Ships leave"), dotted_as_clock("14.200 ships")
    ('14:20 – Ships leave', '14.200 ships')
    """
    return _DOTTED.sub(r"\g<before>\g<hour>:\g<minute>", line, count=1)


def opening_of(line: str, *, month_first: bool = False) -> Opening | None:
    """Return the date with a clock that a line opens with, behind signs and an "update"; None if there is none.

    >>> opening_of("► 14h20 – Ships leave").after, opening_of("[14:20] Ships leave").words
    (' – Ships leave', '14:20')
    """
    start = without_label(_SIGNS.sub("", line, count=1))
    tokens = tokens_of(start[:MAX_START_CHARS])
    found = phrase_at_start(tokens, month_first=month_first)
    if found is None or found[0].clock is None:
        return None
    end = tokens[found[1] - 1].end
    return Opening(found[0], start[:end], start[end:])


def far_opening_of(line: str, *, month_first: bool = False) -> Opening | None:
    """Return the same of a line whose date is written in another script, by the words that it has before it goes on."""
    pieces = line.split(" ", FAR_PIECES)
    for count in range(len(pieces) - 1, 0, -1):
        phrase = None if is_weekday(pieces[count - 1]) else _before_a_word(pieces[:count], month_first=month_first)
        if phrase is not None:
            return Opening(phrase, " ".join(pieces[:count]), f" {' '.join(pieces[count:])}")
    return None


def _before_a_word(pieces: Sequence[str], *, month_first: bool) -> Phrase | None:
    """Return the date with a clock that words of another script are, before a word that is none of it."""
    tokens = tokens_of(f"{plain_date(' '.join(pieces))} {_A_WORD}")
    found = phrase_at_start(tokens, month_first=month_first)
    if found is None or found[0].clock is None or any(token.text.isalnum() for token in tokens[found[1] : -1]):
        return None
    return found[0]


def said_behind(after: str) -> str:
    """Return what stands behind a date, without the signs between and those that close the line.

    >>> said_behind(": +++ Ships leave +++"), said_behind("»Nobody was hurt«")
    ('Ships leave', '»Nobody was hurt«')
    """
    rest = after.lstrip(BETWEEN).rstrip(" +*|<")
    signs = after[: len(after) - len(after.lstrip(BETWEEN))]
    # As Danes and Germans quote.
    return f"»{rest}" if signs.endswith("»") and "«" in rest else rest
