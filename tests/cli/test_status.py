"""`status` and `polite`: what they say of a daemon that polls a publisher, beside it and after it."""

import asyncio
import json
import signal
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from aiohttp import web
from command_line import serving, shell, started
from polled import polled
from rich.console import Console

from monitor.cli.status import Glance, screen
from monitor.errors import StoreUnavailable
from monitor.model import Account, Source, SourceState, Watched
from monitor.ops.control import ControlSocket, socket_of
from monitor.store import open_store

CONFIG = """
store: sqlite:///{folder}/live.db
api: {{listen: "off"}}
fetch: {{allow_networks: [127.0.0.1], user_agent: "desk (+mailto:desk@example.org)"}}
sources:
  - {{name: flood, url: "{url}/live/flood", min: 1s, max: 1s}}
  - {{name: shut, url: "{url}/private/live"}}
  - {{name: gone, url: "{url}/gone", interval: 1s, degraded_after: 1}}
  - {{name: matches, url: "{url}/live/matches", schedule: {{zone: Europe/London, cron: ["0 3 29 2 *"]}}}}
"""
PAGE = """<html><script type="application/ld+json">{"@type": "LiveBlogPosting", "headline": "Flood", "liveBlogUpdate": [
{"@type": "BlogPosting", "@id": "#e1", "headline": "Rain", "articleBody": "It rains.", "datePublished": "%s"}]}
</script></html>"""


async def publisher(request: web.Request) -> web.Response:
    if request.path == "/robots.txt":
        return web.Response(text="User-agent: *\nDisallow: /private/")
    if request.path == "/gone":
        return web.Response(status=500)
    headers = {"ETag": '"v1"'}
    if request.headers.get("If-None-Match") == '"v1"':
        return web.Response(status=304, headers=headers)
    stamp = (datetime.now(UTC) - timedelta(minutes=9)).isoformat()
    return web.Response(text=PAGE % stamp, content_type="text/html", headers=headers)


async def watched(folder):
    """Run a daemon until each source was polled and `flood` a second time.

    Return its config, and what the command says of `flood` beside it.
    """
    app = web.Application()
    app.router.add_get("/{path:.*}", publisher)
    async with serving(app) as url:
        config = folder / "monitor.yaml"
        config.write_text(CONFIG.format(folder=folder, url=url))
        async with started("run", "--config", str(config)) as daemon:
            await daemon.until(lambda: sum("not-modified" in line and "flood" in line for line in daemon.err) >= 2)
            await daemon.until(lambda: any("fetch-failed" in line and "shut" in line for line in daemon.err))
            await daemon.until(lambda: any("fetch-failed" in line and "gone" in line for line in daemon.err))
            code, beside, _ = await shell(f"monitor status flood --json --config {config}")
            assert 0 == code
            await daemon.ends(signal.SIGTERM)
    return str(config), json.loads(beside)


@pytest.mark.slow
def test_what_a_daemon_did_is_told(tmp_path, called):
    """How each source fares, when it is asked next and why; how much its host was asked, and how politely."""
    config, beside = asyncio.run(watched(tmp_path))

    # Not what the daemon wrote when a poll last brought something, but how the one went that brought nothing.
    assert "not-modified" == beside["outcome"]
    _, everyone, _ = called("status", "--config", config)
    rows = {line.split("\t")[0]: line.split("\t") for line in everyone.splitlines()}
    assert ["source", "flood", "gone", "matches", "shut"] == list(rows)
    assert ("well", "live") == tuple(rows["flood"][1:3])
    assert ("degraded", "degraded", "waiting") == tuple(rows[name][1] for name in ("gone", "shut", "matches"))
    assert "robots.txt asks robots to stay away from /private/live" in rows["shut"][-1]

    code, one, _ = called("status", "flood", "--config", config)
    assert 0 == code
    for words in (
        "condition",
        "not-modified",
        "entries an hour to be expected now",
        "by its rate asked every",
        "today",
    ):
        assert words in one
    shape = json.loads(called("status", "flood", "--json", "--config", config)[1])
    assert ("flood", "well", "live", "config") == tuple(shape[key] for key in ("name", "condition", "life", "origin"))
    assert any("entries an hour" in line for line in shape["why"])
    code, _, unknown = called("status", "nix", "--config", config)
    assert (1, "no source is named 'nix'") == (code, unknown[unknown.index("no source") :][:24])

    header, row = called("polite", "--config", config)[1].splitlines()
    cells = dict(zip(header.split("\t"), row.split("\t"), strict=True))
    counted = json.loads(called("polite", "--json", "--interval", "1s", "--config", config)[1])
    assert counted["requests"] >= 5
    assert cells["requests"] == f"{counted['requests']:,}"
    assert counted["not_modified"] >= 2
    assert counted["robots"] >= 1
    assert counted["failed"] >= 1
    assert 1.0 == counted["fixed"]["interval_s"]
    by_day = called("polite", "--host", counted["host"], "--config", config)[1]
    assert row.split("\t")[1:] == by_day.splitlines()[1].split("\t")[1:]


