"""The running daemon as its API and the hubs see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from monitor.errors import Fault
    from monitor.model import (
        Attempt,
        Differences,
        EventType,
        Receipt,
        Reload,
        Snapshot,
        Vitals,
        Watched,
        WebhookStatus,
    )


class Callbacks(Protocol):
    """Answers hubs at the addresses that we gave them; `key` is the last part of one. Raises: StoreError."""

    async def confirm(self, key: str, said: Mapping[str, str]) -> str | None:
        """Return what to answer a hub that asks whether we meant it, or tells that it refuses; None: we did not."""

    def receive(self, key: str, signature: str | None, body: bytes) -> Receipt:
        """Take what a hub tells."""


class Control(Protocol):
    """The running daemon, as the API and the dashboard see it and act on it.

    Raises: Declined if something of that name is not there, or is not theirs to change; StoreError.
    """

    def sources(self) -> Sequence[Watched]:
        """Return every source that is watched, by name."""

    def source(self, name: str) -> Watched: ...

    def explain(self, name: str) -> tuple[str, ...]:
        """Return in words why a source is asked as often as it is, a line per reason."""

    async def probe(self, keys: Mapping[str, Any]) -> Snapshot:
        """Read a live blog once, by a source's keys as in the config. Raises: ConfigError, FetchError, ExtractError."""

    async def add_source(self, keys: Mapping[str, Any]) -> Watched:
        """Watch a live blog from now on, by a source's keys as in the config. Raises: ConfigError."""

    async def remove_source(self, name: str) -> None:
        """Stop watching a source that was added; what was seen of it is kept."""

    async def pause_source(self, name: str) -> Watched: ...

    async def resume_source(self, name: str) -> Watched: ...

    async def poll_source(self, name: str) -> Watched:
        """Poll a source as soon as possible, paused or not."""

    def webhooks(self) -> Sequence[WebhookStatus]:
        """Return every webhook, by name."""

    async def test_webhook(self, name: str, kind: EventType) -> Attempt:
        """Send a sample event, signed and in the webhook's format; nothing is stored or repeated."""

    async def pause_webhook(self, name: str, until: datetime | None, reason: str | None = None) -> WebhookStatus:
        """Send nothing to a webhook until then (None: until it is enabled); its backlog is kept."""

    async def enable_webhook(self, name: str) -> WebhookStatus: ...

    async def rotate_webhook(self, name: str) -> str:
        """Sign with a new secret beside the newest one until the daemon starts anew, and return it."""

    async def replay(self, endpoint: str, source: str, sequences: Collection[int]) -> int:
        """Send events once more, under their own ids; return how many."""

    def check_config(self, content: bytes) -> Sequence[Fault]:
        """Return what is wrong with a config, nothing if it is right; references such as `${NAME}` are not followed."""

    async def reload(self) -> Differences:
        """Take on the config as its files are now; return what was different, of values nothing.

        Raises: ConfigError if it is faulty, CannotListen; nothing has changed then.
        """

    async def preview_reload(self) -> Differences:
        """Return what `reload` would change. Raises: ConfigError."""

    def last_reload(self) -> Reload | None:
        """Return how the last reload went, None if there was none since the start."""

    def vitals(self) -> Vitals: ...
