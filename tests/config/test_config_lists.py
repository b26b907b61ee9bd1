"""Lists of addresses and OPML, as people and feed readers write them."""

import pytest

from monitor.config.lists import ADDRESSES_LIMIT, LIST_LIMIT_BYTES, Proposal, name_sources, read_list, written
from monitor.config.values import Refused

OPML = b"""<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0"><head><title>Mine</title></head><body>
  <outline text="World">
    <!-- war -->
    <outline type="rss" text="Ukraine: live!" title="Ukraine: live!" xmlUrl="https://a.example/rss" htmlUrl="https://a.example/"/>
    <outline text="Deeper"><outline type="link" text="Flood" url="https://b.example/live/flood"/></outline>
  </outline>
  <outline text="no address"/>
  <outline type="rss" text="Again" xmlUrl="https://a.example/rss"/>
  <outline type="rss" text="File" xmlUrl="file:///etc/passwd"/>
</body></opml>"""


def test_opml():
    """Feeds and links with their folders, each once; what is no web address is named with its line."""
    read = read_list(OPML)
    assert [
        ("https://a.example/rss", "Ukraine: live!", "World"),
        ("https://b.example/live/flood", "Flood", "Deeper"),
    ] == [(one.url, one.title, one.folder) for one in read.addresses]
    assert 1 == len(read.refused)
    assert read.refused[0].startswith("line 10: is no web address")


def test_lines():
    """One address a line with words behind it; remarks and empty lines are passed over."""
    text = "\ufeff# mine\nhttps://a.example/live/flood.html\n\nhttps://b.example/x  The  war # night\nnonsense\n"
    read = read_list(text.encode())
    assert [("https://a.example/live/flood.html", None), ("https://b.example/x", "The war")] == [
        (one.url, one.title) for one in read.addresses
    ]
    assert ("line 5: is no web address: it must begin with https:// or http://",) == read.refused


def test_names():
    """From the title, the address or its host; each once, and none that the config has."""
    lines = [
        "https://a.example/live/flood.html?x=1",
        "https://b.example/flood",
        "https://c.example/",
        "https://d.example/é É",
    ]
    read = read_list("\n".join(lines).encode())
    named = name_sources(read.addresses, taken={"flood"}, labels={"desk": "world"})
    assert ["flood-2", "flood-3", "c-example", "d-example"] == [one.name for one in named]
    assert all({"desk": "world"} == one.labels for one in named)
    assert [{"folder": "World", "desk": "w"}, {"folder": "Deeper", "desk": "w"}] == [
        one.labels for one in name_sources(read_list(OPML).addresses, taken=(), labels={"desk": "w"})
    ]


def test_a_name_of_last_resort():
    """An address of which nothing can be a name has one all the same."""
    read = read_list("https://é/".encode())
    assert ["live-blog"] == [one.name for one in name_sources(read.addresses, taken=(), labels={})]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<opml><body>", "no XML"),
        (b"<rss/>", "no OPML"),
        (b"\xff\xfe\x00", "neither OPML nor UTF-8"),
        (b" " * (LIST_LIMIT_BYTES + 1), "larger than"),
        (b"\n".join(b"https://a.example/%d" % n for n in range(ADDRESSES_LIMIT + 1)), "more than"),
        (b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">]><opml><body>&b;</body', "no XML"),
    ],
)
def test_what_is_no_list(content, said):
    """It says why."""
    with pytest.raises(Refused, match=said):
        read_list(content)


def nested(depth):
    below = b'<outline xmlUrl="https://a.example/"/>'
    return b"<opml><body>" + b'<outline text="f">' * depth + below + b"</outline>" * depth + b"</body></opml>"


def test_entities_and_depth_are_bounded():
    """An entity reads no file; folders in folders are read, as far as the parser goes, and refused beyond."""
    content = b'<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]><opml><body>&x;</body></opml>'
    assert () == read_list(content).addresses
    assert [("https://a.example/", "f")] == [(one.url, one.folder) for one in read_list(nested(200)).addresses]
    with pytest.raises(Refused, match="no XML"):
        read_list(nested(300))


SUBSCRIBED = """<?xml version="1.0" encoding="{}"?>
<opml version="1.0"><head/><body><outline text="Zürich" type="rss" {}="https://a.example/z"/></body></opml>"""


@pytest.mark.parametrize("attribute", ["xmlUrl", "xmlurl", "XMLURL", "htmlUrl", "URL"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "iso-8859-1", "utf-16"])
def test_as_programs_write_them(attribute, encoding):
    """Whatever the encoding that is declared, a byte order mark, and the case of attributes."""
    content = SUBSCRIBED.format(encoding.removesuffix("-sig"), attribute).encode(encoding)
    assert [("https://a.example/z", "Zürich")] == [(one.url, one.title) for one in read_list(content).addresses]


def test_blanks():
    """Blank lines before an OPML, capitals, tabs between an address and its name, and UTF-16 do not matter."""
    assert 1 == len(read_list(b"\n " + SUBSCRIBED.format("utf-8", "url").encode()).addresses)
    assert 1 == len(read_list(b'<OPML><BODY><OUTLINE XMLURL="https://a.example/"/></BODY></OPML>').addresses)
    read = read_list("https://a.example/x\tThe war\r\n".encode("utf-16"))
    assert [("https://a.example/x", "The war")] == [(one.url, one.title) for one in read.addresses]


def test_written_with_labels():
    """The file says where it comes from, on one line whatever the name of the list."""
    text = written([Proposal(name="a", url="https://a.example/", labels={"folder": "W: ${x}"})], origin="a\nsources:")
    assert ["# From a sources:; `liveblog-monitor import` wrote it.", "sources:"] == text.splitlines()[:2]
    assert "  folder: 'W: $${x}'" in text.replace("    folder", "  folder")
