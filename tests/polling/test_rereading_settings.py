"""In what manner a source is read, and what is taken over from another."""

from dataclasses import replace
from datetime import timedelta

import pytest
from live_blogs import NOON, URL

from monitor.compare import Rules
from monitor.model import CssSelectors, LeftPage, Source, SourceState, Validators
from monitor.polling.rereading import left_over, manner_of, rereading, taken_over

FLOOD = Source(name="flood", url=URL)
OURS = manner_of(FLOOD, "1.0")
STATE = SourceState(source="flood", choice="jsonld~8;ids=jsonld", read_by=OURS, validators=Validators(etag="v1"))
LEFT = LeftPage(url=URL, told_as=URL, at=NOON, due=NOON, choice=STATE.choice, read_by=OURS, validators=STATE.validators)


@pytest.mark.parametrize(
    "fields", [{"extractor": "container"}, {"selectors": CssSelectors(entry="article")}, {"render": "browser"}]
)
def test_settings_make_another_reader(fields):
    """Those by which the same page is another reading."""
    assert manner_of(replace(FLOOD, **fields), "1.0") != OURS
    assert manner_of(replace(FLOOD, interval=timedelta(seconds=9), labels={"desk": "world"}), "1.0") == OURS


@pytest.mark.parametrize(("take", "given"), [(taken_over, STATE), (left_over, LEFT)])
def test_what_a_reader_takes_over(take, given):
    """The same one all; another version the way of reading; other settings nothing."""
    version, settings = manner_of(FLOOD, "1.1"), manner_of(replace(FLOOD, extractor="jsonld"), "1.0")

    assert take(given, OURS) is given
    assert take(given, version) == replace(given, validators=Validators())
    assert take(given, settings) == replace(given, validators=Validators(), choice="")


def test_the_rules_of_a_rereading():
    """They say when the other reader read the page last."""
    assert rereading(Rules(), OURS, OURS, at=NOON) == Rules()
    assert rereading(Rules(), OURS, "another", at=NOON) == Rules(other_reader=NOON)
