"""Idempotency keys: what is asked again is answered again, and done once."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import stripe

from tests.fixtures.stripe import StripeSandbox
from tests.integration.payments.sandbox.asking import order

KEY = {"idempotency_key": "order-7:1"}


def made(sandbox: StripeSandbox) -> int:
    return len(sandbox.sandbox.all("checkout.session"))


def test_the_same_again_is_the_same(stripe_client: stripe.StripeClient, stripe_sandbox: StripeSandbox) -> None:
    asked = order()
    first = stripe_client.v1.checkout.sessions.create(asked, KEY)
    again = stripe_client.v1.checkout.sessions.create(asked, KEY)
    assert again.to_dict() == first.to_dict()
    assert made(stripe_sandbox) == 1
    assert "Idempotent-Replayed" not in first.last_response.headers
    assert again.last_response.headers["Idempotent-Replayed"] == "true"
    assert again.last_response.headers["Original-Request"] == first.last_response.headers["Request-Id"]


def test_something_else_is_refused(stripe_client: stripe.StripeClient, stripe_sandbox: StripeSandbox) -> None:
    first = stripe_client.v1.checkout.sessions.create(order(), KEY)
    with pytest.raises(stripe.IdempotencyError, match="same parameters"):
        stripe_client.v1.checkout.sessions.create(order(client_reference_id="order-8"), KEY)
    with pytest.raises(stripe.IdempotencyError):
        stripe_client.v1.checkout.sessions.expire(first.id, None, KEY)
    assert made(stripe_sandbox) == 1


def test_without_a_key_it_is_done_again(stripe_client: stripe.StripeClient, stripe_sandbox: StripeSandbox) -> None:
    asked = order()
    for _ in range(2):
        stripe_client.v1.checkout.sessions.create(asked)
    assert made(stripe_sandbox) == 2


def test_what_made_no_sense_may_be_asked_better(
    stripe_client: stripe.StripeClient, stripe_sandbox: StripeSandbox
) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        stripe_client.v1.checkout.sessions.create(order(customer_email="nobody"), KEY)
    assert stripe_client.v1.checkout.sessions.create(order(), KEY).status == "open"


def test_a_refusal_once_begun_sticks(stripe_client: stripe.StripeClient, stripe_sandbox: StripeSandbox) -> None:
    """As at Stripe: a key that was refused because of how things stood is refused for ever, though they changed."""
    sandbox = stripe_sandbox.sandbox
    intent = sandbox.pay(stripe_client.v1.checkout.sessions.create(order()).id)["id"]
    refund = sandbox.refund(intent)
    with pytest.raises(stripe.InvalidRequestError):
        stripe_client.v1.refunds.create({"payment_intent": intent}, KEY)
    sandbox.fail_refund(refund["id"])
    with pytest.raises(stripe.InvalidRequestError) as again:
        stripe_client.v1.refunds.create({"payment_intent": intent}, KEY)
    assert again.value.code == "charge_already_refunded"
    assert stripe_client.v1.refunds.create({"payment_intent": intent}).status == "succeeded"


def test_a_key_in_flight_is_in_use(stripe_client: stripe.StripeClient, stripe_sandbox: StripeSandbox) -> None:
    stripe_sandbox.sandbox.break_next("slow", seconds=2)
    asked = order()
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(stripe_client.v1.checkout.sessions.create, asked, KEY)
        while not stripe_sandbox.calls:
            time.sleep(0.01)
        time.sleep(0.1)
        with pytest.raises(stripe.APIError) as refused:
            stripe_client.v1.checkout.sessions.create(asked, KEY)
        assert refused.value.error is not None
        assert (refused.value.http_status, refused.value.error.code) == (409, "idempotency_key_in_use")
        first = slow.result(60)
    assert stripe_client.v1.checkout.sessions.create(asked, KEY).id == first.id
    assert made(stripe_sandbox) == 1


def test_the_sdk_gets_through_a_lost_answer(stripe_sandbox: StripeSandbox) -> None:
    patient = stripe.StripeClient(
        "sk_test_sandbox", base_addresses={"api": stripe_sandbox.url}, max_network_retries=2
    )
    stripe_sandbox.sandbox.break_next("lost_answer")
    assert patient.v1.checkout.sessions.create(order()).last_response.headers["Idempotent-Replayed"] == "true"
    assert made(stripe_sandbox) == 1


def test_a_key_is_forgotten_after_a_day(stripe_client: stripe.StripeClient, stripe_sandbox: StripeSandbox) -> None:
    asked = order()
    first = stripe_client.v1.checkout.sessions.create(asked, KEY)
    stripe_sandbox.sandbox.advance(timedelta(hours=25))
    assert stripe_client.v1.checkout.sessions.create(asked, KEY).id != first.id
