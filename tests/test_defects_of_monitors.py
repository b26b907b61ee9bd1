"""What monitors and feed readers are known to get wrong between the page and its comparison, one test per class.

Those that a comparison alone can get wrong are in compare/test_known_defects.py.
"""

import asyncio
import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from live_blogs import NOON, URL, entries, entry, html, page

from monitor.model import Page, Redirect, Request, Source, SourceState, Validators
from monitor.pipeline import PollOutcome
from monitor.replay import forgetful

CREATED, UPDATED, DELETED = "entry.created", "entry.updated", "entry.deleted"
LAST = b"</html>"


class Newsroom:
    """A server that answers what it is given, polled by the real pipeline; each poll is a minute after the last."""

    def __init__(self, *first: Page, minutes: int = 0, **settings) -> None:
        states = {"flood": SourceState(source="flood")}
        self.source = Source(name="flood", url=URL, **settings)
        self.asked: list[Request] = []
        self.minutes = minutes
        self.answer = first[0]
        self.pipeline = forgetful(states, fetch=self._fetch, clock=lambda: NOON + timedelta(minutes=self.minutes))
        for answer in first:
            self.told(answer)

    async def _fetch(self, request: Request) -> Page:
        self.asked.append(request)
        return replace(self.answer, fetched_at=NOON + timedelta(minutes=self.minutes))

    def polled(self, answer: Page):
        self.minutes += 1
        self.answer = answer
        return asyncio.run(self.pipeline.poll(self.source))

    def told(self, answer: Page) -> list[tuple[str, str | None]]:
        return [(event.type.value, event.entry_id) for event in self.polled(answer).events]


def cut(whole: Page, share: float) -> Page:
    return replace(whole, body=whole.body[: int(len(whole.body) * share)])


def test_a_validator_is_not_kept_after_a_failed_parse():
    """Else a page that could not be read is answered with 304 for ever, and what it said is never seen."""
    newsroom = Newsroom(page(*entries(2, 1), etag="one"))

    newsroom.told(replace(cut(page(*entries(3, 2, 1)), 0.5), validators=Validators(etag="two")))
    newsroom.told(page(*entries(3, 2, 1), etag="three"))

    assert [None, "one", "one"] == [request.known.etag for request in newsroom.asked]


def test_nothing_is_inferred_from_a_document_that_breaks_off():
    """Wherever it does: what it lacks was not deleted, what it has was not shortened, and no validator is kept."""
    whole = page(*entries(9, 8, 7, 6, 5, 4, 3, 2, 1), etag="whole")
    newsroom = Newsroom(whole, confirm_deletions=1)

    for share in (0.05, 0.3, 0.6, 0.9, 0.99):
        assert [] == newsroom.told(replace(cut(whole, share), validators=Validators(etag="half")))
        assert [] == newsroom.told(whole)
    assert {None, "whole"} == {request.known.etag for request in newsroom.asked}


def markup(*shown: str, end: str) -> Page:
    items = "".join(
        f'<article id="post-{number}" class="live-post"><time datetime="2026-01-02T12:0{number}:00Z"></time>'
        f"<h3>Headline {number}</h3><p>{text}</p></article>"
        for number, text in zip(range(len(shown), 0, -1), shown, strict=True)
    )
    return replace(page(), body=f"<html><body><h1>Live</h1><main>{items}</main>{end}".encode())


SENTENCES = [f"The river has reached the {place} and stays there." for place in ("bridge", "mill", "road", "farm")]


def test_a_body_that_breaks_off_behind_the_last_entry_changes_nothing():
    """An edit in it waits for a whole page, and is told then."""
    end = "<footer>About us</footer></body></html>"
    newsroom = Newsroom(markup(*SENTENCES, end=end))
    edited = ["The river has left the bridge.", *SENTENCES[1:]]

    half = newsroom.polled(markup(*edited, end="<foot"))

    assert (PollOutcome.QUARANTINED, ()) == (half.outcome, half.events)
    assert [(UPDATED, "4")] == newsroom.told(markup(*edited, end=end))


