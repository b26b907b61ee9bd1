"""`evidence`, as a user calls it: a live blog watched with evidence, then somebody's hands in it."""

import asyncio
import json
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from command_line import TRACEBACK, restless_live_blog
from structlog.testing import capture_logs
from warcio.archiveiterator import ArchiveIterator

from monitor.addresses import LOOPBACK
from monitor.app import Setup, running
from monitor.model import Source

EVENTS = 6


@pytest.fixture(scope="module")
def watched(tmp_path_factory):
    """Give the folder of a database whose one source kept evidence of some events, and another kept none."""
    folder = tmp_path_factory.mktemp("watched")

    async def story():
        enough = asyncio.Event()

        async with restless_live_blog() as url:
            often = timedelta(milliseconds=200)
            source = Source(name="flood", url=url, interval=often, evidence=True)
            other = Source(name="fire", url=url, interval=often)
            setup = Setup(
                sources=[source, other],
                store_url=f"sqlite:///{folder}/live.db",
                fetch_networks=LOOPBACK,
            )

            def polled(polled_source, _):
                if monitor.pipeline.state("flood").sequence >= EVENTS and polled_source.name == "flood":
                    enough.set()

            async with running(setup, on_poll=polled) as monitor, asyncio.timeout(30):
                await enough.wait()

    with capture_logs():
        asyncio.run(story())
    return folder


@pytest.fixture
def folder(watched, tmp_path):
    """Give a copy to lay hands on."""
    return shutil.copytree(watched, tmp_path / "copy")


@pytest.fixture
def evidence(called, folder):
    return lambda *words: called("evidence", *words, "--store", f"sqlite:///{folder}/live.db")


def change(folder, statement, *values):
    with closing(sqlite3.connect(folder / "live.db")) as connection:
        connection.execute(statement, values)
        connection.commit()


def bodies(folder):
    return sorted(file for file in (folder / "evidence").rglob("*") if file.is_file())


def listed(evidence):
    return [json.loads(line) for line in evidence("list", "--json")[1].splitlines()]


def test_each_event_has_its_exhibit(evidence, folder):
    """Events name the number of the exhibit that tells them; the baseline has one, too; bytes are there once."""
    exhibits = listed(evidence)
    with closing(sqlite3.connect(folder / "live.db")) as connection:
        rows = connection.execute(
            "SELECT e.id, e.body FROM events e JOIN sources s ON s.id = e.source_id WHERE s.name = 'flood'"
        ).fetchall()
    numbers = {id_: json.loads(body)["data"]["observed"]["evidence"] for id_, body in rows}
    assert numbers == {told["id"]: one["number"] for one in exhibits for told in one["tells"]}
    assert [] == exhibits[0]["tells"]
    assert {one["sha256"] for one in exhibits} == {file.name for file in bodies(folder)}
    code, out, _ = evidence("list", "flood")
    assert (0, len(exhibits) + 1) == (code, len(out.splitlines()))


def test_untouched_it_is_whole(evidence):
    """Verification says so, prints the head, and takes it back."""
    code, out, err = evidence("verify")
    assert (0, "") == (code, err)
    assert "whole and unchanged" in out
    head = out.split("head ")[1].strip()
    assert 0 == evidence("verify", "flood", "--head", head)[0]
    assert 0 == evidence("verify", "flood", "--head", head[:20])[0]
    number, _ = head.split(":")
    code, out, _ = evidence("verify", "flood", "--head", f"{number}:00000000")
    assert (1, True) == (code, "not the one that was noted" in out)
    assert 0 == evidence("verify", "fire")[0]


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DELETE FROM exhibits WHERE number = 2", "exhibit 2 is missing"),
        ("DELETE FROM exhibits WHERE number = (SELECT max(number) FROM exhibits)", "missing"),
        (
            "UPDATE exhibits SET exhibit = CAST(replace(exhibit, '200', '203') AS BLOB) WHERE number = 2",
            "2 was changed",
        ),
        ("UPDATE events SET body = CAST(body || ' ' AS BLOB) WHERE sequence = 1", "was changed"),
    ],
)
def test_a_hand_in_the_database(evidence, folder, statement, said):
    """It is found, and the command fails."""
    change(folder, statement)
    code, out, err = evidence("verify", "flood")
    assert (1, True) == (code, said in out), out
    assert TRACEBACK not in err


def test_a_hand_in_the_vault(evidence, folder):
    """Bytes that were changed or taken away are found."""
    first, second, *_ = bodies(folder)
    first.write_bytes(first.read_bytes() + b" ")
    second.unlink()
    code, out, _ = evidence("verify", "flood", "--json")
    faults = " ".join(json.loads(out)["faults"])
    assert (1, True, True) == (code, "were changed" in faults, "are missing" in faults)


def test_the_end_cut_off_with_its_head(evidence, folder):
    """Whoever takes the last exhibit and mends the state is found by the events that name it."""
    last = listed(evidence)[-1]
    change(folder, "DELETE FROM exhibits WHERE number = ?", last["number"])
    with closing(sqlite3.connect(folder / "live.db")) as connection:
        state = json.loads(connection.execute("SELECT state FROM sources WHERE name = 'flood'").fetchone()[0])
    state["evidence"] = {"number": last["number"] - 1, "digest": last["previous"]}
    change(folder, "UPDATE sources SET state = ? WHERE name = 'flood'", json.dumps(state).encode())
    code, out, _ = evidence("verify", "flood")
    assert (1, True) == (code, "which is gone or another" in out)


def test_a_warc_file(evidence, folder, called, tmp_path):
    """The exported file is a WARC that others read, and proves itself without the database."""
    file = tmp_path / "flood.warc.gz"
    code, out, _ = evidence("export", "-o", str(file))
    exhibits = listed(evidence)
    assert (0, True) == (code, f"{len(exhibits)} exhibits" in out)
    with file.open("rb") as stream:
        records = [
            (
                record.rec_type,
                record.http_headers.get_statuscode() if record.http_headers else None,
                record.content_stream().read(),
            )
            for record in ArchiveIterator(stream)
        ]
    responses = [content for kind, status, content in records if (kind, status) == ("response", "200")]
    assert len(exhibits) == len(responses)
    assert all(b"<html" in content for content in responses)
    code, out, _ = called("evidence", "verify", str(file))
    assert (0, True) == (code, "whole and unchanged" in out)
    code, _, err = evidence("export", "-o", str(file))
    assert (1, True) == (code, "exists already" in err)
    part = tmp_path / "part.warc.gz"
    assert 0 == evidence("export", "flood", "-o", str(part), "--since", exhibits[2]["at"])[0]
    assert 0 == called("evidence", "verify", str(part))[0]


def test_a_warc_file_that_was_changed(evidence, folder, called, tmp_path):
    """One that breaks off, is no WARC, or whose bytes are others is refused with a reason."""
    file = tmp_path / "flood.warc.gz"
    bodies(folder)[0].write_bytes(b"other words")
    evidence("export", "-o", str(file))
    code, out, _ = called("evidence", "verify", str(file))
    assert (1, True) == (code, "were changed" in out)
    content = file.read_bytes()
    for broken in (content[: len(content) // 2], b"no warc at all", b""):
        file.write_bytes(broken)
        code, out, err = called("evidence", "verify", str(file))
        assert code, broken[:20]
        assert TRACEBACK not in err


def test_refusals(evidence):
    """What cannot be done says so."""
    assert 2 == evidence("verify", "--head", "x")[0]
    assert 2 == evidence("verify", "flood", "--head", "nonsense")[0]
    assert 1 == evidence("verify", "none")[0]
    assert 2 == evidence("export")[0]
