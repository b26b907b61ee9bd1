"""What tells entries from their furniture on pages of publishers that nobody described, and what is no live blog."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from extract_pages import NOW, WORDS, entries_of, page_of, read

from monitor.errors import Blocked, ExtractError, NotALiveBlog
from monitor.extract import extract
from monitor.extract.page.charsets import guess_charset

REFUSED = Path(__file__).parents[1] / "refused"
BARRED = {"consent_de", "consent_it", "consent_nl", "login_ru", "not_found_fr"}


@pytest.mark.parametrize("name", sorted(file.stem for file in REFUSED.iterdir()))
def test_what_only_looks_like_a_live_blog_is_refused(name: str):
    """Programmes, threads, reviews, indexes and side bars give no entries, and a wall is told as one."""
    page = page_of((REFUSED / f"{name}.html").read_bytes(), url=f"https://site.example/{name}")

    with pytest.raises(ExtractError) as refusal:
        read(page)

    assert (Blocked if name in BARRED else NotALiveBlog) is type(refusal.value)


@pytest.mark.parametrize(
    ("closing", "authors"),
    [
        ("<p>— Ada Moor</p>", ("Ada Moor",)),
        ("<p><em>—</em> <em>Ada Moor</em></p>", ("Ada Moor",)),
        ("<p>— Ada Moor and Tom Hale</p>", ("Ada Moor", "Tom Hale")),
        ("<p>di Livia Neri</p>", ("Livia Neri",)),
        ("<span>Uwe von Brandt</span>", ("Uwe von Brandt",)),
        ("<span>Ana dos Santos</span>", ("Ana dos Santos",)),
        ("<p>— Jan ter Horst</p>", ("Jan ter Horst",)),
        ("<div><span>Ada Moor</span></div>", ("Ada Moor",)),
        ('<p><a href="/autor/ada-moor">Ada Moor</a></p>', ("Ada Moor",)),
        ('<p>Reporting by <a href="/people/7/">Ada Moor</a></p>', ("Ada Moor",)),
        ('<p class="post__by">Ada Moor · redactrice</p>', ("Ada Moor",)),
        ('<div class="signature">Posted by Ada Moor</div>', ("Ada Moor",)),
        ('<span class="chat-user">Ada Moor:</span>', ("Ada Moor",)),
        ('<span class="Nick">Ada Moor</span>', ("Ada Moor",)),
        ('<span data-dot="author">Ada Moor, Novosti</span>', ("Ada Moor",)),
        ('<p class="byline">Ada Moor in London</p>', ("Ada Moor",)),
        ('<p class="byline">Ada Moor reports from the pier</p>', ("Ada Moor",)),
        ("<p>-ABC News' Ada Moor</p>", ("Ada Moor",)),
        ("<p>Posted by: <b>Ada Moor</b></p>", ("Ada Moor",)),
        ('<p class="byline">Ada Moor, journaliste</p>', ("Ada Moor",)),
        ('<div><img alt="Ada Moor" src="/a.jpg"><span>Ada Moor</span><span>redacteur Zee</span></div>', ("Ada Moor",)),
        ('<div><picture><img alt="Ada Moor" src="/a.jpg"></picture><b>Ada Moor</b></div>', ("Ada Moor",)),
    ],
)
def test_who_wrote_an_entry_may_stand_at_its_end(closing: str, authors: tuple[str, ...]):
    """A name behind a dash, after "by", alone in an element or in a link to a person is the author, and no text."""
    found = entries_of(*[f"<h3>Headline {at}</h3><p>{WORDS}</p>{closing}" for at in range(3)])

    assert [(authors, WORDS)] * 3 == [(entry.authors, entry.text) for entry in found]


@pytest.mark.parametrize(
    "closing",
    [
        "<p>Ada Moor</p>",
        "<p>— said the minister in the evening</p>",
        "<span>Getty Images</span>",
        "<span>Moor</span>",
        "<blockquote><p>Old words</p><span>Ada Moor</span></blockquote>",
        '<p>As <a href="/people/7/">Ada Moor</a> writes, it is over.</p>',
        '<a href="/people/7/">Ada Moor</a>',
        '<div><img alt="Ada Moor" src="/a.jpg"><span>The pier on Friday</span></div>',
        f'<div><img alt="Ada Moor" src="/a.jpg"><p>Ada Moor</p><p>{WORDS} {WORDS}</p></div>',
        "<span>Chief Reporter</span>",
        '<div class="entry-category"><a>Harbour</a> <a>Strike</a></div>',
    ],
)
def test_what_closes_an_entry_may_be_of_its_text(closing: str):
    """A name in a paragraph, of an agency, in a sentence or of somebody quoted names no author."""
    found = entries_of(*[f"<h3>Headline {at}</h3><p>{WORDS}</p>{closing}" for at in range(3)])

    assert [()] * 3 == [entry.authors for entry in found]
    assert all(entry.text.startswith(WORDS) and len(entry.text) > len(WORDS) for entry in found)


@pytest.mark.parametrize(
    ("opening", "title"),
    [
        ("<p><strong>Ferries sail again</strong></p>", "Ferries sail again"),
        ("<strong>Ferries sail again</strong><br>", "Ferries sail again"),
        ("<b>Ferries sail again</b>\n", "Ferries sail again"),
        ("<p><strong>Ferries sail again:</strong></p>", None),
        ("<p><strong>Ferries</strong></p>", None),
        ("<p><strong>Ferries sail</strong> again today.</p>", None),
        ("<strong>Ferries sail again</strong> today.", None),
        (f"<p><strong>{'Ferries sail again and again ' * 8}</strong></p>", None),
        ("<blockquote><strong>Ferries sail again</strong></blockquote>", None),
    ],
)
def test_a_bold_first_line_is_the_headline_where_there_is_no_heading(opening: str, title: str | None):
    """So France Info and the cricket of the Guardian write them; a bold beginning of a sentence is text."""
    found = entries_of(*[f"{opening}<p>{WORDS}</p>" for _ in range(3)])

    assert [title] * 3 == [entry.title for entry in found]
    assert all(entry.text.endswith(WORDS) for entry in found)


def test_an_entry_that_is_all_bold_keeps_its_words():
    """Nothing is left to be the text, so it is not the headline."""
    found = entries_of(*[f"<p><strong>{WORDS} Part {at}</strong></p>" for at in range(3)])

    assert [(None, f"{WORDS} Part 0")] == [(entry.title, entry.text) for entry in found[:1]]


@pytest.mark.parametrize(
    "control",
    [
        "Share on WhatsApp",
        "Compartir en X",
        "Auf Facebook teilen",
        "Partager par e-mail",
        "Copy link",
        "Just in",
        "Pin It",
        "–",
    ],
)
def test_controls_are_no_text(control: str):
    """Words of buttons and flags are cut out wherever they stand in an entry, whatever they are called."""
    wanted = WORDS if control != "Auf Facebook teilen" else f"{WORDS}\n{control}"
    found = entries_of(*[f"<h3>Headline {at}</h3><p>{WORDS}</p><ul><li><a>{control}</a></li></ul>" for at in range(3)])

    assert [wanted] * 3 == [entry.text for entry in found]


def clocks(*parts: str, title: str = "Harbour live", head: str = "") -> list[str]:
    """Return when the entries of a page are from: a part is a clock, or a heading that names a day."""
    blocks = "".join(
        f'<div class="live-post" id="p-{9_000_300 - 7 * at}"><span>{part}</span><h3>No. {at}</h3><p>{WORDS}</p></div>'
        if part[0].isdigit() and ":" in part
        else f"<h2>{part}</h2>"
        for at, part in enumerate(parts)
    )
    page = f"<!doctype html><title>{title}</title>{head}<body><main><div>{blocks}</div></main>"
    found = read(page_of(page)).entries
    return [entry.published.strftime("%d %H:%M") if entry.published else "?" for entry in found]


MODIFIED = '<meta property="article:modified_time" content="2024-12-01T11:00:00Z">'
STARTED = '<meta property="article:published_time" content="2024-11-28T06:00:00Z">'


@pytest.mark.parametrize(
    ("parts", "head", "expected"),
    [
        (("Sunday 1 December", "11:42", "08:05", "Saturday 30 November", "22:31", "15:58"), "", "01 01 30 30"),
        (("11:42", "08:05", "30 November 2024", "22:31", "15:58"), "", "01 01 30 30"),
        (("11:42", "08:05", "Freitag, 29.11.2024", "22:31", "15:58"), MODIFIED, "01 01 29 29"),
        (("29 novembre", "08:05", "11:42", "30 novembre", "15:58", "22:31"), "", "30 30 29 29"),
        (("08:05", "11:42", "29 November", "15:58", "30 November", "22:31"), STARTED, "30 29 28 28"),
        (("08:05", "11:42", "30 November", "15:58", "1 December", "01:31"), STARTED, "01 30 28 28"),
        (("08:05", "11:42", "30 November", "15:58", "1 December", "01:31"), "", "01 30 29 29"),
    ],
)
def test_a_clock_is_of_the_day_that_stands_above_it(parts: tuple[str, ...], head: str, expected: str):
    """Days between entries count, in either order; what stands above the first of them is of the day beside it."""
    assert sorted(expected.split()) == sorted(told[:2] for told in clocks(*parts, head=head))


def test_an_instant_below_a_day_stays():
    """A time that an attribute tells needs no heading."""
    found = entries_of(
        *["<h3>A headline</h3><p>Some words that are long enough.</p>"] * 3, beside="<h2>7 May 2024</h2>"
    )

    assert [datetime(2024, 12, 1, 11, 9 - at, tzinfo=UTC) for at in range(3)] == [entry.published for entry in found]


@pytest.mark.parametrize(
    "mark",
    [
        '<span class="c-time">10:3{} Port local time</span>',
        '<span class="c-time">13:3{} Mecca local time</span>',
        '<div class="postTime">13:3{} بتوقيت مكة</div>',
        '<span class="date">1 hour ago</span> <time datetime="2024-12-01T10:3{}:00Z">Dec 01 2024 - 10:30</time>',
        '<div class="time"><b>Dec 01 2024 - 10:30</b> <time datetime="2024-12-01T10:3{}:00Z">x</time></div>',
        "<p><b>10:3{}</b> | <i>01.12.2024</i></p>",
        "<p><i>01.12.2024</i> | <b>10:3{}</b></p>",
        '<p>01.12.2024</p><time datetime="2024-12-01T10:3{}:00Z"></time>',
        '<time datetime="2024-12-01T10:3{}:00Z"></time><p>10:45</p><p>7 May 2024</p>',
        '<span data-utc="17330490{}6">3 hours ago</span>',
        '<span data-live-blog-time="2024-12-01T10:3{}:00Z">3 hours ago</span>',
        '<span data-event-start-time="2024-12-01T07:00:00Z">1 December 2024, 10:3{}</span>',
        "<p><strong>Update vom 1. Dezember, 10.3{} Uhr:</strong></p>",
        '<span class="live-update__time">Dec 1, 2024, 10:3{} UTC</span>',
    ],
)
def test_the_surest_time_of_an_entry_is_its_own(mark: str):
    """An instant beats a clock, a clock and a day make one time, and both beat an age."""
    blocks = "".join(
        f'<div class="live-post" id="p-{9_000_300 - 7 * at}">{mark.format(9 - at)}<h3>H {at}</h3><p>{WORDS}</p></div>'
        for at in range(3)
    )
    head = '<meta property="article:published_time" content="2024-12-01T06:00:00Z">'
    found = read(page_of(f"<!doctype html><title>Harbour live</title>{head}<body><main>{blocks}</main>")).entries

    assert ["10:3"] * 3 == [entry.published.strftime("%H:%M")[:4] if entry.published else "?" for entry in found]
    assert [True] * 3 == [WORDS in entry.text and "10:3" not in entry.text for entry in found]


@pytest.mark.parametrize(
    ("mark", "kept"),
    [
        ('<span class="c-time">14:42 said the clock on the wall of the old town hall</span>', "14:42 said"),
        ('<span class="c-time">14:42 to 15:10</span>', "14:42 to 15:10"),
        ('<span class="c-time">Some time later</span>', "Some time later"),
        ('<span class="c-time">7 May with words</span>', "7 May with"),
    ],
)
def test_what_is_named_a_time_may_say_more(mark: str, kept: str):
    """A span of time or a sentence stays what it is: words."""
    found = entries_of(*[f"<h3>Headline {at}</h3>{mark}<p>{WORDS}</p>" for at in range(3)])

    assert all(entry.text.startswith(kept) for entry in found)


CHARSETS = {
    "cp1251": "Экипажи паромов возвращаются к работе, министр отвечает на вопросы",
    "koi8_r": "Экипажи паромов возвращаются к работе, министр отвечает на вопросы",
    "iso8859_5": "Экипажи паромов возвращаются к работе, министр отвечает на вопросы",
    "cp1250": "Załogi promów wracają do pracy, następny rejs w poniedziałek, Łódź świętuje",
    "cp1252": "Les équipages reprennent le travail après l’assemblée générale à Orléans",
    "cp1253": "Η απεργία των πλοίων τελείωσε σήμερα το πρωί",
    "cp1254": "Feribot çalışanları işe dönüyor, ilk sefer pazartesi günü yapılacağını açıkladı",
    "cp1255": "צוותי המעבורות חוזרים לעבודה לאחר ההצבעה",
    "cp1256": "أطقم العبارات تعود إلى العمل بعد التصويت",
    "shift_jis": "フェリー乗組員が職場に復帰する",
    "euc_jp": "フェリー乗組員が職場に復帰する",
    "euc_kr": "여객선 승무원들이 업무에 복귀한다",
    "gb18030": "渡轮船员同意复工工会表示投票结束停工",
    "big5": "渡輪船員同意復工工會表示投票結束停工",
}


@pytest.mark.parametrize("charset", CHARSETS)
def test_an_undeclared_charset_is_told_by_its_letters(charset: str):
    """Whatever old encoding a page is in, its words come out; ASCII around them proves nothing."""
    words = CHARSETS[charset]
    body = f"<!doctype html><p class='live'>{words}</p>".encode(charset)

    assert words in body.decode(guess_charset(body))


@pytest.mark.parametrize(
    "body", [b"", b"<p>plain</p>", "<p>Stra\u00dfe \u2013 gr\u00fcn, sch\u00f6n, \u00fcber".encode() * 9 + b"\xff"]
)
def test_utf8_with_an_odd_byte_is_utf8(body: bytes):
    """One byte that was copied wrongly does not make a page Latin."""
    assert "utf-8" == guess_charset(body)


def test_bytes_that_make_no_words_are_read_as_browsers_do():
    """What no table knows is Windows-1252."""
    assert "cp1252" == guess_charset(b"<p>" + bytes(range(0x80, 0xA0)) * 4)


def test_minutes_that_do_not_run_need_a_live_page():
    """A list of minutes in no order, on a page that says nothing of being live, is a table of results."""
    rows = "".join(f"<li><span>{minute}'</span><p>{WORDS} To {minute}.</p></li>" for minute in (90, 81, 84, 12, 45))
    page = "<!doctype html><title>{}</title><body><main><ul class='rows'>" + rows + "</ul></main>"

    assert 5 == len(read(page_of(page.format("Live: the final"), url="https://sport.example/final")).entries)
    with pytest.raises(NotALiveBlog):
        read(page_of(page.format("The final"), url="https://sport.example/final"))


def test_the_same_words_on_a_page_that_is_called_live_are_entries():
    """Days without clocks are entries where the page says that it is a live blog."""
    rows = "".join(f'<li id="e{at}"><b>{20 - at} November 2024</b><p>{WORDS} Part {at}.</p></li>' for at in range(5))
    page = "<!doctype html><title>{}</title><body><main><ul class='rows'>" + rows + "</ul></main>"

    assert 5 == len(read(page_of(page.format("Live: the strike"), url="https://news.example/strike")).entries)
    with pytest.raises(NotALiveBlog):
        read(page_of(page.format("The strike"), url="https://news.example/strike"))


@pytest.mark.parametrize(
    "heading",
    [
        '<h3><a href="#p{0}">{1} – {2}</a></h3>',
        '<h3><strong><a href="#p{0}">{1} Uhr: {2}</a></strong></h3>',
        "<summary><span><div>{1} Uhr – {2}</div></span></summary>",
        "<h3><span>{2} ({1})</span></h3>",
    ],
    ids=["link", "bold link", "summary", "behind"],
)
def test_a_heading_s_clock_may_stand_in_its_link(heading: str):
    """WordPress links each headline with its clock to the entry; Elementor has it two elements deep in a summary."""
    rows = (
        f"<div>{heading.format(at, f'11:{30 - at}', f'Head {at} of the pier')}<p>{WORDS} Part {at}.</p></div>"
        for at in range(5)
    )
    page = f"<!doctype html><title>Live: the strike</title><body><p>1 December 2024</p><main>{''.join(rows)}</main>"
    entries = read(page_of(page)).entries

    assert [f"Head {at} of the pier" for at in range(5)] == [entry.title for entry in entries]
    assert [f"{WORDS} Part {at}." for at in range(5)] == [entry.text for entry in entries]


@pytest.mark.parametrize("title", ["Live: the strike", "News"])
def test_a_heading_that_leads_elsewhere_is_a_teaser_s_whatever_its_clock(title: str):
    """The front page of a site lists its articles by the clock, too."""
    rows = (
        f"<div><h3><a href='/news/story-{at}.html'>11:{30 - at} – Head {at} of the pier</a></h3><p>{WORDS}</p></div>"
        for at in range(6)
    )
    with pytest.raises(NotALiveBlog):
        read(page_of(f"<!doctype html><title>{title}</title><body><main>{''.join(rows)}</main>"))


def test_a_remembered_list_of_minutes_is_found_again():
    """The choice of a page of minutes leads to the minutes of the next one."""
    rows = [f"<li><span>{90 - 9 * at}'</span><p>{WORDS} Part {at}.</p></li>" for at in range(6)]
    page = "<!doctype html><title>Live: the final</title><body><main><ul class='rows'>{}</ul></main>"
    first = read(page_of(page.format("".join(rows[1:]))))
    second = extract(page_of(page.format("".join(rows))), now=NOW, remembered=first.choice)

    assert (5, 6) == (len(first.entries), len(second.entries))
    assert second.entries[1:] == first.entries


@pytest.mark.parametrize(
    "row",
    [
        '<div><time datetime="2024-12-01T11:0{at}:00Z"></time> <a href="/news/{at}">Item number {at} of the day</a><p>'
        + WORDS
        + "</p></div>",
        '<p>11:0{at} <a href="/news/{at}">Something happened somewhere today, says a person called number {at}</a></p>',
        '<a href="/news/{at}"><article class="tile"><time datetime="2024-12-01T11:0{at}:00Z"></time><p>'
        + WORDS
        + " Part {at}.</p></article></a>",
    ],
)
def test_links_to_other_pages_are_teasers(row: str):
    """A list of headlines with times that lead elsewhere is no live blog, whatever it is made of."""
    rows = "".join(row.format(at=9 - at) for at in range(6))

    with pytest.raises(NotALiveBlog):
        read(page_of(f"<!doctype html><title>The harbour</title><main><div>{rows}</div>", url="https://news.example/x"))


@pytest.mark.parametrize(
    ("line", "title", "authors"),
    [
        ("<h3>10:3{} Ferries sail again</h3>", "Ferries sail again", ()),
        ("<h3><span>10:3{}</span> – Ferries sail again</h3>", "Ferries sail again", ()),
        ("<h3>10.3{} Uhr: Ferries sail again</h3>", "Ferries sail again", ()),
        ("<p>Posté à 10h3{} par Lucie Garnier</p>", None, ("Lucie Garnier",)),
        ("<p>10:3{} | Ada Moor</p>", None, ("Ada Moor",)),
        ("<p>10:3{}am by Ada Moor</p>", None, ("Ada Moor",)),
        ("<p>10:3{} Ada Moor</p>", None, ("Ada Moor",)),
        ("<p>🕒 10:3{}</p>", None, ()),
        ("<p>By Ada Moor · 10:3{} · 3 min read</p>", None, ("Ada Moor",)),
        ("<p>Ada Moor kl. 10.3{}</p>", None, ("Ada Moor",)),
        ("<p>10:3{} Uhr (dpa)</p>", None, ()),
        ("<p>2024年12月1日 10:3{} 来源：新华社</p>", None, ()),
        ("<h2>Ferries sail</h2><p><time>10:3{}</time> | Reuters</p>", "Ferries sail", ()),
        ("<p>| Ada Moor | 10:3{} |</p>", None, ("Ada Moor",)),
        ("<p>Ada Moor | () | 10:3{}</p>", None, ("Ada Moor",)),
        ("<p>Ada Moor 10:3{}</p>", None, ("Ada Moor",)),
        ('<p class="wide">10:3{0} | Ada Moor</p><p class="narrow">10:3{0} | Ada Moor</p>', None, ("Ada Moor",)),
        ("<p>Brendan Castillo 10:3{}</p>", None, ("Brendan Castillo",)),
        ("<p>1 December 2024 10:3{} Ada Moor and Tom Hale</p>", None, ("Ada Moor", "Tom Hale")),
        ("<p>10:3{} – Ada Moor, Political editor</p>", None, ("Ada Moor",)),
        ("<p>Ada Moor in Seln | 10:3{}</p>", None, ("Ada Moor",)),
        ("<p>10:3{} | Seln | Ada Moor</p>", None, ("Ada Moor",)),
        ("<h2>Ferries sail</h2><p>Sunday, 1 December 2024, 10:3{} | Seln News</p>", "Ferries sail", ()),
        ("<h2>Ferries sail</h2><p>10:3{} Reuters</p>", "Ferries sail", ()),
        ("<h2>Ferries sail</h2><p>2024年12月1日 10時3{}分 NHN速報</p>", "Ferries sail", ()),
    ],
)
def test_a_time_may_share_its_line(line: str, title: str | None, authors: tuple[str, ...]):
    """A clock beside a headline, names, a role or a place is the time of the entry, and not told again in its words."""
    rows = "".join(
        f'<div class="msg" id="m-{9_000_300 - 7 * at}">{line.format(9 - at)}<p>{WORDS} Part {at}.</p></div>'
        for at in range(4)
    )
    head = '<title>Harbour live</title><meta property="article:published_time" content="2024-12-01T06:00:00Z">'
    first = read(page_of(f"<!doctype html>{head}<body><main>{rows}</main>")).entries[0]

    assert (datetime(2024, 12, 1, 10, 39, tzinfo=UTC), title, authors) == (first.published, first.title, first.authors)
    assert first.text.startswith(WORDS)


@pytest.mark.parametrize(
    "line",
    [
        "<h3>10:30-hour delays at the harbour</h3>",
        "<h3>10:30 Ferries</h3>",
        "<p>10:30 ferries sail again</p>",
        "<p>They met at 10:30 by the pier</p>",
        "<p>10:30 Ferries Sail for the islands</p>",
        "<p>Ada Moor | the ferries sail again | 10:30</p>",
        "<p>Opens | Seln | 10:30</p>",
        "<p>Ada Moor | 3 min read</p>",
        f"<p>10:30 | {'Ada Moor ' * 12}</p>",
    ],
)
def test_a_line_that_holds_a_clock_may_be_text(line: str):
    """What is no headline and no name behind a clock dates nothing."""
    rows = "".join(
        f'<div class="msg" id="m-{9_000_300 - 7 * at}">{line}<p>{WORDS} Part {at}.</p></div>' for at in range(4)
    )

    with pytest.raises(NotALiveBlog):
        read(page_of(f"<!doctype html><title>Harbour live</title><body><main><section>{rows}</section></main>"))


@pytest.mark.parametrize("line", ["Ada Moor · {} minutes ago", "vor {} Minuten – Ada Moor", "{} mins ago by Ada Moor"])
def test_an_age_may_share_its_line_with_a_name(line: str):
    """Signs, or "by", part them; and the name is the author's."""
    rows = "".join(
        f'<div class="msg" id="m-{9_000_300 - 7 * at}"><p>{line.format(4 + at)}</p><p>{WORDS} Part {at}.</p></div>'
        for at in range(4)
    )
    first = read(page_of(f"<!doctype html><title>Harbour live</title><body><main>{rows}</main>")).entries[0]

    assert (first.authors, first.text) == (("Ada Moor",), f"{WORDS} Part 0.")


