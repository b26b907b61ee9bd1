"""Interfaces of the systems in which newsrooms keep their entries, each with what it has beside them."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from extract_pages import NOW, TEXTS, page_of

from monitor.errors import ExtractError
from monitor.extract import extract

if TYPE_CHECKING:
    from monitor.model import Entry

URL = "https://desk.example/api/entries"
HEADS = ("Ferries sail again", "Third boat loads", "Fog holds the fleet", "Crane meets roof")
TIMES = tuple(f"2024-12-01T11:{40 - 7 * at:02}:00Z" for at in range(4))
NAMES = ("Ann Ode", "Bo Finn", "Ann Ode", "Bo Finn")
IDS = ("66c3a9f0", "66c3a9e1", "66c3a9d2", "66c3a9c3")
TOLD = list(zip(IDS, HEADS, TEXTS, NAMES, TIMES, strict=False))


def read(answer: Any, *, url: str = URL) -> tuple[Entry, ...]:
    return extract(page_of(json.dumps(answer), url=url, content_type="application/json"), now=NOW).entries


def said(entries: tuple[Entry, ...]) -> list[tuple[str | None, str, tuple[str, ...], str]]:
    return [
        (one.title, one.text, one.authors, one.published.isoformat().replace("+00:00", "Z") if one.published else "")
        for one in entries
    ]


def person(name: str) -> str:
    return name.replace(" ", "").lower()


def ghost() -> Any:
    """Return posts that name themselves once more as what their comments belong to."""
    posts = [
        {
            "id": id_,
            "slug": f"p-{id_}",
            "title": head,
            "html": f"<p>{text}</p>",
            "comment_id": id_,
            "published_at": at,
            "updated_at": at,
            "tags": [{"id": "t1", "name": "Harbour"}],
            "authors": [{"id": person(name), "name": name, "url": f"https://desk.example/author/{person(name)}"}],
        }
        for id_, head, text, name, at in TOLD
    ]
    return {"posts": posts, "meta": {"pagination": {"page": 1, "next": None}}}


def firestore() -> Any:
    """Return each value with its type, and a name that is a path in the place of an id."""
    return {
        "documents": [
            {
                "name": f"projects/desk/databases/(default)/documents/entries/{id_}",
                "fields": {
                    "headline": {"stringValue": head},
                    "body": {"stringValue": f"<p>{text}</p>"},
                    "author": {"mapValue": {"fields": {"name": {"stringValue": name}}}},
                    "publishedAt": {"timestampValue": at},
                    "likes": {"integerValue": "7"},
                    "picture": {"nullValue": None},
                    "tags": {"arrayValue": {"values": [{"stringValue": "harbour"}]}},
                },
                "createTime": "2024-12-01T08:00:00.481922Z",
                "updateTime": "2024-12-01T11:50:00.481922Z",
            }
            for id_, head, text, name, at in TOLD
        ],
        "nextPageToken": "AFTOeJ",
    }


def firestore_query() -> Any:
    """Return each document in a wrapper, as a query answers."""
    return [{"document": one, "readTime": "2024-12-01T11:59:00Z"} for one in firestore()["documents"]]


def mongo() -> Any:
    """Return extended JSON, which tells what JSON has no type for."""
    return {
        "documents": [
            {"_id": {"$oid": id_}, "title": head, "text": text, "author": name, "publishedAt": {"$date": at}}
            for id_, head, text, name, at in TOLD
        ]
    }


def lemmy() -> Any:
    """Return posts whose headline is their name; who made each stands beside, with an account and a name to show."""
    return {
        "posts": [
            {
                "post": {"id": 7_000 + at, "name": head, "body": text, "published": when, "deleted": False},
                "creator": {"id": at, "name": person(name), "display_name": name, "published": TIMES[0]},
                "community": {"id": 4, "name": "harbour", "title": "Harbour", "description": "All of the harbour here"},
                "counts": {"post_id": 7_000 + at, "comments": 3, "upvotes": 12, "published": when},
            }
            for at, (_, head, text, name, when) in enumerate(TOLD)
        ]
    }


def storyblok() -> Any:
    """Return stories that belong to a folder as a comment does to its parent."""
    return {
        "stories": [
            {
                "id": 90_000 + at,
                "uuid": id_,
                "name": f"Update {at}",
                "parent_id": 44,
                "first_published_at": when,
                "content": {
                    "component": "update",
                    "headline": head,
                    "text": {
                        "type": "doc",
                        "content": [{"type": "paragraph", "content": [{"type": "text", "text": text}]}],
                    },
                    "author": name,
                },
            }
            for at, (id_, head, text, name, when) in enumerate(TOLD)
        ]
    }


def elastic() -> Any:
    """Return hits with what was indexed in each."""
    hits = [
        {
            "_id": id_,
            "_score": None,
            "_source": {"headline": head, "body_html": text, "published": when, "byline": name},
            "sort": [1],
        }
        for id_, head, text, name, when in TOLD
    ]
    return {"took": 3, "hits": {"total": {"value": 4}, "hits": hits}}


def contentful() -> Any:
    """Return entries with links to who wrote them, which stand beside the list."""
    people = [
        {
            "sys": {"id": person(name), "type": "Entry", "createdAt": TIMES[3]},
            "fields": {"name": name, "bio": "Has written of boats and those who tie them up."},
        }
        for name in sorted(set(NAMES))
    ]
    return {
        "sys": {"type": "Array"},
        "items": [
            {
                "sys": {"id": id_, "type": "Entry", "createdAt": when},
                "fields": {
                    "title": head,
                    "body": text,
                    "author": {"sys": {"type": "Link", "linkType": "Entry", "id": person(name)}},
                    "editor": {"sys": "none"},
                },
            }
            for id_, head, text, name, when in TOLD
        ],
        "includes": {"Entry": people, "Asset": "none"},
    }


def json_api() -> Any:
    """Return entries whose author is one of the records beside the list, told with its type and its id."""
    return {
        "data": [
            {
                "type": "update",
                "id": id_,
                "attributes": {"title": head, "body": {"value": text, "processed": text}, "created": at},
                "relationships": {"field_author": {"data": {"type": "author", "id": person(name)}}},
            }
            for id_, head, text, name, at in TOLD
        ],
        "included": [
            {"type": "author", "id": person(name), "attributes": {"name": name, "sys": 7}}
            for name in sorted(set(NAMES))
        ]
        + [{"type": "odd", "sys": "none"}],
    }


def sharepoint() -> Any:
    """Return rows whose fields begin with capitals, and who wrote them as a row of another list."""
    return {
        "value": [
            {"ID": at, "Title": head, "Body": f"<div>{text}</div>", "Published": when, "Author": {"Title": name}}
            for at, (_, head, text, name, when) in enumerate(TOLD)
        ]
    }


def gatsby() -> Any:
    """Return entries whose text stands in an object that holds nothing else."""
    updates = [
        {"id": id_, "title": head, "body": {"childMarkdownRemark": {"html": text}}, "createdAt": at, "author": name}
        for id_, head, text, name, at in TOLD
    ]
    return {"path": "/live", "result": {"data": {"contentfulLiveBlog": {"title": "Harbour", "updates": updates}}}}


def arc() -> Any:
    """Return stories with headlines and credits by use, and the day of their last publication beside the first."""
    return {
        "content_elements": [
            {
                "_id": id_,
                "type": "story",
                "headlines": {"basic": head, "mobile": ""},
                "content_elements": [{"type": "text", "content": text}],
                "credits": {"by": [{"type": "author", "name": name}]},
                "publish_date": "2024-12-01T11:58:00Z",
                "first_publish_date": at,
            }
            for id_, head, text, name, at in TOLD
        ]
    }


def telegram() -> Any:
    """Return messages of several people, among what the service itself says."""
    said_by = [
        {"id": at, "type": "message", "date": when, "from": name, "text": [{"type": "bold", "text": head}, f"\n{text}"]}
        for at, (_, head, text, name, when) in enumerate(TOLD)
    ]
    service = {"id": 99, "type": "service", "date": TIMES[0], "actor": "Ann", "title": "Harbour", "text": ""}
    return {"name": "Harbour", "messages": [service, *said_by]}


def blogger() -> Any:
    """Return a feed as JSON, where each value is what stands between tags, and the entry's address one of several."""
    return {
        "feed": {
            "title": {"type": "text", "$t": "Harbour"},
            "entry": [
                {
                    "id": {"$t": f"tag:blogger.com,1999:blog-7.post-{id_}"},
                    "published": {"$t": at},
                    "title": {"type": "text", "$t": head},
                    "content": {"type": "html", "$t": f"<p>{text}</p>"},
                    "link": [
                        {"rel": "replies", "href": "https://desk.example/p#comments"},
                        {"rel": "alternate", "href": f"https://desk.example/{id_}"},
                    ],
                    "author": [{"name": {"$t": name}, "uri": {"$t": "x"}}],
                }
                for id_, head, text, name, at in TOLD
            ],
        }
    }


