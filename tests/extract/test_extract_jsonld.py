"""LiveBlogPosting in every shape that publishers, plug-ins and templates give it."""

from __future__ import annotations

import json
from datetime import UTC
from typing import Any

import pytest
from extract_pages import NOW, URL, jsonld_page, live_blog, page_of, read
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import ExtractError, NotALiveBlog
from monitor.extract import EXTRACTORS, extract
from monitor.extract.carriers.jsonld import MAX_BLOCKS, find_blocks
from monitor.extract.readings.assemble import EMPTY_CONFIDENCE, MAX_ENTRIES
from monitor.extract.readings.recall import Memo
from monitor.extract.structured.graph import MAX_NODES, outline
from monitor.extract.words.rare import FEW_SIGNS
from monitor.model import IdClass, Window

ONE = {"@id": "#a7", "headline": "One", "datePublished": "2024-07-18T11:00:00Z", "articleBody": "First."}
TWO = {"@id": "#b3", "headline": "Two", "datePublished": "2024-07-18T10:00:00Z", "articleBody": "Second."}

SITE = "https://news.example"


def titles(*blocks: Any) -> list[str | None]:
    return [entry.title for entry in read(jsonld_page(*blocks)).entries]


@pytest.mark.parametrize(
    "shape",
    [
        live_blog(ONE, TWO),
        [{"@type": "WebPage"}, live_blog(ONE, TWO)],
        {"@graph": [{"@type": "Person"}, live_blog(ONE, TWO)]},
        {"@type": "NewsArticle", "hasPart": [live_blog(ONE, TWO)]},
        {"@type": "WebPage", "mainEntity": live_blog(ONE, TWO)},
        {**live_blog(ONE, TWO), "@type": ["NewsArticle", "LiveBlogPosting"]},
        {**live_blog(ONE, TWO), "@type": "https://schema.org/LiveBlogPosting"},
        {**live_blog(), "@type": "NewsArticle", "liveBlogUpdate": [ONE, TWO]},
        {"@type": "LiveBlogPosting", "blogPost": [ONE, TWO]},
        {"@type": "LiveBlogPosting", "blogPosts": [ONE, TWO], "liveBlogUpdate": []},
        {"@type": "schema:LiveBlogPosting", "schema:liveBlogUpdate": [ONE, TWO]},
        {"@type": "LiveBlogPosting", "liveBlogUpdate": {"@list": [ONE, [TWO]]}},
        {"@type": "LiveBlogPosting", "liveBlogUpdate": {"0": ONE, "7": TWO}},
        {
            "@type": "LiveBlogPosting",
            "liveBlogUpdate": {"@type": "ItemList", "itemListElement": [{"item": ONE}, {"item": TWO}]},
        },
        {"@graph": [{"@type": "LiveBlogPosting", "liveBlogUpdate": [{"@id": "#a7"}, {"@id": "#b3"}]}, ONE, TWO]},
        live_blog(ONE, "https://news.example/not-an-object", {}, 7, TWO),
        {"@graph": [{"@type": "LiveBlogPosting", "liveBlogUpdate": ["#a7", "#b3", "#c1"]}, ONE, TWO]},
        {
            "@graph": [
                {"@type": "LiveBlogPosting", "liveBlogUpdate": {"@id": "#list"}},
                {"@id": "#list", "itemListElement": [{"item": {"@id": "#a7"}}, {"item": {"@id": "#b3"}}]},
                ONE,
                TWO,
            ]
        },
    ],
)  # fmt: skip
def test_shapes(shape: Any):
    """Wherever the live blog hangs and however its updates are wrapped, they are found in order."""
    assert ["One", "Two"] == titles(shape)


