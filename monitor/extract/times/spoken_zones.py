"""Zones whose names are several words, as one that the grammar knows: "14:42 بتوقيت القاهرة" is "14:42 CAIRO"."""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ENGLISH: Mapping[str, str] = {
    "BST": "british summer", "GMT": "greenwich mean|coordinated universal|universal",
    "CEST": "central european summer",
    "BERLIN": "central european|rome|vienna|warsaw|prague|budapest|brussels|amsterdam|stockholm|oslo|zurich",
    "EEST": "eastern european summer", "WEST": "western european summer", "WET": "western european",
    "ATHENS": "eastern european|bucharest|helsinki|sofia|vilnius|riga|tallinn", "LONDON": "irish|dublin",
    "EST": "eastern standard", "EDT": "eastern daylight|eastern daylight saving", "CST": "central standard",
    "CDT": "central daylight", "MST": "mountain standard", "MDT": "mountain daylight", "PST": "pacific standard",
    "PDT": "pacific daylight", "AKST": "alaska standard", "AKDT": "alaska daylight", "GMT-4": "atlantic standard",
    "HST": "hawaii standard|hawaii aleutian standard", "AEST": "australian eastern standard",
    "AEDT": "australian eastern daylight", "ACST": "australian central standard", "ACDT": "australian central daylight",
    "AWST": "australian western standard", "NZST": "new zealand standard", "NZDT": "new zealand daylight",
    "MSK": "moscow", "KYIV": "ukraine|ukrainian", "JERUSALEM": "israel|israeli|tel aviv", "IRST": "tehran|iran|iranian",
    "GMT+1": "west africa|lagos|nigeria|nigerian", "GMT+2": "central africa|south africa|south african|johannesburg",
    "GMT+3": "istanbul|ankara|turkey|türkiye|riyadh|baghdad|doha|qatar|kuwait|damascus|nairobi|east africa|arabia"
    "|arabian|mecca|makkah",
    "GMT+4": "gulf|dubai|abu dhabi|uae|baku|tbilisi|yerevan", "GMT+0430": "kabul|afghanistan",
    "GMT+5": "islamabad|pakistan|astana|kazakhstan|tashkent", "GMT+0530": "india|indian|new delhi|delhi",
    "GMT+0545": "kathmandu|nepal", "GMT+6": "dhaka|bangladesh", "GMT+0630": "yangon",
    "GMT+7": "bangkok|hanoi|jakarta|vietnam|thailand|western indonesia|indochina",
    "GMT+8": "beijing|china|singapore|hong kong|taipei|manila|philippine|malaysia|malaysian",
    "GMT+9": "tokyo|japan|seoul|korea", "GMT-3": "brasilia|argentina",
}  # fmt: skip
"""What stands before "time", "local time" or "standard time": places, and the names in full, as the BBC writes them."""

