"""`check` and `schema`, as a user calls them."""

import asyncio
import json

import pytest
from aiohttp import web
from click.testing import CliRunner

import monitor
from monitor.cli.check import check
from monitor.cli.schema import schema
from monitor.config import json_schema
from monitor.errors import NotALiveBlog, Unreachable
from monitor.model import Entry, Snapshot

RIGHT = """
sources:
- {name: a, url: 'https://a.example', headers: {x: y}, timeout: 3s, extractor: rss}
- {name: b, url: 'https://b.example'}
- {name: c, url: 'https://c.example'}
webhooks: [{name: w, url: 'https://h.example', secrets: ['${SECRET}']}]
fetch: {user_agent: desk}
"""


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    found = tmp_path / "monitor.yaml"
    found.write_text(RIGHT)
    return found


def called(*words):
    result = CliRunner().invoke(check, words)
    return result.exit_code, result.stdout, result.stderr


def test_right(path):
    """A right config is counted, with exit status 0."""
    assert (0, f"{path} is right: 3 sources, 1 webhook\n", "") == called("--config", str(path))


def test_wrong(path):
    """Each fault is a line on stderr, with exit status 2."""
    path.write_text(
        "sources:\n- name: a\n  url: https://a.example\n  timeout: 5\n  colour: red\n"
        "- name: b\n  url: https://b.example\n  extractor: rsss\n"
    )
    code, out, err = called("--config", str(path))
    known = (
        "known: interval, min, max, timeout, on_start, labels, headers, confirm_deletions, backfill, quarantine_after, "
        "flap_after, degraded_after, record"
    )
    of_a_source = "name, url, extractor, selectors, jmespath, zone, render"
    expected = [
        f"{path}:4: sources[0].timeout: '5' has no unit (write 5s)",
        f"{path}:5: sources[0].colour: unknown key 'colour' ({known}, {of_a_source})",
        f"{path}:8: sources[1].extractor: no extractor is named 'rsss' (did you mean 'rss'?)",
    ]
    assert (2, "", expected) == (code, out, err.splitlines())


def test_missing(tmp_path):
    """A config that is not there says what to do."""
    path = tmp_path / "none.yaml"
    expected = f"{path}: no such file (name yours with --config PATH; config/monitor.yaml shows every key)\n"
    assert (2, "", expected) == called("--config", str(path))


def test_probe(path, monkeypatch):
    """Each source is read once, as it would be polled; exit status 1 if one cannot be."""
    asked = {}

    async def probe(source, **how):
        del how
        url = source.url
        asked[url] = (source.timeout.total_seconds(), source.headers, source.extractor)
        if url == "https://b.example":
            raise NotALiveBlog(url, "nothing on it looks like a live blog")
        if url == "https://c.example":
            raise Unreachable(url, "connection refused")
        return Snapshot(title=None, url=url, entries=(Entry(id="1"),), extractor="rss", confidence=0.954)

    monkeypatch.setattr(monitor, "probe", probe)
    code, out, _ = called("--config", str(path), "--probe")
    expected = [
        f"{path} is right: 3 sources, 1 webhook",
        "a: ok: 1 entry by rss, confidence 0.95",
        "b: failed: nothing on it looks like a live blog",
        "c: failed: connection refused",
    ]
    assert (1, expected) == (code, out.splitlines())
    assert asked["https://a.example"] == (3.0, {"user-agent": "desk", "x": "y"}, "rss")


def test_probe_right(path, monkeypatch):
    """When every source can be read the exit status is 0."""

    async def probe(source, **how):
        del how
        return Snapshot(title=None, url=source.url, entries=(), extractor="jsonld", confidence=1.0)

    path.write_text("sources: [{name: a, url: 'https://a.example'}]")
    monkeypatch.setattr(monitor, "probe", probe)
    expected = f"{path} is right: 1 source, 0 webhooks\na: ok: 0 entries by jsonld, confidence 1.00\n"
    assert (0, expected, "") == called("--config", str(path), "--probe")


def test_probe_reads_a_source_as_it_is_configured(path):
    """Selectors and zone are tried on the page, and one that finds nothing is named."""

    async def answer(_request):
        page = (
            "<article><h2>Vote begins</h2><b>7 November 2024, 12:01</b></article><article><h2>Doors open</h2></article>"
        )
        return web.Response(text=page, content_type="text/html")

    async def serve():
        runner = web.ServerRunner(web.Server(answer), shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
        keys = "selectors: {entry: article, title: h2, time: b, author: i}, zone: Europe/London"
        path.write_text(f"sources: [{{name: a, url: '{url}', {keys}}}]")
        try:
            return await asyncio.to_thread(called, "--config", str(path), "--probe")
        finally:
            await runner.cleanup()

    code, out, _ = asyncio.run(serve())
    expected = [
        "a: ok: 2 entries by selectors, confidence 0.65",
        "a: warning: selectors.author matched nothing in 2 entries",
        "a: warning: 1 of 2 entries have times without a zone; Europe/London is assumed",
    ]
    assert (0, expected) == (code, out.splitlines()[1:])


def test_schema():
    """`schema config` prints the schema that editors use."""
    assert json_schema() == json.loads(CliRunner().invoke(schema, ["config"]).stdout)
