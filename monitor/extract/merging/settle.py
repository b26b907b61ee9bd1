"""What every extractor answered → which of it is taken, and a verdict on each in words. Pure."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from monitor.extract.merging.align import letters
from monitor.extract.merging.choice import FIELDS, followed, parse_choice
from monitor.extract.merging.fields import CARRIERS, MARKUP
from monitor.extract.merging.merge import Merged, merge
from monitor.extract.readings.reading import Absent, Reading
from monitor.model import IdClass, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.extract.merging.choice import Choice
    from monitor.extract.readings.recall import Pairings
    from monitor.model import Lead

GUESSES = frozenset({"container", "flat"})
"""Readings that no publisher declared: a list of the latest stories on a "not found" page looks like a live blog."""

CUT_ENDS = ("…", "...", "[…]", "[...]")
MOSTLY = 0.5
"""From this share of texts that end so, a carrier is taken to cut them."""

MANY = 3
SAME_LENGTH_CHARS = 90
"""So many texts of exactly the same length, the longest of all and at least this long, were cut at it."""

Answers = dict[str, Reading | Absent]


def settle(answers: Answers, choice: Choice | None, pairings: Pairings | None = None) -> Merged | None:
    """Return the best of what was found; None if nothing was.

    A `choice` is followed, whatever else was found, unless it is tentative. `pairings` holds what the source's last
    reading made of the same entries.
    """
    found = readings(answers)
    if (again := followed(choice)) is not None:
        return merge({name: found[name] for name in again.sizes if name in found}, again, pairings, move=True)
    if not found:
        waiting = {name: answer for name, answer in answers.items() if isinstance(answer, Reading)}
        if not waiting:
            return None
        surest = max(waiting, key=lambda name: waiting[name].confidence)
        return Merged(reading=waiting[surest], carriers=(surest,))
    found = {name: one for name, one in found.items() if not any(_is_around(one, other) for other in found.values())}
    carriers = {name: found[name] for name in CARRIERS if name in found}
    merged = [merge(carriers, choice, pairings)] if carriers else []
    merged += [merge({name: reading}) for name, reading in found.items() if name not in CARRIERS]
    return max(merged, key=lambda merged: merged.reading.confidence)


def _is_around(reading: Reading, other: Reading) -> bool:
    """Return whether the one entry of a reading is all of another's, and what it says mostly what these say.

    A profile knew the element around the entries by its name; as one entry each update would be an edit of it.
    """
    if len(reading.entries) > 1 or len(other.entries) == 1:
        return False
    whole = letters(reading.entries[0].text)
    said = [letters(entry.text) for entry in other.entries]
    return all(map(whole.__contains__, said)) and sum(map(len, said)) > MOSTLY * len(whole)


def readings(answers: Answers) -> dict[str, Reading]:
    """Return the answers that have entries."""
    return {name: answer for name, answer in answers.items() if isinstance(answer, Reading) and answer.entries}


def is_covered(name: str, answers: Answers) -> bool:
    """Return whether a surer reader of the same markup has found so much that `name` would only find it again.

    Of these readers one takes part in a merging, and reading the entries of a page twice is what costs most in it.
    """
    if name not in MARKUP:
        return False
    surer = (answers.get(other) for other in MARKUP[: MARKUP.index(name)])
    return any(isinstance(answer, Reading) and len(answer.entries) >= MANY for answer in surer)


def lead_of(answers: Answers, merged: Merged) -> Lead | None:
    """Return the platform's own interface, whichever extractor saw the mark of it."""
    seen = (answer.lead for answer in answers.values() if isinstance(answer, Reading))
    return merged.reading.lead or next(filter(None, seen), None)


def falls_short(merged: Merged | None) -> bool:
    """Return whether what was found leaves something to be had elsewhere: entries, ids that last, whole texts."""
    if merged is None or not merged.reading.entries or merged.reading.id_class is not IdClass.STABLE:
        return True
    texts = [entry.text for entry in merged.reading.entries if entry.text]
    if sum(text.endswith(CUT_ENDS) for text in texts) > MOSTLY * len(texts):
        return True
    longest, count = max(Counter(map(len, texts)).items(), default=(0, 0))
    return count >= MANY and longest >= SAME_LENGTH_CHARS


def better(found: Merged | None, merged: Merged | None) -> Merged | None:
    """Return what was found with one carrier more, unless what was `merged` without it lacks nothing that it gives."""
    if found is None or merged is None or merged.reading.aside or falls_short(merged):
        return found
    more = len(found.reading.entries) > len(merged.reading.entries)
    return found if more and set(merged.carriers) <= set(found.carriers) else merged


def verdicts(answers: Answers, merged: Merged, asked: Iterable[str]) -> tuple[Verdict, ...]:
    """Return what each extractor made of the page, and why it was taken or not; some were not needed."""
    return tuple(_verdict(name, answers.get(name), merged) for name in asked)


def _verdict(name: str, answer: Reading | Absent | None, merged: Merged) -> Verdict:
    if not isinstance(answer, Reading):
        reason = answer.reason if answer else f"not asked: {'+'.join(merged.carriers)} found it all"
        return Verdict(extractor=name, confidence=0.0, entries=0, reason=reason)
    count = len(answer.entries)
    found = (
        f"{count} {'entry' if count == 1 else 'entries'}, {answer.id_class.value} ids" if count else "no entries yet"
    )
    return Verdict(
        extractor=name, confidence=answer.confidence, entries=count, reason=f"{found}{_part(name, answer, merged)}"
    )


def _part(name: str, answer: Reading, merged: Merged) -> str:
    if name not in merged.carriers:
        return ", less sure" if answer.confidence <= merged.reading.confidence else ", other entries than the choice"
    choice = parse_choice(merged.choice)
    if len(merged.carriers) == 1 or choice is None:
        return ""
    given = [field for field in ("ids", *FIELDS) if choice.carrier(field) == name]
    return f", gives {', '.join(given)}" if given else ", gives what the others lack"
