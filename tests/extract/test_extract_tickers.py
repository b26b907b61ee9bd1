"""Interfaces of tickers and of the chats in which desks keep theirs, in the names that their clients' code has."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from extract_pages import NOW, TEXTS, page_of

from monitor.errors import ExtractError
from monitor.extract import extract

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.model import Entry

URL = "https://ticker.example/api/list"
HEADS = ("Ferries sail again", "Third boat loads", "Fog holds the fleet", "Crane meets roof")
NAMES = ("Ann Ode", "Bo Finn", "Ann Ode", "Bo Finn")
TIMES = tuple(datetime(2024, 12, 1, 11, 40 - 7 * at, 5, tzinfo=UTC) for at in range(4))
NUMBERS = (8125, 8117, 8103, 8096)
TOLD = list(zip(NUMBERS, HEADS, TEXTS, NAMES, TIMES, strict=False))
EAST = ZoneInfo("Asia/Shanghai")
JSON = "application/json"


def read(answer: Any, *, content_type: str = JSON, zone: ZoneInfo | None = None) -> tuple[Entry, ...]:
    body = answer if isinstance(answer, str) else json.dumps(answer)
    return extract(page_of(body, url=URL, content_type=content_type), now=NOW, zone=zone).entries


def said(entries: tuple[Entry, ...]) -> list[tuple[str | None, str, tuple[str, ...], datetime | None]]:
    return [(one.title, one.text, one.authors, one.published) for one in entries]


def local(at: datetime) -> str:
    return at.astimezone(EAST).strftime("%Y-%m-%d %H:%M:%S")


def seconds(at: datetime) -> int:
    return int(at.timestamp())


def cailianpress() -> Any:
    listed = [
        {"id": id_, "title": head, "brief": "", "content": text, "ctime": seconds(at), "modified_time": seconds(at)}
        for id_, head, text, _, at in TOLD
    ]
    return {"error": 0, "data": {"roll_data": listed}}


def eastmoney() -> Any:
    """Return entries that a code names, with their words under the name of a summary."""
    listed = [
        {"code": f"20241201{id_}", "title": head, "summary": text, "showTime": local(at), "stockList": []}
        for id_, head, text, _, at in TOLD
    ]
    return {"code": "1", "message": "success", "data": {"fastNewsList": listed, "sortEnd": "17"}}


def sina() -> Any:
    """Return entries that name, with their own id, what readers say of them."""
    listed = [
        {
            "id": id_,
            "type": 0,
            "rich_text": text,
            "commentid": f"live:finance-152-{id_}:0",
            "creator": "",
            "create_time": local(at),
            "update_time": local(at),
            "is_delete": 0,
        }
        for id_, _, text, _, at in TOLD
    ]
    return {"result": {"status": {"code": 0}, "data": {"feed": {"list": listed}}}}


def mako() -> Any:
    return [
        {
            "messageID": id_,
            "publishedDate": 1_000 * seconds(at),
            "messageContent": text,
            "medias": [],
            "reporter": {"id": 4, "reporter": {"id": 4, "name": name, "image": "https://ticker.example/r.jpg"}},
        }
        for id_, _, text, name, at in TOLD
    ]


def rocket_chat() -> Any:
    listed = [
        {
            "_id": f"r{id_}",
            "rid": "GENERAL",
            "msg": text,
            "ts": at.isoformat(),
            "u": {"_id": "u4", "username": "desk", "name": name},
            "_updatedAt": at.isoformat(),
        }
        for id_, _, text, name, at in TOLD
    ]
    return {"messages": listed, "success": True}


def statuspage() -> Any:
    """Return updates that are told for another time than the one at which they were made."""
    listed = [
        {
            "id": f"u{id_}",
            "status": "investigating",
            "body": text,
            "created_at": "2024-12-01T09:00:00Z",
            "updated_at": at.isoformat(),
            "display_at": at.isoformat(),
        }
        for id_, _, text, _, at in TOLD
    ]
    return {"incident": {"id": "i1", "name": "Slow charts", "incident_updates": listed}}


def mattermost(gone: int | None = None) -> Any:
    """Return messages under their ids, in any order; `gone` is withdrawn."""
    posts = {
        f"m{id_}": {
            "id": f"m{id_}",
            "create_at": 1_000 * seconds(at),
            "update_at": 1_000 * seconds(at),
            "delete_at": 1_000 * seconds(NOW) if id_ == gone else 0,
            "user_id": "u4",
            "message": text,
        }
        for id_, _, text, _, at in TOLD
    }
    return {"order": [*posts], "posts": dict(sorted(posts.items()))}


@pytest.mark.parametrize(
    ("answer", "lacks", "zone"),
    [
        (cailianpress(), "author", None),
        (eastmoney(), "author", EAST),
        (sina(), "title author", EAST),
        (mako(), "title", None),
        (rocket_chat(), "title", None),
        (statuspage(), "title author", None),
        (mattermost(), "title author", None),
    ],
    ids=["cailianpress", "eastmoney", "sina", "mako", "rocket.chat", "statuspage", "mattermost"],
)
def test_a_ticker_is_read_as_it_tells(answer: Any, lacks: str, zone: ZoneInfo | None):
    """Words, times and who wrote, under whatever names its interface has for them."""
    expected = [
        (None if "title" in lacks else head, text, () if "author" in lacks else (name,), at)
        for _, head, text, name, at in TOLD
    ]
    assert said(read(answer, zone=zone)) == expected


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("try{jQuery111_1(", ");}catch(e){};"),
        ("var newest = ", ";"),
        ("cb(", ")"),
    ],
)
def test_json_is_read_that_a_script_hands_over(before: str, after: str):
    """To a function, caught or not, or under a name."""
    script = before + json.dumps(sina()) + after
    assert [one.text for one in read(script, content_type="application/javascript", zone=EAST)] == [*TEXTS[:4]]


@pytest.mark.parametrize("comment", [4, "8125x", f"live-{NUMBERS[1]}"])
def test_what_belongs_to_another_by_its_id_is_a_comment(comment: object):
    """Only its own id there, whole, says that an entry names what is said of it."""
    listed = [{"id": NUMBERS[0], "body": text, "created_at": at.isoformat()} for _, _, text, _, at in TOLD]
    with pytest.raises(ExtractError):
        read([{**one, "commentid": comment} for one in listed])


def test_what_has_a_time_of_its_withdrawal_is_withdrawn():
    """Zero, the first day there is, and nothing say that it stands."""
    page = page_of(json.dumps(mattermost(NUMBERS[2])), url=URL, content_type=JSON)
    snapshot = extract(page, now=NOW)

    assert ["m8125", "m8117", "m8096"] == [one.id for one in snapshot.entries]
    assert frozenset({"m8103"}) == snapshot.withdrawn


@pytest.mark.parametrize(
    "never",
    [
        *(None, 0, "", False, -1, "null", "none"),
        *("0001-01-01T00:00:00Z", "0000-00-00 00:00:00", "1970-01-01T00:00:00Z"),
        *("9999-12-31T23:59:59Z", (NOW + timedelta(days=500)).isoformat(), seconds(NOW + timedelta(days=9))),
    ],
)
def test_what_was_never_withdrawn_stands(never: object):
    """Whatever a system writes where there is no time, or where items are kept until then."""
    listed = [
        {"id": id_, "body": text, "created_at": at.isoformat(), "deletedAt": never} for id_, _, text, _, at in TOLD
    ]
    assert len(TOLD) == len(read({"posts": listed}))


@pytest.mark.parametrize(
    "withdrawal", [seconds, datetime.isoformat, format_datetime, lambda at: {"$date": at.isoformat()}]
)
@pytest.mark.parametrize("kept", [None, "9999-12-31T23:59:59Z", "2099-12-31T00:00:00Z"])
def test_each_item_is_judged_by_its_own_time(withdrawal: Callable[[datetime], object], kept: str | None):
    """One is withdrawn, however its system writes times; the others are not, or will be one day."""
    gone = NUMBERS[2]
    listed = [
        {"id": id_, "body": text, "created_at": at.isoformat(), "deletedAt": withdrawal(at) if id_ == gone else kept}
        for id_, _, text, _, at in TOLD
    ]
    snapshot = extract(page_of(json.dumps({"posts": listed}), url=URL, content_type=JSON), now=NOW)

    assert frozenset({str(gone)}) == snapshot.withdrawn
    assert len(TOLD) - 1 == len(snapshot.entries)


@pytest.mark.parametrize("name", ["status", "state", "type"])
@pytest.mark.parametrize("said_of_it", ["cancelled", "withdrawn", "killed", "withheld"])
def test_what_is_told_of_a_train_or_a_game_is_not_told_of_the_entry(name: str, said_of_it: str):
    """A train that is cancelled is news."""
    listed = [
        {"id": id_, "body": text, "created_at": at.isoformat(), name: said_of_it if id_ == NUMBERS[1] else "on time"}
        for id_, _, text, _, at in TOLD
    ]
    assert len(TOLD) == len(read({"posts": listed}))


def test_a_message_of_the_system_is_no_text_beside_one():
    """What is called "msg" is the text where nothing else is."""
    for name in ("corpo", "description"):
        listed = [{"id": id_, "msg": "ok", name: text, "created_at": at.isoformat()} for id_, _, text, _, at in TOLD]
        assert [text for _, _, text, _, _ in TOLD] == [entry.text for entry in read({"posts": listed})]


def test_an_item_of_an_agency_stands_until_it_is_canceled():
    """IPTC's ninjs says when it was first made and when this version of it, and whether it may be used."""
    listed = [
        {
            "guid": f"urn:newsml:desk.example:{id_}",
            "pubstatus": "canceled" if id_ == NUMBERS[1] else "usable",
            "headline": head,
            "body_html": f"<p>{text}</p>",
            "byline": name,
            "firstcreated": at.isoformat(),
            "versioncreated": NOW.isoformat(),
        }
        for id_, head, text, name, at in TOLD
    ]
    kept = [told for told in TOLD if told[0] != NUMBERS[1]]
    assert said(read({"_items": listed})) == [(head, text, (name,), at) for _, head, text, name, at in kept]


