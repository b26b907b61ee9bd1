"""The forms in which a story's live blog is served; each is one that publishers use."""

import html
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from zoneinfo import ZoneInfo

from story_desk import Look, Looks

URL = "https://news.example.org/live/flood"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A form: how it is drawn, and which fields of an entry it carries."""

    name: str
    draw: Callable[..., str]
    carries: frozenset[str] = frozenset({"title", "text"})
    content_type: str = "text/html; charset=utf-8"
    style: dict[str, object] = field(default_factory=dict)

    def body(self, looks: Looks, at: datetime, **style: object) -> bytes:
        return self.draw(looks, at, **self.style | style).encode()


def stamp(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def ago(moment: datetime, at: datetime) -> str:
    minutes = max(0, int((at - moment).total_seconds() // 60))
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} min ago"
    return f"{minutes // 60} h ago"


def posting(looks: Sequence[Look], *, title: str, words: str = "whole", **fields: object) -> str:
    """Return the live blog as schema.org has it; `words`: whole, or the first sentence alone."""
    document = {
        "@context": "https://schema.org",
        "@type": "LiveBlogPosting",
        "headline": title,
        "url": URL,
        "coverageStartTime": "2026-03-14T06:00:00Z",
        "liveBlogUpdate": [
            {
                "@type": "BlogPosting",
                "@id": f"{URL}#post-{look.id}",
                "url": f"{URL}#post-{look.id}",
                "headline": look.title,
                "articleBody": look.text if words == "whole" else f"{look.text[:60].rsplit(' ', 1)[0]} …",
                "datePublished": stamp(look.published),
                "dateModified": stamp(look.updated),
                "author": [{"@type": "Person", "name": name} for name in look.authors],
            }
            for look in looks
        ],
    } | fields
    return f'<script type="application/ld+json">{json.dumps(document)}</script>'


def article(look: Look, when: str, *, named: bool = True) -> str:
    pinned = ' <span class="pinned-label">Pinned</span>' if look.pinned else ""
    kind = "live-post live-post--pinned" if look.pinned else "live-post"
    links = "".join(f' <a href="{url}">Read more</a>' for url in look.links)
    image = f'<figure><img src="{html.escape(look.image)}" alt=""></figure>' if look.image else ""
    words = "".join(f"<p>{html.escape(paragraph, quote=False)}</p>" for paragraph in look.paragraphs)
    byline = f'<p class="byline">{html.escape(", ".join(look.authors))}</p>' if look.authors else ""
    name = f' id="post-{look.id}"' if named else ""
    head = f"<h3>{html.escape(look.title, quote=False)}</h3>" if look.title else ""
    return (
        f'<article class="{kind}"{name}><header>{when}{pinned}{head}{byline}</header>'
        f'<div class="post-body">{words}{links}{image}{look.beside}</div></article>'
    )


def shell(title: str, inside: str, *, head: str = "", above: str = "", behind: str = "") -> str:
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>'
        f"<header><nav><a href='/'>Home</a> <a href='/world'>World</a></nav></header><main><h1>{title}</h1>{above}"
        f'<div class="live-feed">{inside}</div></main>{behind}<footer><p>© 2026 The Example</p></footer></body></html>'
    )


TITLE = "Flood live: the river at the bridges"


def structured(
    looks: Looks,
    at: datetime,
    *,
    window: int | None = None,
    data: Looks | None = None,
    cut: int | None = None,
    words: str = "whole",
    without: bool = False,
    modified: datetime | None = None,
    title: str = TITLE,
    named: bool = True,
    above: str = "",
    between: Callable[[int], str] = lambda _: "",
    behind: str = "",
    ages: bool = False,
) -> str:
    """Draw JSON-LD in the head, articles in the body; `data` is what the JSON-LD says if that is something else."""
    fields = {"dateModified": stamp(modified)} if modified else {}
    head = "" if without else posting((looks if data is None else data)[:cut], title=title, words=words, **fields)
    inside = ""
    for spot, look in enumerate(looks[:window]):
        shown = ago(look.published, at) if ages else look.published.strftime("%H:%M")
        when = f'<time datetime="{stamp(look.published)}">{shown}</time>'
        inside += article(look, when, named=named) + between(spot)
    return shell(title, inside, head=head, above=above, behind=behind)


def marked_up(looks: Looks, at: datetime, **style: object) -> str:
    """Draw articles alone, with the time in an attribute."""
    return structured(looks, at, **{"without": True} | style)


def aged(looks: Looks, at: datetime, *, window: int | None = None, title: str = TITLE, **_: object) -> str:
    """Draw articles alone, with ages instead of times."""
    inside = "".join(
        article(look, f'<span class="timestamp">{ago(look.published, at)}</span>') for look in looks[:window]
    )
    return shell(title, inside)


def clocked(
    looks: Looks, at: datetime, *, window: int | None = None, zone: str = "UTC", title: str = TITLE, **_: object
) -> str:
    """Draw articles without ids, with the clock alone, in a zone that is not named."""
    local = ZoneInfo(zone)
    inside = "".join(
        article(look, f'<span class="time">{look.published.astimezone(local):%H:%M}</span>', named=False)
        for look in looks[:window]
    )
    return shell(title, inside)


def by_days(looks: Looks, at: datetime, *, window: int | None = None, title: str = TITLE, **_: object) -> str:
    """Draw articles with the clock alone, under a heading per day."""
    inside, day = "", None
    for look in looks[:window]:
        if look.published.date() != day:
            day = look.published.date()
            inside += f"<h2 class='day'>{look.published:%A, %-d %B %Y}</h2>"
        inside += article(look, f'<span class="time">{look.published:%H:%M}</span>')
    return shell(title, inside)


def feed(looks: Looks, at: datetime, *, window: int | None = None, title: str = TITLE, **_: object) -> str:
    """Draw an RSS feed."""
    items = "".join(
        f"<item><title>{html.escape(look.title)}</title><guid isPermaLink='false'>{look.id}</guid>"
        f"<link>{URL}#post-{look.id}</link><pubDate>{format_datetime(look.published)}</pubDate>"
        f"<description>{html.escape(''.join(f'<p>{p}</p>' for p in look.paragraphs))}</description></item>"
        for look in looks[:window]
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>'
        f"<title>{title}</title><link>{URL}</link><description>Live</description>{items}</channel></rss>"
    )


def interface(looks: Looks, at: datetime, *, window: int | None = None, title: str = TITLE, **_: object) -> str:
    """Draw a platform's own JSON."""
    return json.dumps(
        {
            "title": title,
            "serverTime": stamp(at),
            "viewers": 1_000 + int(at.timestamp()) % 977,
            "updates": [
                {
                    "id": look.id,
                    "headline": look.title,
                    "body": "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in look.paragraphs),
                    "publishedAt": stamp(look.published),
                    "updatedAt": stamp(look.updated),
                    "author": [{"name": name} for name in look.authors],
                    "pinned": look.pinned,
                    "likes": int(at.timestamp()) % 61,
                }
                for look in looks[:window]
            ],
        }
    )