def test_a_single_update_needs_no_list():
    """One update may stand alone."""
    assert ["One"] == titles({"@type": "LiveBlogPosting", "liveBlogUpdate": ONE})


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        ("Ada", ("Ada",)),
        ({"@type": "Person", "name": " Ada  Quill"}, ("Ada Quill",)),
        ([{"name": "Ada"}, "Ben", {"name": "Ada"}], ("Ada", "Ben")),
        ({"name": ["Ada", "Ben"]}, ("Ada", "Ben")),
        ([{"@type": ["Person"], "name": [{"@value": "Ada"}, {"@value": "Ben"}]}], ("Ada", "Ben")),
        ({"@id": "#ada"}, ("Ada &Co",)),
        ({"@id": "#nobody"}, ()),
        ({"@type": "Person", "@id": "#ada"}, ("Ada &Co",)),
        ([{"@type": "Person", "@id": "#nobody"}], ()),
        ("https://news.example/ada", ()),
        ("https://news.example/ben", ("Ben & Co",)),
        (["https://news.example/cy", "https://news.example/none"], ()),
        ({"alternateName": "Q&amp;A desk"}, ("Q&A desk",)),
        ("", ()),
        (None, ()),
        (7, ()),
    ],
)
def test_authors(author: Any, expected: tuple[str, ...]):
    """An author may be a name, an object, a list, or a reference into another block of the page."""
    blog = live_blog({**ONE, "author": author}, {**TWO, "author": {"name": "Else"}})
    people = [("#ada", "Ada &amp;Co"), (f"{SITE}/ben", "Ben &amp; Co"), (f"{SITE}/cy", ["Cy"]), (f"{SITE}/none", None)]
    other = {"@graph": [{"@id": id_, "@type": "Person", "name": name} for id_, name in people]}

    assert expected == read(jsonld_page(blog, "{broken", other)).entries[0].authors


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("/i.jpg", ("https://news.example/i.jpg",)),
        ({"url": "https://i.example/a.jpg"}, ("https://i.example/a.jpg",)),
        ({"contentUrl": "https://i.example/a.jpg"}, ("https://i.example/a.jpg",)),
        (["/a.jpg", {"url": ["/b.jpg"]}, 3], ("https://news.example/a.jpg", "https://news.example/b.jpg")),
        ([{"@id": "https://i.example/c.jpg"}, "javascript:x"], ("https://i.example/c.jpg",)),
        ({"@type": "ImageObject"}, ()),
    ],
)  # fmt: skip
def test_images(image: Any, expected: tuple[str, ...]):
    """Pictures may be addresses, objects or lists of either."""
    assert expected == read(jsonld_page(live_blog({**ONE, "image": image}, TWO))).entries[0].images


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("a\n\nb", "a\nb"),
        ({"@type": "Text", "text": "a"}, "a"),
        ({"@value": "a", "@language": "en"}, "a"),
        (["a", {"text": "b"}, 7, True], "a\nb\n7"),
        ({"@type": "Text"}, ""),
    ],
)
def test_bodies(body: Any, expected: str):
    """A body may be words, an object that wraps them, or a list of paragraphs."""
    assert expected == read(jsonld_page(live_blog({**ONE, "articleBody": body}))).entries[0].text


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Pier closed\nIt rains.", "It rains."),
        ("<h2>Pier closed</h2><p>It rains.</p>", "It rains."),
        ("Pier closed again\nIt rains.", "Pier closed again\nIt rains."),
        ("Pier closed", "Pier closed"),
    ],
)
def test_a_headline_above_a_body_is_none_of_its_lines(body: str, expected: str):
    """Some publishers write it twice; a line that goes on, or is all there is, stays."""
    one = {**ONE, "headline": "Pier closed", "articleBody": body}

    assert expected == read(jsonld_page(live_blog(one, TWO))).entries[0].text


def test_videos_and_shared_content_are_links():
    """What an entry embeds is part of what it says, even without words."""
    update = {
        "@id": "#v",
        "video": {"embedUrl": "https://v.example/7"},
        "sharedContent": [{"url": "https://t.example/1"}],
    }

    [entry] = read(jsonld_page(live_blog(update))).entries
    assert ("https://v.example/7", "https://t.example/1") == entry.links


def test_entries_that_say_nothing_are_dropped():
    """An update without title, text, picture, link and address is none."""
    assert ["One"] == titles(live_blog(ONE, {"@type": "BlogPosting", "datePublished": "2024-07-18T11:48:00Z"}))


