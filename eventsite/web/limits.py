"""How often somebody may try: per process and address. What must hold for an account is counted in its table."""

from __future__ import annotations

from datetime import timedelta
from threading import Lock

from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits.storage import Storage

from eventsite.core import clock

#: How long counters whose time is over may lie about. Each sweep looks at all of them.
_BETWEEN_SWEEPS = timedelta(minutes=1).total_seconds()


class Counters(Storage):
    """Counts in this process's memory. The library's own looks through every counter, in a new thread, at each try."""

    STORAGE_SCHEME = ["counters"]
    base_exceptions = ()

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, **options: float | str | bool) -> None:
        super().__init__(uri, wrap_exceptions, **options)
        self._counted: dict[str, tuple[int, float]] = {}  # key -> how many, and until when (seconds of Unix time)
        self._lock, self._swept_at = Lock(), 0.0

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count one more try; the first one begins a span of `expiry` seconds. Return how many there are in it."""
        now = clock.now().timestamp()
        with self._lock:
            self._sweep(now)
            count, until = self._counted.get(key, (0, 0.0))
            count, until = (count + amount, until) if until > now else (amount, now + expiry)
            self._counted[key] = count, until
        return count

    def get(self, key: str) -> int:
        count, until = self._counted.get(key, (0, 0.0))
        return count if until > clock.now().timestamp() else 0

    def get_expiry(self, key: str) -> float:
        """Return when a counter begins anew, in seconds of Unix time; now, where there is none."""
        return self._counted.get(key, (0, clock.now().timestamp()))[1]

    def check(self) -> bool:
        return True

    def reset(self) -> int:
        with self._lock:
            there = len(self._counted)
            self._counted.clear()
        return there

    def clear(self, key: str) -> None:
        with self._lock:
            self._counted.pop(key, None)

    def _sweep(self, now: float) -> None:
        if now >= self._swept_at + _BETWEEN_SWEEPS:
            self._swept_at = now
            self._counted = {key: kept for key, kept in self._counted.items() if kept[1] > now}


limiter = Limiter(get_remote_address, storage_uri="counters://", headers_enabled=False)
