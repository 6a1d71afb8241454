"""The one adapter over Stripe's SDK. It speaks of pages, refunds and disputes, and never inside a transaction.

Real and sandbox differ in the base address and the keys alone.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, TypeVar

import stripe

from eventsite.config import StripeSettings
from eventsite.core.db import in_transaction
from eventsite.core.errors import DomainError
from eventsite.payments.facts import DisputeFacts, PageFacts, RefundFacts, Told
from eventsite.payments.states import DisputeState, PaymentState, RefundState

T = TypeVar("T")
log = logging.getLogger(__name__)

API_VERSION = stripe.api_version
#: Seconds for one call: a buyer waits for it.
TIMEOUT = 10
#: A second press of "Pay" meets the first one at Stripe: so often it asks again, so many seconds apart.
BUSY_TRIES, BUSY_PAUSE = 4, 0.3
#: A page is asked for with what a ticket and the desk want to say about the payment.
_WHOLE = ["payment_intent.latest_charge"]
_REFUNDS = {"succeeded": RefundState.SUCCEEDED, "failed": RefundState.FAILED, "canceled": RefundState.FAILED}
_DISPUTES = {"won": DisputeState.WON, "lost": DisputeState.LOST, "warning_closed": DisputeState.WON}


class PaymentsOff(DomainError):
    """No keys are configured, so nothing can be paid here."""


class Unreachable(DomainError):
    """Stripe did not answer, or only that it is unwell: whether it did what was asked is not known."""


class Refused(DomainError):
    """Stripe understood and said no; its reason is for the desk, not for buyers."""


class Unknown(Refused):
    """Stripe knows no such thing: it was made with other keys, or by somebody else."""


class Busy(Unreachable):
    """The same words are being answered elsewhere at this very moment: in a moment they can be had."""


class BadSignature(Exception):
    """A webhook that Stripe did not sign, or not lately."""


class Gateway:
    """What this site asks of Stripe. Every call raises Unreachable, Refused or PaymentsOff when it fails."""

    def __init__(self, settings: StripeSettings) -> None:
        self.settings = settings
        self._client = _client(settings) if settings.secret_key else None

    @property
    def is_on(self) -> bool:
        return self._client is not None

    def open_page(self, body: Mapping[str, Any], key: str) -> PageFacts:
        """Make a payment page, or find the one that was made with the same body and key."""
        for _ in range(BUSY_TRIES):
            with suppress(Busy):
                return self._open_page(body, key)
            time.sleep(BUSY_PAUSE)
        return self._open_page(body, key)

    def _open_page(self, body: Mapping[str, Any], key: str) -> PageFacts:
        return self._call(
            lambda client: _page(
                client.v1.checkout.sessions.create(dict(body), {"idempotency_key": key})  # type: ignore[arg-type]
            )
        )

    def look_at_page(self, session_id: str) -> PageFacts:
        return self._call(
            lambda client: _page(client.v1.checkout.sessions.retrieve(session_id, {"expand": list(_WHOLE)}))
        )

    def find_page(self, intent_id: str) -> PageFacts | None:
        """Return the page through which a payment was made, if it was one."""
        found = self._call(
            lambda client: client.v1.checkout.sessions.list({"payment_intent": intent_id, "limit": 1}).data
        )
        return self.look_at_page(found[0].id) if found else None

    def close_page(self, session_id: str) -> PageFacts:
        """Close a page so that nobody can pay there any more; return what it is then, paid perhaps."""
        try:
            self._call(lambda client: client.v1.checkout.sessions.expire(session_id))
        except Refused:
            log.info("Page %s was closed already, or paid.", session_id)
        return self.look_at_page(session_id)

    def refund(self, body: Mapping[str, Any], key: str) -> RefundFacts:
        return self._call(
            lambda client: _refund(
                client.v1.refunds.create(dict(body), {"idempotency_key": key})  # type: ignore[arg-type]
            )
        )

    def list_refunds(self, intent_id: str) -> list[RefundFacts]:
        """Return every refund of a payment, the oldest first, wherever it was made."""
        found = self._call(
            lambda client: list(
                client.v1.refunds.list({"payment_intent": intent_id, "limit": 100}).auto_paging_iter()
            )
        )
        return [_refund(refund) for refund in reversed(found)]

    def list_disputes(self, intent_id: str) -> list[DisputeFacts]:
        """Return every dispute about a payment, the oldest first."""
        found = self._call(
            lambda client: list(
                client.v1.disputes.list({"payment_intent": intent_id, "limit": 100}).auto_paging_iter()
            )
        )
        return [_dispute(dispute) for dispute in reversed(found)]

    def look_at_dispute(self, dispute_id: str) -> DisputeFacts:
        return self._call(lambda client: _dispute(client.v1.disputes.retrieve(dispute_id)))

    def list_events(self, since: datetime, until: datetime | None, kinds: list[str]) -> list[Told]:
        """Return every event of these kinds since an instant and before another (None: until now), the oldest first."""
        created = {"gte": int(since.timestamp())} | ({"lt": int(until.timestamp())} if until is not None else {})
        asked: Any = {"created": created, "types": kinds, "limit": 100}
        found = self._call(
            lambda client: [_told(event) for event in client.v1.events.list(asked).auto_paging_iter()]
        )
        return found[::-1]

    def read_event(self, body: bytes, signature: str) -> Told:
        """Return the event of a webhook.

        Raises:
            BadSignature: when Stripe did not sign it within the last five minutes.
        """
        if not self.settings.webhook_secret:
            raise BadSignature("No webhook secret is configured.")
        try:
            event = stripe.Webhook.construct_event(body, signature, self.settings.webhook_secret)
        except (ValueError, stripe.SignatureVerificationError) as error:
            raise BadSignature(str(error)) from error
        return _told(event)

    def _call(self, ask: Callable[[stripe.StripeClient], T]) -> T:
        if in_transaction():
            raise RuntimeError("Stripe is never called inside a transaction.")
        if self._client is None:
            raise PaymentsOff("Payments are not set up on this site yet. Write to the desk.")
        try:
            return ask(self._client)
        except (stripe.APIConnectionError, stripe.RateLimitError) as error:
            raise Unreachable("The payment service does not answer just now.") from error
        except stripe.StripeError as error:
            raise _meaning(error) from error


def _meaning(error: stripe.StripeError) -> Unreachable | Refused:
    """A 5xx, or a key that is still at work elsewhere, says nothing about what was done."""
    status = error.http_status or 500
    if status == 409:
        return Busy("The payment service is busy with this already. Try again in a moment.")
    if status >= 500:
        return Unreachable("The payment service does not answer just now.")
    if error.code == "resource_missing":
        return Unknown(str(error.user_message or error)[:500])
    log.error("Stripe refused: %s (%s)", error.user_message or error, error.code)
    return Refused(str(error.user_message or error)[:500])


def _client(settings: StripeSettings) -> stripe.StripeClient:
    where = {"base_addresses": {"api": settings.api_base}} if settings.api_base else {}
    return stripe.StripeClient(
        settings.secret_key,
        max_network_retries=0,  # a retry is ours: the same attempt, with its stored body and key
        http_client=stripe.RequestsClient(timeout=TIMEOUT),
        **where,  # type: ignore[arg-type]
    )


def _page(page: stripe.checkout.Session) -> PageFacts:
    intent = page.payment_intent if isinstance(page.payment_intent, stripe.PaymentIntent) else None
    state = _page_state(page, intent)
    return PageFacts(
        session_id=page.id,
        attempt=_from_metadata(page.metadata, "attempt"),
        url=page.url or "",
        state=state,
        expires_at=datetime.fromtimestamp(page.expires_at, UTC),
        currency=(page.currency or "").upper(),
        received=intent.amount_received if intent and state == PaymentState.SUCCEEDED else 0,
        intent_id=intent.id if intent else page.payment_intent if isinstance(page.payment_intent, str) else None,
        charge_id=_id(intent.latest_charge) if intent else None,
        method=_method(intent),
        error=(intent.last_payment_error.message or "") if intent and intent.last_payment_error else "",
    )


def _page_state(page: stripe.checkout.Session, intent: stripe.PaymentIntent | None) -> PaymentState:
    if page.status == "open":
        return PaymentState.CREATED
    if page.status == "expired":
        return PaymentState.CANCELLED
    if page.payment_status == "paid":
        return PaymentState.SUCCEEDED
    has_failed = intent is not None and intent.status in ("requires_payment_method", "canceled")
    return PaymentState.FAILED if has_failed else PaymentState.PENDING


def _method(intent: stripe.PaymentIntent | None) -> str:
    """Return "Card ending 4242", "Bank debit ending 6789", or ''."""
    charge = intent.latest_charge if intent else None
    details = charge.payment_method_details if isinstance(charge, stripe.Charge) else None
    if details is None:
        return ""
    if details.type == "card" and details.card:
        return f"Card ending {details.card.last4}"
    if details.type == "us_bank_account" and details.us_bank_account:
        return f"Bank debit ending {details.us_bank_account.last4}"
    return details.type.replace("_", " ").capitalize()[:60]


def _refund(refund: stripe.Refund) -> RefundFacts:
    return RefundFacts(
        refund_id=refund.id,
        intent_id=_id(refund.payment_intent) or "",
        attempt=_from_metadata(refund.metadata, "attempt"),
        state=_REFUNDS.get(refund.status or "", RefundState.PENDING),
        amount=refund.amount,
        currency=refund.currency.upper(),
        error=getattr(refund, "failure_reason", None) or "",
    )


def _dispute(dispute: stripe.Dispute) -> DisputeFacts:
    return DisputeFacts(
        dispute_id=dispute.id,
        intent_id=_id(dispute.payment_intent) or "",
        state=_DISPUTES.get(dispute.status, DisputeState.OPEN),
        status=dispute.status,
        is_inquiry=dispute.status.startswith("warning"),
        amount=dispute.amount,
        reason=dispute.reason,
        opened_at=datetime.fromtimestamp(dispute.created, UTC),
    )


def _told(event: stripe.Event) -> Told:
    thing: Any = event.data.object
    kind = getattr(thing, "object", "")
    intent = thing.id if kind == "payment_intent" else _id(getattr(thing, "payment_intent", None))
    return Told(
        event_id=event.id,
        kind=event.type,
        api_version=event.api_version or "",
        happened_at=datetime.fromtimestamp(event.created, UTC),
        session_id=thing.id if kind == "checkout.session" else None,
        intent_id=intent,
        dispute_id=thing.id if kind == "dispute" else None,
    )


def _id(thing: Any) -> str | None:
    """Return the id of what Stripe gives as an id or, expanded, as an object."""
    return thing if isinstance(thing, str) or thing is None else str(thing.id)


def _from_metadata(metadata: Any, name: str) -> str:
    """Stripe's objects are no dicts: there is no `get`."""
    return str(metadata[name]) if metadata is not None and name in metadata else ""
