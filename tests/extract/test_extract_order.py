"""Pages without dates whose oldest entries may stand first: what their readings warn of."""

import pytest
from extract_pages import NOW, page_of

from monitor.extract import extract

URL = "https://www.news.example/live/storm"
WORDS = "The crews voted by a clear margin to end the stoppage of the ferries in the old harbour."
PAGES = '<nav><a href="?page=2">2</a><a href="?page=9">9</a></nav>'
NEXT = '<a rel="next" href="?page=2">Next</a>'
TURNED = '<a href="?order=desc">Newest first</a>'
COUNTED = "the entries have no dates and their ids count upwards: if the oldest stand first, nothing new is seen here; "
TURNABLE = "the entries have no dates and the page can be had newest first: if the oldest stand first, nothing new is "


def warnings(ids, after, *, dated=False, first=None):
    """Return what a page with entries of these ids warns of."""
    time = '<time datetime="2024-12-01T07:{0:02}:00Z"></time>' if dated else ""
    entries = "".join(
        f'<article class="live-post" id="post-{id_}">{time.format(50 - place)}<h3>Report {id_}</h3>'
        f"<p>It says {id_}: {WORDS}</p></article>"
        for place, id_ in enumerate(ids)
    )
    html = f"<html><head><title>Storm live</title></head><body><main>{entries}</main>{after}</body></html>"
    snapshot = extract(page_of(html, url=URL), now=NOW, first=first)
    assert len(ids) == len(snapshot.entries)
    return snapshot.warnings


@pytest.mark.parametrize(
    ("ids", "after", "expected"),
    [
        (range(101, 106), PAGES, f"{COUNTED}watch the last page, {URL}?page=9"),
        (range(101, 106), NEXT, f"{COUNTED}watch the last of the pages that {URL}?page=2 leads to"),
        (range(101, 106), TURNED, f"{COUNTED}watch {URL}?order=desc"),
        ((107, 199, 112, 144, 103), TURNED, f"{TURNABLE}seen here; watch {URL}?order=desc"),
        (("ab", "cd", "ef", "gh"), TURNED + PAGES, f"{TURNABLE}seen here; watch {URL}?order=desc"),
    ],
)
def test_a_page_that_may_show_the_oldest_first_warns(ids, after, expected):
    """Ids that count upwards, or an order to choose, and pages that follow: it says so, and which address is better."""
    assert expected in warnings(ids, after)


@pytest.mark.parametrize(
    ("ids", "after"),
    [
        (range(105, 100, -1), PAGES),  # the newest stand first
        (range(105, 100, -1), TURNED),
        ((107, 199, 112, 144, 103), PAGES),  # numbers that say nothing
        (("ab", "cd", "ef", "gh"), PAGES),
        (range(101, 106), ""),  # all there are: what is new comes on this page
        (range(101, 106), '<a href="?page=2">Older posts</a>'),  # and so it does here
        ((101, 102), PAGES),  # by chance
    ],
)
def test_a_page_that_shows_no_sign_of_it_does_not(ids, after):
    """Without such a sign, or without further pages, nothing is said of the order."""
    assert not [said for said in warnings(ids, after) if "oldest" in said]


def test_dates_and_older_pages_are_no_doubt():
    """Dates prove the order, and of a further page of a live blog nobody asks it."""
    assert not [said for said in warnings(range(101, 106), PAGES, dated=True) if "oldest" in said]
    assert not [said for said in warnings(range(101, 106), PAGES, first=f"{URL}?page=1") if "oldest" in said]


def test_a_pinned_entry_does_not_turn_the_page_round():
    """It stands on top for another reason than its age: beside the one other date there is, it says nothing."""
    dates = ("06:50", None, None, "06:59")
    entries = "".join(
        f'<article class="live-post{" pinned" if place == 0 else ""}" id="post-{id_}">'
        + (f'<time datetime="2024-12-01T{at}:00Z"></time>' if at else "")
        + ('<span class="label">Pinned</span>' if place == 0 else "")
        + f"<h3>Report {id_}</h3><p>It says {id_}: {WORDS}</p></article>"
        for place, (id_, at) in enumerate(zip((7301, 7399, 7342, 7320), dates, strict=True))
    )
    html = f"<html><head><title>Storm live</title></head><body><main>{entries}</main></body></html>"
    snapshot = extract(page_of(html, url=URL), now=NOW)

    assert ["7301", "7399", "7342", "7320"] == [entry.id for entry in snapshot.entries]
