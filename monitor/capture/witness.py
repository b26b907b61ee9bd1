"""Keeps the bytes of responses that changed what we know: in a vault on disk, before that is committed.

Fetch ──page──▶ whoever asked
  └─── held until the poll ends ──secure──▶ Vault: one file per body, named by its SHA-256

A disk that fails costs evidence, never an event: the exhibit then says what the bytes were and why they are not there.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from tempfile import mkstemp
from typing import TYPE_CHECKING

import structlog

from monitor.model import Deposit, Form, Page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.model import NotModified, Request
    from monitor.ports import Fetch

HELD_LIMIT_BYTES = 64 * 1024 * 1024
"""Of one poll's bodies in memory, until it is known whether they matter; what comes beyond goes to disk at once."""

PRIVATE = 0o700

log = structlog.stdlib.get_logger("monitor.evidence")


class Vault:
    """Bodies by their SHA-256 in a folder, made with the first; each file whole and on disk, or not there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, sha256: str, body: bytes) -> None:
        """Keep a body, unless it is there already. Raises: OSError."""
        file = self._place(sha256)
        if file.exists():
            return
        file.parent.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        # Two sources may bring the same bytes at once: in one file, each would cut short what the other writes.
        descriptor, part = mkstemp(prefix=f".{sha256}.", suffix=".part", dir=file.parent)
        try:
            with open(descriptor, "wb") as stream:  # noqa: PTH123 - it is a descriptor
                stream.write(body)
                stream.flush()
                os.fsync(stream.fileno())
            Path(part).replace(file)
        except BaseException:
            Path(part).unlink(missing_ok=True)
            raise
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def read(self, sha256: str) -> bytes | None:
        """Return a body as it is on disk now, None if it is not there. Raises: OSError."""
        try:
            return self._place(sha256).read_bytes()
        except FileNotFoundError:
            return None

    def _place(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256


class Witness:
    """A Fetch that passes on what `fetch` answers, and can testify to the pages of requests that ask for evidence."""

    def __init__(self, fetch: Fetch, vault: Vault, *, held_limit_bytes: int = HELD_LIMIT_BYTES) -> None:
        self._fetch = fetch
        self._vault = vault
        self._limit = held_limit_bytes
        self._held: defaultdict[str, list[tuple[Deposit, bytes | None]]] = defaultdict(list)

    async def __call__(self, request: Request) -> Page | NotModified:
        """Fetch one page. Raises: FetchError."""
        answer = await self._fetch(request)
        if request.evidence is not None and isinstance(answer, Page):
            await self._hold(request.evidence, answer)
        return answer

    async def secure(self, source: str) -> Sequence[Deposit]:
        """Return what was read of a source since the last time, its bytes on disk."""
        deposits: list[Deposit] = []
        for deposit, body in self._held.pop(source, ()):
            deposits.append(deposit if body is None else await self._put(deposit, body))
        return deposits

    def dismiss(self, source: str) -> None:
        """Forget what was read of a source and changed nothing."""
        self._held.pop(source, None)

    async def _hold(self, source: str, page: Page) -> None:
        body = page.body if page.wire is None else page.wire
        form = Form.RENDERED if page.wire is None else Form.WIRE
        deposit = Deposit(
            at=page.fetched_at,
            url=page.url,
            status=page.status,
            headers=page.headers,
            form=form,
            sha256=hashlib.sha256(body).hexdigest(),
            size=len(body),
        )
        held = self._held[source]
        if sum(len(body) for _, body in held if body is not None) + len(body) > self._limit:
            held.append((await self._put(deposit, body), None))
        else:
            held.append((deposit, body))

    async def _put(self, deposit: Deposit, body: bytes) -> Deposit:
        try:
            await asyncio.to_thread(self._vault.put, deposit.sha256, body)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            log.warning("evidence not kept", url=deposit.url, sha256=deposit.sha256, reason=reason)
            return replace(deposit, lost=reason)
        return deposit
