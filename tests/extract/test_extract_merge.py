"""Merging carriers: the best of each, no entry twice, and the same choice each time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from monitor.extract.merging.align import align, is_like
from monitor.extract.merging.choice import Choice, broken, parse_choice, reads_anew, size_of
from monitor.extract.merging.merge import Merged, merge
from monitor.extract.merging.wording import unlisted
from monitor.extract.readings.reading import Cover, Reading
from monitor.model import Entry, IdClass, Lead, Window

START = datetime(2024, 11, 7, 9, tzinfo=UTC)
SENTENCES = ("The ferry left at dawn", "A storm warning followed", "Harbour staff were told", "The pier was closed")
SHORT_CHARS = 40


def text_of(number: int) -> str:
    return f"Update {number} from the harbour: " + " ".join(SENTENCES) + f", says report {number}."


def entry(number: int, **fields: Any) -> Entry:
    """Return an entry whose words and time are those of its number."""
    values = {
        "id": f"{1000 + number * 7}",
        "title": f"Headline {number}",
        "text": text_of(number),
        "published": START + timedelta(minutes=3 * number),
    }
    return Entry(**{**values, **fields})


def reading(*entries: Entry, **fields: Any) -> Reading:
    values = {"cover": Cover(title="Live"), "confidence": 0.9, "id_class": IdClass.STABLE}
    return Reading(**{**values, **fields}, entries=entries)


def newest(count: int, *, of: int | None = None, **fields: Any) -> list[Entry]:
    top = of or count
    return [entry(number, **fields) for number in range(top, top - count, -1)]


def again(merged: Merged, **readings: Reading) -> Merged:
    return merge(readings, parse_choice(merged.choice))


def test_a_single_reading_stays_as_it_is():
    """One carrier is its own merge; its choice names it and how many entries it had, roughly."""
    alone = reading(*newest(5))

    merged = merge({"rss": alone})

    assert (alone, ("rss",), "rss~4;ids=rss") == (merged.reading, merged.carriers, merged.choice)


def test_times_that_are_told_as_ages_are_noted_unless_another_carrier_tells_them():
    """What an element says is "1 h ago", the JSON-LD tells to the second; older entries stand in the markup alone."""
    told = [entry(number) for number in (4, 3, 2)]
    aged = [entry(number, published=START + timedelta(hours=1)) for number in (4, 3, 2, 1)]
    markup = reading(*aged, confidence=0.8, aged=frozenset(one.id for one in aged))

    merged = merge({"jsonld": reading(*told), "container": markup})

    assert {aged[-1].id} == merged.reading.aged
    assert markup.aged == merge({"container": markup}).reading.aged


def test_cut_texts_come_whole_from_the_other_carrier():
    """Where the one carrier's texts are the beginnings of the other's, all texts are the longer ones."""
    cut = [entry(number, text=text_of(number)[:SHORT_CHARS]) for number in (4, 3, 2)] + [entry(1, text="Brief.")]
    whole = [entry(number) for number in (4, 3, 2)] + [entry(1, text="Brief.")]

    merged = merge({"jsonld": reading(*cut), "container": reading(*whole, confidence=0.8)})

    assert [one.text for one in whole] == [one.text for one in merged.reading.entries]
    assert "jsonld~4+container~4;ids=jsonld;text=container" == merged.choice.partition(";html")[0]


def test_a_text_that_ends_within_a_letter_is_no_fault():
    """One carrier says "Gros" where the other has "Groß", which is two without case: nothing is cut."""
    told, shown = (reading(*newest(3, text=f"{SENTENCES[0]} in Lake Gro{end}")) for end in ("s", "ß"))

    merged = merge({"jsonld": told, "container": shown})

    assert "text=" not in merged.choice
    assert told.entries[0].text == merged.reading.entries[0].text


def test_markup_gives_what_only_markup_has():
    """Authors, links, images, html and pinned come from markup, words and times from the declared structure."""
    declared = newest(3, authors=("The Desk",), images=("https://news.example/page.jpg",))
    shown = [
        entry(
            number,
            title=f"Headline {number}",
            published=None,
            authors=(f"Author {number}",),
            html=f"<p>{number}</p>",
            links=(f"https://news.example/{number}",),
            images=(f"https://news.example/{number}.jpg",),
            pinned=number == 1,
        )
        for number in (3, 2, 1)
    ]

    merged = merge({"jsonld": reading(*declared), "profile": reading(*shown)})

    assert [("Author 3",), ("Author 2",), ("Author 1",)] == [one.authors for one in merged.reading.entries]
    assert ["<p>3</p>", "<p>2</p>", "<p>1</p>"] == [one.html for one in merged.reading.entries]
    assert [one.published for one in declared] == [one.published for one in merged.reading.entries]
    assert [False, False, True] == [one.pinned for one in merged.reading.entries]
    assert ("https://news.example/3.jpg",) == merged.reading.entries[0].images


def test_page_times_give_way_to_real_ones():
    """A carrier whose times were the page's, and so dropped, leaves them to the other."""
    declared = newest(3, published=None, title=None)
    shown = newest(3)

    merged = merge({"jsonld": reading(*declared), "container": reading(*shown)})

    assert [one.published for one in shown] == [one.published for one in merged.reading.entries]
    assert [one.title for one in shown] == [one.title for one in merged.reading.entries]


