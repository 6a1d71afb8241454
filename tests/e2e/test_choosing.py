"""Choosing passes and saying who is coming in a browser: with the script, without it, and by keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.e2e.visiting import Visit, ready, upcoming
from tests.fixtures.browsers import Axe
from tests.fixtures.servers import LiveServer


@pytest.fixture
def home(live_server: LiveServer) -> str:
    return f"{live_server.url}/{upcoming(live_server)}"


def many(page: Page, name: str) -> str:
    return page.get_by_label(f"How many: {name}").input_value()


def test_from_home_to_held_seats(page: Page, home: str) -> None:
    visit = Visit(page)
    visit.go(f"{home}/")
    page.get_by_role("link", name="Get passes").first.click()
    expect(page.locator("output")).to_have_text("Next: who is coming")
    page.get_by_label("How many: All-access").fill("2")
    expect(page.locator("output")).to_have_text("2 passes, $1,690.00")
    page.get_by_label("How many: Government").fill("1")
    expect(page.locator("output")).to_have_text("3 passes, $2,085.00")
    page.get_by_role("button", name="Add guests").click()
    page.get_by_label("Your name").fill("Ada Okafor")
    page.get_by_label("Your e-mail address").fill("ada@example.org")
    page.get_by_label("Which one is yours").select_option("Government")
    page.get_by_role("button", name="Hold 3 seats").click()
    expect(page).to_have_url(re.compile(r"/orders/\d+-[\w-]+$"))
    page.goto(f"{home}/passes")
    expect(page.get_by_text("You are holding 3 seats until")).to_be_visible()
    assert (many(page, "All-access"), many(page, "Government")) == ("2", "1")
    assert visit.troubles() == []


def test_what_is_chosen_before_the_script_comes_is_counted(page: Page, home: str) -> None:
    held: list[Route] = []
    page.route("**/behaviours/basket.js", lambda route: held.append(route))  # noqa: PLW0108 - it takes no builtin
    with page.expect_request("**/behaviours/basket.js"):
        page.goto(f"{home}/passes")
    page.get_by_label("How many: All-access").fill("2")
    held[0].continue_()
    expect(page.locator("output")).to_have_text("2 passes, $1,690.00")


def test_going_back_keeps_what_was_chosen_and_typed(page: Page, home: str) -> None:
    page.goto(f"{home}/passes")
    page.get_by_label("One day, how many for").first.fill("1")
    page.get_by_role("button", name="Add guests").click()
    page.get_by_label("Your name").fill("Ada Okafor")
    page.get_by_role("link", name="Change the passes").click()
    expect(page.get_by_label("One day, how many for").first).to_have_value("1")
    expect(page.locator("output")).to_have_text("1 pass, $345.00")
    page.wait_for_load_state()
    page.go_back()
    page.get_by_label("Your name").fill("Ada Okafor")
    page.get_by_label("Your e-mail address").fill("ada@example.org")
    page.get_by_role("button", name="Hold this seat").click()
    expect(page).to_have_url(re.compile(r"/orders/"))  # going back while the form is still on its way is another story
    page.wait_for_load_state()
    page.go_back()
    expect(page.get_by_label("Your name")).to_have_value("Ada Okafor")
    expect(page.get_by_label("Your e-mail address")).to_have_value("ada@example.org")


def test_a_double_click_holds_once(page: Page, home: str, live_server: LiveServer) -> None:
    ready(page, f"{home}/passes/guests?pass.all-access=2")
    page.get_by_label("Your name").fill("Ada Okafor")
    page.get_by_label("Your e-mail address").fill("ada@example.org")
    page.get_by_role("button", name="Hold 2 seats").dblclick()
    expect(page).to_have_url(re.compile(r"/orders/"))
    with live_server.app.app_context():
        from eventsite.registration.queries import list_orders_of

        assert len(list_orders_of("ada@example.org")) == 1


def test_the_seat_of_a_guest_shows_when_it_is_not_mine(page: Page, home: str) -> None:
    page.goto(f"{home}/passes/guests?pass.all-access=1")
    expect(page.get_by_text("Name who comes now")).to_be_hidden()
    page.get_by_label("This seat is mine").uncheck()
    page.get_by_text("Name who comes now").click()
    page.get_by_role("group", name="All-access").get_by_label("Name").fill("Bo Ruiz")
    page.get_by_label("Your name").fill("Ada Okafor")
    page.get_by_label("Your e-mail address").fill("ada@example.org")
    page.get_by_role("button", name="Hold this seat").click()
    expect(page).to_have_url(re.compile(r"/orders/"))
    page.goto(f"{home}/passes/guests?pass.all-access=1")
    expect(page.get_by_role("group", name="All-access").get_by_label("Name")).to_have_value("Bo Ruiz")
    expect(page.get_by_label("This seat is mine")).not_to_be_checked()


def test_by_keyboard_alone(page: Page, home: str) -> None:
    page.goto(f"{home}/passes")
    page.get_by_label("How many: Virtual").focus()
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    page.get_by_label("Your name").focus()
    page.keyboard.type("Ada Okafor")
    page.keyboard.press("Tab")
    page.keyboard.type("ada@example.org")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/orders/"))


def test_without_a_script(browser: Browser, home: str) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{home}/passes")
    page.get_by_role("button", name="Add guests").click()
    expect(page.get_by_role("alert")).to_have_text("Choose at least one pass.")
    page.get_by_label("How many: All-access").fill("1")
    page.get_by_role("button", name="Add guests").click()
    expect(page.get_by_role("row", name="Total")).to_contain_text("$845.00")
    page.get_by_label("Your name").fill("Ada Okafor")
    page.get_by_label("Your e-mail address").fill("ada@example.org")
    page.get_by_role("button", name="Hold this seat").click()
    expect(page).to_have_url(re.compile(r"/orders/"))
    page.context.close()


PAGES = (
    "passes",
    "passes?pass.all-access=2",
    "passes/guests",
    "passes/guests?pass.all-access=1",
    "passes/guests?pass.all-access=2&pass.government=1",
    "passes/terms",
)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_axe_finds_nothing(page: Page, home: str, axe: Axe, width: int, scheme: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    for path in PAGES:
        page.goto(f"{home}/{path}")
        for summary in page.locator("details:visible > summary").all():
            summary.click()
        assert (path, axe(page)) == (path, [])
    page.goto(f"{home}/passes/guests?pass.all-access=2&pass.government=1")
    page.get_by_label("Your name").fill("\u200b")
    page.get_by_label("Your e-mail address").fill("ada@example.org")
    page.get_by_role("button", name="Hold 3 seats").click()
    expect(page.get_by_text("There is no letter in this.")).to_be_visible()
    assert axe(page) == []


def test_pages_fit_the_narrowest_screen(page: Page, home: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    wide = []
    for path in PAGES:
        page.goto(f"{home}/{path}")
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            wide.append(path)
    assert wide == []
