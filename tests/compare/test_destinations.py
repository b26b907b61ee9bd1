"""Addresses of one page, and of two."""

import pytest
from live_blogs import Reader, entry

from monitor.compare.destinations import destination

CIPHERED = "https://a.example/cdn-cgi/l/email-protection#"
SAME = [
    ("https://twitter.com/river/status/1773?ref_src=tw&s=20", "https://x.com/river/status/1773"),
    ("https://mobile.twitter.com/river/statuses/1773", "https://www.x.com/River/status/1773?t=9f"),
    ("http://www.a.example/report/", "https://a.example/report"),
    (f"{CIPHERED}2a4b6a48", f"{CIPHERED}03624361"),
]
OTHER = [
    ("https://x.com/river/status/1773", "https://x.com/river/status/1774"),
    ("https://a.example/report?id=1", "https://a.example/report?id=2"),
    ("https://a.example/report#1", "https://a.example/report#2"),
    ("https://a.example", "https://b.example"),
    (f"{CIPHERED}2a4b6a48", f"{CIPHERED}2a4b6a49"),
    (f"{CIPHERED}2", f"{CIPHERED}3"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_how_an_address_is_spelt_is_no_edit(one, other):
    """Who shared a post, which name its platform goes by, in which key an e-mail address is written."""
    assert destination(one) == destination(other)
    assert [] == Reader(entry(1, links=(one,))).sees(entry(1, links=(other,)))


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_a_link_that_leads_elsewhere_is_told(one, other):
    """As the addresses are that the page has."""
    change = Reader(entry(1, links=(one,))).compared(entry(1, links=(other,))).changes[0]

    assert (("links",), (("-", one), ("+", other))) == (change.edit.fields, change.edit.diff)
