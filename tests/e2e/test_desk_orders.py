"""An organizer with a caller on the phone: finds the order, takes a seat back, sorts the money; by keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest
from playwright.sync_api import Browser, Page, expect

from eventsite.core.db import db, transaction
from eventsite.core.outbox import OutboxRow, OutboxState
from eventsite.payments.flows import paying, settling
from eventsite.payments.queries import list_unsettled
from eventsite.payments.services.beginning import Agreed
from eventsite.registration.emails import ORDER_CONFIRMED
from eventsite.registration.models import Order
from eventsite.registration.queries import current_terms, list_passes
from eventsite.registration.services import holding
from eventsite.registration.services.ordering import Guest
from eventsite.registration.states import OrderState
from eventsite.summits.queries import find_summit
from tests.e2e.visiting import Visit, sign_in, upcoming
from tests.fixtures.browsers import Axe
from tests.fixtures.servers import LiveServer
from tests.on_sale import add_order


@pytest.fixture(params=[(1280, "light"), (360, "dark")], ids=["desk", "phone"])
def organizer(request: pytest.FixtureRequest, browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    width, scheme = request.param
    context = browser.new_context(
        base_url=live_server.url, viewport={"width": width, "height": 800}, color_scheme=scheme,
        reduced_motion="reduce", locale="en-US",
    )  # fmt: skip
    context.set_default_timeout(15_000)
    page = context.new_page()
    sign_in(page, live_server)
    yield page
    context.close()


@pytest.fixture
def desk(live_server: LiveServer) -> str:
    return f"/manage/{upcoming(live_server)}"


def pay(live: LiveServer, *, is_late: bool = False) -> str:
    """Buy two all-access passes by card; where it `is_late`, after the seats were let go. Return the order's code."""
    gateway, outbox = (live.app.extensions[f"eventsite.{name}"] for name in ("gateway", "outbox"))
    guests = [Guest("Zoë Núñez", "zoe@guest.example")]
    with live.app.app_context():
        with transaction():
            summit = find_summit(upcoming(live))
            assert summit is not None
            (all_access,) = list_passes(summit, {"all-access"})
            order = add_order(summit, {all_access: 2}, name="Gus Late" if is_late else "Ada Okafor", guests=guests)
            terms = current_terms(summit)
            id, agreed = order.id, Agreed(order.total, terms.version if terms else None)
        send = partial(paying.pay, agreed=agreed, page=f"{live.url}/", gateway=gateway, outbox=outbox)
        send(db.session.get_one(Order, id))
        if is_late:
            with transaction():
                holding.give_up(holding.lock_order(id), OrderState.CANCELLED)
        session = live.stripe.sandbox.all("checkout.session")[-1]
        live.stripe.sandbox.pay(session["id"], "card")
        settling.settle_all(list_unsettled(db.session.get_one(Order, id)), gateway=gateway, outbox=outbox)
        return db.session.get_one(Order, id).code


def focused(page: Page) -> str:
    """Return the words, or the name, of what has the focus."""
    return str(page.evaluate("(e => e.innerText?.trim() || e.name)(document.activeElement)"))


def wrong_with(page: Page, axe: Axe) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return ([f"{page.url}: {wide} px too wide"] if wide > 0 else []) + axe(page)


def test_a_seat_is_found_and_taken_back_by_keyboard(organizer: Page, desk: str, live_server: LiveServer) -> None:
    code = pay(live_server)
    organizer.goto(f"{desk}/orders")
    search = organizer.get_by_label("Search by anything a caller says")
    if not search.is_visible():
        organizer.get_by_text("Search and filters").press("Enter")
    search.focus()
    organizer.keyboard.type("zoe nunez")
    organizer.keyboard.press("Enter")
    expect(organizer.get_by_role("status")).to_contain_text("1 of")
    organizer.get_by_role("link", name=code).press("Enter")
    expect(organizer.get_by_role("heading", level=1)).to_have_text(f"Order {code}")
    organizer.get_by_label("Take back seat 2").press("Space")
    organizer.get_by_role("button", name="Take the ticked seats back…").press("Enter")
    expect(organizer.get_by_role("heading", level=1)).to_have_text(f"Take back 1 seat of order {code}")
    organizer.get_by_label("Why, for the desk’s own books").focus()
    organizer.keyboard.type("Ill")
    organizer.keyboard.press("Tab")
    assert focused(organizer).startswith("Cancel 1 seat and refund $")
    organizer.keyboard.press("Enter")
    expect(organizer.get_by_text("1 seat cancelled, and $")).to_be_visible()
    expect(organizer.get_by_label("Take back seat 2")).to_have_count(0)
    expect(organizer.get_by_text("Refund of $")).to_be_visible()


