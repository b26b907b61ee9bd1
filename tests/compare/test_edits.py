"""Which fields differ, and what kind of edit that is."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from live_blogs import any_text, entry, readings, words

from monitor.compare.edits import changed_fields, describe, fingerprint, fold, same_content
from monitor.compare.kinds import KINDS

DOCUMENT = Path(__file__).parents[2] / "docs" / "edits.md"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"title": "Rain"}, {"title": "Sun"}, ("headline", "wording")),
        ({"text": "12 dead"}, {"text": "45 dead"}, ("number",)),
        ({"text": "a"}, {"text": "a b"}, ("addition",)),
        ({"text": "a b"}, {"text": "a"}, ("removal",)),
        ({"text": "a b"}, {"text": "a c"}, ("wording",)),
        ({}, {"links": ("https://a.example/",)}, ("link",)),
        ({}, {"images": ("https://a.example/1.jpg",)}, ("image",)),
        ({}, {"authors": ("Ann",)}, ()),
    ],
)
def test_kinds_of_edit(old, new, expected):
    """What can be said of an edit without knowing the language."""
    assert expected == describe(entry(1, **old), entry(1, **new)).edits


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"authors": ("Ann", "Bo")}, {"authors": ("Bo", "Cy")}, (("-", "Ann"), ("+", "Cy"))),
        ({"pinned": True}, {"pinned": False}, (("-", "pinned"),)),
        ({"images": ("https://i/1?a", "https://i/2")}, {"images": ("https://i/1?b",)}, (("-", "https://i/2"),)),
        ({"text": "a"}, {"text": "b", "pinned": True}, (("-", "a"), ("+", "b"), ("+", "pinned"))),
        (
            {"title": "Rain", "text": "It rains"},
            {"title": "Sun", "text": "It shines"},
            (("-", "Rain"), ("+", "Sun"), ("=", "\n\n"), ("=", "It "), ("-", "rains"), ("+", "shines")),
        ),
        ({"title": "A B", "text": "C"}, {"title": "A", "text": "B C"}, None),
        ({"title": None, "text": "A"}, {"title": "A", "text": ""}, None),
    ],
)
def test_a_diff_is_never_empty(old, new, expected):
    """Also where words only moved from the headline to the text, or nothing but a list changed."""
    edit = describe(entry(1, **old), entry(1, **new))

    assert edit.diff != ()
    assert expected in (None, edit.diff)


@pytest.mark.parametrize(
    ("old", "new"), [("Wait…", "Wait..."), ("It – or not — rains", "It — or not – rains"), ("‘So’", "'So'")]
)
def test_how_signs_are_set_is_no_edit(old, new):
    """Dots in one letter or three, dashes of one length or another, quotes."""
    assert () == changed_fields(entry(1, text=old), entry(1, text=new))


def test_unicode_form_is_in_no_diff():
    """One word changed: no other letter shows as changed for its form alone."""
    old, new = entry(1, text="Zürich 12"), entry(1, text="Zu\u0308rich 45")

    assert (("=", "Zürich "), ("-", "12"), ("+", "45")) == describe(old, new).diff


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({}, {}, True),
        ({"updated": None}, {"updated": None}, True),
        ({"updated": None}, {"updated": entry(2).updated}, False),
        ({"updated": None, "published": None}, {"updated": None, "published": None}, False),
    ],
)
def test_silence_is_claimed_only_where_a_date_stood_still(old, new, expected):
    """An entry that has no date at all cannot be silent about its edit."""
    assert expected is describe(entry(1, text="a", **old), entry(1, text="b", **new)).silent


def test_the_same_words_beside_a_changed_list_are_all_there():
    """Similarity is about words."""
    assert 1.0 == describe(entry(1), entry(1, pinned=True)).similarity


def test_an_edit_of_half_sentences_keeps_half():
    """Two of four words in common."""
    assert 0.5 == describe(entry(1, text="a b"), entry(1, text="a c")).similarity


@given(readings(2))
def test_a_fingerprint_stands_for_the_content(shown):
    """Two readings have one fingerprint exactly when no field differs."""
    one, other = shown[:2]

    assert same_content(one, other) == (fingerprint(one) == fingerprint(other))


@given(readings(2))
def test_every_difference_can_be_described(shown):
    """The fields that differ are named, with a diff; each way round."""
    one, other = shown[:2]

    assert changed_fields(one, other) == changed_fields(other, one)
    if not same_content(one, other):
        assert changed_fields(one, other) == describe(one, other).fields
        assert describe(one, other).diff


@given(any_text | words)
def test_folding_twice_is_folding_once(text):
    """A fold is a normal form; any text has one, and a fingerprint."""
    assert fold(text) == fold(fold(text))
    assert fingerprint(replace(entry(1), text=text)) == fingerprint(replace(entry(1), text=f" {fold(text)}\n"))


def test_every_kind_of_edit_is_documented():
    """Who reads a kind in an event finds it in the documents, in the same order."""
    documented = re.findall(r"^\| `(\w+)` \|", DOCUMENT.read_text(), flags=re.MULTILINE)

    assert list(KINDS) == documented
