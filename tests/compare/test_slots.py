"""Places that a page fills anew reading after reading, and what newsrooms do there and beside them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from live_blogs import Reader, entries, entry

from monitor.compare.flapping import SETTLED_AFTER
from monitor.compare.slots import KEPT_PLACES, MAX_CHARS, MAX_LINES, MAX_PLACES, PACE, SPAN
from monitor.compare.steps import MANY_STAMPED

UPDATED = "entry.updated"
NINE = entries(9, 8, 7, 6, 5, 4, 3, 2, 1)
WORDS = "The ferry left at dawn and nobody waved {}\nA second line about the {} of it."
WEATHER = ("Rain", "Cloudy", "Sunny spells", "Light showers")
STORIES = ("Five walks for a frosty Sunday", "The bakery that never closes", "Why kettles sing", "How to read tides")


def filled(turn: int, *numbers: int, fill) -> list:
    """Return the entries, those of the numbers with what the page fills in at this turn."""
    return [
        replace(one, **fill(turn, int(one.id[1:]))) if int(one.id[1:]) in numbers else one
        for one in NINE
    ]  # fmt: skip


def price(turn: int, number: int) -> dict:
    return {"text": f"Nobody waved in port {'abcdefghi'[number - 1]}, at {turn * 37 + number * 5}.5 they said."}


def weather(turn: int, number: int) -> dict:
    which = (turn + number) % len(WEATHER)
    line = f"{turn % 3 + number}°C {WEATHER[which]}"
    return {"text": f"Before the storm.\n{line}\nAnd after.", "images": (f"https://a.example/w/{WEATHER[which]}.svg",)}


def box(turn: int, number: int) -> dict:
    which = (turn + number) % len(STORIES)
    link = f"https://a.example/f/{'wxyz'[which]}"
    return {"text": f"Before the storm.\n{STORIES[which]}\nAnd after.", "links": (link,)}


def pick(turn: int, number: int) -> dict:
    return {"links": (f"https://a.example/f/{'wxyz'[(turn + number) % 4]}",)}


def consent(turn: int, number: int) -> dict:
    if (turn + number) % 2:
        return {"text": "Before the storm.\nThis is shown by another house. Allow it?"}
    words = f"A post of ours about harbour {'abcdefghi'[number - 1]} and its boats, for all to read."
    return {"text": f"Before the storm.\n{words}", "links": (f"https://x.example/post/{'abcdefghi'[number - 1]}",)}


def two(turn: int, number: int) -> dict:
    which = (turn + number) % len(WEATHER)
    return {
        "text": f"Before the storm.\n{WEATHER[which]}, says the coast.\nA line between.\n{STORIES[which]}\nAnd after."
    }


FILLS = {"two places": two, "price": price, "weather": weather, "box": box, "links": pick, "consent": consent}


def watching(fill, *numbers: int, turns: int = 5) -> tuple[Reader, list[int]]:
    """Return a reader that has seen so many turns, and how many updates each of them told."""
    reader = Reader(*filled(0, *numbers, fill=fill))
    return reader, [len(reader.sees(*filled(turn, *numbers, fill=fill))) for turn in range(1, turns + 1)]


@pytest.mark.parametrize("fill", FILLS.values(), ids=FILLS)
def test_what_a_page_fills_reading_after_reading_is_told_no_more(fill):
    """Whatever stands there, once three entries have changed there for the second time."""
    _, told = watching(fill, 9, 6, 3)

    assert [3, 3, 0, 0, 0] == told


def test_two_entries_take_longer():
    """One of two may be the newsroom's each time."""
    _, told = watching(price, 9, 6, turns=7)

    assert [2, 2, 2, 0, 0, 0, 0] == told


def test_one_entry_alone_is_told_each_time():
    """An editor keeps a summary."""
    _, told = watching(weather, 9, turns=9)

    assert [1] * 9 == told


def test_the_same_words_in_two_entries_are_told_each_time():
    """A toll that rises in the summary and below it is one thing that happened."""
    reader = Reader(*NINE)

    for toll in range(9):
        told = reader.sees(
            entry(9, text=f"At least {toll} are dead."), entry(8, text=f"So far {toll} dead."), *NINE[2:]
        )
        assert 2 == len(told)


