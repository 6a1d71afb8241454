"""The agenda editor as hands find it: a card, its grip, what is said of it."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

#: BC-101 of the sample: in Embassy Hall on the first day, 09:55 to 10:40, with nobody beside it in Dunwoody Room.
TITLE = "Title records without the queue"


def card(page: Page, title: str = TITLE) -> Locator:
    return page.locator("#board [data-slot]").filter(has=page.get_by_role("heading", name=title, exact=True))


def grip(page: Page, title: str = TITLE) -> Locator:
    return page.locator("#board").get_by_role("link", name=f"Move: {title}", exact=True)


def said(page: Page) -> Locator:
    return page.locator("#board-said")


def place(page: Page, title: str = TITLE) -> tuple[str, str, str]:
    """Return room, minutes after the day's first row and length of a card, as it says itself."""
    found = card(page, title)
    return tuple(found.get_attribute(f"data-{name}") or "" for name in ("rooms", "at", "minutes"))


def pick_up(page: Page, title: str = TITLE) -> None:
    grip(page, title).focus()
    page.keyboard.press("Enter")
    expect(said(page)).to_contain_text(f"Picked up {title}.")


def drag(page: Page, by: tuple[int, int], *, from_edge: bool = False, title: str = TITLE) -> None:
    found = card(page, title)
    found.scroll_into_view_if_needed()
    box = found.bounding_box()
    assert box is not None
    start = (box["x"] + 30, box["y"] + box["height"] - 3 if from_edge else box["y"] + 30)
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(start[0] + by[0], start[1] + by[1], steps=12)
    page.mouse.up()
