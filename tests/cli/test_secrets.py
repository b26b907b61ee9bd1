"""What keeps a daemon from starting is told without the secrets that its config holds."""

from __future__ import annotations

import asyncio
import base64
import json
from typing import TYPE_CHECKING
from urllib.parse import quote

from command_line import shell

if TYPE_CHECKING:
    from pathlib import Path

SIGNING = base64.b64encode(b"the-signing-secret-of-a-webhook").decode()
SECRETS = {
    "SIGNING": f"whsec_{SIGNING}",
    "PASSWORD": "pa55word-of-a-webhook",
    "QUERY": "token-in-the-query",
    "PATH_TOKEN": "token-in-the-path",
    "BOT": "tk_token-of-a-bot-at-ntfy",
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
            {"name": "bot", "url": f"{hooks}/400/topic", "format": "ntfy", "options": {"token": "${BOT}"}},
        ],
    }  # fmt: skip
    path = folder / "monitor.yaml"
    path.write_text(json.dumps(keys | more))
    return path


def test_no_secret_in_what_keeps_it_from_starting(tmp_path):
    """A database that cannot be reached, and a config that is wrong, are told without the secrets in them."""

    async def run():
        store = f"postgresql://desk:{SECRETS['DATABASE']}@127.0.0.1:1/live?password={SECRETS['QUERY']}"
        path = plant(tmp_path, "http://127.0.0.1:1", "http://127.0.0.1:1", store=store)
        environ = {**SECRETS, "CREDENTIALS_DIRECTORY": str(tmp_path)}
        told = [await shell(f"monitor {words} --config {path}", environ) for words in ("run", "check --diff")]
        path.write_text(path.read_text().replace("sqlite", "mysql").replace("postgresql", "mysql"))
        return [*told, await shell(f"monitor run --config {path}", environ)]

    told = asyncio.run(run())
    assert all(status in (1, 2) for status, _, _ in told)
    assert set() == set().union(*(found_in(out + err) for _, out, err in told))
