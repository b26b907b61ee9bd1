"""What pages offer, who speaks for a hub, and the course of a subscription, without a server."""

import hashlib
import hmac
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Offer, Page
from monitor.push import (
    asked,
    begun,
    denied,
    due,
    failed,
    find_offer,
    holds,
    is_signed,
    leaving,
    proved,
    pulled,
    pushed,
    settled,
    trusted,
    verified,
)
from monitor.push.course import (
    AFTER_DENIAL,
    FAREWELLS,
    LEASE,
    LEASE_LEAST,
    LEASE_MOST,
    RETRIES,
    TOLD_LATE,
    Step,
)
from monitor.push.offers import LINKS_LIMIT, URL_CHARS

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
URL = "https://news.example.org/live/flood"
HUB = "https://hub.example.org/"
OFFER = Offer(hub=HUB, topic=f"{URL}.atom")


def page(body: str = "", **headers: str) -> Page:
    return Page(url=URL, status=200, headers=headers, body=body.encode(), fetched_at=NOON)


ATOM = f'<feed><link rel="hub" href="{HUB}"/><link rel="self" href="{URL}.atom"/></feed>'
JSON_FEED = '{"feed_url": "%s.atom", "hubs": [{"type": "rssCloud", "url": "x:"}, 3, {"type": "WebSub", "url": "%s"}]}'


@pytest.mark.parametrize(
    ("given", "offer"),
    [
        (page(link=f'<{HUB}>; rel="hub", <{URL}.atom>; rel="self"'), OFFER),
        (page(link=f"<{URL}.atom>; title=\"a; b, c\"; REL=self , <{HUB}>;rel='x'; rel=hub"), None),
        (page(link=f"<{HUB}>; rel=hub"), Offer(hub=HUB, topic=URL)),
        (
            page(ATOM, link='<https://other.example/>; rel="hub"'),
            Offer(hub="https://other.example/", topic=f"{URL}.atom"),
        ),
        (page(ATOM), OFFER),
        (page(ATOM.replace("<link", "<atom:link").replace('"', "'")), OFFER),
        (page(f"<html><head><link href={HUB} rel='preconnect hub'><link rel=self href=/live/flood.atom>"), OFFER),
        (page(JSON_FEED % (URL, HUB)), OFFER),
        (page('{"hubs": "hub"}'), None),
        (page('{"hub'), None),
        (page("{" + '"hub":[' * 20_000), None),
        (page('[1, "hub"]'), None),
        (page('<link rel="hub" href="javascript:alert(1)"/>'), None),
        (page('<link rel="hub" href="http://[bad/"/>'), None),
        (page(f'<link rel="hub" href="https://a.example/{"x" * URL_CHARS}"/>'), None),
        (page('<link rel="hub">'), None),
        (page(f'{"<link rel=self href=//b.example>" * LINKS_LIMIT}<link rel="hub" href="{HUB}">'), None),
        (page("a club without links"), None),
        (page(" " * 70_000 + ATOM), None),
    ],
)
def test_what_a_page_offers(given, offer):
    """The first hub that it names, headers before body; nothing that is not of the web."""
    assert offer == find_offer(given)


@given(st.binary(max_size=300), st.text(max_size=300))
def test_no_page_is_too_strange(body, link):
    """Whatever it holds, it offers a hub of the web or none."""
    offer = find_offer(Page(url=URL, status=200, headers={"link": link}, body=b"hub" + body, fetched_at=NOON))
    assert offer is None or offer.hub.startswith(("http://", "https://"))


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_signatures(method):
    """Of the standard's methods, over the whole body, under our secret and no other."""
    digest = hmac.new(b"secret", b"<feed/>", getattr(hashlib, method)).hexdigest()

    assert is_signed(f"{method}={digest}", "secret", b"<feed/>")
    assert is_signed(f"{method.upper()}={digest.upper()}", "secret", b"<feed/>")
    for header, secret, body in (
        (f"{method}={digest}", "other", b"<feed/>"),
        (f"{method}={digest}", "secret", b"<feed />"),
        (f"{method}={digest[:-1]}", "secret", b"<feed/>"),
        (f"md5={digest}", "secret", b"<feed/>"),
        (digest, "secret", b"<feed/>"),
        ("sha256=é", "secret", b"<feed/>"),
        (None, "secret", b"<feed/>"),
    ):
        assert not is_signed(header, secret, body)


