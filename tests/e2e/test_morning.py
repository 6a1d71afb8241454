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
from eventsite.programme.models import Appearance, PersonalAgenda, Session, Slot, Star
from eventsite.programme.services import releasing
from eventsite.programme.states import Role
from eventsite.programme.telling.timing import due_at
from eventsite.summits.queries import find_summit
from tests.e2e.boards import TITLE, grip, said
from tests.e2e.visiting import Visit, sign_in, started, upcoming
from tests.fixtures.browsers import Axe
from tests.fixtures.servers import LiveServer

MOVED, OTHER = TITLE, "Noise maps from night buses"
#: What the morning finds in the tray.
WAITING = ("Provenance for recycled steel", "Mobility hubs without the ribbon")


def speaks_in_both(server: LiveServer, slug: str) -> tuple[str, str]:
    """Let one person speak in sessions of two events and two others wait, released so; return code and UID of MOVED."""
    with server.app.app_context(), transaction():
        summit = find_summit(slug)
        assert summit is not None
        person = make_person(name="Wilhelmina Tarkovy")
        person.email = "wilhelmina@example.org"
        for title in (MOVED, OTHER):
            session = db.session.scalars(sa.select(Session).filter_by(summit_id=summit.id, title=title)).one()
            session.line_up.append(Appearance(person=person, role=Role.SPEAKER, position=9))
        for session in db.session.scalars(sa.select(Session).where(Session.title.in_(WAITING))):
            session.slots.clear()
        db.session.flush()
        releasing.release(summit, name="With Wilhelmina")
        moved = db.session.scalars(sa.select(Session).filter_by(summit_id=summit.id, title=MOVED)).one()
        slot = db.session.scalars(sa.select(Slot).filter_by(session_id=moved.id)).one()
        return moved.code, slot.uid


def stars(server: LiveServer, slug: str, code: str) -> None:
    """Let Rosa, who wants to be told by mail, star a session."""
    with server.app.app_context(), transaction():
        rosa = PersonalAgenda(email="rosa@example.org", email_confirmed_at=clock.now(), created_at=clock.now())
        rosa.stars = [Star(summit=find_summit(slug), session_code=code, created_at=clock.now())]
        db.session.add(rosa)


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
    stars(live_server, slug, code)
    home, visit = f"{live_server.url}/{slug}", Visit(page)
    sign_in(page, live_server)
    page.goto(f"{live_server.url}/manage/{slug}/board")
    places_from_the_tray(started(page))
    moves(page)
    lets_it_stand(page)
    releases(page, axe)

    (mail,) = mails_of(live_server, slug, "wilhelmina@example.org")
    (told,) = mails_of(live_server, slug, "rosa@example.org")
    assert ("10:30–10:40" in words_of(mail), "10:30–10:40" in words_of(told)) == (True, True)
    page.goto(f"{home}/sessions/{code}")
    expect(page.get_by_role("main")).to_contain_text("10:30–10:40")
    page.goto(f"{home}/changes")
    expect(page.get_by_role("main")).to_contain_text("Ten quick minutes")
    expect(page.get_by_role("main")).to_contain_text("10:30–10:40")
    news = page.request.get(f"{home}/changes.atom").text().partition("<entry>")[2].partition("</entry>")[0]
    assert [part in news for part in ("Ten quick minutes", MOVED, "10:30–10:40", *WAITING)] == [True] * 5
    feed = page.request.get(f"{home}/agenda.ics").text().replace("\r\n ", "")
    entry = next(part for part in feed.split("BEGIN:VEVENT")[1:] if uid in part)
    assert "T103000" in entry
    assert "SEQUENCE:2" in entry  # one for Wilhelmina, one for this
    assert visit.troubles() == []


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until something is reached, round the page if need be: nobody clicks here."""
    expect(target).to_have_count(1)
    for _ in range(600):
        if target.evaluate("(element) => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never comes to {target}.")


def press(page: Page, target: Locator, key: str = "Enter") -> None:
    tab_to(page, target)
    page.keyboard.press(key)


def places_from_the_tray(page: Page) -> None:
    """One by the letter of a free place, one by arrows."""
    tray = page.locator("#tray")
    first, second = WAITING
    press(page, tray.get_by_role("link", name=f"Place {first}"))
    expect(page.locator("#picked [data-way='A']")).to_be_visible()
    page.keyboard.press("a")
    expect(said(page)).to_contain_text(f"“{first}”:")
    press(page, tray.get_by_role("link", name=f"Place {second}"))
    expect(said(page)).to_contain_text(f"Picked up {second}. Centennial I,")
    for key in ("End", "PageDown", "PageDown", "ArrowUp"):
        page.keyboard.press(key)
    expect(said(page)).to_contain_text("Inman Room,")
    page.keyboard.press("Enter")
    expect(said(page)).to_contain_text(f"“{second}”: Inman Room,")
    expect(grip(page, second)).to_be_focused()
    expect(tray.locator("[data-code]")).to_have_count(0)


def moves(page: Page) -> None:
    """To 10:30 and ten minutes long: Wilhelmina has five minutes for a way of six."""
    press(page, grip(page, MOVED))
    expect(said(page)).to_contain_text("Picked up")
    for key in ["Shift+ArrowUp"] * 7 + ["ArrowDown"] * 7:
        page.keyboard.press(key)
    expect(said(page)).to_contain_text("Embassy Hall, 10:30 to 10:40. One warning.")
    expect(page.locator("#picked")).to_contain_text("Wilhelmina Tarkovy")
    expect(page.locator("#picked")).to_contain_text("6 minutes")
    page.keyboard.press("Enter")
    expect(said(page)).to_contain_text(f"“{MOVED}”: Embassy Hall, 10:30 to 10:40.")
    expect(clash_on(page)).to_have_count(1)


def lets_it_stand(page: Page) -> None:
    press(page, clash_on(page).get_by_role("link", name="Mend or let stand"))
    page.wait_for_url("**/clashes/*")
    tab_to(page, page.get_by_role("main").get_by_role("textbox"))
    page.keyboard.type("She has a bicycle.")
    press(page, page.get_by_role("button", name="Let it stand"))
    page.wait_for_url("**/clashes")
    expect(page.get_by_text("It may stand, and is listed no more")).to_be_visible()
    press(page, page.get_by_role("link", name="Agenda", exact=True))
    page.wait_for_url("**/board")
    expect(clash_on(started(page))).to_have_count(0)


def releases(page: Page, axe: Axe) -> None:
    press(page, page.get_by_role("main").get_by_role("link", name="Review", exact=True))
    page.wait_for_url("**/release")
    expect(page.get_by_role("main")).to_contain_text("Duration")
    expect(page.get_by_role("main")).to_contain_text("Wilhelmina Tarkovy")
    assert axe(page) == []
    tab_to(page, page.get_by_label("Name of this release"))
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("Ten quick minutes")
    press(page, page.get_by_role("button", name="Release 3 changes"))
    expect(page.get_by_text("Ten quick minutes").first).to_be_visible()


def clash_on(page: Page) -> Locator:
    return page.locator("#clashes li").filter(has_text="Wilhelmina Tarkovy")


def words_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())
