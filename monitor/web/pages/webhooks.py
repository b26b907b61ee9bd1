"""`/webhooks`: who is told, how each fares, what it is owed, what it answered, and what was given up."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from monitor.errors import Declined, Obstacle
from monitor.model import Attempt, DeadLetter, EventType, WebhookStatus
from monitor.web.pages.frame import PageRoute, form_of, page, query, to, values_of
from monitor.web.pages.telling import Told, tell_event
from monitor.web.parts import parts_of
from monitor.web.routes.asked import NUMBER_LIMIT
from monitor.web.routes.webhooks import all_webhooks
from monitor.web.shapes.webhooks import webhook_shape

LANES_SHOWN = 30
ATTEMPTS_SHOWN = 30
LETTERS_SHOWN = 50
PAUSES = {"1h": timedelta(hours=1), "8h": timedelta(hours=8), "1d": timedelta(days=1)}
PAUSE_WORDS = {"1h": "for an hour", "8h": "for 8 hours", "1d": "for a day", "": "until it is enabled"}
DONE = {
    "paused": "Nothing is sent to it until then; its backlog is kept.",
    "enabled": "It is sent to again, beginning with its backlog.",
    "none": "None was chosen, so nothing was sent.",
}

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/webhooks")
async def webhooks(request: Request) -> Response:
    """Return every webhook at a glance."""
    return page(request, "webhooks.html", title="Webhooks", webhooks=await all_webhooks(request))


@router.get("/webhooks/{name}")
async def webhook(
    request: Request,
    name: str,
    before: Annotated[int | None, Query(ge=1, le=NUMBER_LIMIT)] = None,
    done: Annotated[str, Query(max_length=20)] = "",
    replayed: Annotated[int, Query(ge=0, le=NUMBER_LIMIT)] = 0,
) -> Response:
    """Return one webhook with its lanes, attempts and dead letters."""
    return await _shown(request, name, before=before, done=DONE.get(done), replayed=replayed)


@router.post("/webhooks/{name}/test")
async def try_webhook(request: Request, name: str) -> Response:
    """Send a sample, and return the webhook's page with what came back."""
    asked = form_of(request).get("type", EventType.ENTRY_UPDATED.value)
    if asked not in set(EventType):
        raise Declined(Obstacle.UNKNOWN, f"No event is of the type {asked[:40]!r}.")
    attempt = await parts_of(request).control.test_webhook(name, EventType(asked))
    return await _shown(request, name, tried=attempt)


@router.post("/webhooks/{name}/pause")
async def pause(request: Request, name: str) -> Response:
    """Send nothing to it for a while."""
    parts, asked = parts_of(request), form_of(request).get("for", "")
    length = PAUSES.get(asked)
    await parts.control.pause_webhook(name, parts.clock() + length if length else None)
    return to(query(_there(name), done="paused"))


@router.post("/webhooks/{name}/enable")
async def enable(request: Request, name: str) -> Response:
    """Send to it again."""
    await parts_of(request).control.enable_webhook(name)
    return to(query(_there(name), done="enabled"))


@router.post("/webhooks/{name}/replay")
async def replay(request: Request, name: str) -> Response:
    """Send the dead letters that were chosen once more."""
    chosen: defaultdict[str, list[int]] = defaultdict(list)
    for letter in values_of(request, "letter")[:LETTERS_SHOWN]:
        source, _, sequence = letter.rpartition("/")
        if not source or not sequence.isascii() or not sequence.isdigit() or int(sequence[:20]) > NUMBER_LIMIT:
            raise Declined(Obstacle.UNKNOWN, f"No dead letter is called {letter[:80]!r}.")
        chosen[source].append(int(sequence))
    if not chosen:
        return to(query(_there(name), done="none"))
    control = parts_of(request).control
    count = sum([await control.replay(name, source, sequences) for source, sequences in chosen.items()])
    return to(query(_there(name), replayed=count))


def _there(name: str) -> str:
    return f"/webhooks/{name}"


async def _shown(
    request: Request,
    name: str,
    *,
    before: int | None = None,
    done: str | None = None,
    replayed: int = 0,
    tried: Attempt | None = None,
) -> Response:
    parts, ledger = parts_of(request), parts_of(request).ledger
    status = _status(request, name)
    owed = {one.endpoint: one for one in await ledger.endpoints()}
    attempts = list(await ledger.find_attempts(endpoint=name, before=before, limit=ATTEMPTS_SHOWN + 1))
    letters = await ledger.dead_letters(endpoint=name, limit=LETTERS_SHOWN)
    more = len(attempts) > ATTEMPTS_SHOWN
    return page(
        request,
        "webhook.html",
        title=name,
        webhook=webhook_shape(status, owed.get(name)),
        health=status.health,
        lanes=await ledger.owing_lanes(name, limit=LANES_SHOWN),
        lanes_shown=LANES_SHOWN,
        attempts=[one.attempt for one in attempts[:ATTEMPTS_SHOWN]],
        older=query(_there(name), before=attempts[ATTEMPTS_SHOWN - 1].number) + "#attempts" if more else None,
        before=before,
        letters=[(letter, await _told(request, letter)) for letter in letters],
        types=[one.value for one in EventType],
        pauses=PAUSE_WORDS,
        done=done,
        replayed=replayed,
        tried=tried,
        since=parts.clock(),
    )


def _status(request: Request, name: str) -> WebhookStatus:
    for one in parts_of(request).control.webhooks():
        if one.endpoint.name == name:
            return one
    raise Declined(Obstacle.UNKNOWN, f"No webhook is named {name[:64]!r}. They stand under webhooks in the config.")


async def _told(request: Request, letter: DeadLetter) -> Told | None:
    """Return what a dead letter would have told, None if it is kept no more."""
    events = await parts_of(request).ledger.load_events_at(letter.source, [letter.sequence])
    return tell_event(events[0]) if events else None
