"""The command itself: what it says of itself, and what becomes of the faults that nobody caught."""

import asyncio
import io
import re
import subprocess
import sys
from importlib.abc import MetaPathFinder

import click
import pytest
from command_line import TRACEBACK, shell

from monitor import cli
from monitor.__main__ import main as start
from monitor.cli import COMMANDS
from monitor.errors import (
    BadStatus,
    ConfigError,
    ExtractError,
    Fault,
    LayoutChanged,
    MonitorError,
    StoreLocked,
    Unreachable,
)
from monitor.store.sqlite import migrate_file


def test_version(called):
    """`--version` names the program and its version."""
    code, out, err = called("--version")
    assert (0, "") == (code, err)
    assert re.fullmatch(r"liveblog-monitor, version \d+\.\d+\.\d+\S*\n", out)


def test_help(called):
    """`--help` and `-h` list every command."""
    code, out, _ = called("--help")
    listed = re.findall(r"^  ([\w-]+)  +\w", out.partition("Commands:")[2], re.MULTILINE)
    assert (0, list(COMMANDS)) == (code, listed)
    assert out == called("-h")[1]


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_help(called, name):
    """Each command says what it does."""
    code, out, err = called(name, "--help")
    assert (0, "") == (code, err)
    assert out.startswith(f"Usage: liveblog-monitor {name}")


WITHOUT = "import sys; sys.modules[{0!r}] = None; from monitor.cli import main; main()"


@pytest.mark.parametrize(
    ("missing", "words", "code", "says"),
    [
        ("standardwebhooks", ("demo", "--help"), 0, "Usage: liveblog-monitor demo"),
        ("standardwebhooks", ("demo",), 1, "pip install 'liveblog-monitor[demo]'"),
        ("greenlet", ("export", "--store", "postgresql://me@127.0.0.1:1/x"), 1, "'liveblog-monitor[postgresql]'"),
        ("asyncpg", ("export", "--store", "postgresql://me@127.0.0.1:1/x"), 1, "'liveblog-monitor[postgresql]'"),
    ],
)
def test_without_an_extra(missing, words, code, says):
    """What an extra brings is asked for by name where it is needed, and not before."""
    command = [sys.executable, "-c", WITHOUT.format(missing), *words]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    said = ended.stdout + ended.stderr
    assert (code, True, False) == (ended.returncode, says in said, TRACEBACK in said), said


AT_ITS_END = """
import atexit, gc, sys
from monitor.__main__ import main
atexit.register(lambda: print(gc.isenabled(), gc.get_freeze_count() > 10_000))
sys.argv = ["liveblog-monitor", "--version"]
main()
"""


def test_the_end_looks_for_no_garbage():
    """The last word of a command is its end: Python looks through all that was loaded no more."""
    ended = subprocess.run([sys.executable, "-c", AT_ITS_END], capture_output=True, text=True, check=True)
    assert "False True" == ended.stdout.splitlines()[-1]


def test_no_words(called):
    """Without a command it shows its help, with exit status 2."""
    code, out, err = called()
    assert (2, "") == (code, out)
    assert "Commands:" in err


def test_unknown_command(called):
    """A command that does not exist is exit status 2, and the one that was meant is named."""
    code, _, err = called("wacht")
    assert 2 == code
    assert "No such command 'wacht' (did you mean 'watch'?)" in err


def test_module():
    """`python -m monitor` is the command, with nothing on standard error."""
    code, out, err = asyncio.run(shell("monitor --version"))
    assert (0, "") == (code, err)
    assert out.startswith("liveblog-monitor, version ")


WHOLE = {"aiohttp", "httpx", "sqlalchemy", "apscheduler", "lxml", "pydantic"}
HARMLESS = "sources: [{name: a, url: https://a.example/live}]"


@pytest.mark.parametrize(
    ("words", "spared"),
    [
        ("--help", WHOLE),
        ("check --config a.yaml", WHOLE - {"pydantic"}),
        ("probe --help", {"sqlalchemy", "apscheduler"}),
        ("events --store sqlite:///a.db", {"alembic", "lxml"}),
    ],
)
def test_commands_are_quick_to_load(words, spared, tmp_path):
    """What only looks loads no part of the daemon that it does not look with: fetcher, store, scheduler, migrations."""
    (tmp_path / "a.yaml").write_text(HARMLESS)
    migrate_file(tmp_path / "a.db")
    code, _, err = asyncio.run(shell(f'cd {tmp_path} && "{sys.executable}" -X importtime -m monitor {words}'))
    assert 0 == code
    loaded = {line.rpartition("|")[2].strip() for line in err.splitlines()}
    assert "click" in loaded
    assert set() == loaded & spared


