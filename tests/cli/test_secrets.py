"""The secrets that a config holds are told by nobody: no log, API, dashboard, command, error or database."""

from __future__ import annotations

import asyncio
import base64
import json
import signal
import sys
from typing import TYPE_CHECKING
from urllib.parse import quote

import aiohttp
import pytest
from aiohttp import web
from command_line import PATIENCE_S, answering, environment, restless_live_blog, shell, started

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

SIGNING = base64.b64encode(b"the-signing-secret-of-a-webhook").decode()
SECRETS = {
    "SIGNING": f"whsec_{SIGNING}",
    "PASSWORD": "pa55word-of-a-webhook",
    "QUERY": "token-in-the-query",
    "PATH_TOKEN": "token-in-the-path",
    "BOT": "tk_token-of-a-bot-at-ntfy",
    "TELEGRAM": "110201543:token-of-a-bot-at-telegram",
    "HEADER": "bearer-of-a-source",
    "API": "token-of-the-api-that-is-long",
    "READER": "reading-token-of-the-api",
    "DATABASE": "pa55word-of-the-database",
}
NEEDLES = {
    name: {text, quote(text), base64.b64encode(text.encode()).decode().rstrip("=")}
    for name, secret in SECRETS.items()
    for text in [secret.removeprefix("whsec_")]
}
BASIC = base64.b64encode(f"desk:{SECRETS['PASSWORD']}".encode()).decode()


def found_in(content: bytes | str) -> set[str]:
    """Return the names of the secrets that a text holds, in clear, quoted or in base64."""
    text = content.decode("latin-1") if isinstance(content, bytes) else content
    found = {name for name, needles in NEEDLES.items() if any(needle in text for needle in needles)}
    return found | ({"PASSWORD"} if BASIC in text else set())


def plant(folder: Path, blog: str, hooks: str, **more: object) -> Path:
    """Write a config with a secret in every place that takes one."""
    (folder / "header").write_text(SECRETS["HEADER"])
    (folder / "api-token").write_text(SECRETS["API"])
    fast = {
        "interval": "200ms",
        "on_start": "all",
        "robots": "ignore",
        "headers": {"Authorization": "Bearer ${file:header}"},
    }
    address = hooks.removeprefix("http://")
    signed = {"secrets": ["${SIGNING}"], "timeout": "1s"}
    keys = {
        "store": f"sqlite:///{folder}/live.db",
        "api": {
            "listen": "127.0.0.1:0",
            "tokens": ["${credential:api-token}", {"token": "${READER}", "scope": "read"}],
        },
        "fetch": {"allow_networks": ["127.0.0.1"]},
        "deliver": {"allow_networks": ["127.0.0.1"]},
        "sources": [
            {"name": "blog", "url": blog, "record": True, "evidence": True, **fast},
            {"name": "refused", "url": "http://127.0.0.1:1/live", **fast},
            {"name": "unauthorised", "url": f"{hooks}/401", **fast},
        ],
        "webhooks": [
            {"name": "basic", "url": f"http://desk:${{PASSWORD}}@{address}/401?token=${{QUERY}}", **signed},
            {"name": "refusing", "url": "http://127.0.0.1:1/${PATH_TOKEN}?token=${QUERY}", **signed},
            {"name": "moved", "url": f"{hooks}/307/${{PATH_TOKEN}}", **signed},
            {"name": "gone", "url": f"{hooks}/410/${{PATH_TOKEN}}?token=${{QUERY}}", **signed},
            {"name": "hanging", "url": f"{hooks}/hang/${{PATH_TOKEN}}", **signed},
            {"name": "accepting", "url": f"{hooks}/200/${{PATH_TOKEN}}", **signed},
            {"name": "garbled", "url": f"https://desk:${{PASSWORD}}@{address}/${{PATH_TOKEN}}", **signed},
            {"name": "chat", "url": f"{hooks}/bot${{TELEGRAM}}", "format": "telegram", "options": {"chat_id": "4"}},
            {"name": "bot", "url": f"{hooks}/400", "format": "ntfy", "options": {"token": "${BOT}"}},
        ],
    }  # fmt: skip
    path = folder / "monitor.yaml"
    path.write_text(json.dumps(keys | more))
    return path


async def test_no_secret_in_what_keeps_it_from_starting(tmp_path):
    """A database that cannot be reached, and a config that is wrong, are told without the secrets in them."""
    store = f"postgresql://desk:{SECRETS['DATABASE']}@127.0.0.1:1/live?password={SECRETS['QUERY']}"
    path = plant(tmp_path, "http://127.0.0.1:1", "http://127.0.0.1:1", store=store)
    environ = {**SECRETS, "CREDENTIALS_DIRECTORY": str(tmp_path)}
    told = [await shell(f"monitor {words} --config {path}", environ) for words in ("run", "check --diff")]
    path.write_text(path.read_text().replace("sqlite", "mysql").replace("postgresql", "mysql"))
    told = [*told, await shell(f"monitor run --config {path}", environ)]
    assert all(status in (1, 2) for status, _, _ in told)
    assert set() == set().union(*(found_in(out + err) for _, out, err in told))


# ------------------------------------------------------------------------------------- of a daemon that runs

