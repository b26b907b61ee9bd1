"""`dead`: what webhooks were given up on; look at it, send it once more, or forget it."""

from __future__ import annotations

import asyncio
import sys
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.text import Text

from monitor.cli.database import address_of, as_json_lines, carry_out, known, of_database, reading
from monitor.cli.printing import counted, print_json
from monitor.cli.render import headline
from monitor.cli.table import moment, print_table
from monitor.cli.terminal import plain
from monitor.event import rfc3339
from monitor.orders import Purge, Replay, purges, replays

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path
    from typing import TypeVar

    from monitor.model import Attempt, DeadLetter, Event

    F = TypeVar("F", bound=Callable[..., Any])

SHOWN = 50
LETTERS_MOST = 10_000
"""Dead letters that one command looks at."""

ANSWER_SHOWN = 300
COLUMNS = ("given up", "event", "webhook", "attempts", "status", "why", "id")
_FORMS = "write an id (evt_…), or source and sequence (ukraine/812)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which dead letters are meant: of these events (none: of all), of one webhook, of one source."""

    events: tuple[str, ...] = ()
    webhook: str | None = None
    source: str | None = None

    @property
    def unbounded(self) -> bool:
        return not self.events and self.webhook is None and self.source is None


def _of_choice(command: F) -> F:
    """Give a command the words that choose dead letters."""
    for option in (
        click.option("--all", "everything", is_flag=True, help="All there are."),
        click.option("--source", metavar="NAME", help="Those of this source."),
        click.option("--webhook", metavar="NAME", help="Those of this webhook."),
        click.argument("events", nargs=-1, metavar="[EVENT]..."),
    ):
        command = option(command)
    return of_database(command)


@click.group()
def dead() -> None:
    """List, show, replay or purge what was given up.

    An event is given up for a webhook that refused it three times, or accepted nothing for `max_head_age` or until the
    schedule was over. It is kept 90 days.
    """


@dead.command("list")
@click.option("--webhook", metavar="NAME", help="Only of this webhook.")
@click.option("--source", metavar="NAME", help="Only of this source.")
@click.option(
    "--limit", type=click.IntRange(1, LETTERS_MOST), default=SHOWN, show_default=True, help="At most so many."
)
@of_database
@as_json_lines
def list_letters(
    *, webhook: str | None, source: str | None, limit: int, path: Path, store: str | None, as_json: bool
) -> None:
    """Print what was given up, the newest first, with the reason.

    \b
    liveblog-monitor dead list --webhook desk
    liveblog-monitor dead list --json | jq -r .event
    """
    choice = Choice(webhook=webhook, source=source)
    letters = asyncio.run(_letters(address_of(path, store), choice, limit))
    if as_json:
        for letter in letters:
            print_json(_shape(letter))
    else:
        print_table(COLUMNS, map(_row, letters))


@dead.command(short_help="Print all that is known of an event that was given up.")
@click.argument("event")
@click.option("--webhook", metavar="NAME", help="Only of this webhook.")
@of_database
@as_json_lines
def show(*, event: str, webhook: str | None, path: Path, store: str | None, as_json: bool) -> None:
    """Print all that is known of an EVENT that was given up: why, each attempt with its answer, what it tells.

    EVENT is its id, or source and sequence.

    \b
    liveblog-monitor dead show ukraine/812
    liveblog-monitor dead show evt_tpdpngydxeeciicom6iyi5eq44 --json | jq .message
    """
    told, found = asyncio.run(_found(address_of(path, store), event, webhook))
    out = Console(highlight=False)
    for letter, attempts in found:
        if as_json:
            tries = [_attempt_shape(attempt) for attempt in attempts]
            print_json({**_shape(letter), "tries": tries, "message": told.message if told else None})
            continue
        out.print(
            Text(f"{letter.source}/{letter.sequence} to {letter.endpoint}: {plain(letter.reason)}", "bold"),
            soft_wrap=True,
        )
        for line in _details(letter, attempts, told):
            out.print(Text(f"  {line}"), soft_wrap=True)


@dead.command(short_help="Send what was given up once more, under the same ids.")
@_of_choice
def replay(
    *, events: tuple[str, ...], webhook: str | None, source: str | None, everything: bool, path: Path, store: str | None
) -> None:
    """Send what was given up once more, under the same ids; it is no dead letter then.

    It goes through its lane, before what is new. Say which: EVENTs (ids, or source and sequence), --webhook, --source
    or --all.

    \b
    liveblog-monitor dead replay ukraine/812
    liveblog-monitor dead replay --webhook desk
    """
    choice = _chosen(events, webhook, source, everything=everything)
    url = address_of(path, store)
    letters = asyncio.run(_letters(url, choice))
    if not letters:
        click.echo("there are no such dead letters")
        return
    done = asyncio.run(carry_out(url, _replays(letters)))
    left = len(letters) - done.count
    click.echo(
        f"{counted(done.count, 'event')} to be sent again"
        + (f"; {left:,} are no more, or queued already" if left else "")
        + (f" ({done.later})" if done.later else "")
    )


