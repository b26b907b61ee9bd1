"""Lines of an entry that tell when it was written and by whom, with words between the two."""

from __future__ import annotations

import pytest
from extract_pages import TEXTS, page_of, read

TIME = '<time datetime="2024-12-01T11:0{at}:00Z">11:0{at}</time>'


def told(line: str, *, headline: str = "<h2>Pier {at} is closed</h2>") -> list[tuple[tuple[str, ...], str]]:
    """Return who wrote the entries of a page with such a line above each text, and what they say."""
    posts = (
        f'<div class="live-post" id="p-{9 - at}">{headline}{line}<p>{text}</p></div>'.replace("{at}", str(9 - at))
        for at, text in enumerate(TEXTS[:3])
    )
    found = read(page_of(f"<title>Harbour live</title><main><h1>Harbour live</h1>{''.join(posts)}</main>"))
    return [(entry.authors, entry.text) for entry in found.entries]


@pytest.mark.parametrize(
    "line",
    [
        f'<p>By <span class="author">Ada Moor</span> at {TIME}</p>',
        f'<p>By <a rel="author" href="/staff/ada-moor">Ada Moor</a> on {TIME}</p>',
        f'<div>Posted by <b class="author">Ada Moor</b> at <i><u>{TIME}</u></i></div>',
        f'<p>Von <span class="author">Ada Moor</span> um {TIME} Uhr</p>',
        f'<p class="meta">Par <span class="auteur">Ada Moor</span>, à {TIME}</p>',
    ],
)
@pytest.mark.parametrize("headline", ["<h2>Pier {at} is closed</h2>", ""])
def test_words_between_a_name_and_a_time_are_no_text(line: str, headline: str):
    """They are of the byline ("By … at", "Von … um … Uhr"), whatever the line is called."""
    assert [(("Ada Moor",), text) for text in TEXTS[:3]] == told(line, headline=headline)


@pytest.mark.parametrize("words", ["Posted at {}", "Veröffentlicht um {} Uhr", "Publié à {}", "Опубликовано в {}"])
def test_what_introduces_a_time_is_no_text(words: str):
    """A line that is a time when it is read whole says nothing else, also where an entry has no author."""
    assert [((), text) for text in TEXTS[:3]] == told(f"<p>{words.format(TIME)}</p>")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (f"<p>{TIME} Goal</p>", "Goal"),
        (f'<p>Rain stops <b class="author">Ada Moor</b> at {TIME}</p>', "Rain stops at"),
        (f"<p>Posted at <i><u><s><b>{TIME}</b></s></u></i></p>", "Posted at"),
    ],
)
def test_words_beside_a_time_are_text(line: str, said: str):
    """What is more than a time stays, and so do words that are far from it."""
    assert [f"{said}\n{text}" for text in TEXTS[:3]] == [words for _, words in told(line)]
