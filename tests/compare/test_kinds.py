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