@pytest.mark.parametrize(
    "rows",
    [("23:30 Northport", "00:15 Seln"), ("Seln – 23:30", "Northport – 00:15"), ("Ada Moor, 2:04", "Tom Hale, 2:11")],
)
def test_times_with_names_in_a_row_are_a_timetable(rows: tuple[str, str]):
    """An entry that tells no time of its own keeps all rows of a timetable or of results, and is not dated by one."""
    posts = "".join(
        f'<div class="msg" id="m-{9_000_300 - 7 * at}"><time datetime="2024-12-01T10:3{9 - at}:00Z">x</time>'
        f"<h3>Part {at}</h3><p>{WORDS} Part {at}.</p></div>"
        for at in range(4)
    )
    shown = "".join(f"<li>{row}</li>" for row in rows)
    pinned = f'<div class="msg" id="m-9000900"><h3>What comes when</h3><p>{WORDS}</p><ul>{shown}</ul></div>'
    first = read(page_of(f"<!doctype html><title>Harbour live</title><body><main>{pinned}{posts}</main>")).entries[0]

    assert (first.published, first.authors, first.text) == (None, (), "\n".join([WORDS, *rows]))


def test_a_topic_beside_the_time_is_nobody():
    """A place or a topic in capitals is no author, wherever it stands."""
    head = '<div class="post__head"><span class="post__topic">Middle Harbour</span> <time datetime="{}">x</time></div>'
    rows = "".join(
        f'<div class="post" id="m-{9_300 - 7 * at}">{head.format(f"2024-12-01T10:0{9 - at}:00Z")}<p>{WORDS}</p></div>'
        for at in range(4)
    )
    found = read(page_of(f"<!doctype html><title>Harbour live</title><body><main>{rows}</main>")).entries

    assert [()] * 4 == [entry.authors for entry in found]


