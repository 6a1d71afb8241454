"""Hands at the board that slip: off the grid, off the panel, off the tray, with a finger, on a phone, with Tab."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, CDPSession, FloatRect, Locator, Page, expect

from tests.e2e.boards import TITLE, card, grip, pick_up, place, said
from tests.e2e.visiting import Visit, sign_in, started
from tests.fixtures.servers import LiveServer

Open = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser, live_server: LiveServer, board: str) -> Iterator[Open]:
    """Give `opened(width=360, has_touch=True)`: the board in another browser, as its owner has it there."""
    contexts = []

    def open_board(width: int = 1280, *, has_touch: bool = False) -> Page:
        viewport = {"width": width, "height": 800}
        contexts.append(browser.new_context(viewport=viewport, has_touch=has_touch, reduced_motion="reduce"))
        page = contexts[-1].new_page()
        sign_in(page, live_server)
        page.goto(board)
        return started(page)

    yield open_board
    for context in contexts:
        context.close()


def box_of(found: Locator) -> FloatRect:
    found.scroll_into_view_if_needed()
    box = found.bounding_box()
    assert box is not None
    return box


def press_and_move(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=10)


def to_tray(page: Page) -> Locator:
    """Take the card off, and return its line in the tray."""
    pick_up(page)
    page.get_by_role("button", name="Take off, to the tray").press("Enter")
    expect(card(page)).to_have_count(0)
    return page.locator("#tray [data-code]")


def test_what_is_let_go_outside_the_board_goes_back(organizer: Page) -> None:
    before, box = place(organizer), box_of(card(organizer))
    press_and_move(organizer, (box["x"] + 30, box["y"] + 30), (1100, 60))
    expect(organizer.locator("#editor[data-drags='away'] .is-held")).to_have_count(1)
    organizer.mouse.up()
    expect(said(organizer)).to_have_text(f"{TITLE} is back where it was.")
    organizer.reload()
    assert place(organizer) == before


def test_a_line_of_the_tray_that_is_let_go_there_stays_there(organizer: Page) -> None:
    box = box_of(to_tray(organizer))
    x, y = box["x"] + 60, box["y"] + box["height"] - 8
    press_and_move(organizer, (x, y), (x + 20, y + 20))
    expect(organizer.locator("#editor[data-drags]")).to_have_count(1)
    organizer.mouse.up()
    expect(said(organizer)).to_have_text(f"{TITLE} is back where it was.")
    expect(organizer.locator("#tray [data-code]")).to_contain_text(TITLE)
    expect(card(organizer)).to_have_count(0)


def test_the_panel_is_read_and_marked_not_dragged(organizer: Page) -> None:
    visit = Visit(organizer)
    pick_up(organizer)
    organizer.keyboard.press("ArrowRight")
    expect(organizer.locator("#picked ins")).to_contain_text("Dunwoody Room")
    box = box_of(organizer.locator("#picked-title"))
    press_and_move(organizer, (box["x"] + 40, box["y"] + 8), (box["x"] + 90, box["y"] + 20))
    expect(organizer.locator("#editor[data-drags]")).to_have_count(0)
    organizer.mouse.up()
    expect(organizer.locator("#picked ins")).to_contain_text("Dunwoody Room")
    organizer.get_by_role("button", name="Place here").click()
    expect(card(organizer)).to_have_attribute("data-rooms", "dunwoody-room")
    assert visit.troubles() == []


def test_the_lower_edge_follows_the_hand_from_where_it_was_taken(organizer: Page) -> None:
    """A card that is looked at is as tall as its words: pulled by the height of a row it is five minutes longer."""
    minutes = int(place(organizer)[2])
    row = organizer.evaluate("parseFloat(getComputedStyle(document.querySelector('#board')).gridAutoRows)")
    card(organizer).hover(position={"x": 30, "y": 40})
    box = box_of(card(organizer))
    start = (box["x"] + 30, box["y"] + box["height"] - 6)
    press_and_move(organizer, start, (start[0], start[1] + row))
    expect(organizer.locator("#editor[data-drags='length']")).to_have_count(1)
    organizer.mouse.up()
    expect(card(organizer)).to_have_attribute("data-minutes", str(minutes + 5))


def test_a_card_that_is_dragged_by_its_grip_scrolls_nothing_before_the_edge(organizer: Page) -> None:
    """Sixty pixels above the window's end, where what is in hand hangs over it."""
    box, scrolled = box_of(grip(organizer)), "[scrollY, document.querySelector('.board-scroller').scrollTop]"
    was = organizer.evaluate(scrolled)
    press_and_move(organizer, (box["x"] + 8, box["y"] + 8), (box["x"] + 8, 740))
    expect(organizer.locator("#picked ins")).to_contain_text("Embassy Hall")
    assert organizer.evaluate(scrolled) == was
    organizer.keyboard.press("Escape")
    organizer.mouse.up()


