"""HTML of one entry → its words, links and pictures, by a linear scan over its tags.

A tree is not needed for that, and is not safe: lexbor takes 4.3 s to parse 200 KB of nested <div> and 2.7 s for one tag
with 200 KB of attributes (both grow with the square). The scan takes each character once, whatever it is given; on real
bodies it costs 55 µs where lexbor costs 25 (97 bodies of the Mirror, 1.2 KB each), which is the price of the bound.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from monitor.extract.words.text import MAX_TEXT_CHARS, normal_text, single_spaced, storable, unescaped, without_frequent
from monitor.extract.words.urls import clean_url
from monitor.model.references import unescape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_LINKS = 200
MAX_IMAGES = 50
MAX_HTML_CHARS = 2 * MAX_TEXT_CHARS

# Inside a tag a quote only opens a value after "=" (WHATWG HTML §13.2.5.37), so that <p it's> ends where browsers
# end it. Possessive, and satisfied by the end of input: there is nothing to backtrack into.
_ATTRIBUTES = r"""(?:[^>="']++|=\s*+(?:"[^"]*"|'[^']*')|[="'])*+(?:>|\Z)"""
_SILENT = "script|style|template|noscript|iframe|svg|object|video|audio|canvas|select|textarea|title"
_TOKEN = re.compile(
    r"<!--(?:.*?-->|.*\Z)"
    rf"|<(?P<silent>{_SILENT})(?=[\s/>])(?P<outer>{_ATTRIBUTES})(?P<inner>.*?)(?:</(?P=silent)\s*>|\Z)"
    rf"|</?(?P<name>[a-z][^\s/>]*)(?P<attributes>{_ATTRIBUTES})"
    r"|<[!?][^>]*(?:>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
# Most tags of most bodies, told apart in one pass; within them no sign stands that would make them end elsewhere.
_PLAIN_TAG = re.compile(r"""</?([a-z][a-z0-9-]*+)((?: [a-z-]++="[^"<>]*+")*+) ?/?>""")
_GLUED = re.compile(r"</span>(?<=[0-9a-zà-öø-ÿ]</span>)(?=<span[^<>]*>(?:[0-9]|[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]))")
"""A word that somebody pasted may be in two such pieces, but no number, and no capital in the middle of it."""

_CAPTION = re.compile(r"<figcaption(?=[\s>]).*?(?:</figcaption\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_SILENT_NAMES = frozenset(_SILENT.split("|"))
_PARAGRAPHS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "br", "dd", "details", "div", "dl", "dt", "fieldset"}
    | {"figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main"}
    | {"nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul"}
)
_CELLS = frozenset({"td", "th"})
_LINKS = frozenset({"a", "iframe", "amp-iframe", "video", "audio", "source", "embed", "amp-video"})
_IMAGES = frozenset({"img", "amp-img"})
_ADDRESS = re.compile(
    r"""(?:^|[\s"'/])(href|src|data-(?:lazy-)?src|data-original|srcset)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""",
    re.IGNORECASE,
)
_WITHOUT_SCRIPTS = "noscript"
_IMAGE = re.compile(rf"<(?:amp-)?img(?=[\s/])({_ATTRIBUTES})", re.IGNORECASE)
"""The picture for those without scripts, where a script puts it in place of nothing."""

_PORTRAIT = re.compile(r"(?<![a-z])avatars?(?![a-z])", re.IGNORECASE)
_PORTRAIT_FROM = re.compile(r"/avatars?/|gravatar\.", re.IGNORECASE)
_CLASS = re.compile(r"class=[\"']?([^\"'>]*+)", re.IGNORECASE)
"""What portraits are called; a film's picture is the entry's."""

_DRAWN = re.compile("""\\salt=["']?([\u203c-\u3299\ufe0f\u200d\U0001f000-\U0001faff]{1,12})["'\\s/>]""")
"""An emoji that is drawn for those whose fonts have none: a word, and no picture of the entry's."""

_PLAIN_LINK = re.compile(r"""(?:\s[a-gi-z-]+="[^"=]*")*+\shref="([^"&]*)\"""")
# A tag as writers mean it: "5 < 6", "<3" and "a <b" are words. The first sign stands outside what ignores case, so that
# the search skips from one to the next.
_TAG = re.compile(r"<(?i:/?[a-z][a-z0-9-]*(?:\s[^<>]*)?/?>|!--|[a-z]+\s+[a-z-]+=[^<>]*\Z)")
_ESCAPED_TAG = re.compile(
    r"&(?i:lt;/?(?:p|br|a|div|span|strong|em|b|i|ul|ol|li|h[1-6]|img|blockquote|figure|iframe)(?:\s|/?&gt;))"
)


