"""RSS, Atom and JSON Feed beyond what the layouts show."""

from __future__ import annotations

import json
from typing import Any

import pytest
from extract_pages import NOW, page_of, read

from monitor.errors import NotALiveBlog
from monitor.extract.readings.assemble import MAX_ENTRIES
from monitor.model import Entry, IdClass, Snapshot


def rss(items: str) -> Snapshot:
    return read(
        page_of(f"<rss><channel><title>Live</title>{items}</channel></rss>", content_type="application/rss+xml")
    )


def atom(entries: str) -> Snapshot:
    return read(page_of(f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Live</title>{entries}</feed>'))


def jsonfeed(*items: Any, **fields: Any) -> Snapshot:
    feed = {"version": "https://jsonfeed.org/version/1", "title": "Live", "items": list(items), **fields}
    return read(page_of(json.dumps(feed), content_type="application/feed+json"))


def only(snapshot: Snapshot) -> Entry:
    [entry] = snapshot.entries
    return entry


def test_an_rss_item_without_guid_is_named_by_its_link():
    """The link stands in for a missing guid; a guid that is no permalink is no address."""
    linked = only(rss("<item><title>a</title><link>https://news.example/a-17.html</link></item>"))
    named = only(rss('<item><title>a</title><guid isPermaLink="false">https://news.example/9</guid></item>'))

    assert ("news.example/a-17.html", "https://news.example/a-17.html") == (linked.id, linked.url)
    assert ("news.example/9", None) == (named.id, named.url)


def test_rss_authors():
    """Names are taken from dc:creator, Atom's author, and the mailbox form; a bare address is no name."""
    entry = only(
        rss(
            '<item xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:a="http://www.w3.org/2005/Atom"'
            ' xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><title>a</title>'
            "<author>desk@news.example</author><author>x@y.example (Ada Quill)</author><author>Ben</author>"
            "<dc:creator>Cleo</dc:creator><a:author><a:name>Dan</a:name></a:author>"
            "<itunes:author>Podcast</itunes:author></item>"
        )
    )

    assert ("Ada Quill", "Ben", "Cleo", "Dan") == entry.authors


def test_rss_with_a_forgotten_namespace():
    """A prefix that was never declared is read as what it is usually for, with a warning."""
    snapshot = rss("<item><title>a</title><content:encoded>&lt;p&gt;b&lt;/p&gt;</content:encoded></item>")

    assert "b" == only(snapshot).text
    assert snapshot.warnings[0].startswith("the XML is not well-formed")


def test_rss_pictures():
    """Pictures come from Media RSS, also in a group, and from enclosures; sounds and films are none."""
    entry = only(
        rss(
            '<item xmlns:media="http://search.yahoo.com/mrss/"><title>a</title>'
            '<media:group><media:content url="/a.jpg" type="image/jpeg"/><media:content url="/a.mp4" type="video/mp4"/>'
            '</media:group><media:thumbnail url="/t.jpg"/><enclosure url="/s.mp3" type="audio/mpeg"/>'
            '<enclosure type="image/png"/></item>'
        )
    )

    assert ("https://news.example/a.jpg", "https://news.example/t.jpg") == entry.images


def test_an_item_has_a_limit_of_pictures():
    """A thousand pictures in one item are cut."""
    thumbnails = '<t:thumbnail xmlns:t="http://search.yahoo.com/mrss/" url="/{}.jpg"/>'

    assert 50 == len(only(rss("<item>" + "".join(map(thumbnails.format, range(99))) + "</item>")).images)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('<content type="text">5 &lt; 6</content>', "5 < 6"),
        ("<content>5 &lt;b&gt; 6</content>", "5 <b> 6"),
        ('<content type="html">&lt;p&gt;a&lt;/p&gt;</content>', "a"),
        ('<content type="text/html">&lt;p&gt;a&lt;/p&gt;</content>', "a"),
        ('<content type="xhtml"><x:div xmlns:x="w3/xhtml">5 &lt; 6<x:p>a</x:p>b</x:div></content>', "5 < 6\na\nb"),
        ('<content type="application/xml"><r xmlns="x"><s>a</s></r></content>', "a"),
        ('<content type="xhtml"/><summary>s</summary>', "s"),
        ('<m:content xmlns:m="http://search.yahoo.com/mrss/">m</m:content><summary>s</summary>', "s"),
    ],
)  # fmt: skip
def test_atom_content(content: str, expected: str):
    """Each type of content gives its words (RFC 4287 §4.1.3)."""
    assert expected == only(atom(f"<entry><id>x:1</id><title>t</title>{content}</entry>")).text


def test_atom_counters_are_permanent():
    """Atom ids must never change (RFC 4287 §4.2.6): small numbers are ids there, positions still are none."""
    entries = [f"<entry><id>tag:{{}}</id><title>t{at}</title></entry>" for at in range(3)]

    counters = atom("".join(entry.format(3 - at) for at, entry in enumerate(entries)))
    positions = atom("".join(entry.format(1 + at) for at, entry in enumerate(entries)))
    assert (IdClass.STABLE, IdClass.POSITIONAL) == (counters.id_class, positions.id_class)


