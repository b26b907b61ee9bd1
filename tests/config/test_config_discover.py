"""The keys of indexes and successors."""

from pathlib import Path

import pytest

from monitor.config import Config, parse
from monitor.errors import ConfigError
from monitor.model import Discovery

INDEX = "sources: [{name: politics, discover: 'https://a.example/rss'"
BLOG = "sources: [{name: politics, url: 'https://a.example/live'"


def read(text: str) -> Config:
    return parse(text.encode(), file="c.yaml", folder=Path(), environ={})


def test_an_index():
    """An index has its matches and limits, and all else that a source has."""
    config = read(f"{INDEX}, match: {{title: live, url: /live/}}, at_most: 3, per_day: 5, follow: true}}]")
    source = config.sources[0]
    assert ("https://a.example/rss", True) == (source.url, source.follow)
    assert Discovery(title="live", url="/live/", at_once=3, per_day=5) == source.discover


def test_built_in():
    """Without keys every page of an index is watched, within limits; a live blog is no index and is not followed."""
    assert Discovery() == read(f"{INDEX}}}]").sources[0].discover
    source = read(f"{BLOG}}}]").sources[0]
    assert (None, False) == (source.discover, source.follow)


def test_follow_by_default():
    """What holds for every source may be overruled by one."""
    config = read("defaults: {follow: true}\n" + BLOG + "}, {name: b, url: 'https://b.example/', follow: false}]")
    assert [True, False] == [source.follow for source in config.sources]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("sources: [{name: a}]", "c.yaml:1: sources[0].url: is missing (add url: …)"),
        (
            f"{BLOG}, discover: 'https://a.example/'}}]",
            (
                "c.yaml:1: sources[0].discover: cannot be given beside url"
                " (keep url for a live blog, discover for an index of them)"
            ),
        ),
        (
            f"{BLOG}, per_day: 3}}]",
            "c.yaml:1: sources[0].per_day: belongs to an index of live blogs (write discover: instead of url:)",
        ),
        (f"{INDEX}, at_most: 0}}]", "c.yaml:1: sources[0].at_most: '0' is not between 1 and 500"),
        (
            f"{INDEX}, match: {{titel: live}}}}]",
            "c.yaml:1: sources[0].match.titel: unknown key 'titel' (did you mean 'title'?)",
        ),
    ],
)
def test_refused(text: str, fault: str):
    """What cannot be meant is said with its place and the remedy."""
    with pytest.raises(ConfigError) as caught:
        read(text)
    assert [fault] == [str(one) for one in caught.value.faults]
