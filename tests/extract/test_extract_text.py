"""Plain text: normal form, character references, and the words of HTML."""

from __future__ import annotations

import itertools
import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from monitor.extract.words.markup import MAX_HTML_CHARS, MAX_LINKS, plain_text, read_body, read_html
from monitor.extract.words.remembered import LONGEST, remembered
from monitor.extract.words.text import MAX_MARKS, MAX_TEXT_CHARS, normal_text, one_line, storable, unescaped

BASE = "https://news.example/live"


@given(st.text())
def test_normalising_twice_is_normalising_once(value: str):
    """Normal text is its own normal text, in NFC, without blank lines and edge blanks."""
    once = normal_text(value)

    assert once == normal_text(once)
    assert once == unicodedata.normalize("NFC", once)
    assert all(line == line.strip() != "" for line in once.split("\n") if once)


_LETTERS = st.sampled_from(["a", "ṩ", "ж", " ", "\u0344", "\u0f73", "\u0301", "\u0323"])
_MARKED = st.lists(st.tuples(_LETTERS, st.integers(1, 70)), max_size=8).map(
    lambda pieces: "".join(piece * count for piece, count in pieces)
)


@given(_MARKED)
def test_no_letter_has_more_marks_than_can_be_sorted_in_time(value: str):
    """A page's marks are parted by joiners, and are all there; real words stay as they are."""
    once = normal_text(value)
    rows = itertools.groupby(unicodedata.normalize("NFD", once), lambda char: unicodedata.combining(char) > 0)

    assert once == normal_text(once)
    assert all(len(list(row)) <= MAX_MARKS + 3 for marked, row in rows if marked)
    whole, kept = ("".join(unicodedata.normalize("NFD", text).split()) for text in (value, once))
    assert sorted(whole) == sorted(kept.replace("\u034f", ""))
    assert "\u034f" in once or normal_text(value) == " ".join(unicodedata.normalize("NFC", value).split())


_PIECES = st.sampled_from(
    [
        "Rain",
        "’",
        "é",
        "雨",
        " ",
        "  ",
        "\n",
        " \n",
        "\u00a0",
        "\x85",
        "\x92",
        "e\u0301",
        "\u00ad",
        "\u2028",
        "\x0b",
        "\ud800",
    ]
)


@given(st.lists(_PIECES, max_size=12))
def test_a_long_text_is_normal_as_its_paragraphs_are(pieces: list[str]):
    """How long a text is makes no difference to what becomes of its words."""
    value = "".join(pieces)
    long = "\n".join([value, *["Rain and wind."] * 20])

    assert "\n".join(filter(None, [normal_text(value), *["Rain and wind."] * 20])) == normal_text(long)


_TAGS = st.sampled_from(
    [
        *("<p>", "</p>", "<br />", "<b>", "</b >", '<a href="/x" rel="y">', "</a>", "<img src='/p'>", "<P>", "w", ">"),
        *(
            "<script>",
            "</script>",
            "<!--",
            "-->",
            '<p title="a>b">',
            "a <b",
            '<a b="c"d="/e">',
            '<x-y a="1"/>',
            "5 < 6",
        ),
    ]
)


@given(st.lists(_TAGS))
def test_how_one_tag_is_written_changes_no_other(pieces: list[str]):
    """Tags of the plain sort, told apart in one pass, are those that a look at each finds."""
    html = " ".join(pieces)
    assume("<!--" not in html and "<script" not in html)
    one_by_one, plain = read_html(f"{html}<!-- -->", BASE), read_html(html, BASE)

    assert (one_by_one.text, one_by_one.links, one_by_one.images) == (plain.text, plain.links, plain.images)


@given(st.text(alphabet="<>&;/ \n\t'\"=abp!-ltgm#38xé\u00a0\u0301"))
def test_the_text_of_any_body_is_normal(value: str):
    """Whatever a body is made of, its text is normal text."""
    text = read_body(value, BASE).text

    assert text == normal_text(text)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("  two\u00a0 blanks\t", "two blanks"),
        ("one\r\n\r\n \n two", "one\ntwo"),
        ("cafe\u0301", "caf\u00e9"),
        ("in\u00advis\u200bi\ufeffble\x00", "invisible"),
        ("half \ud83d pair", "half pair"),
        ("family \U0001f468\u200d\U0001f469", "family \U0001f468\u200d\U0001f469"),
        ("", ""),
    ],
)
def test_normal_text(value: str, expected: str):
    """Whitespace, invisible characters and the Unicode form make no difference; what has meaning stays."""
    assert expected == normal_text(value)


def test_one_line():
    """A headline has no paragraphs."""
    assert "Storm hits coast" == one_line("Storm\nhits  coast\n")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("&quot;It&#39;s&#x27;&amp;quot;", "\"It's'\""),
        ("?a=1&copy=2 R&D", "?a=1&copy=2 R&D"),
        ("&unknown; &amp;amp;amp;", "&unknown; &amp;"),
    ],
)
def test_unescaped(value: str, expected: str):
    """References are resolved twice, and only those that are written in full."""
    assert expected == unescaped(value)


