"""What controls and flags say: share, reply, copy link, live, pinned, what readers counted. No entry's own words."""

from __future__ import annotations

import re

from monitor.extract.words.remembered import remembered

MAX_LABEL_CHARS = 40

PICTURED = frozenset(
    {"image", "photo", "picture", "video", "gallery", "graphic", "bild", "foto", "grafik", "vidéo", "imagen", "vídeo"}
    | {"immagine", "imagem", "afbeelding", "beeld", "zdjęcie", "wideo", "фото", "видео", "изображение"}
)
"""What stands beside a picture for those who do not see it."""

ADVERTISED = (
    r"(?:ad|advertisement|sponsored|promoted|paid (?:post|content)|partner content|anzeige|werbung|gesponsert|publicité"
    r"|sponsorisé|publicidad|patrocinado|pubblicità|sponsorizzato|publicidade|advertentie|gesponsord|reklama|реклама"
    r"|annons|annonse|mainos|reklam|hirdetés|publicitate|publicitat|oglas|διαφήμιση|iklan|quảng cáo|โฆษณา|विज्ञापन"
    r"|বিজ্ঞাপন|إعلان|تبلیغات|פרסומת|広告|广告|廣告|광고)"
)
READS_ON = (
    r"(?:read more|continue reading|weiterlesen|mehr lesen|lire la suite|leer más|leia mais|saiba mais|leggi tutto"
    r"|lees (?:meer|verder)|czytaj (?:więcej|dalej)|читать далее|читати далі|číst dále|tovább|citește mai mult"
    r"|devamını oku|les mer|läs mer|læs mere|lue lisää|skaityti daugiau|baca selengkapnya|続きを読む|더보기)"
)
_PIN = (
    r"pinned(?: post)?|angeheftet|angepinnt|oben gehalten|fixiert|épinglée?|fijad[oa]|fissat[oa]"
    r"|fixad[oa]|vastgezet|przypięt[eya]|закреплено|закріплено|fastgjort|fästad|festet|kiinnitetty|připnuto"
    r"|pripnuté|rögzítve|kitűzve|fixat|sabitlen(?:di|miş)|καρφιτσωμένο|مثبت|置顶|置頂|固定|고정됨"
)
_SAYS_PINNED = re.compile(_PIN)
_COMMENT_CONTROLS = frozenset(
    {"reply", "report", "like", "flag", "upvote", "antworten", "melden", "répondre", "signaler", "responder"}
    | {"rispondi", "segnala", "beantwoorden", "reageer", "odpowiedz", "zgłoś", "ответить", "відповісти", "yanıtla"}
    | {"svara", "svar", "besvar", "vastaa", "odpovědět", "válasz", "răspunde", "απάντηση", "odgovori", "respon"}
    | {"trả lời", "balas", "رد", "ตอบกลับ", "जवाब दें", "উত্তর দিন", "پاسخ", "הגב", "返信", "回复", "回覆", "답글"}
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
    rf"|key (?:event|moment|point|update|development)s?|{_PIN}|in evidenza|destacad[oa]|uitgelicht"
    r"|breaking(?: news)?|just in|new|latest|live|update|urgent|eilmeldung|wichtig"
    r"|importante?|urgente|belangrijk|ważne|pilne|важно|срочно|молния|главное|à retenir|l[’']essentiel|clave|destaque"
    r"|viktigt?|vigtigt|just nu|akkurat nå|lige nu|siste nytt|son dakika|önemli|терміново|главне|έκτακτο"
    r"|онлайн|в эфире|na żywo|en vivo|ao vivo|in diretta|en directo|en direct"
    r"|neu|nouveau|nuev[oa]|nuovo|novo|nieuw|nytt|nowe|новое|нове|yeni|جديد|חדש|新着"
    rf"|alerte|última hora|ultim'ora|flash|{ADVERTISED}|teilen|link kopieren|partager|copier le lien"
    r"|compartir|copiar enlace|condividi|copia link|compartilhar|copiar link|partilhar|delen|kopieer link"
    r"|udostępnij|kopiuj link|поделиться|скопировать ссылку|threads|bluesky|mastodon|kopírovat odkaz|kopiera länk"
    r"|artikel teilen|beitrag teilen|link kopiert|lien copié|enlace copiado|link copiato|link copiado|show more"
    r"|read (?:the )?(?:full|whole|entire) (?:story|article|report|piece)|full (?:story|report|article)"
    r"|(?:den )?(?:ganzen|vollständigen) (?:artikel|text|bericht) lesen|zum (?:artikel|bericht)"
    r"|lire l[’']article(?: complet)?"
    r"|leer (?:la noticia|el artículo)(?: complet[ao])?|leggi l[’']articolo(?: completo)?"
    r"|leia a (?:matéria|notícia)(?: completa)?"
    r"|lees het (?:hele|volledige) (?:artikel|verhaal)|czytaj cały artykuł|читать полностью"
    rf"|mehr anzeigen|{READS_ON}|[#¶•·|–—🔗-]|#\s?\d{{1,4}}"
    r"|\(edited\)|follow(?: this)? (?:topic|story|author)|join the (?:conversation|discussion|debate)|leave a comment"
    # What is counted is another number in each reading.
    r"|(?:post|update|entry|item|beitrag|eintrag) \d+ (?:of|von|de|di|van) \d+"
    r"|\d[\d.,]*\s?[km]?\s?(?:views?|shares?|likes?|reactions?|comments?|min(?:ute)?s?\.?(?: d[ei])? (?:read"
    r"|lecture|lectura|lesezeit|leitura|lettura|leestijd|lästid|lesetid|læsetid|czytania)|мин\.? чтения|хв\.? читання"
    r"|dk\.? okuma|vues|aufrufe|kommentare|commentaires|visualizaciones|visualizações|weergaven"
    r"|reaktion(?:en|er)|reacties|réactions|reacciones|reazioni|reações|reakcj[ei]|comentarios|commenti|comentários"
    r"|komentarzy|komentářů|комментари(?:ев|я|й)|repl(?:y|ies)|antworten|réponses?|respuestas?|respostas?|rispost[ae]"
    r"|odpowiedzi|ответ(?:ов|а)?|upvotes?|retweets?|reposts?|boosts?|claps?))[.:…]{0,3}"
)
"""Of lower case, and for it, as what readers do: where case counts a branch is refused by its first letter."""

