"""What a page does alike in all its entries: fittings, tallies, bylines and addresses that no word tells."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from extract_pages import NOW, TEXTS, URL, page_of

from monitor.extract import Recall, extract
from monitor.extract.blocks.habits import NO_HABITS, Habits, parse_habits
from monitor.extract.merging.choice import parse_choice
from monitor.extract.page.trails import MAX_TRAIL_CHARS, parse_trail

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.model import Snapshot


def page(
    form: Callable[[int], str], numbers: range = range(6), *, name: str = "post", title: str = "Harbour live"
) -> str:
    """Return a page of entries, newest first; `form` says what stands in each beside its time."""
    entries = "".join(
        f'<div class="{name}"><time datetime="2024-12-01T10:{10 + number}:00Z"></time>{form(number)}</div>'
        for number in reversed(numbers)
    )
    return f"<!doctype html><title>{title}</title><body><h1>{title}</h1><main><div>{entries}</div></main>"


def text(number: int) -> str:
    return f"<p>{TEXTS[number % len(TEXTS)]}</p>"


def read(html: str, *, before: Snapshot | None = None, url: str = URL, recall: Recall | None = None) -> Snapshot:
    return extract(page_of(html, url=url), now=NOW, remembered=before.choice if before else None, recall=recall)


def texts_of(snapshot: Snapshot) -> list[str]:
    return [entry.text for entry in snapshot.entries]


def authors_of(snapshot: Snapshot) -> list[tuple[str, ...]]:
    return [entry.authors for entry in snapshot.entries]


PLAIN = [TEXTS[number] for number in range(5, -1, -1)]


@pytest.mark.parametrize(
    "fitting",
    [
        '<ul><li><a href="https://a.example/a">Vorken</a></li><li><a href="https://b.example/b">Plim um</a></li></ul>',
        '<div class="zz"><b>Olm Desk</b> <i>@olmdesk</i></div>',
        '<div class="zz">Sent on by <a href="/olm">Olm Desk</a></div>',
        "<div>Помеж посил</div>",
        '<div class="zz"><b>Lea Moor</b> set this down</div>',
        "<div><u>Vorken</u> <u>Plim</u> <u>Olm um</u></div>",
        "<div>以彼</div>",
        '<div><span>Olm um:</span> <a href="https://b.example/s"><i></i></a></div>',
    ],
)
def test_what_is_the_same_in_each_entry_is_cut_out(fitting: str):
    """Whatever its words and the language, it stands at the same place of each entry, and is of none."""
    assert texts_of(read(page(lambda number: f"{text(number)}{fitting}"))) == PLAIN


@pytest.mark.parametrize(
    ("form", "kept"),
    [
        (lambda number: f"<h3>Dull Sea</h3>{text(number)}", ""),
        (lambda number: f"{text(number)}<p class=w>The water is still rising.</p>", "The water is still rising."),
        (lambda number: f"<p>{TEXTS[number] * 2}</p><p class=w>Olm:</p><div>Vorken plim</div>", "Olm:"),
        (lambda number: f"<p><b>Olm:</b> {TEXTS[number]}</p>", "Olm:"),
        (lambda number: f'{text(number)}<p class="m"><b>Depth</b> <i>{"abcdef"[number]}14 km</i></p>', "Depth"),
        (lambda number: f"{text(number)}<div><i>Hull</i> <i>{number}</i>–<i>0</i> <i>Olm</i></div>", "–0 Olm"),
        (lambda number: f"{text(number)}<table><tr><td>Sea</td><td>{number * 7 + 90}</td></tr></table>", "Sea"),
        (lambda number: f"{text(number)}<p>Olm {'is' if number % 2 else 'was'} shut</p>", "Olm"),
        (lambda number: text(number) + ("<p>Sea and olm</p>" if number == 3 else ""), ""),
    ],
)
def test_what_says_something_stays(form: Callable[[int], str], kept: str):
    """Headlines, sentences, what leads to a value and fields of a table are content, the same in each entry or not."""
    snapshot = read(page(form))
    assert all(kept in words for words in texts_of(snapshot))
    assert kept or "Dull Sea" in (snapshot.entries[0].title or "") or "Sea and olm" in snapshot.entries[2].text


def test_three_entries_are_too_few_to_learn_from():
    """What three entries share may be chance."""
    entries = "".join(
        f'<div class="live-post" id="p-{9_000 + number}"><time datetime="2024-12-01T10:{10 + number}:00Z"></time>'
        f"{text(number)}<div>Vorken plim</div></div>"
        for number in (2, 1, 0)
    )
    snapshot = read(f"<!doctype html><title>Harbour live</title><body><div>{entries}</div>")
    assert texts_of(snapshot) == [f"{words}\nVorken plim" for words in PLAIN[3:]]


def test_what_was_learnt_stays_as_it_was_at_the_first_reading():
    """Entries read alike from poll to poll: no words become a fitting, or cease to be one, as others come or go."""
    sign = "<div>Vorken plim</div>"
    first = read(page(lambda number: text(number) + (sign if number else ""), range(5)))
    later = read(page(lambda number: text(number) + sign, range(6)), before=first)
    assert texts_of(first) == PLAIN[1:]
    assert texts_of(later) == PLAIN
    none = read(page(lambda number: text(number) + ("" if number else sign), range(4)))
    grown = read(page(lambda number: text(number) + (sign if number != 1 else ""), range(6)), before=none)
    assert ["Vorken" in words for words in texts_of(grown)] == [True, True, True, True, False, True]


def test_classes_drawn_anew_change_no_entry():
    """The next build of a site names its elements otherwise; what all entries share is known by its words and tags."""

    def built(build: str) -> str:
        return page(lambda number: f'{text(number)}<div class="x{build}"><a class="k{build}">Vorken plim</a></div>')

    first = read(built("4f2a"))
    assert texts_of(read(built("9b1c"), before=first)) == texts_of(first) == PLAIN


def test_the_same_words_elsewhere_in_an_entry_are_its_own():
    """A paragraph that says what a button says is one."""
    first = read(page(lambda number: f"{text(number)}<div><a>Vorken plim</a></div>"))
    later = read(page(lambda number: f"{text(number)}<p>Vorken plim</p><div><a>Vorken plim</a></div>"), before=first)
    assert texts_of(later) == [f"{words}\nVorken plim" for words in PLAIN]


def test_numbers_below_the_texts_are_tallies():
    """Each poll shows others; a number above the text is the entry's: the over of a match."""
    form = '<b class="o">{0}</b><p>{1}</p><div class="s"><span>{2}</span></div>'
    first = read(page(lambda number: form.format(10 + number, TEXTS[number], 3 * number)))
    later = read(page(lambda number: form.format(10 + number, TEXTS[number], 1_000 + number)), before=first)
    assert texts_of(first) == texts_of(later) == [f"{10 + number}\n{TEXTS[number]}" for number in range(5, -1, -1)]


