"""Keeps the process's memory to itself: it holds signing secrets and tokens."""

from __future__ import annotations

import ctypes
import resource

import structlog

PR_SET_DUMPABLE = 4
"""prctl(2), Linux alone: no core file, also where they go to a program, which no limit stops."""

log = structlog.stdlib.get_logger("monitor")


def seal() -> None:
    """Let no core file be written, and no other process of the same user look into our memory."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl is not None and prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0:
        log.warning("memory not sealed: a core file could hold secrets")
