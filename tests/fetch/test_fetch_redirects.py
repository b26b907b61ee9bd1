"""Where redirects lead, and what goes along."""

from __future__ import annotations

import ssl
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from fetch_servers import TEXT, Answer, client, fetched, site
from xxhash import xxh3_64_intdigest

from monitor.errors import BadRedirect, BadStatus
from monitor.fetch.redirects import keeps_trust
from monitor.model import NotModified, Page, Redirect, Request, Validators

CERTIFICATE = Path(__file__).with_name("localhost.pem")
DIGESTS = Validators(wire_digest=xxh3_64_intdigest(TEXT), body_digest=xxh3_64_intdigest(TEXT))
KNOWN = replace(DIGESTS, etag='"v1"', last_modified="Thu, 07 Nov 2024 11:00:00 GMT")
PAGE = Answer(body=TEXT, headers={"ETag": '"v2"'})


def to(location: str, status: int = 302) -> Answer:
    return Answer(status=status, headers={"Location": location})


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_followed(status):
    """Each kind of redirect is followed and recorded with the whole address that it led to."""
    async with site(to("b?x=1#entry", status), to("../c", status), PAGE) as there, client() as fetch:
        page = await fetch(Request(url=f"{there.url}/a/"))
    expected = (
        Redirect(status=status, url=f"{there.url}/a/", location=f"{there.url}/a/b?x=1"),
        Redirect(status=status, url=f"{there.url}/a/b?x=1", location=f"{there.url}/c"),
    )
    assert (expected, f"{there.url}/c") == (page.redirects, page.url)
    assert there.paths == ["/a/", "/a/b?x=1", "/c"]


@pytest.mark.parametrize(("status", "etag"), [(301, '"v2"'), (308, '"v2"'), (302, None), (307, None)])
async def test_validators_after_a_redirect(status, etag):
    """The validators of a redirected page are kept only where the next poll will ask that page first."""
    async with site(to("/b", status), PAGE) as there, client() as fetch:
        page = await fetch(Request(url=there.url))
    assert replace(DIGESTS, etag=etag) == page.validators


async def test_conditions_before_a_redirect():
    """Conditions go to the address that was asked and not on; the digests recognise the page behind."""
    async with site(to("/b"), PAGE) as there, client() as fetch:
        answer = await fetch(Request(url=there.url, known=KNOWN))
    assert there.headers("If-None-Match") == ['"v1"', None]
    assert [KNOWN.last_modified, None] == there.headers("If-Modified-Since")
    assert isinstance(answer, NotModified)
    assert (answer.status, answer.validators, len(answer.redirects)) == (200, DIGESTS, 1)


async def test_not_modified_behind_a_redirect():
    """A 304 that comes without being asked for, behind a redirect, is no answer."""
    async with site(to("/b"), Answer(status=304)) as there, client() as fetch:
        error = await fetched(fetch, there.url, known=KNOWN)
    assert (BadStatus, f"{there.url}/b") == (type(error), error.url)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(status=302), "a redirect without a Location"),
        (to("ftp://example.org/a"), "redirects to 'ftp://example.org/a', which is not an http or https address"),
        (to("file:///etc/passwd"), "redirects to 'file:///etc/passwd', which is not an http or https address"),
        (
            to("http://example.org:99999/"),
            "redirects to 'http://example.org:99999/', which is not an http or https address",
        ),
        (to("http://example.org:port/"), "redirects to an address that is not valid: 'http://example.org:port/'"),
    ],
)
async def test_redirects_to_nowhere(answer, reason):
    """A redirect to what is no page on the web is refused with a reason."""
    async with site(answer) as there, client() as fetch:
        error = await fetched(fetch, there.url)
    assert (BadRedirect, reason, 1) == (type(error), error.reason, len(there.asked))


async def test_circle():
    """A circle of redirects ends where it closes."""
    async with site(to("/b"), to("/")) as there, client() as fetch:
        error = await fetched(fetch, f"{there.url}/")
    reason = f"redirects in a circle, back to {there.url}/ (it may want cookies)"
    assert (BadRedirect, reason, 2) == (type(error), error.reason, len(there.asked))


async def test_endless_chain():
    """A chain of ever new addresses ends at the limit."""
    chain = [to(f"/{number}") for number in range(12)]
    async with site(*chain) as there, client() as fetch:
        error = await fetched(fetch, there.url)
    reason = f"more than 10 redirects, the last to {there.url}/10"
    assert (BadRedirect, reason, 11) == (type(error), error.reason, len(there.asked))


async def test_longest_chain():
    """A chain of as many redirects as the limit allows arrives."""
    chain = [to(f"/{number}") for number in range(10)]
    async with site(*chain, PAGE) as there, client() as fetch:
        assert isinstance(await fetched(fetch, there.url), Page)


async def test_keys_stay_with_their_origin():
    """Another origin sees of the source's own headers only what is no key, and keeps no credentials of the address."""
    own = {"Authorization": "Bearer k", "Cookie": "id=1", "X-Key": "k", "User-Agent": "desk"}
    async with site(PAGE) as other, site(to("/b"), to(other.url)) as there, client() as fetch:
        await fetch(Request(url=there.url, headers=own))
        await fetch(Request(url=there.url.replace("//", "//user:word@")))
    for name in ("Authorization", "Cookie", "X-Key"):
        assert [own[name]] * 2 == there.headers(name)[:2]
        assert other.headers(name) == [None, None]
    assert other.headers("User-Agent")[0] == "desk"


async def test_credentials_in_a_location():
    """User name and password in a Location are not sent, and not shown."""
    async with site(PAGE) as other, site(to(other.url.replace("//", "//u:p@"))) as there, client() as fetch:
        page = await fetch(Request(url=there.url))
    assert other.headers("Authorization") == [None]
    assert (other.url, other.url) == (page.url, page.redirects[0].location)


async def test_no_way_down_from_https(monkeypatch):
    """A redirect from https to plain http is refused; TLS with a trusted certificate works."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(CERTIFICATE)
    async with site(PAGE) as plain, site(PAGE, to(plain.url), tls=tls) as there, client() as fetch:
        assert isinstance(await fetched(fetch, there.url), Page)
        error = await fetched(fetch, there.url)
    assert (BadRedirect, f"redirects from https to plain http: {plain.url}") == (type(error), error.reason)
    assert plain.asked == []


@pytest.mark.parametrize(
    ("url", "target", "expected"),
    [
        ("https://a.example/x", "https://a.example:443/y", True),
        ("http://a.example/", "https://a.example/", True),
        ("http://a.example:8080/", "https://a.example/", False),
        ("https://a.example/", "https://b.example/", False),
        ("https://a.example/", "https://a.example:444/", False),
    ],
)
def test_keeps_trust(url, target, expected):
    """Only the same origin, or its own move up to https, is trusted with the source's keys."""
    assert expected == keeps_trust(httpx.URL(url), httpx.URL(target))
