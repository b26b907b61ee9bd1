"""The lives of a daemon: how each one is to be ended or disturbed, drawn from a seed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self

from crash_databases import POSTGRESQL, SQLITE

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping, Sequence

CLOCK_WRONG_S = 3_600


class Point(StrEnum):
    """Where a process ends itself with SIGKILL; at a torn one the kernel ends it in the middle of a write."""

    FETCHED = "after fetch, before BEGIN"
    BEGUN = "before BEGIN"
    IN_POLL = "inside the poll's transaction"
    IN_ACKNOWLEDGEMENT = "inside the acknowledgement"
    COMMITTING = "before COMMIT"
    TORN_COMMIT = "during COMMIT"
    COMMITTED = "after COMMIT, before its callers know"
    UNSENT = "after COMMIT, before the send"
    PARTLY_SENT = "request partly written"
    SENT = "request written, no answer yet"
    ANSWERED = "answered, before the acknowledgement"
    REFUSED = "refused, before that is written"
    CHECKPOINT = "before a checkpoint"
    TORN_CHECKPOINT = "during a checkpoint"
    MIGRATION = "during a migration"
    MIGRATION_COMMIT = "before a migration's COMMIT"
    TORN_BACKUP = "during a migration's backup"
    RETENTION = "during retention"
    REGISTRATION = "during start or reload, in the tables"
    RELOAD = "during reload, between tables and lanes"
    BETWEEN = "between the two writes that a planted defect makes of one"


class Ending(StrEnum):
    """How a life ends, if no point ends it before."""

    KILLED = "killed at random"
    FROZEN = "frozen past a poll, resumed, killed"
    DISK_FULL = "disk full for a while, then killed"
    STOPPED = "stopped by SIGTERM"
    DATABASE_AWAY = "database killed and started again, then killed"
    DATABASE_TOO = "killed with its database"


MIGRATIONS = {Point.MIGRATION, Point.MIGRATION_COMMIT, Point.TORN_BACKUP}
RELOADS = {Point.REGISTRATION, Point.RELOAD}

PASSAGES = {Point.MIGRATION: 12, Point.IN_POLL: 12, Point.IN_ACKNOWLEDGEMENT: 12, Point.BETWEEN: 1}
"""From so many passages the one that ends a life is drawn, where a point is passed often; of the others from 4."""

OFTEN = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Repertoire:
    """What can befall a daemon with one kind of database: `named` is the share of lives that end at a point.

    `server`: the database has one, which may be killed, too.
    """

    points: tuple[Point, ...]
    named: float
    endings: Mapping[Ending, int]
    server: bool = False


REPERTOIRES: Mapping[str, Repertoire] = {
    SQLITE: Repertoire(
        points=tuple(point for point in Point if point is not Point.BETWEEN),
        named=0.62,
        endings={Ending.KILLED: 28, Ending.FROZEN: 4, Ending.DISK_FULL: 4, Ending.STOPPED: 2},
    ),
    POSTGRESQL: Repertoire(
        points=(
            Point.FETCHED,
            Point.IN_POLL,
            Point.IN_ACKNOWLEDGEMENT,
            Point.UNSENT,
            Point.PARTLY_SENT,
            Point.SENT,
            Point.ANSWERED,
            Point.REFUSED,
            Point.RETENTION,
            Point.REGISTRATION,
            Point.RELOAD,
        ),
        named=0.3,
        endings={
            Ending.KILLED: 6,
            Ending.FROZEN: 2,
            Ending.STOPPED: 1,
            Ending.DATABASE_AWAY: 10,
            Ending.DATABASE_TOO: 7,
        },
        server=True,
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """One life. It ends at the `nth` passage of `point` (None: by `ending`, after `span_s`).

    `clock_s` is how wrong its clock is; `visitor`: whether a webhook that comes and goes is in the config when it
    starts; `retention` removes what is seconds old; `revisions` is how many migrations there are beyond the real ones.
    """

    seed: int
    ending: Ending
    span_s: float
    point: Point | None = None
    nth: int = 1
    clock_s: int = 0
    visitor: bool = True
    reload: bool = False
    retention: bool = False
    revisions: int = 0

    @classmethod
    def drawn(
        cls, chance: random.Random, revisions: int, aim: Sequence[Point] = (), repertoire: Repertoire | None = None
    ) -> Self:
        """Return the next life of a database that has so many migrations beyond the real ones.

        With an `aim` every life ends at one of those points.
        """
        repertoire = repertoire or REPERTOIRES[SQLITE]
        endings = repertoire.endings
        point = chance.choice(aim or repertoire.points) if aim or chance.random() < repertoire.named else None
        retention = point is Point.RETENTION or chance.random() < 0.1
        return cls(
            seed=chance.getrandbits(32),
            ending=chance.choices(list(endings), weights=list(endings.values()))[0],
            span_s=chance.uniform(0.02, 0.9),
            point=point,
            nth=1 if point in MIGRATIONS - set(PASSAGES) else chance.randint(1, PASSAGES.get(point, OFTEN)),
            clock_s=chance.choice((-CLOCK_WRONG_S, CLOCK_WRONG_S)) if chance.random() < 0.06 else 0,
            # Retention keeps what a lane that is awake has not passed; it owes nothing to one that is asleep.
            visitor=retention or chance.random() < 0.8,
            reload=point in RELOADS or chance.random() < 0.05,
            retention=retention,
            revisions=revisions + (point in MIGRATIONS),
        )

    @classmethod
    def quiet(cls, seed: int, revisions: int) -> Self:
        """Return a life that nothing disturbs."""
        return cls(seed=seed, ending=Ending.STOPPED, span_s=0.0, revisions=revisions)

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> Self:
        point = fields["point"]
        return cls(**{**fields, "ending": Ending(fields["ending"]), "point": point and Point(point)})

    def to_json(self) -> dict[str, Any]:
        return asdict(self)
