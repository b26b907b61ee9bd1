"""Who wrote an entry, by the markup of its byline or by words that can only be one."""

from __future__ import annotations

import re
from itertools import filterfalse, islice, takewhile
from typing import TYPE_CHECKING

from monitor.extract.page.fittings import EMBEDS, within
from monitor.extract.page.kinds import HEADING, HEADING_TAGS, MARK, NAME
from monitor.extract.readings.reading import MAX_AUTHORS
from monitor.extract.tables.given_names import PARTICLES
from monitor.extract.tables.labels import is_label
from monitor.extract.words.remembered import finding
from monitor.extract.words.text import mixes_scripts, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from monitor.extract.page.outline import Part
    from monitor.extract.page.rest import Taken
    from monitor.extract.times.reader import Reader

MAX_BYLINE_CHARS = 120
MAX_NAME_CHARS = 60
UNCASED_WORDS = 3
MAX_ROLE_CHARS = 40

_AROUND = " ,;:|·•-–—"
_IN_HEADERS = frozenset({"span", "p", "div", "a"})
_BY = re.compile(
    r"^(?:(?:(?:posté?|(?!photo|pictur|illustr|edit)[a-z]+ed|reporting|written|publish|geschrieben|publié|escrito|publicado|scritto"
    r"|geschreven|skriven)\s+)?(?:by|from|von|durch|par|por|di|da|door|av|af|oleh|od|от|від|από|bởi|מאת|بقلم)"
    r"|authors?(?=\s*:)|autor(?:en|in|e|[/:*_]in)?|auteurs?|reporta|informa|text[eo]?|testo|tekst"
    r"|автор|текст|írta|tác giả|—|–|-|\|)[\s:]+"
    r"|^(?:本[报報])?(?:记者|記者|撰文|作者|文(?=\s?[/／]))\s?[:：/／]?\s?",
    re.IGNORECASE,
)
_ONLY_BY = re.compile(
    r"(?:post(?:ed)?|report(?:ed|ing)|written|publish(?:ed)?|publié|escrito|publicado|scritto)?\s*(?:by|from|von|par|por|di|door)?:?",
    re.IGNORECASE,
)
_AND = re.compile(r"\s+(?:and|und|et|y|e|en|i|и|&|[·•–—|/])\s+|\s*[,;|]\s+")
_OF_A_HOUSE = re.compile(r"\A(?:[^\W\d_a-z][\w.]*\s){0,3}[^\W\d_a-z][\w.]*(?:s['’]|['’]s?)\s+(?=[^\W\d_a-z])")
"""What stands before a name: "ABC News' Ada Moor", "CNN's Tom Hale"."""

_JOINED = re.compile(r"\s*(?:,|&|and|und|et|y|e|en|i|и)\s+")
_REMARK = re.compile(r"\s*\((?:autor(?:in)?|author|editor|redaktion|[a-z]{2,4})\)$", re.IGNORECASE)
"""What may stand in brackets behind a name: what they are, or their sign."""

_HANDLE = re.compile(r"@[\w.-]+(?:@[\w.-]+\w)?|/?u/[\w-]{3,20}")
"""On Mastodon and on reddit, too."""
_CALLED = re.compile(r"\A[^\W\d_]{2,20}\s?:\s(?=[^\W\d_])")
"""A word before a name in what is called a byline says what they did, in whatever language: "Piše: Ana Horvat"."""

_BESIDE_NAME = re.compile(r"(?<=\w)(?:\s+@[\w.-]+(?:@[\w.-]+\w)?|\s+-\s+\S+\Z)")
"""What stands behind a name: the name its owner has in a network, or the house ("Sari Dewi - detikNews")."""

_HOUSE_SIGN = re.compile(
    r"\A(?P<name>[^\W\d_]\S*\s.*[^\W\d_A-Z])\s+(?!(?:I{2,3}|IV|VI{0,3}|JR|SR|MD|MP|KC|QC)\Z)[A-ZÅÄÖØÆ]{2,5}\Z"
)
"""What stands behind a whole name: the sign of a house, "Aino Laine HS"."""

LINES = frozenset({"p", "div", "span"})
_BRACKETED = re.compile(r"\A\((.{3,60})\)\Z")
"""How Italians sign: "(di Ada Moor)"."""

_CREDIT = re.compile(
    r"\((?:additional )?(?:reporting|writing)(?:,? (?:and )?(?:writing|reporting|editing))? by "
    r"([^;()]{3,80})(?:;[^()]*)?\)?",
    re.IGNORECASE,
)
"""How agencies sign, in brackets; who edited is no author."""

