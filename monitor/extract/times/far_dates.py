"""Dates of scripts that run their words together, and digits of other scripts, in the form that the grammar reads.

"2024年12月1日 午後8時42分"  ─▶  "2024-12-1 8:42 pm"
"오전 9:05"  ─▶  "9:05 am",   "5分钟前"  ─▶  "5 minutes ago"
"""

from __future__ import annotations

import re

_FAR = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]|(?![0-9])\d")
"""What shows that there is something to rewrite: kana, Chinese characters, Hangul, or a digit that is none of ours."""

_MONTHS = ("", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_UNITS = {
    "seconds": "秒钟|秒鐘|秒間|秒|초",
    "minutes": "分钟|分鐘|分間|分|분",
    "hours": "小时|小時|時間|个小时|個小時|시간",
    "days": "天|日|일",
}
_AGES = tuple((re.compile(rf"(\d{{1,3}})\s*(?:{names})\s*(?:之?前|전)"), unit) for unit, names in _UNITS.items())
_NOW = re.compile("刚刚|剛剛|たった今|방금(?: 전)?")
_DATE = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日号號일]")
_DAY = re.compile(r"(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日号號일]")
_WEEKDAY = re.compile(
    r"(?:[月火水木金土日]曜日?|(?:星期|周|週|礼拜)[一二三四五六日天]|[월화수목금토일]요일|\(\s*[月火水木金土日월화수목금토일]\s*\))"
)
_MORNING = "上午|午前|오전|凌晨|清晨|早上|새벽|아침"
_LATE = "下午|午後|오후|晚上|傍晚|中午|저녁|밤"
_CLOCK = re.compile(
    rf"(?P<am>{_MORNING})?(?P<pm>{_LATE})?\s*(?P<hour>\d{{1,2}})\s*(?:[:：]\s*(?P<past>\d{{2}})|[時时點点시]\s*(?P<minute>\d{{1,2}})?)"
    r"\s*[分분]?(?:\s*\d{1,2}\s*[秒초])?"
)


def plain_date(words: str) -> str:
    """Return `words` with the dates of other scripts written as the grammar knows them; all else as it is.

    >>> plain_date("2024年12月1日(日) 午後8時42分"), plain_date("12월 1일 오전 9:05"), plain_date("3小时前")
    ('2024-12-1 8:42 pm', '1 dec 9:05 am', '3 hours ago')
    >>> plain_date("14:05 BST")
    '14:05 BST'
    """
    if words.isascii() or not _FAR.search(words):
        return words
    words = "".join(str(int(char)) if char.isdecimal() else char for char in words)
    for pattern, unit in _AGES:
        words = pattern.sub(rf"\1 {unit} ago", words)
    words = _DATE.sub(r" \1-\2-\3 ", _NOW.sub("just now", words))
    words = _CLOCK.sub(_clock, _WEEKDAY.sub(" ", _DAY.sub(_day, words)))
    return " ".join(words.split())


def _day(match: re.Match[str]) -> str:
    month = int(match[1])
    return f" {match[2]} {_MONTHS[month]} " if month < len(_MONTHS) else match[0]


def _clock(match: re.Match[str]) -> str:
    half = " am" if match["am"] else " pm" if match["pm"] else ""
    return f" {match['hour']}:{int(match['past'] or match['minute'] or 0):02d}{half} "