def test_page_values_in_entries_are_dropped():
    """A headline, authors, pictures and times that every entry repeats from the page are not the entries' own."""
    page_level = {
        "headline": "Live",
        "author": ["Ada", "Ben"],
        "image": "/p.jpg",
        "datePublished": "2024-07-18T11:00:00Z",
    }
    blog = live_blog(*({**page_level, "@id": f"#{id_}", "articleBody": id_} for id_ in ("x9", "k2")), **page_level)

    snapshot = read(jsonld_page(blog))
    assert [(None, "x9", (), (), None), (None, "k2", (), (), None)] == [
        (entry.title, entry.text, entry.authors, entry.images, entry.published) for entry in snapshot.entries
    ]
    assert ("entries repeat the page's authors, images, published, title; ignored",) == snapshot.warnings


def test_page_values_are_dropped_entry_by_entry():
    """An entry with a headline of its own does not bring the page's headline back to all others; one author stays."""
    copied = [{**ONE, "@id": f"#{id_}", "headline": "Live", "author": "Ada"} for id_ in ("x9", "k2")]
    blog = live_blog(*copied, {**TWO, "author": "Ada"}, author="Ada")

    assert [(None, ("Ada",)), (None, ("Ada",)), ("Two", ("Ada",))] == [
        (entry.title, entry.authors) for entry in read(jsonld_page(blog)).entries
    ]


def test_a_page_named_after_one_of_its_entries_leaves_it_its_headline():
    """The headline that the page takes over from an entry stays that entry's, before, while and after it does."""
    named = [titles(live_blog(ONE, TWO, headline=headline)) for headline in ("Live", "Two", "Three")]
    assert [["One", "Two"]] * 3 == named


def test_a_picture_that_the_entries_share_is_theirs():
    """Else one entry with a picture of its own would bring it back to all others; only the page's own is dropped."""
    shared = [
        {"@id": f"#{id_}", "articleBody": id_, "image": ["/logo.jpg", "/p.jpg?w=9"]} for id_ in ("x9", "k2", "m4")
    ]
    own = {"@id": "#q8", "articleBody": "q8", "image": "/own.jpg"}
    logo = ("https://news.example/logo.jpg",)

    alone = read(jsonld_page(live_blog(*shared, image="/p.jpg")))
    beside = read(jsonld_page(live_blog(*shared, own, image="/p.jpg")))

    assert [logo] * 3 == [entry.images for entry in alone.entries]
    assert [*[logo] * 3, ("https://news.example/own.jpg",)] == [entry.images for entry in beside.entries]


def test_one_time_for_many_entries_is_not_theirs():
    """Three entries published in one instant carry a time that was made for the page."""
    same = [
        {"@id": f"#{id_}", "articleBody": id_, "datePublished": "2024-07-18T11:00:00Z"} for id_ in ("x9", "k2", "m4")
    ]

    assert [None] * 3 == [entry.published for entry in read(jsonld_page(live_blog(*same))).entries]
    assert None not in [entry.published for entry in read(jsonld_page(live_blog(*same[:2]))).entries]


@pytest.mark.parametrize(
    ("dates", "hour"),
    [
        ({"datePublished": "2024-07-18T09:00:00+05:30"}, 5),
        ({"dateModified": "2024-07-18T12:00:00-0400", "datePublished": "2024-01-18T09:00:00-0500"}, 15),
        ({"dateModified": "2024-07-18T12:00:00+01:00", "datePublished": "2024-01-18T09:00:00+00:00"}, 10),
        ({"dateModified": "2024-07-18T12:00:00+03:00", "datePublished": "2024-01-18T09:00:00-05:00"}, 16),
        ({"datePublished": "2024-07-18T09:00:00Z"}, 11),
        ({}, 11),
    ],
)
def test_a_date_without_a_zone_is_of_that_of_the_live_blog(dates: dict[str, str], hour: int):
    """A plug-in that writes the page's dates with the site's zone writes those of the updates in it, without.

    No update moves by an hour when the clocks change.
    """
    bare = [{**one, "datePublished": one["datePublished"].removesuffix("Z")} for one in (ONE, TWO)]

    first = read(jsonld_page(live_blog(*bare, **dates))).entries[0]

    assert (hour, 30 * (hour == 5)) == (first.published.hour, first.published.minute) if first.published else False


