"""What lists of entries call their fields, and themselves, where nobody has told us: the names that `guess` goes by."""

from __future__ import annotations

NAMES = {
    "keys": (
        *("documentid", "id", "uuid", "guid", "urn", "postid", "entryid", "updateid", "itemid", "cardid"),
        *("blockid", "eventid"),
        *("contentid", "sourceid", "newsid", "messageid", "msid", "nid", "cmsid", "uid", "rowid", "key", "uri", "code"),
        "name",
    ),
    "published": (
        *("firstpublished", "firstpublishedat", "firstpublisheddate", "publishedat", "datepublished", "publisheddate"),
        *("firstpublishdate", "firstpublicationdate", "originalpublishdate"),
        *("publishdate", "publishedon", "publishedtime", "publishtime", "publicationdate", "publishedtimestamp"),
        *("publishat", "publishon", "addedon", "pubdate", "published", "publicationtime", "displaydate", "displaytime"),
        "displayat",
        *("postedat", "posteddate", "postedon", "posted", "startpublish", "occurredat", "firstcreated"),
        *("createdat", "createdutc", "datecreated", "createddate", "created", "creationdate", "createdon"),
        *("createdtime", "createtime", "createat", "ctime", "postdate", "dateposted"),
        *("dategmt", "timestamp", "datetime", "date", "time", "ts", "isodate", "eventtime", "starttime"),
        *("unix", "epoch", "sent", "sentat", "issued", "issuedat", "publishdatetime", "publisheddatetime", "posttime"),
        *("publicationdatetime", "insertedat"),
        *("lastpublishdate", "lastpublisheddate", "lastpublished", "lastpublishedat"),
        *("fecha", "fechapublicacion", "fechadepublicacion", "fechahora", "hora", "data", "datapublicacao"),
        *("publicadoem", "datapubblicazione", "dataora", "datum", "zeit", "zeitpunkt", "zeitstempel", "erstellt"),
        *("veroeffentlicht", "veroffentlicht", "veroffentlichtam", "veroeffentlichtam", "erstelltam"),
        *("datepublication", "publiele"),
        *("datecreation", "datapublikacji", "czas", "tijd", "tijdstip", "publicatiedatum", "gepubliceerd"),
        *("publisert", "opprettet", "tidspunkt", "publicerad", "skapad", "udgivet", "oprettet", "tarih", "yayintarihi"),
    ),
    "updated": (
        *("updatedat", "dateupdated", "lastupdated", "lastupdatedat", "updateddate", "updatedon", "updated"),
        *("modifiedat", "datemodified", "modifieddate", "lastmodified", "lastmodifiedat", "lastmodifieddate"),
        *("updatetime", "modifiedtime", "lastupdateddate", "lastpublicationdate", "edited", "editedunixtime"),
        *("lasteditedtime", "modificationdate", "updatedate", "editdate", "editedtimestamp", "changedat", "tstamp"),
        *("versioncreated", "updateat", "modifiedts", "updatedts", "editedts", "modifiedtimestamp", "updatedtimestamp"),
        *("modifiedgmt", "modified", "changed", "editedat", "lastedited", "lastpublished", "lastpublishedat"),
        *("actualizado", "fechaactualizacion", "aggiornato", "atualizado", "aktualisiert", "geaendert", "geandert"),
        *("miseajour", "bijgewerkt", "gewijzigd", "aktualizacja"),
        *("oppdatert", "endret", "uppdaterad", "andrad", "opdateret", "guncelleme", "guncellemetarihi"),
    ),
    "title": (
        *("title", "headline", "headlines", "heading", "header", "subject", "posttitle", "entrytitle", "hed", "hl"),
        *("titulo", "titular", "titel", "titre", "titolo", "tytul", "uberschrift", "ueberschrift", "kop", "manchete"),
        *("tittel", "overskrift", "rubrik", "baslik"),
    ),
    "body": (
        *("bodyhtml", "contenthtml", "html", "htmlcontent", "renderedhtml", "rendered", "body", "content"),
        "articlebody",
        *("richtext", "contents", "posttext", "text", "message", "bodytext", "render", "blocks", "elements"),
        *("contentelements", "paragraphs", "components", "copy", "selftext", "richtexteditor", "bodycopy", "htmlbody"),
        *("bodymarkdown", "contentmarkdown", "markdown"),
        *("cuerpo", "contenido", "texto", "conteudo", "corpo", "testo", "contenuto", "contenu", "texte", "corps"),
        *("inhalt", "inhoud", "tekst", "tresc", "innhold", "innehall", "indhold", "icerik", "metin"),
    ),
    "summary": (
        *("description", "summary", "excerpt", "standfirst", "lead", "dek", "digest", "brief", "story", "update"),
        "details",
        *("descripcion", "resumen", "descricao", "resumo", "descrizione", "sommario", "resume", "beschreibung"),
        "meldung",
        "msg",
    ),
    "url": ("url", "link", "permalink", "canonicalurl", "weburl", "href", "shareurl", "sharelink", "uri"),
    "path": ("path", "slug"),
    "authors": (
        "authors",
        "author",
        "byline",
        "bylines",
        "contributors",
        "authorname",
        "creator",
        "reporter",
        "writer",
        "writers",
        *("createdby", "usercreated", "postedby", "publishedby", "userprofile", "from", "credits"),
        *("authorsignature", "user", "sendername", "senderfullname", "sender", "u"),
        *("autor", "autores", "autorin", "autoren", "auteur", "auteurs", "autore", "autori", "firma", "verfasser"),
        *("forfatter", "forfattare", "skribent", "yazar"),
    ),
    "images": ("image", "images", "leadimage", "photo", "picture", "mainimage", "imageurl"),
    "pinned": ("pinned", "ispinned", "sticky", "issticky"),
}

