"""A reading with the recall of the last one is equal to a reading without, and makes only what changed again."""

from __future__ import annotations

import json
import random
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from extract_pages import CAPTURED, CONTENT_TYPES, LAYOUTS, NOW, URL, jsonld_page, live_blog, page_of

from monitor.errors import ExtractError
from monitor.extract import Recall, extract
from monitor.extract.readings.assemble import MOST_KEYS, assemble
from monitor.extract.readings.reading import Cover, Draft
from monitor.extract.readings.recall import Memo, Shelf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from monitor.model import Entry, Page, Snapshot

SEEDS = 2
STEPS = 5
MAX_CAPTURED_BYTES = 150_000
START = datetime(2026, 6, 1, 12, tzinfo=UTC)
PAUSES = (timedelta(seconds=30), timedelta(minutes=7), timedelta(hours=5), timedelta(days=400), timedelta(seconds=-20))

_UPDATE = re.compile(rb'\{\s*"@type"\s*:\s*"BlogPosting"')
_BLOCK = re.compile(rb"<(?:article|section|div|li)\b")
_WORDS = re.compile(rb">[^<>{}]*\d[^<>{}]*<")
_DATE = re.compile(rb"20[12]\d-[01]\d-[0-3]\d")


# ------------------------------------------------------------------------------------------------------------ mutations


def other_script(body: bytes, dice: random.Random) -> bytes:
    return body.replace(b"</head>", b"<script>x=%d</script></head>" % dice.randrange(10**6), 1)


def other_letter(body: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(body))
    return body[:at] + bytes([dice.choice(b"0123456789abcxyz<>\"'{}")]) + body[at + 1 :]


def cut_out(body: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(body))
    return body[:at] + body[at + dice.randrange(1, 400) :]


def copied(body: bytes, dice: random.Random) -> bytes:
    at, to = dice.randrange(len(body)), dice.randrange(len(body))
    return body[:to] + body[at : at + dice.randrange(1, 3_000)] + body[to:]


def other_words(body: bytes, dice: random.Random) -> bytes:
    return _one(_WORDS, body, dice, lambda words: re.sub(rb"\d", lambda _: b"%d" % dice.randrange(10), words))


def other_year(body: bytes, dice: random.Random) -> bytes:
    return _one(_DATE, body, dice, lambda date: dice.choice((b"2026", b"2027", b"2028")) + date[4:])


def moved(body: bytes, dice: random.Random) -> bytes:
    """Return the page with two neighbours of its updates or of its elements in each other's place."""
    starts = [found.start() for found in dice.choice((_UPDATE, _BLOCK)).finditer(body)]
    if len(starts) < 3:
        return body
    at = dice.randrange(len(starts) - 2)
    first, second, end = starts[at : at + 3]
    return body[:first] + body[second:end] + body[first:second] + body[end:]


def gone(body: bytes, dice: random.Random) -> bytes:
    starts = [found.start() for found in dice.choice((_UPDATE, _BLOCK)).finditer(body)]
    at = dice.randrange(max(len(starts) - 1, 1))
    return body[: starts[at]] + body[starts[at + 1] :] if len(starts) > 1 else body


def _one(pattern: re.Pattern[bytes], body: bytes, dice: random.Random, change: Callable[[bytes], bytes]) -> bytes:
    found = [*pattern.finditer(body)]
    if not found:
        return body
    match = dice.choice(found)
    return body[: match.start()] + change(match[0]) + body[match.end() :]


MUTATIONS = (other_script, other_letter, cut_out, copied, other_words, other_year, moved, gone)


def outcome(page: Page, now: datetime, remembered: str, recall: Recall | None) -> Snapshot | tuple[type, str]:
    try:
        return extract(page, now=now, remembered=remembered or None, recall=recall)
    except ExtractError as error:
        return type(error), str(error)