def test_a_zone_that_is_written_or_set_comes_before_that_of_the_live_blog():
    """An update's own zone is its own, and an operator knows better than the page."""
    bare = {**ONE, "datePublished": "2024-07-18T11:00:00"}
    page = jsonld_page(live_blog(TWO, bare, datePublished="2024-07-18T09:00:00+05:30"))

    assert [11, 10] == [e.published.hour for e in extract(page, now=NOW, zone=UTC).entries if e.published]


def test_updated_only_when_it_was():
    """The time of an edit is told only if it differs from the publication as an instant."""
    spelt = {**ONE, "dateModified": "2024-07-18T12:00:00.000+01:00"}
    edited = {**TWO, "dateModified": "2024-07-18T10:05:00Z"}

    first, second = read(jsonld_page(live_blog(spelt, edited))).entries
    assert (None, True) == (first.updated, second.updated is not None)


def test_oldest_first_is_turned_round():
    """Entries come newest first, also from a page that shows the oldest first; an editor's order is left alone."""
    hours = [
        {"@id": f"#x{hour}y", "headline": str(hour), "datePublished": f"2024-07-18T{hour}:00:00Z"}
        for hour in range(10, 16)
    ]
    pinned = [hours[0], *hours[:0:-1]]

    assert ["15", "14", "13", "12", "11", "10"] == titles(live_blog(*hours))
    assert ["10", "15", "14", "13", "12", "11"] == titles(live_blog(*pinned))


def test_an_entry_shown_twice_is_one():
    """A pinned copy is the same entry; the longer text is kept in the place of the first."""
    short = {**TWO, "articleBody": "Sec…"}

    entries = read(jsonld_page(live_blog(short, ONE, TWO, ONE))).entries
    assert [("b3", "Second."), ("a7", "First.")] == [(entry.id, entry.text) for entry in entries]


def test_two_entries_under_one_id_are_two():
    """Entries that share nothing but an id are not merged (WordPress makes ids of times); copies of them are."""
    other = {"@id": "#a7", "headline": "Else", "datePublished": "2024-07-18T09:00:00Z", "articleBody": "Other."}

    entries = read(jsonld_page(live_blog(ONE, other, TWO, dict(other)))).entries
    assert ["One", "Else", "Two"] == [entry.title for entry in entries]
    assert 3 == len({entry.id for entry in entries})


def test_equal_entries_without_ids_are_two():
    """Equal texts are two entries, each with an id."""
    same = {"articleBody": "Goal!"}

    snapshot = read(jsonld_page(live_blog(same, same)))
    assert (2, 2, IdClass.DERIVED) == (
        len(snapshot.entries),
        len({entry.id for entry in snapshot.entries}),
        snapshot.id_class,
    )


def test_ids_that_collide_are_spelt_out():
    """Two names that would be shortened to one id keep their words."""
    updates = ({**ONE, "@id": "post-12"}, {**TWO, "@id": "card-12"}, {"@id": "post-9", "headline": "Three"})

    assert ["post-12", "card-12", "9"] == [entry.id for entry in read(jsonld_page(live_blog(*updates))).entries]


def test_an_id_that_every_entry_has_is_the_pages():
    """Where `@id` names the page, the address of the entry names the entry."""
    updates = [
        {**update, "@id": "news.example#page", "url": f"{URL}#{id_}"} for update, id_ in ((ONE, "x9"), (TWO, "k2"))
    ]

    assert ["x9", "k2"] == [entry.id for entry in read(jsonld_page(live_blog(*updates))).entries]


def test_a_stable_kind_of_id_is_preferred():
    """Where the address is a position and `identifier` is stable, the identifier is the id."""
    updates = [
        {**update, "@id": f"#post{at}", "identifier": number}
        for at, update, number in ((1, ONE, 88123), (2, TWO, 88107))
    ]

    snapshot = read(jsonld_page(live_blog(*updates)))
    assert (["88123", "88107"], IdClass.STABLE) == ([entry.id for entry in snapshot.entries], snapshot.id_class)


