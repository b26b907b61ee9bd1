"""`init`, as a user calls it."""

import stat
from pathlib import Path

import pytest

from monitor.config import load
from monitor.wire.addresses import parse_network

BLOG = "https://www.example.org/live/flood"
HOOK = "https://hooks.example.org/live"


@pytest.fixture
def begin(called, tmp_path):
    return lambda *words: called("init", *words, "--config", str(tmp_path / "config" / "monitor.yaml"))


@pytest.fixture
def loaded(tmp_path):
    return lambda: load(tmp_path / "config" / "monitor.yaml", environ={})


def test_a_first_config(begin, loaded, tmp_path):
    """It is right as it is, names each source, and keeps its secret in a file that only its owner can read."""
    code, out, err = begin(BLOG, "https://b.example/flood?at=${x}", "--webhook", HOOK, "--contact", "desk@example.org")
    assert (0, "") == (code, err)
    assert f"then liveblog-monitor run --config {tmp_path}/config/monitor.yaml" in out
    config = loaded()
    assert [("flood", BLOG), ("flood-2", "https://b.example/flood?at=${x}")] == [
        (s.name, s.url) for s in config.sources
    ]
    assert "liveblog-monitor (+mailto:desk@example.org)" == config.user_agent
    (webhook,) = config.webhooks
    secret = Path(tmp_path / "config" / "desk.secret")
    assert (HOOK, (secret.read_text().strip(),)) == (webhook.endpoint.url, webhook.endpoint.secrets)
    assert 0o600 == stat.S_IMODE(secret.stat().st_mode)


def test_nothing_but_a_source(begin, loaded, tmp_path):
    """Without a webhook there is no secret; a contact may be a page."""
    assert 0 == begin(BLOG, BLOG, "--contact", "https://example.org/bots")[0]
    config = loaded()
    assert ("liveblog-monitor (+https://example.org/bots)", 1) == (config.user_agent, len(config.sources))
    assert ["monitor.yaml"] == [file.name for file in (tmp_path / "config").iterdir()]


def test_addresses_of_ones_own(begin, loaded):
    """Whoever names a private address means it: the config allows just that."""
    assert 0 == begin("http://10.1.2.3/live", "https://93.184.215.14/live", "--webhook", "http://localhost:8080/")[0]
    config = loaded()
    assert (parse_network("10.1.2.3"),) == config.fetch_networks
    assert (parse_network("127.0.0.1"), parse_network("::1")) == config.deliver_networks


def test_nothing_is_overwritten(begin, loaded, tmp_path):
    """Neither a config nor a secret that is there already."""
    begin(BLOG, "--webhook", HOOK)
    before = loaded()
    code, _, err = begin("https://c.example/live", "--webhook", HOOK)
    assert (1, True, before) == (code, "monitor.yaml exists already" in err, loaded())
    (tmp_path / "config" / "monitor.yaml").unlink()
    code, _, err = begin(BLOG, "--webhook", HOOK)
    assert (1, True) == (code, "desk.secret exists already" in err)
    assert ["desk.secret"] == [file.name for file in (tmp_path / "config").iterdir()]


def test_what_the_config_would_refuse(begin, tmp_path):
    """It is said as for any config, and nothing is left behind."""
    code, _, err = begin("https://me:word@a.example/live", "--webhook", HOOK)
    assert (2, True) == (code, "sources[0].url: holds a user name or password" in err)
    assert [] == list((tmp_path / "config").iterdir())


def test_a_folder_that_cannot_be_written(called, tmp_path):
    """A file where the folder should be is said in a line."""
    (tmp_path / "config").write_text("")
    code, _, err = called("init", BLOG, "--config", str(tmp_path / "config" / "monitor.yaml"))
    assert (1, True) == (code, "config" in err)
    assert 1 == err.count("\n")