"""By role, in lower case without punctuation; the earlier the surer."""

LANGUAGES = "ar|bn|de|el|en|es|fa|fr|he|hi|hu|it|ja|ko|nl|pl|pt|ro|ru|sv|ta|te|tr|uk|ur|vi|zh"
"""How names of fields end that say the same in several languages: "headline_en", "bodyBn"."""

CLOCKS = (
    *("time", "timeutc", "hour", "clock", "hora", "heure", "uhrzeit", "ora", "tijd", "godzina", "klokkeslett", "saat"),
)
"""Names of a clock beside a day."""

GONE_FLAGS = ("deleted", "isdeleted", "isdelete", "removed", "isremoved", "hidden", "ishidden", "draft", "isdraft")
GONE_TIMES = ("deletedat", "deleteat", "deletedon")
"""Names of when something was withdrawn: of what stands they say nothing, zero, or a day that never comes."""

GONE_STATES = ("status", "state", "poststatus", "publishstatus", "type", "itemtype", "operation")
GONE_WORDS = "deleted?|removed?|draft|unpublished|archived|trash|spiked|scheduled|comment|ad|advert.*|service"
USABLE, NOT_USABLE = ("pubstatus",), "cancell?ed|withheld|withdrawn|killed"
"""What IPTC's ninjs says of an item; a game's state may be "cancelled", too."""

TRANSLATIONS = "translations"
"""Under this name Directus and others keep what an entry says, once in each language."""

WRAPPERS = (
    *("node", "attributes", "asset", "post", "record", "entry", "item", "data", "fields", "properties"),
    *("_source", "document", "doc", "object", "channel_post", "edited_channel_post", "message"),
    "fieldData",
    TRANSLATIONS,
)
"""Names under which GraphQL connections, JSON:API and others put what a member of a list really is; of several the
first: which one a set gave hung on the process."""

LOOSE_WRAPPERS = ("primary", "elements", "value", "content")
"""Names that hold text elsewhere: members of Prismic, Kontent, Wagtail, Umbraco are in them, with no text outside."""

HEADS_OF_OTHERS = (
    frozenset({"alt", "author", "button", "caption", "category", "channel", "cta", "edited", "end", "expires"})
    | {"expiry", "hover", "image", "img", "label", "last", "link", "media", "meta", "modified", "og", "parent", "photo"}
    | {"joined", "registered", "related", "section", "seo", "short", "social", "sub", "teaser", "until", "updated"}
    | {"user", "video"}
)
"""Words that begin the names of fields which are not the entry's own: "seoTitle", "lastModifiedDate"."""

LIVE_NAMES = (
    r".*(?:live|ticker|timeline|stream|feed|minute|rolling).*|.*(?:post|entr(?:y|ie)|update|card|block|item)s?|events?"
    r"|.*(?:entradas?|eintr(?:a|ae|ä)ge|beitr(?:a|ae|ä)ge|aggiornament[oi]|atualizac(?:ao|oes)|wpisy|directos?|diretta).*"
)
"""What the value around a list of entries is called on its way from the root."""

OTHER_NAMES = (
    r".*(?:comment|relat(?!ionship)|recommend|suggest|trend|popular|most_?(?:read|view|shared)|menu|navig|footer|sidebar|teaser|breadcrumb"
    r"|promo|sponsor|newsletter|notification|headlines|latest_?news|gallery|video|podcast|author|contributor|revision"
    r"|categor|section_|article|story$|stories|key_?event|key_?point|summar|faq|product|review|error|advert).*"
    r"|nav|ads?|tags?|more|next|prev|previous"
)
"""What lists of other things are called: other articles, comments, key events that repeat entries."""

OF_COMMENTS = frozenset(
    {"parentid", "commentid", "upvotes", "downvotes", "votes", "isspam", "numreports", "approvalstatus"}
)
"""Names that comments have. Posts of Ghost, Storyblok, Lemmy have some, too, but headlines as well."""

OF_OTHERS = frozenset(
    {"rating", "username", "price", "sku", "producttype", "currency"}
    | {"assignee", "assignees", "assigneeid", "requesterid", "duedate", "dueat"}
    | {"salary", "employmenttype", "jobtype", "joblocation"}
)
"""Names that reviews, users, goods, tickets and jobs have."""

COLUMNS = ("columns", "fields", "headers", "header")
"""What stands beside a list of rows and names their columns."""

PINNED_NAMES = ("pinnedPost", "pinnedPosts", "pinnedEntry", "pinnedEntries", "pinned", "sticky", "stickyPosts")
"""What stands beside a list of entries and holds those that are pinned, whether or not the list has them, too."""

PAGE_NAMES = (
    r"(?:the|this|current|main|initial|full|single|page)?_?(?:article|story)"
    r"_?(?:data|page|content|body|details?|state|store|reducer|response|result|view|query|model|props)?(?:[:(].*)?"
)
"""What the page itself is called around its live blog (`pageProps.article.liveBlog.posts`); others are several."""
