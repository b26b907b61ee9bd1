"""What people and programs get to see of each type of event, to the byte."""

import json
from pathlib import Path

import pytest
from samples_told import AT, CHATS, OPTIONS, endpoint

from monitor.deliver.formats import FORMATS, render
from monitor.model import EventType, Format
from monitor.samples import samples

GOLDEN = Path(__file__).parent / "golden"
SAMPLES = samples("0f3a", AT)


def requests(format_):
    """Return what `golden/FORMAT.json` holds: per type of event its request, and one with them all."""
    rendered = {kind.value: render(endpoint(format_), [event]) for kind, event in SAMPLES.items()}
    rendered["batch"] = render(endpoint(format_), [*SAMPLES.values()])
    return {name: {"url": one.url, "headers": dict(one.headers), **shown(one.body)} for name, one in rendered.items()}


def shown(body):
    return {"json": json.loads(body)}


@pytest.mark.parametrize("format_", [*CHATS, Format.TEMPLATE, Format.CLOUDEVENTS])
def test_requests_are_as_they_were(format_):
    """Each type of event, and a batch of all, is told in exactly these words."""
    assert json.loads((GOLDEN / f"{format_.value}.json").read_text("utf-8")) == requests(format_)


def test_standard_is_the_stored_bytes():
    """What was stored is what is sent: a signature made by anybody over it holds."""
    event = SAMPLES[EventType.ENTRY_UPDATED]
    rendered = render(endpoint(Format.STANDARD), [event])
    assert (event.body, "application/json") == (rendered.body, rendered.headers["content-type"])


def test_a_standard_batch_holds_the_stored_bytes():
    """A batch is one message whose data are the messages of its events, untouched and in order."""
    rendered = render(endpoint(Format.STANDARD), [*SAMPLES.values()])
    message = json.loads(rendered.body)
    assert ("batch", "2026-01-02T12:03:10.482Z") == (message["type"], message["timestamp"])
    assert [event.message for event in SAMPLES.values()] == message["data"]["events"]
    assert all(event.body in rendered.body for event in SAMPLES.values())


@pytest.mark.parametrize("format_", FORMATS)
def test_the_same_events_make_the_same_bytes(format_):
    """A retry is the same request."""
    first, again = (render(endpoint(format_), [*SAMPLES.values()]) for _ in range(2))
    assert (first.url, first.body, first.headers) == (again.url, again.body, again.headers)


def test_every_format_but_apprise_makes_a_request():
    """What is not told by a request is sent by its own library."""
    assert set(Format) - {Format.APPRISE} == set(FORMATS)
    assert {Format.TELEGRAM, Format.TEMPLATE} == set(OPTIONS)
