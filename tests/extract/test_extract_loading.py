"""The way to what is older: what links say, what controls load, what answers announce, and why it is not asked for."""

import pytest
from extract_pages import NOW, page_of

from monitor.errors import LayoutChanged
from monitor.extract import extract
from monitor.extract.structured.fragments import cursor_in
from monitor.extract.structured.paging import next_by_cursor
from monitor.model import Snapshot

HOST = "https://www.news.example"
URL = f"{HOST}/live/storm"
WORDS = "The crews voted by a clear margin to end the stoppage of the ferries in the old harbour."


def post(number: int) -> str:
    time = f"2024-12-01T{number // 6:02}:{number % 6}0:00Z"
    return (
        f'<article class="live-post" id="post-77{number:03}"><time datetime="{time}"></time><h3>Report {number}</h3>'
        f"<p>Number {number}: {WORDS}</p></article>"
    )


def posts(*numbers: int) -> str:
    return "".join(map(post, numbers))


def read(after: str, *, url: str = URL, first: str | None = None, head: str = "", **headers: str) -> Snapshot:
    html = f"<html><head><title>Storm live</title>{head}</head><body><main>{posts(9, 8, 7, 6)}</main>{after}</body>"
    page = page_of(html, url=url)
    return extract(type(page)(**{**_fields(page), "headers": {**page.headers, **headers}}), now=NOW, first=first)


def _fields(page: object) -> dict[str, object]:
    return {name: getattr(page, name) for name in page.__dataclass_fields__}


@pytest.mark.parametrize(
    ("after", "older"),
    [
        ('<div hx-get="/live/storm/entries?page=2" hx-trigger="revealed"></div>', "/live/storm/entries?page=2"),
        ('<div data-hx-get="?page=2" data-hx-trigger="intersect once">…</div>', "/live/storm?page=2"),
        ('<div hx-get="/weather?page=2" hx-trigger="revealed"></div>', None),
        ('<div hx-get="/live/storm/weather" hx-trigger="load"></div>', None),
        ('<div hx-get="/live/storm/comments?page=2" hx-trigger="revealed"></div>', None),
        ('<turbo-frame loading="lazy" src="/live/storm?page=2"></turbo-frame>', "/live/storm?page=2"),
        ('<turbo-frame src="/live/storm?page=2"></turbo-frame>', None),
        ('<section class="related"><turbo-frame loading="lazy" src="?page=2"></turbo-frame></section>', None),
        ('<amp-list load-more="manual" src="/live/storm/older.json?b=7"></amp-list>', "/live/storm/older.json?b=7"),
        ('<amp-list src="/live/storm/older.json?b=7"></amp-list>', None),
        (
            '<form action="/live/storm"><input name="before" value="77006"><input><button>Show earlier</button></form>',
            "/live/storm?before=77006",
        ),
        ('<button data-url="http://[" data-href="/more?page=2">Load more</button>', "/more?page=2"),
        ('<form method="post" action="/x"><button>Show earlier</button></form>', None),
        ('<button data-url="/more" data-cursor="a b">Load more</button>', "/more?cursor=a%20b"),
        ('<button data-url="/more?blog=7" data-next-cursor="c9">Load more</button>', "/more?blog=7&cursor=c9"),
        ('<button data-url="/more?page=2" data-cursor="c9">Load more</button>', "/more?page=2"),
        ('<button data-url="/more" data-page="1">Load more</button>', "/more?page=2"),
        ('<button data-url="/more" data-page="2">Load more</button>', "/more?page=2"),
        ('<button data-url="/more" data-next-page="2">Load more</button>', "/more?page=2"),
        ('<button data-url="/more" data-next-page="1">Load more</button>', "/more?page=1"),
        ('<button data-url="/more" data-page="0">Load more</button>', "/more?page=1"),
        ('<button data-url="/more" data-page="two" data-before="/x" data-skip="4">Load more</button>', "/more?skip=4"),
        ('<button data-url="/more" data-page="two">Load more</button>', "/more"),
        ('<button data-url="/more/{page}">Load more</button>', "/more/2"),
        ('<button data-url="/more/{{ page }}" data-page="3">Load more</button>', "/more/3"),
        ('<a href="#" role="button" data-infinite-url="/more?page=2">View more updates</a>', "/more?page=2"),
        ('<button data-url="https://api.news.example/more?page=2">Load more</button>', "https://api.news.example/more?page=2"),
        ('<button data-url="/more?x=1">Load more comments</button>', None),
        ('<a href="?comments_page=2">Older</a>', None),
        ('<div id="comments"><a rel="next" href="?page=2">Older</a></div>', None),
        ('<a rel="next" href="?page=1">Load More</a>', "/live/storm?page=1"),
        ('<a href="?page=1">Load More</a>', None),
        ('<a href="/live/storm/2/">2</a><a href="/live/storm/3/">3</a>', "/live/storm/2/"),
        ('<a href="https://www.news.example/live/storm/2/">2</a>', "/live/storm/2/"),
        ('<a href="/live/storm/before/77006">Earlier updates</a>', "/live/storm/before/77006"),
        ('<a href="/live/storm/quay">Load more</a>', None),
        ('<a href="#top">Older</a>', None),
        ('<aside><button data-url="/latest?page=2">Load more</button></aside>', None),
        ('<button data-load-url="/more/%d" data-current-page="1">Load more</button>', "/more/2"),
        ('<a class="pagination__next" href="#" data-href="/live/storm/page/2">→</a>', "/live/storm/page/2"),
        ('<a class="slider-next" href="#">→</a>', None),
        ('<a href="?seite=2">Weiter</a>', "/live/storm?seite=2"),
        ('<a href="?b=77006">더보기</a>', "/live/storm?b=77006"),
    ],
)  # fmt: skip
def test_where_what_is_older_is_asked_for(after: str, older: str | None):
    """Links and controls of the live blog itself, never those of comments, of other stories and of other sites."""
    expected = older if older is None or older.startswith("https:") else f"{HOST}{older}"

    assert expected == read(after).older