def test_the_longer_list_is_kept_whole_and_in_its_order():
    """428 declared beside 30 shown give 428 in the declared order; what only the 30 show is unknown for the others."""
    declared = reading(*newest(40))
    shown = reading(*newest(4, of=40, authors=("Own Author",)))

    merged = merge({"jsonld": declared, "container": shown})

    assert [one.id for one in declared.entries] == [one.id for one in merged.reading.entries]
    assert 36 == len(merged.unseen)
    assert {"html", "authors", "links", "images", "pinned"} == merged.unseen[declared.entries[4].id]
    assert declared.entries[0].id not in merged.unseen


def test_links_below_the_fold_are_seen_where_they_are_declared():
    """Markup shows the newest four of forty entries; the links of all of them come from where all of them are."""
    linked = [replace(one, links=(f"https://a.example/{one.id}",)) for one in newest(40)]
    declared, shown = reading(*linked), reading(*linked[:4])

    merged = merge({"jsonld": declared, "container": shown})

    assert [one.links for one in linked] == [one.links for one in merged.reading.entries]
    assert all("links" not in fields for fields in merged.unseen.values())


def test_words_below_the_fold_are_seen_where_all_of_them_are():
    """JSON-LD declares the newest three of nine entries; the words of all come from the markup, and edits are seen."""
    declared = reading(*newest(3, of=9))
    shown = reading(*(replace(one, text=f"North hall\n{one.text}") for one in newest(9)))

    merged = merge({"jsonld": declared, "container": shown})

    assert [one.text for one in shown.entries] == [one.text for one in merged.reading.entries]
    assert all("text" not in fields for fields in merged.unseen.values())


def test_words_move_to_the_carrier_that_has_outgrown_theirs_and_stay_there():
    """JSON-LD of the newest four had told of all entries; where markup cuts them, the whole words stay."""
    few, many = reading(*newest(4)), reading(*newest(9))
    begun = parse_choice(merge({"jsonld": few, "container": few}).choice)
    declared, cut = reading(*newest(4, of=9)), reading(*(replace(one, text=one.text[:40]) for one in newest(9)))

    assert "text=container" not in merge({"jsonld": declared, "container": many}, begun).choice
    moved = merge({"jsonld": declared, "container": many}, begun, move=True)
    assert "text=container" in moved.choice
    assert moved.choice == merge({"jsonld": declared, "container": many}, parse_choice(moved.choice), move=True).choice
    assert "text=container" not in merge({"jsonld": declared, "container": cut}, begun, move=True).choice


def test_lists_are_told_from_what_never_ends():
    """Markup made to be slow: each kind of list is looked for once. With the square of 30,000 it took minutes."""
    bare, whole = (
        entry(1, text=text, html=html)
        for text, html in (
            ("The pier is shut.", None),
            (
                "The pier is shut.\nBoats: 3\nBuses: 9",
                f"{'<ol ' * 30_000}<p>The pier is shut.</p><ul><li>Boats: 3<li>Buses: 9</ul>",
            ),
        )
    )

    assert 1 == unlisted("jsonld", "container", [{"jsonld": bare, "container": whole}])
    assert 1 == unlisted(
        "a", "b", [{"a": bare, "b": replace(whole, html="<dl><dt><ul><li>Boats: 3<li>Buses: 9</ul></dl>")}]
    )


