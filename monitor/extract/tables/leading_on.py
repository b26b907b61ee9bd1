"""What leads away from an entry: "Lesen Sie auch: …", "Weiterlesen", "Older posts"; what stands above advertising."""

from __future__ import annotations

import re

from monitor.extract.tables.labels import ADVERTISED, MAX_LABEL_CHARS, READS_ON
from monitor.extract.words.remembered import remembered

_WORDS = (
    r"read (?:more|also|next)|more on this|see also|also read|watch (?:live|now|more|below)|don'?t miss"
    r"|related(?: article| story)?|recommended(?: (?:for you|reading|stor(?:y|ies)))?|you (?:may|might) (?:also )?like"
    r"|empfohlen|recommandé|recomendado|consigliat[oi]|aanbevolen|polecane|рекомендуем"
    r"|lesen sie (?:auch|mehr|dazu)|lies auch|auch interessant"
    r"|mehr (?:dazu|zum thema)"
    r"|lire (?:aussi|également)|à lire(?: aussi| également)?|voir aussi|lee también|lea (?:también|además)"
    r"|[tl]e puede interesar|mira también|ver también|leggi anche|guarda anche|leia (?:também|mais)"
    r"|veja (?:também|mais)|saiba mais|lees (?:ook|meer|verder)|bekijk ook|(?:prze)?czytaj (?:także|też|również|więcej)"
    r"|zobacz (?:także|też|również)|читайте (?:также|ещё|еще|також|ще)|смотрите также|дивіться також"
    r"|čtěte (?:také|též|i)|přečtěte si(?: také| i)?|čítajte (?:aj|tiež)|olvassa el(?: ezt is)?|ezt is ajánljuk"
    r"|citește și|citeşte şi|citiți și|vezi și|(?:про)?четете (?:още|също)|вижте (?:още|също)"
    r"|διαβάστε (?:επίσης|ακόμη|ακόμα)|δείτε (?:επίσης|ακόμη|ακόμα)|ayrıca okuyun|bunu da okuyun|ilgili haber"
    r"|les også|læs også|se også|läs (?:också|även|mer)|lue (?:myös|lisää)|skaitykite (?:taip pat|daugiau)|lasiet? arī"
    r"|loe (?:ka|lisaks|veel)|(?:pro)?čitaj(?:te)? (?:i|još|više)|preberite (?:tudi|še)|اقرأ (?:أيض[اًا]*|المزيد)"
    r"|طالع أيض[اًا]*|شاهد أيض[اًا]*|קראו (?:גם|עוד)|לקריאת הכתבה|לכתבה המלאה|بیشتر بخوانید|همچنین بخوانید"
    r"|[यये]ह? भी पढ़ें|আর[ওো]+ পড়ুন|مزید پڑھیں|یہ بھی پڑھیں|baca (?:juga|selengkapnya)|lihat juga|xem thêm|đọc thêm"
    r"|อ่านเพิ่มเติม|อ่านต่อ|関連記事|あわせて読みたい|관련\s?기사|延伸[阅閱][读讀]|相[关關](?:阅读|閱讀|新闻|新聞)"
)
_SIGNS = r"[:：>»|–—-]"
LEADS_ON = re.compile(rf"\W*(?:{_WORDS}|{READS_ON})\s*(?:{_SIGNS}|\W*\Z)", re.IGNORECASE)
"""How a line begins that names another story, or which one it is altogether."""

IS_ADVERTISED = re.compile(rf"\W*{ADVERTISED}\W*", re.IGNORECASE)
"""What stands alone above an advertisement; "Anzeige" may be the headline of what somebody reported to the police."""

READ_ON = re.compile(rf"\W*{READS_ON}\W*", re.IGNORECASE)
"""What a link at the end of an entry says that leads to all of a story."""

_OLDER = re.compile(
    r"older|next( page)?$|(?:load|show|view|see) more|more (?:updates|posts|entries)|earlier"
    r"|previous (?:updates|posts|entries)|ältere|frühere|nächste"
    r"|mehr (?:laden|anzeigen|beiträge|meldungen|einträge)|weitere (?:.{0,12}laden|beiträge|meldungen|einträge)"
    r"|^weiter$|plus anciens|suivante?$|(?:voir|afficher|charger) (?:plus|la suite)|anteriores"
    r"|siguiente|(?:ver|cargar|mostrar) más|más antigu[ao]s|più vecchi|precedenti|(?:mostra|carica) (?:altr[oi]|di più)"
    r"|mais antigos|próxima|(?:ver|carregar|mostrar) mais|oudere|volgende|(?:meer|eerdere) (?:laden|tonen|berichten)"
    r"|toon meer|starsze|następna|(?:pokaż|załaduj|wczytaj) więcej"
    r"|ранее|следующая|(?:показать|загрузить) ещ[её]|раніше|(?:показати|завантажити) (?:ще|більше)|още новини|по-стари"
    r"|äldre|(?:visa|ladda|läs in) (?:fler|mer)|ældre|eldre|(?:vis|hent|indlæs|last inn) (?:flere|mere?)|vanhemmat"
    r"|(?:näytä|lataa) lisää|(?:načíst|zobrazit|načítať|zobraziť) (?:další|ďalšie|více|viac)|starší|staršie|régebbi"
    r"|korábbi|mai vechi|încarcă mai mult|παλαιότερα|περισσότερα|daha (?:fazla|eski)|starije|(?:učitaj|prikaži) još"
    r"|المزيد|أقدم|טען עוד|もっと(?:見る|読む)|次の?(?:へ|ページ)|(?:加载|加載|查看|顯示|载入)更多|下一[页頁]|더 ?보기"
    r"|muat (?:lebih banyak|lainnya)|(?:xem|tải) thêm|cũ hơn|โหลดเพิ่ม|ดูเพิ่ม",
)
"""Of lower case, and for it: where case counts a branch is refused by its first letter, in a quarter of the time."""


@remembered(4_096)
def names_older(label: str) -> bool:
    """Return whether a label of a link or a control says that it leads to older entries.

    >>> names_older("Older posts"), names_older("Weitere Beiträge anzeigen"), names_older("Five more walks")
    (True, True, False)
    """
    return len(label) <= MAX_LABEL_CHARS and _OLDER.search(label.lower()) is not None
