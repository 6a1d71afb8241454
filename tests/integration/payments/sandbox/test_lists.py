"""Lists: a page at a time, newest first, and only what was asked for."""

from __future__ import annotations

from datetime import timedelta

import pytest
import stripe

from tests.fixtures.stripe import StripeSandbox
from tests.integration.payments.sandbox.asking import order


@pytest.fixture
def ids(stripe_client: stripe.StripeClient) -> list[str]:
    """Give the ids of twelve sessions, newest first."""
    made = [stripe_client.v1.checkout.sessions.create(order(client_reference_id=f"order-{n}")).id for n in range(12)]
    return made[::-1]


def test_pages_go_both_ways(stripe_client: stripe.StripeClient, ids: list[str]) -> None:
    listed = stripe_client.v1.checkout.sessions.list
    first = listed()
    assert ([it.id for it in first.data], first.has_more) == (ids[:10], True)
    second = listed({"starting_after": ids[9]})
    assert ([it.id for it in second.data], second.has_more) == (ids[10:], False)
    middle = listed({"limit": 3, "starting_after": ids[2]})
    assert ([it.id for it in middle.data], middle.has_more) == (ids[3:6], True)
    back = listed({"limit": 3, "ending_before": ids[6]})
    assert ([it.id for it in back.data], back.has_more) == (ids[3:6], True)
    start = listed({"limit": 3, "ending_before": ids[3]})
    assert ([it.id for it in start.data], start.has_more) == (ids[:3], False)
    assert [it.id for it in listed({"limit": 5}).auto_paging_iter()] == ids


def test_a_page_after_nothing_is_refused(stripe_client: stripe.StripeClient, ids: list[str]) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        stripe_client.v1.checkout.sessions.list({"starting_after": "cs_test_none"})
    assert (refused.value.param, refused.value.code) == ("starting_after", "resource_missing")
    for limit in (0, 101):
        with pytest.raises(stripe.InvalidRequestError):
            stripe_client.v1.checkout.sessions.list({"limit": limit})


def test_a_session_is_found_by_its_payment(
    stripe_client: stripe.StripeClient, stripe_sandbox: StripeSandbox, ids: list[str]
) -> None:
    intent = stripe_sandbox.sandbox.pay(ids[4])["id"]
    asked = {"payment_intent": intent, "expand": ["data.payment_intent.latest_charge"]}
    (found,) = stripe_client.v1.checkout.sessions.list(asked).data
    assert found.id == ids[4]
    assert found.payment_intent.latest_charge.paid is True
    assert [it.id for it in stripe_client.v1.checkout.sessions.list({"status": "complete"}).data] == [ids[4]]


def test_events_are_found_by_type_and_time(
    stripe_client: stripe.StripeClient, stripe_sandbox: StripeSandbox, ids: list[str]
) -> None:
    sandbox = stripe_sandbox.sandbox
    sandbox.expire(ids[0])
    sandbox.advance(timedelta(hours=1))
    sandbox.pay(ids[1])
    sandbox.pay(ids[2], "card_declined")
    (expired,) = stripe_client.v1.events.list({"type": "checkout.session.expired"}).data
    assert expired.data.object["id"] == ids[0]
    assert stripe_client.v1.events.retrieve(expired.id).to_dict() == expired.to_dict()
    wanted = ["checkout.session.expired", "checkout.session.completed", "payment_intent.payment_failed"]
    assert [it.type for it in stripe_client.v1.events.list({"types": wanted}).data] == wanted[::-1]
    later = stripe_client.v1.events.list({"types": wanted, "created": {"gt": expired.created}}).data
    assert [it.type for it in later] == wanted[:0:-1]
    assert stripe_client.v1.events.list({"types": wanted, "created": expired.created}).data[0].id == expired.id
