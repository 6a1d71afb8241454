"""The sandbox as one object: what buyers, banks, the merchant's colleagues and the weather may do.

Ids are texts, amounts are in the smallest unit of the currency. Every method is one piece of work and may be called
from any thread; each raises NotPossible when it comes too late or too early.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from eventsite.payments.sandbox.acts import checkout, disputing, paying, refunding
from eventsite.payments.sandbox.acts.clockwork import advance, catch_up
from eventsite.payments.sandbox.acts.paying import Buyer, Way
from eventsite.payments.sandbox.api.operations import OPERATIONS
from eventsite.payments.sandbox.books import Books, Thing, shown
from eventsite.payments.sandbox.errors import ApiError, NotPossible
from eventsite.payments.sandbox.events import SENT, WebhookMode, lay_out, set_mode
from eventsite.payments.sandbox.faults import ANY, Fault, Trouble, set_troubles, troubles
from eventsite.payments.sandbox.sender import ENDPOINT, SignedEvent, endpoint_of, signed
from eventsite.payments.sandbox.settings import SandboxSettings
from eventsite.payments.sandbox.store import Store

BUYER = Buyer(email="buyer@example.com", name="Sandbox Buyer")


class Sandbox:
    """A world of its own, kept in one file."""

    def __init__(self, settings: SandboxSettings) -> None:
        self.settings, self.store = settings, Store(settings.file)
        with self.store.work() as books:
            if settings.endpoint and not endpoint_of(books):
                books.set(ENDPOINT, settings.endpoint)

    @contextmanager
    def work(self) -> Iterator[Books]:
        """One piece of work, after what was due by then."""
        with self.store.work() as books:
            catch_up(books)
        with self.store.work() as books:
            try:
                yield books
            except ApiError as error:
                raise NotPossible(error.message) from error

    # What a buyer does on the payment page.

    def pay(self, session: str, way: Way | str = Way.CARD, buyer: Buyer = BUYER) -> Thing:
        """Try to pay a session and return the payment intent; with `Way.CHALLENGE` the bank asks first."""
        with self.work() as books:
            return shown(paying.attempt(books, self._thing(books, checkout.SESSION, session), Way(way), buyer))

    def answer_bank(self, session: str, *, is_confirmed: bool = True) -> Thing:
        """Answer the question of the card's bank (3-D Secure)."""
        with self.work() as books:
            found = self._thing(books, checkout.SESSION, session)
            return shown(paying.answer(books, found, is_confirmed=is_confirmed))

    def expire(self, session: str) -> Thing:
        """Let a session run out now."""
        with self.work() as books:
            return shown(checkout.expire(books, self._thing(books, checkout.SESSION, session)))

    # What banks do, days later.

    def settle(self, payment_intent: str) -> Thing:
        """Let a bank debit arrive."""
        return self._do("payment_intent", payment_intent, paying.settle)

    def bounce(self, payment_intent: str) -> Thing:
        """Let a bank debit come back."""
        return self._do("payment_intent", payment_intent, paying.bounce)

    def open_dispute(self, payment_intent: str, amount: int | None = None) -> Thing:
        with self.work() as books:
            return shown(disputing.open_dispute(books, self._paid(books, payment_intent), amount=amount))

    def close_dispute(self, dispute: str, *, is_won: bool) -> Thing:
        return self._do("dispute", dispute, lambda books, it: disputing.close(books, it, is_won=is_won))

    # What the merchant's colleagues do in the dashboard, and how it ends.

    def refund(self, payment_intent: str, amount: int | None = None) -> Thing:
        """Refund from the dashboard: the site hears of it by webhook alone."""
        with self.work() as books:
            return shown(refunding.refund(books, self._paid(books, payment_intent), amount=amount))

    def succeed_refund(self, refund: str) -> Thing:
        return self._do("refund", refund, refunding.succeed)

    def fail_refund(self, refund: str) -> Thing:
        return self._do("refund", refund, refunding.fail)

    def let_refunds_wait(self, are_waiting: bool = True) -> None:
        """Say whether new refunds of cards wait to be told how they end."""
        with self.work() as books:
            books.set(refunding.REFUNDS_WAIT, are_waiting)

    # The weather.

    def advance(self, by: timedelta) -> None:
        """Move the sandbox's clock on; what is due meanwhile happens."""
        with self.work() as books:
            advance(books, by.total_seconds())

    def break_next(self, fault: Fault | str, calls: int = 1, operation: str = ANY, seconds: float = 2.0) -> None:
        """Let the next calls go wrong: of any operation, or "refunds.create", or "checkout.*"."""
        ahead = Trouble(Fault(fault), calls, operation, seconds)
        if not any(ahead.hits(known.name) for known in OPERATIONS):
            raise NotPossible(f"There is no operation {operation}.")
        with self.work() as books:
            set_troubles(books, [*troubles(books), ahead])

    def mend(self) -> None:
        """Let every call go well again."""
        with self.work() as books:
            set_troubles(books, [])

    def set_webhooks(self, mode: WebhookMode) -> None:
        """Say how the webhooks of future events go out."""
        with self.work() as books:
            set_mode(books, mode)

    def send_to(self, endpoint: str) -> None:
        """Send webhooks to an address from now on; "" keeps them until they are fetched."""
        with self.work() as books:
            books.set(ENDPOINT, endpoint)

    # What happened.

    def find(self, kind: str, id: str) -> Thing | None:
        """Return one of Stripe's objects as JSON: find("payment_intent", "pi_...")."""
        with self.work() as books:
            thing = books.find(kind, id)
            return shown(thing) if thing else None

    def lines(self, session: str) -> list[Thing]:
        """Return what a session sells."""
        with self.work() as books:
            return [shown(line) for line in self._thing(books, checkout.SESSION, session)["_lines"]]

    def all(self, kind: str) -> list[Thing]:
        """Return everything of a kind, oldest first."""
        with self.work() as books:
            return [shown(thing) for thing in books.select("kind = ?", (kind,), order="seq")]

    def events(self, *types: str) -> list[Thing]:
        """Return what the endpoint is to hear of, oldest first; only these types, if any are named."""
        return [event for event in self.all("event") if event["type"] in (types or SENT)]

    def signed(self, event: str) -> SignedEvent:
        """Return an event as its webhook would bring it, signed anew."""
        with self.work() as books:
            return signed(self._thing(books, "event", event), self.settings.webhook_secret)

    def undelivered(self) -> list[SignedEvent]:
        """Return the webhooks that nobody has taken yet, in the order in which their events happened.

        One that is to be sent three times is here three times; of an event whose webhooks are dropped there is none.
        """
        with self.work() as books:
            waiting = "SELECT event FROM delivery WHERE state != 'delivered' ORDER BY number"
            ids = [row[0] for row in books.connection.execute(waiting)]
            return [signed(books.get("event", id), self.settings.webhook_secret) for id in ids]

    def take(self, event: str) -> None:
        """Count one webhook of an event as delivered: somebody has brought it by hand."""
        with self.work() as books:
            books.connection.execute(
                "UPDATE delivery SET state = 'delivered' WHERE number ="
                " (SELECT min(number) FROM delivery WHERE event = ? AND state != 'delivered')", (event,)
            )

    def resend(self, event: str) -> None:
        """Send an event again."""
        with self.work() as books:
            lay_out(books, self._thing(books, "event", event)["id"])

    def close(self) -> None:
        self.store.close()

    def _do(self, kind: str, id: str, act: Callable[[Books, Thing], Thing]) -> Thing:
        with self.work() as books:
            return shown(act(books, self._thing(books, kind, id)))

    def _thing(self, books: Books, kind: str, id: str) -> Thing:
        thing = books.find(kind, id)
        if thing is None:
            raise NotPossible(f"There is no {kind} {id}.")
        return thing

    def _paid(self, books: Books, payment_intent: str) -> Thing:
        intent = self._thing(books, "payment_intent", payment_intent)
        if intent["status"] != "succeeded":
            raise NotPossible("This payment has not arrived.")
        return books.get("charge", intent["latest_charge"])
