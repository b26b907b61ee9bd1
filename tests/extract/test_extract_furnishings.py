"""What desks put into their entries and between them: captions, portraits, boxes, ids and classes that were drawn."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from extract_pages import NOW, URL, WORDS, entries_of, page_of, read

from monitor.errors import NotALiveBlog
from monitor.extract import extract
from monitor.extract.blocks.headlines import MAX_SCORES
from monitor.extract.blocks.naming import keys_of
from monitor.extract.page.document import Document
from monitor.extract.times.dates import parse_phrase
from monitor.model import IdClass

PICTURE = '<img src="/pier.jpg" alt="">'
REFUSED = Path(__file__).parents[1] / "refused"


@pytest.mark.parametrize(
    "shown",
    [
        '<div class="player"><video poster="/v.jpg"></video><div class="player__caption">The pier</div></div>',
        '<div class="audio-player"><audio src="/a.mp3"></audio><b class="audio-player__title">The pier</b></div>',
        f'<div class="wp-caption">{PICTURE}<p class="wp-caption-text">The pier</p></div>',
        f'<figure>{PICTURE}<figcaption>The pier <span class="photo-caption">at noon</span></figcaption></figure>',
        f'<div class="css-1a2">{PICTURE}<div class="css-9z caption"><span>The pier</span><i>Ona Lind</i></div></div>',
        f'<div>{PICTURE}<small class="imageCaption">The pier</small><i class="image-credit">O. Lind</i></div>',
    ],
)
def test_what_a_picture_shows_is_no_text_whatever_holds_it(shown: str):
    """Desks without figures call captions and credits so in a class; the picture beside them stays."""
    found = entries_of(*[f"<h3>Headline {at}</h3><p>{WORDS}</p>{shown}" for at in range(3)])

    assert [WORDS] * 3 == [entry.text for entry in found]
    assert all(len(entry.images) == ("<img" in shown) for entry in found)


@pytest.mark.parametrize(
    "words",
    [
        f'<div class="caption"><h2>Ferries sail</h2><p>{WORDS}</p></div>',
        f'<div class="with-caption">{PICTURE}<p>{WORDS}</p></div>',
        f'<p class="caption">{WORDS}</p>',
        f'<i class="caption"></i><p>{WORDS}</p>',
    ],
)
def test_an_entry_that_is_all_caption_keeps_its_words(words: str):
    """What is called so and holds picture, headline or the only words of an entry is none, or all there is."""
    found = entries_of(*[words for _ in range(3)])

    assert [WORDS] * 3 == [entry.text for entry in found]


@pytest.mark.parametrize(
    "opening",
    [
        '<div class="flex"><img class="h-6 w-6 rounded-full" src="/a.png" alt=""><span>Ada Moor</span></div>',
        '<div><img src="/avatars/7.png" alt="Profile photo"><b>Ada Moor</b></div>',
        '<div><img src="/7.png" width="40" height="40"><div><b>Ada Moor</b></div></div>',
        '<div><img src="/7.png" alt=""><div><b>Ada Moor</b></div></div>',
        '<div class="cil-name">Ada Moor</div>',
        '<p class="author">Ada Moor says…</p>',
    ],
)
def test_a_name_at_the_top_of_an_entry_is_who_wrote_it(opening: str):
    """It stands alone beside a small, round or silent picture, or in an element that is called a name."""
    found = entries_of(*[f"{opening}<h3>Headline {at}</h3><p>{WORDS}</p>" for at in range(3)])

    assert [(("Ada Moor",), WORDS)] * 3 == [(entry.authors, entry.text) for entry in found]


@pytest.mark.parametrize(
    "opening",
    [
        '<div class="team-name">Calder Bay</div>',
        '<div><img src="/7.png" alt=""><b>Getty Images</b></div>',
        '<div><img src="/7.png" alt="Boats on the quay"><b>Calder Bay</b></div>',
        '<div><img src="/7.jpg" alt=""><p>Calder Bay</p></div>',
        '<div><img src="/7.png" width="800" height="450" alt="Boats"><b>Calder Bay</b></div>',
        f'<blockquote><div class="nick-name">Ada Moor</div><p>{WORDS}</p></blockquote>',
        '<div class="item-by">That is a fine save, low to his left, after he was played in by Ada Moor.</div>',
        f'<p>{WORDS}</p><p>Quay.</p><p>Pier.</p><div class="chat-name">Ada Moor</div>',
    ],
)
def test_other_names_at_the_top_of_an_entry_are_its_text(opening: str):
    """Teams, agencies, places below a picture that says what it shows, and the words of others name no author."""
    found = entries_of(*[f"{opening}<p>{WORDS} {at}</p>" for at in range(3)])

    assert {"Ada Moor", "Calder Bay", "Getty Images", "That is a fine save"}.isdisjoint(
        name for entry in found for name in entry.authors if "item-by" not in opening or name != "Ada Moor"
    )


@pytest.mark.parametrize(
    "fitting",
    [
        '<div class="tools"><a href="#top">Alkuun tästä</a></div>',
        "<a>Nach oben</a>",
        "<span>Latest</span>",
        "<p>Loading…</p>",
        "<div>Wird geladen...</div>",
        "<p>New update loading…</p>",
        "<small>(edited)</small>",
        "<p>Post 12 of 34</p>",
        '<p><a href="/topics/ferries">Follow this topic</a></p>',
        '<p><a href="#comments">Mitreden</a></p>',
        '<div class="embed-consent"><p>To view this, accept cookies from the player.</p><button>Manage</button></div>',
        '<div><span>Recommended</span> <a href="/tides"><b>How to read a tide table</b></a></div>',
        '<p><strong>Read more:</strong> <a href="/tides">How to read a tide table</a></p>',
        '<div class="z9"><p>Advertisement</p><p><a href="https://ads.example/17">Half a boat</a></p></div>',
    ],
)
def test_what_comes_and_goes_in_an_entry_is_not_of_it(fitting: str):
    """Controls in whatever language, a mark of the newest, an embed's place, a story that is linked: no edit."""
    found = entries_of(*[f"<h3>Headline {at}</h3><p>{WORDS}</p>{fitting if at else ''}" for at in range(3)])

    assert [(WORDS, (), f"Headline {at}") for at in range(3)] == [(one.text, one.links, one.title) for one in found]