def test_a_remembered_list_of_lines_is_found_again():
    """The choice of a page whose headings begin with a clock leads to those of the next one."""
    rows = [
        f"<div class='m'><h3>1{9 - at}:30 Ferries sail again</h3><p>{WORDS} Part {at}.</p></div>" for at in range(6)
    ]
    page = "<!doctype html><title>Live: the harbour</title><body><main>{}</main>"
    first = read(page_of(page.format("".join(rows[1:]))))
    second = extract(page_of(page.format("".join(rows))), now=NOW, remembered=first.choice)

    assert (5, 6) == (len(first.entries), len(second.entries))


@pytest.mark.parametrize(
    ("place", "entries"), [("forum.example/t/77", 0), ("news.example/world-economic-forum-day-2", 3)]
)
def test_an_address_may_say_that_it_is_a_forum(place: str, entries: int):
    """What stands there are posts of readers; a conference that is called a forum has a live blog."""
    posts = "".join(
        f'<div class="post" id="p-{910 - at}"><time datetime="2024-12-01T11:0{9 - at}:00Z"></time><p>{WORDS}</p></div>'
        for at in range(3)
    )
    page = page_of(f"<!doctype html><title>Second day</title><main>{posts}</main>", url=f"https://{place}")

    try:
        found = len(read(page).entries)
    except NotALiveBlog:
        found = 0

    assert entries == found


