"""Documents that are JSON: each platform's rules, and what is taken from answers that nobody has described."""

from __future__ import annotations

import json
from datetime import datetime
from itertools import permutations
from typing import Any

import pytest
from extract_pages import CAPTURED, LAYOUTS, NOW, page_of
from hypothesis import given
from hypothesis import strategies as st

from monitor.compare import Rules, compare
from monitor.extract.carriers.api import read_api
from monitor.extract.page.document import Document
from monitor.extract.readings.reading import Absent, Reading
from monitor.extract.structured.paging import merged_address
from monitor.model import Entry, Known, Snapshot

URL = "https://desk.example/api/posts?limit=10"
LATER = NOW.replace(year=2027)


def answer_of(value: Any, url: str = URL) -> Reading | Absent:
    body = value if isinstance(value, (str, bytes)) else json.dumps(value)
    return read_api(Document(page_of(body, url=url, content_type="application/json"), now=LATER))


def reading_of(value: Any, url: str = URL) -> Reading:
    answer = answer_of(value, url)
    assert isinstance(answer, Reading), answer
    return answer


def entries_of(value: Any, url: str = URL) -> tuple[Entry, ...]:
    return reading_of(value, url).entries


def posts(*ids: Any, **more: Any) -> list[dict[str, Any]]:
    return [
        {"id": id_, "body": f"<p>What happened as number {id_}</p>", "date": f"2024-05-15T12:{59 - at:02}:00Z", **more}
        for at, id_ in enumerate(ids)
    ]


def typed(value: Any) -> dict[str, Any]:
    return {"type": "text", "name": "What editors call it", "value": value}


def layout(name: str) -> tuple[Any, str]:
    folder = LAYOUTS / name
    return json.loads((folder / "page.json").read_text()), json.loads((folder / "expected.json").read_text())["url"]


# ---------------------------------------------------------------------------------------------- known shapes


def test_the_pinned_and_key_events_of_the_guardian_are_no_entries_of_their_own():
    """What `pinnedPost` and `keyEvents` repeat, or bring from other pages, makes no entry."""
    model, url = layout("guardian_dcr")
    elsewhere = {**model["blocks"][0], "id": "664600008f08e408b758af00"}
    model["keyEvents"] = [elsewhere] * 18
    model["pinnedPost"] = elsewhere

    assert [block["id"] for block in model["blocks"]] == [entry.id for entry in entries_of(model, url)]


def test_what_is_pinned_beside_the_list_still_stands():
    """An entry that pinning takes out of `blocks` is pinned and not gone, edits are told, and it comes back."""
    model, url = layout("guardian_dcr")
    first, pinned, last = model["blocks"]
    moved = {**pinned, "attributes": {**pinned["attributes"], "pinned": True}}
    edited = {**moved, "title": "Gates three and four are open"}
    known, told = Known(), []
    for listed, beside in (
        ([first, pinned, last], None),
        ([first, last], moved),
        ([first, last], moved),
        ([first, last], edited),
        ([first, {**edited, "attributes": pinned["attributes"]}, last], None),
    ):
        reading = reading_of({**model, "blocks": listed, "pinnedPost": beside}, url)
        shown = Snapshot(
            title=None, url=url, extractor="api", confidence=1.0, entries=reading.entries, beside=reading.beside
        )
        found = compare(known, shown, at=LATER, rules=Rules(confirm_deletions=1))
        known = found.known
        told.append([(one.kind.value, one.revision.entry.id, one.edit.fields) for one in found.changes])

    updated = ("entry.updated", pinned["id"])
    assert [[], [(*updated, ("pinned",))], [], [(*updated, ("title",))], [(*updated, ("pinned",))]] == told


@pytest.mark.parametrize("name", ["pinned", "pinnedPosts", "stickyPosts"])
def test_what_stands_in_the_list_and_pinned_beside_it_is_one_pinned_entry(name: str):
    """Whatever the interface calls what it repeats; what is no entry beside the list is passed over."""
    listed = posts("a7f", "b8e", "c9d")
    reading = reading_of({"posts": listed, name: [listed[1], {"id": None}, "b8e", 7]})

    assert [("a7f", False), ("b8e", True), ("c9d", False)] == [(one.id, one.pinned) for one in reading.entries]
    assert () == reading.beside


