"""Posts that are quoted in one reading of an entry and framed in the other."""

import pytest
from live_blogs import Reader, entry

from monitor.compare.edits import changed_fields, same_content

FRAME = "https://platform.twitter.com/embed/Tweet.html?dnt=true&id={}"
POST = "https://twitter.com/{}/status/{}"


def quoting(*posts, text="The water falls.\n{}\nMore at ten.", links=()):
    """Return an entry with the posts (name, number, words) quoted in its words."""
    words = "\n".join(f"{said}\n\u2014 Somebody (@{name}) March 14" for name, _, said in posts)
    return entry(1, text=text.format(words), links=(*(POST.format(name, number) for name, number, _ in posts), *links))


def framing(*numbers, text="The water falls.\nMore at ten.", links=()):
    return entry(1, text=text, links=(*map(FRAME.format, numbers), *links))


RIVER = ("river", 1773, "The bridge is open again.\nTake care!")
MAYOR = ("Mayor", 1801, "Thank you all. https://t.co/ab")


def test_a_post_that_is_framed_was_not_edited():
    """Nor is one that is quoted again; with all that it links itself, in any case of its name."""
    own = ("https://t.co/ab", "https://x.com/hashtag/flood", "https://pic.twitter.com/c")
    for quoted, framed in (
        (quoting(RIVER), framing(1773)),
        (quoting(RIVER, MAYOR, links=own), framing(1773, 1801)),
        (quoting(("river", 9, "A"), text="{}"), framing(9, text="")),
        (quoting(RIVER, links=("https://a.example/",)), framing(1773, links=("https://a.example/",))),
    ):
        assert same_content(quoted, framed)
        assert same_content(framed, quoted)


@pytest.mark.parametrize(
    ("framed", "fields"),
    [
        (framing(1774), ("text", "links")),
        (framing(1773, text="The water rises.\nMore at ten."), ("text",)),
        (framing(1773, text="The water falls."), ("text",)),
        (framing(1773, text="The water falls.\nMore at ten.\nAnd more."), ("text",)),
        (framing(1773, links=("https://a.example/",)), ("links",)),
        (framing(1773, 1801), ("links",)),
        (framing(), ("text", "links")),
        (quoting(("river", 1773, "The bridge is shut again.")), ("text",)),
    ],
    ids=["another", "words", "the end", "more words", "a link", "one more", "gone", "quoted otherwise"],
)
def test_all_else_is_an_edit(framed, fields):
    """Another post, other words around it, another link."""
    assert fields == changed_fields(quoting(RIVER), framed)


def test_a_signature_of_somebody_else_is_words():
    """What goes must be the post that the frame has."""
    quoted = quoting(RIVER, text="The water falls.\nNo.\n\u2014 Tom (@tom) March 14\nYes.\n{}\nMore at ten.")

    assert ("text",) == changed_fields(quoted, framing(1773, text="The water falls.\nYes.\nMore at ten."))


def test_receivers_are_told_nothing_of_it():
    """And of the next edit they are told as ever."""
    reader = Reader(quoting(RIVER), entry(0))

    assert [] == reader.sees(framing(1773), entry(0))
    assert [("entry.updated", "e1")] == reader.sees(framing(1773, text="The water rises."), entry(0))
