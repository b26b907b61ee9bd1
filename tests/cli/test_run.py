"""`run`: the daemon from its start to its exit status. What it tells systemd is in tests/ops."""

import asyncio
import json
import os
import signal
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web
from command_line import TRACEBACK, answering, hanging, live_blog, received, restless_live_blog, serving, started
from xxhash import xxh3_64_intdigest

from monitor.cli.demo.play import Play
from monitor.cli.demo.publisher import PATH, application
from monitor.cli.demo.receiver import Receiver
from monitor.clock import utc_now

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
NOBODY = "http://127.0.0.1:1/live"
DRAINS_S = 10.0


def config(folder, *, store=None, sources=(NOBODY,), hooks=(), **defaults):
    """Write a config that polls the sources often and tells each of them to each webhook; return its path."""
    path = folder / "monitor.yaml"
    shape = {
        "store": f"sqlite:///{folder}/live.db" if store is None else store,
        "fetch": {"allow_networks": ["127.0.0.1"]},
        "deliver": {"allow_networks": ["127.0.0.1"]},
        "defaults": {"interval": "200ms"} | defaults,
        "sources": [{"name": f"source-{place}", "url": url} for place, url in enumerate(sources)],
        "webhooks": [{"name": f"hook-{n}", "url": url, "secrets": [SECRET]} for n, url in enumerate(hooks)],
    }
    path.write_text(json.dumps({key: value for key, value in shape.items() if value}))
    return str(path)


def run(*words):
    """Run the daemon until it ends by itself; return exit status, output and errors."""

    async def ran():
        async with started("run", *words) as command:
            return await command.ends(), command.out, command.err

    return asyncio.run(ran())


def events_of(command):
    return [json.loads(line)["event"] for line in command.err if line.startswith("{")]


async def test_events_arrive(tmp_path):
    """What a live blog publishes arrives, signed and in order; SIGTERM ends the daemon with 0, its log all JSON."""
    receiver = Receiver(SECRET, lambda _: None)
    async with (
        restless_live_blog() as url,
        serving(receiver.application()) as hook,
        started("run", "--config", config(tmp_path, sources=[url], hooks=[hook])) as command,
    ):
        await command.brings(received(receiver, 5))
        status = await command.ends(signal.SIGTERM)
    assert (0, [], []) == (status, command.out, receiver.faults)
    lines = events_of(command)
    assert len(command.err) == len(lines)
    assert ("started", "stopped") == (lines[0], lines[-1])
    assert {"poll", "attempt", "stopping"} < set(lines)


@pytest.mark.slow
@pytest.mark.parametrize("signal_", [signal.SIGTERM, signal.SIGINT])
async def test_drains_in_time(tmp_path, signal_):
    """While a source and a webhook hang, SIGTERM and Ctrl-C still end it within 10 s, with 0."""
    async with AsyncExitStack() as stack:
        _, healthy = await stack.enter_async_context(live_blog())
        hung, asked = await stack.enter_async_context(hanging())
        hook, sent = await stack.enter_async_context(hanging())
        path = config(tmp_path, sources=[healthy, hung], hooks=[hook], on_start="all")
        command = await stack.enter_async_context(started("run", "--config", path))
        await command.brings(asyncio.gather(asked.wait(), sent.wait()))
        loop = asyncio.get_running_loop()
        began = loop.time()
        status = await command.ends(signal_)
        took_s = loop.time() - began
    assert (0, "stopped") == (status, events_of(command)[-1])
    assert took_s < DRAINS_S
    assert TRACEBACK not in "".join(command.err)


@pytest.mark.slow
async def test_a_disk_that_hangs_keeps_nobody(tmp_path):
    """What is recorded stands still in the middle of a write: the stop says so, and is over within 10 s, with 0."""
    body = b"<!doctype html><p>One</p>"
    hung = tmp_path / "captures" / "source-0" / f"{xxh3_64_intdigest(body):016x}.html.part"
    hung.parent.mkdir(parents=True)
    os.mkfifo(hung)  # who opens it to write waits for a reader

    async def page(_):
        return web.Response(body=body, content_type="text/html")

    async with answering(page) as url:
        path = config(tmp_path, sources=[url], record=True)
        async with started("run", "--config", path) as command:
            await command.until_said('"poll"')
            loop = asyncio.get_running_loop()
            began = loop.time()
            status = await command.ends(signal.SIGTERM)
            took_s, lines = loop.time() - began, events_of(command)
    assert (0, "stopped without waiting any longer") == (status, lines[-1])
    assert took_s < DRAINS_S


