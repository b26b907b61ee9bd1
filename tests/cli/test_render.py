"""How events are shown: one line that says what happened, and below it the words or the word diff."""

import io
import time

import pytest
from rich.console import Console

from monitor.cli.render import _SIGNS, clock, diff_line, event_lines, headline, print_event, shorten
from monitor.cli.terminal import harmless, plain, visible
from monitor.model import EventType

ENTRY = {"title": "Power back", "text": "Engineers restored power.", "authors": ["Ines Falk", "T. Arrow"]}
EDIT = {
    "edits": ["number"],
    "silent": True,
    "diff": [["=", "At least "], ["-", "12"], ["+", "45"], ["=", " people"]],
}


@pytest.fixture(autouse=True)
def _in_utc(monkeypatch):
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def message(type_, **shape):
    return {"type": type_, "timestamp": "2024-11-07T12:03:10.482Z", "data": {"source": {"name": "war"}} | shape}


def shown(type_, *, show_source=False, **shape):
    line, body = event_lines(message(type_, **shape), show_source=show_source, colour=False)
    return line.plain, body and body.plain


def test_created():
    """A new entry is its time, headline and authors, and the start of its text below."""
    expected = ("12:03:10  + new  Power back  Ines Falk, T. Arrow", "Engineers restored power.")
    assert expected == shown("entry.created", entry=ENTRY, change=None)


def test_created_without_headline():
    """Without a headline the text stands in its place, once."""
    entry = ENTRY | {"title": None, "authors": []}
    assert ("12:03:10  + new  Engineers restored power.", None) == shown("entry.created", entry=entry, change=None)


def test_updated():
    """An edit names its kinds, says that it was silent, and shows the words that changed."""
    line, body = shown("entry.updated", entry=ENTRY, change=EDIT, show_source=True)
    assert "12:03:10  ~ edited  war (number) silently  Power back  Ines Falk, T. Arrow" == line
    assert "At least [-12-]{+45+} people" == body


def test_deleted():
    """A withdrawn entry is its headline, without its text."""
    entry = ENTRY | {"authors": []}
    assert ("12:03:10  − withdrawn  Power back", None) == shown("entry.deleted", entry=entry, change=None)


def test_reason():
    """What is told of a source is its reason in words."""
    assert ("12:03:10  ! degraded  HTTP 500", None) == shown("source.degraded", reason="HTTP 500")


def test_every_type_has_a_sign():
    """Each type of event has a sign and a word; one of a newer version is named as it is."""
    assert set(EventType) == set(_SIGNS)
    assert ("12:03:10  ? entry.merged  so it was", None) == shown("entry.merged", reason="so it was")


def test_hostile_words():
    """No control character of a publisher reaches the line: not in names, headlines, texts, diffs or reasons."""
    bad = "a\x1b[31m\x9b2J\x07\u202eb\ud800"
    entry = {"title": bad, "text": bad, "authors": [bad]}
    edit = EDIT | {"diff": [["=", bad], ["-", bad], ["+", bad]]}
    lines = [
        *shown("entry.updated", entry=entry, change=edit),
        *shown("entry.created", entry=entry, change=None),
        *shown("source.degraded", reason=bad, source={"name": bad}, show_source=True),
    ]
    assert [] == [line for line in lines if line and any(sign in line for sign in "\x1b\x9b\x07\u202e\ud800")]
    assert "a�[31m�2J��b�" == plain(bad) == visible(bad)


def test_diff_shows_little_of_what_stayed():
    """Around the words that changed about 60 characters of what stayed are shown, cut at words."""
    long = "word " * 100
    line = diff_line([["=", long], ["-", "old"], ["+", "new"], ["=", long], ["+", "more"], ["=", long]], colour=False)
    words = "word " * 11
    expected = f"… {words}[-old-]{{+new+}}{words}word … {words}{{+more+}}{words}word …"
    assert expected.replace("word word …", "word …") == line.plain.replace("word word …", "word …")
    assert len(line.plain) < 320


def test_diff_in_colour():
    """On a terminal removed words are struck in red and added ones green, without marks."""
    line = diff_line(EDIT["diff"])
    assert "At least 1245 people" == line.plain
    assert [(9, 11, "red strike"), (11, 13, "bold green")] == [
        (span.start, span.end, span.style) for span in line.spans if span.style
    ]


def test_diff_stays_on_one_line():
    """A paragraph that was added brings no line break."""
    assert "{+one two+}" == diff_line([["+", "one\ntwo"]], colour=False).plain


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("short", 10, "short"),
        ("exactly 10", 10, "exactly 10"),
        ("a grain ship", 9, "a grain …"),
        ("x" * 9, 4, "xxxx …"),
    ],
)
def test_excerpts(text, limit, expected):
    """An excerpt is cut at a word where there is one."""
    assert expected == shorten(text, limit)


def test_limits():
    """However long an entry is, its headline has 100 characters and its words 240."""
    entry = {"title": "title " * 100, "text": "words " * 1000, "authors": []}
    line, body = shown("entry.created", entry=entry, change=None)
    assert len(line) <= len("12:03:10  + new  ") + 102
    assert len(body) <= 242


def test_no_text():
    """An entry of pictures alone is named so."""
    assert "(no text)" == headline({"title": None, "text": " \n"})


def test_clock():
    """The time is that of the reader's clock."""
    assert "23:59:59" == clock("2024-11-07T23:59:59.999Z")


def printed(**how):
    out = Console(file=io.StringIO(), highlight=False, **how)
    entry = ENTRY | {"text": "Engineers restored power to all homes of the town."}
    print_event(out, message("entry.created", entry=entry, change=None), mark="✓ ")
    return out.file.getvalue()


def test_in_a_pipe():
    """In a pipe each of the two lines stays one, however narrow, and nothing is coloured."""
    expected = (
        "✓ 12:03:10  + new  Power back  Ines Falk, T. Arrow\n"
        "          Engineers restored power to all homes of the town.\n"
    )
    assert expected == printed(width=20)


def test_on_a_terminal():
    """On a terminal the words are wrapped and indented, in colour unless NO_COLOR asks for none."""
    coloured = printed(width=40, force_terminal=True, color_system="standard")
    assert "\x1b[" in coloured
    plain_ = printed(width=40, force_terminal=True, no_color=True, color_system=None)
    assert "\x1b[3" not in plain_
    body = [line.rstrip() for line in plain_.splitlines()[-2:]]
    assert ["          Engineers restored power to", "          all homes of the town."] == body


def test_no_words():
    """An event that brings no words is one line."""
    out = Console(file=io.StringIO(), highlight=False)
    print_event(out, message("source.recovered", reason="the source answers again"))
    assert "12:03:10  ✓ recovered  the source answers again\n" == out.file.getvalue()


def test_harmless():
    """JSON for a terminal says the same, with escapes in place of what the terminal would obey."""
    assert '"é\\u009b\\u202e\\ud800\n"' == harmless('"é\x9b\u202e\ud800\n"')
