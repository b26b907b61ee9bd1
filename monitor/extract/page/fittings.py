"""What stands inside an entry and is not of it: buttons, share links, advertisements, labels. It is cut out."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from monitor.extract.page.kinds import LABELLED
from monitor.extract.words.remembered import remembered
from monitor.extract.words.text import is_sentence

if TYPE_CHECKING:
    from monitor.extract.page.outline import Part

MAX_FITTING_CHARS = 400
"""More words than this are content, whatever the class is called ("shared-content")."""

MAX_LABEL_CHARS = 40
MAX_FITTING_PARTS = 200
WORDS_AROUND = 4
"""From so many words on what stands right beside an element is a sentence, and it one of its words."""

MAX_CLIMB = 64
"""How many elements are looked into, and climbed over, to see what one element is."""

_INLINE = frozenset({"a", "span", "strong", "b", "em", "mark", "small"})
_NOT_CAPTIONS = frozenset({"img", "amp-img", "picture", "video", "iframe", "h1", "h2", "h3"})
"""What a caption does not hold; the smaller headings may be its own words."""

BOLD = frozenset({"b", "strong"})
EMBEDS = frozenset({"blockquote", "figure", "iframe", "video", "table", "gu-island"})
"""Inside these, times, headings and names are those of somebody else's post."""

ADS = "ad|ads|adslot|advert|advertisement|mpu|dfp"
"""What advertisements are called by the words that stand first in a name."""

AD_ID = re.compile(rf"(?:google_)?(?:{ADS}|banner)(?:\d{{1,3}})?(?:[-_]|$)", re.IGNORECASE)
"""Ids of advertisements; "ad7c41f0" is the id of an entry, drawn by chance."""

NOT_ENTRY = re.compile(
    r"(?<![a-z0-9])(?:ad|ads|advert|advertisement|adslot|promo|promoted|newsletter|sponsored|outbrain|taboola|comments?)(?!\d*[a-z])",
    re.IGNORECASE,
)
"""What is no entry by its class; letters beside digits are of a hash that the next build draws anew: "post__9r0ad"."""

_OTHERS = (
    r"comments?|discussion|disqus|repl(?:y|ies)|related|recommend\w*|most-?(?:read|popular|viewed)|teasers?|newsletter"
    r"|more-(?:on|from|stories)|latest-(?:news|stories)|outbrain|taboola|gallery|slideshow|carousel"
)
OTHERS = re.compile(rf"(?<![a-z])(?:{_OTHERS})(?![a-z])", re.IGNORECASE)
"""What publishers call what has pages of its own beside the entries."""

_LISTS = (
    r"key-?events?-?list|summary-points|schedule|programmes?|play-?lists?|recently-?played|now-?playing"
    r"|track-?lists?|programa(?:cao|cion)|programa-?tv|palinsesto|sendeplan|fernsehprogramm|tv-?programm?|tv-?gids"
    r"|parrilla|(?:tv|job)-?listings?|calendar|timetable|departures|arrivals|fixtures|agenda|coupons?|forum|episodes?"
    r"|podcasts?|chapters|search-results|tracking-?(?:events?|history|steps?)|shipments?|contributions|changes-?list"
    r"|audit-?log|(?:revision|edit|bid|order)-?history"
)
ELSEWHERE = re.compile(
    rf"(?<![a-z])(?:{_OTHERS}|{_LISTS}|trending|sidebar|side-bar|navigation|nav|menu|breadcrumbs?|footer|promos?|scroller"
    r"|latest-posts|recent-?posts|reviews?|transcript)(?![a-z])",
    re.IGNORECASE,
)
"""What they call what stands beside the entries, and lists of other things that have times."""

MAIN = 0.5
"""From this share of a page's words on, what holds them is what the page is about, whatever it is called."""

OTHER_LISTS = re.compile(
    rf"(?<![a-z])(?:{_LISTS}|comments?|discussion|disqus|repl(?:y|ies)|outbrain|taboola)(?![a-z])",
    re.IGNORECASE,
)
"""What they call such lists, and what readers wrote, which may be most of a page."""

