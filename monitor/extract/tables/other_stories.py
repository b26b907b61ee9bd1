"""What heads a list of other stories, alone on its line, in the languages of the newsrooms that we know."""

from __future__ import annotations

from monitor.extract.tables.labels import MAX_LABEL_CHARS

_AROUND = " :.…+-–—|•›»>"
_TOLD = (
    "most read|most popular|most viewed|trending|trending now|popular now|read next|up next|must read"
    "|related|related articles|related stories|related topics|related content|related news|recommended"
    "|recommended for you|more on this|more on this story|more on this topic|more stories|more news"
    "|latest news|latest stories|top stories|editor’s picks|editors’ picks|in other news|don’t miss"
    "|you may also like|you might also like|also read"
    "|meistgelesen|meistgelesene artikel|mehr zum thema|auch interessant|lesen sie auch|lies auch|empfohlen"
    "|weitere artikel|weitere themen|das könnte sie auch interessieren|das könnte dich auch interessieren"
    "|les plus lus|les plus lues|à lire aussi|lire aussi|à voir aussi|sur le même sujet|articles liés"
    "|dans la même rubrique|nos recommandations|à ne pas manquer"
    "|lo más leído|lo más visto|te recomendamos|te puede interesar|también te puede interesar|más noticias"
    "|noticias relacionadas|artículos relacionados|relacionado|relacionados|lee también"
    "|i più letti|le più lette|leggi anche|articoli correlati|notizie correlate|potrebbe interessarti anche"
    "|mais lidas|mais lidos|leia também|veja também|notícias relacionadas|relacionadas"
    "|meest gelezen|lees ook|gerelateerd|meer nieuws|meer over dit onderwerp"
    "|najczęściej czytane|najpopularniejsze|czytaj także|czytaj też|zobacz też|zobacz także"
    "|przeczytaj także|powiązane|polecane"
    "|самое читаемое|популярное|читайте также|смотрите также|по теме|материалы по теме|другие новости"
    "|рекомендуем|популярне|читайте також|за темою"
    "|en çok okunanlar|ilgili haberler|mest läst|läs också|mest lest|les også|mest læste|læs også"
    "|luetuimmat|lue myös|nejčtenější|mohlo by vás zajímat|související|legolvasottabb"
    "|διαβάστε επίσης|δημοφιλή|関連記事|人気記事|おすすめ記事|あわせて読みたい|アクセスランキング"
    "|相关新闻|相关阅读|推荐阅读|热门文章|相關新聞|延伸閱讀|관련기사|많이 본 뉴스"
    "|اقرأ أيضا|اقرأ أيضًا|الأكثر قراءة|أخبار ذات صلة|مواضيع ذات صلة|مطالب مرتبط|اخبار مرتبط|پربازدیدترین‌ها"
    "|כתבות נוספות|כתבות קשורות|הנקראות ביותר|найпопулярніше|новини за темою|çok okunanlar|läs mer|relaterte saker"
    "|relaterede artikler|aiheesta lisää|související články|čtěte také|kapcsolódó cikkek|ajánlott|citește și"
    "|articole similare|cele mai citite|σχετικά άρθρα|διαβάστε ακόμα|najčitanije|najnovije|povezano|pročitajte još"
    "|најчитаније|el més llegit|notícies relacionades|tin liên quan|đọc nhiều|tin cùng chuyên mục|berita terkait"
    "|terpopuler|baca juga|ข่าวที่เกี่ยวข้อง|संबंधित खबरें|আরও পড়ুন|সম্পর্কিত খবর|関連ニュース|相关报道|人気ランキング|인기뉴스"
)
_AS_TOLD = str.maketrans({"'": "’", "\N{COMBINING DOT ABOVE}": ""})
"""Of "İlgili haberler" lower case leaves a dot."""

_HEADINGS = frozenset(_TOLD.split("|"))


def heads_other_stories(line: str) -> bool:
    """Return whether a line heads a list of other stories.

    >>> heads_other_stories("MOST READ"), heads_other_stories("Lire aussi :"), heads_other_stories("Most reads: 12")
    (True, True, False)
    """
    return len(line) <= MAX_LABEL_CHARS and line.strip(_AROUND).casefold().translate(_AS_TOLD) in _HEADINGS
