"""`run` with webhooks of several formats and a filter: what each of them gets, and what `explain` says of it."""

import asyncio
import json
import signal
from collections import defaultdict

import pytest
from aiohttp import web
from command_line import PATIENCE_S, restless_live_blog, serving, shell, started

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def config(folder, source, hook):
    """Write a config with a webhook of each kind at paths of their own; return its path."""
    path = folder / "monitor.yaml"
    hooks = {
        "ce": {"format": "cloudevents", "secrets": [SECRET]},
        "discord": {"format": "discord"},
        "picky": {"format": "slack", "filter": {"words": ["no word of any live blog"]}},
        "own": {"format": "template", "options": {"template": '{"say": {{ headline | tojson }}}'}},
    }
    shape = {
        "store": f"sqlite:///{folder}/live.db",
        "fetch": {"allow_networks": ["127.0.0.1"]},
        "deliver": {"allow_networks": ["127.0.0.1"]},
        "defaults": {"interval": "200ms"},
        "sources": [{"name": "blog", "url": source}],
        "webhooks": [
            {"name": name, "url": f"{hook}/{name}", "events": ["entry.*"], **keys} for name, keys in hooks.items()
        ],
    }
    path.write_text(json.dumps(shape))
    return path


@pytest.mark.slow
async def test_each_gets_its_own(tmp_path):
    """Programs get the event, people its words, and who filters it nothing; the reason can be asked for."""
    got = defaultdict(list)
    came = asyncio.Event()

    async def take(request):
        got[request.path.strip("/")].append(await request.json())
        if {"ce", "discord", "own"} <= got.keys():
            came.set()
        return web.Response(status=204)

    app = web.Application()
    app.router.add_post("/{name}", take)
    async with restless_live_blog() as url, serving(app) as hook:
        path = config(tmp_path, url, hook)
        async with started("run", "--config", str(path)) as command:
            await command.brings(asyncio.wait_for(came.wait(), PATIENCE_S))
            assert 0 == await command.ends(signal.SIGTERM)
        told = got["ce"][0]
        [(code, delivered, _), (other, refused, _)] = [
            await shell(f"monitor explain {told['id']} {name} --config {path}") for name in ("ce", "picky")
        ]
    assert ("1.0", "blog", f"{told['data']['sequence']:020}") == (
        told["specversion"],
        told["partitionkey"],
        told["sequence"],
    )
    assert {"parse": []} == got["discord"][0]["allowed_mentions"]
    assert isinstance(got["own"][0]["say"], str)
    assert "picky" not in got
    assert (0, True) == (code, delivered.startswith("delivered on "))
    assert 0 == other
    assert "filter.words: none of 'no word of any live blog' is in its headline or text" in refused.splitlines()[0]