_ELSEWHERE = (
    "поділитися|скопіювати посилання|подобається|paylaş|bağlantıyı kopyala|beğen|sdílet|líbí se mi|megosztás"
    "|link másolása|tetszik|distribuie|copiază linkul|κοινοποίηση|αντιγραφή συνδέσμου|gilla|kopiera länk|kopier lenke"
    "|kopier link|tykkää|kopioi linkki|podijeli|podeli|kopiraj link|подели|comparteix|copia l'enllaç"
    "|sao chép liên kết|salin tautan|คัดลอกลิงก์|شارك|انسخ الرابط|نسخ الرابط|إعجاب|مباشر|کپی لینک|שתפו|שיתוף"
    "|העתקת קישור|העתק קישור|אהבתי|शेयर करें|लिंक कॉपी करें|শেয়ার করুন|লিংক কপি করুন|リンクをコピー|シェアする"
    "|速報中|复制链接|複製連結|直播|링크 복사|공유하기|실시간"
)
_CONTROLS = frozenset(_ELSEWHERE.split("|"))
"""What else controls and flags say, in languages that are read less."""

_COUNTED = re.compile(
    r"\d[\d.,]*\s?(?:коментар(?:ів|і)|yorum|تعليق(?:ات)?|תגובות|kommentarer|kommenttia|hozzászólás|comentarii|σχόλια"
    r"|komentara|коментара|comentaris|bình luận|komentar|件のコメント|条评论|개의 댓글|نظر|ความคิดเห็น)"
)
"""How many comments there are."""

_ARROWS = "↑↓←→⬆⬇↩↗▲▼ "
"""What controls have beside their words: "↑ Back to top"."""

_READERS_DO = re.compile(
    r"(?:likes?|shares?|comments?|views?|reactions?|boosts?|favou?rites?|reposts?|retweets?|repl(?:y|ies)|gefällt mir"
    r"|kommentare?|j[’']aime|me gusta|mi piace|curtir|lubię to"
    r"|vind ik leuk|нравится|beğen|paylaş"
    r"|详情|詳情|查看详情|阅读?量?|閱讀|浏览量?|瀏覽|赞|讚|点赞|评论|評論|转发|分享|收藏"
    r"|いいね[!！]?|コメント|シェア|좋아요|공유|댓글|שתף|مشاركة|اشتراک|bagikan|chia sẻ|แชร์)"
    r"(?:\s?[:：(（]?\s?\d[\d.,]*\s?[km]?[)）]?)?"
)
"""What readers may do with an entry, in the words of the buttons, with how many have done it."""

_OFF = frozenset({"#top", "#comments", "#respond"})

_FELT = re.compile(
    r"(?:[\u2764\u2665\u2639\u263a\u2b50\U0001f389\U0001f440\U0001f441\U0001f44a-\U0001f44f\U0001f493-\U0001f49f\U0001f4a1"
    r"\U0001f4a9\U0001f4aa\U0001f4ac\U0001f4af\U0001f525\U0001f595\U0001f5a4\U0001f600-\U0001f64f\U0001f680\U0001f90d\U0001f90e"
    r"\U0001f910-\U0001f92f\U0001f970-\U0001f97a\U0001f9e1][\ufe0f\U0001f3fb-\U0001f3ff]?\s?\d[\d.,]*\s?[km]?\s?){1,12}",
    re.IGNORECASE,
)
"""What readers felt, and how many of them: "👍 17 🔥3"."""

SEPARATORS = re.compile(r"[\s·•|∙●—–/:-]+")
"""What is left of a line whose words were all taken: "14:05 UTC · Map"."""

_PARTING = "·•|∙●"
_PARTED = re.compile(rf"\A[{_PARTING}]\s+|\s+[{_PARTING}]\Z")
"""What is left of the line where only one side was: "Hole 7 · 14:05"."""


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
    if words in _CONTROLS or _COUNTED.fullmatch(words) is not None:
        return True
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
