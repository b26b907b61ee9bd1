"""What the daemon tells systemd over its notify socket (sd_notify(3)); nothing where there is none."""

from __future__ import annotations

import os
import socket
import time
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from collections.abc import Mapping

BEATS_PER_WATCHDOG = 3
"""sd_watchdog_enabled(3) advises two; the third is for a machine that was suspended or is short of CPU."""

log = structlog.stdlib.get_logger("monitor.systemd")


class Notifier:
    """Speaks to the socket that NOTIFY_SOCKET names: a path, or an abstract name behind "@"."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        address = environ.get("NOTIFY_SOCKET", "")
        self._address = f"\0{address[1:]}" if address.startswith("@") else address
        self._watchdog = _watchdog(environ)

    @property
    def beat_every(self) -> timedelta | None:
        """How often to beat, so that systemd does not restart the unit; None if it does not watch."""
        return self._watchdog / BEATS_PER_WATCHDOG if self._watchdog else None

    def ready(self, status: str) -> None:
        """Say that the start, or a reload, is over; `status` is what `systemctl status` shows, in one line."""
        self._tell(f"READY=1\nSTATUS={' '.join(status.split())}")

    def reloading(self) -> None:
        """Say that the config is being read again; `ready` says when that is over."""
        now_usec = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
        self._tell(f"RELOADING=1\nMONOTONIC_USEC={now_usec}\nSTATUS=reading the config again")

    def beat(self) -> None:
        """Say that the scheduler is alive."""
        self._tell("WATCHDOG=1")

    def stopping(self) -> None:
        """Say that the daemon stops of its own accord or was asked to."""
        self._tell("STOPPING=1\nSTATUS=draining")

    def _tell(self, message: str) -> None:
        if not self._address:
            return
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as channel:
            # A full or vanished socket must not stop the daemon: systemd notices by the watchdog.
            channel.setblocking(False)
            try:
                channel.sendto(message.encode(), self._address)
            except OSError as error:
                log.warning("systemd was not told", told=message.partition("\n")[0], reason=str(error))


def _watchdog(environ: Mapping[str, str]) -> timedelta | None:
    """Return after how long without a beat systemd restarts this process; None if it watches another one or none."""
    usec = environ.get("WATCHDOG_USEC", "")
    if not usec.isdecimal() or int(usec) == 0 or environ.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return None
    return timedelta(microseconds=int(usec))
