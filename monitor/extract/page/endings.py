"""Whether a body reaches the end of its document, or breaks off on the way.

Judged by its last bytes, so it is evidence and no proof: HTML may leave `</html>` out, and a feed be damaged elsewhere.
What earlier pages of the source did decides what it means (compare's quarantine).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.extract.page.document import Kind

if TYPE_CHECKING:
    from monitor.extract.page.document import Document

TAIL_BYTES = 8_192
"""How far before the end of a body its closing tag may stand: publishers append comments and scripts to it. Further up,
`</html>` is one in a string or an attribute."""

_HTML_END = re.compile(rb"</(?:html|body)\s*>", re.IGNORECASE)


def reaches_its_end(document: Document) -> bool:
    """Return whether the body ends as a whole document of its kind does; JSON that could be read at all is whole."""
    match document.kind:
        case Kind.HTML:
            return _HTML_END.search(document.utf8[-TAIL_BYTES:]) is not None
        case Kind.XML:
            return re.search(rb"</%b\s*>" % re.escape(document.root), document.utf8[-TAIL_BYTES:]) is not None
        case _:
            return True
