"""XML of a vocabulary of its own → what JSON would say: `<post id="7"><text>Rain.</text></post>` is an object.

attributes, elements         members under their names; several of one name are a list
an element with others alone in it         a list of one: the first entry of `<posts>`
words alone                  a string; beside attributes the member "text"
words among elements, or elements that HTML has        a string of markup
"""

from __future__ import annotations

import re
from html import entities
from typing import TYPE_CHECKING, Any

from lxml import etree

from monitor.extract.values.loose import MAX_DEPTH

if TYPE_CHECKING:
    from collections.abc import Callable

Element = etree._Element  # noqa: SLF001 - lxml gives its class no public name

_OF_HTML = frozenset(
    {"p", "br", "b", "i", "em", "strong", "a", "ul", "ol", "li", "span", "div", "h2", "h3"}
    | {"img", "blockquote", "figure"}
)
WORDS = "text"
"""Under this name stands what an element says beside its attributes."""

_HTML_ENTITY = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,31};)")
_BARE_AMPERSAND = re.compile(rb"&(?!(?:#[0-9]{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{0,31});)")
_ILLEGAL_IN_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def parsed(body: bytes, in_utf8: Callable[[], bytes]) -> tuple[Element | None, str | None]:
    """Return the root of XML, and what had to be forgiven to read it, for which it is asked for `in_utf8`."""
    try:
        return etree.fromstring(body, _xml_parser()), None
    except (etree.XMLSyntaxError, ValueError, LookupError) as fault:
        warning = f"the XML is not well-formed ({fault}); what could be read was"
    # With recover=True nothing is raised (800,000 damaged feeds); where nothing could be saved lxml answers None,
    # which its stubs do not say.
    root = etree.fromstring(_repaired_xml(in_utf8()), _xml_parser(encoding="utf-8", recover=True))
    return root if isinstance(root, Element) else None, warning


def value_of(element: Element, depth: int = 0) -> Any:
    """Return what an element says.

    >>> value_of(etree.fromstring('<t n="1"><post id="7">Rain.</post><by><name>Ann</name></by></t>'))
    {'n': '1', 'post': {'id': '7', 'text': 'Rain.'}, 'by': {'name': 'Ann'}}
    """
    inner = [child for child in element if _is_element(child)]
    words = element.text or ""
    if inner and (depth >= MAX_DEPTH or _is_prose(words, inner)):
        return "".join((words, *(etree.tostring(child, encoding="unicode", method="html") for child in inner)))
    members: dict[str, Any] = {_local(name): said for name, said in element.attrib.items()}
    if not inner:
        return {**members, WORDS: words} if members and words.strip() else members or words
    told: dict[str, list[Any]] = {}
    for child in inner:
        told.setdefault(_local(child.tag), []).append(value_of(child, depth + 1))
    alone = len(inner) == 1 and isinstance(next(iter(told.values()))[0], dict)
    return members | {name: said if alone or len(said) > 1 else said[0] for name, said in told.items()}


def _is_prose(words: str, inner: list[Element]) -> bool:
    return bool(words.strip() or any((child.tail or "").strip() for child in inner)) or all(
        _local(child.tag) in _OF_HTML for child in inner
    )


def _is_element(child: Any) -> bool:
    return isinstance(child.tag, str)  # and no reference to an entity, which lxml's stubs do not know


def _local(name: object) -> str:
    return str(name).rpartition("}")[2]


def _xml_parser(*, encoding: str | None = None, recover: bool = False) -> etree.XMLParser:
    return etree.XMLParser(
        encoding=encoding,
        recover=recover,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _repaired_xml(body: bytes) -> bytes:
    """Return `body` without what makes libxml2 drop words.

    That is junk before the root, control characters, `&nbsp;`, and the bare ampersands of addresses: "?a=1&b=2".
    """
    body = _ILLEGAL_IN_XML.sub(b"", body[body.find(b"<") :])
    body = _HTML_ENTITY.sub(lambda match: entities.html5.get(match[1].decode("ascii"), "").encode(), body)
    before, *sections = body.split(b"<![CDATA[")
    repaired = [_BARE_AMPERSAND.sub(b"&amp;", before)]
    for section in sections:
        words, end, markup = section.partition(b"]]>")
        repaired += (b"<![CDATA[", words, end, _BARE_AMPERSAND.sub(b"&amp;", markup))
    return b"".join(repaired)
