"""Where elements of a page tell a time, and which one: in an attribute first, then in what readers see."""

from __future__ import annotations

import re
from datetime import UTC
from itertools import islice
from typing import TYPE_CHECKING

from monitor.extract.page.kinds import CLOCKED, HEADING_TAGS, LEAF, TIME_ATTRIBUTES, TOLD_IN, tells_time
from monitor.extract.times.date_grammar import phrase_at_start
from monitor.extract.times.date_parts import tokens_of
from monitor.extract.times.far_dates import plain_date
from monitor.extract.times.reader import BRIEF_AGE, DAY_ALONE, MAX_PHRASE_CHARS, Reader, When
from monitor.extract.words.remembered import finding, remembered

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, tzinfo

    from monitor.extract.page.document import Document
    from monitor.extract.page.outline import Part
    from monitor.extract.times.date_parts import Phrase
    from monitor.extract.times.times import Stamp

MAX_LEAD_CHARS = 24
"""How far before a time the word may stand that makes it the time of an update."""

MAX_VALUES = 6
MAX_WORDS_AFTER = 6
"""How many words an element that is named as a time may say after it: whose time it is, in a language unknown here."""

MAX_WORDS_IN_TIME = 2
"""Likewise where its tag alone says so: "15:00 Speeches of guests" in one is a line of a programme."""

_CHANGED = (
    r"modif|edited|aktualisiert|geändert|mis à jour|actualiz|aggiorn|atualiz|bijgewerkt|gewijzigd|обновл|изменен"
    r"|обновен|zaktualiz|aktualiz(?:ov|ac)|uppdater|oppdater|opdater|päivitet|frissít|módosít|güncelle|оновлен|ενημ[εέ]ρ|ažurir"
    r"|bearbeitet|edytowan|editad[oa]|éditée?|отредакт|відредаг|змінен|redigere?[adt]|bewerkt|düzenlen"
    r"|izmj?en|更新|수정|cập nhật|diperbarui|อัปเดต|अपडेट|עודכן|تحديث|به‌?روزرسانی"
)
UPDATED = re.compile(rf"updat|last[-_ ]|{_CHANGED}", re.IGNORECASE)
_UPDATE_MARK = re.compile(rf"updated|last[-_ ]?(?:updat|modif|edit|chang)|{_CHANGED}", re.IGNORECASE)
"""What a mark is called that tells of a change; "live-update__time" is the time of an entry."""

_DOTTED = re.compile(r"[012]?\d\.[0-5]\d")
_MACHINE = re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d")
_ENTRY = (
    r"update|aktualisierung|aggiornamento|actualizaci[oó]n|ac?tualiza[cç][aã]o|actualizare|обновление|оновлення"
    r"|aktualizac(?:ja|e)|uppdatering|oppdatering|opdatering|päivitys|frissítés|güncelleme|ενημ[εέ]ρωση|ažuriranje"
)
"""What an entry is called: the noun, where "updated" would say that it was changed."""

_AN_UPDATE = re.compile(rf"(?:{_ENTRY})(?:\s+(?:vom|von|at|um)\b|\s*[:,\d(\[])", re.IGNORECASE)
"""What German tickers call one: "Update vom 1. Dezember, 12.42 Uhr"."""

_LASTS = (
    r"last|latest|letzten?|ultim[oa]|últim[ao]|последнее|останнє|ostatnia|poslední|senaste|siste?|seneste|viimeisin"
    r"|utolsó|son|τελευταία|posljednje|poslednje"
)
_LABELLED = re.compile(rf"(?<!\w)(?:({_LASTS})\s+)?(?:{_ENTRY})(?:\s+#?\d{{1,3}})?\s*\Z", re.IGNORECASE)
"""A label beside a time that says what an entry is, "Update 11:42", "Update 12 14:44", unless it is the last one's."""

