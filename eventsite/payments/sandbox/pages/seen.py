"""What the pages show: plain values, read at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from eventsite.core.wording import clock, day
from eventsite.payments.sandbox.acts import checkout
from eventsite.payments.sandbox.books import Books, Thing
from eventsite.payments.sandbox.events import SENT
from eventsite.payments.sandbox.money import words

PAGE = 20


@dataclass(frozen=True, slots=True)
class State:
    """A word and how it is meant: good, warn, bad or plain."""

    word: str
    tone: str


@dataclass(frozen=True, slots=True)
class Payment:
    """One session and what became of it; `left` is what can still be refunded, in the smallest unit."""

    id: str
    intent: str
    amount: str
    reference: str
    buyer: str
    at: str
    state: State
    is_open: bool
    is_on_its_way: bool
    is_disputed: bool
    left: int


@dataclass(frozen=True, slots=True)
class Line:
    """A refund, a dispute or an event of a payment; `may` are the words of its buttons."""

    id: str
    what: str
    amount: str
    at: str
    state: State
    may: tuple[str, ...] = ()


def moment(at: float) -> str:
    """Mon 29 Oct, 10:30 UTC"""
    then = datetime.fromtimestamp(at, UTC)
    return f"{day(then)}, {clock(then)} UTC"


def payments(books: Books, page: int) -> tuple[list[Payment], bool]:
    """Return one page of payments, newest first, and whether there are more."""
    found = list(books.select("kind = ?", (checkout.SESSION,), most=page * PAGE + 1))
    return [payment(books, session) for session in found[(page - 1) * PAGE : page * PAGE]], len(found) > page * PAGE


def payment(books: Books, session: Thing) -> Payment:
    intent = books.get("payment_intent", session["payment_intent"]) if session["payment_intent"] else None
    latest = intent and intent["latest_charge"]
    charge = books.get("charge", latest) if latest else None
    is_paid = bool(charge and charge["paid"])
    return Payment(
        id=session["id"],
        intent=session["payment_intent"] or "",
        amount=words(session["amount_total"], session["currency"]),
        reference=session["client_reference_id"] or "",
        buyer=(session["customer_details"] or {}).get("email") or session["customer_email"] or "",
        at=moment(session["created"]),
        state=_state(session, intent, charge),
        is_open=session["status"] == "open",
        is_on_its_way=bool(intent and intent["status"] == "processing"),
        is_disputed=bool(charge and charge["disputed"]),
        left=charge["amount"] - charge["amount_refunded"] if charge and is_paid else 0,
    )


def _state(session: Thing, intent: Thing | None, charge: Thing | None) -> State:
    if session["status"] == "expired":
        return State("Expired", "plain")
    if session["status"] == "open":
        return State("Declined, still open", "warn") if charge else State("Waiting for the buyer", "plain")
    if intent is None or charge is None:
        return State("Complete", "good")
    if intent["status"] == "processing":
        return State("Bank debit on its way", "warn")
    if not charge["paid"]:
        return State("Bank debit came back", "bad")
    if charge["disputed"]:
        return State("Disputed", "bad")
    if charge["refunded"]:
        return State("Refunded", "plain")
    return State("Partly refunded", "good") if charge["amount_refunded"] else State("Paid", "good")


_REFUNDS: dict[str, tuple[State, tuple[str, ...]]] = {
    "pending": (State("Waits", "warn"), ("Let it arrive", "Let it fail")),
    "succeeded": (State("Arrived", "good"), ("Let it fail",)),
    "failed": (State("Failed", "bad"), ()),
}
_DISPUTES: dict[str, tuple[State, tuple[str, ...]]] = {
    "needs_response": (State("Open", "bad"), ("We win it", "We lose it")),
    "won": (State("Won", "good"), ()),
    "lost": (State("Lost", "bad"), ()),
}


def refunds_and_disputes(books: Books, intent: str) -> list[Line]:
    lines = []
    for what, table in (("refund", _REFUNDS), ("dispute", _DISPUTES)):
        for thing in reversed(books.of_payment(what, intent)):
            state, may = table[thing["status"]]
            amount = words(thing["amount"], thing["currency"])
            lines.append(Line(thing["id"], what.capitalize(), amount, moment(thing["created"]), state, may))
    return lines


def webhooks(books: Books, about: str = "", most: int = 50) -> list[Line]:
    """Return the newest events with how their webhooks fared: all, or those about one session."""
    where = ["kind = 'event'", f"type IN ({', '.join('?' * len(SENT))})"]
    values: list[Any] = sorted(SENT)
    if about:
        session = books.get(checkout.SESSION, about)
        ids = [about, session["payment_intent"]]
        where.append(
            "(json_extract(body, '$.data.object.id') IN (?, ?)"
            " OR json_extract(body, '$.data.object.payment_intent') = ?)"
        )
        values += [*ids, session["payment_intent"]]
    events = books.select(" AND ".join(where), tuple(values), most=most)
    return [
        Line(event["id"], event["type"], "", moment(event["created"]), _fate(books, event["id"])) for event in events
    ]


def _fate(books: Books, event: str) -> State:
    query = "SELECT state, tries, answer FROM delivery WHERE event = ? ORDER BY number"
    rows = books.connection.execute(query, (event,)).fetchall()
    if not rows:
        return State("Dropped", "bad")
    delivered = sum(row[0] == "delivered" for row in rows)
    if delivered == len(rows):
        return State("Delivered" if delivered == 1 else f"Delivered {delivered} times", "good")
    state, tries, answer = next(row for row in rows if row[0] != "delivered")
    if state == "given up":
        return State(f"Given up after {tries} tries: {answer}", "bad")
    return State(f"Tried {tries} times: {answer}" if tries else "Waits", "warn")