_FRENCH: Mapping[str, str] = {
    "PARIS": "paris|bruxelles", "LONDON": "londres", "BERLIN": "berlin|rome|varsovie|genève|europe centrale",
    "MADRID": "madrid", "LISBON": "lisbonne", "KYIV": "kiev|kyiv", "MSK": "moscou", "ATHENS": "athènes",
    "JERUSALEM": "jérusalem|israël|tel aviv", "BEIRUT": "beyrouth", "IRST": "téhéran",
    "ET": "l est|washington|new york|montréal|québec", "CAIRO": "caire|le caire",
    "GMT+3": "bagdad|damas|doha|riyad|istanbul|ankara", "GMT+4": "dubaï|dubai|abou dhabi", "GMT+8": "pékin|hong kong",
    "GMT+9": "tokyo|séoul", "GMT+1": "alger|tunis|rabat|casablanca|kinshasa",
    "GMT": "greenwich|dakar|abidjan|bamako|lomé", "GMT+0530": "new delhi",
}  # fmt: skip
_SPANISH: Mapping[str, str] = {
    "MADRID": "madrid|españa", "PARIS": "parís", "LONDON": "londres", "BERLIN": "berlín|roma|bruselas|europa central",
    "LISBON": "lisboa|portugal", "KYIV": "kiev|kyiv", "MSK": "moscú", "ATHENS": "atenas", "BEIRUT": "beirut",
    "JERUSALEM": "jerusalén|israel|tel aviv", "IRST": "teherán", "CAIRO": "el cairo",
    "ET": "washington|nueva york|miami",
    "GMT+3": "bagdad|damasco|doha|riad|estambul|ankara", "GMT+4": "dubái|dubai|abu dabi", "GMT+8": "pekín|hong kong",
    "GMT+9": "tokio|seúl", "GMT+0530": "nueva delhi", "GMT": "greenwich", "GMT-3": "argentina|buenos aires|brasilia",
    "SANTIAGO": "chile", "GMT-5": "colombia|bogotá|perú|lima|quito|ecuador", "GMT-4": "venezuela|caracas",
    "GMT-6": "méxico|la ciudad de méxico|ciudad de méxico",
}  # fmt: skip
_ITALIAN: Mapping[str, str] = {
    "ROMA": "roma", "PARIS": "parigi", "LONDON": "londra", "BERLIN": "berlino|bruxelles", "KYIV": "kiev|kyiv",
    "MSK": "mosca", "JERUSALEM": "gerusalemme|israele|tel aviv", "BEIRUT": "beirut", "IRST": "teheran",
    "ET": "washington|new york", "GMT+8": "pechino", "GMT+9": "tokyo|seul", "GMT": "greenwich",
}  # fmt: skip
_PORTUGUESE: Mapping[str, str] = {
    "GMT-3": "brasília", "LISBON": "lisboa|portugal|portugal continental|lisboa continental", "KYIV": "kiev",
    "MSK": "moscou|moscovo", "JERUSALEM": "jerusalém|israel", "IRST": "teerã|teerão", "LONDON": "londres",
}  # fmt: skip
_ARABIC: Mapping[str, str] = {
    "GMT+3": "مكة|مكة المكرمة|السعودية|الرياض|بغداد|دمشق|موسكو", "GMT": "غرينتش|جرينتش|غرينيتش", "CAIRO": "القاهرة",
    "BEIRUT": "بيروت", "JERUSALEM": "القدس", "GMT+4": "الإمارات|أبوظبي|أبو ظبي|دبي", "GMT+1": "تونس|الجزائر|المغرب",
    "PARIS": "باريس", "LONDON": "لندن", "KYIV": "كييف", "ET": "واشنطن|نيويورك",
}  # fmt: skip
_WHOLE: Mapping[str, str] = {
    "GMT": "heure moyenne de greenwich|hora media de greenwich|hora del meridiano de greenwich|koordinierte weltzeit"
    "|به وقت گرینویچ|по гринвичу|за гринвічем|ت غ", "BST": "heure d été britannique",
    "CEST": "heure d été d europe centrale|hora de verano de europa central|ora legale dell europa centrale"
    "|mitteleuropäische sommerzeit|mitteleuropäischer sommerzeit|midden europese zomertijd",
    "BERLIN": "heure normale d europe centrale|hora estándar de europa central|ora standard dell europa centrale"
    "|ora dell europa centrale|mitteleuropäische zeit|mitteleuropäischer zeit|deutscher zeit|midden europese tijd"
    "|nederlandse tijd|belgische tijd|dansk tid|norsk tid|svensk tid|czasu polskiego|czasu warszawskiego"
    "|czasu środkowoeuropejskiego",
    "EST": "heure normale de l est", "EDT": "heure avancée de l est", "ET": "hora del este",
    "PARIS": "heure française|heure belge", "ROMA": "ora italiana", "ATHENS": "ώρα ελλάδας|ώρα ελλάδος|ora româniei",
    "MADRID": "hora peninsular|hora española", "GMT-3": "hora argentina", "SANTIAGO": "hora chilena",
    "GMT-5": "hora colombiana|hora peruana", "GMT-4": "hora venezolana",
    "GMT-6": "hora del centro|tiempo del centro|hora del centro de méxico|tiempo del centro de méxico|tiempo de méxico"
    "|tiempo de la ciudad de méxico|hora del centro de la ciudad de méxico",
    "GMT+3": "türkiye saati|türkiye saatiyle|tsi saati|tsi saatiyle",
    "KYIV": "heure ukrainienne|hora ucraniana|kiewer zeit|ukrainischer zeit|czasu kijowskiego"
    "|за києвом|за київським часом|по киеву|по киевскому времени",
    "MSK": "moskauer zeit|по московскому времени|по москве", "IRST": "به وقت تهران|به وقت ایران",
    "GMT+0430": "به وقت کابل",
    "JERUSALEM": "heure israélienne|hora israelí|israelischer zeit",
    # Whose place the source's zone is: it names none.
    "": "بالتوقيت المحلي|به وقت محلی|по местному времени|за місцевим часом|czasu lokalnego|giờ địa phương",
}  # fmt: skip


