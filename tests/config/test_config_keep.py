"""How long what is kept is kept, as the config says it."""

from datetime import timedelta
from pathlib import Path

import pytest

from monitor.config import parse
from monitor.errors import ConfigError
from monitor.model import Keeping, Limits

SOURCES = "sources: [{name: a, url: 'https://a.example/'}]\n"


def keeping(text):
    return parse((SOURCES + text).encode(), file="c.yaml", folder=Path(), environ={}).keeping


def test_defaults():
    """Nothing said: 30 days of attempts, 90 of events and dead letters, all revisions, 2 GiB per capture."""
    assert Keeping() == keeping("")
    assert Keeping() == keeping("keep: {events: {}}")


def test_each_limit():
    """Age, number and size; a kind that names one keeps its other defaults, and `forever` takes an age away."""
    found = keeping(
        "keep: {events: {age: forever, count: 1000, size: 2GiB}, attempts: {size: 500 MB}, captures: {age: 7d}}"
    )
    assert Limits(count=1000, size_bytes=2 * 1024**3) == found.events
    assert Limits(age=timedelta(days=30), size_bytes=500 * 10**6) == found.attempts
    assert Limits(age=timedelta(days=7), size_bytes=2 * 1024**3) == found.captures
    assert Keeping().revisions == found.revisions


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("keep: {events: {size: 2}}", "write it like 500MB or 2GiB"),
        ("keep: {events: {size: 1 MB}}", "between 1MiB"),
        ("keep: {events: {count: 5}}", "between 100"),
        ("keep: {events: {age: 5s}}", "between 1h"),
        ("keep: {captures: {count: 100}}", "count"),
        ("keep: {evidence: {age: 5d}}", "evidence"),
    ],
)
def test_refusals(text, said):
    """What cannot be is named with its reason."""
    with pytest.raises(ConfigError, match=said):
        keeping(text)
