"""`probe`: one reading of a live blog or of a saved page."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from command_line import ESCAPE, HERE, TRACEBACK, answering, live_blog, shell, started

from monitor.cli.probe import FILE_LIMIT_BYTES
from monitor.config import load

PAGES = Path(__file__).parents[1] / "pages"
PAGE = PAGES / "independent" / "page.html"
ENTRY_KEYS = [
    *("id", "url", "title", "text", "html", "authors", "published", "updated", "links", "images", "pinned"),
    "revision",
]
HOSTILE = "Hold \x1b[2J\x07\x9b31m\u202e\u2066 the line"


def live_blog_page(*posts, **fields):
    """Return a page with the posts in JSON-LD."""
    updates = [{"@type": "BlogPosting", "datePublished": "2024-11-07T12:00:00Z"} | post for post in posts]
    blog = {"@context": "https://schema.org", "@type": "LiveBlogPosting", "liveBlogUpdate": updates} | fields
    return f'<html><script type="application/ld+json">{json.dumps(blog)}</script></html>'


@pytest.fixture
def hostile(tmp_path):
    """Return a saved page whose every text would take over a terminal."""
    path = tmp_path / "hostile.html"
    post = {
        "@id": "https://a.example/#1",
        "headline": HOSTILE,
        "articleBody": f"{HOSTILE} again",
        "author": {"name": HOSTILE},
    }
    path.write_text(live_blog_page(post, headline=HOSTILE), encoding="utf-8")
    return path


def test_json(called):
    """`--json` is one object: extractor, confidence, live blog, window, entries as events carry them, warnings."""
    code, out, err = called("probe", str(PAGE), "--json")
    reading = json.loads(out)
    assert (0, "", 1) == (code, err, out.count("\n"))
    expected = ["extractor", "confidence", "live_blog", "window", "entries", "warnings"]
    assert expected == [key for key in reading if key in expected]
    assert ["title", "url", "state", "coverage_start", "coverage_end"] == list(reading["live_blog"])
    assert "Harbour festival live: Tall ships arrive as storm eases" == reading["live_blog"]["title"]
    assert ("ended", "newest", []) == (reading["live_blog"]["state"], reading["window"], reading["warnings"])
    assert [ENTRY_KEYS] * 3 == [list(entry) for entry in reading["entries"]]
    assert sorted({verdict["name"] for verdict in reading["extractors"]}) == sorted(
        verdict["name"] for verdict in reading["extractors"]
    )


async def test_newest_first(called):
    """The entries of a live blog come newest first."""
    async with live_blog() as (play, url), started("probe", url, "--json", *HERE) as command:
        assert 0 == await command.ends()
        posts, reading = [post.id for post in play.posts], json.loads(command.out[0])
    assert posts == [entry["id"] for entry in reading["entries"]]
    assert "live" == reading["live_blog"]["state"]


def test_for_people(called):
    """Without `--json` it shows title, entries, each extractor's verdict, and config lines that load."""
    code, out, err = called("probe", str(PAGE))
    assert (0, "") == (code, err)
    title, url, facts, *_ = out.splitlines()
    assert "Harbour festival live: Tall ships arrive as storm eases" == title
    assert "https://www.independent.example/news/harbour-festival-live-b100.html" == url
    assert "3 entries" in facts
    assert "read by jsonld" in facts
    assert all(word in out for word in ("14 Aug 04:20", "Ada Quill", "jsonfeed", "The first of 12 tall ships"))


def test_config_lines_load(called, tmp_path):
    """The config lines that it prints are a config, even for a page whose name reads as a number."""
    page = tmp_path / "2024.html"
    page.write_text(live_blog_page({"headline": "a", "articleBody": "b", "@id": "1"}))
    _, out, _ = called("probe", str(page), "--url", "https://a.example/live/2024?x='#y")
    config = tmp_path / "monitor.yaml"
    config.write_text(out.partition("monitor.yaml:\n")[2])
    (source,) = load(config, environ={}, extractors=()).sources
    assert ("2024", "https://a.example/live/2024?x='#y") == (source.name, source.url)