@pytest.mark.parametrize("headed", ["<h3>Headline</h3>", ""])
def test_comments_below_an_entry_make_it_no_comment(headed: str):
    """What readers wrote in a list below a headline is not of the entry; without a headline it is all that there is."""
    comments = (
        '<ul class="comments"><li><b>Reader</b> <time datetime="2024-12-01T11:15:00Z"></time>At last, high time too.'
        "<button>Reply</button><span>Reply</span></li></ul>"
    )
    items = "".join(
        f'<li id="n-{9_000_300 - at}"><time datetime="2024-12-01T11:{9 - at:02d}:00Z"></time>{headed}<p>{WORDS}</p>'
        f"{comments}</li>"
        for at in range(4)
    )
    page = page_of(f"<!doctype html><title>Harbour</title><body><ul>{items}</ul>", url="https://news.example/harbour")

    if headed:
        assert [WORDS] * 4 == [entry.text for entry in read(page).entries]
    else:
        with pytest.raises(NotALiveBlog):
            read(page)


@pytest.mark.parametrize(
    ("byline", "authors"),
    [
        ("Von <span>Ada Moor</span>, Berlin", ("Ada Moor",)),
        ("By Ada Moor, Tom Hale and Uwe Brandt, CNN", ("Ada Moor", "Tom Hale", "Uwe Brandt")),
        ("<a href='/p/1'>Ada Moor</a>, Tom Hale", ("Ada Moor", "Tom Hale")),
        ("By <a href='/p/1'>Ada Moor</a> and Tom Hale", ("Ada Moor", "Tom Hale")),
        ("<a href='/p/1'>Ada Moor</a>, Education editor", ("Ada Moor",)),
        ("By <a href='/p/1'>Ada Moor</a> <a href='/t'>@adamoor</a>", ("Ada Moor",)),
        ("<a href='/user/ada_moor'>/u/ada_moor</a>", ("/u/ada_moor",)),
        ("Ada Moor <a>More from Ada Moor</a>", ("Ada Moor",)),
        ("Autor/in: Ada Moor", ("Ada Moor",)),
        ("Author: Ada Moor (am)", ("Ada Moor",)),
        ("<span>Ada Moor (Autorin)</span>", ("Ada Moor",)),
        ("<span>Ada Moor</span> <span>Jun 20th at 7:29 am</span>", ("Ada Moor",)),
        ("<span>Ada Moor</span> <span>- Antworten</span>", ("Ada Moor",)),
    ],
)
def test_what_a_byline_says_beside_names(byline: str, authors: tuple[str, ...]):
    """Places, houses, roles, signs, handles, links to more and the next button are nobody's names."""
    found = entries_of(*[f'<div class="byline">{byline}</div><p>{WORDS} Part {at}.</p>' for at in range(3)])

    assert [authors] * 3 == [entry.authors for entry in found]