@pytest.mark.parametrize(
    ("name", "older"),
    [
        (
            "guardian_dcr",
            (
                "https://www.guardian.example/world/live/2024/may/15/river-flood.json?dcr"
                "&page=with:block-664616048f08e408b758af70&filterKeyEvents=false"
            ),
        ),
        (
            "sourcefabric_api",
            "https://lb.example/api/client_blogs/58bfeb4c15720af1a94c1052/posts?max_results=25&page=2",
        ),
        ("wordpress_api", "https://wp.example/wp-json/liveblog/v1/77/get-entries/2/latest"),
        (
            "24liveblog_api",
            (
                "https://data.24live.example/v1/retrieve_server/x/event/2916125192049037403/news/"
                "?inverted_order=1&limit=100&last_nid=2916401707872447000"
            ),
        ),
        ("bbc_live_text", None),
    ],
)
def test_the_next_older_page_has_an_address(name: str, older: str | None):
    """Whether the answer names it, counts pages, or goes on from an entry."""
    assert older == reading_of(*layout(name)).older


@pytest.mark.parametrize(
    "changes",
    [{"page": 3}, {"page": "1"}, {"pages": None}],
)
def test_the_last_page_leads_no_further(changes: dict[str, Any]):
    """Past the last of the counted pages, or where they are not counted, there is none."""
    answer, url = layout("wordpress_api")

    assert reading_of({**answer, **changes}, url).older is None


def test_a_single_entry_leads_on_nowhere():
    """An answer that is one list has nothing around it that could name a page."""
    answer, url = layout("wordpress_api")

    assert reading_of(answer["entries"], url).older is None


@pytest.mark.parametrize(
    ("around", "older"),
    [
        ({"next": "/api/posts?page=2"}, "https://desk.example/api/posts?limit=10&page=2"),
        ({"links": {"next": {"href": "?page=2"}}}, "https://desk.example/api/posts?limit=10&page=2"),
        ({"pagination": {"next_page_url": "https://desk.example/api/p2"}}, "https://desk.example/api/p2"),
        ({"next": "b3Blbg/x="}, None),
        ({"next": 2}, None),
    ],
)
def test_an_answer_that_nobody_described_may_name_its_next_page(around: dict[str, Any], older: str | None):
    """By an address; a token belongs to a parameter that it does not say."""
    posts = [
        {
            "id": f"p{hour}",
            "published": f"2026-03-01T{hour}:00:00Z",
            "body": f"Words of the hour {hour} o'clock, all new",
        }
        for hour in range(19, 13, -1)
    ]

    assert older == reading_of({"posts": posts, **around}).older


@pytest.mark.parametrize(
    "address", ["//evil.example/x", "https://evil.example/x", "ftp://desk.example/x", "http://[", "javascript:x"]
)
def test_an_answer_leads_to_no_other_host(address: str):
    """Whatever it names as its next page."""
    assert merged_address(URL, address) is None


def test_a_page_named_in_full_is_taken_as_it_is():
    """On the same host, with the scheme that was asked."""
    assert "https://desk.example/api/posts?page=2" == merged_address(URL, "http://desk.example/api/posts?page=2#x")
    assert "https://desk.example/api/older?limit=10" == merged_address(URL, "older")


def test_the_event_stream_of_wordpress_is_folded():
    """An edit replaces the entry and keeps its time; a deletion takes it away, also when the deletion comes twice."""
    answer, url = layout("wordpress_api")
    deleted = [entry for entry in answer["entries"] if entry["type"] == "delete"]

    assert entries_of(answer, url) == entries_of({**answer, "entries": deleted + answer["entries"] + deleted}, url)
    assert ["9020", "9012"] == [entry.id for entry in entries_of(answer, url)]