def pages() -> Iterator[Any]:
    captured = (file for file in CAPTURED.glob("**/*") if file.suffix in CONTENT_TYPES)
    for file in sorted((*LAYOUTS.glob("*/*"), *captured)):
        if file.suffix in CONTENT_TYPES and file.name not in {"expected.json", "index.json"}:
            real = file.is_relative_to(CAPTURED)
            if not real or file.stat().st_size <= MAX_CAPTURED_BYTES:
                yield pytest.param(file, id=f"{file.parent.name}/{file.stem}", marks=pytest.mark.slow if real else ())


@pytest.mark.parametrize("file", [*pages()])
def test_with_and_without_recall_are_equal(file: Path):
    """Whatever changes on a page from poll to poll, and however time passes: the same snapshot, or the same fault."""
    for seed in range(1 if file.is_relative_to(CAPTURED) else SEEDS):
        dice = random.Random(f"{file.parent.name}/{file.name} {seed}")
        body, now, choice, recall = file.read_bytes(), START, "", Recall()
        for step in range(STEPS):
            page = page_of(body, url="https://saved.example/page", content_type=CONTENT_TYPES[file.suffix])
            expected = outcome(page, now, choice, None)
            actual = outcome(page, now, choice, recall)
            assert expected == actual, f"seed {seed}, step {step}"
            choice = choice if isinstance(expected, tuple) else expected.choice
            body = dice.choice(MUTATIONS)(body, dice) or body
            now += dice.choice(PAUSES)


# --------------------------------------------------------------------------------------------------- what is made again


def update(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "@type": "BlogPosting",
        "@id": f"#post-{800_000 + number}",
        "headline": f"Headline {number}",
        "articleBody": f"The body of update number {number}, which says enough to be one.",
        "datePublished": (NOW - timedelta(hours=1) + timedelta(minutes=number)).isoformat(),
        **fields,
    }


def article(number: int, *, minute: str | None = None) -> str:
    stamp = (NOW - timedelta(hours=1) + timedelta(minutes=number)).isoformat()
    told = f'<time datetime="{stamp}"></time>' if minute is None else f"<span>{minute}</span>"
    body = f"The body of update number {number}, which says enough to be one."
    inner = f"{told}<h2>Headline {number}</h2><p>{body}</p>"
    return f'<article class="live-post" id="post-{800_000 + number}">{inner}</article>'


def markup_page(*articles: str, around: str = "") -> Page:
    return page_of(
        f"<html><head><title>Live</title></head><body>{around}<main>{''.join(articles)}</main></body></html>"
    )


class Following:
    """Reads one page after the other, each with the recall of those before, and beside it without."""

    def __init__(self) -> None:
        self.recall = Recall()
        self.choice: str | None = None

    def reads(self, page: Page, *, now: datetime = NOW, **settings: Any) -> dict[str, Entry]:
        fresh = extract(page, now=now, remembered=self.choice, **settings)
        again = extract(page, now=now, remembered=self.choice, recall=self.recall, **settings)
        assert fresh == again
        self.choice = again.choice
        return {entry.id: entry for entry in again.entries}


def same_objects(before: dict[str, Entry], after: dict[str, Entry]) -> list[str]:
    return [id_ for id_, entry in after.items() if before.get(id_) is entry]


def both_carriers(numbers: range, *, around: str = "") -> Page:
    linked = json.dumps(live_blog(*[update(number) for number in numbers[::-1]]))
    articles = "".join(article(number) for number in numbers[::-1])
    return page_of(f'{around}<script type="application/ld+json">{linked}</script><main>{articles}</main>')


@pytest.mark.parametrize(
    "page",
    [
        lambda numbers, around="": jsonld_page(live_blog(*[update(number) for number in numbers[::-1]]), around),
        lambda numbers, around="": markup_page(*[article(number) for number in numbers[::-1]], around=around),
        both_carriers,
    ],
    ids=["JSON-LD", "markup", "both"],
)
def test_what_did_not_change_is_the_very_same_object(page: Callable[..., Page]):
    """Of ten entries on the next page two are new and eight the objects of the last; so are all when none changed."""
    following = Following()
    first = following.reads(page(range(10)))
    noise = following.reads(page(range(10), around="<!-- 17 readers -->"))
    assert list(first) == same_objects(first, noise)
    second = following.reads(page(range(2, 12)))
    assert list(second)[2:] == same_objects(first, second)
    third = following.reads(page(range(2, 12), around="<!-- 18 readers -->"))
    assert list(second) == same_objects(second, third)