@asynccontextmanager
async def polling_a_source_that_hangs(folder):
    """Run a daemon in the middle of a poll that does not end."""
    async with hanging() as (hung, asked), started("run", "--config", config(folder, sources=[hung])) as command:
        await command.brings(asked.wait())
        yield command


@pytest.mark.parametrize("signal_", [signal.SIGUSR1, signal.SIGUSR2])
async def test_signals_that_mean_nothing(tmp_path, signal_):
    """What others reopen their logs at does not end it; it says what it knows."""
    async with polling_a_source_that_hangs(tmp_path) as command:
        command.process.send_signal(signal_)
        await command.until_said("SIGHUP reloads")
        assert 0 == await command.ends(signal.SIGTERM)


@pytest.mark.parametrize("signal_", [signal.SIGTERM, signal.SIGINT])
async def test_second_signal(tmp_path, signal_):
    """The second signal ends it at once, whatever hangs, without words."""
    async with polling_a_source_that_hangs(tmp_path) as command:
        command.process.send_signal(signal_)
        await command.until_said("stopping")
        status = await command.ends(signal_)
    assert -signal_ == status
    assert "stopping" == events_of(command)[-1]
    assert TRACEBACK not in "".join(command.err)


@pytest.mark.parametrize("signal_", [signal.SIGTERM, signal.SIGINT])
async def test_stopped_while_it_starts(tmp_path, signal_):
    """A stop that comes while the database keeps the start waiting is obeyed at once."""
    asked = asyncio.Event()

    async def hang(reader, writer):
        asked.set()
        await reader.read()
        writer.close()

    database = await asyncio.start_server(hang, "127.0.0.1", 0)
    port = database.sockets[0].getsockname()[1]
    path = config(tmp_path, store=f"postgresql://desk@127.0.0.1:{port}/live")
    async with database, started("run", "--config", path) as command:
        await command.brings(asked.wait())
        began = asyncio.get_running_loop().time()
        command.process.send_signal(signal_)
        status = await command.ends()
        took_s = asyncio.get_running_loop().time() - began
    assert (0, ["stopped before it had started"]) == (status, events_of(command))
    assert took_s < DRAINS_S / 2
    assert TRACEBACK not in "".join(command.err)


async def test_takes_up_where_it_stopped(tmp_path):
    """Started again with the same database it goes on with the next sequence."""
    receiver = Receiver(SECRET, lambda _: None)
    async with restless_live_blog() as url, serving(receiver.application()) as hook:
        path = config(tmp_path, sources=[url], hooks=[hook])
        for _ in range(2):
            async with started("run", "--config", path) as command:
                await command.brings(received(receiver, len(receiver.arrived) + 2))
                assert 0 == await command.ends(signal.SIGTERM)
    assert ([], list(range(1, len(receiver.sequences) + 1))) == (receiver.faults, receiver.sequences)


def test_missing_config(tmp_path):
    """A config that is not there is exit status 2 and one line that says what to do."""
    path = tmp_path / "none.yaml"
    status, out, err = run("--config", str(path))
    remedy = "name yours with --config PATH, or begin one: `liveblog-monitor init URL`"
    said = f"liveblog-monitor: {path}: no such file ({remedy})"
    assert (2, [], [said]) == (status, out, err)


def test_wrong_config(tmp_path):
    """Each fault of the config is a line with its place; nothing is started."""
    path = tmp_path / "monitor.yaml"
    path.write_text(f"sources:\n- name: a\n  url: {NOBODY}\n  intervall: 5s\n  timeout: 5\n")
    status, out, err = run("--config", str(path))
    assert (2, []) == (status, out)
    assert [f"liveblog-monitor: {path}:4: sources[0].intervall", f"{path}:5: sources[0].timeout"] == [
        ":".join(line.split(":")[: 4 if line.startswith("liveblog") else 3]) for line in err
    ]