def test_entries_without_an_id_are_read_as_well():
    """FiveThirtyEight leaves ids and entry times out of its variant of WordPress Liveblog."""
    answer = {
        "entries": [{"timestamp": 1715773600, "authors": [{"name": "Ann Ode"}], "render": "<p>Ahead by two.</p>"}]
    }

    (entry,) = entries_of(answer)

    assert ("20240515T114640", "Ahead by two.", ("Ann Ode",)) == (entry.id, entry.text, entry.authors)


def test_only_what_is_published_is_an_entry():
    """Of Sourcefabric's items, what is deleted, submitted, a comment or an advertisement is none; a pinned one is."""
    answer, url = layout("sourcefabric_api")

    assert [False, False, True] == [entry.pinned for entry in entries_of(answer, url)]


def test_a_page_of_what_was_touched_last_says_since_when():
    """The last touch on it, that of a withdrawn post too, if there is an older page; else all is on it."""
    answer, url = layout("sourcefabric_api")
    posts = answer["posts"]["_items"]
    oldest = min(datetime.fromisoformat(post["_updated"]) for post in posts)

    def since(following: str | None) -> datetime | None:
        answer["posts"]["_links"] = {"next": {"href": following}} if following else {}
        return reading_of(answer, url).touched_since

    assert (oldest, None) == (since("client_blogs/58bf/posts?page=2"), since(None))


def test_a_page_of_what_was_touched_last_says_when_each_was():
    """By the id of its entry; of one that does not say it, nothing."""
    answer, url = layout("sourcefabric_api")
    answer["posts"]["_links"] = {"next": {"href": "client_blogs/58bf/posts?page=2"}}
    *posts, silent = answer["posts"]["_items"]
    del silent["_updated"]

    assert {post["_id"]: datetime.fromisoformat(post["_updated"]) for post in posts} == reading_of(answer, url).touched


def test_what_a_page_says_is_gone_is_handed_on():
    """Deleted, taken back to the drafts, unpublished: named by the ids that they had as entries."""
    answer, url = layout("sourcefabric_api")
    standing = {entry.id for entry in entries_of(answer, url)}
    for post, (name, value) in zip(
        [post for post in answer["posts"]["_items"] if post["_id"] in standing],
        [("deleted", True), ("post_status", "draft")],
        strict=False,
    ):
        post[name] = value
    reading = reading_of(answer, url)

    assert standing - {entry.id for entry in reading.entries} == standing & reading.withdrawn
    assert 2 == len(standing & reading.withdrawn)


def test_the_second_version_of_sourcefabric():
    """Its items hold their texts without groups."""
    item = {
        "_id": "urn:newsml:localhost:2024-05-15T11:25:05:1",
        "published_date": "2024-05-15T10:00:00+00:00",
        "content_updated_date": "2024-05-15T10:00:00+00:00",
        "sticky": False,
        "items": [{"item_type": "text", "text": "<p>Doors open.</p>"}],
    }
    advert = {**item, "_id": "urn:2", "items": [{"item_type": "Advertisement Remote", "text": "Buy"}]}

    (entry,) = entries_of({"_items": [item, advert], "_meta": {"page": 1}})

    assert "Doors open." == entry.text


def test_the_cards_of_a_plain_article_are_no_entries():
    """Every article of Quintype has cards; only those of a live blog are updates."""
    story, url = layout("quintype_cards")
    story["story"]["story-template"] = "text"

    assert isinstance(answer_of(story, url), Absent)


def test_ids_alone_are_entries():
    """Al Jazeera's cheapest answer lists ids; other lists of numbers called `children` are not taken for them."""
    answer = {"data": {"article": {"children": [4512099, 4512107, True], "__typename": "Post"}}}

    assert ["4512099", "4512107"] == [entry.id for entry in entries_of(answer)]
    assert isinstance(answer_of({"children": [1, 2], "__typename": "Menu"}), Absent)
    assert isinstance(answer_of({"data": {"article": {"children": [], "__typename": "Post"}}}), Absent)


