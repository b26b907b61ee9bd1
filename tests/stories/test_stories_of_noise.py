"""What changes within entries though nobody edits them: counters, embeds, addresses of pictures, letters."""

import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from zlib import crc32

import pytest
from story_desk import Look
from story_judge import CREATED, UPDATED
from story_layouts import CLOCK, JSONLD, MARKUP, TEXT, Layout, ago
from story_life import HOUR, busy
from story_play import Story, answer, redrawn

WITHIN = pytest.mark.parametrize("layout", [JSONLD, MARKUP], ids=lambda layout: layout.name)


def ticking(story: Story, look: Look, most: int = 997) -> int:
    return (crc32(look.id.encode()) + int((story.now - story.began).total_seconds()) // 7) % most


BESIDE = {
    "reactions": lambda story, look: (
        f'<div class="post-meta"><button class="like">Like <span>{ticking(story, look)}</span></button>'
        f'<span class="views">{ticking(story, look)} views</span></div>'
    ),
    "age": lambda story, look: f'<span class="ago">Updated {ago(look.published, story.now)}</span>',
    "tracked link": lambda story, look: (
        f'<p>See <a href="https://a.example/{look.id}?utm_content={ticking(story, look)}">our report</a></p>'
    ),
}


@WITHIN
@pytest.mark.parametrize("beside", BESIDE.values(), ids=BESIDE)
def test_what_ticks_in_an_entry_is_no_edit(layout: Layout, beside: Callable[[Story, Look], str]):
    """Reactions, ages, the parameters of links."""
    quiet = replace(layout, carries=layout.carries - {"links", "text"})

    verdict = busy(quiet, redrawn(lambda story, look: replace(look, beside=beside(story, look)))).play(0.5 * HOUR)

    assert told(busy(quiet).play(0.5 * HOUR)) == told(verdict)


def told(story: Story) -> list[tuple[str, str | None]]:
    return [(event.type.value, event.entry_id) for event in story.told]


def test_how_many_read_each_entry_is_no_edit():
    """A sentence in each that changes with each poll, among its words."""
    words = "{} people are reading this"
    edge = redrawn(lambda story, look: replace(look, beside=f"<p>{words.format(1_000 + ticking(story, look))}</p>"))

    assert told(busy(MARKUP).play(900)) == told(busy(MARKUP, edge).play(900))


@WITHIN
def test_a_placeholder_of_embeds_is_no_edit(layout: Layout):
    """Each sixth poll finds the question for consent in place of the players."""
    placeholder = "<p>Allow X content? This article contains content provided by X. We ask for your permission.</p>"
    player = '<iframe src="https://platform.twitter.com/embed/Tweet.html?id={}" title="Post"></iframe>'

    def embeds(story: Story, look: Look) -> Look:
        beside = placeholder if len(story.seen) % 6 == 4 else player.format(look.id)
        return replace(look, beside=beside if crc32(look.id.encode()) % 3 == 0 else "")

    kinds = Counter(kind for kind, _ in told(busy(layout, redrawn(embeds)).play(0.5 * HOUR)))

    undisturbed = Counter(kind for kind, _ in told(busy(layout).play(0.5 * HOUR)))
    assert undisturbed[CREATED] == kinds[CREATED]
    assert kinds[UPDATED] <= undisturbed[UPDATED] + 1


@WITHIN
def test_a_post_that_is_framed_instead_of_quoted_is_no_edit(layout: Layout):
    """In a third of the entries, each sixth poll."""
    quoted = (
        '<blockquote class="twitter-tweet"><p lang="en">The road to {0} is open<br>Take care</p>&mdash; River (@river) '
        '<a href="https://twitter.com/river/status/{1}?ref_src=twsrc">March 14, 2026</a></blockquote>'
    )
    frame = '<iframe src="https://platform.twitter.com/embed/Tweet.html?dnt=true&amp;id={1}" title="X Post"></iframe>'

    def embeds(story: Story, look: Look) -> Look:
        number = 10**18 + crc32(look.id.encode())
        form = frame if len(story.seen) % 6 == 4 else quoted
        return replace(look, beside=form.format(look.id, number) if number % 3 == 0 else "")

    quiet = replace(layout, carries=layout.carries - {"links", "text"})
    assert told(busy(quiet).play(0.5 * HOUR)) == told(busy(quiet, redrawn(embeds)).play(0.5 * HOUR))


PICTURES = {
    "signed": "https://img.example.org/{name}.jpg?Expires={tick}&Signature={tick}",
    "servers": "https://img{tick}.example.org/{name}.jpg",
    "sizes": "https://ichef.example.org/news/{size}/cpsprodpb/{name}.jpg",
    "forms": "https://res.example.org/image/upload/c_fill,w_{size},q_auto/v1/{name}.jpg",
}


@WITHIN
@pytest.mark.parametrize("form", PICTURES.values(), ids=PICTURES)
def test_another_address_of_a_picture_is_no_edit(layout: Layout, form: str):
    """Signatures that run out, servers in turn, sizes by chance."""
    quiet = replace(layout, carries=layout.carries - {"image"})

    def pictured(story: Story, look: Look) -> Look:
        image = form.format(name=look.id, tick=ticking(story, look, 9), size=story.random.choice((320, 480, 976)))
        return replace(look, image=image)

    assert [] == busy(quiet, redrawn(pictured)).play(0.4 * HOUR).judge().faults


LETTERS = {
    "curly quotes": lambda text: text.replace("'", "’"),
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "hyphens": lambda text: text.replace("ti", "t\u00adi").replace("rs", "r\u200bs"),
}


@pytest.mark.parametrize("layout", [JSONLD, MARKUP, CLOCK, TEXT], ids=lambda layout: layout.name)
@pytest.mark.parametrize("change", LETTERS.values(), ids=LETTERS)
def test_other_letters_for_the_same_words_are_no_edit(layout: Layout, change: Callable[[str], str]):
    """As two servers of one CMS set them."""

    def spelled(story: Story, look: Look) -> Look:
        if len(story.seen) // 5 % 2:
            return look
        return replace(look, title=change(look.title), paragraphs=tuple(map(change, look.paragraphs)))

    assert [] == busy(layout, redrawn(spelled)).play(0.4 * HOUR).judge().faults


@pytest.mark.parametrize("layout", [JSONLD, MARKUP, TEXT], ids=lambda layout: layout.name)
def test_a_page_in_another_language_for_once_is_no_edit(layout: Layout):
    """A server that forgot what was accepted: two polls of eight."""

    def other(story: Story, look: Look) -> Look:
        if len(story.seen) % 8 not in {3, 4}:
            return look
        words = tuple(" ".join(word[::-1] for word in text.split(" ")) for text in look.paragraphs)
        return replace(look, paragraphs=words)

    assert [] == busy(layout, redrawn(other)).play(0.4 * HOUR).judge().faults


def test_a_boilerplate_that_a_release_brings_is_no_edit():
    """In all entries at once; the next edit of one of them is told."""

    def edge(story: Story):
        made = answer(story, story.now)
        late = len(story.seen) > 20
        note = "<p>Follow our live coverage in the app for free</p>" if late else ""
        return replace(made, drawn=tuple(replace(look, beside=note) for look in made.looks))

    assert told(busy(MARKUP).play(0.4 * HOUR)) == told(busy(MARKUP, edge).play(0.4 * HOUR))