def test_the_time_for_machines_counts_for_more_than_the_one_for_readers():
    """Brightspot tells both; that for readers names no zone."""
    listed = [
        {
            "_template": "/liveblog/LiveBlogPost.hbs",
            "contentId": f"0000019a-{id_}",
            "headline": head,
            "datePublished": f"{at:%b %d, %Y} 3:00 AM",
            "datePublishedISO": at.isoformat(),
            "authors": [{"_template": "/person/Person.hbs", "name": name}],
            "body": [
                {
                    "_template": "/article/RichTextArticleBody.hbs",
                    "body": [{"_template": "/text/RichTextModule.hbs", "items": [f"<p>{text}</p>"]}],
                }
            ],
        }
        for id_, head, text, name, at in TOLD
    ]
    answer = {"_template": "/liveblog/LiveBlogPage.hbs", "currentPosts": listed}
    assert said(read(answer)) == [(head, text, (name,), at) for _, head, text, name, at in TOLD]


def promised() -> list[Any]:
    """Return entries as devalue writes them: in a list of places."""
    flat: list[Any] = [[]]
    for id_, head, text, name, at in TOLD:
        first = len(flat)
        names = ("id", "headline", "html", "byline", "publishedAt")
        flat[0].append(first)
        flat.append({key: first + 1 + place for place, key in enumerate(names)})
        flat += [id_, head, text, name, ["Date", at.isoformat()]]
    return flat