def test_a_counter_down_to_one_shows_the_whole_blog():
    """Counters that reach the first entry say that nothing has rolled off."""
    updates = [{**ONE, "@id": f"#event{at}", "headline": f"h{at}"} for at in (3, 2, 1)]

    whole = read(jsonld_page(live_blog(*updates)))
    assert (IdClass.COUNTER, Window.WHOLE) == (whole.id_class, whole.window)
    assert Window.NEWEST is read(jsonld_page(live_blog(*updates[:2]))).window


def test_the_blog_of_this_page_is_chosen():
    """Of several live blogs the one that names this page, or its canonical address, is read; else the longest."""
    mine, other = live_blog(ONE), live_blog(TWO, {**ONE, "@id": "#c1"}, url="https://news.example/other")

    assert ["One"] == titles(other, mine)
    canonical = page_of(
        '<link rel="canonical" href="https://news.example/other">' + jsonld_page(mine, other).body.decode(),
        url="https://x.example/",
    )
    assert 2 == len(read(canonical).entries)
    assert 2 == len(read(page_of(jsonld_page(mine, other).body, url="https://x.example/")).entries)


def test_a_lone_blog_of_elsewhere_is_read_with_a_warning():
    """A LiveBlogPosting that names another page may be a teaser: it is read, less surely."""
    snapshot = read(jsonld_page(live_blog(ONE, TWO, url="https://news.example/other")))

    assert ("the LiveBlogPosting says that it belongs to https://news.example/other",) == snapshot.warnings
    assert 0.8 == snapshot.confidence


def test_a_blog_without_an_address_is_this_pages():
    """Sourcefabric writes no address: the page's is taken."""
    snapshot = read(jsonld_page({"@type": "LiveBlogPosting", "liveBlogUpdate": [ONE]}))

    assert (URL, 1.0) == (snapshot.url, snapshot.confidence)


@pytest.mark.parametrize("missing", [{}, {"liveBlogUpdate": []}, {"liveBlogUpdate": None}, {"liveBlogUpdate": [{}]}])
def test_coverage_that_has_not_begun(missing: dict[str, Any]):
    """A live blog without updates is an empty snapshot of low confidence, not a fault."""
    snapshot = read(jsonld_page({"@type": "LiveBlogPosting", "headline": "Soon", "url": URL, **missing}))

    assert ((), EMPTY_CONFIDENCE, "Soon") == (snapshot.entries, snapshot.confidence, snapshot.title)


def test_there_is_a_limit_to_entries():
    """Past the limit entries are left out, and it is said."""
    snapshot = read(
        jsonld_page(live_blog(*({"@id": f"#e{at * 7}", "headline": f"h{at}"} for at in range(MAX_ENTRIES + 1))))
    )

    assert MAX_ENTRIES == len(snapshot.entries)
    assert f"only the first {MAX_ENTRIES} of {MAX_ENTRIES + 1} entries are read" in snapshot.warnings


@pytest.mark.parametrize(
    "html",
    [
        "<SCRIPT TYPE='application/LD+JSON'>{}</SCRIPT><script>x</script>",
        "<script type='application/Ld+jSoN'>{}</script>",
        "<script type='application/ld&#X2b;Json'>{}</script><i>LiveBlog</i>+",
        '<script type="application/ld&#x2B;json">{}</script>',
        "<p>ld+json</p><script type=application/ld+json>{}</script>",
        '<script type="application/ld+json">{}',
        '<!-- hi --><script type="application/ld+json">{}</script>',
        '<a title="ld+json"></a><script type="application/ld+json" data-x>{}</SCRIPT><script></script>',
    ],
)
def test_spellings_of_the_script_element(html: str):
    """Case, quotes, references and a missing end do not hide a block."""
    assert 1 == len(read(page_of(html.replace("{}", json.dumps(live_blog(ONE))))).entries)


