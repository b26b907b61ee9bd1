"""`init`: a first config, of addresses."""

from __future__ import annotations

import ipaddress
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from monitor.cli.options import web_address, web_addresses
from monitor.cli.printing import counted
from monitor.cli.secret import fresh_secret
from monitor.config import DEFAULT_PATH, load
from monitor.config.lists import Address, name_sources
from monitor.errors import ConfigError
from monitor.wire.addresses import refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

SECRET_FILE = "desk.secret"  # noqa: S105 (its name)
LOOPBACK = ("127.0.0.1", "::1")


@click.command(epilog="README.md and config/monitor.yaml explain every key.")
@click.argument("urls", nargs=-1, required=True, metavar="URL...", callback=web_addresses)
@click.option("--webhook", callback=web_address, metavar="URL", help="Also tell a webhook there, signed.")
@click.option("--contact", metavar="ADDRESS", help="How publishers reach you: an e-mail or web address.")
@click.option("--config", "path", type=click.Path(path_type=Path), default=DEFAULT_PATH, show_default=True)
def init(*, urls: tuple[str, ...], webhook: str | None, contact: str | None, path: Path) -> None:
    """Write a first config that watches the live blogs at URL, and say what is next.

    \b
    liveblog-monitor init https://news.example.org/live/ukraine --webhook https://hooks.example.org/live
    """
    secret_file = path.with_name(SECRET_FILE)
    files = {path: (config_text(urls, webhook=webhook, contact=contact), 0o644)}
    if webhook:
        files[secret_file] = (f"{fresh_secret()}\n", 0o600)
    for file in files:
        if file.exists():
            raise click.ClickException(f"{file} exists already; name another config with --config, or edit that one")
    path.parent.mkdir(parents=True, exist_ok=True)
    _write_all(files)
    try:
        load(path, environ=os.environ)
    except ConfigError:
        _remove(files)
        raise
    click.echo(f"{path}: {counted(len(urls), 'source')}, {counted(1 if webhook else 0, 'webhook')}")
    if webhook:
        click.echo(f"{secret_file}: the secret that the receiver verifies with")
    option = "" if path == DEFAULT_PATH else f" --config {path}"
    click.echo(f"next: liveblog-monitor check --probe{option}, then liveblog-monitor run{option}")


def config_text(urls: Sequence[str], *, webhook: str | None, contact: str | None) -> str:
    """Return a config with a remark on each part."""
    lines = [
        "# `liveblog-monitor check` says whether this is right, `liveblog-monitor reload` has a daemon take it on."
    ]
    fetch = [f"user_agent: {_quoted(f'liveblog-monitor (+{_link(contact)})')}"] if contact else []
    if networks := _own_networks(urls):
        fetch.append(f"allow_networks: {networks}")
    lines.append("store: sqlite:///liveblog.db")
    if fetch:
        lines.append(f"fetch: {{{', '.join(fetch)}}}")
    if webhook and (networks := _own_networks([webhook])):
        lines.append(f"deliver: {{allow_networks: {networks}}}")
    lines += ["", "# interval: auto follows the coverage; see README.md for what else a source can say.", "sources:"]
    addresses = [Address(url=url, title=None, folder=None, place="") for url in dict.fromkeys(urls)]
    for one in name_sources(addresses, taken=(), labels={}):
        lines.append(f"  - {{name: {_quoted(one.name)}, url: {_quoted(one.url)}}}")
    if webhook:
        lines += [
            "",
            "# Every event of every source, as JSON, signed; formats for chats are in docs/receiving.md.",
            "webhooks:",
            "  - name: desk",
            f"    url: {_quoted(webhook)}",
            f'    secrets: ["${{file:{SECRET_FILE}}}"]',
        ]
    return "\n".join((*lines, ""))


def _link(contact: str) -> str:
    return contact if "://" in contact else f"mailto:{contact}"


def _own_networks(urls: Iterable[str]) -> str:
    """Return as a list for the config the addresses in digits that are dialled only if it says so; "" for none."""
    hosts = (urlsplit(url).hostname or "" for url in urls)
    own: dict[str, None] = {}
    for host in hosts:
        if host == "localhost":
            own.update(dict.fromkeys(LOOPBACK))
        elif _is_address(host) and refusal(host):
            own[host] = None
    return json.dumps(list(own)) if own else ""


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _quoted(text: str) -> str:
    """Return a text as YAML reads it, nothing in it taken for a reference."""
    return json.dumps(text.replace("${", "$${"), ensure_ascii=False)


def _write_all(files: Mapping[Path, tuple[str, int]]) -> None:
    """Write files that did not exist, all or none of them. Raises: OSError."""
    begun: list[Path] = []
    try:
        for file, (text, mode) in files.items():
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
            begun.append(file)
            with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
                stream.write(text)
    except OSError:
        _remove(begun)
        raise


def _remove(files: Iterable[Path]) -> None:
    for file in files:
        file.unlink()
