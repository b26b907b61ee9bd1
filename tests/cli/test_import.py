"""`import`, as a user calls it."""

import pytest
from command_line import HERE, TRACEBACK, live_blog, shell

from monitor.config import load

CONFIG = "sources:\n  - {name: flood, url: 'https://a.example/flood'}\n"
LIST = "https://a.example/flood\nhttps://b.example/fire The fire\nhttps://c.example/fire\nmailto:x@example.org\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "monitor.yaml").write_text(CONFIG)
    (tmp_path / "mine.txt").write_text(LIST)
    return tmp_path


@pytest.fixture
def imported(called, folder):
    return lambda *words: called("import", *words, "--config", str(folder / "monitor.yaml"))


def names(folder):
    return [source.name for source in load(folder / "monitor.yaml", environ={}).sources]


def test_import(imported, folder):
    """New addresses are sources from now on, in a file of their own; the config's own and wrong ones are left out."""
    code, out, err = imported(str(folder / "mine.txt"), "--label", "desk=world")
    assert 0 == code
    assert f"{folder}/sources.d/mine.yaml: 2 sources (1 other watched already)" in out
    assert "line 4: is no web address" in err
    assert ["flood", "the-fire", "fire"] == names(folder)
    assert {"desk": "world"} == load(folder / "monitor.yaml", environ={}).sources[1].labels


def test_import_again(imported, folder):
    """A second time it must be told to replace; then what the list lost is watched no more."""
    imported(str(folder / "mine.txt"))
    code, _, err = imported(str(folder / "mine.txt"))
    assert (1, True) == (code, "--force" in err)
    (folder / "mine.txt").write_text("https://b.example/fire The fire\n")
    assert 0 == imported(str(folder / "mine.txt"), "--force")[0]
    assert ["flood", "the-fire"] == names(folder)


def test_dry_run(imported, folder):
    """It prints what it would write, and writes nothing."""
    code, out, _ = imported(str(folder / "mine.txt"), "--dry-run")
    assert 0 == code
    assert "- name: the-fire\n  url: https://b.example/fire\n" in out
    assert not (folder / "sources.d").exists()


@pytest.mark.parametrize(
    ("text", "words", "said"),
    [
        ("https://a.example/flood\n", (), "nothing to add"),
        ("<rss/>", (), "no OPML"),
        (LIST, ("--label", "desk"), "desk=world"),
    ],
)
def test_refusals(imported, folder, text, words, said):
    """What cannot be done says so in a line or two, and writes nothing."""
    (folder / "mine.txt").write_text(text)
    code, _, err = imported(str(folder / "mine.txt"), *words)
    assert code
    assert said in err
    assert TRACEBACK not in err
    assert not (folder / "sources.d").exists()


def test_a_config_that_would_be_wrong(imported, folder):
    """What the config refuses (here a label's name) is taken back."""
    code, _, err = imported(str(folder / "mine.txt"), "--label", "De sk=world")
    assert 2 == code
    assert "De sk" in err
    assert ["flood"] == names(folder)
    assert [] == list((folder / "sources.d").iterdir())


def test_a_missing_file(imported, folder):
    """It says which."""
    code, _, err = imported(str(folder / "none.txt"))
    assert (1, True) == (code, "none.txt" in err)


async def test_probe(folder):
    """With --probe what cannot be read is left out."""
    (folder / "monitor.yaml").write_text(f"fetch: {{allow_networks: ['{HERE[1]}']}}\n{CONFIG}")

    async with live_blog() as (_, url):
        base = url.rpartition("/live/")[0]
        words = f"printf '%s\\n' {url} {base}/nothing | monitor import - --probe --config {folder}/monitor.yaml"
        code, out, _ = await shell(words)
    assert 0 == code
    assert "1 source" in out
    assert 2 == len(names(folder))