def test_atom_links():
    """The alternate link is the entry's address; others are not, nor is one that leads nowhere."""
    links = '<link rel="self" href="/s"/><link/><link href="mailto:a@b.example"/><link rel="alternate" href="/a"/>'

    assert "https://news.example/a" == only(atom(f"<entry><id>x:1</id><title>t</title>{links}</entry>")).url


def test_atom_without_namespace():
    """A feed that forgot its namespace is read by its names."""
    fields = "<id>x:7</id><title>t</title><published>2024-07-18T10:00Z</published><author><name>Ada</name></author>"

    read_ = only(read(page_of(f"<feed><entry>{fields}</entry></feed>")))
    assert ("x:7", ("Ada",), True) == (read_.id, read_.authors, read_.published is not None)


def test_json_feed_shapes():
    """Members of the wrong type are as if they were not there; `author` of version 1.0 counts."""
    entry = only(
        jsonfeed(
            {"id": 1.5, "title": 7, "summary": "s", "author": {"name": "Ada"}, "attachments": "x", "image": None},
            "no item",
            authors={"name": "x"},
        )
    )

    assert ("1.5", "7", "s", ("Ada",)) == (entry.id, entry.title, entry.text, entry.authors)
    assert () == jsonfeed(items=None).entries


def test_feeds_have_a_limit_of_entries():
    """Past the limit items are left out, and it is said."""
    many = range(MAX_ENTRIES + 1)
    feeds = (
        rss("".join(f"<item><guid>u:{at}</guid><title>{at}</title></item>" for at in many)),
        atom("".join(f"<entry><id>u:{at}</id><title>{at}</title></entry>" for at in many)),
        jsonfeed(*({"id": f"u:{at}", "title": str(at)} for at in many)),
    )

    assert [MAX_ENTRIES] * 3 == [len(feed.entries) for feed in feeds]
    assert all(f"only the first {MAX_ENTRIES} of {MAX_ENTRIES + 1}" in feed.warnings[0] for feed in feeds)


@pytest.mark.parametrize("body", ["<rss>", "<feed>", '{"version": "https://jsonfeed.org/version/1"}'])
def test_an_empty_feed_is_an_empty_snapshot(body: str):
    """A feed without items is one that waits for its first."""
    assert () == read(page_of(body)).entries


@pytest.mark.parametrize("body", ["<rdf:", '{"version": 1}', "[]", '{"items": []}'])
def test_what_is_no_feed(body: str):
    """Other XML and JSON is refused."""
    with pytest.raises(NotALiveBlog):
        read(page_of(body))


def test_feed_times_ahead_are_dropped():
    """A date far in the future is a fault of the feed, and no time of the entry."""
    late = f"<entry><id>x:1</id><title>t</title><published>{NOW.year + 5}-01-01T00:00:00Z</published></entry>"

    assert None is only(atom(late)).published


def test_an_undeclared_prefix_in_the_content_is_passed_over():
    """XHTML whose prefix was never declared, or addresses that no parser takes, cost no entry."""
    entry = only(
        atom(
            '<entry><id>a</id><title>t</title><link href="//[x"/>'
            '<content type="xhtml"><div><a:p>words</a:p> <x:1>more</x:1></div></content></entry>'
        )
    )

    assert ("words more", None) == (entry.text, entry.url)


@pytest.mark.parametrize(
    ("byline", "authors"),
    [
        ("<author>Ada Quill (ada@news.example)</author>", ("Ada Quill",)),
        ("<author>Ada Quill &lt;ada@news.example&gt;</author>", ("Ada Quill",)),
        ("<author><name>Ada Quill</name></author>", ("Ada Quill",)),
        ('<d:author xmlns:d="http://purl.org/dc/elements/1.1/">Ada Quill</d:author>', ("Ada Quill",)),
        ('<d:creator xmlns:d="http://purl.org/dc/elements/1.1/">Ada Quill (a@b.example)</d:creator>', ("Ada Quill",)),
        ('<i:author xmlns:i="http://www.itunes.com/DTDs/Podcast-1.0.dtd">Ada Quill</i:author>', ("Ada Quill",)),
        ("<author>Editors @ the desk</author>", ("Editors @ the desk",)),
    ],
)
def test_names_beside_addresses(byline: str, authors: tuple[str, ...]):
    """However a feed writes its author the name is told without the address; a podcast's counts where no other does."""
    assert authors == only(rss(f"<item><title>a</title>{byline}</item>")).authors


