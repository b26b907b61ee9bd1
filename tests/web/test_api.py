"""What the API promises, asked of a daemon that runs."""

import asyncio
import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from web_daemon import TOKENS, as_admin, as_reader, daemon
from yarl import URL

from monitor.model import Account

ASKED = Account(requests=120, polls=100, found=10, watched=timedelta(hours=1), waited=timedelta(seconds=50))


def told(story):
    return asyncio.run(story())


async def test_sources(tmp_path):
    """Sources are listed with how they fare; one is shown with its pace explained, and no header's value."""
    async with daemon(tmp_path) as one:
        (status, page), (_, flood), (missing, problem) = (
            await one.ask("/api/sources"),
            await one.ask("/api/sources/flood"),
            await one.ask("/api/sources/none"),
        )
    assert (200, ["flood"], None, 1) == (
        status,
        [source["name"] for source in page["sources"]],
        page["next"],
        page["total"],
    )
    assert ("well", "config", "Flood: as it happens", "changed") == (
        flood["condition"],
        flood["origin"],
        flood["title"],
        flood["outcome"],
    )
    assert ["asked every 60 min, as the config says"] == [line.replace("1 h", "60 min") for line in flood["pace"]]
    assert (404, "Not Found", "No source is named 'none'.") == (missing, problem["title"], problem["detail"])


async def test_events(tmp_path):
    """Events come in one order over all sources, each as it was told and with its position; pages go on from there."""
    async with daemon(tmp_path) as one:
        first = await one.ask("/api/events?limit=1")
        rest = await one.ask(f"/api/events?after={first[1]['next']}")
        newest = await one.ask("/api/events?order=newest&limit=1")
        words = await one.ask("/api/events?q=dam%20HOLDS")
        types = await one.ask("/api/events?type=entry.deleted&type=entry.restored")
        by_id = await one.ask(f"/api/events/{first[1]['events'][0]['data']['id']}")
    assert [1] == [event["position"] for event in first[1]["events"]]
    assert first[1]["more"]
    assert ([2], False, 2) == ([event["position"] for event in rest[1]["events"]], rest[1]["more"], rest[1]["next"])
    assert rest[1]["events"] == newest[1]["events"]
    assert ["The dam holds"] == [event["data"]["entry"]["text"] for event in words[1]["events"]]
    assert [] == types[1]["events"]
    assert (200, first[1]["events"][0]) == by_id


def test_a_damaged_event(tmp_path):
    """A program is told which event it is and what to do, and goes on after it; people see that among the others."""

    async def story():
        async with daemon(tmp_path) as one:
            _, page = await one.ask("/api/events")
            with closing(sqlite3.connect(tmp_path / "web.db")) as database, database:
                database.execute("UPDATE events SET body = substr(body, 1, 99) WHERE position = 1")
            id_ = page["events"][0]["data"]["id"]
            asked = [await one.ask(path) for path in ("/api/events", f"/api/events/{id_}", "/api/events?after=1")]
            shown = []
            for path in ("/", f"/events/{id_}", "/api/feed.atom"):
                async with one.session.get(one.url + path, headers={"Accept": "*/*"}) as answer:
                    shown.append((answer.status, "restore a backup" in await answer.text()))
            return id_, asked, shown

    id_, (listed, alone, (status, rest)), shown = told(story)
    assert [(200, True)] * 3 == shown
    assert [503, 503, 200] == [listed[0], alone[0], status]
    assert all(id_ in answer["detail"] and "restore a backup" in answer["detail"] for _, answer in (listed, alone))
    assert [2] == [event["position"] for event in rest["events"]]


