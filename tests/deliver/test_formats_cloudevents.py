"""CloudEvents as their own SDK reads them."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_http_event
from hypothesis import given, settings
from samples_told import AT, any_event, created, endpoint, entry, told

from monitor.deliver.formats import render
from monitor.model import Batch, EventType, Format
from monitor.samples import samples

SAMPLES = samples("0f3a", AT)


def read(body, content_type="application/cloudevents+json"):
    """Return the event that the SDK finds in a structured request."""
    return from_http_event(HTTPMessage(headers={"content-type": content_type}, body=body))


@pytest.mark.parametrize("kind", EventType)
def test_the_sdk_reads_the_structured_form(kind):
    """Each type of event arrives whole: its attributes, its extensions, and the data of the standard form."""
    event = SAMPLES[kind]
    rendered = render(endpoint(Format.CLOUDEVENTS), [event])
    found = read(rendered.body, rendered.headers["content-type"])
    assert (event.id, kind.value, "1.0") == (found.get_id(), found.get_type(), found.get_specversion())
    assert "/liveblog-monitor/sources/test" == found.get_source()
    assert AT == found.get_time()
    assert f"{event.sequence:020}" == found.get_extension("sequence")
    assert "test" == found.get_extension("partitionkey")
    assert ("entry/1404077" if event.entry_id else None) == found.get_subject()
    assert event.message["data"] == found.get_data()


def test_no_attribute_is_in_a_header():
    """A receiver that finds ce-… headers would read binary mode."""
    rendered = render(endpoint(Format.CLOUDEVENTS), [SAMPLES[EventType.ENTRY_CREATED]])
    assert {"content-type": "application/cloudevents+json; charset=utf-8"} == rendered.headers


def test_the_data_are_the_stored_bytes():
    """What was serialised once is not serialised again."""
    event = SAMPLES[EventType.ENTRY_UPDATED]
    data = event.body.partition(b'"data":')[2][:-1]
    assert data in render(endpoint(Format.CLOUDEVENTS), [event]).body


def test_a_batch_is_in_batch_mode():
    """With `batch` even a single event comes as a list, so that a receiver needs to know one form only."""
    wants = replace(endpoint(Format.CLOUDEVENTS), batch=Batch(most=5, wait=timedelta(seconds=1)))
    for events in ([*SAMPLES.values()][:1], [*SAMPLES.values()]):
        rendered = render(wants, events)
        assert "application/cloudevents-batch+json; charset=utf-8" == rendered.headers["content-type"]
        assert [event.id for event in events] == [
            read(json.dumps(one).encode()).get_id() for one in json.loads(rendered.body)
        ]


@given(any_event())
@settings(max_examples=15, deadline=None)
def test_any_event_is_one(event):
    """Whatever a publisher writes, the SDK reads it, sequences compare as strings, and the data are the same."""
    found = read(render(endpoint(Format.CLOUDEVENTS), [event]).body)
    assert event.message["data"] == found.get_data()
    assert 20 == len(found.get_extension("sequence"))


def test_an_id_with_control_characters_makes_a_valid_subject():
    """CloudEvents' strings hold no control characters, publishers' ids may."""
    found = read(render(endpoint(Format.CLOUDEVENTS), [told(created(entry(id="a\nb\x7f")))]).body)
    assert "entry/a\ufffdb\ufffd" == found.get_subject()
