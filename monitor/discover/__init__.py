"""Discovery: live blogs are found on an index (a page, a feed, a news sitemap), watched while they are live, given up.

    index ──listing──▶ pages it lists ──choosing──▶ children: added while they are live, given up when they are over
                                                       │
                                                    nursery: the sources that the schedule polls

`listing` and `choosing` are pure. Children are kept with the state of the source that found them, so that a restart
goes on with the same sources under the same names; nothing is polled that is not written down.
"""

from __future__ import annotations

from monitor.discover.choosing import children_of, choose, given_up
from monitor.discover.listing import NOTHING_LISTED, listed

__all__ = ["NOTHING_LISTED", "children_of", "choose", "given_up", "listed"]
