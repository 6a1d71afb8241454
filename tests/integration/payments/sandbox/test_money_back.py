"""Refunds and disputes: at once, later, in parts, not at all."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from eventsite.payments.sandbox.errors import NotPossible
from eventsite.payments.sandbox.sandbox import Sandbox
from tests.fixtures.stripe import StripeSandbox
from tests.integration.payments.sandbox.asking import order


@pytest.fixture
def sandbox(stripe_sandbox: StripeSandbox) -> Sandbox:
    return stripe_sandbox.sandbox


@pytest.fixture
def paid(stripe_client: stripe.StripeClient, sandbox: Sandbox) -> str:
    """Give the id of a payment of $1,198.00 by card."""
    intent: str = sandbox.pay(stripe_client.v1.checkout.sessions.create(order()).id)["id"]
    return intent


def charge_of(client: stripe.StripeClient, intent: str) -> Any:
    return client.v1.payment_intents.retrieve(intent, {"expand": ["latest_charge"]}).latest_charge


def test_refunds_add_up(stripe_client: stripe.StripeClient, sandbox: Sandbox, paid: str) -> None:
    asked: Any = {"payment_intent": paid, "amount": 59900, "reason": "requested_by_customer", "metadata": {"n": "1"}}
    part = stripe_client.v1.refunds.create(asked)
    assert (part.status, part.amount, part.payment_intent) == ("succeeded", 59900, paid)
    charge = charge_of(stripe_client, paid)
    assert (charge.amount_refunded, charge.refunded) == (59900, False)
    rest = stripe_client.v1.refunds.create({"charge": charge.id})
    assert rest.amount == 59900
    assert charge_of(stripe_client, paid).refunded is True
    listed = stripe_client.v1.refunds.list({"payment_intent": paid})
    assert [refund.id for refund in listed.data] == [rest.id, part.id]
    kinds = [event["type"] for event in sandbox.events() if "refund" in event["type"]]
    assert kinds == ["refund.created", "charge.refunded"] * 2


def test_no_more_goes_back_than_came(stripe_client: stripe.StripeClient, paid: str) -> None:
    with pytest.raises(stripe.InvalidRequestError, match=r"Refund amount \(\$1,198.01\) is greater than") as refused:
        stripe_client.v1.refunds.create({"payment_intent": paid, "amount": 119801})
    assert refused.value.param == "amount"
    stripe_client.v1.refunds.create({"payment_intent": paid})
    with pytest.raises(stripe.InvalidRequestError) as again:
        stripe_client.v1.refunds.create({"payment_intent": paid, "amount": 1})
    assert again.value.code == "charge_already_refunded"
    for nothing in (0, -5):
        with pytest.raises(stripe.InvalidRequestError) as none:
            stripe_client.v1.refunds.create({"payment_intent": paid, "amount": nothing})
        assert none.value.code == "parameter_invalid_integer"


def test_what_was_not_paid_is_not_refunded(stripe_client: stripe.StripeClient, sandbox: Sandbox) -> None:
    session = stripe_client.v1.checkout.sessions.create(order()).id
    for way in ("card_declined", "ach"):
        intent = sandbox.pay(session, way)["id"]
        with pytest.raises(stripe.InvalidRequestError, match="does not have a successful charge"):
            stripe_client.v1.refunds.create({"payment_intent": intent})
        with pytest.raises(NotPossible):
            sandbox.refund(intent)
    with pytest.raises(stripe.InvalidRequestError, match="payment_intent or charge"):
        stripe_client.v1.refunds.create({"amount": 5})


def test_a_refund_of_a_bank_debit_waits(stripe_client: stripe.StripeClient, sandbox: Sandbox) -> None:
    intent = sandbox.pay(stripe_client.v1.checkout.sessions.create(order()).id, "ach")["id"]
    sandbox.settle(intent)
    waiting = stripe_client.v1.refunds.create({"payment_intent": intent})
    assert (waiting.status, waiting.pending_reason) == ("pending", "processing")
    sandbox.succeed_refund(waiting.id)
    assert stripe_client.v1.refunds.retrieve(waiting.id).status == "succeeded"
    assert [event["data"]["object"]["status"] for event in sandbox.events("refund.updated")] == ["succeeded"]


@pytest.mark.parametrize("waits", [True, False])
def test_a_refund_fails_later(stripe_client: stripe.StripeClient, sandbox: Sandbox, paid: str, waits: bool) -> None:
    sandbox.let_refunds_wait(waits)
    refund = stripe_client.v1.refunds.create({"payment_intent": paid})
    assert refund.status == ("pending" if waits else "succeeded")
    sandbox.fail_refund(refund.id)
    failed = stripe_client.v1.refunds.retrieve(refund.id, {"expand": ["failure_balance_transaction"]})
    assert (failed.status, failed.failure_reason) == ("failed", "lost_or_stolen_card")
    assert charge_of(stripe_client, paid).amount_refunded == 0
    assert [event["type"] for event in sandbox.events("refund.updated", "refund.failed")] == [
        "refund.updated", "refund.failed",
    ]
    with pytest.raises(NotPossible):
        sandbox.fail_refund(refund.id)


def test_a_colleague_refunds_in_the_dashboard(stripe_client: stripe.StripeClient, sandbox: Sandbox, paid: str) -> None:
    made = sandbox.refund(paid, 10000)
    assert [refund.id for refund in stripe_client.v1.refunds.list({"payment_intent": paid}).data] == [made["id"]]
    with pytest.raises(NotPossible, match="greater than"):
        sandbox.refund(paid, 119800)


@pytest.mark.parametrize(("is_won", "status", "net"), [(True, "won", 0), (False, "lost", -119800 - 1500)])
def test_a_dispute_takes_the_money(
    stripe_client: stripe.StripeClient, sandbox: Sandbox, paid: str, is_won: bool, status: str, net: int
) -> None:
    dispute = sandbox.open_dispute(paid)
    assert charge_of(stripe_client, paid).disputed is True
    with pytest.raises(stripe.InvalidRequestError) as refused:
        stripe_client.v1.refunds.create({"payment_intent": paid})
    assert refused.value.code == "charge_disputed"
    with pytest.raises(NotPossible):
        sandbox.open_dispute(paid)
    sandbox.close_dispute(dispute["id"], is_won=is_won)
    (closed,) = stripe_client.v1.disputes.list({"payment_intent": paid}).data
    assert (closed.id, closed.status, closed.amount) == (dispute["id"], status, 119800)
    assert sum(moved.net for moved in closed.balance_transactions) == net
    kinds = [event["type"] for event in sandbox.events() if "dispute" in event["type"]]
    reinstated = ["charge.dispute.funds_reinstated"] if is_won else []
    assert kinds == ["charge.dispute.created", "charge.dispute.funds_withdrawn", "charge.dispute.closed", *reinstated]
    with pytest.raises(NotPossible):
        sandbox.close_dispute(dispute["id"], is_won=is_won)
