"""The face: which of several answers is taken, what is remembered, and what the verdicts and errors say."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

import pytest
from extract_pages import CONTENT_TYPES, LAYOUTS, NOW, URL, jsonld_page, live_blog, page_of, read
from hypothesis import assume, given
from hypothesis import strategies as st

from monitor.errors import ExtractError, LayoutChanged, NotALiveBlog
from monitor.extract import extract
from monitor.extract.merging.choice import parse_choice
from monitor.extract.merging.settle import Answers, falls_short, lead_of, settle, verdicts
from monitor.extract.readings.reading import Absent, Cover, Reading
from monitor.model import Entry, IdClass, Lead

if TYPE_CHECKING:
    from pathlib import Path

ABSENT = Absent(reason="not here")


def update(number: int) -> dict[str, str]:
    return {
        "@type": "BlogPosting",
        "url": f"{URL}#block-{1_000_000 + number * 13}",
        "headline": f"Headline {number}",
        "articleBody": f"What happened at the harbour, number {number}.",
        "datePublished": (NOW - timedelta(hours=number)).isoformat(),
    }


def entry(number: int, text: str | None = None) -> Entry:
    words = f"What happened at the harbour, number {number}." if text is None else text
    return Entry(id=str(1_000_000 + number), title=f"Headline {number}", text=words)


def reading(count: int, *, confidence: float = 0.9, id_class: IdClass = IdClass.STABLE, text: str = "") -> Reading:
    entries = tuple(entry(number, f"{text}{number}." if text else None) for number in range(count))
    return Reading(cover=Cover(title="Live"), entries=entries, confidence=confidence, id_class=id_class)


# -------------------------------------------------------------------------------------- which one is taken


def test_carriers_of_one_blog_are_taken_together():
    """JSON-LD and markup with the same entries make one snapshot, and the verdicts say what each gives."""
    answers: Answers = {"jsonld": reading(4), "container": reading(4), "rss": ABSENT}

    merged = settle(answers, None)

    assert merged is not None
    assert ("jsonld", "container") == merged.carriers
    assert [
        "4 entries, stable ids, gives ids, title, text, published, updated, url",
        "4 entries, stable ids, gives html, authors, links, images, pinned",
        "not here",
        "not asked: jsonld+container found it all",
    ] == [verdict.reason for verdict in verdicts(answers, merged, [*answers, "flat"])]


def test_elements_are_no_second_evidence_of_themselves():
    """What microdata names is not found again by its shape, unless both were chosen when the source was first read."""
    page = page_of((LAYOUTS / "microdata_with_zone_for_t" / "page.html").read_text())
    first = extract(page, now=NOW)
    followed = extract(page, now=NOW, remembered="microdata~4+container~4;ids=microdata;html=container")

    assert ("microdata", "microdata+container") == (first.extractor, followed.extractor)
    assert first.entries == followed.entries


def test_a_document_of_its_own_kind_stands_alone():
    """An interface's answer is not merged with anything; the surest wins, and between equals the earlier."""
    answers: Answers = {"api": reading(4), "jsonld": reading(3), "jsonfeed": reading(4, confidence=0.8)}

    merged = settle(answers, None)

    assert merged is not None
    assert ("jsonld",) == merged.carriers
    assert [", less sure", "", ", less sure"] == [
        verdict.reason.partition("ids")[2] for verdict in verdicts(answers, merged, answers)
    ]


def test_a_live_blog_that_waits_is_better_than_none():
    """A declared live blog without entries is taken when nothing has entries, and not when something has."""
    waiting = Reading(cover=Cover(title="Soon"), entries=(), confidence=0.3, id_class=IdClass.DERIVED)

    alone, beside = settle({"jsonld": waiting}, None), settle({"jsonld": waiting, "container": reading(3)}, None)

    assert alone is not None
    assert beside is not None
    assert (("jsonld",), ("container",)) == (alone.carriers, beside.carriers)
    assert "no entries yet" == verdicts({"jsonld": waiting}, alone, ["jsonld"])[0].reason
    assert settle({"jsonld": ABSENT}, None) is None


def test_a_lead_is_told_whoever_saw_it():
    """The mark of a platform's interface counts though its extractor found no entries and others did."""
    lead = Lead(url="https://news.example/live.json", extractor="api", reason="its mark is in the page")
    marked = Reading(cover=Cover(), entries=(), confidence=0.3, id_class=IdClass.DERIVED, lead=lead)
    answers: Answers = {"jsonld": reading(3), "lead": marked, "rss": ABSENT}
    merged = settle(answers, None)

    assert merged is not None
    assert (None, lead) == (merged.reading.lead, lead_of(answers, merged))


def test_a_surer_reading_that_is_not_followed_says_so():
    """What a remembered choice passes over is named as showing other entries."""
    answers: Answers = {"jsonld": reading(4), "container": reading(4, confidence=0.95)}
    choice = parse_choice("jsonld~4;ids=jsonld")

    merged = settle(answers, choice)

    assert merged is not None
    assert "4 entries, stable ids, other entries than the choice" == verdicts(answers, merged, answers)[1].reason


def test_a_carrier_may_only_fill_gaps():
    """A third carrier that gives no field of its own says that it helps where the others have nothing."""
    answers: Answers = {"jsonld": reading(4), "container": reading(4), "state": reading(4)}
    merged = settle(answers, None)

    assert merged is not None
    assert "gives what the others lack" in verdicts(answers, merged, answers)[2].reason