def test_entries_and_revisions(tmp_path):
    """Entries are paged by id; each has its revisions, with what changed; the live blog is shown as of a time."""

    async def story():
        async with daemon(tmp_path) as one:
            before = datetime.now(UTC)
            one.blog.entries[0] = ("e2", "The dam breaks")
            await one.poll()
            page = await one.ask("/api/sources/flood/entries?limit=1")
            rest = await one.ask("/api/sources/flood/entries", params={"after": page[1]["next"]})
            id_ = rest[1]["entries"][0]["entry"]["id"]
            revisions = await one.ask(f"/api/sources/flood/entries/{id_}/revisions")
            entry = await one.ask(f"/api/sources/flood/entries/{id_}")
            then = await one.ask("/api/sources/flood/at", params={"time": before.isoformat()})
            now = await one.ask("/api/sources/flood/at")
            one_then = await one.ask("/api/sources/flood/at?limit=1")
            two_then = await one.ask("/api/sources/flood/at", params={"before": one_then[1]["next"], "limit": "1"})
            newest = await one.ask("/api/sources/flood/entries?order=newest&limit=1")
            second = await one.ask(
                "/api/sources/flood/entries", params={"order": "newest", "before": newest[1]["next"]}
            )
            first_revision = await one.ask(f"/api/sources/flood/entries/{id_}/revisions?limit=1")
            next_revision = await one.ask(f"/api/sources/flood/entries/{id_}/revisions?after=1")
            unknown = [
                await one.ask("/api/sources/flood/at?before=nowhere"),
                await one.ask("/api/sources/flood/entries?order=newest&before=nowhere"),
            ]
            pages = one_then, two_then, newest, second, first_revision, next_revision, unknown
            long_ago = await one.ask("/api/sources/flood/at", params={"time": (before - timedelta(days=9)).isoformat()})
            return page, rest, revisions, entry, then, now, long_ago, pages

    page, rest, revisions, entry, then, now, long_ago, pages = told(story)
    one_then, two_then, newest, second, first_revision, next_revision, unknown = (
        [(one["entry"]["text"]) for one in answer[1].get("entries", answer[1].get("revisions"))]
        if isinstance(answer, tuple)
        else {one[0] for one in answer}
        for answer in pages
    )
    assert (["The dam breaks"], ["Rain all night"]) == (one_then, two_then) == (newest, second)
    assert (["The dam holds"], ["The dam breaks"], {404}) == (first_revision, next_revision, unknown)
    assert ["text"] == pages[5][1]["revisions"][0]["change"]["fields"]
    assert (None, None, 1, None) == tuple(pages[place][1]["next"] for place in (1, 3, 4, 5))
    assert (1, 1, None) == (len(page[1]["entries"]), len(rest[1]["entries"]), rest[1]["next"])
    assert [None, ["text"]] == [one["change"] and one["change"]["fields"] for one in revisions[1]["revisions"]]
    assert "The dam breaks" == entry[1]["entry"]["text"]
    assert ["The dam holds", "Rain all night"] == [one["entry"]["text"] for one in then[1]["entries"]]
    assert ["The dam breaks", "Rain all night"] == [one["entry"]["text"] for one in now[1]["entries"]]
    assert 404 == long_ago[0]


def test_found_source(tmp_path):
    """A live blog that an index has found is asked about by its name, slash and all, and paused, but not removed."""

    async def story():
        async with daemon(tmp_path, hooked=True, index=True) as one:
            name = await one.until_found()
            at = f"/api/sources/{name}"
            shown, encoded = await one.ask(at), await one.ask(URL(f"/api/sources/{quote(name, safe='')}", encoded=True))
            page = await one.ask(f"{at}/entries")
            id_ = page[1]["entries"][0]["entry"]["id"]
            asked = {
                "/entries/": f"{at}/entries/{quote(id_, safe='')}",
                "/revisions": f"{at}/entries/{quote(id_, safe='')}/revisions",
                "/at": f"{at}/at",
                "feed.atom": f"{at}/feed.atom",
                "feed.json": f"{at}/feed.json",
                "events": f"/api/events?source={name}",
                "lanes": f"/api/lanes?source={name}&after=desk/desk",
                "attempts": f"/api/attempts?source={name}",
                "dead letters": f"/api/dead-letters?source={name}",
            }
            answers = {key: (await one.ask(URL(path, encoded=True)))[0] for key, path in asked.items()}
            lanes = await one.ask(f"/api/lanes?source={name}")
            paused = await one.post(f"{at}/pause")
            resumed = await one.post(f"{at}/resume")
            polled = await one.post(f"{at}/poll")
            removed = await one.ask(at, method="DELETE")
            replayed = await one.post("/api/dead-letters/replay", {"webhook": "desk", "source": name, "sequences": [1]})
            return name, shown, encoded, answers, lanes, paused, resumed, polled, removed, replayed

    name, shown, encoded, answers, lanes, paused, resumed, polled, removed, replayed = told(story)
    assert ("found", "desk", name) == (shown[1]["origin"], shown[1]["finder"], shown[1]["name"])
    assert (200, name) == (encoded[0], encoded[1]["name"])
    assert {200} == set(answers.values()), answers
    assert [name] == [one["source"] for one in lanes[1]["lanes"]]
    assert (200, "paused", 200, 202) == (paused[0], paused[1]["condition"], resumed[0], polled[0])
    assert (409, f"desk has found {name}, and would again: pause it instead.") == (removed[0], removed[1]["detail"])
    assert 200 == replayed[0]


