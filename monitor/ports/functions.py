"""The functions that fetch, send, render and tell the time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from monitor.model import Attempt, Endpoint, Event, NotModified, Page, Rendered, Request

Clock = Callable[[], datetime]
"""The wall clock, aware UTC."""

Fetch = Callable[[Request], Awaitable[Page | NotModified]]
"""Fetches one page. Raises: FetchError."""

Send = Callable[[Endpoint, Sequence[Event], int], Awaitable[Attempt]]
"""Tries to deliver one event, or several as a batch; the number of the try counts from 1.

Never raises for what an endpoint does.
"""

Render = Callable[[Endpoint, Sequence[Event]], Rendered]
"""Makes an endpoint's request of one event or a batch: the same bytes each time. Pure."""
