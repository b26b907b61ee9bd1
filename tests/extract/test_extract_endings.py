"""Whether a body reaches its end: a page that breaks off is noticed wherever it does."""

import pytest
from extract_pages import CONTENT_TYPES, LAYOUTS, page_of

from monitor.errors import ExtractError
from monitor.extract import extract
from monitor.extract.page.endings import TAIL_BYTES
from monitor.model import Page, Snapshot

END = b"</body></html>\n"
STEP = 41
"""Every so many bytes a page is cut; coprime to the lengths of most tags, so that each part of one is met."""

CUT = [
    "rdfa/page.html",
    "bbc/page.html",
    "guardian_markup/page.html",
    "reach/page.html",
    "rss/feed.xml",
    "atom/feed.xml",
]


def whole_page(name: str) -> Page:
    body = (LAYOUTS / name).read_bytes().rstrip()
    if name.endswith(".html") and not body.endswith(b"</html>"):
        body += END
    return page_of(body, content_type=CONTENT_TYPES[f".{name.rpartition('.')[2]}"])


def read(page: Page) -> Snapshot:
    return extract(page, now=page.fetched_at)


@pytest.mark.parametrize("name", CUT)
def test_a_page_that_breaks_off_anywhere_is_noticed(name):
    """Whatever the byte: it cannot be read, or it is known not to be whole."""
    page = whole_page(name)
    assert read(page).closed

    unnoticed = []
    for length in range(1, len(page.body) - len(END), STEP):
        try:
            snapshot = read(page_of(page.body[:length], content_type=page.content_type))
        except ExtractError:
            continue
        if snapshot.closed:
            unnoticed.append(length)
    assert [] == unnoticed


def test_json_that_breaks_off_cannot_be_read():
    """So what could be read is whole."""
    body = (LAYOUTS / "jsonfeed" / "feed.json").read_bytes().rstrip()
    assert read(page_of(body, content_type="application/json")).closed
    for length in range(1, len(body), STEP):
        with pytest.raises(ExtractError):
            read(page_of(body[:length], content_type="application/json"))


ENTRY = (
    '<script type="application/ld+json">{"@type": "LiveBlogPosting", "liveBlogUpdate": [{"headline": "A"}]}</script>'
)


@pytest.mark.parametrize(
    ("body", "closed"),
    [
        (f"<html><body>{ENTRY}</body></html>", True),
        (f"<html><body>{ENTRY}</BODY ></HTML\n>", True),
        (f"<html><body>{ENTRY}</body>", True),
        (f"<html><body>{ENTRY}</body></html><!-- served by cache 7 --><script>track()</script>\n", True),
        (f"<html><body>{ENTRY}</body></html>{' ' * TAIL_BYTES}", False),
        (f"<html><body>{ENTRY}", False),
        (f"<html><body>{ENTRY}</body></htm", True),
        (f"<html><body>{ENTRY}</bo", False),
    ],
)
def test_the_end_of_html(body, closed):
    """One of its last two tags, in any spelling; what follows them may be short."""
    assert closed is read(page_of(body)).closed