def test_a_link_to_the_top_of_the_page_names_no_entry():
    """Each entry has it, and it leads to none of them: their own ids do."""
    found = entries_of(*[f'<p>{WORDS} {at}</p><a href="#top">Top</a>' for at in range(3)])

    assert [f"{URL}#p-{9_000_300 - 7 * at}" for at in range(3)] == [entry.url for entry in found]


@pytest.mark.parametrize("alt", ["🔥", "⚽️", "🇳🇴"])
def test_an_emoji_that_is_drawn_is_a_word(alt: str):
    """Some readers get it as a picture, some as a letter; what a picture of the entry shows is none."""
    drawn = f'<img class="emoji" alt="{alt}" src="https://cdn.example/1f525.svg">'
    told, said = (entries_of(*[f"<p>{WORDS} {sign}</p>{PICTURE}"] * 3)[0] for sign in (drawn, alt))

    assert (said.text, said.images) == (told.text, told.images)
    assert f"{WORDS} {alt}" == told.text
    assert ("https://news.example/pier.jpg",) == told.images


def test_entries_of_one_block_may_be_drawn_in_several_ways():
    """Under styled components a second class says how a block looks; some of these hashes have no number."""
    looks = ("kLmNoP", "sc-7x1z", "qRsTuV", "sc-2b9c", "sc-44ab")
    blocks = "".join(
        f'<div class="sc-1a2b3 {look}" id="{at}f{look}99{at}"><time datetime="2024-12-01T11:0{9 - at}:00Z">x</time>'
        f"<p>{WORDS} {at}</p></div>"
        for at, look in enumerate(looks)
    )
    found = read(page_of(f"<title>Harbour live</title><main><div>{blocks}</div></main>")).entries

    assert [f"{WORDS} {at}" for at in range(len(looks))] == [entry.text for entry in found]