def test_carriers_that_say_the_same_are_not_merged_again():
    """Where each carrier says what it said at the last poll, all of what was merged is the very same."""
    recall, choice = Recall(), extract(both_carriers(range(10)), now=NOW).choice
    polls = [both_carriers(range(10), around=f"<!-- {readers} readers -->") for readers in (17, 18)]
    first, second = [extract(poll, now=NOW, remembered=choice, recall=recall) for poll in polls]
    assert first.extractor == "jsonld+container"
    assert first.entries is second.entries


def test_properties_in_markup_are_recalled():
    """Microdata joined with the words around it gives the same objects again."""
    body = (LAYOUTS / "ndtv" / "page.html").read_text()
    following = Following()
    first = following.reads(page_of(body))
    assert list(first) == same_objects(first, following.reads(page_of(body.replace("</head>", "<!-- 1 --></head>"))))


def interface(*numbers: int, changed: timedelta | None = None, **more: Any) -> Page:
    """Return a document that is all JSON, whose newest item may say that it was changed so long after now."""
    posts = [
        {
            "id": 800_000 + number,
            "title": f"Headline {number}",
            "body": f"<p>The body of update number {number}, which says enough.</p>",
            "date": (NOW + timedelta(minutes=number - 60)).isoformat(),
            "updated": (NOW + changed).isoformat() if changed and number == numbers[0] else None,
        }
        for number in numbers
    ]
    return page_of(json.dumps({"count": len(posts), "posts": posts, **more}), content_type="application/json")


def test_items_of_an_interface_are_recalled():
    """Of a JSON document, too, what did not change is the very same object, and what changed is read."""
    following = Following()
    first = following.reads(interface(3, 2, 1))
    assert list(first) == same_objects(first, following.reads(interface(3, 2, 1, readers=17)))
    second = following.reads(interface(4, 3, 2, 1))
    assert (["800004", *first], list(first)) == (list(second), same_objects(first, second))


def feed(*numbers: int, base: str = "", house: str = "Desk", days: int = 0, space: str = "dc/elements/1.1/") -> str:
    """Return an Atom feed, which names an author for the entries that name none; the newest lies some days ahead."""
    entries = "".join(
        f"<entry><id>tag:{number}</id><title>Headline {number}</title><x:creator>Ada</x:creator>"
        f'<link href="/n/{number}"/><content type="html">The body of number {number}.</content>'
        f"<published>{(NOW + timedelta(days=(number == numbers[0] and days) or -1)).isoformat()}</published></entry>"
        for number in numbers
    )
    spaces = f'xmlns="http://www.w3.org/2005/Atom" xmlns:x="http://purl.org/{space}"'
    return f'<feed {spaces} xml:base="{base}"><author><name>{house}</name></author>{entries}</feed>'


def rss(*numbers: int, base: str = "", space: str = "dc/elements/1.1/", **_: Any) -> str:
    items = "".join(
        f"<item><guid>g{number}</guid><title>Headline {number}</title><link>/n/{number}</link>"
        f"<x:creator>Ada</x:creator><description>The body of number {number}.</description></item>"
        for number in numbers
    )
    return f'<rss xmlns:x="http://purl.org/{space}" xml:base="{base}"><channel>{items}</channel></rss>'


def json_feed(*numbers: int, house: str = "Desk", **_: Any) -> str:
    items = [{"id": str(number), "url": f"/n/{number}", "content_text": f"The body of {number}."} for number in numbers]
    about = {"version": "https://jsonfeed.org/version/1.1", "authors": [{"name": house}]}
    return json.dumps({**about, "items": items})


