"""A page leads to the interface of the platform that it embeds, and nobody's page leads us anywhere else."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from extract_pages import NOW, page_of
from hypothesis import given
from hypothesis import strategies as st

from monitor.extract.carriers.lead import MAX_PLACES, find_lead, read_lead
from monitor.extract.page.document import Document
from monitor.extract.readings.reading import Absent, Reading
from monitor.extract.tables.leads import MARKS

if TYPE_CHECKING:
    from monitor.model import Lead

HEX = "5f00000000000000000000a1"
BLOG = "660000000000000000000002"


def lead_of(
    body: str, url: str = "https://news.example/2024/fair/?x=1", content_type: str = "text/html"
) -> Lead | None:
    return find_lead(Document(page_of("<!doctype html>" + body, url=url, content_type=content_type), now=NOW))


@pytest.mark.parametrize(
    ("body", "extractor", "address"),
    [
        (
            f'<tickaroo-liveblog liveblogId="{BLOG}" themeId="x" clientId="{HEX}"></tickaroo-liveblog>',
            "api",
            f"https://cdn.tickaroo.com/api/embed/v4/prefetch/liveblog.json?client_id={HEX}&liveblogId={BLOG}",
        ),
        (
            '<div id="LB24_LIVE_CONTENT" data-eid="2916125192049037403"></div>',
            "api",
            (
                "https://data.24liveplus.com/v1/retrieve_server/x/event/2916125192049037403/news/"
                "?inverted_order=1&last_nid=&limit=100"
            ),
        ),
        (
            '<div data-event="yisx" class="arena-liveblog" data-publisher="the-creative" data-version="2">',
            "jsonld",
            "https://cached-api.arena.im/v1/liveblog/the-creative/yisx/ldjson",
        ),
        (
            (
                r'<script>var liveblog_settings = {"post_id":"77","endpoint_url":"https:\/\/news.example\/blog\/wp-json'
                r'\/liveblog\/v1\/77\/"};</script>'
            ),
            "api",
            "https://news.example/blog/wp-json/liveblog/v1/77/get-entries/1/latest",
        ),
        (
            '<script>var liveblog_settings = {"permalink":"x","post_id":77};</script>',
            "api",
            "https://news.example/wp-json/liveblog/v1/77/get-entries/1/latest",
        ),
        (
            f'<iframe src="https://desk.liveblog.pro/embed/{BLOG}/theme/x"></iframe>',
            "api",
            f"https://desk.liveblog.pro/api/client_blogs/{BLOG}/posts?max_results=25&page=1",
        ),
        (
            '<div class="live-center-embed" data-src="https://livecenter.norkon.net/frame/press/4711/default">',
            "profile",
            "https://livecenter.norkon.net/frame/press/4711/default",
        ),
    ],
)
def test_a_platform_is_recognised(body: str, extractor: str, address: str):
    """Each platform's mark gives the address of its interface and who is to read it."""
    lead = lead_of(body)

    assert lead is not None
    assert (extractor, address) == (lead.extractor, lead.url)
    assert lead.reason.startswith("the page is made with ")


def test_the_guardian_offers_its_model():
    """A live page of the Guardian is there as JSON; other sites that say the same have no such thing."""
    body = '<script>window.guardian = {"config":{"page":{"isLiveBlog":true}}}</script>'
    page = "https://www.theguardian.com/world/live/2024/may/15/river?page=with:block-1#block-2"

    lead = lead_of(body, url=page)

    assert lead is not None
    assert "https://www.theguardian.com/world/live/2024/may/15/river.json?dcr" == lead.url
    assert lead_of(body) is None
    assert lead_of(body.replace("true", "false"), url=page) is None


@pytest.mark.parametrize(
    "body",
    [
        "",
        f'<tickaroo-liveblog liveblogId="{BLOG}">',
        f'<tickaroo-liveblog liveblogId="{BLOG[:-1]}/" clientId="{HEX}">',
        '<div id="LB24_LIVE_CONTENT" data-eid="../../x">',
        '<div class="arena-liveblog" data-publisher="a/../b" data-event="c">',
        f'<iframe src="https://liveblog.pro.evil.example/embed/{BLOG}">',
        f'<iframe src="https://evil.example/?x=.liveblog.pro/embed/{BLOG}">',
        '<iframe src="https://livecenter.norkon.net/frame/../x">',
        '<!-- <div id="LB24_LIVE_CONTENT" data-eid="1"></div> -->',
    ],
)
def test_no_page_leads_elsewhere(body: str):
    """Ids that are none, other hosts, and what is commented out lead nowhere."""
    assert lead_of(body) is None


def test_a_site_of_its_own_is_not_left():
    """The address that a WordPress page names is only asked for its path: the host is the page's."""
    lead = lead_of(r'<script>liveblog_settings={"endpoint_url":"https:\/\/evil.example\/wp-json\/liveblog\/v1\/7\/"}')

    assert lead is not None
    assert lead.url.startswith("https://news.example/")


def test_only_html_pages_lead():
    """An answer of an interface that quotes a mark leads nowhere."""
    document = Document(page_of('{"a": "arena-liveblog"}', content_type="application/json"), now=NOW)

    assert find_lead(document) is None


def test_a_page_that_only_embeds_gives_a_reading_with_the_lead():
    """There is nothing else on it, but it says where the entries are."""
    page = page_of('<title>Fair live</title><div id="LB24_LIVE_CONTENT" data-eid="42"></div>')

    reading = read_lead(Document(page, now=NOW))

    assert isinstance(reading, Reading)
    assert (None, (), "Fair live") == (reading.older, reading.entries, reading.cover.title)
    assert reading.lead is not None


def test_a_page_without_a_mark_gives_none():
    """Other pages say why they lead nowhere."""
    assert Absent(reason="no mark of a live blog platform") == read_lead(Document(page_of("<p>Words"), now=NOW))


@pytest.mark.parametrize("sign", sorted({mark.sign for mark in MARKS}))
def test_a_page_full_of_signs_takes_a_bounded_time(sign: bytes):
    """So many places are looked at and no more."""
    page = page_of(b"<!doctype html><p>" + (sign + b" < ") * (MAX_PLACES * 200), url="https://www.theguardian.com/")
    start = time.process_time()

    find_lead(Document(page, now=NOW))

    assert time.process_time() - start < 1


@given(
    st.lists(st.sampled_from([*(mark.sign.decode() for mark in MARKS), HEX, "<", ">", '"', "liveblogId=", "//", "\\"]))
)
def test_any_page_leads_to_known_hosts_or_nowhere(pieces: list[str]):
    """Whatever a page is made of."""
    lead = lead_of("".join(pieces))

    hosts = ("https://news.example/", "https://cdn.tickaroo.com/", "https://data.24liveplus.com/")
    assert lead is None or lead.url.startswith(hosts)
