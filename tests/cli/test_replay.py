"""`watch --record` and `replay`, as a user calls them."""

import asyncio
import json
import signal

import pytest
from command_line import ESCAPE, HERE, TRACEBACK, live_blog, shell, started
from live_blogs import entries, entry, page
from structlog.testing import capture_logs

from monitor.cli import replay as module
from monitor.clock import utc_now

URL = "https://news.example.org/live/flood"
STEPS = 9
"""Of the demo's play: entries come, are edited, one is withdrawn and restored."""


@pytest.fixture
def replayed(called, monkeypatch):
    """Call `replay` in this process, whose logging stays as it is."""
    monkeypatch.setattr(module, "configure", lambda _: None)

    def replay(*words):
        with capture_logs():
            return called("replay", *map(str, words))

    return replay


@pytest.fixture
def capture(tmp_path):
    """Give a capture of three responses: a baseline, an edit and a new entry, and an older entry gone."""
    folder = tmp_path / "flood"
    folder.mkdir()
    readings = [entries(3, 2, 1), [entry(4), entry(3, text="Words of 7 people"), *entries(2, 1)], entries(4, 3, 1)]
    lines = []
    for number, shown in enumerate(readings):
        (folder / f"{number}.html").write_bytes(page(*shown).body)
        at = f"2026-01-02T13:0{number}:00Z"
        lines.append(
            {"at": at, "url": URL, "status": 200, "headers": {"Content-Type": "text/html"}, "body": f"{number}.html"}
        )
    (folder / "index.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    return folder


def told(out):
    return [(message["type"], message["timestamp"], message["data"]["entry"]["id"]) for message in map(json.loads, out)]


def test_a_recorded_run_replays_to_the_same_events(tmp_path):
    """What `watch` told is told again, to the byte but for the ids: types, entries, diffs and times."""

    async def recorded():
        async with live_blog() as (play, url):
            words = ("watch", url, "--json", "--interval", "200ms", "--record", str(tmp_path / "night"), *HERE)
            async with started(*words) as command:
                await command.until_said("Watching")
                for _ in range(STEPS):
                    play.step(utc_now())
                    await command.until(lambda: len(command.out) == len(play.expected))
                assert 130 == await command.ends(signal.SIGINT)
                return command.out

    live = [json.loads(line) for line in asyncio.run(recorded())]
    code, out, err = asyncio.run(shell(f"monitor replay {tmp_path / 'night'} --json"))
    again = [json.loads(line) for line in out.splitlines()]
    assert 0 == code
    assert "never asked for" not in err
    for message in live + again:
        del message["data"]["id"]
    assert live == again
    assert {"entry.created", "entry.updated", "entry.deleted", "entry.restored"} == {one["type"] for one in again}


def test_json_is_the_same_each_time(capture, replayed):
    """Two replays of a capture print the same bytes; times are the capture's."""
    code, out, err = replayed(capture, "--json")
    expected = [
        ("entry.updated", "2026-01-02T13:01:00.000Z", "e3"),
        ("entry.created", "2026-01-02T13:01:00.000Z", "e4"),
        ("entry.updated", "2026-01-02T13:02:00.000Z", "e3"),
    ]
    assert (0, expected) == (code, told(out.splitlines()))
    assert "3 events from 3 polls (3 changed)\n" == err
    assert out == replayed(capture, "--json")[1]
    assert "flood" == json.loads(out.splitlines()[0])["data"]["source"]["name"]


def test_for_people(capture, replayed):
    """Without --json it prints what `watch` would have; `--latest` tells the newest entries first."""
    code, out, _ = replayed(capture, "--latest", "1")
    assert 0 == code
    assert ["+ new", "~ edited", "+ new", "~ edited"] == [
        line[10:].partition("  ")[0].partition(" (")[0] for line in out.splitlines() if line[:1] != " "
    ]
    assert ESCAPE not in out


def test_settings_of_a_config(capture, tmp_path, replayed):
    """With --config the source with that address brings its name, labels and rules."""
    path = tmp_path / "monitor.yaml"
    path.write_text(f"sources: [{{name: desk, url: '{URL}', confirm_deletions: 1, on_start: all, labels: {{a: b}}}}]")
    _, out, _ = replayed(capture, "--config", path, "--json")
    messages = [json.loads(line) for line in out.splitlines()]
    assert 7 == len(messages)
    assert "entry.deleted" in {message["type"] for message in messages}
    assert {"desk"} == {message["data"]["source"]["name"] for message in messages}
    assert {"a": "b"} == messages[0]["data"]["source"]["labels"]


def test_several_captures(capture, replayed):
    """Captures with the same name are told apart, and each line says whose it is."""
    code, out, _ = replayed(capture, capture)
    assert 0 == code
    assert 3 == out.count("  flood ") == out.count("  flood-2 ")


def test_a_source_that_fails(capture, replayed):
    """What failed is said once, with the reason; what is in the capture beside the live blog is counted."""
    refusal = {"at": "2026-01-02T13:05:00Z", "url": URL, "status": 503, "headers": {}}
    again = refusal | {"at": "2026-01-02T13:06:00Z"}
    beside = refusal | {"url": "https://news.example.org/robots.txt"}
    with (capture / "index.jsonl").open("a") as index:
        index.writelines(json.dumps(line) + "\n" for line in (refusal, again, beside))
    _, _, err = replayed(capture)
    assert 1 == err.count("flood: fetch-failed: the server answered 503 Service Unavailable\n")
    assert (
        "3 events from 5 polls (3 changed, 2 fetch-failed); 1 response never asked for (https://news.example.org/robots.txt)"
        in err
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda folder: (folder / "1.html").unlink(), "index.jsonl:2: the body '1.html' is missing"),
        (lambda folder: (folder / "index.jsonl").write_text("{"), "flood: holds no response of a page"),
        (lambda folder: (folder / "index.jsonl").write_text("{\n"), "index.jsonl:1: is no line of a capture"),
        (lambda folder: (folder / "index.jsonl").unlink(), "is no capture"),
    ],
)
def test_a_broken_capture(capture, replayed, change, said):
    """It is one line that names file and line, and exit status 1."""
    change(capture)
    code, out, err = replayed(capture)
    assert (1, "", 1) == (code, out, err.count("\n"))
    assert said in err
    assert TRACEBACK not in err


def test_a_config_that_does_not_fit(capture, tmp_path, replayed):
    """A capture of none of its sources, and two captures of one, are said before anything is replayed."""
    path = tmp_path / "monitor.yaml"
    path.write_text("sources: [{name: other, url: 'https://other.example/live'}]")
    code, _, err = replayed(capture, "--config", path)
    assert (1, True) == (code, f"no source in {path} has its address, {URL}; add one" in err)
    path.write_text(f"sources: [{{name: flood, url: '{URL}'}}]")
    code, _, err = replayed(capture, capture, "--config", path)
    assert (1, True) == (code, "source flood is in another capture, too; replay one each" in err)