def test_there_is_a_limit_to_live_blogs():
    """A live blog is found behind any number of other blocks, but not behind a hundred that have no updates yet."""
    assert ["One"] == titles(*[{}] * MAX_BLOCKS, live_blog(ONE))
    assert ["One"] == titles(*[live_blog()] * (MAX_BLOCKS - 1), live_blog(ONE))
    assert [] == titles(*[live_blog()] * MAX_BLOCKS, live_blog(ONE))


_OPENINGS = {
    "block": '<script type="application/ld+json">',
    "shouted": '<SCRIPT TYPE="application/LD+JSON">',
    "hidden": '<!-- <script type="application/ld+json">',
    "script": "<script>",
    "text": "<p>",
}
_NAMES = ("LiveBlogPosting", "liveBlogUpdate")


@given(
    st.lists(
        st.tuples(
            st.sampled_from([*_OPENINGS]),
            st.lists(
                st.sampled_from(
                    [*_NAMES, "x", "<b>", "<" * (FEW_SIGNS + 1), "+" * (FEW_SIGNS + 1), "ld+json", "+json", "\n"]
                ),
                max_size=4,
            ).map("".join),
        ),
        max_size=6,
    )
)
def test_blocks_are_found_and_told_apart(pieces: list[tuple[str, str]]):
    """Every block that names a live blog is found, and every other, and nothing else, whatever stands in them."""
    ends = {"shouted": "</script>", "block": "</script>", "hidden": "</script> -->", "script": "</script>"}
    body = "".join(_OPENINGS[kind] + content + ends.get(kind, "</p>") for kind, content in pieces)
    blocks = [content.encode() for kind, content in pieces if kind in {"block", "shouted"}]
    live = [block for block in blocks if any(name.encode() in block for name in _NAMES)]
    assert (live, [block for block in blocks if block not in live]) == find_blocks(body.encode())


def test_a_type_that_is_spelt_with_a_reference_is_looked_for_where_no_other_names_a_live_blog():
    """Reach writes "ld&#x2B;json"; another block with a plus sign does not hide its live blog."""
    odd = '<script type="application/ld&#x2B;json">{}</script>'.replace("{}", json.dumps(live_blog(ONE)))
    plain = '<script type="application/ld+json">{"@type": "WebPage"}</script>'

    for html in (odd + plain, plain + odd):
        assert ["One"] == [entry.title for entry in read(page_of(html)).entries]


def test_a_script_in_a_script_is_none():
    """What a script writes into the page is not read for a block, wherever the live blog is named."""
    written = '<script>document.write("<script type=application/ld+json>")</script>'
    assert ["One"] == [
        entry.title for entry in read(page_of(written.encode() + jsonld_page(live_blog(ONE)).body)).entries
    ]


@pytest.mark.parametrize("plus", ["+", "&#x2B;"])
def test_a_block_in_a_comment_is_not_there(plus: str):
    """What an editor commented out is not read, however the type is written."""
    hidden = '<!-- <script type="application/ld+json">{}</script> -->'.replace("{}", json.dumps(live_blog(ONE)))
    shown = jsonld_page(live_blog(TWO)).body.decode()

    with pytest.raises(NotALiveBlog):
        read(page_of(hidden.replace("ld+json", f"ld{plus}json")))
    page = page_of((hidden + shown).replace("ld+json", f"ld{plus}json"))
    assert ["Two"] == [entry.title for entry in read(page).entries]


