"""Where a link leads, whatever its address says beside that: another spelling, who shared it, what is drawn anew.

http://www.example.org/report/                     https://example.org/report
https://x.com/river/status/1773?s=20&t=9f          https://twitter.com/river/status/1773
https://www.youtube-nocookie.com/embed/aQ3?rel=0   https://www.youtube.com/watch?v=aQ3
https://out.example/l?u=https%3A%2F%2Fa.example    https://a.example, by way of one who counts readers
https://example.org/report;jsessionid=4F?sid=9f2c  https://example.org/report: whose visit it is
https://example.org/cdn-cgi/l/email-protection#…   the e-mail address that is written there in another key each time
"""

from __future__ import annotations

import re
from urllib.parse import unquote

POST = re.compile(
    r"https?://(?:www\.|mobile\.)?(?:twitter|x)\.com/(\w{1,15})/status(?:es)?/(\d{1,25})(?=[/?#]|\Z)", re.ASCII
)
"""A post of X, by its author and number."""

_FILM = re.compile(
    r"https?://(?:(?:www\.|m\.)?youtube(?:-nocookie)?\.com/(?:embed/|live/|shorts/|v/|watch\?(?:[^#]{0,500}&)?v=)|youtu\.be/"
    r"|(?:player\.|www\.)?vimeo\.com/(?:video/)?(?=\d)|(?:www\.)?instagram\.com/(?:p|reel)/)([\w-]{5,20})(?=[/?&#]|\Z)",
    re.ASCII,
)
"""What is shown in a frame or linked, by the name that its platform gave it."""

_CIPHERED = re.compile(r"/cdn-cgi/l/email-protection#((?:[0-9a-f]{2}){2,300})\Z", re.IGNORECASE)
_HEAD = re.compile(r"https?://(?:www\.)?", re.IGNORECASE)
_LED_ON = re.compile(
    r"[?&](?:u|url|to|dest|destination|target|redirect)=(https?(?:%3A|:)(?:%2F|/){2}[^&#]{1,3000})", re.IGNORECASE
)
"""The address to which one who counts readers, or warns them, leads on."""

_OF_A_VISIT = re.compile(
    # Whose visit it is, and that it may see the page.
    r"(?:php|asp|j)?(?:sess)?(?:sid|sessid)|cfid|cftoken|(?:(?:access|auth|csrf|session|xsrf)_?)?token"
    r"|_?csrf|nonce|_?wpnonce"
    # Until when it is to be had, and the seal on that.
    r"|sig|signature|hmac|expires?|exp|policy|key-pair-id|awsaccesskeyid|googleaccessid|x-(?:amz|goog|oss)-[a-z-]+|hdnts|hdnea"
    # That no cache may answer, and where on the page the link stands.
    r"|_|_t|ts|timestamp|cb|cache_?bust(?:er)?|no_?cache|rnd|rand(?:om)?|itid|pos(?:ition)?|int_?source|output_?type",
    re.IGNORECASE,
)
"""Names of parameters that say nothing of where an address leads."""

_PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#]*", re.IGNORECASE)


def destination(address: str) -> str:
    """Return what is the same of all addresses of one page, post or mailbox.

    >>> destination("http://www.example.org/report/") == destination("https://example.org/report")
    True
    >>> destination("https://x.com/river/status/1773?s=20"), destination("https://x.com/river/status/1773-2")
    ('status/1773', 'x.com/river/status/1773-2')
    >>> destination("https://example.org/report?id=5&sid=9f2c"), destination("https://youtu.be/aQ3_x?t=9")
    ('example.org/report?id=5', 'film/aQ3_x')
    >>> destination("https://example.org/cdn-cgi/l/email-protection#2a4b6a48")
    'mailto:a@b'
    """
    if (post := POST.match(address)) is not None:
        return f"status/{post[2]}"
    if (film := _FILM.match(address)) is not None:
        return f"film/{film[1]}"
    if (ciphered := _CIPHERED.search(address)) is not None:
        key, *letters = bytes.fromhex(ciphered[1])
        return "mailto:" + "".join(chr(letter ^ key) for letter in letters)
    if "?" in address:
        if (onward := _LED_ON.search(address)) is not None:
            address = unquote(onward[1])
        address = _without_visit(address)
    if ";" in address:
        address = _PATH_SESSION.sub("", address, count=1)
    return _HEAD.sub("", address, count=1).rstrip("/")


def _without_visit(address: str) -> str:
    """Return an address without the parameters that say whose visit it is, or how it was come by."""
    path, _, asked = address.partition("?")
    query, mark, fragment = asked.partition("#")
    kept = "&".join(pair for pair in query.split("&") if not _OF_A_VISIT.fullmatch(pair.partition("=")[0]))
    return f"{path.rstrip('/') if not kept else path}{'?' if kept else ''}{kept}{mark}{fragment}"
