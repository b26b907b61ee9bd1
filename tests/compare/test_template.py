"""Edits that the page makes in many entries at once."""

from live_blogs import Reader, entries, entry

from monitor.compare.edits import JUST_NOW
from monitor.compare.template import MANY

NINE = entries(9, 8, 7, 6, 5, 4, 3, 2, 1)
UPDATED, CREATED = "entry.updated", "entry.created"
APP = "Follow our coverage in the app for free."


def with_words(words, *numbers, **fields):
    """Return nine entries, those of the numbers with other words behind theirs."""
    return [
        entry(n, text=f"{entry(n).text} {words.format(n)}", **fields) if n in numbers else entry(n)
        for n in range(9, 0, -1)
    ]


def test_counters_in_most_entries_are_not_told():
    """How many people read each of them; the entry that is edited and the one that is new beside it are."""
    reader = Reader(*with_words("1{} people are reading this", *range(1, 10)))

    shown = with_words("2{} people are reading this", *range(1, 10))
    edited = [*shown[:4], entry(5, text="The road is open. 25 people are reading this"), *shown[5:]]
    assert [(UPDATED, "e5"), (CREATED, "e10")] == reader.sees(entry(10), *edited)


def test_a_number_in_some_entries_is_told():
    """Numbers are never noise: one entry's, or that of fewer than half of them."""
    reader = Reader(*with_words("At least 1{} dead.", 9, 8, 7, 6))

    told = reader.sees(*with_words("At least 2{} dead.", 9, 8, 7, 6))

    assert [(UPDATED, f"e{number}") for number in (6, 7, 8, 9)] == told


def test_one_sentence_that_many_entries_get_is_not_told():
    """Nor that it is gone again, nor what it links to; one entry that gets it is."""
    reader = Reader(*NINE)

    assert [] == reader.sees(*with_words(APP, 9, 8, 7, 6, 5, links=("https://a.example/app",)))
    assert [] == reader.sees(*NINE)
    assert [(UPDATED, "e3")] == reader.sees(*with_words(APP, 3))


def test_a_few_words_that_nearly_all_entries_get_are_not_told():
    """A release gives each of them another control, in whatever language; what half of them get is told."""
    reader, half = Reader(*NINE), Reader(*NINE)

    assert [] == reader.sees(*with_words("Til toppen", *range(2, 10)))
    assert [] == reader.sees(*NINE)
    told = half.sees(*with_words("Til toppen", *range(1, MANY + 1)))
    assert [(UPDATED, f"e{number}") for number in range(1, MANY + 1)] == told


def test_a_name_that_is_put_right_in_many_entries_is_told():
    """It is shorter than what pages put into their entries."""
    told = Reader(*NINE).sees(*with_words("(Ms Ng)", *range(1, MANY + 1)))

    assert [(UPDATED, f"e{number}") for number in range(1, MANY + 1)] == told


def test_what_many_entries_get_of_their_own_is_told():
    """Another sentence each, or two pieces in each."""
    places = ("at the bridge", "in the mill", "on the road", "by the farm", "at sea")
    other = [
        entry(n, text=f"{entry(n).text} The water falls {places[n - 1]} since noon.") if n <= MANY else entry(n)
        for n in range(9, 0, -1)
    ]
    pieces = [entry(n, text=f"{APP} {entry(n).text} {APP}") if n <= MANY else entry(n) for n in range(9, 0, -1)]

    assert [(UPDATED, f"e{number}") for number in range(1, MANY + 1)] == Reader(*NINE).sees(*other)
    assert [(UPDATED, f"e{number}") for number in range(1, MANY + 1)] == Reader(*NINE).sees(*pieces)


def test_embeds_that_come_and_go_in_many_entries_are_not_told():
    """Players in place of which the page asks for consent for once; one entry's link is told."""
    linked = [entry(n, links=(f"https://a.example/{n}",)) if n <= MANY else entry(n) for n in range(9, 0, -1)]
    reader = Reader(*linked)

    assert [] == reader.sees(*NINE)
    assert [] == reader.sees(*linked)
    assert [(UPDATED, "e9")] == reader.sees(entry(9, links=("https://a.example/9",)), *linked[1:])


def test_edits_of_other_kinds_are_told():
    """Headlines, in as many entries."""
    told = Reader(*NINE).sees(
        *[entry(n, title=f"{entry(n).title} and the sea is calm again now") for n in range(9, 0, -1)]
    )

    assert 9 == len(told)


def test_a_page_that_begins_to_sign_its_entries_edits_none():
    """One that was built anew shows who wrote them, or no longer does; a name that is put right is told."""
    signed = [entry(n, authors=("Ada Moor",)) for n in range(9, 0, -1)]
    reader = Reader(*NINE)

    assert [] == reader.sees(*signed)
    assert [] == reader.sees(*NINE)
    assert [] == reader.sees(*signed)
    assert [(UPDATED, f"e{number}") for number in range(1, 10)] == reader.sees(
        *(entry(n, authors=("Ada Moore",)) for n in range(9, 0, -1))
    )


def test_some_entries_that_are_signed_are_told():
    """What fewer than most entries get at once is the editor's doing, not the page's."""
    signed = [entry(n, authors=("Ada Moor",)) if n <= 4 else entry(n) for n in range(9, 0, -1)]

    assert [(UPDATED, f"e{number}") for number in range(1, 5)] == Reader(*NINE).sees(*signed)


def test_a_link_that_leads_elsewhere_amid_embeds_that_come_is_told():
    """Players come in many entries; in one somebody puts a link in place of another, in one a link to elsewhere."""
    players = [entry(n, links=(f"https://video.example/{n}",)) if n > 3 else entry(n) for n in range(9, 0, -1)]
    linked = entry(2, links=("https://a.example/1",))
    reader = Reader(*NINE[:-2], linked, entry(1))

    shown = [*players[:-2], entry(2, links=("https://a.example/2",)), entry(1, links=("https://b.example/3",))]
    assert [(UPDATED, "e1"), (UPDATED, "e2")] == reader.sees(*shown)


def test_a_number_between_other_words_than_the_counters_is_told():
    """Somebody counts the dead in an entry while all of them count their readers."""
    reader = Reader(*with_words("1{} people are reading this", *range(1, 10)))

    shown = with_words("2{} people are reading this", *range(1, 10))
    edited = [*shown[:4], entry(5, text=shown[4].text.replace("number 5", "number 45")), *shown[5:]]
    assert [(UPDATED, "e5")] == reader.sees(*edited)


def test_words_that_a_desk_adds_to_all_entries_are_told_if_they_say_when():
    """Their own dates of modification move, to a moment ago; a date that was stamped anew says nothing."""
    reader, stamped = Reader(*NINE), Reader(*NINE)

    told = reader.sees(*with_words("Til toppen", *range(1, 10), updated=reader.at))
    assert [(UPDATED, f"e{number}") for number in range(1, 10)] == told
    assert [] == stamped.sees(*with_words("Til toppen", *range(1, 10), updated=stamped.at - 2 * JUST_NOW))
