"""What the witness keeps, and what becomes of it when the disk fails."""

import asyncio
import hashlib
from datetime import UTC, datetime

import pytest
from structlog.testing import capture_logs

from monitor.capture import Vault, Witness
from monitor.model import Form, NotModified, Page, Request, Validators

AT = datetime(2026, 1, 2, 12, tzinfo=UTC)
ASKED = Request(url="https://news.example/live", evidence="flood")


def page(body=b"<p>Words</p>", wire=b"coded"):
    return Page(url=ASKED.url, status=200, headers={"etag": '"1"'}, body=body, fetched_at=AT, wire=wire)


def witness(folder, *answers, **limits):
    left = list(answers)

    async def fetch(_):
        return left.pop(0)

    return Witness(fetch, Vault(folder), **limits)


def sha256(body):
    return hashlib.sha256(body).hexdigest()


async def test_what_was_read_is_secured_once(tmp_path):
    """The bytes as they came are on disk under their digest; a second time there is nothing new."""
    keeper = witness(tmp_path, page(), page(b"x", None))
    assert page() == await keeper(ASKED)
    await keeper(ASKED)
    first, second = await keeper.secure("flood"), await keeper.secure("flood")
    assert [(sha256(b"coded"), Form.WIRE), (sha256(b"x"), Form.RENDERED)] == [(one.sha256, one.form) for one in first]
    assert () == tuple(second)
    assert b"coded" == Vault(tmp_path).read(sha256(b"coded"))
    assert None is Vault(tmp_path).read(sha256(b"never seen"))
    assert [] == list(tmp_path.rglob("*.part"))


def test_the_same_bytes_at_once(tmp_path):
    """Sources that read the same page at the same time all have its bytes, whole, and none takes them from another."""
    bodies = [bytes([number]) * 2_000_000 for number in range(8)]

    async def story():
        keepers = [witness(tmp_path, *(page(wire=body) for body in bodies)) for _ in range(12)]
        deposits = []
        for _ in bodies:
            await asyncio.gather(*(keeper(ASKED) for keeper in keepers))
            deposits += [
                found for some in await asyncio.gather(*(k.secure("flood") for k in keepers)) for found in some
            ]
        return deposits

    deposits = asyncio.run(story())
    assert [None] * 96 == [one.lost for one in deposits]
    assert bodies == [Vault(tmp_path).read(sha256(body)) for body in bodies]
    assert [] == list(tmp_path.rglob("*.part"))


async def test_what_changed_nothing_is_forgotten(tmp_path):
    """Pages that led to no commit, answers without a body, and sources that keep no evidence leave nothing on disk."""
    same = NotModified(url=ASKED.url, fetched_at=AT, validators=Validators())

    keeper = witness(tmp_path, page(), same, page())
    await keeper(ASKED)
    keeper.dismiss("flood")
    await keeper(ASKED)
    await keeper(Request(url=ASKED.url))
    assert () == tuple(await keeper.secure("flood"))
    assert [] == list(tmp_path.iterdir())


def test_a_long_poll_holds_no_more_than_its_limit(tmp_path):
    """Beyond it bodies go to disk at once; all are secured in their order."""
    bodies = [b"%d" % number * 600 for number in range(4)]

    async def story():
        keeper = witness(tmp_path, *[page(wire=body) for body in bodies], held_limit_bytes=1_000)
        for _ in bodies:
            await keeper(ASKED)
        early = len([file for file in tmp_path.rglob("*") if file.is_file()])
        return early, await keeper.secure("flood")

    early, deposits = asyncio.run(story())
    assert 3 == early
    assert [sha256(body) for body in bodies] == [one.sha256 for one in deposits]


def test_a_disk_that_fails_costs_no_event(tmp_path):
    """The deposit says what the bytes were and why they are not there, and the log says so, too."""
    (tmp_path / "file").write_text("in the way")

    async def story():
        keeper = witness(tmp_path / "file", page())
        await keeper(ASKED)
        return await keeper.secure("flood")

    with capture_logs() as logs:
        (deposit,) = asyncio.run(story())
    assert (sha256(b"coded"), "not a directory") == (deposit.sha256, deposit.lost)
    assert ["evidence not kept"] == [line["event"] for line in logs]


def test_a_vault_that_cannot_be_read(tmp_path):
    """It says so: what is not readable is not what was kept."""
    (tmp_path / "ab").mkdir()
    (tmp_path / "ab" / ("ab" * 32)).mkdir()
    with pytest.raises(OSError, match="directory"):
        Vault(tmp_path).read("ab" * 32)
