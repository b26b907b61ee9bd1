"""What is right in a config and still not as it should be. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from monitor.wire.addresses import NOT_PLAIN, refusal, remedy

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from monitor.config.settle import Config
    from monitor.wire.addresses import Networks

_CONTACT = re.compile(r"[^\s@]@(?:[^\s@.]++\.)++[^\s@.]|https?://\S")
"""An address of mail or of a page, by which a publisher can ask us to slow down before blocking us."""
_PROXIES = frozenset({"http_proxy", "https_proxy", "all_proxy"})


def advice(config: Config, *, environ: Mapping[str, str]) -> Iterator[str]:
    """Yield what to mend in a config or around it, one line each."""
    for name in sorted(environ):
        if name.lower() in _PROXIES and environ[name]:
            yield f"{name} is not used: no proxy is, pages and webhooks are dialled directly"
    if not _CONTACT.search(config.user_agent or ""):
        example = 'fetch: {user_agent: "desk-monitor (+mailto:desk@example.org)"}'
        yield f"publishers cannot reach you: name a contact, such as {example}"
    for source in config.sources:
        yield from _not_dialled(f"source {source.name}", source.url, config.fetch_networks, "fetch")
    for webhook in config.webhooks:
        endpoint = webhook.endpoint
        yield from _not_dialled(f"webhook {endpoint.name}", endpoint.url, config.deliver_networks, "deliver")


def _not_dialled(what: str, url: str, allowed: Networks, section: str) -> Iterator[str]:
    """Yield that an address written in digits is one that will be refused; where names lead, only a look-up tells."""
    host = "127.0.0.1" if _is_localhost(url) else urlsplit(url).hostname or ""
    words = refusal(host, allowed)
    if words is not None and words != NOT_PLAIN:
        yield f"{what}: {host} is {words}; {remedy(host, f'{section}.allow_networks')}"


def _is_localhost(url: str) -> bool:
    return (urlsplit(url).hostname or "").rstrip(".") == "localhost"
