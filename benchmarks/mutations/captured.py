"""The captured pages that the benchmark plays on, where they stand beside the checkout."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .fixtures import APP, BLOCK, DCR, GUARDIAN, NDTV, SOURCEFABRIC
from .json_part import JsonShape
from .node_part import NodeShape
from .pages import Ids, Json, Ld, Nodes, PageSpec

CAPTURED = Path(__file__).parents[3] / "shared" / "pages"


def captured_pages() -> list[PageSpec]:
    def captured(path: str, *carriers: Ld | Json | Nodes, **behaviour: Any) -> PageSpec:
        return PageSpec(file=CAPTURED / path, carriers=carriers, **behaviour)

    app = [
        captured(
            f"guardian_app/{name}.html",
            Nodes(path='//*[starts-with(@id,"block-") and contains(@class,"block")]', shape=APP),
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
    india = NodeShape(
        key=r"^post(\d+)$",
        body=('.//div[contains(@class,"liveblogtextlist")]',),
        published=(".//time/@datetime", ".//meta/@content"),
        serials=("data-socialclick",),
    )
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
            Ld(shape=JsonShape(key=BLOCK, headline=None, published=(), modified=())),
            Nodes(path='//article[starts-with(@id,"block-")]', shape=GUARDIAN),
            rolls=True,
        ),
        captured(
            "ndtv/sports-cricket-world-cup.html",
            Nodes(path='//li[contains(@class,"liv-blg_li")]', shape=NDTV),
            ids=Ids.COUNTER,
            rolls=True,
        ),
        captured("guardian_dcr/mars_latest.json", Json(path="blocks", shape=DCR), rolls=True, older="pagination.older"),
        captured(
            "sourcefabric/default_api_response.json",
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
    ]