class Body(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The body of an entry: its text, its markup if it had any, and the addresses in it."""

    text: str = ""
    html: str | None = None
    links: tuple[str, ...] = ()
    images: tuple[str, ...] = ()


def read_body(value: str, base: str | None) -> Body:
    """Return what `value`, plain text or HTML or HTML escaped once more, says; without a `base` no addresses."""
    value = value[:MAX_HTML_CHARS]
    if "<" in value and _TAG.search(value):
        return read_html(value, base)
    if "&" not in value:
        return Body(text=normal_text(value)[:MAX_TEXT_CHARS])
    if _ESCAPED_TAG.search(value):
        return read_html(unescaped(value), base)
    return Body(text=normal_text(unescaped(value))[:MAX_TEXT_CHARS])


def _is_portrait(attributes: str) -> bool:
    """Return whether a picture shows who wrote it, or said it elsewhere, by the name of its class or its folder."""
    if _PORTRAIT_FROM.search(attributes):
        return True
    return any(_PORTRAIT.search(named[1]) for named in _CLASS.finditer(attributes))


def read_html(html: str, base: str | None) -> Body:
    """Return the words of a piece of HTML, which may be broken or hostile, and with a `base` its links and pictures."""
    html = storable(html[:MAX_HTML_CHARS])
    words: list[str] = []
    links: dict[str, None] = {}
    images: dict[str, None] = {}
    waits = False
    for text, name, attributes in _tags(_parted(single_spaced(html))):
        words.append(text)
        if name in _PARAGRAPHS:
            words.append("\n")
        elif name in _CELLS:
            words.append(" ")
        elif name == "img" and (drawn := _DRAWN.search(attributes)) is not None:
            words.append(drawn[1])
            continue
        if "=" in attributes and base is not None:
            # A picture's sources are the same picture in other sizes, often under addresses that are signed anew.
            linked = name in _LINKS and not (name == "source" and "srcset" in attributes)
            shown = name in _IMAGES or (name == _WITHOUT_SCRIPTS and waits)
            if "vatar" in attributes and shown and _is_portrait(attributes):
                continue
            found = links if linked else images if shown else None
            url = None if found is None else _address(attributes, base)
            if found is not None and url:
                found[url] = None
            waits = shown and url is None
    return Body(
        text=normal_text(unescaped(unescape(without_frequent("".join(words)))))[:MAX_TEXT_CHARS],
        html=html.strip() or None,
        links=tuple(links)[:MAX_LINKS],
        images=tuple(images)[:MAX_IMAGES],
    )


def _parted(html: str) -> str:
    """Return markup with a blank between two numbers, or names, that only a stylesheet parts.

    >>> _parted("<b><span>9.5</span><span>3</span></b>"), _parted("<span>Moor</span><span>Editor</span>")
    ('<b><span>9.5</span> <span>3</span></b>', '<span>Moor</span> <span>Editor</span>')
    """
    return _GLUED.sub(r"\g<0> ", html) if "</span><span" in html else html


def without_captions(html: str) -> str:
    """Return markup without what pictures show, unless it says nothing else: so the elements of a page are read.

    >>> without_captions("<p>Rain.</p><figure><img src=a><figcaption>The pier</figcaption></figure>")
    '<p>Rain.</p><figure><img src=a></figure>'
    """
    if "figcaption" not in html:
        return html
    bare = _CAPTION.sub("", html)
    return bare if plain_text(bare) else html


def plain_text(value: str) -> str:
    """Return the words of `value`, be it plain text or HTML."""
    return read_body(value, None).text


def _tags(html: str) -> Iterable[tuple[str, str, str]]:
    """Return (text before the tag, its name, its attributes) for each; the last has no name."""
    parts = _PLAIN_TAG.split(html)
    texts, names, attributes = parts[::3], parts[1::3], parts[2::3]
    if "<" in "".join(texts) or not _SILENT_NAMES.isdisjoint(names):
        return _any_tags(html)
    return zip(texts, [*names, ""], [*attributes, ""], strict=True)


def _any_tags(html: str) -> Iterator[tuple[str, str, str]]:
    end = 0
    for token in _TOKEN.finditer(html):
        silent, outer, _, name, attributes = token.groups("")
        start, after = token.span()
        yield html[end:start], (name or silent).lower(), outer if silent else attributes
        if silent.lower() == _WITHOUT_SCRIPTS and (image := _IMAGE.search(token["inner"])) is not None:
            yield "", _WITHOUT_SCRIPTS, image[1]
        end = after
    yield html[end:], "", ""


def _address(attributes: str, base: str) -> str | None:
    # Where a link leads counts before anything else, and most write it so: that saves two thirds of the time.
    if "src" not in attributes and (plain := _PLAIN_LINK.match(attributes)) and (url := _web_address(plain[1], base)):
        return url
    named: dict[str, str] = {}
    for match in _ADDRESS.finditer(attributes):
        named.setdefault(match[1].lower(), match[2] or match[3] or match[4] or "")
    # What a script puts in place of a blank picture, when the reader comes near it, is the picture.
    for name in ("href", "data-src", "data-lazy-src", "data-original", "src", "srcset"):
        value = unescape(named.get(name, ""))
        if name == "srcset":
            value = value.split(",")[0].strip().partition(" ")[0]
        if url := _web_address(value, base):
            return url
    return None


def _web_address(value: str, base: str) -> str | None:
    """Return where an attribute leads: a page's own anchors ("#top") nowhere else, nor lazy loaders' data: pictures."""
    return clean_url(value, base) if value and not value.startswith("#") else None
