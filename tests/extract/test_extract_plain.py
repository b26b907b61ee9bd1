"""Updates of the plain sort, read from their bytes: the same drafts as from their whole values."""

from __future__ import annotations

import json
from datetime import UTC
from typing import Any

import msgspec
import pytest
import xxhash
from extract_pages import NOW, URL, jsonld_page, live_blog, page_of, read
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from monitor.extract.readings.recall import Ties
from monitor.extract.structured.plain import PlainReader, plain_update
from monitor.extract.structured.schema_org import Place, read_cover, read_draft

BLOG = {
    "url": URL,
    "author": [{"name": "Ada Moor"}, {"name": "Bo Reed"}],
    "publisher": {"@type": "Organization", "name": "The House"},
}
_words = st.sampled_from(
    ["", "Rain", "  Rain\u00a0and  wind ", "<p>Rain &amp; <a href='/a'>wind</a><img src='/b.jpg'></p>", "&lt;p&gt;Rain"]
)
_times = st.sampled_from(
    ["2024-07-18T11:00:00Z", "2024-07-18T11:00:00.5+02:00", "2024-07-18 11:00", "", "soon", "2090-01-01T00:00:00Z", "x"]
)
_addresses = st.sampled_from(["", "#a7", URL, URL + "#b3", "/other", "a7", "https://news.example/?utm_source=x&id=7"])
_people = st.sampled_from(
    [
        None,
        "",
        "Ada Moor",
        "https://x.example/ada",
        {"name": "The House"},
        BLOG["author"],
        [{"name": "Cy"}],
        {"@id": "#c"},
    ]
)
_pictures = st.sampled_from(
    [
        None,
        "",
        "/c.jpg",
        ["/c.jpg", "/d.jpg"],
        [None, {"contentUrl": "/e.jpg"}, {"url": "", "embedUrl": "/c.jpg"}, "?"],
        {"url": "/c.jpg"},
        {"@id": "#d"},
        [7],
    ]
)
_pages = st.sampled_from([None, URL, URL + "#c9", {"@id": URL + "#c9"}, {"@type": "WebPage"}, 7, ["x"]])
UPDATES = st.fixed_dictionaries(
    {"@type": st.sampled_from(["BlogPosting", ["BlogPosting", "Article"], None])},
    optional={
        **dict.fromkeys(("headline", "name", "articleBody", "text", "description"), _words),
        **dict.fromkeys(("datePublished", "dateCreated", "dateModified"), _times),
        **dict.fromkeys(("@id", "url"), _addresses),
        **dict.fromkeys(("author", "creator"), _people),
        **dict.fromkeys(("image", "thumbnailUrl", "thumbnail", "photo"), _pictures),
        **dict.fromkeys(("video", "sharedContent", "associatedMedia"), _pictures),
        **dict.fromkeys(("mainEntityOfPage", "identifier"), _pages),
        "publisher": st.sampled_from([None, "Ada Moor", {"name": "Ada Moor"}, {"@id": "#e"}]),
        "keywords": st.sampled_from([None, [1, {"a": "b"}]]),
    },
)


def place(asked: list[Any]) -> Place:
    """Return a place whose references lead nowhere and leave a trace."""

    def resolve(node: Any) -> Any:
        if len(node) == 1 and "@id" in node:
            asked.append(node)
        return node

    empty = Place(url=URL, now=NOW, resolve=resolve, zone=UTC, ties=Ties())
    return structs.replace(empty, blog=BLOG, cover=read_cover(BLOG, empty))


def raw_of(update: Any) -> tuple[msgspec.Raw, bytes]:
    written = json.dumps(update, ensure_ascii=False).encode()
    return msgspec.Raw(written), xxhash.xxh3_128_digest(written)


@given(updates=st.lists(UPDATES, min_size=1, max_size=4))
def test_a_plain_update_is_read_as_its_whole_value_is(updates: list[dict[str, Any]]):
    """The draft from the bytes is the draft from the value, or a reference stands in it."""
    asked: list[Any] = []
    lean, whole = place(asked), place([])
    plains = [plain for update in updates if (plain := plain_update(*raw_of(update))) is not None]
    assert len(updates) == len(plains)
    read = PlainReader(lean, asked).read([plain.members for plain in plains])
    for update, plain, (draft, tied) in zip(updates, plains, zip(*read, strict=True), strict=True):
        whole.ties.now = False
        expected = read_draft(plain.read(), whole)
        if draft is None:
            assert any(sign in json.dumps(update) for sign in ('{"@id": "#', '"https://x.example/ada"'))
        else:
            assert (expected, whole.ties.now) == (draft, tied)
    assert not asked
    assert not lean.ties.now


@pytest.mark.parametrize(
    "update",
    [
        {"headline": "One"},
        {"@id": "#a7"},
        {"@type": "BlogPosting", "headline": ["One"]},
        {"@type": "BlogPosting", "articleBody": {"@value": "First."}},
        {"@type": "BlogPosting", "datePublished": 1721300400},
        {"@type": "BlogPosting", "image": {"url": {"@id": "#c"}}},
        {"@type": "BlogPosting", "image": [["/c.jpg"]]},
        {"@type": "ListItem", "item": {"@type": "BlogPosting"}},
        {"@type": "ItemList", "itemListElement": []},
        {"@type": "List", "@list": []},
        {"@type": "List", "@set": []},
        ["BlogPosting"],
        7,
    ],
)
def test_what_is_not_plain(update: Any):
    """A reference, a wrapper, and words or times of another sort are left to be decoded whole."""
    assert plain_update(*raw_of(update)) is None


def test_the_whole_of_a_plain_update_is_one_object():
    """What a reference led to is known again by its identity."""
    plain = plain_update(*raw_of({"@type": "BlogPosting", "keywords": ["rain"]}))
    assert plain is not None
    assert {"@type": "BlogPosting", "keywords": ["rain"]} == plain.read()
    assert plain.read() is plain.read()


@pytest.mark.parametrize("name", ["author", "keywords"])
def test_bytes_that_are_no_characters(name: str):
    """Wherever in an update they stand, its words and those of the others are read."""
    updates = [
        {"@type": "BlogPosting", "@id": f"#p{at}", "headline": f"Rain {at}", "articleBody": "Wind.", name: "Ada ~ Moor"}
        for at in range(3)
    ]
    page = page_of(jsonld_page(live_blog(*updates)).body.replace(b"~", b"\xff", 1))
    assert ["Rain 0", "Rain 1", "Rain 2"] == [entry.title for entry in read(page).entries]
