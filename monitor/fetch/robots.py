"""What publishers ask of robots: robots.txt, read once a day per origin and kept to (RFC 9309).

    no file (4xx), an empty or a broken one   everything is allowed
    5xx or 429                                nothing is fetched for `SHUT_FOR`; by then it is taken for "no file"
    no connection, no answer                  the page is asked for: it will fail in its own words, or prove us wrong

What was read last stands as long as no newer one can be had.
"""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from protego import Protego

from monitor.errors import BadStatus, Disallowed, FetchError, Held, NotAllowed, ServerFault, TimedOut, Unreachable
from monitor.model import Page, Request

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import httpx

    from monitor.model import NotModified
    from monitor.ports import Clock

READ_BYTES = 500 * 1024
"""What RFC 9309 §2.5 asks to be read; the rest of a longer file is not looked at."""
KEPT_FOR = timedelta(hours=24)
ASK_AGAIN = timedelta(minutes=10)
"""Where it could not be had."""
ASK_SHUT = timedelta(minutes=1)
SHUT_FOR = timedelta(hours=1)
"""A live blog that is over by the time its publisher has mended robots.txt is no use; crawlers can wait for 30 days."""
LONGEST = timedelta(seconds=10)
"""A robots.txt that takes longer is one that cannot be had."""
ORIGINS = 2_000
KEPT_CHARS = 4 * 1024 * 1024
"""Of all origins together, in lines that concern us; parsed they take about ten times as much memory."""

_AGENT = re.compile(r"\s*user[- ]?agent\s*:?\s*([^#]*)", re.IGNORECASE)
_OTHERS = "User-agent: -"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rules:
    """What an origin asks; `protego` None: nothing. `fault` is why it could not be read, since when."""

    until: datetime
    protego: Protego | None = None
    size: int = 0
    delay: timedelta = timedelta(0)
    fault: ServerFault | None = None
    shut_since: datetime | None = None


class Robots:
    """Knows what origins ask of us; `get` fetches, and is asked for nothing but robots.txt."""

    def __init__(
        self,
        get: Callable[[Request], Awaitable[Page | NotModified]],
        clock: Clock,
        *,
        user_agent: str,
    ) -> None:
        self._get = get
        self._clock = clock
        self._user_agent = user_agent
        self._known: OrderedDict[tuple[str, str], _Rules] = OrderedDict()
        self._asking: dict[tuple[str, str], asyncio.Task[_Rules]] = {}

    async def check(self, url: httpx.URL, request: Request) -> timedelta:
        """Return the Crawl-delay of an address that a request is for, or has been redirected to; 0 for none.

        Raises: Disallowed if the publisher asks that it be not fetched, ServerFault if that cannot be known.
        """
        if not request.robots:
            return timedelta(0)
        origin = f"{url.scheme}://{url.netloc.decode()}"
        agent = next((value for name, value in request.headers.items() if name.lower() == "user-agent"), None)
        agent = agent or self._user_agent
        rules = await self._rules(origin, agent, request)
        if rules.fault is not None:
            raise rules.fault
        if rules.protego is not None and not rules.protego.can_fetch(str(url), agent):
            shown = url.copy_with(userinfo=b"", query=None, fragment=None)
            asked = f"{origin}/robots.txt asks robots to stay away from {shown.path}"
            remedy = "if the publisher has agreed, set robots: ignore for the source, or --ignore-robots"
            raise Disallowed(str(shown), f"{asked}; {remedy}")
        return rules.delay

    async def _rules(self, origin: str, agent: str, request: Request) -> _Rules:
        """Return what an origin asks of us, as it was read last or from one fetch that all who wait share."""
        key = origin, agent
        known = self._known.get(key)
        if known is not None and self._clock() < known.until:
            self._known.move_to_end(key)
            return known
        if key not in self._asking:
            asking = asyncio.create_task(self._read(origin, agent, known, request))
            self._asking[key] = asking
            asking.add_done_callback(lambda _: self._asking.pop(key))
        # A poll whose time is up leaves the answer to those that come after.
        return await asyncio.shield(self._asking[key])

    async def _read(self, origin: str, agent: str, known: _Rules | None, request: Request) -> _Rules:
        timeout = min(request.timeout, LONGEST)
        now = self._clock()
        try:
            answer = await self._get(Request(url=f"{origin}/robots.txt", timeout=timeout, robots=False))
        except ServerFault as error:
            rules = _unreadable(error, known, now)
        except Held:
            raise
        except (Unreachable, TimedOut, NotAllowed):
            rules = replace(known or _Rules(until=now), until=now + ASK_AGAIN)
        except FetchError:  # BadStatus among them: there is none, or nothing that can be read
            rules = _Rules(until=now + KEPT_FOR)
        else:
            body = answer.body[:READ_BYTES] if isinstance(answer, Page) else b""
            text = concerning(body.decode("utf-8-sig", "replace"), agent)
            # Half a megabyte of rules takes a second.
            protego = await asyncio.to_thread(Protego.parse, text)
            delay = timedelta(seconds=min(protego.crawl_delay(agent) or 0, KEPT_FOR.total_seconds()))
            rules = _Rules(protego=protego, size=len(text), until=now + KEPT_FOR, delay=delay)
        self._keep((origin, agent), rules)
        return rules

    def _keep(self, key: tuple[str, str], rules: _Rules) -> None:
        self._known[key] = rules
        self._known.move_to_end(key)
        while len(self._known) > ORIGINS or sum(one.size for one in self._known.values()) > KEPT_CHARS:
            self._known.popitem(last=False)


def concerning(text: str, user_agent: str) -> str:
    r"""Return the lines of a robots.txt without the names of other robots.

    A file that names thousands of robots before its rules costs their product to parse.

    >>> print(concerning("User-agent: a\nUser-agent: b\nUser-agent: *\nDisallow: /x", "desk/1"))
    User-agent: -
    User-agent: *
    Disallow: /x
    """
    kept: list[str] = []
    for line in text.splitlines():
        match = _AGENT.match(line)
        if match is None or _means(match[1].strip().lower(), user_agent.lower()):
            kept.append(line)
        elif not kept or kept[-1] != _OTHERS:
            kept.append(_OTHERS)
    return "\n".join(kept)


def _means(name: str, user_agent: str) -> bool:
    return name == "*" or (name.replace("*", "") in user_agent and name != "")


def _unreadable(error: BadStatus, known: _Rules | None, now: datetime) -> _Rules:
    """Return what stands while the server answers robots.txt with a fault: what was read last, or nothing goes."""
    if known is not None and known.protego is not None:
        return replace(known, until=now + ASK_AGAIN)
    since = (known and known.shut_since) or now
    if now - since >= SHUT_FOR:
        return _Rules(until=now + ASK_AGAIN, shut_since=since)
    reason = f"{error.reason} when asked for its robots.txt, so nothing is fetched until it can be read"
    shut = ServerFault(error.url, error.status, reason, retry_after=error.retry_after)
    return _Rules(until=now + ASK_SHUT, fault=shut, shut_since=since)