def as_feed(body: str) -> Page:
    return page_of(body, content_type="application/json" if body[0] == "{" else "application/xml")


@pytest.mark.parametrize("made", [feed, rss, json_feed])
def test_items_of_a_feed_are_recalled(made: Callable[..., str]):
    """Of a feed, too, what did not change is the very same object."""
    following = Following()
    first = following.reads(as_feed(made(3, 2, 1)))
    second = following.reads(as_feed(made(4, 3, 2, 1)))
    assert (4, list(first)) == (len(second), same_objects(first, second))


@pytest.mark.parametrize(
    ("made", "other"),
    [
        (feed, {"base": "https://other.example/"}),
        (feed, {"house": "Another"}),
        (feed, {"space": "another/"}),
        (rss, {"base": "https://other.example/"}),
        (rss, {"space": "another/"}),
        (json_feed, {"house": "Another"}),
    ],
)
def test_what_a_feed_says_around_its_items_counts(made: Callable[..., str], other: dict[str, str]):
    """The base of addresses, the names of elements and the authors of a feed make other entries of the same items."""
    following = Following()
    first = following.reads(as_feed(made(3, 2, 1)))
    following.reads(as_feed(made(3, 2, 1, **other)))
    assert list(first) == list(following.reads(as_feed(made(3, 2, 1))))


def test_an_entry_of_a_feed_that_lies_ahead_comes():
    """Its time, too, is read once it has come."""
    following, page = Following(), as_feed(feed(3, 2, 1, days=3))
    first = following.reads(page)
    later = following.reads(page, now=NOW + timedelta(days=4))
    assert [None, NOW + timedelta(days=3)] == [entries["tag:3"].published for entries in (first, later)]


def test_an_item_ahead_of_now_comes():
    """The time of an item that is too far ahead to be right is read once it has come."""
    following, page = Following(), interface(3, 2, 1, changed=timedelta(days=3))
    first = following.reads(page)
    later = following.reads(page, now=NOW + timedelta(days=4))
    assert (None, NOW + timedelta(days=3)) == (first["800003"].updated, later["800003"].updated)
    assert ["800002", "800001"] == same_objects(first, later)


def test_items_that_refer_to_others_are_read_each_time():
    """An author whom the items of a cache only refer to may have another name while the items stay as they are."""
    html = (LAYOUTS / "apollo_state" / "page.html").read_text()
    following = Following()
    following.reads(page_of(html))
    name = '"name": "Ada Moor"'
    assert name in html
    renamed = following.reads(page_of(html.replace(name, '"name": "Lea Voss"')))
    assert "Lea Voss" in {author for entry in renamed.values() for author in entry.authors}


def described_blog(*numbers: int, desk: str = "Ada Moor", described: str = "") -> Page:
    """Return a live blog in microdata whose properties stand beside its entries, deep in what else says nothing."""
    scope = 'itemscope itemtype="https://schema.org/'
    entries = "".join(
        f'<div itemprop="liveBlogUpdate" {scope}BlogPosting" id="post-{800_000 + number}"><h2>Headline {number}</h2>'
        f"<p>The body of update number {number}, which says enough to be one.</p></div>"
        for number in numbers
    )
    return page_of(
        f'<title>Live</title><nav><ul><li><a href="/a">Elsewhere</a></li></ul></nav><main {scope}LiveBlogPosting">'
        f'<header><div><span itemprop="author" {scope}Person"><b itemprop="name">{desk}</b></span></div></header>'
        f'<section><div itemprop="description"><div><i>{described}</i></div></div></section>{entries}</main>'
    )


def test_what_a_live_blog_says_of_itself_is_read_where_it_stands():
    """Properties around entries that are recalled are read each time, and whole, however deep they stand."""
    following, long = Following(), "Rain. " * 200
    first = following.reads(described_blog(2, 1, described=long))
    second = following.reads(described_blog(3, 2, 1, described=long))
    assert list(first) == same_objects(first, second)
    third = following.reads(described_blog(4, 3, 2, 1, described=long))
    assert list(second) == same_objects(second, third)
    assert list(third) == list(following.reads(described_blog(4, 3, 2, 1, described=long, desk="Tom Hale")))


