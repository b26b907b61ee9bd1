"""A document knows what it is, in which charset, and parses each form of itself safely."""

from __future__ import annotations

import codecs
from datetime import timedelta
from time import process_time

import pytest
from extract_pages import NOW, page_of

from monitor.errors import NotALiveBlog
from monitor.extract import extract
from monitor.extract.page.document import Document, Kind
from monitor.extract.page.tangles import FEW_TAGS
from monitor.extract.tables.charsets import CODECS, ONE_BYTE


def document(body: str | bytes, content_type: str = "text/html") -> Document:
    return Document(page_of(body, content_type=content_type), now=NOW)


LONG = f"<p>{'x' * 70_000}Ü"


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        ("<html>", "text/html", Kind.HTML),
        ('<?xml version="1.0"?><!DOCTYPE html><html>', "application/xhtml+xml", Kind.HTML),
        ('<?xml version="1.0"?><!-- feed --><rss>', "text/html", Kind.XML),
        ("<a:feed xmlns:a='x'>", "text/plain", Kind.XML),
        ("<rdf:RDF>", "", Kind.XML),
        ("\ufeff<rss>", "", Kind.XML),
        ("<rss>".encode("utf-16"), "", Kind.XML),
        ("<rss>".encode("utf-16-be"), "text/xml; charset=utf-16be", Kind.XML),
        ("<?", "text/html", Kind.HTML),
        ("<?xml version='1.0'?><ticker>", "text/plain", Kind.XML),
        ("<ArrayOfPost>", "application/xml", Kind.XML),
        ("<ticker>", "text/html", Kind.HTML),
        ("<?xml version='1.0'?><div>", "text/xml", Kind.HTML),
        ("<?xml version='1.0'?><svg:svg>", "image/svg+xml", Kind.HTML),
        ("<", "text/xml", Kind.HTML),
        ("a,b,c", "text/csv", Kind.CSV),
        ("a\tb", "text/tab-separated-values", Kind.CSV),
        ("a,b", "application/csv", Kind.CSV),
        (' {"a": 1}', "text/html", Kind.JSON),
        ("[1]", "text/plain", Kind.JSON),
        ("{&quot;a", "application/json", Kind.JSON),
        ("[1, 2]", "text/plain", Kind.JSON),
        ("[LIVE] now", "text/plain", Kind.TEXT),
        ("[18:50] Pilots return", "text/plain", Kind.TEXT),
        ("[18.50] Pilots return", "text/plain", Kind.TEXT),
        ("[2026-11-29 18:50] Pilots return", "text/plain", Kind.TEXT),
        ("words", "", Kind.TEXT),
        ("words", "text/html", Kind.TEXT),
        ("%PDF-1.7", "", Kind.OTHER),
        ("words\x00", "text/plain", Kind.OTHER),
        ("words", "image/png", Kind.OTHER),
        ("words", "application/pdf", Kind.OTHER),
    ],
)
def test_kind(body: str | bytes, content_type: str, expected: Kind):
    """The first bytes decide; the Content-Type only where they leave it open, for servers lie."""
    assert expected is document(body, content_type).kind


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        ("Ü".encode(), "text/html", "Ü"),
        (codecs.BOM_UTF8 + "Ü".encode(), "text/html; charset=iso-8859-1", "Ü"),
        ("Ü".encode("utf-16"), "text/html", "Ü"),
        (b"\x93\xdc\x94", "text/html; charset=ISO-8859-1", "“Ü”"),
        ("<meta charset='windows-1251'>Я".encode("cp1251"), "text/html", "<meta charset='windows-1251'>Я"),
        ("<?xml version='1.0' encoding='latin1'?>Ü".encode("latin1"), "", "<?xml version='1.0' encoding='latin1'?>Ü"),
        ("<meta charset=utf-16>Ü".encode(), "text/html", "<meta charset=utf-16>Ü"),
        ("<meta charset=rot13>Ü".encode(), "text/html", "<meta charset=rot13>Ü"),
        ("<META CHARSET=cp1251>Я".encode("cp1251"), "text/html", "<META CHARSET=cp1251>Я"),
        ("<b id=charset>Я<meta charset=cp1251>".encode("cp1251"), "text/html", "<b id=charset>Я<meta charset=cp1251>"),
        ("Ü".encode(), "text/html; charset=nonsense", "Ü"),
        (b"cut \xc3", "text/html; charset=utf-8", "cut \ufffd"),
        ("<meta charset=cp1252>Übel".encode("cp1252"), "text/html; charset=utf-8", "<meta charset=cp1252>Übel"),
        ("<meta charset=cp1252>Ü".encode(), "text/html; charset=utf-8", "<meta charset=cp1252>Ü"),
        ("<meta charset=utf-8>Ü".encode("cp1252"), "text/html; charset=utf-8", "<meta charset=utf-8>\ufffd"),
        ("①㈱髙".encode("cp932"), "text/html; charset=Shift_JIS", "①㈱髙"),
        ("喆镕".encode("gbk"), "text/html; charset=gb2312", "喆镕"),
        ("联通".encode("gbk"), "text/html; charset=gb2312", "联通"),
        ("똠펲".encode("cp949"), "text/html; charset=ks_c_5601-1987", "똠펲"),
        ("嘅".encode("big5hkscs"), "text/html; charset=x-x-big5", "嘅"),
        ("ข่าว".encode("cp874"), "text/html; charset=TIS-620", "ข่าว"),
        ("ş“".encode("cp1254"), "text/html; charset=iso-8859-9", "ş“"),
        ("橋".encode("iso2022_jp"), "text/html; charset=iso-2022-jp", "橋"),
        ("Ü".encode("utf-16-be"), "text/html; charset=utf-16be", "Ü"),
        ("<p>市は橋を朝まで閉鎖すると発表した".encode("euc_jp"), "text/html", "<p>市は橋を朝まで閉鎖すると発表した"),
        ("<p>市は①橋を朝まで閉鎖すると発表した".encode("cp932"), "text/html", "<p>市は①橋を朝まで閉鎖すると発表した"),
        (LONG.encode(), "text/html; charset=iso-8859-1", LONG),
        (LONG.encode("latin-1"), "text/html; charset=iso-8859-1", LONG),
        (LONG.encode(), "text/html; charset=windows-1251", LONG),
    ],
)
def test_charset(body: bytes, content_type: str, expected: str):
    """Byte order mark, then header, then declaration, then UTF-8; a wrong byte costs one character."""
    read = document(body, content_type)

    assert expected == read.text
    assert expected.replace("\ufffd", "") == read.utf8.decode("utf-8", "ignore")


