"""An organizer at the form of a session: by keyboard, on a phone, and at the same time as somebody else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.visiting import Visit, ready, sign_in, started, upcoming
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
def edit(live_server: LiveServer) -> str:
    return f"/manage/{upcoming(live_server)}/sessions/SC-101/edit"


def focused(page: Page) -> str:
    """Return the name of what has the focus, or its value for a button."""
    return str(page.evaluate("(e => e.tagName === 'BUTTON' ? e.value : e.name || e.className)(document.activeElement)"))


def wrong_with(page: Page, axe: Axe) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return ([f"{wide} px too wide"] if wide > 0 else []) + axe(page)


def test_a_person_is_added_by_name_and_two_times_enter(organizer: Page, edit: str) -> None:
    organizer.goto(edit)
    organizer.get_by_label("Subtitle").fill("Typed before")
    organizer.get_by_label("Find a person").focus()
    organizer.keyboard.type("hollis")
    organizer.keyboard.press("Enter")
    expect(organizer.get_by_text("None of these")).to_be_visible()
    expect(organizer.locator("button[value='seat-known:hollis-brandreth']")).to_be_focused()
    organizer.keyboard.press("Enter")
    expect(organizer.get_by_role("group", name="6. Hollis Brandreth")).to_be_in_viewport()
    organizer.keyboard.press("Tab")
    assert focused(organizer) == "line_up-5-role"
    expect(organizer.get_by_label("Subtitle")).to_have_value("Typed before")
    organizer.get_by_label("Subtitle").press("Enter")
    expect(organizer.get_by_text("Saved in the draft.")).to_be_visible()
    expect(organizer.get_by_role("row").filter(has_text="Hollis Brandreth")).to_contain_text("Invited")


def test_each_row_button_leads_back_to_its_row(organizer: Page, edit: str) -> None:
    organizer.goto(edit)
    organizer.get_by_role("button", name="Add a slot").press("Enter")
    expect(organizer.get_by_role("group", name="Slot 2")).to_be_in_viewport()
    organizer.keyboard.press("Tab")
    assert focused(organizer) == "slots-1-on"
    organizer.get_by_role("button", name="Remove slot 2").press("Enter")
    expect(organizer.get_by_role("group", name="Slot 2")).to_have_count(0)
    organizer.get_by_role("button", name="Move Lucan Eastwood Down").press("Enter")
    expect(organizer.get_by_role("group", name="2. Lucan Eastwood")).to_be_in_viewport()
    organizer.get_by_role("button", name="Preview").press("Enter")
    expect(organizer.get_by_role("heading", name="As it will look")).to_be_in_viewport()


def test_what_is_wrong_is_said_first_and_leads_to_its_field(organizer: Page, edit: str, axe: Axe) -> None:
    organizer.goto(edit)
    organizer.get_by_label("End", exact=True).fill("09:00")
    organizer.get_by_label("Start", exact=True).fill("09:00")
    organizer.get_by_role("button", name="Save", exact=True).click()
    expect(organizer.get_by_role("alert")).to_be_focused()
    assert wrong_with(organizer, axe) == []
    organizer.get_by_role("link", name="Slot 1: End").click()
    expect(organizer.locator("[name='slots-0-ends']")).to_be_focused()
    expect(organizer.get_by_label("End", exact=True)).to_have_attribute("aria-invalid", "true")


def test_two_organizers_do_not_overwrite_each_other(
    context: BrowserContext, organizer: Page, edit: str, axe: Axe
) -> None:
    other = context.new_page()
    for page in (organizer, other):
        page.goto(edit)
    other.get_by_label("Title", exact=True).first.fill("Theirs")
    other.get_by_role("button", name="Save", exact=True).click()
    expect(other.get_by_text("Saved in the draft.")).to_be_visible()
    organizer.get_by_label("Title", exact=True).first.fill("Mine")
    organizer.get_by_role("button", name="Save", exact=True).click()
    expect(organizer.get_by_role("alert")).to_be_focused()
    expect(organizer.get_by_role("alert")).to_contain_text("Theirs")
    assert wrong_with(organizer, axe) == []
    organizer.get_by_role("button", name="Take this for Title").click()
    expect(organizer.get_by_label("Title", exact=True).first).to_have_value("Theirs")
    organizer.get_by_role("button", name="Save", exact=True).click()
    expect(organizer.get_by_role("heading", level=1)).to_have_text("Theirs")


def test_leaving_asks_about_what_was_typed(organizer: Page, edit: str) -> None:
    asked: list[str] = []
    organizer.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    ready(organizer, edit)
    organizer.get_by_role("link", name="Releases").click()
    organizer.wait_for_url("**/releases")
    organizer.goto(edit)
    organizer.get_by_label("Subtitle").fill("Typed")
    organizer.get_by_role("button", name="Preview").click()
    expect(organizer.get_by_role("heading", name="As it will look")).to_be_visible()
    started(organizer)
    assert asked == []
    organizer.get_by_role("link", name="Releases").click()
    organizer.wait_for_url("**/releases")
    assert asked == ["beforeunload"]
    ready(organizer, edit)
    organizer.get_by_label("Subtitle").fill("Typed")
    organizer.get_by_role("link", name="Leave without saving").click()
    expect(organizer.get_by_role("link", name="Edit", exact=True)).to_be_visible()
    assert asked == ["beforeunload"]


def test_every_state_of_the_desk_is_for_everybody(organizer: Page, edit: str, axe: Axe) -> None:
    visit, session, summit = Visit(organizer), edit.removesuffix("/edit"), edit.partition("/sessions/")[0]
    wrong: list[str] = []

    def look(state: str) -> None:
        wrong.extend(f"{state}: {found}" for found in [*visit.troubles(), *wrong_with(organizer, axe)])

    def press(button: str) -> None:
        with organizer.expect_navigation():
            organizer.get_by_role("button", name=button, exact=True).click()
        look(button)

    organizer.goto(edit)
    organizer.get_by_label("Find a person").fill("o")
    for button in ("Look up", "Add Emeric Dovecote", "Remove slot 1", "Remove Emeric Dovecote", "Preview", "Save"):
        press(button)
    press("Cancel this session")
    for path in ("", "/programme?mark=cancelled", "/programme?q=nothing-like-this", "/release"):
        organizer.goto(summit + path)
        look(path)
    organizer.get_by_label("Name of this release").fill("Called off")
    press("Release 1 change")
    organizer.goto(f"{summit}/release")
    look("nothing to release")
    organizer.goto(f"{session}/history")
    look("history")
    assert wrong == []
