"""Notices when the files of a config change, for who asked that changes be taken on by themselves."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence
    from pathlib import Path

DEBOUNCE_MS = 500
"""How long changes are gathered: editors write a file in several steps."""
AGAIN_S = 60.0
"""When to try again where the system does not let us watch (no inotify watches left, the folder is gone)."""

log = structlog.stdlib.get_logger("monitor.reload")


class ConfigWatch:
    """Tells who listens when a file of the config is another than before, while it is switched on.

    `files` are those of the config at this moment; `folders` where they are, or would be. Before a config is read
    `about_to_read` is called, since what is written while it is read, or before the watch has begun, is a change too.
    """

    def __init__(self, files: Callable[[], Sequence[Path]], folders: Sequence[Path]) -> None:
        self._files = files
        self._folders = folders
        self._changed: Callable[[], None] = lambda: None
        self._task: asyncio.Task[None] | None = None
        self._read: Hashable = None

    def listen(self, changed: Callable[[], None]) -> None:
        """Call this for each change."""
        self._changed = changed

    def about_to_read(self) -> None:
        """Remember the files as they are."""
        self._read = self._marks()

    def turn(self, *, on: bool) -> None:
        """Watch, or do not; to say what is so already does nothing."""
        if on and self._task is None:
            self._task = asyncio.create_task(self._run(), name="config watch")
        elif not on and self._task is not None:
            self._task.cancel()
            self._task = None

    async def close(self) -> None:
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _run(self) -> None:
        known = self._read
        while True:
            try:
                known = await self._watch(known)
            except (OSError, RuntimeError) as error:  # watchfiles has its own, which is a RuntimeError
                log.warning("config not watched", reason=str(error), again_in_s=AGAIN_S)
                await asyncio.sleep(AGAIN_S)

    async def _watch(self, known: Hashable) -> Hashable:
        """Watch the folders that there are; return the marks of the files when there are others."""
        # Here, because it is for who asks for it alone.
        from watchfiles import awatch  # noqa: PLC0415

        folders = [folder for folder in self._folders if folder.is_dir()]
        changes = awatch(*folders, watch_filter=None, debounce=DEBOUNCE_MS, recursive=False)
        # What was written before the watch began is seen by its marks.
        known = self._compare(known)
        async for _ in changes:
            known = self._compare(known)
            if folders != [folder for folder in self._folders if folder.is_dir()]:
                break
        return known

    def _compare(self, known: Hashable) -> Hashable:
        marks = self._marks()
        if marks != known:
            self._changed()
        return marks

    def _marks(self) -> Hashable:
        """Return what changes with any of the files: a database that lies beside them is written all the time."""
        return tuple(_mark(path) for path in self._files())


def _mark(path: Path) -> Hashable:
    try:
        # The file that a link leads to: that is how Kubernetes swaps mounted configs.
        status = path.stat()
    except OSError:
        return str(path), None
    return str(path), status.st_ino, status.st_size, status.st_mtime_ns
