"""What a poll returns for what servers answer."""

from __future__ import annotations

import asyncio
import gzip
import logging
import zlib
from dataclasses import replace
from datetime import timedelta

import brotli
import pytest
import zstandard
from fetch_servers import GZIPPED, NOW, TEXT, Answer, client, fetched, site
from xxhash import xxh3_64_intdigest

from monitor.errors import BadContent, BadStatus, FetchError, ServerFault, TooLarge
from monitor.fetch import DEFAULT_USER_AGENT, Client
from monitor.model import NotModified, Page, Request, Validators
from monitor.wire.addresses import LOOPBACK

DATE = "Thu, 07 Nov 2024 11:00:00 GMT"
DIGESTS = Validators(wire_digest=xxh3_64_intdigest(TEXT), body_digest=xxh3_64_intdigest(TEXT))

ASK = "poll more slowly, or ask the publisher to let us in"


async def test_page():
    """A page comes with its address, headers, time, validators and size."""
    headers = {"ETag": '"v1"', "Last-Modified": DATE, "Content-Type": "text/html", "Set-Cookie": "id=1"}
    async with site(Answer(body=TEXT, headers=headers)) as there, client() as fetch:
        page = await fetch(Request(url=f"{there.url}/live?a=%41#entry-1"))
    known = replace(DIGESTS, etag='"v1"', last_modified=DATE)
    expected = Page(
        url=f"{there.url}/live?a=%41",
        status=200,
        headers=page.headers,
        body=TEXT,
        fetched_at=NOW,
        validators=known,
        wire_bytes=len(TEXT),
    )
    assert expected == page
    assert {"etag": '"v1"', "last-modified": DATE, "content-type": "text/html"}.items() <= page.headers.items()
    assert "set-cookie" not in page.headers
    assert [request.raw_path for request in there.asked] == ["/live?a=%41"]


async def test_what_is_sent():
    """Every request says who asks, what is understood and which codings are; it carries no conditions by itself."""
    async with site(Answer(body=TEXT)) as there, client() as fetch:
        await fetch(Request(url=there.url))
    sent = there.asked[0].headers
    assert sent["User-Agent"] == DEFAULT_USER_AGENT
    assert sent["Accept-Encoding"] == "gzip, br, zstd"
    assert sent["Accept"].startswith("text/html")
    assert not {"If-None-Match", "If-Modified-Since", "Cookie", "Authorization"} & set(sent)


async def test_not_modified():
    """A 304 keeps the digests and takes over what it says anew of the validators."""
    known = replace(DIGESTS, etag='"v1"', last_modified=DATE)
    async with site(Answer(status=304, headers={"ETag": '"v2"'})) as there, client() as fetch:
        answer = await fetch(Request(url=there.url, known=known))
    validators = replace(known, etag='"v2"')
    expected = NotModified(url=there.url, fetched_at=NOW, validators=validators, status=304, headers=answer.headers)
    assert expected == answer
    assert answer.headers["etag"] == '"v2"'
    assert there.headers("If-None-Match") == ['"v1"']
    assert there.headers("If-Modified-Since") == [DATE]


async def test_unasked_not_modified():
    """A 304 to a request without conditions is no answer that we can use."""
    async with site(Answer(status=304)) as there, client() as fetch:
        answer = await fetched(fetch, there.url, known=DIGESTS)
    assert type(answer) is BadStatus
    assert answer.reason == "the server answered 304 Not Modified"


async def test_same_bytes():
    """A 200 with the same bytes is no change; its validators are the new ones."""
    async with site(Answer(body=TEXT, headers={"ETag": '"v2"'})) as there, client() as fetch:
        answer = await fetch(Request(url=there.url, known=replace(DIGESTS, etag='"v1"')))
    expected = NotModified(
        url=there.url,
        fetched_at=NOW,
        validators=replace(DIGESTS, etag='"v2"'),
        status=200,
        headers=answer.headers,
        wire_bytes=len(TEXT),
    )
    assert expected == answer


async def test_same_page_compressed_anew():
    """A 200 with the same page in other compression is no change; the next one is known by its bytes again."""
    wire = gzip.compress(TEXT, compresslevel=1)
    async with site(Answer(body=wire, headers={"Content-Encoding": "gzip"})) as there, client() as fetch:
        answer = await fetch(Request(url=there.url, known=DIGESTS))
    assert isinstance(answer, NotModified)
    assert replace(DIGESTS, wire_digest=xxh3_64_intdigest(wire)) == answer.validators


