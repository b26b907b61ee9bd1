"""The ways from a page with the oldest entries to the newest ones: links, orders, numbers, controls, headers."""

import pytest
from extract_pages import NOW, page_of

from monitor.extract import extract
from monitor.extract.structured.fragments import is_whole_piece
from monitor.extract.structured.paging import linked
from monitor.model import Snapshot, Ways

HOST = "https://www.news.example"
URL = f"{HOST}/live/storm"
WORDS = "The crews voted by a clear margin to end the stoppage of the ferries in the old harbour."


FORM = (
    '<form><input type="hidden" name="b" value="7"><input type="text" name="q"><select name="sort">'
    '<option value="up">Oldest first</option><option value="down">Newest first</option>'
    "<option>Latest first</option></select></form>"
)


def posts(*numbers: int) -> str:
    return "".join(
        f'<article class="live-post" id="post-77{number:03}"><time datetime="2024-12-01T0{number}:10:00Z"></time>'
        f"<h3>Report {number}</h3><p>Number {number}: {WORDS}</p></article>"
        for number in numbers
    )


def read(after: str, *numbers: int, url: str = URL, first: str | None = None, choice: str | None = None) -> Snapshot:
    html = f"<html><head><title>Storm live</title></head><body><main>{posts(*numbers or (3, 4, 5, 6))}</main>{after}"
    return extract(page_of(f"{html}</body></html>", url=url), now=NOW, first=first, remembered=choice)


def ways(after: str, **where: str) -> Ways:
    return read(after, **where).ways


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ('<a href="?order=desc">Umdrehen</a>', Ways(newest_first="?order=desc", newer=None)),
        ('<a href="?v=2">Neueste zuerst</a>', Ways(newest_first="?v=2")),
        ('<a href="?order=asc">Oldest first</a>', Ways()),
        (
            FORM,
            Ways(newest_first="?b=7&sort=down"),
        ),
        (
            "<form><select name=sort><option>Newest first</option></select></form>",
            Ways(newest_first="?sort=Newest%20first"),
        ),
        ('<form method="post"><select name="sort"><option>Newest first</option></select></form>', Ways()),
        ("<form><select name=sort><option>By author</option></select></form>", Ways()),
        ('<aside><form><select name="sort"><option>Newest first</option></select></form></aside>', Ways()),
        ('<a rel="next" href="?page=2">2</a><a rel="last" href="?page=9">9</a>', Ways(newer="?page=2", last="?page=9")),
        ('<a href="?page=2">2</a><a href="?page=7">7</a>', Ways(newer="?page=2", last="?page=7")),
        ('<a href="?start=10">2</a><a href="?start=30">4</a>', Ways(last="?start=30")),
        ('<a href="?seite=2">Weiter</a><a href="?seite=5">Letzte Seite</a>', Ways(newer="?seite=2", last="?seite=5")),
        ('<ul><li class="pager-last"><a href="?page=8">»</a></li></ul>', Ways(last="?page=8")),
        ('<p class="last"><a href="?page=2">More from us at last</a></p>', Ways(newer="?page=2", last="?page=2")),
        ('<a class="last" href="?x=8">Archive</a>', Ways()),
        ('<a href="/live/storm/latest">Jump to latest post</a>', Ways(last="/live/storm/latest")),
        ('<a href="?page=2">Newer posts</a>', Ways(newer="?page=2", last="?page=2")),
        ('<button data-url="/more?after=77006">Load newer updates</button>', Ways(newer="/more?after=77006")),
        ('<aside><button data-url="/more?after=1">Load newer updates</button></aside>', Ways()),
        ('<button data-url="/c?after=1">Load newer comments</button>', Ways()),
        ('<button data-url="/more?page=2">Load more</button>', Ways(newer="/more?page=2")),
    ],
)
def test_where_a_page_with_the_oldest_entries_leads(after, expected):
    """Each manner alone, on a page whose entries run upwards."""
    whole = {
        name: value and (HOST + value if value[0] == "/" else URL + value)
        for name, value in ((name, getattr(expected, name)) for name in ("newest_first", "last", "newer", "before"))
    }
    assert Ways(**whole) == ways(after)


def test_a_page_with_the_newest_first_has_no_such_ways():
    """It is at the newest already, whatever it links to."""
    after = '<a rel="next" href="?page=2">2</a><a rel="last" href="?page=9">9</a><a href="?order=desc">Newest first</a>'

    assert Ways() == read(after, 6, 5, 4, 3).ways


@pytest.mark.parametrize(
    ("after", "before", "newer"),
    [
        ('<a rel="prev" href="?page=3">3</a><a rel="next" href="?page=5">5</a>', "?page=3", "?page=5"),
        ('<a href="?page=3">Zurück</a><a href="?page=5">Weiter</a>', "?page=3", "?page=5"),
        ('<a href="?page=3">Older posts</a><a href="?page=5">Newer posts</a>', "?page=3", "?page=5"),
        ('<a href="?page=1">1</a><a href="?page=3">3</a><a href="?page=5">5</a>', "?page=3", "?page=5"),
        ('<a href="?page=3">‹</a>', "?page=3", None),
        ('<a rel="next" title="Previous days" href="?page=5">5</a>', None, "?page=5"),
    ],
)
def test_where_a_later_page_leads(after, before, newer):
    """Back to what is older, and on to what is newer; its own number says which is which."""
    found = ways(after, url=f"{URL}?page=4", first=URL)

    assert (before and URL + before, newer and URL + newer) == (found.before, found.newer)


def test_a_page_in_the_order_asked_for_turns_no_more():
    """The link to the order that it has leads nowhere."""
    assert (
        ways('<a href="?order=desc">Absteigend sortiert?</a>', url=f"{URL}?order=desc", first=URL).newest_first is None
    )


def test_the_header_of_an_answer_says_it_too():
    """Of the same address only, and by the relation that is asked for."""
    links = '</s.css>; rel=preload, </live/storm?page=3>; rel="next", <?page=9>; rel="prev last", </b?x>; rel=prev'

    assert f"{URL}?page=3" == linked({"link": links}, URL, "next")
    assert f"{URL}?page=9" == linked({"link": links}, URL, "last")
    assert f"{URL}?page=9" == linked({"link": links}, URL, "prev")
    assert linked({}, URL, "next") is None


def test_a_further_page_may_have_one_entry():
    """The first page has shown where entries stand, so the one that has just come is read, on a page or in a piece."""
    choice = read("", 3, 4, 5, 6).choice.replace("~4", "~1")
    one = read("", 7, url=f"{URL}?page=2", first=URL, choice=choice)
    piece = extract(page_of(posts(8), url=f"{HOST}/more"), now=NOW, first=URL, remembered=choice)

    assert ["Report 7"] == [entry.title for entry in one.entries]
    assert ["Report 8"] == [entry.title for entry in piece.entries]


@pytest.mark.parametrize(
    ("body", "whole"),
    [("<p>One</p>\n", True), ("[1]", True), ("<p>One", False), ("<html><p>One</p>", False), ("", False)],
)
def test_a_piece_that_a_control_loads_has_no_end_of_its_own(body, whole):
    """It broke off where its last tag did; a page has more to show."""
    assert whole == is_whole_piece(page_of(body))
