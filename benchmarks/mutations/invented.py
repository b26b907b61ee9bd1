"""Headlines and texts that no newsroom wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

_SYLLABLES = tuple(consonant + vowel for consonant in "bdklmnrstv" for vowel in "aeo")
_WHO = (
    "Harbour crews",
    "Two ministers",
    "The ferry line",
    "Striking drivers",
    "The weather office",
    "Voters",
    "Divers",
)
_DOES = ("count", "reject", "move", "promise", "close", "inspect", "repair", "cancel")
_WHAT = ("crates", "tickets", "bridges", "trains", "votes", "lanterns", "reports", "sailings", "schools")
_WHEN = ("before dawn", "after the vote", "on Friday", "within an hour", "for a third day", "since the storm")


def headline(random: Random) -> str:
    """Return a headline."""
    return f"{random.choice(_WHO)} {random.choice(_DOES)} {random.choice(_WHAT)} near {_name(random)}"


def text(random: Random) -> str:
    """Return two sentences with numbers, names and letters that Unicode spells in two ways."""
    return f"{_sentence(random)} {_sentence(random)} Zoë {_name(random)}, café {_name(random)}."


def _sentence(random: Random) -> str:
    """Return a sentence that shares few words with the next one, as those of newsrooms do."""
    choice = random.choice
    words = [choice((choice(_WHO), choice(_WHAT).capitalize(), _name(random))), choice(_DOES), choice(_WHAT)]
    words += [_name(random).lower() if choice((True, False)) else _name(random) for _ in range(choice((3, 5, 8)))]
    words.insert(choice((1, 3, 5)), str(random.randrange(12, 9_999)))
    return f"{' '.join(words)} {choice(_WHEN)}."


def _name(random: Random) -> str:
    return "".join(random.choice(_SYLLABLES) for _ in range(3)).capitalize()
