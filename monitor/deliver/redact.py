"""What of a webhook's address may be shown: its path and query are often the only secret that guards it (Slack)."""

from __future__ import annotations

from urllib.parse import urlsplit


def origin(url: str) -> str:
    """Return scheme, host and port of a URL, for logs and reasons.

    >>> origin("https://user:pass@hooks.example.org:8443/services/T0/B0/token?key=1")
    'https://hooks.example.org:8443'
    """
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
