"""Buying in a real browser, on a phone's width, through the sandbox's payment page: with scripts and without them.

Two passes are bought, one of them unnamed; a card is declined, then another pays; the second guest names themself by
the private link, and the ticket is there to be shown and printed. Then an organizer takes the second seat back.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, ViewportSize, expect
from sqlalchemy import select

from eventsite.core.db import db
from eventsite.registration.models import Order
from tests.e2e.visiting import Visit, sign_in, upcoming
from tests.fixtures.browsers import Axe
from tests.fixtures.servers import LiveServer

PASS = "How many: All-access"
#: What the margins of `static/css/print.css` leave of 148 by 210 mm, in px.
A5: ViewportSize = {"width": 468, "height": 688}


@pytest.fixture(params=[True, False], ids=["with-javascript", "without-javascript"])
def phone(request: pytest.FixtureRequest, browser: Browser, live_server: LiveServer) -> Iterator[BrowserContext]:
    context = browser.new_context(
        base_url=live_server.url,
        java_script_enabled=request.param,
        reduced_motion="reduce",
        locale="en-US",
        viewport={"width": 360, "height": 740},
    )
    context.set_default_timeout(15_000)
    yield context
    context.close()


def choose_two(page: Page, slug: str) -> None:
    page.goto(f"/{slug}/passes")
    page.get_by_label(PASS).fill("2")
    page.get_by_role("button", name="Add guests").click()
    page.get_by_label("Your name").fill("June Vale")
    page.get_by_label("Your e-mail address").fill("june.vale@larkhaven.example")
    page.locator("form.guests button.button").last.click()
    expect(page.get_by_role("heading", name="Review and pay")).to_be_visible()


def pay_button(page: Page) -> str:
    return page.get_by_role("button", name="Pay $").inner_text()


def test_two_passes_on_a_phone(phone: BrowserContext, browser: Browser, live_server: LiveServer) -> None:
    slug, page = upcoming(live_server), phone.new_page()
    visit = Visit(page)
    choose_two(page, slug)
    order = page.url
    expect(page.locator("table")).to_contain_text("June Vale")
    expect(page.locator("table")).to_contain_text("To be named")
    words = pay_button(page)
    page.get_by_label("I accept the terms and refund policy").check()
    page.get_by_role("button", name=words).click()

    page.get_by_role("button", name="Card that is declined").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was charged")
    page.get_by_role("link", name="without paying").click()
    expect(page.get_by_role("heading", name="Not paid yet")).to_be_visible()
    page.get_by_role("button", name="Continue to pay $").click()
    page.get_by_role("button", name="by card").click()
    expect(page.get_by_role("heading", name="Your two seats are safe, June")).to_be_visible()
    assert page.url == f"{order}?from=payment"
    expect(page.locator(".trail")).to_contain_text(f"{words.removeprefix('Pay ')} paid")

    guest = name_second_seat(phone, page)
    assert visit.troubles() == []

    page.reload()
    expect(page.get_by_text("Next: put it into your calendar")).to_be_visible()
    expect(page.get_by_role("img", name="Ticket code")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.go_back()
    page.goto(order)
    expect(page.get_by_role("heading", name="Your two seats are safe, June")).to_be_visible()
    carry_tickets_away(phone, page, guest)
    lose_second_seat(browser, live_server, page, guest)
    assert visit.troubles() == []


def name_second_seat(phone: BrowserContext, page: Page) -> Page:
    """Open the private link of the second seat, as its guest does, and return their page with the ticket."""
    guest = phone.new_page()
    guest.goto(page.get_by_role("link", name="Private link of seat 2").get_attribute("href") or "")
    guest.get_by_label("Name", exact=True).fill("Orson Pellegrine")
    guest.get_by_role("button", name="This seat is mine").click()
    expect(guest.get_by_role("heading", name="Orson Pellegrine")).to_be_visible()
    expect(guest.get_by_role("img", name="Ticket code")).to_be_visible()
    return guest


def carry_tickets_away(phone: BrowserContext, page: Page, guest: Page) -> None:
    """Print the order and the ticket, and take the ticket as a file."""
    assert [wide_on_paper(it) for it in (page, guest)] == [0, 0]
    paper = phone.request.get(guest.get_by_role("link", name="Ticket as PDF").get_attribute("href") or "")
    assert (paper.status, paper.headers["content-type"], paper.body()[:5]) == (200, "application/pdf", b"%PDF-")


def lose_second_seat(browser: Browser, server: LiveServer, page: Page, guest: Page) -> None:
    """Let the desk take it back, and see that the buyer and the guest are told."""
    take_second_seat_back(browser, server)
    page.reload()
    expect(page.get_by_role("heading", name="Your seat is safe, June")).to_be_visible()
    expect(page.locator(".trail")).to_contain_text("1 seat cancelled")
    expect(page.get_by_role("img", name="Ticket code")).to_have_count(1)
    guest.reload()
    expect(guest.get_by_text("This ticket is cancelled.")).to_be_visible()
    assert [wide_on_paper(it) for it in (page, guest)] == [0, 0]


def wide_on_paper(page: Page) -> int:
    """Return by how much a page is wider than the smallest sheet that is printed on, in px."""
    screen = page.viewport_size
    assert screen
    page.emulate_media(media="print")
    page.set_viewport_size(A5)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    page.emulate_media(media="screen")
    page.set_viewport_size(screen)
    return int(wide)


def take_second_seat_back(browser: Browser, server: LiveServer) -> None:
    """Do what an organizer at a desk does, in a browser of their own."""
    with server.app.app_context():
        code = db.session.scalars(select(Order.code).order_by(Order.id.desc()).limit(1)).one()
    context = browser.new_context(base_url=server.url, viewport={"width": 1280, "height": 800}, locale="en-US")
    desk = context.new_page()
    sign_in(desk, server)
    desk.goto(f"/manage/{upcoming(server)}/orders/{code}")
    desk.get_by_label("Take back seat 2").check()
    desk.get_by_role("button", name="Take the ticked seats back…").click()
    desk.get_by_role("button", name="Cancel 1 seat and refund $").click()
    expect(desk.get_by_text("1 seat cancelled, and $")).to_be_visible()
    context.close()


def test_paying_by_keyboard_alone(page: Page, live_server: LiveServer) -> None:
    """The card is declined at first; the second guest names the seat on a page of their own."""
    page.goto(f"{live_server.url}/{upcoming(live_server)}/passes")
    page.get_by_label(PASS).focus()
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your name")).to_be_visible()
    page.get_by_label("Your name").focus()
    page.keyboard.type("June Vale")
    page.keyboard.press("Tab")
    page.keyboard.type("june.vale@larkhaven.example")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Review and pay")).to_be_visible()
    press_tab_to(page, page.get_by_label("I accept the terms and refund policy"))
    page.keyboard.press("Space")
    for _ in range(2):  # the link to the terms, then the button
        page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Pay $")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="by card")).to_be_visible()
    press_tab_to(page, page.get_by_role("button", name="Card that is declined"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Nothing was charged")
    press_tab_to(page, page.get_by_role("button", name="by card"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your two seats are safe, June")).to_be_visible()

    press_tab_to(page, page.get_by_role("link", name="Private link of seat 2"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="This seat is mine")).to_be_visible()
    press_tab_to(page, page.get_by_label("Name", exact=True))
    page.keyboard.type("Orson Pellegrine")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Orson Pellegrine")).to_be_visible()


def press_tab_to(page: Page, target: Locator) -> None:
    for _ in range(60):
        if target.evaluate("it => it === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"No way leads to {target} by Tab.")


def test_the_hold_counts_down_politely(page: Page, live_server: LiveServer) -> None:
    page.clock.install()
    page.goto(live_server.url)
    visit_review(page, live_server)
    left, said = page.locator("[data-hold-left]"), page.locator("[data-hold-said]")
    expect(left).to_have_text(", 15 minutes from now")
    expect(said).to_have_text("")
    page.clock.run_for(10 * 60_000 + 2000)
    expect(left).to_have_text(", 5 minutes from now")
    expect(said).to_have_text("Kept for 5 minutes more.")
    page.clock.run_for(5 * 60_000)
    expect(said).to_have_text("The time is over. You can still try: paying wins the seats back if they are free.")


def visit_review(page: Page, server: LiveServer) -> None:
    page.goto(f"{server.url}/{upcoming(server)}/passes")
    page.get_by_label(PASS).fill("1")
    page.get_by_role("button", name="Add guests").click()
    page.get_by_label("Your name").fill("June Vale")
    page.get_by_label("Your e-mail address").fill("june.vale@larkhaven.example")
    page.locator("form.guests button.button").last.click()
    expect(page.get_by_role("heading", name="Review and pay")).to_be_visible()


def test_a_bank_debit_and_a_page_that_expires(page: Page, live_server: LiveServer) -> None:
    visit_review(page, live_server)
    page.get_by_label("I accept the terms and refund policy").check()
    page.get_by_role("button", name="Pay $").click()
    page.get_by_role("button", name="Let this page expire").click()
    page.get_by_role("link", name="Back to").click()
    expect(page.get_by_role("heading", name="Your seat was given back")).to_be_visible()
    page.get_by_role("button", name="Pay $").click()
    page.get_by_role("button", name="Bank account (ACH debit)").click()
    expect(page.get_by_role("heading", name="Your seat is safe, June")).to_be_visible()
    expect(page.get_by_text("Your bank confirms the payment within some days.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_way(page: Page, live_server: LiveServer, axe: Axe, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    visit_review(page, live_server)
    assert axe(page) == []
    order = page.url
    page.get_by_label("I accept the terms and refund policy").check()
    page.get_by_role("button", name="Pay $").click()
    page.get_by_role("link", name="without paying").click()
    expect(page.get_by_role("heading", name="Not paid yet")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("button", name="Continue to pay $").click()
    page.get_by_role("button", name="by card").click()
    expect(page.get_by_role("heading", name="Your seat is safe")).to_be_visible()
    assert axe(page) == []
    page.get_by_text("Change guest").click()
    assert axe(page) == []
    page.get_by_role("link", name="Open the ticket of June Vale").click()
    expect(page.get_by_role("heading", level=1, name="June Vale")).to_be_visible()
    assert axe(page) == []
    page.emulate_media(media="print")
    expect(page.get_by_role("img", name="Ticket code")).to_be_visible()
    expect(page.get_by_role("link", name="Ticket as PDF")).to_be_hidden()
    page.emulate_media(media="screen")
    for address in ("/orders/", "/orders/?asked=yes", "/orders/1-nothing"):
        page.goto(f"{live_server.url}{address}")
        assert axe(page) == []
    page.goto(order)
    assert axe(page) == []
