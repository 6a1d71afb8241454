"""What the doctor says of payments: what is missing before somebody can pay, and what got stuck."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import ColumnElement, func, select

from eventsite.cli.findings import Finding, note, ok, problem
from eventsite.config import Config
from eventsite.core import clock
from eventsite.core.db import db
from eventsite.core.wording import counted
from eventsite.payments.flows.settling import KINDS
from eventsite.payments.gateway import API_VERSION, Gateway, Refused, Unreachable
from eventsite.payments.models import Payment, Refund, StripeEvent
from eventsite.payments.states import PaymentState, RefundState
from eventsite.registration.models import Order
from eventsite.registration.states import HoldReason, OrderState

WEBHOOK = "/stripe/webhook"
#: A payment page that closed this long ago should be settled, and a refund asked for this long ago sent.
STUCK = timedelta(hours=1)
#: What banks need at most for a debit, and for a refund.
DEBIT_TAKES, REFUND_TAKES = timedelta(days=10), timedelta(days=14)
#: Seconds, and numbers of events. A webhook comes at once; what the reconciler fetches comes when its minute is over.
PROMPT, FEW_EVENTS, LATEST = 15, 5, 20


def keys(config: Config) -> Iterator[Finding]:
    """Look at the keys alone: nobody is asked."""
    stripe, address = config.stripe, config.url + WEBHOOK
    if stripe.is_sandbox:
        yield note("Payments go to the sandbox, where no money moves. Set STRIPE_SECRET_KEY to take real ones.")
        return
    if not stripe.secret_key:
        yield problem("STRIPE_SECRET_KEY is not set, so only free passes can be had. Copy it from Stripe's dashboard.")
        return
    is_live = stripe.secret_key.startswith(("sk_live_", "rk_live_"))
    if is_live and not config.is_production:
        yield problem(
            "STRIPE_SECRET_KEY is a live one, but EVENTSITE_ENV is development: a trial would take real money. "
            "Use a key that begins with sk_test_, or set EVENTSITE_ENV to production."
        )
    elif not is_live and config.is_production:
        yield note("STRIPE_SECRET_KEY is a test key: pages can be paid with test cards only, and no money moves.")
    else:
        yield ok("Stripe's key is the right kind for this environment.")
    if stripe.webhook_secret:
        yield ok(f"Webhooks of Stripe are taken at {address}.")
    else:
        yield problem(
            f"STRIPE_WEBHOOK_SECRET is not set, so what Stripe tells us is refused. In its dashboard add the endpoint "
            f"{address} with API version {API_VERSION} and these events: {', '.join(KINDS)}. Then set the secret that "
            "it shows, which begins with whsec_."
        )


def answering(gateway: Gateway) -> Finding:
    """Ask Stripe, or the sandbox, for nothing much."""
    base = gateway.settings.api_base or "https://api.stripe.com"
    if not gateway.is_on:
        return note("Stripe is not asked anything without a key.")
    try:
        gateway.list_events(clock.now(), None, KINDS)
    except Unreachable:
        if gateway.settings.is_sandbox:
            return note(f"The sandbox at {base} does not answer. `flask --app app sandbox` starts it, or `make run`.")
        return problem(f"Stripe does not answer at {base}, so nobody can pay. Look at the network, and at its status.")
    except Refused as error:
        return problem(f"Stripe refuses our key: {error} Copy STRIPE_SECRET_KEY from its dashboard again.")
    return ok(f"{'The sandbox' if gateway.settings.is_sandbox else 'Stripe'} answers.")


def traffic(config: Config) -> Iterator[Finding]:
    """Look at what came and went; about 7 queries."""
    yield from _events(config.url + WEBHOOK)
    stuck = list(_stuck(clock.now()))
    yield from stuck or [ok("Nothing is stuck on its way to Stripe or back.")]


def _stuck(now: datetime) -> Iterator[Finding]:
    is_closed = (Payment.state == PaymentState.CREATED) & (Payment.expires_at < now - STUCK)
    if pages := _count(is_closed):
        yield problem(
            f"{counted(pages, 'payment page')} closed over an hour ago, and nobody knows how it ended. "
            "Does the worker run, and does Stripe answer?"
        )
    if unsent := _count_refunds(RefundState.CREATED, now - STUCK):
        yield problem(
            f"{counted(unsent, 'refund')} asked for over an hour ago and not sent. "
            "Does the worker run, and does Stripe answer?"
        )
    if pending := _count_refunds(RefundState.PENDING, now - REFUND_TAKES):
        yield problem(f"{counted(pending, 'refund')} on the way for more than 14 days. Look in Stripe's dashboard.")
    if codes := _waiting_for_debits(now - DEBIT_TAKES):
        yield problem(
            f"Seats wait for a bank debit for more than 10 days: {', '.join(codes[:10])}. Look in Stripe's dashboard."
        )


def _events(address: str) -> Iterator[Finding]:
    newest = select(StripeEvent).order_by(StripeEvent.id.desc()).limit(LATEST)
    events = db.session.scalars(newest).all()
    if not events:
        paid = _count(Payment.state == PaymentState.SUCCEEDED)
        if paid:
            yield problem(
                f"{counted(paid, 'payment')} succeeded, but no event of Stripe ever arrived: webhooks do not reach "
                f"{address}. Look at the endpoint in Stripe's dashboard, and at STRIPE_WEBHOOK_SECRET."
            )
        return
    version = next((event.api_version for event in events if event.api_version), API_VERSION)
    if version == API_VERSION:
        yield ok(f"Stripe's events come in the version this site was made for, {API_VERSION}.")
    else:
        yield problem(
            f"Stripe's events come in API version {version}, and this site was made for {API_VERSION}. In Stripe's "
            f"dashboard add an endpoint for {address} with that version, set its secret, and remove the old one."
        )
    delay = median((event.taken_at - event.happened_at).total_seconds() for event in events)
    if len(events) >= FEW_EVENTS and delay > PROMPT:
        yield note(
            f"Stripe's latest events took {delay:.0f} s to get here, as when they are fetched and none is sent to "
            f"{address}."
        )


def _waiting_for_debits(since: datetime) -> list[str]:
    """Return the codes of orders whose debit began before `since` and has not ended."""
    rows = (
        select(Order.code)
        .join(Payment, Payment.order_id == Order.id)
        .where(Order.state == OrderState.HELD, Order.hold_reason == HoldReason.BANK_DEBIT)
        .where(Payment.state == PaymentState.PENDING, Payment.created_at < since)
        .order_by(Order.id)
    )
    return list(dict.fromkeys(db.session.scalars(rows)))


def _count(condition: ColumnElement[bool]) -> int:
    return int(db.session.scalar(select(func.count()).select_from(Payment).where(condition)) or 0)


def _count_refunds(state: RefundState, asked_before: datetime) -> int:
    rows = select(func.count()).select_from(Refund).where(Refund.state == state, Refund.created_at < asked_before)
    return int(db.session.scalar(rows) or 0)
