"""A summit with one pass on sale, its buyers, and the sandbox behind it: each step as a request would take it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask
from sqlalchemy import func, select

from eventsite.billing.models import JournalEntry, Posting, Receipt
from eventsite.core.db import db, transaction
from eventsite.core.outbox import OutboxRow
from eventsite.payments import queries
from eventsite.payments.flows import paying, settling
from eventsite.payments.flows.reconciling import Reconciled, reconcile
from eventsite.payments.models import Payment
from eventsite.payments.services.beginning import Agreed
from eventsite.registration.models import Capacity, Line, Order, PassType
from eventsite.summits.models import Summit
from tests.fixtures.stripe import StripeSandbox
from tests.on_sale import PRICE, add_order, add_pass, add_selling_summit

T = TypeVar("T")
PAGE = "http://localhost/orders/the-link"


@dataclass(frozen=True, slots=True)
class Shop:
    """`seats` is what its one pass has; everything is asked for by id, because each step has a session of its own."""

    app: Flask
    stripe: StripeSandbox
    pass_id: int

    def write(self, work: Callable[[], T]) -> T:
        with self.app.app_context(), transaction():
            return work()

    def read(self, work: Callable[[], T]) -> T:
        with self.app.app_context():
            return work()

    def order(self, seats: int = 2, *, email: str = "ada@example.org", **placing: Any) -> int:
        def place() -> int:
            pass_type = db.session.get_one(PassType, self.pass_id)
            return add_order(pass_type.summit, {pass_type: seats}, email=email, **placing).id

        return self.write(place)

    def pay_page(self, order_id: int, total: int = 2 * PRICE, terms: int | None = None) -> str:
        """Press "Pay"; return the address one is sent to."""
        with self.app.app_context():
            return paying.pay(
                db.session.get_one(Order, order_id), agreed=Agreed(total, terms), page=PAGE, gateway=self.gateway,
                outbox=self.outbox,
            )

    def session_of(self, order_id: int) -> str:
        """Return the id of the newest payment page of an order; '' for none."""

        def find() -> str:
            attempts = queries.list_attempts(db.session.get_one(Order, order_id))
            return next((payment.session_id for payment in reversed(attempts) if payment.session_id), "")

        return self.read(find)

    def buy(self, how: str = "card", seats: int = 2) -> int:
        """Go all the way, as a buyer whose browser comes back; return the order's id."""
        order_id = self.order(seats)
        self.pay_page(order_id, seats * PRICE)
        self.stripe.sandbox.pay(self.session_of(order_id), how)
        self.come_back(order_id)
        return order_id

    def come_back(self, order_id: int) -> None:
        with self.app.app_context():
            payments = queries.list_unsettled(db.session.get_one(Order, order_id))
            settling.settle_all(payments, gateway=self.gateway, outbox=self.outbox)

    def reconcile(self) -> Reconciled:
        with self.app.app_context():
            return reconcile(gateway=self.gateway, outbox=self.outbox)

    def deliver(self) -> list[int]:
        return self.stripe.deliver(self.app.test_client())

    def work(self) -> int:
        """Let the worker carry out what was asked for."""
        with self.app.app_context():
            return int(self.outbox.deliver_due())

    def intent_of(self, order_id: int) -> str:
        """Return Stripe's id of the first payment of an order that has one; '' for none."""

        def find() -> str:
            attempts = queries.list_attempts(db.session.get_one(Order, order_id))
            return next((payment.intent_id for payment in attempts if payment.intent_id), "")

        return self.read(find)

    def standing(self, order_id: int) -> str:
        """Return how an order stands, in a line: "confirmed 2/2", "held for payment_page 0/2"."""

        def tell() -> str:
            order = db.session.get_one(Order, order_id)
            sure = sum(line.state == "confirmed" for line in order.lines)
            hold = f" for {order.hold_reason}" if order.hold_reason else ""
            return f"{order.state}{hold} {sure}/{len(order.lines)}"

        return self.read(tell)

    def payments(self, order_id: int) -> list[tuple[str, int]]:
        rows = select(Payment.state, Payment.received).filter_by(order_id=order_id).order_by(Payment.id)
        return self.read(lambda: [(str(state), received) for state, received in db.session.execute(rows)])

    def books(self) -> dict[str, int]:
        """Return what stands on each kind of account, where it is not zero."""
        kind = func.coalesce(Posting.account, "")

        def sums() -> dict[str, int]:
            found: dict[str, int] = {}
            for account, amount in db.session.execute(select(kind, func.sum(Posting.amount)).group_by(kind)):
                name = account.partition(":")[0]
                found[name] = found.get(name, 0) + int(amount)
            return {name: amount for name, amount in sorted(found.items()) if amount}

        return self.read(sums)

    def entries(self) -> list[str]:
        return self.read(lambda: list(db.session.scalars(select(JournalEntry.kind).order_by(JournalEntry.id))))

    def receipts(self) -> list[str]:
        return self.read(lambda: list(db.session.scalars(select(Receipt.number).order_by(Receipt.id))))

    def mails(self) -> list[str]:
        """Return the kinds of mail that orders asked for, in order."""
        rows = select(OutboxRow.kind).where(OutboxRow.kind.startswith("registration.")).order_by(OutboxRow.id)
        return self.read(lambda: [kind.removeprefix("registration.") for kind in db.session.scalars(rows)])

    def resize(self, size: int) -> None:
        self.write(lambda: setattr(db.session.scalars(select(Capacity)).one(), "size", size))

    def line_ids(self, order_id: int) -> list[int]:
        rows = select(Line.id).filter_by(order_id=order_id).order_by(Line.position)
        return self.read(lambda: list(db.session.scalars(rows)))

    @property
    def gateway(self) -> Any:
        return self.app.extensions["eventsite.gateway"]

    @property
    def outbox(self) -> Any:
        return self.app.extensions["eventsite.outbox"]


def open_shop(app: Flask, stripe: StripeSandbox, *, seats: int | None = 4, **summit: Any) -> Shop:
    with app.app_context(), transaction():
        made: Summit = add_selling_summit(**summit)
        return Shop(app, stripe, add_pass(made, "All access", size=seats).id)


