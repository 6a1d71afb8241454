"""Checkout sessions through the official SDK: made, looked at, expired, and refused when they make no sense."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
import stripe

from tests.fixtures.clocks import AWKWARD
from tests.fixtures.stripe import StripeSandbox
from tests.integration.payments.sandbox.asking import line, order

NOW = int(AWKWARD.timestamp())


def test_a_session_is_as_it_was_asked_for(stripe_client: stripe.StripeClient, stripe_sandbox: StripeSandbox) -> None:
    made = stripe_client.v1.checkout.sessions.create(order(adaptive_pricing={"enabled": False}))
    assert (made.status, made.payment_status, made.payment_intent) == ("open", "unpaid", None)
    assert (made.amount_total, made.currency) == (119800, "usd")
    assert (made.client_reference_id, made.customer_email) == ("order-7", "ada@example.org")
    assert made.metadata is not None
    assert made.metadata.to_dict() == {"order": "7"}
    assert made.payment_method_types == ["card", "us_bank_account"]
    assert made.url == f"{stripe_sandbox.url}/c/pay/{made.id}"
    assert stripe_client.v1.checkout.sessions.retrieve(made.id).to_dict() == made.to_dict()


def test_lines_are_listed(stripe_client: stripe.StripeClient) -> None:
    made = stripe_client.v1.checkout.sessions.create(order(line_items=[line(59900, 2), line(24900, name="One day")]))
    lines = stripe_client.v1.checkout.sessions.line_items.list(made.id)
    assert [(it.description, it.quantity, it.amount_total) for it in lines.data] == [
        ("All-access pass", 2, 119800), ("One day", 1, 24900),
    ]
    first = stripe_client.v1.checkout.sessions.line_items.list(made.id, {"limit": 1})
    assert ([it.id for it in first.data], first.has_more) == ([lines.data[0].id], True)
    expanded = stripe_client.v1.checkout.sessions.retrieve(made.id, {"expand": ["line_items"]})
    assert expanded.line_items is not None
    assert [it.id for it in expanded.line_items.data] == [it.id for it in lines.data]


def test_a_method_that_is_excluded_is_not_offered(
    stripe_client: stripe.StripeClient, stripe_sandbox: StripeSandbox
) -> None:
    made = stripe_client.v1.checkout.sessions.create(order(excluded_payment_method_types=["us_bank_account"]))
    assert made.payment_method_types == ["card"]
    euros = stripe_client.v1.checkout.sessions.create(order(line_items=[line(59900, currency="eur")]))
    assert euros.payment_method_types == ["card"]


def test_a_session_expires_once(stripe_client: stripe.StripeClient, stripe_sandbox: StripeSandbox) -> None:
    made = stripe_client.v1.checkout.sessions.create(order())
    gone = stripe_client.v1.checkout.sessions.expire(made.id)
    assert (gone.status, gone.url) == ("expired", None)
    with pytest.raises(stripe.InvalidRequestError, match="This Checkout Session has a status of `expired`"):
        stripe_client.v1.checkout.sessions.expire(made.id)
    assert [event["type"] for event in stripe_sandbox.sandbox.events()] == ["checkout.session.expired"]


def test_a_session_runs_out_by_itself(stripe_client: stripe.StripeClient, stripe_sandbox: StripeSandbox) -> None:
    made = stripe_client.v1.checkout.sessions.create(order(expires_at=int(time.time()) + 1860))
    stripe_sandbox.sandbox.advance(timedelta(minutes=30))
    assert stripe_client.v1.checkout.sessions.retrieve(made.id).status == "open"
    stripe_sandbox.sandbox.advance(timedelta(minutes=2))
    assert stripe_client.v1.checkout.sessions.retrieve(made.id).status == "expired"
    assert len(stripe_sandbox.sandbox.events("checkout.session.expired")) == 1


@pytest.mark.parametrize(
    ("changes", "param", "code"),
    [
        ({"expires_at": NOW + 1799}, "expires_at", None),
        ({"expires_at": NOW + 24 * 3600 + 1}, "expires_at", None),
        ({"line_items": [line(49)]}, None, "amount_too_small"),
        ({"line_items": [line(99_999_999, 2)]}, None, "amount_too_large"),
        ({"line_items": [line(-5)]}, "line_items[0][price_data][unit_amount]", "parameter_invalid_integer"),
        ({"line_items": [line(500, 0)]}, "line_items[0][quantity]", "parameter_invalid_integer"),
        ({"line_items": [line(500, currency="usb")]}, "line_items[0][price_data][currency]", None),
        ({"line_items": [line(500), line(500, currency="eur")]}, "line_items", None),
        ({"line_items": None}, "line_items", "parameter_missing"),
        ({"success_url": None}, "success_url", "parameter_missing"),
        ({"success_url": "/orders/7"}, "success_url", "url_invalid"),
        ({"cancel_url": ""}, "cancel_url", "parameter_invalid_empty"),
        ({"customer_email": "nobody"}, "customer_email", "email_invalid"),
        ({"customer_email": None, "customer": "cus_nobody"}, "customer", "resource_missing"),
        ({"metadata": {f"key{n}": "x" for n in range(51)}}, "metadata", None),
        ({"metadata": {"note": "x" * 501}}, "metadata[note]", None),
        ({"metadata": {"k" * 41: "x"}}, "metadata", None),
        ({"client_reference_id": "x" * 201}, "client_reference_id", None),
        ({"excluded_payment_method_types": ["card", "us_bank_account"]}, "excluded_payment_method_types", None),
        ({"expand": ["metadata"]}, "expand", None),
    ],
)
@pytest.mark.usefixtures("frozen_clock")
def test_nonsense_is_refused(
    stripe_client: stripe.StripeClient, stripe_sandbox: StripeSandbox, changes: Any, param: str | None, code: str | None
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        stripe_client.v1.checkout.sessions.create(order(**changes))
    assert (refused.value.param, refused.value.code, refused.value.http_status) == (param, code, 400)
    assert stripe_sandbox.sandbox.all("checkout.session") == []


@pytest.mark.usefixtures("frozen_clock")
def test_limits_themselves_are_allowed(stripe_client: stripe.StripeClient) -> None:
    for changes in (
        {"expires_at": NOW + 1800},
        {"expires_at": NOW + 24 * 3600},
        {"line_items": [line(50)]},
        {"line_items": [line(99_999_999)]},
        {"metadata": {f"key{n}": "x" * 500 for n in range(50)}},
    ):
        assert stripe_client.v1.checkout.sessions.create(order(**changes)).status == "open"


def test_only_the_secret_key_opens_it(stripe_sandbox: StripeSandbox) -> None:
    stranger = stripe.StripeClient("sk_test_other", base_addresses={"api": stripe_sandbox.url}, max_network_retries=0)
    with pytest.raises(stripe.AuthenticationError):
        stranger.v1.checkout.sessions.create(order())


def test_what_is_not_there_is_missing(stripe_client: stripe.StripeClient) -> None:
    v1 = stripe_client.v1
    for ask, param in (
        (lambda: v1.checkout.sessions.retrieve("cs_test_none"), "session"),
        (lambda: v1.payment_intents.retrieve("pi_none"), "intent"),
        (lambda: v1.charges.retrieve("ch_none"), "id"),
        (lambda: v1.refunds.retrieve("re_none"), "id"),
        (lambda: v1.customers.retrieve("cus_none"), "customer"),
        (lambda: v1.disputes.retrieve("du_none"), "dispute"),
        (lambda: v1.events.retrieve("evt_none"), "id"),
    ):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            ask()
        assert (refused.value.code, refused.value.param, refused.value.http_status) == ("resource_missing", param, 404)


def test_a_customer_may_pay(stripe_client: stripe.StripeClient, stripe_sandbox: StripeSandbox) -> None:
    ada = stripe_client.v1.customers.create({"email": "ada@example.org", "name": "Ada", "metadata": {"account": "3"}})
    assert stripe_client.v1.customers.retrieve(ada.id).email == "ada@example.org"
    made = stripe_client.v1.checkout.sessions.create(order(customer=ada.id, customer_email=None))
    intent = stripe_sandbox.sandbox.pay(made.id)
    assert (made.customer, intent["customer"]) == (ada.id, ada.id)


@pytest.mark.parametrize(("creation", "made"), [("always", ["ada@example.org"]), ("if_required", [])])
def test_a_buyer_becomes_a_customer_if_asked_for(
    stripe_client: stripe.StripeClient, stripe_sandbox: StripeSandbox, creation: str, made: list[str]
) -> None:
    session = stripe_client.v1.checkout.sessions.create(order(customer_creation=creation)).id
    stripe_sandbox.sandbox.pay(session)
    customers = stripe_sandbox.sandbox.all("customer")
    assert [customer["email"] for customer in customers] == made
    paid = stripe_client.v1.checkout.sessions.retrieve(session)
    assert paid.customer == (customers[0]["id"] if customers else None)
