"""What kind of edit a change of words is, in the languages where that depends on the language."""

import pytest
from hypothesis import given
from live_blogs import any_text, words

from monitor.compare.kinds import KINDS, word_kinds
from monitor.compare.wording import diff


def kinds(old: str, new: str) -> list[str]:
    found = word_kinds(diff(old, new))
    return [kind for kind in KINDS if kind in found]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("At least 12 people", "At least 45 people", ["number"]),
        ("It is 3-1 now", "It is 3-2 now", ["number"]),
        ("a loss of 1.5 million", "a loss of 15 million", ["number"]),
        ("people were hurt", "3 people were hurt", ["number", "addition"]),
        ("About 300 people left", "About 250 police left", ["number", "wording"]),
        ("The goverment fell", "The government fell", ["typo"]),
        ("They recieved help", "They received help", ["typo"]),
        ("the cafe is shut", "the café is shut", ["typo"]),
        ("the road is shut", "the Road is shut", ["name", "typo"]),
        ("a cease fire holds", "a ceasefire holds", ["typo"]),
        ("It ends, he said", "It ends he said", ["typo"]),
        ("He has one", "He had one", ["wording"]),
        ("a b", "a c", ["wording"]),
        ("The storm hits.", "The storm hits. More follows.", ["addition"]),
        ("The storm hits. More follows.", "The storm hits.", ["removal"]),
        ("One left. Go.", "Two left. Go. Now.", ["addition", "wording"]),
        ("same", "same", []),
        ("洪水が来た。", "洪水が引いた。", ["wording"]),
    ],
)
def test_an_edit_is_what_its_changes_are(old, new, expected):
    """Numbers, typing errors, additions and removals need no knowledge of a language."""
    assert expected == kinds(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("He did resign", "He did not resign"),
        ("They can leave", "They can't leave"),
        ("They can leave", "They can’t leave"),
        ("It is now open", "It is not open"),
        ("Der Zug ist da", "Der Zug ist nicht da"),
        ("Es gab eine Warnung", "Es gab keine Warnung"),
        ("Il viendra demain", "Il ne viendra pas demain"),
        ("La presidenta viene", "La presidenta no viene"),
        ("Il ministro si dimette", "Il ministro non si dimette"),
        ("O jogo foi adiado", "O jogo não foi adiado"),
        ("Het is waar", "Het is niet waar"),
        ("Premier rezygnuje", "Premier nie rezygnuje"),
        ("Он приедет", "Он не приедет"),
    ],
)
def test_a_negation_that_comes_or_goes_is_named(old, new):
    """In each language, each way round, and never as a typing error."""
    for found in (kinds(old, new), kinds(new, old)):
        assert "negation" in found
        assert "typo" not in found


@pytest.mark.parametrize(
    "quote",
    [
        "“{}”",
        "„{}“",
        "„{}”",
        "«{}»",
        "« {} »",
        "»{}«",
        "‹{}›",
        "「{}」",
        "『{}』",
        '"{}"',
        "‘{}’",
        "'{}'",
    ],
)
def test_words_in_quotation_marks_are_a_quote(quote):
    """In every kind of marks; the same words outside of them are none."""
    old, new = (f"She said {quote.format(words)} today" for words in ("we shall win", "we may win"))

    assert ["quote", "wording"] == kinds(old, new)
    assert "quote" not in kinds(old, old.replace("today", "yesterday"))


def test_an_apostrophe_is_no_quotation_mark():
    """Two of them do not quote what stands between them."""
    assert ["wording"] == kinds("It’s the team’s best day", "It’s the team’s worst day")


def test_a_quote_that_is_added_is_one():
    """Also one that begins with words outside."""
    assert ["quote", "addition"] == kinds("He left.", "He left. He said: “we shall be back”.")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("The winner is Biden today", "The winner is Harris today"),
        ("Peter Smith met them", "Paul Smith met them"),
        ("It was said by Anna Weiss", "It was said by Anna Schwarz"),
        ("Heute hat der Kanzler Scholz das nicht gesagt", "Heute hat der Kanzler Merz das nicht gesagt"),
        ("Heute hat Olaf Scholz das nicht gesagt", "Heute hat Friedrich Merz das nicht gesagt"),
        ("Le ministre Dupont arrive", "Le ministre Durand arrive"),
        ("El ministro viaja a Lima", "El ministro viaja a Quito"),
        ("Il treno per Roma è in ritardo", "Il treno per Milano è in ritardo"),
        ("O voo para Lisboa saiu", "O voo para Porto saiu"),
        ("De trein naar Utrecht rijdt", "De trein naar Zwolle rijdt"),
        ("Pociąg do Krakowa odjechał", "Pociąg do Gdańska odjechał"),
        ("Поезд в Москву ушёл", "Поезд в Казань ушёл"),
    ],
)
def test_another_name_is_named(old, new):
    """By its capital inside a sentence; in German it takes two in a row, or a title."""
    assert "name" in kinds(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Heute ist der Hund nicht auf dem Hof", "Heute ist die Katze nicht auf dem Hof"),
        ("Rain is falling", "Snow is falling"),
        ("It rains. Trains stop.", "It rains. Buses stop."),
        ("They meet on Monday again", "They meet on Friday again"),
        ("Storm Hits Coast As Thousands Flee Homes", "Storm Leaves Coast As Thousands Flee Homes"),
        ("the road is open", "the street is open"),
    ],
)
def test_a_capital_is_not_always_a_name(old, new):
    """German nouns, the first word of a sentence, days, headlines in title case."""
    assert "name" not in kinds(old, new)