def squarespace() -> Any:
    """Return items with the milliseconds at which they were, or will be, published."""
    return {
        "items": [
            {
                "id": id_,
                "title": head,
                "body": text,
                "addedOn": 1733000000000,
                "publishOn": int(datetime.fromisoformat(at).timestamp() * 1000),
                "author": {"displayName": name, "bio": "Writes."},
            }
            for id_, head, text, name, at in TOLD
        ]
    }


def graphql() -> Any:
    """Return entries whose text is a tree under the name of its form, and which are signed by several at once."""

    def tree(text: str) -> dict[str, Any]:
        words = {"nodeType": "text", "value": text, "marks": [], "data": {}}
        return {"nodeType": "document", "content": [{"nodeType": "paragraph", "content": [words]}]}

    updates = [
        {
            "sys": {"id": id_, "firstPublishedAt": at},
            "headline": head,
            "body": {"json": tree(text), "links": {"assets": {"block": []}}},
            "byline": {"authors": [{"name": name}]},
        }
        for id_, head, text, name, at in TOLD
    ]
    return {"data": {"blogCollection": {"items": [{"title": "Harbour", "updatesCollection": {"items": updates}}]}}}


def couchdb() -> Any:
    """Return rows of a view, with the document in each."""
    documents = [
        {
            "_id": id_,
            "_rev": "3-9f",
            "title": head,
            "body_markdown": text,
            "inserted_at": at,
            "user": {"full_name": name},
        }
        for id_, head, text, name, at in TOLD
    ]
    return {"total_rows": 4, "rows": [{"id": one["_id"], "key": 1, "value": None, "doc": one} for one in documents]}


