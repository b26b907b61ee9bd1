"""What the coverage of one kind of event has that others have not: scores, polls, reactions, answers, components."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from extract_pages import LAYOUTS, NOW, WORDS, entries_of, page_of, read

from monitor.errors import NotALiveBlog
from monitor.extract import extract
from monitor.extract.blocks.front import is_live
from monitor.extract.page.document import Document
from monitor.extract.tables.labels import is_label
from monitor.extract.values.hydration import MAX_STRINGS, hydrated, is_dehydrated, opened, rehydrated
from monitor.extract.words.markup import without_captions

_SAID = (
    "The rain came in under the door again, and the dog has moved upstairs for good.",
    "We are on the hill and dry, but the road to the harbour is closed since this morning.",
    "Lights are off here since seven, and the pumps run on the neighbour's generator.",
    "My aunt writes that the ferries are tied up and the café by the quay is shut.",
)


@pytest.mark.parametrize(
    "control",
    [
        "<div><button>Share</button><span>84</span></div>",
        '<a href="#comments" aria-label="Comments"><svg></svg>33</a>',
        '<a href="/live/harbour/#comments">33</a>',
        '<div class="qa__votes">91 votes</div>',
        "<h5>7 replies</h5>",
        "<span>阅 78842</span>",
        "<div><span>👍 17</span><span>🔥3</span></div>",
        "<p>❤️ 17 😡 15</p>",
        '<div class="poll"><b>Should they strike?</b><label><input type="radio">Yes 40%</label></div>',
        '<div class="reader-poll"><b>Should they strike?</b><ul><li>Yes 40%</li></ul><i>312 votes</i></div>',
        '<div class="post__replies"><p><b class="author">tern</b> At last.</p><button>Reply</button></div>',
    ],
)
def test_what_readers_do_with_an_entry_is_none_of_its_words(control: str):
    """How many shared, felt, voted and answered is another number in each reading."""
    found = entries_of(*[f"<h3>Headline {at}</h3><p>{WORDS}</p>{control}" for at in range(3)])

    assert [WORDS] * 3 == [entry.text for entry in found]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("<ul><li><i>Harbour Alliance</i> <b class='votes'>4,032 votes</b></li></ul>", "Harbour Alliance 4,032 votes"),
        ("<div><span>84</span></div>", "84"),
        ('<div class="poll"><p>Alliance 46%, Union 40%</p></div>', "Alliance 46%, Union 40%"),
        ('<div class="poll"></div><p>Alliance 46%</p>', "Alliance 46%"),
        (
            f'<div class="polls"><p>{"The union leads by 40 votes. " * 30}</p></div>',
            ("The union leads by 40 votes. " * 30).strip(),
        ),
        ('<video><source src="/a.mp4"></video><p>Alliance 46%</p>', "Alliance 46%"),
        ('<div class="replies"><b class="author">Ada Moor</b><p>It has ended.</p></div>', "It has ended."),
        ('<div class="replies"><p>The minister answered twice.</p></div>', "The minister answered twice."),
        ("<div><button>Share</button><span>84</span><span>hurt</span></div>", "84hurt"),
        ('<a href="/ships/84">84</a>', "84"),
    ],
)
def test_counts_that_are_news_stay(words: str, text: str):
    """Results, the shares of an opinion poll and what a colleague answers are words of the entry."""
    found = entries_of(*[f"<h3>Headline {at}</h3><p>{WORDS}</p>{words}" for at in range(3)])

    assert [f"{WORDS}\n{text}"] * 3 == [entry.text.replace("\n\n", "\n") for entry in found]


def test_a_reaction_is_told_by_its_picture():
    """Faces, hearts and hands with a number are what readers felt; the ball of a match is none."""
    assert [True, True, False, False] == [is_label(words) for words in ("👍 17", "🔥3 😢4", "⚽ 23", "👍")]


@pytest.mark.parametrize(
    "line",
    [
        "<div>Door: Ada Moor</div>",
        "<span>By Ada Moor</span>",
        '<p class="firma">(di Ada Moor)</p>',
        "<div><span>Ada Moor</span></div>",
        '<div class="lb__who"><span>Ada Moor</span><span>Senior editor</span></div>',
    ],
)
def test_a_line_that_signs_needs_no_class_of_a_byline(line: str):
    """A word for "by", brackets, or a name that people are given, alone at the top, tell who wrote."""
    found = entries_of(*[f"{line}<h3>Headline {at}</h3><p>{WORDS}</p>" for at in range(3)])

    assert [(("Ada Moor",), WORDS)] * 3 == [(entry.authors, entry.text) for entry in found]


@pytest.mark.parametrize(
    "line",
    [
        "<div>Calder Bay</div>",
        '<div class="topic">Ada Moor</div>',
        "<div><b>Ada Moor</b> speaks</div>",
        '<img src="/a.jpg" width="900" height="600" alt=""><p>Ada Moor</p>',
        "<blockquote><p>Ada Moor</p></blockquote>",
        "<div>Ada</div>",
        "<div>Live</div><div>Tom Hale and all</div>",
    ],
)
def test_other_lines_at_the_top_sign_nothing(line: str):
    """Places, subjects, the people in a picture and those who are quoted did not write the entry."""
    found = entries_of(*[f"{line}<h3>Headline {at}</h3><p>{WORDS}</p>" for at in range(3)])

    assert [()] * 3 == [entry.authors for entry in found]


def test_an_entry_that_is_all_name_keeps_it():
    """A name with nothing below it is what the entry says."""
    found = entries_of("<div>Ada Moor</div>", *[f"<p>{WORDS} {at}</p>" for at in range(3)])

    assert ("Ada Moor", ()) == (found[0].text, found[0].authors)


def test_a_line_that_only_parted_what_was_taken_goes_with_it():
    """The dot of "14:05 UTC · Map" goes, and a dash in the text stays."""
    found = entries_of(*[f"<div><time>11:42</time> · <a href='#m'>Map</a></div><p>{WORDS}</p><p>— it ended.</p>"] * 3)

    assert f"{WORDS}\n— it ended." == found[0].text.replace("\n\n", "\n")


def test_a_score_above_a_bold_headline_leaves_it_one():
    """What has no letters is no line of text: the first bold words below it are the headline."""
    score = "<div><span>6-4</span> <span>3-2</span></div>"
    found = entries_of(*[f"{score}<div><strong>Moor breaks again</strong><p>{WORDS}</p></div>"] * 3)

    assert ("Moor breaks again", f"6-4 3-2\n{WORDS}") == (found[0].title, found[0].text.replace("\n\n", "\n"))


def _named(attribute: str, *values: str) -> tuple[str, ...]:
    blocks = "".join(
        f'<div class="c" {attribute}="{value}"><time datetime="2024-12-01T11:0{9 - at}:00Z">x</time>'
        f"<p>{WORDS} {at}</p></div>"
        for at, value in enumerate(values)
    )
    snapshot = read(page_of(f"<title>Harbour live</title><main><div>{blocks}</div></main>"))
    return tuple(entry.id for entry in snapshot.entries)


@pytest.mark.parametrize(
    ("attribute", "values"),
    [
        ("data-relation-id", ("4410", "4403", "4388")),
        ("data-ref", ("WnqRyPBV2xSxSEMV", "k2eGazffpFWAkBmZ", "atcfvphxswBGLwxNStqmBB")),
        ("post-id", ("771", "768", "752")),
        ("wire:key", ("771", "768", "752")),
        ("item-id", tuple(f"0b6f2c1e-77aa-4d1c-9c50-2f6d1e0c11{at}a" for at in range(3))),
    ],
)
def test_what_an_attribute_calls_a_key_names_the_entry(attribute: str, values: tuple[str, ...]):
    """Newsrooms, components and frameworks each have an attribute of their own; it names each entry differently."""
    assert values == _named(attribute, *values)


@pytest.mark.parametrize(
    ("attribute", "values"),
    [
        ("data-no", ("1", "2", "3")),
        ("data-author-id", ("771", "768", "752")),
        ("data-react-id", ("771", "768", "752")),
        ("data-relation-id", ("4410", "4410", "4388")),
        ("data-ref", ("quay", "pier", "gate")),
        ("data-height", ("771", "768", "752")),
    ],
)
def test_what_numbers_something_else_names_nothing(attribute: str, values: tuple[str, ...]):
    """Places in a list, authors, renderings and sizes are no names, nor is what two entries share."""
    assert set(values).isdisjoint(_named(attribute, *values))


def test_components_are_told_who_wrote():
    """`<live-post author="Ada Moor">` signs its entry, where nothing in it does; what is no name does not."""
    blocks = "".join(
        f'<live-post post-id="77{at}" published="2024-12-01T11:0{9 - at}:00Z" author="{who}">'
        f"<p>{WORDS} {at}</p></live-post>"
        for at, who in enumerate(("Ada Moor", "staff", "Tom Hale"))
    )
    found = read(page_of(f"<title>Harbour live</title><live-posts>{blocks}</live-posts>")).entries

    assert [("Ada Moor",), (), ("Tom Hale",)] == [entry.authors for entry in found]


@pytest.mark.parametrize(
    "path",
    [
        "forums/threads/how-is-it-where-you-live.8123",
        "forum/live-chat",
        "tv/programacao",
        "palinsesto/oggi-in-diretta",
        "tv-guide/live",
    ],
)
@pytest.mark.parametrize("markup", ['<li class="slot" id="n-{0}"><b>{1}</b><p>{2}</p></li>', "<p>{1}</p><p>{2}</p>"])
def test_a_forum_and_a_programme_are_none_whatever_they_are_called(path: str, markup: str):
    """Their addresses say what they are, though "live" stands in the title."""
    rows = "".join(markup.format(8120 + 7 * at, f"0{6 + at}:25", said) for at, said in enumerate(_SAID))
    page = f"<title>Tonight live</title><main><h1>Tonight live</h1><ul>{rows}</ul></main>"

    with pytest.raises(NotALiveBlog):
        read(page_of(page, url=f"https://site.example/{path}"))

    assert len(_SAID) == len(read(page_of(page, url="https://site.example/storm")).entries)


def test_where_people_live_is_not_live():
    """The verb is no adjective."""
    assert [False, False, True, True] == [
        is_live(words) for words in ("How is it where you live?", "People live here", "Storm live", "Live: storm")
    ]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2024-11-05T06:00:00Z", (11, 5)),
        ("2024-05-11T06:00:00Z", (5, 11)),
        ("2024-02-30T06:00:00Z", (5, 11)),
        ("2024-08-01T06:00:00Z", (11, 5)),
    ],
)
def test_a_page_says_by_its_own_days_which_number_is_the_month(written: str, day: tuple[int, int]):
    """On a page begun on the fifth of November "11-05 14:20" is that day; without such a sign the day comes first."""
    blocks = "".join(
        f'<div class="c" id="p{9001 - at}"><span>11-05 14:2{at}</span><h3>Headline {at}</h3><p>{WORDS}</p></div>'
        for at in range(3)
    )
    head = f'<title>Harbour live</title><meta property="article:published_time" content="{written}">'
    found = read(page_of(f"<html><head>{head}</head><body><main><div>{blocks}</div></main>")).entries

    assert {day} == {(entry.published.month, entry.published.day) for entry in found if entry.published}


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("11/30/24, 2:2{at} PM", (11, 30)),
        ("12/1/24, 9:2{at} AM", (12, 1)),
        ("1/12/24, 9:2{at} AM", (12, 1)),
        ("12/11/2024 14:2{at}", (11, 12)),
        ("3/10/2024 14:2{at}", (10, 3)),
    ],
)
def test_a_page_that_names_no_day_was_written_lately(written: str, day: tuple[int, int]):
    """On the first of December "12/1/24" is that day, and of two readings neither of which is of late the day's."""
    blocks = "".join(
        f'<div class="c" id="p{9001 - at}"><i>{written.format(at=at)}</i><h3>Headline {at}</h3><p>{WORDS}</p></div>'
        for at in range(3)
    )
    found = read(
        page_of(f"<html><head><title>Harbour live</title></head><body><main><div>{blocks}</div></main>")
    ).entries

    assert [day] * 3 == [(entry.published.month, entry.published.day) for entry in found if entry.published]


