"""`export` and `backup`, as a user calls them."""

import csv
import io
import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from xml.etree import ElementTree as ET

import pytest
from command_line import TRACEBACK
from live_blogs import entry
from polled import polled
from pyarrow import parquet

from monitor.export import EVENTS, REVISIONS
from monitor.store import file_of

ATOM = "{http://www.w3.org/2005/Atom}"
VERSIONS = [("e1", 1), ("e2", 1), ("e2", 2), ("e3", 1), ("e4", 1)]
TOLD = ["entry.updated", "entry.created", "entry.deleted", "entry.restored"]


@pytest.fixture
def exported(called, tmp_path):
    """Call a command on a database that has a past; return its status, output and errors."""
    url = polled(tmp_path)
    return lambda *words: called(*words, "--store", url)


def lines(out):
    return [json.loads(line) for line in out.splitlines()]


def test_revisions(exported):
    """Every version of every entry, each with the same columns, the newest and the withdrawn marked as such."""
    code, out, err = exported("export")
    rows = lines(out)
    assert (0, "") == (code, err)
    assert [column.name for column in REVISIONS] == list(rows[0])
    assert VERSIONS == [(row["entry_id"], row["revision"]) for row in rows]
    assert [True, False, True, True, True] == [row["latest"] for row in rows]
    assert {"2026-01-02T13:00:00.000Z", "2026-01-02T14:00:00.000Z"} == {row["observed_at"] for row in rows}


def test_events_are_the_bodies(exported):
    """As lines of JSON the events are what webhooks got."""
    code, out, _ = exported("export", "--events")
    assert 0 == code
    assert TOLD == [message["type"] for message in lines(out)]
    assert [1, 2, 3, 4] == [message["data"]["sequence"] for message in lines(out)]


def test_csv(exported):
    """A table of events has the columns of the documents, and the words of both versions."""
    _, out, _ = exported("export", "flood", "--events", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [column.name for column in EVENTS] == list(rows[0])
    assert TOLD == [row["type"] for row in rows]
    assert ("number 7.", "number 2.") == (rows[0]["text"][-9:], rows[0]["previous_text"][-9:])
    assert ["number"] == json.loads(rows[0]["edits"])


def test_parquet(exported, tmp_path):
    """A Parquet file has the same rows with their types, and is replaced only when told."""
    file = tmp_path / "flood.parquet"
    assert 0 == exported("export", "--format", "parquet", "-o", str(file))[0]
    table = parquet.read_table(file)
    assert [column.name for column in REVISIONS] == table.column_names
    assert VERSIONS == [(row["entry_id"], row["revision"]) for row in table.to_pylist()]
    assert "timestamp[us, tz=UTC]" == str(table.schema.field("observed_at").type)
    code, _, err = exported("export", "--format", "parquet", "-o", str(file))
    assert (1, True) == (code, "exists already" in err)
    assert 0 == exported("export", "--events", "--format", "parquet", "-o", str(file), "--force")[0]
    assert TOLD == parquet.read_table(file).column("type").to_pylist()


@pytest.mark.parametrize(
    ("words", "count"),
    [
        (("--since", "2026-01-02T13:30:00Z"), 2),
        (("--until", "2026-01-02T13:30:00Z"), 3),
        (("--words", "NUMBER 7"), 1),
        (("fire",), 0),
        (("flood", "fire"), 5),
        (("--events", "--type", "entry.deleted"), 1),
        (("--events", "--since", "2026-01-02T15:30:00Z"), 1),
        (("fire", "--events"), 0),
        (("--events", "--words", "headline 4"), 1),
    ],
)
def test_filters(exported, words, count):
    """Sources, times, types and words narrow what is written."""
    assert count == len(lines(exported("export", *words)[1]))


def test_atom(exported):
    """The feed is well-formed and has each entry as it stands, once, with an id, dates and an author."""
    feed = ET.fromstring(exported("export", "flood", "--format", "atom")[1])
    assert "Flood" == feed.findtext(f"{ATOM}title")
    entries = feed.findall(f"{ATOM}entry")
    assert ["Headline 4", "Headline 3", "Headline 2", "Headline 1"] == [one.findtext(f"{ATOM}title") for one in entries]
    assert all(
        one.findtext(part) for one in entries for part in (f"{ATOM}id", f"{ATOM}updated", f"{ATOM}author/{ATOM}name")
    )


def test_html(exported, tmp_path):
    """The page shows entries with their edits; as of an hour when one was withdrawn, it is marked."""
    file = tmp_path / "flood.html"
    code, out, err = exported("export", "flood", "--format", "html", "-o", str(file), "--until", "2026-01-02T15:30:00Z")
    page = file.read_text("utf-8")
    assert (0, "") == (code, out)
    assert "1 live blog" in err
    assert "<del>2</del><ins>7</ins>" in page
    assert 1 == page.count('class="withdrawn"')
    assert "<script" not in page


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("export", "nonsense"), "no source is named 'nonsense'"),
        (("export", "--format", "parquet"), "-o FILE"),
        (("export", "--type", "entry.created"), "--events"),
        (("export", "--format", "html", "--words", "x"), "--until"),
        (("export", "--since", "now", "--until", "1h ago"), "after"),
        (("backup", "/no/such/folder/copy.db"), "does not exist"),
        (("backup", "/dev", "--force"), "no regular file"),
        (("backup", "/dev/null", "--force"), "no regular file"),
        (("export", "-o", "/dev", "--force"), "no regular file"),
        (("export", "-o", "/dev/null", "--force"), "no regular file"),
    ],
)
def test_refusals(exported, words, said):
    """What cannot be done says so in a line or two."""
    code, out, err = exported(*words)
    assert code
    assert "" == out
    assert said in err
    assert TRACEBACK not in err