def declared(*numbers: int, edited: Collection[int] = ()) -> Page:
    """Return a page whose JSON-LD tells of its newest three entries, and less of each than it shows."""
    posts = [
        {
            "@type": "BlogPosting",
            "@id": f"#post-{number}",
            "headline": f"Headline {number}",
            "datePublished": f"2026-01-02T12:0{number}:00Z",
            "articleBody": words(number, edited),
        }
        for number in numbers[:3]
    ]
    data = json.dumps({"@type": "LiveBlogPosting", "headline": "Live", "liveBlogUpdate": posts})
    items = "".join(
        f'<article id="post-{number}" class="live-post"><time datetime="2026-01-02T12:0{number}:00Z"></time>'
        f"<h3>Headline {number}</h3><p>{words(number, edited)}</p><p>Seen from the pier.</p></article>"
        for number in numbers
    )
    head = f'<script type="application/ld+json">{data}</script>'
    return replace(page(), body=f"<html><body><h1>Live</h1>{head}<main>{items}</main></body></html>".encode())


def words(number: int, edited: Collection[int]) -> str:
    return f"The gauge at lock {number} shows {number + 90 * (number in edited)} metres at noon."


def test_an_edit_below_what_structured_data_tells_of_is_seen():
    """They told of the whole live blog while it was short; that others give its words from now on is no edit."""
    newsroom = Newsroom(declared(3, 2, 1))

    grown = [newsroom.told(declared(*range(top, 0, -1))) for top in range(4, 9)]

    assert [[(CREATED, f"{top}")] for top in range(4, 9)] == grown
    assert [(UPDATED, "2")] == newsroom.told(declared(*range(8, 0, -1), edited={2}))
    assert [(UPDATED, "7")] == newsroom.told(declared(*range(8, 0, -1), edited={2, 7}))


def test_an_edit_while_words_move_to_another_carrier_is_told():
    """The one before says it, too, as far as it tells of the entry; nothing is told of what only the new one words."""
    newsroom = Newsroom(declared(3, 2, 1))

    assert [(CREATED, "4"), (UPDATED, "3")] == sorted(newsroom.told(declared(4, 3, 2, 1, edited={3})))
    assert [(UPDATED, "2")] == newsroom.told(declared(4, 3, 2, 1, edited={3, 2}))


def test_a_publisher_that_never_closes_its_page_is_read():
    """The end of a document is missing only where earlier ones had it."""
    newsroom = Newsroom(markup(*SENTENCES, end=""))

    assert [(UPDATED, "4")] == newsroom.told(markup("The river falls.", *SENTENCES[1:], end=""))


def test_a_publisher_that_closes_its_page_no_more_is_believed():
    """A new layout without an end is the world once enough readings agree, and the measure from then on."""
    newsroom = Newsroom(markup(*SENTENCES, end="</html>"))
    once, twice = (markup(text, *SENTENCES[1:], end="") for text in ("The river falls.", "The river rises again."))

    assert [[], [], [(UPDATED, "4")]] == [newsroom.told(once) for _ in range(3)]
    assert [(UPDATED, "4")] == newsroom.told(twice)


def stories(*numbers: int, dated: bool = True) -> list[str]:
    """Return the markup of entries, each in two paragraphs."""
    return [
        f'<article id="post-{number}" class="live-post">'
        + (f'<time datetime="2026-01-02T12:0{number}:00Z"></time>' if dated else "")
        + f"<h3>Headline {number}</h3><p>{SENTENCES[number % 4]} This is report {number}.</p><p>More at {number}.</p>"
        "</article>"
        for number in numbers
    ]


def site(*articles: str, behind: str = "") -> Page:
    return html(
        f"<html><body><h1>Live</h1><main>{''.join(articles)}</main>{behind}<footer>About</footer></body></html>"
    )