@pytest.mark.parametrize("ahead", [0, 1])
def test_such_a_page_is_read_alike_on_every_day_of_a_year(ahead: int):
    """The month stands where it does all year, also on the days whose numbers the other way about are a month off.

    East of here tomorrow has begun.
    """
    for since in range(365):
        now = NOW + timedelta(days=since)
        days = [(now + timedelta(days=ahead - back)).date() for back in range(3)]
        american = page_of("".join(f"<p>{one.month}/{one.day}/{one.year} 14:20</p>" for one in days).encode())
        european = page_of("".join(f"<p>{one.day}/{one.month}/{one.year} 14:20</p>" for one in days).encode())
        either = any(one.day <= 12 and one.day != one.month for one in days)

        assert not Document(european, now=now).month_first_by_days
        assert not either or Document(american, now=now).month_first_by_days


@pytest.mark.parametrize("after", [0, 1, 3, 9, 40, 400])
def test_a_page_that_only_says_when_it_was_begun_is_read_alike_later(after: int):
    """It goes on for days; and so it is read when it is looked up long after."""
    for since in range(365):
        begun = NOW + timedelta(days=since)
        day = begun + timedelta(days=min(after, 9))
        now = begun + timedelta(days=after)
        head = f'<meta property="article:published_time" content="{begun:%Y-%m-%d}T08:00:00Z">'
        american = page_of(f"<html>{head}<p>{day.month}/{day.day} 14:20</p>".encode())
        european = page_of(f"<html>{head}<p>{day.day}/{day.month} 14:20</p>".encode())
        either = day.day <= 12 and day.day != day.month

        assert not Document(european, now=now).month_first_by_days
        assert not either or Document(american, now=now).month_first_by_days


