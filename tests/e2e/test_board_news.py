"""What others do on the board, in a browser: of the day that is shown, and nothing is taken out of a hand."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.boards import TITLE, card, grip, pick_up, place, said
from tests.e2e.visiting import sign_in, started
from tests.fixtures.servers import LiveServer

SECOND = "A registry that admits mistakes"
CARDS = "[...document.querySelectorAll('#board [data-slot]')].map((card) => card.id).sort()"


def move_later(page: Page, title: str = TITLE) -> None:
    pick_up(page, title)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(said(page)).to_contain_text(f"“{title}”:")


def take_off(page: Page, title: str = TITLE) -> None:
    pick_up(page, title)
    page.get_by_role("button", name="Take off, to the tray").press("Enter")
    expect(card(page, title)).to_have_count(0)


def to_second_day(page: Page) -> None:
    page.locator(".days-small .day").nth(1).click()
    page.wait_for_url("**/board?day=*")
    started(page)


def test_news_is_of_the_day_that_is_shown(organizer: Page, colleague: Page) -> None:
    for page in (organizer, colleague):
        to_second_day(page)
    cards, was = organizer.evaluate(CARDS), place(organizer, SECOND)
    move_later(colleague, SECOND)
    expect(said(organizer)).to_contain_text(f" moved “{SECOND}”: Embassy Hall, 09:55.")
    assert organizer.evaluate(CARDS) == cards
    assert place(organizer, SECOND) == (was[0], str(int(was[1]) + 5), was[2])


def test_who_is_in_a_card_that_moves_stays_in_it(organizer: Page, colleague: Page) -> None:
    grip(organizer).focus()
    organizer.evaluate("document.activeElement.isTheFirst = true")
    move_later(colleague)
    expect(said(organizer)).to_contain_text(f" moved “{TITLE}”")
    assert organizer.evaluate("document.activeElement.isTheFirst") is None
    expect(grip(organizer)).to_be_focused()


def test_who_is_in_a_card_that_is_taken_off_stays_at_the_board(organizer: Page, colleague: Page) -> None:
    grip(organizer).focus()
    take_off(colleague)
    expect(card(organizer)).to_have_count(0)
    expect(organizer.get_by_role("region", name="rooms across and time down")).to_be_focused()


def test_what_is_being_typed_is_not_taken_away(organizer: Page, colleague: Page, board: str) -> None:
    organizer.goto(f"{board}?q=pump")
    search = started(organizer).get_by_role("searchbox", name="Title, person or code")
    search.fill("pumps and pipes")
    search.evaluate("(field) => { field.setSelectionRange(6, 6); field.isTheFirst = true; }")
    take_off(colleague)
    expect(organizer.locator("#tray-title")).to_have_text("Not scheduled 1")
    assert search.evaluate("(field) => field.isTheFirst") is None
    expect(search).to_be_focused()
    expect(search).to_have_value("pumps and pipes")
    organizer.keyboard.type("or ")
    expect(search).to_have_value("pumps or and pipes")


def test_what_did_not_change_is_not_drawn_anew(organizer: Page, colleague: Page) -> None:
    take_off(colleague)
    expect(organizer.locator("#tray-title")).to_have_text("Not scheduled 1")
    organizer.evaluate("document.querySelector('#tray-title').isTheFirst = true")
    move_later(colleague, "Noise maps from night buses")
    expect(said(organizer)).to_contain_text(" moved “Noise maps from night buses”")
    assert organizer.evaluate("document.querySelector('#tray-title').isTheFirst") is True


def test_who_is_signed_out_hears_it_and_goes_on_after_signing_in(organizer: Page, live_server: LiveServer) -> None:
    pick_up(organizer)
    (cookie,) = [one for one in organizer.context.cookies() if one["name"] == "session"]
    organizer.context.clear_cookies()
    organizer.keyboard.press("ArrowRight")
    expect(said(organizer)).to_have_text("You are signed out. Sign in in another tab, then try again.")
    expect(organizer.locator("#picked [data-complaint]")).to_have_count(1)
    organizer.context.add_cookies([cookie])
    organizer.keyboard.press("Enter")
    expect(card(organizer)).to_have_attribute("data-rooms", "dunwoody-room")


def test_a_session_that_was_ended_elsewhere_saves_again_after_signing_in(
    organizer: Page, live_server: LiveServer
) -> None:
    other = organizer.context.new_page()
    other.goto(f"{live_server.url}/account/")
    other.get_by_role("button", name="Sign out").first.click()
    other.wait_for_url(lambda url: "/account/" not in url or "sign-in" in url)
    pick_up_unheard(organizer)
    organizer.keyboard.press("Enter")
    expect(said(organizer)).to_contain_text("Sign in in another tab, then try again.")
    sign_in(other, live_server)
    organizer.keyboard.press("Enter")
    expect(card(organizer)).to_have_attribute("data-rooms", "dunwoody-room")


def pick_up_unheard(page: Page) -> None:
    """Pick up and move while nobody answers what it would clash with."""
    grip(page).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#picked [data-complaint]")).to_be_visible()


def test_a_server_that_is_gone_is_told_as_news_are(organizer: Page) -> None:
    organizer.context.set_offline(True)
    expect(said(organizer)).to_have_text(
        "The server cannot be reached. What others do is not shown until it answers again."
    )
    organizer.context.set_offline(False)
    expect(said(organizer)).to_have_text("The server answers again.")


def test_news_that_draws_other_rows_is_told_and_leaves_one_where_one_was(organizer: Page, colleague: Page) -> None:
    rows = organizer.locator("#board").get_attribute("data-from") or ""
    other = "Noise maps from night buses"
    grip(organizer, other).focus()
    pick_up(colleague)
    for _ in range(8):
        colleague.keyboard.press("PageUp")
    colleague.keyboard.press("Enter")
    expect(organizer.locator("#board")).not_to_have_attribute("data-from", rows)
    expect(said(organizer)).to_contain_text(f" moved “{TITLE}”: Embassy Hall, 07:00.")
    expect(grip(organizer, other)).to_be_focused()
