"""`check` and `schema`, as a user calls them."""

import asyncio
import json
import os
import sys
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from aiohttp import web
from click.testing import CliRunner

import monitor
from monitor.cli.check import HIDDEN, check
from monitor.cli.schema import schema
from monitor.config import json_schema
from monitor.config.shape import SourceKeys
from monitor.errors import NotALiveBlog, Unreachable
from monitor.model import Entry, Snapshot

NOBODY = 65_534
"""A user that is no other's."""

RIGHT = """
sources:
- {name: a, url: 'https://a.example', headers: {x: y}, timeout: 3s, extractor: rss}
- {name: b, url: 'https://b.example'}
- {name: c, url: 'https://c.example'}
webhooks: [{name: w, url: 'https://h.example', secrets: ['${SECRET}']}]
fetch: {user_agent: desk@example.org}
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


def test_warnings(path):
    """What is right and should still be mended is a warning on stderr, with exit status 0."""
    path.write_text("sources: [{name: a, url: 'http://10.0.0.5/live'}]")
    code, out, err = called("--config", str(path))
    assert (0, f"{path} is right: 1 source, 0 webhooks\n", 2) == (code, out, err.count("\n"))
    assert "warning: publishers cannot reach you: name a contact" in err
    assert "warning: source a: 10.0.0.5 is a private address; " in err


def test_wrong(path):
    """Each fault is a line on stderr, with exit status 2."""
    path.write_text(
        "sources:\n- name: a\n  url: https://a.example\n  timeout: 5\n  colour: red\n"
        "- name: b\n  url: https://b.example\n  extractor: rsss\n"
    )
    code, out, err = called("--config", str(path))
    known = f"known: {', '.join(SourceKeys.model_fields)}"
    expected = [
        f"{path}:4: sources[0].timeout: '5' has no unit (write 5s)",
        f"{path}:5: sources[0].colour: unknown key 'colour' ({known})",
        f"{path}:8: sources[1].extractor: no extractor is named 'rsss' (did you mean 'rss'?)",
    ]
    assert (2, "", expected) == (code, out, err.splitlines())


def test_missing(tmp_path):
    """A config that is not there says what to do."""
    path = tmp_path / "none.yaml"
    remedy = "name yours with --config PATH, or begin one: `liveblog-monitor init URL`"
    expected = f"{path}: no such file ({remedy})\n"
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
    assert asked["https://a.example"] == (3.0, {"user-agent": "desk@example.org", "x": "y"}, "rss")


def test_probe_of_an_index(path, monkeypatch):
    """It says how many live blogs it would bring."""

    async def probe(source, **how):
        del how
        said = ("an index of 9 pages, of which 2 would be watched now",)
        return Snapshot(title=None, url=source.url, entries=(), extractor="index", confidence=1.0, warnings=said)

    path.write_text(
        """