def test_what_is_to_come_makes_no_month_of_a_day():
    """Fixtures beside the entries: they are of no late day, whichever way they are read."""
    fixtures = "".join(f"<li>{day}/12/2024 10:00</li>" for day in (9, 10, 11))
    page = page_of(f"<html><p>01/12/2024 11:20</p><ul>{fixtures}</ul>".encode())

    assert not Document(page, now=NOW).month_first_by_days


def test_a_page_without_dates_in_numbers_writes_the_day_first():
    """What says nothing changes nothing: a date whose numbers are one is the same either way."""
    head = b'<html><meta property="article:published_time" content="2024-11-05T06:00:00Z">'
    pages = (head + b"<p>05-05 14:20</p>", head, b"<html><p>11-05 14:20</p>")

    assert [False] * 3 == [Document(page_of(page), now=NOW).month_first_by_days for page in pages]


def test_strings_of_json_are_opened_in_each_other():
    """An answer kept as text within an answer kept as text is what it was; what only looks so stays a string."""
    inner = '{"posts":[' + ",".join(f'{{"id":{at}}}' for at in range(60)) + "]}"
    outer = {"body": json.dumps({"data": inner})}
    broken = '{"' + "x" * 400 + "}"

    assert 60 == len(opened(outer)["body"]["data"]["posts"])
    assert [broken, "{}", 7] == opened([broken, "{}", 7])


def test_strings_are_opened_within_limits():
    """So many strings, and no more; nor is a value walked for ever into its depth."""
    one = '{"a":"' + "x" * 400 + '"}'
    value = opened([one] * (MAX_STRINGS + 1))
    deep: list[object] = []
    for _ in range(500):
        deep = [deep]

    assert [dict, str] == [type(value[0]), type(value[-1])]
    assert deep is opened(deep)


@pytest.mark.parametrize(
    ("html", "left"),
    [
        ("<p>Rain.</p>", "<p>Rain.</p>"),
        ("<p>Rain.</p><FIGCAPTION class=a>The pier</figcaption >", "<p>Rain.</p>"),
        ("<p>Rain.</p><figcaption>The pier", "<p>Rain.</p>"),
        ("<figure><figcaption>The pier</figcaption></figure>", "<figure><figcaption>The pier</figcaption></figure>"),
    ],
)
def test_captions_leave_markup_that_says_more(html: str, left: str):
    """They go wherever they end, and stay where there is nothing else."""
    assert left == without_captions(html.replace("FIGCAPTION", "figcaption"))


def test_numbers_and_names_that_a_stylesheet_parts_stay_apart():
    """The ball 41.5 and its 3 runs are no 41.53; a word that was pasted in two pieces is one."""
    pairs = (("41.5", "3"), ("Moor", "Hale"), ("sail", "ed"))
    body = " ".join(f"<span>{one}</span><span class='r'>{other}</span>" for one, other in pairs)
    found = entries_of(*[f"<div>{body}</div><p>{WORDS}</p>"] * 3)

    assert f"41.5 3 Moor Hale sailed\n{WORDS}" == found[0].text.replace("\n\n", "\n")