FAULTS = [
    (ConfigError([Fault(file="a.yaml", line=3, key="store", problem="is empty")]), 2, "a.yaml:3: store: is empty"),
    (ExtractError("https://a.example/", "no"), 3, "https://a.example/: no"),
    (LayoutChanged("https://a.example/", "gone"), 3, "https://a.example/: gone"),
    (Unreachable("https://a.example/", "refused"), 4, "https://a.example/: refused"),
    (BadStatus("https://a.example/", 404, "HTTP 404"), 4, "https://a.example/: HTTP 404"),
    (StoreLocked("in use"), 1, "in use"),
    (MonitorError("\x1b[2J one\ntwo"), 1, "�[2J one\ntwo"),
    (OSError(28, "No space left on device"), 1, "no space left on device"),
    (PermissionError(13, "Permission denied", "/x"), 1, "permission denied (/x)"),
    (OSError("odd"), 1, "odd"),
    (
        ModuleNotFoundError("No module named 'asyncpg'", name="asyncpg"),
        1,
        "the package asyncpg is not installed; pip install 'liveblog-monitor[postgresql]'",
    ),
]


def failing(monkeypatch, error):
    @click.command
    def fail():
        raise error

    monkeypatch.setattr(cli, "cli", fail)


@pytest.mark.parametrize(("error", "code", "said"), FAULTS, ids=lambda value: type(value).__name__)
def test_faults(called, monkeypatch, error, code, said):
    """A fault that is foreseen is what happened on standard error and its exit status, never a traceback."""
    failing(monkeypatch, error)
    assert (code, "", f"liveblog-monitor: {said}\n") == called()


@pytest.mark.parametrize("error", [KeyboardInterrupt(), asyncio.CancelledError(), click.Abort()])
def test_interrupted(called, monkeypatch, error):
    """Ctrl-C is exit status 130 and no words."""
    failing(monkeypatch, error)
    code, out, err = called()
    assert (130, "", "") == (code, out, err.strip())


@pytest.mark.parametrize("wrapped", [False, True])
def test_interrupted_while_it_loads(monkeypatch, wrapped):
    """Ctrl-C before the first word is exit status 130 too, in whatever an unfinished class wraps it."""

    class Loading(MetaPathFinder):
        def find_spec(self, fullname, path, target=None):
            del path, target
            if fullname != "monitor.cli":
                return
            if wrapped:
                raise RuntimeError("Error calling __set_name__") from KeyboardInterrupt()
            raise KeyboardInterrupt

    monkeypatch.delitem(sys.modules, "monitor.cli")
    monkeypatch.setattr(sys, "meta_path", [Loading(), *sys.meta_path])
    with pytest.raises(SystemExit, check=lambda end: end.code == cli.EXIT_INTERRUPTED):
        start()


def test_a_defect_while_it_runs(monkeypatch):
    """What is no Ctrl-C is not hidden."""
    failing(monkeypatch, RuntimeError("a defect"))
    with pytest.raises(RuntimeError, match="a defect"):
        start()


@pytest.mark.parametrize("error", [RuntimeError("a defect"), ModuleNotFoundError("ours", name="monitor.nothing")])
def test_defects(called, monkeypatch, error):
    """A defect of ours is not hidden."""
    failing(monkeypatch, error)
    with pytest.raises(type(error)):
        called()


@pytest.mark.parametrize(("returned", "code"), [(None, 0), (7, 7), ("words", 0)])
def test_exit_codes(called, monkeypatch, returned, code):
    """A command that returns a number ends with it, any other with 0."""

    @click.command
    def command():
        return returned

    monkeypatch.setattr(cli, "cli", command)
    assert (code, "", "") == called()


def test_demo_without_its_extra():
    """Without the package that only the demo needs, the demo says how to get it."""
    line = "import sys; sys.modules['standardwebhooks'] = None; sys.argv = ['x', 'demo']; import runpy"
    line += "; runpy.run_module('monitor', run_name='__main__')"
    code, out, err = asyncio.run(shell(f'"{sys.executable}" -c "{line}"'))
    assert (1, "") == (code, out)
    assert TRACEBACK not in err
    assert "pip install 'liveblog-monitor[demo]'" in err


def test_output_that_is_no_stream(called, monkeypatch):
    """A standard output that cannot be told how to encode, as some embedders have it, is left alone."""
    out = io.StringIO()
    monkeypatch.setattr(sys, "stdout", out)
    assert (0, "", "") == called("--version")
    assert out.getvalue().startswith("liveblog-monitor, version ")


def test_closed_output():
    """With standard output closed it still ends without a traceback."""
    code, _, err = asyncio.run(shell("monitor --version >&-"))
    assert (0, "") == (code, err)