def test_config_lines_say_what_was_asked_for(called, tmp_path):
    """What the options said stands in the config lines: without it the page would be read otherwise."""
    page = tmp_path / "live.html"
    page.write_text(live_blog_page({"headline": "a", "articleBody": "b", "datePublished": "2024-11-07T12:00:00"}))
    asked = ("--zone", "Europe/Kyiv", "--extractor", "jsonld", "--render", "--ignore-robots", *HERE)
    _, out, _ = called("probe", str(page), "--url", "https://a.example/live", *asked)
    config = tmp_path / "monitor.yaml"
    config.write_text(out.partition("begins one):\n")[2])
    settings = load(config, environ={}, extractors=("jsonld",))
    (source,) = settings.sources
    assert ("Europe/Kyiv", "jsonld", True, False) == (str(source.zone), source.extractor, source.render, source.robots)
    assert ["127.0.0.1/32"] == [str(network) for network in settings.fetch_networks]
    assert "if that is wrong" not in out


def test_a_zone_that_is_assumed_can_be_named(called, tmp_path):
    """Where no zone is named it says how to name one."""
    page = tmp_path / "live.html"
    page.write_text(live_blog_page({"headline": "a", "articleBody": "b", "datePublished": "2024-11-07T12:00:00"}))
    _, out, _ = called("probe", str(page))
    assert "UTC is assumed\nif that is wrong: --zone Europe/London, or zone in the config\n" in out


def test_standard_input():
    """`-` is the page that comes on standard input, as `curl` hands it on."""
    code, out, err = asyncio.run(shell(f"cat {PAGE} | monitor probe - --url https://a.example/live --json"))
    assert (0, "", 3) == (code, err, len(json.loads(out)["entries"]))


def test_file_without_an_address(called, tmp_path):
    """A saved page that does not say its address has no config lines: there is nothing to poll."""
    page = tmp_path / "saved.html"
    page.write_text(live_blog_page({"headline": "a", "articleBody": "b", "@id": "1"}))
    code, out, _ = called("probe", str(page))
    assert (0, False) == (code, "To watch it" in out)


def test_content_type(called, tmp_path):
    """`--content-type` says what a file is whose name does not."""
    page = tmp_path / "saved"
    page.write_bytes((PAGES / "rss" / "feed.xml").read_bytes())
    code, out, _ = called("probe", str(page), "--content-type", "application/rss+xml", "--json")
    assert (0, "rss") == (code, json.loads(out)["extractor"])


def test_url_of_a_file(called, tmp_path):
    """`--url` gives a saved page its address, against which its links are resolved."""
    page = tmp_path / "saved.html"
    page.write_text(live_blog_page({"headline": "a", "articleBody": "b", "url": "#post-7"}))
    _, out, _ = called("probe", str(page), "--url", "https://a.example/live", "--json")
    reading = json.loads(out)
    assert "https://a.example/live#post-7" == reading["entries"][0]["url"]


def test_forced_extractor(called):
    """A forced extractor is the only one that is asked; where it finds nothing the exit status is 3."""
    code, out, err = called("probe", str(PAGE), "--extractor", "rss")
    assert (3, 1) == (code, err.count("\n"))
    assert "not an RSS feed" in out
    assert "jsonld" not in out
    _, out, _ = called("probe", str(PAGE), "--extractor", "jsonld", "--json")
    assert ["jsonld"] == [verdict["name"] for verdict in json.loads(out)["extractors"]]


def test_no_live_blog(called, tmp_path):
    """A page that is no live blog is exit status 3 and one line on standard error; people are told why."""
    page = tmp_path / "recipe.html"
    page.write_text("<html><body><h1>Soup</h1><p>Boil water.</p></body></html>")
    code, out, err = called("probe", str(page), "--json")
    assert (3, "", 1) == (code, out, err.count("\n"))
    assert err.startswith("liveblog-monitor: file://")
    _, out, _ = called("probe", str(page))
    assert "no LiveBlogPosting in JSON-LD" in out
    assert "no repeated elements with times and text" in out
    assert "--render" in out
    page = tmp_path / "odd.json"
    page.write_text('{"error": "no such blog"}')
    _, out, _ = called("probe", str(page))
    assert "name its parts in the config (jmespath)." in out


