"""How a session is paid, or not: by card, after a question of its bank, or from a bank account some days later."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from eventsite.payments.sandbox.acts import checkout
from eventsite.payments.sandbox.books import Books, Thing
from eventsite.payments.sandbox.errors import NotPossible
from eventsite.payments.sandbox.events import announce
from eventsite.payments.sandbox.shapes import others, payments

DAYS_OF_A_DEBIT = 4 * 24 * 3600


class Way(StrEnum):
    """What a buyer may do on the payment page."""

    CARD = "card"
    DECLINED = "card_declined"
    CHALLENGE = "card_3ds"
    ACH = "ach"
    ACH_FAILS = "ach_fails"


LAST4 = {
    Way.CARD: "4242", Way.DECLINED: "0002", Way.CHALLENGE: "3220", Way.ACH: "6789", Way.ACH_FAILS: "2227",
}  # fmt: skip


UNCONFIRMED = "We are unable to authenticate your payment method. Please choose a different one and try again."


@dataclass(frozen=True, slots=True)
class Buyer:
    """What the page was told; nothing is asked for what the session already says."""

    email: str | None = None
    name: str | None = None


def method_of(way: Way) -> str:
    return payments.BANK if way in (Way.ACH, Way.ACH_FAILS) else payments.CARD


def attempt(books: Books, session: Thing, way: Way, buyer: Buyer) -> Thing:
    """Do what the buyer chose and return the payment intent.

    Raises:
        NotPossible: when the session is not open, or does not offer this.
    """
    check_open(session)
    if method_of(way) not in session["payment_method_types"]:
        raise NotPossible("This session does not offer that way to pay. Choose another one.")
    intent, charge = _try(books, session, way, buyer)
    if way is Way.CARD:
        _take(books, intent, charge)
        _complete(books, session, charge, "paid")
    elif way is Way.DECLINED:
        _refuse(books, intent, charge, code="card_declined", decline="generic_decline", said="Your card was declined.")
    elif way is Way.CHALLENGE:
        _ask(books, intent)
    else:
        _debit(books, session, intent, charge, fails=way is Way.ACH_FAILS)
    return intent


def answer(books: Books, session: Thing, *, is_confirmed: bool) -> Thing:
    """Carry on after the question of the card's bank.

    Raises:
        NotPossible: when the session is not open any more, or nothing was asked.
    """
    check_open(session)
    intent = books.get("payment_intent", session["payment_intent"]) if session["payment_intent"] else None
    if intent is None or intent["status"] != "requires_action":
        raise NotPossible("The bank asks nothing. Go back to the payment page.")
    charge = books.get("charge", intent["_charge"])
    if is_confirmed:
        _take(books, intent, charge)
        _complete(books, session, charge, "paid")
    else:
        code = "payment_intent_authentication_failure"
        _refuse(books, intent, charge, code=code, decline=None, said=UNCONFIRMED)
    return intent


def settle(books: Books, intent: Thing) -> Thing:
    """Let a bank debit arrive.

    Raises:
        NotPossible: when nothing is on its way.
    """
    charge, session = _on_its_way(books, intent)
    _take(books, intent, charge)
    books.change(session, payment_status="paid")
    announce(books, "checkout.session.async_payment_succeeded", session)
    return intent


def bounce(books: Books, intent: Thing) -> Thing:
    """Let a bank debit come back.

    Raises:
        NotPossible: when nothing is on its way.
    """
    charge, session = _on_its_way(books, intent)
    said = "The customer's account has insufficient funds to cover this payment."
    _refuse(books, intent, charge, code="insufficient_funds", decline=None, said=said)
    announce(books, "checkout.session.async_payment_failed", session)
    return intent


def check_open(session: Thing) -> None:
    if session["status"] == "expired":
        raise NotPossible("This payment page has expired. Nothing was charged.")
    if session["status"] != "open":
        raise NotPossible("This was paid already. Nothing was charged a second time.")


def _on_its_way(books: Books, intent: Thing) -> tuple[Thing, Thing]:
    if intent["status"] != "processing":
        raise NotPossible(f"No debit is on its way: the payment is {intent['status'].replace('_', ' ')}.")
    return books.get("charge", intent["_charge"]), books.get(checkout.SESSION, intent["_session"])


def _try(books: Books, session: Thing, way: Way, buyer: Buyer) -> tuple[Thing, Thing]:
    """Return the session's intent, made at the first attempt, and a new charge."""
    if session["payment_intent"]:
        intent = books.get("payment_intent", session["payment_intent"])
    else:
        if session["customer_creation"] == "always" and not session["customer"]:
            session["customer"] = _customer(books, session, buyer)["id"]
        intent = books.keep(payments.payment_intent(now=books.now, session=session))
        announce(books, "payment_intent.created", intent)
        books.change(session, payment_intent=intent["id"])
    charge = books.keep(payments.charge(
        now=books.now, intent=intent, method=method_of(way), last4=LAST4[way],
        email=session["customer_email"] or buyer.email, name=buyer.name,
    ))  # fmt: skip
    books.change(intent, _charge=charge["id"], payment_method=charge["payment_method"])
    return intent, charge