def test_an_id_of_letters_alone_names_its_entry():
    """One of thirty ids of twenty letters in base 62 has no digit, and is as lasting as its neighbours."""
    ids = (
        "k2eGazffpFWAkBmZWqvb",
        "wbeGazffpFWAkBmZWqvb",
        "atcfvphxswBGLwxNStqm",
        "mtrqBMcLfAqvqnwqBCTU",
        "RAEPCAWFKADPLXQUOJBTFMZQ",
    )
    blocks = "".join(
        f'<div class="c" id="{id_}"><time datetime="2024-12-01T11:0{9 - at}:00Z">x</time><p>{WORDS} {at}</p></div>'
        for at, id_ in enumerate(ids)
    )
    found = read(page_of(f"<title>Harbour live</title><main><div>{blocks}</div></main>"))

    assert (IdClass.STABLE, list(ids)) == (found.id_class, [entry.id for entry in found.entries])


@pytest.mark.parametrize(
    "id_", ["liveBlogUpdateContainer", "main", "strike-at-the-harbour-ends", "keyEventsOfTheBlogURL"]
)
def test_an_id_that_somebody_wrote_names_nothing(id_: str):
    """Names of parts of a page, in words, are no ids of entries."""
    document = Document(page_of(f'<main><div id="{id_}"><p>{WORDS}</p></div></main>'), now=NOW)
    outline = document.outline

    assert outline is not None
    assert id_ not in keys_of(outline.select("div")[0], (), document, None)


def test_a_line_signs_and_dates_an_entry_with_on():
    """ScribbleLive closes each entry with "by Ada Moor on 1/12/2024 at 11.42.09", with seconds behind a full stop."""
    items = "".join(
        f'<li id="36748065{9 - at}" class="live-item-text"><div class="Content"><p>{WORDS} {at}</p></div>'
        f'<div class="Meta">by Ada Moor on 1/12/2024 at 11.0{9 - at}.07</div></li>'
        for at in range(4)
    )
    found = read(page_of(f"<title>Harbour live</title><main><ul>{items}</ul></main>")).entries

    assert [f"{WORDS} {at}" for at in range(4)] == [entry.text for entry in found]
    assert [datetime(2024, 12, 1, 11, 9 - at, 7, tzinfo=UTC) for at in range(4)] == [entry.published for entry in found]
    assert {("Ada Moor",)} == {entry.authors for entry in found}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("9:44 AM ET / 14:44 GMT", "09:44:00"),
        ("14:44 GMT (9:44 a.m. ET)", "14:44:00"),
        ("9:44 AM ET / 15:10 GMT", None),
        ("9:44 AM / 14:44 GMT", None),
        ("9:44 AM ET / 14:44 people", None),
        ("2.44 metres / 3.10 GMT", None),
    ],
)
def test_a_clock_told_for_two_zones_is_one(words: str, told: str | None):
    """The second says the same instant for other readers; two different ones are no time of an entry."""
    phrase = parse_phrase(words)

    assert told == (phrase.clock.isoformat() if phrase and phrase.clock else None)


@pytest.mark.parametrize(
    ("closing", "authors"),
    [
        ("(Reporting by Ada Moor; editing by Tom Hale)", ("Ada Moor",)),
        (
            "(Reporting by Ada Moor in Oslo and Tom Hale; Writing by Ines Wark; Editing by Lea Voss)",
            ("Ada Moor", "Tom Hale"),
        ),
        ("(Reporting by our staff, who were there all night; editing by hand)", ()),
        ("(Additional reporting by the newsroom)", ()),
    ],
)
def test_agencies_sign_in_brackets(closing: str, authors: tuple[str, ...]):
    """Who reported is the author, not who edited, and the line is no text; in other words it is."""
    found = entries_of(*[f"<h3>Headline {at}</h3><p>{WORDS}</p><p>{closing}</p>" for at in range(3)])
    text = WORDS if authors else f"{WORDS}\n{closing}"

    assert [(authors, text)] * 3 == [(entry.authors, entry.text) for entry in found]


def test_how_many_pictures_a_row_has_is_no_text():
    """A slide's number changes with each reading, or with each picture that is added."""
    found = entries_of(
        *[f'<p>{WORDS}</p><span class="gallery__count">1 / {2 + at}</span>' for at in range(3)],
    )

    assert [WORDS] * 3 == [entry.text for entry in found]


def test_two_numbers_beside_a_date_are_a_clock():
    """A date with slashes stands already, so that "09.12.07" is no second one."""
    told = parse_phrase("29/11/2026 at 09.12.07")

    assert told is not None
    assert told.clock is not None
    assert (2026, 11, 29, "09:12:07") == (told.year, told.month, told.day, told.clock.isoformat())