WIDGET = re.compile(
    r"(?<![a-z])(?<!elementor-)(?<!article-)(?<!story-)(?<!content-)(?:widget|tweet)(?![a-z])", re.IGNORECASE
)
"""What is so called stands beside the entries, or is the box that holds all of them (Sky Sports). Builders of pages
call each piece of an article so (TimesLIVE)."""

PINNED = re.compile(r"(?<![a-z])(?<!not[-_])(?<!non[-_])(?<!un[-_])(?:pinned|sticky)(?![a-z])", re.IGNORECASE)
"""Sourcefabric calls what is not pinned "not-sticky"."""

_PIN = (
    r"pinned(?: post)?|angeheftet|angepinnt|oben gehalten|fixiert|épinglée?|fijad[oa]|fissat[oa]"
    r"|fixad[oa]|vastgezet|przypięt[eya]|закреплено|закріплено|fastgjort|fästad|festet|kiinnitetty|připnuto"
    r"|pripnuté|rögzítve|kitűzve|fixat|sabitlen(?:di|miş)|καρφιτσωμένο|مثبت|置顶|置頂|固定|고정됨"
)
_SAYS_PINNED = re.compile(_PIN)
_COMMENT_CONTROLS = frozenset(
    {
        "reply",
        "report",
        "like",
        "flag",
        "upvote",
        "antworten",
        "melden",
        "répondre",
        "signaler",
        "responder",
        "rispondi",
    }
    | {"segnala", "beantwoorden", "reageer", "odpowiedz", "zgłoś", "ответить"}
)
_SHARE = (
    r"(?:share(?: this)?|teilen|partage[rz]|compartir|condividi|compartilhar|partilhar|delen|udostępnij|поделиться"
    r"|tweet|send|post|поширити|dela|del|jaa)"
)
_ON = r"(?:on|via|by|with|to|auf|bei|per|mit|sur|par|en|por|con|su|no|na|op|em|в|у|på)"
_NETWORK = (
    r"(?:facebook|twitter|x|whatsapp|telegram|e-?mail|e-?post|linkedin|reddit|instagram|threads|bluesky|mastodon|xing"
    r"|vk|viber|messenger|pinterest|flipboard)(?: \(formerly twitter\))?"
)
_LABEL = re.compile(
    r"(?:uhr|uur|hrs|share(?: (?:link|page|post|this(?: (?:post|update|entry|story|article))?))?|copy(?: link| url)?"
    rf"|link copied|copied|tweet|{_SHARE} ?(?:this )?{_ON}? ?{_NETWORK}|post|facebook"
    r"|twitter|x|whatsapp|telegram|e-?mail|linkedin|reddit|instagram|pin it|print|save|reply|like|permalink|link"
    r"|(?:back )?to (?:the )?top|nach oben|zum (?:seiten)?anfang|(?:retour )?en haut(?: de (?:la )?page)?|haut de page"
    r"|volver arriba|ir arriba|torna su|voltar ao topo|(?:terug )?naar boven|do góry|наверх|til toppen|till toppen"
    r"|(?:new |still )?(?:updates? |posts? |content |more )?loading|lädt|wird geladen|chargement(?: en cours)?"
    r"|cargando|caricamento|carregando|wordt geladen"
    r"|ładowanie|загрузка"
    r"|antworten|répondre|responder|rispondi|comentar|commenter|kommentieren"
    r"|(?:view |on the |see )*map|karte|carte|mapa|mappa|kaart|карта"
    rf"|key (?:event|moment|point)s?|{_PIN}|in evidenza|destacad[oa]|uitgelicht"
    r"|breaking(?: news)?|just in|new|latest|live|update|urgent|eilmeldung|wichtig"
    r"|importante?|urgente|belangrijk|ważne|pilne|важно|срочно|молния"
    r"|онлайн|в эфире|na żywo|en vivo|ao vivo|in diretta|en directo|en direct"
    r"|alerte|última hora|ultim'ora|flash|advertisement|ad|anzeige|werbung|publicité"
    r"|publicidad|pubblicità|publicidade|advertentie|reklama|реклама|teilen|link kopieren|partager|copier le lien"
    r"|compartir|copiar enlace|condividi|copia link|compartilhar|copiar link|partilhar|delen|kopieer link"
    r"|udostępnij|kopiuj link|поделиться|скопировать ссылку|threads|bluesky|mastodon|kopírovat odkaz|kopiera länk"
    r"|artikel teilen|beitrag teilen|link kopiert|lien copié|enlace copiado|link copiato|link copiado|show more"
    r"|read (?:the )?(?:full|whole|entire) (?:story|article|report|piece)|full (?:story|report|article)"
    r"|(?:den )?(?:ganzen|vollständigen) (?:artikel|text|bericht) lesen|zum (?:artikel|bericht)"
    r"|lire l[’']article(?: complet)?"
    r"|leer (?:la noticia|el artículo)(?: complet[ao])?|leggi l[’']articolo(?: completo)?"
    r"|leia a (?:matéria|notícia)(?: completa)?"
    r"|lees het (?:hele|volledige) (?:artikel|verhaal)|czytaj cały artykuł|читать полностью"
    r"|read more|mehr anzeigen|weiterlesen|lire la suite|leer más|leggi tutto|leia mais|lees meer|czytaj więcej"
    r"|читать далее|[#¶•·|–—-]|#\s?\d{1,4}"
    r"|\(edited\)|follow(?: this)? (?:topic|story|author)|join the (?:conversation|discussion|debate)|leave a comment"
    # What is counted is another number in each reading.
    r"|(?:post|update|entry|item|beitrag|eintrag) \d+ (?:of|von|de|di|van) \d+"
    r"|\d[\d.,]*\s?[km]?\s?(?:views?|shares?|likes?|reactions?|comments?|min(?:ute)?s?(?: de)? (?:read"
    r"|lecture|lectura|lesezeit|leitura|lettura)|vues|aufrufe|kommentare|commentaires|visualizaciones|visualizações|weergaven"
    r"|reaktion(?:en|er)|reacties|réactions|reacciones|reazioni|reações|reakcj[ei]|comentarios|commenti|comentários"
    r"|komentarzy|komentářů|комментари(?:ев|я|й)|repl(?:y|ies)|antworten|réponses?|respuestas?|respostas?|rispost[ae]"
    r"|odpowiedzi|ответ(?:ов|а)?|upvotes?|retweets?|reposts?|boosts?|claps?))[.:…]{0,3}"
)
"""Of lower case, and for it, as what readers do: where case counts a branch is refused by its first letter."""


