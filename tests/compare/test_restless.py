"""Words and links that come and go by themselves in several entries, and what newsrooms do that looks like it."""

from collections import Counter
from datetime import timedelta

import pytest
from live_blogs import Reader, entries, entry

from monitor.compare.copies import witnessed
from monitor.compare.quarantine import judge
from monitor.compare.restless import KEPT_PIECES, READINGS, SPAN, TICKING
from monitor.model import Copies, Freshness, SourceState

UPDATED = "entry.updated"
REGION = "This video is not available in your region."
NINE = entries(9, 8, 7, 6, 5, 4, 3, 2, 1)


def with_line(*numbers, line=REGION, of=NINE, **fields):
    """Return the entries, those of the numbers with another line below their words."""
    marked = {f"e{number}" for number in numbers}
    return [entry(int(one.id[1:]), text=f"{one.text}\n{line}", **fields) if one.id in marked else one for one in of]


def restless(line=REGION, **fields) -> Reader:
    """Return a reader that has seen a line go from entries to others, three times."""
    reader = Reader(*with_line(9, 4, line=line, **fields))
    for numbers in ((9, 7), (4, 7), (9, 4)):
        reader.sees(*with_line(*numbers, line=line, **fields))
    return reader


def edited(number, shown, **fields):
    return [entry(number, **fields) if one.id == f"e{number}" else one for one in shown]


@pytest.mark.parametrize("line", [REGION, "Loading", "Subscribe now for 1 a week"])
def test_a_line_that_goes_from_entry_to_entry_is_told_no_more(line: str):
    """Whatever it says, once it has gone from one to another three times; links that come with it are its own."""
    links = {"links": ("https://a.example/help",)}
    reader = restless(line, **links)

    for numbers in ((9, 7), (2, 3), (), (5,)):
        assert [] == reader.sees(*with_line(*numbers, line=line, **links))


def test_what_else_is_edited_meanwhile_is_told():
    """In an entry that has the line, and in one that gets it at the same time."""
    reader = restless()

    assert [(UPDATED, "e7")] == reader.sees(*edited(7, with_line(9), text=f"The road is shut.\n{REGION}"))
    shown = edited(7, with_line(9), text="The road is shut.")
    assert [(UPDATED, "e2")] == reader.sees(*edited(2, shown, text=f"The pier is shut.\n{REGION}"))
    shown = edited(2, shown, text=f"The pier is shut.\n{REGION}")
    assert [(UPDATED, "e9")] == reader.sees(*edited(9, shown, links=("https://a.example/other",)))
    shown = edited(9, shown, links=("https://a.example/other",))
    text = f"{entry(8).text}\n{REGION}"
    assert [(UPDATED, "e8")] == reader.sees(*edited(8, shown, title="Another", text=text))


def test_after_an_hour_of_rest_it_is_told_again():
    """Somebody may well write it then."""
    reader = restless()
    reader.sees(*NINE)
    reader.at += SPAN + timedelta(seconds=1)

    assert [(UPDATED, "e3")] == reader.sees(*with_line(3))
    assert len(reader.known.restless) == 1


def test_a_line_that_a_newsroom_adds_and_takes_away_is_told():
    """As it does with "More follows." under one entry after the other, which goes as the story does."""
    reader = Reader(*NINE)
    told: Counter[str | None] = Counter()
    for number in range(9, 0, -1):
        told.update(id_ for _, id_ in reader.sees(*with_line(number, line="More follows.")))
        told.update(id_ for _, id_ in reader.sees(*NINE))

    assert {f"e{number}": 2 for number in range(9, 0, -1)} == told


def test_corrections_in_one_entry_after_the_other_are_told():
    """The same words each time, and they stay."""
    reader = Reader(*NINE)

    told = [reader.sees(*with_line(*range(9, last, -1), line="This post was amended.")) for last in range(8, 0, -1)]

    assert [[(UPDATED, f"e{number}")] for number in range(9, 1, -1)] == told


def test_one_entry_that_goes_back_and_forth_is_flapping():
    """What moves in one alone is judged by itself: told until it is flagged."""
    reader = Reader(*NINE)

    told = [bool(reader.sees(*with_line(*numbers))) for numbers in ((3,), (), (3,), (), (3,), ())]

    assert [True, True, True, True, False, False] == told


def test_a_unit_that_each_server_has_its_own_way_is_told_no_more():
    """Words within a sentence, in place of others and back."""

    def wind(unit):
        return [
            entry(n, text=f"The wind at pier {n} blows at {unit} today.") if n > 6 else entry(n)
            for n in range(9, 0, -1)
        ]

    reader = Reader(*wind("70 mph"))
    for unit in ("112 km/h", "70 mph", "112 km/h", "70 mph", "112 km/h"):
        told = reader.sees(*wind(unit))

    assert [] == told
    assert [(UPDATED, "e8")] == reader.sees(
        *edited(8, wind("112 km/h"), text="The wind at pier 8 blows at 115 km/h today.")
    )