_DASHES = "—–-"
_LONE_TAGS = frozenset({"span", "div", "address", "small", "cite"})
AGENCIES = frozenset({"getty images", "associated press", "press association", "agence france-presse", "read more"})
_ROLE = re.compile(
    r"\b(?:[^\W\d_]+(?:reporter|redakteur|korrespondent)(?:in)?|correspondent|editor|reporter|writer|reporting|in|at|for|the|news|live|desk|verify|analyst|columnist|producer|journalist[ea]?|redakteur(?:in)?|redactrice"
    r"|redacteur|rédact(?:eur|rice)|korrespondent(?:in)?|corresponsal|correspondant|corrispondente|periodista|redact(?:or|ora)"
    r"|giornalista|jornalista|dziennikar(?:z|ka)|redaktor(?:ka)?|toimittaja|journalisten|verslaggever|verslaggeefster"
    r"|журналист(?:ка)?|корреспондент|muhabir|novinář(?:ka)?|újságíró)\b",
    re.IGNORECASE,
)
_MORE_OF = re.compile(
    r"(?:view|show|see|more|read|follow|all|alle|zu|mehr|tous|toutes|voir|ver|todos|tutti|mail an|contact)\s",
    re.IGNORECASE,
)
"""How links beside a name begin: "More from Ada Moor", "Alle Artikel"."""

_PLACE = re.compile(
    r"(?<=\w\w)\s+(?:(?:in|at|for|reports?|reporting|from|aus)\s.*|(?:says|writes|adds)\W*\Z)", re.DOTALL
)
"""What may follow a name: "Ada Moor in London", "Tom Hale reports from Paris", "Lea Voss says…"."""

MAX_SMALL_WORDS = 2
"""How many words of a name are small, but for its particles; more of them are a sentence's."""

_KOREAN_ROLE = re.compile(r"\s*(?:기자|특파원|선임기자|記者|记者)$")
_LABELS = frozenset({"author", "authors", "autor", "autoren", "auteur", "autore", "byline", "reporter", "автор"})
"""What stands before a name in an element of its own."""

_NAME = re.compile(rf"(?:[^\W\d_a-z][\w.'’-]*+\s?+|(?:{'|'.join(sorted(PARTICLES))})\s){{1,5}}")
_TOPIC = re.compile(
    r"topic|categor|kicker|eyebrow|(?<![a-z])(?:section|rubri[ck]|label|tags?|place|location|ort)(?![a-z])",
    re.IGNORECASE,
)
_A_NAME = r"(?:[^\W\d_a-z][\w.'’-]++ ?+){1,4}+"
_BY_LINE = re.compile(
    r"(?:(?:Posted|Reported|Written|Published|Updated|Edited) by|[Bb]y|[Vv]on|[Pp]ar|[Pp]or|[Dd]i|[Dd]oor|A[fv]"
    r"|(?:Authors?|Autor(?:in|en|e|es|ka|zy)?|Auteure?s?|Autori|Reporta|Informa|Text|Texte"
    r"|Texto|Testo|Tekst|Автор|Текст)(?=:)):? "
    rf"{_A_NAME}(?:(?:,|and|und|et|y|e|en) {_A_NAME})*"
)

_COMPANY = re.compile(r"\s(?:AG|SE|GmbH|KGaA|Inc|Corp|Ltd|LLC|PLC|SpA|ASA|Oyj|Holdings?|Group)\.?\Z")
"""How companies are called: those that a market shows beside its entries are others at the next poll."""

_BEGINS = re.compile("[BVPDARTIWUE][a-z]|[bvpd]|[АТ]")
"""How what introduces a name begins; few lines do."""

_WHAT_THEY_ARE = re.compile(
    r"(?:[-_](?:role|position|job(?:-?title)?)|(?<=[a-z])(?:Role|Position|Job(?:Title)?))(?![A-Za-z-])"
)
"""How what tells an author's trade is called beside the name: "Photographer" is nobody."""

names_topic = finding(_TOPIC)
_names_trade = finding(_WHAT_THEY_ARE)


def signature(mark: Part, item: Part, taken: dict[int, Part]) -> Iterator[str]:
    """Yield the name that stands beside a time in a block of their own, which is taken with it (Independent)."""
    block = mark.parent
    if block is None or block is item or block.tag in {"article", "section", "header"}:
        return
    words, time = block.short_text(MAX_BYLINE_CHARS), mark.short_text(MAX_BYLINE_CHARS)
    if not words or not time or any(part.kinds & HEADING or names_topic(part.get("class")) for part in block.inside()):
        return
    said = [words for words in map(one_line, block.outline.texts[block.first : block.last]) if not is_label(words)]
    badges = letters_for(words for words in said if " " in words)
    rest = " ".join(words for words in said if words not in badges).replace(time, "").strip(_AROUND)
    rest = _BY.sub("", rest)
    if " " in rest and _may_be_name(rest) and not is_label(rest):
        taken[block.at] = block
        yield rest