def test_an_article_of_another_kind_is_no_update():
    """Al Jazeera's answer about another type of post is not read as an update."""
    answer, url = layout("aljazeera_update")
    answer["data"]["posts"]["postType"] = "post"

    assert isinstance(answer_of(answer, url), Absent)


def test_an_article_without_markers_is_no_live_blog():
    """Arc keeps all articles as elements; only those with the marker have entries."""
    answer, url = layout("lanacion_arc")
    answer["content_elements"] = [e for e in answer["content_elements"] if e["type"] == "text"]

    assert isinstance(answer_of(answer, url), Absent)


def test_broken_elements_are_passed_over():
    """What is no object among the elements of an article hinders nothing."""
    answer, url = layout("lanacion_arc")
    whole = entries_of(answer, url)
    answer["content_elements"].insert(2, None)

    assert whole == entries_of(answer, url)


def test_schema_org_inside_strings_is_found():
    """JSON-LD as script blocks in a string, as Arena's interface has it, and as JSON in a string."""
    blog = {
        "@type": "LiveBlogPosting",
        "headline": "Fair",
        "liveBlogUpdate": [
            {
                "@type": "BlogPosting",
                "@id": "#fair-open-at-ten-9",
                "headline": "Open",
                "articleBody": "The fair is open.",
            }
        ],
    }
    block = f'<script type="application/ld+json">{json.dumps(blog)}</script>'

    broken, bare = (
        f'<script type="application/ld+json">{words}' for words in ('{"LiveBlogPosting', '"LiveBlogPosting"')
    )
    as_block = reading_of({"broken": broken, "bare": bare, "ldjson": block})
    as_text = reading_of([{"x": [json.dumps(blog)]}, {"also": json.dumps({"a": json.dumps("LiveBlogPosting")})}])

    assert ("Fair", ["fair-open-at-ten-9"], "The fair is open.") == (
        as_block.cover.title,
        [entry.id for entry in as_block.entries],
        as_block.entries[0].text,
    )
    assert as_block.entries == as_text.entries


def test_a_mention_of_schema_org_is_no_live_blog():
    """A string that only names the type leads nowhere, and other lists are still looked for."""
    answer = {"type": 'a \\"LiveBlogPosting" here', "posts": posts("a1", "b2")}

    assert ["a1", "b2"] == [entry.id for entry in entries_of(answer)]


def test_an_answer_whose_entries_are_all_gone_has_none():
    """An unknown list of drafts is no live blog; a known one may have been emptied."""
    known, url = layout("sourcefabric_api")
    known["posts"]["_items"] = [{**item, "deleted": True} for item in known["posts"]["_items"]]

    assert isinstance(answer_of({"updates": posts("a1", status="draft")}), Absent)
    assert () == entries_of(known, url)


def test_versions_that_are_no_numbers_count_for_nothing():
    """The later of two events counts where they do not say which is newer."""
    answer, url = layout("observador_log")
    for event in answer["log"]:
        event["id"] = "x" if event["id"] % 2 else 10**400

    assert ["901"] == [entry.id for entry in entries_of(answer, url)]


@pytest.mark.parametrize("pair", list(permutations(range(11), 2)), ids=str)
def test_renderings_of_one_blog_bring_no_event(pair: tuple[int, int]):
    """Any two of eleven renderings of a finished blog over five years say the same in the same words."""
    versions = sorted((CAPTURED / "guardian_dcr" / "rerender-mars").glob("*.json"))
    if not versions:
        pytest.skip("the captured pages are not beside the checkout")
    first, second = (
        Snapshot(title=None, url=URL, entries=entries_of(versions[at].read_bytes()), extractor="api", confidence=1.0)
        for at in pair
    )

    known = compare(Known(), first, at=LATER, rules=Rules()).known

    assert () == compare(known, second, at=LATER, rules=Rules()).changes
    assert [(e.id, e.text, e.title, e.links) for e in first.entries] == [
        (e.id, e.text, e.title, e.links) for e in second.entries
    ]


# ----------------------------------------------------------------------------------------------- any other


