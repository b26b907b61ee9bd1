"""Which page a live blog names as its successor, and which links name none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from live_blogs import NOON, entry, snapshot

from monitor.life.head import head_of
from monitor.life.successor import LINKS_LIMIT, Successor, find_successor, own_address, same_page, same_site
from monitor.model import Page

OWN = "https://www.news.example.org/live/flood-day-1"
NEXT = "https://www.news.example.org/live/flood-day-2"
OTHER = "https://www.news.example.org/live/cup-final"


def found(markup: str, *, over: bool = False, left=(), body: bytes = b"", own: str = OWN, **fields) -> str | None:
    """Return the successor that the newest entry names in its markup, or the page in its body."""
    shown = entry(9, html=markup, **fields)
    page = Page(url=own, status=200, headers={}, body=body, fetched_at=NOON)
    reading = snapshot(shown, entry(8), url=own)
    head = head_of(page, reading)
    successor = find_successor(page, reading, head=head, address=own, left=left, over=over)
    return successor.url if successor else None


def link(url: str, words: str = "here", before: str = "", after: str = "") -> str:
    return f'<p>{before} <a class="x" href="{url}">{words}</a> {after}</p>'


@pytest.mark.parametrize(
    ("markup", "over", "url"),
    [
        (link("/live/flood-day-2", before="Our live coverage continues"), False, NEXT),
        (link("/live/flood-day-2#top", "Follow our new live blog"), False, NEXT),
        (link(OTHER, before="Our live coverage continues"), False, OTHER),
        (link("/live/xyz", "Follow our new live blog"), True, "https://www.news.example.org/live/xyz"),
        (link("https://live.news.example.org/live/flood-day-2", "Continue reading here"), False,
         "https://live.news.example.org/live/flood-day-2"),
        (link(NEXT, "Follow our live coverage"), True, NEXT),
        (link(NEXT, "Follow our live coverage"), False, None),
        (link(OTHER, "Follow our live coverage"), True, None),
        (link(OTHER, "Follow our new live blog", after="on the cup final"), False, None),
        (link(NEXT, "here", before="Read yesterday's live blog"), True, None),
        (link(NEXT, "Dam breaks"), True, None),
        (link(OWN, before="Our live coverage continues"), True, None),
        (link(f"{OWN}?page=2", before="Our live coverage continues"), True, None),
        (link("https://www.news.example.org/live/flood-day-0", before="Our live coverage continues"), True, None),
        (link("https://elsewhere.example/live/flood-day-2", before="Our live coverage continues"), True, None),
        (link("https://www.news.example.org/politics/budget", before="Our live coverage continues"), True, None),
        (link("https://www.news.example.org/", before="Our live coverage continues"), True, None),
        (link("mailto:desk@news.example.org", before="Our live coverage continues"), True, None),
        (link("http://[broken", before="Our live coverage continues"), True, None),
        (f"{link(NEXT, before='Our live coverage continues')}{link(OTHER, before='Our live coverage continues')}",
         False, NEXT),
        (f"{link(OTHER, before='Our live coverage continues')}{link('/live/polls', before='Our live coverage moved')}",
         False, None),
        (f"{link(NEXT, before='Our live coverage continues')}{link(NEXT, 'Follow our live coverage')}", False, NEXT),
        (f'Our live coverage continues <a href="{NEXT}">here</a>. See <a href="{OTHER}">the cup</a>.', False, NEXT),
        (f'Our live coverage continues <a href="{NEXT}">here', False, NEXT),
        ("Our live coverage continues tomorrow", False, None),
    ],
)  # fmt: skip
def test_named(markup: str, over: bool, url: str | None) -> None:  # noqa: FBT001 (a case of the table)
    """The words around a link, its address and where it leads decide together."""
    left = ["https://news.example.org/live/flood-day-0"]
    assert url == found(markup, over=over, left=left)


HEAD = (
    '<html><head><script>"Words of the update"</script></head><body>{}<p>Words of the update with the number 9.</p>{}'
)


def test_in_the_head_of_the_page() -> None:
    """A notice above the newest entry names the successor; one below it, in the navigation or in a script, does not."""
    notice = link("/live/flood-day-2", "Follow our new live blog")
    bodies = [
        HEAD.format(notice, ""),
        HEAD.format("", notice),
        HEAD.format(f"<nav>{notice}</nav>", ""),
        HEAD.format(f"<script>{notice}</script>", ""),
        HEAD.format(notice, "").replace("Words of the update with", "Other words than"),
        '{"html": "' + notice,
    ]
    assert [NEXT, None, None, None, None, None] == [found("", body=body.encode(), title=None) for body in bodies]


def test_the_words_are_told() -> None:
    """What is found comes with the clause that names it."""
    markup = link(NEXT, before="Good night. Our live coverage continues", after="in the morning. Bye.")
    page = Page(url=OWN, status=200, headers={}, body=b"", fetched_at=NOON)
    expected = Successor(url=NEXT, words="our live coverage continues here in the morning")
    successor = find_successor(page, snapshot(entry(9, html=markup)), head="", address=OWN, left=(), over=False)
    assert expected == successor


def test_an_empty_page() -> None:
    """A page without entries names nothing."""
    page = Page(url=OWN, status=200, headers={}, body=b"<html>", fetched_at=NOON)
    assert head_of(page, snapshot()) == ""
    assert find_successor(page, snapshot(), head="", address=OWN, left=(), over=True) is None


def test_bounded() -> None:
    """Of a page full of links so many are looked at."""
    filler = '<a href="/a">x</a>' * LINKS_LIMIT
    assert found(f"{filler}{link(NEXT, before='Our live coverage continues')}") is None


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ("", OWN),
        (f'<link rel="canonical" href="{NEXT}">', NEXT),
        ("<LINK href=/live/flood-day-2 rel=canonical>", NEXT),
        ('<link rel="canonical" href="https://elsewhere.example/">', OWN),
        ('<link rel="canonical" href="http://[broken">', OWN),
        ('<link rel="canonical">', OWN),
    ],
)
def test_own_address(head: str, url: str) -> None:
    """A page is called what it calls itself, if that is of its own site."""
    assert url == own_address(Page(url=OWN, status=200, headers={}, body=head.encode(), fetched_at=NOON))


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ("https://amp.news.example.org/x", True),
        ("https://sport.example.org/x", True),
        ("https://example.net/", False),
        ("https://www.news.example.org:8443/", False),
    ],
)
def test_same_site(other: str, same: bool) -> None:  # noqa: FBT001 (a case of the table)
    """Siblings of one domain are one site; other ports and other domains are not."""
    assert same == same_site(OWN, other)


def test_addresses_in_digits_have_no_domain() -> None:
    """Two machines of one network are not one site."""
    assert [True, False] == [same_site("http://10.0.0.1/a", f"http://10.0.0.{last}/b") for last in (1, 2)]


@given(st.text(max_size=200))
def test_any_markup(markup: str) -> None:
    """Whatever an entry holds, there is an answer."""
    found(f'<a href="{markup}">here</a>{markup}<a href="/live/x">{markup}', body=markup.encode("utf-8", "replace"))


BESIDE = [
    ("Elsewhere", "new live blog on the match"),
    ("", "Our business coverage continues here"),
    ("Our business live blog continues", "here"),
    ("The blog has moved on to", "other topics: business live"),
    ("Continue reading", "the business live here"),
    ("See also", "our live coverage continues"),
    ("Lesen Sie auch", "Unser Liveblog geht hier weiter"),
    ("Zur Wirtschaft", "Hier geht es zum Liveticker"),
    ("Weiter geht es im Ticker mit dem", "Pokalfinale"),
    ("A lire aussi", "notre direct se poursuit"),
    ("Lea también", "nuestra cobertura continúa aquí"),
    ("Leggi anche", "la diretta continua qui"),
    ("Leia também", "a cobertura continua aqui"),
    ("Lees ook", "ons liveblog gaat hier verder"),
    ("Czytaj też", "ciąg dalszy relacji tutaj"),
    ("Читайте также", "продолжение трансляции"),
    ("The match goes on", "follow it live"),
    ("Suivez", "le direct de la bourse ici"),
]


@pytest.mark.parametrize(("before", "words"), BESIDE)
@pytest.mark.parametrize("over", [False, True])
def test_another_story(before: str, words: str, *, over: bool) -> None:
    """A link to the live blog of another story is no successor, in whichever words and whether this one is over."""
    assert found(link("/live/business-2026", words, before), over=over) is None


@pytest.mark.parametrize(
    "address",
    ["http://www.news.example.org:99999/live/flood-day-2", "http://www.news.example.org:x/live/flood-day-2"],
)
def test_addresses_that_are_none(address: str) -> None:
    """A port that no machine has makes a link nowhere, and no canonical address."""
    assert found(link(address, before="Our live coverage continues")) is None
    head = f'<link rel="canonical" href="{address}">'
    assert OWN == own_address(Page(url=OWN, status=200, headers={}, body=head.encode(), fetched_at=NOON))


@pytest.mark.parametrize(
    "other",
    [
        "http://news.example.org/live/flood/",
        "https://www.news.example.org/live/flood?utm_source=x&fbclid=1#top",
        "https://amp.news.example.org/live/flood",
        "https://mobile.news.example.org./live/flood",
        "https://www.news.example.org/amp/live/flood",
        "https://www.news.example.org/live/flood/amp",
        "https://www.news.example.org/live/flood.amp.html",
        "https://www.news.example.org:443//live/Flood/index.html;jsessionid=7",
        "https://www.news.example.org/live/fl%6Fod",
    ],
)
def test_one_page_by_many_addresses(other: str) -> None:
    """Scheme, case, tracking, AMP, a session and the name of a file make no other page of one."""
    assert same_page("https://www.news.example.org/live/flood", other)
    assert not same_page("https://www.news.example.org/live/flood-2", other)