def test_a_full_disk_leaves_no_half_file(exported, tmp_path):
    """A file that cannot be made whole is not left behind."""
    code, _, err = exported("export", "-o", "/dev/full/x")
    assert code
    assert TRACEBACK not in err
    assert [] == list(tmp_path.glob("*.part"))


def test_backup(called, tmp_path):
    """The copy is a database with everything in it; a file that is there is not overwritten."""
    url, target = polled(tmp_path), tmp_path / "copy.db"
    code, out, _ = called("backup", str(target), "--store", url)
    assert (0, True) == (code, out.startswith(f"{target}: "))
    counts = []
    for file in (file_of(url), target):
        with closing(sqlite3.connect(file)) as connection:
            counts.append([connection.execute(f"SELECT count(*) FROM {t}").fetchone() for t in ("revisions", "events")])
    assert [[(5,), (4,)]] * 2 == counts
    assert 1 == called("backup", str(target), "--store", url)[0]
    assert 0 == called("backup", str(target), "--store", url, "--force")[0]


def test_a_file_that_cannot_be_written(exported, tmp_path):
    """It is named as the user named it, before anything is read."""
    (tmp_path / "file").write_text("")
    for folder, why in (("none", "no such file or directory"), ("file", "not a directory")):
        output = tmp_path / folder / "flood.csv"
        code, _, err = exported("export", "-o", str(output))
        assert (1, f"Error: {output} cannot be written: {why}; name another file with -o\n") == (code, err)


def test_a_link_is_not_followed(exported, tmp_path):
    """In a folder of everybody, a link where the unfinished file would be costs whoever it leads to nothing."""
    victim, output = tmp_path / "victim", tmp_path / "flood.jsonl"
    victim.write_text("mine")
    (tmp_path / "flood.jsonl.part").symlink_to(victim)
    code, _, err = exported("export", "-o", str(output))
    assert (0, "mine") == (code, victim.read_text()), err
    assert VERSIONS == [(row["entry_id"], row["revision"]) for row in lines(output.read_text())]
    output.unlink()
    output.symlink_to(victim)
    code, _, err = exported("export", "-o", str(output))
    assert (1, "mine", True) == (code, victim.read_text(), "exists already" in err)
    assert 0 == exported("export", "-o", str(output), "--force")[0]
    assert ("mine", False) == (victim.read_text(), output.is_symlink())


def test_a_slow_reader_holds_nothing(tmp_path):
    """Whoever takes the output later than it is made holds no view of the database, whose WAL can be cut meanwhile."""
    url = polled(tmp_path, [[entry(number, text="word " * 50_000) for number in (3, 2, 1)]])
    command = (sys.executable, "-c", "from monitor.cli import main; main()", "export", "--store", url)
    with closing(sqlite3.connect(file_of(url))) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        with subprocess.Popen(command, stdout=subprocess.PIPE, bufsize=0) as export:
            first = export.stdout.read(1)
            connection.execute("UPDATE sources SET retired = 1 WHERE name = 'fire'")
            connection.commit()
            assert (0,) == connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[:1]
            assert export.poll() is None
            rest = export.stdout.read()
    assert 3 == len(lines((first + rest).decode()))


@pytest.mark.parametrize("words", [("backup", "--force"), ("export", "--force", "-o")])
@pytest.mark.parametrize("name", ["live.db", "live.db-wal", "link.db", "../{folder}/live.db"])
def test_the_database_itself_is_not_replaced(exported, tmp_path, monkeypatch, words, name):
    """Under whatever name, and with --force: a daemon would go on writing to a file that nobody finds any more."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "link.db").hardlink_to(tmp_path / "live.db")
    before = (tmp_path / "live.db").read_bytes()
    code, _, err = exported(*words, name.format(folder=tmp_path.name))
    assert (1, True, before) == (code, "database itself" in err, (tmp_path / "live.db").read_bytes())