fetch: {user_agent: "desk (+mailto:desk@example.org)"}
sources: [{name: politics, discover: "https://a.example/politics", match: {title: live}}]
"""
    )
    monkeypatch.setattr(monitor, "probe", probe)
    code, out, _ = called("--config", str(path), "--probe")
    said = "politics: ok: an index of 9 pages, of which 2 would be watched now"
    assert (0, said) == (code, out.splitlines()[-1])


def test_a_selector_that_finds_nothing_is_told_with_its_place(path, monkeypatch):
    """File, line and key stand behind what is said of it, in the files beside the main one too."""

    async def probe(source, **how):
        del how
        if source.name == "a":
            raise NotALiveBlog(source.url, "selectors.entry matched nothing: 'div.x'")
        warnings = ("jmespath.title matched nothing in 1 entry", "1 entry has no time")
        return Snapshot(
            title=None, url="", entries=(Entry(id="1"),), extractor="selectors", confidence=1.0, warnings=warnings
        )

    path.write_text(
        "fetch: {user_agent: desk@example.org}\n"
        "sources:\n- name: a\n  url: https://a.example\n  selectors:\n    entry: div.x\n"
    )
    beside = path.parent / "sources.d" / "more.yaml"
    beside.parent.mkdir()
    beside.write_text(
        "sources:\n- name: b\n  url: https://b.example\n  jmespath:\n    entries: posts\n    title: headline\n"
    )
    monkeypatch.setattr(monitor, "probe", probe)
    code, out, _ = called("--config", str(path), "--probe")
    expected = [
        f"{path} is right: 2 sources, 0 webhooks",
        f"a: failed: selectors.entry matched nothing: 'div.x' ({path}:6: sources[0].selectors.entry)",
        "b: ok: 1 entry by selectors, confidence 1.00",
        f"b: warning: jmespath.title matched nothing in 1 entry ({beside}:6: sources[0].jmespath.title)",
        "b: warning: 1 entry has no time",
    ]
    assert (1, expected) == (code, out.splitlines())


def test_probe_right(path, monkeypatch):
    """When every source can be read the exit status is 0."""

    async def probe(source, **how):
        del how
        return Snapshot(title=None, url=source.url, entries=(), extractor="jsonld", confidence=1.0)

    path.write_text("fetch: {user_agent: desk@example.org}\nsources: [{name: a, url: 'https://a.example'}]")
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
        path.write_text(f"fetch: {{allow_networks: [127.0.0.1]}}\nsources: [{{name: a, url: '{url}', {keys}}}]")
        try:
            return await asyncio.to_thread(called, "--config", str(path), "--probe")
        finally:
            await runner.cleanup()

    code, out, _ = asyncio.run(serve())
    expected = [
        "a: ok: 2 entries by selectors, confidence 0.65",
        f"a: warning: selectors.author matched nothing in 2 entries ({path}:2: sources[0].selectors.author)",
        "a: warning: 1 of 2 entries have times without a zone; Europe/London is assumed",
    ]
    assert (0, expected) == (code, out.splitlines()[1:])


def test_schema():
    """`schema config` prints the schema that editors use."""
    assert json_schema() == json.loads(CliRunner().invoke(schema, ["config"]).stdout)


@pytest.mark.filterwarnings("ignore:'imghdr':DeprecationWarning")  # one of Apprise's services, on Python 3.11
@pytest.mark.parametrize(
    ("webhook", "problem"),
    [
        (
            "format: template, options: {template: '{\"a\": {{ headline }}}'}",
            "c.yaml:2: webhooks[0].options.template: makes no JSON of entry.created",
        ),
        (
            "format: template, options: {template: '{{ 1 / (change.fields | length) }}'}",
            "c.yaml:2: webhooks[0].options.template: the template of w cannot tell",
        ),
        ("format: template, options: {template: '{{ headline }}', content_type: text/plain}", None),
        ("format: template, options: {template: '{{ headline | tojson }}'}", None),
    ],
)
def test_templates_are_tried(called, tmp_path, webhook, problem):
    """A template that cannot tell each type of event, or that makes no JSON of it, is a fault."""
    path = tmp_path / "c.yaml"
    path.write_text(
        "sources: [{name: a, url: 'https://a.example'}]\n"
        f"webhooks: [{{name: w, url: 'https://h.example', {webhook}}}]\n"
    )
    code, _, err = called("check", "--config", str(path))
    assert (2 if problem else 0, True) == (code, (problem or "") in err)


@pytest.mark.filterwarnings("ignore:'imghdr':DeprecationWarning")
@pytest.mark.parametrize(("url", "code"), [("mailto://desk:x@example.org", 0), ("nonsense://x", 2)])
def test_addresses_of_apprise_are_looked_up(called, tmp_path, url, code):
    """An address that Apprise does not know is a fault, said with its line."""
    path = tmp_path / "c.yaml"
    path.write_text(
        f"sources: [{{name: a, url: 'https://a.example'}}]\nwebhooks: [{{name: w, url: '{url}', format: apprise}}]\n"
    )
    found, _, err = called("check", "--config", str(path))
    said = f"{path}:2: webhooks[0].url: Apprise does not know this address"
    assert (code, code == 2) == (found, err.startswith(said))


def test_apprise_must_be_installed(called, tmp_path, monkeypatch):
    """Without the extra it is said how to get it."""
    monkeypatch.setitem(sys.modules, "apprise", None)
    path = tmp_path / "c.yaml"
    path.write_text(
        "sources: [{name: a, url: 'https://a.example'}]\nwebhooks: [{name: w, url: 'mailto://x', format: apprise}]\n"
    )
    code, _, err = called("check", "--config", str(path))
    assert (2, True) == (code, "pip install 'liveblog-monitor[apprise]'" in err)


@contextmanager
def another_user():
    """Be a user whose folders these are not, if we are one who may look into all."""
    ours = os.geteuid()
    os.seteuid(NOBODY if ours == 0 else ours)
    try:
        yield
    finally:
        os.seteuid(ours)


def test_credentials_that_systemd_hides(monkeypatch):
    """What a reload runs may not see them: a config is right but for them, and any other fault is told."""
    hook = 'webhooks: [{name: desk, format: slack, url: "${credential:chat}"}]\nfetch: {user_agent: desk@example.org}\n'
    with TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "credentials").mkdir(mode=0o000)
        config = folder / "monitor.yaml"
        config.write_text(f'sources: [{{name: a, url: "https://a.example/live/1"}}]\n{hook}')
        monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(folder / "credentials" / "unit.service"))
        with another_user():
            code, _, err = called("--config", str(config))
        assert (0, f"warning: {HIDDEN}\n") == (code, err)
        config.write_text(f'sources: [{{name: a, url: "https://a.example/live/1", intervall: 5s}}]\n{hook}')
        with another_user():
            code, _, err = called("--config", str(config))
        assert (2, True) == (code, "intervall" in err)
        monkeypatch.delenv("CREDENTIALS_DIRECTORY")
        assert 2 == called("--config", str(config))[0]