def test_a_number_below_an_exclamation_is_a_tally_too():
    """What is counted below "Goal!!", which is no sentence, is no word of it: among the first entries, and later."""
    said = ("Goal!!", *TEXTS[1:6])

    def form(number: int, count: int) -> str:
        return f'<p>{said[number]}</p><div class="s"><span>{count}</span></div>'

    first = read(page(lambda number: form(number, 3 * number)))
    later = read(page(lambda number: form(number, 900 + number)), before=first)
    without = read(page(lambda number: form(number, 3 * number), range(1, 6)))
    come = read(page(lambda number: form(number, 3 * number)), before=without)
    assert texts_of(first) == texts_of(later) == texts_of(come) == [*reversed(said)]


def test_numbers_below_names_that_say_no_sentence_are_their_words():
    """What teams scored; of half of them more is said."""
    teams = (TEXTS[0], "Vorken", TEXTS[2], "Plim", TEXTS[4], "Upper Vork")
    snapshot = read(page(lambda number: f"<p>{teams[number]}</p><div><span>{number + 3}</span></div>"))
    assert texts_of(snapshot) == [f"{teams[number]}\n{number + 3}" for number in range(5, -1, -1)]


NAMES = ("Ada Moor", "Tom Hale", "Lea Zzyrn")


@pytest.mark.parametrize(
    "form",
    [
        "<div><i>{0}</i><u>Deck hand</u></div>{1}",
        "{1}<p><em>({0})</em></p>",
        "{1}<p><b>Vorker: {0}</b></p>",
        "<div><u>{0}</u> set it down</div>{1}",
    ],
)
def test_a_place_where_each_entry_has_a_name_is_its_byline(form: str):
    """Of the names some are such as people are given; what is the same beside all of them is their role."""
    snapshot = read(page(lambda number: form.format(NAMES[number % 3], text(number))))
    assert authors_of(snapshot) == [(NAMES[number % 3],) for number in range(5, -1, -1)]
    assert texts_of(snapshot) == PLAIN


