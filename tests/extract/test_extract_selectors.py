"""The operator's selectors: CSS and JMESPath give the entries they name, and say which key found nothing."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from extract_pages import NOW, jsonld_page, live_blog, page_of
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import NotALiveBlog
from monitor.extract import SELECTED, extract
from monitor.extract.carriers.selectors import read_selected
from monitor.extract.page.document import Document
from monitor.extract.readings.reading import Absent, Reading
from monitor.model import CssSelectors, IdClass, JsonPaths, Page, Selectors, Snapshot

POSTS = """<title>Council</title><h1>Council <em>live</em></h1><main>
<article lang="en" data-id="k7f"><h3>Vote begins</h3><span class="by">By</span> <b>Ada Voss</b> <b>Bo Lind</b>
 <time datetime="2024-11-07T12:01">12.01</time><p>The first count is under way.</p>
 <p>Doors are <a href="/shut">shut</a>.</p>
 <a class="permalink" href="/council/a1">Link</a></article>
<article lang="en" data-id="x2c"><h3>Members arrive</h3>
<time>7 November 2024, 11:40</time><p>Forty are here.</p></article>
</main><aside><p>Read more</p></aside>"""

FULL = CssSelectors(
    entry="article", id="@data-id", url="a.permalink", title="h3", text="p", time="time", author="article > b"
)


def selected(page: Page, selectors: Selectors, zone: ZoneInfo | None = None) -> Snapshot:
    return extract(page, now=NOW, selectors=selectors, zone=zone)


def test_css_gives_every_field():
    """Each field is what its selector names, in the block that holds it."""
    snapshot = selected(page_of(POSTS), FULL)
    entry = snapshot.entries[0]

    assert (SELECTED, "Council live", IdClass.STABLE) == (snapshot.extractor, snapshot.title, snapshot.id_class)
    assert ["k7f", "x2c"] == [entry.id for entry in snapshot.entries]
    assert ("Vote begins", "The first count is under way.\nDoors are shut.") == (entry.title, entry.text)
    assert (("Ada Voss", "Bo Lind"), datetime(2024, 11, 7, 12, 1, tzinfo=UTC)) == (entry.authors, entry.published)
    assert ("https://news.example/council/a1", ("https://news.example/shut",)) == (entry.url, entry.links)
    assert datetime(2024, 11, 7, 11, 40, tzinfo=UTC) == snapshot.entries[1].published


def test_the_text_is_what_the_other_keys_leave():
    """Without a text selector the block's words are its text, without its headline, time and byline."""
    snapshot = selected(page_of(POSTS), CssSelectors(entry="article", id="@data-id", title="h3", time="time"))

    assert "Forty are here." == snapshot.entries[1].text


def test_a_block_in_a_block_is_part_of_it():
    """A quoted post inside an entry is no entry, and what a selector finds in it counts once."""
    page = page_of(
        "<div class=post id=1><p>Says: <div class=post id=2><p>Quoted</p></div></div><div class=post id=3><p>B"
    )
    snapshot = selected(page, CssSelectors(entry=".post", id="@id", text="p, .post"))

    assert [("1", "Says:\nQuoted"), ("3", "B")] == [(entry.id, entry.text) for entry in snapshot.entries]


def test_attributes():
    """`selector@attribute` reads an attribute; where it is missing there is no value."""
    page = page_of('<li><a data-name="Ada Voss" href="/1?utm_source=x" title="First">go</a><li><a href="/2">go</a>')
    snapshot = selected(
        page, CssSelectors(entry="li", title="a@title", author="a@data-name", url="a@href", id="a@href")
    )

    assert [("First", ("Ada Voss",)), (None, ())] == [(entry.title, entry.authors) for entry in snapshot.entries]
    assert ["https://news.example/1", "https://news.example/2"] == [entry.url for entry in snapshot.entries]


