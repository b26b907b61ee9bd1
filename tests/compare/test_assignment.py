"""The pairs that are best together."""

from hypothesis import given
from hypothesis import strategies as st

from monitor.compare.assignment import MAX_GROUP, best_pairs

scores = st.dictionaries(
    st.tuples(st.integers(0, 4), st.sampled_from("abcde")), st.integers(1, 9).map(lambda tenths: tenths / 10)
)


def best_sum(given_scores, lefts, taken=frozenset()) -> float:
    """Return the greatest sum by trying all."""
    if not lefts:
        return 0.0
    first, *others = lefts
    options = [best_sum(given_scores, others, taken)]
    options += [
        score + best_sum(given_scores, others, taken | {right})
        for (left, right), score in given_scores.items()
        if left == first and right not in taken
    ]
    return max(options)


@given(scores)
def test_no_other_pairs_are_better(given_scores):
    """Together, however good a pair is by itself; nobody stands twice, and only who has a score with the other."""
    pairs = best_pairs(given_scores)

    assert len(pairs) == len(set(pairs.values()))
    assert set(pairs.items()) <= given_scores.keys()
    expected = best_sum(given_scores, sorted({left for left, _ in given_scores}))
    assert round(expected, 6) == round(sum(given_scores[pair] for pair in pairs.items()), 6)


def test_a_large_group_gives_the_surest_first():
    """Its cost grows with the cube; beyond a limit the best pair goes first."""
    many = {(left, str(right)): 0.5 for left in range(MAX_GROUP + 1) for right in range(MAX_GROUP + 1)}

    pairs = best_pairs(many | {(3, "7"): 0.9})

    assert (MAX_GROUP + 1, "7") == (len(pairs), pairs[3])
