"""What pages are made of: words for times and numbers, diffs, plots, and a publisher's markup made harmless."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from monitor.model import Event, EventType, Placed, Timing
from monitor.samples import samples
from monitor.web.pages import figures, plots, wording
from monitor.web.pages.markup import LIMIT_CHARS, LIMIT_TAGS, harmless, web_address
from monitor.web.pages.telling import KINDS, tell, types_of

NOON = datetime(2026, 11, 7, 12, 3, 10, tzinfo=UTC)


def test_moment():
    """A moment is a time element that says UTC, whole for machines; none is a dash."""
    shown = wording.moment(NOON, "clock")
    assert '<time datetime="2026-11-07T12:03:10.000Z" data-form="clock">12:03:10 UTC</time>' == shown
    assert ">7 Nov, 12:03 UTC<" in wording.moment(NOON)
    assert "\N{EM DASH}" in wording.moment(None)


def test_paragraphs():
    """Lines become paragraphs, escaped, each in its own direction."""
    assert '<p dir="auto">a &lt;b&gt;</p><p dir="auto">c</p>' == wording.paragraphs("a <b>\n\n c ")


def test_diffed():
    """What went and what came are elements of their own, and what they hold is escaped."""
    shown = wording.diffed([("=", "a "), ("-", "<b>"), ("+", "c\nd")])
    assert "a <del>&lt;b&gt;</del><ins>c<br>d</ins>" == shown


hunks = st.lists(st.tuples(st.sampled_from("=-+"), st.text(max_size=60)), max_size=6)


@given(hunks, st.integers(1, 40))
def test_around_keeps_changes(diff, kept):
    """A shortened diff has the same changes in the same order, and never more of what stayed."""
    short = wording.around(diff, kept)
    assert [op for op, _ in diff] == [op for op, _ in short]
    assert all(
        text == whole or text.endswith("…") for (op, text), (_, whole) in zip(short, diff, strict=True) if op != "="
    )
    assert all(
        len(text) <= max(len(whole), 2 * kept + 1)
        for (op, text), (_, whole) in zip(short, diff, strict=True)
        if op == "="
    )


def test_clipped_in_a_long_word():
    """A text without blanks is cut where it must be."""
    assert "aaaa…" == wording.clipped("a" * 20, 5)


# ------------------------------------------------------------------------------------------------- markup

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><a xlink:href='javascript:alert(1)'>x</a></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='JaVa&#x09;script:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<p style='background:url(https://evil.example/leak)'>x</p>",
    "<style>@import 'https://evil.example/x.css'</style>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href=https://evil.example/>",
    "<form action=https://evil.example><input name=token><button>Go</button></form>",
    "<iframe src=https://evil.example></iframe>",
    "<object data=https://evil.example></object><embed src=https://evil.example>",
    "<video src=https://evil.example poster=https://evil.example autoplay></video>",
    "<details open ontoggle=alert(1)>x</details>",
    "<p id=main class=banner>x</p>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<template><img src=x onerror=alert(1)></template>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<textarea><img title='</textarea><img src=x onerror=alert(1)>'>",
    "<a href='/sign-out'>x</a>",
    "<a href='//evil.example'>x</a>",
)
ALLOWED = {"href", "rel"}


class Seen(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.attributes = set(), []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += attrs


def seen_in(html):
    parser = Seen()
    parser.feed(html)
    return parser


@pytest.mark.parametrize("html", HOSTILE)
def test_harmless(html):
    """Nothing is left that runs, loads, styles, submits, or leads elsewhere than to a web address."""
    left = seen_in(harmless(html + "<p>words</p>") or "")
    assert set() == left.tags & {
        "script",
        "style",
        "img",
        "svg",
        "iframe",
        "form",
        "input",
        "base",
        "meta",
        "link",
        "video",
    }
    assert {name for name, _ in left.attributes} <= ALLOWED
    assert [] == [value for name, value in left.attributes if name == "href" and not value.startswith("https://news.")]


@given(st.text(alphabet=st.sampled_from("<>/ \"'=abhrefonclijvst:&#;!-"), max_size=200))
def test_harmless_whatever_comes(html):
    """No attribute but a link's address ever gets through."""
    left = seen_in(harmless(html) or "")
    assert {name for name, _ in left.attributes} <= ALLOWED