@pytest.mark.parametrize(
    "answer",
    [
        posts("a1", "b2"),
        {"data": {"posts": {"edges": [{"node": post, "cursor": "x"} for post in posts("a1", "b2")]}}},
        {"data": [{"type": "update", "attributes": post} for post in posts("a1", "b2")]},
        {"results": posts("a1", "b2"), "comments": posts("c1", "c2", "c3", "c4")},
        {"updates": posts("a1", "b2"), "authors": [{"id": 1, "name": "Ann"}, {"id": 2, "name": "Bo"}]},
        {"updates": [*posts("a1", "b2"), {"type": "ad", "id": "ad-1"}]},
        {"updates": [*posts("a1", "b2"), *posts("c3", status="draft"), *posts("d4", deleted=True)]},
        {"updates": posts("a1", "b2", **{"odd.name": 1, "meta": {"x.y": 2}})},
    ],
    ids=range(8),
)
def test_an_answer_that_nobody_described_is_read(answer: Any):
    """The largest list with ids, times and words is taken, wrapped or not; drafts, comments and the like are not."""
    assert ["a1", "b2"] == [entry.id for entry in entries_of(answer)]


@pytest.mark.parametrize(
    "answer",
    [
        {},
        [],
        "7",
        '"words"',
        "{broken",
        {"status": "ok"},
        {"items": [{"id": 1}, {"id": 2}]},
        {"items": [{"id": 1, "date": "2024-05-15", "text": "Label"}]},
        {"items": [{"text": "Words without an id or a time", "x": 1}]},
        {"items": [{"id": 1, "date": "2024-05-15", "text": "Words " * 9, "username": "x"}]},
        {"items": [{"@type": "NewsArticle", **post} for post in posts("a1", "b2")]},
        {"items": [{**post, "id": "same"} for post in posts("a1", "b2")]},
        {"items": [{**post, "date": "soon"} for post in posts("a1", "b2")]},
        {"blocks": [{"id": 1, "elements": [], "blockLastUpdated": 1}], "x": 1, "body": 7},
    ],
    ids=range(14),
)
def test_an_answer_without_entries_has_none(answer: Any):
    """Settings, labels, comments, articles and lists under one id are no entries."""
    answer = answer_of(answer)

    assert isinstance(answer, Absent) or all(not entry.text for entry in answer.entries)


def test_fields_go_by_many_names():
    """Objects, lists and strings in any spelling give headline, authors, address, pictures, times and pins."""
    answer = {
        "title": "Fair",
        "messages": [
            {
                "entry_id": 17,
                "Headline": {"rendered": "Wheel &amp; swing"},
                "content": {"rendered": "<p>The wheel turns again tonight.</p>"},
                "dates": {"publishedAt": "2024-05-15T12:00:00Z", "updated_at": 1715774700000},
                "byline": "By Ann Ode",
                "contributors": [{"fullName": "Bo Finn"}, {"x": 1}, "https://a.example/bo", ["Cy"]],
                "permalink": "/fair/17",
                "image": {"src": "/wheel.jpg"},
                "sticky": "1",
            },
            {
                "entry_id": 16,
                "content": {"rendered": "<p>It stood still for an hour.</p>"},
                "dates": {"publishedAt": 1715770000},
            },
        ],
    }

    reading = reading_of(answer)
    entry = reading.entries[0]

    assert "Fair" == reading.cover.title
    assert ("17", "Wheel & swing", "The wheel turns again tonight.") == (entry.id, entry.title, entry.text)
    assert (("Ann Ode",), "https://desk.example/fair/17", True) == (entry.authors, entry.url, entry.pinned)
    assert ("https://desk.example/wheel.jpg",) == entry.images
    assert entry.published is not None
    assert entry.updated is not None
    assert (12, 5) == (entry.published.hour, entry.updated.minute)


