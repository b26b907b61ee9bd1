"""What stands on a page above its newest entry: where newsrooms say that it is over, and where it goes on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.life.closing import NEWEST, QUOTED_CHARS
from monitor.life.phrases import CLOSING, folded
from monitor.model.references import unescape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.model import Page, Snapshot

HEAD_CHARS = 300_000
"""Of a page, above its newest entry, scripts not counted."""

NOTICE_CHARS = 40_000
"""Of that markup, the end: a notice stands between the headline and the entries."""

HIDDEN_CHARS = 2_000
"""How much of a hidden element is looked through for its end: it holds a notice that a script shows when it is due."""

FEWEST_CHARS = 10
SENTENCE_CHARS = 200
"""Of a sentence its beginning; shorter ones than the first say nothing of the kind."""

LANDMARK_CHARS = 40

_ASIDE = re.compile(r"<(script|style|nav|aside|footer|noscript|template)\b", re.IGNORECASE)
_ENDS = {
    name: re.compile(rf"</{name}\s*>", re.IGNORECASE)
    for name in ("script", "style", "nav", "aside", "footer", "noscript", "template")
}
"""Where elements end that hold nothing of what is said above the entries."""

_HIDDEN = re.compile(
    rf"<(\w+)\b(?=[^<>]*(?:\shidden[\s=>]|display\s*:\s*none|\baria-hidden\s*=\s*[\"']?true))[^<>]*>"
    rf".{{0,{HIDDEN_CHARS}}}?</\1\s*>",
    re.IGNORECASE | re.DOTALL,
)
_LINKED = re.compile(r"<a(?=[\s>])[^<>]*+>(?:[^<]++|<(?!/?a[\s>]))*+</a\s*+>", re.IGNORECASE)
"""Where another begins a link has ended: thousands that never end are each looked through as far as the next."""
BOUNDARY = re.compile(
    r"</?(?:p|div|li|ul|ol|section|article|header|h[1-6]|td|tr|br|blockquote|figure|main|aside)\b[^<>]*>|</a\s*>",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[^<>]*>")
_CUT = re.compile(r"\A[^<>]*>")
"""The end of a tag that markup begins in: what components are told there is said to nobody."""

_SENTENCE = re.compile(r"[.!?…:;|]\s|\n")


def head_of(page: Page, snapshot: Snapshot) -> str:
    """Return the markup of a page above its newest entry, none if it cannot be told where that begins."""
    start = page.body[:4096].lstrip()[:1]
    if start != b"<" or not snapshot.entries:
        return ""
    _, _, text = " ".join(_seen(page.body.decode("utf-8", "replace"))).partition("<body")
    places = (text.find(mark) for mark in _landmarks(snapshot))
    end = min((place for place in places if place >= 0), default=0)
    return text[max(0, end - HEAD_CHARS) : end]


def _seen(text: str) -> Iterator[str]:
    """Yield what stands outside of scripts, menus and the like; one that never ends is looked for once."""
    at = 0
    endless: set[str] = set()
    for opening in _ASIDE.finditer(text):
        name = opening[1].lower()
        if opening.start() < at or name in endless:
            continue
        end = _ENDS[name].search(text, opening.end())
        if end is None:
            endless.add(name)
            continue
        yield text[at : opening.start()]
        at = end.end()
    yield text[at:]


def notice(head: str) -> str | None:
    """Return the words in which a sentence right above the entries begins that says that it is over.

    Hidden ones do not count, and links, which speak of other pages; what is hidden is only asked where it matters.

    >>> notice('<p>Rain. <b>This live blog</b> has ended. For more, <a href="/b">click here</a>.</p>')
    'this live blog has ended'
    """
    plain = " ".join(_CUT.sub("", head[-NOTICE_CHARS:], count=1).split())
    return _notice(_HIDDEN.sub("\n", plain)) if _notice(plain) else None


def _notice(plain: str) -> str | None:
    unlinked = _LINKED.sub(lambda link: "\n" if len(link[0]) <= HIDDEN_CHARS else link[0], plain)
    said = words_in(BOUNDARY.sub("\n", unlinked))
    for sentence in _SENTENCE.split(said):
        words = sentence[:SENTENCE_CHARS].strip()
        if len(words) >= FEWEST_CHARS and (match := CLOSING.match(folded(words))):
            return match[0].strip()[:QUOTED_CHARS]
    return None


def words_in(markup: str) -> str:
    """Return what a piece of markup says, blanks as they stand."""
    return unescape(_TAG.sub(" ", markup))


def _landmarks(snapshot: Snapshot) -> Iterator[str]:
    """Yield the beginnings of the first entries as the markup has them, where they are plain enough to be found."""
    for entry in snapshot.entries[:NEWEST]:
        for words in (entry.title, entry.text):
            start = re.split(r"[&<>'\"\n’“”‘«»]", words or "")[0][:LANDMARK_CHARS].strip()
            if len(start) >= LANDMARK_CHARS // 4:
                yield start
