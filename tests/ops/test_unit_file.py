"""The systemd unit: it starts what exists, restarts what may heal, and is hardened."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from collections import defaultdict
from datetime import timedelta
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from monitor.app import STOP_POLLS, STOP_SENDS
from monitor.cli import EXIT_CONFIG
from monitor.cli.run import run
from monitor.ops.systemd import BEATS_PER_WATCHDOG

UNIT = Path(__file__).parents[2] / "systemd" / "liveblog-monitor.service"
EXPOSURE_AT_MOST = 1.5
"""On the scale of `systemd-analyze security`, from 0 to 10; what is left is the network, which it needs."""

needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")


def directives() -> dict[str, list[str]]:
    """Return each directive of the unit with its values; one that is set twice has two."""
    found: dict[str, list[str]] = defaultdict(list)
    for line in UNIT.read_text().splitlines():
        name, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            found[name].append(value)
    return found


def with_an_installed_command(folder: Path) -> Path:
    """Return a copy of the unit whose command is this environment's."""
    command = shlex.split(directives()["ExecStart"][0])[0]
    copy = folder / UNIT.name
    copy.write_text(UNIT.read_text().replace(command, str(Path(sys.executable).with_name("liveblog-monitor"))))
    return copy


def test_the_command_exists_and_takes_its_arguments() -> None:
    """What the unit starts is a command that the package installs, with options that `run` knows."""
    program, command, *arguments = shlex.split(directives()["ExecStart"][0])
    assert Path(program).name in {script.name for script in entry_points(group="console_scripts")}
    assert run.name == command
    assert {"path": Path("%E/liveblog-monitor/monitor.yaml")}.items() <= run.make_context(
        command, arguments
    ).params.items()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Type", "notify"),
        ("NotifyAccess", "main"),
        ("Restart", "on-failure"),
        ("RestartPreventExitStatus", str(EXIT_CONFIG)),
        ("StateDirectory", "liveblog-monitor"),
        ("ConfigurationDirectory", "liveblog-monitor"),
        ("WorkingDirectory", "%S/liveblog-monitor"),
        ("EnvironmentFile", "-%E/liveblog-monitor/environment"),
        ("DynamicUser", "yes"),
        ("NoNewPrivileges", "yes"),
        ("ProtectSystem", "strict"),
        ("MemoryDenyWriteExecute", "yes"),
        ("CapabilityBoundingSet", ""),
        ("RestrictAddressFamilies", "AF_UNIX AF_INET AF_INET6"),
        ("UMask", "0077"),
        ("LimitCORE", "0"),
        ("TimeoutStartSec", "infinity"),
    ],
)
def test_a_directive_stands(name: str, value: str) -> None:
    """What operators rely on is said once in the unit."""
    assert [value] == directives()[name]


def test_stopping_is_given_more_time_than_it_takes() -> None:
    """Systemd waits longer for the drain than the drain lasts."""
    (timeout,) = directives()["TimeoutStopSec"]
    assert STOP_POLLS + STOP_SENDS < timedelta(seconds=int(timeout.removesuffix("s"))) / 2


def test_the_watchdog_outlasts_a_drain() -> None:
    """A drain, in which no beat comes, is not taken for a hang."""
    (span,) = directives()["WatchdogSec"]
    watchdog = timedelta(seconds=int(span.removesuffix("s")))
    assert STOP_POLLS + STOP_SENDS < watchdog - watchdog / BEATS_PER_WATCHDOG


@needs_systemd
def test_systemd_finds_nothing_to_say(tmp_path: Path) -> None:
    """`systemd-analyze verify` accepts the unit without a word."""
    unit = with_an_installed_command(tmp_path)
    done = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False)
    assert (0, "") == (done.returncode, done.stderr)


def advised(word: str) -> list[str]:
    """Return the directives that the head of the unit has for a drop-in, in the paragraph that speaks of `word`."""
    (paragraph,) = [part for part in UNIT.read_text().partition("\n[Unit]")[0].split("\n#\n") if word in part]
    return re.findall(r"(?m)^#   ([A-Z][A-Za-z]+=.+)$", paragraph)


def test_the_drop_in_for_a_browser_loosens_what_a_browser_needs() -> None:
    """What a Chromium was tried with in this unit: compiled scripts, a sandbox of its own, and /proc/cpuinfo."""
    given = directives()
    loosened = [line.partition("=")[0] for line in advised("render: browser")]
    assert ["MemoryDenyWriteExecute", "RestrictNamespaces", "SystemCallFilter", "ProcSubset"] == loosened
    assert all(name in given for name in loosened)


@needs_systemd
@pytest.mark.parametrize("word", ["render: browser", "LoadCredential"])
def test_systemd_takes_the_drop_ins_of_the_head(tmp_path: Path, word: str) -> None:
    """The unit with what its head advises is accepted without a word."""
    unit = with_an_installed_command(tmp_path)
    folder = tmp_path / f"{unit.name}.d"
    folder.mkdir()
    (folder / "override.conf").write_text("\n".join(["[Service]", *advised(word), ""]))
    done = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False)
    assert (0, "") == (done.returncode, done.stderr)


@needs_systemd
def test_the_unit_is_hardened(tmp_path: Path) -> None:
    """`systemd-analyze security` rates the exposure as low."""
    unit = with_an_installed_command(tmp_path)
    threshold = f"--threshold={EXPOSURE_AT_MOST * 10:.0f}"
    command = ["systemd-analyze", "security", "--offline=true", "--no-pager", threshold, str(unit)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert 0 == done.returncode, done.stdout + done.stderr
