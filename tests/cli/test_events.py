"""`events`, `completion` and `status --watch`, as a user calls them."""

import json
import os
import pty
import re
import signal
import sqlite3
import subprocess
import sys

import pytest
from command_line import TRACEBACK, environment, restless_live_blog, started
from polled import polled

TOLD = ["entry.updated", "entry.created", "entry.deleted", "entry.restored"]


@pytest.fixture
def store(tmp_path):
    return polled(tmp_path)


def bodies(out):
    return [json.loads(line) for line in out.splitlines()]


@pytest.mark.parametrize(
    ("words", "types"),
    [
        ((), TOLD),
        (("flood",), TOLD),
        (("-n", "2"), TOLD[2:]),
        (("-n", "0"), []),
        (("--type", "entry.created", "--type", "entry.deleted"), TOLD[1:3]),
        (("--words", "number 4"), ["entry.created"]),
        (("fire",), []),
    ],
)
def test_events(called, store, words, types):
    """The newest that are asked for, the newest last, each the body that webhooks got."""
    code, out, err = called("events", *words, "--json", "--store", store)
    assert (0, "", types) == (code, err, [message["type"] for message in bodies(out)])


def test_events_for_people(called, store):
    """Each says what happened, of which source unless one is asked for."""
    _, of_all, _ = called("events", "--store", store)
    _, of_one, _ = called("events", "flood", "--store", store)
    assert "~ edited  flood (number)" in of_all
    assert "~ edited (number)" in of_one
    code, _, err = called("events", "flod", "--store", store)
    assert (1, True) == (code, "flood" in err)


def test_a_body_that_the_disk_cut(called, store):
    """What is left of it is told of by the event's id, with what to do; a search by words passes over it."""
    with sqlite3.connect(store.removeprefix("sqlite:///")) as database:
        database.execute("UPDATE events SET body = substr(body, 1, 99) WHERE sequence = 4")
    database.close()
    code, _, err = called("events", "--store", store)
    assert (1, 1) == (code, err.count("\n"))
    assert re.match(r"liveblog-monitor: event evt_\w+ in the database is not what was .*: restore a backup$", err)
    code, out, err = called("events", "--words", "number 4", "--json", "--store", store)
    assert (0, "", ["entry.created"]) == (code, err, [message["type"] for message in bodies(out)])


@pytest.mark.slow
async def test_follow(tmp_path):
    """Beside a daemon it goes on with what comes, in order and without a hole, until Ctrl-C."""
    async with restless_live_blog() as url:
        config = tmp_path / "monitor.yaml"
        config.write_text(
            f"store: sqlite:///{tmp_path}/live.db\napi: {{listen: 'off'}}\nfetch: {{allow_networks: [127.0.0.1]}}\n"
            f"sources: [{{name: flood, url: '{url}', interval: 200ms}}]\n"
        )
        async with started("run", "--config", str(config)) as daemon:
            await daemon.until_said("started")
            async with started("events", "-f", "-n", "3", "--json", "--config", str(config)) as following:
                await following.until(lambda: len(following.out) > 8)
                code = await following.ends(signal.SIGINT)
                out, err = following.out, following.err
    sequences = [json.loads(line)["data"]["sequence"] for line in out]
    assert (130, "") == (code, "".join(err))
    assert list(range(sequences[0], sequences[0] + len(out))) == sequences


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(called, shell):
    """The script names our command, and asks it for the words."""
    code, out, err = called("completion", shell)
    assert (0, "") == (code, err)
    assert "_LIVEBLOG_MONITOR_COMPLETE" in out
    assert "liveblog-monitor" in out


def test_completion_knows_the_words():
    """What the script asks is answered with the commands and options that begin so."""

    def words(line):
        asked = {"COMP_WORDS": line, "COMP_CWORD": str(line.count(" ")), "_LIVEBLOG_MONITOR_COMPLETE": "bash_complete"}
        call = "import sys; sys.argv[0] = 'liveblog-monitor'; from monitor.cli import main; main()"
        return subprocess.run(
            [sys.executable, "-c", call],
            env=environment(asked),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        ).stdout

    assert "plain,evidence\nplain,explain\nplain,export\n" in "".join(
        sorted(words("liveblog-monitor e").splitlines(True))
    )
    assert "--follow" in words("liveblog-monitor events --f")


def test_one_screen(tmp_path, store):
    """On a terminal the screen shows sources and keeps itself up to date; Ctrl-C ends it without a word."""
    config = tmp_path / "monitor.yaml"
    config.write_text(f"store: {store}\nsources:\n  - {{name: flood, url: 'https://a.example/'}}\n")
    main, other = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "monitor", "status", "--watch", "--config", str(config)],
        stdin=other,
        stdout=other,
        stderr=other,
        env=environment({"TERM": "xterm", "COLUMNS": "120", "LINES": "30"}),
    )
    os.close(other)
    shown = b""
    try:
        while shown.count(b"1 source") < 2:  # drawn, and drawn again
            shown += os.read(main, 65536)
        process.send_signal(signal.SIGINT)
        code = process.wait(timeout=30)
    finally:
        process.kill()
        process.wait()
        os.close(main)
    assert 130 == code
    assert b"flood" in shown
    assert TRACEBACK.encode() not in shown


def test_watch_needs_a_terminal(called, tmp_path, store):
    """In a pipe it says what to do instead."""
    config = tmp_path / "monitor.yaml"
    config.write_text(f"store: {store}\nsources:\n  - {{name: flood, url: 'https://a.example/'}}\n")
    code, _, err = called("status", "--watch", "--config", str(config))
    assert (1, True) == (code, "--json" in err)
    assert 2 == called("status", "flood", "--watch", "--config", str(config))[0]


@pytest.mark.parametrize(
    "words", [("events",), ("status",), ("webhook", "list"), ("deliveries",), ("history", "flood")]
)
def test_looking_needs_no_secrets(called, store, tmp_path, words):
    """Beside a daemon to which systemd hands its secrets, whoever has none of them may look."""
    file = tmp_path / "monitor.yaml"
    hook = 'webhooks: [{name: desk, url: "https://h.example/${NOBODY_HAS}", secrets: ["${credential:desk}"]}, '
    hook += '{name: chat, format: slack, url: "${credential:chat}"}, {name: phone, format: ntfy, url: "${NOBODY_HAS}"}]'
    file.write_text(f'store: {store}\nsources: [{{name: flood, url: "https://a.example"}}]\n{hook}\n')
    code, out, err = called(*words, "--config", str(file))
    assert (0, "") == (code, err)
    assert out
    assert 2 == called("check", "--config", str(file))[0]
