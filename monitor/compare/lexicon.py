"""The few words that the rules for kinds of edit know, in the languages of the live blogs that were read.

What a word means depends on its language: "no" denies in English and is "in the" in Portuguese, "mai" denies in Italian
and is May in French. So the language of a text is guessed first, by its own small words or by its script.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


def _words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


FUNCTION_WORDS: Mapping[str, frozenset[str]] = {
    "en": _words("the of and to is are was were has have had that this with for on at by from will it he she they"),
    "de": _words(
        "der die das den dem ein eine einen einem einer und nicht ist sind war wurde wird hat haben im am zum zur auf",
        "aus bei mit für nach sich auch dass er sie wir es von zu den seit",
    ),
    "fr": _words(
        "le la les des du un une et est sont était a ont dans pour par sur avec que qui ce cette il elle au aux en de"
    ),
    "es": _words("el la los las un una y es son fue ha han en por para con que del al se su sus más de este esta como"),
    "it": _words("il lo la gli le un una e è sono ha hanno nel nella per con che del della dei di al alla si da dal"),
    "pt": _words("o a os as um uma e é são foi tem em por para com que do da dos das ao à no na nos nas se mais de"),
    "nl": _words("de het een en is zijn was werd heeft hebben van voor met op aan dat die niet ook bij naar uit te in"),
    "pl": _words("i w z na do się jest są był była było to że od po za przez dla oraz ma nie o jak przy"),
}
"""Small words by language. Many are shared; the language that has most of a text's words is its own."""

LEAST_WORDS = 2
"""So many small words must speak for a language."""

GERMAN = FUNCTION_WORDS["de"]

DENIALS: Mapping[str, frozenset[str]] = {
    "en": _words("no not never none nobody nothing neither nor nowhere cannot without"),
    "de": _words("nicht nie niemals niemand niemandem niemanden nichts nein ohne weder nirgends nirgendwo"),
    "fr": _words("ne pas jamais aucun aucune rien sans ni nul nulle guère non"),
    "es": _words("no nunca jamás nadie nada ningún ninguno ninguna sin tampoco ni"),
    "it": _words("non no mai nessuno nessuna nessun niente nulla senza né neanche nemmeno neppure"),
    "pt": _words("não nem ninguém nenhum nenhuma nunca nada sem jamais tampouco"),
    "nl": _words("niet geen nooit niemand niets nergens zonder noch nee"),
    "pl": _words("nie nigdy nikt nikogo nic niczego żaden żadna żadne żadnych żadnego bez ani"),
}
OTHER_DENIALS = _words(
    "не нет ни никогда никто никого ничего без нельзя нигде",  # ru
    "ні немає ніколи ніхто нічого",  # uk
    "لا لم لن ليس ليست ليسوا غير بدون دون",  # ar
)
"""In scripts that say by themselves which language it is."""

AMBIGUOUS = _words("ne pas ni mai né sin non no nada nul nulle noch nee")
"""What denies in one language and means something else in another. In a text of an unknown one only `no` denies."""

DENIALS_ANYWHERE = (frozenset().union(*DENIALS.values()) - AMBIGUOUS) | {"no"} | OTHER_DENIALS

UNSPACED_DENIAL = re.compile(
    "不(?!过|過|仅|僅|但|断|斷|久|同|少)|没|沒|未(?!来|來)|无(?!线)|無(?!線)|非(?!常|洲)|否(?!则|則)"  # zh
    "|ません|(?<![少危])ない|(?<![少危])なかった|(?<![少危])なく|ずに"  # ja
)
"""Chinese and Japanese, without the words in which these characters deny nothing (非常 "very", 少ない "few")."""

NEVER_NAMES = _words(
    "i i'm i’m i'll i’ll i've i’ve i'd i’d",
    "monday tuesday wednesday thursday friday saturday sunday",
    "january february march april may june july august september october november december",
    "montag dienstag mittwoch donnerstag freitag samstag sonntag",
)
"""In capitals without being names."""

