"""What scripts and lists of links fill within an entry; the numbers that somebody writes beside it are told."""

from dataclasses import replace
from datetime import timedelta

import pytest
from live_blogs import Reader, entry

from monitor.compare.flapping import SETTLED_AFTER
from monitor.compare.ticking import MAX_LINK_CHARS, MAX_LIVE_CHARS, MAX_MARKUP_CHARS

UPDATED = "entry.updated"
PRICE = '<span class="x" data-symbol="BTC">BTC ${} (<b>{}</b>)</span>'


def filled(text, html, *, images=(), links=(), **fields):
    """Return what is read of markup that has `html` behind some words."""
    markup = f"<p>The market opens. {html} More at ten.</p>"
    return entry(2, text=f"The market opens. {text} More at ten.", html=markup, images=images, links=links, **fields)


def price(value, change="+1.2%", **fields):
    return filled(f"BTC ${value} ({change})", PRICE.format(value, change), **fields)


def shown(*entries):
    return [(entry(3), one, entry(1)) for one in entries]


def told(*entries):
    """Return which readings tell of the entry, from the second one on."""
    first, *others = shown(*entries)
    reader = Reader(*first)
    return [bool(reader.sees(*one)) for one in others]


TICKING = {
    "price": ('<span data-symbol="BTC">BTC ${}</span>', "97", "98"),
    "element": ("<fin-streamer value=1>{}</fin-streamer>", "2,601.2", "2,602"),
    "score": ('<div data-match-id="8"><b>{}</b> : <i>0</i></div>', "0", "1"),
    "nested": ('<div class="weather"><div>{}</div><br> now</div>', "8° Rain", "9° Rain"),
    "vote": ('<p class="quick-vote">Yes {}</p>', "51%", "52%"),
}


@pytest.mark.parametrize(("html", "before", "after"), TICKING.values(), ids=TICKING)
def test_what_a_script_fills_is_told_when_it_stands_still(html, before, after):
    """Not as it ticks, and once in the end; the page is read again until then."""
    one, other = (filled(value, html.format(value)) for value in (before, after))
    reader = Reader(*shown(one)[0])

    assert [] == reader.sees(*shown(other)[0])
    assert reader.known.pending
    reader.at += SETTLED_AFTER
    assert [(UPDATED, "e2")] == reader.sees(*shown(other)[0])
    assert {} == reader.known.flapping


def test_what_ticks_back_to_what_was_told_is_no_news():
    """It never was anything else to receivers."""
    reader = Reader(*shown(price(97))[0])

    assert [[], []] == [reader.sees(*one) for one in shown(price(98), price(97))]
    reader.at += SETTLED_AFTER + timedelta(seconds=1)
    assert [] == reader.sees(*shown(price(97))[0])


@pytest.mark.parametrize(
    "edited",
    [
        price(98, title="Another headline"),
        price(98, links=("https://a.example/report",)),
        filled("BTC $98 (+1.2%) today", PRICE.format(98, "+1.2%") + " today"),
        filled("BTC $98 (+1.2%) 12", PRICE.format(98, "+1.2%") + " 12"),
    ],
    ids=["headline", "link", "word", "number"],
)
def test_an_edit_beside_what_ticks_is_told_at_once(edited):
    """With what ticked meanwhile, before and while receivers are spared that."""
    assert [True] == told(price(97), edited)
    assert [False, True, False] == told(price(97), price(99), edited, edited)


NUMBERS = {
    "plain": ("12", "<b>12</b>"),
    "class": ("12", '<span class="toll">12</span>'),
    "typed": ("Moor 12", '<div class="scorecard">Moor 12</div>'),
    "attribute's value": ("12", '<span data-of="ticker score odds">12</span>'),
    "long": (f"12 {'words ' * MAX_LIVE_CHARS}", f'<div class="poll">12 {"words " * MAX_LIVE_CHARS}</div>'),
    "unclosed": ("12", '<div class="poll">12'),
}


@pytest.mark.parametrize(("text", "html"), NUMBERS.values(), ids=NUMBERS)
def test_a_number_that_somebody_wrote_is_told(text, html):
    """In an element that says nothing of scripts, or that holds what only somebody can have written."""
    assert [True] == told(filled(text, html), filled(text.replace("12", "45"), html.replace("12", "45")))