def test_added_index(tmp_path):
    """An index is previewed as the live blogs that it would bring; removed, it takes along what it has found."""

    async def story():
        async with daemon(tmp_path) as one:
            index = {"discover": one.blog.url.replace("/live", "/index.xml"), "name": "news"}
            preview = await one.post("/api/probe", index)
            nothing = await one.post("/api/sources", index | {"discover": one.blog.url.replace("/live", "/hook")})
            added = await one.post("/api/sources", index)
            name = await one.until_found()
            removed = await one.ask("/api/sources/news", method="DELETE")
            left = await one.ask("/api/sources")
            return preview, nothing, added, name, removed, left

    preview, nothing, added, name, removed, left = told(story)
    assert ("index", ["Storm: live"]) == (preview[1]["extractor"], [one["title"] for one in preview[1]["entries"]])
    assert (422, 201, 204) == (nothing[0], added[0], removed[0])
    assert name.startswith("news/")
    assert ["flood"] == [one["name"] for one in left[1]["sources"]]


def test_added_source_survives(tmp_path):
    """A source that is added is probed, watched, told to the webhooks that want it, and still there after a restart."""

    async def story():
        async with daemon(tmp_path, hooked=True) as one:
            url = one.blog.url.replace("/live", "/other")
            preview = await one.post("/api/probe", {"url": url})
            added = await one.post("/api/sources", {"url": url, "on_start": "all", "labels": {"desk": "world"}})
            again = await one.post("/api/sources", {"url": url, "name": "other"})
            nothing = await one.post("/api/sources", {"url": url.replace("/other", "/none")})
            wrong = await one.post("/api/sources", {"url": url, "intervall": "5s", "min": "${file:/etc/passwd}"})
            await one.until_polled(1, "other")
            await one.receiver.until(2)
            await one.post("/api/sources/other/pause")
        async with daemon(tmp_path, hooked=True) as one:
            kept = await one.ask("/api/sources/other")
            paused = await one.ask("/api/sources?condition=paused")
            resumed = await one.post("/api/sources/other/resume")
            removed = await one.ask("/api/sources/other", method="DELETE")
            gone = await one.ask("/api/sources/other")
            history = await one.ask("/api/sources/other/entries")
            refused = await one.ask("/api/sources/flood", method="DELETE")
        async with daemon(tmp_path, hooked=True) as one:
            return (
                preview,
                added,
                again,
                nothing,
                wrong,
                kept,
                paused,
                resumed,
                removed,
                gone,
                history,
                refused,
                (await one.ask("/api/sources")),
            )

    preview, added, again, nothing, wrong, kept, paused, resumed, removed, gone, history, refused, last = told(story)
    assert ("Flood: as it happens", 2, "jsonld") == (preview[1]["title"], preview[1]["total"], preview[1]["extractor"])
    assert (201, "other", "api", {"desk": "world"}) == (
        added[0],
        added[1]["name"],
        added[1]["origin"],
        added[1]["labels"],
    )
    assert (409, 422) == (again[0], nothing[0])
    assert (422, {"intervall", "min"}) == (wrong[0], {one["pointer"] for one in wrong[1]["errors"]})
    assert "root:" not in json.dumps(wrong[1])
    assert (200, "paused", None) == (kept[0], kept[1]["condition"], kept[1]["next_at"])
    assert ["other"] == [one["name"] for one in paused[1]["sources"]]
    assert (200, 204, 404, 200, 409) == (resumed[0], removed[0], gone[0], history[0], refused[0])
    assert 2 == len(history[1]["entries"])
    assert ["flood"] == [one["name"] for one in last[1]["sources"]]