def telegram_bot() -> Any:
    """Return what a bot is told of a channel: each post in an update."""
    posts = [
        {
            "message_id": 7 + at,
            "author_signature": name,
            "date": when,
            "title": head,
            "text": text,
            "chat": {"title": "x"},
        }
        for at, (_, head, text, name, when) in enumerate(TOLD)
    ]
    return {
        "ok": True,
        "result": [{"update_id": 9_000 + one["message_id"], "channel_post": one} for one in posts[::-1]],
    }


def activities() -> Any:
    """Return what an account did: each note in an activity."""
    notes = [
        {
            "id": f"https://s.example/{id_}",
            "type": "Note",
            "name": head,
            "content": text,
            "published": at,
            "author": name,
        }
        for id_, head, text, name, at in TOLD
    ]
    return {"type": "OrderedCollectionPage", "orderedItems": [{"type": "Create", "object": one} for one in notes]}


def notion() -> Any:
    """Return pages whose fields stand under the name of their type."""

    def words(said: str) -> list[dict[str, Any]]:
        return [{"type": "text", "text": {"content": said, "link": None}, "plain_text": said}]

    return {
        "results": [
            {
                "object": "page",
                "id": id_,
                "properties": {
                    "Headline": {"id": "title", "type": "title", "title": words(head)},
                    "Text": {"id": "a", "type": "rich_text", "rich_text": words(text)},
                    "Published": {"id": "b", "type": "date", "date": {"start": at, "end": None}},
                    "Author": {"id": "c", "type": "people", "people": [{"object": "user", "name": name}]},
                },
            }
            for id_, head, text, name, at in TOLD
        ]
    }


