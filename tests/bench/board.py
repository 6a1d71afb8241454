"""The agenda editor in a real browser: 300 sessions in 40 rooms on one day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

from flask import Flask
from playwright.sync_api import Page, sync_playwright

from eventsite.core.db import db, transaction
from eventsite.people.services import signing_in
from eventsite.programme.services import releasing
from eventsite.programme.states import Role, SessionKind
from eventsite.summits.models import Room
from eventsite.summits.services.team import make_owner
from tests.bench.row import Row
from tests.bench.serving import serving
from tests.bench.sites import MORNING
from tests.browser import chromium_path
from tests.drafts import add_person, add_session, add_summit
from tests.fixtures.apps import SECRET
from tests.fixtures.browsers import QUIET

SLUG, SESSIONS, ROOMS, PEOPLE = "board", 300, 40, 200
ROUNDS = 7
SIZE = f"{SESSIONS} sessions in {ROOMS} rooms"
PAINT = """() => new Promise((done) => {
  new PerformanceObserver((list) => {
    for (const paint of list.getEntriesByName("first-contentful-paint")) done(paint.startTime);
  }).observe({ type: "paint", buffered: true });
})"""
WATCH = """() => {
  window.longest = 0;
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) window.longest = Math.max(window.longest, task.duration);
  }).observe({ type: "longtask" });
}"""
#: A task that has to be seen as a long one: else it would mean nothing that none is.
BUSY = """() => setTimeout(() => {
  const until = performance.now() + 60;
  while (performance.now() < until);
})"""
#: From the key that drops to the answer being drawn, as the page's own clock has it.
DROP = """() => new Promise((done) => {
  const editor = document.querySelector("#editor");
  const busy = new MutationObserver(() => {
    if (editor.hasAttribute("aria-busy")) return;
    busy.disconnect();
    done(performance.now() - at);
  });
  busy.observe(editor, { attributes: true, attributeFilter: ["aria-busy"] });
  const at = performance.now();
  document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
})"""


def rows(app: Flask, data: Path, url: str) -> Iterator[Row]:
    link = _make(app)
    environ = {
        "EVENTSITE_DATA": str(data), "DATABASE_URL": url, "SECRET_KEY": SECRET, "LINK_KEY": SECRET[::-1],
        "EVENTSITE_URL": "",
    }  # fmt: skip
    with serving("app:app", "granian", environ, "/healthz", threads=4) as ours, _browser() as page:
        page.goto(f"{ours.url}/account/sign-in/{link}")
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/manage/**")
        board = f"{ours.url}/manage/{SLUG}/board"
        paints = [_paint(page, board) for _ in range(ROUNDS)]
        yield _row(f"the board of {SIZE}: first paint", paints, 1000, "1 s")
        drops = [_drop(page, place) for place in range(ROUNDS)]
        yield _row(f"a drop on it, from the key to the new card ({SIZE})", drops, 150, "150 ms")
        longest = _drag(page)
        told = f"{longest:.0f} ms" if longest else "none over 50 ms"
        yield Row("longest task while a card is dragged across it", told, "none over 50 ms", longest == 0)


def _row(what: str, taken: list[float], most: int, words: str) -> Row:
    return Row(what, f"{median(taken):.0f} ms, median of {len(taken)}", f"under {words}", median(taken) < most)


def _make(app: Flask) -> str:
    """Make and release the summit, and return the token of a link that signs its owner in."""
    with app.app_context(), transaction():
        summit = add_summit(SLUG, starts_on=MORNING.date(), ends_on=MORNING.date())
        summit.rooms += [Room(slug=f"room-{n}", name=f"Room {n}", seats=80, position=n + 2) for n in range(ROOMS - 2)]
        db.session.flush()
        rooms, people = [room.slug for room in summit.rooms], [add_person(f"Board {n}") for n in range(PEOPLE)]
        for n in range(SESSIONS):
            add_session(
                summit, f"B{n}", title=f"What city number {n} learned by buying together", kind=SessionKind.PANEL,
                starts_at=MORNING + timedelta(minutes=60 * (n // ROOMS)), minutes=45, room=rooms[n % ROOMS],
                line_up={people[n % ROOMS * 4 + k]: Role.PANELIST if k else Role.MODERATOR for k in range(4)},
            )  # fmt: skip
        account = signing_in.make_account(email="board@example.org", name="Board")
        make_owner(summit, account)
        releasing.release(summit, name="First")
        link = signing_in.make_link(account, is_mailed=False)
        return str(app.extensions["eventsite.link_key"].token(signing_in.PURPOSE, link.id))


@contextmanager
def _browser() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(QUIET))
        yield browser.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
        browser.close()


def _paint(page: Page, board: str) -> float:
    page.goto(board)
    return float(page.evaluate(PAINT))


def _drop(page: Page, place: int) -> float:
    """Pick a card up, move it by a row, and drop it."""
    page.locator("#board [data-grip]").nth(place * 3).focus()
    page.keyboard.press("Enter")
    page.locator("#picked .picked").wait_for()
    page.keyboard.press("ArrowDown")
    page.locator("#picked [data-do='place']").wait_for()
    taken: Any = page.evaluate(DROP)
    return float(taken)


def _drag(page: Page) -> float:
    """Drag a card across the board for a second; return the longest task in ms, 0 where none took 50.

    A task of 60 ms that is made on purpose has to be seen first, and the card has to be in the hand at the end.
    """
    card = page.locator("#board [data-slot]:has([data-grip])").nth(1)
    card.scroll_into_view_if_needed()
    box = card.bounding_box()
    assert box is not None
    page.evaluate(WATCH)
    page.evaluate(BUSY)
    page.wait_for_timeout(500)
    assert page.evaluate("window.longest") >= 50, "long tasks are not seen here"
    page.evaluate("window.longest = 0")
    page.mouse.move(box["x"] + 30, box["y"] + 20)
    page.mouse.down()
    for step in range(60):
        page.mouse.move(box["x"] + 30 + step * 8, box["y"] + 20 + step * 4)
        page.wait_for_timeout(16)
    page.wait_for_timeout(500)
    assert page.locator("#editor[data-drags]").count() == 1, "no card was dragged"
    page.keyboard.press("Escape")
    page.mouse.up()
    return float(page.evaluate("window.longest"))