def test_harmless_keeps_structure():
    """Words keep their structure; headings are bold words, for the page has headings of its own."""
    shown = harmless('<h2>Dam</h2><p>It <b>holds</b>. <a href="https://news.example/a">More</a></p>')
    link = '<a href="https://news.example/a" rel="noopener noreferrer nofollow">More</a>'
    assert f"<p><strong>Dam</strong></p><p>It <b>holds</b>. {link}</p>" == shown
    assert isinstance(shown, Markup)


def test_harmless_images():
    """Images are shown only where they are allowed, from web addresses, and tell the publisher nothing of who looks."""
    html = '<p><img src="https://news.example/a.jpg" alt="Dam" onload=x srcset=y><img src="data:image/svg+xml,x"></p>'
    assert harmless("<img src=https://news.example/a.jpg>") is None
    shown = seen_in(harmless(html, images=True))
    assert ("src", "https://news.example/a.jpg") in shown.attributes
    assert {"src", "alt", "loading", "referrerpolicy"} == {name for name, _ in shown.attributes}
    assert 1 == sum(name == "src" for name, _ in shown.attributes)


@pytest.mark.parametrize("html", [None, "", "x" * (LIMIT_CHARS + 1), "<div>" * (LIMIT_TAGS + 1), "<script>x</script>"])
def test_harmless_of_nothing(html):
    """What is empty, or larger than we look at, is not shown as markup."""
    assert harmless(html) is None


def test_harmless_takes_no_time():
    """The deepest markup that is looked at takes a fraction of a second."""
    began = time.process_time()
    harmless("<div>" * LIMIT_TAGS)
    assert time.process_time() - began < 0.5


@pytest.mark.parametrize(
    "url", [None, "", "http://[", "https://", "ftp://x.example/", "https://x.example/" + "a" * 5_000]
)
def test_no_web_address(url):
    """What is no address of the web is not linked to."""
    assert web_address(url) is None


# ------------------------------------------------------------------------------------------------ telling


def test_tell_every_type():
    """Each type of event has its kind, its verb and a sign beside the colour, and is found by its kind."""
    told = {type_: tell(Placed(position=1, event=event)) for type_, event in samples("i", NOON).items()}
    assert set(EventType) == set(told)
    assert all(one.verb and one.sign and one.name for one in told.values())
    assert {type_.value for type_ in EventType} == types_of(kind.name for kind in KINDS)
    edited = told[EventType.ENTRY_UPDATED]
    shown = edited.kind, edited.edits, edited.revision, edited.lag
    assert ("edited", ("number", "negation"), 2, timedelta(seconds=9)) == shown
    assert (edited.at, edited.text) == (NOON, edited.short)
    assert "3 polls in a row" in told[EventType.SOURCE_DEGRADED].name


@pytest.mark.parametrize("body", [b"{}", b'{"data": null}', b'{"data": {"entry": [], "change": 1, "observed": null}}'])
def test_tell_leniently(body):
    """A body that lacks what pages show is told as far as it goes."""
    event = Event(id="e", source="flood", sequence=1, type=EventType.ENTRY_CREATED, entry_id="x", at=NOON, body=body)
    told = tell(Placed(position=1, event=event))
    assert ("flood", "", None, ()) == (told.blog, told.text, told.url, told.diff)


# ------------------------------------------------------------------------------------------------ figures


def timing(minutes, lag_s, *delivered):
    body = json.dumps({"data": {"observed": {"lag_s": lag_s}}}).encode()
    at = NOON + timedelta(minutes=minutes)
    event = Event(id="e", source="a", sequence=1, type=EventType.ENTRY_CREATED, entry_id="x", at=at, body=body)
    return Timing(event=event, delivered=tuple(timedelta(seconds=one) for one in delivered))


