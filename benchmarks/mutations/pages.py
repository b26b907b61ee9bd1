"""Which pages the benchmark plays on, and where in each its entries stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from .carriers import JsonShape, NodeShape

if TYPE_CHECKING:
    from datetime import datetime

CHECKOUT = Path(__file__).parents[2]
FIXTURES = CHECKOUT / "tests" / "pages"
CAPTURED = CHECKOUT.parent / "shared" / "pages"


class Ids(StrEnum):
    """How the publisher numbers its entries."""

    STABLE = "stable"
    POSITIONAL = "positional"
    COUNTER = "counter"
    SLUG = "slug"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ld:
    """A `liveBlogUpdate` in the longest JSON-LD block of an HTML page, or in a JSON document."""

    shape: JsonShape = field(default_factory=JsonShape)


@dataclass(frozen=True, slots=True, kw_only=True)
class Json:
    """A list in a JSON document, by its dotted path. What lacks what `only` names, or holds `unlike`, is left alone."""

    path: str
    shape: JsonShape
    only: tuple[tuple[str, object], ...] = ()
    unlike: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Nodes:
    """Elements of one parent, by XPath; in `shape` paths start at the element that is taken out with the entry."""

    path: str
    shape: NodeShape


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSpec:
    """One page: its file, what carries its entries (the first carries all of them), how it behaves.

    `rolls`: older entries leave the page when new ones come. `at` is when it was captured, if its entries say no day.
    `without` (XPath) is left out of the page: another carrier of the same entries that is not played on.
    """

    file: Path
    carriers: tuple[Ld | Json | Nodes, ...]
    ids: Ids = Ids.STABLE
    rolls: bool = False
    url: str = "https://saved.example/page"
    at: datetime | None = None
    without: str | None = None

    @property
    def name(self) -> str:
        return f"{self.file.parent.name}/{self.file.stem}"[:34]

    @property
    def content_type(self) -> str:
        return {".html": "text/html; charset=utf-8", ".xml": "application/xml"}.get(
            self.file.suffix, "application/json"
        )


def pages() -> list[PageSpec]:
    """Return the pages that are there: the captured ones only where they stand beside the checkout."""
    return [page for page in (*_fixtures(), *_captured()) if page.file.is_file()]


_BLOCK = r"(?:^|block-)([0-9a-f]{24})\b"
_APP = NodeShape(
    key=_BLOCK,
    headline=('(.//*[contains(@class,"block-elements") or contains(@class,"block__body")]//h2)[1]',),
    body=('.//*[contains(@class,"block-elements") or contains(@class,"block__body")]//p[not(@class)]',),
    published=('./p[@class="block-time" or @class="block__time"]/@title', './p[@class="block-time"]'),
)
_GUARDIAN = NodeShape(
    key=_BLOCK,
    headline=("./header//h2",),
    body=("./p", "./*[self::blockquote or self::ul]"),
    published=(".//time/@datetime",),
)
_FEED = NodeShape(
    key=r"(?:council-|council/)(\d+)$",
    headline=("./title",),
    body=('./*[local-name()="encoded"]', "./description[not(../*[local-name()='encoded'])]"),
    published=("./pubDate",),
)


def _fixtures() -> list[PageSpec]:
    def fixture(
        name: str, file: str, *carriers: Ld | Json | Nodes, ids: Ids = Ids.STABLE, rolls: bool = False
    ) -> PageSpec:
        return PageSpec(file=FIXTURES / name / file, carriers=carriers, ids=ids, rolls=rolls)

    html = "page.html"
    post = NodeShape(
        key=r"post-(\d+)", headline=(".//h3",), published=("./@data-sort-time",), modified=("./@data-update-time",)
    )
    return [
        fixture(
            "independent",
            html,
            Ld(shape=JsonShape(key=r"liveblogPost(\d+)")),
            Nodes(path='//*[starts-with(@id,"post-")]', shape=post),
        ),
        fixture("reach", html, Ld(shape=JsonShape(key=r"#(\d+)$"))),
        fixture("repubblica", html, Ld(), ids=Ids.NONE),
        fixture("timesofindia", html, Ld(shape=JsonShape(key=r"#post(\d+)$")), ids=Ids.POSITIONAL),
        fixture("nytimes", html, Ld(shape=JsonShape(key=r"/live/\S+#([a-z0-9-]+)$")), ids=Ids.SLUG),
        fixture(
            "guardian",
            html,
            Ld(shape=JsonShape(key=_BLOCK, headline=None, published=(), modified=())),
            Nodes(path='//article[starts-with(@id,"block-")]', shape=_GUARDIAN),
            rolls=True,
        ),
        fixture(
            "guardian_markup", html, Nodes(path='//article[starts-with(@id,"block-")]', shape=_GUARDIAN), rolls=True
        ),
        fixture("bbc", html, Nodes(path="//li[.//article]", shape=_BBC), rolls=True),
        fixture(
            "unstructured",
            html,
            Nodes(
                path='//div[@class="sc-nb ctV"]',
                shape=NodeShape(
                    headline=(".//h3",), body=('.//div[@class="sc-na"]/p',), published=('.//span[@class="sc-n6"]',)
                ),
            ),
            ids=Ids.NONE,
        ),
        fixture(
            "ndtv", html, Nodes(path='//li[contains(@class,"liv-blg_li")]', shape=_NDTV), ids=Ids.COUNTER, rolls=True
        ),
        fixture("rdfa", html, Nodes(path='//div[contains(@property,"liveBlogUpdate")]', shape=_RDFA)),
        fixture("rss", "feed.xml", Nodes(path="//item", shape=_FEED), ids=Ids.STABLE, rolls=True),
        fixture("atom", "feed.xml", Nodes(path='//*[local-name()="entry"]', shape=_ATOM), rolls=True),
        fixture(
            "jsonfeed",
            "feed.json",
            Json(
                path="items",
                shape=JsonShape(
                    key=r"(?:km-)?(\d+)$",
                    headline="title",
                    body=("content_html", "content_text"),
                    published=("date_published",),
                    modified=("date_modified",),
                ),
            ),
            rolls=True,
        ),
        fixture("guardian_dcr", "page.json", Json(path="blocks", shape=_DCR), rolls=True),
        fixture(
            "sourcefabric_api",
            "page.json",
            Json(
                path="posts._items",
                shape=_SOURCEFABRIC,
                only=(("deleted", False), ("post_status", "open")),
                unlike="Advertisement",
            ),
            rolls=True,
        ),
    ]


_BBC = NodeShape(
    key=r"asset:([0-9a-f-]{36})",
    headline=('.//h3//span[@role="text"]/span[1]',),
    body=('.//article/p[not(contains(@class,"Contributor"))]',),
    published=('.//*[@data-testid="timestamp"]',),
)
_NDTV = NodeShape(
    key=r"(?:#|%23|^)(\d+)(?:_parent|$)",
    headline=('.//meta[@itemprop="headline"]/@content', './/div[@class="liv-blg_ttl"]'),
    body=('.//meta[@itemprop="articleBody"]/@content', './/div[@class="liv-blg_ttl"]/@tail'),
    published=('.//meta[@itemprop="datePublished"]/@content', './/*[@class="liv-blg_dte"]'),
    modified=('.//meta[@itemprop="dateModified"]/@content',),
    mirrored=True,
)
_RDFA = NodeShape(
    key=r"#update-(\d+)$",
    headline=("./h2",),
    body=("./div/p",),
    published=("./time/@datetime", "./time"),
    modified=("./meta/@content",),
)
_ATOM = NodeShape(
    key=r"(?:launch/|#)(\d+)$",
    headline=('./*[local-name()="title"]',),
    body=('./*[local-name()="content" or local-name()="summary"]',),
    published=('./*[local-name()="published"]',),
    modified=('./*[local-name()="updated"]',),
)
_DCR = JsonShape(
    key=_BLOCK,
    headline="title",
    body=("elements.*.html",),
    published=("blockCreatedOn", "blockFirstPublished"),
    modified=("blockLastUpdated",),
)
_SOURCEFABRIC = JsonShape(
    key=r"(?:^|:|^urn:newsml:.*:)([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$",
    headline=None,
    body=("groups.*.refs.*.item.text",),
    published=("published_date", "_created", "firstcreated"),
    modified=("_updated", "content_updated_date", "versioncreated"),
)


def _captured() -> list[PageSpec]:
    def captured(
        path: str, *carriers: Ld | Json | Nodes, ids: Ids = Ids.STABLE, rolls: bool = False, without: str | None = None
    ) -> PageSpec:
        return PageSpec(file=CAPTURED / path, carriers=carriers, ids=ids, rolls=rolls, without=without)

    app = [
        captured(
            f"guardian_app/{name}.html",
            Nodes(path='//*[starts-with(@id,"block-") and contains(@class,"block")]', shape=_APP),
        )
        for name in (
            "2014-02-24_pop-culture",
            "2015-02-09_hsbc",
            "2015-03-04_alabama-ssm",
            "2015-07-13_cricket-first-test",
            "2016-05-17_cricket-odi",
            "2016-06-28_brexit",
        )
    ]
    post = NodeShape(
        key=r"post-(\d+)",
        headline=(".//h3",),
        body=('.//div[contains(@class,"sc-nar43b-0")]/p',),
        published=("./@data-sort-time",),
        modified=("./@data-update-time",),
    )
    event = NodeShape(
        key=r"^(\d{6})$",
        headline=(".//h3",),
        body=('.//div[@class="entry-content"]/p',),
        published=("./@data-post-time", ".//time"),
        modified=("./@data-last-modified-time",),
    )
    times = NodeShape(
        key=r"(?:^|[#/])([a-z0-9]+(?:-[a-z0-9]+){3,})$",
        headline=(".//h2/a",),
        body=(".//p[not(@itemprop)]",),
        published=(),
        serials=("data-source-id",),
    )
    india = NodeShape(key=r"^post(\d+)$", body=('.//div[contains(@class,"liveblogtextlist")]',), published=())
    return [
        *app,
        captured(
            "independent/2023-08-14_womens-world-cup_b2392480.html",
            Ld(shape=JsonShape(key=r"liveblogPost(\d+)")),
            Nodes(path='//*[starts-with(@id,"post-")]', shape=post),
            rolls=True,
        ),
        captured(
            "mirror/2024-08-05_uk-riots-live-33386398.html",
            Ld(shape=JsonShape(key=r"#(\d+)$")),
            Nodes(path='//div[@class="live-event-entry"]', shape=event),
        ),
        captured(
            "timesofindia/2026-02-25_modi-israel_128776409.html",
            Ld(shape=JsonShape(key=r"#post(\d+)$")),
            Nodes(path='//*[starts-with(@id,"post")]/parent::div', shape=india),
            ids=Ids.POSITIONAL,
            without='//script[not(contains(@type,"ld"))]',
        ),
        captured(
            "nytimes/2020-09-25_business-briefing.html",
            Ld(shape=JsonShape(key=r"/live/\S+#([a-z0-9-]+)$")),
            Nodes(path='//div[@data-test-id="live-blog-post"]', shape=times),
            ids=Ids.SLUG,
        ),
        captured(
            "guardian/2023-05-15_ukraine-live.html",
            Ld(shape=JsonShape(key=_BLOCK, headline=None, published=(), modified=())),
            Nodes(path='//article[starts-with(@id,"block-")]', shape=_GUARDIAN),
            rolls=True,
        ),
        captured(
            "ndtv/sports-cricket-world-cup.html",
            Nodes(path='//li[contains(@class,"liv-blg_li")]', shape=_NDTV),
            ids=Ids.COUNTER,
            rolls=True,
        ),
        captured("guardian_dcr/mars_latest.json", Json(path="blocks", shape=_DCR), rolls=True),
        captured(
            "sourcefabric/default_api_response.json",
            Json(
                path="posts._items",
                shape=_SOURCEFABRIC,
                only=(("deleted", False), ("post_status", "open")),
                unlike="Advertisement",
            ),
            rolls=True,
        ),
    ]
