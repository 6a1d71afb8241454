"""Money back: at once or later, and sometimes not at all."""

from __future__ import annotations

from eventsite.payments.sandbox.books import Books, Thing
from eventsite.payments.sandbox.errors import NotPossible, too_late
from eventsite.payments.sandbox.events import announce
from eventsite.payments.sandbox.money import words
from eventsite.payments.sandbox.shapes import others, payments

#: While this setting holds, every new refund waits until it is told how it ends, as one of a bank debit always does.
REFUNDS_WAIT = "refunds wait"


def refund(
    books: Books, charge: Thing, *, amount: int | None, reason: str | None = None,
    metadata: dict[str, str] | None = None,
) -> Thing:  # fmt: skip
    """Give back `amount`, or all that is left of a charge.

    Raises:
        ApiError: when nothing, or less, is left, or the charge is disputed.
    """
    left = charge["amount"] - charge["amount_refunded"] - _taken(books, charge)
    amount = left if amount is None else amount
    _check(books, charge, left, amount)
    made = others.refund(now=books.now, charge=charge, amount=amount, reason=reason, metadata=metadata or {})
    took = payments.balance_transaction(
        now=books.now, amount=-amount, currency=charge["currency"], source=made["id"], kind="refund"
    )
    books.keep(took)
    is_card = charge["payment_method_details"]["type"] == payments.CARD
    if is_card and not books.setting(REFUNDS_WAIT, False):
        made |= {"status": "succeeded", "pending_reason": None}
    books.keep(made | {"balance_transaction": took["id"]})
    _count(books, charge, amount)
    announce(books, "refund.created", books.get("refund", made["id"]))
    announce(books, "charge.refunded", charge)
    return books.get("refund", made["id"])


def succeed(books: Books, refund: Thing) -> Thing:
    """Let a refund that waits arrive.

    Raises:
        NotPossible: when it does not wait.
    """
    if refund["status"] != "pending":
        raise NotPossible(f"This refund does not wait any more: it has {refund['status']}.")
    books.change(refund, status="succeeded", pending_reason=None)
    announce(books, "refund.updated", refund)
    return refund


def fail(books: Books, refund: Thing) -> Thing:
    """Let a refund come back, also one that had succeeded: the card's account is closed, say.

    Raises:
        NotPossible: when it has failed already.
    """
    if refund["status"] not in ("pending", "succeeded"):
        raise NotPossible(f"This refund cannot fail: it has {refund['status']}.")
    back = books.keep(payments.balance_transaction(
        now=books.now, amount=refund["amount"], currency=refund["currency"], source=refund["id"], kind="refund_failure"
    ))  # fmt: skip
    why = {"failure_reason": "lost_or_stolen_card", "failure_balance_transaction": back["id"], "pending_reason": None}
    books.change(refund, status="failed", **why)
    _count(books, books.get("charge", refund["charge"]), -refund["amount"])
    announce(books, "refund.updated", refund)
    announce(books, "refund.failed", refund)
    return refund


def _taken(books: Books, charge: Thing) -> int:
    """Return what a bank took of a charge and has not given back."""
    return sum(dispute["amount"] for dispute in _disputes(books, charge) if dispute["status"] != "won")


def _disputes(books: Books, charge: Thing) -> list[Thing]:
    return list(books.select("kind = ? AND charge = ?", ("dispute", charge["id"])))


def _check(books: Books, charge: Thing, left: int, amount: int) -> None:
    """See that so much may go back: nothing of what a bank is deciding about, nor of what it took for good."""
    is_undecided = any(dispute["status"] == "needs_response" for dispute in _disputes(books, charge))
    if is_undecided or (left <= 0 and _taken(books, charge)):
        raise too_late(f"Charge {charge['id']} has been charged back; cannot issue a refund.", code="charge_disputed")
    if left <= 0:
        raise too_late(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
    if amount > left:
        asked, there = words(amount, charge["currency"]), words(left, charge["currency"])
        said = f"Refund amount ({asked}) is greater than unrefunded amount on charge ({there})"
        raise too_late(said, param="amount")


def _count(books: Books, charge: Thing, amount: int) -> None:
    refunded = charge["amount_refunded"] + amount
    books.change(charge, amount_refunded=refunded, refunded=refunded == charge["amount"])