async def test_webhooks(tmp_path):
    """A webhook is tried, switched off and on, its secret rotated and told once; its address's path is never shown."""
    async with daemon(tmp_path, hooked=True) as one:
        await one.receiver.until(2)
        tried = await one.post("/api/webhooks/desk/test?type=source.degraded")
        off = await one.post("/api/webhooks/desk/pause", {"reason": "receiver moves house"})
        on = await one.post("/api/webhooks/desk/enable")
        until = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
        paused = await one.post("/api/webhooks/desk/pause", {"until": until})
        await one.post("/api/webhooks/desk/enable")
        rotated = await one.post("/api/webhooks/desk/rotate")
        again = await one.post("/api/webhooks/desk/test")
        listed = await one.ask("/api/webhooks")
        unknown = await one.post("/api/webhooks/nobody/enable")
        bodies = list(one.receiver.bodies)
    assert ("accepted", "source.degraded") == (tried[1]["outcome"], bodies[2]["type"])
    assert ("off", "receiver moves house", "on", "paused") == (
        off[1]["condition"],
        off[1]["reason"],
        on[1]["condition"],
        paused[1]["condition"],
    )
    assert rotated[1]["secret"].startswith("whsec_")
    assert "accepted" == again[1]["outcome"]
    assert "/hook" not in json.dumps(listed[1])
    assert "whsec_" not in json.dumps(listed[1])
    assert 404 == unknown[0]


def test_deliveries(tmp_path):
    """Lanes, attempts and dead letters are listed, and what is asked for is sent once more."""

    async def story():
        async with daemon(tmp_path, hooked=True) as one:
            await one.receiver.until(2)
            replayed = await one.post(
                "/api/dead-letters/replay", {"webhook": "desk", "source": "flood", "sequences": [1]}
            )
            await one.receiver.until(3)
            lanes = await one.ask("/api/lanes")
            attempts = await one.ask("/api/attempts?limit=1")
            older = await one.ask(f"/api/attempts?before={attempts[1]['next']}")
            event = one.receiver.bodies[0]["data"]["id"]
            of_event = await one.ask(f"/api/events/{event}/attempts")
            dead = await one.ask("/api/dead-letters")
            wrong = await one.post("/api/dead-letters/replay", {"webhook": "x", "source": "flood", "sequences": [1]})
            return (
                replayed,
                lanes,
                attempts,
                older,
                of_event,
                dead,
                wrong,
                [b["data"]["sequence"] for b in one.receiver.bodies],
            )

    replayed, lanes, attempts, older, of_event, dead, wrong, sequences = told(story)
    assert (200, 1, [1, 2, 1]) == (replayed[0], replayed[1]["replayed"], sequences)
    assert [("desk", "flood", 2)] == [(one["webhook"], one["source"], one["head"]) for one in lanes[1]["lanes"]]
    assert (1, "accepted") == (len(attempts[1]["attempts"]), attempts[1]["attempts"][0]["outcome"])
    assert older[1]["attempts"]
    assert 1 <= len(of_event[1]["attempts"])
    assert ([], 404) == (dead[1]["dead_letters"], wrong[0])


def test_config_validate(tmp_path):
    """A config is judged with lines, and nothing that it refers to is read."""

    async def story():
        async with daemon(tmp_path, tokens=TOKENS) as one:
            right = "sources: [{name: a, url: 'https://a.example/${NAME}'}]"
            wrong = "sources:\n  - {name: a, url: 'https://a.example/'}\n  - {name: a, nme: b}\n"
            return (
                await one.ask("/api/config/validate", method="POST", data=right, **as_reader()),
                await one.ask("/api/config/validate", method="POST", data=wrong, **as_reader()),
                await one.ask("/api/config/validate", method="POST", data=b"\xff", **as_reader()),
                await one.ask("/api/config/validate", method="POST", data="a: [", **as_reader()),
            )

    right, wrong, binary, broken = told(story)
    assert (200, {"right": True, "faults": []}) == right
    assert ({3}, False) == ({one["line"] for one in wrong[1]["faults"]}, wrong[1]["right"])
    assert "is not UTF-8 text (save the file as UTF-8)" == binary[1]["faults"][0]["detail"]
    assert not broken[1]["right"]