def initials_of(name: str) -> str:
    """Return what stands for the portrait of a person without one.

    >>> initials_of("By Ada Moor")
    'AM'
    """
    return "".join(word[0] for word in _BY.sub("", name).split())


def letters_for(names: Iterable[str]) -> set[str]:
    """Return what may be drawn for people's portraits: their initials, or the first of them."""
    return {letters[:end] for letters in map(initials_of, names) for end in (1, len(letters))}


def names_in(part: Part, item: Part, reader: Reader) -> Iterator[str]:
    """Yield the names in a byline; a role or a place behind a name is none."""
    words = part.short_text(MAX_BYLINE_CHARS, "\n")
    if not words or part.tag == "time" or within(part, item, EMBEDS):
        return
    if not part.inner & NAME and _names_trade(part.get("class")):
        return
    named = (inner for inner in part.inside() if inner.kinds & NAME)
    inner = [line for one in islice(named, MAX_AUTHORS) if not _MORE_OF.match(line := one_line(one.text(" ")))]
    if all(map(_HANDLE.fullmatch, inner)):
        inner = []  # "Ada Moor @adamoor": the link is the handle's, the name stands beside it
    said = filterfalse(_MORE_OF.match, words.split("\n")[:2])
    yield from names_said(_with_their_neighbours(inner, words) or said, reader)


def names_said(lines: Iterable[str], reader: Reader) -> Iterator[str]:
    """Yield the names in the lines of a byline, without what introduces them, roles, places and times."""
    whole: str | None = None
    for line in filterfalse(reader.read, map(one_line, lines)):
        for sign, piece in _pieces(_BY.sub("", _BRACKETED.sub(r"\1", line) if line[:1] == "(" else line)):
            name = _HOUSE_SIGN.sub(r"\g<name>", _BESIDE_NAME.sub("", _without_verb(piece).strip(_AROUND)))
            name = _CALLED.sub("", name) if ":" in name else name
            name = _REMARK.sub("", _OF_A_HOUSE.sub("", _KOREAN_ROLE.sub("", _PLACE.sub("", name))))
            role = is_role(name) and not _HANDLE.fullmatch(name)
            if not name or name.isnumeric() or role or is_label(name) or reader.read(name) or _is_said(name):
                continue
            if whole is not None and ((sign == "," and " " not in name) or name[0] == "@"):
                continue
            whole = name if " " in name else whole
            yield name


def _pieces(line: str) -> Iterator[tuple[str, str]]:
    """Yield the pieces of a byline and the sign before each: "Ada Moor, Berlin" names a place, not two people."""
    at, sign = 0, ""
    for found in _AND.finditer(line):
        yield sign, line[at : found.start()]
        at, sign = found.end(), found[0].strip()
    yield sign, line[at:]


def _with_their_neighbours(inner: list[str], words: str) -> list[str]:
    """Return names that have elements of their own, and those that follow them without: "<a>Ada Moor</a>, Tom Hale"."""
    if not inner:
        return []
    left = one_line(words.replace("\n", " "))
    for name in inner:
        left = left.replace(name, "\n", 1)
    rest = (piece for piece in left.split("\n")[1:] if _JOINED.match(piece))
    more = (name.strip(_AROUND) for piece in rest for name in _AND.split(_JOINED.sub("", piece)))
    return [*inner, *(name for name in more if " " in name and is_name(name))]


def persons(names: Sequence[str]) -> list[str]:
    """Return names without the handles beside them; the handles where there is nothing else."""
    return [name for name in names if not _HANDLE.fullmatch(name)] or list(names)


def is_role(words: str) -> bool:
    """Return whether words in a byline are a role, or what introduces a name: a name has a capital or is of no case."""
    return (
        _ROLE.search(words) is not None
        or words.casefold().rstrip(":") in _LABELS
        or words.islower()
        or _ONLY_BY.fullmatch(words) is not None
    )


def _without_verb(words: str) -> str:
    """Return a whole name without the few small words that lead on from it: "Ada Moor answers:", in any language."""
    said = words.rstrip(" :…").split() if words.rstrip()[-1:] in {":", "…"} else []
    small = sum(1 for _ in takewhile(lambda word: word.islower() and word not in PARTICLES, reversed(said)))
    whole = 0 < small <= MAX_SMALL_WORDS and len(said) - small > 1
    return " ".join(said[: len(said) - small]) if whole else words


def _is_said(words: str) -> bool:
    """Return whether words are a piece of a sentence: "That is a fine save" in an element called `item-by`."""
    return sum(word.islower() and word not in PARTICLES for word in words.split()) > MAX_SMALL_WORDS