@pytest.mark.parametrize(
    ("body", "content_type", "reason"),
    [
        ("", "text/html", "the body is empty"),
        ("%PDF-1.7", "application/pdf", "the body is not HTML, XML or JSON (application/pdf)"),
        ("a\x00", "", "the body is not HTML, XML or JSON (of no declared type)"),
        ("<p>hello", "text/html", "document: no LiveBlogPosting in JSON-LD, and no repeated elements with times"),
        (
            '<script type="application/ld+json">{"@type": "NewsArticle"}</script>',
            "text/html",
            "the page is an article (NewsArticle) without live updates",
        ),
        (
            '<p>LiveBlogPosting</p><script type="application/ld+json">{"@type": "Article"}</script>',
            "text/html",
            "the page is an article (Article) without live updates",
        ),
        (
            '<script type="application/ld+json">{"about": "LiveBlogPosting"}</script>',
            "text/html",
            "no live blog found in this HTML document: its JSON-LD only mentions a LiveBlogPosting",
        ),
        (
            '["LiveBlogPosting"]',
            "application/json",
            "no live blog found in this JSON document: no list of objects with ids, times and words",
        ),
        ('<script type="application/ld+json">7 "LiveBlogPosting"</script>', "text/html", "cannot be read"),
        ('<script type="application/ld+json">"LiveBlogPosting"</script>', "text/html", "only mentions"),
    ],
)
def test_what_is_no_live_blog_is_named(body: str, content_type: str, reason: str):
    """The error says what was found instead."""
    with pytest.raises(NotALiveBlog) as caught:
        read(page_of(body, content_type=content_type))

    assert reason in str(caught.value)


def test_a_forced_extractor():
    """A forced extractor is the only one asked; what it lacks, and a name that is none, are said."""
    page = jsonld_page(live_blog(ONE))

    assert ["jsonld"] == [verdict.extractor for verdict in extract(page, now=NOW, forced="jsonld").verdicts]
    with pytest.raises(NotALiveBlog, match="extractor rss found nothing: not an RSS feed"):
        extract(page, now=NOW, forced="rss")
    with pytest.raises(ExtractError, match="no extractor is called 'magic'; there are jsonld, "):
        extract(page, now=NOW, forced="magic")


def test_every_extractor_gives_its_verdict():
    """A snapshot carries what each extractor made of the page, in their order."""
    verdicts = read(jsonld_page(live_blog(ONE))).verdicts

    assert list(EXTRACTORS) == [verdict.extractor for verdict in verdicts]
    found, feed = (next(one for one in verdicts if one.extractor == name) for name in ("jsonld", "rss"))
    assert ("1 entry, stable ids", 1, 1.0) == (found.reason, found.entries, found.confidence)
    assert ("not an RSS feed", 0, 0.0) == (feed.reason, feed.entries, feed.confidence)


def deep(value: Any, levels: int = 100) -> Any:
    for _ in range(levels):
        value = [value]
    return value


def test_depth_has_a_limit():
    """What is nested deeper than anything real is not looked at; the rest is read."""
    assert ["One"] == titles(live_blog({**ONE, "articleBody": deep("x"), "author": deep("x"), "image": deep("/i.jpg")}))
    assert [] == titles(live_blog(deep(ONE)))
    assert [] == titles({"@type": "LiveBlogPosting", "schema:liveBlogUpdate": deep(ONE)})
    with pytest.raises(NotALiveBlog):
        read(jsonld_page(deep(live_blog(ONE))))


def test_a_reference_passes_over_what_is_no_text():
    """A node with a byte that is no character cannot be what an author refers to, and hides no other."""
    ada = {"@id": "#ada", "@type": "Person", "name": "Ada Moor"}
    broken = {"@id": "#b", "@type": "Person", "name": "~"}
    page = jsonld_page([broken, ada, live_blog({**ONE, "author": {"@id": "#ada"}}, {**TWO, "author": {"@id": "#b"}})])
    entries = read(page_of(b'<meta charset="utf-8">' + page.body.replace(b"~", b"\xff"))).entries

    assert [("Ada Moor",), ()] == [entry.authors for entry in entries]


@pytest.mark.parametrize("name", ["liveBlogUpdate", "blogPost"])
def test_the_search_for_a_live_blog_has_a_limit(name: str):
    """A live blog behind a hundred thousand other nodes is not found."""
    blog = live_blog(ONE)
    blog = {**blog, name: blog.pop("liveBlogUpdate")}

    assert ONE["headline"] == read(jsonld_page(blog)).entries[0].title
    with pytest.raises(NotALiveBlog):
        read(jsonld_page([*[{}] * MAX_NODES, blog]))


