"""Push where it is offered: WebSub (https://www.w3.org/TR/websub/). Pure.

    page names a hub ──offers──▶ asked ──the hub verifies──▶ holds ──due──▶ asked again, before the lease ends
                                   │ refused, denied, silent: later again      │ the source is gone: unsubscribed
                                                                               ▼
                       push, signed ──▶ a hint: the page is polled at once, by the same rules as ever
                       proved ──▶ trusted: polls in between are rare ──a poll finds what was not pushed──▶ not trusted

`offers` finds what pages offer, `signatures` knows who speaks, `course` is the picture above. What hubs send is never
read: a hub tells when to look, and the publisher's page says what there is.
"""

from __future__ import annotations

from monitor.push.course import (
    asked,
    begun,
    denied,
    due,
    failed,
    holds,
    leaving,
    proved,
    pulled,
    pushed,
    settled,
    trusted,
    verified,
)
from monitor.push.offers import find_offer
from monitor.push.signatures import is_signed

__all__ = [
    "asked",
    "begun",
    "denied",
    "due",
    "failed",
    "find_offer",
    "holds",
    "is_signed",
    "leaving",
    "proved",
    "pulled",
    "pushed",
    "settled",
    "trusted",
    "verified",
]