@pytest.mark.parametrize(
    ("after", "barred"),
    [
        (
            '<button id="lm">Load more</button>',
            "its control 'Load more' names no address: only the page's script knows where the older entries are",
        ),
        (
            '<button id="lm" aria-label="Load more"></button>',
            "its control for older entries names no address: only the page's script knows where the older entries are",
        ),
        (
            '<button data-url="https://other.example/more">Load more</button><button>Show earlier</button>',
            "its control 'Load more' loads from another site, other.example, which is not asked",
        ),
        ("<nav><button>Show more</button></nav>", None),
        ("<button>Share</button>", None),
    ],
)
def test_why_what_is_older_is_not_asked_for(after: str, barred: str | None):
    """A control that only a script knows to follow is named, and so is one that leads to somebody else."""
    found = read(after)

    assert (None, barred) == (found.older, found.barred)


def test_an_older_page_belongs_to_the_first():
    """One whose path names an entry goes on below the live blog, not below itself."""
    url = f"{URL}/before/77006"
    onward = '<a href="/live/storm/before/77002">Earlier updates</a>'

    assert None is read(onward, url=url).older
    assert f"{URL}/before/77002" == read(onward, url=url, first=URL).older
    assert None is read('<a href="?page=2">Older</a>', url=f"{URL}?page=2").older, "it names itself"