def flat(*entries: str, lead: str = "", offset: str = "+00:00", box: str = "div class='article-body'") -> str:
    return (
        f"<title>Harbour live</title><meta property='article:published_time' content='2024-12-01T06:00:00{offset}'>"
        f"<main><{box}><p>{lead}</p>{''.join(entries)}</{box.split(maxsplit=1)[0]}></main>"
    )


@pytest.mark.parametrize(
    ("lead", "hour"),
    [
        ("Follow our coverage here. (All times GMT)", 11),
        ("All times are shown in EST.", 16),
        ("All times local.", 8),
        ("At all times GMT ferries sail.", 8),
        ("All times IST", 8),
        ("Nothing is said of it.", 8),
    ],
)
def test_a_page_may_say_in_which_zone_its_clocks_are(lead: str, hour: int):
    """What it says to its readers is surer than what its machines write, unless several zones are called so."""
    entries = [f"<p><strong>11:0{9 - at}: </strong>{WORDS} {at}</p>" for at in range(5)]
    found = read(page_of(flat(*entries, lead=lead, offset="+03:00")), now=NOW.replace(hour=18)).entries

    assert [hour] * 5 == [entry.published.hour for entry in found if entry.published]


def test_boxes_between_flat_paragraphs_are_no_text():
    """Links to other stories and captions stand between the paragraphs of regional papers; a clock in a box counts."""
    between = (
        '<aside class="inline-related"><p class="inline-related__title">More</p><a href="/x">Five walks</a></aside>',
        f"<figure>{PICTURE}<figcaption>The pier <b>Ona Lind</b></figcaption></figure>",
        '<div class="read-also"><p>Read also</p><p><a href="/y">A tale of two ferries</a></p></div>',
        f'<div class="article-image">{PICTURE}<div class="article-image-caption">The pier at noon</div></div>',
        '<div class="related-box"><p>The tide turns at 14:05 at the pier.</p></div>',
    )
    entries = [
        f"<p><b>11.0{9 - at}am Update:</b> In part {at} of it: {WORDS}</p>{box}" for at, box in enumerate(between)
    ]
    found = read(page_of(flat(*entries))).entries

    assert [f"In part {at} of it: {WORDS}" for at in range(4)] == [
        entry.text.removeprefix("Update: ") for entry in found[:4]
    ]
    assert found[4].text.endswith("The tide turns at 14:05 at the pier.")


def test_a_picture_at_the_end_of_the_last_flat_entry_is_its_own():
    """It was when others stood below it, and is no less once they have rolled off; so below a line that repeats."""
    figure = f"<figure>{PICTURE}<figcaption>The pier</figcaption></figure>"
    credit = "<p>— Harbour Watch (@harbourwatch)</p>"
    entries = [
        f"<p><b>11.0{9 - at}am:</b> In part {at} of it: {WORDS}</p><p>{at}: {WORDS}</p>{credit}"
        f"{'' if at == 3 else f'<p>{WORDS}</p>'}{figure}"
        for at in range(5)
    ]
    before = read(page_of(flat(*entries)))

    after = extract(page_of(flat(*entries[:4])), now=NOW, remembered=before.choice)

    assert before.entries[3].images
    assert before.entries[3] == after.entries[3]


def test_a_caption_is_told_where_a_flat_entry_says_nothing_else():
    """A picture that is all of an entry is told by its caption, also where entries open with a byline."""
    caption = f"<figure>{PICTURE}<figcaption>{WORDS}</figcaption></figure>"
    entries = [f"<p>11:0{9 - at}</p>{caption if at == 2 else f'<p>In part {at} of it: {WORDS}</p>'}" for at in range(5)]
    found = read(page_of(flat(*entries))).entries

    assert WORDS == found[2].text


def test_pieces_of_an_article_that_builders_call_widgets_hold_entries():
    """TimesLIVE has its live pages in `article-widget-text`, and its clocks as "16h22 -"."""
    entries = [f"<p><strong>09h0{9 - at} -</strong></p><p>In part {at} of it: {WORDS}</p>" for at in range(5)]
    found = read(page_of(flat(*entries, box="div class='article-widget-text'"))).entries

    assert [f"In part {at} of it: {WORDS}" for at in range(5)] == [entry.text for entry in found]


