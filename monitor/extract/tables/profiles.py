"""Site profiles: where publishers whose markup is known keep the parts of an entry. Data in one table.

A profile names what the general rules of `dom` cannot know, by stable attributes; class hashes change with each build.
Most layouts belong to a platform that many hosts use, and are tried on every host.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where the parts of an entry are, as CSS; what is empty is found by general rules.

    `keys` are `css@attribute`, with the css empty for the item itself. `published` and `updated` are attributes of the
    item. `body` may match several elements, whose words are the text together. `z_is` is the zone, by its IANA key, of
    minutes that are labelled UTC ("2023-11-02T16:56Z") and are local.
    """

    items: str = ""
    keys: tuple[str, ...] = ()
    published: str = ""
    updated: str = ""
    title: str = ""
    author: str = ""
    body: str = ""
    exclude: str = ""
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
        Layout(
            items='article[id^="block-"], div.block[id^="block-"]',
            title="h2.block-title, h2.block__title, header ~ h2, header h2",
            exclude='[class*="block-time"], [class*="block__time"], [class*="block__updated"], [class*="block-share"]',
        ),
    ),
    (
        "bbc",
        r"(?:.*\.)?bbc\.(?:co\.uk|com)",
        b"content-post",
        Layout(
            items='article[data-testid="content-post"]',
            keys=("@id",),
            title='h3 [role="text"] > span:first-child',
            author='p[class*="Contributor"]',
            exclude='h3, [data-testid="share-tools-container"]',
        ),
    ),
    (
        "bbc-stream",
        r"(?:.*\.)?bbc\.(?:co\.uk|com)",
        b"lx-stream-post",
        Layout(
            items="article.lx-stream-post",
            keys=("@id",),
            title="header h3, .lx-stream-post__header-title",
            author='[class*="contributor"]',
            body=".lx-stream-post-body",
        ),
    ),
    (
        "independent",
        r"(?:.*\.)?independent\.co\.uk",
        b"data-sort-time",
        Layout(
            items='[items] > [id^="post-"]',
            keys=("@id",),
            published="data-sort-time",
            updated="data-update-time",
            title="h3",
        ),
    ),
    (
        "reach",
        ANY,
        b"live-event-entry",
        Layout(
            items="div.live-event-entry",
            keys=("@id",),
            published="data-post-time",
            updated="data-last-modified-time",
            title=".entry-content > h3, h3",
            author="mark",
            body=".entry-content",
        ),
    ),
    (
        "express",
        r"(?:.*\.)?(?:express\.co\.uk|dailystar\.co\.uk|the-express\.com)",
        b"live-events__entry",
        Layout(
            items="div.live-events__entry",
            keys=("@id",),
            published="data-sort-time",
            updated="data-update-time",
            title="h2, h3, h4",
        ),
    ),
    (
        "nbc",
        ANY,
        b"live-blog-card",
        Layout(
            items='div.live-blog-card[data-testid="card-container"], div.live-blog-card[id]',
            keys=("@id",),
            title='[data-testid="headline"], h2',
            author='[data-testid="byline-name"]',
            exclude='[data-testid="timestamp"]',
        ),
    ),
    (
        "nytimes",
        r"(?:.*\.)?nytimes\.com",
        b"live-blog-post",
        Layout(
            items='[data-test-id="live-blog-post"], [data-testid="live-blog-post"], [data-testid="reporter-update"]',
            keys=("@data-source-id",),
            title='[itemprop="headline"], h2, h3',
            author='[itemprop="author"], [class*="byline" i]',
        ),
    ),
    (
        "repubblica",
        ANY,
        b"liveblog__post",
        Layout(
            items="section.liveblog__post[id], article.liveblog__post[id], div.liveblog__post[id]",
            keys=("@id",),
            title=".liveblog__post__title",
            exclude=".liveblog__post__pubdate",
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
            title=".liv-blg_ttl",
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
        Layout(
            items="bsp-liveblog-post",
            keys=("@data-post-id", "@id"),
            published="data-posted-date-timestamp",
            title="h2.LiveBlogPost-headline, .LiveBlogPost-headline",
            author='[class*="LiveBlogPost-author"]',
            body=".LiveBlogPost-body, .RichTextBody",
            exclude="bsp-copy-link",
        ),
    ),
    (
        "cnn",
        ANY,
        b"live-story-post",
        Layout(
            items="article.live-story-post, article.liveStoryPost",
            keys=("@id", "@data-post-id"),
            updated="data-last-updated",
            title=".live-story-post__headline, h2",
            author=".live-story-post__byline",
            body=".live-story-post__content",
        ),
    ),
    (
        "lemonde",
        r"(?:.*\.)?lemonde\.fr",
        b"post__live-container",
        Layout(
            items="section.post.post__live-container, #post-container > section",
            keys=("@id", "@data-post-id"),
            title=".post__live-container--title",
            exclude="span.date",
        ),
    ),
    (
        "sky",
        ANY,  # the New York Times calls its posts so, too
        b'"live-blog-post"',
        Layout(items='[data-testid="live-blog-post"]', keys=("@id", "@data-id"), title="h2, h3"),
    ),
    (
        "ft",
        r"(?:.*\.)?ft\.com",
        b"live-blog-post",
        Layout(items='article[data-x-component="live-blog-post"]', keys=("@id",), title="h2, h3"),
    ),
    (
        "timesofisrael",
        ANY,
        b"liveblog-",
        Layout(
            items='[data-item][id^="liveblog-entry-"], .liveblog-entry[id^="liveblog-"], article[id^="liveblog-"]',
            keys=("@id", "h3 a@href", "h4 a@href"),
            title="h3, h4",
        ),
    ),
    (
        "sourcefabric",
        ANY,
        b"lb-post",
        Layout(
            items="article.lb-post[data-post-id]:not(.advertisement)",
            keys=("@data-post-id",),
            title=".lb-post-headline, h2, h3",
            author=".lb-author__name, .lb-author, [class*='author__name']",
            exclude=".lb-post-date, [data-js-timestamp], .lb-post__actions",
        ),
    ),
    (
        "norkon",
        ANY,
        b"ncpost",
        Layout(
            items="[class~=ncpost]:not(.ncpost-user-comment), .ncpost-list-post:not(.ncpost-user-comment)",
            keys=("@data-post-id", "@data-id", "@id"),
            title="h1, h2, h3",
            body=".ncpost-content, .ncpost-body",
        ),
    ),
    (
        "telegram",
        r"(?:.*\.)?(?:t\.me|telegram\.me)",
        b"tgme_widget_message",
        Layout(
            items=".tgme_widget_message[data-post]",
            keys=("@data-post",),
            body=".tgme_widget_message_text",
            exclude=".tgme_widget_message_author, .tgme_widget_message_user, .tgme_widget_message_info",
        ),
    ),
    (
        "tickaroo",
        ANY,
        b"event__body",
        Layout(
            items="article:has([class*=event__body])",
            keys=("@id", "@data-id"),
            title="[class*=event__title], h2, h3",
            author=".tik4-author__name",
            body=".tik4-rich-text",
        ),
    ),
    (
        "wordpress-liveblog",
        ANY,
        b"liveblog-entry",
        Layout(
            items='.liveblog-entry[id], li.liveblog-entry, [id^="liveblog-entry-"]',
            keys=("@data-entry-id", "@id"),
            published="data-sort-time",
            title=".liveblog-entry-title, h2, h3",
            author=".liveblog-author-name, .liveblog-meta-author-name, .liveblog-meta-author",
            body=".liveblog-entry-content, .liveblog-entry-text",
        ),
    ),
)
