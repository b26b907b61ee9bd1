"""Which picture an address shows, whatever the size, the server and the signature that it is asked for with.

https://i1.example.org/news/480/media/ab12/flood.jpg?s=9f
https://i3.example.org/news/976/media/ab12/flood.webp
https://i2.example.org/w_640,q_auto/news/media/ab12/flood-1024x576.jpg      all of them i.example.org/…/flood
"""

from __future__ import annotations

import re

_HEAD = re.compile(r"(?:https?:)?//")
_SHARD = re.compile(r"\d+")
_WANTED = re.compile(
    r"""
      \d{2,4}x\d{0,4} (?: :.* )?                              # 640x360, 600x0:fit-in
    | (?!19|20)\d{3,4}                                        # 480, but no year
    | (?:w|h|q|width|height|quality|dpr)[:_-]?\d{1,4}         # w640, width-640
    | (?: (?:ar|c|dpr|e|f|fl|g|h|q|w|x|y)_[\w.:-]+ ,? )+      # c_fill,w_640,q_auto (Cloudinary)
    | (?: [a-z]+=[\w.:-]+ ,? )+                               # width=640,quality=80 (Cloudflare)
    | filters:.*                                              # filters:quality(80) (Thumbor)
    """,
    re.VERBOSE,
)
_SIZE = re.compile(r"(?:[-_]\d{2,4}x\d{2,4}|@[1-4]x)$")
_KIND = re.compile(r"\.(?:jpe?g|png|webp|avif|gif)$", re.IGNORECASE)


def picture(address: str) -> str:
    """Return what is the same of all addresses of a picture.

    >>> picture("https://i1.example.org/news/480/a/flood.jpg?s=9f") == picture("https://i3.example.org/news/976/a/flood.webp")
    True
    >>> picture("https://example.org/2026/03/flood.jpg")
    'example.org/2026/03/flood'
    """
    path = _HEAD.sub("", address.partition("?")[0], count=1)
    host, slash, path = path.partition("/")
    *folders, file = path.split("/")
    first, dot, domain = host.partition(".")
    host = f"{_SHARD.sub('', first)}{dot}{domain}"
    name = _SIZE.sub("", _KIND.sub("", file))
    kept = [folder for folder in folders if not _WANTED.fullmatch(folder)]
    return "/".join([host, *kept, name or file]) if slash else host
