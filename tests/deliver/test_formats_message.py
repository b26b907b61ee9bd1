"""An event in words, and how the words are cut."""

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples_told import CHATS, created, edited, endpoint, entry, told

from monitor.deliver.formats import render
from monitor.deliver.formats.fitting import fit
from monitor.deliver.formats.message import Mark, Span, cut, message, seen, unmentioning
from monitor.errors import Unrenderable
from monitor.model import EventType, Format

OLD = entry("The dam holds.", authors=("Ann",), links=("https://a.example/1",), images=("https://i.example/1.jpg?w=1",))


def spans(*parts):
    return [Span(mark=mark, text=text) for mark, text in parts]


@pytest.mark.parametrize(
    ("changed", "notes"),
    [
        ({"links": ()}, ["Link removed: https://a.example/1"]),
        ({"links": (*OLD.links, "https://b.example/")}, ["Link added: https://b.example/"]),
        ({"images": ()}, ["Image removed"]),
        ({"images": (*OLD.images, "https://i.example/2.jpg", "https://i.example/3.jpg")}, ["2 images added"]),
        ({"authors": ()}, ["Byline: Ann → nobody"]),
        ({"authors": ("Bo",), "pinned": True}, ["Byline: Ann → Bo", "Pinned"]),
        (
            {"links": tuple(f"https://b.example/{number}" for number in range(9))},
            [
                "Link removed: https://a.example/1",
                *(f"Link added: https://b.example/{number}" for number in range(5)),
                "… and 4 more",
            ],
        ),
    ],
)
def test_what_changed_beside_the_words(changed, notes):
    """It is told line by line, and none of it is taken for words."""
    told_with = message(told(edited(OLD, replace(OLD, **changed))))
    assert (notes, ()) == ([*told_with.notes], told_with.spans)
    both = message(told(edited(OLD, replace(OLD, text="The dam broke.", **changed))))
    words = ["The dam ", "holds", "broke", "."]
    assert (notes, words) == ([*both.notes], [span.text for span in both.spans])


def test_no_longer_pinned():
    """A pin that is taken off is told, too."""
    assert ("No longer pinned",) == message(told(edited(replace(OLD, pinned=True), OLD))).notes


def test_how_it_was_edited():
    """Silently, back and forth, and what kinds of edit: in the first line."""
    silent = told(
        edited(replace(OLD, updated=OLD.published), replace(OLD, text="The dam broke.", updated=OLD.published))
    )
    assert "Edited silently: wording" == message(silent).what
    change = edited(replace(OLD, updated=OLD.published), replace(OLD, pinned=True))
    flapping = told(replace(change, edit=replace(change.edit, flapping=True, silent=False)))
    assert "Edited back and forth" == message(flapping).what
    assert "Restored: wording" == message(
        told(replace(edited(OLD, replace(OLD, text="It broke.")), kind=EventType.ENTRY_RESTORED))
    ).what.replace(" silently", "")


@pytest.mark.parametrize("format_", CHATS)
def test_an_event_without_an_address_or_a_headline(format_):
    """Nothing is linked where there is nothing to link to, and what there is of words is told."""
    nowhere = told(created(entry("Only words.", title=None, url=None)), url="ftp://a.example")
    titled = told(created(entry("", url=None)), url="ftp://a.example")
    empty = told(created(entry("", title="\u200b", url=None)), title="\u200b", url="ftp://a.example")
    assert (None, None, None) == tuple(message(event).url for event in (nowhere, titled, empty))
    assert b"Only words." in render(endpoint(format_), [nowhere]).body
    assert b"Dam" in render(endpoint(format_), [titled]).body
    assert "🆕 New" in render(endpoint(format_), [empty]).body.decode()
    assert ("", "flood") == (message(empty).headline, message(empty).place)


@pytest.mark.parametrize("format_", CHATS)
def test_paragraphs_that_went(format_):
    """An empty line in what went or came is no mark without words."""
    event = told(edited(entry("One.\n\n\nTwo.\nThree."), entry("One.\nThree.\n\n Four.")))
    body = render(endpoint(format_), [event]).body.decode()
    assert not [mark for mark in ("<s></s>", "<b></b>", "~~~~", "****", '"text":""') if mark in body]


def test_a_template_that_fails_says_where():
    """The fault names webhook, event and line."""
    failing = replace(endpoint(Format.TEMPLATE), options={"template": "\n{{ 1 / (entry.title | length - 3) }}"})
    event = told(created(entry()))
    with pytest.raises(Unrenderable) as caught:
        render(failing, [event])
    assert f"the template of desk cannot tell {event.id}: line 2: division by zero" == str(caught.value)
    endless = replace(failing, options={"template": "{% for i in range(99999) %}{% endfor %}"})
    with pytest.raises(Unrenderable, match=r": its loops take more than"):
        render(endless, [event])


@pytest.mark.parametrize("format_", [*CHATS, Format.TEMPLATE, Format.CLOUDEVENTS])
def test_what_a_format_fails_at_is_refused(format_):
    """A fault of ours with one event is named, and holds up none of those behind it."""
    broken = replace(told(created(entry())), body=b'{"type": "entry.created", "data": ')
    with pytest.raises(Unrenderable, match=rf"^{format_.value} cannot tell {broken.id}: (RowDamaged|\w*DecodeError): "):
        render(endpoint(format_), [broken])