@pytest.mark.parametrize(
    ("value", "expected"), [("a\x00b", "ab"), ("é\ud800", "é?"), ("plain", "plain"), ("naïve", "naïve")]
)
def test_storable(value: str, expected: str):
    """What a database refuses is taken out."""
    assert expected == storable(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("<p>One</p><p>Two\n lines</p>", "One\nTwo lines"),
        ("a<br>b<BR/>c", "a\nb\nc"),
        ("<table><tr><td>Home</td><td>2</td></tr><tr><td>Away</td><td>1</td></tr></table>", "Home 2\nAway 1"),
        ("<b>12</b>0 dead<script>track('<p>')</script><!-- <p>no</p> -->!", "120 dead!"),
        ("<style>p{}</style><svg><title>x</title></svg>seen", "seen"),
        ("<p title='a>b'>kept</p>", "kept"),
        ("<p it's>kept</p><p>'too'</p>", "kept\n'too'"),
        ('cut off <a href="https://x.example', "cut off"),
        ("cut off <!-- in a comment", "cut off"),
        ("odds 5 < 6, <3 and a <b", "odds 5 < 6, <3 and a <b"),
        ("<!DOCTYPE html><p>a</p>", "a"),
        ("&lt;p&gt;escaped&lt;/p&gt;&lt;p&gt;twice&lt;/p&gt;", "escaped\ntwice"),
        ("<p>the &lt;b&gt; tag</p>", "the <b> tag"),
        ("<p>AT&ampT &copy 2024</p>", "AT&T © 2024"),
        ("<p>&amp;#8217;</p>", "’"),
    ],
)
def test_the_words_of_markup(value: str, expected: str):
    """HTML gives the words that a reader sees, block by block; what only looks like a tag is words."""
    assert expected == plain_text(value)


def test_links_and_pictures():
    """Links, embeds and pictures are absolute, clean, in order and each once; anchors and data: are left out."""
    body = read_html(
        """<a href="/a?utm_source=x&amp;b=1">a</a><a href=/a?b=1>again</a><a href="#top">up</a><a name="x">no</a>
        <a href="javascript:alert(1)">no</a><iframe src='https://video.example/embed/7'></iframe>
        <img src="data:image/gif;base64,R0" data-src="/lazy.jpg"><img srcset="/s.jpg 1x, /l.jpg 2x">
        <amp-img src=//i.example/b.png>""",
        BASE,
    )

    assert ("https://news.example/a?b=1", "https://video.example/embed/7") == body.links
    assert ("https://news.example/lazy.jpg", "https://news.example/s.jpg", "https://i.example/b.png") == body.images
    assert "aagainupno no" == body.text


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ('<img src="/blank.gif" data-src="/quay.jpg">', ("quay",)),
        (
            '<img src="/grey.png" data-lazy-src="/quay.jpg"><img data-original="/pier.jpg" src="/x.gif">',
            ("quay", "pier"),
        ),
        ('<img src="data:image/gif;base64,R0"><noscript><img src="/quay.jpg"></noscript>', ("quay",)),
        (
            '<img src="data:,">\n<noscript><p><IMG src="/quay.jpg"/></p></noscript><img src="/pier.jpg">',
            ("quay", "pier"),
        ),
        ('<img src="/quay.jpg"><noscript><img src="/px.gif"></noscript>', ("quay",)),
        ('<p>No picture.</p><noscript><img src="/px.gif"></noscript>', ()),
        ('<img src="data:,"><noscript>Enable scripts.</noscript>', ()),
    ],
)
def test_a_picture_that_a_script_puts_there_is_the_entry_s(markup: str, shown: tuple[str, ...]):
    """In place of a blank one, or of nothing; what else is there for those without scripts counts them."""
    assert tuple(f"https://news.example/{name}.jpg" for name in shown) == read_html(markup, BASE).images


@pytest.mark.parametrize(
    ("image", "kept"),
    [
        ('<img class="author-avatar" src="/ab.jpg">', False),
        ('<img class="round avatar--small" src="/ab.jpg">', False),
        ('<img src="https://secure.gravatar.com/avatar/9f?s=48&d=mm">', False),
        ('<img src="/users/avatars/9f.jpg">', False),
        ('<img class="photo" src="/film/avatar-premiere.jpg" alt="Avatar">', True),
    ],
)
def test_who_wrote_it_is_no_picture_of_the_entry_s(image: str, *, kept: bool):
    """One server has it and another has letters in its place; a film of that name is what the entry shows."""
    assert kept == bool(read_html(image, BASE).images)


def test_the_sources_of_a_picture_are_no_links():
    """The same picture in other sizes leads nowhere, under addresses that are signed anew; a video's source does."""
    body = read_html('<picture><source srcset="/p.webp?s=81"><img src="/p.jpg"></picture><source src="/v.mp4">', BASE)

    assert ("https://news.example/v.mp4",) == body.links
    assert ("https://news.example/p.jpg",) == body.images


def test_a_body_has_limits():
    """Text, markup and links of one entry are cut at their limits."""
    many = read_html("".join(f"<a href='/{at}'>x</a>" for at in range(MAX_LINKS + 5)), BASE)
    long = read_body("x" * (MAX_HTML_CHARS + 5), BASE)
    long_html = read_body("<p>" + "x" * MAX_HTML_CHARS, BASE)

    assert MAX_LINKS == len(many.links)
    assert (MAX_TEXT_CHARS, None) == (len(long.text), long.html)
    assert (MAX_TEXT_CHARS, MAX_HTML_CHARS) == (len(long_html.text), len(long_html.html or ""))


def test_plain_words_are_no_markup():
    """A body without tags has no html; one with tags keeps the publisher's."""
    assert (None, "<p>a</p>") == (read_body("a &amp; b", BASE).html, read_body(" <p>a</p> ", BASE).html)


def test_what_is_long_is_asked_anew():
    """Answers about short words are remembered, within a limit; those about long ones are not kept."""
    asked: list[str] = []

    @remembered(2)
    def length(words: str) -> int:
        asked.append(words)
        return len(words)

    long = "x" * (LONGEST + 1)
    assert [1, 1, LONGEST + 1, LONGEST + 1] == [length(words) for words in ("a", "a", long, long)]
    assert ["a", long, long] == asked
    assert [1, 1, 1] == [length(words) for words in ("b", "c", "a")]
    assert ["a", long, long, "b", "c", "a"] == asked
