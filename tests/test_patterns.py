"""Regular expressions within bounds."""

import pytest

from monitor.patterns import BadPattern, compile_pattern, found


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("(", "missing ): ("),
        (r"(a)\1", r"invalid escape sequence: \1"),
        ("(?<!a)b", "invalid perl operator: (?<"),
        ("((a{100}){100}){100}", "invalid repetition size"),
        ("a" * 1_001, "longer than 1,000 characters"),
    ],
)
def test_what_is_no_pattern(pattern, why, capfd):
    """It is refused in words, and the library keeps them off standard error."""
    with pytest.raises(BadPattern) as caught:
        compile_pattern(pattern)
    assert why in str(caught.value)
    assert ("", "") == tuple(capfd.readouterr())


def test_scripts_fold():
    """Ignoring case works beyond ASCII."""
    assert (True, True, False) == (found("(?i)київ", "КИЇВ"), found(r"^\pL+$", "東京"), found("київ", "КИЇВ"))
