"""Lists of addresses from elsewhere (OPML 2.0, or one address a line) → sources for the config. Pure.

OPML or text ──read_list──▶ Address, … ──name_sources──▶ Proposal, … ──written──▶ a file for `sources.d`
"""

from __future__ import annotations

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml
from lxml import etree

from monitor.config.values import Refused, page_url

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

LIST_LIMIT_BYTES = 8 * 1024 * 1024
ADDRESSES_LIMIT = 50_000
NAME_LIMIT_CHARS = 48
TITLE_LIMIT_CHARS = 200

_NOT_IN_A_NAME = re.compile(r"[^a-z0-9]+")
_UTF_16 = (BOM_UTF16_LE, BOM_UTF16_BE)
"""What begins a text that Windows calls Unicode."""
_LOOKS_LIKE_XML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<|\xff\xfe<\x00|\xfe\xff\x00<")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """One address of a list, what the list calls it, and the folder it stands in; `place` is for what is wrong."""

    url: str
    title: str | None
    folder: str | None
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A source to be written into a config."""

    name: str
    url: str
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What a list holds, and in words what of it is no address that can be watched."""

    addresses: tuple[Address, ...]
    refused: tuple[str, ...]


def read_list(content: bytes) -> Read:
    """Return the addresses of a list, each once, in their order. Raises: Refused if it is no list."""
    if len(content) > LIST_LIMIT_BYTES:
        raise Refused(f"is larger than {LIST_LIMIT_BYTES // 1024**2} MiB", "split it")
    found = _outlines(content) if _LOOKS_LIKE_XML.match(content) else _lines(content)
    addresses: dict[str, Address] = {}
    refused: list[str] = []
    for address in found:
        if len(addresses) >= ADDRESSES_LIMIT:
            raise Refused(f"has more than {ADDRESSES_LIMIT:,} addresses", "split it")
        try:
            addresses.setdefault(page_url(address.url), address)
        except Refused as error:
            refused.append(f"{address.place}: {error.problem}")
    return Read(addresses=tuple(addresses.values()), refused=tuple(refused))


def _lines(content: bytes) -> Iterator[Address]:
    """Yield the address of each line, and what stands behind it as its title; `#` begins a remark."""
    try:
        text = content.decode("utf-16" if content.startswith(_UTF_16) else "utf-8-sig")
    except UnicodeDecodeError:
        raise Refused("is neither OPML nor UTF-8 text", "save it as UTF-8, one address a line") from None
    for number, line in enumerate(text.splitlines(), start=1):
        url, *title = line.split(maxsplit=1) or [""]
        if url and not url.startswith("#"):
            words = " ".join("".join(title).partition(" #")[0].split())
            yield Address(url=url, title=words or None, folder=None, place=f"line {number}")


def _outlines(content: bytes) -> Iterator[Address]:
    """Yield the outlines of an OPML that have an address: a feed's, or a page's (`type="link"`).

    The parser bounds how deep they lie in each other (256).
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=False)
    try:
        root = etree.fromstring(content.lstrip(), parser)  # blanks before a declaration are not allowed, and common
    except etree.XMLSyntaxError as error:
        raise Refused(f"is no XML: {error.msg}", "export it again, or give one address a line") from None
    if etree.QName(root).localname.lower() != "opml":
        raise Refused(f"is XML, but no OPML: it begins with <{etree.QName(root).localname}>", "give an OPML file")
    yield from _below(root, None)


def _below(element: etree._Element, folder: str | None) -> Iterator[Address]:
    for child in element.iterchildren("*"):
        if etree.QName(child).localname.lower() != "outline":
            yield from _below(child, folder)
            continue
        given = {str(name).lower(): str(value).strip() for name, value in child.items()}  # some programs write xmlurl
        title = " ".join((given.get("title") or given.get("text") or "").split())[:TITLE_LIMIT_CHARS] or None
        url = given.get("xmlurl") or given.get("url") or given.get("htmlurl")
        if url:
            yield Address(url=url, title=title, folder=folder, place=f"line {child.sourceline}")
        yield from _below(child, folder if url else title or folder)


def name_sources(
    addresses: Iterable[Address], *, taken: Collection[str], labels: Mapping[str, str]
) -> Sequence[Proposal]:
    """Return a source per address, each with a name that no other has; the folder becomes the label `folder`."""
    used = set(taken)
    proposals: list[Proposal] = []
    for address in addresses:
        stem = _stem(address)
        name, number = stem, 1
        while name in used:
            number += 1
            name = f"{stem}-{number}"
        used.add(name)
        of_folder = {"folder": address.folder} if address.folder else {}
        proposals.append(Proposal(name=name, url=address.url, labels={**of_folder, **labels}))
    return proposals


def _stem(address: Address) -> str:
    """Return a name from a title, else from the end of the address, else from its host."""
    without_scheme = address.url.partition("://")[2]
    host, _, path = without_scheme.partition("/")
    last = path.partition("?")[0].rstrip("/").rpartition("/")[2].removesuffix(".html")
    for words in (address.title, last, host):
        stem = _NOT_IN_A_NAME.sub("-", (words or "").lower()).strip("-")[:NAME_LIMIT_CHARS].strip("-")
        if stem:
            return stem
    return "live-blog"


def written(proposals: Sequence[Proposal], *, origin: str) -> str:
    """Return a file for `sources.d`; nothing in it is taken for a reference.

    >>> print(written([Proposal(name="flood", url="https://a.example/?q=${x}", labels={})], origin="list.txt"), end="")
    # From list.txt; `liveblog-monitor import` wrote it.
    sources:
    - name: flood
      url: https://a.example/?q=$${x}
    """
    sources = [
        {
            "name": one.name,
            "url": _literal(one.url),
            **({"labels": {key: _literal(value) for key, value in one.labels.items()}} if one.labels else {}),
        }
        for one in proposals
    ]
    body = yaml.safe_dump({"sources": sources}, allow_unicode=True, sort_keys=False, width=1000)
    return f"# From {' '.join(origin.split())}; `liveblog-monitor import` wrote it.\n{body}"


def _literal(text: str) -> str:
    return text.replace("${", "$${")
