"""What a page says above its entries: that it is over, in words that are shown and are its own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from live_blogs import NOON, entry, snapshot

from monitor.life.head import HEAD_CHARS, NOTICE_CHARS, head_of, notice
from monitor.model import Page

TITLE = "Water rises at the lower weir"
ENTRIES = f"<article><h2>{TITLE}</h2><p>Two streets are shut.</p></article>"


def said(above: str, *, title: str = TITLE, text: str = "Two streets are shut.") -> str | None:
    """Return the words in which a page that shows `above` over its entries says that it is over."""
    body = f"<html><body><nav>This live blog has ended.</nav><h1>Flood</h1>{above}{ENTRIES}</body></html>"
    page = Page(url="https://a.example/live", status=200, headers={}, body=body.encode(), fetched_at=NOON)
    shows = snapshot(entry(9, title=title, text=text), entry(8))
    return notice(head_of(page, shows))


@pytest.mark.parametrize(
    ("above", "words"),
    [
        ('<p class="notice">This live blog is now closed.</p>', "this live blog is now closed"),
        (
            "<div><b>This live blog</b>\n has ended. For more, <a href=/n>click here</a>.</div>",
            "this live blog has ended",
        ),
        ("<p>Updated 21:40</p>Good night: our live coverage has ended<p>Rain</p>", "our live coverage has ended"),
        ("<p>Dieser Liveticker ist beendet.</p>", "dieser liveticker ist beendet"),
        ("<p>Ce direct est désormais terminé.</p>", "ce direct est desormais termine"),
    ],
)
def test_a_notice_above_the_entries(above: str, words: str) -> None:
    """A notice between the headline and the entries ends a live blog, whatever its markup."""
    assert words == said(above)


@pytest.mark.parametrize("opened", ["<script ", "<style>", "<nav><aside>", "<template><script>"])
def test_elements_that_never_end_hide_nothing(opened: str) -> None:
    """Each kind of them is looked for once: 30,000 of them took the square of that, which are minutes."""
    assert said(f"{opened * 30_000}<p>This live blog is now closed.</p>") == "this live blog is now closed"


@pytest.mark.parametrize(
    "above",
    [
        "<p>Once this live blog has ended, its comments are shut.</p>",
        '<p hidden>This live blog is now closed.</p><p class="on">It goes on.</p>',
        '<div style="display: none"><p>This live blog is now closed.</p></div>',
        '<ul><li><a href="/y">This live blog is now closed.</a></li></ul>',
        "<aside><p>This live blog is now closed.</p></aside>",
        "<template><p>This live blog is now closed.</p></template>",
        "<script>shut = '<p>This live blog is now closed.</p>'</script>",
        "",
    ],
)
def test_what_ends_nothing(above: str) -> None:
    """Conditions, what a script may show later, and links to other pages end nothing."""
    assert said(above) is None


def test_words_below_the_newest_entry_end_nothing() -> None:
    """Where the entries begin cannot be told, nothing above them can be either."""
    assert said("<p>This live blog is now closed.</p>", title="5 < 6", text="&") is None


def test_what_components_are_told_is_no_notice() -> None:
    """Where a notice would stand begins in the middle of a long attribute: that is said to nobody."""
    props = f"This live blog is now closed. {'x' * (NOTICE_CHARS // 2)}"
    assert said(f'<x-live props="{"x" * NOTICE_CHARS}. {props}"></x-live>') is None
    assert said(f'<x-live props="{"x" * NOTICE_CHARS}"></x-live><p>This live blog is now closed.') is not None


def test_bounded() -> None:
    """Of a page's head the end is looked at, however much stands before it."""
    notice = "<p>This live blog is now closed.</p>"
    assert said(notice + "<i>x</i>" * NOTICE_CHARS) is None
    assert said("<i>x</i>" * HEAD_CHARS + notice) == "this live blog is now closed"


@given(st.text(alphabet="<>/apdivhiden =\"'.\n&;"))
def test_any_markup(markup: str) -> None:
    """Whatever stands above the entries, a notice below it is found, unless a tag or an attribute swallows it."""
    assert notice(markup + "\n<p>This live blog is over.</p>") in {"this live blog is over", None}
    assert notice("<b>" + markup.replace("<", "").replace(">", "")) is None
