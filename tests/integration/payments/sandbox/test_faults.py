"""The API is down as it was told to be, for as many calls, and what it then did or did not do."""

from __future__ import annotations

import time

import pytest
import stripe

from tests.fixtures.stripe import StripeSandbox
from tests.integration.payments.sandbox.asking import order

KEY = {"idempotency_key": "order-7:1"}


@pytest.mark.parametrize(
    ("fault", "error", "is_done"),
    [
        ("no_connection", stripe.APIConnectionError, 0),
        ("lost_answer", stripe.APIConnectionError, 1),
        ("server_error", stripe.APIError, 0),
        ("rate_limited", stripe.RateLimitError, 0),
    ],
)
def test_the_same_call_goes_well_afterwards(
    stripe_client: stripe.StripeClient, stripe_sandbox: StripeSandbox, fault: str, error: type[Exception], is_done: int
) -> None:
    asked = order()
    stripe_sandbox.sandbox.break_next(fault)
    with pytest.raises(error):
        stripe_client.v1.checkout.sessions.create(asked, KEY)
    assert len(stripe_sandbox.sandbox.all("checkout.session")) == is_done
    assert stripe_client.v1.checkout.sessions.create(asked, KEY).status == "open"
    assert len(stripe_sandbox.sandbox.all("checkout.session")) == 1


def test_a_call_may_get_stuck(stripe_client: stripe.StripeClient, stripe_sandbox: StripeSandbox) -> None:
    asked = order()
    stripe_sandbox.sandbox.break_next("stuck")
    for _ in range(2):
        with pytest.raises(stripe.APIError):
            stripe_client.v1.checkout.sessions.create(asked, KEY)
    assert stripe_sandbox.sandbox.all("checkout.session") == []
    assert stripe_client.v1.checkout.sessions.create(asked, {"idempotency_key": "order-7:2"}).status == "open"


def test_a_slow_answer_is_one(stripe_client: stripe.StripeClient, stripe_sandbox: StripeSandbox) -> None:
    stripe_sandbox.sandbox.break_next("slow", seconds=0.3)
    began = time.monotonic()
    assert stripe_client.v1.checkout.sessions.create(order()).status == "open"
    assert time.monotonic() - began > 0.3


def test_only_what_was_named_goes_wrong(stripe_client: stripe.StripeClient, stripe_sandbox: StripeSandbox) -> None:
    stripe_sandbox.sandbox.break_next("server_error", 2, "checkout.sessions.retrieve")
    made = stripe_client.v1.checkout.sessions.create(order())
    for _ in range(2):
        with pytest.raises(stripe.APIError):
            stripe_client.v1.checkout.sessions.retrieve(made.id)
    assert stripe_client.v1.checkout.sessions.retrieve(made.id).id == made.id


def test_a_family_of_calls_goes_wrong_until_mended(
    stripe_client: stripe.StripeClient, stripe_sandbox: StripeSandbox
) -> None:
    stripe_sandbox.sandbox.break_next("no_connection", 1000, "checkout.*")
    assert stripe_client.v1.refunds.list().data == []
    for _ in range(3):
        with pytest.raises(stripe.APIConnectionError):
            stripe_client.v1.checkout.sessions.list()
    stripe_sandbox.sandbox.mend()
    assert stripe_client.v1.checkout.sessions.list().data == []


def test_pages_do_not_go_wrong(stripe_client: stripe.StripeClient, stripe_sandbox: StripeSandbox) -> None:
    """Who pays is at the page of a service that is up, while the merchant cannot reach its API."""
    made = stripe_client.v1.checkout.sessions.create(order())
    stripe_sandbox.sandbox.break_next("no_connection", 1)
    assert stripe_sandbox.sandbox.pay(made.id)["status"] == "succeeded"
    with pytest.raises(stripe.APIConnectionError):
        stripe_client.v1.checkout.sessions.retrieve(made.id)