def test_a_day_above_clocks_may_be_that_of_the_last_change():
    """Where the page says when it was last changed, and nothing else of its day, the newest clock is of that day."""
    items = "".join(
        f'<div class="live-post" id="p-{9_000_300 - at}"><b class="clock">{clock}</b><h3>Headline {at}</h3>'
        f"<p>{WORDS}</p></div>"
        for at, clock in enumerate(["00:20", "23:50", "23:10"])
    )
    page = page_of(f"<!doctype html><title>Harbour live</title><body><p>Updated: <i>30 November 2024</i></p>{items}")

    published = [entry.published for entry in read(page).entries]

    assert [datetime(2024, 11, 30, 0, 20, tzinfo=UTC), datetime(2024, 11, 29, 23, 50, tzinfo=UTC)] == published[:2]


@pytest.mark.parametrize(
    ("inner", "count"),
    [
        ('<div class="live-post" id="p-7"><time datetime="2024-12-01T11:40:00Z"></time><p>{}</p></div>', 2),
        ('<div class="live-post" id="p-7"><p>{}</p></div>', 1),
        ('<div class="live-post" id="p-7"><time datetime="2024-12-01T11:40:00Z"></time></div>', 1),
        ('<blockquote><div class="live-post"><time datetime="2024-12-01T11:40:00Z"></time>{}</div></blockquote>', 1),
    ],
)
def test_an_entry_in_an_entry_is_one_of_its_own(inner: str, count: int):
    """What stands in an entry, looks as it does and tells a time is an entry; quotations and parts of it are not."""
    added = "Later in the day the crews went back to their ships, and the harbour was full of them by noon."
    found = entries_of(
        *[f"<h3>Headline {at}</h3><p>{WORDS}</p>" for at in range(3)], f"<p>{WORDS}</p>{inner.format(added)}"
    )

    assert 3 + count == len(found)
    assert (count == 2) == (added in {entry.text for entry in found})


