"""A morning at the board, from a key to the phone of whoever comes: grid, clash, waiver, release, mail, page, feed."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import cast

import pytest
import sqlalchemy as sa
from playwright.sync_api import Locator, Page, expect

from eventsite.core import clock
from eventsite.core.db import db, transaction
from eventsite.people.services.naming import make_person
from eventsite.programme.models import Appearance, Session, Slot
from eventsite.programme.services import releasing
from eventsite.programme.states import Role
from eventsite.programme.telling.timing import due_at
from eventsite.summits.queries import find_summit
from tests.e2e.visiting import Visit, ready, sign_in, upcoming
from tests.fixtures.browsers import Axe
from tests.fixtures.servers import LiveServer

MOVED, OTHER = "Title records without the queue", "Noise maps from night buses"


def speaks_in_both(server: LiveServer, slug: str) -> tuple[str, str]:
    """Let one person speak in sessions of two events, released so; return code and UID of the one that moves."""
    with server.app.app_context(), transaction():
        summit = find_summit(slug)
        assert summit is not None
        person = make_person(name="Wilhelmina Tarkovy")
        person.email = "wilhelmina@example.org"
        for title in (MOVED, OTHER):
            session = db.session.scalars(sa.select(Session).filter_by(summit_id=summit.id, title=title)).one()
            session.line_up.append(Appearance(person=person, role=Role.SPEAKER, position=9))
        db.session.flush()
        releasing.release(summit, name="With Wilhelmina")
        moved = db.session.scalars(sa.select(Session).filter_by(summit_id=summit.id, title=MOVED)).one()
        slot = db.session.scalars(sa.select(Slot).filter_by(session_id=moved.id)).one()
        return moved.code, slot.uid


def mails_of(server: LiveServer, slug: str, address: str) -> list[EmailMessage]:
    """Let the quiet hours pass, send what is due, and return what went to an address."""
    with server.app.app_context(), pytest.MonkeyPatch.context() as patch:
        summit = find_summit(slug)
        assert summit is not None
        morning = due_at(clock.now(), summit.zone_info)
        patch.setattr(clock, "now", lambda: morning)
        server.app.extensions["eventsite.outbox"].deliver_due()
        folder = server.app.extensions["eventsite.config"].data / "mail"
    mails = [message_from_bytes(file.read_bytes(), policy=default) for file in sorted(folder.glob("*.eml"))]
    return [cast(EmailMessage, mail) for mail in mails if address in str(mail["To"])]


def test_a_morning_at_the_board_reaches_everybody(page: Page, live_server: LiveServer, axe: Axe) -> None:
    slug = upcoming(live_server)
    code, uid = speaks_in_both(live_server, slug)
    home, desk, visit = f"{live_server.url}/{slug}", f"{live_server.url}/manage/{slug}", Visit(page)
    sign_in(page, live_server)
    moves_by_keyboard(page, f"{desk}/board")
    lets_it_stand(page, desk)
    page.goto(f"{desk}/release")
    expect(page.get_by_role("main")).to_contain_text("Duration")
    expect(page.get_by_role("main")).to_contain_text("Wilhelmina Tarkovy")
    assert axe(page) == []
    page.get_by_label("Name of this release").fill("Ten quick minutes")
    page.get_by_role("button", name="Release 1 change").press("Enter")
    expect(page.get_by_text("Ten quick minutes").first).to_be_visible()

    mails = mails_of(live_server, slug, "wilhelmina@example.org")
    assert len(mails_of(live_server, slug, "wilhelmina@example.org")) == len(mails) == 1
    assert "10:30–10:40" in words_of(mails[0])
    page.goto(f"{home}/sessions/{code}")
    expect(page.get_by_role("main")).to_contain_text("10:30–10:40")
    page.goto(f"{home}/changes")
    expect(page.get_by_role("main")).to_contain_text("Ten quick minutes")
    expect(page.get_by_role("main")).to_contain_text("10:30–10:40")
    feed = page.request.get(f"{home}/agenda.ics").text().replace("\r\n ", "")
    entry = next(part for part in feed.split("BEGIN:VEVENT")[1:] if uid in part)
    assert "T103000" in entry
    assert "SEQUENCE:2" in entry  # one for Wilhelmina, one for this
    assert visit.troubles() == []


def moves_by_keyboard(page: Page, board: str) -> None:
    """To 10:30 and ten minutes long: Wilhelmina has five minutes for a way of six."""
    ready(page, board)
    said = page.locator("#board-said")
    page.get_by_role("link", name=f"Move: {MOVED}", exact=True).focus()
    page.keyboard.press("Enter")
    expect(said).to_contain_text("Picked up")
    for key in ["Shift+ArrowUp"] * 7 + ["ArrowDown"] * 7:
        page.keyboard.press(key)
    expect(said).to_contain_text("Embassy Hall, 10:30 to 10:40. One warning.")
    expect(page.locator("#picked")).to_contain_text("Wilhelmina Tarkovy")
    expect(page.locator("#picked")).to_contain_text("6 minutes")
    page.keyboard.press("Enter")
    expect(said).to_contain_text(f"“{MOVED}”: Embassy Hall, 10:30 to 10:40.")
    expect(clash_on(page)).to_have_count(1)


def lets_it_stand(page: Page, desk: str) -> None:
    page.goto(f"{desk}/clashes?q=Wilhelmina")
    page.locator("summary").filter(has_text="Let it stand").press("Enter")
    page.get_by_label("Why may it stand?").fill("She has a bicycle.")
    with page.expect_navigation():
        page.get_by_role("button", name="Let it stand").press("Enter")
    page.goto(f"{desk}/board")
    expect(clash_on(page)).to_have_count(0)


def clash_on(page: Page) -> Locator:
    return page.locator("#clashes li").filter(has_text="Wilhelmina Tarkovy")


def words_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())
