"""How the daemon logs: one line per poll and per attempt, JSON for machines, columns on a terminal.

A traceback never shows the values of variables: they may hold secrets.

A line of ours goes to the stream without becoming a record of the standard library, which costs as much as all else.
What goes well is told when the event loop's turn is over, in one write: each write lets another thread have the
interpreter, and getting it back costs more than the line. Who is killed loses the lines of that turn. A warning is
written at once, behind whatever is held.
"""

from __future__ import annotations

import asyncio
import json
import logging
import math
import sys
import threading
import time
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, TextIO

import msgspec
import structlog

if TYPE_CHECKING:
    from collections.abc import Sequence

LEVELS = ("debug", "info", "warning", "error")

HELD_LINES = 256
"""More are not held, however long the turn takes."""

NO_DESCRIPTOR_LEFT = "socket.accept() out of system resource"
WITHOUT_DESCRIPTORS = "no file descriptor is left for another connection to the API; raise `ulimit -n` (LimitNOFILE)"
SELDOM_S = 60.0

_JSON = json.JSONEncoder(default=repr)

_NOISY = {
    # Its own line per run doubles the cost of a job (0.2 ms), and says less than ours.
    "apscheduler": logging.ERROR,
    # Its line per request holds the whole address, and a webhook's may carry a token.
    "httpx": logging.WARNING,
    "httpcore": logging.WARNING,
    "aiohttp": logging.WARNING,
    "asyncio": logging.WARNING,
    "alembic": logging.WARNING,
    "sqlalchemy": logging.WARNING,
}


def configure(level: str, *, stream: TextIO | None = None) -> None:
    """Send all log lines, ours, the libraries' and Python's warnings, to the stream, or else to standard error.

    JSON, or columns if the stream is a terminal. What `level` does not show is not rendered at all.
    """
    out = _Outlet(stream or sys.stderr)
    renderer: Sequence[structlog.typing.Processor]
    if out.stream.isatty():
        renderer = [
            structlog.dev.ConsoleRenderer(timestamp_key="at", exception_formatter=structlog.dev.plain_traceback)
        ]
    else:
        renderer = [structlog.processors.format_exc_info, _as_json]
    shared: Sequence[structlog.typing.Processor] = (structlog.contextvars.merge_contextvars, _drop_empty, _complete)
    structlog.configure(
        processors=[*shared, *renderer],
        logger_factory=partial(_Logger, out),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=True,
    )
    out.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderer],
        )
    )
    asyncios = logging.getLogger("asyncio")
    asyncios.filters = [_Seldom()]
    root = logging.getLogger()
    root.handlers = [out]
    root.setLevel(level.upper())
    # Otherwise a "coroutine was never awaited" breaks into the JSON lines as plain text.
    logging.captureWarnings(capture=True)
    for name, floor in _NOISY.items():
        logging.getLogger(name).setLevel(max(floor, root.level))


def configure_quietly() -> None:
    """Hand our lines to the standard library's logging, for a program that has no structlog of its own.

    Unconfigured, structlog prints every line on standard output, which is not ours in somebody else's program.
    """
    if structlog.is_configured():
        return
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.contextvars.merge_contextvars,
            _drop_empty,
            structlog.stdlib.render_to_log_kwargs,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )


class _Seldom(logging.Filter):
    """Lets through once a minute that no file descriptor is left for a connection, in words that say what to do.

    asyncio says it for each place in the queue of those who connect, a traceback each, and again a second later.
    """

    def __init__(self) -> None:
        super().__init__()
        self._told_at = -math.inf

    def filter(self, record: logging.LogRecord) -> bool:
        if not record.getMessage().startswith(NO_DESCRIPTOR_LEFT):
            return True
        if time.monotonic() - self._told_at < SELDOM_S:
            return False
        self._told_at = time.monotonic()
        record.msg, record.args, record.exc_info = WITHOUT_DESCRIPTORS, (), None
        return True


class _Outlet(logging.StreamHandler[TextIO]):
    """Writes lines to the stream, in the order in which they come from whatever thread."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self._held: list[str] = []
        self._turn: asyncio.AbstractEventLoop | None = None  # at the end of whose turn they are written
        self._one_at_a_time = threading.RLock()

    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = self.format(record)
        except Exception:  # noqa: BLE001 (the standard library's own way with what a library logs wrongly)
            self.handleError(record)
        else:
            self.write(line)

    def write(self, line: str) -> None:
        """Write a line, and before it those that are held."""
        with self._one_at_a_time:
            self._held.append(f"{line}\n")
            self.flush()

    def hold(self, line: str) -> None:
        """Write a line when the turn of the event loop is over that runs in this thread; at once if none does."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self.write(line)
            return
        with self._one_at_a_time:
            self._held.append(f"{line}\n")
            if len(self._held) >= HELD_LINES:
                self.flush()
            elif self._turn is not loop:
                self._turn = loop
                loop.call_soon(self.flush)

    def flush(self) -> None:
        with self._one_at_a_time:
            lines, self._held, self._turn = self._held, [], None
            if not lines:
                return
            try:
                self.stream.write("".join(lines))
                self.stream.flush()
            except Exception:  # noqa: BLE001 (as above: a log that cannot be written stops nothing)
                self.handleError(logging.makeLogRecord({"msg": f"{len(lines)} lines of the log were not written"}))


class _Logger:
    """Hands finished lines to the outlet."""

    def __init__(self, outlet: _Outlet, name: str = "monitor") -> None:
        self.name = name
        self.debug = self.info = outlet.hold
        self.warning = self.error = self.critical = outlet.write


def _drop_empty(_: object, __: str, line: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Return the line without the keys that have no value: None says nothing."""
    return {name: value for name, value in line.items() if value is not None}


def _complete(logger: _Logger | None, level: str, line: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Return the line with its level, who wrote it and when; a library's has the record that it was."""
    line["level"] = level
    line["logger"] = line["_record"].name if logger is None else logger.name
    line["at"] = datetime.now(UTC).isoformat().removesuffix("+00:00") + "Z"
    return line


def _as_json(_: object, __: str, line: structlog.typing.EventDict) -> str:
    try:
        encoded = msgspec.json.encode(line, enc_hook=repr)  # 1 µs instead of 5
    except (UnicodeEncodeError, TypeError):  # half a character, or a key that is no text
        return _JSON.encode(line)
    # ASCII alone: U+2028 and its like would break the line in two for some readers.
    return encoded.decode() if encoded.isascii() else _JSON.encode(line)
