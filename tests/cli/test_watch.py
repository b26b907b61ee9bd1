"""`watch`: what happens on live blogs, without a config."""

import asyncio
import json
import signal
import sys
from contextlib import AsyncExitStack

import pytest
from aiohttp import web
from command_line import (
    ESCAPE,
    HERE,
    answering,
    hanging,
    live_blog,
    received,
    restless_live_blog,
    serving,
    shell,
    started,
)

from monitor.app import STOP_POLLS
from monitor.cli.demo.receiver import Receiver
from monitor.clock import utc_now
from monitor.model import EventType

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
QUICKLY = (*HERE, "--interval", "200ms")


async def test_json_lines():
    """`--json --latest N` prints the N newest entries, then each change, one event body per line and nothing else."""
    async with live_blog() as (play, url), started("watch", url, "--json", "--latest", "2", *QUICKLY) as command:
        newest = [post.id for post in play.posts[:2]]
        await command.until(lambda: len(command.out) == 2)
        play.step(utc_now())
        await command.until(lambda: len(command.out) == 3)
        assert 130 == await command.ends(signal.SIGINT)
        messages, added = [json.loads(line) for line in command.out], play.posts[0].id
    assert ["entry.created"] * 3 == [message["type"] for message in messages]
    assert [1, 2, 3] == [message["data"]["sequence"] for message in messages]
    assert [*reversed(newest), added] == [message["data"]["entry"]["id"] for message in messages]


def test_for_people():
    """What it watches is said once on standard error; what happens goes to standard output, a pipe without colour."""

    async def watched():
        async with live_blog() as (play, url), started("watch", url, *QUICKLY) as command:
            await command.until_said("Watching")
            for _ in range(3):
                play.step(utc_now())
            await command.until(lambda: len(command.out) == 8)
            assert 130 == await command.ends(signal.SIGINT)
            return play.title, command.out, [line for line in command.err if line]

    title, out, err = asyncio.run(watched())
    assert [f"Watching “{title}” (6 entries by "] == [line.partition("jsonld")[0] for line in err]
    assert 3 == sum("+ new  " in line for line in out)
    assert 1 == sum("~ edited (" in line for line in out)
    assert 1 == sum("[-" in line and "{+" in line for line in out)
    assert ESCAPE not in "".join(out + err)


async def test_several_urls():
    """Several live blogs are told apart by name, also when their addresses end alike."""
    async with (
        live_blog() as (first, url),
        live_blog() as (second, other),
        started("watch", url, other, "--json", *QUICKLY) as command,
    ):
        await command.until(lambda: sum("Watching" in line for line in command.err) == 2)
        first.step(utc_now())
        second.step(utc_now())
        await command.until(lambda: len(command.out) == 2)
        sources = [json.loads(line)["data"]["source"] for line in command.out]
    assert {url, other} == {source["url"] for source in sources}
    assert 2 == len({source["name"] for source in sources})


async def test_webhook():
    """`--webhook --secret` sends each event there, too, signed so that the official library accepts it."""
    receiver = Receiver(SECRET, lambda _: None)
    async with live_blog() as (play, url), serving(receiver.application()) as hook:
        words = ("--latest", "1", "--webhook", hook, "--secret", SECRET, *QUICKLY)
        async with started("watch", url, *words) as command:
            await command.brings(received(receiver, 1))
            play.step(utc_now())
            await command.brings(received(receiver, 2))
            assert 130 == await command.ends(signal.SIGINT)
    assert ([], [1, 2]) == (receiver.faults, receiver.sequences)
    assert [EventType.ENTRY_CREATED] * 2 == [event.type for event in receiver.arrived]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "Missing argument 'URL...'"),
        (("a.example",), "'a.example' is no web address: it must begin with https:// or http://"),
        (("https://a.example", "ftp://a.example"), "'ftp://a.example' is no web address"),
        (("https://a.example", "--interval", "5"), "'5' has no unit (write 5s)"),
        (("https://a.example", "--interval", "1ms"), "200ms"),
        (("https://a.example", "--latest", "-1"), "-1 is not in the range"),
        (("https://a.example", "--webhook", "desk"), "'desk' is no web address"),
        (("https://a.example", "--secret", SECRET), "add --webhook URL"),
        (("https://a.example", "--webhook", "https://b.example", "--secret", "s3cr3t"), "Invalid value for '--secret'"),
    ],
)
def test_wrong_words(called, words, said):
    """Words that cannot be meant are exit status 2 and say what would be right, without repeating a secret."""
    code, out, err = called("watch", *words)
    assert (2, "") == (code, out)
    assert said in err
    assert "s3cr3t" not in err


async def test_source_that_fails():
    """A live blog that cannot be read is one line that says why and when it is tried again; then it is."""
    broken = True

    async with live_blog() as (_, url), AsyncExitStack() as stack:

        async def answer(_):
            if broken:
                return web.Response(status=404)
            raise web.HTTPFound(url)

        address = await stack.enter_async_context(answering(answer))
        command = await stack.enter_async_context(started("watch", address, *QUICKLY))
        failed = await command.until_said("trying again")
        broken = False
        await command.until_said("Watching")
        err = command.err
    assert failed.startswith(f"{address}: ")
    assert "404" in failed
    assert 1 == sum("trying again" in line for line in err)


def test_unreachable():
    """An address where nobody listens is told in one line, and degraded once."""

    async def watched():
        async with started("watch", "http://127.0.0.1:1/live", *QUICKLY) as command:
            await command.until(lambda: any("degraded" in line for line in command.out))
            assert 130 == await command.ends(signal.SIGINT)
            return [line for line in command.err if line], command.out

    err, out = asyncio.run(watched())
    assert ["http://127.0.0.1:1/live: could not connect: connection refused"] == [
        line.partition(";")[0] for line in err
    ]
    assert [True] == [line.endswith("! degraded  could not connect: connection refused") for line in out]


@pytest.mark.parametrize("signal_", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
async def test_signals(tmp_path, signal_):
    """Ctrl-C, SIGTERM and a closed terminal end it at once, while a server hangs, and leave no file behind."""
    async with (
        hanging() as (url, asked),
        started("watch", url, *HERE, environ={"TMPDIR": str(tmp_path)}) as command,
    ):
        await command.brings(asked.wait())
        loop = asyncio.get_running_loop()
        began = loop.time()
        assert 130 == await command.ends(signal_)
        took_s, err = loop.time() - began, [line for line in command.err if line]
    assert [] == err
    assert [] == list(tmp_path.iterdir())
    assert took_s < STOP_POLLS.total_seconds(), "it waited for the poll"


@pytest.mark.parametrize("words", ["", "--json"])
async def test_reader_goes_away(words):
    """`| head -1` ends it at the next event, without a word."""
    async with restless_live_blog() as url:
        code, out, err = await shell(
            f"monitor watch {url} {words} --allow-network 127.0.0.1 --interval 200ms | head -1"
        )
    assert (1, 1) == (code, out.count("\n"))
    assert [True] == [line.startswith("Watching") for line in err.splitlines()]


def test_no_temporary_folder():
    """Where no temporary folder can be made it says so in one line, with exit status 1."""
    words = "import sys, tempfile; tempfile.tempdir = '/none'; sys.argv[1:] = ['watch', 'http://127.0.0.1:1/']"
    code, out, err = asyncio.run(shell(f'"{sys.executable}" -c "{words}; from monitor.__main__ import main; main()"'))
    assert (1, "", 1) == (code, out, err.count("\n"))
    assert err.startswith("liveblog-monitor: no such file or directory (/none/liveblog-monitor-")