def test_headlines_that_lead_elsewhere_are_no_flat_entries():
    """A river of articles signs and dates each below its teaser, as a live blog does; its headlines are links."""
    page = page_of((REFUSED / "river_of_articles.html").read_bytes(), url="https://site.example/news/latest")

    with pytest.raises(NotALiveBlog) as refusal:
        read(page)

    assert "its lines with dates lead to pages of their own" == refusal.value.absent["flat"]


def test_what_is_still_to_come_is_no_live_blog_even_if_called_live():
    """A guide to what is on tonight calls itself live; clocks that may be local to the far east are still believed."""
    guide = REFUSED / "guide_called_live.html"
    url = "https://site.example/tv/live"

    with pytest.raises(NotALiveBlog):
        extract(page_of(guide.read_bytes(), url=url), now=NOW)

    assert extract(page_of(guide.read_bytes(), url=url), now=NOW.replace(hour=23, minute=59)).entries


def test_entries_ahead_of_us_are_those_of_a_publisher_who_calls_local_time_utc():
    """Newest first they stand hours ahead, from the first entry of a new live blog on (Repubblica, in summer two)."""
    times = [(NOW + timedelta(hours=5, minutes=-minutes)).strftime("%Y-%m-%dT%H:%MZ") for minutes in (1, 4, 9)]
    posts = [
        f'<article id="post-41930{at}"><time datetime="{time}"></time><p>{WORDS} {at}</p></article>'
        for at, time in enumerate(times)
    ]
    page = f'<h1>Flood live</h1><div class="live-blog">{"".join(posts)}</div>'

    assert 3 == len(extract(page_of(page, url="https://site.example/live/flood"), now=NOW).entries)


PLACES = ("Northport", "Calder Bay", "Eastmere")


@pytest.mark.parametrize("hash_", ["by5bu", "0by67", "kByRtQ"])
def test_letters_in_a_hash_are_no_word(hash_: str):
    """A build draws the hashes in its classes anew: one that happens to hold "by" or "ad" is called as the others."""
    bodies = [f'<h3 class="Post_title__{hash_}">{place} waits</h3><p class="{hash_}">{WORDS}</p>' for place in PLACES]

    found = entries_of(*bodies)

    assert [(f"{place} waits", WORDS, ()) for place in PLACES] == [(e.title, e.text, e.authors) for e in found]


def test_a_hash_makes_no_headline():
    """Letters that a build draws for a class may spell "ttl"; the next build draws others."""
    words = [f"{place} waits for the ferry" for place in PLACES]

    found = entries_of(*(f'<p class="xttl4">{opening}</p><p>{WORDS}</p>' for opening in words))

    assert [(None, f"{opening}\n{WORDS}") for opening in words] == [(entry.title, entry.text) for entry in found]


@pytest.mark.parametrize("hash_", ["9r0ad", "ads7x"])
def test_an_entry_is_no_advertisement_by_the_hash_of_its_class(hash_: str):
    """Letters that a build draws for a class may spell "ad" or "ads"."""
    blocks = "".join(
        f'<div class="live-post Post_root__{hash_}"><time datetime="2024-12-01T11:0{9 - at}:00Z">x</time>'
        f"<p>{WORDS} {at}</p></div>"
        for at in range(4)
    )

    assert 4 == len(read(page_of(f"<title>Harbour live</title><main><div>{blocks}</div></main>")).entries)


UUIDS = (
    "3d6d91db-07de-4db2-ad59-bcff4c3476f5",
    "3d6d91db-ad59-4db2-8d59-bcff4c3476f5",
    "ad591234-07de-4db2-8d59-bcff4c3476f5",
    "3d6d91db-07de-4db2-8d59-ad5912347605",
)


@pytest.mark.parametrize("uuid", UUIDS)
def test_an_entry_is_no_advertisement_by_the_uuid_in_its_class(uuid: str):
    """Of the UUIDs that stand in classes one in a hundred has a part that spells "ad"; the others have none."""
    uuids = (uuid, *(f"5b0c41f{at}-12d1-4f0b-9a3e-0c2b3d4e5f61" for at in range(3)))
    blocks = "".join(
        f'<div class="thing id-LiveUpdate_{one}"><time datetime="2024-12-01T11:0{9 - at}:00Z">x</time>'
        f"<p>{WORDS} {at}</p></div>"
        for at, one in enumerate(uuids)
    )

    assert 4 == len(read(page_of(f"<title>Harbour live</title><main><div>{blocks}</div></main>")).entries)