@pytest.mark.parametrize(
    ("coding", "wire"),
    [
        ("gzip", GZIPPED),
        ("deflate", zlib.compress(TEXT)),
        ("br", brotli.compress(TEXT)),
        ("zstd", zstandard.compress(TEXT)),
        ("identity", TEXT),
        ("gzip, br", brotli.compress(GZIPPED)),
    ],
    ids=["gzip", "deflate", "br", "zstd", "identity", "gzip, then br"],
)
async def test_codings(coding, wire):
    """A page comes decoded from each coding that we ask for."""
    async with site(Answer(body=wire, headers={"Content-Encoding": coding})) as there, client() as fetch:
        page = await fetch(Request(url=there.url))
    assert (TEXT, len(wire)) == (page.body, page.wire_bytes)
    assert (xxh3_64_intdigest(wire), DIGESTS.body_digest) == (
        page.validators.wire_digest,
        page.validators.body_digest,
    )


@pytest.mark.parametrize("size", [3_000_000, 9_000_000])
async def test_large_pages_come_whole(size):
    """A page that is decoded in a thread, for its size before or after, comes whole."""
    text = bytes(range(256)) * (size // 256)
    wire = gzip.compress(text, compresslevel=0 if size < 5_000_000 else 1)
    async with site(Answer(body=wire, headers={"Content-Encoding": "gzip"})) as there, client() as fetch:
        page = await fetch(Request(url=there.url))
    assert text == page.body


@pytest.mark.parametrize(
    ("answer", "kind", "reason"),
    [
        (Answer(body=GZIPPED[:-20], headers={"Content-Encoding": "gzip"}), BadContent, "the gzip body is cut short"),
        (Answer(body=TEXT, headers={"Content-Encoding": "gzip"}), BadContent, "the gzip body is broken"),
        (Answer(body=TEXT, headers={"Content-Encoding": "lzma"}), BadContent, "content coding 'lzma' is unknown"),
        (Answer(), BadContent, "the server answered 200 with an empty body"),
        (Answer(status=204), BadContent, "the server answered 204 No Content, which is no whole page"),
        (Answer(status=206, body=TEXT), BadContent, "the server answered 206 Partial Content, which is no whole page"),
        (
            Answer(status=403, body=b"no"),
            BadStatus,
            "the server answered 403 Forbidden; poll more slowly, and name a contact in `fetch.user_agent`",
        ),
        (Answer(status=404), BadStatus, "the server answered 404 Not Found; check the address"),
        (
            Answer(status=403, headers={"cf-mitigated": "challenge"}),
            BadStatus,
            f"the server answered 403 Forbidden, a challenge of Cloudflare; {ASK}",
        ),
        (
            Answer(status=202, headers={"x-amzn-waf-action": "challenge"}),
            BadContent,
            f"the server answered 202 Accepted, a challenge of AWS WAF; {ASK}",
        ),
        (Answer(status=300, body=b"?"), BadStatus, "the server answered 300 Multiple Choices"),
        (Answer(status=521), ServerFault, "the server answered 521"),
        (Answer(status=429), ServerFault, "the server answered 429 Too Many Requests"),
        (
            Answer(body=gzip.compress(bytes(40_000_000)), headers={"Content-Encoding": "gzip"}),
            TooLarge,
            "the body is over 32 MiB when decoded",
        ),
    ],
)
async def test_answers_that_are_no_page(answer, kind, reason):
    """An answer that is no whole page is an error that says why."""
    async with site(answer) as there, client() as fetch:
        error = await fetched(fetch, there.url)
    assert (kind, reason, there.url) == (type(error), error.reason, error.url)
    assert len(there.asked) == 1


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("120", timedelta(seconds=120)),
        ("0", timedelta()),
        ("Thu, 07 Nov 2024 12:05:00 GMT", timedelta(minutes=5)),
        ("99999999999999", timedelta(hours=24)),
        ("soon", None),
    ],
)
@pytest.mark.parametrize("status", [429, 503, 403])
async def test_retry_after(value, wait, status):
    """What the server asks for by Retry-After is told with the error, and nothing is tried before."""
    async with site(Answer(status=status, headers={"Retry-After": value})) as there, client(retries=0) as fetch:
        error = await fetched(fetch, there.url)
    assert (status, wait) == (error.status, error.retry_after)


