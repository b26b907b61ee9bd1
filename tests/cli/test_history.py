"""`history`, `at` and `diff`, as a user calls them."""

import json
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from command_line import ESCAPE, TRACEBACK
from live_blogs import NOON, URL
from polled import polled

from monitor.cli.moments import parse_moment
from monitor.config.values import Refused

WHEN = [f"2026-01-02T{hour}:30:00Z" for hour in (13, 14, 15, 16)]
"""Half an hour after each."""


@pytest.fixture
def store(tmp_path):
    return polled(tmp_path)


@pytest.fixture
def asked(called, store, monkeypatch):
    """Call a command on that database, in UTC."""
    monkeypatch.setenv("TZ", "UTC")

    def ask(*words):
        return called(*words, "--store", store)

    return ask


def told(out):
    return [(message["timestamp"][11:16], message["type"], message["data"]["entry"]["id"]) for message in out]


def test_history_json(asked):
    """All that happened, oldest first, in the shape of events: the baseline, too."""
    code, out, err = asked("history", "flood", "--json")
    expected = [
        *(("13:00", "entry.created", id_) for id_ in ("e1", "e2", "e3")),
        ("14:00", "entry.updated", "e2"),
        ("14:00", "entry.created", "e4"),
        ("15:00", "entry.deleted", "e3"),
        ("16:00", "entry.restored", "e3"),
    ]
    assert (0, "", expected) == (code, err, told(map(json.loads, out.splitlines())))


def test_history_for_people(asked):
    """Each day has its line, each entry its id, each edit its words; in a pipe marked instead of coloured."""
    _, out, _ = asked("history", "flood")
    lines = out.splitlines()
    assert "13:00:00  · stood  Headline 1  [e1]" in lines
    assert "Friday 02 January 2026" == lines[0]
    assert "14:00:00  ~ edited (number) silently  Headline 2  [e2]" in lines
    assert any("[-2-]{+7+}" in line for line in lines)
    assert "15:00:00  − withdrawn  Headline 3  [e3]" in lines
    assert ESCAPE not in out


def test_history_of_one_entry(asked):
    """An entry is named by its id or the beginning of it; `--since` leaves out what was before."""
    for words in (("e2",), ("e2", "--since", WHEN[0])):
        _, out, _ = asked("history", "flood", *words, "--json")
        kinds = [json.loads(line)["type"] for line in out.splitlines()]
        assert ["entry.created", "entry.updated"][len(words) // 2 :] == kinds


def test_versions_that_are_kept_no_more(asked, store):
    """What is left says that others went before it, and is not called new."""
    with sqlite3.connect(store.removeprefix("sqlite:///")) as database:
        database.execute("DELETE FROM revisions WHERE key = 'e2' AND number = 1")
    _, out, _ = asked("history", "flood", "e2")
    stood, edited = [line for line in out.splitlines() if "[e2]" in line]
    assert stood.startswith(
        "13:00:00  · stood  Headline 2  (an older version removed since; these words are later ones)"
    )
    assert "14:00:00  ~ edited  Headline 2  (an older version removed since)  [e2]" == edited
    _, out, _ = asked("at", "flood", "--time", WHEN[0])
    assert "(what it said then was removed; these are its words of 02 Jan 2026 14:00:00 UTC)" in out
    _, out, _ = asked("at", "flood", "--time", WHEN[0], "--json")
    assert {"e2": 1, "e1": 0, "e3": 0} == {one["id"]: one["removed_revisions"] for one in json.loads(out)["entries"]}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("history", "flod"), "no source is named 'flod' in the database; did you mean 'flood'?"),
        (("at", "x"), "no source is named 'x' in the database; there are fire, flood"),
        (("history", "fire"), "nothing was ever read of fire; `probe https://fire.example/` says whether it can be"),
        (("history", "flood", "x"), "no entry of flood begins with 'x'; `history flood` lists them"),
        (("history", "flood", "e"), "4 entries of flood begin with 'e': "),
        (("at", "flood", "--time", "2026-01-02T12:59Z"), "flood was first read at 02 Jan 2026 13:00:00"),
        (("diff", "flood", "2026-01-02T12:59Z"), "there is nothing to show of 02 Jan 2026 12:59:00"),
    ],
)
def test_what_is_not_there(asked, words, said):
    """What was asked for and is not there is an error that says what is; exit status 1."""
    code, out, err = asked(*words)
    assert (1, "") == (code, out)
    assert said in err
    assert TRACEBACK not in err


