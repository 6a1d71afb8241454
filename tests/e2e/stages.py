"""Orders that stand at every stage an order can come to, in a shop beside the sample: where each one's page is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from eventsite.core import clock
from eventsite.core.db import db
from eventsite.payments.services import refunding
from eventsite.registration.models import Order, PassType
from eventsite.registration.services import holding
from eventsite.registration.services.ordering import Guest
from eventsite.registration.states import OrderState
from tests.fixtures.servers import LiveServer
from tests.integration.front.orders.buying import Buyer
from tests.integration.payments.shop import Shop, open_shop
from tests.on_sale import PRICE, add_order, add_pass, add_terms

Stages = dict[str, str]


class Seller:
    """Sells two passes at a time in a summit of its own; webhooks are brought by hand, so that each is in its place."""

    def __init__(self, live: LiveServer) -> None:
        live.stripe.sandbox.send_to("")
        self.shop = open_shop(live.app, live.stripe, seats=None)
        self.shop.write(lambda: add_terms(self._pass().summit))

    def buyer(self, seats: int = 2) -> Buyer:
        """Return somebody who holds seats, the first for themself and the others for guests to be named."""
        guests = [Guest("Ada Okafor", "ada@example.org", "City of Larkhaven")]
        return Buyer(self.shop, self.shop.app.test_client(), self.shop.order(seats, guests=guests))

    def rare(self) -> Seller:
        """Return a seller of another pass of the same summit, of which there are two."""
        made = self.shop.write(lambda: add_pass(self._pass().summit, f"Rare {clock.now():%f}", size=2).id)
        other = object.__new__(Seller)
        other.shop = Shop(self.shop.app, self.shop.stripe, made)
        return other

    def pays(self, how: str = "card") -> Buyer:
        """Pay all the way and come back."""
        ada = self.buyer()
        self.opens_page(ada, how)
        ada.come_back()
        return ada

    def opens_page(self, ada: Buyer, how: str) -> None:
        """Pay on the payment page, and do not come back."""
        ada.pay(accept="yes")
        self.shop.stripe.sandbox.pay(self.shop.session_of(ada.order_id), how)

    def ends(self, ada: Buyer) -> None:
        """Let the time of a basket be over."""
        past = clock.now() - timedelta(seconds=1)
        self.shop.write(lambda: setattr(db.session.get_one(Order, ada.order_id), "hold_ends_at", past))

    def lets_go(self, ada: Buyer) -> None:
        """End a hold as if the clock had, though Stripe was not asked."""
        self.shop.write(lambda: holding.give_up(holding.lock_order(ada.order_id), OrderState.EXPIRED))

    def reprices(self, amount: int) -> None:
        self.shop.write(lambda: setattr(self._pass().phases[0], "amount", amount))

    def takes_back(self, ada: Buyer, *places: int) -> None:
        ids = self.shop.line_ids(ada.order_id)
        lines = [ids[place] for place in places]
        self.shop.write(lambda: refunding.refund_seats(ada.order_id, lines, reason="Ill", outbox=self.shop.outbox))

    def _pass(self) -> PassType:
        return db.session.get_one(PassType, self.shop.pass_id)


def every_stage(live: LiveServer) -> Stages:
    """Return what stage -> the path of a page that shows it."""
    seller = Seller(live)
    made: Stages = {}
    for make in (_unpaid, _debits, _without_seats, _paid):
        made |= make(seller)
    return made


def sold_out_at_paying(live: LiveServer) -> tuple[Buyer, Callable[[], None]]:
    """Return a buyer who may pay, and what lets others have the seats meanwhile."""
    rare = Seller(live).rare()
    late = rare.buyer()

    def meanwhile() -> None:
        rare.ends(late)
        rare.buyer()

    return late, meanwhile


def _unpaid(seller: Seller) -> Stages:
    review, given_back, changed, let_go, replaced = (seller.buyer() for _ in range(5))
    page_open = seller.buyer()
    page_open.pay(accept="yes")
    seller.ends(given_back)
    let_go.press("cancel")

    def change() -> None:
        before = db.session.get_one(Order, replaced.order_id)
        add_order(before.summit, {before.lines[0].pass_type: 3}, previous=before)

    seller.shop.write(change)
    stale = changed.look()
    seller.ends(changed)
    seller.reprices(PRICE + 10000)
    changed.press("pay", stale, accept="yes")
    seller.reprices(PRICE)
    return {
        "review": review.path, "page open": page_open.path, "given back": given_back.path,
        "changed total": changed.path, "let go": let_go.path, "replaced": replaced.path,
    }  # fmt: skip


def _debits(seller: Seller) -> Stages:
    under_way, failed = seller.pays("ach"), seller.pays("ach_fails")
    seller.shop.stripe.sandbox.bounce(seller.shop.intent_of(failed.order_id))
    seller.shop.deliver()
    return {"bank debit under way": under_way.path, "bank debit came back": failed.path}


def _without_seats(seller: Seller) -> Stages:
    """Others have the seats: of a basket whose time was over, and of money that came too late."""
    gone, money = seller.rare(), seller.rare()
    ended, late = gone.buyer(), money.buyer()
    gone.ends(ended)
    gone.buyer()
    money.opens_page(late, "card")
    money.lets_go(late)
    money.buyer()
    late.come_back()
    return {"others have the seats": ended.path, "money and no seats": late.path}


def _paid(seller: Seller) -> Stages:
    safe, disputed, partly, refunded = (seller.pays() for _ in range(4))
    seller.shop.stripe.sandbox.open_dispute(seller.shop.intent_of(disputed.order_id))
    seller.shop.deliver()
    seller.takes_back(partly, 1)
    seller.takes_back(refunded, 0, 1)
    return {
        "safe": safe.path, "ticket": safe.tickets()[0], "guest names the seat": safe.tickets()[1],
        "disputed": disputed.path, "ticket of a disputed order": disputed.tickets()[0],
        "one seat refunded": partly.path, "cancelled and refunded": refunded.path,
        "ticket of a cancelled seat": partly.tickets()[1],
    }  # fmt: skip