async def test_asked_wait_is_named():
    """The error names the wait that the server asks for."""
    async with site(Answer(status=503, headers={"Retry-After": "90"})) as there, client() as fetch:
        error = await fetched(fetch, there.url)
    assert f"{there.url}: the server answered 503 Service Unavailable and asks us to wait 90 s" == str(error)
    assert len(there.asked) == 1


async def test_own_headers():
    """A source's own headers replace ours of the same name and come beside the others."""
    async with site(Answer(body=TEXT)) as there, client() as fetch:
        await fetch(Request(url=there.url, headers={"user-agent": "desk", "X-Key": "k"}))
    assert (there.headers("User-Agent"), there.headers("X-Key")) == (["desk"], ["k"])


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({"X-A": "1\r\nX-B: 2"}, "the header 'X-A' has characters that cannot be sent"),
        ({"X A": "1"}, "the header 'X A' has characters that cannot be sent"),
        ({"X-A": "é"}, "the header 'X-A' has characters that cannot be sent"),
        ({"Host": "elsewhere"}, "the header 'Host' cannot be set for a source"),
        ({"If-None-Match": '"v1"'}, "the header 'If-None-Match' cannot be set for a source"),
    ],
)
async def test_headers_that_are_not_sent(headers, reason):
    """A header that would break the request, or make it another one, is refused before anything is sent."""
    async with site(Answer(body=TEXT)) as there, client() as fetch:
        error = await fetched(fetch, there.url.replace("//", "//u:secret@"), headers=headers)
    assert (FetchError, reason, there.url) == (type(error), error.reason, error.url)
    assert there.asked == []


async def test_credentials_in_the_address():
    """User name and password are sent as Basic, and shown nowhere."""
    async with site(Answer(body=TEXT), Answer(status=401)) as there, client() as fetch:
        url = there.url.replace("//", "//user:pass%40word@")
        answers = [await fetched(fetch, url), await fetched(fetch, url)]
    assert there.headers("Authorization") == ["Basic dXNlcjpwYXNzQHdvcmQ="] * 2
    assert [there.url] * 2 == [answer.url for answer in answers]


@pytest.mark.parametrize("url", ["ftp://example.org/", "http://", "/live", "http://a:b/", "http://a:99999999/"])
async def test_addresses_that_are_none(url):
    """What is no http address is refused with an error that says so."""
    async with client() as fetch:
        error = await fetched(fetch, url)
    assert type(error) is FetchError
    assert "address" in error.reason


async def test_no_cookies():
    """A cookie that a server sets is never sent, neither back to it nor to another source of the same host."""
    async with site(Answer(body=TEXT, headers={"Set-Cookie": "id=1; Path=/"})) as there, client() as fetch:
        await fetch(Request(url=there.url))
        await fetch(Request(url=f"{there.url}/other"))
    assert there.headers("Cookie") == [None, None]


async def test_connections_are_kept():
    """Polls, redirects and refusals in a row use one connection."""
    answers = (Answer(body=TEXT), Answer(status=302, headers={"Location": "/b"}), Answer(status=404, body=b"no"))
    async with site(*answers, Answer(body=TEXT)) as there, client() as fetch:
        for _ in range(4):
            await fetched(fetch, there.url)
    assert len(there.asked) == 5
    assert len(set(there.peers)) == 1


async def test_overlong_validators():
    """A validator that is too long to keep, or cannot be sent back, is not kept."""
    headers = {"ETag": '"' + "x" * 2000 + '"', "Last-Modified": "gestern, spät"}
    async with site(Answer(body=TEXT, headers=headers)) as there, client() as fetch:
        page = await fetch(Request(url=there.url))
    assert page.validators == DIGESTS


async def test_cancelling(caplog):
    """A poll that is cancelled ends as cancelled, and the client goes on."""
    caplog.set_level(logging.WARNING)
    async with site(Answer(body=TEXT)) as there, Client(lambda: NOW, allow_networks=LOOPBACK) as fetch:
        poll = asyncio.create_task(fetch(Request(url=there.url)))
        asyncio.get_running_loop().call_soon(poll.cancel)
        with pytest.raises(asyncio.CancelledError):
            await poll
        assert isinstance(await fetch(Request(url=there.url)), Page)
    assert caplog.messages == []