def test_every_name_of_an_encoding_has_a_codec():
    """Whatever browsers know by a name can be read here; no name stands for two."""
    assert all("".encode(codec) is not None for codec in CODECS.values())
    assert ONE_BYTE == tuple(codec for codec in ONE_BYTE if len(bytes(range(256)).decode(codec, "replace")) == 256)


def test_addresses_of_the_page():
    """The canonical address and the base are absolute; without them there is none, and the page's own."""
    told = document('<base href="/sub/"><link href="/live" rel="canonical"><link rel=canonical href=/second>')

    assert ("https://news.example/live", "https://news.example/sub/") == (told.canonical, told.base)
    assert (None, told.url) == (document("<p>").canonical, document("<p>").base)


def test_forms():
    """A form that the page does not have is None; the others are there."""
    html, json, broken = document("<p>a</p>"), document("[1]"), document("[1", "application/json")

    assert ("a", None, (None, None)) == (html.tree.text() if html.tree else None, html.json, html.xml)
    assert ([1], None, None) == (json.json, json.tree, broken.json)


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 200_000,
        "<p " + " ".join(f"a{at}=1" for at in range(200_000)) + ">",
        "<div></p>" * 200_000,
    ],
    ids=["depth", "attributes", "both"],
)
def test_a_tangled_page_has_no_tree(body: str):
    """Pages on which lexbor's time grows with the square are not parsed."""
    started = process_time()
    tangled = document(body)

    assert tangled.tree is None or process_time() - started < 1
    assert process_time() - started < 5


