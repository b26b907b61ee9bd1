"""Word-level differences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from live_blogs import any_text, words

from monitor.compare.edits import fold
from monitor.compare.wording import MAX_TOKENS, diff, similarity, tokens

texts = st.one_of(words, any_text)


def side(hunks, *ops: str) -> str:
    return "".join(text for op, text in hunks if op in ops)


def blanks(text: str) -> str:
    """Return a text with every run of white space as one blank."""
    return "".join(" " if token.isspace() else token for token in tokens(text))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", ()),
        ("same", "same", ()),
        ("a\nb", "a  b", ()),
        ("", "new", (("+", "new"),)),
        ("old", "", (("-", "old"),)),
        ("in 2024 we", "in 2025 we", (("=", "in "), ("-", "2024"), ("+", "2025"), ("=", " we"))),
        ("1,200.50 paid", "1,200.55 paid", (("-", "1,200.50"), ("+", "1,200.55"), ("=", " paid"))),
        ("He did it", "He didn’t it", (("=", "He "), ("-", "did"), ("+", "didn’t"), ("=", " it"))),
        ("one two three", "six ten three", (("-", "one two"), ("+", "six ten"), ("=", " three"))),
        ("洪水が来た", "洪水は来た", (("=", "洪水"), ("-", "が"), ("+", "は"), ("=", "来た"))),
        ("Stop. Go", "Stop! Go", (("=", "Stop"), ("-", "."), ("+", "!"), ("=", " Go"))),
    ],
)
def test_a_diff_is_what_a_reader_would_mark(old, new, expected):
    """Whole words and numbers; runs of changed words are one change; scripts without blanks change by character."""
    assert expected == diff(old, new)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Storm hits.", "Storm hits. More follows.", "Storm hits.[+ More follows.]"),
        ("Storm hits. Go.", "Storm hits. More follows. Go.", "Storm hits.[+ More follows.] Go."),
        ("x Storm hits. End", "z Storm hits. More follows. End", "[-x][+z] Storm hits.[+ More follows.] End"),
        ("Storm hits. More follows. Go.", "Storm hits. Go.", "Storm hits.[- More follows.] Go."),
        ("Storm hits", "More. Storm hits", "[+More. ]Storm hits"),
        ("the cat", "the big cat", "the[+ big] cat"),
        ("It is very, very bad", "It is very bad", "It is[- very,] very bad"),
        ("One.\nThree.", "One.\nTwo.\nThree.", "One.[+\nTwo.]\nThree."),
        ("洪水が来た。", "洪水が来た。続報を待つ。", "洪水が来た。[+続報を待つ。]"),
        ("a\n字", "a\n字本\n字", "a[+\n字本]\n字"),
        ("洪水が来た", "地震で揺れた", "[-洪水が来][+地震で揺れ]た"),
        ("大雨が町を襲う", "強風は村を襲う", "[-大雨が町][+強風は村]を襲う"),
        ("甲乙丙丁", "天乙地丁", "[-甲乙丙][+天乙地]丁"),
    ],
)
def test_a_change_stands_where_a_reader_would_mark_it(old, new, expected):
    """Whole sentences with the blank before them, whole paragraphs, whole words, no crumbs between changes."""
    marked = "".join(text if op == "=" else f"[{op}{text}]" for op, text in diff(old, new))

    assert expected == marked


def test_texts_too_long_to_align_are_one_replacement():
    """The alignment costs the product of both lengths, so there is a limit, and both texts are still told."""
    old, new = "a " * MAX_TOKENS, "b " * MAX_TOKENS

    assert (("-", old.strip()), ("+", new.strip()), ("=", " ")) == diff(old, new)


@given(texts)
def test_tokens_joined_are_the_text(text):
    """Nothing falls between two tokens."""
    assert text == "".join(tokens(text))


@given(texts, texts)
def test_a_diff_gives_both_texts(old, new):
    """Joined over "=" and "-" it is the old text, over "=" and "+" the new one, white space aside."""
    hunks = diff(old, new) or (("=", new),)

    assert blanks(old) == blanks(side(hunks, "=", "-"))
    assert blanks(new) == blanks(side(hunks, "=", "+"))


@given(texts, texts)
def test_a_diff_is_in_shape(old, new):
    """No hunk is empty, no two of a kind stand side by side, a removal comes before its addition."""
    ops = "".join(op for op, text in diff(old, new) if text)

    assert len(ops) == len(diff(old, new))
    assert not any(pair in ops for pair in ("==", "--", "++", "+-"))


@given(texts, texts)
def test_texts_that_differ_have_a_diff(old, new):
    """Never an event with an empty diff."""
    if fold(old) != fold(new):
        assert diff(old, new) != ()


@given(texts, texts)
def test_similarity_is_a_share(old, new):
    """From 0 to 1; 1 for the same words, 0 for no word in common."""
    assert 0 <= similarity(diff(old, new)) <= 1
    assert 1 == similarity(diff(old, old))


def test_similarity_of_nothing_in_common_is_none():
    """It counts words, not the blanks between them."""
    assert 0 == similarity((("-", "one two"), ("+", "three four")))
