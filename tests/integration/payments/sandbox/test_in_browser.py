"""The payment page in a real browser: by keyboard, without scripts, on a phone, light and dark."""

from __future__ import annotations

from typing import Any

import pytest
import stripe
from playwright.sync_api import Browser, Page, Route, expect

from tests.fixtures.browsers import Axe
from tests.fixtures.stripe import StripeSandbox
from tests.integration.payments.sandbox.asking import order

THANKS = "<!doctype html><html lang=en><title>Thanks</title><h1>Thank you</h1>"


def answer_for_the_site(page: Page) -> None:
    """Stand in for the site that the payment page leads back to: another origin than the page's."""

    def answer(route: Route) -> None:
        route.fulfill(body=THANKS, content_type="text/html")

    page.route("http://localhost/**", answer)


def test_the_keyboard_pays(page: Page, stripe_client: stripe.StripeClient, stripe_sandbox: StripeSandbox) -> None:
    answer_for_the_site(page)
    made = stripe_client.v1.checkout.sessions.create(order())
    page.goto(str(made.url))
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Pay $1,198.00 by card")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert page.url == f"http://localhost/orders/7?session={made.id}"
    assert stripe_client.v1.checkout.sessions.retrieve(made.id).payment_status == "paid"


def test_it_works_without_scripts(
    browser: Browser, stripe_client: stripe.StripeClient, stripe_sandbox: StripeSandbox
) -> None:
    made = stripe_client.v1.checkout.sessions.create(order())
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 700})
    page = context.new_page()
    answer_for_the_site(page)
    page.goto(str(made.url))
    page.get_by_role("button", name="Card that is declined").click()
    expect(page.get_by_role("alert")).to_contain_text("Your card was declined. Nothing was charged.")
    page.get_by_role("button", name="Card whose bank asks first").click()
    page.get_by_role("button", name="Yes, pay $1,198.00").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    page.goto(f"{stripe_sandbox.url}/")
    page.get_by_role("link", name="$1,198.00").click()
    page.get_by_label("Amount").fill("100")
    page.get_by_role("button", name="Refund as a colleague").click()
    expect(page.get_by_role("status")).to_have_text("Refunded from the dashboard.")
    page.get_by_role("button", name="Let it fail").click()
    expect(page.get_by_role("status")).to_have_text("The refund has failed.")
    context.close()


def test_who_does_not_pay_goes_back(page: Page, stripe_client: stripe.StripeClient) -> None:
    answer_for_the_site(page)
    made = stripe_client.v1.checkout.sessions.create(order())
    page.goto(str(made.url))
    page.get_by_role("link", name="without paying").click()
    assert page.url == "http://localhost/orders/7"
    assert stripe_client.v1.checkout.sessions.retrieve(made.id).status == "open"


@pytest.fixture
def pages(stripe_client: stripe.StripeClient, stripe_sandbox: StripeSandbox) -> list[str]:
    """Give the addresses of every page, in every state that looks different."""
    sandbox, create = stripe_sandbox.sandbox, stripe_client.v1.checkout.sessions.create
    new, declined, asked, expired, debit, paid = (create(order()).id for _ in range(6))
    sandbox.pay(declined, "card_declined")
    sandbox.pay(asked, "card_3ds")
    sandbox.expire(expired)
    sandbox.pay(debit, "ach")
    intent = sandbox.pay(paid)["id"]
    sandbox.refund(intent, 100)
    sandbox.open_dispute(intent)
    sandbox.break_next("slow", 1000, "customers.*")
    return [
        *(f"/c/pay/{session}" for session in (new, declined, asked, expired, paid, "cs_none")),
        "/", f"/payments/{new}", f"/payments/{debit}", f"/payments/{paid}", "/webhooks", "/weather",
    ]  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_every_page_can_be_used_by_everybody(
    browser: Browser, axe: Axe, pages: list[str], stripe_sandbox: StripeSandbox, scheme: Any, width: int
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
    )
    page, found = context.new_page(), {}
    for path in pages:
        page.goto(stripe_sandbox.url + path)
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        if wrong := [*axe(page), *(["scrolls sideways"] if wide else [])]:
            found[path] = wrong
    context.close()
    assert found == {}
