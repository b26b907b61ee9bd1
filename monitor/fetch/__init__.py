"""What fetches for all sources: a Request in, a Page or NotModified out.

    request ──▶ robots ──▶ turns ──▶ headers ──▶ transport ──▶ redirects ──▶ wire bytes ──▶ decode ──▶ Page
                                                     │             ╰─ next hop                  │
                                                     ╰─ 304 ──▶ NotModified ◀── same digests ───╯

`fetcher` asks `robots` whether the publisher lets us, hands what must be rendered to `browser`, which drives a
Chromium, and all else to the one HTTP client. There `client` runs the poll, `turns` waits until the host may be asked
(by the ledger of `politeness`), `headers` says what is sent and reads what came, `redirects` where a hop leads,
`decode` undoes content codings within bounds, `faults` turns every failure into a FetchError, `limits` holds the
numbers. The browser dials through `tunnel`, asks for no more than `gate` lets pass, and fails in the words of
`browser_faults`.
"""

from monitor.fetch.client import Client
from monitor.fetch.fetcher import Fetcher
from monitor.fetch.headers import DEFAULT_USER_AGENT
from monitor.fetch.limits import DEFAULT_LIMITS, Limits

__all__ = ["DEFAULT_LIMITS", "DEFAULT_USER_AGENT", "Client", "Fetcher", "Limits"]
