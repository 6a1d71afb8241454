"""An organizer meets a clash between two events, looks at the ways out, and lets it stand with a reason."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from eventsite.core.db import db, transaction
from eventsite.programme.models import Session
from eventsite.programme.states import AppearanceState, Role
from eventsite.summits.queries import find_summit
from tests.e2e.visiting import sign_in, upcoming
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
def slug(live_server: LiveServer) -> str:
    """Put the first speaker of BC-201 into a session of another event at the same time, without its moderator."""
    slug = upcoming(live_server)
    with live_server.app.app_context(), transaction():
        summit = find_summit(slug)
        assert summit is not None
        sessions = db.session.scalars(db.select(Session).filter_by(summit_id=summit.id).order_by(Session.code)).all()
        here = next(session for session in sessions if session.code == "BC-201")
        there = next(
            session for session in sessions
            if session.event_id != here.event_id and not session.also and session.slots
            and session.slots[0].places[0].room is not here.slots[0].places[0].room
            and any(seat.role == Role.MODERATOR for seat in session.line_up)
        )  # fmt: skip
        there.slots[0].starts_at, there.slots[0].ends_at = here.slots[0].starts_at, here.slots[0].ends_at
        for seat in there.line_up:
            if seat.role == Role.MODERATOR:
                seat.state = AppearanceState.DROPPED
            else:
                seat.person = here.line_up[0].person
    return slug


def wrong_with(page: Page, axe: Axe) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return ([f"{wide} px too wide"] if wide > 0 else []) + axe(page)


def test_a_clash_is_met_and_let_stand(context: BrowserContext, live_server: LiveServer, slug: str, axe: Axe) -> None:
    page = context.new_page()
    sign_in(page, live_server)
    page.goto(f"/manage/{slug}/clashes")
    assert wrong_with(page, axe) == []
    clash = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name="is in two places")).first
    expect(clash.locator(".clash-ways li")).to_have_count(3)
    page.locator("summary", has_text="Let it stand").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("They are twins")
    assert wrong_with(page, axe) == []
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("It may stand, and is listed no more")).to_be_visible()
    page.get_by_role("link", name="see why").click()
    page.wait_for_url("**/clashes?shown=waived")
    expect(page.get_by_role("blockquote").first).to_have_text("They are twins")
    assert wrong_with(page, axe) == []
    page.get_by_role("heading", name="is in two places").get_by_role("link").first.click()
    page.wait_for_url("**/clashes/*")
    assert wrong_with(page, axe) == []
    page.get_by_role("button", name="Let it count again").click()
    expect(page.get_by_text("It counts again.")).to_be_visible()
    for path in ("readiness", "sessions/BC-201", ""):
        page.goto(f"/manage/{slug}/{path}")
        assert (path, wrong_with(page, axe)) == (path, [])


def test_without_a_reason_the_form_comes_back(context: BrowserContext, live_server: LiveServer, slug: str) -> None:
    page = context.new_page()
    sign_in(page, live_server)
    page.goto(f"/manage/{slug}/clashes?rule=moderator")
    page.locator("summary", has_text="Let it stand").first.click()
    reason = page.get_by_label("Why may it stand?").first
    reason.fill("   ")
    page.get_by_role("button", name="Let it stand").first.click()
    expect(page.get_by_text("Say why this may stand")).to_be_visible()
    page.get_by_label("Why may it stand?").fill("A town hall")
    page.get_by_role("button", name="Let it stand").click()
    page.wait_for_url("**/clashes?rule=moderator")
    expect(page.get_by_text("It may stand, and is listed no more")).to_be_visible()
