"""How often an endpoint may be sent to: a token bucket, kept as the time at which it would be full again. Pure."""

from __future__ import annotations


class RateLimit:
    """`rate` requests per second, after a rest as many at once as a second allows (at least one).

    >>> limit = RateLimit(2.0)
    >>> [limit.wait_s(now) for now in (10.0, 10.0, 10.0, 10.0, 13.0)]
    [0.0, 0.0, 0.5, 1.0, 0.0]
    """

    __slots__ = ("_burst_s", "_each_s", "_full_at")

    def __init__(self, rate: float) -> None:
        self._each_s = 1 / rate
        self._burst_s = max(1.0, rate) / rate
        self._full_at = float("-inf")

    def wait_s(self, now_s: float) -> float:
        """Take a token and return how long to wait until it may be used; `now_s` is monotonic."""
        self._full_at = max(self._full_at, now_s) + self._each_s
        return max(0.0, self._full_at - now_s - self._burst_s)
