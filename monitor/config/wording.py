"""A document → its keys' values, or what is wrong with it in words of ours: pydantic's phrases never reach a user."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel, ValidationError

from monitor.config.shape import ConfigKeys
from monitor.config.suggest import nearest, nearest_or_all
from monitor.config.tree import Finding, Items, Table, Text, shown
from monitor.config.values import Refused, kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic_core import ErrorDetails

    from monitor.config.tree import Path, Value

KEY_STEP = "[key]"
"""What pydantic appends to the place of a mapping's key."""


def validate(root: Value) -> tuple[ConfigKeys | None, dict[str, list[int]], list[Finding]]:
    """Return the config as far as it can be read, where its list items stood, and what is wrong with the rest.

    So that all faults come at once, what is wrong is dropped and the rest read again for the checks across keys; the
    second value maps `sources` and `webhooks` to the items' original positions. The first is None if nothing is left.
    """
    document = Table(line=1) if root is None else root
    every = {section: list(range(_length(document, section))) for section in ("sources", "webhooks")}
    try:
        return ConfigKeys.model_validate(document), every, []
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
    findings = _findings(document, details)
    rest, kept = _without(document, {tuple(detail["loc"][:2]) for detail in details}, every)
    try:
        return ConfigKeys.model_validate(rest), kept, findings
    except ValidationError:  # the document itself is no mapping, or a list is too long
        return None, kept, findings


def _length(document: Value, section: str) -> int:
    items = document.get(section) if isinstance(document, Table) else None
    return len(items) if isinstance(items, Items) else 0


def _without(document: Value, wrong: set[Path], every: dict[str, list[int]]) -> tuple[Value, dict[str, list[int]]]:
    """Return the document without the keys and list items that are wrong, and which items are left."""
    if not isinstance(document, Table):
        return document, every
    rest, kept = Table(line=document.line), {}
    for section, positions in every.items():
        kept[section] = [at for at in positions if (section, at) not in wrong]
    keys_wrong = {path[0] for path in wrong if len(path) == 1 or path[0] not in every}
    for key, value in document.items():
        if key in keys_wrong:
            continue
        if key in kept and isinstance(value, Items):
            items = Items(line=value.line)
            items.extend(value[at] for at in kept[key])
            rest[key] = items
        else:
            rest[key] = value
    return rest, kept


def _findings(document: Value, details: list[ErrorDetails]) -> list[Finding]:
    """Return one finding per error, but none for a missing key that another key is taken for a slip of."""
    findings: list[Finding] = []
    meant: set[Path] = set()
    missing: list[Finding] = []
    for detail in details:
        path = tuple(detail["loc"])
        if detail["type"] == "missing":
            missing.append(Finding(path=path, problem="is missing", remedy=f"add {path[-1]}: …"))
        elif detail["type"] == "too_short" and _value_at(document, path):
            continue  # its items are wrong, and have findings of their own
        elif detail["type"] == "extra_forbidden":
            known = list(_keys_at(path[:-1]).model_fields)
            word = nearest(str(path[-1]), known)
            if word is not None:
                meant.add((*path[:-1], word))
            findings.append(_unknown(path, known))
        elif path[-1:] == (KEY_STEP,):
            findings.append(_refused(path[:-1], detail, about_key=True))
        else:
            findings.append(_refused(path, detail, value=_value_at(document, path)))
    return findings + [finding for finding in missing if finding.path not in meant]


def _unknown(path: Path, known: list[str]) -> Finding:
    key = str(path[-1])
    remedy = "write the keys out, or put them under defaults" if key == "<<" else nearest_or_all(key, known)
    return Finding(path=path, problem=f"unknown key {shown(key)}", remedy=remedy, about_key=True)


def _refused(path: Path, detail: ErrorDetails, *, value: Value = None, about_key: bool = False) -> Finding:
    context: dict[str, Any] = detail.get("ctx", {})
    remedy = None
    match detail["type"]:
        case "value_error":
            refused: Refused = context["error"]
            problem, remedy = refused.problem, refused.remedy
        case "model_type" | "dict_type":
            problem, remedy = f"must be a mapping, not {kind(value)}", "write key: value below it"
        case "tuple_type" | "list_type":
            problem, remedy = f"must be a list, not {kind(value)}", "write [a, b], or one item a line after '- '"
        case "too_long":
            problem = f"has more than {context['max_length']:,} items"
        case "too_short":
            problem, remedy = "is empty", "write at least one item, or leave the key out if it is optional"
        case "literal_error":
            problem = f"{shown(value)} is not known" if isinstance(value, Text) else f"must be text, not {kind(value)}"
            remedy = f"write {context['expected'].replace(chr(39), '')}"
        case other:
            problem = f"cannot be read ({other.replace('_', ' ')})"
    return Finding(path=path, problem=problem, remedy=remedy, about_key=about_key)


def _value_at(document: Value, path: Path) -> Value:
    value: Any = document
    for step in path:
        value = value[step]
    return value  # type: ignore[no-any-return]  # what lies inside a Value is one


def _keys_at(path: Path) -> type[BaseModel]:
    """Return the model that says which keys the mapping at `path` may have; mappings of free keys refuse none."""
    model: type[BaseModel] = ConfigKeys
    for step in path:
        if isinstance(step, str) and step in model.model_fields:
            model = next(_models_in(model.model_fields[step].annotation), model)
    return model


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """Yield the models that an annotation such as `tuple[SourceKeys, ...] | None` names."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)
