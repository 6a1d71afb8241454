"""Whatever buyers, banks, the desk, browsers, webhooks and clocks do, and whenever a process dies: the rules hold.

2,000 random steps in a normal run, half on each database; 50,000 in `make soak`.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from itertools import count
from math import ceil

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from eventsite.billing import journal
from eventsite.payments.flows import reconciling
from eventsite.payments.flows import settling as taking
from eventsite.payments.services import refunding, settling
from eventsite.payments.states import PAYMENT_STEPS, PaymentState
from eventsite.registration.models import Share
from eventsite.registration.services import availability
from tests.fixtures.clocks import FrozenClock
from tests.fixtures.stripe import StripeSandbox
from tests.integration.payments.history import AnyHistory
from tests.integration.payments.world import World

#: Of each database: so many histories of so many steps.
EXAMPLES, STEPS, SOAK_EXAMPLES = 20, 50, 500
#: What a long walk must have met, in the words of `invariants.story`: else it says nothing about it.
STORIES = {
    "order confirmed", "order cancelled", "order expired", "payment succeeded", "payment failed", "payment cancelled",
    "refund succeeded", "refund failed", "dispute won", "dispute lost", "mail order_confirmed", "mail debit_failed",
    "mail money_without_seat",
}  # fmt: skip
#: A walk of so many histories meets them all.
LONG = 200
#: The first history that Hypothesis tries is always the same.
FEWEST = 5


def walk(world: World, examples: int, steps: int, *, is_shrunk: bool = True) -> None:
    """Take `examples * steps` steps at least, in histories of `steps` at most."""

    class Machine(AnyHistory):
        pass

    Machine.world = world
    phases = [phase for phase in Phase if is_shrunk or phase in (Phase.explicit, Phase.generate)]
    chosen = settings(
        stateful_step_count=steps, deadline=None, phases=phases,
        suppress_health_check=list(HealthCheck), print_blob=is_shrunk, derandomize=not is_shrunk,
        report_multiple_bugs=False, database=None if not is_shrunk else settings.default.database,
    )  # fmt: skip
    with world.mortal():
        while (left := examples * steps - world.steps) > 0:  # Hypothesis ends some histories after a step or two
            more = max(ceil(left / steps), FEWEST)
            run_state_machine_as_test(Machine, settings=settings(chosen, max_examples=more))
    print(f"{world.steps:,} steps; {world.deaths} deaths; {dict(sorted(world.seen.items()))}")


@pytest.fixture
def world(paying_app: Flask, stripe_sandbox: StripeSandbox, frozen_clock: FrozenClock) -> World:
    return World(paying_app, stripe_sandbox, frozen_clock)


def test_any_history_keeps_the_rules(world: World) -> None:
    walk(world, EXAMPLES, STEPS)


@pytest.mark.soak
def test_a_long_history_keeps_the_rules(world: World) -> None:
    """25,000 steps on each database, and what happened in them (with -s)."""
    examples = int(os.environ.get("EVENTSITE_SOAK_EXAMPLES", SOAK_EXAMPLES))
    walk(world, examples, STEPS)
    assert examples < LONG or (world.deaths > 0 and sorted(STORIES - world.seen.keys()) == [])


# The walk is worth something only if it can be lost: each of these takes one guard away, and it finds that.


def nobody_counts(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(availability, "fit", lambda wanted, counted: None)


def nobody_remembers(patch: pytest.MonkeyPatch) -> None:
    """What was settled is settled again, and a cause is written as often as it is told."""
    steps = {**PAYMENT_STEPS, PaymentState.SUCCEEDED: frozenset({PaymentState.SUCCEEDED})}
    paid, both, found, numbers = journal.paid, journal.sold_and_paid, taking._payment_of, count()

    def twice(share: Share, amount: int, *, sold_key: str, paid_key: str) -> None:
        both(share, amount, sold_key=sold_key, paid_key=f"{paid_key}:{next(numbers)}")

    patch.setattr(settling, "PAYMENT_STEPS", steps)
    patch.setattr(journal, "paid", lambda share, amount, key: paid(share, amount, f"{key}:{next(numbers)}"))
    patch.setattr(journal, "sold_and_paid", twice)
    patch.setattr(taking, "_payment_of", lambda told: (found(told)[0], False))


def nobody_asks_stripe(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(reconciling, "_waiting", list)
    patch.setattr(reconciling, "_events", lambda gateway, outbox: 0)


def everything_can_be_refunded(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(refunding, "refundable", lambda payment: payment.received)
    patch.setattr(refunding, "_still_sold", lambda order: order.total)


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "take_away", [nobody_counts, nobody_remembers, nobody_asks_stripe, everything_can_be_refunded]
)
def test_a_guard_that_is_gone_is_missed(
    world: World, monkeypatch: pytest.MonkeyPatch, take_away: Callable[[pytest.MonkeyPatch], None]
) -> None:
    take_away(monkeypatch)
    with pytest.raises(AssertionError):
        walk(world, 30, STEPS, is_shrunk=False)
