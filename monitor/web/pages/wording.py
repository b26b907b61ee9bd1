"""Times, durations and numbers as people read them. Pure; templates know these as filters."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from monitor.event import rfc3339

if TYPE_CHECKING:
    from collections.abc import Sequence

MINUTE, HOUR, DAY = 60, 3600, 86_400
THIN = "\N{NARROW NO-BREAK SPACE}"
"""Between a number and its unit, and between the thousands of a number."""
FORMS = {
    "clock": "%H:%M:%S UTC",
    "short": "%-d %b, %H:%M UTC",
    "full": "%-d %b %Y, %H:%M:%S UTC",
}
"""What stands in a page without scripts; with them it is the reader's own time."""


def moment(at: datetime | None, form: str = "short") -> Markup:
    """Return a moment as a `time` element, a dash if there is none."""
    if at is None:
        return Markup('<span class="none">\N{EM DASH}</span>')
    shown = at.strftime(FORMS[form])
    return Markup('<time datetime="{}" data-form="{}">{}</time>').format(rfc3339(at), form, shown)


def span(length: timedelta | float | None) -> str:
    """Return a length of time in at most two units.

    >>> [span(seconds).replace(THIN, " ") for seconds in (0.004, 0.42, 9.0, 75, 3_600, 7_384, 100_000, -3, None)]
    ['4 ms', '0.4 s', '9 s', '1 min 15 s', '1 h', '2 h 3 min', '1 d 3 h', '−3 s', '—']
    """
    if length is None:
        return "—"
    seconds = length.total_seconds() if isinstance(length, timedelta) else float(length)
    if seconds < 0:
        return f"\N{MINUS SIGN}{span(-seconds)}"
    if seconds < 0.1:  # noqa: PLR2004 (a tenth of a second is the least that is told in seconds)
        return f"{round(seconds * 1000)}{THIN}ms"
    if seconds < 10:  # noqa: PLR2004 (from here on nobody asks for tenths)
        return f"{seconds:.1f}{THIN}s".replace(".0", "")
    whole = round(seconds)
    for unit, name, part, part_name in (
        (DAY, "d", HOUR, "h"),
        (HOUR, "h", MINUTE, "min"),
        (MINUTE, "min", 1, "s"),
    ):
        if whole >= unit:
            rest = whole % unit // part
            return f"{whole // unit:,}{THIN}{name}" + (f" {rest}{THIN}{part_name}" if rest else "")
    return f"{whole}{THIN}s"


def number(value: float) -> str:
    """Return a number with its thousands apart.

    >>> number(1234567).split(THIN)
    ['1', '234', '567']
    """
    return f"{value:,}".replace(",", THIN)


def many(count: int, one: str, others: str | None = None) -> str:
    """Return a number of things.

    >>> many(1, "entry", "entries"), many(0, "event")
    ('1 entry', '0 events')
    """
    return f"{number(count)} {one if count == 1 else others or one + 's'}"


def per_cent(share: float) -> str:
    """Return a share of 1 in per cent.

    >>> per_cent(0.956).split(THIN)
    ['96', '%']
    """
    return f"{round(100 * share)}{THIN}%"


def paragraphs(text: str) -> Markup:
    """Return plain text with its lines as paragraphs, each in its own direction."""
    lines = [line.strip() for line in text.split("\n")]
    return Markup("").join(Markup('<p dir="auto">{}</p>').format(line) for line in lines if line)


def clipped(text: str, limit: int) -> str:
    """Return the beginning of a text, to the end of a word.

    >>> clipped("The dam holds for now", 12), clipped("Brief", 12)
    ('The dam…', 'Brief')
    """
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    at_word, _, _ = kept.rpartition(" ")
    return f"{at_word if len(at_word) > limit // 2 else kept}…"


def sentence(text: str) -> str:
    """Return a text with a capital letter at its beginning, unless that is an address or a name in code.

    >>> sentence("no live blog found"), sentence("https://a.example is gone"), sentence("fetch.hosts: no list")
    ('No live blog found', 'https://a.example is gone', 'fetch.hosts: no list')
    """
    first = text.partition(" ")[0]
    return text[:1].upper() + text[1:] if first.isalpha() else text


Hunk = tuple[str, str]


def around(hunks: Sequence[Hunk], kept: int) -> list[Hunk]:
    """Return a diff with so many characters of what stayed beside each change.

    >>> around([("=", "one two three four"), ("-", "12"), ("+", "45"), ("=", " five six seven")], 6)
    [('=', '… four'), ('-', '12'), ('+', '45'), ('=', ' five…')]
    """
    short: list[Hunk] = []
    for place, (op, text) in enumerate(hunks):
        if op != "=":
            short.append((op, clipped(text, 20 * kept)))
            continue
        first, last = place == 0, place == len(hunks) - 1
        head = "" if first else _head(text, kept)
        tail = "" if last else _tail(text, kept)
        if len(head) + len(tail) >= len(text) or (first and last):
            short.append((op, text))
        else:
            short.append((op, f"{head}…{tail}"))
    return short


def _head(text: str, kept: int) -> str:
    if len(text) <= kept:
        return text
    cut = text[:kept]
    return cut.rpartition(" ")[0] or cut


def _tail(text: str, kept: int) -> str:
    if len(text) <= kept:
        return text
    cut = text[-kept:]
    apart, blank, rest = cut.partition(" ")
    return blank + rest if blank else apart


def diffed(hunks: Sequence[Hunk]) -> Markup:
    """Return a diff as markup: what went in `del`, what came in `ins`."""
    tags = {"-": "del", "+": "ins"}
    parts = []
    for op, text in hunks:
        words = Markup("<br>").join(escape(line) for line in text.split("\n"))
        parts.append(Markup("<{0}>{1}</{0}>").format(Markup(tags[op]), words) if op in tags else words)  # noqa: S704
    return Markup("").join(parts)
