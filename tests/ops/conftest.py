"""Log lines as the daemon writes them, for tests that read them."""

from __future__ import annotations

import io
import logging
from typing import TYPE_CHECKING

import pytest
import structlog

from monitor.ops.logging import configure

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def _logging_restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()


@pytest.fixture
def log_stream(_logging_restored: None) -> io.StringIO:
    """Where the log goes during the test: JSON lines from level info on."""
    stream = io.StringIO()
    configure("info", stream=stream)
    return stream