def test_the_state_is_left_where_it_shows_no_more_than_the_markup():
    """Markup alone is read on where the page's scripts have the same entries, and the state is not asked again."""
    page = (LAYOUTS / "state_beyond_the_markup" / "page.html").read_text()
    start, end = page.index('{"basename"'), page.index(";</script>")
    state = json.loads(page[start:end])
    del state["state"]["loaderData"]["routes/live.$slug"]["posts"][3:]
    less = page[:start] + json.dumps(state).replace("<", "\\u003C") + page[end:]

    assert ["container", "container+state"] == [read(page_of(body)).extractor for body in (less, page)]


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("<p><a href='/ada'>Ada Moor</a> in London</p>", ("Ada Moor",)),
        ("<div><span>Q</span><span>Quill Okoro</span></div>", ("Quill Okoro",)),
        ("<div><span>AM</span></div><div>Ada Moor</div>", ("Ada Moor",)),
        ("<div>Autor: Ada Moor</div>", ("Ada Moor",)),
        ("<div><span>Q</span><span>Calder Bay</span></div>", ()),
        ("<p>Ada Moor in London says no.</p>", ()),
    ],
)
def test_a_name_below_the_headline_may_have_its_initials_and_place_beside_it(line: str, authors: tuple[str, ...]):
    """Initials stand for a portrait; they and the place go with the name, and what says more is text."""
    found = entries_of(*[f"<h3>Headline {at}</h3>{line}<p>{WORDS}</p>" for at in range(3)])

    assert [(authors, bool(authors))] * 3 == [(entry.authors, entry.text == WORDS) for entry in found]


@pytest.mark.parametrize("line", ["<span>{}</span><b>Ada Moor</b>", "<i>{}</i><span>Door Ada Moor</span>"])
def test_initials_between_a_time_and_a_name_are_no_part_of_it(line: str):
    """They stand for a portrait in the box that has both."""
    box = "<div><time datetime='2024-12-01T10:0{}:00Z'>10:0{}</time>{}</div><p>{}</p>"
    found = entries_of(*[box.format(at, at, line.format("AM"), WORDS) for at in range(5)])

    assert [(("Ada Moor",), WORDS)] * 5 == [(entry.authors, entry.text) for entry in found]


@pytest.mark.parametrize("player", ["<video></video><i>{}</i>", "<img src='/a.jpg'><i class='clip-duration'>{}</i>"])
def test_how_long_a_film_is_dates_no_entry(player: str):
    """The clock of an entry may stand below its film, or in a column of its own beside it."""
    head = "<title>Harbour live</title><meta property='article:published_time' content='2024-12-01T08:00:00Z'>"
    films = [f"<div>{player.format(f'01:1{at}')}</div>" if at % 2 else "" for at in range(6)]
    below = [f"<p>{WORDS}</p>{film}<div><span>10:0{9 - at}</span></div>" for at, film in enumerate(films)]
    beside = [f"<div><b>10:0{9 - at}</b></div><div><p>{WORDS}</p>{film}</div>" for at, film in enumerate(films)]

    for bodies in (below, beside):
        page = "".join(f"<section>{body}</section>" for body in bodies)
        found = read(page_of(f"{head}<main>{page}</main>")).entries
        assert [(f"10:0{9 - at}", WORDS) for at in range(6)] == [(f"{one.published:%H:%M}", one.text) for one in found]


def test_a_date_beside_a_film_dates_its_entry():
    """What tells more than a clock says when, and not how long."""
    box = "<div><video></video><span>1 December 2024, 11:3{}</span></div><p>{}</p>"
    rows = "".join(f"<section>{box.format(at, WORDS)}</section>" for at in range(4, 0, -1))
    found = read(page_of(f"<title>Harbour live</title><main>{rows}</main>")).entries

    assert ["11:34", "11:33", "11:32", "11:31"] == [f"{one.published:%H:%M}" for one in found]


@pytest.mark.parametrize("label", ["À retenir", "Son dakika", "2 min leestijd", "2 Min. Lesezeit", "5 мин чтения"])
def test_what_a_flag_says_in_other_languages_is_no_text(label: str):
    """Flags stand in some of the entries, and how long one reads in all."""
    found = entries_of(*[f"<span>{label}</span><h3>Headline {at}</h3><p>{WORDS}</p>" for at in range(3)])

    assert [WORDS] * 3 == [entry.text for entry in found]


def test_a_flag_in_a_summary_is_no_part_of_the_headline():
    """The heading in what unfolds an entry is its headline."""
    fold = "<details open><summary><span>Wichtig</span><h3>Pier closed</h3></summary><p>{0}</p></details>"
    found = entries_of(*[fold.format(WORDS)] * 3)

    assert [("Pier closed", WORDS)] * 3 == [(entry.title, entry.text) for entry in found]


def test_an_element_that_only_wraps_an_entry_leaves_it_its_name():
    """Channels of Telegram have the number of a message on the element inside, behind the channel's name."""
    blocks = "".join(
        f'<div class="w"><div class="m" data-post="harbour/{8120 - 7 * at}"><p>{WORDS} {at}</p>'
        f'<time datetime="2024-12-01T11:0{9 - at}:00Z">x</time></div></div>'
        for at in range(3)
    )
    found = read(page_of(f"<title>Harbour live</title><main><div>{blocks}</div></main>")).entries

    assert ["harbour/8120", "harbour/8113", "harbour/8106"] == [entry.id for entry in found]


