"""Where each publisher's and each platform's JSON keeps its entries: data, for pages and interfaces alike.

A path is names joined by dots: `*` stands for every member, a number for a place in a list, `name=value` and
`name!=value` keep the members of a list that have it, or have it not. `a&b` joins two values with a space. Of several
paths the first that gives something counts.
"""

from __future__ import annotations

from dataclasses import dataclass

Paths = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """Where the values around a list say what the live blog is; looked for from the list outwards."""

    title: Paths = ()
    url: Paths = ()
    standfirst: Paths = ()
    authors: Paths = ()
    start: Paths = ()
    end: Paths = ()
    older: Paths = ()
    """The address of the next older page, whole or only what changes in it."""
    cursor: tuple[str, str] | None = None
    """The parameter that asks for what is older than an entry, and the path of what it takes from the entry."""
    counted: str = ""
    """Where the number of the page stands in the address asked; the answer says `page` and `pages`."""
    only: tuple[str, str] | None = None
    """A path and a pattern: without it the list is something else, such as the cards of a plain article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One way to write a list of entries.

    An entry has all of `needs`; its list is called one of `lists` (or anything). `gone` are paths and patterns of what
    is no entry: withdrawn, a draft, a reader's comment, an advertisement. `body` is the first path that says something,
    `more` follows it; a title that is one of `labels` only names the kind of the entry. Where one entry may be told
    several times, the one with the highest `version` counts, and `edits` and `deletes` name lists beside this one.
    `opens` marks the elements of a flat article that begin an entry. `bare` entries have an id and a time and nothing
    else; a `single` one stands alone, in no list. An `unordered` list is in the order of the last touch, and put into
    that of publication; where its pages hold so many each, `touched` says when each entry was.
    """

    name: str
    needs: frozenset[str]
    lists: Paths = ()
    keys: Paths = ("id",)
    title: Paths = ()
    body: Paths = ()
    more: Paths = ()
    published: Paths = ()
    updated: Paths = ()
    authors: Paths = ()
    url: Paths = ()
    links: Paths = ()
    images: Paths = ()
    pinned: Paths = ()
    labels: frozenset[str] = frozenset()
    version: Paths = ()
    gone: tuple[tuple[str, str], ...] = ()
    edits: str = ""
    deletes: str = ""
    opens: tuple[str, str] | None = None
    about: About = About()
    bare: bool = False
    single: bool = False
    unordered: bool = False
    touched: Paths = ()


BARE_ID = "#id"
"""Under this name stands an id that is all there is of an entry."""

PARTS = "#parts"
"""Under this name an entry of a flat article gets the elements that follow the one which opens it."""

