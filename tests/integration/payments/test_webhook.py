"""Who may tell us things at /stripe/webhook, and what is done with what nobody here knows."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select
from stripe import WebhookSignature

from eventsite.core import clock
from eventsite.core.db import db
from eventsite.payments.models import StripeEvent
from tests.fixtures.stripe import WEBHOOK_SECRET
from tests.integration.payments.shop import Shop
from tests.on_sale import PRICE

BODY = json.dumps({
    "id": "evt_x", "object": "event", "type": "checkout.session.completed", "api_version": "2020-01-01",
    "created": 1, "data": {"object": {"id": "cs_test_nobodys", "object": "checkout.session"}},
})


def signed(body: str, secret: str = WEBHOOK_SECRET, age: int = 0) -> dict[str, str]:
    at = int(clock.now().timestamp()) - age
    return {"Stripe-Signature": WebhookSignature.generate_signature_header(body, secret, at)}


def post(shop: Shop, body: str, headers: dict[str, Any]) -> int:
    return shop.app.test_client().post("/stripe/webhook", data=body, headers=headers).status_code


def known(shop: Shop) -> list[tuple[str, str]]:
    rows = select(StripeEvent.event_id, StripeEvent.found).order_by(StripeEvent.id)
    return shop.read(lambda: [(event_id, found) for event_id, found in db.session.execute(rows)])


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Stripe-Signature": "t=1,v1=00"},
        {"Stripe-Signature": "nonsense"},
        signed(BODY, "whsec_of_somebody_else"),
        signed(BODY, age=3600),
        signed(BODY + " "),
    ],
)
def test_what_stripe_did_not_sign_is_refused(shop: Shop, headers: dict[str, str]) -> None:
    assert post(shop, BODY, headers) == 400
    assert known(shop) == []


def test_what_is_no_event_is_refused(shop: Shop) -> None:
    assert post(shop, "no json", signed("no json")) == 400


def test_an_event_of_a_page_nobody_knows_is_kept_and_does_nothing(shop: Shop) -> None:
    assert post(shop, BODY, signed(BODY)) == 200
    assert known(shop) == [("evt_x", "")]
    assert (shop.entries(), shop.mails()) == ([], [])


def test_of_a_payment_that_succeeded_stripe_is_asked_nothing_more(shop: Shop) -> None:
    order_id, asked = shop.buy(), len(shop.stripe.calls)
    assert set(shop.deliver()) == {200}
    assert (len(shop.stripe.calls), shop.standing(order_id)) == (asked, "confirmed 2/2")
    assert shop.payments(order_id) == [("succeeded", 2 * PRICE)]


def test_a_body_without_end_is_refused(shop: Shop) -> None:
    body = "x" * (300 * 1024)
    assert post(shop, body, signed(body)) == 413


def test_an_event_that_cannot_be_asked_about_comes_again(shop: Shop) -> None:
    order_id = shop.order()
    shop.pay_page(order_id)
    shop.stripe.sandbox.pay(shop.session_of(order_id), "card")
    shop.stripe.sandbox.break_next("server_error", calls=1)
    assert 503 in shop.deliver()
    assert set(shop.deliver()) <= {200}
    assert shop.standing(order_id) == "confirmed 2/2"


def test_only_posting_is_allowed(shop: Shop) -> None:
    assert shop.app.test_client().get("/stripe/webhook").status_code == 405