def test_the_lead_of_many_entries_may_hold_the_headline_of_the_page():
    """Of few elements one that holds it is the article beside other things; of many it is the entry on top."""
    rows = [
        f'<div class="post" id="p-{910 - at}"><time datetime="2024-12-01T11:0{9 - at}:00Z"></time><p>{WORDS}</p></div>'
        for at in range(7)
    ]
    rows[0] = rows[0].replace("<p>", "<h1>Ferries</h1><p>")

    assert 7 == len(read(page_of(f"<!doctype html><title>Ferries</title><main>{''.join(rows)}</main>")).entries)


@pytest.mark.parametrize(
    "line",
    [
        '<p><strong>À lire aussi :</strong> <a href="/x">{}</a></p>',
        '<p>Lesen Sie auch: <a href="/x">{}</a></p>',
        '<p><a href="/x">Leggi anche: {}</a></p>',
        '<div><span>Baca juga</span><ul><li><a href="/x">{}</a></li></ul></div>',
        '<p><b>Citește și:</b> <a href="/x">{}</a></p>',
        '<p>یہ بھی پڑھیں: <a href="/x">{}</a></p>',
        '<p>Mehr lesen: <a href="/x">{}</a></p>',
        '<p>Читать далее: <a href="/x">{}</a></p>',
    ],
)
def test_a_line_that_leads_on_to_another_story_is_no_text(line: str):
    """Promotions in the middle of an entry are known by the words that introduce them, in many languages."""
    found = entries_of(
        *[f"<h3>Headline {at}</h3><p>{WORDS}</p>{line.format('Gulls')}<p>{WORDS}</p>" for at in range(3)]
    )

    assert [f"{WORDS}\n{WORDS}"] * 3 == [entry.text for entry in found]


