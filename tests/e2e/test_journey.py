"""The whole way, as a new user and an organizer would go it: with JavaScript and without."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pyotp import TOTP

from eventsite.core import audit
from tests.e2e.visiting import started, upcoming
from tests.fixtures.servers import LiveServer

CODE = "SC-101"
TITLE = "Two departments, one contract: buying together without waiting for each other"


@pytest.fixture(params=[True, False], ids=["with-javascript", "without-javascript"])
def has_scripts(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def context(has_scripts: bool, browser: Browser, live_server: LiveServer) -> Iterator[BrowserContext]:
    context = browser.new_context(
        base_url=live_server.url,
        java_script_enabled=has_scripts,
        reduced_motion="reduce",
        locale="en-US",
        viewport={"width": 1280, "height": 900},
    )
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def visitor(context: BrowserContext) -> Page:
    return context.new_page()


def entry(page: Page, address: str, code: str) -> dict[str, str]:
    """Fetch a feed as a calendar would, and return the entry of one session, unfolded."""
    body = page.request.get(address).text().replace("\r\n ", "")
    found = next(part for part in body.split("BEGIN:VEVENT")[1:] if f"/sessions/{code}\r\n" in part)
    return dict(line.partition(":")[::2] for line in found.split("\r\n") if ":" in line)


def find_and_star(page: Page, slug: str, *, has_scripts: bool) -> None:
    page.goto("/")
    expect(page).to_have_title(re.compile("Smart Cities Summit"))
    page.get_by_role("link", name="See the agenda").click()
    page.get_by_label("Speaker, city or topic").fill("umberleigh")
    page.get_by_role("button", name="Show sessions").click()
    expect(page.get_by_role("link", name=TITLE, exact=True)).to_be_visible()
    if has_scripts:
        started(page)
    page.get_by_role("link", name=f"Star: {TITLE}").click()
    if not has_scripts:  # then a star is a page with a button
        page.get_by_role("button", name="Star").click()
        page.wait_for_url("**/agenda?**")
    else:
        expect(page.get_by_role("link", name=f"Unstar: {TITLE}")).to_be_visible()
        expect(page.get_by_text(f"Starred: {TITLE}")).to_be_attached()
    page.goto(f"/{slug}/my-agenda")
    expect(page.get_by_role("link", name=TITLE, exact=True)).to_be_visible()


def feed_address(page: Page, slug: str) -> str:
    page.goto(f"/{slug}/agenda")
    page.locator("summary", has_text="to a calendar").click()
    address = page.locator(".menu-items a[href^='/'][href*='.ics']").get_attribute("href")
    assert address is not None
    return address


def sign_in_by_mail(page: Page, server: LiveServer) -> None:
    page.goto("/manage/")
    page.get_by_label("E-mail address").fill("ada@example.org")
    page.get_by_role("button", name="Mail me a link").click()
    expect(page.get_by_text("a link is on its way")).to_be_visible()
    with server.app.app_context(), audit.acting("worker"):
        assert server.app.extensions["eventsite.outbox"].deliver_due() == 1
    page.goto(mailed_link(server.app.extensions["eventsite.config"].data / "mail"))
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/manage/**")
    page.goto("/account/second-factor")  # an owner is asked for one before anything of the summit opens
    page.get_by_role("textbox", name="Code").fill(TOTP(page.locator(".key").inner_text().replace("-", "")).now())
    page.get_by_role("button", name="Set up the second factor").click()
    expect(page.locator(".codes li")).to_have_count(10)


def mailed_link(folder: Path) -> str:
    newest = max(folder.glob("*.eml"), key=lambda file: file.name)
    body = message_from_bytes(newest.read_bytes(), policy=policy.default).get_body(("plain",))
    assert body is not None
    return next(line for line in body.get_content().split() if line.startswith("http"))


def move_and_release(page: Page, slug: str) -> None:
    page.goto(f"/manage/{slug}/programme")
    page.get_by_label("Search titles, codes, people").fill("umberleigh")
    page.get_by_role("button", name="Show", exact=True).click()
    page.get_by_role("link", name=TITLE).click()
    page.get_by_role("link", name="Edit", exact=True).click()
    page.get_by_label("Room").first.select_option(label="Dunwoody Room (80 seats)")
    page.get_by_label("Start").first.fill("09:50")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved in the draft.")).to_be_visible()
    page.goto(f"/manage/{slug}/release")
    change = page.get_by_role("listitem").filter(has_text=TITLE)
    expect(change).to_contain_text("Centennial I")
    expect(change).to_contain_text("Dunwoody Room")
    page.get_by_label("Name of this release").fill("A smaller room")
    page.get_by_role("button", name="Release 1 change").click()
    expect(page.get_by_text("Release 3 is public")).to_be_visible()


def test_from_the_front_door_to_a_release(visitor: Page, live_server: LiveServer, has_scripts: bool) -> None:
    slug = upcoming(live_server)
    find_and_star(visitor, slug, has_scripts=has_scripts)
    feed = feed_address(visitor, slug)
    before = entry(visitor, feed, CODE)
    assert before["LOCATION"].startswith("Centennial I (Ballroom level)")

    sign_in_by_mail(visitor, live_server)
    move_and_release(visitor, slug)

    visitor.goto(f"/{slug}/sessions/{CODE}")
    expect(visitor.locator(".session-facts")).to_contain_text("Dunwoody Room")
    expect(visitor.locator(".session-facts")).to_contain_text("09:50")
    visitor.goto(f"/{slug}/changes")
    newest = visitor.locator("main").get_by_role("listitem").filter(has_text=TITLE).first
    expect(newest).to_contain_text("Dunwoody Room")
    expect(visitor.get_by_text("A smaller room")).to_be_visible()
    after = entry(visitor, feed, CODE)
    assert (after["UID"], int(after["SEQUENCE"])) == (before["UID"], int(before["SEQUENCE"]) + 1)
    assert after["LOCATION"].startswith("Dunwoody Room (Embassy level)")
    visitor.goto(f"/{slug}/my-agenda")
    expect(visitor.locator("main")).to_contain_text("Dunwoody Room")


def test_a_stranger_sees_the_new_room_within_a_second(browser: Browser, live_server: LiveServer, visitor: Page) -> None:
    """What a visitor without a session gets is kept as bytes; a release makes it anew."""
    slug = upcoming(live_server)
    stranger = browser.new_context(base_url=live_server.url).request
    address = f"/{slug}/sessions/{CODE}"
    before = stranger.get(address)
    sign_in_by_mail(visitor, live_server)
    move_and_release(visitor, slug)
    after = stranger.get(address, headers={"If-None-Match": before.headers["etag"]})
    assert after.status == 200
    assert "Dunwoody Room" in after.text()
    assert stranger.get(address, headers={"If-None-Match": after.headers["etag"]}).status == 304
