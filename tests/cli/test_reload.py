"""`reload`, `check --diff`, SIGHUP and changed files, on a daemon that runs."""

from __future__ import annotations

import asyncio
import json
import signal

from command_line import started

NOBODY = "http://127.0.0.1:1"


def write(folder, *names, **more):
    keys = {
        "store": f"sqlite:///{folder}/live.db",
        "api": {"listen": "off"},
        "fetch": {"user_agent": "desk@example.org", "allow_networks": ["127.0.0.1"]},
        "defaults": {"interval": "1h"},
        "sources": [{"name": name, "url": f"{NOBODY}/{name}"} for name in names],
    }
    path = folder / "monitor.yaml"
    path.write_text(json.dumps(keys | more))
    return path


def test_reload_by_command(called, tmp_path):
    """`check --diff` asks the daemon what would change, `reload` has it changed; a fault is status 2 and its line."""

    async def run():
        path = write(tmp_path, "a", "b")
        async with started("run", "--config", str(path)) as command:
            await command.until_said('"started"')
            write(tmp_path, "a", "c", defaults={"interval": "30m"})
            looked = await called.beside("check", "--diff", "--config", str(path))
            as_json = await called.beside("check", "--diff", "--json", "--config", str(path))
            done = await called.beside("reload", "--config", str(path))
            again = await called.beside("reload", "--json", "--config", str(path))
            path.write_text("sources: [{name: a, url: nowhere}]\nstore: sqlite:///" + f"{tmp_path}/live.db")
            faulty = await called.beside("reload", "--config", str(path))
            status = await command.ends(signal.SIGTERM)
        return looked, as_json, done, again, faulty, status

    looked, as_json, done, again, faulty, status = asyncio.run(run())
    changes = "+ source c\n- source b\n~ source a: interval\n~ settings: defaults\n"
    path = tmp_path / "monitor.yaml"
    assert (0, f"{path} is right: 2 sources, 0 webhooks\nagainst the daemon on {path}:\n{changes}") == looked[:2]
    shape = json.loads(as_json[1])
    assert (True, {"a": ["interval"]}) == (shape["right"], shape["diff"]["sources"]["changed"])
    assert (0, changes, "") == done
    assert {"sources": {"added": [], "removed": [], "changed": {}}}.items() <= json.loads(again[1]).items()
    assert (2, True) == (faulty[0], f"{path}:1: sources[0].url: is no web address" in faulty[2])
    assert 0 == status


async def test_no_daemon(called, tmp_path):
    """Without a daemon `check --diff` compares with the database, and `reload` says that nobody is there."""
    path = write(tmp_path, "a")
    new = await called.beside("check", "--diff", "--config", str(path))
    async with started("run", "--config", str(path)) as command:
        await command.until_said('"started"')
        await command.ends(signal.SIGTERM)
    same = await called.beside("check", "--diff", "--config", str(path))
    nobody = await called.beside("reload", "--config", str(path))
    assert (True, True) == ("+ source a" in new[1], "nothing differs" in same[1])
    assert (1, True) == (nobody[0], "no daemon answers" in nobody[2])


async def test_sighup_and_changed_files(tmp_path):
    """SIGHUP, a storm of them too, has changes taken on; with `watch_config` a changed file alone does."""
    path = write(tmp_path, "a")
    async with started("run", "--config", str(path)) as command:
        await command.until_said('"started"')
        write(tmp_path, "a", "b", watch_config=True)
        for _ in range(50):
            command.process.send_signal(signal.SIGHUP)
        await command.until_said('"sources_added":["b"]')
        (tmp_path / "sources.d").mkdir()
        (tmp_path / "sources.d" / "c.yaml").write_text(f"sources: [{{name: c, url: '{NOBODY}/c'}}]")
        await command.until_said('"sources_added":["c"]')
        (tmp_path / "sources.d" / "c.yaml").write_text("sources: [{name: c}]")
        await command.until_said("config not reloaded")
        (tmp_path / "sources.d" / "c.yaml").write_text("")
        await command.until_said('"sources_removed":["c"]')
        status, err = await command.ends(signal.SIGTERM), command.err
    reloads = [line for line in err if '"config reloaded"' in line or '"config unchanged"' in line]
    assert (0, True) == (status, len(reloads) < 10)
    assert [] == [line for line in err if "Traceback" in line]
