"""How the daemon logs: one line per poll and per attempt, JSON for machines, columns on a terminal.

A traceback never shows the values of variables: they may hold secrets.
"""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, TextIO

import structlog

if TYPE_CHECKING:
    from collections.abc import Sequence

LEVELS = ("debug", "info", "warning", "error")

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
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        _drop_empty,
    )
    renderer: Sequence[structlog.typing.Processor]
    if stream.isatty():
        renderer = [
            structlog.dev.ConsoleRenderer(timestamp_key="at", exception_formatter=structlog.dev.plain_traceback)
        ]
    else:
        renderer = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    out = logging.StreamHandler(stream)
    out.setFormatter(
        structlog.stdlib.ProcessorFormatter(
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


def _drop_empty(_: object, __: str, line: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Return the line without the keys that have no value: None says nothing."""
    return {name: value for name, value in line.items() if value is not None}