def test_what_react_router_writes_is_put_together():
    """Names are places of the list too, and dates milliseconds; a place that holds no name leaves what is written."""
    flat = [{"_1": 2, "_9": 2}, "posts", [3], {"_4": 5}, "at", ["D", 1733053320000]]

    assert {"posts": [{"at": 1733053320000}], "_9": [{"at": 1733053320000}]} == hydrated(flat)


@pytest.mark.parametrize(
    ("chip", "text"),
    [
        ('<div><a href="/q/eni">ENI <span>-0,70%</span></a><a href="/q/f">FERRY <i>+1.5 %</i></a></div>', ""),
        ('<p>Shares of <a href="/q/eni">ENI <span>-0,70%</span></a> fell.</p>', "Shares of ENI -0,70% fell."),
        ('<table><tr><td><a href="/q/eni">ENI <b>-0,70%</b></a></td></tr></table>', "ENI -0,70%"),
        ("<p><b>ENI</b> <span>-0,70%</span></p>", "ENI -0,70%"),
        ("<div><b>ENI</b> <span>14,20 €</span> <span>-0,70%</span></div>", ""),
        ("<div><b>Moor</b> <span>1,204</span> <span>+0.7%</span></div>", "Moor 1,204 +0.7%"),
        ("<div><b>Moor</b> <span>+0.7%</span></div>", "Moor +0.7%"),
        ("<div>Up: <b>ENI</b> <i>14,20 €</i> <i>+0,7%</i></div>", "Up: ENI 14,20 € +0,7%"),
        ('<p><a href="/q/eni">-0,70%</a></p>', "-0,70%"),
        ("<p><a>ENI <span>-0,70%</span></a></p>", "ENI -0,70%"),
        ('<p><a href="/r">All about the rates that rose this winter <b>+3%</b></a></p>', None),
    ],
)
def test_what_a_linked_share_stands_at_is_another_number_each_time(chip: str, text: str | None):
    """A share with its change, as a link or a box, is no text; in a sentence or a table it is what the entry says."""
    found = entries_of(*[f"<h3>Headline {at}</h3><p>{WORDS}</p>{chip}" for at in range(3)])
    expected = text if text is not None else "All about the rates that rose this winter +3%"

    assert [f"{WORDS}\n{expected}".strip()] * 3 == [entry.text.replace("\n\n", "\n") for entry in found]


def test_rows_of_a_form_are_no_entries_though_the_page_is_called_live():
    """What says the same sentence in each row, but for its numbers, is a list of rooms or departures."""

    def count(*said: str) -> int:
        rows = "".join(
            f'<li id="s{8120 - at}"><span>{at + 9:02d}:15</span><h3>On {WORDS[at:20]}</h3><p>{words}</p></li>'
            for at, words in enumerate(said)
        )
        page = f"<title>Sittings live</title><main><p>1 December 2024</p><ul>{rows}</ul></main>"
        return len(read(page_of(page, url="https://site.example/sittings")).entries)

    with pytest.raises(NotALiveBlog):
        count(*[f"Room {at}, open to the public while there are seats left." for at in range(7)])

    assert 7 == count(*[f"{_SAID[at % 4]} {WORDS[at:]}" for at in range(7)])


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("<div><span>Hole 7</span> · <time>11:42</time></div>", "Hole 7"),
        ("<div><time>11:42</time> · <span>Hole 7</span></div>", "Hole 7"),
        ("<div><span>Hole 7 · par 4</span> <time>11:42</time></div>", "Hole 7 · par 4"),
    ],
)
def test_a_line_loses_the_sign_beside_what_was_taken(line: str, words: str):
    """The dot that parted a place from its time goes with the time."""
    found = entries_of(*[f"{line}<p>{WORDS}</p>"] * 3)

    assert f"{words}\n{WORDS}" == found[0].text.replace("\n\n", "\n")


def test_a_way_to_the_whole_story_is_a_control():
    """What leads on to a story of its own is no text, in the languages of the page."""
    said = ("Read the full story", "Lire l'article complet", "Leer la noticia completa", "Les mer", "Lees verder")

    assert all(map(is_label, said))
    assert not is_label("The full story is out")


def test_what_readers_answer_in_other_languages_is_theirs():
    """Comments in an entry are told by their box, in French as in English."""
    below = '<div class="commentaires"><div><b class="pseudo">tern</b><time>11:50</time><p>Enfin.</p></div></div>'
    found = entries_of(*[f"<h3>Headline {at}</h3><p>{WORDS}</p>{below}" for at in range(3)])

    assert [WORDS] * 3 == [entry.text for entry in found]


def test_data_of_livewire_loses_what_its_lists_were():
    """Each list and object stands beside the name of its class; without them the data is plain."""
    value = {"data": {"posts": [[[{"id": 3}, {"s": "arr"}]], {"s": "arr"}], "n": 1}, "memo": {}, "checksum": "x"}
    deep: list[object] = []
    for _ in range(100):
        deep = [deep]

    assert is_dehydrated(value)
    assert {"posts": [{"id": 3}], "n": 1} == rehydrated(value)["data"]
    assert "None" in repr(rehydrated(deep))
    assert not is_dehydrated({"data": 1})


