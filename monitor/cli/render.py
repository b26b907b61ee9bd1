"""Events and entries as people read them on a terminal."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from rich.padding import Padding
from rich.text import Text

from monitor.cli.terminal import plain, visible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import Console

_SIGNS = {
    "entry.created": ("+", "new", "bold green"),
    "entry.updated": ("~", "edited", "bold yellow"),
    "entry.deleted": ("−", "withdrawn", "bold red"),
    "entry.restored": ("↺", "restored", "bold cyan"),
    "live_blog.updated": ("≡", "live blog", "bold magenta"),
    "live_blog.ended": ("■", "ended", "bold magenta"),
    "live_blog.moved": ("→", "moved", "bold magenta"),
    "source.degraded": ("!", "degraded", "bold red"),
    "source.recovered": ("✓", "recovered", "bold green"),
    "source.gap": ("…", "gap", "bold red"),
}

_AT_FIRST = ("·", "stood", "bold dim")

_EXCERPT = 240
_CONTEXT = 60
_INDENT = 10


def clock(stamp: str) -> str:
    """Return the local time of day of an RFC 3339 stamp.

    >>> len(clock("2024-11-07T12:03:10.482Z"))
    8
    """
    return datetime.fromisoformat(stamp).astimezone().strftime("%H:%M:%S")


def print_event(out: Console, message: Mapping[str, Any], *, show_source: bool = False, mark: str = "") -> None:
    """Print an event body: one line that says what happened, and its words or word diff indented below it.

    In a pipe each of the two stays one line, and the diff is marked instead of coloured.
    """
    line, body = event_lines(message, show_source=show_source, colour=out.is_terminal and not out.no_color)
    print_lines(out, Text.assemble((mark, "green"), line), body)


def print_lines(out: Console, line: Text, body: Text | None) -> None:
    """Print what `event_lines` gives: on a terminal the second wraps where it begins, in a pipe each stays one line."""
    out.print(line, soft_wrap=not out.is_terminal)
    if body and out.is_terminal:
        out.print(Padding(body, (0, 0, 0, _INDENT)))
    elif body:
        out.print(Text.assemble(" " * _INDENT, body), soft_wrap=True)


def event_lines(
    message: Mapping[str, Any], *, show_source: bool = False, colour: bool = True, at_first: bool = False
) -> tuple[Text, Text | None]:
    """Return an event body as a line that says what happened, and the words that came or changed, if any.

    `at_first`: the entry stood when its live blog was first read.
    """
    shape = message["data"]
    sign, word, style = _AT_FIRST if at_first else _SIGNS.get(message["type"], ("?", message["type"], "bold"))
    line = Text.assemble((clock(message["timestamp"]), "dim"), "  ", (f"{sign} {word}", style))
    if show_source:
        line.append(f"  {plain(shape['source']['name'])}", "cyan")
    change = shape.get("change")
    if change and change["edits"]:
        line.append(f" ({', '.join(change['edits'])})", "yellow")
    if change and change["silent"]:
        line.append(" silently", "yellow")
    entry = shape.get("entry")
    if entry is None:
        line.append(f"  {plain(shape['reason'])}")
        return line, None
    line.append("  ")
    line.append(headline(entry), "bold")
    if entry["authors"]:
        line.append(f"  {plain(', '.join(entry['authors']))}", "dim")
    if change:
        return line, diff_line(change["diff"], colour=colour)
    if message["type"] == "entry.created" and entry["title"] and entry["text"]:
        return line, Text(shorten(plain(entry["text"]), _EXCERPT))
    return line, None


def headline(entry: Mapping[str, Any]) -> str:
    """Return the entry's headline, or the start of its text where it has none."""
    return shorten(plain(entry["title"] or entry["text"]), 100) or "(no text)"


def diff_line(diff: Sequence[Sequence[str]], *, colour: bool = True) -> Text:
    """Return a word diff on one line, with little of what stayed.

    Removed words are struck in red and added ones green; without colour they are marked as wdiff does.

    >>> diff_line([["=", "At least "], ["-", "12"], ["+", "45"], ["=", " people"]], colour=False).plain
    'At least [-12-]{+45+} people'
    """
    line = Text()
    for place, (op, text) in enumerate(diff):
        words = visible(text).replace("\n", " ")
        if op == "=":
            line.append(_context(words, first=place == 0, last=place == len(diff) - 1))
        elif not colour:
            line.append(f"[-{words}-]" if op == "-" else f"{{+{words}+}}")
        else:
            line.append(words, "red strike" if op == "-" else "bold green")
    return line


def shorten(text: str, limit: int) -> str:
    """Return the text, cut at a word with an ellipsis if it is longer than `limit` characters.

    >>> shorten("a grain shipment", 10)
    'a grain …'
    """
    if len(text) <= limit:
        return text
    return f"{text[:limit].rpartition(' ')[0] or text[:limit]} …"


def _context(text: str, *, first: bool, last: bool) -> str:
    if len(text) <= 2 * _CONTEXT:
        return text
    before, after = text[:_CONTEXT], text[-_CONTEXT:]
    if first:
        return f"… {after.partition(' ')[2]}"
    if last:
        return f"{before.rpartition(' ')[0]} …"
    return f"{before.rpartition(' ')[0]} … {after.partition(' ')[2]}"
