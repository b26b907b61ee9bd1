"""The config over the API: its differences, its reload, and how that went."""

from __future__ import annotations

import json
import os

import aiohttp

from monitor.app import running
from monitor.config import load
from monitor.daemon.settling import setup_of
from monitor.extract import EXTRACTORS

SECRET = "token-that-nobody-may-read"


async def test_reload(tmp_path):
    """A change is shown, taken on and reported; a fault is a problem that changes nothing; no value is ever told."""
    path = tmp_path / "monitor.yaml"

    def write(*names, **more):
        keys = {"store": f"sqlite:///{tmp_path}/live.db", "api": {"listen": "127.0.0.1:0", "tokens": [SECRET]}}
        sources = [{"name": name, "url": f"https://{name}.invalid/", "headers": {"X-Key": SECRET}} for name in names]
        path.write_text(json.dumps({**keys, "sources": sources, **more}))

    write("a")
    config = load(path, environ=os.environ, extractors=EXTRACTORS)
    told = {"Authorization": f"Bearer {SECRET}"}
    async with (
        running(setup_of(config, path, os.environ)) as monitor,
        aiohttp.ClientSession(monitor.api.url, headers=told) as session,
    ):

        async def ask(method, path):
            async with session.request(method, path) as answer:
                text = await answer.text()
                assert SECRET not in text
                return answer.status, json.loads(text)

        assert (200, {"at": None, "good": True, "faults": [], "restart": []}) == await ask("GET", "/api/config/reload")
        write("a", "b", store="sqlite:///elsewhere.db")
        shown = await ask("GET", "/api/config/diff")
        assert shown == await ask("POST", "/api/config/reload")
        assert (200, ["b"], ["store"]) == (shown[0], shown[1]["sources"]["added"], shown[1]["restart"])
        write("a", "b", sources=[{"name": "c", "url": SECRET}])
        for method, route in (("GET", "/api/config/diff"), ("POST", "/api/config/reload")):
            status, problem = await ask(method, route)
            assert (422, "sources[0].url") == (status, problem["errors"][0]["pointer"])
        status, last = await ask("GET", "/api/config/reload")
        assert (False, 1, ["store"]) == (last["good"], len(last["faults"]), last["restart"])
        path.unlink()
        status, problem = await ask("POST", "/api/config/reload")
        assert (422, True) == (status, problem["detail"].startswith("no such file"))
        assert ["a", "b"] == [one.source.name for one in monitor.control.sources()]
