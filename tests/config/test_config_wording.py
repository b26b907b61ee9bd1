"""How pydantic's errors become our words."""

import json
from pathlib import Path
from typing import get_args, get_origin

import pytest
from pydantic import BaseModel

from monitor.config import parse, wording
from monitor.config.shape import ConfigKeys
from monitor.config.tree import Finding
from monitor.errors import ConfigError


def mappings(model, path=()):
    """Yield the place of every mapping in the config, and the model of its keys."""
    for name, field in model.model_fields.items():
        yield from inside(field.annotation, (*path, name))


def inside(annotation, path):
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield path, annotation
        yield from mappings(annotation, path)
    for part in get_args(annotation):
        yield from inside(part, (*path, "0") if get_origin(annotation) is tuple else path)


def test_an_error_of_a_kind_that_is_new():
    """A kind of error that a later pydantic brings is still a fault in plain words."""
    expected = Finding(path=("store",), problem="cannot be read (some new kind)")
    assert expected == wording._refused(
        ("store",), {"type": "some_new_kind", "loc": ("store",), "msg": "", "input": None}
    )


@pytest.mark.parametrize("path", [path for path, _ in mappings(ConfigKeys)], ids=".".join)
def test_each_mapping_names_its_own_keys(path):
    """A misspelt key anywhere, in mappings in lists in mappings too, is met with the keys that may stand there."""
    model = dict(mappings(ConfigKeys))[path]
    value: object = {"bogus": 1}
    for step in reversed(path):
        value = [value] if step == "0" else {step: value}
    with pytest.raises(ConfigError) as caught:
        parse(json.dumps(value).encode(), file="c.yaml", folder=Path(), environ={})
    (said,) = [fault for fault in caught.value.faults if "bogus" in fault.problem]
    assert all(key in said.remedy for key in model.model_fields), said.remedy
