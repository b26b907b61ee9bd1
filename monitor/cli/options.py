"""What several commands take, by the rules of the config: durations, addresses, secrets."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import click

from monitor.config.values import Refused, secret, span, url, zone
from monitor.wire.addresses import parse_network

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

SHORTEST = timedelta(milliseconds=200)
LONGEST = timedelta(days=7)


class Duration(click.ParamType[timedelta]):
    """A duration such as 15s, 5m or 1h30m."""

    name = "DURATION"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        if isinstance(value, timedelta):
            return value
        try:
            return span(value, least=SHORTEST, most=LONGEST)
        except Refused as error:
            self.fail(str(error), param, ctx)


DURATION = Duration()


def is_web_address(value: str) -> bool:
    """Return whether a text is an http or https address with a host."""
    try:
        url(value)
    except Refused:
        return False
    return True


def web_address(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Return what was given if it is an http or https address with a host."""
    if value is not None:
        try:
            url(value)
        except Refused as error:
            raise click.BadParameter(f"{value!r} {error}", ctx, param) from None
    return value


def networks(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    """Return what was given if each is a network, such as 10.0.0.0/8, or one address."""
    for one in value:
        try:
            parse_network(one)
        except ValueError as error:
            raise click.BadParameter(f"{one!r} {error}", ctx, param) from None
    return value


allow_network = click.option(
    "--allow-network",
    "allow_networks",
    metavar="NETWORK",
    multiple=True,
    callback=networks,
    help="Also dial addresses there, such as 10.0.0.0/8 or 127.0.0.1: else only public ones.",
)


ignore_robots = click.option(
    "--ignore-robots", is_flag=True, help="Read what robots.txt asks robots not to, because the publisher has agreed."
)


def time_zone(ctx: click.Context, param: click.Parameter, value: str | None) -> ZoneInfo | None:
    """Return the time zone of that IANA name."""
    if value is None:
        return None
    try:
        return zone(value)
    except Refused as error:
        raise click.BadParameter(str(error), ctx, param) from None


def web_addresses(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    """Return what was given if each is an http or https address with a host."""
    for one in value:
        web_address(ctx, param, one)
    return value


def signing_secret(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Return the secret if it is a Standard Webhooks one; it is not repeated in the error."""
    if value is not None:
        try:
            secret(value)
        except Refused as error:
            raise click.BadParameter(str(error), ctx, param) from None
    return value


def signing_secrets(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    """Return the secrets if each is a Standard Webhooks one; none is repeated in the error."""
    for one in value:
        signing_secret(ctx, param, one)
    return value