@pytest.mark.parametrize(
    ("id_", "told"),
    [
        ("ad7c41f0-55d1-4f0b-9a3e-1c2b3d4e5f60", 4),
        ("ad31c7e80e99a2b47f015c6d", 4),
        ("ad-2", 3),
        ("ads12", 3),
        ("adslot-2", 3),
    ],
)
def test_an_id_drawn_by_chance_makes_no_advertisement(id_: str, told: int):
    """One of 256 ids in hexadecimal begins with "ad"."""
    ids = (
        "5b0c41f0-12d1-4f0b-9a3e-0c2b3d4e5f61",
        id_,
        "c07c41f0-73d1-4f0b-8a3e-2c2b3d4e5f62",
        "e1f7c41f-99a2-4f0b-9a3e-63",
    )
    blocks = "".join(
        f'<div class="live-post" id="{drawn}"><time datetime="2024-12-01T11:0{9 - at}:00Z">x</time>'
        f"<p>{WORDS} {at}</p></div>"
        for at, drawn in enumerate(ids)
    )

    assert told == len(read(page_of(f"<title>Harbour live</title><main><div>{blocks}</div></main>")).entries)


def test_words_that_lead_to_nothing_are_the_entry_s():
    """No promotion without a link: a score in bold, or what is still to be read."""
    linked = f'<p>{WORDS} <a href="/crews">Who they are</a></p>'
    found = entries_of(*[f"{linked}<p><b>Read more:</b> tomorrow, when they meet again, {at}</p>" for at in "abc"])

    expected = [f"{WORDS} Who they are\nRead more: tomorrow, when they meet again, {at}" for at in "abc"]
    assert expected == [one.text for one in found]


def test_what_is_said_below_the_word_for_an_advertisement_is_the_entry_s():
    """The police are told of an "Anzeige", too: its link leads on from a sentence."""
    report = (
        '<div><p>Anzeige</p><p>The harbour master has been reported <a href="/who">by two skippers</a> {at}</p></div>'
    )
    found = entries_of(*[report.format(at=at) for at in "abc"])

    assert all("reported by two skippers" in one.text for one in found)


def test_numbers_in_bold_alone_are_no_headline():
    """A headline has letters."""
    played = "".join(f"<td><b>{at} – 6</b></td>" for at in range(MAX_SCORES + 1))
    found = entries_of(*[f"<table><tr>{played}</tr></table><p>{WORDS} {at}</p>" for at in range(3)])

    assert [None] * 3 == [entry.title for entry in found]


def test_of_two_times_for_machines_the_first_counts():
    """An entry's element may tell two of its own; what comes second is of something else."""
    blocks = "".join(
        f'<div class="live-post" id="p-{9_000_300 - at}" data-published="2024-12-01T11:0{9 - at}:00Z"'
        f' data-date="2024-11-30T08:00:00Z"><time>11:0{9 - at}</time><p>{WORDS} {at}</p></div>'
        for at in range(3)
    )
    found = read(page_of(f"<title>Harbour live</title><main><div>{blocks}</div></main>")).entries

    assert [datetime(2024, 12, 1, 11, 9 - at, tzinfo=UTC) for at in range(3)] == [entry.published for entry in found]


@pytest.mark.parametrize("around", ["", '<div class="author-group">{}<span class="author">By Ada Moor</span></div>'])
def test_what_a_picture_is_drawn_with_is_no_word(around: str):
    """Letters in a drawing are its lines: beside a byline they were a second author."""
    drawn = '<svg viewBox="0 0 9 9"><title>House</title><text x="1">QRY</text></svg>'
    entries = entries_of(*(f"{around.format(drawn) or drawn}<h2>Headline {at}</h2><p>{WORDS}</p>" for at in range(3)))

    assert [(WORDS, ("Ada Moor",) if around else ())] * 3 == [(entry.text, entry.authors) for entry in entries]