def is_spoken_byline(part: Part) -> bool:
    """Return whether words can only be a byline: a name in an entry's header, a paragraph "By A. Name and B. Name"."""
    short = part.tag in LINES and 0 < part.size <= MAX_BYLINE_CHARS
    short = short and (part.tag == "p" or _BEGINS.match(part.own) is not None)
    words = one_line(part.text()) if short else ""
    if _BY_LINE.fullmatch(words) is not None:
        return True
    if part.tag in _IN_HEADERS and " " in part.own and len(part.own) <= MAX_NAME_CHARS and _NAME.fullmatch(part.own):
        return not is_label(part.own) and any(place.tag == "header" for place in part.above())
    return part.tag == "p" and _is_name_and_role(words)


def _is_name_and_role(words: str) -> bool:
    """Return whether words are a name and what its owner is: "Ada Moor, Business desk", "Tom Hale, in London"."""
    name, comma, role = words.partition(",")
    return comma != "" and _is_of_role(role) and " " in name and is_name(name)


def _is_of_role(words: str) -> bool:
    return len(words) <= MAX_ROLE_CHARS and _ROLE.search(words) is not None and words[-1] not in ".!?:…"


def are_of_byline(pieces: Sequence[str]) -> bool:
    """Return whether words that signs part are names, of people, places or houses, and what those people are."""
    whole = False
    for piece in pieces:
        names = _AND.split(_PLACE.sub("", without_by(piece)))
        if not all(map(_NAME.fullmatch, names)) and not (whole and piece[:1].isupper() and _is_of_role(piece)):
            return False
        whole = " " in names[0] and is_name(names[0])
    return True


def byline_around(link: Part, item: Part) -> Part | None:
    """Return the line that a link to a person stands in, if that says no more than "by" beside it."""
    block = link.parent
    if link.tag != "a" or block is None or block is item:
        return None
    if block.tag in HEADING_TAGS and block.inner & MARK and is_name(one_line(link.text(" "))):
        return link  # P2 heads an entry by who wrote it, and when
    words = block.short_text(MAX_NAME_CHARS)
    alone = words is not None and _BY.sub("", one_line(words)) in {one_line(link.text(" ")), ""}
    return block if alone else None


def sign_off(item: Part, taken: Taken) -> tuple[Part, list[str]] | None:
    """Return the last words of an item, of which some are `taken`, if they are who wrote it, and the names.

    That is a name behind a dash (CNBC) or "by", in any element, or in one that holds no paragraph, alone (Spiegel), or
    the credits of an agency: "(Reporting by Ada Moor in Oslo; editing by Tom Hale)".
    """
    outline, rest = item.outline, taken.rest()
    last = next((at for at in range(item.last - 1, item.first, -1) if not rest.lacks(outline.speakers[at])), None)
    if last is None or (block := outline.speakers[last]).size > MAX_BYLINE_CHARS:
        return None
    while (parent := block.parent) is not None and parent is not item and parent.size <= MAX_NAME_CHARS:
        if any(part.size > 1 and parent.holds(part) for part in taken.values()):
            break  # the name stands beside the time, each in an element of its own
        block = parent
    words = one_line(block.text(" ")) if block.size <= MAX_BYLINE_CHARS else ""
    credit = _CREDIT.fullmatch(words)
    words = words if credit or block.size <= MAX_NAME_CHARS else ""
    if not words or block is item or within(block, item, EMBEDS) or block.tag in EMBEDS:
        return None
    if names_topic(block.get("class")):
        return None
    said = words.lstrip(_AROUND)
    named = _BY.sub("", said, count=1) if credit is None else credit[1]
    introduced = named != said or words[0] in _DASHES
    names = [_OF_A_HOUSE.sub("", _PLACE.sub("", name.strip(_AROUND))) for name in _AND.split(named)]
    # "Storm Idris in Northport." is a sentence.
    alone = len(names) == 1 and " " in names[0] and (words[-1] not in ".!?…" or is_name(named))
    if not introduced and (block.tag not in _LONE_TAGS or not alone):
        return None
    if is_label(words) or named.casefold() in AGENCIES or not all(map(is_name, names)):
        return None
    return block, names


def _may_be_name(words: str) -> bool:
    """Return whether words may be a name, also where letters have no case: then of three words at most."""
    if words.lower() == words.upper():
        return _NAME.fullmatch(words) is not None and len(words.split()) <= UNCASED_WORDS
    return is_name(words)


def is_handle(words: str) -> bool:
    """Return whether words are the name that somebody has in a network: "@adamoor"."""
    return _HANDLE.fullmatch(words) is not None


def without_by(words: str) -> str:
    """Return words without what introduces a name."""
    return _BY.sub("", words, count=1)


def is_name(words: str) -> bool:
    """Return whether words are the name of a person: all capitals but for particles, no role and no company's."""
    return (
        _NAME.fullmatch(words) is not None
        and _COMPANY.search(words) is None
        and all(word[0].isupper() or word in PARTICLES for word in words.split())
        and not _ROLE.search(words)
        and not mixes_scripts(words)
    )
