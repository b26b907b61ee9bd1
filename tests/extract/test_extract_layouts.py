"""Each layout in tests/pages, and the captured pages beside the checkout where they are, give what they hold."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from extract_pages import CAPTURED, CONTENT_TYPES, LAYOUTS, NOW, as_json, page_of, read

from monitor.extract import extract
from monitor.model import IdClass

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.model import Snapshot


@pytest.mark.parametrize("layout", sorted(LAYOUTS.iterdir()), ids=lambda layout: layout.name)
def test_a_layout_gives_its_entries(layout: Path):
    """A page in this layout gives exactly the snapshot that stands beside it."""
    expected = json.loads((layout / "expected.json").read_text())
    source = next(file for file in layout.iterdir() if file.name != "expected.json")
    page = page_of(source.read_bytes(), url=expected["url"], content_type=CONTENT_TYPES[source.suffix])

    assert expected["snapshot"] == as_json(read(page))


def captured(name: str, url: str = "https://saved.example/page") -> Snapshot:
    file = CAPTURED / name
    if not file.exists():
        pytest.skip("the captured pages are not beside the checkout")
    page = page_of(file.read_bytes(), url=url, content_type=CONTENT_TYPES[file.suffix])
    return extract(page, now=NOW.replace(year=2027))


@pytest.mark.parametrize(
    ("name", "count", "id_class"),
    [
        ("independent/2023-08-14_womens-world-cup_b2392480.html", 10, IdClass.STABLE),
        ("guardian/2023-05-15_ukraine-live.html", 10, IdClass.STABLE),
        ("mirror/2024-08-05_uk-riots-live-33386398.html", 428, IdClass.STABLE),
        ("nytimes/2020-09-25_business-briefing.html", 9, IdClass.STABLE),
        ("timesofindia/2026-02-25_modi-israel_128776409.html", 41, IdClass.STABLE),
        ("quintype/expected_liveblogposting.json", 1, IdClass.DERIVED),
        ("schemaorg/eg-0424_LiveBlogPosting.txt", 3, IdClass.DERIVED),
    ],
)
def test_a_captured_page_gives_all_its_entries(name: str, count: int, id_class: IdClass):
    """Every entry of a real page is read, under the most lasting ids that one of its carriers has."""
    snapshot = captured(name)

    assert (count, id_class) == (len(snapshot.entries), snapshot.id_class)
    assert len(snapshot.entries) == len({entry.id for entry in snapshot.entries})


def test_the_seed_publisher_gives_every_field():
    """Each entry of the Independent has headline, text, author, address, both times, and the id the DOM has too."""
    snapshot = captured("independent/2023-08-14_womens-world-cup_b2392480.html")

    assert all(
        entry.title and entry.text and entry.authors and entry.published and entry.url for entry in snapshot.entries
    )
    assert ["1288914", "1288919", "1288913", "1288922", "1288912"] == [entry.id for entry in snapshot.entries[:5]]
    assert 2 == sum(entry.updated is not None for entry in snapshot.entries)
    assert 1.0 == snapshot.confidence


def test_the_same_instant_in_another_spelling_is_no_update():
    """Of the 428 entries whose two times differ as strings, the 88 that differ as instants were updated."""
    snapshot = captured("mirror/2024-08-05_uk-riots-live-33386398.html")

    assert 88 == sum(entry.updated is not None for entry in snapshot.entries)
