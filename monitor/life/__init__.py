"""The life of a live blog: where its coverage stands, and where it goes on. Pure: the time is an argument.

    waiting ──▶ live ◀──▶ quiet ──▶ ended ──▶ retired
    (not begun)  │  6 h without    │  its words say so, a day after its announced end, or 3 days without an entry
                 │                 │  `live_blog.ended`, once; asked more and more rarely for late corrections
                 ▲                 ▼
                 └── a new entry ──┘    a page that names its successor: `live_blog.moved`; with `follow` on to there

`phrases` are the words of newsrooms, `closing` and `successor` find them, `stages` is the picture above, `course` what
a reading means for all of it, `left` which pages before this one are looked back at.
"""

from __future__ import annotations

from monitor.life.course import (
    Course,
    astray,
    chart,
    elapsed,
    gone_on,
    on_the_way,
    renamed,
    turned,
    turned_from,
    turned_over,
)
from monitor.life.left import returned, unread
from monitor.life.stages import slowed, why_slowed

__all__ = [
    "Course",
    "astray",
    "chart",
    "elapsed",
    "gone_on",
    "on_the_way",
    "renamed",
    "returned",
    "slowed",
    "turned",
    "turned_from",
    "turned_over",
    "unread",
    "why_slowed",
]