@pytest.mark.parametrize(
    ("header", "older"),
    [
        (f'<{URL}?page=2>; rel="next", <{URL}?page=9>; rel="last"', f"{URL}?page=2"),
        ("</style.css>; rel=preload, <?page=2>; rel=next", f"{URL}?page=2"),
        ('<?page=2>; rel="prefetch next"', f"{URL}?page=2"),
        ("</live/other?page=2>; rel=next", None),
        (f"<{URL}>; rel=next", None),
        ("<mailto:x>; rel=next", None),
        ("<?page=2>; rel=nextish", None),
    ],
)
def test_a_header_may_announce_the_next_page(header: str, older: str | None):
    """It counts if it is another page of the same address: sites announce other things there as well."""
    assert older == read("", link=header).older


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Storm</title><link rel="self" href="/f"/>
<link rel="next" href="/live/storm?page=2"/><entry><id>a</id><title>A</title></entry></feed>"""
RSS = """<rss xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Storm</title>
<atom:link rel="next" href="?page=2"/><item><guid>a</guid><title>A</title></item></channel></rss>"""
JSON_FEED = """{"version": "https://jsonfeed.org/version/1.1", "title": "Storm", "next_url": "?page=2",
"items": [{"id": "a", "content_text": "A"}]}"""


@pytest.mark.parametrize(
    ("body", "content_type"),
    [(ATOM, "application/atom+xml"), (RSS, "application/rss+xml"), (JSON_FEED, "application/json")],
    ids=["atom", "rss", "jsonfeed"],
)
def test_a_feed_may_name_its_next_page(body: str, content_type: str):
    """RFC 5005 §3, and `next_url`."""
    assert f"{URL}?page=2" == extract(page_of(body, url=URL, content_type=content_type), now=NOW).older
    last = body.replace('rel="next"', 'rel="prev"').replace('"next_url"', '"previous_url"')
    assert None is extract(page_of(last, url=URL, content_type=content_type), now=NOW).older


MORE = "https://news.example/more?blog=7&cursor=k%201"


@pytest.mark.parametrize(
    ("asked", "value", "follows"),
    [
        (MORE, {"html": "<p>", "next_cursor": "k/2"}, "https://news.example/more?blog=7&cursor=k%2F2"),
        (MORE, {"meta": {"paging": {"cursor": "k2"}}}, "https://news.example/more?blog=7&cursor=k2"),
        (MORE, {"cursor": "k 1"}, None),
        (MORE, {"cursor": None, "nextCursor": ""}, None),
        (MORE, {"a": {"b": {"c": {"d": {"cursor": "k2"}}}}}, None),
        (MORE, {"cursor": True, "after": "k2"}, None),
        (MORE, [{"cursor": "k2"}], None),
        ("https://news.example/more?offset=10", {"nextOffset": 20}, "https://news.example/more?offset=20"),
        ("https://news.example/more?page=2", {"page": 1}, None),
        ("https://news.example/more", {"cursor": "k2"}, None),
    ],
)
def test_an_answer_may_give_the_next_cursor(asked: str, value: object, follows: str | None):
    """Alone, without an address: it takes the place of the one that was asked with."""
    assert follows == next_by_cursor(value, asked)


def test_what_only_begins_as_json_gives_no_cursor():
    """The extractors say what it is."""
    assert None is cursor_in(page_of("{never", url=MORE))


# ------------------------------------------------------------------------------------------ by whom it is read


def declared(*numbers: int) -> str:
    updates = ",".join(
        f'{{"@type": "BlogPosting", "@id": "#post-77{number:03}", "headline": "Report {number}", '
        f'"datePublished": "2024-12-01T{number // 6:02}:{number % 6}0:00Z", "articleBody": "Number {number}: {WORDS}"}}'
        for number in numbers
    )
    return (
        '<script type="application/ld+json">{"@type": "LiveBlogPosting", "headline": "Storm live", '
        f'"liveBlogUpdate": [{updates}]}}</script>'
    )


def read_older(html: str) -> Snapshot:
    """Read an older page by the choice that the first page made, of what it declares and what it shows."""
    first = extract(page_of(f"<html>{declared(9, 8, 7, 6)}<main>{posts(9, 8, 7, 6)}</main></html>", url=URL), now=NOW)
    assert "jsonld+container" == first.extractor
    return extract(page_of(html, url=f"{URL}?page=2"), now=NOW, remembered=first.choice, first=URL)


@pytest.mark.parametrize(
    "beside",
    ["", declared(9, 8, 7, 6), declared(5, 4, 3, 2)],
    ids=["declares nothing", "declares the first page", "declares its own"],
)
def test_an_older_page_is_read_by_what_shows_it(beside: str):
    """A piece that a button loads declares nothing, and some pages declare what the first one shows."""
    found = read_older(f"{beside}<main>{posts(5, 4, 3, 2)}</main>")

    assert ["77005", "77004", "77003", "77002"] == [entry.id for entry in found.entries]
    assert ["Report 5", "Report 4", "Report 3", "Report 2"] == [entry.title for entry in found.entries]


def test_an_older_page_may_only_declare():
    """What its markup does not show is read as far as it is declared, and the rest stays unknown."""
    found = read_older(declared(5, 4))

    assert ["77005", "77004"] == [entry.id for entry in found.entries]
    assert {"html"} <= found.unseen["77005"]


def test_an_older_page_of_nothing_is_an_error():
    """It says that the layout is another one."""
    with pytest.raises(LayoutChanged):
        read_older("<main><p>Nothing.</p></main>")


def test_a_control_may_load_from_another_host_of_its_publisher():
    """One of the same domain, if the page is on one below it; a stranger's is not asked."""
    button = '<button data-url="https://{}/more?page=2">Load more</button>'
    own = read(button.format("api.news.example"), url="https://live.news.example/storm")
    other = read(button.format("api.other.example"), url="https://live.news.example/storm")

    assert "https://api.news.example/more?page=2" == own.older
    assert other.older is None
    assert other.barred is not None
