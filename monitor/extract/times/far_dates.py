"""Dates of scripts that run words together or build them of marks, and digits of other scripts, as our grammar reads.

"2024年12月1日 午後8時42分"  ─▶  "2024-12-1 8:42 pm"
"오전 9:05"  ─▶  "9:05 am",   "5分钟前"  ─▶  "5 minutes ago"
"۱۳ آذر ۱۳۹۴"  ─▶  "2015-12-4" (the solar calendar of Iran and Afghanistan)
"०१ दिसंबर २०२४"  ─▶  "01 dec 2024",   "1 ธ.ค. 2567"  ─▶  "1 dec 2024" (the Buddhist era), "hôm qua"  ─▶  "yesterday"
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.extract.times.far_words import FAR_AGES, FAR_MONTHS, FAR_WEEKDAYS
from monitor.extract.times.far_words import MONTHS as _NAMES
from monitor.extract.times.solar import solar_dates
from monitor.extract.times.spoken_zones import spoken_zones

if TYPE_CHECKING:
    from collections.abc import Mapping

_FAR = re.compile(
    r"[\u0900-\u0dff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]|(?![0-9])\d|th[ứág]|nhật|hôm"
    "|giờ|cách|كانون|تشرين|شنبه|جمعه|جمعرات|صبح|دوپہر|شام|رات|ertəsi|axşamı|сарын",
    re.IGNORECASE,
)
"""What shows that there is something to rewrite: scripts of India, Thai, Lao, Burmese, Khmer, kana, Chinese characters,
Hangul, a digit that is none of ours, or words of Vietnamese, Levantine, Persian, Urdu, Azeri and Mongolian dates that
are two for one, or stand before it."""

_ASCII_MONTH = "thg"
"""How Vietnamese shortens its word for a month."""

_DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Marks that turn the direction of writing and say nothing; browsers put them before the signs of Arabic dates."""