def test_one_page_may_be_the_first_of_another_address():
    """The address, the zone, the extractor that is forced: with another of these nothing is recalled."""
    local = [update(number, datePublished=f"2024-11-07T12:0{number}") for number in range(5)]
    page, following = jsonld_page(live_blog(*local)), Following()
    first = following.reads(page)
    elsewhere = replace(page, url=f"{URL}/2")
    zone = timezone(timedelta(hours=2))
    assert [] == same_objects(first, following.reads(elsewhere))
    assert [] == same_objects(first, following.reads(page, zone=zone))
    assert [] == same_objects(first, following.reads(page, zone=zone, forced="jsonld"))


def test_a_clock_that_goes_back_recalls_nothing():
    """A time that was past may lie ahead again."""
    page, following = jsonld_page(live_blog(*[update(number) for number in range(5)])), Following()
    first = following.reads(page)
    assert [] == same_objects(first, following.reads(page, now=NOW - timedelta(days=3)))


@pytest.mark.parametrize("carrier", ["JSON-LD", "markup"])
def test_a_time_ahead_comes(carrier: str):
    """An entry whose time is too far ahead to be right has none, until that time comes."""
    ahead = (NOW + timedelta(days=3)).isoformat()
    updates = [update(number) for number in range(3)] + [update(9, datePublished=ahead)]
    marked = article(9).replace(f'datetime="{(NOW - timedelta(minutes=51)).isoformat()}"', f'datetime="{ahead}"')
    page = jsonld_page(live_blog(*updates))
    page = page if carrier == "JSON-LD" else markup_page(*map(article, range(3)), marked)
    following = Following()
    assert following.reads(page)["800009"].published is None
    assert NOW + timedelta(days=3) == following.reads(page, now=NOW + timedelta(days=4))["800009"].published


def test_an_age_is_read_anew():
    """An age, "5 min ago", is another time a minute later."""
    page = markup_page(article(1, minute="5 min ago"), article(2, minute="7 min ago"), *map(article, range(3, 9)))
    following = Following()
    assert NOW - timedelta(minutes=5) == following.reads(page)["800001"].published
    later = NOW + timedelta(minutes=1)
    assert later - timedelta(minutes=5) == following.reads(page, now=later)["800001"].published


@pytest.mark.parametrize("zone", ["", " CET"])
def test_a_clock_takes_its_day_and_zone_from_the_page(zone: str):
    """The day below the headline may change, and the zone of the one entry that names it may go."""
    around = '<h1>Live</h1><p class="pubdate">{} November 2024 14:00 CET</p>'
    clocks = [article(number, minute=f"12:{10 + number}") for number in range(6, 0, -1)]
    named = article(7, minute=f"12:17{zone}")
    following = Following()
    first = following.reads(markup_page(named, *clocks, around=around.format(7)))
    following.reads(markup_page(article(8, minute="12:18"), *clocks, around=around.format(7)))
    moved_on = following.reads(markup_page(named, *clocks, around=around.format(8)))
    assert {timedelta(days=1)} == {
        entry.published - first[id_].published
        for id_, entry in moved_on.items()
        if entry.published and first[id_].published
    }


def test_what_the_page_says_for_all_is_judged_anew():
    """A headline of the page that becomes another one brings back, or takes, that of an entry."""
    following = Following()
    updates = [update(number) for number in range(4)]
    updates[3]["headline"] = "Headline 2"
    assert following.reads(jsonld_page(live_blog(*updates, headline="Headline 2")))["800002"].title is None
    assert "Headline 2" == following.reads(jsonld_page(live_blog(*updates, headline="Another")))["800002"].title


