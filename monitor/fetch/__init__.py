"""What fetches for all sources: a Request in, a Page or NotModified out.

    request ──▶ headers ──▶ transport ──▶ redirects ──▶ wire bytes ──▶ decode ──▶ Page
                                │             ╰─ next hop                  │
                                ╰─ 304 ──▶ NotModified ◀── same digests ───╯

`fetcher` hands what must be rendered to `browser`, which drives a Chromium, and all else to the one HTTP client. There
`client` runs the poll, `headers` says what is sent and reads what came, `redirects` where a hop leads, `decode` undoes
content codings within bounds, `faults` turns every failure into a FetchError, `limits` holds the numbers.
"""

from monitor.fetch.client import Client
from monitor.fetch.fetcher import Fetcher
from monitor.fetch.headers import DEFAULT_USER_AGENT
from monitor.fetch.limits import DEFAULT_LIMITS, Limits

__all__ = ["DEFAULT_LIMITS", "DEFAULT_USER_AGENT", "Client", "Fetcher", "Limits"]