_MONTHS = ("", *_NAMES)
_UNITS = {
    "seconds": "秒钟|秒鐘|秒間|秒|초",
    "minutes": "分钟|分鐘|分間|分|분",
    "hours": "小时|小時|時間|个小时|個小時|시간",
    "days": "天|日|일",
}
_AGES = tuple((re.compile(rf"(\d{{1,3}})\s*(?:{names})\s*(?:之?前|전)"), unit) for unit, names in _UNITS.items())
_NOW = re.compile("刚刚|剛剛|たった今|방금(?: 전)?|अभी-?अभी|เมื่อสักครู่|vừa xong|vài giây trước")
_WORDS: Mapping[str, str] = {
    "जनवरी": "jan", "फरवरी": "feb", "फ़रवरी": "feb", "मार्च": "mar", "अप्रैल": "apr", "मई": "may", "जून": "jun",
    "जुलाई": "jul", "अगस्त": "aug", "सितंबर": "sep", "सितम्बर": "sep", "अक्टूबर": "oct", "अक्तूबर": "oct",
    "नवंबर": "nov", "नवम्बर": "nov", "दिसंबर": "dec", "दिसम्बर": "dec", "मिनट": "minutes", "घंटे": "hours", "घंटा": "hour",
    "घण्टे": "hours", "दिन": "days", "सेकंड": "seconds", "पहले": "ago", "आज": "today", "कल": "yesterday", "सुबह": "am",
    "तड़के": "am", "दोपहर": "noon", "शाम": "pm", "रात": "night", "बजे": "",
    "जानेवारी": "jan", "फेब्रुवारी": "feb", "एप्रिल": "apr", "मे": "may", "जुलै": "jul", "ऑगस्ट": "aug",
    "सप्टेंबर": "sep", "ऑक्टोबर": "oct", "नोव्हेंबर": "nov", "डिसेंबर": "dec", "सकाळी": "am", "दुपारी": "noon",
    "सायंकाळी": "pm", "संध्याकाळी": "pm", "रात्री": "night", "वाजता": "",
    "জানুয়ারি": "jan", "ফেব্রুয়ারি": "feb", "মার্চ": "mar", "এপ্রিল": "apr", "মে": "may", "জুন": "jun", "জুলাই": "jul",
    "আগস্ট": "aug", "সেপ্টেম্বর": "sep", "অক্টোবর": "oct", "নভেম্বর": "nov", "ডিসেম্বর": "dec", "মিনিট": "minutes",
    "ঘণ্টা": "hours", "আগে": "ago", "আজ": "today", "গতকাল": "yesterday", "এএম": "am", "পিএম": "pm", "ভোর": "am",
    "সকাল": "am", "দুপুর": "noon", "বিকেল": "pm", "বিকাল": "pm", "সন্ধ্যা": "pm", "রাত": "night",
    "ஜனவரி": "jan", "பிப்ரவரி": "feb", "மார்ச்": "mar", "ஏப்ரல்": "apr", "மே": "may", "ஜூன்": "jun", "ஜூலை": "jul",
    "ஆகஸ்ட்": "aug", "செப்டம்பர்": "sep", "அக்டோபர்": "oct", "நவம்பர்": "nov", "டிசம்பர்": "dec", "இன்று": "today",
    "நேற்று": "yesterday", "காலை": "am", "மாலை": "pm", "இரவு": "night",
    "జనవరి": "jan", "ఫిబ్రవరి": "feb", "మార్చి": "mar", "ఏప్రిల్": "apr", "మే": "may", "జూన్": "jun", "జులై": "jul",
    "జూలై": "jul", "ఆగస్టు": "aug", "సెప్టెంబర్": "sep", "అక్టోబర్": "oct", "నవంబర్": "nov", "డిసెంబర్": "dec",
    "જાન્યુઆરી": "jan", "ફેબ્રુઆરી": "feb", "માર્ચ": "mar", "એપ્રિલ": "apr", "મે": "may", "જૂન": "jun", "જુલાઈ": "jul",
    "ઓગસ્ટ": "aug", "સપ્ટેમ્બર": "sep", "ઓક્ટોબર": "oct", "નવેમ્બર": "nov", "ડિસેમ્બર": "dec",
    "ജനുവരി": "jan", "ഫെബ്രുവരി": "feb", "മാർച്ച്": "mar", "ഏപ്രിൽ": "apr", "മേയ്": "may", "ജൂൺ": "jun",
    "ജൂലൈ": "jul", "ഓഗസ്റ്റ്": "aug", "സെപ്റ്റംബർ": "sep", "ഒക്ടോബർ": "oct", "നവംബർ": "nov", "ഡിസംബർ": "dec",
    "ಜನವರಿ": "jan", "ಫೆಬ್ರವರಿ": "feb", "ಮಾರ್ಚ್": "mar", "ಏಪ್ರಿಲ್": "apr", "ಮೇ": "may", "ಜೂನ್": "jun", "ಜುಲೈ": "jul",
    "ಆಗಸ್ಟ್": "aug", "ಸೆಪ್ಟೆಂಬರ್": "sep", "ಅಕ್ಟೋಬರ್": "oct", "ನವೆಂಬರ್": "nov", "ಡಿಸೆಂಬರ್": "dec",
    "มกราคม": "jan", "กุมภาพันธ์": "feb", "มีนาคม": "mar", "เมษายน": "apr", "พฤษภาคม": "may", "มิถุนายน": "jun",
    "กรกฎาคม": "jul", "สิงหาคม": "aug", "กันยายน": "sep", "ตุลาคม": "oct", "พฤศจิกายน": "nov", "ธันวาคม": "dec",
    "ม.ค.": "jan", "ก.พ.": "feb", "มี.ค.": "mar", "เม.ย.": "apr", "พ.ค.": "may", "มิ.ย.": "jun", "ก.ค.": "jul",
    "ส.ค.": "aug", "ก.ย.": "sep", "ต.ค.": "oct", "พ.ย.": "nov", "ธ.ค.": "dec", "นาที": "minutes", "ชั่วโมง": "hours",
    "วินาที": "seconds", "ที่แล้ว": "ago", "ที่ผ่านมา": "ago", "เวลา": "at", "น.": "", "พ.ศ.": "", "วันนี้": "today",
    "เมื่อวาน": "yesterday",
    "hôm nay": "today", "hôm qua": "yesterday", "cách đây": "vor",
    "今天": "today", "今日": "today", "きょう": "today", "本日": "today", "昨天": "yesterday", "昨日": "yesterday",
    "きのう": "yesterday", "오늘": "today", "어제": "yesterday", "現在": "", "ごろ": "", "頃": "",
    "صبح": "am", "دوپہر": "noon", "شام": "pm", "رات": "night", "بجے": "",
    "كانون الثاني": "jan", "كانون الأول": "dec", "تشرين الأول": "oct", "تشرين الثاني": "nov", "ค.ศ.": "",
    **FAR_MONTHS, **FAR_AGES,
}  # fmt: skip
"""Words that the grammar's tokens would tear at their marks, or that are two, and what they mean."""

