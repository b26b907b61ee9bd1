"""What newsrooms do to a live blog over the hours: the habits that stories are made of."""

from dataclasses import replace
from datetime import timedelta
from random import Random

from story_desk import Desk, Look, sentence
from story_layouts import Layout
from story_play import Edge, Story, origin

HOUR = 3_600.0


def busy(layout: Layout, edge: Edge = origin, *, until: float = 0.5 * HOUR, **given: object) -> Story:
    """Return a story of news and of all that newsrooms do to them."""
    story = Story(layout, edge=edge, **{"entries": 30} | given)
    news(story, until, every=110)
    habits(story, until, every=200)
    return story


def news(story: Story, until: float, *, every: float = 150, begin: float = 20) -> None:
    """Publish at uneven gaps."""
    random = Random(story.random.random())
    at = begin
    while at < until:
        story.later(at, Desk.publish)
        at += random.uniform(0.1, 1.9) * every


def recent(desk: Desk, among: int = 8, first: int = 0) -> str:
    """Return one of the newest entries."""
    return desk.random.choice(desk.keys(first, among))


def fix_typo(desk: Desk) -> None:
    key = recent(desk)
    first, *rest = desk[key].paragraphs
    words = first.split(" ")
    words[1] = words[1].capitalize() if words[1].islower() else words[1].lower()
    desk.edit(key, paragraphs=(" ".join(words), *rest))


def rewrite(desk: Desk) -> None:
    desk.edit(recent(desk), paragraphs=(sentence(desk.random), sentence(desk.random)))


def add(desk: Desk) -> None:
    desk.append(recent(desk), sentence(desk.random))


def correct(desk: Desk) -> None:
    """Note a correction below an entry."""
    desk.append(recent(desk), f"This post was corrected: an earlier version misstated {desk.random.randrange(99)}.")


def new_headline(desk: Desk) -> None:
    key = recent(desk)
    desk.edit(key, title=f"{desk[key].title} – latest")


def withdraw(desk: Desk, first: int = 1) -> list[Look]:
    return desk.withdraw(recent(desk, first=first))


def withdraw_for(story: Story, at: float, seconds: float) -> None:
    """Withdraw an entry at a time and restore it later."""
    held: list[Look] = []
    story.later(at, lambda desk: held.extend(withdraw(desk)))
    story.later(at + seconds, lambda desk: desk.put(held.pop()))


def change_author(desk: Desk) -> None:
    key = recent(desk)
    names = desk[key].authors
    desk.edit(key, authors=(*names, "Ben Moreau") if len(names) == 1 else names[:1])


def insert_late(desk: Desk) -> None:
    """Publish between older entries, dated between them."""
    place = desk.random.randrange(2, 6)
    at = desk.looks[place].published + timedelta(seconds=30)
    desk.publish(place=place, at=at)


def habits(story: Story, until: float, *, every: float = 400) -> None:
    """Let a newsroom do all of it in turns."""
    random = Random(story.random.random())
    steps = (fix_typo, rewrite, add, correct, new_headline, insert_late, withdraw)
    if "authors" in story.layout.carries:
        steps = (*steps, change_author)
    at = 90.0
    while at < until:
        story.later(at, random.choice(steps))
        at += random.uniform(0.2, 1.8) * every


def repost(desk: Desk, key: str, **fields: object) -> None:
    """Delete an entry and post it again under another id, in one step."""
    spot = desk.looks.index(desk[key])
    desk.move(key, spot, id=f"{desk.random.randrange(16**8):08x}", **fields)


def split(desk: Desk) -> None:
    """Make two entries of one."""
    key = next(look.key for look in desk.looks if len(look.paragraphs) > 1)
    first, *rest = desk[key].paragraphs
    desk.edit(key, paragraphs=(first,))
    desk.publish(paragraphs=tuple(rest))


def merge(desk: Desk) -> None:
    """Make one entry of two."""
    kept, gone = desk.looks[1:3]
    desk.withdraw(gone.key)
    desk.edit(kept.key, paragraphs=kept.paragraphs + gone.paragraphs)


# ------------------------------------------------------------------------------------------ changes of mind


def edit_for(story: Story, at: float, seconds: float) -> None:
    """Edit an entry at a time, and take that back later."""
    held: list[Look] = []

    def change(desk: Desk) -> None:
        held.append(desk[recent(desk)])
        desk.edit(held[0].key, paragraphs=(sentence(desk.random), *held[0].paragraphs[1:]))

    def change_back(desk: Desk) -> None:
        if held[0].key in desk.keys(0):
            desk.edit(held[0].key, paragraphs=held[0].paragraphs)

    story.later(at, change)
    story.later(at + seconds, change_back)


def pin_for(story: Story, at: float, seconds: float) -> None:
    """Pin an entry to the top at a time, and let it go back to its place later."""
    held: list[str] = []

    def pin(desk: Desk) -> None:
        held.append(recent(desk, first=2))
        desk.move(held[0], 0, pinned=True)

    def unpin(desk: Desk) -> None:
        if held[0] in desk.keys(0):
            (look,) = desk.withdraw(held[0])
            desk.put(replace(look, pinned=False))

    story.later(at, pin)
    story.later(at + seconds, unpin)


def edit_many(desk: Desk) -> None:
    for key in desk.keys(0, 7):
        desk.append(key, sentence(desk.random))


def moody(layout: Layout, edge: Edge = origin, *, until: float = 1.3 * HOUR, **given: object) -> Story:
    """Return a story of news, and of a newsroom that often changes its mind."""
    story = Story(layout, edge=edge, **{"entries": 30} | given)
    news(story, until)
    random = Random(story.random.random())
    at = 120.0
    while at < until:
        step = random.random()
        if step < 0.4:
            story.later(at, random.choice((fix_typo, rewrite, add, new_headline)))
        elif step < 0.6:
            story.later(at, random.choice((withdraw, lambda desk: withdraw(desk, first=0))))
        elif step < 0.7:
            withdraw_for(story, at, random.choice((90, 200, 600)))
        elif step < 0.85:
            edit_for(story, at, random.choice((30, 90, 300, 900)))
        elif step < 0.9:
            story.later(at, edit_many)
        elif step < 0.95 and "pinned" in layout.carries:
            pin_for(story, at, random.choice((60, 400)))
        else:
            story.later(at, insert_late)
        at += random.uniform(0.3, 1.7) * 200
    return story
