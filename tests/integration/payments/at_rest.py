"""What is true when everything that could happen by itself has happened: our rows and Stripe's say the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.integration.payments.invariants import Rows


def unfinished(rows: Rows, sandbox: Any) -> list[str]:
    """Return what waits although nothing will come, and where we and Stripe differ."""
    return [*_waiting(rows), *_payments_that_differ(rows, sandbox), *_refunds_that_differ(rows, sandbox),
            *_clearing_that_differs(rows, sandbox)]  # fmt: skip


def _waiting(rows: Rows) -> Iterator[str]:
    for order in rows["order"]:
        if order["state"] == "held":
            yield f"order {order['id']} is held for {order['hold_reason']}"
    for payment in rows["payment"]:
        if payment["state"] in ("created", "pending"):
            yield f"payment {payment['id']} is {payment['state']}"
    for refund in rows["refund"]:
        if refund["state"] in ("created", "pending"):
            yield f"refund {refund['id']} is {refund['state']}"
    for row in rows["outbox_row"]:
        if row["state"] != "done":
            yield f"{row['kind']} {row['key']} is {row['state']}: {row['error']}"


def _payments_that_differ(rows: Rows, sandbox: Any) -> Iterator[str]:
    ours = {payment["intent_id"]: payment for payment in rows["payment"] if payment["intent_id"]}
    for intent in sandbox.all("payment_intent"):
        payment = ours.get(intent["id"])
        received = payment["received"] if payment and payment["state"] == "succeeded" else 0
        if received != intent["amount_received"]:
            yield f"Stripe received {intent['amount_received']} by {intent['id']}, and we know of {received}"


def _refunds_that_differ(rows: Rows, sandbox: Any) -> Iterator[str]:
    ours = {refund["refund_id"]: refund for refund in rows["refund"] if refund["refund_id"]}
    for refund in sandbox.all("refund"):
        state = str(ours[refund["id"]]["state"]) if refund["id"] in ours else "unknown"
        if state != refund["status"] and (state, refund["status"]) != ("unknown", "failed"):
            yield f"{refund['id']} has {refund['status']}, and is {state} here"


def _clearing_that_differs(rows: Rows, sandbox: Any) -> Iterator[str]:
    """What Stripe holds for us: charges, less refunds, less what banks took back and did not return."""
    charged = sum(charge["amount"] for charge in sandbox.all("charge") if charge["status"] == "succeeded")
    refunded = sum(refund["amount"] for refund in sandbox.all("refund") if refund["status"] == "succeeded")
    withdrawn = sum(dispute["amount"] for dispute in sandbox.all("dispute") if dispute["status"] != "won")
    ours = sum(posting["amount"] for posting in rows["posting"] if posting["account"] == "stripe_clearing")
    if ours != charged - refunded - withdrawn:
        yield f"Stripe holds {charged} - {refunded} - {withdrawn}, and our books say {ours}"