_KICKER = re.compile(
    r"(?<![a-z])(?:kicker|eyebrow|overline|dachzeile|category|categoria|catégorie|kategorie|rubri(?:k|que|ca)|ressort)(?![a-z])",
    re.IGNORECASE,
)

SEPARATORS = re.compile(r"[\s·•|∙●—–/:-]+")
"""What is left of a line whose words were all taken: "14:05 UTC · Map"."""

_PARTING = "·•|∙●"
_PARTED = re.compile(rf"\A[{_PARTING}]\s+|\s+[{_PARTING}]\Z")
"""What is left of the line where only one side was: "Hole 7 · 14:05"."""

_ARROWS = "↑↓←→⬆⬇↩↗▲▼ "
"""What controls have beside their words: "↑ Back to top"."""

_READERS_DO = re.compile(
    r"(?:likes?|shares?|comments?|views?|reactions?|boosts?|favou?rites?|reposts?|retweets?|repl(?:y|ies)|gefällt mir"
    r"|kommentare?|j[’']aime|me gusta|mi piace|curtir|lubię to"
    r"|vind ik leuk|нравится|beğen|paylaş"
    r"|赞|讚|点赞|评论|評論|转发|分享|收藏"
    r"|いいね[!！]?|コメント|シェア|좋아요|공유|댓글|שתף|مشاركة|اشتراک|bagikan|chia sẻ|แชร์)"
    r"(?:\s?[:：(（]?\s?\d[\d.,]*\s?[km]?[)）]?)?"
)
"""What readers may do with an entry, in the words of the buttons, with how many have done it."""