def craft() -> Any:
    """Return entries with dates as PHP writes them, each with the zone beside it."""
    zones = (("UTC", "11:40"), ("Europe/Paris", "12:33"), ("+05:30", "16:56"), ("EST", "06:19"))
    return {
        "data": [
            {
                "id": id_,
                "title": head,
                "body": [{"type": "text", "text": {"html": f"<p>{text}</p>", "plainText": text}}],
                "postDate": {"date": f"2024-12-01 {clock}:00.000000", "timezone_type": 3, "timezone": zone},
                "author": {"fullName": name},
            }
            for (id_, head, text, name, _), (zone, clock) in zip(TOLD, zones, strict=True)
        ]
    }


def in_places(value: Any) -> list[Any]:
    """Return a value as devalue writes it: one list, in which numbers are places."""
    flat: list[Any] = []

    def put(one: Any) -> int:
        at = len(flat)
        flat.append(None)
        if isinstance(one, dict):
            flat[at] = {name: put(member) for name, member in one.items()}
        else:
            flat[at] = [put(member) for member in one] if isinstance(one, list) else one
        return at

    put(value)
    return flat


def nuxt() -> Any:
    """Return what Nuxt asks for when a reader comes from another page."""
    return in_places({"data": {"live": {"updates": arc()["content_elements"]}}, "prerenderedAt": 1733053200000})


def sveltekit() -> Any:
    """Return what SvelteKit asks for: nothing of the frame, which it has, and the page."""
    page = {"type": "data", "data": in_places({"blog": {"posts": arc()["content_elements"]}}), "uses": {}}
    return {"type": "data", "nodes": [None, {"type": "skip"}, page]}


def directus() -> Any:
    """Return entries that say everything once in each language, each time under an id of that."""
    return {
        "data": [
            {
                "id": id_,
                "status": "published",
                "published_at": at,
                "author": {"first_name": name.split()[0], "last_name": name.split()[1]},
                "translations": [
                    {"id": 5, "languages_code": "en", "headline": head, "content": text},
                    {"id": 6, "languages_code": "cy", "headline": "Nid felly", "content": "Nid felly y bu hi."},
                ],
            }
            for id_, head, text, name, at in TOLD
        ]
    }


def app_search() -> Any:
    """Return results that tell each field as it is stored and as it is shown."""
    return {
        "results": [
            {
                "id": {"raw": id_},
                "title": {"raw": head, "snippet": None},
                "body": {"raw": text},
                "published_at": {"raw": at},
                "author": {"raw": name},
            }
            for id_, head, text, name, at in TOLD
        ]
    }


def contentful_with_dates() -> Any:
    """Return entries with a time that editors fill in, beside the system's."""
    answer = contentful()
    for one in answer["items"]:
        one["fields"]["dateTime"] = one["sys"]["createdAt"]
        one["sys"]["createdAt"] = "2024-12-01T07:00:00Z"
    return answer


def rows_of_a_post() -> Any:
    """Return a post of WordPress with rows that editors added to it, which have no ids."""
    rows = [
        {"update_time": at, "update_title": head, "update_text": text, "update_author": name}
        for _, head, text, name, at in TOLD
    ]
    return {"id": 77, "title": {"rendered": "Harbour"}, "acf": {"live_updates": rows, "points": [{"point": "x"}]}}


def in_languages() -> Any:
    """Return entries that say each thing once in each language."""
    return {
        "items": [
            {
                "sys": {"id": id_, "type": "Entry", "createdAt": at},
                "fields": {
                    "headline": {"en-US": head, "cy": "Nid felly"},
                    "body": {"en-US": text},
                    "byline": {"en-US": name},
                    "empty": {},
                },
            }
            for id_, head, text, name, at in TOLD
        ]
    }


def text_as_json() -> Any:
    """Return entries whose text is a tree that was written into a string."""
    told = graphql()["data"]["blogCollection"]["items"][0]["updatesCollection"]["items"]
    return {"updates": [{**one, "body": {"raw": json.dumps(one["body"]["json"]), "references": []}} for one in told]}


