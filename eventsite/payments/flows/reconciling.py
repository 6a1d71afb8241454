"""The clock's part: baskets end, pages are asked about that nobody told us of, and lost events are fetched.

Nothing is left "processing" because a webhook failed: whatever waits is asked about until Stripe says how it ended.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select

from eventsite.core import clock
from eventsite.core.db import db, transaction
from eventsite.core.outbox import Outbox
from eventsite.payments import queries
from eventsite.payments.flows.settling import KINDS, look, take_event
from eventsite.payments.gateway import Gateway, Refused, Unreachable
from eventsite.payments.models import Payment, Refund
from eventsite.payments.services import refunding, settling
from eventsite.payments.states import PaymentState, RefundState
from eventsite.registration.services import holding
from eventsite.registration.services.availability import PassChanging

log = logging.getLogger(__name__)

#: Of one run and kind, so that it ends; the next comes in a minute and begins with who waited the longest.
MOST = 50
#: A page that is open is asked about when this old, for buyers who paid and closed the window.
PAGE_AGE = timedelta(minutes=2)
#: So many payments in a row without an answer, and Stripe is taken to be away.
SILENCE = 3
#: What takes days is asked about this often.
SLOWLY = timedelta(hours=1)
#: Events are asked for from this long before they were read the last time: they do not come in order.
OVERLAP = timedelta(hours=1)
#: They are fetched a day at a time, the oldest first, since Stripe lists the newest first; a run goes on to the next
#: day until it took so many in.
DAY, MOST_EVENTS = timedelta(days=1), 500
#: How far they were read is written down this often, when there were none.
SELDOM = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What one run did."""

    baskets: int = 0
    payments: int = 0
    refunds: int = 0
    events: int = 0
    is_cut_short: bool = False


def reconcile(*, gateway: Gateway, outbox: Outbox) -> Reconciled:
    """Bring everything up to what Stripe and the clock say. Without Stripe the baskets still end."""
    baskets = sum(_expire(id) for id in holding.list_ended_baskets())
    if not gateway.is_on:
        return Reconciled(baskets)
    try:
        payments = _ask_about(_waiting(), gateway, outbox)
        refunds = _refunds(gateway, outbox)
        events = _events(gateway, outbox)
    except Unreachable:
        log.warning("Stripe does not answer; what waits is asked about in the next run.")
        return Reconciled(baskets, is_cut_short=True)
    return Reconciled(baskets, payments, refunds, events)


def _expire(id: int) -> bool:
    with transaction():
        return holding.expire_basket(id)


def _waiting() -> list[int]:
    """Return the payments to ask about now: first those that hold seats although their page is closed.

    Each of the two kinds has a share of the run of its own, and begins with those not asked about for the longest.
    """
    now = clock.now()
    has_begun = (Payment.state == PaymentState.CREATED) & (Payment.created_at <= now - PAGE_AGE)
    is_closed = has_begun & (Payment.expires_at <= now)
    is_open = has_begun & (Payment.expires_at > now)
    is_slow = (Payment.state == PaymentState.PENDING) & (
        or_(Payment.looked_at.is_(None), Payment.looked_at <= now - SLOWLY)
    )
    return [*_longest(is_closed), *_longest(or_(is_open, is_slow))]


def _longest(clause: ColumnElement[bool]) -> list[int]:
    rows = select(Payment.id).where(clause)
    asked_at = func.coalesce(Payment.looked_at, Payment.created_at)
    return list(db.session.scalars(rows.order_by(asked_at, Payment.id).limit(MOST)))


def _ask_about(ids: Iterable[int], gateway: Gateway, outbox: Outbox) -> int:
    """Ask about each. One that Stripe cannot answer for, as it may for a day, keeps nobody else waiting."""
    asked = silent = 0
    for id in ids:
        try:
            look(db.session.get_one(Payment, id), gateway=gateway, outbox=outbox)
            silent = 0
        except Refused as error:
            log.error("Stripe shows nothing of payment %s: %s", id, error)
        except PassChanging:
            log.info("A pass of payment %s is being changed; it is asked about again.", id)
        except Unreachable:
            silent += 1
            if silent == SILENCE:
                raise
        with transaction():
            payment = db.session.get_one(Payment, id)
            payment.looked_at = clock.now()
        asked += 1
    return asked


def _refunds(gateway: Gateway, outbox: Outbox) -> int:
    """Ask about refunds on their way; those that were never sent are the outbox's."""
    now = clock.now()
    rows = (
        select(Payment.id, Payment.intent_id)
        .join(Refund)
        .where(Refund.state == RefundState.PENDING, Refund.created_at <= now - PAGE_AGE)
        .where(or_(Refund.looked_at.is_(None), Refund.looked_at <= now - SLOWLY))
        .distinct()
        .order_by(Payment.id)
        .limit(MOST)
    )
    found = [(id, intent_id) for id, intent_id in db.session.execute(rows) if intent_id]
    db.session.rollback()
    for payment_id, intent_id in found:
        try:
            facts = gateway.list_refunds(intent_id)
        except Refused as error:
            log.error("Stripe shows no refunds of payment %s: %s", payment_id, error)
            continue
        with transaction():
            refunding.take_in(payment_id, facts, outbox=outbox)
    return len(found)


def _events(gateway: Gateway, outbox: Outbox) -> int:
    """Fetch the events that no webhook brought, since the last time that all of them were fetched."""
    began, since = clock.now(), queries.events_read_until()
    db.session.rollback()
    taken = 0
    while since is not None and taken < MOST_EVENTS:
        until = since + DAY if since + DAY < began else None
        missed = _missed(gateway, since - OVERLAP, until, outbox)
        taken += missed
        if missed or until or began - since >= SELDOM:
            with transaction():
                settling.note_events_read(until or began)
        since = until
    return taken


def _missed(gateway: Gateway, since: datetime, until: datetime | None, outbox: Outbox) -> int:
    """Take in what happened in a stretch of time and was not brought; return how much that was."""
    missed = [told for told in gateway.list_events(since, until, KINDS) if not queries.is_known(told.event_id)]
    for told in missed:
        try:
            take_event(told, gateway=gateway, outbox=outbox)
        except (Refused, PassChanging) as error:
            log.error("Nothing was taken in of event %s: %s", told.event_id, error)
    return len(missed)
