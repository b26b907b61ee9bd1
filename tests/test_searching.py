"""What is found by its words in an event, and what is not."""

from __future__ import annotations

import json

import pytest

from monitor.searching import stands_in

ENTRY = {"id": "block-1", "title": "Der Damm", "text": "Die Straße ist zu", "authors": ["A. Ké"], "html": "<b>fett</b>"}
TOLD = {
    "source": {"name": "flood", "url": "https://news.example.org/flood"},
    "entry": ENTRY,
    "previous": {"title": None, "text": "at least 12"},
    "reason": "it does not answer",
    "facts": {"previous_title": "Rain", "status": 503, "retried": True, "pages": [1]},
}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["STRASSE", "damm"], True),
        (["a. ké"], True),
        (["12"], True),
        (["answer", "rain"], True),
        (["damm", "sun"], False),
        (["flood"], False),
        (["entry"], False),
        (["fett"], False),
        (["block-1"], False),
        (["503"], False),
    ],
)
def test_words(words, found):
    """All that people wrote is searched, whatever its case; names of fields, ids, addresses and markup are not."""
    body = json.dumps({"type": "entry.updated", "data": TOLD}, ensure_ascii=False).encode()
    assert found == stands_in(body, words)


def test_little_told():
    """An event without an entry, without anything, or cut off by damage, holds no words."""
    assert not stands_in(b'{"data": {"entry": null, "reason": null}}', ["x"])
    assert not stands_in(b"{}", ["x"])
    assert not stands_in(b'{"data": {"reason": "x', ["x"])