def subscription():
    return begun("flood", OFFER, key="k", secret="s", callback="https://monitor.example.org/push/k", now=NOON)


def test_a_silent_hub_is_asked_less_and_less():
    """Every attempt waits longer for the hub to ask back, the last for a day; as late as it says itself."""
    one, waits = subscription(), []
    for _ in range(len(RETRIES) + 1):
        assert Step.SUBSCRIBE is due(one, now=one.next_at)
        at = one.next_at
        one = asked(one, now=at)
        waits.append(one.next_at - at)
    assert [*RETRIES, RETRIES[-1]] == waits
    assert due(one, now=NOON) is None
    busy = failed(one, "503", now=NOON, retry_after=timedelta(days=9))
    assert ("503", NOON + timedelta(days=9)) == (busy.reason, busy.next_at)
    assert one.next_at == failed(one, "422", now=NOON).next_at


@pytest.mark.parametrize(
    ("seconds", "lease"),
    [(3_600, timedelta(hours=1)), (None, LEASE), (0, LEASE), (1, LEASE_LEAST), (2**40, LEASE_MOST)],
)
def test_leases(seconds, lease):
    """As long as the hub says, within reason; renewed before they end, over when they are."""
    one = verified(asked(subscription(), now=NOON), seconds, now=NOON)

    assert (NOON + lease, 0) == (one.expires_at, one.attempts)
    assert NOON < one.next_at < one.expires_at
    assert holds(one, now=NOON)
    assert not holds(one, now=NOON + lease)
    refused = denied(one, "no", now=NOON)
    assert (False, NOON + AFTER_DENIAL) == (holds(refused, now=NOON), refused.next_at)


def test_a_time_that_a_clock_ahead_wrote_is_waited_for_by_nobody():
    """No lease goes on for a year: the hub is asked now, and not relied on."""
    ahead = verified(asked(subscription(), now=NOON), 86_400, now=NOON + timedelta(days=365))

    assert Step.SUBSCRIBE is due(ahead, now=NOON)
    assert not holds(ahead, now=NOON)


def test_what_a_clock_ahead_wrote_of_pushes_hides_no_miss():
    """A push that came, or news that were found, by the wrong time are forgotten when it is put right."""
    one = proved(verified(asked(subscription(), now=NOON), 86_400, now=NOON))
    year = NOON + timedelta(days=365)

    assert NOON == pulled(pushed(one, now=year), at=NOON).unpushed_at
    assert pulled(pushed(one, now=NOON + TOLD_LATE / 2), at=NOON).unpushed_at is None
    found = settled(pulled(one, at=year), now=NOON)
    assert (None, 0, 1) == (found.unpushed_at, found.missed, found.proved)


def test_leaving():
    """A hub is asked a few times to end it; one that was never asked for is forgotten."""
    assert Step.FORGET is due(leaving(subscription(), now=NOON), now=NOON)
    one = leaving(verified(asked(subscription(), now=NOON), None, now=NOON), now=NOON)
    assert not holds(one, now=NOON)
    for _ in range(FAREWELLS):
        assert Step.UNSUBSCRIBE is due(one, now=one.next_at)
        one = asked(one, now=one.next_at)
    assert Step.FORGET is due(one, now=one.next_at)


def test_trust():
    """Won by a push that was right, lost by one that did not come, won back by twice as many."""
    one = verified(asked(subscription(), now=NOON), 86_400, now=NOON)
    assert not trusted(one, now=NOON)
    one = proved(pushed(one, now=NOON))
    assert trusted(one, now=NOON)

    soon = pulled(one, at=NOON + TOLD_LATE / 2)
    assert soon.unpushed_at is None  # the push told of it
    late = NOON + 2 * TOLD_LATE
    found = pulled(pulled(one, at=late), at=late + TOLD_LATE / 2)
    assert (late, True) == (found.unpushed_at, trusted(found, now=late))
    assert found == settled(found, now=late + TOLD_LATE)
    assert pushed(found, now=late).unpushed_at is None
    missed = settled(found, now=late + 2 * TOLD_LATE)
    assert (1, 0, None, False) == (missed.missed, missed.proved, missed.unpushed_at, trusted(missed, now=late))
    assert not trusted(proved(missed), now=late)
    assert trusted(proved(proved(missed)), now=late)
    assert trusted(replace(missed, missed=99, proved=32), now=late)
