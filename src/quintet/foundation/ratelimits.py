"""Token buckets kept in this process: how often one subject may do one thing.

Each process counts for itself, so the total is the limit times the number of processes. A bucket is one number (the
time at which it will be full again), and one that is full takes no memory at all.
"""

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from quintet.kit.errors import TooMany

# Sums of floats miss their mark by a hair; a thousandth of a token either way is nothing.
_HAIR = 0.001


@dataclass(frozen=True, slots=True)
class Policy:
    """`limit` times in any `window` seconds: all at once, or evenly spread for ever."""

    name: str
    limit: int
    window: float

    def __post_init__(self) -> None:
        if self.limit < 1 or self.window <= 0:
            raise ValueError("a policy needs a limit of at least 1 and a window of more than 0 seconds")


@dataclass(frozen=True, slots=True)
class RateLimit:
    """What became of one try. Times in whole seconds, rounded up."""

    allowed: bool
    limit: int
    remaining: int
    reset_seconds: int
    """Until everything is available again."""
    retry_after: int
    """Until the refused try would succeed; 0 when it was allowed."""

    @property
    def headers(self) -> dict[str, str]:
        headers = {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.reset_seconds),
        }
        if not self.allowed:
            headers["Retry-After"] = str(self.retry_after)
        return headers


class RateLimiter:
    """Remembers at most `max_buckets` subjects. Safe to use from several threads.

    When too many are in use at once, the bucket that is full again soonest among the least recently used is let go:
    someone who floods us with subjects frees those who have little to lose, not the one who is locked out.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic, max_buckets: int = 50_000) -> None:
        self._clock = clock
        self._max = max_buckets
        self._full_at: OrderedDict[tuple[str, str], float] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._full_at)

    def take(self, policy: Policy, subject: str, cost: int = 1) -> RateLimit:
        """Try to take `cost` tokens. A refused try takes none."""
        if not 0 <= cost <= policy.limit:
            raise ValueError("a cost must lie between 0 and the limit")
        now = self._clock()
        key = (policy.name, subject)
        per_token = policy.window / policy.limit
        with self._lock:
            full_at = max(self._full_at.get(key, now), now)
            after = full_at + cost * per_token
            wait = after - now - policy.window
            if wait > _HAIR * per_token:
                return _state(policy, full_at - now, wait)
            if cost:
                self._full_at[key] = after
                self._full_at.move_to_end(key)
                if len(self._full_at) > self._max:
                    self._make_room(now)
        return _state(policy, after - now, 0.0)

    def require(self, policy: Policy, subject: str, message: str = "Too many requests. Try again later.") -> RateLimit:
        """`take` one, or raise TooMany."""
        outcome = self.take(policy, subject)
        if not outcome.allowed:
            raise TooMany(message, retry_after=outcome.retry_after)
        return outcome

    def look(self, policy: Policy, subject: str) -> RateLimit:
        """How it stands, taking nothing."""
        return self.take(policy, subject, cost=0)

    def forget(self, policy: Policy, subject: str) -> None:
        """Fill the subject's bucket (after a login that succeeded)."""
        with self._lock:
            self._full_at.pop((policy.name, subject), None)

    def _make_room(self, now: float) -> None:
        # Looking at a few of the oldest is enough: over many calls every full bucket passes by here.
        oldest = [key for key, _ in zip(self._full_at, range(16), strict=False)]
        full = [key for key in oldest if self._full_at[key] <= now]
        for key in full or [min(oldest, key=self._full_at.__getitem__)]:
            del self._full_at[key]


def _state(policy: Policy, until_full: float, wait: float) -> RateLimit:
    left = policy.limit * (1 - until_full / policy.window)
    hair = _HAIR * policy.window / policy.limit
    return RateLimit(
        allowed=wait <= 0,
        limit=policy.limit,
        remaining=max(0, math.floor(left + _HAIR)),
        reset_seconds=max(0, math.ceil(until_full - hair)),
        retry_after=max(1, math.ceil(wait - hair)) if wait > 0 else 0,
    )