def test_at(asked):
    """The live blog as known at a time: what was withdrawn then is not there, what was edited later is not yet."""
    known = []
    for when in WHEN:
        _, out, _ = asked("at", "flood", "--time", when, "--json")
        shape = json.loads(out)
        known.append([(one["id"], one["revision"]) for one in shape["entries"]])
        assert ("Flood", "flood") == (shape["live_blog"]["title"], shape["source"]["name"])
    e1, e2, e3, e4 = (("e1", 1), ("e2", 2), ("e3", 1), ("e4", 1))
    assert [[e3, ("e2", 1), e1], [e4, e3, e2, e1], [e4, e2, e1], [e4, e3, e2, e1]] == known
    assert "2026-01-02T13:00:00.000Z" == shape["entries"][-1]["first_seen"]


def test_at_for_people(asked, monkeypatch):
    """Headlines and first words, newest first, with the id and how often each was edited; in a pipe nothing breaks."""
    monkeypatch.setenv("COLUMNS", "20")
    code, out, _ = asked("at", "flood", "--time", WHEN[-1])
    lines = out.splitlines()
    assert (0, ["Flood", f"{URL} as of 02 Jan 2026 16:30:00 UTC"]) == (code, lines[:2])
    assert "02 Jan 12:02  Headline 2  revision 2  [e2]" in lines
    assert "          Words of the update with the number 7." in lines


def test_diff(asked):
    """What is different between two times, however it came about; without a second time, until now."""
    found = []
    for times in ((WHEN[0], WHEN[1]), (WHEN[1], WHEN[2]), (WHEN[1],), (WHEN[0],)):
        _, out, _ = asked("diff", "flood", *times, "--json")
        found.append(
            sorted((json.loads(line)["type"], json.loads(line)["data"]["entry"]["id"]) for line in out.splitlines())
        )
    news = [("entry.created", "e4"), ("entry.updated", "e2")]
    assert [news, [("entry.deleted", "e3")], [], news] == found


def test_that_nothing_is_different_is_said_beside(asked):
    """On standard error, so that a pipe gets nothing of it."""
    for words, said in (
        (
            ("diff", "flood", WHEN[1], WHEN[1]),
            "flood stood at 02 Jan 2026 14:30:00 UTC as it had at 02 Jan 2026 14:30:00",
        ),
        (("history", "flood", "--since", WHEN[3]), "nothing happened on flood since 02 Jan 2026 16:30:00 UTC"),
    ):
        code, out, err = asked(*words)
        assert (0, "") == (code, out)
        assert said in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("diff", "flood", WHEN[1], WHEN[0]), "02 Jan 2026 14:30:00 UTC is after 02 Jan 2026 13:30:00 UTC"),
        (("at", "flood", "--time", "noon"), "'noon' is no time (write 2024-11-07T12:30:00Z or …+01:00, 12:30 for"),
        (("at", "flood", "--time", "9000-01-01"), "01 Jan 9000 00:00:00 UTC is yet to come; of another day write the"),
        (("diff", "flood", WHEN[0], "9000-01-01"), "01 Jan 9000 00:00:00 UTC is yet to come"),
        (("diff", "flood", "2 ago"), "'2 ago' is no time: '2' has no unit"),
    ],
)
def test_wrong_words(asked, words, said):
    """Times that cannot be meant are exit status 2, and the error says how they are written."""
    code, out, err = asked(*words)
    assert (2, "") == (code, out)
    assert said in " ".join(err.split())


def test_the_database_of_a_config(called, store, tmp_path):
    """Without --store it is the config's; one that is not there is no empty past."""
    path = tmp_path / "monitor.yaml"
    path.write_text(f"store: '{store}'\nsources: [{{name: flood, url: '{URL}'}}]")
    assert 7 == called("history", "flood", "--config", str(path), "--json")[1].count("\n")
    path.write_text(f"store: 'sqlite:///{tmp_path}/none.db'\nsources: [{{name: flood, url: '{URL}'}}]")
    code, _, err = called("history", "flood", "--config", str(path))
    assert (1, True) == (code, "none.db does not exist; the daemon makes it when it starts" in err)
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-11-07T12:30:00Z", datetime(2024, 11, 7, 12, 30, tzinfo=UTC)),
        ("2024-11-07 12:30", datetime(2024, 11, 7, 12, 30, tzinfo=UTC)),
        ("12:30", datetime(2026, 1, 2, 12, 30, tzinfo=UTC)),
        ("7:05:09", datetime(2026, 1, 2, 7, 5, 9, tzinfo=UTC)),
        ("2h ago", NOON - timedelta(hours=2)),
        (" now ", NOON),
    ],
)
def test_times(text, expected):
    """Times are written as people do."""
    assert expected == parse_moment(text, now=NOON, zone=UTC)


@pytest.mark.parametrize(
    "text", ["", "25:00", "12:60", "1", "2h", "yesterday", "x ago", "999999d ago", "0001-01-01T00:00+14:00"]
)
def test_what_is_no_time(text):
    """Anything else is refused with the forms that there are."""
    with pytest.raises(Refused, match="write 2024-11-07T12:30:00Z"):
        parse_moment(text, now=NOON, zone=UTC)
