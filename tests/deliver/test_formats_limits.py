"""Whatever a publisher writes: each platform's limit is kept, nothing is obeyed that was only said."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from samples_told import CHATS, HOSTILE, URL, any_event, created, edited, endpoint, entry, told

from monitor.deliver.formats import discord, render
from monitor.deliver.formats.fitting import fit, utf16_units
from monitor.deliver.formats.message import Mark, Span, message
from monitor.model import MOST_IN_BATCH, Batch, Format

LINK = re.compile(r"https?://[\w.-]+(?::\d+)?/[^\s<>\"]*", re.IGNORECASE)
CALLED = re.compile(r"@everyone|@here|@channel|(?<![\w.+-])@\w|<!|<@|<#|<at>", re.IGNORECASE)


def mentions(text):
    """Return what of a text calls somebody, None if nothing does; links to somebody's page do not."""
    return CALLED.search(LINK.sub(lambda link: re.sub(r"@(?!everyone|here|channel|all\b)", "", link[0]), text))


def texts(value):
    """Yield each text of a JSON value, addresses apart."""
    match value:
        case str():
            yield value
        case list():
            for part in value:
                yield from texts(part)
        case dict():
            for key, part in value.items():
                if key not in {"url", "$schema", "contentType", "click"}:
                    yield from texts(part)


def as_json(shape):
    """Return how many characters Slack counts of a part of a message."""
    return utf16_units(json.dumps(shape, ensure_ascii=False, separators=(",", ":")))


def told_to(format_, events):
    rendered = render(endpoint(format_), events)
    return rendered, json.loads(rendered.body)


class Telegram(HTMLParser):
    """What Telegram makes of HTML: the text that it shows, which tags it saw, and whether they are closed in order."""

    ALLOWED = frozenset({"b", "s", "i", "a"})

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.text, self.open, self.marks = "", [], 0
        self.feed(text)
        self.close()
        assert [] == self.open

    def handle_starttag(self, tag, attrs):
        assert tag in self.ALLOWED
        assert ([] if tag != "a" else ["href"]) == [name for name, _ in attrs]
        self.open.append(tag)
        self.marks += 1

    def handle_endtag(self, tag):
        assert tag == self.open.pop()

    def handle_data(self, data):
        self.text += data


@given(st.lists(any_event(), min_size=1, max_size=2))
@settings(max_examples=15, deadline=None)
def test_slack(events):
    """At most 12,000 characters in 50 blocks of 3,000, no element empty, no mention; the fallback is escaped."""
    _, body = told_to(Format.SLACK, events)
    assert len(body["blocks"]) <= 50
    assert as_json(body["blocks"]) <= 12_000
    for block in body["blocks"]:
        shown = "".join(texts(block.get("elements")))
        assert utf16_units(shown) <= 3_000
    sections = [part for block in body["blocks"] if block["type"] == "rich_text" for part in block["elements"]]
    assert all(element["text"] for section in sections for element in section["elements"])
    assert [] == [text for text in texts(body["blocks"]) if mentions(text)]
    assert re.search(r"[<>]|&(?!amp;|lt;|gt;)", body["text"]) is None
    assert (False, False) == (body["mrkdwn"], body["unfurl_links"])


@given(st.lists(any_event(), min_size=1, max_size=2))
@settings(max_examples=15, deadline=None)
def test_discord(events):
    """At most 10 embeds within their limits, 6,000 characters in all, and nobody can be mentioned."""
    _, body = told_to(Format.DISCORD, events)
    total = 0
    for embed in body["embeds"]:
        parts = (embed["title"], embed.get("description", ""), embed["author"]["name"], embed["footer"]["text"])
        lengths = [utf16_units(part) for part in parts]
        assert all(length <= limit for length, limit in zip(lengths, (256, 4096, 256, 2048), strict=True)), lengths
        assert embed["title"]
        total += sum(lengths)
    assert total <= 6_000
    assert {"parse": []} == body["allowed_mentions"]
    assert [] == [text for text in texts(body["embeds"]) if mentions(text)]


