"""What reaches a notify socket."""

from __future__ import annotations

import json
import os
import socket
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from monitor.ops.systemd import Notifier

if TYPE_CHECKING:
    import io
    from collections.abc import Iterator
    from pathlib import Path

DATAGRAM_BYTES = 4096


@contextmanager
def notify_socket(address: str) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.bind(address)
        channel.settimeout(5)
        yield channel


def received(channel: socket.socket, count: int) -> list[str]:
    return [channel.recv(DATAGRAM_BYTES).decode() for _ in range(count)]


def live_through(notifier: Notifier) -> None:
    notifier.ready("watching 3 sources, 1 webhooks")
    notifier.beat()
    notifier.stopping()


WHOLE_LIFE = ["READY=1\nSTATUS=watching 3 sources, 1 webhooks", "WATCHDOG=1", "STOPPING=1\nSTATUS=draining"]


def test_a_socket_with_a_path_is_told_everything_in_order(tmp_path: Path) -> None:
    """The start, the beats and the stop arrive, each as one datagram, in order."""
    address = str(tmp_path / "notify")
    with notify_socket(address) as channel:
        live_through(Notifier({"NOTIFY_SOCKET": address}))
        assert WHOLE_LIFE == received(channel, 3)


def test_an_abstract_socket_is_told_everything_in_order() -> None:
    """An address behind "@" is in the abstract namespace, where systemd of containers puts it."""
    name = f"liveblog-monitor-test-{os.getpid()}"
    with notify_socket(f"\0{name}") as channel:
        live_through(Notifier({"NOTIFY_SOCKET": f"@{name}"}))
        assert WHOLE_LIFE == received(channel, 3)


def test_without_a_socket_nothing_is_told_and_nothing_logged(log_stream: io.StringIO) -> None:
    """Outside systemd the notifier is silent."""
    live_through(Notifier({}))
    assert "" == log_stream.getvalue()


def test_a_socket_that_vanished_stops_nothing(tmp_path: Path, log_stream: io.StringIO) -> None:
    """When systemd cannot be told, the daemon says so in its log and goes on."""
    Notifier({"NOTIFY_SOCKET": str(tmp_path / "gone")}).beat()
    line = json.loads(log_stream.getvalue())
    assert ("systemd was not told", "WATCHDOG=1") == (line["event"], line["told"])
    assert "No such file or directory" in line["reason"]


@pytest.mark.usefixtures("log_stream")
def test_a_full_socket_does_not_block(tmp_path: Path) -> None:
    """A systemd that reads no more holds the daemon up at no beat."""
    address = str(tmp_path / "notify")
    with notify_socket(address) as channel:
        channel.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
        notifier = Notifier({"NOTIFY_SOCKET": address})
        beats = 2000
        for _ in range(beats):
            notifier.beat()
        channel.setblocking(False)
        arrived = 0
        with suppress(BlockingIOError):
            while channel.recv(DATAGRAM_BYTES):
                arrived += 1
        assert 0 < arrived < beats


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"WATCHDOG_USEC": "30000000"}, timedelta(seconds=10)),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": str(os.getpid())}, timedelta(seconds=10)),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({}, None),
    ],
)
def test_it_beats_three_times_per_watchdog_span(environ: dict[str, str], expected: timedelta | None) -> None:
    """It beats often enough for the span that systemd gives this process, and not at all for another's."""
    assert expected == Notifier(environ).beat_every