def test_an_amount_is_changed_on_the_way_back(organizer: Page, desk: str, live_server: LiveServer) -> None:
    organizer.goto(f"{desk}/orders/{pay(live_server)}")
    organizer.get_by_label("Or give part of the price back").fill("fifty")
    organizer.keyboard.press("Enter")
    expect(organizer.get_by_text("That is no amount.")).to_be_visible()
    organizer.get_by_label("Give back").fill("$50")
    organizer.keyboard.press("Enter")
    expect(organizer.get_by_role("button", name="Refund $50.00")).to_be_visible()
    organizer.go_back()
    expect(organizer.get_by_label("Give back")).to_have_value("$50")
    organizer.go_back()
    expect(organizer.get_by_label("Or give part of the price back")).to_be_visible()


def test_money_that_waits_is_given_its_seats(organizer: Page, desk: str, live_server: LiveServer, axe: Axe) -> None:
    code = pay(live_server, is_late=True)
    organizer.goto(f"{desk}/")
    organizer.get_by_role("link", name="Sort it").press("Enter")
    expect(organizer.get_by_role("heading", name=code)).to_be_visible()
    assert wrong_with(organizer, axe) == []
    organizer.get_by_role("button", name="Give the 2 seats").press("Enter")
    expect(organizer.get_by_text(f"Order {code} has its seats")).to_be_visible()
    expect(organizer.get_by_text("All is sorted")).to_be_visible()


def give_up_a_mail(live: LiveServer, code: str) -> None:
    """Let the confirmation of an order be one that could not be sent."""
    with live.app.app_context(), transaction():
        order = db.session.scalars(db.select(Order).filter_by(code=code)).one()
        row = db.session.scalars(db.select(OutboxRow).filter_by(kind=ORDER_CONFIRMED, key=str(order.id))).one()
        row.state, row.tries, row.error = OutboxState.PARKED, 8, "550 No such mailbox here"


def test_every_page_of_orders_is_for_everybody(organizer: Page, desk: str, live_server: LiveServer, axe: Axe) -> None:
    visit, code, late = Visit(organizer), pay(live_server), pay(live_server, is_late=True)
    give_up_a_mail(live_server, code)
    order, wrong = f"{desk}/orders/{code}", []
    paths = [
        f"{desk}/orders", f"{desk}/orders?q=nothing-like-this", f"{desk}/orders?flag=any", f"{desk}/money", order,
        f"{order}/buyer", f"{order}/seats/1", f"{order}/refund?seat=1&seat=2", f"{order}/refund-amount?amount=99999",
        f"{order}/refund-amount?amount=50", f"{desk}/orders/{late}", f"{desk}/orders/{late}/refund-credit",
    ]  # fmt: skip
    for path in paths:
        organizer.goto(path)
        wrong += [f"{path}: {found}" for found in [*visit.troubles(), *wrong_with(organizer, axe)]]
    organizer.goto(order)
    expect(organizer.get_by_text("Confirmation could not be sent.", exact=True)).to_be_visible()
    organizer.goto(f"{desk}/orders")
    expect(organizer.get_by_role("link", name="seats with guests (Excel)")).to_be_visible()
    organizer.goto(f"{order}/refund?seat=1&seat=2")
    organizer.get_by_role("button", name="Cancel 2 seats").click()
    expect(organizer.get_by_text("the whole order is given back")).to_be_visible()
    wrong += wrong_with(organizer, axe)
    organizer.goto(f"{order}/buyer")
    organizer.get_by_label("Name").fill("")
    organizer.get_by_role("button", name="Save the buyer").click()
    expect(organizer.get_by_text("Type the buyer’s name.")).to_be_visible()
    wrong += wrong_with(organizer, axe)
    assert wrong == []