@pytest.mark.parametrize(
    "form",
    [
        "{1}<p class=player><em>({0})</em></p>",
        "{1}<p><b>{0}</b></p><p>And so it went on until the evening came.</p>",
        "{1}<ul><li>{0}</li><li>Ben Kirk</li><li>Eva Lund</li></ul>",
    ],
)
def test_names_that_an_entry_is_about_sign_nothing(form: str):
    """Those of players, between its sentences, in lists."""
    assert authors_of(read(page(lambda number: form.format(NAMES[number % 3], text(number))))) == [()] * 6


def test_a_flag_where_other_entries_have_a_name_signs_nothing():
    """The Mirror's "KEY EVENT" is written like a name, at the place of who wrote the others."""
    names = ["Ada Moor", "KEY EVENT", "Tom Hale", "Ada Moor", "Lea Voss", "KEY EVENT"]
    snapshot = read(page(lambda number: f"<div><mark>{names[number]}</mark></div>{text(number)}"))
    assert authors_of(snapshot) == [(), ("Lea Voss",), ("Ada Moor",), ("Tom Hale",), (), ("Ada Moor",)]
    assert texts_of(snapshot) == PLAIN


def test_names_of_places_beside_the_time_sign_nothing():
    """None of many begins as people are called: they are towns."""
    towns = ("Dull Sea", "Grey Olm", "Upper Vork", "Plim Bay", "Olm", "Lower Vork")
    entries = "".join(
        f'<div class="post"><div class="top"><i class="date">10:{59 - at} AM</i> <a href="#">{towns[at]}</a></div>'
        f"{text(at)}</div>"
        for at in range(6)
    )
    html = f"<!doctype html><title>Harbour live</title><body><p>1 December 2024</p><div>{entries}</div>"
    assert authors_of(read(html)) == [()] * 6


def test_names_of_which_few_are_given_are_left_alone():
    """Towns, or people whom nobody knows: neither is sure."""
    towns = ("Ada Bay", "Grey Olm", "Upper Vork", "Plim Bay", "Dull Sea", "Lower Vork")
    snapshot = read(page(lambda number: f"{text(number)}<p>From <b>the sea</b></p><p><em>{towns[number]}</em></p>"))
    assert authors_of(snapshot) == [()] * 6
    assert all(words.endswith(towns[5 - at]) for at, words in enumerate(texts_of(snapshot)))


def test_a_role_beside_the_name_is_nobody():
    """It differs from one to the next, and is called as the name is."""
    roles = ("Chief Reporter", "Sea Analyst", "Quay Desk")
    form = '<div><div class="author_name">{0}</div><div class="author_title">{1}</div></div>{2}'
    snapshot = read(page(lambda number: form.format(NAMES[number % 2], roles[number % 3], text(number))))
    assert authors_of(snapshot) == [(NAMES[number % 2],) for number in range(5, -1, -1)]


@pytest.mark.parametrize(
    ("count", "kept"),
    [
        ('<a href="#c{0}">Обсудить {1}</a>', False),
        ('<div><a href="/c/{0}"><i></i><span>({1}) opinioni</span></a></div>', False),
        ('<a href="/c/{0}">Pier {2}, berth {1}</a>', True),
        ("<div>Depth {1} km</div>", True),
        ("<a href='/c/{0}'>{3} {1}</a>", True),
    ],
)
def test_a_link_that_counts_below_the_texts_is_a_tally(count: str, kept: bool):  # noqa: FBT001
    """In whatever language it says the same in each entry but for one number; what is no link is a value."""

    def words(number: int) -> str:
        return count.format(number, number * 7 + 3, number % 2, "abcdef"[number])

    found = texts_of(read(page(lambda number: f"{text(number)}{words(number)}")))
    assert kept == (found != PLAIN)


def test_changes_below_the_text_are_tallies():
    """A row of what an asset stands at has another change in each poll, beside the same name."""
    form = '{0}<div class="row"><span>OLM</span> <span>+{1}.4%</span></div>'
    first = read(page(lambda number: form.format(text(number), number)))
    later = read(page(lambda number: form.format(text(number), 9 - number)), before=first)
    assert texts_of(first) == texts_of(later) == PLAIN