_TALLY = re.compile(
    r"(?<![a-z])(?:count(?:er)?s?|tally|likes?|up-?votes?|votes|shares|views|hits|reactions?)(?![a-z])", re.IGNORECASE
)
_OFF = frozenset({"#top", "#comments", "#respond"})
_ICON = re.compile(r"(?<![a-z])icons?(?![a-z])", re.IGNORECASE)
_NUMBER = re.compile(r"\d[\d.,]*\s?[km]?(?:\s?(?:/|of)\s?\d+)?", re.IGNORECASE)
_COUNTED = re.compile(rf"{_NUMBER.pattern}\s[^\W\d_]+", re.IGNORECASE)
_COUNTED_AS = re.compile(rf"[^\d:：]{{1,30}}\s?[:：]\s?{_NUMBER.pattern}", re.IGNORECASE)
"""What is counted, and how often: "Hits: 760"."""

_DOINGS = re.compile(
    r"[^\w/]{0,3}(?:#comments?|comments?|reactions?|likes?|shares?|kommentare?|commentaires|comentarios|commenti"
    r"|comentários|reacties|komentarze|комментарии)\W{0,3}",
    re.IGNORECASE,
)
"""What a control of a number is called for those who do not see its picture, or where on the page it leads."""

_FELT = re.compile(
    r"(?:[\u2764\u2665\u2639\u263a\u2b50\U0001f389\U0001f440\U0001f441\U0001f44a-\U0001f44f\U0001f493-\U0001f49f\U0001f4a1"
    r"\U0001f4a9\U0001f4aa\U0001f4ac\U0001f4af\U0001f525\U0001f595\U0001f5a4\U0001f600-\U0001f64f\U0001f680\U0001f90d\U0001f90e"
    r"\U0001f910-\U0001f92f\U0001f970-\U0001f97a\U0001f9e1][\ufe0f\U0001f3fb-\U0001f3ff]?\s?\d[\d.,]*\s?[km]?\s?){1,12}",
    re.IGNORECASE,
)
"""What readers felt, and how many of them: "👍 17 🔥3"."""


def unparted(line: str) -> str:
    """Return a line without the sign at its end that parted it from something.

    >>> unparted("Hole 7 ·"), unparted("Goal!")
    ('Hole 7', 'Goal!')
    """
    return line if line.strip(_PARTING) == line else _PARTED.sub("", line)


def leads_off(href: str) -> bool:
    """Return whether a link leads up to the beginning of any page (WHATWG HTML §7.4.6.3), or to what its readers say.

    In whatever language it says so, it is a control.
    """
    return href in _OFF


def is_label(words: str) -> bool:
    """Return whether words are those of a control or a flag, and not an entry's own.

    >>> is_label("Copy link"), is_label("KEY EVENT"), is_label("赞(509)"), is_label("Copy that")
    (True, True, True, False)
    """
    words = words.strip(_ARROWS)
    return len(words) <= MAX_LABEL_CHARS and _says_label(words)


@remembered(4_096)
def _says_label(words: str) -> bool:
    words = words.lower()
    return (_LABEL.fullmatch(words) or _READERS_DO.fullmatch(words) or _FELT.fullmatch(words)) is not None


def says_pinned(words: str) -> bool:
    """Return whether a label says that an entry is kept at the top.

    >>> says_pinned("Angeheftet"), says_pinned("Breaking")
    (True, False)
    """
    return len(words) <= MAX_LABEL_CHARS and _SAYS_PINNED.fullmatch(words.strip().lower()) is not None


def is_comment_control(line: str) -> bool:
    """Return whether a line is a button below a reader's comment, with or without a count.

    >>> is_comment_control("Reply"), is_comment_control("Like (12)"), is_comment_control("He gave no reply")
    (True, True, False)
    """
    words = line[:MAX_LABEL_CHARS].strip(" ()0123456789·|").casefold()
    return len(line) <= MAX_LABEL_CHARS and words in _COMMENT_CONTROLS


