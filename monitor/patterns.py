r"""Regular expressions that users write, in RE2 (https://github.com/google/re2/wiki/Syntax). Pure.

RE2 takes time linear in the text whatever the expression, so an unlucky one cannot hold up deliveries, and no clock is
needed to stop it. It knows no look-around and no back-references; `\w`, `\d` and `\b` are those of ASCII (`\pL` is
any letter), `(?i)` folds all scripts.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import re2

PATTERN_LIMIT_CHARS = 1_000
MEMORY_LIMIT_BYTES = 8 * 1024 * 1024
"""What one compiled expression may take: `(a{1000}){1000}` is refused instead of built."""

COMPILED_KEPT = 2_048
"""Compiling takes 20 to 200 µs, and each event meets the same ones: those of twice as many webhooks as may be."""


class BadPattern(ValueError):
    """What is no regular expression, and why."""


def found(pattern: str, text: str) -> bool:
    r"""Return whether the pattern matches anywhere in the text. Raises: BadPattern.

    >>> found(r"(?i)z\w*rich", "In Zurich"), found(r"^Zurich", "In Zurich")
    (True, False)
    """
    return compile_pattern(pattern).search(text) is not None


@lru_cache(maxsize=COMPILED_KEPT)
def compile_pattern(pattern: str) -> Any:
    """Return the compiled pattern. Raises: BadPattern.

    >>> compile_pattern("(?=a)")
    Traceback (most recent call last):
    monitor.patterns.BadPattern: invalid perl operator: (?=
    """
    if len(pattern) > PATTERN_LIMIT_CHARS:
        raise BadPattern(f"longer than {PATTERN_LIMIT_CHARS:,} characters")
    options = re2.Options()
    options.log_errors = False  # it would write to standard error
    options.max_mem = MEMORY_LIMIT_BYTES
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        why = error.args[0] if error.args else error
        raise BadPattern(why.decode(errors="replace") if isinstance(why, bytes) else str(why)) from None
