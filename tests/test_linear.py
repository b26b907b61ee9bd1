"""What publishers send beside their entries costs work in proportion to its length: links, headers, heads of pages."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from live_blogs import NOON, URL

from monitor.discover import listed
from monitor.extract.page.charsets import guess_charset
from monitor.extract.page.document import Document
from monitor.extract.page.titles import page_title, page_type
from monitor.life.head import notice
from monitor.life.phrases import CLOSING, MOVED, folded
from monitor.life.successor import find_successor, own_address
from monitor.model import Page, Snapshot
from monitor.push import find_offer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SMALL, FACTOR = (500, 4_000), 4
"""What is looked through as far as a limit costs the square of its length up to there."""

SLACK = 2.5
"""Four times the text is four times the work, give or take what the machine does beside it; a square is sixteen."""

LEAST_S = 0.0005
"""What takes less is not told apart from nothing."""

RUNS = 5

CLOSED = "<p>This live blog is now closed.</p>"


def seconds(read: Callable[[str], object], text: str) -> float:
    """Return the processor's time for a text: the least of several runs, since others only add to it."""

    def once() -> float:
        began = time.thread_time()
        read(text)
        return time.thread_time() - began

    return min(once() for _ in range(RUNS))


def document(body: str, content_type: str = "text/html") -> Document:
    return Document(page(body, **{"content-type": content_type}), now=NOON)


def page(body: str = "", **headers: str) -> Page:
    return Page(url=URL, status=200, headers=headers, body=body.encode(), fetched_at=NOON)


def successor(head: str) -> object:
    snapshot = Snapshot(title="Flood", url=None, entries=(), extractor="", confidence=1.0)
    return find_successor(page(), snapshot, head=head, address=URL, left=(), over=True)


READERS: Mapping[str, Callable[[str], object]] = {
    "index": lambda text: listed(page(text)),
    "feed": lambda text: listed(page(f"<rss>{text}")),
    "head": lambda text: notice(f"{CLOSED}{text}{CLOSED}"),
    "successor": successor,
    "canonical": lambda text: own_address(page(text)),
    "its own address": lambda text: document(text).canonical,
    "title": lambda text: page_title(document(text)),
    "type": lambda text: page_type(document(text)),
    "charset in a header": lambda text: document("<p>", f"text/html; charset={text}").charset,
    "charset of the text": lambda text: guess_charset(f"\xe9\xe8\xe9{text}".encode("latin-1")),
    "hub in a header": lambda text: find_offer(page(link=text)),
    "hub in a page": lambda text: find_offer(page(f"hub {text}")),
    "closing words": lambda text: CLOSING.search(folded(text)),
    "moving words": lambda text: MOVED.search(folded(text)),
}

ATTACKS = [
    ("index", "<a ", "href=", ""),
    ("index", "", "<a href=/live/1>", ""),
    ("index", "", "<a href=a", ""),
    ("index", "<a href", " ", ""),
    ("feed", "", "<item>", ""),
    ("feed", "", "<item><title><b>", ""),
    ("head", "", "<a>", ""),
    ("head", "", "<a href=x>", ""),
    ("head", "<a", " <", "</a>"),
    ("successor", "<a ", "href=", ""),
    ("successor", "", "<a href=a", ""),
    ("successor", "", "<a href=/live/2>", ""),
    ("canonical", "<link ", "rel=canonical ", ""),
    ("canonical", "", "<link rel=canonical ", ""),
    ("its own address", "<link ", "rel=canonical ", ""),
    ("its own address", "", "<link rel=canonical ", ""),
    ("title", "", '<meta og:title"', ""),
    ("title", "<meta ", 'og:title"', ""),
    ("title", "", "<title ", ""),
    ("type", "", '<meta og:type"', ""),
    ("charset in a header", "", " ", "!"),
    ("charset of the text", "", "<script", ""),
    ("charset of the text", "", "<", ""),
    ("hub in a header", "<x>;a", " ", ""),
    ("hub in a header", "<x>;a=", " ", ""),
    ("hub in a header", "<x>", ";a", ""),
    ("hub in a page", "<link ", "rel=", ""),
    ("hub in a page", "<link ", 'rel="', ""),
    ("closing words", "", "прямой ", ""),
    ("moving words", "", "прямой ", ""),
]


@pytest.mark.parametrize("chars", SMALL)
@pytest.mark.parametrize(("reader", "before", "piece", "after"), ATTACKS)
def test_work_grows_with_the_text_and_no_faster(reader: str, before: str, piece: str, after: str, chars: int) -> None:
    """Whatever stands there again and again, four times of it is no more than four times the work."""
    read = READERS[reader]
    small, large = (before + piece * (size // len(piece)) + after for size in (chars, FACTOR * chars))
    read(small)

    assert seconds(read, large) <= SLACK * FACTOR * max(seconds(read, small), LEAST_S)