def test_a_first_word_is_a_name_if_it_is_one_elsewhere():
    """The capital of a first word is no evidence; that of the same word inside a sentence is."""
    assert "name" in kinds("Biden won, said a friend of Biden", "Harris won, said a friend of Biden")


@given(any_text | words, any_text | words)
def test_any_change_has_a_kind(old, new):
    """And only those that are documented."""
    hunks = diff(old, new)

    assert bool(hunks) == bool(word_kinds(hunks))
    assert word_kinds(hunks) <= set(KINDS)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        # The same value in other signs is a matter of style, whatever signs a language has for it.
        ("Es gab 1.200 Tote", "Es gab 1200 Tote", {"typo"}),
        ("1’200 Personen", "1 200 Personen", {"typo"}),
        ("Inflation 2,5 %", "Inflation 2.5%", {"typo"}),
        ("at 12:30", "at 12.30", {"typo"}),
        ("قتل ١٢ شخصا", "قتل 12 شخصا", {"typo"}),
        ("twelve people died", "12 people died", {"wording"}),
        # Another value is a number, in digits or in words.
        ("Inflation 2,5 %", "Inflation 25 %", {"number"}),
        ("Il y a 1\u202f200 morts", "Il y a 1\u202f300 morts", {"number"}),
        ("قتل ١٢ شخصا", "قتل ١٥ شخصا", {"number"}),
        ("12人が死亡", "15人が死亡", {"number"}),
        ("三人死亡", "五人死亡", {"number"}),
        ("Two people died", "Three people died", {"number"}),
        ("Zwölf Menschen starben", "15 Menschen starben", {"number"}),
        ("Il y a deux morts", "Il y a trois morts", {"number"}),
        ("Hay dos muertos", "Hay siete muertos", {"number"}),
        ("Ci sono due morti", "Ci sono sei morti", {"number"}),
        ("Há dois mortos", "Há nove mortos", {"number"}),
        ("Er zijn twee doden", "Er zijn acht doden", {"number"}),
        ("Zatrzymano dwóch ludzi", "Zatrzymano trzech ludzi", {"number"}),
        ("Погибли два солдата", "Погибли три солдата", {"number"}),
        ("3 million people", "3 billion people", {"number"}),
        # A word that may be a number is one only in place of another.
        ("Police came", "Police came at once", {"addition"}),
        ("due to rain", "owing to rain", {"wording"}),
    ],
)
def test_numbers_are_held_against_each_other_by_value(old, new, expected):
    """Separators, digits of other scripts and number words included."""
    assert expected == word_kinds(diff(old, new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("总统会辞职", "总统不会辞职"),
        ("首相は辞任します", "首相は辞任しません"),
        ("雨は降らない", "雨は降る"),
        ("الوزير استقال", "الوزير لم يستقل"),
        ("وافق الوزير", "ولم يوافق الوزير"),
        ("Il ministro ha detto che lo farà", "Il ministro ha detto che mai lo farà"),
        ("Il n’est pas venu", "Il est venu"),
        ("He can go", "He can’t go"),
        ("No deal", "Deal"),
        ("Kein Ende in Sicht", "Ende in Sicht"),
    ],
)
def test_negations_in_scripts_without_blanks_and_in_short_texts(old, new):
    """Where there is no word between blanks, and where a headline is too short to tell its language."""
    assert "negation" in word_kinds(diff(old, new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("O ministro esteve em Porto com as delegações", "O ministro esteve no Porto com as delegações"),
        ("La manifestation du 12 est annoncée dans le pays", "La manifestation du 12 mai est annoncée dans le pays"),
        ("Le chanteur est mort à Paris", "Le chanteur, né à Lyon, est mort à Paris"),
        ("这很重要", "这非常重要"),
        ("乗客が多い", "乗客が少ない"),
    ],
)
def test_words_that_deny_in_another_language_deny_nothing(old, new):
    """In Portuguese "no" is "in the", in French "mai" is May, and 非常 is "very"."""
    assert "negation" not in word_kinds(diff(old, new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Er sagte: „Wir gehen“.", "Er sagte: „Wir bleiben“."),
        ("Powiedział: „Idziemy”.", "Powiedział: „Zostajemy”."),
        ("Il a dit : « on part »", "Il a dit : « on reste »"),
        ("Er sagte: »Wir gehen«.", "Er sagte: »Wir bleiben«."),
        ("彼は「行く」と言った", "彼は「帰る」と言った"),
        ("他说：“我们走”", "他说：“我们留”"),
        ("قال: «سنذهب»", "قال: «سنبقى»"),
        ("He said ‘it’s all fine here’ today", "He said ‘it’s all bad here’ today"),
        ("She said:\n“We may go.\n“And stay.”", "She said:\n“We shall go.\n“And stay.”"),
    ],
)
def test_quotation_marks_of_all_languages(old, new):
    """Nested apostrophes and quotes over several paragraphs, each of which is opened and only the last closed."""
    assert {"quote", "wording"} == word_kinds(diff(old, new))


def test_a_script_without_capitals_has_no_names():
    """Arabic and Chinese names are words like others."""
    assert {"wording"} == word_kinds(diff("قال الرئيس اليوم", "قال الوزير اليوم"))
    assert {"wording"} == word_kinds(diff("拜登获胜", "哈里斯获胜"))