def read_only_folder(folder):
    """Return a folder in which nobody may write; root may everywhere but in the kernel's own."""
    if os.geteuid() == 0:
        return Path("/sys")
    folder.chmod(0o555)
    return folder


def test_read_only_folder(tmp_path):
    """A database in a folder that cannot be written is one line and exit status 1."""
    (tmp_path / "locked").mkdir()
    store = read_only_folder(tmp_path / "locked") / "live.db"
    status, out, err = run("--config", config(tmp_path, store=f"sqlite:///{store}"))
    assert (1, [], 1) == (status, out, len(err))
    assert err[0].startswith(
        f"liveblog-monitor: database {store}: permission denied ({store}.lock); run as the user whose "
    )


def test_no_folder(tmp_path):
    """A database in a folder that does not exist is one line that says what to do, and exit status 1."""
    store = tmp_path / "none" / "live.db"
    status, out, err = run("--config", config(tmp_path, store=f"sqlite:///{store}"))
    said = f"liveblog-monitor: database {store}: its folder does not exist; make it, or name another file as the store"
    assert (1, [], [said]) == (status, out, err)


def test_no_database(tmp_path):
    """A file that is no database is left as it is: one line, exit status 1."""
    store = tmp_path / "notes.txt"
    words = "Things to remember, none of them in a table.\n" * 100
    store.write_text(words)
    status, out, err = run("--config", config(tmp_path, store=f"sqlite:///{store}"))
    said = f"liveblog-monitor: database {store}: it is no SQLite database; move it away, or name another file"
    assert (1, [], [said]) == (status, out, err)
    assert words == store.read_text()


def test_folder_as_database(tmp_path):
    """A folder in the database's place is one line and exit status 1."""
    (tmp_path / "live.db").mkdir()
    status, out, err = run("--config", config(tmp_path))
    assert (1, [], 1) == (status, out, len(err))


@pytest.mark.slow
def test_no_postgresql(tmp_path):
    """A PostgreSQL that does not answer is waited for, which is said; then it is one line, and exit status 1."""
    status, out, err = run("--config", config(tmp_path, store="postgresql://desk:s3cr3t@127.0.0.1:1/live"))
    assert (1, []) == (status, out)
    *waits, last = err
    assert last.startswith("liveblog-monitor: database postgresql://desk:***@127.0.0.1:1/live is not available")
    said = [json.loads(line) for line in waits]
    assert {"store_unavailable"} == {line["event"] for line in said}
    assert [0.1, 0.2, 0.4] == [line["wait_s"] for line in said][:3]
    assert "s3cr3t" not in "".join(err)


async def test_database_in_use(tmp_path):
    """A second daemon on the same database says who has it, and ends with 1; the first goes on."""
    path = config(tmp_path)
    async with started("run", "--config", path) as first:
        await first.until_said('"started"')
        async with started("run", "--config", path) as second:
            status = await second.ends()
        pid, err, ended = first.process.pid, second.err, await first.ends(signal.SIGTERM)
    said = (
        f"liveblog-monitor: database {tmp_path}/live.db is open in another liveblog-monitor (pid {pid}); "
        "stop that one, or name another file as the store"
    )
    assert (1, [said], 0) == (status, err, ended)


async def test_heartbeat_that_cannot_be_written(tmp_path):
    """A heartbeat file that cannot be made is logged, and stops nothing."""
    words = ("--config", config(tmp_path), "--heartbeat", str(tmp_path / "none" / "beat"))
    async with started("run", *words) as command:
        await command.until_said('"poll"')
        status, events = await command.ends(signal.SIGTERM), events_of(command)
    assert (0, "no heartbeat") == (status, events[0])


async def test_quiet_log(tmp_path):
    """`--log error` says nothing while all is well."""
    polled = asyncio.Event()
    async with serving(application(Play(utc_now()), polled)) as url:
        words = ("--config", config(tmp_path, sources=[url + PATH]), "--log", "error")
        async with started("run", *words) as command:
            await command.brings(polled.wait())
            assert (0, [], []) == (await command.ends(signal.SIGTERM), command.out, command.err)
