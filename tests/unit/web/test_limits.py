"""Counters of tries: right to the second, and swept now and then."""

from __future__ import annotations

import threading

from limits import parse
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter

from eventsite.web.limits import Counters
from tests.fixtures.clocks import FrozenClock

FEW = parse("3 per minute")


def counters() -> Counters:
    """Return counters as the limiter gets them: by their name."""
    made = storage_from_string("counters://")
    assert isinstance(made, Counters)
    return made


def test_a_limit_holds_until_its_time_is_over(frozen_clock: FrozenClock) -> None:
    limit = FixedWindowRateLimiter(counters())
    assert [limit.hit(FEW, "ada") for _ in range(4)] == [True, True, True, False]
    assert limit.hit(FEW, "bo")
    frozen_clock.forward(seconds=59)
    assert not limit.hit(FEW, "ada")
    assert limit.get_window_stats(FEW, "ada") == (frozen_clock.now.timestamp() + 1, 0)
    frozen_clock.forward(seconds=1)
    assert limit.get_window_stats(FEW, "ada").remaining == 3
    assert [limit.hit(FEW, "ada") for _ in range(4)] == [True, True, True, False]


def test_counters_can_be_taken_back(frozen_clock: FrozenClock) -> None:
    kept = counters()
    for key in ("a", "b", "c"):
        kept.incr(key, 60)
    kept.clear("a")
    assert (kept.get("a"), kept.get("b"), kept.reset(), kept.get("b"), kept.check()) == (0, 1, 2, 0, True)
    assert kept.get_expiry("b") == frozen_clock.now.timestamp()


def test_ten_thousand_addresses_are_looked_through_once_a_minute(frozen_clock: FrozenClock) -> None:
    kept, threads, sweeps, most = counters(), threading.active_count(), set(), 0
    for number in range(10_000):
        kept.incr(f"address {number}", 60)
        frozen_clock.forward(milliseconds=24)  # four minutes in all
        sweeps.add(kept._swept_at)
        most = max(most, len(kept._counted))
    assert (len(sweeps), threading.active_count()) == (4, threads)
    assert most <= 2 * 60_000 // 24


def test_tries_at_the_same_moment_are_all_counted() -> None:
    kept = counters()

    def tries() -> None:
        for _ in range(500):
            kept.incr("ada", 60)

    hands = [threading.Thread(target=tries) for _ in range(4)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert kept.get("ada") == 2000
