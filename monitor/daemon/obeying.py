"""Doing what an operator orders: in the daemon that runs, or in the database when none does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.deliver.breaker import disabled, enabled, paused
from monitor.errors import Declined, Obstacle, StoreError
from monitor.model import Health, Standing
from monitor.orders import Different, Disable, Enable, Flush, Pause, Purge, Reload, Replay

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from monitor.daemon.reloading import Reloading
    from monitor.deliver.dispatch import Dispatcher
    from monitor.orders import Lasting, Order
    from monitor.ports import Store

BY_OPERATOR = "by the operator"


async def obey(
    order: Order,
    *,
    store: Store,
    dispatcher: Dispatcher,
    reloading: Reloading,
    flush: Callable[[], Awaitable[None]],
    config: str,
) -> int | Different:
    """Do it in the running daemon, at once; return to how many events, letters or webhooks, or what a reload changed.

    Raises: Declined if the daemon knows no such webhook, ConfigError and CannotListen if the `config` is not taken on,
    StoreError.
    """
    if isinstance(order, Reload):
        differences = await (reloading.preview() if order.only_look else reloading.reload())
        return Different(config=config, differences=differences)
    if isinstance(order, Flush):
        await flush()
        if store.fault is not None:
            raise StoreError(store.fault)
        return 0
    if isinstance(order, Purge):
        return await _purge(order, store)
    if order.webhook not in dispatcher.healths:
        raise Declined(
            Obstacle.UNKNOWN,
            f"the running daemon has no webhook {order.webhook!r}; start it anew with the config as it is",
        )
    match order:
        case Replay():
            return await dispatcher.replay(order.webhook, order.source, order.sequences)
        case Enable():
            await dispatcher.enable(order.webhook)
        case Disable():
            await dispatcher.disable(order.webhook, order.reason or BY_OPERATOR)
        case Pause():
            await dispatcher.pause(order.webhook, order.until)
    return 1


async def obey_in_store(order: Lasting, store: Store, now: datetime) -> int:
    """Do it in the database, where the daemon finds it: at its start, or at its next look. Raises: StoreError."""
    match order:
        case Purge():
            return await _purge(order, store)
        case Replay():
            return await store.requeue(order.webhook, order.source, order.sequences)
    health = (await store.load_healths()).get(order.webhook, Health())
    match order:
        case Enable():
            await store.save_health(order.webhook, enabled(health, now=now), released=True)
        case Disable():
            off = disabled(health, Standing.OFF, order.reason or BY_OPERATOR, now=now)
            await store.save_health(order.webhook, off)
        case Pause():
            await store.save_health(order.webhook, paused(health, order.until, now=now))
    return 1


async def _purge(order: Purge, store: Store) -> int:
    return await store.purge_dead_letters(endpoint=order.webhook, source=order.source, event_ids=order.event_ids)