def test_record_numbers_name_all_or_none():
    """Numbers that name each entry are its ids only while every entry has one."""

    def numbered(number: int, link: str = 'data-link="9{}77661"') -> str:
        return (
            f'<article class="live-post"><time datetime="{(NOW - timedelta(minutes=number)).isoformat()}"></time>'
            f"<p>Words of entry {number}, and so many of them that it may be one.</p>"
            f"<a {link.format(number)}>Share</a></article>"
        )

    following = Following()
    shown = [numbered(number) for number in range(1, 6)]
    assert {"9177661", "9277661"} < following.reads(markup_page(*shown)).keys()
    assert "9177661" not in following.reads(markup_page(numbered(0, "class"), *shown))
    assert {"9177661", "9277661"} < following.reads(markup_page(*shown)).keys()


# -------------------------------------------------------------------------------------------------------- JSON-LD


def signed(number: int, author: str = "#desk") -> dict[str, Any]:
    return update(number, author={"@id": author})


def test_an_author_who_is_referred_to():
    """Updates that name their author by reference are recalled while the reference leads to the same, and no longer."""
    updates = [signed(number) for number in range(5)]
    desk = {"@type": "Person", "@id": "#desk", "name": "Ada Desk"}
    following = Following()
    first = following.reads(jsonld_page(live_blog(*updates), desk))
    second = following.reads(jsonld_page(live_blog(*updates, signed(7)), desk))
    assert list(first) == same_objects(first, second)
    renamed = following.reads(jsonld_page(live_blog(*updates, signed(7)), desk | {"name": "Bea Desk"}))
    assert {("Bea Desk",)} == {entry.authors for entry in renamed.values()}
    unnamed = following.reads(jsonld_page(live_blog(*updates, signed(7))))
    assert {()} == {entry.authors for entry in unnamed.values()}


def test_a_live_blog_that_changes_hands():
    """The page's authors, whom the updates repeat, are those of the next page when they are others."""
    desk = [{"@type": "Person", "name": name} for name in ("Ada", "Bea")]
    updates = [update(number, author=desk) for number in range(4)]
    following = Following()
    assert {()} == {entry.authors for entry in following.reads(jsonld_page(live_blog(*updates, author=desk))).values()}
    alone = following.reads(jsonld_page(live_blog(*updates, author=desk[:1])))
    assert {("Ada", "Bea")} == {entry.authors for entry in alone.values()}


def test_a_reference_into_an_update():
    """An author who stands inside another update is found there, whether that one was read before or not."""
    holder = update(1, author={"@type": "Person", "@id": "#ada", "name": "Ada"})
    updates = [holder, update(2), update(3)]
    following = Following()
    following.reads(jsonld_page(live_blog(*updates)))
    assert ("Ada",) == following.reads(jsonld_page(live_blog(*updates, signed(4, "#ada"))))["800004"].authors
    assert () == following.reads(jsonld_page(live_blog(*updates[1:], signed(4, "#ada"))))["800004"].authors


def test_a_reference_of_an_update_to_itself():
    """A picture that stands in the update that refers to it is recalled with it."""
    picture = {"@type": "ImageObject", "@id": "#picture", "url": "https://news.example/p.jpg"}
    updates = [update(1, image=picture, thumbnail={"@id": "#picture"}), update(2), update(3)]
    following = Following()
    first = following.reads(jsonld_page(live_blog(*updates)))
    second = following.reads(jsonld_page(live_blog(*updates, update(4))))
    assert list(first) == same_objects(first, second)
    assert ("https://news.example/p.jpg",) == second["800001"].images


def test_a_live_blog_whose_author_stands_in_another_block():
    """What a live blog says of itself is read again when what it refers to may have changed."""
    updates = [update(number) for number in range(3)]
    blog = live_blog(*updates, author=[{"@id": "#desk"}, {"@id": "#ada"}])
    desk, ada = ({"@type": "Person", "@id": id_, "name": id_} for id_ in ("#desk", "#ada"))
    following = Following()
    following.reads(jsonld_page(blog, desk, ada))
    found = following.reads(jsonld_page(blog | {"liveBlogUpdate": [*updates, update(7)]}, desk, ada | {"name": "Ada"}))
    assert 4 == len(found)