def test_a_sentence_that_begins_as_promotions_do_is_text():
    """What says something beside its link stays, and so do the words alone."""
    line = (
        '<p>Read more: the report that <a href="/x">Moor</a> wrote names forty bolts and who had left them loose.</p>'
    )

    assert all("forty bolts" in entry.text for entry in entries_of(*[f"<p>{WORDS}</p>{line}"] * 3))


@pytest.mark.parametrize(
    ("byline", "name"),
    [
        ("Av Ingrid Dahl", "Ingrid Dahl"),
        ("Oleh Sari Dewi", "Sari Dewi"),
        ("記者王曉明", "王曉明"),
        ("文／王曉明", "王曉明"),
        ("Aino Laine HS", "Aino Laine"),
        ("Ada Moor II", "Ada Moor II"),
    ],
)
def test_what_stands_around_a_name_is_no_part_of_it(byline: str, name: str):
    """What says "by" in more languages is left out, and the sign of a house behind the name."""
    found = entries_of(*[f'<p class="author">{byline}</p><p>{WORDS}</p>' for _ in range(3)])

    assert [(name,)] * 3 == [entry.authors for entry in found]


def test_a_day_that_is_none_alone_counts_beside_its_clock():
    """Beside 15:16 "26.11." is its day, and no text."""
    posts = "".join(
        f'<div class="live-post" id="p-{9_000_300 - 7 * at}"><div><span>11:0{9 - at}</span><span>30.11.</span></div>'
        f"<b>Headline {at}</b><br>{WORDS}</div>"
        for at in range(3)
    )
    found = read(page_of(f"<title>Harbour live</title><main>{posts}</main>")).entries

    assert [(f"Headline {at}", WORDS, f"2024-11-30 11:0{9 - at}") for at in range(3)] == [
        (entry.title, entry.text, f"{entry.published:%Y-%m-%d %H:%M}") for entry in found
    ]


def test_what_a_narration_calls_comments_are_its_entries():
    """El Mundo's entries are "narration__comment"; a reader's "comment" is none."""
    page = "<title>Puente, en directo</title><main><ul>{}</ul></main>"
    items = "".join(
        f'<li class="{{0}}" id="comment-{9_000_300 - 7 * at}"><span>11:0{9 - at}</span><p>{WORDS} {at}</p></li>'
        for at in range(3)
    )

    assert len(read(page_of(page.format(items.format("c-narration__comment")))).entries) == 3
    with pytest.raises(NotALiveBlog):
        read(page_of(page.format(items.format("c-page__comment"))))


def test_longer_entries_in_entries_replace_none():
    """Where each entry holds several longer ones that look as it does, all of them are entries."""

    def post(at: int, *inside: str) -> str:
        words = f"{WORDS} " * (1 if inside else 4)
        at_id, minute = 9_000_300 - 7 * at, 59 - at
        head = f'<article class="live-post" id="p-{at_id}"><time datetime="2024-12-01T11:{minute}:00Z"></time>'
        return f"{head}<h3>Headline {at}</h3><p>{words}</p>{''.join(inside)}</article>"

    posts = "".join(post(at, *[post(at + more) for more in (1, 2, 3)]) for at in range(0, 16, 4))
    found = read(page_of(f"<title>Harbour live</title><main><div>{posts}</div></main>")).entries

    assert [f"Headline {at}" for at in range(16)] == [entry.title for entry in found]


def test_what_leads_to_nothing_is_text():
    """A sentence that begins as what leads on to another story is of the entry if no link follows."""
    said = "Lesen Sie auch: den Aufruf am Hafen."
    entries = entries_of(*(f"<p>{WORDS}</p><div><p>{said}</p></div>" for _ in range(4)))

    assert [f"{WORDS}\n{said}"] * 4 == [entry.text for entry in entries]


def test_what_is_counted_of_readers_is_no_text():
    """How many have reacted changes with each reading, in whatever language it is told."""
    counts = ("785 Reaktionen", "3 reacties", "12 comentarios", "1.204 komentářů", "45 réactions", "7 комментариев")
    entries = entries_of(*(f"<h3>Headline</h3><p>{WORDS}</p><div><span>{count}</span></div>" for count in counts))

    assert [WORDS] * len(counts) == [entry.text for entry in entries]


@pytest.mark.parametrize(
    "beside",
    [
        "<figure><div><span>Image</span><picture><img src=/a.jpg></picture></div></figure>",
        '<p><span style="display: none">-330</span></p>',
        '<div class="live-update-livetags"><span>roads</span></div>',
    ],
    ids=["picture", "script", "tags"],
)
def test_words_that_are_no_reader_s_are_no_text(beside: str):
    """What names a picture for those who do not see it, what a script reads, and what files an entry."""
    entries = entries_of(*(f"<h3>Headline {at}</h3>{beside}<p>{WORDS}</p>" for at in range(3)))

    assert [WORDS] * 3 == [entry.text for entry in entries]


