"""Orders where no daemon listens: written into either database for whoever runs next to it or after it."""

from __future__ import annotations

from store_samples import opened

from monitor.cli.database import CarriedOut, carry_out
from monitor.model import Standing
from monitor.orders import Disable, Enable


async def test_orders_without_a_daemon(url: str) -> None:
    """They are written down, and it is said when they take effect."""
    async with opened(url) as store:
        await store.register([("a", "https://news.example/a")], [("desk", "a")])
    done = await carry_out(url, [Enable(webhook="desk"), Disable(webhook="desk")])
    async with opened(url) as store:
        standing = (await store.load_healths())["desk"].standing
    server = url.startswith("postgres")
    looks = (
        "a daemon that runs takes it up within 60 s" if server else "no daemon runs; it takes effect when one starts"
    )
    assert (CarriedOut(count=2, later=looks), Standing.OFF) == (done, standing)
