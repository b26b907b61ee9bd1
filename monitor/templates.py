"""Templates that users write for bodies of requests, in Jinja, within limits. Pure.

They are sandboxed: no files, no other templates, nothing that changes a value. Publishers' texts are only ever values
in them. An operator's own slip is bounded too: each turn of a loop is counted, and whatever makes texts longer is
either left out or checked, so that no clock is needed to stop one.
"""

from __future__ import annotations

from functools import lru_cache, wraps
from typing import TYPE_CHECKING, Any

from jinja2 import ChainableUndefined, TemplateError, TemplateSyntaxError, nodes
from jinja2.filters import FILTERS
from jinja2.meta import find_undeclared_variables
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from jinja2 import Template

TEMPLATE_LIMIT_CHARS = 64 * 1024
OUTPUT_LIMIT_CHARS = 256 * 1024
STEPS_LIMIT = 20_000
"""Turns of all loops together; each takes about a microsecond."""

COMPILED_KEPT = 1_024
"""Compiling takes milliseconds, and each event meets the same templates: those of as many webhooks as may be."""

VARIABLES = frozenset(
    {
        *("event", "events", "type", "timestamp", "data", "source", "live_blog", "entry", "previous", "change"),
        *("what", "headline", "text", "words", "byline", "reason", "url", "time"),
    }
)
"""What a template may name; `deliver.formats.template` says what each is."""

FILTERS_KEPT = (
    *("abs", "capitalize", "d", "default", "dictsort", "e", "escape", "first", "float", "int", "items", "last"),
    *(
        "length",
        "list",
        "lower",
        "map",
        "max",
        "min",
        "reject",
        "rejectattr",
        "reverse",
        "round",
        "select",
        "selectattr",
        "sort",
    ),
    *("string", "striptags", "title", "tojson", "trim", "truncate", "unique", "upper", "urlencode", "wordcount"),
)
"""Those of Jinja's filters that make nothing much longer than it was."""

STRING_METHODS = frozenset(
    {"capitalize", "endswith", "lower", "lstrip", "rstrip", "split", "splitlines", "startswith", "strip", "upper"}
)

_STEP = "_step"
_JOINED = "_joined"
_OTHERS = (nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)
_CAPTURES = (nodes.AssignBlock, nodes.CallBlock, nodes.FilterBlock, nodes.Macro)
"""What keeps output as a value: ten lines of `{% set x %}{{ x }}{{ x }}{% endset %}` repeat a text a thousand times."""