def test_the_surroundings_of_changes_are_shown():
    """Of what stayed there is a little on each side of each change, cut at words."""
    long = "word " * 100
    shown = fit(
        spans(
            (Mark.SAME, long),
            (Mark.OLD, "12"),
            (Mark.NEW, "45"),
            (Mark.SAME, long),
            (Mark.NEW, "not "),
            (Mark.SAME, long),
        ),
        1_000,
        lambda span: len(span.text),
    )
    assert ["…", "12", "45", "word", "not ", "word"] == [
        span.text[:4].strip()
        if span.mark is Mark.SAME and index
        else span.text[:4].split(" ")[0]
        if span.mark is Mark.SAME
        else span.text
        for index, span in enumerate(shown)
    ]
    assert (3, True) == (sum("…" in span.text for span in shown), all(len(span.text) <= 165 for span in shown))


def test_what_went_is_cut_before_what_came():
    """When the context is as short as it gets, removals are shortened; then only additions are left."""
    parts = spans((Mark.OLD, "old " * 200), (Mark.NEW, "new " * 30))
    cost = lambda span: len(span.text)  # noqa: E731
    assert ["old …", "new " * 30] == [
        span.text if span.mark is Mark.NEW else f"{span.text[:4]}…" for span in fit(parts, 200, cost)
    ]
    assert ["new " * 30] == [span.text for span in fit(parts, 121, cost)]
    assert ["new new …"] == [span.text for span in fit(parts, 9, cost)]
    assert ["ol…"] == [span.text for span in fit(parts[:1], 3, cost)]
    assert () == fit(parts, 0, cost)


def test_additions_apart_are_shown_apart():
    """Where nothing else has room, what came in two places does not run together."""
    parts = spans((Mark.NEW, "one"), (Mark.SAME, "s" * 90), (Mark.NEW, "two"))
    assert ["one", " … ", "two"] == [span.text for span in fit(parts, 9, lambda span: len(span.text))]


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("x👩‍👩‍👧", 3, "x…"),
        ("cafe\u0301s", 5, "caf…"),
        ("👍🏽👍🏽", 2, "…"),
        ("a b", 3, "a b"),
        ("ab", 1, "…"),
        ("one two", 6, "one …"),
    ],
)
def test_no_letter_is_halved(text, limit, expected):
    """Emoji of several characters and letters with accents stay whole or go."""
    assert expected == cut(text, limit)


@given(st.text(max_size=80), st.integers(0, 90))
def test_cut_keeps_the_limit(text, limit):
    """A text that is cut is no longer than asked for, and one that fits is left alone."""
    short = cut(text, limit)
    assert len(short) <= limit
    assert len(text) > limit or short == text


@given(st.text(alphabet=st.sampled_from("@<>!#&everyonhcal .\u200b\u202ea1"), max_size=60))
def test_nothing_is_a_mention(text):
    """However it is written, no text is left that a chat could take for a mention."""
    broken = unmentioning(seen(text)).lower()
    assert not [word for word in ("@everyone", "@here", "@channel", "<@", "<!", "<#") if word in broken]


def test_addresses_of_mail_are_no_mentions():
    """They stay what they are, so that they can be copied."""
    assert "write to desk@example.org" == unmentioning("write to desk@example.org")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("see https://www.youtube.com/@BBC/live.", "see https://www.youtube.com/@BBC/live."),
        ("https://a.example:8080/@b/c@d https://e.example/@f", "https://a.example:8080/@b/c@d https://e.example/@f"),
        ("https://a.example/@everyone", "https://a.example/@|everyone"),
        ("https://a.example/@", "https://a.example/@|"),
        ("https://a.example@everyone", "https://a.example@|everyone"),
        ("https://@desk", "https://@|desk"),
        ("https://a.example/<@U1>", "https://a.example/<|@|U1>"),
    ],
)
def test_names_in_links(text, expected):
    """A link to somebody's page still leads there; nobody is called by one."""
    assert expected == unmentioning(text).replace("\u200b", "|")


@pytest.mark.parametrize("text", ["@x {}a", "@x {}a.", "{}a@b.", "{}@", "{}-", "https://{}a @", "https://a/{}@"])
def test_mentions_are_found_in_one_pass(text):
    """No text takes longer than its length: one without blanks took a second per 13,000 characters, 19 per 60,000."""
    start, repeated = text.split("{}")
    long = start + repeated * 60_000 + " @y"
    began = time.process_time()
    assert unmentioning(long).endswith("@\u200by")
    assert time.process_time() - began < 2


def test_words_that_nobody_sees_are_no_words():
    """A hunk of characters without width leaves no mark behind."""
    change = edited(OLD, replace(OLD, text="The dam  holds."))
    unseen = replace(change.edit, diff=(("=", "The "), ("+", "\u200b"), ("=", "dam")), fields=("text",))
    assert ["The dam"] == [span.text for span in message(told(replace(change, edit=unseen))).spans]


@pytest.mark.parametrize("format_", CHATS)
def test_notes_are_told(format_):
    """What changed beside the words stands below them in every chat."""
    event = told(edited(OLD, replace(OLD, text="The dam broke.", pinned=True)))
    body = render(endpoint(format_), [event]).body.decode()
    assert ["broke", "Pinned"] == [words for words in ("broke", "Pinned") if words in body]
