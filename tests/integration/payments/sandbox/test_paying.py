"""How a session is paid: at once, at the second try, after a question, days later, never, and never twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import stripe

from eventsite.payments.sandbox.errors import NotPossible
from eventsite.payments.sandbox.sandbox import Sandbox
from tests.fixtures.clocks import FrozenClock
from tests.fixtures.stripe import StripeSandbox
from tests.integration.payments.sandbox.asking import order

WHOLE = {"expand": ["payment_intent.latest_charge.balance_transaction"]}


@pytest.fixture
def sandbox(stripe_sandbox: StripeSandbox) -> Sandbox:
    return stripe_sandbox.sandbox


@pytest.fixture
def session(stripe_client: stripe.StripeClient) -> str:
    """Give the id of a session that waits for its buyer."""
    return stripe_client.v1.checkout.sessions.create(order()).id


def types(sandbox: Sandbox) -> list[str]:
    return [event["type"] for event in sandbox.events()]


def test_a_card_pays(stripe_client: stripe.StripeClient, sandbox: Sandbox, session: str) -> None:
    sandbox.pay(session)
    paid = stripe_client.v1.checkout.sessions.retrieve(session, WHOLE)
    assert (paid.status, paid.payment_status, paid.url) == ("complete", "paid", None)
    intent: Any = paid.payment_intent
    assert (intent.status, intent.amount_received, intent.latest_charge.paid) == ("succeeded", 119800, True)
    assert intent.latest_charge.balance_transaction.net == 119800 - 3504
    assert paid.customer_details is not None
    assert paid.customer_details.email == "ada@example.org"
    assert types(sandbox) == ["checkout.session.completed"]


def test_what_was_said_of_the_payment_is_on_it(stripe_client: stripe.StripeClient, sandbox: Sandbox) -> None:
    asked = order(payment_intent_data={"description": "Order 7", "metadata": {"order": "7"}})
    intent = sandbox.pay(stripe_client.v1.checkout.sessions.create(asked).id)
    found = stripe_client.v1.payment_intents.retrieve(intent["id"], {"expand": ["latest_charge"]})
    assert found.metadata.to_dict() == {"order": "7"}
    charge: Any = found.latest_charge
    assert (found.description, charge.description, charge.metadata.to_dict()) == ("Order 7", "Order 7", {"order": "7"})


def test_a_declined_card_leaves_the_session_open(
    stripe_client: stripe.StripeClient, sandbox: Sandbox, session: str
) -> None:
    sandbox.pay(session, "card_declined")
    declined = stripe_client.v1.checkout.sessions.retrieve(session, WHOLE)
    assert (declined.status, declined.payment_status) == ("open", "unpaid")
    intent: Any = declined.payment_intent
    assert (intent.status, intent.last_payment_error.code) == ("requires_payment_method", "card_declined")
    assert (intent.latest_charge.status, intent.latest_charge.paid) == ("failed", False)
    again = sandbox.pay(session)
    assert (again["id"], again["status"], again["last_payment_error"]) == (intent.id, "succeeded", None)
    assert types(sandbox) == ["payment_intent.payment_failed", "checkout.session.completed"]


@pytest.mark.parametrize(("is_confirmed", "status"), [(True, "succeeded"), (False, "requires_payment_method")])
def test_the_bank_asks_first(sandbox: Sandbox, session: str, is_confirmed: bool, status: str) -> None:
    assert sandbox.pay(session, "card_3ds")["status"] == "requires_action"
    assert types(sandbox) == []
    assert sandbox.answer_bank(session, is_confirmed=is_confirmed)["status"] == status
    with pytest.raises(NotPossible):
        sandbox.answer_bank(session)


def test_a_bank_debit_arrives_later(stripe_client: stripe.StripeClient, sandbox: Sandbox, session: str) -> None:
    intent = sandbox.pay(session, "ach")
    waiting = stripe_client.v1.checkout.sessions.retrieve(session, WHOLE)
    assert (waiting.status, waiting.payment_status) == ("complete", "unpaid")
    assert intent["status"] == "processing"
    sandbox.settle(intent["id"])
    assert stripe_client.v1.checkout.sessions.retrieve(session).payment_status == "paid"
    assert types(sandbox) == ["checkout.session.completed", "checkout.session.async_payment_succeeded"]
    completed, _ = sandbox.events()
    assert completed["data"]["object"]["payment_status"] == "unpaid"
    with pytest.raises(NotPossible):
        sandbox.bounce(intent["id"])


def test_a_bank_debit_comes_back(stripe_client: stripe.StripeClient, sandbox: Sandbox, session: str) -> None:
    intent = sandbox.pay(session, "ach_fails")
    sandbox.bounce(intent["id"])
    failed = stripe_client.v1.checkout.sessions.retrieve(session, WHOLE)
    assert (failed.status, failed.payment_status) == ("complete", "unpaid")
    paid: Any = failed.payment_intent
    assert (paid.status, paid.latest_charge.failure_code) == ("requires_payment_method", "insufficient_funds")
    assert types(sandbox)[1:] == ["payment_intent.payment_failed", "checkout.session.async_payment_failed"]


@pytest.mark.parametrize(("way", "status"), [("ach", "succeeded"), ("ach_fails", "requires_payment_method")])
def test_a_bank_debit_ends_by_itself(sandbox: Sandbox, session: str, way: str, status: str) -> None:
    intent = sandbox.pay(session, way)["id"]
    sandbox.advance(timedelta(days=3))
    assert sandbox.all("payment_intent")[0]["status"] == "processing"
    sandbox.advance(timedelta(days=1, minutes=1))
    found = sandbox.find("payment_intent", intent)
    assert found is not None
    assert found["status"] == status


def test_the_clock_of_tests_moves_the_sandbox(
    frozen_clock: FrozenClock, stripe_client: stripe.StripeClient, sandbox: Sandbox
) -> None:
    made = stripe_client.v1.checkout.sessions.create(order())
    assert made.created == frozen_clock.now.timestamp()
    frozen_clock.forward(hours=25)
    assert stripe_client.v1.checkout.sessions.retrieve(made.id).status == "expired"


def test_nobody_pays_twice(sandbox: Sandbox, session: str) -> None:
    sandbox.pay(session)
    for way in ("card", "ach", "card_declined"):
        with pytest.raises(NotPossible, match="paid already"):
            sandbox.pay(session, way)
    assert len(sandbox.all("charge")) == 1


def test_nobody_pays_too_late(sandbox: Sandbox, session: str) -> None:
    sandbox.pay(session, "card_3ds")
    sandbox.expire(session)
    with pytest.raises(NotPossible, match="expired"):
        sandbox.answer_bank(session)
    assert [intent["status"] for intent in sandbox.all("payment_intent")] == ["canceled"]


def test_what_is_excluded_cannot_be_chosen(stripe_client: stripe.StripeClient, sandbox: Sandbox) -> None:
    made = stripe_client.v1.checkout.sessions.create(order(excluded_payment_method_types=["us_bank_account"]))
    with pytest.raises(NotPossible, match="does not offer"):
        sandbox.pay(made.id, "ach")
    assert sandbox.all("payment_intent") == []