_RUNTIME_FAULTS = (TemplateError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
_FILE = "<template>"


class BadTemplate(ValueError):
    """What is no template, or cannot be filled in, and why; `line` counts from 1 in the template."""

    def __init__(self, why: str, line: int | None) -> None:
        super().__init__(why)
        self.line = line


def fill(text: str, variables: Mapping[str, Any]) -> str:
    """Return the template with the variables filled in; what is missing is empty. Raises: BadTemplate.

    >>> fill("{{ headline | upper }}: {{ entry.nothing.at.all }}", {"headline": "Now"})
    'NOW: '
    """
    template = compile_template(text)
    left = STEPS_LIMIT

    def step() -> str:
        nonlocal left
        left -= 1
        if left < 0:
            raise BadTemplate(f"its loops take more than {STEPS_LIMIT:,} turns", None)
        return ""

    pieces, length = [], 0
    try:
        for piece in template.generate({**variables, _STEP: step, _JOINED: _joined}):
            length += len(piece)
            _require_short(length)
            pieces.append(piece)
    except BadTemplate:
        raise
    except _RUNTIME_FAULTS as error:
        raise BadTemplate(str(error) or type(error).__name__, _line(error)) from error
    return "".join(pieces)


@lru_cache(maxsize=COMPILED_KEPT)
def compile_template(text: str) -> Template:
    """Return the compiled template. Raises: BadTemplate.

    >>> compile_template("{% if x %}")
    Traceback (most recent call last):
    monitor.templates.BadTemplate: Unexpected end of template. Jinja was looking for the following tags: 'elif' or \
'else' or 'endif'. The innermost block that needs to be closed is 'if'.
    """
    environment = _Environment()
    try:
        tree = environment.parse(text)
        _require_known(tree)
        code = environment.compile(_Bounded().visit(tree))
    except TemplateSyntaxError as error:
        raise BadTemplate(error.message or "cannot be read", error.lineno) from None
    except RecursionError:
        raise BadTemplate("is nested too deeply", None) from None
    return environment.template_class.from_code(environment, code, environment.globals)


class _Environment(ImmutableSandboxedEnvironment):
    """Jinja without what makes texts of any length out of short ones."""

    intercepted_binops = frozenset({"+", "*", "**", "%"})

    def __init__(self) -> None:
        super().__init__(undefined=ChainableUndefined, finalize=_measured)
        self.filters = {name: _measuring(FILTERS[name]) for name in FILTERS_KEPT} | {"join": _join}
        self.globals = {"range": self.globals["range"]}

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        if isinstance(obj, str):
            return attr in STRING_METHODS
        if isinstance(obj, int | float | list | tuple | bytes):
            return False
        return super().is_safe_attribute(obj, attr, value)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if operator != "+" and not (isinstance(left, int | float) and isinstance(right, int | float)):
            raise BadTemplate(f"{operator} is for numbers alone", None)
        if operator == "**":
            raise BadTemplate("** is not allowed", None)
        if operator == "+" and isinstance(left, str | list) and isinstance(right, str | list):
            _require_short(len(left) + len(right))
        return super().call_binop(context, operator, left, right)


class _Bounded(NodeTransformer):
    """Counts each turn of a loop, and checks the length of what `~` makes."""

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802 (the visitor's name)
        self.generic_visit(node)
        call = nodes.Call(_name(_STEP, node), [], [], None, None, lineno=node.lineno)
        node.body.insert(0, nodes.ExprStmt(call, lineno=node.lineno))
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        return nodes.Call(_name(_JOINED, node), node.nodes, [], None, None, lineno=node.lineno)


def _name(name: str, at: nodes.Node) -> nodes.Name:
    return nodes.Name(name, "load", lineno=at.lineno)


def _require_known(tree: nodes.Template) -> None:
    """Raise BadTemplate for what is left out of Jinja here, and for a variable that there is not."""
    for node in tree.find_all((*_OTHERS, *_CAPTURES, nodes.For)):
        if isinstance(node, _OTHERS):
            raise BadTemplate("a template stands alone: it cannot include, import or extend another one", node.lineno)
        if not isinstance(node, nodes.For) or node.recursive:
            raise BadTemplate("macros, recursive loops and blocks with set, call or filter are not read", node.lineno)
    unknown = find_undeclared_variables(tree) - VARIABLES - {"range"}
    for name in tree.find_all(nodes.Name):
        if name.name in unknown:
            raise BadTemplate(f"there is no variable {name.name!r}; known: {', '.join(sorted(VARIABLES))}", name.lineno)


def _measuring(filter_: Callable[..., Any]) -> Callable[..., Any]:
    """Return the filter, which then refuses values that are too large to be written out."""

    @wraps(filter_)  # Jinja reads from its attributes what else it is to be called with
    def measuring(*args: Any, **named: Any) -> Any:
        for value in args:
            _measured(value)
        return filter_(*args, **named)

    return measuring


def _measured(value: Any) -> Any:
    """Return the value if its parts are few and short: `[x, x]` doubles a value without taking any memory for it."""
    size, left = 0, [value]
    while left:
        part = left.pop()
        size += len(part) if isinstance(part, str | list | tuple | dict) else 1
        _require_short(size)
        if isinstance(part, list | tuple):
            left += part
        elif isinstance(part, dict):
            left += part.values()
    return value


def _joined(*parts: Any) -> str:
    return _join(parts)


def _join(value: Iterable[Any], d: str = "") -> str:
    """Return the values joined by `d`, as Jinja's own filter does, if that is not too long."""
    parts = [str(_measured(part)) for part in value]
    _require_short(sum(map(len, parts)) + len(d) * len(parts))
    return d.join(parts)


def _require_short(length: int) -> None:
    if length > OUTPUT_LIMIT_CHARS:
        raise BadTemplate(f"it makes more than {OUTPUT_LIMIT_CHARS:,} characters", None)


def _line(error: BaseException) -> int | None:
    """Return the line of the template at which filling it in failed."""
    line, traceback = None, error.__traceback__
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == _FILE:
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return line