WEBHOOKS = ("basic", "refusing", "moved", "gone", "hanging", "accepting", "garbled", "chat", "bot")
PAGES = ("/", "/fresh", "/sources", "/sources/blog", "/sources/unauthorised", "/webhooks", "/latency", "/nowhere")
COMMANDS = (
    "status",
    "status --json",
    "status unauthorised",
    "events --json",
    "deliveries",
    "deliveries --json",
    "dead list",
    "dead list --json",
    "webhook list",
    "webhook list --json",
    *(f"webhook test {name}" for name in WEBHOOKS),
    "evidence list --json",
    "polite --json",
    "check --probe",
    "check --diff --json",
)
TELLER = """
import json, sys
from monitor.cli import main
for words in json.loads(sys.argv[2]):
    sys.argv = ["liveblog-monitor", *words.split(), "--config", sys.argv[1]]
    print("$", words)
    try:
        main()
    except SystemExit as ended:
        print("status", ended.code)
"""
"""Runs commands one after the other in one process: each for itself, they would take half a minute to begin."""


async def repeating(request: web.Request) -> web.StreamResponse:
    """Answer with the status in the path, and with what we were sent: some receivers' errors do."""
    _, kind, *_ = request.path.split("/")
    if kind == "hang":
        await asyncio.Event().wait()
    status = int(kind) if kind.isdecimal() else 400  # of the bots
    sent = f"{request.url} {request.headers.get('Authorization')}"
    told = {"description": sent, "error": sent, "message": sent, "headers": dict(request.headers)}
    headers = {"Location": f"/elsewhere?{request.path}"} if kind == "307" else None
    return web.json_response(told, status=status, headers=headers)


async def answers(url: str) -> dict[str, str]:
    """Return what the API and the dashboard answer, path by path, to who may see everything."""
    said: dict[str, str] = {}
    trusted = {"Authorization": f"Bearer {SECRETS['API']}"}
    async with aiohttp.ClientSession(url, headers=trusted, timeout=aiohttp.ClientTimeout(PATIENCE_S)) as session:

        async def ask(path: str) -> str:
            async with session.get(path) as answer:
                # The stream of events never ends: its first bytes are enough.
                body = await (answer.content.readany() if "stream" in path else answer.read())
                said[path] = f"{answer.status} {dict(answer.headers)}\n{body.decode()}"
                return body.decode()

        described = json.loads(await ask("/api/openapi.json"))
        event = json.loads(await ask("/api/events"))["events"][0]["data"]["id"]
        entry = json.loads(await ask("/api/sources/blog/entries"))["entries"][0]["entry"]["id"]
        for path in (path for path, methods in described["paths"].items() if "get" in methods):
            named = path.replace("{entry_id}", quote(entry, safe="")).replace("{event_id}", event)
            asked = [named.replace("{name}", name) for name in (WEBHOOKS if "webhooks" in path else ("blog",))]
            for each in asked:
                await ask(f"{each}?at=2026-01-01T00:00:00Z" if each.endswith("/at") else each)
        for path in (*PAGES, f"/events/{event}", f"/entry?source=blog&entry={quote(entry, safe='')}"):
            await ask(path)
        for name in WEBHOOKS:
            await ask(f"/webhooks/{name}")
        for method, path in (("post", "/api/webhooks/basic/test"), ("post", "/api/config/reload")):
            async with session.request(method, path) as answer:
                said[f"{method} {path}"] = await answer.text()
    return said


async def commanded(path: Path, commands: Sequence[str], environ: Mapping[str, str]) -> str:
    """Return what the commands print, one after the other."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", TELLER, str(path), json.dumps(commands)),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env=environment(environ),
    )
    async with asyncio.timeout(2 * PATIENCE_S):
        out, _ = await process.communicate()
    return out.decode()


@pytest.mark.slow
def test_no_secret_is_told_while_it_runs(tmp_path):
    """Whatever publishers and receivers do, what a running daemon says and keeps holds none of its secrets."""

    async def run():
        environ = {**SECRETS, "CREDENTIALS_DIRECTORY": str(tmp_path)}
        async with restless_live_blog() as blog, answering(repeating) as hooks:
            path = plant(tmp_path, blog, hooks)
            planted = {file.name for file in tmp_path.iterdir()}
            async with started("run", "--log", "debug", "--config", str(path), environ=environ) as command:
                url = json.loads(await command.until_said('"started"'))["api"]
                for name in (*WEBHOOKS, "refused", "unauthorised"):
                    await command.until_said(f'"{name}"')
                told = await answers(url)
                told["commands"] = await commanded(path, COMMANDS, environ)
                path.write_text(path.read_text().replace('"timeout": "1s"', '"timeout": "1 fortnight"'))
                told["faulty"] = await commanded(path, ("check", "check --diff", "reload"), environ)
                command.process.send_signal(signal.SIGHUP)
                await command.until_said("config not reloaded")
                kept = {
                    f"{file} while it runs": file.read_bytes() for file in tmp_path.glob("live.db*") if file.is_file()
                }
                status = await command.ends(signal.SIGTERM)
        told["log"] = "\n".join([*command.out, *command.err])
        kept |= {
            str(file): file.read_bytes()
            for file in tmp_path.rglob("*")
            if file.is_file() and file.relative_to(tmp_path).parts[0] not in planted
        }
        return told, kept, status

    told, kept, status = asyncio.run(run())
    leaks = {where: found for where, what in {**told, **kept}.items() if (found := found_in(what))}
    assert ({}, 0) == (leaks, status)
    # What was searched is what should have been: each attempt is among it, and each file.
    assert [] == [name for name in WEBHOOKS if f'"{name}"' not in told["/api/attempts"]]
    assert len(COMMANDS) == told["commands"].count("$ ")
    assert "1 fortnight" in told["faulty"]
    assert any(where.endswith("live.db-wal while it runs") for where in kept)