def test_accounts_add_up_over_days(tmp_path, called):
    """Each day's are added to, restarts included; the report sums them by host."""
    config = tmp_path / "monitor.yaml"
    source = '{name: a, url: "https://a.example/"}'
    config.write_text(f"store: sqlite:///{tmp_path}/live.db\nsources: [{source}]\n")
    today = datetime.now(UTC).date()
    found = Account(
        requests=120,
        polls=100,
        not_modified=60,
        wire_bytes=1_200_000,
        found=10,
        watched=timedelta(hours=1),
        waited=timedelta(seconds=50),
    )

    async def act():
        for day in (today - timedelta(days=1), today, today):  # the database is closed between: as by a restart
            store = await open_store(f"sqlite:///{tmp_path}/live.db")
            await store.add_accounts(day, {"a.example": found, "b.example": Account(requests=1, disallowed=2)})
            await store.close()

    asyncio.run(act())

    def lines(*words):
        code, out, _ = called("polite", *words, "--json", "--config", str(config))
        assert 0 == code
        return [json.loads(line) for line in out.splitlines()]

    a, b = lines()
    assert ("a.example", 240, 5.0) == (a["host"], a["requests"], a["found_after_s"])
    assert {"interval_s": 10.0, "requests": 864, "bytes": 8_640_000} == a["fixed"]
    assert ("b.example", 4, None) == (b["host"], b["robots"], b["fixed"])
    assert [360, 3] == [one["requests"] for one in lines("--days", "2")]
    assert [120, 240] == [one["requests"] for one in lines("--days", "2", "--host", "a.example")]
    code, out, _ = called("polite", "--config", str(config))
    assert (0, "all hosts\t242") == (code, "\t".join(out.splitlines()[-1].split("\t")[:2]))


SERIES = """
store: sqlite:///{folder}/live.db
api: {{listen: "off"}}
fetch: {{allow_networks: [127.0.0.1], user_agent: "desk (+mailto:desk@example.org)"}}
sources: [{{name: flood, url: "{url}/live/flood-day-1", interval: 1s, follow: true}}]
"""


def day(number: int, *, over: bool) -> web.Response:
    entries = [f"The water has reached mark number {mark} of day {number} at the old bridge." for mark in (2, 1)]
    if over:
        entries.insert(0, f'Our live coverage continues <a href="/live/flood-day-{number + 1}">here</a>.')
    posts = "".join(
        f'<article id="p{number}{mark}"><time datetime="2026-01-0{number}T08:{mark:02}:00Z"></time><p>{words}</p>'
        "</article>"
        for mark, words in zip(range(len(entries), 0, -1), entries, strict=True)
    )
    title = f"Flood live, day {number}"
    head = f"<html><head><title>{title}</title></head><body><h1>{title}</h1>"
    body = f'{head}<div class="live-blog">{posts}</div></body></html>'
    return web.Response(text=body, content_type="text/html")


@pytest.mark.slow
def test_pages_that_were_left(tmp_path, called):
    """Of a source that went on to the next page, the one before is named, with when it is looked at again."""

    async def series(request: web.Request) -> web.Response:
        if not request.path.startswith("/live/"):
            raise web.HTTPNotFound
        asked.append(request.path)
        number = int(request.path[-1])
        return day(number, over=number == 1 and len(asked) > 1)

    async def story():
        app = web.Application()
        app.router.add_get("/{path:.*}", series)
        async with serving(app) as url:
            config = tmp_path / "monitor.yaml"
            config.write_text(SERIES.format(folder=tmp_path, url=url))
            async with started("run", "--config", str(config)) as daemon:
                await daemon.until(lambda: any("unchanged" in line or "not-modified" in line for line in daemon.err))
                await daemon.ends(signal.SIGTERM)
        return url, str(config)

    asked: list[str] = []
    url, config = asyncio.run(story())
    words = called("status", "flood", "--config", config)[1]
    assert f"looks back  at {url}/live/flood-day-1, left " in words
    assert "again in 15m" in words
    (left,) = json.loads(called("status", "flood", "--json", "--config", config)[1])["left"]
    assert (f"{url}/live/flood-day-1", 0, None) == (left["url"], left["failures"], left["reason"])


