"""What selectors in the config mean: CSS and JMESPath, compiled once so that what is wrong shows at its line. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jmespath
from jmespath.exceptions import JMESPathError
from jmespath.functions import Functions
from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from monitor.config.suggest import nearest_or_all
from monitor.config.tree import shown
from monitor.config.values import Refused, text
from monitor.model import split_selector

if TYPE_CHECKING:
    from collections.abc import Iterator

SELECTOR_LIMIT_CHARS = 500

COPIES_LIMIT = 4_096
"""How often a JMESPath may copy what it is given: `[@, @][]` doubles it, and twenty in a row hold a million."""

_CSS_REMEDIES = (
    ("::", "leave it out: words are read as they are, and selector@attribute reads an attribute"),
    ("//", "that looks like XPath; write CSS, such as article.post"),
    (">", "begin with the element above the >, or leave the > out"),
)
"""What to do about the commonest slips, by a part of what was written."""


def css(value: Any) -> str:
    """Return a CSS selector of elements. Raises: Refused."""
    written = text(value, limit_chars=SELECTOR_LIMIT_CHARS)
    _compile_css(str(written), written)
    return written


def css_or_attribute(value: Any) -> str:
    """Return a CSS selector, `selector@attribute` or `@attribute`. Raises: Refused."""
    written = text(value, limit_chars=SELECTOR_LIMIT_CHARS)
    selector, attribute = split_selector(written)
    if selector or attribute is None:
        _compile_css(selector, written)
    return written


def _compile_css(selector: str, written: str) -> None:
    try:
        LexborHTMLParser("").css(selector)
    except SelectolaxError:
        remedy = next((remedy for part, remedy in _CSS_REMEDIES if part in written), "write it as in a style sheet")
        raise Refused(f"{shown(written)} is no CSS selector", remedy) from None


def path(value: Any) -> str:
    """Return a JMESPath expression. Raises: Refused."""
    written = text(value, limit_chars=SELECTOR_LIMIT_CHARS)
    try:
        parsed = jmespath.compile(str(written)).parsed
        wrong = next((name for name in _functions(parsed) if name not in Functions.FUNCTION_TABLE), None)
    except JMESPathError as error:
        column = getattr(error, "lex_position", 0) + 1
        why = f"cannot be read from column {column} on" if column <= len(written) else "ends too early"
        raise Refused(f"{shown(written)} is no JMESPath: it {why}", "see https://jmespath.org") from None
    except RecursionError:
        raise Refused("is nested too deeply", "write a shorter path") from None
    if wrong is None and _copies(parsed) > COPIES_LIMIT:
        raise Refused(
            f"{shown(written)} may copy the document more than {COPIES_LIMIT:,} times", "write fewer lists in it"
        )
    if wrong is not None:
        raise Refused(f"JMESPath has no function {shown(wrong)}", nearest_or_all(wrong, list(Functions.FUNCTION_TABLE)))
    return written


def _copies(node: Any) -> int:
    """Return how often an expression may copy what it is given, at most: each list in it as often as it has members."""
    copies = max(len(node["children"]), 2) if node["type"].startswith("multi_select") else 1
    for child in _parts(node):
        copies = min(copies * _copies(child), COPIES_LIMIT + 1)
    return copies


def _functions(node: Any) -> Iterator[str]:
    """Yield the names of the functions in a parsed expression."""
    if node["type"] == "function_expression":
        yield node["value"]
    for child in _parts(node):
        yield from _functions(child)


def _parts(node: Any) -> Iterator[Any]:
    """Yield the expressions in a parsed one; what a slice (`posts[:20]`) has there are numbers."""
    return (child for child in node["children"] if isinstance(child, dict))
