"""What publishers send beside their entries costs work in proportion to its length: links, headers, heads of pages."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

import pytest
from live_blogs import NOON, URL
from selectolax.lexbor import LexborHTMLParser

from monitor.compare.kinds import word_kinds
from monitor.compare.pictures import picture
from monitor.discover import listed
from monitor.extract.blocks.signatures import is_name
from monitor.extract.page.barriers import sent_on
from monitor.extract.page.charsets import guess_charset
from monitor.extract.page.document import Document
from monitor.extract.page.outline import Outline
from monitor.extract.page.titles import page_title, page_type
from monitor.extract.structured.rich import rich_html
from monitor.extract.words.markup import read_html
from monitor.life.head import notice
from monitor.life.phrases import CLOSING, MOVED, folded
from monitor.life.successor import find_successor, own_address
from monitor.model import Page, Snapshot
from monitor.push import find_offer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SMALL, FACTOR = (16, 500, 4_000), 4
"""What is looked through as far as a limit costs the square of its length up to there; what tries each division of a
short text doubles with each of its signs."""

SLACK = 2.5
"""Four times the text is four times the work, give or take what the machine does beside it; a square is sixteen."""

LEAST_S = 0.0005
"""What takes less is not told apart from nothing."""

RUNS = 5
T = TypeVar("T")

CLOSED = "<p>This live blog is now closed.</p>"


def seconds(read: Callable[[T], object], text: T) -> float:
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
    "sent on": lambda text: sent_on(document(text)),
    "name": is_name,
    "picture": lambda text: picture(f"https://news.example/{text}/rain.jpg"),
    "portrait": lambda text: read_html(text, URL),
    "kind of a node": lambda text: rich_html({"type": text, "text": "Rain"}, lambda value: value),
    "a word that changed": lambda text: word_kinds([("-", text), ("+", text.replace("a", "b"))]),
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
    ("sent on", "", "<meta http-equiv=refresh ", ""),
    ("sent on", "<meta http-equiv=refresh content=", " ", ""),
    ("name", "", "É", "!"),
    ("picture", "", "g_", "!"),
    ("picture", "", "a=b", "!"),
    ("portrait", "<img src=/a.jpg ", "class=", "vatar>"),
    ("kind of a node", "", "header", "!"),
    ("a word that changed", "", "a", ""),
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


def test_words_between_many_elements_of_one_are_joined_once() -> None:
    """What is copied again for each of them is seen only in pages of megabytes."""
    piece = "the crews of the ferries said that they will be back again on <br>"
    small, large = (LexborHTMLParser("<div>" + piece * (size // len(piece))) for size in (500_000, 2_000_000))

    def outlined(tree: LexborHTMLParser) -> object:
        return Outline(tree, 2_000_000).release()

    assert seconds(outlined, large) <= SLACK * FACTOR * seconds(outlined, small)
