"""What is on now, put on the home page while the summit runs."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from eventsite.programme.queries import list_current_releases
from eventsite.programme.releases import public
from tests.e2e.visiting import ready, upcoming
from tests.fixtures.clocks import FrozenClock
from tests.fixtures.servers import LiveServer


@pytest.fixture
def first_start(live_server: LiveServer) -> datetime:
    """Give the moment at which the sample's upcoming edition begins."""
    with live_server.app.app_context():
        return public.load(list_current_releases()[upcoming(live_server)]).entries[0].slot.starts_at


def open_home(page: Page, live_server: LiveServer, clock: FrozenClock, at: datetime) -> None:
    """Open the home page with both clocks, the browser's and ours, at one moment."""
    clock.set(at)
    page.clock.set_fixed_time(at)
    ready(page, f"{live_server.url}/{upcoming(live_server)}/").wait_for_load_state("networkidle")


def test_the_board_is_on_the_home_page_while_the_summit_runs(
    page: Page, live_server: LiveServer, frozen_clock: FrozenClock, first_start: datetime
) -> None:
    open_home(page, live_server, frozen_clock, first_start + timedelta(hours=2))
    board = page.get_by_role("region", name="On now")
    expect(board.get_by_role("table", name="What is on in each room, now and next")).to_be_visible()
    expect(board.get_by_role("row", name="Centennial I Ballroom")).to_contain_text("Two departments")


@pytest.mark.parametrize("days", [-30, 30])
def test_the_board_stays_away_before_and_after(
    page: Page, live_server: LiveServer, frozen_clock: FrozenClock, first_start: datetime, days: int
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_home(page, live_server, frozen_clock, first_start + timedelta(days=days))
    expect(page.get_by_role("heading", name="On now")).to_be_hidden()
    assert not [url for url in asked if url.endswith("/now")]


def test_who_has_no_javascript_is_led_to_the_board(page: Page, live_server: LiveServer) -> None:
    context = page.context.browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(f"{live_server.url}/{upcoming(live_server)}/")
    plain.get_by_role("link", name="What is on now", exact=True).click()
    expect(plain).to_have_url(re.compile("/now$"))
    expect(plain.get_by_role("heading", level=1)).to_be_visible()
    context.close()


def test_who_stands_in_a_corridor_is_one_tap_from_what_is_on(
    page: Page, live_server: LiveServer, frozen_clock: FrozenClock, first_start: datetime
) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    open_home(page, live_server, frozen_clock, first_start + timedelta(hours=2))
    page.get_by_role("link", name="What is on now", exact=True).click()
    expect(page.get_by_role("heading", name="On now")).to_be_in_viewport()
    ready(page, f"{live_server.url}/{upcoming(live_server)}/agenda")
    expect(page.get_by_text("On now").first).not_to_be_in_viewport()
    page.get_by_role("navigation", name="Hours of").get_by_role("link", name="Now").click()
    expect(page.get_by_role("link", name="Two departments, one contract").first).to_be_in_viewport()
    expect(page.get_by_text("On now").first).to_be_in_viewport()


def test_before_the_summit_nothing_is_on_now(
    page: Page, live_server: LiveServer, frozen_clock: FrozenClock, first_start: datetime
) -> None:
    open_home(page, live_server, frozen_clock, first_start - timedelta(days=30))
    expect(page.get_by_role("link", name="What is on now", exact=True)).to_be_hidden()
