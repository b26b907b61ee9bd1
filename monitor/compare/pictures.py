"""Which picture an address shows, whatever the size, the server and the signature that it is asked for with.

https://i1.example.org/news/480/media/ab12/flood.jpg?s=9f
https://i3.example.org/news/976/media/ab12/flood.webp
https://i2.example.org/w_640,q_auto/news/media/ab12/flood-1024x576.jpg      all of them i.example.org/…/flood
https://example.org/_next/image?url=%2Fmedia%2Fflood.jpg&w=640              /media/flood: what is asked to be resized
https://i0.wp.com/img.example.org/media/flood.jpg?ssl=1                     img.example.org/…/flood: by way of another
https://d1.example.net/eyJrZXkiOiAiZmxvb2QuanBnIn0                          …/flood: what is asked for, in a code
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from urllib.parse import unquote

_HEAD = re.compile(r"(?:https?:)?//")
_SHARD = re.compile(r"\d+")
_WANTED = re.compile(
    r"""
      \d{2,4}x\d{0,4} (?: :.* )?                              # 640x360, 600x0:fit-in
    | (?!19|20)\d{3,4}                                        # 480, but no year
    | (?:w|h|q|width|height|quality|dpr)[:_-]?\d{1,4}         # w640, width-640
    | (?: (?:ar|c|dpr|e|f|fl|g|h|q|w|x|y)_[\w.:-]++ (?: ,|\Z) )+  # c_fill,w_640,q_auto (Cloudinary)
    | (?: [a-z]++=[\w.:-]++ (?: ,|\Z) )+                     # width=640,quality=80 (Cloudflare)
    | (?:ts|v|ver)[-_]?\d{6,16}                               # when it was put there
    | [\w-]{27}= | unsafe | fit-in | smart                     # how it is signed, and cut (Thumbor)
    | filters:.*                                              # filters:quality(80)
    """,
    re.VERBOSE,
)
_RESIZED = re.compile(r"[?&](?:url|src|image|img)=([^&#]{0,2000}(?:/|%2F)[^&#]{0,2000})", re.IGNORECASE)
"""What a resizer is given: an address, whole or from the site's root on."""

_BY_WAY_OF = re.compile(
    r"[^/]+/(?:[\w,.=-]{1,40}/){0,2}(?=[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,12}/[^/])(?!\w+\.(?:jpe?g|png|webp))"
)
"""A server that fetches pictures from another, which it is given as a folder."""

_CODED = re.compile(r"eyJ[A-Za-z0-9_-]{10,2000}=*")
_KEY = re.compile(rb'"key"\s*:\s*"([^"]{1,500})"')
"""What a handler of pictures is asked for: JSON in Base64 with their name and size."""

_SIZE = re.compile(r"(?:[-_]\d{2,4}x\d{2,4}|@[1-4]x)$")
_KIND = re.compile(r"\.(?:jpe?g|png|webp|avif|gif)$", re.IGNORECASE)


def picture(address: str) -> str:
    """Return what is the same of all addresses of a picture.

    >>> picture("https://i1.example.org/news/480/a/flood.jpg?s=9f") == picture("https://i3.example.org/news/976/a/flood.webp")
    True
    >>> picture("https://example.org/2026/03/flood.jpg")
    'example.org/2026/03/flood'
    """
    path = _HEAD.sub("", asked_for(address), count=1)
    path = _BY_WAY_OF.sub("", path, count=1) if _BY_WAY_OF.match(path) else path
    host, slash, path = path.partition("/")
    *folders, file = path.split("/")
    first, dot, domain = host.partition(".")
    host = f"{_SHARD.sub('', first)}{dot}{domain}"
    name = _SIZE.sub("", _KIND.sub("", _decoded(file)))
    kept = [folder for folder in folders if not _WANTED.fullmatch(folder)]
    return "/".join([host, *kept, name or file]) if slash else host


def _decoded(file: str) -> str:
    """Return the name of a picture that is asked for in a code."""
    if not _CODED.fullmatch(file):
        return file
    found = _KEY.search(urlsafe_b64decode(file[: len(file) // 4 * 4]))
    return found[1].decode("utf-8", "replace") if found else file


def asked_for(address: str) -> str:
    """Return a picture's address without what it is asked for with: of a resizer the one that it is given.

    >>> asked_for("https://example.org/a/flood.jpg?s=9f")
    'https://example.org/a/flood.jpg'
    >>> asked_for("https://example.org/_next/image?url=%2Fmedia%2Fflood.jpg&w=640")
    '/media/flood.jpg'
    """
    bare = address.partition("?")[0]
    resized = None if bare == address or _KIND.search(bare) else _RESIZED.search(address)
    return bare if resized is None else unquote(resized[1]).partition("?")[0]