def latest_of_a_forum() -> Any:
    """Return the latest posts of a forum, whichever the topic."""
    return {
        "latest_posts": [
            {
                "id": 7 + at,
                "name": name,
                "username": person(name),
                "cooked": text,
                "post_number": 9 - at,
                "created_at": when,
            }
            for at, (_, _, text, name, when) in enumerate(TOLD)
        ]
    }


FORMS = (
    *(ghost, firestore, firestore_query, mongo, lemmy, storyblok, elastic, contentful),
    *(json_api, sharepoint, gatsby, arc, blogger, squarespace),
    *(graphql, couchdb, telegram_bot, activities, notion, craft, nuxt, sveltekit),
    *(directus, app_search, contentful_with_dates, rows_of_a_post, in_languages, text_as_json),
)


@pytest.mark.parametrize(
    "answer",
    [form() for form in FORMS],
    ids=[form.__name__ for form in FORMS],
)
def test_what_a_system_tells_of_its_entries_is_read(answer: Any):
    """Headline, text, author and time, wherever the system keeps them; what stands beside them is none of theirs."""
    assert said(read(answer)) == [(head, text, (name,), at) for _, head, text, name, at in TOLD]


@pytest.mark.parametrize(
    "more",
    [
        {"comment_id": 4},
        {"upvotes": 3},
        {"username": "ann"},
        {"product_type": "Rope"},
        {"title": "Five", "rating": 5},
        {"dueAt": None},
    ],
    ids=str,
)
def test_comments_reviews_users_and_goods_are_no_entries(more: dict[str, Any]):
    """Comments have votes and parents and no headlines; the others never are entries."""
    with pytest.raises(ExtractError):
        read([{"id": id_, "body": text, "created_at": at, **more} for id_, _, text, _, at in TOLD])


def test_a_name_that_is_no_path_is_no_id():
    """What things are called tells them apart only where it says where they stand."""
    with pytest.raises(ExtractError):
        read([{"name": head, "body": text, "created_at": at} for _, head, text, _, at in TOLD])


def test_a_name_without_an_author_beside_it_is_no_headline():
    """It is that of whoever wrote."""
    entries = read([{"id": id_, "name": name, "text": text, "created_at": at} for id_, _, text, name, at in TOLD])
    assert {one.title for one in entries} == {None}


def test_typed_values_end_where_they_are_too_deep():
    """Maps in maps without end are read as far as anything is."""
    value: dict[str, Any] = {"stringValue": "deep"}
    for _ in range(300):
        value = {"mapValue": {"fields": {"x": value}}}
    answer = firestore()
    answer["documents"][0]["fields"]["more"] = value
    assert len(read(answer)) == 4


def test_what_the_service_says_of_a_channel_is_no_entry():
    """An export of Telegram begins with the making of the channel; who wrote stands under `from`."""
    assert [(one.authors, one.text.partition("\n")[2]) for one in read(telegram())] == [
        ((name,), text) for _, _, text, name, _ in TOLD
    ]


def test_comments_with_the_posts_that_they_belong_to_are_no_entries():
    """Lemmy gives each comment with its post; that of another reader is no entry of the live blog."""
    comments = [{**one, "comment": {"id": 5, "content": "So it was"}} for one in lemmy()["posts"]]
    with pytest.raises(ExtractError):
        read({"comments": comments})


def test_a_document_is_known_by_what_outlives_its_publications():
    """Strapi gives each entry that is published again another number."""
    entries = [
        {"id": 7 * at, "documentId": id_, "text": text, "createdAt": when}
        for at, (id_, _, text, _, when) in enumerate(TOLD)
    ]
    assert [one.id for one in read({"data": entries})] == list(IDS)


def test_what_stands_under_names_has_no_order():
    """Firebase gives entries in any order; by their dates they show which are missing."""
    named = {f"-k{at}": {"title": head, "text": text, "ts": when} for at, (_, head, text, _, when) in enumerate(TOLD)}
    mixed = {name: named[name] for name in ("-k2", "-k0", "-k3", "-k1")}
    assert [one.id for one in read(mixed)] == ["-k0", "-k1", "-k2", "-k3"]


