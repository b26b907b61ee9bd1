"""The reader of the times of one page: what words tell, each phrase read once.

    "2m", "11:42 GMT", "2026-11-29T11:42Z"  ──▶  When: instants, or a clock whose day the page must tell
                                            ──▶  the zones that are named, for the times that name none

It knows no elements: words go in, from whatever place of the page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

import msgspec
from msgspec import structs

from monitor.extract.times.date_parts import Phrase
from monitor.extract.times.date_words import AGE_SIGNS, UNITS, VOCABULARY
from monitor.extract.times.dates import parse_phrase, stamp_of
from monitor.extract.times.far_dates import plain_date
from monitor.extract.times.times import AHEAD, EARLIEST, Stamp, comes, is_in_mails, read_time, written_time
from monitor.extract.words.text import folded, one_line

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Set as AbstractSet

MAX_PHRASE_CHARS = 64

MAX_VAIN = 500
"""After so many phrases of a page that were no dates, though all their words are such as dates have, no other is tried:
each takes 80 µs. The most that a page had is 17, an invented one."""

MACHINE_WORDS, MACHINE_LETTERS = 3, 4
"""How many words machines write at most, but in mails, and how long: "2024-W48-1T10:00Z", "2024-08-05IST10:00"."""

# What has none of these is not worth reading as a time: half the time of a page went into "56 overs" and the like.
_TIMELY = re.compile(
    r"\d\s?[:.hHuUgG]\s?\d\d|(?:19|20)\d\d|\d{9}|\d{4}\s?(?:z|utc|[a-z]{2,3}t)\b|\d\s?[ap]\.?m|\d{1,2}\s?(?:uhr|[smhdw]\b|se[cgk]|m[ií]n|hr|h[oe]u?r|stund|"
    r"ore\b|ur[ae]n|godz|час|мин|day|tag|jour|d[ií]as?|giorn|dag|dni|дн)|\b\d{1,2}[.a-z]{0,3}\s+[^\W\d]{3}|"
    r"[^\W\d]{3}\.?\s+\d{1,2}\b|\b(?:an?|une?|eine[rm]?|un[ao]?|een)\s(?:hour|min|heure|stunde|ora|hora|uur)|"
    r"\bil y a\b",
    re.IGNORECASE,
)
_EITHER = re.compile(r"(?<![\d/.-])(?:0?[1-9]|1[012])[/-](?:0?[1-9]|1[012])(?!\d)")
"""Two numbers of which each may be the month."""

BRIEF_AGE = re.compile(r"(\d{1,3})\s?(s|sec|secs|m|min|mins|h|hr|hrs|d|w)\.?", re.IGNORECASE)
_BRIEF_AGES = re.compile(
    r"(\d{1,3})\s?(d|h|hr|hrs)\.?(?:,?\s(?=\d{1,2}\D)|(?=\d\D))(\d{1,2})\s?(h|hr|hrs|m|min|mins)\.?", re.IGNORECASE
)
"""An age of two units, "1h 5m" or "2d 3h"; "14h05m" is how Brazil writes a clock."""

_MAX_BRIEF_CHARS = len("100 hrs., 10 mins.")

_CLOCK_AGAIN = re.compile(
    r"(?<=[A-Z])\s?[/|(,]\s?\d{1,2}[:.]?\d\d(?:\s?[ap]\.?m\.?)?\s(?:[A-Z][A-Za-z]{1,11}\s?){1,2}\)?\Z", re.ASCII
)
"""The same time once more, on other clocks: "20:14 IST / 18:44 UAE"."""

_SET = re.compile(r"set\s?[1-9](?![\d,])(?!\s\d{4})", re.IGNORECASE)
"""One of a match, and no day of September: those who say "set" for it put the day before, or the year behind."""

DAY_ALONE = re.compile(r"\d{4}-?\d\d-?\d\d")
_MINUTE_OF_UTC = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\dZ")
_ICONS = re.compile("\\A(?:[\u23e9-\u23f3\u25a0-\u25ff\U0001f300-\U0001f5ff]\ufe0f?\\s?)+")
"""What stands before a time instead of "time" or "date": a clock, a calendar, a triangle."""

_WORD = re.compile(r"[^\W\d_]+")
_DIGIT = re.compile("[0-9]")
_NOUGHTS = str.maketrans("123456789", "000000000")
_PLACE_TIMES = ("time", "hor", "tiempo", "heure", "ora", "zeit")
"""Beside an age a place may stand whose clocks are meant, and before it: "Mecca time"."""

_MACHINE_STARTS = frozenset("0123456789/")


class When(msgspec.Struct, frozen=True, kw_only=True):
    """The times of one entry: instants, or a clock whose day the page must tell.

    `whole_day` says that a day was told without a clock.
    """

    published: Stamp | None = None
    updated: Stamp | None = None
    clock: Phrase | None = None
    whole_day: bool = False

    @property
    def zoned(self) -> bool:
        """Whether no zone is left open that the rest of the page may tell."""
        return self.clock is None and not any(stamp.floating for stamp in (self.published, self.updated) if stamp)


Heard = tuple[When | None, tzinfo | None, bool]
"""What a phrase tells, the zone that it names beyond doubt, and whether it may tell a time one day, but not yet."""


def is_spoken(words: str) -> bool:
    """Return whether all words are such as written dates have.

    Most words with a number in them are no date ("96th over"), and reading them took half the time of a page: a word
    that no date has costs 1 µs to find, a reading 80.
    """
    if words.isascii():
        found = _WORD.findall(words.lower())
    else:
        found = [folded(word) for word in _WORD.findall(one_line(words))]
    if not VOCABULARY.issuperset(found):
        return False
    return not AGE_SIGNS.isdisjoint(found) or _TIMELY.search(words) is not None


def form_of(words: str) -> str:
    """Return words with a nought for each digit: what they tell by their letters alone, all of this form tell."""
    return words.translate(_NOUGHTS)


def _is_mute(words: str) -> bool:
    """Return whether words that are no date are none whatever numbers stand in them.

    What begins as machines write has a word for that which no date has, and more words or longer ones than machines.
    """
    if words[0] not in _MACHINE_STARTS:
        return True
    found = _WORD.findall(words.lower())
    written = len(found) <= MACHINE_WORDS and max(map(len, found), default=0) <= MACHINE_LETTERS
    return not written and not VOCABULARY.issuperset(found)


def _only_says(words: str) -> bool:
    """Return whether words of ASCII, without a number, are no age, as their first shows: nine of ten headlines."""
    lowered = words.lower()
    first = lowered.partition(" ")[0]
    said = first.isalpha() and first not in VOCABULARY
    return said and not any(map(lowered.__contains__, _PLACE_TIMES))


@dataclass(slots=True, kw_only=True)
class Reader:
    """Reads times at `now`; each phrase is read once, and `known` from then on: hundreds of entries share a few.

    `local` is the zone of minutes that are labelled UTC and are not. `brief` says that "2m" alone is an age, as on
    pages that call themselves live; elsewhere it may be how long a film is. `month_first` is how to read
    11/07, and `swapped` answers the same where only the page's own days tell, which costs more to ask. `zones` gathers
    those that the times name which were read since it was set; `refused` says that since then there was a time which
    may be one later, but not now. `spelt` holds the phrases as they were written, and as they are known; `mute` what
    forms they had that have words which no date has, `vain` those that have only such words and were none all the same.
    """

    now: datetime
    zone: tzinfo | None = None
    local: tzinfo | None = None
    brief: bool = False
    month_first: bool = False
    swapped: Callable[[], bool] = bool
    zones: set[tzinfo] = field(default_factory=set)
    refused: bool = False
    known: dict[str, Heard] = field(default_factory=dict)
    spelt: dict[str, str] = field(default_factory=dict)
    mute: set[str] = field(default_factory=set)
    vain: set[str] = field(default_factory=set)
    _zones: set[tzinfo] = field(default_factory=set)

    def read(self, words: str) -> When | None:
        """Return the time that `words` are, if they are nothing else."""
        spelt = self.spelt.get(words)
        if spelt is None:
            spelt = self.spelt[words] = self._spelt(" ".join(words.split()))
        if not spelt:
            self.refused |= self.tired
            return None
        words = spelt
        heard = self.known.get(words)
        if heard is None:
            before, self.refused = self.refused, False
            heard = self.known[words] = (*self._read(words), self.refused)
            self.refused |= before
        when, zone, refused = heard
        self.refused |= refused
        if zone is not None:
            self.hear_of({zone})
        return when

    def _spelt(self, words: str) -> str:
        """Return words in the plain spelling of dates; "" if they are none, whatever numbers stand in them."""
        if words.isascii():
            if (not _DIGIT.search(words) and _only_says(words)) or form_of(words) in self.mute:
                return ""
        elif self.tired:
            return ""
        spelt = plain_date(_ICONS.sub("", words))
        return spelt if len(spelt) <= MAX_PHRASE_CHARS else ""

    def hear_of(self, zones: AbstractSet[tzinfo]) -> None:
        """Note zones that times on the page name."""
        self._zones |= zones
        self.zones |= zones

    @property
    def tired(self) -> bool:
        """Whether so many phrases were none that no other is tried."""
        return len(self.vain) >= MAX_VAIN

    @property
    def heard(self) -> bool:
        """Whether a time on the page named its zone."""
        return bool(self._zones)

    def instant(self, value: object) -> Stamp | None:
        """Return the machine-readable time that `value` is."""
        if self.local is not None and isinstance(value, str) and _MINUTE_OF_UTC.fullmatch(value):
            return read_time(value[:-1], now=self.now, zone=self.local)
        at, assumed = written_time(value, self.zone)
        if at is not None and EARLIEST <= at <= self.now + AHEAD:
            return Stamp(at=at, assumed=assumed, floating=assumed and self.zone is None and at.hour + at.minute > 0)
        self.refused |= comes(at)
        return None

    @property
    def homeless(self) -> bool:
        """Whether nothing tells the zone of times that name none, so that they are read as UTC."""
        return self.zone is None and len(self._zones) != 1

    @property
    def place(self) -> tzinfo:
        """The zone of times that name none: the source's, else the one that all other times of the page name."""
        return UTC if self.homeless else self.zone or next(iter(self._zones))

    def on(self, day: date, clock: Phrase, *, now: datetime | None = None) -> Stamp | None:
        """Return the instant of a clock on `day`, in the source's zone or else in the one that all other times name."""
        now = now or self.now
        if self.zone is not None or clock.zone is not None or len(self._zones) != 1:
            return stamp_of(clock, now=now, day=day, zone=self.zone)
        stamp = stamp_of(clock, now=now, day=day, zone=self.place)
        return replace(stamp, assumed=False) if stamp else None

    def dated(self, day: date, clock: Phrase) -> Stamp | None:
        """Return the instant of a clock beside which the page names its day, be it ahead: a local time read as UTC."""
        return self.on(day, replace(clock, year=day.year, month=day.month, day=day.day), now=self.now + AHEAD)

    def settled(self, when: When) -> When:
        """Return the times of an entry, those without a zone in the one that all other times of the page name."""
        if self.zone is not None or len(self._zones) != 1:
            return when
        return structs.replace(when, published=self._settled(when.published), updated=self._settled(when.updated))

    def _settled(self, stamp: Stamp | None) -> Stamp | None:
        if stamp is None or not stamp.floating:
            return stamp
        again = stamp_of(stamp.told, now=self.now, zone=self.place) if stamp.told else None
        at = again.at if again else stamp.at.replace(tzinfo=self.place).astimezone(UTC)
        return replace(stamp, at=at, assumed=False, floating=False)

    def _read(self, words: str) -> tuple[When | None, tzinfo | None]:
        """Return the time that words are, and the zone that they name beyond doubt."""
        brief = self.brief and len(words) <= _MAX_BRIEF_CHARS
        if brief and (age := BRIEF_AGE.fullmatch(words) or _BRIEF_AGES.fullmatch(words)):
            told = zip(age.groups()[::2], age.groups()[1::2], strict=True)
            ago = sum((int(number) * UNITS[unit.lower()] for number, unit in told), timedelta())
            return When(published=Stamp(at=self.now - ago, coarse=True, tied=True)), None
        written = words[0] in _MACHINE_STARTS or (words[-1].isdigit() and ":" in words)
        stamp = self.instant(words) if written else None
        # "30 Nov 2024 20:03 WIB": machines name few zones.
        odd = stamp is None or (stamp.assumed and " " in words and words[-1].isalpha())
        spoken = odd and is_spoken(words) and _SET.match(words) is None
        stamp = self.instant(words) if stamp is None and spoken else stamp
        if stamp is not None and not (odd and spoken and stamp.assumed and words[-1].isalpha()):
            return When(published=stamp, whole_day=DAY_ALONE.fullmatch(words) is not None), None
        month_first = self.month_first
        if spoken and not month_first and _EITHER.search(words):
            month_first, self.refused = self.swapped(), True  # the page's own days may say otherwise one day
        tried = spoken and not self.tired
        self.refused |= spoken and self.tired
        phrase = parse_phrase(words, month_first=month_first) if tried else None
        if phrase is None and (again := _CLOCK_AGAIN.search(words)):
            return self._read(words[: again.start()])
        if phrase is None:
            if tried:
                self.vain.add(words)
            elif not spoken and _is_mute(words) and not is_in_mails(form := form_of(words)):
                self.mute.add(form)
            return None, None
        zone = None if phrase.ambiguous else phrase.zone
        if phrase.bare:
            return When(clock=phrase) if phrase.clock is not None else None, zone
        stamp = stamp_of(phrase, now=self.now, zone=self.zone)
        self.refused |= stamp is None
        whole_day = phrase.clock is None and phrase.ago is None
        return When(published=stamp, whole_day=whole_day) if stamp else None, zone
