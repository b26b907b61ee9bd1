"""The publisher's names for entries: normalised, classed by evidence, made by us where there are none."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from itertools import islice, pairwise
from operator import lt
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import xxhash

from monitor.extract.readings.recall import Vote
from monitor.extract.times.times import read_time
from monitor.extract.words.text import storable
from monitor.extract.words.urls import clean_url, page_key, tracks, without_fragment
from monitor.model import IdClass

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from monitor.extract.readings.reading import Draft
    from monitor.extract.readings.recall import Seen

MAX_ID_CHARS = 200
MAX_COUNTER = 10_000
"""A row of neighbouring numbers up to here counts entries; above, it is a database's sequence (Reach: #751105)."""

PLACES = 2
"""How many places there may be for each entry for numbers to be places."""

UPDATE_TIME_SLACK = timedelta(seconds=1)
SAMPLE = 50
"""How many ids are held against their entry's times and headline."""

MOST = 0.8
"""The share of the entries that makes a class: one pinned or odd entry must not hide what the ids are."""

SLUG_LIKENESS = 0.6
SLUG_WORDS = 2
SLUG_WORDS_ALONE = 4
RECORD_DIGITS = 5
"""A slug that carries a number this long ("storm-hits-coast-8812345") is anchored by the number."""

_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
# One entry is "#liveblogPost1288914" in JSON-LD and "post-1288914" in the DOM (Independent), "block-<24 hex>" and the
# bare hex (Guardian), "asset:<uuid>" and "share-asset:<uuid>" (BBC). Words outside this list are part of a name:
# "budget-2024" is a slug, not entry 2024.
_PREFIXED = re.compile(
    r"[-_]*(?:(?:live|blog|posts?|block|entry|entries|events?|items?|updates?|cards?|rcrd|comments?|messages?|msg|asset"
    r"|link|node|id|p)[-_:.]?)+"
    rf"(?:(?P<number>\d+)|(?<=[-_:.])(?P<hash>{_UUID}|[0-9a-f]{{8,64}}))",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+")
_LAST_DIGITS = re.compile(r"\d{9,16}\Z")
_FEWEST_DIGITS = 9


def normal_id(raw: str | None, page_url: str) -> str | None:
    """Return the part of `raw` that names an entry, or None if it names none (or the page itself).

    The fragment of an address, else its query on the page's own path, else host and path; then without the words that
    publishers put before a number or a hash, so that all spellings of one id are one id.

    >>> normal_id("https://news.example/live/#liveblogPost1288914", "https://news.example/live")
    '1288914'
    >>> normal_id("block-646219928f08e408b758af95", "https://news.example/live")
    '646219928f08e408b758af95'
    >>> normal_id("https://news.example/live", "https://news.example/live") is None
    True
    """
    spelt = spelt_id(raw, page_url) if raw else None
    return bare_id(spelt) if spelt else None


def spelt_id(raw: str, page_url: str) -> str | None:
    """Return `raw` reduced to what names the entry, in the publisher's spelling."""
    if raw.isalnum() and raw.isascii() and len(raw) <= MAX_ID_CHARS:
        return raw  # a number or a hash, which most are
    if raw.isascii() and raw.startswith(("http://", "https://")):
        _, _, fragment = raw.partition("#")
        if fragment.replace("-", "a").isalnum() and len(fragment) <= MAX_ID_CHARS:
            return fragment  # likewise, or a slug
    token = " ".join(storable(raw).split())
    if token.startswith(("http://", "https://", "/", "#", "?")):
        fragment = unquote(token.partition("#")[2]).strip("/! ")
        if fragment and "=" not in fragment:
            token = fragment
        elif url := clean_url(token, page_url):
            token = _from_url(url, page_url)
    if len(token) > MAX_ID_CHARS:
        token = token[: MAX_ID_CHARS - 17] + "-" + digest(token)
    return token or None


def both_ids(keys: Sequence[str | None], page_url: str) -> list[tuple[str | None, str | None]]:
    """Return the normal ids that keys are, spelt out and bare."""
    spelt = [spelt_id(key, page_url) if key else None for key in keys]
    return [(full, bare_id(full) if full else None) for full in spelt]


def bare_id(spelt: str) -> str:
    """Return `spelt` without the words before its number or hash."""
    match = None if spelt[:1].isdigit() else _PREFIXED.fullmatch(spelt)
    return (match["number"] or match["hash"].lower()) if match else spelt


def _from_url(url: str, page_url: str) -> str:
    parts = urlsplit(url)
    if parts.fragment:
        return parts.fragment
    if page_key(url) != page_key(page_url):
        return page_key(url) + (f"?{parts.query}" if parts.query else "")
    # g1: "?postId=abc" on the blog's own path. What paging adds names no entry.
    known = without_fragment(page_url).partition("?")[2].split("&")
    named = [pair for pair in parts.query.split("&") if pair not in known and not tracks(pair)]
    return named[-1].partition("=")[2] if named else ""


def classify(ids: Sequence[str | None], drafts: Sequence[Draft], seen: Sequence[Seen] | None = None) -> IdClass:
    """Return what the evidence says of the publisher's ids, which stand newest first like their drafts.

    `seen` in these is what entries said of their ids the last time, and notes what they say now.
    """
    given = [id_ for id_ in ids if id_ is not None]
    if not given or len(given) * 2 < len(ids):
        return IdClass.DERIVED
    if numbers := _small_numbers(given):
        if _counts_places(numbers):
            return IdClass.POSITIONAL
        if _counts_down(numbers):
            return IdClass.COUNTER
    sample = given[:SAMPLE]
    if "".join(sample).isalnum() and not any(map(_ends_in_time, sample)):
        return IdClass.STABLE  # one word each, no slug
    places = islice((at for at, id_ in enumerate(ids) if id_ is not None), SAMPLE)
    cast = [_vote(ids[at] or "", drafts[at], seen[at] if seen is not None else None) for at in places]
    if _mostly([vote.update_time for vote in cast]) and not any(vote.creation_time for vote in cast):
        return IdClass.UPDATE_TIME
    return IdClass.SLUG if _mostly([vote.slug for vote in cast]) else IdClass.STABLE


def _vote(id_: str, draft: Draft, seen: Seen | None) -> Vote:
    known = seen.vote if seen is not None else None
    if known is not None and known[0] == id_ and known[1] is draft:
        return known[2]
    at = _as_time(id_, draft)
    published = _same_instant(at, draft.published)
    vote = Vote(
        update_time=published or _same_instant(at, draft.updated),
        creation_time=published and draft.updated is not None and not _same_instant(draft.updated, draft.published),
        slug=_is_slug(id_, draft.title),
    )
    if seen is not None:
        seen.vote = (id_, draft, vote)
    return vote


def _small_numbers(names: Sequence[str]) -> list[int]:
    low, high = min(names), max(names)
    shared = next((at for at, (a, b) in enumerate(zip(low, high, strict=False)) if a != b), min(len(low), len(high)))
    prefix = low[:shared].rstrip("0123456789")
    tails = [name[len(prefix) :] for name in names]
    ending = tails[0].lstrip("0123456789")  # NDTV: "80_parent", "79_parent"
    if ending and all(tail.endswith(ending) for tail in tails):
        tails = [tail[: -len(ending)] for tail in tails]
    if not all(tail.isascii() and tail.isdigit() and len(tail) <= len(str(MAX_COUNTER)) for tail in tails):
        return []
    numbers = [int(tail) for tail in tails]
    return numbers if max(numbers) <= MAX_COUNTER else []


def _counts_places(numbers: Sequence[int]) -> bool:
    """Return whether numbers rise from the newest entry on, but for a few places that something else takes.

    The Times of India counts advertisements too: "post1", "post2", "post4" … "post53" for 41 entries.
    """
    rising = all(map(lt, numbers, numbers[1:]))
    return rising and numbers[0] <= 1 and (numbers[-1] < len(numbers) * PLACES or len(numbers) == 1)


def _counts_down(numbers: Sequence[int]) -> bool:
    if len(numbers) == 1:
        return False
    if sorted(numbers) != list(range(min(numbers), max(numbers) + 1)):
        return False
    return _mostly([newer == older + 1 for newer, older in pairwise(numbers)])


def _ends_in_time(id_: str) -> bool:
    """Return whether an id may end in a time: it has as many digits as one."""
    return len(id_) >= _FEWEST_DIGITS and id_[-_FEWEST_DIGITS:].isdecimal()


def _as_time(id_: str, draft: Draft) -> datetime | None:
    if not _ends_in_time(id_):
        return None
    stamps = [stamp for stamp in (draft.published, draft.updated) if stamp]
    match = _LAST_DIGITS.search(id_)
    stamp = read_time(match[0], now=max(stamps)) if match and stamps else None
    return stamp.at if stamp else None


def _same_instant(a: datetime | None, b: datetime | None) -> bool:
    return a is not None and b is not None and abs(a - b) <= UPDATE_TIME_SLACK


def _is_slug(id_: str, title: str | None) -> bool:
    if id_.isalnum():
        return False  # one word
    name = id_.rstrip("/").rpartition("/")[2].casefold()
    words = _WORD.findall(name)
    if len(words) < SLUG_WORDS or any(len(number) >= RECORD_DIGITS for number in filter(str.isdigit, words)):
        return False
    if not title:
        return len(words) >= SLUG_WORDS_ALONE and _mostly([word.isalpha() for word in words])
    # "F.A.A. chief" is "faa-chief" in the slug, "There's" is "theres".
    headline = "".join(_WORD.findall(title.casefold()))
    if "".join(words) in headline:
        return True  # word for word
    return sum([len(word) for word in words if word in headline]) >= SLUG_LIKENESS * sum(map(len, words))


def _mostly(votes: Sequence[bool]) -> bool:
    return len(votes) > 0 and sum(votes) >= MOST * len(votes)


def derived_ids(drafts: Sequence[Draft], taken: set[str]) -> list[str]:
    """Return an id for each draft (newest first) that its publisher did not name, none of them in `taken`.

    It is the time of publication, which outlives edits; where several share one, the later ones add what they say, so
    that a newcomer changes no older id. Without a time it is the headline, or the text, alone.
    """
    ids: list[str] = []
    used = set(taken)
    copies: Counter[str] = Counter()
    for draft in reversed(drafts):
        when = draft.published.strftime("%Y%m%dT%H%M%S") if draft.published else ""
        words = digest(draft.title or draft.text or " ".join((*draft.images, *draft.links)))
        full = f"{when}-{words}" if when else words
        id_ = full if not when or when in used else when
        while id_ in used:
            copies[full] += 1
            id_ = f"{full}-{copies[full] + 1}"
        used.add(id_)
        ids.append(id_)
    return ids[::-1]


def digest(words: str) -> str:
    """Return a short name for `words` that never changes."""
    return xxhash.xxh3_64_hexdigest(words.encode("utf-8", "replace"))