@pytest.mark.parametrize(
    ("selectors", "warning"),
    [
        (CssSelectors(entry="article", time=".when"), "selectors.time matched nothing in 2 entries"),
        (CssSelectors(entry="article:first-child", title="h9"), "selectors.title matched nothing in 1 entry"),
        (CssSelectors(entry="article", title="h3["), "selectors.title matched nothing in 2 entries"),
        (
            CssSelectors(entry="*"),
            "selectors.entry matched the page's <html>: all that is on it is read as one entry",
        ),
        (
            CssSelectors(entry="article", id="@lang"),
            "selectors.id gave 'en' for all 2 entries: it names none of them",
        ),
        (
            CssSelectors(entry="article", time="h3"),
            "selectors.time: 'Vote begins' cannot be read as a time, or not without its day (2 entries)",
        ),
    ],
)
def test_a_key_that_finds_nothing_is_named(selectors: CssSelectors, warning: str):
    """What matched nothing, or no time, is said with the key and how often."""
    assert warning in selected(page_of(POSTS), selectors).warnings


def test_an_element_that_holds_several_entries_is_named():
    """Two times are those of an entry and of its change; more are those of other entries."""
    times = "".join(f"<time datetime='2024-11-07T1{at}:00:00Z'>x</time><p>Doors open</p>" for at in range(3))
    too_wide = "selectors.time matched 3 times in one entry: selectors.entry takes several entries for one"

    assert (too_wide,) == selected(page_of(f"<section>{times}"), CssSelectors(entry="section", time="time")).warnings


@pytest.mark.parametrize(
    ("body", "selectors", "reason"),
    [
        (POSTS, CssSelectors(entry="section.post"), "selectors.entry matched nothing: 'section.post'"),
        ("[1]", CssSelectors(entry="p"), "selectors are CSS, and this JSON document has no elements to select"),
        (POSTS, JsonPaths(entries="a"), "jmespath wants JSON, and this HTML document is none (set jmespath.script?)"),
        (POSTS, JsonPaths(entries="a", script="#state"), "jmespath.script matched nothing: '#state'"),
        ("[1]", JsonPaths(entries="a", script="#state"), "jmespath.script matched nothing: '#state'"),
        ("<script id=s>let a = b</script>", JsonPaths(entries="a", script="#s"), "jmespath.script '#s' holds no JSON"),
        ('{"a": 1}', JsonPaths(entries="a"), "jmespath.entries gave no list with items: 'a'; it gave int"),
        ('{"a": []}', JsonPaths(entries="a"), "jmespath.entries gave no list with items: 'a'; it gave an empty list"),
        ('{"a": {}}', JsonPaths(entries="a"), "gave no list with items: 'a'; it gave an empty object"),
        ('{"a": {"b": 1}}', JsonPaths(entries="a"), "gave no list with items: 'a'; it gave an object with b"),
        ("[[1]]", JsonPaths(entries="a"), "items: 'a'; it gave nothing; the document is a list of 1"),
        (
            '{"a": [{"b": "words"}]}',
            JsonPaths(entries="a", text="bb"),
            "has a title, words or a picture; jmespath.text matched nothing in 1 entry; an item is an object with b",
        ),
        ('{"a": 1}', JsonPaths(entries="sort(a)"), "jmespath.entries gave no list with items: 'sort(a)'"),
    ],
)
def test_a_page_without_entries_says_why(body: str, selectors: Selectors, reason: str):
    """When the entries are not where they should be, the error names the key and the document."""
    kind = "application/json" if body[0] in "[{" else "text/html"
    with pytest.raises(NotALiveBlog) as caught:
        selected(page_of(body, content_type=kind), selectors)

    assert reason in caught.value.reason