def test_lists_that_only_markup_has_bring_their_words():
    """Texts come from the JSON-LD while it says all, and from the markup for good once that shows a list beside."""

    def shown(number: int, *, more: str = "", html: str = "") -> Entry:
        return entry(number, text=text_of(number) + more, html=f"<p>{text_of(number)}</p>{html}")

    declared = reading(*newest(4))
    plain = reading(*(shown(number) for number in range(4, 0, -1)))
    listed = reading(
        shown(4, more="\nPier two", html="<ul><li>Pier two</li></ul>"),
        shown(3, more="\nNorth 4", html="<table><tr><td>North</td><td>4</td></tr></table>"),
        shown(2, more="\nBy the quay", html="<ul><li>Another list</li></ul>"),
        shown(1),
    )
    begun = parse_choice(merge({"jsonld": declared, "container": plain}).choice)

    moved = merge({"jsonld": declared, "container": listed}, begun, move=True)

    assert begun is not None
    assert "jsonld" == begun.carrier("text")
    assert [text_of(4) + "\nPier two", text_of(3) + "\nNorth 4"] == [one.text for one in moved.reading.entries[:2]]
    assert moved.choice == merge({"jsonld": declared, "container": plain}, parse_choice(moved.choice), move=True).choice
    assert "text=container" in merge({"jsonld": declared, "container": listed}).choice


def test_an_entry_that_is_not_yet_in_the_longer_list_is_kept():
    """The newest entry, which a cached carrier lacks, stands where its own carrier shows it."""
    declared = reading(*newest(9, of=9))
    shown = reading(*newest(5, of=10))

    merged = merge({"jsonld": declared, "container": shown})

    assert [entry(number).id for number in range(10, 0, -1)] == [one.id for one in merged.reading.entries]
    assert {"title", "text", "published"} & merged.unseen[entry(10).id] == {"title", "text"}


def test_a_hole_in_the_longer_list_is_filled_in_its_place():
    """An entry that one carrier left out comes between its neighbours, and each carrier's extras once."""
    declared = reading(*(one for one in newest(9) if one.id != entry(5).id))
    shown = reading(*newest(6, of=9))
    state = reading(*newest(6, of=9))

    merged = merge({"jsonld": declared, "container": shown, "state": state})

    assert [entry(number).id for number in range(9, 0, -1)] == [one.id for one in merged.reading.entries]
    assert ("jsonld", "container", "state") == merged.carriers


def test_a_carrier_that_fell_a_page_behind_is_left_out():
    """What came meanwhile is seen, nothing between the two lists is missing, and its return brings nothing twice."""
    first = merge({"jsonld": reading(*newest(9)), "container": reading(*newest(6, of=9))})
    frozen, shown = reading(*newest(9)), reading(*newest(6, of=19))

    meanwhile = again(first, jsonld=frozen, container=shown)
    returned = again(meanwhile, jsonld=reading(*newest(9, of=19)), container=shown)

    assert ["1133", "1126", "1119", "1112", "1105", "1098"] == [one.id for one in meanwhile.reading.entries]
    assert (first.choice, 9) == (returned.choice, len(returned.reading.entries))


def test_a_carrier_whose_zone_is_misread_is_not_behind():
    """Markup in local time beside JSON-LD in UTC shows the same entries hours earlier."""
    shown, early = reading(*newest(6)), [one.published - timedelta(hours=5) for one in newest(6) if one.published]
    told = reading(*(structs.replace(one, published=at) for one, at in zip(newest(6), early, strict=True)))
    first = merge({"jsonld": shown, "container": told})

    assert first.carriers == again(first, jsonld=shown, container=told).carriers == ("jsonld", "container")


def test_without_ids_of_its_own_a_carrier_stays_with_the_one_that_fell_behind():
    """Under other names its entries would be told twice once the first is back; so with one that has no dates."""
    first = merge({"jsonld": reading(*newest(9)), "container": reading(*newest(6, of=9))})
    frozen = reading(*newest(9))

    for fields in ({"id": "16:04-pier"}, {"published": None}):
        shown = reading(*[entry(number, **fields) for number in range(19, 13, -1)])
        assert frozen.entries == again(first, jsonld=frozen, container=shown).reading.entries