def test_what_is_filled_is_told_when_it_stands_still():
    """Nothing is lost: each entry once, with what it says then."""
    reader, _ = watching(price, 9, 6, 3)
    shown = filled(5, 9, 6, 3, fill=price)

    assert [] == reader.sees(*shown)
    reader.at += SETTLED_AFTER
    assert {(UPDATED, f"e{number}") for number in (9, 6, 3)} == {*reader.sees(*shown)}
    assert [] == reader.sees(*shown)


def test_what_rolls_off_while_it_is_filled_is_not_told():
    """It never stood still, and nobody can see it any more."""
    reader, _ = watching(price, 9, 6, 3)

    below = filled(5, 9, 6, 3, fill=price)[:-3]
    assert [("entry.created", "e10")] == reader.sees(entry(10), *below)
    reader.at += SETTLED_AFTER
    assert {(UPDATED, "e9"), (UPDATED, "e6")} == {*reader.sees(entry(10), *below)}


def with_edit(turn: int, number: int, fill, **fields):
    """Return the entries of a turn, one of them edited; a function of its words gives the new ones."""
    shown = filled(turn, 9, 6, 3, fill=fill)
    return [
        replace(one, **{name: new(getattr(one, name)) for name, new in fields.items()})
        if one.id == f"e{number}" else one for one in shown
    ]  # fmt: skip


EDITS = {
    "a word": (price, 6, {"text": lambda text: text.replace("waved", "waved again")}),
    "another number": (price, 6, {"text": lambda text: f"{text}\nBy then 12 boats were out."}),
    "a link": (price, 6, {"links": lambda _: ("https://b.example/report",)}),
    "a picture": (weather, 6, {"images": lambda images: (*images, "https://b.example/photo.jpg")}),
    "a headline": (weather, 6, {"title": lambda title: f"{title}, again"}),
    "a line above what is filled": (weather, 6, {"text": lambda text: f"Correction: this was wrong.\n{text}"}),
    "much in its place": (weather, 6, {"text": lambda text: text.replace(text.splitlines()[1], "Word " * 20)}),
    "another entry": (weather, 7, {"text": lambda text: text.replace("number", "figure")}),
    "a number elsewhere": (price, 7, {"text": lambda text: text.replace("7", "8")}),
    "more lines": (box, 6, {"text": lambda text: f"{text}\nUpdate: the pier is shut."}),
    "a line below what asked for consent": (consent, 6, {"text": lambda text: f"{text}\nCorrection: two boats."}),
    "a link in place of the box's": (pick, 6, {"links": lambda _: ("https://b.example/f/other",)}),
}  # fmt: skip


@pytest.mark.parametrize(("fill", "number", "fields"), EDITS.values(), ids=EDITS)
def test_what_else_is_edited_is_told_at_once(fill, number, fields):
    """In an entry that is filled, and in another."""
    reader, _ = watching(fill, 9, 6, 3)

    assert [(UPDATED, f"e{number}")] == reader.sees(*with_edit(6, number, fill, **fields))


def test_an_edit_that_the_publisher_dates_is_told_at_once():
    """Though only what is filled differs: no page dates that."""
    reader, _ = watching(price, 9, 6, 3)

    shown = with_edit(6, 6, price, updated=lambda _: reader.at)

    assert [(UPDATED, "e6")] == reader.sees(*shown)


def test_dates_that_the_house_stamps_say_nothing():
    """Those of entries that are as they were move as well."""
    reader, _ = watching(price, 9, 6, 3)
    stamped = frozenset(f"e{number}" for number in (6, 8, 7, 5)[: MANY_STAMPED + 1])

    shown = [replace(one, updated=reader.at) if one.id in stamped else one for one in filled(6, 9, 6, 3, fill=price)]

    assert [] == reader.sees(*shown)


@pytest.mark.parametrize("fill", [weather, box], ids=["weather", "box"])
def test_another_entry_in_which_the_same_stands_is_known_at_once(fill):
    """The words that were filled in before, in an entry that is filled for the first time."""
    reader, _ = watching(fill, 9, 6, 3)
    reader.sees(*filled(6, 9, 6, 3, 7, fill=fill))

    assert [] == reader.sees(*filled(7, 9, 6, 3, 7, fill=fill))


