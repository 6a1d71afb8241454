"""The checks of a random history are worth something: each finds its own wrong, and says nothing of what is right."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from flask import Flask

from tests.fixtures.clocks import AWKWARD, FrozenClock
from tests.fixtures.stripe import StripeSandbox
from tests.integration.payments import invariants
from tests.integration.payments.at_rest import unfinished
from tests.integration.payments.invariants import Ceilings, Rows
from tests.integration.payments.world import World
from tests.on_sale import PRICE

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


@pytest.fixture
def world(paying_app: Flask, stripe_sandbox: StripeSandbox, frozen_clock: FrozenClock) -> World:
    """Two seats that were paid, one of them refunded; one that is disputed; one that is held."""
    made = World(paying_app, stripe_sandbox, frozen_clock)
    made.begin_again()
    first = made.buy({"a": 2}, "card")
    assert first is not None
    made.refund_seats(first, 1)
    made.buy({"b": 1}, "card")
    made.bank(0, "payment_intent", ["succeeded"], lambda sandbox, it: sandbox.open_dispute(it))
    made.hear_all(0)
    made.work()
    made.place({"b": 1})
    return made


@pytest.fixture
def rows(world: World) -> Rows:
    with world.app.app_context():
        return invariants.read()


def found(rows: Rows) -> list[str]:
    return [text for check in invariants.ALWAYS for text in check(rows)] + list(Ceilings().overdrawn(rows, AWKWARD))


def test_nothing_is_found_where_nothing_is_wrong(rows: Rows) -> None:
    assert found(rows) == []
    assert invariants.changes(rows, deepcopy(rows)) == []
    story = invariants.story(rows)
    assert {name: story[name] for name in ("order confirmed", "order held", "refund succeeded", "dispute open")} == {
        "order confirmed": 2, "order held": 1, "refund succeeded": 1, "dispute open": 1,
    }  # fmt: skip


def add(name: str, place: int, field: str, amount: int) -> Callable[[Rows], None]:
    return lambda rows: rows[name][place].update({field: rows[name][place][field] + amount})


def put(name: str, place: int, **fields: Any) -> Callable[[Rows], None]:
    return lambda rows: rows[name][place].update(fields)


def both(*spoils: Callable[[Rows], None]) -> Callable[[Rows], None]:
    return lambda rows: [spoil(rows) for spoil in spoils] and None


def twice(name: str, kind: str) -> Callable[[Rows], None]:
    """Let the first of a kind have happened once more."""

    def spoil(rows: Rows) -> None:
        row = next(row for row in rows[name] if row["kind"] == kind)
        rows[name].append({**row, "id": 10**6})

    return spoil


def paid_twice(rows: Rows) -> None:
    """Let the first payment stand in the books twice, in balance."""
    twice("journal_entry", "paid")(rows)
    first = next(entry["id"] for entry in rows["journal_entry"] if entry["kind"] == "paid")
    rows["posting"] += [{**side, "entry_id": 10**6} for side in rows["posting"] if side["entry_id"] == first]


@pytest.mark.parametrize(
    ("spoil", "wrong"),
    [
        (put("capacity", 0, size=2), "Hall has 2 seats, and 3 are taken"),
        (add("order", 0, "total", 1), "order {0}: its total is 59901, its lines say another"),
        (add("share", 0, "amount", 1), "order {0}: its total is 59900, its shares say another"),
        (add("share_part", 1, "amount", 1), "line {1}: its parts do not sum to its price"),
        (put("line", 1, state="released"), "order {0} is confirmed, its seats are ['cancelled', 'released']"),
        (put("order", 2, hold_reason="bank_debit"), "order {2}: its hold and the end of it do not go together"),
        (put("share", 0, state="proposed"), "order {0} is confirmed, and nobody has committed to pay"),
        (add("posting", 0, "amount", 1), "entry sold:1 does not sum to 0"),
        (paid_twice, "order {0}: -119800 is owed, 0 was disputed"),
        (put("dispute", 0, amount=1), "order {1}: 20000 is owed, 1 was disputed"),
        (add("refund", 0, "amount", 2 * PRICE), "payment 1 brought 119800, and 179700 goes back"),
        (put("receipt", 1, number="2026-0003"), "receipts are numbered [1, 3]"),
        (add("payment", 0, "received", 1), "receipt 2026-0001 does not say what was paid"),
        (
            twice("outbox_row", "registration.order_confirmed"),
            "orders [{0}, {1}] were confirmed, and [{0}, {0}, {1}] were told so",
        ),
    ],
)
def test_each_wrong_is_found(rows: Rows, spoil: Callable[[Rows], None], wrong: str) -> None:
    orders = [order["id"] for order in rows["order"]]
    spoil(rows)
    assert wrong.format(*orders) in found(rows)


def test_seats_beyond_a_size_that_was_lowered_may_stay_and_not_come_back(rows: Rows) -> None:
    ceilings = Ceilings()
    assert list(ceilings.overdrawn(rows, AWKWARD)) == []
    rows["capacity"][0]["size"] = 1
    ceilings.of[rows["capacity"][0]["id"]] = 3
    assert list(ceilings.overdrawn(rows, AWKWARD)) == []
    held = rows["line"][-1]
    held["state"] = "released"
    assert list(ceilings.overdrawn(rows, AWKWARD)) == []
    held["state"] = "confirmed"
    assert list(ceilings.overdrawn(rows, AWKWARD)) == ["Hall has 2 seats, and 3 are taken"]


def test_a_row_that_changed_came_or_went_is_told(rows: Rows) -> None:
    after = deepcopy(rows)
    after["payment"][0] |= {"looked_at": None, "method": "Cash"}
    del after["receipt"][0]
    told = invariants.changes(rows, after)
    assert sorted(text.partition(":")[0] for text in told) == ["payment 1", "receipt 1"]


def test_what_waits_or_differs_at_rest_is_told(world: World) -> None:
    world.come_to_rest()
    with world.app.app_context():
        rows = invariants.read()
    sandbox = world.stripe.sandbox
    assert unfinished(rows, sandbox) == []
    rows["order"][0] |= {"state": "held", "hold_reason": "bank_debit"}
    rows["payment"][0] |= {"state": "pending"}
    rows["refund"][0] |= {"state": "created"}
    rows["outbox_row"][0] |= {"state": "parked", "error": "no"}
    first, intent, refund = rows["order"][0]["id"], sandbox.all("payment_intent")[0], sandbox.all("refund")[0]
    mail = rows["outbox_row"][0]
    assert unfinished(rows, sandbox) == [
        f"order {first} is held for bank_debit",
        "payment 1 is pending",
        "refund 1 is created",
        f"{mail['kind']} {mail['key']} is parked: no",
        f"Stripe received {2 * PRICE} by {intent['id']}, and we know of 0",
        f"{refund['id']} has succeeded, and is created here",
    ]
    rows["posting"] = [side for side in rows["posting"] if side["account"] != "stripe_clearing"]
    assert unfinished(rows, sandbox)[-1] == f"Stripe holds {2 * PRICE + 20000} - {PRICE} - 20000, and our books say 0"
