"""Webhooks: signed as the SDK checks them, sent until they are taken; repeated, shuffled, late or dropped if told."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from threading import Thread

import pytest
import stripe
from flask import Flask, Response, request
from werkzeug.serving import make_server

from eventsite.payments.sandbox.events import SENT, WebhookMode
from eventsite.payments.sandbox.sandbox import Sandbox
from eventsite.payments.sandbox.sender import PAUSES
from tests.fixtures.stripe import WEBHOOK_SECRET, StripeSandbox
from tests.integration.payments.sandbox.asking import order

LONG = 60.0


class Endpoint:
    """A merchant's webhook address: `seen` are the events that came, `refuse` how many are still answered 500."""

    def __init__(self) -> None:
        self.app, self.seen, self.refuse, self.url = Flask("endpoint"), list[stripe.Event](), 0, ""
        self.app.add_url_rule("/stripe/webhook", "hook", self._take, methods=["POST"])

    def _take(self) -> Response:
        body, signature = request.get_data(), request.headers["Stripe-Signature"]
        self.seen.append(stripe.Webhook.construct_event(body, signature, WEBHOOK_SECRET))
        self.refuse -= 1
        return Response(status=500 if self.refuse >= 0 else 200)

    def types(self) -> list[str]:
        return [event.type for event in self.seen]


@pytest.fixture
def endpoint(stripe_sandbox: StripeSandbox) -> Iterator[Endpoint]:
    """Serve an endpoint that the sandbox sends to."""
    made = Endpoint()
    server = make_server("127.0.0.1", 0, made.app, threaded=True)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    stripe_sandbox.sandbox.send_to(f"http://127.0.0.1:{server.server_port}/stripe/webhook")
    yield made
    stripe_sandbox.sandbox.send_to("")
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def pay(stripe_client: stripe.StripeClient, stripe_sandbox: StripeSandbox) -> Callable[[], str]:
    """Give `pay()`: one paid session, which makes one webhook."""
    return lambda: str(stripe_sandbox.sandbox.pay(stripe_client.v1.checkout.sessions.create(order()).id)["id"])


def until(happens: Callable[[], bool]) -> bool:
    end = time.monotonic() + LONG
    while not happens() and time.monotonic() < end:
        time.sleep(0.02)
    return happens()


def states(sandbox: Sandbox) -> list[tuple[str, int, str]]:
    with sandbox.work() as books:
        return books.connection.execute("SELECT state, tries, answer FROM delivery ORDER BY number").fetchall()


def test_an_event_is_signed_as_the_sdk_checks_it(pay: Callable[[], str], stripe_sandbox: StripeSandbox) -> None:
    pay()
    (made,) = stripe_sandbox.sandbox.undelivered()
    event = stripe.Webhook.construct_event(made.body, made.headers["Stripe-Signature"], WEBHOOK_SECRET)
    assert (event.id, event.type, event.api_version) == (made.id, "checkout.session.completed", stripe.api_version)
    for body, secret in ((made.body.replace(b"119800", b"100"), WEBHOOK_SECRET), (made.body, "whsec_other")):
        with pytest.raises(stripe.SignatureVerificationError):
            stripe.Webhook.construct_event(body, made.headers["Stripe-Signature"], secret)


def test_a_webhook_is_sent_once(endpoint: Endpoint, pay: Callable[[], str], stripe_sandbox: StripeSandbox) -> None:
    pay()
    assert until(lambda: states(stripe_sandbox.sandbox) == [("delivered", 1, "200")])
    assert endpoint.types() == ["checkout.session.completed"]
    assert stripe_sandbox.sandbox.undelivered() == []


def test_a_webhook_is_sent_until_it_is_taken(
    endpoint: Endpoint, pay: Callable[[], str], stripe_sandbox: StripeSandbox
) -> None:
    endpoint.refuse = 1
    pay()
    assert until(lambda: states(stripe_sandbox.sandbox) == [("delivered", 2, "200")])
    assert len({event.id for event in endpoint.seen}) == 1


