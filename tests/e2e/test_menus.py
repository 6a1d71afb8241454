"""Menus close as one expects of them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.visiting import ready
from tests.fixtures.servers import LiveServer

SESSION = "smart-cities-summit-2018/sessions/SC-101"
FILE = "Phone or desktop calendar"


@pytest.fixture
def menu(page: Page, live_server: LiveServer) -> Page:
    """Open the calendar menu of a session by keyboard."""
    ready(page, f"{live_server.url}/{SESSION}")
    page.locator("summary", has_text="Add to calendar").press("Enter")
    expect(page.get_by_role("link", name=FILE)).to_be_visible()
    expect(page.locator("details.menu[open][data-started]")).to_be_attached()  # its script is fetched when it opens
    return page


def test_escape_closes_a_menu_and_goes_back_to_what_opened_it(menu: Page) -> None:
    menu.keyboard.press("Tab")
    expect(menu.get_by_role("link", name=FILE)).to_be_focused()
    menu.keyboard.press("Escape")
    expect(menu.get_by_role("link", name=FILE)).to_be_hidden()
    expect(menu.locator("summary", has_text="Add to calendar")).to_be_focused()


def test_pressing_elsewhere_closes_a_menu_and_does_what_was_pressed(menu: Page) -> None:
    menu.get_by_role("link", name="Star this session").click()
    expect(menu.get_by_role("link", name=FILE)).to_be_hidden()
    expect(menu.get_by_role("link", name="Unstar this session")).to_be_visible()


def test_pressing_inside_leaves_a_menu_open(menu: Page) -> None:
    menu.locator(".menu-items small").first.dispatch_event("pointerup")
    expect(menu.get_by_role("link", name=FILE)).to_be_visible()