def advert(turn: int, number: int) -> dict:
    """Return what was drawn for a reading: a line of a few, under an address that was never seen."""
    line = STORIES[(turn + number) % len(STORIES)]
    return {"text": f"Before the storm.\n{line}", "links": (f"https://ads.example/click/{turn}-{number}",)}


def test_an_advertisement_is_known_by_its_words_and_the_folder_of_its_link():
    """In an entry that had none before; another link beside those words is told."""
    reader, told = watching(advert, 9, 6, 3)
    assert [3, 3, 0, 0, 0] == told

    bare = replace(NINE[2], text="Before the storm.")
    shown = filled(6, 9, 6, 3, fill=advert)
    shown[2] = bare
    assert [(UPDATED, "e7")] == reader.sees(*shown)
    shown = filled(7, 9, 6, 3, fill=advert)
    shown[2] = replace(bare, **advert(7, 7))
    assert [] == reader.sees(*shown)
    shown = filled(8, 9, 6, 3, fill=advert)
    shown[1] = replace(shown[1], text=shown[0].text, links=("https://b.example/report",))
    assert [(UPDATED, "e8")] == reader.sees(*shown)


def test_links_of_one_folder_that_are_other_ones_each_time_are_told_no_more():
    """Where another carrier has the words, and the page's markup the links alone; in another folder they are told."""
    reader, told = watching(lambda turn, number: {"links": advert(turn, number)["links"]}, 9, 6, 3)

    assert [3, 3, 0, 0, 0] == told
    shown = filled(6, 9, 6, 3, fill=lambda turn, number: {"links": advert(turn, number)["links"]})
    shown[0] = replace(shown[0], links=("https://b.example/report",))
    assert [(UPDATED, "e9")] == reader.sees(*shown)


def test_a_picture_beside_what_is_filled_is_the_newsroom_s():
    """It is put into one entry that ticks, and another into the next: each is told at once."""
    reader, _ = watching(price, 9, 6, 3)
    told, pictured = [], {}
    for turn, number in enumerate((9, 6, 3), 6):
        pictured[f"e{number}"] = (f"https://a.example/photos/{number}.jpg",)
        shown = filled(turn, 9, 6, 3, fill=price)
        told += [reader.sees(*(replace(one, images=pictured.get(one.id, one.images)) for one in shown))]

    assert [[(UPDATED, f"e{number}")] for number in (9, 6, 3)] == told


def test_known_lines_come_and_go():
    """A notice of the page's, where nothing stood; what an editor puts there is told."""
    reader, _ = watching(consent, 9, 6, 3)
    shown = filled(5, 9, 6, 3, fill=consent)
    notice = "This is shown by another house. Allow it?"

    assert [] == reader.sees(*(replace(one, text=f"{one.text}\n{notice}") if one.id == "e7" else one for one in shown))
    assert [] == reader.sees(*shown)
    edited = [replace(one, text=f"{one.text}\nThe pier is shut.") if one.id == "e7" else one for one in shown]
    assert [(UPDATED, "e7")] == reader.sees(*edited)


def test_it_is_forgotten_after_an_hour():
    """Then it has to show itself again."""
    reader, _ = watching(price, 9, 6, 3)
    reader.at += SETTLED_AFTER
    reader.sees(*filled(5, 9, 6, 3, fill=price))
    reader.at += SPAN

    assert 3 == len(reader.sees(*filled(6, 9, 6, 3, fill=price)))


def test_an_editor_who_comes_back_later_is_told():
    """Not again and again, and not one reading after the other."""
    reader = Reader(*filled(0, 9, 6, 3, fill=price))
    told = []
    for turn in range(1, 6):
        reader.at += PACE
        told.append(len(reader.sees(*filled(turn, 9, 6, 3, fill=price))))

    assert [3] * 5 == told


def word(turn: int, number: int) -> str:
    return f"{'abcdefghi'[number - 1]}{'pqrstuvw'[turn % 8]}"


