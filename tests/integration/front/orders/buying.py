"""A buyer in front of an order's page: reads what it says, and sends its forms as a browser would."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from eventsite.core.db import db
from eventsite.registration.models import Line, Order
from eventsite.registration.queries import ORDER_LINK, TICKET_LINK
from tests.integration.payments.shop import Shop

FORM = re.compile(r'<form\b[^>]*method="post"[^>]*action="([^"]*)"[^>]*>(.*?)</form>', re.DOTALL)


class Fields(HTMLParser):
    """Collects what a form sends: its fields as they stand, boxes only where they are ticked."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "input" and (given.get("type") != "checkbox" or "checked" in given):
            self.found[given.get("name") or ""] = given.get("value") or ""


@dataclass(frozen=True, slots=True)
class Seen:
    """A page as it was answered."""

    response: TestResponse

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def html(self) -> str:
        return self.response.get_data(as_text=True)

    @property
    def text(self) -> str:
        """The words of the page's main part, on one line."""
        main = re.sub(r"<(svg|script)\b.*?</\1>", "", self.html.partition('<main id="main">')[2], flags=re.DOTALL)
        return " ".join(unescape(re.sub(r"<[^>]*>", " ", main.partition("</main>")[0])).split())

    @property
    def headline(self) -> str:
        return self.between("<h1>", "</h1>")

    @property
    def lead(self) -> str:
        return self.between('<p class="lead">', "</p>")

    @property
    def alerts(self) -> list[str]:
        found = re.findall(r'role="alert">(.*?)</div></div>', self.html, flags=re.DOTALL)
        return [" ".join(unescape(re.sub(r"<[^>]*>", " ", text)).split()) for text in found]

    @property
    def forms(self) -> list[str]:
        """What the forms of the page do: pay, hold, cancel, guests/7."""
        return [unescape(action).split("/", 3)[-1] for action, _ in FORM.findall(self.html)]

    def between(self, start: str, end: str) -> str:
        text = self.html.partition(start)[2].partition(end)[0]
        return " ".join(unescape(re.sub(r"<[^>]*>", "", text)).split())

    def fields(self, does: str) -> dict[str, str]:
        """Return what the first form that does this would send."""
        body = next(body for action, body in FORM.findall(self.html) if action.endswith(f"/{does}"))
        reader = Fields()
        reader.feed(body)
        return reader.found


@dataclass(frozen=True, slots=True)
class Buyer:
    """One browser on one order's page."""

    shop: Shop
    client: FlaskClient
    order_id: int

    @property
    def path(self) -> str:
        def find() -> str:
            order = db.session.get_one(Order, self.order_id)
            return self.shop.app.extensions["eventsite.link_key"].token(ORDER_LINK, order.id, order.link_version)

        return f"/orders/{self.shop.read(find)}"

    def look(self, query: str = "") -> Seen:
        return Seen(self.client.get(f"{self.path}{query}"))

    def come_back(self) -> Seen:
        """Return from the payment page, as Stripe sends one."""
        return self.look("?from=payment")

    def press(self, does: str, page: Seen | None = None, **typed: Any) -> Seen:
        """Send one form of a page, with what was typed into it."""
        fields = {**(page or self.look()).fields(does), **typed}
        return Seen(self.client.post(f"{self.path}/{does}", data=fields))

    def pay(self, **typed: Any) -> str:
        """Press "Pay"; return where that leads."""
        return self.press("pay", **typed).response.location or ""

    def pays(self, how: str = "card") -> Seen:
        """Pay all the way, and come back."""
        self.pay()
        self.shop.stripe.sandbox.pay(self.shop.session_of(self.order_id), how)
        return self.come_back()

    def tickets(self) -> list[str]:
        """Return the paths of the seats' own pages."""
        key = self.shop.app.extensions["eventsite.link_key"]

        def find() -> list[str]:
            rows = db.select(Line).filter_by(order_id=self.order_id).order_by(Line.position)
            lines = db.session.scalars(rows)
            return [f"/tickets/{key.token(TICKET_LINK, line.id, line.ticket_version)}" for line in lines]

        return self.shop.read(find)
