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
    ("https://a.example/report?sid=9f2c", "https://a.example/report"),
    ("https://a.example/report/?id=5&PHPSESSID=9f2c&_=17", "https://a.example/report/?id=5&token=4e"),
    ("https://a.example/report?id=5&nonce=a#2", "https://a.example/report?id=5#2"),
    ("https://a.example/report;jsessionid=4F.node1?id=5", "https://a.example/report?id=5"),
    ("https://f.example/r.pdf?X-Amz-Date=2026&X-Amz-Signature=9f", "https://f.example/r.pdf?X-Amz-Date=2027&Expires=1"),
    ("https://a.example/report?itid=lk_4&pos=3", "https://a.example/report?itid=lk_5&pos=4"),
    ("https://out.example/l.php?u=https%3A%2F%2Fa.example%2Freport&h=AT9f", "https://a.example/report"),
    ("https://www.youtube.com/watch?v=aQ3_x-9&t=9", "https://www.youtube-nocookie.com/embed/aQ3_x-9?rel=0"),
    ("https://youtu.be/aQ3_x-9", "https://m.youtube.com/shorts/aQ3_x-9"),
    ("https://player.vimeo.com/video/176543", "https://vimeo.com/176543"),
    ("https://www.instagram.com/p/C4xy_z/embed/captioned/", "https://instagram.com/p/C4xy_z/?igsh=1"),
]
OTHER = [
    ("https://x.com/river/status/1773", "https://x.com/river/status/1774"),
    ("https://a.example/report?id=1", "https://a.example/report?id=2"),
    ("https://a.example/report#1", "https://a.example/report#2"),
    ("https://a.example", "https://b.example"),
    ("https://a.example/report?id=5&sid=1", "https://a.example/report?id=6&sid=1"),
    ("https://a.example/report?side=1", "https://a.example/report?side=2"),
    ("https://a.example/agenda?session=mon", "https://a.example/agenda?session=tue"),
    ("https://out.example/l?u=https%3A%2F%2Fa.example", "https://out.example/l?u=https%3A%2F%2Fb.example"),
    ("https://youtu.be/aQ3_x-9", "https://youtu.be/aQ3_x-8"),
    ("https://vimeo.com/channels", "https://vimeo.com/staffpicks"),
    ("https://www.instagram.com/p/C4xy_z/", "https://www.instagram.com/p/C4xy_y/"),
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
