"""The process that Apprise sends from: nothing in it can dial what may not be dialled.

Apprise's services open sockets by many libraries (requests, smtplib, paho), some in threads of their own; they follow
redirects and look names up when they like. Python tells an audit hook (PEP 578) of every socket that is about to be
connected, with the very address, and lets it refuse. A hook cannot be taken back and hears of much else, hence a
process of its own; it is run as a script, so that it imports little of ours. One line of JSON each on standard input
and output:

    {"allowed": ["127.0.0.0/8"]}                                       at first
    {"number": 1, "url": "json://…", "title": "…", "body": "…"}   ──▶  {"number": 1, "sent": true}
                                                                       {"number": 1, "sent": false, "reason": "…"}
                                                                       {"number": 1, "refused": "127.0.0.1", "words": …}
                                                                       {"number": 1, "unknown": true}
"""

from __future__ import annotations

import json
import logging
import os
import re
import signal
import socket
import sys
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

from monitor.wire.addresses import refusal

if TYPE_CHECKING:
    from typing import TextIO

    from monitor.wire.addresses import Networks

THREADS = 4
"""Notifications at once; a service that hangs holds one of them."""

REASON_LIMIT_CHARS = 200
SECRET_FROM_CHARS = 8
"""Parts of an address that are so long may be secrets, and never show in a reason."""

EXCEPTION = "Socket Exception: "
"""What begins Apprise's line for debugging about an exception of the library that it sent with."""
CAUSE = re.compile(
    r"certificate verify failed: ([^()'\"]{1,80})|\[Errno -?\d+\] ([^()'\"<>/]{1,80})|\b([Tt]imed out)\b"
)

DIALS = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
STARTS = frozenset({"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty"})
"""What would start a program, which no hook of ours would hear of."""

FAMILIES = frozenset({socket.AF_INET, socket.AF_INET6})


class DialRefused(PermissionError):
    """The address may not be dialled."""


@dataclass(slots=True)
class Notes:
    """What was refused during one notification (address, words), what Apprise complained of last, and its cause."""

    refused: tuple[str, str] | None = None
    complaint: str | None = None
    cause: str | None = None


NOTES: ContextVar[Notes | None] = ContextVar("notes", default=None)
"""Of the notification at hand. Apprise hands contexts on to its threads; what a thread without one is refused shows as
a failure."""


class Complaints(logging.Handler):
    """Keeps Apprise's last warning of each notification, and what the library below said before or after it.

    That stands in a line for debugging, beside addresses and secrets: only what is known to be none is taken of it.
    """

    def emit(self, record: logging.LogRecord) -> None:
        if (notes := NOTES.get()) is None:
            return
        if record.levelno >= logging.WARNING:
            notes.complaint = record.getMessage()
        elif record.getMessage().startswith(EXCEPTION):
            notes.cause = cause(record.getMessage())


def guard(allowed: Networks, event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse what the process may not do. Raises: DialRefused, PermissionError."""
    if event in STARTS:
        raise PermissionError("no program is started for a notification")
    if event not in DIALS:
        return
    opened, target = arguments
    if opened.family not in FAMILIES or target is None:
        return
    address = str(target[0])
    if words := refusal(address, allowed):
        if (notes := NOTES.get()) is not None:
            notes.refused = address, words
        raise DialRefused(f"{address} is {words}")


def notify(asked: dict[str, Any]) -> dict[str, Any]:
    """Send one notification, and return what came of it."""
    import apprise  # noqa: PLC0415 (all its services, a second of CPU: once, and in a thread)

    notes = Notes()
    NOTES.set(notes)
    notifier = apprise.Apprise()
    if not notifier.add(asked["url"]):
        return {"unknown": True}
    sent = bool(notifier.notify(title=asked["title"], body=asked["body"]))
    if not sent and notes.refused is not None:
        return {"refused": notes.refused[0], "words": notes.refused[1]}
    return {"sent": sent, "reason": None if sent else told(notes.complaint, asked["url"], notes.cause)}


def told(complaint: str | None, url: str, cause: str | None = None) -> str:
    """Return what Apprise complained of, and why, without what may be secret in the address."""
    words = " ".join((complaint or "it did not say why").split())
    for part in sorted(re.split(r"[/:@?&=]+", url), key=len, reverse=True):
        if len(part) >= SECRET_FROM_CHARS:
            words = words.replace(part, "…")
    why = f" ({cause.lower()})" if cause else ""
    return f"Apprise could not send it: {words[:REASON_LIMIT_CHARS]}{why}"


def cause(exception: str) -> str | None:
    """Return what the system or TLS says in the words of an exception, if any.

    >>> cause("Socket Exception: HTTPSConnectionPool(… certificate verify failed: self-signed certificate (_ssl.c:9)")
    'self-signed certificate'
    >>> cause("Socket Exception: … Failed to establish a new connection: [Errno 111] Connection refused'))")
    'Connection refused'
    """
    found = CAUSE.findall(exception)
    return " ".join(found[-1]).strip() if found else None


def serve(asked: dict[str, Any], answers: TextIO) -> None:
    try:
        said = notify(asked)
    except Exception as error:  # noqa: BLE001 (a service's own fault: the edge of a notification)
        said = {"sent": False, "reason": told(f"{type(error).__name__}: {error}", asked["url"])}
    answers.write(json.dumps({"number": asked["number"], **said}) + "\n")  # one write per line, whole
    answers.flush()


def main() -> None:
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a service prints is no answer
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, signal.SIG_IGN)  # the daemon says when: by closing our input, or by dying
    allowed = tuple(ip_network(network) for network in json.loads(sys.stdin.readline())["allowed"])
    log = logging.getLogger("apprise")
    log.handlers, log.propagate = [Complaints(logging.DEBUG)], False
    log.setLevel(logging.DEBUG)
    sys.addaudithook(partial(guard, allowed))
    threads = ThreadPoolExecutor(THREADS)
    for line in sys.stdin:
        threads.submit(serve, json.loads(line), answers)
    os._exit(0)  # what still hangs must not keep us


if __name__ == "__main__":
    main()