@pytest.mark.parametrize(("dated", "broken"), [(True, 1), (True, 2), (False, 1)], ids=["dated", "twice", "undated"])
@pytest.mark.parametrize(
    "at", ["<h3>Headl", "</h3>", "The riv", "This is", "</p>", "</", "More a", "</article>", "<art"]
)
def test_what_a_first_page_broke_off_is_no_news(at, broken, dated):
    """Neither the end of its last entry nor what stands below; an edit and a new entry above it are told."""
    whole = site(*stories(8, 7, 6, 5, 4, 3, 2, 1, dated=dated))
    place = whole.body.find(at.encode(), whole.body.index(b"post-4")) + len(at)
    newsroom = Newsroom(*[replace(whole, body=whole.body[: place + more]) for more in (0, 160)[:broken]])

    edited = [words.replace("report 7", "report 70") for words in stories(9, 8, 7, 6, 5, 4, 3, 2, 1, dated=dated)]
    assert [(UPDATED, "7"), (CREATED, "9")] == newsroom.told(site(*edited))
    assert [] == newsroom.told(site(*edited, behind="<p>Ad</p>"))


@pytest.mark.parametrize("broken", [1, 2])
@pytest.mark.parametrize(
    "at", ["<h3>Headl", "</h3>", "The riv", "This is", "</p>", "</", "More a", "</article>", "<art"]
)
def test_what_a_first_page_that_runs_upwards_broke_off_is_no_news(at, broken):
    """What was cut are its newest entries; what was published after it was read is told."""
    whole = site(*stories(1, 2, 3, 4, 5, 6, 7, 8))
    place = whole.body.find(at.encode(), whole.body.index(b"post-4")) + len(at)
    cut_off = [replace(whole, body=whole.body[: place + more]) for more in (0, 160)[:broken]]
    newsroom = Newsroom(*cut_off, minutes=10)

    (later,) = [words.replace("T12:09", "T12:30") for words in stories(9)]
    edited = [words.replace("report 2", "report 20") for words in stories(1, 2, 3, 4, 5, 6, 7, 8)]
    newsroom.minutes = 31
    assert [(UPDATED, "2"), (CREATED, "9")] == newsroom.told(site(*edited, later))
    assert [] == newsroom.told(site(*edited, later, behind="<p>Ad</p>"))


def test_a_publisher_that_never_closes_its_page_hides_nothing():
    """The last entry gets another sentence, and another time an older one surfaces below it."""
    shown = stories(8, 7, 6, 5, 4)
    longer = [*shown[:-1], shown[-1].replace("More at 4.", "More at 4. And more.")]
    newsroom = Newsroom(html("".join(shown)), backfill=True)

    assert [(UPDATED, "4")] == newsroom.told(html("".join(longer)))
    assert [(CREATED, "3")] == newsroom.told(html("".join([*longer, *stories(3)])))


def test_a_first_page_that_broke_off_is_no_measure_of_how_it_is_read():
    """Its structured data stood behind the cut: the whole page is read by that, and nothing is edited."""
    shown = entries(8, 7, 6, 5)
    article = (
        '<article class="live-post" id="{0.id}"><time datetime="{1}"></time><h3>{0.title}</h3><p>{0.text}</p></article>'
    )
    markup = [article.format(item, item.published.isoformat()) for item in shown]
    data = page(
        *(replace(item, text=f"{item.text} And the words that the page hides.") for item in shown)
    ).body.decode()
    whole = site(*markup, behind=data)
    newsroom = Newsroom(replace(whole, body=whole.body[: whole.body.index(b"<script")]))

    assert [] == newsroom.told(whole)
    assert "jsonld" in newsroom.pipeline.state("flood").extractor