def test_copies_and_advertisements_are_no_entries():
    """What the markup shows beside the entries under ids of another making, or none, is dropped."""
    declared = reading(*newest(6))
    copy, advertisement = entry(3, id="8f14e45fceea167a"), entry(90, id="ad-1288913")

    merged = merge({"jsonld": declared, "container": reading(copy, advertisement, *newest(6))})

    assert [one.id for one in declared.entries] == [one.id for one in merged.reading.entries]


def test_ids_that_last_are_taken_from_wherever_they_are():
    """Positions or slugs in one carrier give way to the stable ids of another that shows as many entries."""
    positions = [entry(number, id=f"post{7 - number}") for number in (6, 5, 4, 3, 2, 1)]
    declared = reading(
        *positions, id_class=IdClass.POSITIONAL, warnings=("the publisher's ids are no identity (positional)", "old")
    )
    state = reading(*newest(6, text=""))

    merged = merge({"jsonld": declared, "state": state})

    assert [one.id for one in state.entries] == [one.id for one in merged.reading.entries]
    assert IdClass.STABLE is merged.reading.id_class
    assert [one.text for one in positions] == [one.text for one in merged.reading.entries]
    assert ("old",) == merged.reading.warnings


def test_a_paragraph_more_is_no_cut():
    """Texts stay with the declared carrier where markup only adds embeds and related stories below them."""
    longer = [entry(number, text=f"{text_of(number)}\nRelated: a story") for number in (3, 2, 1)]

    merged = merge({"jsonld": reading(*newest(3)), "container": reading(*longer)})

    assert [one.text for one in newest(3)] == [one.text for one in merged.reading.entries]


def test_warnings_about_what_was_not_taken_are_dropped():
    """That one carrier's times have no zone is told only if its times are taken."""
    warning = "1 of 3 entries have times without a zone; UTC is assumed"
    zoned, unzoned = reading(*newest(3)), reading(*newest(3), warnings=(warning, "other"))

    assert ("other",) == merge({"jsonld": zoned, "container": unzoned}).reading.warnings
    assert (warning, "other") == merge({"jsonld": unzoned, "container": unzoned}).reading.warnings


@pytest.mark.parametrize("aged", [False, True])
def test_times_without_a_zone_yield_to_those_that_have_one(aged):
    """JSON-LD that calls local time nothing is hours off; the markup's clocks are right, its ages would be rough."""
    off = [replace(one, published=one.published + timedelta(hours=2)) for one in newest(3)]
    unzoned = reading(*off, warnings=("3 of 3 entries have times without a zone; UTC is assumed",))
    zoned = reading(*newest(3), aged=frozenset({"1"} if aged else ()))

    merged = merge({"jsonld": unzoned, "container": zoned})

    assert [one.published for one in (off if aged else newest(3))] == [one.published for one in merged.reading.entries]


def test_stable_ids_of_a_few_do_not_cut_the_list():
    """A carrier with stable ids for a tenth of the entries does not name them."""
    slugs = [entry(number, id=f"headline-number-{number}") for number in range(40, 0, -1)]
    declared = reading(*slugs, id_class=IdClass.SLUG)

    merged = merge({"jsonld": declared, "container": reading(*newest(4, of=40), confidence=0.8)})

    assert [one.id for one in slugs] == [one.id for one in merged.reading.entries]
    assert IdClass.SLUG is merged.reading.id_class


def test_carriers_that_show_something_else_do_not_take_part():
    """A side bar of another live blog is not merged; of two lists of markup the one that fits is."""
    declared = reading(*newest(6))
    side_bar = reading(
        *(
            Entry(id=f"{number}", title=f"Elsewhere {number}", text=f"Other words altogether {number} " * 3)
            for number in range(9)
        ),
        confidence=0.7,
    )

    assert ("jsonld",) == merge({"jsonld": declared, "container": side_bar}).carriers
    assert ("jsonld", "container") == merge(
        {"jsonld": declared, "profile": side_bar, "container": reading(*newest(6))}
    ).carriers


