"""Addresses of one picture, and of two."""

import pytest
from live_blogs import Reader, entry

from monitor.compare.edits import describe
from monitor.compare.pictures import picture

SAME = [
    (
        "https://ichef.example.org/news/480/cpsprodpb/a1/flood.jpg",
        "https://ichef.example.org/news/976/cpsprodpb/a1/flood.jpg",
    ),
    ("https://i1.example.org/a/flood.jpg", "https://i24.example.org/a/flood.jpg?s=9f&expires=1"),
    (
        "https://c.example.org/c_fill,w_320,q_auto/v1/a/flood.jpg",
        "https://c.example.org/c_fill,w_640,q_80/v1/a/flood.jpg",
    ),
    ("https://c.example.org/w_320/a/flood.jpg", "https://c.example.org/a/flood.jpg"),
    ("https://a.example/cdn-cgi/image/width=80,quality=75/f.jpg", "https://a.example/cdn-cgi/image/width=640/f.jpg"),
    ("https://t.example/600x0:fit-in/a/f.jpg", "https://t.example/640x360/filters:quality(80)/a/f.webp"),
    ("https://a.example/uploads/flood-1024x576.jpg", "https://a.example/uploads/flood-300x169.jpg"),
    ("https://a.example/flood@2x.PNG", "//a.example/flood.png"),
    (
        "https://a.example/_next/image?url=%2Fm%2Ff.jpg&w=640&q=75",
        "https://a.example/_next/image?w=1200&url=%2Fm%2Ff.jpg",
    ),
    (
        "https://r.example/?src=https://a.example/m/f.jpg",
        "https://r.example/?src=https%3A%2F%2Fa.example%2Fm%2Ff.webp%3Fv=2",
    ),
    (
        "https://t.example/qg1Jx0eEYhbTgPkT_4HdOtS0oZc=/fit-in/320x180/m/f.jpg",
        "https://t.example/8sPzA2-J7nQbWv1LkXmR5uYc3Da=/640x360/smart/m/f.jpg",
    ),
    ("https://i0.wp.com/a.example/m/f.jpg?ssl=1", "https://a.example/m/f.jpg"),
    ("https://a-example.cdn.example.org/i/s/a.example/m/f.jpg", "https://a.example/m/f.webp"),
    (
        "https://d1.example.net/eyJidWNrZXQiOiJ4Iiwia2V5IjoibS9mLmpwZyIsInciOjY0MH0",
        "https://d1.example.net/eyJidWNrZXQiOiJ4Iiwia2V5IjoibS9mLmpwZyIsInciOjMyMDAwfQ==",
    ),
    ("https://a.example/media/ts-1732000000/f.jpg", "https://a.example/media/ts-1732000060/f.jpg"),
]
OTHER = [
    ("https://a.example/2026/03/flood.jpg", "https://a.example/2025/03/flood.jpg"),
    ("https://a.example/a/1.jpg", "https://a.example/a/2.jpg"),
    ("https://a.example/12/1.jpg", "https://a.example/13/1.jpg"),
    ("https://a.example/my_photos/1.jpg", "https://a.example/your_photos/1.jpg"),
    ("https://a.example", "https://b.example"),
    ("https://a.example/.jpg", "https://a.example/.png"),
    ("https://a.example/_next/image?url=%2Fm%2Ff.jpg&w=640", "https://a.example/_next/image?url=%2Fm%2Fg.jpg&w=640"),
    ("https://a.example/f.jpg?url=/live/1", "https://a.example/g.jpg?url=/live/1"),
    ("https://a.example/show/f?src=web", "https://a.example/show/g?src=web"),
    ("https://i0.wp.com/a.example/m/f.jpg", "https://i0.wp.com/b.example/m/f.jpg"),
    ("https://a.example/f.jpg/g.jpg", "https://a.example/h.jpg/g.jpg"),
    (
        "https://d1.example.net/eyJidWNrZXQiOiJ4Iiwia2V5IjoibS9mLmpwZyIsInciOjY0MH0",
        "https://d1.example.net/eyJidWNrZXQiOiJ4Iiwia2V5IjoibS9nLmpwZyIsInciOjY0MH0",
    ),
    ("https://d1.example.net/eyJ4eHh4eHh4eHh4eHh4", "https://d1.example.net/eyJ4eHh4eHh4eHh4eHh5"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_sizes_servers_and_signatures_are_no_other_picture(one, other):
    """Whichever way a picture is asked for."""
    assert picture(one) == picture(other)
    reader = Reader(entry(1, images=(one,)))
    assert [] == reader.sees(entry(1, images=(other,)))


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_other_pictures_are_told_from_each_other(one, other):
    """By anything else in their address."""
    assert picture(one) != picture(other)


def test_a_change_of_pictures_names_their_addresses():
    """As they are, without what they were asked for with."""
    before, after = (entry(1, images=(f"https://i1.example.org/480/{name}.jpg?w=1",)) for name in ("a", "b"))

    edit = describe(before, after)

    assert (("-", "https://i1.example.org/480/a.jpg"), ("+", "https://i1.example.org/480/b.jpg")) == edit.diff
