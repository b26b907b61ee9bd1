"""The daemon as systemd and container engines see it: a process, a socket, a file, and an exit status."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

PATIENCE_S = 200
DATAGRAM_BYTES = 4096
BEAT_USEC = 600_000

# PR_SET_MDWE of prctl(2), from Linux 6.3 on: what MemoryDenyWriteExecute= forbids, it forbids, and it survives exec.
WITHOUT_WRITABLE_CODE = """
import ctypes, os, sys
if ctypes.CDLL(None).prctl(65, 1, 0, 0, 0):
    sys.exit(77)
os.execv(sys.argv[1], sys.argv[1:])
"""
NOT_SUPPORTED = 77


@contextmanager
def daemon(
    folder: Path, prefix: Sequence[str] = (), *, notify: str | None = None
) -> Iterator[tuple[subprocess.Popen[bytes], socket.socket]]:
    """Run the daemon with one source that nobody serves, and listen to what it tells systemd (at `notify`)."""
    notify = notify or str(folder / "notify")
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    config = folder / "monitor.yaml"
    config.write_text(
        f"store: sqlite:///{folder}/live.db\n"
        f"api: {{listen: 'off'}}\n"
        f"fetch: {{allow_networks: [127.0.0.1]}}\n"
        f"sources: [{{name: nobody, url: 'http://127.0.0.1:{port}/', interval: 200ms}}]\n"
    )
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel, (folder / "log").open("wb") as log:
        channel.bind(notify)
        channel.settimeout(PATIENCE_S)
        environ = {**os.environ, "NOTIFY_SOCKET": notify.replace("\0", "@"), "WATCHDOG_USEC": str(BEAT_USEC)}
        command = [sys.executable, "-m", "monitor", "run", "--config", str(config), "--heartbeat", str(folder / "beat")]
        process = subprocess.Popen([*prefix, *command], env=environ, stderr=log)
        try:
            yield process, channel
        finally:
            process.kill()
            process.wait()


def first_line(channel: socket.socket) -> str:
    return channel.recv(DATAGRAM_BYTES).decode().partition("\n")[0]


@pytest.mark.slow
def test_the_daemon_tells_its_life_and_leaves_nothing_behind(tmp_path: Path) -> None:
    """It says READY, then beats while it runs, then STOPPING, ends with 0 and takes its heartbeat file away."""
    with daemon(tmp_path) as (process, channel):
        told = [first_line(channel) for _ in range(3)]
        beating = (tmp_path / "beat").exists()
        process.send_signal(signal.SIGTERM)
        while told[-1] == "WATCHDOG=1":
            told.append(first_line(channel))
        status = process.wait(PATIENCE_S)
    assert ["READY=1", "WATCHDOG=1", "WATCHDOG=1"] == told[:3]
    assert "STOPPING=1" == told[-1]
    assert (0, True, False) == (status, beating, (tmp_path / "beat").exists())


@pytest.mark.slow
def test_the_daemon_runs_where_memory_is_never_writable_and_executable(tmp_path: Path) -> None:
    """MemoryDenyWriteExecute= of the unit breaks none of the compiled libraries."""
    with daemon(tmp_path, [sys.executable, "-c", WITHOUT_WRITABLE_CODE]) as (process, channel):
        channel.settimeout(1)
        told = None
        while told is None and process.poll() is None:
            try:
                told = first_line(channel)
            except TimeoutError:
                continue
        if process.poll() == NOT_SUPPORTED:
            pytest.skip("this kernel knows no PR_SET_MDWE")
        process.send_signal(signal.SIGTERM)
        status = process.wait(PATIENCE_S)
    assert ("READY=1", 0) == (told, status)


@pytest.mark.slow
@pytest.mark.parametrize("abstract", [False, True])
def test_systemd_is_told_of_a_reload(tmp_path: Path, *, abstract: bool) -> None:
    """SIGHUP is answered by RELOADING=1 with the time, then READY=1; a fault is in the status until it is mended."""

    def told_of(channel: socket.socket) -> list[dict[str, str]]:
        """Return what systemd is told from SIGHUP to the end of the reload."""
        messages: list[dict[str, str]] = []
        while not messages or "READY" not in messages[-1]:
            message = dict(line.split("=", 1) for line in channel.recv(DATAGRAM_BYTES).decode().splitlines())
            if "WATCHDOG" not in message:
                messages.append(message)
        return messages

    name = f"\0liveblog-monitor-reload-{os.getpid()}" if abstract else None
    with daemon(tmp_path, notify=name) as (process, channel):
        told_of(channel)
        config = tmp_path / "monitor.yaml"
        right = config.read_text()
        earlier_usec = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
        config.write_text(right.replace("interval", "intervall"))
        process.send_signal(signal.SIGHUP)
        faulty = told_of(channel)
        config.write_text(right.replace("nobody,", "somebody,"))
        process.send_signal(signal.SIGHUP)
        mended = told_of(channel)
        process.send_signal(signal.SIGTERM)
        status = process.wait(PATIENCE_S)
    for messages in (faulty, mended):
        assert "1" == messages[0]["RELOADING"]
        assert earlier_usec <= int(messages[0]["MONOTONIC_USEC"]) <= time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
    assert "watching 1 sources, 0 webhooks; config not reloaded: " in faulty[-1]["STATUS"]
    assert "unknown key 'intervall'" in faulty[-1]["STATUS"]
    assert ("watching 1 sources, 0 webhooks", 0) == (mended[-1]["STATUS"], status)