def test_a_profile_that_lost_most_entries_gives_way():
    """Of two carriers of a kind the trusted one takes part, unless the other shows more than twice as much."""
    declared = reading(*newest(9))

    few = merge({"jsonld": declared, "profile": reading(*newest(3, of=9)), "container": reading(*newest(9))})
    enough = merge({"jsonld": declared, "profile": reading(*newest(5, of=9)), "container": reading(*newest(9))})

    assert (("jsonld", "container"), ("jsonld", "profile")) == (few.carriers, enough.carriers)


def test_agreement_makes_surer():
    """Two carriers with the same entries are surer than either, and never surer than sure."""
    one, other = reading(*newest(6), confidence=0.8), reading(*newest(6), confidence=0.6)

    assert 0.86 == merge({"jsonld": one, "container": other}).reading.confidence


def test_the_whole_says_what_each_says_of_it():
    """Addresses, coverage times, paging, lead and window come from whichever carrier knows them."""
    declared = reading(*newest(3), cover=Cover(title="Declared", url="https://news.example/live"), warnings=("a",))
    shown = reading(
        *newest(4),
        cover=Cover(title="Shown", standfirst="What we know", coverage_start=START),
        window=Window.WHOLE,
        warnings=("a", "b"),
        older="https://news.example/live?page=2",
        lead=Lead(url="https://news.example/live.json", extractor="api", reason="marker"),
    )

    told = merge({"jsonld": declared, "container": shown}).reading

    assert ("Declared", "https://news.example/live", None, START) == (
        told.cover.title,
        told.cover.url,
        told.cover.standfirst,
        told.cover.coverage_start,
    )
    assert (Window.WHOLE, ("a", "b"), shown.older, shown.lead) == (told.window, told.warnings, told.older, told.lead)


def test_an_edit_of_its_date_alone_is_no_update():
    """Where the time of change of one carrier is the time of publication of the other, there was none."""
    at = entry(2).published
    declared = reading(*newest(3, updated=None, published=None))
    shown = reading(*(entry(number, updated=at if number == 2 else None) for number in (3, 2, 1)))

    assert [None] * 3 == [one.updated for one in merge({"jsonld": declared, "container": shown}).reading.entries]


# ------------------------------------------------------------------------------------- the choice, remembered


def test_a_choice_does_not_change_because_an_entry_did():
    """Texts stay with the carrier they were taken from, though the new ones are short enough to be cut nowhere."""
    cut = [entry(number, text=text_of(number)[:SHORT_CHARS]) for number in (3, 2, 1)]
    first = merge({"jsonld": reading(*cut), "container": reading(*newest(3))})
    short = [entry(number, text=f"Brief {number}") for number in (6, 5, 4)]
    other = [entry(number, text=f"Brief {number}!") for number in (6, 5, 4)]

    second = again(first, jsonld=reading(*short), container=reading(*other))

    assert [one.text for one in other] == [one.text for one in second.reading.entries]
    assert first.choice.partition(";")[2] == second.choice.partition(";")[2]


def test_another_carrier_does_not_join_later():
    """What was read from one carrier alone stays so: a second would bring authors that nobody added."""
    first = merge({"jsonld": reading(*newest(3))})

    second = again(first, jsonld=reading(*newest(4)), container=reading(*newest(4, authors=("Someone",))))

    assert ((), ("jsonld",)) == (second.reading.entries[0].authors, second.carriers)


def test_a_carrier_that_is_missing_for_once_leaves_its_fields_unknown():
    """When the markup is not there, what it gives is unseen in every entry, and it is still part of the choice."""
    first = merge({"jsonld": reading(*newest(3)), "container": reading(*newest(3, authors=("Someone",)))})

    second = again(first, jsonld=reading(*newest(3)))

    assert {one.id for one in second.reading.entries} == second.unseen.keys()
    assert all("authors" in fields and "text" not in fields for fields in second.unseen.values())
    assert first.choice == second.choice


