"""The board as it rarely looks: for whom it is not theirs, and in the states that axe-core does not meet on a tour."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from eventsite.core.db import db, transaction
from eventsite.people.services import signing_in
from eventsite.summits.models import TeamMember
from eventsite.summits.queries import find_summit
from eventsite.summits.states import TeamRole
from tests.e2e.boards import TITLE, card, drag, grip, pick_up, place, said
from tests.e2e.visiting import Visit, sign_in, started, upcoming
from tests.fixtures.browsers import Axe
from tests.fixtures.servers import LiveServer

#: SC-102, of another event than TITLE.
OTHERS = "Noise maps from night buses"


@pytest.fixture
def ledger_editor(page: Page, live_server: LiveServer, board: str) -> Page:
    """Somebody at the board who may edit the event of TITLE, and nothing else."""
    with live_server.app.app_context(), transaction():
        summit = find_summit(upcoming(live_server))
        assert summit is not None
        (event,) = [event for event in summit.events if event.slug == "iot-blockchain"]
        account = signing_in.make_account(email="led@example.org", name="Led Gerson")
        db.session.add(TeamMember(summit=summit, account=account, role=TeamRole.EDITOR, event=event))
    sign_in(page, live_server, "led@example.org")
    page.goto(board)
    return started(page)


def test_an_editor_of_one_event_takes_nothing_of_others(ledger_editor: Page, board: str) -> None:
    page, visit = ledger_editor, Visit(ledger_editor)
    expect(grip(page, OTHERS)).to_have_count(0)
    before = place(page, OTHERS)
    drag(page, (130, 20), title=OTHERS)
    expect(page.locator("#picked > *")).to_have_count(0)
    expect(page.locator("#board .is-held")).to_have_count(0)
    assert place(page, OTHERS) == before
    codes = {card(page, title).get_attribute("data-code") or "" for title in (TITLE, OTHERS)}
    assert {code: page.request.get(f"{board}/place?session={code}").status for code in codes} == {
        "BC-101": 200, "SC-102": 404,
    }  # fmt: skip
    pick_up(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(card(page)).to_have_attribute("data-at", "360")
    page.reload()
    assert (place(page), place(page, OTHERS)) == (("embassy-hall", "360", "45"), before)
    assert visit.troubles() == []


def test_every_state_of_the_board_is_for_everybody(organizer: Page, axe: Axe) -> None:
    pick_up(organizer)
    organizer.keyboard.press("Home")
    expect(organizer.locator("#picked [data-way]")).to_have_count(3)
    expect(organizer.locator("#board .is-clash").first).to_be_visible()
    assert ("ways", axe(organizer)) == ("ways", [])
    organizer.context.set_offline(True)
    organizer.keyboard.press("Enter")
    expect(organizer.locator("#picked [data-complaint]")).to_be_visible()
    organizer.context.set_offline(False)
    assert ("complaint", axe(organizer)) == ("complaint", [])
    organizer.get_by_role("button", name="Take off, to the tray").press("Enter")
    expect(organizer.locator("#tray [data-code]")).to_have_count(1)
    expect(organizer.get_by_role("button", name="Undo")).to_be_visible()
    assert ("tray and undo", axe(organizer)) == ("tray and undo", [])
    organizer.locator("#tray").get_by_role("link", name=f"Place {TITLE}").press("Enter")
    expect(organizer.locator("#picked [data-way='A']")).to_be_visible()
    assert ("from the tray", axe(organizer)) == ("from the tray", [])


def test_two_versions_are_for_everybody(organizer: Page, colleague: Page, axe: Axe) -> None:
    pick_up(organizer)
    organizer.keyboard.press("ArrowRight")
    pick_up(colleague)
    colleague.keyboard.press("ArrowDown")
    colleague.keyboard.press("Enter")
    expect(said(colleague)).to_contain_text("10:00 to 10:45")
    organizer.keyboard.press("Enter")
    expect(organizer.locator("#picked")).to_contain_text("Changed by two at once")
    assert axe(organizer) == []


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_the_page_of_two_versions_is_for_everybody(
    browser: Browser, organizer: Page, board: str, axe: Axe, width: int, scheme: str
) -> None:
    """What a form without a script is led to, when somebody was quicker."""
    form = organizer.context.new_page()
    form.set_viewport_size({"width": width, "height": 800})
    form.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    form.goto(f"{board}/place?session=BC-101&slot={card(organizer).get_attribute('data-slot')}")
    pick_up(organizer)
    organizer.keyboard.press("ArrowRight")
    organizer.keyboard.press("Enter")
    expect(card(organizer)).to_have_attribute("data-rooms", "dunwoody-room")
    form.get_by_label("Starts").fill("10:00")
    form.get_by_role("button", name="Move it there").click()
    expect(form.get_by_role("heading", level=1)).to_have_text("Which of the two?")
    wide = form.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert (axe(form), max(0, wide)) == ([], 0)
    form.get_by_role("button", name="Place it where you want it").click()
    form.wait_for_url("**/board?*")
    organizer.reload()
    assert place(organizer) == ("embassy-hall", "360", "45")