@pytest.mark.parametrize(
    ("control", "told"),
    [
        ('<a rel="next" href="?page=2">Older</a>', "older entries: https://news.example/live?page=2 (--all reads on)"),
        ("<button>Load more</button>", "older entries: its control 'Load more' names no address"),
        ('<div class="pagination">Page 1 of 1</div>', "4 entries, all there are"),
    ],
)
def test_the_rest_of_a_live_blog(called, tmp_path, control, told):
    """People read how much of it the page shows, and how to get at the rest or why that cannot be had."""
    posts = "".join(
        f'<article id="post-{70_000 - 7 * at}"><time datetime="2024-11-08T1{8 - at}:00:00Z"></time>'
        f"<h3>Update {at}</h3><p>The crane moved for the {at}th time on this long day.</p></article>"
        for at in range(4)
    )
    page = tmp_path / "crane.html"
    page.write_text(f"<title>Crane live</title><main>{posts}</main>{control}")
    _, out, _ = called("probe", str(page), "--url", "https://news.example/live")
    assert told in out


def test_no_entries_yet(called, tmp_path):
    """A live blog without entries is shown, with exit status 3."""
    page = tmp_path / "early.html"
    start = datetime.now(UTC).replace(microsecond=0) + timedelta(days=1)
    page.write_text(live_blog_page(headline="Soon", coverageStartTime=start.isoformat()))
    code, out, _ = called("probe", str(page), "--json")
    reading = json.loads(out)
    assert (3, [], "waiting") == (code, reading["entries"], reading["live_blog"]["state"])
    assert start.isoformat(timespec="milliseconds").replace("+00:00", "Z") == reading["live_blog"]["coverage_start"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("none.html", "{path}: cannot be read: no such file or directory"),
        (".", "{path}: cannot be read: is a directory"),
    ],
)
def test_unreadable(called, tmp_path, name, expected):
    """A file that cannot be read is exit status 4 and one line that says why."""
    path = tmp_path / name
    assert (4, "", f"liveblog-monitor: {expected.format(path=path)}\n") == called("probe", str(path))


def test_too_large(called, tmp_path):
    """A file over the limit is refused before it is read as a page."""
    path = tmp_path / "large.html"
    with path.open("wb") as file:
        file.truncate(FILE_LIMIT_BYTES + 1)
    assert (4, "", f"liveblog-monitor: {path}: larger than 64 MiB\n") == called("probe", str(path))


def test_unreachable(called):
    """A page that could not be fetched is exit status 4 and one line."""
    expected = "liveblog-monitor: http://127.0.0.1:1/live: could not connect: connection refused\n"
    assert (4, "", expected) == called("probe", "http://127.0.0.1:1/live", "--timeout", "3s", *HERE)


def test_all_pages(called):
    """`--all` follows the pages of a live blog to its last; without it the first is read."""

    async def paged(request):
        number = int(request.query.get("page", 1))
        more = f'<a rel="next" href="/live?page={number + 1}">Older</a>' if number < 3 else ""
        posts = "".join(
            f'<article id="post-{70_000 - 40 * number - 7 * at}">'
            f'<time datetime="2024-11-0{8 - number}T1{8 - at}:00:00Z"></time>'
            f"<h3>Update {number}.{at}</h3><p>The crane moved for the {at}th time on this long day.</p></article>"
            for at in range(4)
        )
        return web.Response(text=f"<title>Crane live</title><main>{posts}</main>{more}", content_type="text/html")

    async def probed(*words):
        async with answering(paged) as url, started("probe", f"{url}/live", "--json", *words, *HERE) as command:
            assert 0 == await command.ends()
            return json.loads(command.out[0])

    first, every = asyncio.run(probed()), asyncio.run(probed("--all"))
    assert (4, 12) == (len(first["entries"]), len(every["entries"]))
    assert ("newest", "whole") == (first["window"], every["window"])
    assert [entry["id"] for entry in every["entries"][:4]] == [entry["id"] for entry in first["entries"]]


async def test_hostile_redirect(called):
    """What a server says in its headers reaches the terminal without control characters."""

    async def redirect(_):
        return web.Response(status=302, headers={"Location": "gopher://x/\x9b2J\u202e"})

    async with answering(redirect) as url, started("probe", url, *HERE) as command:
        code, out, err = await command.ends(), command.out, command.err
    assert (4, [], 1) == (code, out, len(err))
    assert "\x9b" not in err[0]
    assert "\u202e" not in err[0]


