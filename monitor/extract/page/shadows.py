"""Declarative shadow roots (WHATWG HTML §4.12.3): `<template shadowrootmode="open">` holds what is seen of its host.

A parser that runs no components keeps a template's content out of the page; so these templates are read as elements.
"""

from __future__ import annotations

import re

_TEMPLATE = re.compile(r"<(?i:(/?)template\b([^<>]*)>)")
_SIGN = "shadowroot"
_OPENED, _CLOSED = '<div data-shadow="open">', "</div>"


def with_shadows_open(html: str) -> str:
    """Return a page with its shadow roots as elements; templates without a shadow stay what they are.

    >>> with_shadows_open('<x-post><template shadowrootmode="open"><p>Rain</p></template></x-post>')
    '<x-post><div data-shadow="open"><p>Rain</p></div></x-post>'
    """
    if _SIGN not in html:
        return html
    open_: list[bool] = []
    pieces: list[str] = []
    end = 0
    for tag in _TEMPLATE.finditer(html):
        if not tag[1]:
            open_.append(_SIGN in tag[2].lower())
            shadow = open_[-1]
        else:
            shadow = bool(open_) and open_.pop()
        if shadow:
            pieces += (html[end : tag.start()], _CLOSED if tag[1] else _OPENED)
            end = tag.end()
    return "".join((*pieces, html[end:]))
