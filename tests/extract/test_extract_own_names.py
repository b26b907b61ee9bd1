"""What newsrooms call the fields of their entries in interfaces of their own making, and where they put them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from extract_pages import ALL, IDS, NOW, TEXTS, TIMES, TOLD, page_of

from monitor.errors import ExtractError
from monitor.extract import extract

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.model import Entry

URL = "https://desk.example/api/live"


def read(answer: Any) -> tuple[Entry, ...]:
    return extract(page_of(json.dumps(answer), url=URL, content_type="application/json"), now=NOW).entries


def said(entries: tuple[Entry, ...]) -> list[tuple[str | None, str, tuple[str, ...], str]]:
    return [
        (one.title, one.text, one.authors, one.published.isoformat().replace("+00:00", "Z") if one.published else "")
        for one in entries
    ]


def in_two_languages(*told: str) -> dict[str, Any]:
    id_, head, text, name, at = told
    empty = {"headline_bn": None, "body_bn": None, "author_name_bn": None}
    return {"id": id_, **empty, "headline_en": head, "body_en": text, "author_name_en": name, "published_at": at}


def in_humps(*told: str) -> dict[str, Any]:
    id_, head, text, name, at = told
    return {"id": id_, "titleEn": head, "titleAr": "", "contentEn": text, "contentAr": "", "author": name, "date": at}


def last_published(*told: str) -> dict[str, Any]:
    """Return a post as CNN's interface has it: that is its only time."""
    id_, head, text, name, at = told
    return {"id": id_, "headline": head, "byline": name, "content": text, "lastPublishDate": at}


def in_full(*told: str) -> dict[str, Any]:
    id_, head, text, name, at = told
    names = ("Id", "Headline", "Story", "Author", "PublishDate")
    return {f"liveBlog{field}": value for field, value in zip(names, (id_, head, text, name, at), strict=True)}


def in_norwegian(*told: str) -> dict[str, Any]:
    id_, head, text, name, at = told
    return {"id": id_, "tittel": head, "innhold": text, "forfatter": {"navn": "", "name": name}, "opprettet": at}


def in_turkish(*told: str) -> dict[str, Any]:
    id_, head, text, name, at = told
    return {"id": id_, "baslik": head, "icerik": text, "yazar": name, "tarih": f"01.12.2024 {at[11:19]}"}


@pytest.mark.parametrize("row", [in_norwegian, in_turkish, in_two_languages, in_humps, last_published, in_full])
def test_fields_are_known_by_what_their_names_mean(row: Callable[..., dict[str, Any]]):
    """In several languages, by their last publication, with the whole thing's name before each."""
    assert said(read({"data": [row(*one) for one in TOLD]})) == ALL


def test_what_is_told_in_no_language_is_told_in_all():
    """A field without a language counts before those with one."""
    told = [{**in_two_languages(*one), "body": f"{one[2]} Still."} for one in TOLD]
    assert [one.text for one in read(told)] == [f"{text} Still." for text in TEXTS[:4]]


def in_a_card(*told: str) -> dict[str, Any]:
    """Return a card of Weibo's, and when it was as C writes that."""
    id_, _, text, name, at = told
    day = f"Sun Dec 01 {at[11:19]} +0000 2024"
    said = {"id": id_, "created_at": day, "text": text, "user": {"id": 7, "screen_name": name, "verified": True}}
    return {"card_type": 9, "scheme": f"https://desk.example/status/{id_}", "mblog": said}


def in_field_data(*told: str) -> dict[str, Any]:
    """Return an item of Webflow's."""
    id_, _, text, name, at = told
    return {"id": id_, "createdOn": at, "isDraft": False, "fieldData": {"slug": id_, "body": text, "author": name}}


def by_its_address(*told: str) -> dict[str, Any]:
    """Return a post of ButterCMS's, which has no other name than its address."""
    id_, _, text, name, at = told
    first, last = name.split()
    return {"url": id_, "slug": id_, "published": at, "body": text, "author": {"first_name": first, "last_name": last}}


@pytest.mark.parametrize("row", [in_a_card, in_field_data, by_its_address])
def test_what_an_entry_says_is_found_in_what_stands_around_it(row: Callable[..., dict[str, Any]]):
    """One object in it has a text, or only its address tells it from the others."""
    entries = read({"data": {"items": [row(*one) for one in TOLD]}})
    assert said(entries) == [(None, text, names, at) for _, text, names, at in ALL]
    assert [(one.id or "").rpartition("/")[2] for one in entries] == list(IDS)


def test_of_two_texts_in_an_item_neither_is_the_item_s():
    """A relation of two others says nothing itself."""
    with pytest.raises(ExtractError):
        read([{"id": id_, "date": at, "one": {"text": text}, "other": {"text": text}} for id_, _, text, _, at in TOLD])


@pytest.mark.parametrize(("path", "count"), [("liveblog", 4), ("olives", 0)])
def test_rows_without_ids_are_entries_where_the_address_says_live(path: str, count: int):
    """It was asked for, and what it answers has nothing else."""
    told = [{"title": head, "text": text, "date": at} for _, head, text, _, at in TOLD]
    page = page_of(json.dumps(told), url=f"https://desk.example/{path}.json", content_type="application/json")
    try:
        entries = extract(page, now=NOW).entries
    except ExtractError:
        entries = ()
    assert len(entries) == count


def test_words_of_a_match_in_its_details_are_read():
    """The Bundesliga keeps entries under the keys that Firebase draws, and what they say one deeper."""
    rows = {
        f"-N{id_}": {"detail": {"headline": head, "text": text}, "entryDate": at, "order": 9 - at_, "side": "none"}
        for at_, (id_, head, text, _, at) in enumerate(TOLD)
    }
    entries = read({"matchId": "m1", "kickOff": TIMES[-1], "liveBlogEntries": rows})
    assert said(entries) == [(head, text, (), at) for head, text, _, at in ALL]
    assert [one.id for one in entries] == [f"-N{id_}" for id_ in IDS]


def test_a_brief_in_blocks_is_the_text():
    """Keystone's editors write Draft.js."""
    rows = [
        {
            "id": id_,
            "title": head,
            "publishTime": at,
            "brief": {"blocks": [{"key": "a1", "text": text, "type": "unstyled", "data": {}}], "entityMap": {}},
        }
        for id_, head, text, _, at in TOLD
    ]
    entries = read({"liveblog": {"title": "Harbour", "liveblog_items": rows}})
    assert said(entries) == [(head, text, (), at) for head, text, _, at in ALL]


@pytest.mark.parametrize("name", ["titleAd", "title_no", "titleid"])
def test_not_every_end_is_a_language(name: str):
    """A number is called "no", "ad" and "id" are what they are."""
    with pytest.raises(ExtractError):
        read([{"id": id_, name.replace("title", "body"): text, "date": at} for id_, _, text, _, at in TOLD])