PROPERTIES = [
    "headline", "name", "url", "@id", "articleBody", "text", "author", "image", "datePublished", "dateModified",
    "identifier", "video", "mainEntityOfPage",
]  # fmt: skip
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8"), max_size=20)
    | st.sampled_from(["#post1", "2024-07-18T11:48", "<p>a", "&lt;p&gt;", URL]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*PROPERTIES, "@type", "@value", "0"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.lists(st.dictionaries(st.sampled_from(PROPERTIES), VALUES, max_size=6), max_size=6), VALUES)
def test_any_values_give_distinct_entries(updates: list[dict[str, Any]], anything: Any):
    """Whatever the properties hold, reading does not fail and no two entries have one id."""
    snapshot = read(jsonld_page(live_blog(*updates, headline=anything, author=anything, url=anything)))

    ids = [entry.id for entry in snapshot.entries]
    assert len(ids) == len(set(ids))
    assert all(ids)
    assert 0 <= snapshot.confidence <= 1


@given(VALUES)
def test_any_live_blog_update_is_survived(anything: Any):
    """Whatever stands where the updates should, the answer is a snapshot."""
    assert read(jsonld_page({"@type": "LiveBlogPosting", "liveBlogUpdate": anything, "blogPost": anything}))


@pytest.mark.parametrize(
    ("author", "publisher", "expected"),
    [
        ({"@type": "Organization", "name": "The Harbour Times"}, {"name": "The Harbour Times"}, ()),
        ("the harbour times", "The Harbour Times", ()),
        ([{"name": "The Harbour Times"}, {"name": "Ada Moor"}], {"name": "The Harbour Times"}, None),
        ({"name": "Ada Moor"}, {"name": "The Harbour Times"}, ("Ada Moor",)),
        ({"name": "Ada Moor"}, {"@id": "#house"}, ("Ada Moor",)),
    ],
)
def test_the_house_is_no_author(author: Any, publisher: Any, expected: tuple[str, ...] | None):
    """Templates that must name an author name the publisher; beside a person it is kept as it was told."""
    told = ("The Harbour Times", "Ada Moor") if expected is None else expected

    for page in (
        jsonld_page(live_blog({**ONE, "author": author, "publisher": publisher})),
        jsonld_page(live_blog({**ONE, "author": author}, publisher=publisher)),
    ):
        assert told == read(page).entries[0].authors


@pytest.mark.parametrize(
    ("picture", "kept"),
    [
        ("https://cdn.example/static/house_default_image_500x500.jpg?v=2", False),
        ("https://cdn.example/img/placeholder-16x9.png", False),
        ("https://cdn.example/no-image.gif", False),
        ("https://cdn.example/assets/blank.gif", False),
        ("https://cdn.example/1x1.png", False),
        ("https://cdn.example/pixel-9-review.jpg", True),
        ("https://cdn.example/thumb/63780242.jpg", False),
        ("https://i.example/vi/abc/default.jpg", True),
        ("https://cdn.example/placeholder/quay.jpg", True),
    ],
)
def test_a_picture_that_stands_for_none_is_no_picture(picture: str, *, kept: bool):
    """Neither a file that is called so, nor the one that the page shows where it has no other, is the entry's own."""
    image = {"@type": "ImageObject", "url": "https://cdn.example/cover.jpg"}
    blog = {"image": {**image, "contentUrl": "https://cdn.example/thumb/63780242.jpg"}}

    snapshot = read(jsonld_page(live_blog({**ONE, "image": picture}, TWO, **blog)))

    assert ((picture,) if kept else ()) == snapshot.entries[0].images


@pytest.mark.parametrize("block", [b"", b" \n", b"{", b'"\xff"'])
def test_what_is_no_json_has_no_outline(block: bytes):
    """Nor has nothing at all; who asked reads it tolerantly then."""
    assert outline(block, Memo()) is None


def test_of_two_live_blogs_the_one_whose_address_is_the_page_s_is_read():
    """One that has no address may stand anywhere."""
    nowhere = {name: value for name, value in live_blog({**ONE, "headline": "Other"}).items() if name != "url"}

    assert ["One", "Two"] == titles(nowhere, live_blog(ONE, TWO))