def test_a_webhook_is_given_up_in_the_end(pay: Callable[[], str], stripe_sandbox: StripeSandbox) -> None:
    sandbox = stripe_sandbox.sandbox
    sandbox.send_to("http://127.0.0.1:1/")  # where nobody listens
    pay()
    for tries in range(1, len(PAUSES) + 2):
        assert until(lambda tries=tries: states(sandbox)[0][1:] == (tries, "Connection refused"))
        with sandbox.work() as books:
            books.connection.execute("UPDATE delivery SET due_at = 0")
    assert until(lambda: states(sandbox)[0][0] == "given up")
    assert [event.type for event in sandbox.undelivered()] == ["checkout.session.completed"]


def test_webhooks_are_repeated(endpoint: Endpoint, pay: Callable[[], str], stripe_sandbox: StripeSandbox) -> None:
    stripe_sandbox.sandbox.set_webhooks(WebhookMode(times=3))
    pay()
    assert until(lambda: len(endpoint.seen) == 3)
    assert len({event.id for event in endpoint.seen}) == 1


def test_webhooks_are_dropped(endpoint: Endpoint, pay: Callable[[], str], stripe_sandbox: StripeSandbox) -> None:
    stripe_sandbox.sandbox.set_webhooks(WebhookMode(is_dropped=True))
    lost = pay()
    stripe_sandbox.sandbox.set_webhooks(WebhookMode())
    stripe_sandbox.sandbox.refund(pay(), 100)
    assert until(lambda: len(endpoint.seen) == 3)
    assert lost not in json.dumps([event.to_dict() for event in endpoint.seen])
    (dropped, _) = stripe_sandbox.sandbox.events("checkout.session.completed")
    stripe_sandbox.sandbox.resend(dropped["id"])
    assert until(lambda: dropped["id"] in [event.id for event in endpoint.seen])


def test_webhooks_are_late(endpoint: Endpoint, pay: Callable[[], str], stripe_sandbox: StripeSandbox) -> None:
    stripe_sandbox.sandbox.set_webhooks(WebhookMode(delay=3600))
    pay()
    time.sleep(0.6)  # longer than the sender takes to look
    assert endpoint.seen == []
    with stripe_sandbox.sandbox.work() as books:
        books.set("clock offset", 3601)
    assert until(lambda: len(endpoint.seen) == 1)


def test_webhooks_come_out_of_order(pay: Callable[[], str], stripe_sandbox: StripeSandbox) -> None:
    stripe_sandbox.sandbox.set_webhooks(WebhookMode(is_shuffled=True))
    for _ in range(8):
        pay()
    with stripe_sandbox.sandbox.work() as books:
        order_of = "SELECT number FROM delivery ORDER BY due_at"
        sent = [row[0] for row in books.connection.execute(order_of)]
    assert sent != sorted(sent)
    assert sorted(sent) == list(range(1, 9))


def test_a_test_brings_webhooks_itself(pay: Callable[[], str], stripe_sandbox: StripeSandbox) -> None:
    endpoint = Endpoint()
    stripe_sandbox.sandbox.refund(pay(), 100)
    client = endpoint.app.test_client()
    first = stripe_sandbox.sandbox.undelivered()[0]
    assert stripe_sandbox.deliver(client, "refund.created") == [200]
    endpoint.refuse = 1
    assert stripe_sandbox.deliver(client) == [500, 200]
    assert stripe_sandbox.deliver(client) == [200]
    assert stripe_sandbox.deliver(client) == []
    assert stripe_sandbox.bring(client, first) == 200
    assert endpoint.types() == [
        "refund.created", "checkout.session.completed", "charge.refunded", "checkout.session.completed",
        "checkout.session.completed",
    ]


def test_what_is_not_subscribed_to_is_only_listed(
    stripe_client: stripe.StripeClient, pay: Callable[[], str], stripe_sandbox: StripeSandbox
) -> None:
    pay()
    listed = [event.type for event in stripe_client.v1.events.list().data]
    assert [kind for kind in listed if kind not in SENT] == [
        "payment_intent.succeeded", "charge.succeeded", "payment_intent.created",
    ]
    assert [event.type for event in stripe_sandbox.sandbox.undelivered()] == ["checkout.session.completed"]
