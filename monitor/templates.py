"""Templates that users write for bodies of requests, in Jinja, within limits. Pure.

They are sandboxed: no files, no other templates, nothing that changes a value. Publishers' texts are only ever values
in them. An operator's own slip is bounded too: each turn of a loop and what each filter is given are counted, and
whatever makes texts longer is either left out or checked, so that no clock is needed to stop one.
"""

from __future__ import annotations

from functools import lru_cache, wraps
from typing import TYPE_CHECKING, Any

from jinja2 import ChainableUndefined, TemplateSyntaxError, nodes
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

WORK_LIMIT = 20_000_000
"""Characters and values that all filters are given together: 100 texts of 3,000 characters, 30 times."""

EACH = 256
"""What one more counts for a filter that looks at each: to sort the characters of a text takes 3 µs for each, to write
them in capitals 10 ns."""

WALK_LIMIT = 1_000_000
"""A value is weighed so far: one of lists that are twice in each other has no end."""

INDENT_LIMIT = 8

COMPILED_KEPT = 1_024
"""Compiling takes milliseconds, and each event meets the same templates: those of as many webhooks as may be."""

VARIABLES = frozenset(
    {
        *("event", "events", "type", "timestamp", "data", "source", "live_blog", "entry", "previous", "change"),
        *("what", "headline", "text", "words", "byline", "reason", "url", "time"),
    }
)
"""What a template may name; `deliver.formats.template` says what each is."""

WHOLE = (
    *("abs", "capitalize", "e", "escape", "float", "int", "lower", "round", "string", "striptags", "title", "tojson"),
    *("trim", "truncate", "upper", "urlencode", "wordcount"),
)
"""Filters that write out all that they are given."""

BY_EACH = (
    *("dictsort", "items", "list", "map", "max", "min", "reject", "rejectattr", "reverse", "select", "selectattr"),
    *("sort", "unique"),
)
"""Filters that look at one after the other."""

AT_ONCE = ("d", "default", "first", "last", "length")
"""Filters that look at one or none. None of them all makes anything much longer than it was."""

STRING_METHODS = frozenset(
    {"capitalize", "endswith", "lower", "lstrip", "rstrip", "split", "splitlines", "startswith", "strip", "upper"}
)

_STEP = "_step"
_JOINED = "_joined"
_WEIGHED = "_weighed"
_OTHERS = (nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)
_CAPTURES = (nodes.AssignBlock, nodes.CallBlock, nodes.FilterBlock, nodes.Macro)
"""What keeps output as a value: ten lines of `{% set x %}{{ x }}{{ x }}{% endset %}` repeat a text a thousand times."""

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
    bounds = _Bounds()
    pieces, length = [], 0
    try:
        for piece in template.generate({**variables, _STEP: bounds.step, _WEIGHED: bounds.weighed, _JOINED: _joined}):
            length += len(piece)
            _require_short(length)
            pieces.append(piece)
    except BadTemplate:
        raise
    except Exception as error:
        # Whatever a filter makes of a value: a lane that met another kind of exception would never get past the event.
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
    except (RecursionError, SyntaxError):  # Python's own limits of depth
        raise BadTemplate("is nested too deeply", None) from None
    return environment.template_class.from_code(environment, code, environment.globals)


class _Environment(ImmutableSandboxedEnvironment):
    """Jinja without what makes texts of any length out of short ones."""

    intercepted_binops = frozenset({"+", "*", "**", "%"})

    def __init__(self) -> None:
        super().__init__(undefined=ChainableUndefined, finalize=_measured)
        self.filters = {
            **{name: FILTERS[name] for name in (*BY_EACH, *AT_ONCE)},
            **{name: _measuring(FILTERS[name]) for name in WHOLE},
            "tojson": _measuring(_indenting(FILTERS["tojson"])),
            "join": _join,
        }
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


class _Bounds:
    """What one filling in may still take."""

    def __init__(self) -> None:
        self._turns = STEPS_LIMIT
        self._work = WORK_LIMIT

    def step(self) -> str:
        """Count a turn of a loop. Raises: BadTemplate if that was one too many."""
        self._turns -= 1
        if self._turns < 0:
            raise BadTemplate(f"its loops take more than {STEPS_LIMIT:,} turns", None)
        return ""

    def weighed(self, value: Any, each: int) -> Any:
        """Return a value, having counted what a filter or a method has to do with it. Raises: BadTemplate."""
        many = len(value) if isinstance(value, str | list | tuple | dict | range) else 1
        self._work -= each * many + _size(value, WALK_LIMIT)
        if self._work < 0:
            raise BadTemplate(f"its filters are given more than {WORK_LIMIT:,} characters", None)
        return value


class _Bounded(NodeTransformer):
    """Counts each turn of a loop and what filters and methods are given, and checks the length of what `~` makes."""

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802 (the visitor's name)
        self.generic_visit(node)
        call = nodes.Call(_name(_STEP, node), [], [], None, None, lineno=node.lineno)
        node.body.insert(0, nodes.ExprStmt(call, lineno=node.lineno))
        return node

    def visit_Filter(self, node: nodes.Filter) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        if node.node is not None and node.name not in AT_ONCE:
            node.node = _weighing(node.node, 1 if node.name in WHOLE else EACH)
        return node

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        if isinstance(node.node, nodes.Getattr | nodes.Getitem):
            node.node.node = _weighing(node.node.node, 1)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        return nodes.Call(_name(_JOINED, node), node.nodes, [], None, None, lineno=node.lineno)


def _weighing(value: nodes.Expr, each: int) -> nodes.Call:
    weight = nodes.Const(each, lineno=value.lineno)
    return nodes.Call(_name(_WEIGHED, value), [value, weight], [], None, None, lineno=value.lineno)


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


def _indenting(tojson: Callable[..., Any]) -> Callable[..., Any]:
    """Return the filter, which indents by a few blanks at most."""

    @wraps(tojson)
    def indenting(context: Any, value: Any, indent: Any = None) -> Any:
        if indent is not None and not (isinstance(indent, int) and 0 <= indent <= INDENT_LIMIT):
            raise BadTemplate(f"tojson indents by 0 to {INDENT_LIMIT}", None)
        return tojson(context, value, indent)

    return indenting


def _measured(value: Any) -> Any:
    """Return the value if its parts are few and short: `[x, x]` doubles a value without taking any memory for it."""
    _require_short(_size(value, OUTPUT_LIMIT_CHARS))
    return value


def _size(value: Any, enough: int) -> int:
    """Return how many characters and parts a value has; counting ends beyond `enough`."""
    size, left = 0, [value]
    while left and size <= enough:
        part = left.pop()
        size += len(part) if isinstance(part, str | list | tuple | dict) else 1
        if isinstance(part, list | tuple):
            left += part
        elif isinstance(part, dict):
            left += part.values()
    return size


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
