"""The life of a checkout session: made, paid or expired."""

from __future__ import annotations

from typing import Any

from eventsite.payments.sandbox import money
from eventsite.payments.sandbox.books import Books, Thing
from eventsite.payments.sandbox.errors import ApiError, no_such, too_late
from eventsite.payments.sandbox.events import announce
from eventsite.payments.sandbox.shapes import payments, sessions

SESSION = "checkout.session"
SHORTEST, LONGEST = 30 * 60, 24 * 3600


def create(books: Books, given: dict[str, Any], *, url: str) -> Thing:
    """Make a session to be paid on the sandbox's page.

    Raises:
        ApiError: when times, amounts, currencies or methods do not go together.
    """
    given = {**given, "expires_at": _expiry(books.now, given.get("expires_at"))}
    lines = [sessions.line(now=books.now, given=line) for line in given["line_items"]]
    _check_amounts(lines)
    _check_customer(books, given)
    methods = _methods(lines[0]["currency"], given.get("excluded_payment_method_types", []))
    return books.keep(sessions.session(now=books.now, url=url, given=given, lines=lines, methods=methods))


def expire(books: Books, session: Thing) -> Thing:
    """Close an open session, so that nobody can pay it any more.

    Raises:
        ApiError: when it is not open.
    """
    if session["status"] != "open":
        said = 'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of'
        raise too_late(f"{said} `{session['status']}`.")
    return run_out(books, session)


def run_out(books: Books, session: Thing) -> Thing:
    """Carry out the expiry of an open session."""
    if session["payment_intent"]:
        intent = books.get("payment_intent", session["payment_intent"])
        gone = {"status": "canceled", "canceled_at": books.now, "cancellation_reason": "expired", "next_action": None}
        announce(books, "payment_intent.canceled", books.change(intent, **gone))
    books.change(session, status="expired", url=None, _due=None)
    announce(books, "checkout.session.expired", session)
    return session


def complete(books: Books, session: Thing, *, payment_status: str, email: str | None, name: str | None) -> Thing:
    """Close a session because its buyer has done all there is to do."""
    who = sessions.customer_details(email=email, name=name)
    books.change(
        session, status="complete", payment_status=payment_status, url=None, _due=None, customer_details=who
    )
    announce(books, "checkout.session.completed", session)
    return session


def _expiry(now: int, asked: int | None) -> int:
    expires_at = now + LONGEST if asked is None else asked
    if expires_at < now + SHORTEST:
        raise _bad_time("The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.")
    if expires_at > now + LONGEST:
        raise _bad_time("The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.")
    return expires_at


def _bad_time(message: str) -> ApiError:
    return ApiError(message, param="expires_at")


def _check_amounts(lines: list[Thing]) -> None:
    currency, total = lines[0]["currency"], sum(line["amount_total"] for line in lines)
    if {line["currency"] for line in lines} != {currency}:
        raise ApiError("All line items must have the same currency.", param="line_items")
    if total < money.least(currency):
        least = money.words(money.least(currency), currency)
        said = f"The Checkout Session's total amount due must add up to at least {least}"
        raise ApiError(said, code="amount_too_small")
    if total > money.MOST:
        said = f"The Checkout Session's total amount must be no more than {money.words(money.MOST, currency)}"
        raise ApiError(said, code="amount_too_large")


def _check_customer(books: Books, given: dict[str, Any]) -> None:
    if "customer" not in given:
        return
    if "customer_email" in given:
        raise ApiError("You may only specify one of these parameters: customer, customer_email.", param="customer")
    if books.find("customer", given["customer"]) is None:
        raise no_such("customer", given["customer"], "customer", status=400)


def _methods(currency: str, excluded: list[str]) -> list[str]:
    offered = [payments.CARD, payments.BANK] if currency == "usd" else [payments.CARD]
    methods = [method for method in offered if method not in excluded]
    if not methods:
        said = "No valid payment method types for this Checkout Session."
        raise ApiError(said, param="excluded_payment_method_types")
    return methods
