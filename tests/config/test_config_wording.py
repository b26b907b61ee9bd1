"""How pydantic's errors become our words."""

from monitor.config import wording
from monitor.config.tree import Finding


def test_an_error_of_a_kind_that_is_new():
    """A kind of error that a later pydantic brings is still a fault in plain words."""
    expected = Finding(path=("store",), problem="cannot be read (some new kind)")
    assert expected == wording._refused(
        ("store",), {"type": "some_new_kind", "loc": ("store",), "msg": "", "input": None}
    )