def test_few_entries_bind_nothing():
    """A choice made on two entries is tentative, and made anew with the next reading."""
    few = merge({"jsonld": reading(*newest(2))})
    assert "?jsonld~2;ids=jsonld" == few.choice
    assert "jsonld~4;ids=jsonld" == merge({"jsonld": reading(*newest(4))}, parse_choice(few.choice)).choice


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("container~2~a;ids=container", "container~4~b;ids=container", True),
        ("?container~2~a;ids=container", "container~8~b;ids=container", True),
        ("container~2~a;ids=container", "container~4~a;ids=container", False),
        ("container~4~a;ids=container", "container~8~b;ids=container", False),
        ("jsonld~2;ids=jsonld", "jsonld~4;ids=jsonld", False),
        ("", "container~4~b;ids=container", False),
    ],
)
def test_a_live_blog_that_has_grown_may_be_read_anew(before: str, after: str, expected: bool):  # noqa: FBT001
    """From four entries on it is known what they do alike; what differs by that alone is no edit."""
    assert expected == reads_anew(before, after)


def test_ids_stay_with_their_carrier():
    """A remembered carrier of ids gives them, though another has become longer."""
    slugs = [entry(number, id=f"headline-number-{number}") for number in range(9, 0, -1)]
    state = newest(9)
    first = merge({"jsonld": reading(*slugs, id_class=IdClass.SLUG), "state": reading(*state)})

    second = again(first, jsonld=reading(*slugs, id_class=IdClass.SLUG), state=reading(*state[:5]))

    assert [one.id for one in state[:5]] == [one.id for one in second.reading.entries]


CHOICE = Choice(sizes={"jsonld": 8, "container": 8}, ids="jsonld", fields={"text": "container", "cover": "jsonld"})


def test_a_choice_is_what_its_text_says():
    """Writing a choice and reading it gives the same carriers."""
    parsed = parse_choice(str(CHOICE))

    assert "jsonld~8+container~8;ids=jsonld;text=container" == str(CHOICE)
    assert parsed is not None
    assert (CHOICE.sizes, "container", "jsonld") == (parsed.sizes, parsed.carrier("text"), parsed.carrier("cover"))


@given(st.text() | st.from_regex(r"[a-z]{1,3}~\d?(\+[a-z]~9)?(;[a-z]{2,4}=[a-z]{1,3})*"))
def test_a_choice_that_cannot_be_read_is_none(text: str):
    """Whatever is remembered, it is a choice that writes itself the same way again, or none."""
    choice = parse_choice(text)

    assert choice is None or parse_choice(str(choice)) is not None


def test_what_is_no_choice():
    """Nothing, too much, unknown fields, carriers without size, and fields from nowhere are no choices."""
    for text in (None, "", "jsonld", "jsonld~x;ids=jsonld", "jsonld~1", "jsonld~1;ids=rss", "a~1;ids=a;colour=a"):
        assert parse_choice(text) is None
    assert parse_choice("a~1;ids=a;" + "x" * 1_000) is None


def test_a_choice_breaks_when_a_carrier_it_needs_is_gone():
    """Without the ids or the texts a snapshot would be another; the reason says what was lost and what there is."""
    whole = reading(*newest(9))

    assert broken(CHOICE, {"jsonld": whole, "container": whole}) is None
    assert "container, which gave this live blog's text, finds no entries any more; jsonld finds 9" == broken(
        CHOICE, {"jsonld": whole}
    )
    assert "jsonld, which gave this live blog's ids, finds no entries any more" == broken(CHOICE, {})


def test_a_choice_breaks_when_its_yield_collapses():
    """Less than half of what it was, while another carrier shows more than twice that, is another page."""
    few, many = reading(*newest(3)), reading(*newest(9))

    assert "jsonld gave 8 entries or more and gives 3 now; container finds 9" == broken(
        CHOICE, {"jsonld": few, "container": many}
    )
    assert broken(CHOICE, {"jsonld": few, "container": few}) is None


def test_a_list_that_another_outgrows_is_no_collapse():
    """A carrier that always shows its ten newest goes on being read when another shows a hundred."""
    assert broken(CHOICE, {"jsonld": reading(*newest(9)), "container": reading(*newest(60))}) is None


def test_a_carrier_of_lesser_fields_may_be_missing():
    """What only brings authors does not stop the reading."""
    choice = Choice(sizes={"jsonld": 8, "container": 8}, ids="jsonld", fields={"authors": "container"})

    assert broken(choice, {"jsonld": reading(*newest(9))}) is None
    assert 8 == size_of(reading(*newest(9)))


# ------------------------------------------------------------------------------------------------ aligning