def test_a_graph_of_more_nodes_than_are_looked_at(monkeypatch: pytest.MonkeyPatch):
    """Where the search for references ends does not hang on what is recalled."""
    monkeypatch.setattr("monitor.extract.structured.graph.MAX_NODES", 12)
    updates = [update(1, about=[{"n": 1}] * 8), signed(2), signed(3)]
    desk = {"@type": "Person", "@id": "#desk", "name": "Ada Desk"}
    following = Following()
    following.reads(jsonld_page(live_blog(*updates, mentions=[desk])))
    found = following.reads(jsonld_page(live_blog(*updates, signed(4), mentions=[desk])))
    assert {()} == {entry.authors for entry in found.values()}


@pytest.mark.parametrize(
    "wrap",
    [
        lambda blog: [blog],
        lambda blog: {"@graph": [{"@type": "WebPage"}, blog]},
        lambda blog: [{"@graph": [blog]}],
        lambda blog: blog | {"liveBlogUpdate": [{"item": update} for update in blog["liveBlogUpdate"]]},
        lambda blog: blog | {"liveBlogUpdate": [*blog["liveBlogUpdate"], blog["liveBlogUpdate"][0], 7, "x", {}]},
        lambda blog: {("schema:" + key if key != "@type" else key): value for key, value in blog.items()},
        lambda blog: json.dumps(blog).replace("]", ",]"),
    ],
    ids=["a list", "a graph", "a graph in a list", "wrapped", "twice, and what is none", "long names", "spare commas"],
)
def test_a_live_blog_in_any_shape(wrap: Callable[[dict[str, Any]], Any]):
    """However the JSON around the updates is built, the next reading is right."""
    following = Following()
    for numbers in (range(5), range(2, 7), range(1, 6)):
        blog = live_blog(*[update(number) for number in numbers])
        assert len(numbers) == len(following.reads(jsonld_page(wrap(blog))))


def test_the_canonical_address_of_the_page_counts():
    """A live blog that names another page is doubted, unless the page calls that its own address."""
    blog = live_blog(*[update(number) for number in range(4)]) | {"url": "https://news.example/live-at-last"}
    page = jsonld_page(blog)
    own = replace(page, body=b'<link rel="canonical" href="https://news.example/live-at-last">' + page.body)
    recall = Recall()
    doubted, sure = (extract(one, now=NOW, recall=recall).confidence for one in (page, own))
    assert (doubted, sure) == tuple(extract(one, now=NOW).confidence for one in (page, own))
    assert doubted < sure


# ------------------------------------------------------------------------------------------------------------- the memo


def test_a_memo_keeps_what_the_last_reading_asked_for():
    """What a reading does not ask for is forgotten when it ends."""
    memo: Memo[str, int] = Memo()
    memo.put("a", 1)
    memo.put("b", 2)
    memo.turn()
    assert 1 == memo.get("a") == memo.get("a")
    memo.settle()
    assert (1, 1, None) == (len(memo), memo.get("a"), memo.get("b"))


def test_a_recall_holds_no_more_than_the_page():
    """After twenty pages of ten entries it holds those of the last one: as JSON-LD, as markup and as both."""
    following = Following()
    for start in range(0, 40, 2):
        following.reads(both_carriers(range(start, start + 10)))
    assert 30 == following.recall.size


def test_names_of_entries_that_went_are_forgotten():
    """However many entries come and go, the names of no more keys are remembered than a few pages have."""
    shelf, drafts = Shelf(), 3
    for page in range(4 * MOST_KEYS):
        ids = [f"#post-{page * drafts + at}" for at in range(drafts)]
        reading = assemble(Cover(), [Draft(keys=(id_,), text=id_) for id_ in ids], page_url=URL, shelf=shelf)
        assert [id_.removeprefix("#post-") for id_ in ids] == [entry.id for entry in reading.entries]

    assert len(shelf.names) <= (MOST_KEYS + 1) * drafts