_NAMED_TIME = re.compile("time|date|publish|created")
_TOLD_IN = {name: at for at, name in enumerate(TOLD_IN)}
_STYLED = frozenset({"b", "strong", "em", "i", "small", "a", "span"})
_LINES = frozenset({"p", "h2", "h3", "h4", "h5", "h6"})
_ROWS = frozenset({"td", "th", "dt", "dd", "tr"})
_HEADLINES = HEADING_TAGS - {"h5", "h6"}
"""Headings that say what happened; the smaller ones are labels, and often name a time."""

_names_change = finding(_UPDATE_MARK)


def reader_of(document: Document, *, local: tzinfo | None = None, brief: bool = False) -> Reader:
    """Return the reader of a page; all readers of one kind share what they know."""
    known = document.phrases.setdefault((local, brief), {})
    return Reader(
        now=document.now,
        zone=document.zone,
        local=local,
        brief=brief,
        month_first=document.month_first,
        swapped=lambda: document.month_first_by_days,
        known=known,
        spelt=document.spellings,
        mute=document.mute_forms,
        vain=document.vain_phrases,
    )


def told(part: Part, reader: Reader) -> When | None:
    """Return the time that an element tells, in an attribute or in its words if they are a time alone.

    An instant in an attribute is taken at once; a clock in one ("21:15") only if the words say no more than that, and a
    day with the clock that the words say: `<time datetime="2026-11-30">14:05</time>`.
    """
    best: When | None = None
    named = [name for name, value in part.attributes.items() if name in _TOLD_IN or tells_time(name, value)]
    if len(named) > 1:
        named.sort(key=lambda name: _TOLD_IN.get(name, len(_TOLD_IN)))
    elif part.tag == "time" and not named:  # Ynet: data-wcmdate
        named = [
            name for name, value in part.attributes.items() if value and name[:5] == "data-" and _MACHINE.match(value)
        ]
    for name in named:
        value = part.attributes[name]
        if value and (when := reader.read(value)):
            if when.clock is None and not when.whole_day:
                return when
            best = best or when
    if best is None and part.kinds & CLOCKED and (opening := opening_time(part, reader)):
        return opening
    if best is None or best.whole_day or part.tag == "time":
        spoken = next((when for words in _lines(part, reader) if (when := reader.read(words))), None)
        return spoken if best is None else _surer(best, spoken, reader)
    return best


def _surer(best: When, spoken: When | None, reader: Reader) -> When:
    """Return what an attribute tells, or what the words of its element do if they tell more, or both together."""
    if spoken is None:
        return best
    if best.whole_day and best.published and spoken.clock:
        return When(published=on_day(best.published.at, spoken.clock, reader))
    sure = spoken.published is not None and not spoken.published.coarse
    return spoken if sure and not (best.whole_day and spoken.whole_day) else best


def on_day(day: datetime, clock: Phrase, reader: Reader) -> Stamp | None:
    """Return the instant of a clock on the day that something else tells."""
    return reader.dated(day.astimezone(reader.zone or UTC).date(), clock)


def opening_time(part: Part, reader: Reader) -> When | None:
    """Return the time that the few words of an element begin with, which is named as one: "14:42 Mecca time"."""
    if not part.kinds & CLOCKED or part.tag in _HEADLINES:
        return None
    words = part.short_text(MAX_PHRASE_CHARS)
    if not words or reader.read(words) is not None:
        return None
    words = plain_date(words)
    tokens = tokens_of(words)
    found = phrase_at_start(tokens)
    if found is None or found[0].clock is None:
        return None
    rest = [token.text for token in tokens[found[1] :]]
    if len(rest) > MAX_WORDS_AFTER or any(map(str.isdigit, rest)):
        return None
    if part.tag == "time" and sum(map(str.isalnum, rest)) > MAX_WORDS_IN_TIME:
        return None
    return reader.read(words[: tokens[found[1] - 1].end])


def _lines(part: Part, reader: Reader) -> Iterator[str]:
    """Yield what an element says as a whole, then part by part ("4m ago" beside "12.50 BST")."""
    parts = part.short_text(2 * MAX_PHRASE_CHARS, "\n")
    if parts:
        yield _clocked(part, parts.replace("\n", " "), reader)
        if "\n" in parts:
            yield from parts.split("\n")