SVELTEKIT = (
    {"type": "data", "nodes": [None, {"type": "data", "data": [{"updates": 1}, ["Promise", 2], 1]}]},
    {"type": "chunk", "id": 1, "data": promised()},
)
ROUTER = ([{"_1": 2}, "updates", ["P", 7]], promised())


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("".join(json.dumps(line) + "\n" for line in SVELTEKIT), "text/sveltekit-data"),
        (f"{json.dumps(ROUTER[0])}\nP7:{json.dumps(ROUTER[1])}\n", "text/x-script"),
    ],
    ids=["sveltekit", "react router"],
)
def test_what_a_framework_promised_is_read_where_it_comes(body: str, content_type: str):
    """Answers come in lines: what was there at once, then each of what had to be waited for."""
    told = [(head, text, (name,), at) for _, head, text, name, at in TOLD]
    assert said(read(body, content_type=content_type)) == told


def test_lines_that_are_no_values_are_no_document():
    """An answer that breaks off in one of its lines is not read in part."""
    with pytest.raises(ExtractError):
        read("".join(json.dumps(line) + "\n" for line in SVELTEKIT)[:-20])


def test_rows_of_react_are_read_as_a_document():
    """What Next.js asks for when a reader goes to a page: texts stand in rows of their own, by their length."""
    rows = [f"{at + 32:x}:T{len(told[2]):x},{told[2]}" for at, told in enumerate(TOLD)]
    posts = [
        {"id": id_, "title": head, "publishedAt": f"$D{at.isoformat()}", "body": f"${place + 32:x}", "author": name}
        for place, (id_, head, _, name, at) in enumerate(TOLD)
    ]
    tree = json.dumps(["$", "$L2", None, {"liveBlog": {"posts": posts}}])
    body = '1:"$Sreact.fragment"\n2:I[9,["a.js"],"Live"]\n' + "".join(rows) + f"6:{tree}\n"

    assert said(read(body, content_type="text/x-component")) == [
        (head, text, (name,), at) for _, head, text, name, at in TOLD
    ]
    with pytest.raises(ExtractError):
        read("no rows at all", content_type="text/x-component")


def event(id_: object, at: datetime, **content: Any) -> dict[str, Any]:
    return {
        "type": "m.room.message",
        "sender": "@desk:chat.example",
        "event_id": f"${id_}",
        "origin_server_ts": 1_000 * seconds(at),
        "content": {"msgtype": "m.text", **content},
        "unsigned": {"age": 7},
    }