MUCH = {
    "long": lambda turn, number: {"text": f"{'abcdefghi'[number - 1]} {'pqrstuvw'[turn % 8] * MAX_CHARS} {number}"},
    "many lines": lambda turn, number: {"text": "\n".join([f"Line {word(turn, number)}"] * (MAX_LINES + 1))},
    "many places": lambda turn, number: {
        "text": "\n".join(f"Line {line} of {word(turn, number)}" for line in range(MAX_PLACES + 1))
    },
}


@pytest.mark.parametrize("fill", MUCH.values(), ids=MUCH)
def test_more_than_a_page_fills_in_is_told(fill):
    """Somebody wrote that."""
    _, told = watching(fill, 9, 6, 3)

    assert [3] * 5 == told


def test_what_is_remembered_is_bounded():
    """The places that changed last, for as long as it matters."""
    reader = Reader(*NINE)
    for turn in range(KEPT_PLACES + 9):
        reader.sees(*filled(turn, 9, fill=lambda turn, _: {"text": f"Words {'ab' * turn} of somebody"}))

    assert KEPT_PLACES >= len(reader.known.filled)
    reader.at += PACE
    reader.sees(*NINE)
    assert {} == reader.known.filled


def test_counters_of_the_whole_page_teach_nothing_of_what_else_changes():
    """An editor puts a line right twice in ten minutes, in entries that all count their readers: both are told."""
    said = "The ferry left at dawn and nobody waved.\nSeen by {} people"
    reader = Reader(*(replace(one, text=said.format(7 * at)) for at, one in enumerate(NINE)))
    told = []
    for turn in range(1, 7):
        shown = [replace(one, text=said.format(7 * at + turn)) for at, one in enumerate(NINE)]
        if turn > 4:
            line = ("Two ferries left.", "Three boats left the old pier.")[turn - 5]
            shown[2] = replace(shown[2], text=f"{line}\nSeen by {14 + turn} people")
        told += [reader.sees(*shown)]

    assert [[], [], [], [], [(UPDATED, "e7")], [(UPDATED, "e7")]] == told


def test_whoever_comes_back_to_a_line_once_is_told():
    """On a page that fills other entries: a script would fill it a third time."""
    reader, _ = watching(price, 9, 6, 3)
    told = []
    for turn, words in enumerate(("Two boats left.", "Three went out.", "Four were seen."), 6):
        shown = filled(turn, 9, 6, 3, fill=price)
        shown[2] = replace(shown[2], text=words)
        told += [reader.sees(*shown)]

    assert [[(UPDATED, "e7")], [(UPDATED, "e7")], []] == told


def test_words_that_are_held_stand_still_though_numbers_go_on():
    """What was taken for the page's is told in time, in an entry that never stops to count."""
    reader, _ = watching(price, 9, 6, 3)

    def shown(turn: int, line: str) -> list:
        return [
            replace(one, text=f"Nobody waved at {turn * 37}.5 they said.\n{line}") if one.id == "e6" else one
            for one in filled(turn, 9, 6, 3, fill=price)
        ]

    lines = ("Two boats left.", "Three went out.", "Four were seen.", "Five came home.")
    told = [reader.sees(*shown(turn, line)) for turn, line in enumerate(lines, 6)]
    assert [[(UPDATED, "e6")]] * 3 + [[]] == told
    later: list[tuple[str, str | None]] = []
    for turn in range(10, 13 + SETTLED_AFTER.seconds // 10):
        later += reader.sees(*shown(turn, lines[-1]))
    assert [(UPDATED, "e6")] == later
    assert reader.says()["e6"][1].endswith(lines[-1])


def test_counters_of_the_whole_page_keep_an_entry_held():
    """What most entries count is spared as ever, and no entry that ticks beside counts as standing still for that."""
    reader, _ = watching(price, 9, 6, 3)

    def counted(turn: int):
        return [replace(one, text=f"{one.text}\nSeen by {turn * 3 + int(one.id[1:])} people") for one in NINE]

    reader.sees(*counted(0))
    told = []
    for turn in range(1, 30):
        reader.at += timedelta(seconds=50)
        told += reader.sees(*counted(turn))
    assert [] == told