def _days(day: str, *, hidden: str = "") -> tuple[str, ...]:
    """Return the ids of the entries on a page with two days, three entries on the first and two on the other."""
    posts = [
        f'<li class="row" id="r{8120 - 7 * at}"><span>{at + 1:02d}:15</span><p>{WORDS} On {WORDS[at:20]}.</p></li>'
        for at in range(5)
    ]
    lists = (posts[2::-1], posts[4:2:-1])
    boxes = (f'<section class="day">{day}<ul>{"".join(held)}</ul></section>' for held in lists)
    page = f"<title>Harbour live</title><p>1 December 2024</p><main><div>{''.join(boxes)}</div></main>"
    if hidden:
        page = page.replace('<section class="day">', f'<section class="day" {hidden}>')
    return tuple(entry.id for entry in read(page_of(page)).entries)


def test_each_day_may_have_a_list_of_its_own():
    """Entries stand in lists below the headings of their days; a tab that is not shown is no day."""
    assert 5 == len(_days("<h2>Sunday</h2>"))
    assert 3 == len(_days("<h2>Key moments</h2>", hidden="hidden"))
    assert 3 == len(_days("<p>Sunday</p>"))


def test_lists_of_days_are_found_where_they_stood():
    """The next page is read by the place that the choice remembers, across all days."""
    layout = LAYOUTS / "lists_of_days" / "page.html"
    first = read(page_of(layout.read_bytes()))
    again = extract(page_of(layout.read_bytes()), now=NOW, remembered=first.choice)

    assert ",3;" in first.choice
    assert first.entries == again.entries


@pytest.mark.parametrize(
    ("called", "authors"),
    [
        ("rally-post__name", ("Ada Moor",)),
        ("lb__entry-name", ("Ada Moor",)),
        ("match-team__name", ()),
        ("race__player-name", ()),
    ],
)
def test_a_class_that_ends_in_name_may_begin_with_any_block(called: str, authors: tuple[str, ...]):
    """Blocks are called as their newsroom likes; what names a team or a player is no author."""
    top = f'<div><span>4-2</span><b class="{called}">x</b><span class="{called}">Ada Moor</span></div>'
    found = entries_of(*[f"{top}<p>{WORDS}</p>" for at in range(3)])

    assert [authors] * 3 == [entry.authors for entry in found]


def test_a_headline_may_end_the_line_of_its_time():
    """Bold words behind a clock and a dash, with nothing after them in their line, head the entry."""
    blocks = "".join(
        f'<section class="r" id="r{8120 - at}"><p><em>11:0{9 - at}</em> – <strong>Pier closed</strong></p>'
        f"<p>{WORDS}</p></section>"
        for at in range(3)
    )
    found = read(page_of(f"<title>Harbour live</title><p>1 December 2024</p><main><div>{blocks}</div></main>")).entries

    assert [("Pier closed", WORDS)] * 3 == [(entry.title, entry.text) for entry in found]


def test_what_lies_days_ahead_is_to_come_in_any_order():
    """No clock runs a day ahead: matches of the coming days, called live, are a programme."""
    rows = "".join(
        f'<div class="spiel" id="s{8120 - at}"><time datetime="2024-12-{9 - at:02d}T18:00Z">'
        f"{9 - at}.12. 18:00 Uhr</time><p>Hafen gegen Dorf. Zu sehen im Stream, Kommentar von {who}. {WORDS}</p></div>"
        for at, who in enumerate(("Ada Moor", "Tom Hale", "Lea Voss", "Ona Lind", "Mette Holm"))
    )
    page = f"<title>Fußball live im TV</title><main><div>{rows}</div></main>"

    with pytest.raises(NotALiveBlog):
        read(page_of(page))


def test_minutes_of_a_match_are_no_ages():
    """In an element that is called a minute "61 min" is how far the match is; called ago, or otherwise, an age."""

    def times(called: str) -> list[object]:
        rows = "".join(
            f'<li id="akcja-{8120 - 7 * at}"><span class="{called}">{61 - at} min</span><p>{WORDS} {at}</p></li>'
            for at in range(4)
        )
        page = page_of(f"<title>Match live</title><main><ul class='ticker'>{rows}</ul></main>")
        return [entry.published for entry in read(page).entries]

    assert [None] * 4 == times("minuta")
    assert None not in times("minutes-ago")
    assert None not in times("when")


@pytest.mark.parametrize(
    ("minutes", "report", "entries"),
    [
        (["88", "71", "71", "52", "45+2", "12"], "", 6),
        (["12", "45", "45+2", "52", "71", "88"], "", 6),
        (["10", "25", "5", "30", "15", "20"], "", 0),
        (["88", "71", "52"], "", 0),
        (["12", "45", "45+2", "52", "71", "88"], WORDS * 30, 0),
    ],
)
def test_minutes_that_run_one_way_are_a_match_whatever_it_is_called(minutes: list[str], report: str, entries: int):
    """They are where the page says little else; the steps of a recipe and the goals in a report are not."""
    rows = "".join(f"<li class='cronaca'><b>{told}'</b><p>{WORDS} {at}</p></li>" for at, told in enumerate(minutes))
    page = page_of(
        f"<title>Molo - Darsena</title><main><p>{report}</p><ul>{rows}</ul></main>", url="https://calcio.example/7"
    )
    if entries:
        assert entries == len(read(page).entries)
        return
    with pytest.raises(NotALiveBlog):
        read(page)


def test_a_text_that_a_click_shows_is_the_text_of_its_entry():
    """What is hidden is the entry's where nothing else of it says a sentence, and no name says what it is for."""
    fold = '<div role="button" aria-expanded="false"><h3>Pier closed</h3></div><div hidden class="{1}"><p>{0}</p></div>'

    assert [WORDS] * 3 == [entry.text for entry in entries_of(*[fold.format(WORDS, "item-body")] * 3)]
    assert [""] * 3 == [entry.text for entry in entries_of(*[fold.format(WORDS, "share-panel")] * 3)]
    panel = f"<p>{WORDS}</p><div hidden>Copy this link to show it to others.</div>"
    assert [WORDS] * 3 == [entry.text for entry in entries_of(*[panel] * 3)]


