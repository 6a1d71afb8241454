"""An organizer's desk over a summit that sells, with Stripe's sandbox behind it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from eventsite.core.db import db, transaction
from eventsite.payments.models import Dispute, Payment, Refund
from eventsite.payments.services import refunding
from eventsite.programme.services import releasing
from eventsite.registration.models import Line, Order
from eventsite.registration.services.ordering import Guest
from eventsite.registration.ticket_codes import ticket_code
from eventsite.summits.models import Event, Summit
from eventsite.summits.queries import find_summit
from tests.drafts import add_session, fill_summit
from tests.fixtures.cast import SLUG, Cast, Member
from tests.fixtures.stripe import StripeSandbox
from tests.integration.payments.shop import Shop
from tests.on_sale import DOORS, add_pass

HERE = f"/manage/{SLUG}"


@pytest.fixture
def app(paying_app: Flask) -> Flask:
    return paying_app


def selling(slug: str) -> Summit:
    """Return one of the cast's summits, with events and rooms, years ahead of any day a test runs on."""
    summit = find_summit(slug)
    assert summit is not None
    fill_summit(summit)
    summit.events.append(Event(slug="side", name="Side event", short_name="Side", position=1))
    summit.starts_on, summit.ends_on = date(2035, 3, 10), date(2035, 3, 12)
    add_session(summit, "OPENING", starts_at=DOORS)
    return summit


@pytest.fixture
def shop(app: Flask, cast: Cast, stripe_sandbox: StripeSandbox) -> Shop:
    """Sell 4 seats of `all-access` at 599.00 of the summit that the cast's owner runs."""
    with app.app_context(), transaction():
        summit = selling(SLUG)
        releasing.release(summit, name="First")
        return Shop(app, stripe_sandbox, add_pass(summit, "All access", size=4).id)


@dataclass(frozen=True, slots=True)
class Desk:
    """One organizer's browser, and where their buttons are. Orders are named by their ids."""

    browser: FlaskClient
    shop: Shop

    def path(self, order_id: int, rest: str = "") -> str:
        return f"{HERE}/orders/{self.code(order_id)}{rest}"

    def code(self, order_id: int) -> str:
        return self.shop.read(lambda: db.session.get_one(Order, order_id).code)

    def look(self, path: str) -> str:
        """Return the words of a page's main part."""
        answer = self.browser.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return words(answer.text)

    def order(self, order_id: int) -> str:
        return self.look(self.path(order_id))

    def press(self, order_id: int, button: str, **typed: Any) -> TestResponse:
        return self.browser.post(self.path(order_id, button), data=typed)

    def told(self, order_id: int, button: str, **typed: Any) -> str:
        """Press a button and return what the next page says first."""
        answer = self.press(order_id, button, **typed)
        assert answer.status_code == 302, words(answer.text)
        return " ".join(flashes(self.browser.get(answer.location).text))

    def agree(self, order_id: int, query: str, **typed: str) -> TestResponse:
        """Open the page that says what would be given back, and send its form as it stands, and what is typed."""
        page = self.browser.get(self.path(order_id, query)).text
        return self.browser.post(self.path(order_id, query.partition("?")[0]), data={**hidden(page), **typed})


@pytest.fixture
def desk(cast: Cast, shop: Shop, as_member: Callable[[Member], FlaskClient]) -> Desk:
    return Desk(as_member(cast.owner), shop)


@dataclass(frozen=True, slots=True)
class Known:
    """An order that was paid, refunded in part and disputed, and one that is held; their codes, and Stripe's ids."""

    paid: str
    held: str
    said: dict[str, str]


@pytest.fixture
def known(desk: Desk) -> Known:
    shop = desk.shop
    guests = [Guest("Zoë Núñez", "zoe@guest.example", "Curb Lab")]
    paid = shop.order(2, name="Ada Okafor", organization="City of Tacoma", guests=guests)
    rename(desk, paid, "KQMW2345")
    shop.pay_page(paid)
    shop.stripe.sandbox.pay(shop.session_of(paid), "card")
    shop.come_back(paid)
    shop.write(lambda: refunding.refund_amount(paid, 1234, reason="", outbox=shop.outbox))
    shop.work()
    shop.stripe.sandbox.open_dispute(shop.intent_of(paid), 5000)
    shop.deliver()
    held = shop.order(1, name="Sinéad O’Brien", email="sinead@water.example")
    rename(desk, held, "HTRV6789")

    def ids() -> dict[str, str]:
        payment = db.session.scalars(db.select(Payment)).one()
        line = db.session.get_one(Line, shop.line_ids(paid)[0])
        return {
            "session": str(payment.session_id),
            "intent": str(payment.intent_id),
            "charge": str(payment.charge_id),
            "refund": str(db.session.scalars(db.select(Refund.refund_id)).one()),
            "dispute": db.session.scalars(db.select(Dispute.dispute_id)).one(),
            "ticket": ticket_code(line, shop.app.extensions["eventsite.link_key"]),
            "receipt": shop.receipts()[0],
            "code": desk.code(paid),
        }

    return Known(desk.code(paid), desk.code(held), shop.read(ids))


def rename(desk: Desk, order_id: int, code: str) -> None:
    """Give an order a code that no word of these tests is a part of by chance."""
    desk.shop.write(lambda: setattr(db.session.get_one(Order, order_id), "code", code))


def words(page: str) -> str:
    """Return the text of the main part of a page."""
    main = page[page.index("<main") :]
    return re.sub(" ([,.])", r"\1", " ".join(unescape(re.sub("<[^>]+>", " ", main)).split()))


def flashes(page: str) -> list[str]:
    part = page[page.index("</header>") : page.index("<main")]
    return [text for text in (" ".join(unescape(re.sub("<[^>]+>", " ", part)).split()),) if text]


def codes_in(page: str) -> list[str]:
    """Return the codes of the orders in a list, from top to bottom."""
    return re.findall(r'orders-code"><a href="[^"]*">(\w+)</a>', page)


def hidden(page: str) -> dict[str, Any]:
    """Return the hidden fields of a page's main part; a name that stands there more than once has all its values."""
    found: dict[str, list[str]] = {}
    for tag in re.findall(r'<input[^>]*type="hidden"[^>]*>', page[page.index("<main") :]):
        name, value = (re.search(rf'{part}="([^"]*)"', tag) for part in ("name", "value"))
        if name and name[1] != "csrf_token":
            found.setdefault(name[1], []).append(unescape(value[1]) if value else "")
    return dict(found)


def found(desk: Desk, **asked: str) -> list[str]:
    """Return the codes of the orders that the list shows for a query."""
    return codes_in(desk.browser.get(f"{HERE}/orders", query_string=asked).text)
