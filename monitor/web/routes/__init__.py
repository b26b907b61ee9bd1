"""The routes, a module per resource: each asks the Ledger or the Control, and gives the answer its shape."""

from monitor.web.routes import config, deliveries, events, feeds, health, hosts, push, sources, stream, webhooks

ROUTERS = (
    sources.router,
    events.router,
    stream.router,
    feeds.router,
    webhooks.router,
    deliveries.router,
    hosts.router,
    push.router,
    health.router,
    config.router,
)