def is_update(part: Part) -> bool:
    """Return whether a mark tells when an entry was last changed, rather than when it was published."""
    named = " ".join([part.get(name) for name in ("class", "itemprop", "title", "data-testid")])
    words = part.short_text(2 * MAX_PHRASE_CHARS) or ""
    changed = _change_in(words) if words else -1
    # "First published 11:42, updated 11:47" tells first when it was published.
    if changed > 0 and any(map(str.isdigit, words[:changed])):
        return False
    if _names_change(named) or (changed >= 0 and not _AN_UPDATE.match(words)):
        return True
    around = part.parent.short_text(2 * MAX_PHRASE_CHARS) if part.parent is not None else None
    before = around.partition(words)[0][-MAX_LEAD_CHARS:] if around and words else ""
    label = _LABELLED.search(before)
    return label[1] is not None if label else UPDATED.search(before) is not None


def is_change(words: str) -> bool:
    """Return whether the few words before a time say that it is one of a change, and no more.

    >>> is_change("Last updated"), is_change("Updated 2"), is_change("Breaking")
    (True, False, False)
    """
    return _change_in(words) >= 0 and not any(map(str.isdigit, words))


@remembered(2_048)
def _change_in(words: str) -> int:
    """Return where words begin to tell of a change, -1 if they do not."""
    changed = UPDATED.search(words)
    return -1 if changed is None else changed.start()


def own_times(part: Part, reader: Reader) -> When:
    """Return when an entry was published and updated, by the attributes of its own element."""
    published = updated = None
    clock: Phrase | None = None
    whole_day = False
    for name, value in part.attributes.items():
        if value and (_names_time(name) or tells_time(name, value)):
            stamp = reader.instant(value)
            if _change_in(name) >= 0:
                updated = updated or stamp
            elif published is None:
                published, whole_day = stamp, DAY_ALONE.fullmatch(value) is not None
                clock = clock or (None if stamp else _clock_in(value, reader))
    return When(published=published, updated=updated, clock=clock, whole_day=whole_day)


def _clock_in(value: str, reader: Reader) -> Phrase | None:
    """Return the clock that an attribute holds: `data-time="14:47"`."""
    when = reader.read(value)
    return when.clock if when else None


@remembered(2_048)
def _names_time(name: str) -> bool:
    return name in TIME_ATTRIBUTES or _NAMED_TIME.search(name) is not None


def is_timed_leaf(part: Part, reader: Reader) -> bool:
    """Return whether an element's own words are a time and nothing else, with those of the values that it holds.

    `<small>Nov <var>29</var>, <var>14:44</var> UTC</small>` is one.
    """
    words = part.own
    if not part.kinds & LEAF or not 0 < len(words) <= MAX_PHRASE_CHARS:
        return False
    if part.size > len(words) and any(child.tag == "var" for child in islice(part.children(), MAX_VALUES)):
        words = part.short_text(MAX_PHRASE_CHARS) or words
    return reader.read(_clocked(part, words, reader)) is not None and not is_minute_of_match(part)


def is_minute_of_match(part: Part) -> bool:
    """Return whether the few words of an element that is named as a minute are one, and no age: "61 min"."""
    named = part.get("class")
    return "minut" in named.lower() and "ago" not in named.lower() and BRIEF_AGE.fullmatch(part.own) is not None


def _clocked(part: Part, words: str, reader: Reader) -> str:
    """Return words as they are, but "11.42" as a clock where it can only be one: elsewhere it may be a price.

    An element is named so, or it opens a line of a live blog, outside tables.
    """
    if not _DOTTED.fullmatch(words):
        return words
    named = part.tag == "time" or part.kinds & CLOCKED
    return words.replace(".", ":") if named or (reader.brief and _opens_line(part)) else words


def _opens_line(part: Part) -> bool:
    """Return whether an element stands first in its paragraph, or in none, and in no row of a table or a list."""
    place: Part | None = part
    while place is not None and place.tag in _STYLED:
        place = place.parent
    return place is not None and place.tag not in _ROWS and (place.tag not in _LINES or place.first == part.first)
