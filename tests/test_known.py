"""Known entries: packed, compared and unpacked again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import PAST_KEPT, Entry, Known, KnownEntries, KnownEntry, Revision, reading_of, same_ids

NOON = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)
MOMENTS = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone
TEXTS = st.text(st.characters(exclude_categories=()))  # half surrogates as well: publishers send them
FIELDS = {
    "id": TEXTS,
    "url": st.none() | TEXTS,
    "title": st.none() | TEXTS,
    "text": TEXTS,
    "html": st.none() | TEXTS,
    "authors": st.lists(TEXTS).map(tuple),
    "published": st.none() | MOMENTS,
    "updated": st.none() | MOMENTS,
    "links": st.lists(TEXTS).map(tuple),
    "images": st.lists(TEXTS).map(tuple),
    "pinned": st.booleans(),
}
ENTRIES = st.builds(Entry, **FIELDS)
DIGESTS = st.integers(0, 2**64 - 1)


def known_entry(entry: Entry, **fields) -> KnownEntry:
    revision = Revision(entry=entry, number=1, fingerprint=1, observed_at=NOON)
    return KnownEntry(**{"revision": revision, "first_seen": NOON} | fields)


def entry(id_: str, **fields) -> Entry:
    return Entry(**{"id": id_, "text": f"Words of {id_}", "published": NOON} | fields)


@given(
    st.builds(
        KnownEntry,
        revision=st.builds(
            Revision, entry=ENTRIES, number=st.integers(1, 2**32 - 1), fingerprint=DIGESTS, observed_at=MOMENTS
        ),
        first_seen=MOMENTS,
        missing=st.integers(0, 100),
        deleted=st.booleans(),
        past=st.lists(DIGESTS, max_size=PAST_KEPT).map(tuple),
    )
)
def test_what_is_packed_comes_back(given_entry):
    """Every field, to the microsecond, whatever characters a publisher sends."""
    id_ = given_entry.id
    known = KnownEntries([given_entry])

    assert [(id_, given_entry)] == list(known.items())
    assert given_entry.revision.entry == known.entry(id_)
    assert reading_of(given_entry.revision.entry) == known.reading(id_)
    assert (given_entry.revision.entry.published, given_entry.revision.entry.pinned) == (
        known.published(id_),
        known.pinned(id_),
    )
    assert (given_entry.missing > 0, given_entry.deleted) == (known.missing(id_), known.deleted(id_))


@given(ENTRIES, ENTRIES)
def test_readings_are_the_same_bytes_only_if_the_entries_are_the_same(one, other):
    """But for their ids; and no reading is the beginning of another."""
    same = replace(one, id="") == replace(other, id="")

    assert same == (reading_of(one) == reading_of(other))
    assert same == reading_of(one).startswith(reading_of(other))


@given(ENTRIES, st.sampled_from([name for name in FIELDS if name != "id"]), st.data())
def test_an_entry_that_reads_otherwise_does_not_stand(seen, name, data):
    """Whichever of its fields it is."""
    changed = replace(seen, **{name: data.draw(FIELDS[name].filter(lambda value: value != getattr(seen, name)))})
    known = KnownEntries([known_entry(seen)])

    assert known.stands(seen.id, reading_of(seen))
    assert not known.stands(seen.id, reading_of(changed))


@pytest.mark.parametrize("gone", [{"missing": 1}, {"deleted": True}])
def test_an_entry_that_is_gone_reads_the_same_and_does_not_stand(gone):
    """It is back, and that is news."""
    seen = entry("a")
    known = KnownEntries([known_entry(seen, **gone)])

    assert known.reads("a", reading_of(seen))
    assert not known.stands("a", reading_of(seen))
    assert not known.stands("b", reading_of(seen))


def test_changes_leave_the_entries_before_them_alone():
    """What a poll changes is its own until it is committed."""
    before = KnownEntries([known_entry(entry("a")), known_entry(entry("b"))])
    after = before.but({"a": known_entry(entry("a", text="Edited")), "c": known_entry(entry("c"))})

    assert before is before.but({})
    assert ["a", "b"] == list(before)
    assert (["a", "b", "c"], 3) == (list(after), len(after))
    assert ("Words of a", "Edited") == (before.entry("a").text, after.entry("a").text)
    assert "c" in after
    assert "c" not in before


def test_entries_are_found_by_their_dates():
    """Those without one as well."""
    later = NOON + timedelta(microseconds=1)
    known = KnownEntries(
        [known_entry(entry("a")), known_entry(entry("b", published=later)), known_entry(entry("c", published=None))]
    )

    assert (["a"], ["b", "c"], []) == (known.dated([NOON]), known.dated([None, later]), known.dated([]))


def test_known_entries_equal_any_mapping_that_says_the_same():
    """As mappings do, and they are shown as what they hold."""
    known = KnownEntries([known_entry(entry("a"))])

    assert known == KnownEntries([known_entry(entry("a"))])
    assert known == {"a": known_entry(entry("a"))}
    assert known != KnownEntries()
    assert f"KnownEntries([{known_entry(entry('a'))!r}])" == repr(known)


def test_a_deletion_that_waits_is_pending():
    """Until it is confirmed, or while the entry has not left the window."""
    waits, gone = known_entry(entry("a"), missing=1), known_entry(entry("a"), deleted=True)

    assert Known(entries=KnownEntries([waits]), window=("a",)).pending
    assert not Known(entries=KnownEntries([waits])).pending
    assert not Known(entries=KnownEntries([gone]), window=("a",)).pending


def test_ids_are_held_once():
    """A page brings new strings for old ids: each copy would take 73 bytes."""
    own, copy = (b"long id".decode() for _ in range(2))
    kept = same_ids([copy, "new"], [own])

    assert (own, "new") == kept
    assert own is kept[0]
