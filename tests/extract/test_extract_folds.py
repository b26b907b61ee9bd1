"""What an entry shows only when a reader clicks is read as its own, and once."""

from __future__ import annotations

import pytest
from extract_pages import TEXTS, WORDS, entries_of

BUTTON = '<button type="button" aria-expanded="false">Read more</button>'
CUT = f"<div>{WORDS[:50]}... <span>Load More</span></div>"
WHOLE = f"<div class=hidden><p>{WORDS}</p> <p>{TEXTS[1]}</p></div>"


@pytest.mark.parametrize(
    ("folded", "text"),
    [
        (f"<div hidden><p>{TEXTS[1]}</p></div>{BUTTON}", f"{WORDS}\n{TEXTS[1]}"),
        (f"{BUTTON}<div hidden><p>{TEXTS[1]}</p></div>", WORDS),
        (f"<div hidden><p>{TEXTS[1]}</p></div>", WORDS),
        (f"<div hidden>Not yet</div>{BUTTON}", WORDS),
        (f'<div hidden class="share-panel"><p>{TEXTS[1]}</p></div>{BUTTON}', WORDS),
        (f"<div hidden><p>{TEXTS[1]}</p></div><button>Send</button>", WORDS),
    ],
    ids=["above its button", "below a menu's", "alone", "no sentence", "shares", "unfolds nothing"],
)
def test_the_rest_of_a_text_stands_above_the_button_that_unfolds_it(folded: str, text: str):
    """What is hidden there is of the entry; menus unfold below their buttons, and panels share."""
    entries = entries_of(*(f"<p>{WORDS}</p>{folded}" for _ in range(4)))

    assert [text] * 4 == [entry.text for entry in entries]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (CUT + WHOLE, f"{WORDS}\n{TEXTS[1]}"),
        (f"<p>{WORDS[:50]}…</p><p>{WORDS}</p>", WORDS),
        (f"<p>{WORDS[:50]}…</p><p>{TEXTS[1]}</p>", f"{WORDS[:50]}…\n{TEXTS[1]}"),
        (f"<p>{WORDS[:50]}…</p><p>{WORDS[:12]}</p>", f"{WORDS[:50]}…\n{WORDS[:12]}"),
        (f"<p>{WORDS[:20]}…</p><p>{WORDS}</p>", f"{WORDS[:20]}…\n{WORDS}"),
        (f"<p>{WORDS}</p><p>{WORDS[:50]}…</p>", f"{WORDS}\n{WORDS[:50]}…"),
    ],
    ids=["behind a click", "in two paragraphs", "goes on", "shorter", "trails off", "below"],
)
def test_what_is_cut_short_above_the_whole_is_not_read_twice(body: str, text: str):
    """Words that break off where the same ones follow are a reader's first glance at them."""
    entries = entries_of(*(body if at == 1 else f"<p>{TEXTS[2]}</p>" for at in range(4)))

    assert text == entries[1].text
