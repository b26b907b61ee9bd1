"""The pages of tests/pages that the benchmark plays on."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from .json_part import JsonShape
from .node_part import NodeShape
from .pages import Ids, Json, Ld, Nodes, PageSpec

FIXTURES = Path(__file__).parents[2] / "tests" / "pages"

BLOCK = r"(?:^|block-)([0-9a-f]{24})\b"
APP = NodeShape(
    key=BLOCK,
    headline=('(.//*[contains(@class,"block-elements") or contains(@class,"block__body")]//h2)[1]',),
    body=(
        './/*[contains(@class,"block-elements") or contains(@class,"block__body")]//p[not(@class or ancestor::aside)]',
    ),
    published=('./p[@class="block-time" or @class="block__time"]/@title', './p[@class="block-time"]'),
)
GUARDIAN = NodeShape(
    key=BLOCK,
    headline=("./header//h2",),
    body=("./p", "./*[self::blockquote or self::ul]"),
    published=(".//time/@datetime",),
    pinned="data-pinned",
)
_FEED = NodeShape(
    key=r"(?:council-|council/)(\d+)$",
    headline=("./title",),
    body=('./*[local-name()="encoded"]', "./description[not(../*[local-name()='encoded'])]"),
    published=("./pubDate",),
)


def fixtures() -> list[PageSpec]:
    def fixture(name: str, file: str, *carriers: Ld | Json | Nodes, **behaviour: Any) -> PageSpec:
        return PageSpec(file=FIXTURES / name / file, carriers=carriers, **behaviour)

    html = "page.html"
    post = NodeShape(
        key=r"post-(\d+)",
        headline=(".//h3",),
        published=("./@data-sort-time",),
        modified=("./@data-update-time",),
        pinned="data-pinned",
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
            Ld(shape=JsonShape(key=BLOCK, headline=None, published=(), modified=())),
            Nodes(path='//article[starts-with(@id,"block-")]', shape=GUARDIAN),
            rolls=True,
        ),
        fixture(
            "guardian_markup",
            html,
            Nodes(path='//article[starts-with(@id,"block-")]', shape=GUARDIAN),
            rolls=True,
            older="link",
        ),
        fixture("bbc", html, Nodes(path="//li[.//article]", shape=_BBC), rolls=True, older="own"),
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
            "ndtv", html, Nodes(path='//li[contains(@class,"liv-blg_li")]', shape=NDTV), ids=Ids.COUNTER, rolls=True
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
        fixture("guardian_dcr", "page.json", Json(path="blocks", shape=DCR), rolls=True, older="pagination.older"),
        fixture(
            "sourcefabric_api",
            "page.json",
            Json(
                path="posts._items",
                shape=SOURCEFABRIC,
                only=(("deleted", False), ("post_status", "open")),
                unlike="Advertisement",
            ),
            rolls=True,
            older="posts._links.next.href",
            touched="_updated",
            withdrawn=("deleted", True),
        ),
        fixture("rss1", "feed.xml", Nodes(path='//*[local-name()="item"]', shape=_RSS1), rolls=True),
        fixture("amp", html, Nodes(path="//div[@items]/div[@data-sort-time and h3]", shape=_AMP)),
        fixture(
            "guardian_capi",
            "page.json",
            Json(path="response.content.blocks.body", shape=_CAPI, only=(("published", True),)),
            rolls=True,
            withdrawn=("published", False),
        ),
        fixture(
            "flat_paragraphs",
            html,
            Nodes(path='//div[@class="liveblog--anchor"]', shape=_FLAT, flat=True),
            ids=Ids.NONE,
            at=datetime(2024, 11, 7, 12, 30, tzinfo=UTC),
        ),
        fixture(
            "byline_below_headline",
            html,
            Nodes(path='//h2[following-sibling::*[1][contains(text()," , ")]]', shape=_BYLINE, flat=True),
            ids=Ids.NONE,
            at=datetime(2024, 11, 7, 12, 30, tzinfo=UTC),
        ),
    ]


_BBC = NodeShape(
    key=r"asset:([0-9a-f-]{36})",
    headline=('.//h3//span[@role="text"]/span[1]',),
    body=('.//article/p[not(contains(@class,"Contributor"))]',),
    published=('.//*[@data-testid="timestamp"]',),
)
NDTV = NodeShape(
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
DCR = JsonShape(
    key=BLOCK,
    headline="title",
    body=("elements.*.html",),
    published=("blockCreatedOn", "blockFirstPublished"),
    modified=("blockLastUpdated",),
    pinned="attributes.pinned",
)
SOURCEFABRIC = JsonShape(
    key=r"(?:^|:|^urn:newsml:.*:)([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$",
    headline=None,
    body=("groups.*.refs.*.item.text",),
    published=("published_date", "_created", "firstcreated"),
    pinned="sticky",
    modified=("content_updated_date", "versioncreated"),
)
_RSS1 = NodeShape(
    key=r"ticker/(\d+)$",
    headline=('./*[local-name()="title"]',),
    body=('./*[local-name()="description"]',),
    published=('./*[local-name()="date"]',),
    modified=('./*[local-name()="modified"]',),
)
_AMP = NodeShape(
    key=r"^live-(\d+)-", headline=("./h3",), published=("./@data-sort-time",), modified=("./@data-update-time",)
)
_CAPI = JsonShape(
    key=BLOCK,
    headline="title",
    body=("bodyHtml",),
    published=("firstPublishedDate", "createdDate"),
    modified=("lastModifiedDate",),
    pinned="attributes.pinned",
)
_FLAT = NodeShape(
    headline=("./h2",),
    body=("./p",),
    published=('./div[@class="liveblog__datetime"]',),
)
_BYLINE = NodeShape(headline=("./h2",), body=("./p[position()>1]",), published=("./p[1]",))
