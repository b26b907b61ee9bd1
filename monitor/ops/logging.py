"""How the daemon logs: one line per poll and per attempt, JSON for machines, columns on a terminal.

A traceback never shows the values of variables: they may hold secrets.

A line of ours is finished before the standard library sees it, which then has only to write it. Handed over as a record
of values, it would be looked up where in the code it comes from, copied and rendered there: 59 µs a line instead of 26.
"""

from __future__ import annotations

import json
import logging
import sys
from functools import partial
from typing import TYPE_CHECKING, TextIO

import msgspec
import structlog

if TYPE_CHECKING:
    from collections.abc import Sequence

LEVELS = ("debug", "info", "warning", "error")

_LEVEL_OF = {name: getattr(logging, name.upper()) for name in LEVELS} | {"exception": logging.ERROR}
"""By the name of the method that writes the line."""

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
    stream = stream or sys.stderr
    shared: Sequence[structlog.typing.Processor] = (
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        _drop_empty,
    )
    renderer: Sequence[structlog.typing.Processor]
    if stream.isatty():
        renderer = [
            structlog.dev.ConsoleRenderer(timestamp_key="at", exception_formatter=structlog.dev.plain_traceback)
        ]
    else:
        renderer = [structlog.processors.format_exc_info, _as_json]
    structlog.configure(
        processors=[_drop_unwanted, *shared, *renderer],
        logger_factory=_Logger,
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    out = logging.StreamHandler(stream)
    out.setFormatter(
        _Formatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderer],
        )
    )
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


class _Finished(logging.LogRecord):
    """A line as it is to be written."""


class _Formatter(structlog.stdlib.ProcessorFormatter):
    """Gives the lines of libraries the form of ours."""

    def format(self, record: logging.LogRecord) -> str:
        return record.msg if isinstance(record, _Finished) else super().format(record)


class _Logger:
    """Hands finished lines to the standard library's logger of that name, whose level and outputs count."""

    def __init__(self, name: str = "monitor") -> None:
        self.name = name
        self._logger = logging.getLogger(name)
        self.wants = self._logger.isEnabledFor
        self.debug = partial(self._write, logging.DEBUG)
        self.info = partial(self._write, logging.INFO)
        self.warning = partial(self._write, logging.WARNING)
        self.error = self.exception = partial(self._write, logging.ERROR)

    def _write(self, level: int, line: str) -> None:
        self._logger.handle(_Finished(self.name, level, "", 0, line, None, None))


def _drop_unwanted(logger: _Logger, method: str, line: structlog.typing.EventDict) -> structlog.typing.EventDict:
    if not logger.wants(_LEVEL_OF[method]):
        raise structlog.DropEvent
    return line


def _as_json(_: object, __: str, line: structlog.typing.EventDict) -> str:
    try:
        encoded = msgspec.json.encode(line, enc_hook=repr)  # 1 µs instead of 5
    except (UnicodeEncodeError, TypeError):  # half a character, or a key that is no text
        return _JSON.encode(line)
    # ASCII alone: U+2028 and its like would break the line in two for some readers.
    return encoded.decode() if encoded.isascii() else _JSON.encode(line)


def _drop_empty(_: object, __: str, line: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Return the line without the keys that have no value: None says nothing."""
    return {name: value for name, value in line.items() if value is not None}