async def test_etags(tmp_path):
    """What has not changed is answered with 304 to who has it; HEAD tells the headers alone."""
    async with daemon(tmp_path) as one:
        async with one.session.get(f"{one.url}/api/events") as answer:
            tag = answer.headers["ETag"]
        async with one.session.get(f"{one.url}/api/events", headers={"If-None-Match": f'"x", W/{tag}'}) as answer:
            known = answer.status, await answer.read(), answer.headers["ETag"] == tag
        async with one.session.head(f"{one.url}/api/events") as answer:
            head = answer.status, await answer.read(), answer.headers["ETag"] == tag
    assert ((304, b"", True), (200, b"", True)) == (known, head)


async def test_health_and_metrics(tmp_path):
    """Alive and ready are said without a token; metrics need one, and count polls, events, deliveries."""
    async with daemon(tmp_path, tokens=TOKENS, hooked=True) as one:
        await one.receiver.until(2)
        await one.ask("/api/sources", **as_admin())
        alive, ready, refused, (status, metrics) = (
            await one.ask("/healthz"),
            await one.ask("/readyz"),
            await one.ask("/metrics"),
            await one.ask("/metrics", **as_reader()),
        )
    assert (200, {"status": "alive"}) == alive
    assert (200, {"status": "ready", "checks": {"database": "ok", "scheduler": "ok", "lanes": "ok"}}) == ready
    assert (401, 200) == (refused[0], status)
    lines = metrics.decode().splitlines()
    for line in (
        'liveblog_polls_total{outcome="changed"} 1.0',
        'liveblog_events_total{type="entry.created"} 2.0',
        'liveblog_fetches_total{result="page"} 1.0',
        'liveblog_breaker_state{webhook="desk"} 0.0',
        'liveblog_sources{condition="well"} 1.0',
    ):
        assert line in lines


def test_hosts(tmp_path):
    """What hosts were asked for is told by the day, with what the same watch costs at an interval that is named."""

    async def story():
        async with daemon(tmp_path) as one:
            await one.poll()
            await one.monitor.store.add_accounts(datetime.now(UTC).date(), {"a.example": ASKED})
            plain = await one.ask("/api/hosts")
            compared = await one.ask("/api/hosts?days=2&interval_s=30")
            return plain, compared, await one.ask("/api/hosts?days=0")

    (status, plain), (_, compared), (refused, _) = told(story)
    (account,) = [one for one in plain["hosts"] if one["host"] == "a.example"]
    assert (200, 120, 5.0) == (status, account["requests"], account["found_after_s"])
    assert {"interval_s": 10.0, "requests": 432, "bytes": 0} == account["fixed"]
    (account,) = [one for one in compared["hosts"] if one["host"] == "a.example"]
    assert {"interval_s": 30.0, "requests": 144, "bytes": 0} == account["fixed"]
    assert 422 == refused


async def test_methods(tmp_path):
    """A path that does not take a method says which ones it takes, those of all its operations."""
    async with daemon(tmp_path, hooked=True) as one:
        answers = []
        for method, path in (("TRACE", "/api/sources"), ("PUT", "/api/sources/flood"), ("PATCH", "/metrics")):
            async with one.session.request(method, one.url + path) as answer:
                answers.append((answer.status, answer.headers["Allow"], (await answer.json())["detail"]))
        over = await one.post("/api/webhooks/desk/pause", {"until": "2000-01-01T00:00:00Z"})
        number = await one.post("/api/webhooks/desk/pause", {"until": 0})
    assert [
        (405, "GET, HEAD, POST", "/api/sources does not take TRACE."),
        (405, "DELETE, GET, HEAD", "/api/sources/flood does not take PUT."),
        (405, "GET, HEAD", "/metrics does not take PATCH."),
    ] == answers
    assert (422, "until: this time is over; name one that is to come.") == (over[0], over[1]["detail"])
    assert (422, True) == (number[0], "RFC 3339" in number[1]["detail"])