@pytest.mark.parametrize(
    ("found", "short"),
    [
        (reading(4), False),
        (reading(4, id_class=IdClass.POSITIONAL), True),
        (reading(4, text="word " * 20 + "…"), True),
        (reading(0), True),
    ],
)
def test_state_is_asked_where_the_others_fall_short(found: Reading, short: bool):  # noqa: FBT001 - a table
    """No entries, ids that shift, and texts that are all of one length call for another carrier."""
    assert short == falls_short(settle({"jsonld": found}, None))


def test_texts_that_end_in_an_ellipsis_are_cut():
    """Most texts ending in an ellipsis are cut, of whatever length."""
    cut = tuple(entry(number, f"{'word ' * number}and …") for number in range(4))
    found = Reading(cover=Cover(), entries=cut, confidence=0.9, id_class=IdClass.STABLE)

    assert falls_short(settle({"jsonld": found}, None))
    assert falls_short(None)


# ------------------------------------------------------------------------------------------------ remembered


def test_the_choice_is_made_again():
    """A snapshot read with the choice of the last one carries the same choice."""
    page = jsonld_page(live_blog(*(update(number) for number in range(4))))

    first = read(page)
    second = extract(page, now=NOW, remembered=first.choice)

    assert (first.entries, first.choice, first.extractor) == (second.entries, second.choice, second.extractor)
    assert first.choice.startswith("jsonld")
    assert "not asked: jsonld found it all" in {verdict.reason for verdict in second.verdicts}


def test_the_others_are_asked_when_a_choice_yields_less():
    """A list that became shorter is followed as long as no other carrier shows much more."""
    page = jsonld_page(live_blog(*(update(number) for number in range(4))))

    snapshot = extract(page, now=NOW, remembered="jsonld~16;ids=jsonld")

    assert 4 == len(snapshot.entries)
    assert "not an RSS feed" in {verdict.reason for verdict in snapshot.verdicts}


def test_a_choice_that_yields_nothing_is_a_changed_layout():
    """What used to give entries and gives none any more is told as that, with its name."""
    with pytest.raises(LayoutChanged, match="jsonld, which gave this live blog's ids, finds no entries any more"):
        extract(page_of("<p>Something else</p>"), now=NOW, remembered="jsonld~8;ids=jsonld")


@pytest.mark.parametrize("size", [0, 1, 8])
@pytest.mark.parametrize("body", ["", "<html><body></body></html>", '<main class="live-blog"></main>'])
def test_an_empty_page_is_a_changed_layout(body: str, size: int):
    """A page without entries is told as such, however few entries the choice was made on."""
    with pytest.raises(LayoutChanged, match="finds no entries any more"):
        extract(page_of(body), now=NOW, remembered=f"jsonld~{size}+container~{size};ids=jsonld;text=container")


FIXTURES = [file for layout in sorted(LAYOUTS.iterdir()) for file in layout.iterdir() if file.name != "expected.json"]


@cache
def choice_of(file: Path) -> str:
    """Return the choice that is remembered of a layout."""
    try:
        return read(page_of(file.read_bytes(), content_type=CONTENT_TYPES[file.suffix])).choice
    except ExtractError:
        return ""


@given(st.sampled_from(FIXTURES), st.sampled_from(FIXTURES), st.none() | st.integers(0, 512))
def test_a_choice_may_meet_any_page(one: Path, other: Path, size: int | None):
    """Whatever stands at the address now: the choice is followed, or an ExtractError says why not."""
    choice = parse_choice(choice_of(one))
    assume(choice is not None and not choice.tentative)
    assert choice is not None
    if size is not None:
        choice = replace(choice, sizes=dict.fromkeys(choice.sizes, size))
    page = page_of(other.read_bytes(), content_type=CONTENT_TYPES[other.suffix])

    with suppress(ExtractError):
        snapshot = extract(page, now=NOW, remembered=str(choice))
        assert set(snapshot.extractor.split("+")) <= choice.sizes.keys()


def test_a_choice_of_extractors_that_are_not_asked_is_forgotten():
    """Forcing another extractor, or a choice of an unknown version, starts anew."""
    page = jsonld_page(live_blog(*(update(number) for number in range(4))))

    assert 4 == len(extract(page, now=NOW, remembered="other~8;ids=other").entries)
    assert 4 == len(extract(page, now=NOW, forced="jsonld", remembered="rss~8;ids=rss").entries)


def test_only_the_forced_one_is_asked():
    """A forced extractor is asked alone; one that does not exist is refused with those that do."""
    page = jsonld_page(live_blog(update(1)))

    assert ["jsonld"] == [verdict.extractor for verdict in extract(page, now=NOW, forced="jsonld").verdicts]
    with pytest.raises(NotALiveBlog, match="extractor rss found nothing"):
        extract(page, now=NOW, forced="rss")
    with pytest.raises(ExtractError, match="no extractor is called 'xml'; there are "):
        extract(page, now=NOW, forced="xml")


def test_a_list_on_a_page_that_is_gone_is_no_live_blog():
    """The latest stories below "Page not found" look like a live blog and are none."""
    stories = "".join(
        f'<article class="entry" id="post-{8_000_000 + n}"><time datetime="2024-11-30T1{n}:00:00Z">1{n}:00</time>'
        f"<h3>Story {n}</h3><p>What happened at the harbour that day, told at some length, number {n}.</p></article>"
        for n in range(8)
    )

    with pytest.raises(ExtractError, match="the page is gone"):
        read(page_of(f"<title>Page not found</title><main><h1>Page not found</h1>{stories}</main>"))


def test_a_page_of_nothing_says_what_it_is():
    """An empty body and a picture are named for what they are."""
    with pytest.raises(NotALiveBlog, match="the body is empty"):
        read(page_of(" "))
    with pytest.raises(NotALiveBlog, match="the body is not HTML, XML or JSON"):
        read(page_of(b"\x89PNG\x00", content_type="image/png"))
