"""How newsrooms say that a live blog is over, and where it goes on, in nine languages. Data, and how it is matched.

English, German, French, Spanish, Italian, Portuguese, Dutch, Polish and Russian. Texts and phrases are folded alike:
no case, no accents, plain blanks and apostrophes. A blank in a phrase stands for any white space or none between the
parts of a compound ("live blog", "live-blog", "liveblog").
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_PLAIN = str.maketrans({"ł": "l", "’": "'", "‘": "'", "`": "'", "´": "'", "–": "-", "—": "-", "\u00a0": " "})


def folded(text: str) -> str:
    """Return a text without case, accents and typography.

    >>> folded("Żywo: ТРАНСЛЯЦИЯ завершена — that’s  it")
    "zywo: трансляция завершена - that's it"
    """
    text = " ".join(text.casefold().translate(_PLAIN).split())
    if text.isascii():
        return text
    return "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))


def _any(rows: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{row})" for row in rows))


# What the thing is called. Genders and articles stand in the phrases, where the grammar needs them.
_EN = r"(?:live[ -]?blog|live[ -]?page|live[ -]?feed|live[ -]?coverage|live updates?|rolling coverage|coverage|blog)"
_DE = r"(?:live[ -]?blog|live[ -]?ticker|news[ -]?blog|news[ -]?ticker|ticker|blog|live[ -]?berichterstattung)"
_FR = r"(?:direct|live|suivi en direct|blog en direct)"
_ES = r"(?:directo|minuto a minuto|en vivo|live ?blog|blog en vivo|cobertura(?: en (?:vivo|directo))?|seguimiento)"
_IT = r"(?:diretta|live ?blog|live|cronaca in diretta)"
_PT = r"(?:ao vivo|direto|em direto|minuto a minuto|live ?blog|cobertura|acompanhamento)"
_NL = r"(?:live[ -]?blog|blog|live[ -]?verslag|live[ -]?ticker)"
_PL = r"(?:relacj[aei](?: na zywo)?|live ?blog[ua]?)"
_RU = r"(?:(?:прям\w+ |текстов\w+ |онлаин-?){0,3}(?:трансляци\w+|хроник\w+|онлаин))"

CLOSING = _any(
    (
        (
            rf"\b(?:this|our|the) {_EN}(?: of [^.!?]{{1,60}})? (?:is|has|was|has been|is being)(?: now)?"
            r" (?:closed|closing|over|ended|finished|concluded|come to an end)\b(?! (?:for|to) comment)"
        ),
        (
            rf"\bwe(?:'re| are|'ve| have)(?: now| just)? (?:closing|closed|ending|ended|wrapping up|wrapped up|pausing)"
            rf"(?: down)? (?:this|our|the)(?: \w+)? {_EN}"
        ),
        rf"\b(?:that(?:'s| is) (?:all|it)|(?:that|this) concludes|brings us to the end)\b[^.!?]{{0,60}}\b{_EN}",
        r"\blive coverage (?:has )?(?:now )?(?:ended|concluded|finished)\b",
        (
            rf"\b(?:dieser?|unser|der|das) {_DE} (?:ist|wird|wurde)(?: hiermit| nun| jetzt| hier| damit){{0,2}}"
            r" (?:geschlossen|beendet|zu ende)\b"
        ),
        rf"\b(?:dieser|unser) {_DE} endet (?:hiermit|hier|nun|an dieser stelle)\b",
        rf"\bwir (?:schliessen|beenden) (?:hiermit |nun |jetzt |an dieser stelle )?(?:diesen|unseren|den|unsere) {_DE}",
        rf"\b{_DE} (?:ist )?(?:beendet|geschlossen)\b",
        (
            rf"\b(?:ce|notre) {_FR} (?:est|touche)(?: desormais| maintenant| a present)?"
            r" (?:termine|clos|ferme|fini|acheve|a sa fin)\b"
        ),
        rf"\b(?:ce|notre) {_FR} (?:s'acheve|se termine|s'arrete)\b",
        rf"\b(?:c'est la |voici la )?fin (?:de ce|du|de notre) {_FR}\b",
        rf"\b(?:nous|on) (?:fermons|terminons|cloturons|ferme|termine|cloture)(?: ici)? (?:ce|notre) {_FR}\b",
        r"\bmerci d'avoir suivi (?:ce|notre) (?:direct|live)\b",
        (
            rf"\b(?:este|esta|nuestro|nuestra|el|la) {_ES}"
            r" (?:ha (?:terminado|finalizado|concluido)|queda cerrad[oa]|esta cerrad[oa]|(?:finaliza|termina) aqui)"
        ),
        (
            rf"\b(?:cerramos|finalizamos|terminamos|concluimos|damos por (?:finalizad|terminad|concluid|cerrad)[oa])"
            rf"(?: aqui)?(?: con)? (?:este|esta|nuestro|nuestra|el|la) {_ES}"
        ),
        rf"\b(?:questa|la nostra|la) {_IT} (?:e|si e|si)(?: ora)? (?:terminata|chiusa|conclusa|chiude|conclude)\b",
        rf"\b(?:si (?:chiude|conclude)|chiudiamo|terminiamo|concludiamo)(?: qui)? (?:questa|la nostra|la) {_IT}\b",
        (
            rf"\b(?:este|esta|nosso|nossa|o|a) {_PT}"
            r" (?:terminou|chegou ao fim|(?:foi|esta|fica)(?: agora)? (?:encerrad|terminad|concluid)[oa])\b"
        ),
        (
            rf"\b(?:encerramos|terminamos|fechamos|concluimos)(?: aqui| agora)?"
            rf" (?:este|esta|o nosso|a nossa|nosso|nossa|o|a) {_PT}"
        ),
        rf"\b(?:dit|ons|het) {_NL} (?:is|wordt)(?: nu| inmiddels| hiermee)? (?:gesloten|afgesloten|beeindigd)\b",
        rf"\bwe (?:sluiten|beeindigen)(?: nu| hiermee)? (?:dit|ons|het) {_NL}",
        rf"\b(?:(?:ta|nasza) )?{_PL} (?:zostala |jest )?(?:zakonczona|zakonczyla sie|zamknieta)\b",
        rf"\b(?:konczymy|zakonczylismy|zamykamy)(?: juz)? (?:te |nasza )?{_PL}",
        rf"\bto (?:juz )?koniec (?:tej |naszej )?{_PL}",
        rf"\b{_RU} (?:завершена|окончена|закончена|завершилась|завершен|закрыта)\b",
        rf"\b(?:завершаем|заканчиваем|закрываем) (?:эту |нашу |этот |наш )?{_RU}",
    )
)
"""That the live blog is over."""

MOVED = _any(
    (
        (
            rf"\b{_EN} (?:continues?|is continuing|(?:has |have )?(?:now )?moved(?! on to)|resumes?|carries on|goes on)"
            r"\b(?! below)"
        ),
        rf"\b(?:our|this|the) continu(?:ing|ed) (?:live )?{_EN}\b",
        rf"\bcontinue (?:following|reading|with)?[^.!?]{{0,40}}?(?:{_EN}[^.!?]{{0,40}})?\bhere\b",
        rf"\b(?:we(?:'ve| have)(?: now)?|has(?: now)?) moved (?:our |the )?(?:{_EN} )?(?:over )?(?:to|here)\b",
        rf"\b{_DE} (?:geht|wird) (?:hier|nun hier|in einem neuen|im neuen)[^.!?]{{0,40}}(?:weiter|fortgesetzt)\b",
        rf"\bwir setzen (?:diesen |unseren |den |unsere )?{_DE} [^.!?]{{0,40}}\bfort\b",
        r"\bhier geht(?: es|'s)[^.!?]{0,60}\bweiter\b",
        r"\bweiter geht(?: es|'s)[^.!?]{0,60}\b(?:hier|neue\w* \w*(?:ticker|blog))\b",
        rf"\b(?:ce|le|notre) {_FR} (?:se poursuit|continue|reprend)\b",
        r"\b(?:la suite (?:du direct|du live|de notre direct)|(?:suivez|retrouvez) la suite)\b",
        rf"\b(?:el|la|este|esta|nuestro|nuestra) {_ES} (?:continua|sigue|prosigue)\b",
        r"\b(?:continua|sigue) (?:aqui|leyendo aqui)[^.!?]{0,40}\b(?:directo|minuto a minuto|en vivo|cobertura)\b",
        rf"\b(?:la|questa|la nostra) {_IT} (?:continua|prosegue|si sposta)\b",
        rf"\b(?:o|a|este|esta|nosso|nossa) {_PT} (?:continua|segue|prossegue)\b",
        rf"\b(?:dit|het|ons) {_NL} (?:gaat|wordt)[^.!?]{{0,40}}\b(?:verder|voortgezet|vervolgd)\b",
        rf"\b(?:ciag dalszy (?:naszej )?{_PL}|{_PL} (?:bedzie )?kontynuowana)\b",
        rf"\b(?:продолжение {_RU}|{_RU} продолжается|продолжаем {_RU}?)",
    )
)
"""That this very coverage goes on elsewhere."""

NEW = _any(
    (
        (
            r"\b(?:new|next|(?:to(?:day|night|morrow)|this morning|(?:mon|tues|wednes|thurs|fri|satur|sun)day)'s)"
            rf" (?:\w+ ){{0,2}}?{_EN}"
        ),
        rf"\b(?:neue[rnsm]?|aktuelle[rnsm]?|heutige[rnsm]?|nachste[rnsm]?) {_DE}",
        rf"\b(?:nouveau|prochain) {_FR}|\b{_FR} (?:du jour|d'aujourd'hui|de ce \w+)",
        rf"\b(?:nuevo|nueva|ultimo|siguiente) {_ES}|\b{_ES} de hoy",
        rf"\b(?:nuova|prossima) {_IT}|\b{_IT} di oggi",
        rf"\b(?:novo|nova|proximo) {_PT}|\b{_PT} de hoje",
        rf"\b(?:nieuwe?|volgende) {_NL}|\b{_NL} van vandaag",
        rf"\b(?:nowa|nowej|dzisiejsza|dzisiejszej|kolejna) {_PL}",
        rf"\b(?:нов\w+|сегодняшн\w+|следующ\w+) {_RU}",
    )
)
"""That there is a newer live blog, of this story or another."""

FOLLOW = _any(
    (
        rf"\b(?:follow|join|read|see|find|go to|head to|switch to)\b[^.!?]{{0,60}}\b(?:{_EN}|live)\b",
        r"\b(?:folgen|lesen|finden) sie\b[^.!?]{0,80}\bhier\b|\bhier (?:finden|lesen|folgen)\b",
        r"\b(?:suivez|retrouvez)\b[^.!?]{0,60}\b(?:direct|live|ici)\b",
        r"\b(?:sigue|siga|puede seguir|lea)\b[^.!?]{0,60}\b(?:directo|en vivo|aqui)\b",
        r"\b(?:segui|seguite|leggi)\b[^.!?]{0,60}\b(?:diretta|live|qui)\b",
        r"\b(?:acompanhe|siga|veja)\b[^.!?]{0,60}\b(?:ao vivo|direto|aqui)\b",
        r"\b(?:volg|lees)\b[^.!?]{0,60}\b(?:liveblog|hier)\b",
        r"\b(?:sledz|czytaj|sledzcie)\b[^.!?]{0,60}\b(?:na zywo|relacj\w+|tutaj)\b",
        r"\b(?:следите|читаите|смотрите)\b[^.!?]{0,60}(?:трансляци\w+|онлаин|здесь|тут)",
    )
)
"""That a live blog can be followed; by itself that is said of many."""

BACK = _any(
    (
        r"\b(?:yesterday|previous|earlier|catch up|recap|last night's|archive|look back|what happened)\b",
        r"\b(?:gestern|gestrige[rnsm]?|vorherige[rnsm]?|bisherige[rnsm]?|vorige[rnsm]?|nachlesen|archiv|ruckblick)\b",
        r"\b(?:d'hier|de la veille|precedent|precedente|relire|revivez)\b",
        r"\b(?:de ayer|ayer|anterior|repase|archivo)\b",
        r"\b(?:di ieri|ieri|rivivi|rileggi)\b",
        r"\b(?:de ontem|ontem|reveja|arquivo)\b",
        r"\b(?:gisteren|teruglezen|eerder)\b",
        r"\b(?:wczoraj\w*|poprzedni\w*|archiwum)\b",
        r"\b(?:вчера\w*|предыдущ\w*|архив\w*)\b",
    )
)
"""That a link leads to what has been."""

BESIDE = _any(
    (
        r"\b(?:related|elsewhere|in other news|(?:see|read|watch|follow) also|separate(?:ly)?)\b",
        r"\b(?:lesen sie auch|siehe auch|auch interessant|ausserdem|anderswo|weitere themen|mehr zum thema)\b",
        r"\b(?:(?:a )?(?:lire|voir|suivre) aussi|par ailleurs|sur le meme (?:sujet|theme))\b",
        r"\b(?:(?:lea|lee|vea|ve|ver) tambien|te puede interesar|relacionad[oa]s?|por otro lado)\b",
        r"\b(?:leggi anche|vedi anche|altre notizie|correlat[aeio])\b",
        r"\b(?:(?:leia|veja|ver|ler) tambem|relacionad[oa]s?|outras noticias)\b",
        r"\b(?:(?:lees|bekijk|zie) ook|gerelateerd|ander nieuws)\b",
        r"\b(?:(?:zobacz|czytaj|przeczytaj) (?:tez|takze|rowniez)|powiazan\w+)\b",
        r"\b(?:(?:читаите|смотрите) также|по теме|другие новости)\b",
    )
)
"""That a link leads to something else."""