def _phrases() -> Iterator[tuple[str, str]]:
    """Yield each name, in words of lower case with a space between, and what it means."""
    patterns = (
        (_ENGLISH, ("{} time", "{} local time", "{} standard time")),
        (_FRENCH, tuple(map(" ".join, product(("heure", "heure locale"), ("de {}", "d {}", "du {}", "à {}"))))),
        (_SPANISH, tuple(map(" ".join, product(("hora", "hora local"), ("de {}", "en {}"))))),
        (_ITALIAN, ("ora di {}", "ora locale di {}")),
        (_PORTUGUESE, ("horário de {}", "hora de {}")),
        (_ARABIC, ("توقيت {}", "بتوقيت {}")),
        (_WHOLE, ("{}",)),
    )
    for table, forms in patterns:
        for zone, names in table.items():
            for name, form in product(names.split("|"), forms):
                yield form.format(name), zone


_ZONES: Mapping[str, str] = dict(_phrases())
_OPENING = frozenset(phrase.split(" ", 1)[0] for phrase in _ZONES)
_MOST_WORDS = max(phrase.count(" ") for phrase in _ZONES) + 1
_WORD = re.compile(r"[^\W\d_]+")
_BETWEEN = frozenset(" -’'")
_EASTERN: Mapping[str, str] = {
    "北京时间": "GMT+8", "北京時間": "GMT+8", "台灣時間": "GMT+8", "臺灣時間": "GMT+8", "台北時間": "GMT+8",
    "香港時間": "GMT+8", "日本時間": "GMT+9", "한국시간": "GMT+9", "한국 시간": "GMT+9",
}  # fmt: skip
_BEFORE = re.compile(
    rf"[(（]?(?P<name>{'|'.join(_EASTERN)})[)）]?(?P<date>[\d\s年月日月월일/.\-上下午前後오전후凌晨晚中]*\d{{1,2}}\s*(?:[:：]\s*\d{{2}}|[时時點点시](?:\s*\d{{1,2}}\s*[分분])?))?"
)
"""Chinese, Japanese and Korean name the zone before the date."""

_THERE = re.compile(r"\(?(?:当地时间|當地時間|現地時間|현지\s?시[간각])\)?")


def spoken_zones(words: str) -> str:
    """Return words with the names of zones that are several words as one.

    >>> spoken_zones("16:16 по Москве"), spoken_zones("北京时间14:20"), spoken_zones("Ada Moor, 14:42 (Mecca time)")
    ('16:16  MSK ', ' 14:20 GMT+8 ', 'Ada Moor, 14:42  GMT+3 ')
    """
    lowered = words.lower()
    if not _OPENING.isdisjoint(_WORD.findall(lowered)) and len(lowered) == len(words):
        words = _spelt(words, lowered)
    if not words.isascii() and ("时间" in words or "時間" in words or "시" in words):
        words = _BEFORE.sub(_behind, _THERE.sub("  ", words))
    return words


def _spelt(words: str, lowered: str) -> str:
    """Return words with the names of zones by word as one."""
    found = list(_WORD.finditer(lowered))
    pieces: list[str] = []
    done = at = 0
    while at < len(found):
        run = 1
        while (
            run < _MOST_WORDS
            and at + run < len(found)
            and found[at + run].start() - found[at + run - 1].end() == 1
            and lowered[found[at + run - 1].end()] in _BETWEEN
        ):
            run += 1
        said = [one[0] for one in found[at : at + run]]
        longest_first = (" ".join(said[:count]) for count in range(run, 1, -1))
        phrase = next((phrase for phrase in longest_first if phrase in _ZONES), None)
        if phrase is None:
            at += 1
            continue
        past = at + phrase.count(" ") + 1
        start, end = found[at].start(), found[past - 1].end()
        start -= words[start - 1 : start] == "("
        end += words[end : end + 1] == ")"
        pieces += words[done:start], f" {_ZONES[phrase]} "
        done, at = end, past
    return "".join([*pieces, words[done:]])


def _behind(match: re.Match[str]) -> str:
    return f" {match['date'] or ''} {_EASTERN[match['name']]} "
