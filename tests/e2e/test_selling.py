"""An organizer puts a pass on sale: by keyboard, on a phone, and without losing what was typed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.visiting import Visit, sign_in, upcoming
from tests.fixtures.browsers import Axe
from tests.fixtures.servers import LiveServer


@pytest.fixture(params=[(1280, "light"), (360, "dark")], ids=["desk", "phone"])
def context(request: pytest.FixtureRequest, browser: Browser, live_server: LiveServer) -> Iterator[BrowserContext]:
    width, scheme = request.param
    context = browser.new_context(
        base_url=live_server.url,
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        reduced_motion="reduce",
        locale="en-US",
    )
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def organizer(context: BrowserContext, live_server: LiveServer) -> Page:
    page = context.new_page()
    sign_in(page, live_server)
    return page


@pytest.fixture
def passes(live_server: LiveServer) -> str:
    return f"/manage/{upcoming(live_server)}/passes"


def wrong_with(page: Page, axe: Axe) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return ([f"{wide} px too wide"] if wide > 0 else []) + axe(page)


def focused(page: Page) -> str:
    """Return the id or the value of what has the focus."""
    return str(page.evaluate("(e => e.tagName === 'BUTTON' ? e.value : e.id)(document.activeElement)"))


def row(page: Page, name: str) -> str:
    return " ".join(page.get_by_role("row").filter(has_text=name).inner_text().split())


def test_a_pass_is_put_on_sale_by_keyboard_alone(organizer: Page, passes: str) -> None:
    organizer.goto(passes)
    organizer.get_by_role("link", name="New pass").press("Enter")
    organizer.get_by_label("Name", exact=True).focus()
    organizer.keyboard.type("Press")
    for _ in range(3):
        organizer.keyboard.press("Tab")
    assert focused(organizer) == "opens-0"  # past the sentence and what else it brings
    organizer.keyboard.press("ArrowDown")
    organizer.keyboard.press("Tab")
    organizer.keyboard.press("Space")
    organizer.get_by_role("textbox", name="Price").focus()
    organizer.keyboard.type("45")
    organizer.keyboard.press("Enter")
    expect(organizer.get_by_text("Press is saved, and the public page shows it so from now on.")).to_be_visible()
    assert row(organizer, "Press").startswith("Press Smart Cities On sale $45.00 0 sold No limit")
    organizer.get_by_role("link", name="See the public page").press("Enter")
    expect(organizer.get_by_role("heading", name="Press", exact=True)).to_be_visible()


def test_a_preview_shows_what_is_typed_and_leaves_the_public_page(organizer: Page, passes: str, axe: Axe) -> None:
    organizer.goto(f"{passes}/one-day/edit")
    organizer.get_by_label("Name", exact=True).fill("A day of yours")
    organizer.get_by_role("button", name="Preview").press("Enter")
    expect(organizer.get_by_role("heading", name="A day of yours", exact=True)).to_be_in_viewport()
    expect(organizer.get_by_label("Name", exact=True)).to_have_value("A day of yours")
    assert wrong_with(organizer, axe) == []
    organizer.goto(passes.removeprefix("/manage"))
    expect(organizer.get_by_role("heading", name="A day of yours")).to_have_count(0)
    expect(organizer.get_by_role("heading", name="One day", exact=True)).to_be_visible()


def test_what_is_wrong_is_said_first_and_leads_to_its_field(organizer: Page, passes: str, axe: Axe) -> None:
    organizer.goto(f"{passes}/one-day/edit")
    organizer.get_by_role("button", name="Add a later price").press("Enter")
    expect(organizer.get_by_role("group", name="Price 4")).to_be_in_viewport()
    organizer.keyboard.press("Tab")
    assert focused(organizer) == "phases-3-name"
    organizer.keyboard.type("Last minute")
    organizer.get_by_role("button", name="Save", exact=True).click()
    expect(organizer.get_by_role("alert")).to_be_focused()
    assert wrong_with(organizer, axe) == []
    organizer.get_by_role("link", name="Price 4: Price").click()
    expect(organizer.locator("#phases-3-price")).to_be_focused()
    expect(organizer.get_by_label("Called").nth(3)).to_have_value("Last minute")
    organizer.get_by_role("button", name="Remove price 4").press("Enter")
    organizer.get_by_role("button", name="Save", exact=True).click()
    expect(organizer.get_by_text("Nothing was changed.")).to_be_visible()


def test_a_session_is_found_by_words_of_its_title(organizer: Page, passes: str) -> None:
    organizer.goto(f"{passes}/one-event/edit")
    organizer.get_by_label("Session 1").fill("joint clause")
    organizer.get_by_role("button", name="Save", exact=True).click()
    expect(organizer.get_by_text("One event is saved")).to_be_visible()
    organizer.goto(f"{passes}/one-event/edit")
    found = "SC-105: Write the joint clause: two budgets, one purchase order"
    expect(organizer.get_by_label("Session 1")).to_have_value(found)


def test_a_capacity_is_lowered_in_its_row(organizer: Page, passes: str, axe: Axe) -> None:
    organizer.goto(passes)
    hall = organizer.get_by_role("form", name="Hall")
    hall.get_by_label("Seats").fill("six")
    hall.get_by_label("Seats").press("Enter")
    expect(organizer.get_by_role("alert")).to_be_focused()
    assert wrong_with(organizer, axe) == []
    organizer.get_by_role("alert").get_by_role("link", name="Seats").click()
    expect(hall.get_by_label("Seats")).to_be_focused()
    organizer.keyboard.press("Control+A")
    organizer.keyboard.type("12")
    organizer.keyboard.press("Enter")
    expect(organizer.get_by_text("Nobody loses a seat, and nothing more is sold.").last).to_be_visible()
    assert "Sold out" in row(organizer, "All-access")
    assert wrong_with(organizer, axe) == []


def test_two_organizers_do_not_overwrite_each_other(
    context: BrowserContext, organizer: Page, passes: str, axe: Axe
) -> None:
    other = context.new_page()
    for page in (organizer, other):
        page.goto(f"{passes}/virtual/edit")
    other.get_by_label("Name", exact=True).fill("Theirs")
    other.get_by_role("button", name="Save", exact=True).click()
    expect(other.get_by_text("Theirs is saved")).to_be_visible()
    organizer.get_by_label("Name", exact=True).fill("Mine")
    organizer.get_by_role("button", name="Save", exact=True).click()
    expect(organizer.get_by_role("alert")).to_be_focused()
    expect(organizer.get_by_role("alert")).to_contain_text("Theirs")
    expect(organizer.get_by_label("Name", exact=True)).to_have_value("Mine")
    assert wrong_with(organizer, axe) == []
    organizer.get_by_role("button", name="Save over what stands now").click()
    expect(organizer.get_by_text("Mine is saved")).to_be_visible()


def test_every_page_of_the_sale_is_for_everybody(organizer: Page, passes: str, axe: Axe) -> None:
    visit, wrong = Visit(organizer), []
    for path in ("", "/new", "/start-up/edit", "/start-up-scholarship/edit", "/terms", "/terms/1", "/nothing/edit"):
        visit.go(passes + path)
        wrong += [f"{path}: {found}" for found in [*visit.troubles(), *wrong_with(organizer, axe)]]
    organizer.goto(f"{passes}/terms")
    organizer.get_by_label("Terms", exact=True).fill("Be *kind*.")
    organizer.get_by_role("button", name="Preview what is typed").click()
    expect(organizer.get_by_role("heading", name="As it will look")).to_be_in_viewport()
    wrong += [f"preview: {found}" for found in [*visit.troubles(), *wrong_with(organizer, axe)]]
    organizer.get_by_role("button", name="Save as version 2").click()
    expect(organizer.get_by_text("Buyers accept version 2 from now on.")).to_be_visible()
    organizer.goto(f"/manage/{passes.split('/')[2]}/programme")
    organizer.get_by_role("link", name="Passes", exact=True).click()
    expect(organizer.get_by_role("heading", level=1)).to_have_text("Passes")
    assert wrong == []


def test_the_narrowest_screen_holds_every_page(browser: Browser, live_server: LiveServer, passes: str) -> None:
    """320 px is what 1280 px become at 400 %."""
    context = browser.new_context(viewport={"width": 320, "height": 640}, base_url=live_server.url)
    page, wide = context.new_page(), []
    sign_in(page, live_server)
    for path in ("", "/new", "/one-day/edit", "/terms", "/terms/1"):
        page.goto(passes + path)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wide.append(path)
    context.close()
    assert wide == []