def test_the_same_entry_under_other_ids_is_found_by_its_minute_and_words():
    """Markup that shows minutes and another id is joined by time and likeness."""
    first = newest(4)
    second = [entry(n, id=f"x{n}", published=entry(n).published.replace(second=0), title=None) for n in (4, 3, 2, 1)]

    alignment = align(first, second)

    assert ({0: 0, 1: 1, 2: 2, 3: 3}, False) == (alignment.places, alignment.by_id)


def test_entries_without_times_are_found_by_their_words():
    """A cut text, a text behind its own headline, and a headline alone are enough if only one entry has them."""
    first = [*newest(3, published=None), Entry(id="a", title="Only a headline")]
    second = [
        Entry(id="1", text=text_of(3)[:60]),
        Entry(id="2", text=f"Headline 2: {text_of(2)}", title="Headline 2"),
        Entry(id="3", title="Only a headline!"),
    ]

    assert {0: 0, 1: 1, 2: 3} == align(first, second).places


def test_ids_that_contradict_the_words_are_no_ids():
    """Positions from the top beside counters from the bottom pair nothing; the words do."""
    words = ("red apples fall early", "blue ships sail away", "green grass grows tall", "old clocks run late")
    positions = [entry(n, id=f"{5 - n}", text=words[n - 1], title=None) for n in (4, 3, 2, 1)]
    counters = [entry(n, id=f"{n}", text=words[n - 1], title=None) for n in (4, 3, 2, 1)]

    alignment = align(positions, counters)

    assert ({0: 0, 1: 1, 2: 2, 3: 3}, False) == (alignment.places, alignment.by_id)


def test_two_entries_of_one_minute_stay_two():
    """Of two unlike entries in a minute each finds its own; an unlike third finds none."""
    at = START
    first = [Entry(id="a", text="red apples fall", published=at), Entry(id="b", text="blue ships sail", published=at)]
    second = [
        Entry(id="1", text="blue ships sail away", published=at),
        Entry(id="2", text="red apples fall", published=at),
        Entry(id="3", text="green grass", published=at),
    ]

    assert {0: 1, 1: 0} == align(first, second).places


def test_embeds_without_words_are_alike_only_to_each_other():
    """An entry without words is like another without words, and like none that has some."""
    silent, loud = Entry(id="a", images=("https://news.example/1.jpg",)), Entry(id="b", text="words")

    assert (True, False) == (is_like(silent, silent), is_like(silent, loud))


def test_a_headline_made_of_the_first_words_hides_no_entry():
    """A carrier that must have one gives an entry without one its first words."""
    told = [Entry(id=f"a{n}", title=text_of(n)[:60], text=f"{text_of(n)[:100]}...") for n in range(3)]
    shown = [Entry(id=f"b{n}", text=text_of(n), published=START + timedelta(minutes=n)) for n in range(3)]

    assert {0: 0, 1: 1, 2: 2} == align(told, shown).places


@given(st.lists(st.integers(0, 12), max_size=12), st.lists(st.integers(0, 12), max_size=12), st.booleans())
def test_no_entry_is_paired_twice(first: list[int], second: list[int], named: bool):  # noqa: FBT001 - drawn
    """Whatever repeats on either side, no place of either list is used twice."""
    ones = [entry(n, id=f"{n}" if named else f"a{at}") for at, n in enumerate(dict.fromkeys(first) if named else first)]
    others = [entry(n, id=f"{n}" if named else f"b{at}") for at, n in enumerate(dict.fromkeys(second))]

    places = align(ones, others).places

    assert len(set(places.values())) == len(places)


@given(st.sets(st.integers(0, 30), min_size=1), st.sets(st.integers(0, 30), min_size=1))
def test_no_entry_comes_out_twice(first: set[int], second: set[int]):
    """Whatever two carriers show, each id is in the result once, and nothing of the longer list is lost."""
    declared = reading(*(entry(number) for number in sorted(first, reverse=True)), confidence=1.0)
    shown = reading(*(entry(number) for number in sorted(second, reverse=True)))

    ids = [one.id for one in merge({"jsonld": declared, "container": shown}).reading.entries]

    assert len(set(ids)) == len(ids)
    assert {one.id for one in declared.entries} <= set(ids)