def test_minutes_of_a_match_are_signed_by_no_player():
    """Who stands in each entry of a match plays in it."""
    entries = "".join(
        f'<div class="ev" id="ev-{9000 + at}"><b>{40 + at}\'</b><span>{NAMES[at % 3]}</span>{text(at)}</div>'
        for at in range(5, -1, -1)
    )
    html = f"<!doctype html><title>Harbour live</title><body><div class='match-events'>{entries}</div>"
    assert authors_of(read(html)) == [()] * 6


def test_the_house_beside_a_name_is_no_author():
    """What all bylines say is of none of them."""
    form = '<div class="author"><b class="name">{0}</b><i class="name">Olm d’ici</i></div>{1}'
    assert authors_of(read(page(lambda number: form.format(NAMES[number % 3], text(number))))) == [
        (NAMES[number % 3],) for number in range(5, -1, -1)
    ]


def test_who_signs_all_entries_is_their_author():
    """One reporter's name is the same in each entry, and no fitting."""
    by = '<p class="byline">Lea Zzyrn</p>'
    assert authors_of(read(page(lambda number: f"{by}{text(number)}"))) == [("Lea Zzyrn",)] * 6
    last = read(page(lambda number: f"{text(number)}<div>Zzyrn Olm</div>"))
    assert authors_of(last) == [("Zzyrn Olm",)] * 6


@pytest.mark.parametrize("link", ["/flash/{0}", "{0}", "https://news.example/a/b/{0}?utm_source=x"])
def test_an_address_of_its_own_names_an_entry(link: str):
    """Each entry has one in the same directory, and no id."""
    snapshot = read(page(lambda number: f'{text(number)}<a href="{link.format(77_120 + 3 * number)}">Olm</a>'))
    assert [entry.id.rpartition("/")[2] for entry in snapshot.entries] == [
        str(77_120 + 3 * at) for at in range(5, -1, -1)
    ]
    assert all(entry.url and entry.url.endswith(entry.id.rpartition("/")[2]) for entry in snapshot.entries)
    assert texts_of(snapshot) == PLAIN


@pytest.mark.parametrize(
    "link", ["/flash/77120", "https://other.example/{0}", "/olm/boat-reaches-{0}", "#p{0}", "http://["]
)
def test_other_addresses_name_no_entry(link: str):
    """The same one in each, one of another house, a headline in it, none at all."""
    snapshot = read(page(lambda number: f'{text(number)}<a href="{link.format(40 + number)}">Olm</a>'))
    assert not any("flash" in entry.id or "other" in entry.id or "boat" in entry.id for entry in snapshot.entries)


def test_an_id_inside_an_entry_gives_way_to_its_address():
    """The id may be drawn anew for each page."""

    def drawn(seed: int) -> Snapshot:
        form = '<p id="n{0}">{1}</p><a href="/flash/{2}">Olm</a>'
        return read(page(lambda number: form.format(seed * 7919 + number, TEXTS[number], 5_000 + number)))

    assert [entry.id for entry in drawn(1).entries] == [entry.id for entry in drawn(2).entries]


HEADS = (
    "Dull sea at noon",
    "Olm leaves the quay",
    "Vork: more to come?",
    "Plim bay shuts",
    "Fog lifts!",
    "A long wait ends",
)


@pytest.mark.parametrize(
    "form",
    [
        '<div class="k1">{0}</div><div class="k2"><p>{1}</p></div>',
        '<i>Sea desk</i><div class="k1"><span>{0}</span></div><div class="k2"><p>{1}</p></div>',
        '<div class="k1"><i>Lea Zzyrn</i></div><div class="k3">{0}</div><div class="k2"><p>{1}</p></div>',
        '<div class="k3"><strong>{0}</strong><small>11:42</small></div><div class="k2"><p>{1}</p></div>',
        '<div class="k1"><i>Lea Moor</i> set it down</div><p class="k3">{0}</p><div class="k2"><p>{1}</p></div>',
        "<div class=k0>{3}</div><div class=k1>{0}</div><div class=k2><p>{1}</p></div>",
        '<p class="k0">Leg {3} of 99</p><p class="k1">{0}</p><div class="k2"><p>{1}</p></div>',
        '<div class="k1"><span class="update-header">{0}</span></div><p>{1}</p>',
    ],
)
def test_a_short_line_that_opens_each_entry_is_its_headline(form: str):
    """Whatever it is called, another in each, above a longer text; a number or what files it may stand above."""
    snapshot = read(page(lambda number: form.format(HEADS[number], TEXTS[number], "", 7 * number)))
    assert [entry.title for entry in snapshot.entries] == list(reversed(HEADS))
    assert all(
        words.endswith(TEXTS[5 - at]) and HEADS[5 - at] not in words for at, words in enumerate(texts_of(snapshot))
    )