def _customer(books: Books, session: Thing, buyer: Buyer) -> Thing:
    told = {"email": session["customer_email"] or buyer.email, "name": buyer.name}
    made = books.keep(others.customer(now=books.now, given=told))
    announce(books, "customer.created", made)
    return made


def _take(books: Books, intent: Thing, charge: Thing) -> None:
    method, amount = charge["payment_method_details"]["type"], charge["amount"]
    earned = books.keep(payments.balance_transaction(
        now=books.now, amount=amount, currency=charge["currency"], source=charge["id"], kind="charge",
        fee=payments.fee_for(amount, method),
    ))  # fmt: skip
    taken = {"amount_captured": amount, "captured": True, "paid": True, "balance_transaction": earned["id"]}
    books.change(charge, status="succeeded", **taken)
    done = {"latest_charge": charge["id"], "next_action": None, "last_payment_error": None, "_due": None}
    books.change(intent, status="succeeded", amount_received=amount, **done)
    announce(books, "charge.succeeded", charge)
    announce(books, "payment_intent.succeeded", intent)


def _refuse(books: Books, intent: Thing, charge: Thing, *, code: str, decline: str | None, said: str) -> None:
    outcome = payments.outcome(declined=decline or code)
    books.change(charge, status="failed", failure_code=code, failure_message=said, outcome=outcome)
    kind = "card_error" if charge["payment_method_details"]["type"] == payments.CARD else "invalid_request_error"
    error = {"type": kind, "code": code, "message": said, "charge": charge["id"]}
    error |= {"decline_code": decline} if decline else {}
    failed = {"latest_charge": charge["id"], "payment_method": None, "next_action": None, "_due": None}
    books.change(intent, status="requires_payment_method", last_payment_error=error, **failed)
    announce(books, "charge.failed", charge)
    announce(books, "payment_intent.payment_failed", intent)


def _ask(books: Books, intent: Thing) -> None:
    books.change(intent, status="requires_action", next_action={"type": "use_stripe_sdk", "use_stripe_sdk": {}})
    announce(books, "payment_intent.requires_action", intent)


def _debit(books: Books, session: Thing, intent: Thing, charge: Thing, *, fails: bool) -> None:
    due = {"_due": books.now + DAYS_OF_A_DEBIT, "_fails": fails}
    books.change(intent, status="processing", latest_charge=charge["id"], **due)
    announce(books, "charge.pending", charge)
    announce(books, "payment_intent.processing", intent)
    _complete(books, session, charge, "unpaid")


def _complete(books: Books, session: Thing, charge: Thing, payment_status: str) -> None:
    told = charge["billing_details"]
    checkout.complete(books, session, payment_status=payment_status, email=told["email"], name=told["name"])
