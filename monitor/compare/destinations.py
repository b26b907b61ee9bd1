"""Where a link leads, whatever its address says beside that: another spelling, who shared it, a cipher drawn anew.

http://www.example.org/report/                     https://example.org/report
https://x.com/river/status/1773?s=20&t=9f          https://twitter.com/river/status/1773
https://example.org/cdn-cgi/l/email-protection#…   the e-mail address that is written there in another key each time
"""

from __future__ import annotations

import re

POST = re.compile(
    r"https?://(?:www\.|mobile\.)?(?:twitter|x)\.com/(\w{1,15})/status(?:es)?/(\d{1,25})(?=[/?#]|\Z)", re.ASCII
)
"""A post of X, by its author and number."""

_CIPHERED = re.compile(r"/cdn-cgi/l/email-protection#((?:[0-9a-f]{2}){2,300})\Z", re.IGNORECASE)
_HEAD = re.compile(r"https?://(?:www\.)?", re.IGNORECASE)


def destination(address: str) -> str:
    """Return what is the same of all addresses of one page, post or mailbox.

    >>> destination("http://www.example.org/report/") == destination("https://example.org/report")
    True
    >>> destination("https://x.com/river/status/1773?s=20"), destination("https://x.com/river/status/1773-2")
    ('status/1773', 'x.com/river/status/1773-2')
    >>> destination("https://example.org/cdn-cgi/l/email-protection#2a4b6a48")
    'mailto:a@b'
    """
    if (post := POST.match(address)) is not None:
        return f"status/{post[2]}"
    if (ciphered := _CIPHERED.search(address)) is not None:
        key, *letters = bytes.fromhex(ciphered[1])
        return "mailto:" + "".join(chr(letter ^ key) for letter in letters)
    return _HEAD.sub("", address, count=1).rstrip("/")
