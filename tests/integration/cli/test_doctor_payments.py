"""`doctor` on payments: what is missing before somebody can pay, and what got stuck on the way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from eventsite.cli import payment_findings
from eventsite.cli.findings import Verdict
from eventsite.config import Config
from eventsite.core import clock
from eventsite.core.db import db, transaction
from eventsite.payments.gateway import API_VERSION, Gateway
from eventsite.payments.models import Payment, Refund, StripeEvent
from eventsite.payments.states import PaymentState, RefundSource, RefundState
from eventsite.registration.states import HoldReason
from tests.fixtures.stripe import StripeSandbox
from tests.integration.cli.doctoring import Doctor, problems, said
from tests.on_sale import add_order, add_pass, add_selling_summit

ADDRESS = "http://127.0.0.1:5000/stripe/webhook"
NOT_THERE = "http://127.0.0.1:1"


def keys(tmp_path: Path, **settings: str) -> list[tuple[Verdict, str]]:
    """Return what is said of keys alone, in production unless told otherwise."""
    here = {
        "EVENTSITE_DATA": str(tmp_path), "EVENTSITE_ENV": "production", "EVENTSITE_URL": "https://summit.example",
        "SECRET_KEY": "s" * 40, "LINK_KEY": "l" * 40,
    }  # fmt: skip
    found = payment_findings.keys(Config.from_environment({**here, **settings}))
    return [(finding.verdict, finding.sentence.partition(".")[0]) for finding in found]


def test_without_keys_production_sells_only_what_is_free(tmp_path: Path) -> None:
    assert keys(tmp_path) == [(Verdict.PROBLEM, "STRIPE_SECRET_KEY is not set, so only free passes can be had")]


def test_with_both_keys_all_is_well(tmp_path: Path) -> None:
    assert keys(tmp_path, STRIPE_SECRET_KEY="sk_live_x", STRIPE_WEBHOOK_SECRET="whsec_x") == [
        (Verdict.OK, "Stripe's key is the right kind for this environment"),
        (Verdict.OK, "Webhooks of Stripe are taken at https://summit"),
    ]


def test_a_test_key_in_production_is_noted(tmp_path: Path) -> None:
    found = keys(tmp_path, STRIPE_SECRET_KEY="rk_test_x", STRIPE_WEBHOOK_SECRET="whsec_x")
    said = "STRIPE_SECRET_KEY is a test key: pages can be paid with test cards only, and no money moves"
    assert found[0] == (Verdict.NOTE, said)


@pytest.mark.parametrize("key", ["sk_live_x", "rk_live_x"])
def test_a_live_key_in_a_trial_is_a_problem(doctor: Doctor, key: str) -> None:
    code, lines = doctor(STRIPE_SECRET_KEY=key, STRIPE_WEBHOOK_SECRET="whsec_x", STRIPE_API_BASE=NOT_THERE)
    live, away = problems(lines)
    assert code == 1
    assert live.startswith("STRIPE_SECRET_KEY is a live one, but EVENTSITE_ENV is development: a trial would take")
    assert away.startswith(f"Stripe does not answer at {NOT_THERE}, so nobody can pay.")
    assert key not in "".join(lines)


def test_a_missing_webhook_secret_says_how_to_get_it(doctor: Doctor) -> None:
    _, lines = doctor(STRIPE_SECRET_KEY="sk_test_x", STRIPE_API_BASE=NOT_THERE)
    (missing, _) = problems(lines)
    assert missing == (
        "STRIPE_WEBHOOK_SECRET is not set, so what Stripe tells us is refused. In its dashboard add the endpoint "
        f"{ADDRESS} with API version {API_VERSION} and these events: checkout.session.completed, "
        "checkout.session.async_payment_succeeded, checkout.session.async_payment_failed, checkout.session.expired, "
        "charge.refunded, refund.created, refund.updated, refund.failed, charge.dispute.created, "
        "charge.dispute.updated, charge.dispute.closed, charge.dispute.funds_withdrawn, "
        "charge.dispute.funds_reinstated. Then set the secret that it shows, which begins with whsec_."
    )


def test_the_sandbox_is_noted_and_asked(doctor: Doctor, stripe_sandbox: StripeSandbox) -> None:
    code, lines = doctor(**stripe_sandbox.environ)
    assert (code, problems(lines)) == (0, [])
    assert "Payments go to the sandbox, where no money moves. Set STRIPE_SECRET_KEY to take real ones." in said(
        lines, "note"
    )
    assert "The sandbox answers." in said(lines, "ok")


def test_a_sandbox_that_does_not_run_is_noted(doctor: Doctor) -> None:
    code, lines = doctor(STRIPE_API_BASE=NOT_THERE)
    assert (code, problems(lines)) == (0, [])
    words = f"The sandbox at {NOT_THERE} does not answer. `flask --app app sandbox` starts it, or `make run`."
    assert words in said(lines, "note")


def test_a_key_that_stripe_refuses_is_a_problem(doctor: Doctor, stripe_sandbox: StripeSandbox) -> None:
    environ = {**stripe_sandbox.environ, "STRIPE_SECRET_KEY": "sk_test_of_somebody_else"}
    (refused,) = problems(doctor(**environ)[1])
    assert refused.startswith("Stripe refuses our key: ")
    assert refused.endswith(" Copy STRIPE_SECRET_KEY from its dashboard again.")


@contextmanager
def writing(app: Flask) -> Iterator[None]:
    """Write, and leave: the doctor is to find its own application."""
    with app.app_context(), transaction():
        yield


def add_payment(state: PaymentState, *, age: timedelta = timedelta(), **fields: Any) -> Payment:
    """Add a payment of an order of its own, made `age` ago."""
    summit = add_selling_summit()
    order = add_order(summit, {add_pass(summit): 1})
    made = clock.now() - age
    payment = Payment(
        order=order, share=order.shares[0], state=state, amount=order.total, currency="USD", request={},
        idempotency_key=order.code, created_at=made, expires_at=made + timedelta(minutes=31), **fields,
    )  # fmt: skip
    db.session.add(payment)
    db.session.flush()
    return payment


def add_event(number: int, *, version: str = API_VERSION, delay: int = 1) -> None:
    taken_at = clock.now()
    db.session.add(
        StripeEvent(
            event_id=f"evt_{number}", kind="refund.created", api_version=version, taken_at=taken_at,
            happened_at=taken_at - timedelta(seconds=delay),
        )
    )  # fmt: skip


def test_webhooks_that_never_came_are_a_problem(app: Flask, doctor: Doctor) -> None:
    with writing(app):
        add_payment(PaymentState.SUCCEEDED)
    words = (
        f"1 payment succeeded, but no event of Stripe ever arrived: webhooks do not reach {ADDRESS}. "
        "Look at the endpoint in Stripe's dashboard, and at STRIPE_WEBHOOK_SECRET."
    )
    assert problems(doctor()[1]) == [words]
    with writing(app):
        add_event(1)
    assert problems(doctor()[1]) == []


@pytest.mark.parametrize(("versions", "found"), [(["2019-01-01", API_VERSION], 0), ([API_VERSION, "2019-01-01"], 1)])
def test_another_api_version_is_a_problem(app: Flask, doctor: Doctor, versions: list[str], found: int) -> None:
    with writing(app):
        for number, version in enumerate([*versions, ""]):
            add_event(number, version=version)
    expected = (
        f"Stripe's events come in API version 2019-01-01, and this site was made for {API_VERSION}. In Stripe's "
        f"dashboard add an endpoint for {ADDRESS} with that version, set its secret, and remove the old one."
    )
    assert problems(doctor()[1]) == [expected] * found


@pytest.mark.parametrize(("delay", "count", "found"), [(40, 5, 1), (40, 4, 0), (2, 5, 0)])
def test_events_that_had_to_be_fetched_are_noted(
    app: Flask, doctor: Doctor, delay: int, count: int, found: int
) -> None:
    with writing(app):
        for number in range(count):
            add_event(number, delay=delay)
    notes = [line for line in said(doctor()[1], "note") if line.startswith("Stripe's latest events took 40 s")]
    assert len(notes) == found


@pytest.mark.parametrize(
    ("state", "hours", "found"),
    [(PaymentState.CREATED, 2, 1), (PaymentState.CREATED, 1, 0), (PaymentState.CANCELLED, 50, 0)],
)
def test_a_page_that_nobody_settled_is_a_problem(
    app: Flask, doctor: Doctor, state: PaymentState, hours: int, found: int
) -> None:
    with writing(app):
        add_payment(state, age=timedelta(hours=hours))
    expected = (
        "1 payment page closed over an hour ago, and nobody knows how it ended. "
        "Does the worker run, and does Stripe answer?"
    )
    assert problems(doctor()[1]) == [expected] * found


@pytest.mark.parametrize(
    ("state", "age", "sentence"),
    [
        (RefundState.CREATED, timedelta(minutes=61), "1 refund asked for over an hour ago and not sent."),
        (RefundState.PENDING, timedelta(days=15), "1 refund on the way for more than 14 days."),
        (RefundState.CREATED, timedelta(minutes=59), None),
        (RefundState.PENDING, timedelta(days=13), None),
        (RefundState.SUCCEEDED, timedelta(days=50), None),
    ],
)
def test_a_refund_that_is_stuck_is_a_problem(
    app: Flask, doctor: Doctor, state: RefundState, age: timedelta, sentence: str | None
) -> None:
    with writing(app):
        add_event(1)
        payment = add_payment(PaymentState.SUCCEEDED)
        made = clock.now() - age
        db.session.add(Refund(payment=payment, state=state, source=RefundSource.DESK, amount=5, created_at=made))
    assert [found.partition(". ")[0] + "." for found in problems(doctor()[1])] == ([sentence] if sentence else [])


@pytest.mark.parametrize(("days", "found"), [(11, 1), (9, 0)])
def test_a_debit_that_takes_too_long_is_a_problem(app: Flask, doctor: Doctor, days: int, found: int) -> None:
    with writing(app):
        payment = add_payment(PaymentState.PENDING, age=timedelta(days=days))
        order = payment.order
        order.hold_reason, order.hold_ends_at = HoldReason.BANK_DEBIT, None
        code = order.code
    words = f"Seats wait for a bank debit for more than 10 days: {code}. Look in Stripe's dashboard."
    assert problems(doctor()[1]) == [words] * found


def test_without_a_key_nothing_is_asked(tmp_path: Path) -> None:
    settings = {
        "EVENTSITE_DATA": str(tmp_path), "EVENTSITE_ENV": "production", "EVENTSITE_URL": "https://summit.example",
        "SECRET_KEY": "s" * 40, "LINK_KEY": "l" * 40,
    }  # fmt: skip
    finding = payment_findings.answering(Gateway(Config.from_environment(settings).stripe))
    assert (finding.verdict, finding.sentence) == (Verdict.NOTE, "Stripe is not asked anything without a key.")
