"""Words in the bytes of a page, looked for by their first sign."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from monitor.extract.words.rare import FEW_SIGNS, SHORT_BYTES, SPARSE_BYTES, places, stands_in

_PIECES = st.sampled_from([b"+", b"++", b"+j", b"+json", b"+JSON", b"+jso", b"words ", b"\n"])
WORDS = (b"+json", b"+JSON")
PATTERN = re.compile(rb"\+(?i:json)")


@given(st.lists(_PIECES, max_size=60), st.sampled_from([0, 7, SHORT_BYTES]))
def test_words_are_found_where_they_stand(pieces: list[bytes], padding: int):
    """Whatever stands around them, and at the end too, as a search finds them."""
    body = b" " * padding + b"".join(pieces)

    assert [match.start() for match in PATTERN.finditer(body)] == list(places(body, WORDS, 0))
    assert (PATTERN.search(body) is not None) == stands_in(body, PATTERN, WORDS)


def test_a_sign_that_is_frequent_is_given_up():
    """Then None is the last, after what was found before; whether a pattern is there is told all the same."""
    dense = b"+json" + b"+" * (FEW_SIGNS * 2)
    sparse = (b"+" + b" " * SPARSE_BYTES) * (FEW_SIGNS * 2)

    assert [0, None] == list(places(dense, WORDS, 0))
    assert [len(sparse)] == list(places(sparse + b"+json", WORDS, 0))
    assert stands_in(dense * 20 + b"+json", PATTERN, WORDS)
    assert stands_in(b"+" * SHORT_BYTES + b"+json", PATTERN, WORDS)
    assert not stands_in(b"+" * (SHORT_BYTES * 2), PATTERN, WORDS)