_WORD = re.compile("|".join(sorted(map(re.escape, _WORDS), key=len, reverse=True)), re.IGNORECASE)
_LABEL = re.compile(
    r"^[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3 ]{2,8}[:：]\s*(?=\d|民國|令和|上午|下午|午前|午後|오전|오후)|"
    r"^(?:发布时间|發佈時間|发布于|發佈於|更新时间|更新時間|最后更新|最終更新|公開日時?|公開|更新日時?|更新|投稿日時?|掲載日時?|配信|최종\s?수정|등록|입력|수정|게시|승인"
    r"|เผยแพร่(?:เมื่อ)?|อัปเดต(?:ล่าสุด)?|ปรับปรุงล่าสุด|प्रकाशित|अपडेटेड|अपडेट)\s*[:：]?\s*(?=\d|[(（\[])"
)
"""What stands before a date in scripts whose words are not parted: "published", "updated"."""

_THAI = re.compile(r"[\u0e00-\u0e7f]")
_BUDDHIST = re.compile(r"\b25[4-9]\d\b")
_SHORT_BUDDHIST = re.compile(r"(?<=[ก-๙.]\s)([67]\d)(?=[\s,]|$)")
_THAI_CLOCK = re.compile(r"(\d{1,2})\.(\d{2})\s*(?=น\.)")
BUDDHIST_YEARS = 543
_EMPTY = re.compile(
    r"(?:thứ (?:hai|ba|tư|năm|sáu|bảy)|chủ nhật|วัน(?:จันทร์|อังคาร|พุธ|พฤหัสบดี|ศุกร์|เสาร์|อาทิตย์)(?:ที่)?"
    r"|(?:सोम|मंगल|बुध|गुरु|शुक्र|शनि|रवि)वार|(?:(?:یک|دو|سه|چهار|پنج)[\u200c ]?)?شنبه|جمعه|جمعرات"
    rf"|bazar ertəsi|(?:çərşənbə|cümə) axşamı|{'|'.join(sorted(FAR_WEEKDAYS, key=len, reverse=True))})[,၊،]?",
    re.IGNORECASE,
)
"""Weekdays beside a date, which only confirm it."""

_VIETNAMESE = re.compile(r"(\d{1,2})\s+(?:tháng|thg)\s+(\d{1,2})(?:,?\s+(?:năm\s+)?(\d{4}))?", re.IGNORECASE)
_VIETNAMESE_CLOCK = re.compile(r"(?<!\d)(\d{1,2})\s?giờ\s?(\d{2})(?!\d|\s*phút\s+trước)(?:\s*phút)?", re.IGNORECASE)
_MONGOLIAN = re.compile(r"(20\d\d)\s*оны\s*(\d{1,2})(?:\s*-?р)?\s*сарын\s*(\d{1,2})(?:\s*-?н[ыи]й?)?")
_BENGALI_CLOCK = re.compile(r"(?<!\d)(\d{1,2})\s?টা(?:য়|য়)?(?:\s+(\d{1,2})\s+মিনিট(?:ে)?(?!\s+আগে))?")
_HALF_BEFORE = re.compile(r"\b(am|pm|noon|night)\s+(\d{1,2}[:.]\d{2})(?!\d)")
"""Where the half of the day stands before the clock: "शाम 4:16"."""

_ERAS = {"民國": 1911, "民国": 1911, "令和": 2018}
_OF_AN_ERA = re.compile(
    r"(?<!\d)(?:(?P<era>民[國国]|令和)\s*|(?=1[0-4]\d年))(?P<years>\d{1,3})\s*年(?=\s*\d{1,2}\s*月)"
)
"""Taiwan counts from 1912 and often leaves out from what; no other year before a month has three digits."""

_DATE = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日号號일]")
_DAY = re.compile(r"(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日号號일]")
_DAY_OF_MONTH = re.compile(r"(?<![\d年月월])(\d{1,2})\s*[日일](?![前間间曜]|\s*전|요일)")
"""A day of the month that is not named, which Japanese wires write: "26日午後11時16分"."""

_EASTERN = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]")
_MONTH_AND_DAY = re.compile(r"(?<![\d./:-])(\d{1,2})[./-](\d{1,2})\.?(?![\d:]|[./-]\d)")
"""Chinese, Japanese and Korean write the month first: "11/05 午後2時"."""

_HALVES: Mapping[str, str] = {
    **dict.fromkeys(("上午", "上晝", "午前", "오전", "凌晨", "清晨", "早上", "早晨", "未明", "새벽", "아침"), "am"),
    **dict.fromkeys(("下午", "下晝", "午後", "오후", "傍晚", "저녁", "夕方"), "pm"),
    **dict.fromkeys(("中午", "正午", "낮"), "noon"),
    **dict.fromkeys(("晚上", "深夜", "夜", "밤"), "night"),
}
_WEEKDAY = re.compile(
    r"(?:[月火水木金土日]曜日?|(?:星期|周|週|礼拜)[一二三四五六日天]|[월화수목금토일]요일"
    rf"|[(（]\s*[月火水木金土日월화수목금토일]\s*[)）])(?=\s*(?:{'|'.join(_HALVES)})?\s*\d|\s*[(（)）\]】,，、·|]|\s*\Z)"
)
"""A weekday that ends a date, or has more of one behind it: "周三深夜" opens a sentence."""