def test_highlights_behind_a_tab_are_no_entries_of_their_own():
    """An entry that two lists of a page show is one, whatever its id in each, and stands in the longer one."""

    def shown(name: str, numbers: range) -> str:
        return "".join(
            f'<div class="item" id="{name}{8120 - 7 * at}"><time datetime="2024-12-01T11:{40 - at}:00Z">x</time>'
            f"<h3>Headline {at}</h3><p>{WORDS} {at}</p></div>"
            for at in numbers
        )

    page = f"<main><div>{shown('all', range(8))}</div><div hidden>{shown('key', range(1, 10, 4))}</div></main>"
    found = read(page_of(f"<title>Harbour live</title>{page}")).entries
    assert [f"all{8120 - 7 * at}" for at in range(8)] + ["key8057"] == [entry.id for entry in found]


def test_the_box_of_a_portrait_holds_no_text():
    """What somebody is stands below the name and the portrait, in whatever language."""
    people = [
        ("Ada Moor", "Bundeshausredaktorin"),
        ("Tom Hale", "Kustkorrespondent Noord"),
        ("Lea Moor", "Havneekspert"),
    ]
    signed = '<p>{0}</p><div class="person"><img src="/p.jpg" alt="Portrait"><div>{1}</div><div>{2}</div></div>'
    found = entries_of(*[signed.format(f"{WORDS} {at}", *people[at % 3]) for at in range(6)])

    assert [(f"{WORDS} {at}", (people[at % 3][0],)) for at in range(6)] == [(one.text, one.authors) for one in found]


def test_a_dialog_in_an_entry_is_none_of_its_words():
    """What opens over the page to share an entry says its headline once more."""
    for dialog in ('<div class="modal fade">{}</div>', '<div role="dialog">{}</div>', "<dialog>{}</dialog>"):
        found = entries_of(
            *[f"<h3>Pier {at}</h3><p>{WORDS}</p>{dialog.format(f'<p>Pier {at}</p>')}" for at in range(3)]
        )
        assert [WORDS] * 3 == [entry.text for entry in found]


def test_the_house_in_a_piece_of_its_own_behind_a_name_is_none_of_it():
    """Nothing but its element parts the name of who wrote an entry from the name of the house."""
    found = entries_of(
        *[f"<div><span>Ada Moor</span><span>Olm Türkçe</span></div><p>{WORDS} {at}</p>" for at in (1, 2)]
    )
    assert [("Ada Moor",)] * 2 == [entry.authors for entry in found]


def test_who_signed_below_a_bold_headline_does_not_part_it_from_the_text():
    """A headline in bold is one, though what follows it is a name, which is taken."""
    signed = '<strong class="tit">Pier closed</strong><span class="writer">Ada Moor</span><div>{}</div>'
    found = entries_of(*[signed.format(f"{WORDS} {at}") for at in range(3)])
    assert [("Pier closed", ("Ada Moor",), f"{WORDS} {at}") for at in range(3)] == [
        (entry.title, entry.authors, entry.text) for entry in found
    ]


def test_a_portrait_and_the_words_beside_it_name_who_wrote_in_whatever_script():
    """Letters without capitals cannot be told from a name's; a small picture that is called as they say can."""
    form = '<div class="{2}"><img src="/r.jpg" alt="נועה ברקאי"></div><div><p>{1}</p><div>{0}</div></div>'

    def signed(words: str, around: str = "avatar") -> list[tuple[str, ...]]:
        found = entries_of(*[form.format(f"{WORDS} {at}", f"{words}{at}", around) for at in range(3)])
        return [entry.authors for entry in found]

    form = form.replace("ברקאי", "ברקאי0")
    assert [("נועה ברקאי0",), (), ()] == signed("נועה ברקאי")
    assert [()] * 3 == signed("נועה ברקאי", around="media")
    assert [()] * 3 == signed("מישהו אחר")


def test_initials_beside_a_name_that_is_learnt_are_no_text():
    """They stand for a portrait, in the box of the name, below the headline."""
    people = ("Ada Moor", "Tom Hale", "Lea Zzyrn")
    form = "<h3>Pier {0}</h3><div><div>{1}</div><span>{2}</span></div><p>{3} {0}</p>"
    initials = ("AM", "TH", "LZ")
    found = entries_of(*[form.format(at, initials[at % 3], people[at % 3], WORDS) for at in range(6)])

    assert [((people[at % 3],), f"{WORDS} {at}") for at in range(6)] == [(one.authors, one.text) for one in found]


def test_captions_with_times_are_no_entries():
    """Below each picture of a gallery stands when it was taken."""
    shown = "".join(
        f"<figure id='g{8120 - at}'><img src='/{at}.jpg'><figcaption>{WORDS} {at} "
        f"<time datetime='2024-12-01T11:0{at}:00Z'>1 December</time></figcaption></figure>"
        for at in range(6)
    )
    with pytest.raises(NotALiveBlog):
        read(page_of(f"<title>The storm in pictures</title><main>{shown}</main>", url="https://news.example/pictures"))


@pytest.mark.parametrize("flag", ["<span>Neu</span>", '<a class="topic_1f0a7" href="/t/7">Transport</a>'])
def test_flags_and_topics_above_a_headline_are_no_text(flag: str):
    """What says that an entry is new, or files it, is none of its words, be it on one entry alone."""
    found = entries_of(*[f"{flag if at == 0 else ''}<h3>Pier {at}</h3><p>{WORDS} {at}</p>" for at in range(4)])
    assert [(f"Pier {at}", f"{WORDS} {at}") for at in range(4)] == [(entry.title, entry.text) for entry in found]


