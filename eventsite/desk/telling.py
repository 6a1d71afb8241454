"""Turns what the audit trail kept of an order into sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from eventsite.billing.receipts import what
from eventsite.core.audit import AuditEntry
from eventsite.core.money import money
from eventsite.core.wording import moment
from eventsite.desk.moments import Moment, Rank, Sources, Tone, given
from eventsite.registration.models import Line

_BUYER = {"buyer_name": "Name", "buyer_email": "Mail", "buyer_organization": "Organization"}
_GUEST = {"name": "Name", "email": "Mail", "organization": "Organization"}


class Teller:
    """Tells changes of fields. Who did it is told where a person of the desk may have."""

    def __init__(self, sources: Sources) -> None:
        order, payments = sources.order, sources.payments
        self._order, self._trail, self._zone = order, sources.trail, order.summit.zone_info
        self._lines = {line.id: line for line in order.lines}
        self._seats = {line.attendee.id: line for line in order.lines}
        self._payments = {payment.id: payment for payment in payments}
        self._refunds = {refund.id: refund for payment in payments for refund in payment.refunds}
        self._mails = {mail.id: mail.name for mail in sources.mails}
        self._tellers: dict[str, Callable[[AuditEntry], Iterator[Moment]]] = {
            "order": self._of_order,
            "line": self._of_line,
            "attendee": self._of_guest,
            "payment": self._of_payment,
            "refund": self._of_refund,
            "dispute": self._of_dispute,
            "outbox_row": self._of_mail,
        }

    def tell_all(self) -> Iterator[Moment]:
        for entry in self._trail.entries:
            yield from self._tellers[entry.object_type](entry)

    def _moment(self, entry: AuditEntry, said: str, *details: str, tone: Tone = Tone.PLAIN) -> Moment:
        return Moment(entry.at, said, given(*details), who=self._trail.who(entry), tone=tone)

    def _of_order(self, entry: AuditEntry) -> Iterator[Moment]:
        changes = entry.changes
        if "state" in changes:
            yield self._state(entry, *changes["state"])
        elif "hold_extensions" in changes and "hold_ends_at" in changes:
            until = moment(datetime.fromisoformat(changes["hold_ends_at"][1]).astimezone(self._zone))
            yield self._moment(entry, f"Asked for more time: held until {until}")
        if "link_version" in changes:
            yield self._moment(entry, "The order got a new link; the old one is dead")
        if lines := tuple(_differences(changes, _BUYER)):
            yield self._moment(entry, "Buyer changed", *lines)
        if "total" in changes:
            before, after = (money(amount, self._order.currency) for amount in changes["total"])
            yield self._moment(entry, f"The total changed from {before} to {after}")

    def _state(self, entry: AuditEntry, before: str, after: str) -> Moment:
        if after == "confirmed":
            is_late = before in ("expired", "cancelled")
            return self._moment(entry, "Seats won back and confirmed" if is_late else "Seats confirmed", tone=Tone.GOOD)
        if after == "held":
            return self._moment(entry, "Seats held again")
        if after == "expired":
            return self._moment(entry, "Time was over: the seats were let go", tone=Tone.WARN)
        if self._order.replaced_by_id is not None:
            return self._moment(entry, "The buyer changed it for another order")
        return self._moment(entry, "Order cancelled", tone=Tone.BAD)

    def _of_line(self, entry: AuditEntry) -> Iterator[Moment]:
        seat = _seat(self._lines[entry.object_id])
        if _became(entry, "state") == "cancelled":
            yield self._moment(entry, f"{seat}: cancelled", tone=Tone.WARN)
        if "ticket_version" in entry.changes:
            yield self._moment(entry, f"{seat}: a new ticket; the old one is dead")

    def _of_guest(self, entry: AuditEntry) -> Iterator[Moment]:
        was_nobody = entry.changes.get("name", ["?"])[0] == ""
        said = f"{_seat(self._seats[entry.object_id])}: {'guest named' if was_nobody else 'guest changed'}"
        yield self._moment(entry, said, *_differences(entry.changes, _GUEST))

    def _of_payment(self, entry: AuditEntry) -> Iterator[Moment]:
        payment, error, state = self._payments[entry.object_id], _became(entry, "error"), _became(entry, "state")
        details: tuple[str, ...]
        if returned := _became(entry, "returned"):
            said, details, tone = f"{returned} went back in Stripe, another currency than was asked for", (), Tone.BAD
        elif state == "succeeded" and payment.received:
            said, details, tone = f"Paid {money(payment.received, payment.currency)}", (payment.method,), Tone.GOOD
        elif state == "succeeded":
            said, details, tone = "Paid, but not counted here", (payment.method, error), Tone.BAD
        elif state == "pending":
            said, details, tone = "A bank debit began: its money takes days", (payment.method,), Tone.WARN
        elif state == "failed":
            said, details, tone = "The payment failed", (error,), Tone.BAD
        elif state == "cancelled":
            said, details, tone = "The payment page was closed; nothing was paid", (error,), Tone.PLAIN
        elif error:
            said, details, tone = "A try to pay was declined", (error,), Tone.WARN
        else:
            return
        ids = given(payment.intent_id if state == "succeeded" else "")
        yield Moment(entry.at, said, given(*details), ids, tone=tone, rank=Rank.PAID)

    def _of_refund(self, entry: AuditEntry) -> Iterator[Moment]:
        refund, state = self._refunds[entry.object_id], _became(entry, "state")
        amount = money(refund.amount, self._order.currency)
        if state == "succeeded":
            said, details, tone = f"{amount} went back to the payer", "", Tone.GOOD
        elif state == "failed":
            why = refund.error.replace("_", " ").capitalize()
            said, details, tone = f"The refund of {amount} failed: it is money to sort", why, Tone.BAD
        else:
            return
        yield Moment(entry.at, said, given(details), given(refund.refund_id), tone=tone, rank=Rank.SETTLED)

    def _of_dispute(self, entry: AuditEntry) -> Iterator[Moment]:
        state = _became(entry, "state")
        if state == "won":
            yield Moment(entry.at, "The dispute was won: the money is back", tone=Tone.GOOD, rank=Rank.SETTLED)
        elif state == "lost":
            yield Moment(entry.at, "The dispute was lost: the payer has the money", tone=Tone.BAD, rank=Rank.SETTLED)

    def _of_mail(self, entry: AuditEntry) -> Iterator[Moment]:
        yield self._moment(entry, f"{self._mails[entry.object_id]}: to be tried again")


def _became(entry: AuditEntry, field: str) -> str:
    """Return what a field became, '' where it did not change."""
    return str(entry.changes.get(field, ["", ""])[1] or "")


def _differences(changes: dict[str, list[Any]], labels: dict[str, str]) -> Iterator[str]:
    for field, label in labels.items():
        before, after = changes.get(field, ["", ""])
        if before and after:
            yield f"{label}: {before} → {after}"
        elif before != after:
            yield f"{label}: {after or 'none'}"


def _seat(line: Line) -> str:
    return f"Seat {line.position + 1}, {what(line)}"
