"""Zones whose names are several words, as one that the grammar knows: "14:42 بتوقيت القاهرة" is "14:42 CAIRO"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_ARABIC: Mapping[str, str] = {
    "مكة(?: المكرمة)?": "GMT+3", "السعودية": "GMT+3", "الرياض": "GMT+3", "بغداد": "GMT+3", "دمشق": "GMT+3",
    "موسكو": "GMT+3", "(?:غرينتش|جرينتش|غرينيتش)": "GMT", "القاهرة": "CAIRO", "بيروت": "BEIRUT", "القدس": "JERUSALEM",
    "(?:الإمارات|أبوظبي|أبو ظبي|دبي)": "GMT+4", "(?:تونس|الجزائر|المغرب)": "GMT+1", "باريس": "PARIS", "لندن": "LONDON",
    "كييف": "KYIV", "(?:واشنطن|نيويورك)": "ET",
}  # fmt: skip
_PLACES: Mapping[str, str] = {
    "israeli?|tel aviv": "JERUSALEM", "tehran|iran(?:ian)?": "IRST", "india|new delhi|delhi": "GMT+0530",
    "beijing|china|singapore|hong kong|taipei|manila|malaysian?": "GMT+8", "tokyo|japan|seoul|korea": "GMT+9",
    "istanbul|ankara|turkey|türkiye|riyadh|baghdad|doha|qatar|kuwait|damascus|nairobi|east africa": "GMT+3",
    "dubai|abu dhabi|uae|baku|tbilisi|yerevan": "GMT+4", "kabul|afghanistan": "GMT+0430", "dhaka|bangladesh": "GMT+6",
    "islamabad|pakistan|astana|kazakhstan|tashkent": "GMT+5", "kathmandu|nepal": "GMT+0545", "yangon": "GMT+0630",
    "bangkok|hanoi|jakarta|vietnam|thailand": "GMT+7", "dublin|irish": "LONDON", "ukrain(?:e|ian)": "KYIV",
    "rome|vienna|warsaw|prague|budapest|brussels|amsterdam|stockholm|oslo|zurich|central european": "BERLIN",
    "bucharest|helsinki|sofia|vilnius|riga|tallinn|eastern european": "ATHENS",
}  # fmt: skip
"""Places whose time is named in English; alone behind a clock they are where something happened."""

_ZONES: Mapping[str, str] = {
    **{f"ب?توقيت {place}": zone for place, zone in _ARABIC.items()},
    **{f"\\b(?:{places})(?: local| standard)? time": zone for places, zone in _PLACES.items()},
    "(?:mecca|makkah)(?: local)? time": "GMT+3",
    "به وقت (?:تهران|ایران)": "IRST", "به وقت کابل": "GMT+0430", "به وقت گرینویچ": "GMT",
    "по (?:московскому времени|москве)": "MSK", "за (?:києвом|київським часом)|по киев(?:у|скому времени)": "KYIV",
    "(?:horário|hora) de brasília": "GMT-3", "hora de (?:lisboa|portugal)(?: continental)?": "LISBON",
    "hora (?:peninsular|española|de españa|de madrid)": "MADRID", "hora (?:argentina|de argentina)": "GMT-3",
    "hora (?:chilena|de chile|en chile)": "SANTIAGO", "hora (?:colombiana|de colombia|peruana|de perú)": "GMT-5",
    "(?:hora|tiempo) (?:del centro )?de (?:la ciudad de )?méxico|tiempo del centro": "GMT-6",
    "hora (?:venezolana|de venezuela)": "GMT-4", "hora del este": "ET",
    "heure (?:de paris|française|belge)": "PARIS", "ora (?:italiana|di roma)": "ROMA", "deutscher zeit": "BERLIN",
    "ώρα ελλάδ[αο]ς|ora româniei": "ATHENS", "(?:türkiye|tsi) saati(?:yle)?": "GMT+3",
    "heure de (?:kiev|kyiv)|heure ukrainienne|hora de kiev|hora ucraniana|(?:kiewer|ukrainischer) zeit": "KYIV",
    "heure de moscou|hora de moscú|moskauer zeit": "MSK", "heure de l[’']est": "ET",
    "heure (?:de jérusalem|israélienne)|hora (?:israelí|de israel)|israelischer zeit": "JERUSALEM",
    "czasu (?:polskiego|warszawskiego)|(?:nederlandse|belgische) tijd|(?:dansk|norsk|svensk) tid": "BERLIN",
    "czasu kijowskiego": "KYIV",
    # Whose place the source's zone is: it names none.
    "بالتوقيت المحلي|به وقت محلی|по местному времени|за місцевим часом|giờ địa phương": "",
    "当地时间|當地時間|現地時間|현지\\s?시[간각]": "",
}  # fmt: skip
_ZONE = re.compile(
    "|".join(rf"\(?(?P<z{at}>{name})\)?" for at, name in enumerate(_ZONES)),
    re.IGNORECASE,
)
_MEANT = tuple(_ZONES.values())
_PLAIN_HINTS = (" time", "hor", "tiempo", "heure ", "ora ", "zeit", "saati", "czasu ", " tijd", " tid")
_HINTS = (*_PLAIN_HINTS, "وقت", "توقيت", "по ", "за ", "ώρα ", "当地", "當地", "現地", "현지", "giờ đ")
"""What each name has one of, those of ASCII the plain ones: to look for these takes a tenth of the time."""

_EASTERN: Mapping[str, str] = {
    "北京时间": "GMT+8", "北京時間": "GMT+8", "台灣時間": "GMT+8", "臺灣時間": "GMT+8", "台北時間": "GMT+8",
    "香港時間": "GMT+8", "日本時間": "GMT+9", "한국시간": "GMT+9", "한국 시간": "GMT+9",
}  # fmt: skip
_BEFORE = re.compile(
    rf"[(（]?(?P<name>{'|'.join(_EASTERN)})[)）]?(?P<date>[\d\s年月日月월일/.\-上下午前後오전후凌晨晚中]*\d{{1,2}}\s*(?:[:：]\s*\d{{2}}|[時时點点시](?:\s*\d{{1,2}}\s*[分분])?))?"
)
"""Chinese, Japanese and Korean name the zone before the date."""


def spoken_zones(words: str) -> str:
    """Return words with the names of zones that are several words as one.

    >>> spoken_zones("16:16 по Москве"), spoken_zones("北京时间14:20"), spoken_zones("Ada Moor, 14:42 (Mecca time)")
    ('16:16  MSK ', ' 14:20 GMT+8 ', 'Ada Moor, 14:42  GMT+3 ')
    """
    lowered, plain = words.lower(), words.isascii()
    if any(map(lowered.__contains__, _PLAIN_HINTS if plain else _HINTS)):
        words = _ZONE.sub(_meant, words)
    if not plain and ("时间" in words or "時間" in words or "시" in words):
        words = _BEFORE.sub(_behind, words)
    return words


def _meant(match: re.Match[str]) -> str:
    return f" {_MEANT[int((match.lastgroup or '')[1:])]} "


def _behind(match: re.Match[str]) -> str:
    return f" {match['date'] or ''} {_EASTERN[match['name']]} "