def test_what_is_called_a_topic_and_is_a_headline_or_of_a_line_stays():
    """All of a heading is the headline, and beside other words it is one of them."""
    head = '<h3><a class="topic-link" href="#{0}">Pier {0}</a></h3>'
    form = head + '<p>{1}</p><ul><li><b class="category">Gold {0}</b> 3</li></ul>'
    found = entries_of(*[form.format(at, WORDS) for at in range(4)])
    assert [(f"Pier {at}", f"{WORDS}\nGold {at} 3") for at in range(4)] == [(one.title, one.text) for one in found]


def test_when_an_entry_was_edited_is_no_text():
    """Whatever the verb for it."""
    form = "<div><span>{2}</span></div><h3>Pier {0}</h3><p>{1} {0}</p>"
    said = ("bearbeitet 12:02", "edytowano 12:02", "отредактировано 12:02", "")
    found = entries_of(*[form.format(at, WORDS, said[at]) for at in range(4)])
    assert [f"{WORDS} {at}" for at in range(4)] == [entry.text for entry in found]


def test_where_somebody_reports_from_stands_beside_when_and_who():
    """In a line of pieces that tell the time and the author, the third one is no text of an entry with a headline."""
    line = '<p><time datetime="2024-12-01T11:0{0}:00Z">11:0{0}</time> | <i class="author">Ada Moor</i> | {1}</p>'

    def texts(third: str, head: str = "<h3>Pier {0}</h3>") -> list[str]:
        rows = "".join(
            f'<div class="live-post" id="p-{9300 - 7 * at}">{line.format(9 - at, third)}{head.format(at)}'
            f"<p>{WORDS}</p></div>"
            for at in range(3)
        )
        return [one.text for one in read(page_of(f"<title>Harbour live</title><main>{rows}</main>")).entries]

    assert [WORDS] * 3 == texts("<i>Port Ellery</i>")
    assert [f"Rain\n{WORDS}"] * 3 == [text.lstrip("| ") for text in texts("Rain")]
    assert [f"The pier is shut again.\n{WORDS}"] * 3 == [
        text.lstrip("| ") for text in texts("<b>The pier is shut again.</b>", head="")
    ]


def test_minute_by_minute_names_no_author():
    """What is called piece by piece is no byline, though "by" is in its name."""
    found = entries_of(*[f'<div class="minute-by-minute__text"><p>{WORDS} {at}</p></div>' for at in range(4)])
    assert [f"{WORDS} {at}" for at in range(4)] == [entry.text for entry in found]


def test_a_list_called_a_commentary_is_one_of_a_match():
    """What its elements are called tells that it is played, on a page that says nothing of being live."""
    rows = "".join(
        f"<li class='commentary'><b>{minute}'</b><p>{WORDS} {minute}</p></li>" for minute in (12, 52, 45, 88, 71)
    )
    page = page_of(f"<title>Molo - Darsena</title><main><ul>{rows}</ul></main>", url="https://calcio.example/8")

    assert 5 == len(read(page).entries)


def test_an_element_that_tells_the_time_of_its_own_long_words():
    """Called a time and holding the text: it is no time alone, and its words stay."""
    words = " ".join([WORDS] * 3)
    timed = [f'<div class="timed" data-time="2024-12-01T11:{40 - at}:00Z">{words}</div>' for at in range(4)]
    items = "".join(f'<div class="post" id="p{70 - at}">{told}</div>' for at, told in enumerate(timed))
    page = page_of(f"<title>Live: harbour</title><main>{items}</main>")

    assert [words] * 4 == [entry.text for entry in read(page).entries]


def test_a_clock_in_a_bold_line_heads_what_follows():
    """Time and headline in one bold line that is all of its paragraph are those of an entry."""
    rows = "".join(
        f'<div class="z" data-nr="{8120 - 7 * at}"><p><strong>{11 - at}.42 Uhr: Der Rat tagt</strong></p>'
        f"<p>{WORDS} {at}</p><p>Ada Moor, Gerichtsreporterin</p></div>"
        for at in range(4)
    )
    page = f"<title>Rat im Liveblog</title><main><p>1. Dezember 2024</p><div>{rows}</div></main>"
    found = read(page_of(page)).entries

    assert [("Der Rat tagt", ("Ada Moor",), f"{WORDS} {at}") for at in range(4)] == [
        (entry.title, entry.authors, entry.text) for entry in found
    ]


def test_a_subject_in_a_row_called_a_headline_is_no_headline():
    """What is called a category of its block says nothing of a headline; a fold that shares is a control."""
    row = (
        '<div><span class="headline-row__cat">Rates</span><p>{0}</p>'
        '<details><summary>Share this post</summary><a href="#f">Facebook</a></details></div>'
    )
    found = entries_of(*[row.format(WORDS)] * 3)

    assert [(None, f"Rates\n{WORDS}")] * 3 == [(entry.title, entry.text.replace("\n\n", "\n")) for entry in found]


def test_the_element_with_the_id_is_the_entry_and_not_the_row_in_it():
    """Of an element and its only child the one that names an entry is read, whatever its attribute is called."""
    rows = "".join(
        f'<div class="p" data-entity-id="{8120 - 7 * at}"><div class="row">'
        f'<time datetime="2024-12-01T11:0{9 - at}:00Z">x</time><p>{WORDS} {at}</p></div></div>'
        for at in range(3)
    )
    found = read(page_of(f"<title>Harbour live</title><main><div>{rows}</div></main>")).entries

    assert ["8120", "8113", "8106"] == [entry.id for entry in found]
