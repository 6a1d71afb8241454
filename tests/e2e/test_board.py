"""The agenda editor in a browser: by keyboard, by mouse, by finger; two at once; without network or script."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.e2e.boards import TITLE, card, drag, grip, pick_up, place, said
from tests.e2e.visiting import Visit, sign_in, started
from tests.fixtures.browsers import Axe
from tests.fixtures.servers import LiveServer


def test_a_card_is_moved_lengthened_and_brought_back_by_keyboard_alone(organizer: Page, axe: Axe) -> None:
    visit, before = Visit(organizer), place(organizer)
    pick_up(organizer)
    organizer.keyboard.press("ArrowRight")
    expect(said(organizer)).to_contain_text("Dunwoody Room, 09:55 to 10:40. One warning.")
    organizer.keyboard.press("ArrowDown")
    organizer.keyboard.press("Shift+ArrowDown")
    expect(said(organizer)).to_contain_text("Dunwoody Room, 10:00 to 10:50.")
    assert axe(organizer) == []
    organizer.keyboard.press("Enter")
    expect(said(organizer)).to_contain_text(f"“{TITLE}”: Dunwoody Room, 10:00 to 10:50.")
    expect(grip(organizer)).to_be_focused()
    assert place(organizer) == ("dunwoody-room", str(int(before[1]) + 5), "50")
    organizer.get_by_role("button", name="Undo").press("Enter")
    expect(card(organizer)).to_have_attribute("data-rooms", before[0])
    assert place(organizer) == before
    organizer.reload()
    assert place(organizer) == before
    assert visit.troubles() == []


def test_escape_puts_back_and_nothing_was_saved(organizer: Page) -> None:
    before = place(organizer)
    pick_up(organizer)
    organizer.keyboard.press("PageDown")
    organizer.keyboard.press("Escape")
    expect(said(organizer)).to_have_text(f"{TITLE} is back where it was.")
    expect(grip(organizer)).to_be_focused()
    expect(organizer.locator("#picked > *")).to_have_count(0)
    organizer.reload()
    assert place(organizer) == before


def test_clashes_are_heard_seen_and_avoided_by_a_letter(organizer: Page) -> None:
    pick_up(organizer)
    organizer.keyboard.press("Home")
    expect(said(organizer)).to_contain_text("Centennial I, 09:55 to 10:40. One clash")
    expect(organizer.locator("#picked .clashes .clash-bad")).to_have_count(1)
    expect(organizer.locator("#picked .clashes .clash-warn")).to_have_count(1)  # the room is another event's
    expect(organizer.locator("#board [data-held]")).to_have_count(1)
    organizer.keyboard.press("a")  # in whichever room, and on whichever day, that is
    expect(said(organizer)).to_contain_text(f"“{TITLE}”:")
    expect(said(organizer)).to_contain_text("No clash")
    organizer.goto(f"{organizer.url.partition('/board')[0]}/sessions/BC-101")
    expect(organizer.get_by_role("main")).not_to_contain_text("Centennial I,")


def test_off_to_the_tray_and_placed_again(organizer: Page) -> None:
    pick_up(organizer)
    organizer.get_by_role("button", name="Take off, to the tray").press("Enter")
    expect(card(organizer)).to_have_count(0)
    line = organizer.locator("#tray [data-code]")
    expect(line).to_contain_text(TITLE)
    line.get_by_role("link", name=f"Place {TITLE}").press("Enter")
    organizer.keyboard.press("End")
    organizer.keyboard.press("PageDown")
    organizer.keyboard.press("Enter")
    expect(card(organizer)).to_have_count(1)
    expect(organizer.locator("#tray [data-code]")).to_have_count(0)


def test_a_card_is_dragged_by_mouse_and_pulled_longer(organizer: Page) -> None:
    room = card(organizer).bounding_box()
    assert room is not None
    drag(organizer, (round(room["width"]) + 4, 0))
    expect(said(organizer)).to_contain_text("Dunwoody Room, 09:55 to 10:40")
    expect(card(organizer)).to_have_attribute("data-rooms", "dunwoody-room")
    drag(organizer, (0, 40), from_edge=True)
    expect(card(organizer)).not_to_have_attribute("data-minutes", "45")
    rooms, _, minutes = place(organizer)
    organizer.reload()
    assert (place(organizer)[0], place(organizer)[2]) == (rooms, minutes)
    assert int(minutes) > 45


def test_a_finger_drags_by_the_grip(browser: Browser, live_server: LiveServer, board: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, has_touch=True, reduced_motion="reduce")
    page = context.new_page()
    sign_in(page, live_server)
    page.goto(board)
    before = place(started(page))
    touch = context.new_cdp_session(page)
    box = grip(page).bounding_box()
    width = card(page).bounding_box()
    assert box is not None
    assert width is not None
    x, y = box["x"] + 8, box["y"] + 8

    def send(kind: str, at: float) -> None:
        points = [] if kind == "touchEnd" else [{"x": at, "y": y}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    send("touchStart", x)
    for part in range(1, 9):
        send("touchMove", x + part * width["width"] * 0.6 / 8)  # not as far as the edge, where the board scrolls
    send("touchEnd", x)
    expect(card(page)).to_have_attribute("data-rooms", "dunwoody-room")
    assert place(page)[1:] == before[1:]
    context.close()


def test_two_organizers_collide_and_both_versions_are_there_to_choose(organizer: Page, colleague: Page) -> None:
    pick_up(organizer)
    organizer.keyboard.press("ArrowRight")
    pick_up(colleague)
    colleague.keyboard.press("ArrowDown")
    colleague.keyboard.press("Enter")
    expect(said(colleague)).to_contain_text("10:00 to 10:45")
    organizer.keyboard.press("Enter")
    panel = organizer.locator("#picked")
    expect(panel).to_contain_text("Changed by two at once")
    expect(panel).to_contain_text("10:00–10:45")
    expect(panel).to_contain_text("Dunwoody Room, 09:55–10:40")
    colleague.reload()
    assert place(colleague)[0] == "embassy-hall"
    organizer.get_by_role("button", name="Place it where you want it").press("Enter")
    expect(card(organizer)).to_have_attribute("data-rooms", "dunwoody-room")
    expect(card(colleague)).to_have_attribute("data-rooms", "dunwoody-room")
    expect(said(colleague)).to_contain_text("Ada Brackwater")


def test_a_network_that_is_gone_loses_nothing(organizer: Page) -> None:
    pick_up(organizer)
    organizer.keyboard.press("ArrowRight")
    organizer.context.set_offline(True)
    organizer.keyboard.press("Enter")
    expect(said(organizer)).to_contain_text("cannot be reached. Nothing was saved")
    expect(organizer.locator("#picked [data-complaint]")).to_be_visible()
    organizer.context.set_offline(False)
    organizer.keyboard.press("Enter")
    expect(card(organizer)).to_have_attribute("data-rooms", "dunwoody-room")


def test_without_a_script_a_card_is_placed_by_its_form(browser: Browser, live_server: LiveServer, board: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, live_server)
    page.goto(board)
    grip(page).click()
    page.get_by_label("Starts").fill("10:00")
    page.get_by_role("button", name="Move it there").click()
    page.goto(board)
    assert place(page)[1] == "360"
    page.get_by_role("button", name="Undo").click()
    assert place(page)[1] == "355"
    context.close()