@pytest.mark.parametrize(
    "wrapped",
    [
        lambda post: {"node": {"data": {"record": post}}},
        lambda post: {"post": {"id": post["id"], "record": {name: post[name] for name in ("body", "date")}}},
        lambda post: {"node": {**post, "post": {"id": "blog", "body": "<p>What it belongs to, in words</p>"}}},
        lambda post: {"item": {"id": "outer"}, "entry": post},
        lambda post: {"data": {}, "fields": post},
        lambda post: {"content": {"properties": post}, "settings": None},
        lambda post: {"slice_type": "update", "primary": post, "items": []},
        lambda post: {"system": {"id": post["id"]}, "elements": {name: typed(post[name]) for name in ("body", "date")}},
        lambda post: {
            **post,
            "body": None,
            "content": {"type": "doc", "content": [{"type": "p", "text": "Words of it"}]},
        },
    ],
    ids=range(9),
)
def test_what_an_entry_is_wrapped_in(wrapped: Any):
    """Up to three objects stand around an entry, the surer name first; what stands beside a text is not one of them."""
    assert ["a1", "b2"] == [entry.id for entry in entries_of([wrapped(post) for post in posts("a1", "b2")])]


def test_names_as_publishing_systems_spell_them():
    """WordPress embeds whom a number stands for, Contentful keeps ids and times apart, Drupal says `field_` first."""
    wordpress = {**posts("a1")[0], "author": 7, "_embedded": {"author": [{"id": 7, "name": "Ada Moor"}]}}
    contentful = {
        "sys": {"id": "b2", "createdAt": "2024-05-15T12:00:00Z"},
        "fields": {"text": "Words of it, at length"},
    }
    drupal = {"field_id": "c3", "field_date": "2024-05-15T12:00:00Z", "field_text": "Words of it, at length"}
    directus = {**posts("d4")[0], "user_created": {"id": 9, "first_name": "Tom", "last_name": "Hale"}}
    rest = {
        "nid": [{"value": 8}],
        "title": [{"value": "Wheel and swing"}],
        "created": [{"value": "2024-05-15T12:00:00+00:00", "format": "Y-m-d"}],
        "body": [{"value": "Words\nof it", "format": "basic", "processed": "<p>Words of it</p>"}],
        "field_tags": [{"target_id": 1}, {"target_id": 2}],
    }
    optimizely = {
        "ContentLink": {"Id": 9},
        "StartPublish": "2024-05-15T12:00:00Z",
        "Heading": "Wheel",
        "MainBody": "<p>Words of it</p>",
    }
    strapi = {**posts("e5")[0], "createdBy": {"firstname": "Bo", "lastname": None}}
    nameless = {**posts("f6")[0], "createdBy": {"id": 9}}

    read = [entries_of([one])[0] for one in (wordpress, contentful, drupal, directus, strapi, nameless)]

    assert ["a1", "b2", "c3", "d4", "e5", "f6"] == [entry.id for entry in read]
    assert [("Ada Moor",), (), (), ("Tom Hale",), ("Bo",), ()] == [entry.authors for entry in read]
    assert [("8", "Wheel and swing", "Words of it"), ("9", "Wheel", "Words of it")] == [
        (entry.id, entry.title, entry.text) for one in (rest, optimizely) for entry in entries_of([one])
    ]
    assert None not in {entry.published for entry in read}


def test_names_are_known_by_how_they_end():
    """Editors put what an entry is before what a field is; what belongs to something else begins with that."""
    update = {
        "updateId": "a1",
        "liveBlogPostedAt": "2024-05-15T12:00:00Z",
        "lastModifiedDate": "2024-05-15T13:00:00Z",
        "update_heading": "Wheel and swing",
        "seoTitle": "Ten things to know",
        "updateBody": "<p>The wheel turns again tonight.</p>",
        "imageCaption": "A wheel at night, seen from the pier",
        "updateAuthor": [{"fullName": "Ada Moor"}],
    }
    modified = {"id": "b2", "lastModifiedDate": "2024-05-15T13:00:00Z", "text": "Words of it, at length"}

    entry = entries_of([update])[0]

    assert ("a1", "Wheel and swing", "The wheel turns again tonight.") == (entry.id, entry.title, entry.text)
    assert (("Ada Moor",), 12) == (entry.authors, entry.published.hour if entry.published else None)
    assert isinstance(answer_of([modified]), Absent)