def test_of_two_short_lines_the_upper_is_the_headline_unless_it_only_files_the_entry():
    """A place in two words above a line far longer is no headline; it stays with the text."""
    bays = ("Inner bay", "Quay side", "Olm reach", "West mole", "Salt pans", "Far point")
    form = '<p class="k0">{2}</p><p class="k1">{0}</p><div class="k2"><p>{1}</p></div>'
    filed = read(
        page(lambda number: form.format(f"{HEADS[number]} and so the boats stay in", TEXTS[number], bays[number]))
    )
    assert [entry.title for entry in filed.entries] == [f"{head} and so the boats stay in" for head in reversed(HEADS)]
    assert all(words.startswith(bays[5 - at]) for at, words in enumerate(texts_of(filed)))
    subtitled = read(page(lambda number: form.format(bays[number], TEXTS[number], HEADS[number])))
    assert [entry.title for entry in subtitled.entries] == list(reversed(HEADS))


@pytest.mark.parametrize(
    ("form", "at"),
    [
        ("<div class=k1>{0}.</div><div class=k2><p>{1}</p></div>", 6),
        ("<div class=k1>{2}</div><div class=k2><p>{1}</p></div>", 6),
        ("<span>{0}</span> <span>{1}</span>", 6),
        ("<div class=k1>{0}</div><div class=k1>{1}</div>", 6),
        ("<div class=k1>{0}, {0}, {0}</div><div class=k2><p>So it was</p></div>", 6),
        ("<div class=k0>A thing {3} it was</div><div class=k0>{0}</div><div class=k2><p>{1}</p></div>", 6),
        ("<div class=k1>{0}</div><div class=k2><p>{1}</p></div>", 3),
        ("<figure><img src=/a.jpg><div class=k1>{0}</div></figure><div class=k2><p>{1}</p></div>", 6),
    ],
)
def test_other_lines_at_the_top_are_text(form: str, at: int):
    """A sentence, the same few words again and again, words in a line, a paragraph like others, one of two lines."""

    def told(number: int) -> str:
        kind = ("Sea notice", "Quay notice")[number % 2]
        text_alone = f"<div class=k2><p>{TEXTS[number]}</p></div>"
        return form.format(HEADS[number], TEXTS[number], kind, 7 * number) if number < at else text_alone

    assert [entry.title for entry in read(page(told)).entries] == [None] * 6


def test_a_line_at_that_place_which_is_no_headline_stays_text():
    """An entry may have none: what stands there ends as a sentence, leads on, is long, or all that the entry says."""
    form = '<div class="k1">{0}</div><div class="k2"><p>{1}</p></div>'
    first = read(page(lambda number: form.format(HEADS[number], TEXTS[number])))
    odd = ("It rained.", "Olm " * 60, HEADS[2], "Port news：")
    later = read(
        page(
            lambda number: (
                f'<div class="k1">{odd[2]} {TEXTS[2]}</div>'
                if number == 2
                else form.format(odd[number] if number < len(odd) else HEADS[number], TEXTS[number])
            )
        ),
        before=first,
    )
    assert [entry.title for entry in later.entries] == [*reversed(HEADS[4:]), None, None, None, None]
    pictured = form.replace('<div class="k1">', '<p>Quay</p><div class="k1">', 1)
    below = read(page(lambda number: pictured.format(HEADS[number], TEXTS[number])), before=first)
    assert [entry.title for entry in below.entries] == list(reversed(HEADS))
    buried = form.replace('<div class="k1">', f"<p>{'Olm ' * 20}</p><div class=k1>", 1)
    below = read(page(lambda number: buried.format(HEADS[number], TEXTS[number])), before=first)
    assert [entry.title for entry in below.entries] == [None] * 6