def test_without_a_config(called, tmp_path, monkeypatch):
    """Where the database itself is named, no config need be there: its sources are told as they are registered."""
    monkeypatch.chdir(tmp_path)
    url = polled(tmp_path)
    code, out, err = called("status", "--store", url, "--json")
    assert (0, True) == (code, "without a config" in err)
    assert ["fire", "flood"] == [json.loads(line)["name"] for line in out.splitlines()]
    code, out, _ = called("status", "flood", "--store", url)
    assert (0, True) == (code, "every" in out)


def test_a_poll_whose_outcome_is_not_written_yet(called, tmp_path, monkeypatch):
    """How a poll went is written up to half a minute later; that and when it was is known before."""
    monkeypatch.chdir(tmp_path)
    url = polled(tmp_path)

    async def unwritten():
        store = await open_store(url)
        try:
            await store.save_states([replace((await store.load_states())["flood"], last=None)])
        finally:
            await store.close()

    asyncio.run(unwritten())
    (shape,) = map(json.loads, called("status", "flood", "--store", url, "--json")[1].splitlines())
    assert ("2026-01-02T16:00:00.000Z", None) == (shape["polled"], shape["outcome"])
    assert "(2026-01-02T16:00:00Z)\n" in called("status", "flood", "--store", url)[1]


def test_an_interval_below_a_second(called, tmp_path, monkeypatch):
    """It is told as a part of one, not as none."""
    monkeypatch.chdir(tmp_path)
    url = polled(tmp_path)

    async def hurried():
        store = await open_store(url)
        try:
            state = (await store.load_states())["flood"]
            await store.save_states([replace(state, interval=timedelta(milliseconds=300))])
        finally:
            await store.close()

    asyncio.run(hurried())
    rows = [line.split("\t") for line in called("status", "--store", url)[1].splitlines()]
    assert ["0.3s"] == [row[rows[0].index("every")] for row in rows if row[0] == "flood"]


def test_a_poll_that_is_overdue(called, tmp_path, monkeypatch):
    """It says since when, once that is longer than the next poll is written late; until then it is due now."""
    monkeypatch.chdir(tmp_path)
    url = polled(tmp_path)

    async def due(in_s):
        store = await open_store(url)
        try:
            state = (await store.load_states())["flood"]
            last = replace(state.last, at=datetime.now(UTC), next_at=datetime.now(UTC) + timedelta(seconds=in_s))
            await store.save_states([replace(state, last=last)])
        finally:
            await store.close()

    def told(in_s):
        asyncio.run(due(in_s))
        rows = [line.split("\t") for line in called("status", "--store", url)[1].splitlines()]
        return next(row[rows[0].index("next")] for row in rows if row[0] == "flood")

    assert ["3h overdue", "now", "in 2h"] == [told(in_s) for in_s in (-3 * 3_600, -20, 2 * 3_600)]


def test_one_screen_says_that_no_daemon_runs():
    """Above the sources, and only if none of them is polled in time."""
    now = datetime(2026, 1, 2, 12, tzinfo=UTC)

    def shown(*late_s):
        sources = [
            Watched(
                source=Source(name=f"s{number}", url=f"https://a.example/{number}"),
                state=SourceState(source=f"s{number}"),
                next_at=now - timedelta(seconds=late),
            )
            for number, late in enumerate(late_s)
        ]
        out = Console(width=200, file=StringIO())
        out.print(screen(Glance(sources=sources, webhooks=(), now=now), None))
        return out.file.getvalue()

    assert "\nnothing was polled in time since 2026-01-02T11:58:00Z: does the daemon run?\n" in shown(300, 120)
    assert "does the daemon run?" not in shown(300, 20)
    assert "does the daemon run?" not in shown()


@pytest.mark.parametrize("command", ["status", "polite"])
def test_a_daemon_that_cannot_write_says_so(tmp_path, called, command):
    """Beside the table, which shows how things stood before; in a pipe, too."""
    url = f"sqlite:///{tmp_path}/live.db"
    reason = "the daemon cannot write, so this is how it was before: the disk is full"

    async def refuse(_):
        raise StoreUnavailable("the disk is full")

    async def asked():
        await (await open_store(url)).close()
        async with ControlSocket(socket_of(tmp_path / "live.db"), refuse):
            return await called.beside(command, "--store", url)

    assert reason in asyncio.run(asked())[2]
    out = Console(width=200, file=StringIO())
    out.print(screen(Glance(sources=(), webhooks=(), now=datetime(2026, 1, 2, 12, tzinfo=UTC), fault=reason), None))
    assert reason in out.file.getvalue()