ITEMS = {
    "posts": [
        {
            "id": 7108,
            "head": "Vote begins",
            "body": "<p>The count, <a href='/rules'>by rule</a>.</p>",
            "at": 1730980860,
            "by": [{"name": "Ada Voss"}, {"name": "Bo Lind"}],
            "path": "/council/71",
        },
        {"id": 7101, "head": "Doors open", "body": "", "at": "2024-11-07T11:40:00Z", "by": [], "path": None},
    ]
}
PATHS = JsonPaths(entries="posts", id="id", title="head", html="body", time="at", author="by[].name", url="path")


@pytest.mark.parametrize(
    ("body", "script"),
    [
        (json.dumps(ITEMS), None),
        (f"<h1>Council</h1><script id=state type=application/json>{json.dumps(ITEMS)}</script>", "#state"),
        (f"<title>Council</title><script>window.__STATE__ = {json.dumps(ITEMS)};</script>", "script"),
        (f"<script>var state={json.dumps(ITEMS)}</script>", "script"),
    ],
)
def test_jmespath_gives_every_field(body: str, script: str | None):
    """The same entries come from JSON, from JSON in a script block, and from a script that assigns it."""
    paths = JsonPaths(**{name: getattr(PATHS, name) for name in PATHS.__slots__ if name != "script"}, script=script)
    snapshot = selected(page_of(body, content_type="application/json" if script is None else "text/html"), paths)
    first, second = snapshot.entries

    assert ("7108", "Vote begins", "The count, by rule.") == (first.id, first.title, first.text)
    assert (("Ada Voss", "Bo Lind"), "https://news.example/council/71") == (first.authors, first.url)
    assert [datetime(2024, 11, 7, 12, 1, tzinfo=UTC), datetime(2024, 11, 7, 11, 40, tzinfo=UTC)] == [
        first.published,
        second.published,
    ]
    assert ("7101", ("https://news.example/rules",), ()) == (second.id, first.links, snapshot.warnings)


def test_json_text_may_be_several_strings():
    """A list of strings is so many paragraphs; what is no text or number is none."""
    page = page_of('{"a": [{"p": ["One", 2, null, {"x": 1}, true]}]}', content_type="application/json")

    assert "One\n2" == selected(page, JsonPaths(entries="a", text="p")).entries[0].text


@pytest.mark.parametrize(
    "path",
    [
        "length(a)",
        "contains(t, `1`)",
        "merge(a, @)",
        "ceil(to_number('nan'))",
        "floor(to_number('inf'))",
        "max_by([{k: a}, {k: t}], &k)",
        "[t, t][::0]",
    ],
)
def test_a_function_on_the_wrong_type_finds_nothing(path: str):
    """What JMESPath cannot do with a value, whether it says so or Python does, is a key that matched nothing."""
    page = page_of('[{"a": 1, "t": "x"}, {"a": 2, "t": "y"}]', content_type="application/json")

    assert ("jmespath.id matched nothing in 2 entries; an item is an object with a, t",) == selected(
        page, JsonPaths(entries="@", id=path, text="t")
    ).warnings


def test_a_slice_takes_the_first_entries():
    """An operator who wants the newest two of a long list says so in the path."""
    page = page_of('[{"t": "x"}, {"t": "y"}, {"t": "z"}]', content_type="application/json")

    assert ["x", "y"] == [entry.text for entry in selected(page, JsonPaths(entries="[:2]", text="t")).entries]


def test_a_time_that_hangs_on_now_makes_no_id():
    """An entry without a name of its own that is "5 min ago" would get another id in each poll."""
    page = page_of("<p><i>5 min ago</i> Doors open</p><p><i>9 min ago</i> Doors shut</p>")

    assert [None, None] == [entry.published for entry in selected(page, CssSelectors(entry="p", time="i")).entries]


LONDON = ZoneInfo("Europe/London")


def test_the_zone_of_the_source_stands_in():
    """A time without a zone is read in the source's, and the reading says so."""
    page = page_of("<p><time datetime='2024-07-18T12:01'>x</time>Doors open</p>")
    snapshot = selected(page, CssSelectors(entry="p", time="time"), LONDON)

    assert datetime(2024, 7, 18, 11, 1, tzinfo=UTC) == snapshot.entries[0].published
    assert "1 of 1 entries have times without a zone; Europe/London is assumed" in snapshot.warnings