def amp(looks: Looks, at: datetime, *, window: int | None = None, title: str = TITLE, **_: object) -> str:
    """Draw AMP's live list."""
    items = "".join(
        f'<div id="post-{look.id}" data-sort-time="{int(look.published.timestamp())}" '
        f'data-update-time="{int(look.updated.timestamp())}">'
        f'<amp-timeago datetime="{stamp(look.published)}" layout="fixed-height" height="20">'
        f"{ago(look.published, at)}</amp-timeago><h3>{html.escape(look.title)}</h3>"
        f"{''.join(f'<p>{html.escape(paragraph)}</p>' for paragraph in look.paragraphs)}</div>"
        for look in looks[:window]
    )
    return (
        f'<!doctype html><html amp><head><title>{title}</title><link rel="canonical" href="{URL}"></head><body>'
        f'<h1>{title}</h1><amp-live-list layout="container" data-poll-interval="15000" data-max-items-per-page="50" '
        f'id="live"><button update on="tap:live.update">New</button><div items>{items}</div></amp-live-list>'
        "</body></html>"
    )


def plain(looks: Looks, at: datetime, *, window: int | None = None, title: str = TITLE, **_: object) -> str:
    """Draw plain text, each entry signed and dated in a line below it."""
    lines = [title, ""]
    for look in looks[:window]:
        lines += [look.title, *look.paragraphs, f"{look.authors[0]}{look.published:%-d %B %Y %H:%M}"]
    return "\n".join(lines) + "\n"


WORDS = frozenset({"title", "text"})
JSONLD = Layout(name="jsonld", draw=structured, carries=WORDS | {"authors", "links", "image", "pinned"})
MARKUP = Layout(name="markup", draw=marked_up, carries=WORDS | {"authors", "links", "image", "pinned"})
AGES = Layout(name="ages", draw=aged, carries=WORDS | {"authors", "links", "image", "pinned"})
CLOCK = Layout(name="clock", draw=clocked, carries=WORDS | {"authors", "links", "image", "pinned"})
DAYS = Layout(name="days", draw=by_days, carries=WORDS | {"authors", "links", "image", "pinned"})
RSS = Layout(name="feed", draw=feed, content_type="application/rss+xml")
JSON = Layout(name="json", draw=interface, carries=WORDS | {"authors", "pinned"}, content_type="application/json")
AMP = Layout(name="amp", draw=amp)
TEXT = Layout(name="text", draw=plain, content_type="text/plain; charset=utf-8")
ALL = (JSONLD, MARKUP, AGES, CLOCK, DAYS, RSS, JSON, AMP, TEXT)
