"""Events to tell, and what hostile publishers put into them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import strategies as st

from monitor.compare.edits import describe, same_content
from monitor.event import Origin, compose
from monitor.model import Change, Endpoint, Entry, Event, EventType, Format, LiveBlogState, Revision

AT = datetime(2026, 1, 2, 12, 3, 10, 482000, tzinfo=UTC)
URL = "https://news.example.org/live/flood"
ADDRESSES = {
    Format.SLACK: "https://hooks.slack.example/services/T0/B0/x",
    Format.DISCORD: "https://discord.example/api/webhooks/1/x",
    Format.TEAMS: "https://flows.example/workflows/1?sig=x",
    Format.TELEGRAM: "https://api.telegram.example/bot1:x",
    Format.NTFY: "https://ntfy.example/desk",
    Format.TEMPLATE: "https://hooks.example.org/live",
}
OPTIONS = {
    Format.TELEGRAM: {"chat_id": "-1001"},
    Format.TEMPLATE: {"template": '{"text": {{ headline | tojson }}, "words": {{ words | tojson }}}'},
}
CHATS = (Format.SLACK, Format.DISCORD, Format.TEAMS, Format.TELEGRAM, Format.NTFY)

HOSTILE = (
    "<!channel> <!here> <@U1> <!subteam^S1|x> @everyone @here <@&1> <@!1> @channel @desk <at>Ann</at> </b><script> "
    "**a** __b__ ~~c~~ `d` ||e|| [f](https://evil.example) *g* _h_ ~i~ > j\n# k\n- l\n1. m\n<https://evil.example|n> "
    "\u202ednuora\u202c \u200b@\u200beveryone &amp; \\*o\\* :smile: {{ p }} \ud83d\ude00".encode(
        "utf-16", "surrogatepass"
    ).decode("utf-16")
)


def endpoint(format_: Format, **options: object) -> Endpoint:
    return Endpoint(
        name="desk",
        url=ADDRESSES.get(format_, "https://hooks.example.org/live"),
        format=format_,
        options=OPTIONS.get(format_, {}),
        **options,
    )


def told(
    change: Change, *, title: str | None = "Flood: live updates", sequence: int = 7, at: datetime = AT, url: str = URL
) -> Event:
    origin = Origin(
        instance="0f3a",
        source="flood",
        url=url,
        labels={},
        title=title,
        live_blog_url=url,
        state=LiveBlogState.LIVE,
        extractor="jsonld",
        confidence=1.0,
    )
    return compose([change], origin, after=sequence - 1, at=at)[0]


def entry(text: str = "The dam holds.", **fields: object) -> Entry:
    return Entry(**{"id": "e1", "url": f"{URL}#e1", "title": "Dam", "text": text, "published": AT, **fields})


def created(item: Entry) -> Change:
    return Change(kind=EventType.ENTRY_CREATED, revision=Revision(entry=item, number=1, fingerprint=1, observed_at=AT))


def edited(old: Entry, new: Entry, kind: EventType = EventType.ENTRY_UPDATED) -> Change:
    return Change(
        kind=kind,
        revision=Revision(entry=new, number=2, fingerprint=2, observed_at=AT),
        previous=Revision(entry=old, number=1, fingerprint=1, observed_at=AT),
        edit=describe(old, new),
    )


any_text = st.text(max_size=60) | st.lists(
    st.sampled_from(
        [
            *HOSTILE.split(" "),
            " ",
            "\n",
            "@",
            "<",
            "everyone",
            "!channel>",
            "é",
            "👩‍👩‍👧",
            "的",
            "a" * 300,
            "https://a.example/@",
        ]
    ),
    max_size=20,
).map("".join)
long_text = st.tuples(
    any_text, st.sampled_from(["", "word ", "😀", "<&>", "*_~", "\n", "x"]), st.integers(0, 1_000)
).map(lambda parts: parts[0] + parts[1] * parts[2])
any_entry = st.builds(
    entry,
    long_text,
    title=st.none() | any_text,
    authors=st.lists(any_text, max_size=4).map(tuple),
    links=st.lists(any_text, max_size=4).map(tuple),
    images=st.lists(any_text, max_size=4).map(tuple),
    url=st.none() | any_text | st.just(f"{URL}?a=1&b=<2>") | st.just("javascript:alert(1)"),
    pinned=st.booleans(),
)


@st.composite
def any_event(draw: st.DrawFn) -> Event:
    """Any event that a publisher could bring about."""
    title = draw(st.none() | any_text)
    kind = draw(st.sampled_from(EventType))
    if not kind.startswith("entry."):
        return told(Change(kind=kind, reason=draw(long_text) or "?"), title=title)
    old = draw(any_entry)
    if kind is EventType.ENTRY_UPDATED:
        new = draw(
            any_entry | st.tuples(long_text, any_text).map(lambda ends: replace(old, text=ends[0] + old.text + ends[1]))
        )
        if not same_content(old, new):
            return told(edited(old, new), title=title)
    return told(
        replace(created(old), kind=kind if kind is not EventType.ENTRY_UPDATED else EventType.ENTRY_CREATED),
        title=title,
    )
