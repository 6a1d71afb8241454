"""Stars in a browser: on the spot with the script, by a small page without it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.visiting import ready
from tests.fixtures.browsers import Axe
from tests.fixtures.servers import LiveServer

SUMMIT = "smart-cities-summit-2018"
PANEL = "Building Intelligent and Progressive Cities with Public Private Partnerships"


@pytest.fixture
def home(live_server: LiveServer) -> str:
    return f"{live_server.url}/{SUMMIT}"


def test_a_star_is_set_on_the_spot_and_stays(page: Page, home: str) -> None:
    ready(page, f"{home}/agenda")
    expect(page.locator("[data-star-count]")).to_be_hidden()
    page.get_by_role("link", name=f"Star: {PANEL}").click()
    expect(page.get_by_role("link", name=f"Unstar: {PANEL}")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text(f"Starred: {PANEL}")
    expect(page.locator("[data-star-count]")).to_have_text("1 starred")
    expect(page).to_have_url(f"{home}/agenda")
    page.reload()
    expect(page.get_by_role("link", name=f"Unstar: {PANEL}")).to_be_visible()
    expect(page.locator("[data-star-count]")).to_have_text("1 starred")


def test_a_star_is_taken_back_by_keyboard(page: Page, home: str) -> None:
    ready(page, f"{home}/sessions/SC-101")
    page.get_by_role("link", name="Star this session").press("Enter")
    expect(page.get_by_role("status")).to_have_text(f"Starred: {PANEL}")
    page.get_by_role("link", name="Unstar this session").press("Enter")
    expect(page.get_by_role("status")).to_have_text(f"Star removed: {PANEL}")
    expect(page.get_by_role("link", name="Star this session")).to_be_focused()
    expect(page.locator("[data-star-count]")).to_be_hidden()


def test_a_double_click_is_one_star(page: Page, home: str) -> None:
    ready(page, f"{home}/agenda")
    page.get_by_role("link", name=f"Star: {PANEL}").dblclick()
    expect(page.locator("[data-star-count]")).to_have_text("1 starred")
    page.goto(f"{home}/my-agenda")
    expect(page.get_by_role("link", name=PANEL)).to_be_visible()


def test_where_the_server_says_no_the_small_page_opens(page: Page, home: str) -> None:
    ready(page, f"{home}/agenda")
    page.route("**/star", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    page.get_by_role("link", name=f"Star: {PANEL}").click()
    expect(page).to_have_url(f"{home}/sessions/SC-101/star")
    expect(page.get_by_role("button", name="Star this session")).to_be_visible()


def test_a_visitor_without_stars_is_not_asked_about(page: Page, home: str) -> None:
    """The pages are the same bytes for everybody, and most visitors cost nothing more than those."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    ready(page, f"{home}/agenda").wait_for_load_state("networkidle")
    assert [url for url in asked if "my-agenda" in url] == []


def test_without_a_script_the_link_leads_there_and_back(browser: Browser, home: str) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{home}/agenda?kind=panel")
    page.get_by_role("link", name=f"Star: {PANEL}").click()
    page.get_by_role("button", name="Star this session").click()
    expect(page).to_have_url(f"{home}/agenda?kind=panel#at-2018-10-30-10:30")
    page.get_by_role("link", name="My agenda").click()
    expect(page.get_by_role("link", name=PANEL)).to_be_visible()
    page.get_by_role("button", name=f"Remove star from {PANEL}").click()
    expect(page.get_by_text("No session has a star yet.")).to_be_visible()
    page.get_by_role("button", name="Star it again").click()
    expect(page.get_by_role("link", name=PANEL)).to_be_visible()
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(page: Page, home: str, axe: Axe, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{home}/my-agenda")
    assert axe(page) == []
    page.goto(f"{home}/sessions/SC-101/star")
    assert axe(page) == []
    page.get_by_role("button", name="Star this session").click()
    page.wait_for_url("**/sessions/SC-101")
    page.goto(f"{home}/my-agenda?link=new&removed=SC-101")
    assert axe(page) == []


def test_my_agenda_fits_a_small_phone(page: Page, home: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{home}/sessions/SC-101/star")
    page.get_by_role("button", name="Star this session").click()
    page.wait_for_url("**/sessions/SC-101")
    for address in ("my-agenda", "sessions/SC-101/star"):
        page.goto(f"{home}/{address}")
        assert page.evaluate("document.documentElement.scrollWidth") == 320