def test_a_message_of_matrix_is_what_its_last_edit_says():
    """An edit, a reaction, an answer in a thread are events of their own, and no entries; redacted ones say nothing."""
    listed = [event(id_, at, body=text) for id_, _, text, _, at in TOLD]
    relates = {"rel_type": "m.replace", "event_id": f"${NUMBERS[0]}"}
    edit = event("e1", NOW, body="* All is new", **{"m.new_content": {"body": "All is new"}, "m.relates_to": relates})
    listed[0]["unsigned"]["m.relations"] = {"m.replace": edit}
    listed[3]["content"] = {}
    answer = event("a1", NOW, body="So it is", **{"m.relates_to": {"rel_type": "m.thread", "event_id": "$8103"}})
    reaction = {**event("r1", NOW), "type": "m.reaction"}

    told = read({"chunk": [answer, reaction, edit, *listed], "start": "t1", "end": "t2"})
    assert [(f"${NUMBERS[0]}", "All is new", TIMES[0], NOW)] == [
        (one.id, one.text, one.published, one.updated) for one in told[:1]
    ]
    assert [*TEXTS[1:3]] == [one.text for one in told[1:]]


def test_the_commentary_of_a_match_has_the_clock_of_the_wall():
    """ESPN tells the minute of the match beside it; what news it has of others is none of it."""
    listed = [
        {
            "sequence": len(TOLD) - place,
            "time": {"value": 60.0 * place, "displayValue": f"{place}'"},
            "text": text,
            "play": {"id": str(id_), "type": {"id": "66", "text": "Foul"}, "text": text, "wallclock": at.isoformat()},
        }
        for place, (id_, _, text, _, at) in enumerate(TOLD)
    ]
    news = [
        {"id": at, "headline": f"Old tale {at}", "description": "What was said of it then", "published": "2024-11-20"}
        for at in range(9)
    ]
    told = read({"commentary": listed[::-1], "news": {"articles": news}})
    assert [(str(id_), text, at) for id_, _, text, _, at in TOLD] == [(one.id, one.text, one.published) for one in told]


@pytest.mark.parametrize("clock", ["time", "timeUtc", "hora"])
@pytest.mark.parametrize("form", ["%H:%M", "%H:%M:%S", "%H.%M"])
def test_a_day_is_read_with_the_clock_beside_it(clock: str, form: str):
    """Without it all entries of a day would be of midnight, in no order."""
    listed = [
        {"id": id_, "date": f"{at:%Y-%m-%d}", clock: at.strftime(form), "title": head, "description": text}
        for id_, head, text, _, at in TOLD
    ]
    times = [at if form == "%H:%M:%S" else at.replace(second=0) for at in TIMES]
    assert times == [one.published for one in read({"events": listed})]


@pytest.mark.parametrize("more", [{}, {"time": "noon"}, {"time": 14}])
def test_a_day_without_a_clock_is_a_day(more: dict[str, Any]):
    """What is no clock says nothing of when."""
    listed = [{"id": id_, "date": f"2024-11-{at:02}", "text": TEXTS[0], **more} for at, id_ in enumerate(NUMBERS, 11)]
    assert {0} == {one.published.hour for one in read({"events": listed}) if one.published}


def test_a_block_is_what_is_in_it_whatever_it_is_called():
    """Contentstack calls each block by its kind, and keeps its id in what it tells of it."""
    listed = [
        {
            "live_note": {
                "_metadata": {"uid": f"cs{id_}"},
                "headline": head,
                "occurred_at": at.isoformat(),
                "body": {
                    "type": "doc",
                    "children": [{"type": "p", "attrs": {}, "children": [{"text": text}]}],
                },
                "reporter": name,
            }
        }
        for id_, head, text, name, at in TOLD
    ]
    answer = {"entry": {"uid": "b1", "title": "Harbour live", "updates": listed}}
    assert said(read(answer)) == [(head, text, (name,), at) for _, head, text, name, at in TOLD]


def words(kind: str, said: str) -> dict[str, Any]:
    paragraph = {
        "type": "paragraph",
        "model": {"text": said, "blocks": [{"type": "fragment", "model": {"text": said}}]},
    }
    return {"type": kind, "model": {"blocks": [{"type": "text", "model": {"blocks": [paragraph]}}]}}


def test_who_stands_below_a_headline_of_the_bbc_wrote_the_entry():
    """It is no part of the headline."""
    listed = [
        {
            "header": {"model": {"blocks": [words("headline", head), words("subheadline", name)]}},
            "content": {"model": {"blocks": [words("x", text)["model"]["blocks"][0]["model"]["blocks"][0]]}},
            "urn": f"asset:{id_}",
            "type": "POST",
            "dates": {"firstPublished": at.isoformat(), "lastPublished": at.isoformat(), "time": None},
        }
        for id_, head, text, name, at in TOLD
    ]
    assert said(read({"results": listed})) == [(head, text, (name,), at) for _, head, text, name, at in TOLD]