def test_a_list_that_names_its_records_is_read_from_where_they_stand():
    """Of JSON:API in a page's state the list has types and ids; the records stand beside it, tags among them."""
    posts = [
        {"type": "post", "id": id_, "attributes": {"headline": head, "body": text, "published-at": at, "byline": name}}
        for id_, head, text, name, at in TOLD
    ]
    listed = [{"type": one["type"], "id": one["id"]} for one in posts]
    blog = {"type": "blog", "id": "7", "relationships": {"posts": {"data": [*listed, {"type": "post", "id": "gone"}]}}}
    state = {
        "/live": {"data": blog, "included": [*posts[::-1], {"type": "tag", "id": "1", "attributes": {"name": "x"}}]}
    }
    page = f'<h1>Harbour live</h1><script type="fastboot/shoebox">{json.dumps(state)}</script>'
    entries = extract(page_of(page, url="https://desk.example/live/harbour"), now=NOW).entries
    assert said(entries) == [(head, text, (name,), at) for _, head, text, name, at in TOLD]


def test_what_qwik_resumes_from_is_read():
    """Each member is a place in a list, written with letters; dates and signals begin with a sign of their own."""
    flat: list[Any] = [{"posts": "1", "again": "1"}, []]

    def put(value: Any) -> str:
        flat.append(value)
        return "0123456789abcdefghijklmnopqrstuvwxyz"[len(flat) - 1]

    for id_, head, text, name, at in TOLD:
        members = {"id": id_, "title": head, "body": text, "author": f"\x12{put(name)}", "publishedAt": f"\x06{at}"}
        flat[1].append(put({key: put(value) for key, value in members.items()}))
    flat[0] |= {"odd": "zz", "not": "A", "own": "0"}
    state = {"refs": {}, "ctx": {}, "objs": flat, "subs": []}
    page = f'<h1>Harbour live</h1><script type="qwik/json">{json.dumps(state)}</script>'
    entries = extract(page_of(page, url="https://desk.example/live/harbour"), now=NOW).entries
    assert said(entries) == [(head, text, (name,), at) for _, head, text, name, at in TOLD]


@pytest.mark.parametrize(
    "name",
    ["last_publication_date", "edited", "updateTime", "EditDate", "edited_timestamp", "changed_at", "modified_ts"],
)
def test_when_an_entry_was_edited_goes_by_many_names(name: str):
    """After an upgrade of ours only what its publisher dates anew is told as edited."""
    edited = [at.replace(":00Z", ":30Z") for at in TIMES]
    entries = read(
        [{"id": one[0], "text": one[2], "created_at": one[4], name: at} for one, at in zip(TOLD, edited, strict=True)]
    )
    assert [one.updated and one.updated.second for one in entries] == [30] * 4


def test_of_several_addresses_the_entry_has_its_own():
    """Blogger lists that of the comments first."""
    assert [one.url for one in read(blogger())] == [f"https://desk.example/{id_}" for id_ in IDS]


def test_a_name_without_words_is_no_headline():
    """Reddit names each update by its kind and its id, and says who wrote it."""
    updates = [
        {
            "kind": "LiveUpdate",
            "data": {"id": id_, "name": f"LiveUpdate_{id_}", "body": text, "author": name, "created": at},
        }
        for id_, _, text, name, at in TOLD
    ]
    assert said(read({"data": {"children": updates}})) == [(None, text, (name,), at) for _, _, text, name, at in TOLD]


def test_who_has_no_other_name_is_called_by_that_of_the_account():
    """Discord tells a name to show where there is one."""
    people = [
        {"id": "1", "username": "ann", "global_name": "Ann Ode"},
        {"id": "2", "username": "bo", "global_name": None},
    ]
    sent = [
        {"id": one[0], "content": one[2], "timestamp": one[4], "author": person}
        for one, person in zip(TOLD, people * 2, strict=True)
    ]
    assert [one.authors for one in read(sent)] == [("Ann Ode",), ("bo",)] * 2


def pages(**more: Any) -> list[dict[str, Any]]:
    told = [{"id": id_, "title": head, "text": text, "date": at} for id_, head, text, _, at in TOLD]
    return [{"items": told[:2], "next": "c1", **more}, {"items": told[2:], "next": None, **more}]