_CLOCK = re.compile(
    rf"(?P<half>{'|'.join(_HALVES)})?\s*(?P<hour>\d{{1,2}})\s*(?:[:：]\s*(?P<past>\d{{2}})|[時时點点시]\s*(?P<minute>\d{{1,2}})?)"
    r"\s*[分분]?(?:\s*\d{1,2}\s*[秒초])?"
)


def is_far(words: str) -> bool:
    """Return whether words may hold something that `plain_date` rewrites."""
    return (not words.isascii() or _ASCII_MONTH in words) and _FAR.search(words) is not None


def is_weekday(word: str) -> bool:
    """Return whether a word is a day of the week, which `plain_date` leaves out.

    >>> is_weekday("جمعه"), is_weekday("شب")
    (True, False)
    """
    return _EMPTY.fullmatch(word) is not None or _WEEKDAY.fullmatch(word) is not None


def plain_date(words: str) -> str:
    """Return `words` with the dates of other scripts written as the grammar knows them; all else as it is.

    >>> plain_date("2024年12月1日(日) 午後8時42分"), plain_date("12월 1일 오전 9:05"), plain_date("3小时前")
    ('2024-12-1 8:42 pm', '1 dec 9:05 am', '3 hours ago')
    >>> plain_date("14:05 BST")
    '14:05 BST'
    """
    words = spoken_zones(words if words.isascii() else _DIRECTIONS.sub("", words))
    if not is_far(words):
        return solar_dates(words)
    words = "".join(str(int(char)) if char.isdecimal() else char for char in words)
    words = _LABEL.sub("", solar_dates(words))
    if _THAI.search(words):
        words = _THAI_CLOCK.sub(r"\1:\2", _SHORT_BUDDHIST.sub(r"25\1", words))
        words = _BUDDHIST.sub(lambda match: str(int(match[0]) - BUDDHIST_YEARS), words)
    words = _VIETNAMESE_CLOCK.sub(r"\1:\2", _BENGALI_CLOCK.sub(_clock_of, words))
    words = _MONGOLIAN.sub(r"\1-\2-\3", words)
    words = _WORD.sub(_meant, _VIETNAMESE.sub(_vietnamese, _EMPTY.sub(" ", words)))
    for pattern, unit in _AGES:
        words = pattern.sub(rf"\1 {unit} ago", words)
    if _EASTERN.search(words):
        words = _MONTH_AND_DAY.sub(_month_and_day, words)
        words = _OF_AN_ERA.sub(_of_an_era, words)
    words = _DATE.sub(r" \1-\2-\3 ", _NOW.sub("just now", words))
    words = _DAY_OF_MONTH.sub(r" the \1 th ", _DAY.sub(_day, words))
    words = _HALF_BEFORE.sub(r"\2 \1", _CLOCK.sub(_clock, _WEEKDAY.sub(" ", words)))
    return " ".join(words.split())


def _of_an_era(match: re.Match[str]) -> str:
    """Return a year of the republic (Taiwan) or of an emperor as one of ours."""
    return f"{int(match['years']) + _ERAS[match['era'] or '民國']}年"


def _meant(match: re.Match[str]) -> str:
    return f" {_WORDS[match[0].lower()]} "


def _vietnamese(match: re.Match[str]) -> str:
    return f"{match[1]}/{match[2]}/{match[3]}" if match[3] else _in_a_month(match[0], match[1], int(match[2]))


def _day(match: re.Match[str]) -> str:
    return _in_a_month(match[0], match[2], int(match[1]))


def _month_and_day(match: re.Match[str]) -> str:
    return _in_a_month(match[0], match[2], int(match[1]))


def _in_a_month(words: str, day: str, month: int) -> str:
    return f" {day} {_MONTHS[month]} " if 0 < month < len(_MONTHS) else words


def _clock_of(match: re.Match[str]) -> str:
    return f"{match[1]}:{int(match[2] or 0):02d}"


def _clock(match: re.Match[str]) -> str:
    half = _HALVES.get(match["half"] or "", "")
    return f" {match['hour']}:{int(match['past'] or match['minute'] or 0):02d} {half} "
