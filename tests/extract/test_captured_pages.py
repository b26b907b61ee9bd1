"""Real pages beside the checkout give the entries that their index counts; skipped where the folder is not there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from extract_pages import CAPTURED, CONTENT_TYPES, NOW, page_of

from monitor.compare import Rules, compare
from monitor.errors import NotALiveBlog
from monitor.extract import extract
from monitor.model import EventType, Known

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.model import Entry, Snapshot

LATER = NOW.replace(year=2027)
INDEX: list[dict[str, Any]] = (
    json.loads((CAPTURED / "index.json").read_text()) if (CAPTURED / "index.json").exists() else []
)
OTHERS = {
    "seed.txt": 9,
    "guardian_dcr/mars_latest.json": 13,
    "lanacion/contentElementsLiveblog.json": 3,
    "quintype/expected_liveblogposting.json": 1,
    "schemaorg/eg-0424_LiveBlogPosting.txt": 3,
    "aljazeera/children_snapshot-0.json": 25,
    "aljazeera/children_snapshot-2.json": 27,
}
TIMELESS = {
    "guardian_app/2014-02-20_baftas.html",
    "amp/ampbyexample_Live_Blog.html",
    "amp/ampbyexample_amp-live-list.html",
}
"""Pages whose entries show no time that could be told, or not all of them."""

COPIES = {"guardian_app/2016-01-18_cruz-minute.html": 2}
"""Blocks that the index counts though they show an entry again: a key event and its summary under one id."""

IDS_ALONE = ("aljazeera/",)
"""Answers that list ids and times and nothing else."""


def read(file: Path, remembered: str | None = None) -> Snapshot:
    page = page_of(file.read_bytes(), url="https://saved.example/page", content_type=CONTENT_TYPES[file.suffix])
    return extract(page, now=LATER, remembered=remembered)


def says_something(entry: Entry) -> bool:
    return bool(entry.text or entry.images or entry.links or entry.html or entry.title)


@pytest.mark.parametrize("page", [page for page in INDEX if page["entries"]], ids=lambda page: page["file"])
def test_a_page_gives_the_entries_it_has(page: dict[str, Any]):
    """Each page gives as many entries as are in it, each once, with words or pictures, and times where it has them."""
    snapshot = read(CAPTURED / page["file"])

    expected = page["entries"] - COPIES.get(page["file"], 0)
    assert expected == len(snapshot.entries) == len({entry.id for entry in snapshot.entries})
    assert [] == [entry for entry in snapshot.entries if not says_something(entry)]
    untimed = sum(entry.published is None for entry in snapshot.entries)
    assert page["file"] in TIMELESS or untimed == 0


@pytest.mark.parametrize(("name", "count"), OTHERS.items())
def test_other_documents_give_theirs(name: str, count: int):
    """Answers of interfaces, reference documents and plain text give their entries."""
    if not INDEX:
        pytest.skip("the captured pages are not beside the checkout")

    snapshot = read(CAPTURED / name)

    assert count == len({entry.id for entry in snapshot.entries}) == len(snapshot.entries)
    assert name.startswith(IDS_ALONE) or all(says_something(entry) for entry in snapshot.entries)


@pytest.mark.parametrize(
    "file",
    [
        *sorted((CAPTURED / "_nonlive").glob("*/*.html")),
        *(CAPTURED / page["file"] for page in INDEX if not page["entries"]),
    ],
    ids=lambda file: file.name,
)
def test_a_page_with_marks_of_a_live_blog_is_none(file: Path):
    """Side bars, teasers, announcements and articles are refused, not read."""
    with pytest.raises(NotALiveBlog):
        read(file)


@pytest.mark.parametrize("page", [page for page in INDEX if page["entries"]], ids=lambda page: page["file"])
def test_a_page_read_again_says_the_same(page: dict[str, Any]):
    """Following the choice of the first reading, the second is equal and brings no event."""
    file = CAPTURED / page["file"]
    first = read(file)

    second = read(file, first.choice)

    assert (first.entries, first.choice) == (second.entries, second.choice)
    known = compare(Known(), first, at=LATER, rules=Rules()).known
    assert () == compare(known, second, at=LATER, rules=Rules()).changes


def test_versions_of_one_finished_blog_bring_no_event():
    """Eleven renderings of one blog over five years say nothing new but what the first left out: bylines, titles."""
    versions = sorted((CAPTURED / "guardian_dcr" / "rerender-mars").glob("*.json"))
    if not versions:
        pytest.skip("the captured pages are not beside the checkout")
    snapshot = read(versions[0])
    known = compare(Known(), snapshot, at=LATER, rules=Rules()).known

    for version in versions[1:]:
        signed = any(entry.authors for entry in snapshot.entries)
        snapshot = read(version, snapshot.choice)
        found = compare(known, snapshot, at=LATER, rules=Rules())
        known = found.known
        fields = {field for change in found.changes if change.edit for field in change.edit.fields}
        assert (version.name, True) == (version.name, fields <= (set() if signed else {"title", "authors"}))
        assert {EventType.ENTRY_UPDATED} >= {change.kind for change in found.changes}


def test_ids_are_the_same_in_two_captures():
    """Of two captures the later has two entries more, and all others under the ids they had."""
    files = [CAPTURED / "aljazeera" / f"children_snapshot-{number}.json" for number in (0, 2)]
    if not all(file.exists() for file in files):
        pytest.skip("the captured pages are not beside the checkout")

    earlier, later = ({entry.id for entry in read(file).entries} for file in files)

    assert (2, set()) == (len(later - earlier), earlier - later)
