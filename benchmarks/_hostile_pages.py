"""Pages that are made to cost a reader much: one construct of HTML, XML, JSON or text, repeated up to a size.

Each shape is a function from a number of bytes to a body of about that many; the same bytes each time.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SEED = 20_241_107
WORDS = ("harbour", "council", "minister", "rain", "train", "said", "vote", "bridge", "late", "Ada", "Moor", "the")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A way to fill a page; `content_type` is what the server calls it."""

    fill: Callable[[int], str]
    content_type: str = "text/html"

    def body(self, size: int) -> bytes:
        """Return a body of about `size` bytes."""
        return self.fill(size).encode()


def _repeated(piece: str, *, before: str = "", after: str = "", content_type: str = "text/html") -> Shape:
    """Return the shape of one piece again and again; `{n}` in it is its number."""

    def fill(size: int) -> str:
        numbered = "{n}" in piece
        count = max(1, (size - len(before) - len(after)) // (len(piece) + (3 if numbered else 0)))
        pieces = (piece.replace("{n}", str(at)) for at in range(count)) if numbered else (piece,) * count
        return before + "".join(pieces) + after

    return Shape(fill=fill, content_type=content_type)


def _numbered(piece: Callable[[int], str], *, before: str = "", after: str = "", kind: str = "text/html") -> Shape:
    """Return the shape of pieces that are made of their number."""

    def fill(size: int) -> str:
        pieces: list[str] = []
        length = len(before) + len(after)
        while length < size:
            pieces.append(piece(len(pieces)))
            length += len(pieces[-1])
        return before + "".join(pieces) + after

    return Shape(fill=fill, content_type=kind)


def _words(count: int, seed: int) -> str:
    chosen = random.Random(SEED + seed)
    return " ".join(chosen.choices(WORDS, k=count))


def _clock(at: int) -> str:
    return f"{at // 60 % 24:02}:{at % 60:02}"


def _instant(at: int) -> str:
    return f"2024-11-07T{_clock(at)}:{at // 1440 % 60:02}Z"


def _entry(at: int) -> str:
    return (
        f'<article id="post-{10_000 + at}" class="live-post"><time datetime="{_instant(at)}">{_clock(at)}</time>'
        f"<h2>{_words(6, at)}</h2><p>{_words(20, at)}.</p></article>"
    )


def _update(at: int) -> str:
    return json.dumps(
        {"@type": "BlogPosting", "@id": f"#p{at}", "headline": _words(6, at), "datePublished": _instant(at)}
        | {"articleBody": _words(20, at)}
    )


def _record(at: int) -> str:
    return json.dumps({"id": f"r{at:06}", "publishedAt": _instant(at), "title": _words(5, at), "body": _words(20, at)})


def _state(size: int) -> str:
    records = _numbered(lambda at: _record(at) + ",").fill(size)[:-1]
    return f'<script id="__NEXT_DATA__" type="application/json">{{"props":{{"posts":[{records}]}}}}</script>'


def _nuxt(size: int) -> str:
    count = size // 12
    names = ",".join(f"a{at}" for at in range(count // 2))
    values = ",".join('"x"' for _ in range(count // 2))
    return f"<script>window.__NUXT__=(function({names}){{return {{data:[a0,a1]}}}}({values}));</script>"


def _nested_json(size: int) -> str:
    return '{"a":' * (size // 12) + "1" + "}" * (size // 12)


def _item(at: int) -> str:
    return (
        f"<item><guid>g{at}</guid><title>{_words(5, at)}</title><pubDate>Thu, 07 Nov 2024 {_clock(at)}:00 GMT</pubDate>"
        f"<description>{_words(20, at)}</description></item>"
    )


def _atom_entry(at: int) -> str:
    return f"<entry><id>e{at}</id><updated>{_instant(at)}</updated><title>{_words(5, at)}</title></entry>"


def _microdata(at: int) -> str:
    return (
        f'<div itemprop="liveBlogUpdate" itemscope itemtype="http://schema.org/BlogPosting" id="u{at}">'
        f'<meta itemprop="datePublished" content="{_instant(at)}"><h2 itemprop="headline">{_words(5, at)}</h2>'
        f'<p itemprop="articleBody">{_words(15, at)}</p></div>'
    )


_DATES = (
    *(
        "am {day}. November 2024 um {clock} Uhr",
        "le {day} novembre 2024 à {clock}",
        "{day} de noviembre de 2024, {clock}",
    ),
    *(
        "{day} ноября 2024, {clock}",
        "2024年11月{day}日 {clock}",
        "{day} نوفمبر 2024 {clock}",
        "{day} listopada 2024, {clock}",
    ),
    *("{day} พฤศจิกายน 2567 {clock}", "ngày {day} tháng 11 năm 2024 {clock}", "{day} नवंबर 2024 {clock}"),
)


def _almost_date(at: int) -> str:
    return f"<span>{_DATES[at % len(_DATES)].format(day=at % 28 + 1, clock=_clock(at))} {at}</span>"


def _thread(at: int) -> str:
    replies = (
        f'<article class="live-post"><time datetime="{_instant(at + n)}">{_clock(at + n)}</time>'
        f"<p>{_words(9, n)}</p></article>"
        for n in range(200)
    )
    return f"{_entry(at).removesuffix('</article>')}{''.join(replies)}</article>"


def _wrapped(before: str, after: str, size: int) -> str:
    """Return four entries of many short paragraphs in what stands around them."""
    paragraphs = "".join(f"<p>{_words(9, at)}</p>" for at in range(size // 260))
    inside = f"{before}{paragraphs}{after}"
    entries = (
        f'<article id="post-{10_000 + at}" class="live-post"><time datetime="{_instant(at)}"></time>{inside}</article>'
        for at in range(4)
    )
    return "<h1>Live</h1>" + "".join(entries)


def _ld_block(content: str) -> str:
    return f'<script type="application/ld+json">{content}</script>'


SHAPES: Mapping[str, Shape] = {
    # what a live blog is made of, in masses
    "entries": _numbered(_entry, before="<h1>Live</h1>"),
    "entries in entries": _numbered(_thread, before="<h1>Live</h1>"),
    "entries in deep elements": Shape(fill=lambda size: _wrapped("<div>" * 480, "</div>" * 480, size)),
    "entries in long classes": Shape(fill=lambda size: _wrapped(f'<div class="{"x" * (size // 8)}">', "</div>", size)),
    "entries in JSON-LD": _numbered(
        lambda at: ("," if at else "") + _update(at),
        before='<script type="application/ld+json">{"@type":"LiveBlogPosting","liveBlogUpdate":[',
        after="]}</script>",
    ),
    "entries in microdata": _numbered(
        _microdata, before='<div itemscope itemtype="http://schema.org/LiveBlogPosting">'
    ),
    "entries in AMP": _numbered(
        lambda at: f'<div id="p{at}" data-sort-time="{1_730_980_000 + at}"><p>{_words(12, at)}</p></div>',
        before="<amp-live-list><div items>",
    ),
    "entries in state": Shape(fill=_state),
    "entries without containers": _numbered(lambda at: f"<p>{_clock(at)} Ada Moor</p><p>{_words(20, at)}.</p>"),
    "entries in text": _numbered(lambda at: f"Ada Moor {_clock(at)}\n{_words(20, at)}.\n\n", kind="text/plain"),
    "records in JSON": _numbered(
        lambda at: ("," if at else "") + _record(at), before='{"posts":[', after="]}", kind="application/json"
    ),
    "items in RSS": _numbered(_item, before="<rss><channel>", after="</channel></rss>", kind="application/rss+xml"),
    "entries in Atom": _numbered(
        _atom_entry, before='<feed xmlns="http://www.w3.org/2005/Atom">', after="</feed>", kind="application/atom+xml"
    ),
    # trees
    "nested divs": _repeated("<div>"),
    "nested to the limit": _repeated("<div>" * 400 + "x" + "</div>" * 400),
    "nested formatting": _repeated("<b><i>"),
    "nested names": _repeated(
        '<section class="live-item"><div class="head"><span class="said">Ada Moor</span>',
        before="".join(map(_entry, range(8))).removesuffix("</article>"),
    ),
    "nested tables": _repeated("<table><tr><td>"),
    "nested quotations": _repeated("<blockquote><time>12:01</time>" * 100 + "</blockquote>" * 100),
    "siblings": _repeated("<p>x</p>"),
    "empty elements": _repeated("<i></i>"),
    "breaks": _repeated("x<br>"),
    "list items": _repeated("<li class='item-{n}'>x</li>"),
    "headings": _repeated("<h2 class='title'>Rain {n}</h2>"),
    "labels": _repeated("<a>Share</a>"),
    "frames": _repeated('<iframe src="https://news.example/{n}"></iframe>'),
    "paged links": _repeated('<a href="?page={n}">older</a>'),
    "metas": _repeated('<meta name="m{n}" content="12:01">'),
    "metas that never end": _repeated("<meta ", before='<meta property="og:title" content="'),
    "bylines in one another": _repeated("<div>Ada Moor 12:01"),
    "comments": _repeated("<!-- x -->"),
    "open comments": _repeated("<!--"),
    "declarations": _repeated("<!a>"),
    # times
    "times": _numbered(lambda at: f'<li><time datetime="{_instant(at)}">{_clock(at)}</time></li>'),
    "times in one line": _numbered(lambda at: f"<span>{_clock(at)}</span> "),
    "almost times": _numbered(lambda at: f"<span>{at % 99} over: Ada {at % 7}, Moor {at % 9} 12</span>"),
    "long dates": _numbered(lambda at: f"<span>on the {at % 28 + 1} of November 2024 at {_clock(at)} or so</span>"),
    "almost dates in many languages": _numbered(_almost_date),
    "groups of two": _numbered(
        lambda at: (
            f'<div class="c{at}"><p class="d{at}"><time>{_clock(at)}</time> {_words(9, at)}</p>'
            f'<p class="d{at}"><time>{_clock(at + 1)}</time> {_words(9, at)}</p></div>'
        )
    ),
    "bylines": _numbered(lambda at: f"<p>Ada Moor {at % 28 + 1} November 2024 {_clock(at)}</p>"),
    # attributes and text
    "one attribute": _repeated("a", before='<div title="', after='">x</div>'),
    "attributes in one tag": _repeated(" a{n}=1", before="<div", after=">"),
    "attributes in each tag": _repeated("<p " + " ".join(f'data-a{at}="{at}"' for at in range(30)) + ">x</p>"),
    "classes in each tag": _repeated('<p class="' + "time-date author title " * 20 + '">x</p>'),
    "one line": _repeated("rain and wind ", before="<p>", after="</p>"),
    "one line of text": _repeated("rain and wind ", content_type="text/plain"),
    "one word": _repeated("x", before="<p>", after="</p>"),
    "references": _repeated("&amp;", before="<p>", after="</p>"),
    "digits": _repeated("12:01 ", before="<p>", after="</p>"),
    "broken lines": _repeated("rain and wind " * 5 + "[\n", before="Rain\n\n", content_type="text/plain"),
    "marks of Markdown": _repeated("> * **[a](b *_", before="Rain\n\n", content_type="text/plain"),
    "marks on one letter": _repeated("\u0301\u0323", before="Rain\n\na", content_type="text/plain"),
    "quotes": _repeated("<p a='>\">", before="<div>"),
    "one class": _repeated("'a ", before='<p class="', after='">x</p>'),
    "opening signs": _repeated("<"),
    # scripts
    "scripts that never end": _repeated("<script "),
    "one script": _repeated("var a=1;", before="<script>", after="</script>"),
    "one string": _repeated("rain ", before='<script>window.__STATE__="', after='"</script>'),
    "scripts": _repeated("<script>var a={n}</script>"),
    "JSON-LD blocks": _repeated(_ld_block('{"@type":"Thing","name":"x{n}"}')),
    "live blogs in JSON-LD": _repeated(_ld_block('{"@type":"LiveBlogPosting","liveBlogUpdate":[]}')),
    "broken JSON-LD": _repeated(_ld_block('{"@type":"LiveBlogPosting","liveBlogUpdate":[{"a":')),
    "quotes in JSON-LD": Shape(
        fill=lambda size: _ld_block('{"@type":"LiveBlogPosting","headline":"' + '" , "' * (size // 5) + '"}')
    ),
    "open JSON-LD": _repeated('<script type="application/ld+json">LiveBlogPosting'),
    "states": _repeated('<script>window.s{n}={"a":{"time":"2024-11-07","b":[1,2,{"c":null}]}}</script>'),
    "arguments of Nuxt": Shape(fill=_nuxt),
    "a call of Nuxt that never ends": _repeated(
        '\\"', before="<script>window.__NUXT__=(function(a){return {a:", after="}}(1))</script>"
    ),
    # JSON and XML
    "nested JSON": Shape(fill=_nested_json, content_type="application/json"),
    "brackets": _repeated("[", content_type="application/json"),
    "numbers in JSON": _repeated("1,", before="[", after="1]", content_type="application/json"),
    "lists in JSON": _repeated('[{"id":1}],', before="[", after="[]]", content_type="application/json"),
    "escapes in JSON": _repeated("\\u00e4", before='{"id":"', after='"}', content_type="application/json"),
    "signs in JSON": _repeated(
        "<&",
        before=f'{{"posts":[{{"id":1,"date":"{_instant(1)}","body":"',
        after='"}]}',
        content_type="application/json",
    ),
    "JSON that never ends": _repeated('\\"', before='{"id":"', after="\\", content_type="application/json"),
    "nested XML": _repeated("<a>", before="<rss>", content_type="application/xml"),
    "elements in XML": _repeated("<item/>", before="<rss><channel>", content_type="application/xml"),
    "entities in XML": _repeated("&nbsp;", before="<rss><channel><title>", content_type="application/xml"),
}
