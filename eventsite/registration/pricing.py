"""The one place that prices: which phase holds, what a pass costs, and how an amount is split.

Pure: phases and amounts go in, minor units come out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from itertools import accumulate, pairwise

from eventsite.registration.models import PassType, PricePhase


def phase_at(pass_type: PassType, now: datetime) -> PricePhase:
    """Return the phase that holds at `now`: the latest that has begun. The first one has no beginning."""
    begun = [phase for phase in pass_type.phases if phase.starts_at is None or phase.starts_at <= now]
    return begun[-1]


def next_phase(pass_type: PassType, now: datetime) -> PricePhase | None:
    return next((phase for phase in pass_type.phases if phase.starts_at is not None and phase.starts_at > now), None)


def price_at(pass_type: PassType, now: datetime) -> int:
    """Return what one pass costs at `now`, in minor units of the summit's currency."""
    return phase_at(pass_type, now).amount


def split(amounts: Sequence[int], weights: Sequence[int]) -> list[list[int]]:
    """Split each amount among payers of these weights: a row per amount, a column per payer.

    The running total is split by the largest remainder after each amount and the differences are taken, so that every
    row sums to its amount and every column to that payer's part of the whole, both exactly. Amounts may be negative.

    Raises:
        ValueError: when the weights are negative or all zero.
    """
    if not weights or min(weights) < 0 or sum(weights) == 0:
        raise ValueError("Weights are not negative, and not all zero.")
    totals = [_largest_remainder(total, weights) for total in accumulate(amounts, initial=0)]
    return [[now - past for past, now in zip(before, after, strict=True)] for before, after in pairwise(totals)]


def _largest_remainder(total: int, weights: Sequence[int]) -> list[int]:
    whole = sum(weights)
    exact = [Fraction(total * weight, whole) for weight in weights]
    parts = [share.numerator // share.denominator for share in exact]
    by_remainder = sorted(range(len(weights)), key=lambda place: (parts[place] - exact[place], place))
    for place in by_remainder[: total - sum(parts)]:
        parts[place] += 1
    return parts