@pytest.mark.parametrize(
    ("body", "lag"),
    [
        (b"{", None),
        (b'{"data":{}}', None),
        (b'{"data":{"observed":null}}', None),
        (b'{"data":{"observed":{"lag_s":-3}}}', 0.0),
        (b'{"data":{"observed":{"lag_s":2.5}}}', 2.5),
    ],
)
def test_lag(body, lag):
    """The delay is read of an event's body; a date ahead of our clock is no delay."""
    event = Event(id="e", source="a", sequence=1, type=EventType.ENTRY_CREATED, entry_id="x", at=NOON, body=body)
    assert lag == figures.lag_of(event)


def test_slots():
    """Events are summed up by stretches of time, empty ones too; what lies outside counts nowhere."""
    found = figures.slots(
        [timing(0, 4.0, 0.5), timing(1, 2.0), timing(25, None, 3.0, 1.0), timing(-1, 9.0), timing(99, 9.0)],
        since=NOON, until=NOON + timedelta(minutes=30), length=timedelta(minutes=10),
    )  # fmt: skip
    assert [NOON + timedelta(minutes=minute) for minute in (0, 10, 20)] == [slot.start for slot in found]
    assert figures.Summary(count=2, p50=2.0, p99=4.0) == found[0].pair.seen
    assert figures.Pair(seen=None, delivered=None) == found[1].pair
    assert figures.Summary(count=2, p50=1.0, p99=3.0) == found[2].pair.delivered


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=300))
def test_summary(seconds):
    """Half of all are not above the median, 99 of 100 not above the other; both are among them."""
    found = figures.summary(seconds)
    assert found.p50 in seconds
    assert found.p99 in seconds
    assert 2 * sum(one <= found.p50 for one in seconds) >= len(seconds)
    assert 100 * sum(one <= found.p99 for one in seconds) >= 99 * len(seconds)


# -------------------------------------------------------------------------------------------------- plots


def test_hours():
    """Counts are laid over the last 24 hours, the running one last."""
    hour = NOON.replace(minute=0, second=0)
    hours = plots.hours_of({hour: 3, hour - timedelta(hours=23): 1, hour - timedelta(hours=24): 9}, NOON)
    assert (24, 1, 3, 4) == (len(hours), hours[0], hours[-1], sum(hours))


def test_sparkline():
    """A sparkline says in words what it shows."""
    assert 'aria-label="4 entries in 3 hours, at most 3 in one"' in plots.sparkline([1, 0, 3])
    assert 'aria-label="0 entries in 2 hours"' in plots.sparkline([0, 0])


@pytest.mark.parametrize(
    "values",
    [
        [None, None, None],
        [0.5, None, 2.0],
        [0.0, 0.2, 90.0],
        [1e-9, 1e9, None],
        [1.0, 1.0, 1.0],
        [360_000.0, 360_000.0, 360_000.0],
        [None, 3.0, 4.0],
    ],
)
def test_plot_stays_inside(values):
    """Whatever the figures are, every point lies within the picture, and stretches without any are left out."""
    starts = [NOON + timedelta(hours=hour) for hour in range(3)]
    shown = plots.plot([plots.Line(name="p50", values=values)], starts, label="x")
    points = [value for name, value in seen_in(shown).attributes if name in {"cx", "cy"}]
    assert 2 * sum(value is not None for value in values) == len(points)
    assert all(0 <= float(value) <= plots.WIDE for value in points)


def test_plot_of_days():
    """A plot over days has dates under it, and one place alone stands in the middle."""
    starts = [NOON + timedelta(days=day) for day in range(7)]
    assert ">7 Nov<" in plots.plot([], starts, label="x")
    assert f'cx="{(plots.LEFT + plots.WIDE - plots.RIGHT) / 2}"' in plots.plot(
        [plots.Line(name="p50", values=[1.0])], [NOON], label="x"
    )