@pytest.mark.parametrize(
    "words",
    [
        ("http://",),
        ("ftp://a.example/x",),
        ("http://[::1/x",),
        ("",),
        (str(PAGE), "--url", "http://["),
        (str(PAGE), "--url", "a.example"),
        ("https://a.example", "--timeout", "5"),
        ("https://a.example", "--extractor", "psychic"),
        (),
    ],
)
def test_wrong_words(called, words):
    """Words that cannot be meant are exit status 2, before anything is fetched."""
    code, out, err = called("probe", *words)
    assert (2, "") == (code, out)
    assert "Error: " in err


def test_control_characters(called, hostile):
    """Nothing that would move a cursor or turn the reading order reaches the output, nor colour a pipe."""
    for words in ((), ("--json",)):
        code, out, err = called("probe", str(hostile), *words)
        assert (0, "") == (code, err)
        assert [] == [sign for sign in (ESCAPE, "\x07", "\x9b", "\u202e", "\u2066") if sign in out]
        assert "the line" in out


def test_json_keeps_what_it_escapes(called, hostile):
    """The JSON still means the publisher's words."""
    _, out, _ = called("probe", str(hostile), "--json")
    assert "\u202e" in json.loads(out)["entries"][0]["text"]


@pytest.mark.parametrize("columns", ["20", "1", "10000"])
def test_any_width(called, monkeypatch, tmp_path, columns):
    """The tables hold at any width of the terminal, with words as long as the page can make them."""
    page = tmp_path / "wide.html"
    post = {"@id": "1", "headline": "x" * 5000, "articleBody": "字" * 5000, "author": {"name": "y" * 5000}}
    page.write_text(live_blog_page(post, headline="z" * 5000))
    monkeypatch.setenv("COLUMNS", columns)
    code, _, err = called("probe", str(page))
    assert (0, "") == (code, err)


def test_lone_surrogates(called, tmp_path):
    """Half a character, which JSON can spell and UTF-8 cannot, ends neither form of output."""
    page = tmp_path / "half.html"
    page.write_text(live_blog_page({"@id": "1", "headline": "half \ud83d", "articleBody": "\udc00"}))
    assert [0, 0] == [called("probe", str(page), *words)[0] for words in ((), ("--json",))]


def test_ascii_terminal():
    """In a locale without é a question mark stands for it, and JSON stays UTF-8."""
    ascii_only = {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    code, out, err = asyncio.run(shell(f"monitor probe {PAGE}", ascii_only))
    assert (0, "", True) == (code, err, out.isascii())
    _, out, _ = asyncio.run(shell(f"monitor probe {PAGE} --json", ascii_only))
    assert "“We waited out" in out


@pytest.mark.parametrize("words", ["", "--json"])
def test_reader_goes_away(words):
    """`| head -1` ends it without a word."""
    code, out, err = asyncio.run(shell(f"monitor probe {PAGES}/independent/page.html {words} | head -c 5"))
    assert ("", 5) == (err, len(out.encode()))
    assert code in (0, 1)


@pytest.mark.parametrize("words", ["", "--json"])
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has the device that is always full")
def test_full_disk(words):
    """Output that cannot be written is one line and exit status 1."""
    code, _, err = asyncio.run(shell(f"monitor probe {PAGE} {words} > /dev/full"))
    assert (1, "liveblog-monitor: no space left on device\n") == (code, err)
    assert TRACEBACK not in err


def test_state_is_of_now(called, tmp_path):
    """A live blog whose newest entry came today is live although its coverage end has passed."""
    page = tmp_path / "today.html"
    now = datetime.now(UTC).isoformat()
    post = {"@id": "1", "headline": "a", "articleBody": "b", "datePublished": now}
    page.write_text(live_blog_page(post, coverageEndTime="2024-01-01T00:00:00Z"))
    assert "live" == json.loads(called("probe", str(page), "--json")[1])["live_blog"]["state"]


def test_a_page_that_is_none_says_what_is_left_to_try(called, tmp_path):
    """Its parts may be named, a browser may run its scripts, or it is an index of live blogs."""
    page = tmp_path / "soup.html"
    page.write_text("<html><h1>Soup</h1><p>Boil water.</p></html>")

    code, out, _ = called("probe", str(page))

    assert 3 == code
    remedy = "try --render, or name its parts in the config (selectors)"
    index = "If it lists live blogs, name it as discover in the config, not as url."
    assert f"If it is a live blog all the same: {remedy}. {index}" == out.splitlines()[-1]
