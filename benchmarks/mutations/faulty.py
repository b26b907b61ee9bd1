"""Pages that must not be believed: what stands in place of the live blog, half of it, or an older copy of it."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING

from .edits import WORD, edit
from .turn import CREATED, Expected

if TYPE_CHECKING:
    from datetime import datetime

    from .item import Item
    from .turn import Turn

_BLOCKS = (
    "<title>Just a moment...</title><h1>Checking your browser</h1><p>Enable JavaScript and cookies to continue</p>",
    "<title>Access Denied</title><h1>Access Denied</h1><p>You don't have permission to access this page. #18.2d</p>",
    "<title>Before you continue</title><h1>We value your privacy</h1><p>We and our 842 partners store cookies.</p>",
    "<title>Page not found</title><h1>Sorry, we could not find that page</h1>",
    "",
)


def blocked(turn: Turn) -> bool:
    """Serve something else in its place, with status 200."""
    turn.show(turn.random.choice(_BLOCKS).encode(), {"content-type": "text/html"})
    turn.show()
    return True


def truncated(turn: Turn) -> bool:
    """Let the body break off."""
    body = turn.stage.body()
    cut = turn.random.randrange(1, len(body))
    if turn.random.random() < 0.3:
        # Where a parser takes half a tag for words.
        cut = body.find(b"</", cut) + turn.random.choice((1, 2, 3))
    turn.show(body[:cut])
    turn.show()
    return True


def _dates(made: datetime) -> dict[str, str]:
    return {"last-modified": format_datetime(made, usegmt=True), "date": format_datetime(made, usegmt=True)}


def stale_dated(turn: Turn) -> bool:
    """Serve an old copy that says so between fresh ones; it lacks an edit."""
    old, then = turn.stage.body(), turn.now
    turn.show(old, _dates(then))
    edited = edit(turn, WORD, show=False)
    if edited is None:
        return False
    turn.pass_time(timedelta(minutes=2))
    later = turn.now
    for body, made in ((None, later), (old, then), (None, later), (old, then), (None, later)):
        turn.show(body, _dates(made))
    return True


def stale(turn: Turn) -> bool:
    """Serve an old copy between fresh ones; it lacks the newest entry and an edit, and does not say its age."""
    old = turn.stage.body()
    edited = edit(turn, WORD, show=False)
    if edited is None:
        return False
    item: Item | None = turn.stage.new()
    if item is None:
        return False
    turn.expect(Expected(kind=CREATED, item=item, says=item.words()))
    turn.show()
    for body in (old, None, old, None):
        turn.show(body)
    return True


def stale_edit(turn: Turn) -> bool:
    """Serve an old copy between fresh ones that lacks nothing but an edit; its entry's own date is the older one."""
    old = turn.stage.body()
    if edit(turn, WORD, dated=True, show=False) is None:
        return False
    for body in (None, old, None, old, None):
        turn.show(body)
    return True


def stale_page(turn: Turn) -> bool:
    """Serve an old copy between fresh ones that lacks a silent edit; the page's own date is the older one."""
    if turn.stage.modified_at is None or turn.stage.script is None:
        return False
    old = turn.stage.body()
    turn.pass_time(timedelta(minutes=2))
    if edit(turn, WORD, show=False) is None:
        return False
    for body in (None, old, None, old, None):
        turn.show(body)
    return True


def stale_short(turn: Turn) -> bool:
    """Serve an old copy once between fresh ones; it lacks nothing but the newest entry."""
    old = turn.stage.body()
    item = turn.stage.new()
    if item is None:
        return False
    turn.expect(Expected(kind=CREATED, item=item, says=item.words()))
    for body in (None, old, None):
        turn.show(body)
    return True