def joined(*numbers: int, in_markup: int, edits: Mapping[int, str] | None = None) -> Page:
    """Return a page that lists its entries as structured data, and shows the first of them with words and links."""
    article = (
        '<article class="live-post" id="{0.id}"><time datetime="{1}"></time><h3>{0.title}</h3><p>{0.text} And more '
        'of it <a href="https://a.example/{0.id}">elsewhere</a>.</p></article>'
    )
    shown = [replace(entry(number), text=(edits or {}).get(number, entry(number).text)) for number in numbers]
    markup = [article.format(item, item.published.isoformat()) for item in shown[:in_markup]]
    return site(*markup, behind=page(*shown).body.decode())


def test_what_comes_to_light_of_an_entry_is_no_edit():
    """Words and links that only the markup has, of an entry that it shows for the first time; later edits are."""
    newsroom = Newsroom(joined(*range(30, 0, -1), in_markup=12))

    assert [] == newsroom.told(joined(*range(30, 0, -1), in_markup=14))
    assert [] == newsroom.told(joined(*range(30, 0, -1), in_markup=10))
    assert [(UPDATED, "e18")] == newsroom.told(joined(*range(30, 0, -1), in_markup=14, edits={18: "Twelve dead."}))
    poll = newsroom.polled(joined(*range(30, 0, -1), in_markup=16, edits={18: "Twelve dead.", 15: "Nine dead."}))
    assert [] == list(poll.events)
    titled = joined(*range(30, 0, -1), in_markup=17, edits={18: "Twelve dead.", 15: "Nine dead."})
    headline = replace(titled, body=titled.body.replace(b"Headline 14", b"Another"))
    (event,) = newsroom.polled(headline).events
    assert ("e14", ["title"]) == (event.entry_id, event.message["data"]["change"]["fields"])


def test_a_redirect_changes_no_identity():
    """The page moves to another host and path, and its entries' addresses with it."""
    newsroom = Newsroom(page(*entries(2, 1)), confirm_deletions=1)
    moved = page(entry(3), *entries(2, 1))
    hop = Redirect(status=301, url=URL, location="https://www.example.org/2026/flood")
    body = moved.body.replace(URL.encode(), hop.location.encode())
    moved = replace(moved, body=body, url=hop.location, redirects=(hop,))

    assert [(CREATED, "e3")] == newsroom.told(moved)
    assert hop.location == newsroom.pipeline.address(newsroom.source)


def test_a_snapshot_that_goes_back_in_time_is_not_believed():
    """By the page's own date of modification, though no header says how old the copy is."""
    old, new = page(*entries(3, 2, 1)), page(entry(3), entry(2, text="Edited"), entry(1))
    dated = [
        replace(shown, body=shown.body.replace(b'"headline"', b'"dateModified": "%s", "headline"' % date, 1))
        for shown, date in ((old, b"2026-01-02T12:05:00Z"), (new, b"2026-01-02T12:06:00Z"))
    ]
    newsroom = Newsroom(dated[0])

    told = [newsroom.told(dated[number]) for number in (1, 0, 1, 0, 1)]

    assert [[(UPDATED, "e2")], [], [], [], []] == told


def test_an_edit_is_not_taken_back_by_a_copy_whose_entry_is_older():
    """No header and no page says its age, but the entry's own date goes back with its words."""
    later = {"updated": entry(2).updated + timedelta(minutes=1)}
    newsroom = Newsroom(page(*entries(3, 2, 1)))
    edited = page(entry(3), entry(2, text="Edited", **later), entry(1))

    told = [newsroom.told(shown) for shown in (edited, page(*entries(3, 2, 1)), edited)]

    assert [[(UPDATED, "e2")], [], []] == told


def test_a_burst_on_a_page_that_was_read_on_is_told_at_once():
    """The window that was joined of several pages is no measure of what the first one shows."""
    newsroom = Newsroom(page(*entries(2, 1)))

    assert [(CREATED, f"e{number}") for number in range(3, 9)] == newsroom.told(page(*entries(8, 7, 6, 5, 4, 3, 2, 1)))
