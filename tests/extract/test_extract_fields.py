"""Single fields of an entry in JSON, in the ways that they are written."""

from __future__ import annotations

from typing import Any

import pytest
from extract_pages import NOW, page_of

from monitor.extract.page.document import Document
from monitor.extract.structured import jsontree
from monitor.extract.structured.fields import (
    first_key,
    first_stamp,
    flag,
    headline_of,
    names_of,
    picked,
    web_address,
    web_addresses,
)
from monitor.extract.structured.jsontree import Graph

NONE = Graph(None)
BASE = "https://news.example/live"
DEEP: Any = "Ann Ode"
for _ in range(20):
    DEEP = [{"name": DEEP, "url": DEEP}]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("a.b", [1]),
        ("a.*", [1, "2"]),
        ("list.0", [{"k": "x", "v": 1}]),
        ("list.9", []),
        ("list.*.v", [1, 2]),
        ("list.k=x.v", [1]),
        ("list.k!=x.v", [2]),
        ("list.nothing", []),
        ("word.x", []),
        ("none", []),
        ("empty", []),
        ("a.b&a.c", ["1 2"]),
        ("a.b&none", []),
    ],
)
def test_a_path_leads_to_its_values(path: str, value: list[Any]):
    """Names, places, all members, and members by what they have; two values joined; nothing empty."""
    item = {
        "a": {"b": 1, "c": "2"},
        "list": [{"k": "x", "v": 1}, {"k": "y", "v": 2}],
        "word": "x",
        "none": None,
        "empty": "",
    }

    assert value == picked(item, (path,), NONE)


def test_members_are_looked_up_only_so_often(monkeypatch: pytest.MonkeyPatch):
    """A document whose paths lead to more members than that gives nothing from there on."""
    monkeypatch.setattr(jsontree, "MAX_LOOKUPS", 3)
    graph = Graph(None)

    assert [["a"], [], []] == [picked({"name": "a"}, ("name",), graph) for _ in range(3)]
    assert [] == picked({"author": {"name": "a"}}, ("author.name",), graph)


@pytest.mark.parametrize(
    ("value", "key"), [("a", "a"), (7, "7"), (True, None), (None, None), ({"x": 1}, None), ([], None), (1.5, None)]
)
def test_a_key_is_a_string_or_a_whole_number(value: Any, key: str | None):
    """Anything else names no entry."""
    assert key == first_key({"id": value}, ("id",), NONE)


@pytest.mark.parametrize(
    ("value", "yes"),
    [(True, True), ("true", True), (1, True), ("no", False), (False, False), ({"x": 1}, False), (None, False)],
)
def test_a_flag_says_yes_in_many_ways(value: Any, *, yes: bool):
    """And in no other way."""
    assert yes is flag({"pinned": value}, ("pinned",), NONE)


@pytest.mark.parametrize(
    ("value", "hour"),
    [
        ("2024-05-15T12:00:00Z", 12),
        ({"iso": "2024-05-15T12:00:00Z"}, 12),
        ({"x": None, "ms": 1715774400000}, 12),
        ("soon", None),
    ],
)
def test_a_time_may_stand_in_an_object(value: Any, hour: int | None):
    """The first member that is a time is it."""
    stamp = first_stamp({"at": value}, ("none", "at"), NONE, Document(page_of("{}"), now=NOW))

    assert hour == (stamp.at.hour if stamp else None)


@pytest.mark.parametrize(
    ("value", "headline"),
    [
        ("Q&amp;A <b>live</b>", "Q&A live"),
        ({"rendered": "Gauge\nfalls"}, "Gauge falls"),
        ({"text": {"default": "Nested"}}, "Nested"),
        ({"type": "paragraph", "children": [{"text": "Rich"}]}, "Rich"),
        ({"unknown": "x"}, None),
        (7, None),
        ({"text": {"text": {"text": {"text": {"text": {"text": {"text": {"text": {"text": "too deep"}}}}}}}}}, None),
    ],
)
def test_a_headline_is_one_line_of_words(value: Any, headline: str | None):
    """From plain text, markup, wrapped strings and rich text."""
    assert headline == headline_of({"title": value}, ("title",), NONE)


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("By Ann Ode", ("Ann Ode",)),
        ("Byron Low", ("Byron Low",)),
        ([{"name": "Ann Ode"}, {"displayName": "Bo Finn"}, {"name": "Ann Ode"}], ("Ann Ode", "Bo Finn")),
        ([["Ann Ode"], "Bo Finn"], ("Ann Ode", "Bo Finn")),
        ({"name": {"text": "Ann Ode"}}, ("Ann Ode",)),
        (["https://news.example/by/ann", "/by/bo", " ", 7, None, {"id": 3}], ()),
        (DEEP, ()),
    ],
)
def test_people_are_named(value: Any, names: tuple[str, ...]):
    """Each once; addresses and ids are no names."""
    assert names == names_of({"by": value}, ("none", "by"), NONE)


@pytest.mark.parametrize(
    ("value", "addresses"),
    [
        ("/a.jpg", ("https://news.example/a.jpg",)),
        ({"src": "https://a.example/b.jpg", "alt": "x"}, ("https://a.example/b.jpg",)),
        ([{"url": {"default": "/a"}}, "/b"], ("https://news.example/a", "https://news.example/b")),
        (["two words", "javascript:x", {"alt": "x"}, 7], ()),
        (DEEP, ()),
    ],
)
def test_addresses_are_found(value: Any, addresses: tuple[str, ...]):
    """In strings, objects and lists; only those of the web."""
    item = {"image": value}

    assert addresses == tuple(web_addresses(item, ("none", "image"), NONE, BASE))
    assert (addresses or (None,))[0] == web_address(item, ("image",), NONE, BASE)
