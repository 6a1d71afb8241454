"""Buys as somebody would whose mails a test reads: for Ada, who pays, and for Bo, who has an address of his own."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from eventsite.core.db import db
from eventsite.core.outbox import OutboxRow, OutboxState
from eventsite.payments.services import refunding
from eventsite.registration.emails import ORDER_CONFIRMED
from eventsite.registration.models import Order
from eventsite.registration.services.ordering import Guest
from eventsite.summits.models import Summit
from tests.integration.front.mails.mailbox import Mail
from tests.integration.payments.shop import Shop, open_shop
from tests.on_sale import PRICE, add_pass
from tests.unit.calendar.readers import Read, read_by_all

ADA, BO, CY = "ada@example.org", "bo@example.org", "cy@example.org"
VENUE = {
    "name": "Smart Cities Summit", "edition": "2035", "venue_name": "Peachtree Hall",
    "venue_street": "12 Peachtree Place", "venue_region": "GA", "venue_postal_code": "30303", "venue_country": "US",
}  # fmt: skip
GUESTS = (Guest("Ada Okafor", ADA), Guest("Bo Li", BO))


def buy(shop: Shop, how: str = "card", seats: int = 2) -> int:
    """Buy for Ada and Bo, all the way; the mails that it asked for are sent."""
    order_id = shop.order(seats, guests=GUESTS[:seats])
    shop.pay_page(order_id, seats * PRICE)
    shop.stripe.sandbox.pay(shop.session_of(order_id), how)
    shop.come_back(order_id)
    shop.work()
    shop.work()
    return order_id


def code_of(shop: Shop, order_id: int) -> str:
    return shop.read(lambda: db.session.get_one(Order, order_id).code)


def days(mail: Mail) -> dict[str, Read]:
    return read_by_all(mail.files["summit.ics"])[1]


def states(shop: Shop, kind: str) -> list[tuple[str, OutboxState]]:
    rows = select(OutboxRow).filter_by(kind=kind).order_by(OutboxRow.id)
    return shop.read(lambda: [(row.key, row.state) for row in db.session.scalars(rows)])


def opens(shop: Shop, mail: Mail) -> dict[str, int]:
    """Follow every link of a mail to our own pages; return what answers, by the kind of page."""
    client = shop.app.test_client()
    ours = [link.removeprefix("http://localhost") for link in mail.links if link.startswith("http://localhost/")]
    return {path.split("/")[1]: client.get(path).status_code for path in ours}


def free_shop(app: Flask) -> Shop:
    """Open a shop that gives one pass away; it needs no sandbox."""
    shop = open_shop(app, None, **VENUE)
    shop.write(lambda: add_pass(summit(), "Virtual", amount=0, is_virtual=True) and None)
    return shop


def summit() -> Summit:
    return db.session.scalars(select(Summit)).one()


def ask_to_confirm(shop: Shop, order_id: int) -> None:
    shop.write(lambda: shop.outbox.put(ORDER_CONFIRMED, str(order_id), order=order_id))
    shop.work()
    shop.work()


def refund(shop: Shop, order_id: int, *places: int) -> None:
    lines = [shop.line_ids(order_id)[place] for place in places]
    shop.write(lambda: refunding.refund_seats(order_id, lines, reason="Ill", outbox=shop.outbox))
    shop.work()
    shop.work()