@dead.command()
@_of_choice
@click.option("--yes", is_flag=True, help="Do not ask.")
def purge(
    *,
    events: tuple[str, ...],
    webhook: str | None,
    source: str | None,
    everything: bool,
    yes: bool,
    path: Path,
    store: str | None,
) -> None:
    """Forget what was given up, for good. Asks first; where nobody can answer, --yes is needed.

    \b
    liveblog-monitor dead purge ukraine/812
    liveblog-monitor dead purge --webhook desk --yes
    """
    choice = _chosen(events, webhook, source, everything=everything)
    url = address_of(path, store)
    letters = asyncio.run(_letters(url, choice))
    if not letters:
        click.echo("there are no such dead letters")
        return
    if not yes:
        if not sys.stdin.isatty():
            raise click.UsageError(f"this forgets {counted(len(letters), 'dead letter')} for good: add --yes")
        click.confirm(f"Forget {counted(len(letters), 'dead letter')} for good?", abort=True)
    done = asyncio.run(carry_out(url, _purges(choice, letters)))
    click.echo(f"{counted(done.count, 'dead letter')} forgotten")


# ------------------------------------------------------------------------------------------------- which


def _chosen(events: tuple[str, ...], webhook: str | None, source: str | None, *, everything: bool) -> Choice:
    choice = Choice(events=events, webhook=webhook, source=source)
    if choice.unbounded and not everything:
        raise click.UsageError("name EVENTs, --webhook or --source, or say --all")
    return choice


async def _letters(url: str, choice: Choice, limit: int = LETTERS_MOST) -> Sequence[DeadLetter]:
    """Return the dead letters that are meant, the newest first. Raises: ClickException for names that nobody knows."""
    async with reading(url) as database:
        if choice.source is not None:
            known(choice.source, "source", list(await database.load_sources()))
        letters = await database.dead_letters(endpoint=choice.webhook, source=choice.source, limit=limit)
        if choice.webhook is not None and not letters:
            known(choice.webhook, "webhook", [status.endpoint for status in await database.endpoints()])
    if not choice.events:
        return letters
    meant = {name for letter in letters for name in _names(letter)}
    if missing := [event for event in choice.events if event not in meant]:
        raise click.ClickException(f"{missing[0]!r} is no dead letter there; {_FORMS}, as `dead list` prints it")
    return [letter for letter in letters if not set(choice.events).isdisjoint(_names(letter))]


def _names(letter: DeadLetter) -> tuple[str, str]:
    return letter.event_id, f"{letter.source}/{letter.sequence}"


def _replays(letters: Sequence[DeadLetter]) -> Iterator[Replay]:
    by_lane: dict[tuple[str, str], list[int]] = defaultdict(list)
    for letter in letters:
        by_lane[letter.endpoint, letter.source].append(letter.sequence)
    for (webhook, source), sequences in by_lane.items():
        yield from replays(webhook, source, sorted(sequences))


def _purges(choice: Choice, letters: Sequence[DeadLetter]) -> Iterator[Purge]:
    """Yield the orders to forget letters; it is those that were counted, and none that came since."""
    ids = list(dict.fromkeys(letter.event_id for letter in letters))
    yield from purges(ids, webhook=choice.webhook, source=choice.source)


async def _found(
    url: str, name: str, webhook: str | None
) -> tuple[Event | None, Sequence[tuple[DeadLetter, Sequence[Attempt]]]]:
    """Return an event, if it is still there, and its dead letters, each with its attempts. Raises: ClickException."""
    letters = await _letters(url, Choice(events=(name,), webhook=webhook))
    async with reading(url) as database:
        return await database.find_event(name), [
            (one, await database.attempts_of(one.event_id, one.endpoint)) for one in letters
        ]


# ----------------------------------------------------------------------------------------------- printing


def _row(letter: DeadLetter) -> tuple[str, ...]:
    return (
        moment(letter.at),
        f"{letter.source}/{letter.sequence}",
        letter.endpoint,
        str(letter.attempts),
        "-" if letter.status is None else str(letter.status),
        letter.reason,
        letter.event_id,
    )


def _details(letter: DeadLetter, attempts: Sequence[Attempt], event: Event | None) -> Iterator[str]:
    yield f"event    {letter.event_id}"
    if event is not None:
        entry = event.message["data"].get("entry")
        yield f"tells    {event.type.value}: {plain(headline(entry) if entry else event.message['data'].get('reason'))}"
    yield f"given up {moment(letter.at)} after {counted(letter.attempts, 'attempt')}"
    for attempt in attempts:
        status = f" {attempt.status}" if attempt.status is not None else ""
        reason = f": {plain(attempt.reason)}" if attempt.reason else ""
        yield f"attempt  {attempt.number} at {moment(attempt.at)}, {attempt.outcome.value}{status}{reason}"
        if answer := plain(attempt.answer[:ANSWER_SHOWN].decode("utf-8", "replace")):
            yield f"         it answered: {answer}"


def _shape(letter: DeadLetter) -> dict[str, Any]:
    return {
        "event": letter.event_id,
        "source": letter.source,
        "sequence": letter.sequence,
        "webhook": letter.endpoint,
        "given_up": rfc3339(letter.at),
        "attempts": letter.attempts,
        "status": letter.status,
        "reason": letter.reason,
    }


def _attempt_shape(attempt: Attempt) -> dict[str, Any]:
    return {
        "number": attempt.number,
        "at": rfc3339(attempt.at),
        "outcome": attempt.outcome.value,
        "duration_s": round(attempt.duration_s, 4),
        "status": attempt.status,
        "reason": attempt.reason,
        "answer": attempt.answer.decode("utf-8", "replace"),
    }