HONORIFICS = _words(
    "herr herrn frau präsident präsidentin kanzler kanzlerin minister ministerin bürgermeister sprecher sprecherin",
    "papst könig königin richter general mr mrs ms dr prof",
)
"""What stands before a name in a language whose nouns are in capitals."""

_COUNTED: Mapping[int, str] = {
    2: "two zwei deux dos due dois duas twee dwa dwie dwóch два две двух 二 两 兩",
    3: "three drei trois tres tre três drie trzy trzech три трёх трех 三",
    4: "four vier quatre cuatro quattro quatro cztery czterech четыре четырёх 四",
    5: "five fünf cinq cinco cinque vijf pięć pięciu пять пяти 五",
    6: "six sechs seis sei zes sześć sześciu шесть шести 六",
    7: "seven sieben sept siete sette sete zeven siedem siedmiu семь семи 七",
    8: "eight acht huit ocho otto oito osiem ośmiu восемь восьми 八",
    9: "nine neun neuf nueve nove negen dziewięć dziewięciu девять девяти 九",
    10: "ten zehn dix diez dieci dez tien dziesięć dziesięciu десять десяти 十",
    11: "eleven elf onze once undici jedenaście одиннадцать",
    12: "twelve zwölf douze doce dodici doze twaalf dwanaście двенадцать",
    13: "thirteen dreizehn treize trece tredici treze dertien trzynaście тринадцать",
    14: "fourteen vierzehn quatorze catorce quattordici catorze veertien czternaście четырнадцать",
    15: "fifteen fünfzehn quinze quince quindici vijftien piętnaście пятнадцать",
    16: "sixteen sechzehn seize dieciséis sedici dezesseis dezasseis zestien szesnaście шестнадцать",
    17: "seventeen siebzehn diecisiete diciassette dezessete dezassete zeventien siedemnaście семнадцать",
    18: "eighteen achtzehn dieciocho diciotto dezoito achttien osiemnaście восемнадцать",
    19: "nineteen neunzehn diecinueve diciannove dezenove dezanove negentien dziewiętnaście девятнадцать",
    20: "twenty zwanzig vingt veinte venti vinte twintig dwadzieścia двадцать",
    30: "thirty dreißig trente treinta trenta trinta dertig trzydzieści тридцать",
    40: "forty vierzig quarante cuarenta quaranta quarenta veertig czterdzieści сорок",
    50: "fifty fünfzig cinquante cincuenta cinquanta cinquenta vijftig pięćdziesiąt пятьдесят",
    60: "sixty sechzig soixante sesenta sessanta sessenta zestig sześćdziesiąt шестьдесят",
    70: "seventy siebzig setenta settanta zeventig siedemdziesiąt семьдесят",
    80: "eighty achtzig ochenta ottanta oitenta tachtig osiemdziesiąt восемьдесят",
    90: "ninety neunzig noventa novanta negentig dziewięćdziesiąt девяносто",
    100: "hundred hundreds hundert cent cien cento cem honderd sto сто 百",
    1_000: "thousand thousands tausend mille mil duizend tysiąc tysięcy тысяча тысяч 千",
    10_000: "万 萬",
    1_000_000: "million millions millionen mio millón millones milione milioni milhão milhões miljoen milion milionów"
    " миллион миллионов млн",
    100_000_000: "亿 億",
    1_000_000_000: "billion billions milliarde milliarden mrd milliard milliards miliardo miliardi miljard miliard"
    " miliardów миллиард миллиардов млрд",
}
NUMBER_WORDS: Mapping[str, int] = {word: value for value, words in _COUNTED.items() for word in words.split()}
"""Numbers in words, "one" apart, which in most languages is "a" as well."""


def language(words: Collection[str]) -> str | None:
    """Return the language whose small words are most among some words in small letters; None if that is not sure.

    >>> language("o presidente esteve no porto com os ministros".split()), language(["storm", "hits", "coast"])
    ('pt', None)
    """
    hits = {
        code: sum(word in small or word in DENIALS[code] for word in words) for code, small in FUNCTION_WORDS.items()
    }
    best = max(hits.values())
    leaders = [code for code, count in hits.items() if count == best]
    return leaders[0] if best >= LEAST_WORDS and len(leaders) == 1 else None