def is_caption(part: Part) -> bool:
    """Return whether an element that is called a caption is one, and not the frame around picture and caption.

    WordPress has both: `div.wp-caption` around `p.wp-caption-text`.
    """
    if not 0 < part.size <= MAX_FITTING_CHARS:
        return False
    return all(inner.tag not in _NOT_CAPTIONS for inner in islice(part.inside(), MAX_CLIMB))


def is_labelled(part: Part) -> bool:
    """Return whether an element is a control or a flag by its words, and holds no more than these."""
    words = part.own
    return (
        0 < len(words) <= MAX_LABEL_CHARS
        and part.kinds & LABELLED != 0
        and (
            is_label(words)
            or leads_off(part.get("href"))
            or _is_kicker(part, words)
            or _is_tally(part, words)
            or _is_icon(part, words)
        )
        and part.short_text(MAX_LABEL_CHARS) == words
        and not is_in_sentence(part)
    )


def _is_kicker(part: Part, words: str) -> bool:
    """Return whether an element names the subject that an entry is filed under (Politico)."""
    return words[-1] not in ".!?…:" and _names_kicker(part.get("class"))


@remembered(2_048)
def _names_kicker(classes: str) -> bool:
    return _KICKER.search(classes) is not None


def is_number(words: str) -> bool:
    """Return whether words are a number and nothing else, as it is counted: "1.2k", "3 of 9"."""
    return _NUMBER.fullmatch(words) is not None


def _is_tally(part: Part, words: str) -> bool:
    """Return whether an element is a number that is counted, another one in each reading.

    Its class says so, or what it is called aloud, or it stands among buttons with nothing else.
    """
    number, named = is_number(words), _names_tally(part.get("class"))
    if not number:
        if not named:
            return False
        counted = _COUNTED.fullmatch(words) is not None and _is_below_words(part)
        return counted or _COUNTED_AS.fullmatch(words) is not None
    called = (part.get(name).rpartition("/")[2] for name in ("aria-label", "title", "href"))
    return named or any(map(_DOINGS.fullmatch, called)) or _is_among_buttons(part)


@remembered(2_048)
def _names_tally(classes: str) -> bool:
    return _TALLY.search(classes) is not None


def _is_below_words(part: Part) -> bool:
    """Return whether an element stands beside sentences; "4,032 votes" beside the name of a party is a result."""
    block = part.parent
    assert block is not None  # an element of an entry stands in it
    return any(map(is_sentence, islice(block.outline.texts[block.first : block.last], MAX_CLIMB)))


def _is_among_buttons(part: Part) -> bool:
    """Return whether a block has nothing but buttons beside an element: `<button>Share</button><span>84</span>`."""
    block = part.parent
    assert block is not None
    if block.size > MAX_LABEL_CHARS + part.size:
        return False
    buttons = [one for one in islice(block.children(), MAX_CLIMB) if one.tag == "button"]
    return bool(buttons) and block.size == part.size + sum(button.size for button in buttons)


def _is_icon(part: Part, words: str) -> bool:
    """Return whether an element is a sign that its class calls an icon: the ball beside a goal."""
    return not any(map(str.isalnum, words)) and _ICON.search(part.get("class")) is not None


def is_in_sentence(part: Part) -> bool:
    """Return whether an element is a word of the text around it: "On Friday, <a>Facebook</a> said" (NYT)."""
    return part.tag in _INLINE and part.parent is not None and part.parent.own.count(" ") >= WORDS_AROUND


def within(part: Part, item: Part, tags: frozenset[str]) -> bool:
    """Return whether an element between `part` and the `item` that holds it has one of these tags."""
    place = part.parent
    for _ in range(MAX_CLIMB):
        if place is item or place is None:
            break
        if place.tag in tags:
            return True
        place = place.parent
    return False