@pytest.mark.parametrize(
    "words",
    [
        '<d:description xmlns:d="http://purl.org/dc/elements/1.1/">Two <![CDATA[<b>boats</b>]]> left.</d:description>',
        '<i:summary xmlns:i="http://www.itunes.com/dtds/podcast-1.0.dtd">Two boats left.</i:summary>',
        '<m:description xmlns:m="http://search.yahoo.com/mrss/">Two boats left.</m:description>',
        '<m:group xmlns:m="http://search.yahoo.com/mrss/"><m:description>Two boats left.</m:description></m:group>',
        "<fullitem>&lt;p&gt;Two boats left.&lt;/p&gt;</fullitem><description>Two…</description>",
        '<body xmlns="http://www.w3.org/1999/xhtml"><p>Two boats left.</p></body>',
        "<summary>Two boats left.</summary>",
    ],
)
def test_where_an_rss_item_may_keep_its_words(words: str):
    """What has no description has its words in a field of another vocabulary, or as XHTML."""
    assert "Two boats left." == only(rss(f"<item><title>a</title>{words}</item>")).text


@pytest.mark.parametrize("title", ["d:title", "m:title"])
def test_a_title_may_be_of_another_vocabulary(title: str):
    """Dublin Core and Media RSS have titles, too; the item's own goes first."""
    spaces = 'xmlns:d="http://purl.org/dc/elements/1.1/" xmlns:m="http://search.yahoo.com/mrss/"'
    theirs = f"<{title}>Boats</{title}>"

    alone, beside = (
        only(rss(f"<item {spaces}>{fields}</item>")) for fields in (theirs, f"{theirs}<title>Ours</title>")
    )

    assert ("Boats", "Ours") == (alone.title, beside.title)


def test_a_film_tells_in_its_group_what_it_shows():
    """YouTube's feeds are Atom, and describe each film in Media RSS."""
    group = '<m:group xmlns:m="http://search.yahoo.com/mrss/"><m:description>Two boats.</m:description></m:group>'

    assert "Two boats." == only(atom(f"<entry><id>yt:1</id><title>t</title>{group}</entry>")).text


def test_rss_in_a_namespace_of_its_own():
    """Some put all of RSS 2.0 into a namespace; what is in no other is the feed's own."""
    entry = only(
        read(
            page_of(
                '<rss xmlns="http://backend.userland.com/rss2" xmlns:x="urn:other"><channel><title>Live</title>'
                "<item><title>Boats</title><x:title>no</x:title><guid>u:1</guid><description>Two left.</description>"
                "<pubDate>Sun, 01 Dec 2024 11:00:00 GMT</pubDate></item></channel></rss>"
            )
        )
    )

    assert ("u:1", "Boats", "Two left.", 11) == (
        entry.id,
        entry.title,
        entry.text,
        entry.published and entry.published.hour,
    )


def test_an_rss_item_may_speak_atom():
    """Links, ids and times as Atom has them count in RSS where its own are missing."""
    entry = only(
        rss('<item><title>a</title><link href="/a"/><id>u:7</id><updated>2024-12-01T11:00:00Z</updated></item>')
    )

    assert ("u:7", "https://news.example/a", True) == (entry.id, entry.url, entry.updated is not None)


def test_bare_ampersands_are_kept():
    """Addresses whose ampersands nobody escaped are whole, inside and outside CDATA, though XML forbids them."""
    items = (
        "<item><guid>u:1</guid><title>Q&A</title><link>https://news.example/?a=1&b=2&c</link></item>"
        "<item><guid>u:2</guid><title>&lt;b&gt;</title><link><![CDATA[https://news.example/?a=1&b=2]]></link></item>"
    )

    first, second = rss(items).entries

    assert ("Q&A", "https://news.example/?a=1&b=2&c") == (first.title, first.url)
    assert "https://news.example/?a=1&b=2" == second.url


def test_base64_is_decoded_and_pictures_are_no_words():
    """Content of a type that is no text is Base64 (RFC 4287 §4.1.3.3), so is Atom 0.3's `mode="base64"`."""
    texts = (
        only(atom(f"<entry><id>x:1</id><title>t</title><content {kind}</content></entry>")).text
        for kind in (
            'mode="base64" type="text/html">PHA+VHdvIGJvYXRzPC9wPg==',
            'type="application/octet-stream">VHdvIGJvYXRz',
            'type="image/png">iVBORw0KGgo=',
            'type="image/png">not base64 é',
        )
    )

    assert ["Two boats", "Two boats", "", ""] == list(texts)


def test_words_from_windows():
    """Quotes that were written on Windows and declared as Latin-1, or by number, are quotes as in browsers."""
    body = "<rss><channel><item><title>It\x92s\x85 &#147;late&#148;</title></item></channel></rss>"
    page = page_of(b'<?xml version="1.0" encoding="iso-8859-1"?>' + body.encode("latin-1"))

    assert "It’s… “late”" == only(read(page)).title


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark(codec: str):
    """XML in UTF-16 is known by how its declaration begins."""
    body = '<?xml version="1.0"?><rss><channel><item><title>Ü</title></item></channel></rss>'

    assert "Ü" == only(read(page_of(body.encode(codec)))).title


def test_a_json_feed_may_say_its_version_as_a_number():
    """Some write "1.1" where the address of the version belongs; other JSON with a version is none."""
    items = [{"id": "7", "content_text": "Two boats left."}]

    assert "Two boats left." == only(read(page_of(json.dumps({"version": "1.1", "items": items})))).text