def rss(item: str) -> Page:
    return page_of(f"<rss><channel><title>L</title>{item}</channel></rss>", content_type="application/xml")


@pytest.mark.parametrize(
    "page",
    [
        jsonld_page(live_blog({"@id": "1", "headline": "Doors open", "datePublished": "2024-07-18T12:01:00"})),
        rss("<item><guid>1</guid><title>Doors open</title><pubDate>Thu, 18 Jul 2024 12:01:00</pubDate></item>"),
        page_of(
            "<feed xmlns='http://www.w3.org/2005/Atom'><title>L</title><entry><id>1</id><title>Doors open</title>"
            "<published>2024-07-18T12:01:00</published></entry></feed>"
        ),
        page_of(
            '{"version": "https://jsonfeed.org/version/1.1", "title": "L", "items": [{"id": "1", "title": "Doors open",'
            ' "date_published": "2024-07-18T12:01:00"}]}'
        ),
    ],
)
def test_every_format_reads_the_zone_of_the_source(page: Page):
    """JSON-LD and feeds read a time without a zone in the source's, too."""
    snapshot = extract(page, now=NOW, zone=LONDON)

    assert datetime(2024, 7, 18, 11, 1, tzinfo=UTC) == snapshot.entries[0].published
    assert "1 of 1 entries have times without a zone; Europe/London is assumed" in snapshot.warnings


def test_a_clock_is_of_the_day_that_the_page_names():
    """A time of day alone is dated by what the page says around its entries."""
    page = page_of("<meta property=article:published_time content=2024-11-07T09:00:00Z><p><i>12:01</i> Doors open</p>")
    snapshot = selected(page, CssSelectors(entry="p", time="i"))

    assert datetime(2024, 11, 7, 12, 1, tzinfo=UTC) == snapshot.entries[0].published
    assert {snapshot.entries[0].id} == snapshot.dayless


def test_the_way_to_older_pages():
    """The page's link to its next older page is followed as for any other live blog."""
    page = page_of("<link rel=next href='?page=2'><p>Doors open</p>")

    assert "https://news.example/live?page=2" == selected(page, CssSelectors(entry="p")).older


def test_selectors_are_alone():
    """With selectors no extractor is asked, even where one would be sure."""
    page = jsonld_page(live_blog({"@id": "1", "headline": "From JSON-LD", "articleBody": "x"}))
    body = page.body + b"<p>From the page</p>"
    snapshot = selected(page_of(body), CssSelectors(entry="p"))

    assert ["From the page"] == [entry.text for entry in snapshot.entries]
    assert [SELECTED] == [verdict.extractor for verdict in snapshot.verdicts]


@given(
    st.one_of(
        st.binary(), st.text().map(str.encode), st.recursive(st.integers(), st.lists).map(json.dumps).map(str.encode)
    ),
    st.sampled_from(
        [
            FULL,
            CssSelectors(entry="*", text="*", time="*"),
            PATHS,
            JsonPaths(entries="@", text="@"),
            JsonPaths(entries="*", script="*"),
        ]
    ),
)
def test_any_bytes(body: bytes, selectors: Selectors):
    """Whatever the bytes, the answer is a reading or a reason."""
    answer = read_selected(Document(page_of(body), now=NOW), selectors)

    assert isinstance(answer, Reading | Absent)


def test_nested_matches_cost_no_more_than_the_page():
    """A page of 3,500 nested blocks, each of which matches, is read as one entry and not 3,500 times."""
    page = page_of("<div>" * 3_500 + "deep" + "</div>" * 3_500)
    snapshot = selected(page, CssSelectors(entry="div", title="div", time="div"))

    assert 1 == len(snapshot.entries)