@given(st.lists(any_event(), min_size=1, max_size=2))
@settings(max_examples=15, deadline=None)
def test_telegram(events):
    """At most 4,096 UTF-16 units after the entities, at most 100 marks, tags of ours alone, no name that pings."""
    _, body = told_to(Format.TELEGRAM, events)
    read = Telegram(body["text"])
    assert 0 < utf16_units(read.text) <= 4_096
    assert read.marks <= 100
    assert mentions(read.text) is None


@given(st.lists(any_event(), min_size=1, max_size=2))
@settings(max_examples=15, deadline=None)
def test_teams(events):
    """At most 28 KB whether they are counted in UTF-8 or UTF-16, each run with words, no mention."""
    rendered, body = told_to(Format.TEAMS, events)
    assert max(len(rendered.body), 2 * utf16_units(rendered.body.decode())) <= 28 * 1024
    assert {"message"} == {body["type"]}
    assert [] == [text for text in texts(body) if mentions(text)]


@given(st.lists(any_event(), min_size=1, max_size=2))
@settings(max_examples=15, deadline=None)
def test_ntfy(events):
    """At most 4,096 bytes, a title on one line."""
    _, body = told_to(Format.NTFY, events)
    assert 0 < len(body["message"].encode()) <= 4_096
    assert "\n" not in body["title"]
    assert len(body["title"].encode()) <= 500


@given(any_event())
@settings(max_examples=15, deadline=None)
def test_template(event):
    """A template with tojson is JSON whatever is in the event."""
    _, body = told_to(Format.TEMPLATE, [event])
    assert {"text", "words"} == set(body)


@pytest.mark.parametrize("format_", CHATS)
def test_the_largest_batch_fits(format_):
    """As many events as a batch may have, each as long as can be, keep the limits, and each is told."""
    long = told(edited(entry("old 😀 " * 3_000, title="t" * 300), entry("new <&> " * 3_000, title="<" * 300)))
    events = [long] * MOST_IN_BATCH[format_]
    rendered = render(
        endpoint(format_, batch=Batch(most=len(events), wait=message(long).at - message(long).at)), events
    )
    body = json.loads(rendered.body)
    match format_:
        case Format.SLACK:
            assert len(body["blocks"]) <= 50
            assert as_json(body["blocks"]) <= 12_000
        case Format.DISCORD:
            assert sum(utf16_units(text) for embed in body["embeds"] for text in texts(embed)) <= 6_300
            assert len(body["embeds"]) == len(events)
        case Format.TELEGRAM:
            assert utf16_units(Telegram(body["text"]).text) <= 4_096
            assert Telegram(body["text"]).marks <= 100
        case Format.NTFY:
            assert len(body["message"].encode()) <= 4_096
        case Format.TEAMS:
            assert max(len(rendered.body), 2 * utf16_units(rendered.body.decode())) <= 28 * 1024
    assert "".join(texts(body)).count("✏️ Edited") >= len(events)


@given(st.lists(st.builds(Span, mark=st.sampled_from(Mark), text=st.text(min_size=1, max_size=200)), max_size=30))
@example(
    [Span(mark=Mark.OLD, text="o " * 600), Span(mark=Mark.NEW, text="n " * 100), Span(mark=Mark.SAME, text="s" * 900)]
)
@settings(deadline=None)
def test_what_is_new_is_cut_last(spans):
    """Nothing new is cut while anything that stayed or went is shown in more than its least form."""
    limit = 260
    shown = fit(spans, limit, lambda span: len(span.text))
    assert sum(len(span.text) for span in shown) <= limit
    new = [span.text for span in spans if span.mark is Mark.NEW]
    if new and sum(map(len, new)) + 3 * len(new) <= limit:
        assert new == [span.text for span in shown if span.mark is Mark.NEW]


def test_long_texts_are_cut_at_words():
    """The end of a text that is too long is a whole word and an ellipsis."""
    body = told_to(Format.NTFY, [told(created(entry("reservoir " * 1_000)))])[1]["message"]
    assert body.splitlines()[0].endswith("reservoir …")