def test_a_handle_beside_a_name_is_cut_out():
    """It is another one in each entry, and says what the name says."""
    form = '<div><b class="author">{0}</b> <i>@{1}</i></div>{2}'
    snapshot = read(page(lambda number: form.format(NAMES[number % 3], NAMES[number % 3][:3].lower(), text(number))))
    assert texts_of(snapshot) == PLAIN
    assert authors_of(snapshot) == [(NAMES[number % 3],) for number in range(5, -1, -1)]


def test_a_list_of_who_and_how_often_is_no_text():
    """Joomla has the author, the date and the hits of an entry in one, below a word that is the same in all."""
    form = '<dl><dt>Vorken</dt><dd itemprop="author">Olm: Ada Moor</dd><dd class="hits">Plim: {0}</dd></dl>{1}'
    first = read(page(lambda number: form.format(40 + number, text(number))))
    later = read(page(lambda number: form.format(900 + number, text(number))), before=first)
    assert texts_of(first) == texts_of(later) == PLAIN


def test_what_counts_is_no_headline():
    """A short line that opens each entry with the same words and another number is none: "LAP 23/57"."""
    found = read(page(lambda number: f"<div class=lap>LAP {20 + number}/57</div>{text(number)}"))

    assert [None] * 6 == [entry.title for entry in found.entries]


def test_a_platform_s_markup_is_learnt_at_first_and_stays():
    """Where a profile names the entries of a page, what stands alike in them is cut, also once fewer have it."""

    def platform(numbers: range, *, less: bool = False) -> str:
        entries = "".join(
            f'<article class="liveblog-entry" id="liveblog-{7000 + number}">'
            f'<time datetime="2024-12-01T10:{10 + number}:00Z"></time>'
            f"{text(number)}{'' if less and number % 2 else '<span>Copy of this</span>'}</article>"
            for number in reversed(numbers)
        )
        return f"<!doctype html><title>Harbour live</title><body><h1>Harbour live</h1><main>{entries}</main>"

    first = read(platform(range(5)))
    later = read(platform(range(6), less=True), before=first)
    old = read(platform(range(6)), before=replace(first, choice=first.choice.partition("~4~")[0] + "~4;ids=profile"))

    assert ("profile", PLAIN[1:]) == (first.extractor, texts_of(first))
    assert PLAIN == texts_of(later)
    assert all(words.endswith("Copy of this") for words in texts_of(old))


def test_habits_are_remembered_in_the_choice():
    """They are told in the trail, and read back; an older trail has none."""
    snapshot = read(page(lambda number: f'{text(number)}<div><a href="/flash/{5_000 + number}">Vorken plim</a></div>'))
    choice = parse_choice(snapshot.choice)
    trail = parse_trail(choice.trails["container"]) if choice else None
    assert trail is not None
    habits = parse_habits(trail.habits)
    assert (1, True, trail.habits) == (len(habits.refrains), bool(habits.link), str(habits))
    assert [NO_HABITS, NO_HABITS] == [parse_habits(""), parse_habits("what-is-this")]
    assert str(Habits()) == ""


def test_what_cannot_be_remembered_is_not_learnt():
    """Where no trail leads to the entries, each poll would learn anew."""
    html = page(lambda number: f"{text(number)}<div>Vorken plim</div>", name="p" * (MAX_TRAIL_CHARS + 1))
    assert all("Vorken plim" in words for words in texts_of(read(html)))


def test_a_page_that_shows_less_for_once_is_read_as_before():
    """The entries are searched again, and what all of them do alike is known already."""
    form = "<div>Vorken plim</div>"
    first = read(page(lambda number: f"{text(number)}{form}"))
    fewer = read(page(lambda number: f"{text(number)}{form if number else ''}", range(2)), before=first)
    assert texts_of(fewer) == PLAIN[4:]


def test_a_recalled_reading_has_the_same_habits():
    """With what the last reading knew, an unchanged entry is the very same."""
    recall = Recall()
    html = page(lambda number: f"{text(number)}<div>Vorken plim</div>")
    first = read(html, recall=recall)
    later = read(html.replace("Two boats", "Three boats"), before=first, recall=recall)
    assert later.entries[0] is first.entries[0]
    assert later.entries[4].text == TEXTS[1].replace("Two boats", "Three boats")