@pytest.mark.parametrize(
    "beside",
    [
        "<figure><blockquote><span>Not a word</span></blockquote><img src=/a.jpg></figure>",
        "<figure><span>Not a word</span></figure>",
        '<p style="display: none">Not a word</p>',
        '<p><a class="tag" href="/t/4">Not a word</a> of it.</p>',
        '<p>港口周五上午说，<a class="topic" href="/t/4">Not a word</a>。</p>',
        "<figure><div><img src=/a.jpg></div><div><span>Not a word</span></div></figure>",
        '<p><span style="display: none">Not a word</span></p>',
        '<p><span style="visibility: hidden">Not a word</span></p>',
    ],
    ids=["quotation", "no picture", "folded", "tag", "Chinese", "beside a picture", "unfolded", "moved in"],
)
def test_words_in_like_places_stay(beside: str):
    """A quotation beside a picture, and what a click may unfold."""
    entries = entries_of(*(f"<p>{WORDS}</p>{beside if at == 1 else ''}" for at in range(3)))

    assert "Not a word" in entries[1].text


@pytest.mark.parametrize(("pinned", "told"), [(1, 1), (2, 2), (4, 4), (5, 0)])
def test_where_each_entry_is_called_pinned_none_is(pinned: int, told: int):
    """Republic has a `div.pinned` around each of its entries; others pin one or two."""
    box = '<div class="post {}" id="p-{}"><time datetime="2024-12-01T11:0{}:00Z"></time><h3>Head</h3><p>{} {}</p></div>'
    posts = [box.format("pinned" if at < pinned else "", 9_000_300 - 7 * at, 9 - at, WORDS, at) for at in range(5)]
    found = read(page_of(f"<title>Harbour live</title><main><div>{''.join(posts)}</div></main>")).entries

    assert told == sum(entry.pinned for entry in found)


@pytest.mark.parametrize(
    "beside",
    [
        "<figure><blockquote><span>Picture</span></blockquote><img src=/a.jpg></figure>",
        "<figure><span>Picture</span></figure>",
        "<figure><img src=/a.jpg><div><div><div><div><span>Picture</span></div></div></div></div></figure>",
        "<div><span>Picture</span></div>",
    ],
    ids=["quotation", "no picture", "far", "no figure"],
)
def test_the_word_for_a_picture_stays_where_it_names_none(beside: str):
    """It may be somebody's word."""
    entries = entries_of(*(f"<p>{WORDS}</p>{beside if at == 1 else ''}" for at in range(3)))

    assert "Picture" in entries[1].text


def test_who_replies_in_an_entry_did_not_write_it():
    """The words of a colleague stay with the entry, and its author is who it says above them."""
    head = '<div class="author-name"><a href="/author/{}">{}</a></div>'
    reply = f'<div class="post-response">{head.format(2, "Zoe Hale")}<div><p>It was plain to see.</p></div></div>'
    entries = entries_of(*(f"{head.format(1, 'Ada Moor')}<p>{WORDS}</p>{reply if at else ''}" for at in range(3)))

    assert [("Ada Moor",)] * 3 == [entry.authors for entry in entries]
    assert [WORDS, *[f"{WORDS}\nIt was plain to see."] * 2] == [entry.text for entry in entries]


def test_ids_of_letters_and_digits_have_no_words_of_their_own():
    """Entries without classes belong together whether the number behind "post-" begins with a letter or a digit."""
    numbers = ("887bc3eec6bd", "f7d5710a3d8f", "a64e397ee412", "9617df9a0a8d", "43fabb06cf74", "b3d902039d37")
    posts = "".join(
        f'<article id="post-{number}"><time datetime="2024-12-01T11:0{9 - at}:00Z"></time><h3>Headline {at}</h3>'
        f"<p>{WORDS}</p></article>"
        for at, number in enumerate(numbers)
    )
    page = page_of(f"<!doctype html><title>Harbour live</title><body><main><div>{posts}</div></main>")

    assert [f"Headline {at}" for at in range(len(numbers))] == [entry.title for entry in read(page).entries]


CHRONICLE = (
    '<meta property="article:published_time" content="2024-11-{begun}T08:00:00Z">'
    '<meta property="article:modified_time" content="2024-11-{changed}T10:40:00Z">'
)
STEPS = ("A crane fell into the harbour.", "Divers found a chain.", "A ferry turned round.", "The pier was closed.")


@pytest.mark.parametrize(
    "entry",
    [
        '<div id="i{0}"><time datetime="2024-11-{0}T10:30:00Z"></time><h3>{1}</h3><p>{1} {2} {1}</p></div>',
        '<div id="i{0}"><p class="date">{0} November 2024</p><h3>{1}</h3><p>{1} {2} {1}</p></div>',
        "<h3>{0} November 2024, 10:30</h3><p>{1} {2}</p><p>{1} The mayor spoke of it at noon.</p>",
    ],
    ids=["instants", "days", "flat"],
)
@pytest.mark.parametrize(("begun", "changed"), [("11", "30"), ("01", "30"), ("11", "20")])
def test_a_slow_chronicle_grows_with_its_entries(entry: str, begun: str, changed: str):
    """Entries days apart are read where the page was begun with the first and changed with the last."""
    items = "".join(entry.format(day, step, WORDS) for day, step in zip((30, 25, 19, 11), STEPS, strict=True))
    head = f"<title>The harbour dispute</title>{CHRONICLE.format(begun=begun, changed=changed)}"
    page = page_of(f"<head>{head}</head><body><main><div>{items}</div></main>", url="https://news.example/dispute")

    if (begun, changed) == ("11", "30"):
        assert len(STEPS) == len(read(page).entries)
    else:
        with pytest.raises(NotALiveBlog):
            read(page)