def test_a_list_that_goes_on_in_the_next_page_is_one():
    """Scripts that load older entries as readers scroll keep what they loaded page by page; others go by days."""
    assert [one.id for one in read({"data": {"pages": pages()}})] == list(IDS)
    assert [one.id for one in read({"days": [*pages(), {"items": None}]})] == list(IDS)


@pytest.mark.parametrize("parts", [pages(id=7), [*pages(), 7], pages()[:1], [pages()[0], {"items": None}]])
def test_lists_of_things_that_stand_for_themselves_are_several(parts: list[Any]):
    """Two live blogs beside each other are two, and one page alone is all there is."""
    assert [one.id for one in read({"parts": parts})] == list(IDS[:2])


@pytest.mark.parametrize(
    "call", ["show({});", "/**/ typeof desk.show === 'function' && desk.show({});\n", "/**/\n$_7(\n{}\n)"]
)
def test_json_that_is_handed_to_a_function_is_read(call: str):
    """As interfaces answered before browsers let pages ask other hosts."""
    body = call.format(json.dumps(ghost()))
    page = page_of(body, url=URL, content_type="application/javascript; charset=utf-8")
    assert said(extract(page, now=NOW).entries) == [(head, text, (name,), at) for _, head, text, name, at in TOLD]


def test_a_script_is_no_json():
    """What calls a function with something else stays a script."""
    with pytest.raises(ExtractError, match="not HTML, XML or JSON"):
        extract(page_of("show(document, 7);", url=URL, content_type="application/javascript"), now=NOW)


@pytest.mark.parametrize(("date", "zone"), [("2024-12-01T11:40:00Z", "Asia/Tokyo"), ("1 December 2024 11:40", " GMT")])
def test_a_zone_beside_a_time_that_tells_its_own_changes_nothing(date: str, zone: str):
    """Nor does one beside a time that is written for people, but that it is read with it."""
    told = [{"id": one[0], "text": one[2], "date": {"date": date, "timezone": zone}} for one in TOLD[:1]]
    assert [one.published and one.published.hour for one in read(told)] == [11]


def test_nodes_that_are_no_list_are_left_as_they_are():
    """What only looks like the data of a framework is read as any other document."""
    told = [{"id": one[0], "text": one[2], "date": one[4]} for one in TOLD]
    assert len(read({"nodes": {"a": 1}, "posts": told})) == len(read({"nodes": told})) == len(TOLD)


def test_a_translation_names_no_entry():
    """The entry's id stands around what it says in each language."""
    assert [one.id for one in read(directus())] == list(IDS)


@pytest.mark.parametrize("name", ["deliveries", "olives", "comments_live"])
def test_rows_without_ids_are_entries_only_of_what_calls_itself_live(name: str):
    """Anything may be a list of dated texts."""
    with pytest.raises(ExtractError):
        read({"acf": {name: rows_of_a_post()["acf"]["live_updates"]}})


def test_what_belongs_to_itself_is_no_comment():
    """Ghost's posts in the state of a page, where nobody asked for them: they are what their own comments belong to."""
    posts = [{**one, "url": f"https://desk.example/live/harbour/{one['slug']}"} for one in ghost()["posts"]]
    state = {"pageProps": {"livePosts": posts}}
    page = f'<h1>Harbour live</h1><script type="application/json">{json.dumps(state)}</script>'
    entries = extract(page_of(page, url="https://desk.example/live/harbour"), now=NOW).entries
    assert said(entries) == [(head, text, (name,), at) for _, head, text, name, at in TOLD]


def test_the_latest_posts_of_a_forum_are_entries():
    """Discourse gives them under a name of their own, with the accounts that comments have elsewhere."""
    assert said(read(latest_of_a_forum())) == [(None, text, (name,), at) for _, _, text, name, at in TOLD]


def test_words_in_brackets_are_words():
    """What only begins as JSON does is text."""
    told = [{"id": one[0], "text": f'{{"{one[2]}', "date": one[4]} for one in TOLD]
    assert [one.text for one in read(told)] == [f'{{"{text}' for text in TEXTS[:4]]
