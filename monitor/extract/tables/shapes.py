"""How to say where JSON keeps its entries, as `platforms` does of each platform that we know.

A path is names joined by dots: `*` stands for every member, a number for a place in a list, `name=value` and
`name!=value` keep the members of a list that have it, or have it not. `a&b` joins two values with a space. Of several
paths the first that gives something counts.
"""

from __future__ import annotations

from dataclasses import dataclass

Paths = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """Where the values around a list say what the live blog is; looked for from the list outwards."""

    title: Paths = ()
    url: Paths = ()
    standfirst: Paths = ()
    authors: Paths = ()
    start: Paths = ()
    end: Paths = ()
    older: Paths = ()
    """The address of the next older page, whole or only what changes in it."""
    cursor: tuple[str, str] | None = None
    """The parameter that asks for what is older than an entry, and the path of what it takes from the entry."""
    counted: str = ""
    """Where the number of the page stands in the address asked; the answer says `page` and `pages`."""
    only: tuple[str, str] | None = None
    """A path and a pattern: without it the list is something else, such as the cards of a plain article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One way to write a list of entries.

    An entry has all of `needs`; its list is called one of `lists` (or anything). `gone` are paths and patterns of what
    is no entry: withdrawn, a draft, a reader's comment, an advertisement; `gone_at` says since when it is none. `body`
    is the first path that says something, `more` follows it; a title that is one of `labels` only names the kind of the
    entry. Where one entry may be told several times, the one with the highest `version` counts, and `edits` and
    `deletes` name lists beside this one. `opens` marks the elements of a flat article that begin an entry. `bare`
    entries have an id and a time and nothing else; a `single` one stands alone, in no list. An `unordered` list is in
    the order of the last touch, and put into that of publication; where its pages hold so many each, `touched` says
    when each entry was.
    """

    name: str
    needs: frozenset[str]
    lists: Paths = ()
    keys: Paths = ("id",)
    title: Paths = ()
    body: Paths = ()
    more: Paths = ()
    published: Paths = ()
    updated: Paths = ()
    authors: Paths = ()
    url: Paths = ()
    links: Paths = ()
    images: Paths = ()
    pinned: Paths = ()
    labels: frozenset[str] = frozenset()
    version: Paths = ()
    gone: tuple[tuple[str, str], ...] = ()
    gone_at: Paths = ()
    edits: str = ""
    deletes: str = ""
    opens: tuple[str, str] | None = None
    about: About = About()
    bare: bool = False
    single: bool = False
    unordered: bool = False
    touched: Paths = ()


BARE_ID = "#id"
"""Under this name stands an id that is all there is of an entry."""

PARTS = "#parts"
"""Under this name an entry of a flat article gets the elements that follow the one which opens it."""
