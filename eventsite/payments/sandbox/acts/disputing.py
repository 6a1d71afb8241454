"""A buyer asks the card's bank for the money back."""

from __future__ import annotations

from eventsite.payments.sandbox.books import Books, Thing
from eventsite.payments.sandbox.errors import NotPossible
from eventsite.payments.sandbox.events import announce
from eventsite.payments.sandbox.shapes import others, payments

FEE = 1500


def open_dispute(books: Books, charge: Thing, *, amount: int | None = None, reason: str = "fraudulent") -> Thing:
    """Dispute a charge that was paid; the money is withdrawn at once.

    Raises:
        NotPossible: when it was not paid, or is disputed already.
    """
    if not charge["paid"]:
        raise NotPossible("Only a payment that arrived can be disputed.")
    if charge["disputed"]:
        raise NotPossible("This payment is disputed already.")
    disputed = amount or charge["amount"]
    if disputed > charge["amount"]:
        raise NotPossible("A dispute cannot be about more than was paid.")
    made = books.keep(others.dispute(now=books.now, charge=charge, amount=disputed, reason=reason))
    books.change(charge, disputed=True)
    announce(books, "charge.dispute.created", made)
    _move(books, made, -disputed, FEE)
    announce(books, "charge.dispute.funds_withdrawn", made)
    return made


def close(books: Books, dispute: Thing, *, is_won: bool) -> Thing:
    """End a dispute. One that is won brings the money back.

    Raises:
        NotPossible: when it has ended already.
    """
    if dispute["status"] != "needs_response":
        raise NotPossible(f"This dispute has ended: it was {dispute['status']}.")
    books.change(dispute, status="won" if is_won else "lost")
    announce(books, "charge.dispute.closed", dispute)
    if is_won:
        _move(books, dispute, dispute["amount"], -FEE)
        announce(books, "charge.dispute.funds_reinstated", dispute)
    return dispute


def _move(books: Books, dispute: Thing, amount: int, fee: int) -> None:
    moved = books.keep(payments.balance_transaction(
        now=books.now, amount=amount, currency=dispute["currency"], source=dispute["id"], kind="adjustment", fee=fee
    ))  # fmt: skip
    books.change(dispute, balance_transactions=[*dispute["balance_transactions"], moved])
