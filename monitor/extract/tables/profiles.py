"""Site profiles: where publishers whose markup is known have their entries. Data in one table.

A profile names the elements that are entries, by stable attributes, and their ids: one entry is enough to find it by.
Their times, headlines and authors are read by the same rules as everywhere. Most layouts belong to a platform that many
hosts use, and are tried on every host.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Which elements of a page are `items`, as CSS, and their `keys`, as `css@attribute`, the css empty for the item.

    `body` may match several elements, whose words are the text together: Telegram shows previews of links below it.
    `z_is` is the zone, by its IANA key, of minutes that are labelled UTC ("2023-11-02T16:56Z") and are local.
    """

    items: str = ""
    keys: tuple[str, ...] = ()
    body: str = ""
    z_is: str = ""


GENERAL = Layout()

ANY = r".*"

Profile = tuple[str, str, bytes, Layout]
"""(name, pattern of hosts, bytes that the page must hold, layout)"""

PROFILES: tuple[Profile, ...] = (
    (
        "guardian",
        r"(?:.*\.)?(?:theguardian\.com|guardian\.co\.uk)",
        b"block-",
        Layout(items='article[id^="block-"], div.block[id^="block-"]'),
    ),
    (
        "bbc",
        r"(?:.*\.)?bbc\.(?:co\.uk|com)",
        b"content-post",
        Layout(items='article[data-testid="content-post"]', keys=("@id",)),
    ),
    (
        "bbc-stream",
        r"(?:.*\.)?bbc\.(?:co\.uk|com)",
        b"lx-stream-post",
        Layout(items="article.lx-stream-post", keys=("@id",), body=".lx-stream-post-body"),
    ),
    (
        "independent",
        r"(?:.*\.)?independent\.co\.uk",
        b"data-sort-time",
        Layout(items='[items] > [id^="post-"]', keys=("@id",)),
    ),
    (
        "reach",
        ANY,
        b"live-event-entry",
        Layout(items="div.live-event-entry", keys=("@id",), body=".entry-content"),
    ),
    (
        "express",
        r"(?:.*\.)?(?:express\.co\.uk|dailystar\.co\.uk|the-express\.com)",
        b"live-events__entry",
        Layout(items="div.live-events__entry", keys=("@id",)),
    ),
    (
        "nbc",
        ANY,
        b"live-blog-card",
        Layout(items='div.live-blog-card[data-testid="card-container"], div.live-blog-card[id]', keys=("@id",)),
    ),
    (
        "nytimes",
        r"(?:.*\.)?nytimes\.com",
        b"live-blog-post",
        Layout(
            items='[data-test-id="live-blog-post"], [data-testid="live-blog-post"], [data-testid="reporter-update"]',
            keys=("@data-source-id",),
        ),
    ),
    (
        "repubblica",
        ANY,
        b"liveblog__post",
        Layout(
            items="section.liveblog__post[id], article.liveblog__post[id], div.liveblog__post[id]",
            keys=("@id",),
            z_is="Europe/Rome",
        ),
    ),
    (
        "ndtv",
        r"(?:.*\.)?ndtv\.(?:com|in)",
        b"liv-blg_info",
        Layout(
            items='[itemprop="liveBlogUpdate"], li.liv-blg_li',
            keys=('meta[itemprop="url"]@content',),
            body=".liv-blg_txt",
        ),
    ),
    (
        "timesofindia",
        r"(?:.*\.)?(?:indiatimes\.com|timesofindia\.com)",
        b"liveblogtextlist",
        Layout(items='div:has(> [id^="post"])', keys=("[data-socialclick]@data-socialclick", '[id^="post"]@id')),
    ),
    (
        "ap",
        ANY,
        b"bsp-liveblog-post",
        Layout(items="bsp-liveblog-post", keys=("@data-post-id", "@id"), body=".LiveBlogPost-body, .RichTextBody"),
    ),
    (
        "cnn",
        ANY,
        b"live-story-post",
        Layout(
            items="article.live-story-post, article.liveStoryPost",
            keys=("@id", "@data-post-id"),
            body=".live-story-post__content",
        ),
    ),
    (
        "lemonde",
        r"(?:.*\.)?lemonde\.fr",
        b"post__live-container",
        Layout(items="section.post.post__live-container, #post-container > section", keys=("@id", "@data-post-id")),
    ),
    (
        "sky",
        ANY,  # the New York Times calls its posts so, too
        b'"live-blog-post"',
        Layout(items='[data-testid="live-blog-post"]', keys=("@id", "@data-id")),
    ),
    (
        "ft",
        r"(?:.*\.)?ft\.com",
        b"live-blog-post",
        Layout(items='article[data-x-component="live-blog-post"]', keys=("@id",)),
    ),
    (
        "timesofisrael",
        ANY,
        b"liveblog-",
        Layout(
            items='[data-item][id^="liveblog-entry-"], .liveblog-entry[id^="liveblog-"], article[id^="liveblog-"]',
            keys=("@id", "h3 a@href", "h4 a@href"),
        ),
    ),
    (
        "sourcefabric",
        ANY,
        b"lb-post",
        Layout(items="article.lb-post[data-post-id]:not(.advertisement)", keys=("@data-post-id",)),
    ),
    (
        "norkon",
        ANY,
        b"ncpost",
        Layout(
            items="[class~=ncpost]:not(.ncpost-user-comment), .ncpost-list-post:not(.ncpost-user-comment)",
            keys=("@data-post-id", "@data-id", "@id"),
            body=".ncpost-content, .ncpost-body",
        ),
    ),
    (
        "telegram",
        r"(?:.*\.)?(?:t\.me|telegram\.me)",
        b"tgme_widget_message",
        Layout(items=".tgme_widget_message[data-post]", keys=("@data-post",), body=".tgme_widget_message_text"),
    ),
    (
        "tickaroo",
        ANY,
        b"event__body",
        Layout(items="article:has([class*=event__body])", keys=("@id", "@data-id"), body=".tik4-rich-text"),
    ),
    (
        "wordpress-liveblog",
        ANY,
        b"liveblog-entry",
        Layout(
            items='.liveblog-entry[id], li.liveblog-entry, [id^="liveblog-entry-"]',
            keys=("@data-entry-id", "@id"),
            body=".liveblog-entry-content, .liveblog-entry-text",
        ),
    ),
)