@pytest.mark.parametrize("called", ['class="ticker-item__text"', 'data-event-id="8"'])
def test_all_that_an_entry_says_was_written_whatever_holds_it(called):
    """A German live blog is a ticker, and calls its texts so; a toll that rises in one is told at once."""
    html = f"<div {called}><p>The flood has taken {{}} lives.</p></div><img src=/a.png>"
    one, other = (entry(2, text=f"The flood has taken {toll} lives.", html=html.format(toll)) for toll in (12, 45))

    assert [True] == told(one, other)
    one, other = (entry(2, text=f"BTC ${value} (+1%)", html=PRICE.format(value, "+1%")) for value in (97, 98))
    assert [False] == told(one, other)


def test_words_in_what_a_script_fills_are_told():
    """Who scored is what somebody typed; a price has no words of its own."""
    reading = '<div data-match-id="8">Moor {}</div>'

    one, other = (filled(who, reading.replace("Moor {}", who)) for who in ("Moor 1", "Ng 1"))
    assert [True] == told(one, other)


def test_an_edit_of_what_no_markup_shows_is_told():
    """A carrier without markup says nothing of what scripts fill, nor does one that is too long to look at."""
    assert [True] == told(entry(2, text="BTC $97"), entry(2, text="BTC $98"))
    long = "<p>" + "x" * MAX_MARKUP_CHARS
    assert [True] == told(filled("1", PRICE.format(1, 2) + long), filled("2", PRICE.format(2, 2) + long))


def forecast(icon, photo, degrees):
    images = tuple(f"https://a.example/{name}" for name in (icon, photo))
    drawn, shown = (f'<img src="{image}">' for image in images)
    link = f"https://a.example/r?sid={degrees}"
    html = f'<span class="weather">{drawn} {degrees}</span>{shown}<a href="{link}">it</a>'
    return filled(f"{degrees} it", html, images=images, links=(link,))


def test_pictures_and_links_beside_what_ticks_are_held_against_each_other():
    """A picture in the widget is its own; another one in the entry is an edit."""
    readings = ("rain.svg", "flood.jpg", 8), ("sun.svg", "flood.jpg", 9), ("sun.svg", "pier.jpg", 10)

    assert [False, True] == told(*(forecast(*reading) for reading in readings))


BOXES = {
    "label": ("Read more: {}", '<p><strong>Read more:</strong> <a href="/f/{}">{}</a></p>'),
    "bare": ("{}", '<div><a href="/f/{}"><img src="/t.jpg"><span>{}</span></a></div>'),
}


def boxed(box, title, number, above="The market opens.", label="{}"):
    text, html = BOXES[box][0].format(title), BOXES[box][1].format(number, title)
    links = (f"https://a.example/f/{number}",)
    return entry(
        2,
        text=f"{above}\n{label.format(text)}\nMore at ten.",
        html=f"<p>{above}</p>{html}<p>More at ten.</p>",
        links=links,
    )


@pytest.mark.parametrize("box", BOXES)
def test_links_to_other_stories_in_turn_are_told_when_they_stay(box):
    """A line that is but a link, with its label, in place of another one."""
    walks, soup, ships = (boxed(box, title, n) for n, title in enumerate(("Five walks", "A recipe: soup", "Of ships")))
    reader = Reader(*shown(walks)[0])

    assert [[], [], []] == [reader.sees(*one) for one in shown(soup, ships, soup)]
    reader.at += SETTLED_AFTER
    assert [(UPDATED, "e2")] == reader.sees(*shown(soup)[0])


def test_other_words_than_links_in_turn_are_told_at_once():
    """Those of the very same link, above the box, before its link, or in place of the box."""
    walks = boxed("label", "Five walks", 1)

    assert [True] == told(walks, boxed("label", "Six walks", 1))
    assert [True] == told(walks, boxed("label", "Soup", 2, above="The market is shut."))
    assert [True] == told(walks, boxed("label", "Soup", 2, label="We heard of it there and say {}"))
    assert [True] == told(walks, entry(2, text="The market opens.\nIt is shut.\nMore at ten.", html="<p>x</p>"))
    assert [True] == told(walks, entry(2, text="The market opens.\nMore at ten.", html="<p>x</p>"))


def test_an_edit_that_markup_does_not_show_is_told_at_once():
    """The words are those of another carrier, and what a script fills stands as it stood."""
    one = price(97)

    assert [True] == told(one, replace(one, text=one.text.replace("opens", "is shut")))


@pytest.mark.parametrize("html", ["<p>A recipe: soup</a></p>", f"<a>{'x' * MAX_LINK_CHARS}<b>Soup</b></a>", "<a></a>"])
def test_what_is_no_link_of_the_entry_is_told_at_once(html):
    """One that never began, or that holds far more than a line."""
    walks = boxed("label", "Five walks", 1)
    other = replace(boxed("label", "A recipe: soup", 2), html=html)

    assert [True] == told(walks, other)
