"""Addresses are absolute, web, and say nothing of where the reader came from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.extract.words.urls import MAX_URL_CHARS, clean_url, page_key

BASE = "https://news.example/live/page.html"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("https://news.example/a#post-1", "https://news.example/a#post-1"),
        (" /a?utm_source=x&id=7&fbclid=y&at_medium=z ", "https://news.example/a?id=7"),
        ("//cdn.example/i.jpg?w=1&gclid=2", "https://cdn.example/i.jpg?w=1"),
        ("?page=2#xtor=RSS-1", "https://news.example/live/page.html?page=2"),
        ("#t=12", "https://news.example/live/page.html#t=12"),
        ("https://news.example/a b\n<c>", "https://news.example/a%20b%3Cc%3E"),
        ("https://news.example/?category=1&cat=2", "https://news.example/?category=1&cat=2"),
        ("HTTPS://news.example/x?a=1", "https://news.example/x?a=1"),
        ("https://[::1]/x?a=1", "https://[::1]/x?a=1"),
        ("https://[::1/x", None),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("mailto:a@b.example", None),
        ("http://?x", None),
        ("", None),
        ("https://x.example/" + "a" * MAX_URL_CHARS, None),
    ],
)
def test_clean_url(value: str, expected: str | None):
    """Tracking goes, meaning stays, and what is no web address is none."""
    assert expected == clean_url(value, BASE)


@given(st.text(max_size=60))
def test_cleaning_twice_is_cleaning_once(value: str):
    """A clean address is clean, and always http or https."""
    once = clean_url(value, BASE)

    assert once is None or (once.startswith(("http://", "https://")) and once == clean_url(once, BASE))


@given(
    st.lists(
        st.sampled_from(["utm_source=x", "id=7", "CID", "a", "cmp=", "cidade=1", "", "x=?", "fbclid=y"]), max_size=6
    )
)
def test_a_query_loses_what_tracks_and_nothing_else(pairs: list[str]):
    """A plain address is cleaned as one that has to be taken apart."""
    plain = f"https://news.example/a?{'&'.join(pairs)}"
    assert clean_url(plain.replace("https", "HTTPS"), BASE) == clean_url(plain, BASE)


def test_one_page_has_one_key():
    """Scheme, "www.", closing slash, query and fragment do not make another page; case of the path does."""
    assert page_key("https://WWW.News.example/Live/") == page_key("http://news.example/Live?page=2#x")
    assert page_key("https://news.example/Live") != page_key("https://news.example/live")