def test_a_hostile_text_is_only_words():
    """Marks, mentions, tags and turned-around letters of a publisher are shown and not obeyed."""
    event = told(created(entry(HOSTILE, title=HOSTILE, authors=(HOSTILE,))))
    for format_ in (Format.SLACK, Format.DISCORD, Format.TEAMS, Format.TELEGRAM):
        words = "".join(texts(told_to(format_, [event])[1]))
        assert mentions(words) is None, format_
        assert [] == [mark for mark in "\u202e\u202c\u2066" if mark in words], format_
    embed = told_to(Format.DISCORD, [event])[1]["embeds"][0]
    assert "\\*\\*a\\*\\* \\_\\_b\\_\\_ \\~\\~c\\~\\~ \\`d\\` \\|\\|e\\|\\| \\[f]\\(" in embed["description"]
    assert "\n\\# k\n\\- l\n1\\. m\n" in embed["description"]
    shown = told_to(Format.TELEGRAM, [event])[1]["text"].replace("\u200b", "")
    assert "&lt;/b&gt;&lt;script&gt;" in shown


def test_a_batch_of_scattered_edits_fits_into_a_message_of_slack():
    """What stands around each struck and bold word counts, as do a long address and what changed beside the words."""
    links = tuple(f"https://a.example/{number}/{'x' * 200}" for number in range(9))
    old = entry(" ".join(f"word{number} old" for number in range(300)), url=f"{URL}/{'y' * 1_900}", links=links)
    new = replace(old, text=old.text.replace("old", "new"), links=())
    for count in range(1, MOST_IN_BATCH[Format.SLACK] + 1):
        blocks = told_to(Format.SLACK, [told(edited(old, new))] * count)[1]["blocks"]
        assert as_json(blocks) <= 12_000
        assert "".join(texts(blocks)).count("new") >= count


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://a.example/x_y~z*", "https://a.example/x_y~z*"),
        ("https://a.example/Kyiv_(city)", "https://a.example/Kyiv_(city)"),
        ("(as https://a.example/Kyiv_(city), said)", "\\(as https://a.example/Kyiv_(city), said)"),
        ("(https://a.example/x).", "\\(https://a.example/x)."),
        ("[https://a.example/x]", "\\[https://a.example/x]"),
        ("[a](https://a.example/x)", "\\[a]\\(https://a.example/x)"),
        ("https://a.example/x?a[]=1|`\\", "https://a.example/x?a%5B%5D=1%7C%60%5C"),
        ("https://a.example/x)[b](c)", "https://a.example/x)%5Bb%5D(c)"),
        ("https://a.example/@desk/1", "https://a.example/@desk/1"),
        ("https://))))", "https://))))"),
    ],
)
def test_addresses_in_discord_stay_whole(text, expected):
    """An address can still be followed, whatever is in it; what stands around it is words."""
    assert expected == discord.escaped(text)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "https://a.example/\u202e", "https://[", "data:,x", "http:///x"]
)
def test_only_web_addresses_become_links(url):
    """Where an entry's address cannot stand in a link, that of its live blog does, or none."""
    event = told(created(entry(url=url)))
    assert "https://news.example.org/live/flood" == message(event).url


@pytest.mark.parametrize(
    ("format_", "options", "expected"),
    [
        (
            Format.DISCORD,
            {"thread_id": "5 &x"},
            "https://discord.example/api/webhooks/1/x?wait=true&thread_id=5%20%26x",
        ),
        (Format.TELEGRAM, {"chat_id": "@desk", "thread_id": "7"}, "https://api.telegram.example/bot1:x/sendMessage"),
        (Format.NTFY, {"token": "tk_1", "priority": "5"}, "https://ntfy.example/"),
    ],
)
def test_options(format_, options, expected):
    """What a format needs beside the address arrives where the platform looks for it."""
    rendered = render(replace(endpoint(format_), options=options), [told(created(entry()))])
    body = json.loads(rendered.body)
    assert expected == rendered.url
    if format_ is Format.TELEGRAM:
        assert ("@desk", 7) == (body["chat_id"], body["message_thread_id"])
    if format_ is Format.NTFY:
        assert ("Bearer tk_1", 5, "desk") == (rendered.headers["authorization"], body["priority"], body["topic"])


def test_an_address_that_names_the_method_is_kept():
    """Users may paste the address of a bot with or without sendMessage."""
    whole = replace(endpoint(Format.TELEGRAM), url="https://api.telegram.example/bot1:x/sendMessage/")
    assert "https://api.telegram.example/bot1:x/sendMessage" == render(whole, [told(created(entry()))]).url
