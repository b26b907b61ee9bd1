"""Pages that tell when entries were published by clocks alone: days without an entry leave no mark on them."""

from datetime import timedelta

import pytest
from live_blogs import NOON, Reader, entry

from monitor.model import IdClass

DAY = timedelta(days=1)
WORDS = "Police in {} say that the road to the harbour is closed until the evening."


def said(name: str, hour: float, *, days: float = 0, **fields):
    """Return an entry of one name as a page shows it, its clock counted so many days on."""
    published = NOON + timedelta(hours=hour) + days * DAY
    return entry(0, **{"id": name, "title": None, "text": WORDS.format(name), "published": published} | fields)


class Clocks(Reader):
    """A page of clocks, read an hour after noon and, with `later`, days after that."""

    def __init__(self, *shown) -> None:
        super().__init__(*shown, id_class=IdClass.DERIVED)

    def reads(self, *shown, later: int = 3):
        self.at += later * DAY
        return self.sees(*shown, dayless=frozenset(one.id for one in shown if "-" not in one.id))

    def day(self, name: str):
        published = self.known.entries.published(name)
        return published and (published.date() - NOON.date()).days


def test_days_without_an_entry_make_none_younger():
    """Neither what stands there to the letter nor what was edited, and nobody is told of it."""
    reader = Clocks(said("c", 0.5), said("b", -1), said("a", -2))
    edited = said("b", -1, days=2, text="All of it was written anew.")

    told = reader.reads(said("d", -3, days=3), said("c", 0.5, days=2), edited, said("a", -2, days=2))

    assert [("entry.updated", "b"), ("entry.created", "d")] == sorted(told, key=lambda one: one[1])
    assert {"a": 0, "b": 0, "c": 0, "d": 3} == {name: reader.day(name) for name in "abcd"}


def test_what_fills_the_page_up_goes_with_what_stands_above_it():
    """It is no news, as it would be were it younger than what was known."""
    reader = Clocks(said("c", 0.5), said("b", -1))

    assert [] == reader.reads(said("c", 0.5, days=2), said("b", -1, days=2), said("a", -3, days=2))
    assert 0 == reader.day("a")


@pytest.mark.parametrize(("hours", "on"), [(-1, 0), (1, 0), (0.5, 2)], ids=["23 hours", "25 hours", "another time"])
def test_a_clock_shows_the_same_when_clocks_have_changed(hours, on):
    """A day may be an hour longer or shorter; what shows another time was dated anew."""
    reader = Clocks(said("b", 0), said("a", -4))

    reader.reads(said("b", hours, days=2), said("a", -4), later=2)

    assert on == reader.day("b")


def test_what_was_ahead_when_first_seen_had_a_wrong_day():
    """So there is none to go back to."""
    reader = Clocks(said("b", 9), said("a", -1))

    reader.reads(said("b", 9, days=-1), said("a", -1))

    assert -1 == reader.day("b")


def test_days_that_the_page_names_are_its_own():
    """Beside clocks without one, and where an entry had no time."""
    reader = Clocks(said("c-1", 0), said("b", -1, published=None), said("a", -2))

    reader.reads(said("c-1", 0, days=2), said("b", -1, days=2), said("a", -2, days=2))

    assert {"c-1": 2, "b": 2, "a": 0} == {name: reader.day(name) for name in ("c-1", "b", "a")}


def test_of_several_that_show_the_same_none_is_meant():
    """An entry whose words were changed goes with the one above it, if its clock says nothing."""
    reader = Clocks(said("d", 0), said("c", -1), said("b", -1, days=-1), said("a", -2, days=-1))
    edited = said("x", -1, days=1, text="Nothing of what it said is left.")

    reader.reads(said("d", 0, days=2), edited, said("a", -2, days=1), later=2)

    assert {"d": 0, "a": -1} == {name: reader.day(name) for name in "da"}


@pytest.mark.parametrize("left", [2, 3], ids=["rolled off", "still there"])
def test_the_same_words_a_day_later_are_news(left: int):
    """The greeting of each morning is of its own day, whether that of the day before is still there or not."""
    greeting = "Good morning from the harbour, where the road is closed until the evening."
    shown = [said("c", 0), said("b", -2), said("a", -5, text=greeting)]
    reader = Clocks(*shown)

    told = reader.reads(said("d", -5, days=1, text=greeting), *shown[:left], later=1)

    assert [("entry.created", "d")] == told
    assert {"d": 1, "c": 0, "b": 0, "a": 0} == {name: reader.day(name) for name in "dcba"}
