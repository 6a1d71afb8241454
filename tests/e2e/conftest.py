"""Two organizers at the same day of the board."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.visiting import sign_in, started, upcoming
from tests.fixtures.servers import LiveServer


@pytest.fixture
def board(live_server: LiveServer) -> str:
    return f"{live_server.url}/manage/{upcoming(live_server)}/board"


@pytest.fixture
def organizer(page: Page, live_server: LiveServer, board: str) -> Page:
    sign_in(page, live_server)
    page.goto(board)
    return started(page)


@pytest.fixture
def colleague(browser: Browser, live_server: LiveServer, board: str) -> Iterator[Page]:
    """Somebody else who looks at the same day."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    page = context.new_page()
    runner = live_server.app.test_cli_runner()
    link = runner.invoke(args=["signin", "bea@example.org", "--owner-of", upcoming(live_server)]).output.split()[-1]
    page.goto(link)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/manage/**")
    page.goto(board)
    yield started(page)
    context.close()
