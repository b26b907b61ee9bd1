"""The ways from a page with the oldest entries to the newest ones: links, orders, numbers, controls.

Asked only of a page that runs upwards, or of a later page of such a live blog. What a link promises is not believed:
the page behind it must show newer entries (polling/tail.py).
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, urlsplit

from monitor.extract.blocks.loading import is_beside, loaded_by
from monitor.extract.blocks.onward import (
    label_of,
    older_page,
    own_keys,
    page_number,
    speaks_of_readers,
)
from monitor.extract.tables.labels import MAX_LABEL_CHARS
from monitor.extract.words.remembered import remembered
from monitor.extract.words.urls import clean_url, without_fragment
from monitor.model import Ways

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from monitor.extract.page.document import Document
    from monitor.extract.page.outline import Part

MAX_FORM_PARTS = 100

_NEWEST_FIRST = re.compile(
    r"(?:newest|latest|most recent|recent)(?: (?:posts?|entries|updates?))? (?:first|on top|at the top)"
    r"|newest to oldest|reverse (?:order|chronolog)|descending|neue?ste (?:\w+ )?(?:zuerst|oben|zuoberst)|absteigend"
    r"|plus récents?(?: d'abord| en premier| en haut)|décroissant|antéchronologique"
    r"|(?:más|mas) (?:recientes?|nuev[ao]s?) primero|descendente|più recent[ei] (?:prima|in alto)|decrescente"
    r"|mais recentes? primeiro|nieuwste (?:eerst|boven)|aflopend|nyeste (?:først|øverst)|nyaste (?:först|överst)"
    r"|uusimmat ensin|od najnowsz|najnowsze (?:na górze|najpierw)|od nejnovější|najnovšie|сначала нов|новые сверху"
    r"|спочатку нов|legújabb elöl|cele mai noi|en yeni(?:ler)? önce|νεότερα πρώτα|الأحدث أول"
    r"|新しい順|最新(?:優先|优先|在前)|倒序|최신순"
)
_LAST = re.compile(
    r"^last(?: page| post| update| entry)?\b|(?:go|jump|skip) to (?:the )?(?:last|latest|newest|end)"
    r"|^(?:latest|newest) (?:post|page|entr|update)|letzte[rn]? (?:seite|beitrag|eintrag)|^letzte$"
    r"|zum (?:neuesten|ende)|dernière(?: page)?$|derniers? message|última(?: página)?$|último(?: mensaje)?$"
    r"|ultima(?: pagina)?$|^laatste"
    r"|ostatnia|последняя|остання|^sista|^siste|viimeinen|poslední|posledná|utolsó|son sayfa|τελευταία|الأخيرة"
    r"|最后|最後|尾页|末页|最終|마지막|^(?:»|>>|⇥|»»|>\|)$",
)
_LAST_CLASS = re.compile(r"(?<![a-z])last(?![a-z])", re.IGNORECASE)
_NEWER = re.compile(
    r"newer|(?:load|show|view|see|more) (?:new|newest|latest|later|recent)\b|later (?:updates|posts|entries)|neuere"
    r"|plus récent|más recientes|más nuev|più recenti|mais recentes|mais novos|nieuwere|nowsze|новее|более новые|новіші"
    r"|nyare|nyere|uudemmat|novější|novšie|újabb|mai noi|νεότερ|daha yeni|noviji|أحدث|新しい|较新|較新|更新的"
)
_OLDER = re.compile(
    r"older|earlier|ältere|frühere|plus ancien|anteriores|más antigu|più vecchi|mais antigos|oudere|eerdere|starsze"
    r"|ранее|раніше|по-стари|äldre|ældre|eldre|vanhem|starší|staršie|régebbi|korábbi|mai vechi|παλαιότερ|daha eski"
    r"|starije|أقدم|cũ hơn|古い|较早|較早"
)
_BEFORE = re.compile(
    r"^(?:«|‹|<|←|⟨)?\s*(?:prev(?:ious)?\b|zurück|vorherige|précédent|anterior|precedente|vorige|poprzedni|föregående"
    r"|forrige|предыдущ|попередн|edellinen|předchoz|predchádz|előző|önceki|προηγούμεν|السابق|前|上一|이전)|^[«‹<←]$"
)
_SORT = frozenset({"sort", "sorting", "order", "orderby", "sortby", "sortorder", "dir", "direction", "orden", "ordem"})
_DESCENDING = re.compile(r"desc(?:ending)?$|newest|latest|recent|^new$|reverse|neueste|^-(?:date|time|created|id)")
_PUNCTUATION = re.compile(r"[^a-z]")


def leads_to_newer(part: Part) -> bool:
    """Return whether a control says that it loads newer entries, or brings the newest to the top."""
    says = _sorted_by(part) is not None if part.tag == "form" else _says(part, _names_newer)
    return says and not is_beside(part)  # the elements around it are asked last: there are many of them


def ways_of(
    links: Sequence[tuple[Part, str]], controls: Sequence[Part], document: Document, *, older: str | None
) -> Ways:
    """Return where a page leads by its `links` to pages of the same live blog and its `controls` for newer entries.

    `older` is where it leads on by what is said on any page: here that is to newer entries, unless a link back says so.
    """
    own = own_keys(document)
    here = page_number(document.url, own)
    back = {at for at, (part, _) in enumerate(links) if _is_back(part)}
    onward = [link for at, link in enumerate(links) if at not in back and not _turns(link, document)]
    newer = next((url for part, url in onward if _says(part, _names_newer)), None)
    loaded = loaded_by([part for part in controls if part.tag != "form"], document, own).url
    turned = next((links[at][1] for at in sorted(back)), None)
    following = older_page(onward, document, own) or (older if older not in {url for _, url in links} else None)
    return Ways(
        newest_first=_bare(_newest_first(links, controls, document)),
        last=_bare(_last(onward, here, own)),
        newer=_bare(newer or loaded or following),
        before=_bare(turned or _numbered_before(links, here, own)),
    )


def _bare(url: str | None) -> str | None:
    return url and without_fragment(url)


def _newest_first(links: Sequence[tuple[Part, str]], controls: Sequence[Part], document: Document) -> str | None:
    """Return where the entries stand with the newest on top, by what a link says or asks for, or a form."""
    for link in links:
        if _turns(link, document):
            return link[1]
    forms = (_sorted_by(part) for part in controls if part.tag == "form")
    return next((turned for told in forms if told and (turned := clean_url(told, document.base))), None)


def _turns(link: tuple[Part, str], document: Document) -> bool:
    """Return whether a link turns the order round: it says so, or asks for it where the page itself did not."""
    part, url = link
    return _says(part, _names_newest_first) or (_asks_descending(url) and not _asks_descending(document.url))


def _asks_descending(url: str) -> bool:
    pairs = ((_PUNCTUATION.sub("", name.lower()), value.lower()) for name, value in parse_qsl(urlsplit(url).query))
    return any(name in _SORT and _DESCENDING.search(value) for name, value in pairs)


def _sorted_by(form: Part) -> str | None:
    """Return what a form asks for if its reader chooses to see the newest entries first."""
    if form.get("method").lower() not in {"", "get"}:
        return None
    asked: dict[str, str] = {}
    select: str = ""
    chosen = False
    for part in islice(form.inside(), MAX_FORM_PARTS):
        if part.tag == "select":
            select = part.get("name")
        elif part.tag == "option" and select and not chosen and _names_newest_first(label_of(part)):
            chosen = True
            asked[select] = part.get("value") or label_of(part)
        elif part.tag == "input" and part.get("type").lower() == "hidden" and part.get("name"):
            asked[part.get("name")] = part.get("value")
    if not chosen:
        return None
    pairs = (f"{quote(name)}={quote(value)}" for name, value in asked.items())
    return f"{form.get('action').partition('?')[0]}?{'&'.join(pairs)}"


def _last(links: Sequence[tuple[Part, str]], here: int | None, own: tuple[str, ...]) -> str | None:
    """Return the last page: what says that it is, or the one with the highest number."""
    most = here or 1
    highest: str | None = None
    for part, url in links:
        if "last" in part.get("rel").lower().split() or _says(part, _names_last) or _is_last_by_class(part):
            return url
        number = _number_of(part, url, own)
        if number is not None and number > most:
            most, highest = number, url
    return highest


def _number_of(part: Part, url: str, own: tuple[str, ...]) -> int | None:
    """Return which page a link leads to: by its label, for its address may count entries ("?start=40")."""
    label = label_of(part).strip()
    return int(label) if label.isdecimal() and len(label) <= len("9999") else page_number(url, own)


def _numbered_before(links: Sequence[tuple[Part, str]], here: int | None, own: tuple[str, ...]) -> str | None:
    if here is None or here < 1:
        return None
    return next((url for part, url in links if _number_of(part, url, own) == here - 1), None)


def _is_back(part: Part) -> bool:
    """Return whether a link leads to the page before, which is older."""
    rel = part.get("rel").lower().split()
    if "next" in rel or "last" in rel:
        return False
    return "prev" in rel or "previous" in rel or _says(part, _names_before)


def _is_last_by_class(part: Part) -> bool:
    """Return whether the class of an arrow, or of what is right around it, calls it the last one."""
    if any(map(str.isalpha, label_of(part))):
        return False
    around = part.parent.get("class") if part.parent is not None and part.parent.tag == "li" else ""
    return _LAST_CLASS.search(f"{part.get('class')} {around}") is not None


def _says(part: Part, names: Callable[[str], bool]) -> bool:
    return any(names(label) and not speaks_of_readers(label) for label in _labels(part))


def _labels(part: Part) -> Iterator[str]:
    told = (part.get(name) for name in ("aria-label", "title", "data-link-name", "data-testid"))
    return (label for label in (*told, label_of(part)) if 0 < len(label) <= MAX_LABEL_CHARS)


@remembered(4_096)
def _names_newest_first(label: str) -> bool:
    return _NEWEST_FIRST.search(label.lower()) is not None


@remembered(4_096)
def _names_last(label: str) -> bool:
    return _LAST.search(label.strip().lower()) is not None


@remembered(4_096)
def _names_newer(label: str) -> bool:
    return _NEWER.search(label.lower()) is not None


@remembered(4_096)
def _names_before(label: str) -> bool:
    words = label.strip().lower()
    return _BEFORE.search(words) is not None or _OLDER.search(words) is not None
