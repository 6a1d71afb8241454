"""A small world in which anything may happen: buyers, banks, the desk, the worker, and the weather between us.

Each act is what one request, one press of a button or one run of the worker does, in an application context of its
own. What may be said to a user is an answer; anything else that is raised is a bug.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from eventsite.billing import journal
from eventsite.core.db import db
from eventsite.desk import flows as desk
from eventsite.desk.services import returning
from eventsite.payments import queries
from eventsite.payments.flows import paying, settling
from eventsite.payments.flows.reconciling import reconcile
from eventsite.payments.models import Payment, StripeEvent
from eventsite.payments.services import beginning, refunding
from eventsite.payments.services.beginning import Agreed
from eventsite.registration.basket import Item
from eventsite.registration.models import Capacity, Order, PricePhase
from eventsite.registration.services import capacities, holding
from eventsite.registration.services.ordering import Buyer, Placing
from eventsite.registration.services.taking_up import take_up
from eventsite.registration.states import OrderState
from tests.integration.payments.stage import Stage

PAGE = "http://localhost/orders/the-link"


class World(Stage):
    """The acts."""

    # Buyers.

    def place(self, items: dict[str, int], previous: int | None = None, once: str | None = None) -> int | None:
        """Send the form with the names: a new order, or another basket in the place of one."""
        if previous is not None and not self.act(lambda: self._is_closed(previous)):
            previous = None
        wanted = tuple(Item(code, "", number) for code, number in sorted(items.items()))

        def send() -> int:
            order = db.session.get_one(Order, previous) if previous is not None else None
            buyer = Buyer("Ada Okafor", "ada@example.org")
            form = once or f"form-{next(self.forms)}"
            return take_up(Placing(self.summit().slug, wanted, buyer, once=form, previous=order)).id

        made = self.write(send)
        return made if made is None else int(made)

    def _is_closed(self, order_id: int) -> bool:
        if db.session.get_one(Order, order_id).hold_reason != "payment_page":
            return True
        return paying.close_pages(order_id, gateway=self.gateway, outbox=self.outbox)

    def pay(self, order_id: int, agreed: int | None = None) -> str | None:
        """Press "Pay", having seen this total, or the one of now."""

        def press() -> str:
            order = db.session.get_one(Order, order_id)
            seen = Agreed(order.total if agreed is None else agreed)
            return paying.pay(order, agreed=seen, page=PAGE, gateway=self.gateway, outbox=self.outbox)

        page = self.act(press)
        return page if page is None else str(page)

    def only_begin(self, order_id: int) -> None:
        """Press "Pay" in a process that dies before it has called Stripe."""

        def press() -> None:
            order = db.session.get_one(Order, order_id)
            beginning.begin_payment(order.id, agreed=Agreed(order.total), page=PAGE, outbox=self.outbox)

        self.write(press)

    def ask_and_die(self, order_id: int) -> None:
        """Ask Stripe for every page whose answer we do not know, in a process that dies of the answer."""

        def ask() -> None:
            rows = select(Payment).filter_by(order_id=order_id, session_id=None, state="created")
            for request, key in [(p.request, p.idempotency_key) for p in db.session.scalars(rows)]:
                self.gateway.open_page(request, key)

        self.act(ask)

    def come_back(self, order_id: int) -> None:
        self.act(
            lambda: settling.settle_all(
                queries.list_unsettled(db.session.get_one(Order, order_id)), gateway=self.gateway, outbox=self.outbox
            )
        )

    def buy(self, items: dict[str, int], way: str) -> int | None:
        """Go all the way, as far as it goes."""
        order_id = self.place(items)
        if order_id is not None and self.pay(order_id):
            self.bank(0, "checkout.session", ["open"], lambda sandbox, page: sandbox.pay(page, way))
            self.come_back(order_id)
        return order_id

    def extend(self, order_id: int) -> None:
        self.write(lambda: holding.extend(db.session.get_one(Order, order_id)))

    # Stripe, banks, and the weather between us.

    def bank(self, pick: int, kind: str, statuses: list[str], deed: Callable[[Any, str], Any]) -> None:
        """Do something to one of the things that Stripe has of a kind, the newest for 0."""
        if there := self.things(kind, *statuses):
            self.act(lambda: deed(self.stripe.sandbox, there[pick % len(there)]))

    def facts(self) -> set[str]:
        """Return what Stripe has, as "refund pending", and "event" if there are any."""
        kinds = ("checkout.session", "payment_intent", "refund", "dispute")
        asked = "SELECT DISTINCT kind, json_extract(body, '$.status') FROM thing"
        with self.stripe.sandbox.work() as books:
            rows = books.connection.execute(asked).fetchall()
        return {f"{kind} {status}" for kind, status in rows if kind in kinds} | {"event" for kind, _ in rows}

    def let_go(self, pick: int) -> None:
        """Let the seats of an order go without asking Stripe whether somebody is paying for them."""

        def press() -> None:
            rows = select(Order.id).filter_by(state="held", hold_reason="payment_page").order_by(Order.id.desc())
            if ids := db.session.scalars(rows).all():
                order = holding.lock_order(ids[pick % len(ids)])
                holding.give_up(order, OrderState.EXPIRED)
                self.let_go_early.add(order.code)

        self.write(press)

    def hear(self, pick: int) -> None:
        """Let one webhook arrive, of those on their way."""
        if waiting := self.stripe.sandbox.undelivered():
            self.act(lambda: self.stripe.bring(self.client, waiting[pick % len(waiting)]))

    def hear_all(self, seed: int) -> None:
        """Let all webhooks arrive in some order, each once or twice."""
        waiting = self.stripe.sandbox.undelivered()
        random.Random(seed).shuffle(waiting)
        for told in [*waiting, *waiting[: seed % 3]]:
            self.act(lambda told=told: self.stripe.bring(self.client, told))

    def lose(self) -> None:
        """Let every webhook that is on its way get lost."""
        for told in self.stripe.sandbox.undelivered():
            self.stripe.sandbox.take(told.id)

    def hear_again(self, pick: int) -> bool:
        """Let a webhook arrive again; tell whether it was taken in before."""
        events = self.stripe.sandbox.events()
        if not events:
            return False
        told = self.stripe.sandbox.signed(events[-1 - pick % len(events)]["id"])
        with self.app.app_context():
            is_known = db.session.scalar(select(StripeEvent.id).filter_by(event_id=told.id)) is not None
        self.act(lambda: self.stripe.bring(self.client, told))
        return is_known

    # The desk, and the clock.

    def refund_seats(self, order_id: int, how_many: int) -> None:
        lines = self.lines(order_id)[:how_many]
        self.write(lambda: refunding.refund_seats(order_id, lines, reason="Ill", outbox=self.outbox))

    def refund_amount(self, order_id: int, amount: int) -> None:
        self.write(lambda: refunding.refund_amount(order_id, amount, reason="Late", outbox=self.outbox))

    def sort_money(self, pick: int, *, is_given: bool) -> None:
        """Give the seat for money that waits, or the money back."""

        def press() -> None:
            waiting = journal.list_credits(self.summit().id)
            order_id = waiting[pick % len(waiting)][0] if waiting else 0
            if order_id and is_given:
                returning.give_the_seat(order_id, outbox=self.outbox)
            elif order_id:
                refunding.refund_credit(order_id, reason="", outbox=self.outbox)

        self.write(press)

    def cancel(self, order_id: int) -> None:
        self.act(
            lambda: desk.cancel_unpaid(db.session.get_one(Order, order_id), gateway=self.gateway, outbox=self.outbox)
        )

    def look_again(self, order_id: int) -> None:
        self.act(lambda: desk.look_again(db.session.get_one(Order, order_id), gateway=self.gateway, outbox=self.outbox))

    def resize(self, name: str, size: int) -> None:
        def press() -> None:
            capacity = db.session.scalars(select(Capacity).filter_by(name=name)).one()
            capacities.revise_capacity(capacity=capacity, name=name, size=size)

        self.write(press)

    def reprice(self, amount: int) -> None:
        def press() -> None:
            for phase in db.session.scalars(select(PricePhase).where(PricePhase.name == "")):
                if phase.pass_type.code == "a":
                    phase.amount = amount

        self.write(press)

    def reconcile(self) -> None:
        self.act(lambda: reconcile(gateway=self.gateway, outbox=self.outbox))

    def work(self) -> None:
        """Let the worker carry out what is due."""
        self.act(self.outbox.deliver_due)

    def come_to_rest(self) -> None:
        """Mend everything and let time pass, until there is nothing left that could happen by itself."""
        sandbox = self.stripe.sandbox
        self.commits_to_live = 0
        sandbox.mend()
        for refund in self.things("refund", "pending"):
            sandbox.succeed_refund(refund)
        for _ in range(2):
            self.clock.forward(days=5)
            self.work()
            self.reconcile()
        for refund in self.things("refund", "pending"):  # of the worker, just now
            sandbox.succeed_refund(refund)
        self.clock.forward(hours=2)
        self.reconcile()

    def tell_everything_again(self) -> None:
        """Everything that was ever told is told once more, by everybody who can."""
        for told in self.stripe.sandbox.events():
            self.stripe.bring(self.client, self.stripe.sandbox.signed(told["id"]))
        for order_id in self.orders():
            self.come_back(order_id)
            self.look_again(order_id)
        self.reconcile()
        self.work()

    def twice_open(self) -> list[str]:
        """Return the orders that could be paid on two pages."""
        orders = [page["client_reference_id"] for page in self.stripe.sandbox.all("checkout.session")
                  if page["status"] == "open"]  # fmt: skip
        return sorted({code for code in orders if orders.count(code) > 1} - self.let_go_early)
