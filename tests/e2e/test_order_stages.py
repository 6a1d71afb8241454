"""Every stage of an order is for everybody: axe-core finds nothing, and nothing is wider than a screen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.stages import every_stage, sold_out_at_paying
from tests.e2e.visiting import Visit
from tests.fixtures.browsers import Axe
from tests.fixtures.servers import LiveServer

#: What the page of each stage says first.
SAYS = {
    "review": "Review and pay",
    "page open": "Not paid yet",
    "given back": "Your seats were given back",
    "changed total": "Review and pay",
    "let go": "You let these seats go",
    "replaced": "You changed this order",
    "bank debit under way": "Your two seats are safe, Ada",
    "bank debit came back": "Your seats were given back",
    "others have the seats": "Your seats were given back",
    "money and no seats": "Your money is here, your seats are not yet",
    "safe": "Your two seats are safe, Ada",
    "ticket": "Ada Okafor",
    "guest names the seat": "To be named",
    "disputed": "Your payment is disputed",
    "ticket of a disputed order": "Ada Okafor",
    "one seat refunded": "Your seat is safe, Ada",
    "cancelled and refunded": "This order was cancelled",
    "ticket of a cancelled seat": "To be named",
}


@pytest.fixture(params=[(1280, "light"), (360, "dark")], ids=["desk", "phone"])
def screen(request: pytest.FixtureRequest, browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    width, scheme = request.param
    context = browser.new_context(
        base_url=live_server.url, viewport={"width": width, "height": 800}, color_scheme=scheme,
        reduced_motion="reduce", locale="en-US",
    )  # fmt: skip
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def wrong_with(page: Page, axe: Axe) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return ([f"{wide} px too wide"] if wide > 0 else []) + axe(page)


def test_every_stage_of_an_order_is_for_everybody(screen: Page, live_server: LiveServer, axe: Axe) -> None:
    visit, stages, said, wrong = Visit(screen), every_stage(live_server), {}, []
    for stage, path in stages.items():
        visit.go(path)
        said[stage] = screen.get_by_role("heading", level=1).inner_text()
        wrong += [f"{stage}: {found}" for found in [*wrong_with(screen, axe), *visit.troubles()]]
    assert not wrong, "\n".join(wrong)
    assert said == SAYS


def test_a_refusal_at_paying_is_for_everybody(screen: Page, live_server: LiveServer, axe: Axe) -> None:
    late, meanwhile = sold_out_at_paying(live_server)
    screen.goto(late.path)
    screen.get_by_label("I accept the terms and refund policy").check()
    meanwhile()
    screen.get_by_role("button", name="Pay $").click()
    expect(screen.get_by_role("alert")).to_contain_text("sold out")
    assert wrong_with(screen, axe) == []
