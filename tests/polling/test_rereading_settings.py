"""In what manner a source is read, and what is taken over from another."""

from dataclasses import replace
from datetime import timedelta

import pytest
from live_blogs import NOON, URL

from monitor.compare import Rules
from monitor.model import CssSelectors, Lead, LeftPage, Source, SourceState, Validators
from monitor.polling.rereading import manner_of, rereading, taken_over

FLOOD = Source(name="flood", url=URL)
OURS = manner_of(FLOOD, "1.0")
LEAD = Lead(url=f"{URL}/api", extractor="api", reason="a marker")
STATE = SourceState(source="flood", choice="jsonld~8;ids=jsonld", read_by=OURS, validators=Validators(etag="v1"))
LEFT = LeftPage(url=URL, told_as=URL, at=NOON, due=NOON, choice=STATE.choice, read_by=OURS, validators=STATE.validators)


@pytest.mark.parametrize(
    "fields", [{"extractor": "container"}, {"selectors": CssSelectors(entry="article")}, {"render": "browser"}]
)
def test_settings_make_another_reader(fields):
    """Those by which the same page is another reading."""
    assert manner_of(replace(FLOOD, **fields), "1.0") != OURS
    assert manner_of(replace(FLOOD, interval=timedelta(seconds=9), labels={"desk": "world"}), "1.0") == OURS


@pytest.mark.parametrize("given", [STATE, LEFT])
def test_what_a_reader_takes_over(given):
    """The same one all; another version the way of reading; other settings nothing of it."""
    browser = replace(FLOOD, render="browser")

    assert taken_over(FLOOD, given, OURS) is given
    assert taken_over(FLOOD, given, manner_of(FLOOD, "1.1")) == replace(given, validators=Validators())
    assert taken_over(browser, given, manner_of(browser, "1.0")) == replace(given, validators=Validators(), choice="")


@pytest.mark.parametrize("given", [STATE, LEFT])
def test_an_interface_is_left_for_what_the_operator_names(given):
    """It is only found at the first reading; a browser, other headers and a new version go on with it."""
    led, forced = replace(given, lead=LEAD), replace(FLOOD, extractor="container")

    kept = [
        taken_over(source, led, manner).lead
        for source, manner in ((FLOOD, "1.1 x"), (replace(FLOOD, render="browser"), "y"))
    ]
    assert kept == [LEAD, LEAD]
    assert taken_over(forced, led, manner_of(forced, "1.0")).lead is None


def test_the_rules_of_a_rereading():
    """They say when the other reader read the page last."""
    assert rereading(Rules(), OURS, OURS, at=NOON) == Rules()
    assert rereading(Rules(), OURS, "another", at=NOON) == Rules(other_reader=NOON)
