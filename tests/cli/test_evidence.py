"""`evidence`, as a user calls it: a live blog watched with evidence, then somebody's hands in it."""

import asyncio
import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from command_line import TRACEBACK, restless_live_blog
from structlog.testing import capture_logs
from warcio.archiveiterator import ArchiveIterator
from warcio.warcwriter import WARCWriter

from monitor.app import Setup, running
from monitor.capture import Vault
from monitor.cli.database import reading
from monitor.cli.evidence import Chain, follow
from monitor.cli.progress import progress
from monitor.evidence import Walk, first_digest
from monitor.model import ChainHead, Source
from monitor.wire.addresses import LOOPBACK

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
    code, out, _ = evidence("verify", "fire")
    assert (0, True) == (code, out.startswith("fire: no exhibit is there yet"))


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
        ("UPDATE events SET body = CAST('garbage' AS BLOB) WHERE sequence = 1", "was changed"),
        ("UPDATE events SET body = CAST('[]' AS BLOB) WHERE sequence = 1", "was changed"),
        ("UPDATE exhibits SET exhibit = CAST('garbage' AS BLOB) WHERE number = 2", "not what was written"),
        ("UPDATE exhibits SET exhibit = CAST('{}' AS BLOB) WHERE number = 2", "not what was written"),
        (
            "UPDATE exhibits SET exhibit = CAST(replace(exhibit, '\"number\":3', '\"number\":0') AS BLOB)",
            "stands in the database as exhibit 3",
        ),
        ("UPDATE sources SET state = CAST(replace(state, '\"evidence\":', '\"evident\":') AS BLOB)", "were put in"),
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


def test_a_file_does_not_stand_in_for_a_source(evidence, folder, called, tmp_path, monkeypatch):
    """A bare name is a source's, whatever lies in the folder; a path or a WARC file's ending is a file's."""
    good = tmp_path / "good.warc.gz"
    evidence("export", "flood", "-o", str(good))
    bodies(folder)[0].write_bytes(b"other words")
    monkeypatch.chdir(tmp_path)
    good.rename("flood")
    code, out, err = evidence("verify", "flood")
    assert (1, True, True) == (code, "were changed" in out, "write ./flood" in err)
    assert (0, True) == (
        called("evidence", "verify", "./flood")[0],
        "whole" in called("evidence", "verify", "./flood")[1],
    )
    (tmp_path / "flood").rename("night.warc")
    assert 0 == called("evidence", "verify", "night.warc")[0]
    code, _, err = called("evidence", "verify", "none.warc.gz")
    assert (1, True) == (code, "none.warc.gz: cannot be read: no such file" in err)


def test_a_warc_file_that_was_changed(evidence, folder, called, tmp_path):
    """One that breaks off, is no WARC, or whose bytes are others is refused with a reason."""
    file = tmp_path / "flood.warc.gz"
    bodies(folder)[0].write_bytes(b"other words")
    evidence("export", "-o", str(file))
    code, out, _ = called("evidence", "verify", str(file))
    assert (1, True) == (code, "were changed" in out)
    content = file.read_bytes()
    nameless = b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: 1\r\n\r\nx"
    for broken in (content[: len(content) // 2], b"no warc at all" + bytes(8_000), b"", nameless):
        file.write_bytes(broken)
        code, out, err = called("evidence", "verify", str(file))
        assert code, broken[:20]
        assert len(err) < 400
        assert TRACEBACK not in err


def test_nothing_is_no_archive(evidence, tmp_path):
    """Where no evidence is, none is handed out: it says so, and no file is there that would prove nothing."""
    code, out, err = evidence(
        "export", "flood", "-o", str(tmp_path / "none.warc.gz"), "--until", "2000-01-01T00:00:00Z"
    )
    assert (1, "", True) == (code, out, "no evidence is there" in err)
    assert [] == list(tmp_path.glob("none.warc.gz*"))


def test_refusals(evidence):
    """What cannot be done says so."""
    assert 2 == evidence("verify", "--head", "x")[0]
    assert 2 == evidence("verify", "flood", "--head", "nonsense")[0]
    assert 1 == evidence("verify", "none")[0]
    assert 2 == evidence("export")[0]
    assert "no evidence is there; name what `evidence export` wrote" in evidence("verify", "/dev/null")[2]


HOSTILE = {
    "deep": b"[" * 1_000_000,
    "a list": b"[]",
    "infinite": b'{"source": "s", "instance": "i", "exhibit": {"at": "2026-01-01T00:00:00Z", "number": 1e999}}',
    "long": b'{"source": "s", "instance": "i", "exhibit": {"at": "2026-01-01T00:00:00Z", "number": %s}}'
    % (b"9" * 5_000),
}


@pytest.mark.parametrize("facts", HOSTILE.values(), ids=HOSTILE)
def test_a_warc_file_of_a_stranger(called, tmp_path, facts):
    """Facts that are none are refused, whatever they are."""
    file = tmp_path / "strange.warc.gz"
    with file.open("wb") as stream:
        writer = WARCWriter(stream)
        writer.write_record(
            writer.create_warc_record("https://a.example/", "metadata", payload=BytesIO(facts), length=len(facts))
        )
    code, _, err = called("evidence", "verify", str(file))
    assert (1, True, True) == (code, "is no exhibit's" in err, TRACEBACK not in err)


class Growing:
    """A ledger that gets another exhibit, and what came of it, before each question for its head or its events."""

    def __init__(self, ledger, exhibits):
        self._ledger = ledger
        self._exhibits = exhibits
        self._there = 1

    def _grown(self):
        self._there = min(self._there + 1, len(self._exhibits))
        return self._exhibits[: self._there]

    async def find_exhibits(self, _, *, after, limit):
        return [one for one in self._exhibits[: self._there] if one.number > after][:limit]

    async def find_head(self, _):
        last = self._grown()[-1]
        return ChainHead(number=last.number, digest=last.digest)

    async def find_events(self, query):
        told = {id_ for one in self._grown() for id_, _ in one.tells}
        page = await self._ledger.find_events(query)
        return replace(page, events=[placed for placed in page.events if placed.event.id in told])

    async def find_bodies(self, ids):
        return await self._ledger.find_bodies(ids)


async def test_beside_a_daemon(folder):
    """What is added while the chain is read is neither missing nor put in."""
    url = f"sqlite:///{folder}/live.db"

    async with reading(url) as ledger:
        exhibits = await ledger.find_exhibits("flood")
        chain = Chain("flood", Walk(first_digest(await ledger.find_instance(), "flood")), None)
        with progress() as shown:
            await follow(Growing(ledger, exhibits), chain, Vault(folder / "evidence"), shown)
    assert ([], len(exhibits)) == (chain.faults, chain.exhibits)
    assert len(exhibits) > 2


def test_bytes_that_cannot_be_read(evidence, folder):
    """They are a fault of their exhibit, and the others are looked at all the same."""
    first, *_ = bodies(folder)
    first.unlink()
    first.mkdir()
    code, out, _ = evidence("verify", "flood", "--json")
    told = json.loads(out)
    assert (1, len(listed(evidence))) == (code, told["exhibits"])
    assert any("cannot be read: is a directory" in fault for fault in told["faults"])
