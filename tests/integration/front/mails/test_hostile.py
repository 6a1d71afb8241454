"""Whatever somebody is called, their mails have the same headers, the same elements and the same links."""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from eventsite.core.db import db
from eventsite.front.letters import said
from eventsite.payments.services import refunding
from eventsite.registration.basket import Item
from eventsite.registration.models import Line, Order
from eventsite.registration.services import finding
from eventsite.registration.services.ordering import Guest
from tests.integration.front.mails.mailbox import LINK, Mail, elements, mails, words
from tests.integration.front.mails.mailing import ADA, BO, ask_to_confirm, free_shop, summit
from tests.integration.payments.shop import Shop
from tests.on_sale import add_order

#: What people may be called, and what of it a mail says.
NAMES = {
    "<script>alert(1)</script><img src=x>": "<script>alert(1)</script><img src=x>",
    "=HYPERLINK(\"http://evil.example\")": "=HYPERLINK(\"http: //evil. example\")",
    "Ada\r\nBcc: all@example.org\r\n\r\nHello": "Ada Bcc: all@ example. org Hello",
    "\u202eadA\u2066 \u200bOkafor": "adA Okafor",
    "Win at www.evil.example/now": "Win at www. evil. example/now",
    "{{ 7 * 7 }}{% raw %}": "{{ 7 * 7 }}{% raw %}",
    "A" * 200: "A" * 79 + "…",
    "J.R.R. Tolkien": "J. R. R. Tolkien",
    "Zoë 李 👩‍🚒": "Zoë 李 👩‍🚒",
}  # fmt: skip


@pytest.mark.parametrize(("name", "shown"), NAMES.items())
def test_names_are_said_calmly(name: str, shown: str) -> None:
    assert said(name) == shown


@given(st.text(max_size=300))
def test_no_name_is_a_link(name: str) -> None:
    spoken = said(name)
    assert len(spoken) <= 160
    assert spoken == " ".join(spoken.split())
    assert "://" not in spoken
    assert LINK.findall(spoken) == []


def test_a_very_long_name_is_cut() -> None:
    assert said("x" * 10_000) == "x" * 79 + "…"


def written(app: Flask, name: str) -> list[Mail]:
    """Have every mail of a free order written that a name can stand in."""
    shop = free_shop(app)

    def place() -> int:
        guests = [Guest(name, ADA), Guest(name, BO)]
        return add_order(summit(), [Item("virtual", "", 2)], name=name, guests=guests, is_confirmed=True).id

    order_id = shop.write(place)
    ask_to_confirm(shop, order_id)
    shop.write(lambda: finding.ask_for_links(email=ADA, outbox=shop.outbox))
    cancel(shop, order_id)
    found = mails(app)
    assert len(found) == 5
    return found


def cancel(shop: Shop, order_id: int) -> None:
    def take_back() -> None:
        last = db.session.get_one(Order, order_id).lines[1]
        refunding.refund_seats(order_id, [last.id], reason="", outbox=shop.outbox)

    shop.write(take_back)
    shop.work()
    shop.work()


@pytest.fixture(scope="module")
def plain_elements() -> list[list[str]]:
    """Collect the elements of the first mails, for those of other names to be compared with."""
    return []


@pytest.mark.parametrize("name", list(NAMES))
def test_no_name_changes_a_mail(app: Flask, name: str, plain_elements: list[list[str]]) -> None:
    found = written(app, name)
    assert sorted(mail.to for mail in found) == [ADA, ADA, ADA, BO, BO]
    tags = [elements(mail.html) for mail in found]
    plain_elements[:] = plain_elements or tags
    assert tags == plain_elements
    shown = said(name)
    assert [shown in mail.text and shown in words(mail.html) for mail in found].count(True) == 4
    assert not any("evil" in link or "www" in link for mail in found for link in mail.links)
    assert all(mail.text.count("\n-- \n") == 1 for mail in found)
    assert [mail.subject.partition(":")[0] for mail in found].count("Smart Cities Summit 2035") == 4


def test_a_hostile_address_parks_and_harms_nobody(app: Flask) -> None:
    shop = free_shop(app)

    def place() -> int:
        guests = [Guest("Ada", ADA), Guest("Bo", "bo@example.org, all@example.org")]
        return add_order(summit(), [Item("virtual", "", 2)], guests=guests, is_confirmed=True).id

    ask_to_confirm(shop, shop.write(place))
    assert [mail.to for mail in mails(app)] == [ADA]
    assert shop.read(lambda: db.session.query(Line).count()) == 2