def test_a_page_of_nothing_but_tags_is_not_parsed():
    """Past the limit of tags a page has no tree, and it is said; what its scripts hold does not count."""
    body = "<p>x</p>" * FEW_TAGS

    assert document(body).tree is None
    with pytest.raises(NotALiveBlog, match=rf"its markup is not read: it has {2 * FEW_TAGS} tags and little between"):
        extract(page_of(body), now=NOW)
    assert document(f"<script>{body}</script><p>a").tree is not None


@pytest.mark.slow
def test_a_long_live_blog_is_read_whole():
    """A mass of tags is no page of many long entries: those of 2,000 with 40 tags each are all read."""
    words = "Crews worked through the night to clear the road at the harbour bridge."
    paragraphs = f'<p class="live-post__paragraph">{words} <a href="/story">More</a> <em>{words}</em></p>' * 5
    entries = [
        f'<article class="live-post" id="post-{880_000 - at}"><header class="live-post__header">'
        f'<time datetime="{NOW - timedelta(minutes=at):%Y-%m-%dT%H:%MZ}">Now</time></header>'
        f'<h2 class="live-post__title">Headline {at}</h2>{paragraphs}</article>'
        for at in range(2_000)
    ]
    found = extract(page_of(f"<h1>Live: the storm</h1><main>{''.join(entries)}</main>"), now=NOW).entries

    assert 2_000 == len(found)
    assert all(words in entry.text for entry in found)


@pytest.mark.parametrize(
    "body",
    [
        "<li>one line of a list that is long" * 20_000,
        "<div><p>a paragraph of as many words as are usual in them, with an end</div>" * 10_000,
        "<div><b><i>some words in bold and in italics whose ends are mixed up, and nothing is lost, nor more than that "
        "is said, which takes as long as this</b></u></div>" * 3_000,
        "<script>" + "if(a<b)" * 20_000 + "</script><p>a</p>",
        f'<p style="{"x" * 50_000}">a</p>',
    ],
    ids=["list", "flat", "misnested", "script", "value"],
)
def test_a_long_page_has_its_tree(body: str):
    """Length alone is no tangle."""
    assert document(body).tree is not None


def test_broken_xml_is_read_with_a_warning():
    """A feed that browsers would refuse gives its words all the same, and says what was wrong."""
    root, fault = document("junk <rss>\x0b<channel><title>A&nbsp;B &eacute; &amp; C</title></channel>").xml

    assert (None, None) == (root, fault)
    root, fault = document("<rss>\x0b<channel><title>A&nbsp;B &eacute; &bogus;&amp; C</title></channel>").xml
    assert root is not None
    assert "A\u00a0B é & C" == root.findtext(".//title")
    assert (fault or "").startswith("the XML is not well-formed")


def test_xml_that_nothing_can_be_saved_of():
    """Where nothing can be read, the reason stays."""
    root, fault = document('<!DOCTYPE rs[ [<!ENTITY a "b">]><rss>&a;').xml

    assert root is None
    assert fault


def test_entities_are_neither_fetched_nor_expanded(tmp_path: object):
    """A feed can neither read files nor blow itself up."""
    secret = f"{tmp_path}/secret"
    bomb = "".join(
        f'<!ENTITY {name} "{(f"&{before};") * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    with open(secret, "w", encoding="utf-8") as file:  # noqa: PTH123 - the fixture's type is of no matter here
        file.write("hidden")
    root, _ = document(
        f'<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">{bomb}<!ENTITY x SYSTEM "file://{secret}">]>'
        "<rss><channel><title>t&x;&i;</title></channel></rss>"
    ).xml

    assert root is not None
    assert "hidden" not in "".join(map(str, root.itertext()))
    assert len("".join(map(str, root.itertext()))) < 100


def test_a_canonical_address_that_is_none():
    """An address that no parser takes is no canonical one."""
    assert document('<link rel="canonical" href="//[news.example">').canonical is None