SHAPES = (
    Shape(
        name="guardian",
        needs=frozenset({"id", "elements", "blockLastUpdated"}),
        lists=("blocks",),
        title=("title",),
        body=("elements",),
        published=("blockFirstPublished", "blockCreatedOn"),
        updated=("blockLastUpdated",),
        # `contributors` is left out, and "Summary" no title: both came into the model of blogs that had long ended, for
        # a third of their entries at once (rendered anew in June 2022), and nobody had edited anything.
        labels=frozenset({"summary"}),
        links=("elements.*.url",),
        images=("elements.*.media.allImages.0.url", "elements.*.posterImage.0.url"),
        pinned=("attributes.pinned",),
        about=About(
            title=("headline", "webTitle"),
            url=("canonicalUrl", "webURL"),
            standfirst=("standfirst", "trailText"),
            older=("pagination.older",),
        ),
    ),
    Shape(
        name="guardian-capi",
        needs=frozenset({"id", "bodyHtml", "attributes"}),
        lists=("body",),
        title=("title", "attributes.title"),
        body=("bodyHtml",),
        published=("firstPublishedDate", "publishedDate", "createdDate"),
        updated=("lastModifiedDate",),
        pinned=("attributes.pinned",),
        gone=(("published", "false"),),
        about=About(title=("webTitle",), url=("webUrl",), standfirst=("fields.trailText",)),
    ),
    Shape(
        name="timesofindia",
        needs=frozenset({"msid", "timestamp", "smalldesc"}),
        keys=("msid",),
        title=("title",),
        body=("smalldesc",),
        more=("emcontent",),
        published=("timestamp",),
        links=("overridelink",),
        about=About(title=("title1",), standfirst=("mobilesynopsis",)),
    ),
    Shape(
        name="nbcnews",
        needs=frozenset({"id", "cardType", "date"}),
        title=("headline",),
        body=("content", "body"),
        published=("date.publishedAt", "date.createdAt"),
        updated=("date.modifiedAt",),
        authors=("authors.*.person.name", "authors.*.name", "authors"),
        url=("url.primary", "url.canonical", "url"),
    ),
    Shape(
        name="nytimes",
        needs=frozenset({"sourceId", "firstPublished", "headline", "body"}),
        keys=("sourceId",),
        title=("headline",),
        body=("body",),
        published=("firstPublished",),
        updated=("lastModified",),
        authors=("bylines.*.creators.*.displayName",),
        url=("url",),
    ),
    Shape(
        name="bbc",
        needs=frozenset({"urn", "dates", "content"}),
        lists=("results",),
        keys=("urn",),
        title=("header.model.blocks.type=headline", "header"),
        body=("content",),
        published=("dates.firstPublished", "dates.time", "dates.curated"),
        updated=("dates.lastPublished",),
        authors=("header.model.blocks.type=subheadline.model.blocks.*.model.blocks.*.model.text",),
        about=About(
            title=("title", "seo.seoTitle"),
            standfirst=("description",),
            start=("startDateTime",),
            end=("endDateTime",),
        ),
    ),
    Shape(
        name="wordpress-liveblog",
        needs=frozenset({"timestamp", "render"}),
        body=("render", "content"),
        published=("entry_time", "timestamp"),
        updated=("timestamp",),
        authors=("authors.*.name", "authors"),
        url=("share_link",),
        version=("timestamp",),
        gone=(("type", "delete"),),
        unordered=True,
        about=About(counted=r"/liveblog/v1/\d+/get-entries/(\d{1,6})/"),
    ),
    Shape(
        name="sourcefabric",
        needs=frozenset({"_id", "groups"}),
        lists=("_items",),
        keys=("_id",),
        body=("groups.*.refs.*.item.text",),
        published=("published_date", "firstcreated", "_created"),
        updated=("content_updated_date",),
        authors=("publisher.display_name", "original_creator.display_name", "byline"),
        pinned=("sticky",),
        gone=(
            ("deleted", "true"),
            ("post_status", "comment|submitted|draft"),
            ("groups.*.refs.*.item.item_type", "advert.*|comment"),
        ),
        unordered=True,
        touched=("_updated",),
        about=About(title=("blog.title",), older=("_links.next.href",)),
    ),
    Shape(
        name="sourcefabric-v2",
        needs=frozenset({"_id", "items"}),
        lists=("_items",),
        keys=("_id",),
        body=("items.*.text", "items.*.item.text"),
        published=("published_date", "_created"),
        updated=("content_updated_date",),
        authors=("publisher.display_name", "original_creator.display_name"),
        pinned=("sticky",),
        gone=(
            ("deleted", "true"),
            ("post_status", "comment|submitted|draft"),
            ("items.*.item_type", "advert.*|comment"),
        ),
        unordered=True,
        touched=("_updated",),
        about=About(title=("blog.title",), older=("_links.next.href",)),
    ),
    Shape(
        name="aljazeera-shell",
        needs=frozenset({"id", "publishedTime"}),
        lists=("childrenMeta",),
        published=("publishedTime",),
        about=About(title=("title",)),
        bare=True,
    ),
    Shape(
        name="aljazeera-ids",
        needs=frozenset({BARE_ID}),
        lists=("children",),
        keys=(BARE_ID,),
        about=About(only=("__typename", "Post")),
        bare=True,
    ),
    Shape(
        name="aljazeera-update",
        needs=frozenset({"id", "content", "modified_gmt"}),
        lists=("posts",),
        title=("title",),
        body=("content",),
        published=("date_gmt", "date"),
        updated=("modified_gmt",),
        authors=("author.*.name", "writeInAuthor"),
        about=About(only=("postType", "liveblog-update")),
        single=True,
    ),
    Shape(
        name="arc",
        needs=frozenset({"_id", "type"}),
        lists=("content_elements", ""),
        keys=("_id",),
        title=("embed.config.title",),
        body=(PARTS,),
        published=("embed.config.isoDate", "embed.config.date&embed.config.time"),
        opens=("subtype", ".*live-?blog.*"),
        about=About(title=("headlines.basic",), url=("canonical_url",), standfirst=("subheadlines.basic",)),
    ),
    Shape(
        name="mastodon",
        needs=frozenset({"id", "created_at", "content", "reblog"}),
        body=("content", "reblog.content"),
        published=("created_at",),
        updated=("edited_at",),
        authors=("reblog.account.display_name", "account.display_name"),
        url=("url",),
        images=("media_attachments.*.url", "reblog.media_attachments.*.url"),
    ),
    Shape(
        name="discourse",
        needs=frozenset({"id", "cooked", "post_number", "created_at"}),
        lists=("posts", "latest_posts"),
        body=("cooked",),
        published=("created_at",),
        authors=("name", "username"),
        gone=(("user_deleted", "true"), ("hidden", "true")),
        about=About(title=("title",)),
    ),
    Shape(
        name="24liveblog",
        needs=frozenset({"nid", "contents"}),
        keys=("nid",),
        title=("newstitle",),
        body=("contents",),
        published=("created",),
        about=About(cursor=("last_nid", "nid")),
    ),
    Shape(
        name="scribblelive",
        needs=frozenset({"Id", "Content", "Created"}),
        lists=("Posts",),
        keys=("Id",),
        body=("Content",),
        published=("Created",),
        updated=("LastModified",),
        authors=("Creator.Name",),
        gone=(("IsDeleted", "1|true"),),
        unordered=True,
        edits="Edits",
        deletes="Deletes",
    ),
    Shape(
        name="espncricinfo",
        needs=frozenset({"commentTextItems", "timestamp"}),
        lists=("comments",),
        title=("title",),
        body=("commentTextItems",),
        published=("timestamp",),
    ),
    Shape(
        name="quintype",
        needs=frozenset({"id", "story-elements", "card-added-at"}),
        lists=("cards",),
        title=("title", "story-elements.type=title.text"),
        body=("story-elements.type!=title",),
        published=("card-added-at",),
        updated=("card-updated-at",),
        about=About(title=("headline",), url=("url",), only=("story-template", "live-?blog.*")),
    ),
    Shape(
        name="observador",
        needs=frozenset({"entry", "type"}),
        lists=("log",),
        keys=("entry.id",),
        title=("entry.title",),
        body=("entry.content", "entry.content_noembeds"),
        published=("entry.timestamp",),
        authors=("entry.author_name",),
        version=("id",),
        gone=(("type", "delete|remove"),),
    ),
    Shape(
        name="ft",
        needs=frozenset({"bodyHTML", "publishedDate"}),
        lists=("posts", "data", "liveBlogPosts"),
        keys=("id", "postId"),
        title=("title",),
        body=("bodyHTML",),
        published=("publishedDate",),
        authors=("byline",),
        url=("articleUrl",),
    ),
)