def touch(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    finger: CDPSession = page.context.new_cdp_session(page)

    def send(kind: str, *points: dict[str, float]) -> None:
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    send("touchStart", {"x": start[0], "y": start[1]})
    for part in range(1, 13):
        x, y = (a + (b - a) * part / 12 for a, b in zip(start, end, strict=True))
        send("touchMove", {"x": x, "y": y})
    send("touchEnd")


def test_a_finger_drags_from_the_tray(opened: Open) -> None:
    page = opened(has_touch=True)
    box = box_of(to_tray(page).get_by_role("link", name=f"Place {TITLE}"))
    touch(page, (box["x"] + 10, box["y"] + 10), (400, 500))
    expect(card(page)).to_have_count(1)
    expect(page.locator("#tray [data-code]")).to_have_count(0)


def test_on_a_phone_a_grip_leads_to_the_form(opened: Open) -> None:
    page = opened(360, has_touch=True)
    page.goto(f"{page.url}#room-embassy-hall")
    grip(page).tap()
    page.wait_for_url("**/board/place?session=BC-101&*")
    page.get_by_label("Starts").fill("10:00")
    page.get_by_role("button", name="Move it there").tap()
    page.wait_for_url("**/board?*")
    assert place(page)[1] == "360"


def test_tab_goes_from_the_thing_in_hand_to_its_buttons_and_back(organizer: Page) -> None:
    pick_up(organizer)
    expect(said(organizer)).to_contain_text("Tab goes to its buttons.")
    organizer.keyboard.press("ArrowRight")
    expect(organizer.get_by_role("button", name="Place here")).to_be_visible()
    organizer.keyboard.press("Tab")
    first = organizer.locator("#picked").locator("button, a").first
    expect(first).to_be_focused()
    organizer.keyboard.press("Shift+Tab")
    expect(grip(organizer)).to_be_focused()
    organizer.keyboard.press("Tab")
    for _ in range(organizer.locator("#picked [data-way]").count()):
        organizer.keyboard.press("Tab")
    expect(organizer.get_by_role("button", name="Place here")).to_be_focused()
    organizer.keyboard.press("Enter")
    expect(card(organizer)).to_have_attribute("data-rooms", "dunwoody-room")
    expect(grip(organizer)).to_be_focused()


def test_undo_by_key_takes_back_one_step_and_many(organizer: Page) -> None:
    before = place(organizer)
    organizer.keyboard.press("Control+z")
    expect(said(organizer)).to_have_text("There is nothing of yours to undo.")
    pick_up(organizer)
    organizer.keyboard.press("ArrowDown")
    organizer.keyboard.press("Enter")
    expect(card(organizer)).to_have_attribute("data-at", str(int(before[1]) + 5))
    organizer.keyboard.press("Control+z")
    expect(card(organizer)).to_have_attribute("data-at", before[1])
    organizer.goto(f"{organizer.url.partition('/board')[0]}/board/bulk?what=move&minutes=15&since=09:55&until=10:00")
    organizer.get_by_role("button", name=re.compile(r"^Move \d+ slots?$")).click()
    organizer.wait_for_url("**/board?day=*")
    started(organizer).keyboard.press("Control+z")
    organizer.wait_for_url("**/board/bulk?*")
    expect(organizer.get_by_role("main")).to_contain_text("This moves")


def test_an_undo_that_came_too_late_leads_to_the_choice(organizer: Page, colleague: Page) -> None:
    pick_up(organizer)
    organizer.keyboard.press("ArrowDown")
    organizer.keyboard.press("Enter")
    expect(said(colleague)).to_contain_text(f" moved “{TITLE}”")
    pick_up(colleague)
    colleague.keyboard.press("ArrowRight")
    colleague.keyboard.press("Enter")
    expect(card(colleague)).to_have_attribute("data-rooms", "dunwoody-room")
    organizer.get_by_role("button", name="Undo").press("Enter")
    expect(organizer.locator("#picked")).to_contain_text("Changed by two at once")
    expect(organizer.locator("#picked").locator("button, a").first).to_be_focused()


def test_what_goes_to_another_day_leaves_one_at_its_way_back(organizer: Page) -> None:
    pick_up(organizer)
    form = organizer.locator("#picked [data-way='A']").locator("xpath=ancestor::form")
    day = organizer.locator(".days-small .day").nth(1).get_attribute("href")
    assert day is not None
    second = day.partition("day=")[2].partition("&")[0]
    form.evaluate("(form, day) => { form.elements.day.value = day; }", second)
    form.get_by_role("button").press("Enter")
    expect(card(organizer)).to_have_count(0)
    expect(organizer.get_by_role("button", name="Undo")).to_be_focused()


def test_a_network_that_goes_while_a_card_is_dragged_loses_nothing(organizer: Page) -> None:
    box = box_of(card(organizer))
    press_and_move(organizer, (box["x"] + 30, box["y"] + 30), (box["x"] + 30 + box["width"], box["y"] + 30))
    expect(organizer.get_by_role("button", name="Place here")).to_be_visible()
    organizer.context.set_offline(True)
    organizer.mouse.up()
    expect(organizer.locator("#picked [data-complaint]")).to_contain_text("Nothing was saved")
    expect(organizer.locator("#board .is-held")).to_have_count(1)
    organizer.context.set_offline(False)
    organizer.get_by_role("button", name="Place here").click()
    expect(card(organizer)).to_have_attribute("data-rooms", "dunwoody-room")
    expect(organizer.locator("#picked > *")).to_have_count(0)


def test_a_drop_that_draws_other_rows_is_told_and_leaves_one_there(organizer: Page) -> None:
    """Earlier than all others: the day begins earlier now, and the page is loaded anew."""
    rows = organizer.locator("#board").get_attribute("data-from") or ""
    pick_up(organizer)
    for _ in range(8):
        organizer.keyboard.press("PageUp")
    organizer.keyboard.press("Enter")
    expect(organizer.locator("#board")).not_to_have_attribute("data-from", rows)
    expect(said(organizer)).to_contain_text(f"“{TITLE}”: Embassy Hall, 07:00 to 07:45.")
    expect(grip(organizer)).to_be_focused()