def test_objects_under_their_ids_are_a_list():
    """As Firebase keeps them, the key is the id; names of kinds, those of a GraphQL cache and few of them are none."""
    post = {"date": "2024-05-15T12:00:00Z", "pinned": False, "body": "<p>Words of it, at length</p>"}

    def under(*keys: str) -> dict[str, Any]:
        return {"updates": dict.fromkeys(keys, post), "x": 1}

    assert {"-Nx7a", "-Ny2b", "-Nz9c"} == {entry.id for entry in entries_of(under("-Nx7a", "-Ny2b", "-Nz9c"))}
    for others in (
        under("header", "body", "footer"),
        under("Post:1", "Post:2", "Post:3"),
        under("-Nx7a", "-Ny2b"),
        {"updates": {key: {"date": post["date"], "body": post["body"]} for key in ("-Nx7a", "-Ny2b", "-Nz9c")}},
        {"updates": {**under("-Nx7a", "-Ny2b", "-Nz9c")["updates"], "count": 3}},
    ):
        assert isinstance(answer_of(others), Absent)


@pytest.mark.parametrize(
    "body",
    [
        {
            "html": "<p>Words of it</p><ul><li>at length</li></ul>",
            "text": "Words of it at length",
            "raw": {"children": []},
        },
        {"markup": "<p>Words of it</p><ul><li>at length</li></ul>", "blocks": []},
        {
            "value": {
                "schema": "dast",
                "document": {
                    "type": "root",
                    "children": [
                        {"type": "paragraph", "children": [{"type": "span", "value": "Words of it"}]},
                        {
                            "type": "list",
                            "children": [{"type": "listItem", "children": [{"type": "span", "value": "at length"}]}],
                        },
                    ],
                },
            },
            "blocks": [],
        },
    ],
    ids=["hygraph", "umbraco", "datocms"],
)
def test_markup_is_taken_before_plain_words(body: Any):
    """Where a field tells its words several times, it is the telling that has their lists."""
    entry = entries_of([{"id": "a1", "date": "2024-05-15T12:00:00Z", "body": body}])[0]

    assert "Words of it\nat length" == entry.text
    assert "<li>at length</li>" in (entry.html or "")


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.floats()
    | st.integers()
    | st.text(max_size=9)
    | st.sampled_from(["2024-05-15T12:00:00Z"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    *(
                        "id",
                        "_id",
                        "groups",
                        "blocks",
                        "elements",
                        "content",
                        "date",
                        "urn",
                        "dates",
                        "render",
                        "timestamp",
                    ),
                    *(
                        "posts",
                        "Posts",
                        "Edits",
                        "Deletes",
                        "Id",
                        "Content",
                        "Created",
                        "children",
                        "childrenMeta",
                        "type",
                    ),
                    *(
                        "log",
                        "entry",
                        "nid",
                        "contents",
                        "blockLastUpdated",
                        "content_elements",
                        "subtype",
                        "embed",
                        "page",
                    ),
                ]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=40,
)


@given(JSON)
def test_any_answer_is_read_or_refused(value: Any):
    """Nothing is raised, whatever stands under the names that the platforms use."""
    body = json.dumps(value)

    assert isinstance(answer_of(body), (Reading, Absent))


@given(st.sampled_from(sorted(LAYOUTS.glob("*/page.json"))), st.data())
def test_any_damage_to_an_answer_is_survived(file: Any, data: st.DataObject):
    """A member of a real answer replaced by anything raises nothing."""
    value = json.loads(file.read_text())
    place = value
    for _ in range(data.draw(st.integers(0, 8))):
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        if not keys:
            break
        key = data.draw(st.sampled_from(keys))
        if not isinstance(place[key], (dict, list)) or data.draw(st.booleans()):
            place[key] = data.draw(st.none() | st.text(max_size=3) | st.integers() | st.lists(st.none(), max_size=2))
            break
        place = place[key]

    assert isinstance(answer_of(value), (Reading, Absent))