def test_links_to_topics_that_come_and_go_are_told_no_more():
    """A CMS that sets them by itself, and not at each of its servers; a link that somebody sets is told."""

    def linked(on):
        return [entry(n, links=("https://a.example/topic/sea",)) if on and n > 6 else entry(n) for n in range(9, 0, -1)]

    reader = Reader(*linked(True))
    for number in range(6):
        told = reader.sees(*linked(number % 2))

    assert [] == told
    assert [(UPDATED, "e2")] == reader.sees(*edited(2, linked(True), links=("https://a.example/report",)))


def comments(*counts, words="Comments ({})"):
    return [
        entry(n, text=f"{entry(n).text}\n{words.format(counts[9 - n])}") if 9 - n < len(counts) else entry(n)
        for n in range(9, 0, -1)
    ]


def test_counters_are_told_no_more():
    """Numbers between the same words in several entries, reading after reading; in the end what they say now."""
    reader = Reader(*comments(1, 5))
    told = [len(reader.sees(*comments(2 + number, 6 + number))) for number in range(READINGS + 2)]
    assert [2] * (READINGS - 1) + [0, 0, 0] == told

    reader.at += timedelta(minutes=10)
    assert [(UPDATED, "e8"), (UPDATED, "e9")] == reader.sees(*comments(READINGS + 3, READINGS + 7))


def test_a_number_between_other_words_is_told():
    """Somebody counts who stands beside the counters, and in an entry that has one."""
    reader = Reader(*comments(1, 5))
    for number in range(READINGS + 1):
        reader.sees(*comments(2 + number, 6 + number))

    shown = edited(3, comments(20, 30), text="Words of the update with the number 4.")
    assert [(UPDATED, "e3")] == reader.sees(*shown)
    text = shown[0].text.replace("number 9", "number 10")
    assert [(UPDATED, "e9")] == reader.sees(*edited(9, shown, text=text))


def test_a_toll_that_rises_in_one_entry_is_told_each_time():
    """And in two, if that is not with each of several readings in a row."""
    reader = Reader(*comments(1, words="At least {} are dead."))
    told = [reader.sees(*comments(2 + number, words="At least {} are dead.")) for number in range(9)]
    assert [[(UPDATED, "e9")]] * 9 == told

    both = Reader(*comments(1, 1, words="At least {} are dead."))
    for number in range(9):
        both.at += TICKING
        assert 2 == len(both.sees(*comments(2 + number, 2 + number, words="At least {} are dead.")))


def test_what_is_remembered_is_bounded():
    """The pieces that moved last, each with its last moves."""
    reader = Reader(*NINE)
    for number in range(KEPT_PIECES + 9):
        reader.sees(*with_line(3, line=f"Line of somebody, {number}"))
        reader.sees(*NINE)

    assert KEPT_PIECES == len(reader.known.restless)


def test_what_the_page_does_by_itself_is_no_sign_of_an_older_copy():
    """A line that was there before is back, and the newest entry is missing: the copy is told by that alone."""
    reader = restless()
    known, state = reader.known, SourceState(source="flood")

    found = reader.compared(*with_line(9, 7))
    assert frozenset({"e4", "e7"}) == found.by_itself
    assert known.entries["e7"].past
    fresh = Freshness()
    assert judge(known, found, fresh, state, patience=3, at=reader.at, copies=Copies()) is None
    assert witnessed(Copies(), known, found, at=reader.at).retreat is None

    lacking = reader.compared(*with_line(9, 4)[1:])
    assert judge(known, lacking, fresh, state, patience=3, at=reader.at, copies=Copies()) is None


def test_an_entry_that_says_that_it_was_modified_is_told():
    """By its own date: then it was its desk that put the line there."""
    reader = restless()

    text = f"{entry(3).text}\n{REGION}"
    assert [(UPDATED, "e3")] == reader.sees(*edited(3, with_line(9, 4), text=text, updated=reader.at))


def test_a_sentence_that_is_added_again_and_again_is_told():
    """The same to several entries, and to one more than once: it never goes."""
    reader, line = Reader(*NINE), "The council later withdrew that figure."
    shown, told = NINE, []
    for number in (9, 8, 9, 8, 9, 8, 9, 8):
        shown = with_line(number, line=line, of=shown)
        told += reader.sees(*[entry(int(one.id[1:]), text=one.text) for one in shown])

    assert [(UPDATED, f"e{number}") for number in (9, 8) * 4] == told
