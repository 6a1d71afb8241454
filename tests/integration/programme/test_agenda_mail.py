"""An address left with stars: asked back by mail, confirmed by a button, changed, given up; strangers learn nothing."""

from __future__ import annotations

import re
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventsite.core.db import db, transaction
from eventsite.core.outbox import OutboxRow
from eventsite.core.tokens import LinkKey
from eventsite.programme.models import PersonalAgenda
from eventsite.programme.releases import public
from eventsite.programme.services import releasing
from eventsite.programme.services.addressing import MOST_AN_HOUR
from eventsite.programme.telling import links
from tests.drafts import add_session, add_summit
from tests.fixtures.apps import close, make_app
from tests.fixtures.clocks import FrozenClock
from tests.forms import read_form

MINE, MAIL = "/summit/my-agenda", "/summit/my-agenda/mail"
ADA = {"email": "Ada@Example.org"}


@pytest.fixture
def visitor(app: Flask, client: FlaskClient, frozen_clock: FrozenClock) -> FlaskClient:
    """Give the browser of somebody who starred A."""
    public.forget()
    with app.app_context(), transaction():
        summit = add_summit()
        add_session(summit, "A")
        releasing.release(summit, name="One")
    client.post("/summit/sessions/A/star", data={"action": "star"})
    return client


def stands(app: Flask) -> list[tuple[str, bool]]:
    with app.app_context():
        rows = db.session.scalars(db.select(PersonalAgenda).order_by(PersonalAgenda.id))
        return [(agenda.email, agenda.email_confirmed_at is not None) for agenda in rows]


def mailed(app: Flask) -> list[str]:
    """Let the worker look, and return the addresses to press a button at, of the mails that are new."""
    with app.app_context():
        app.extensions["eventsite.outbox"].deliver_due()
    files = sorted((app.extensions["eventsite.config"].data / "mail").glob("*.eml"))
    texts = [file.read_text().replace("=\n", "").replace("=3D", "=") for file in files]
    for file in files:
        file.unlink()
    return [re.findall(r"http://localhost(/summit/my-agenda/mail/[\w-]+)", text)[0] for text in texts]


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_an_address_is_asked_back_and_confirmed_by_a_button(app: Flask, visitor: FlaskClient) -> None:
    assert read_form(visitor.get(MINE).text)["email"] == ""
    answer = visitor.post(MAIL, data=ADA)
    assert (answer.status_code, answer.location) == (303, f"{MINE}?mail=asked#mail")
    assert "We sent a mail to ada@example.org." in words(visitor.get(answer.location).text)
    assert stands(app) == [("ada@example.org", False)]
    (link,) = mailed(app)
    phone = app.test_client()
    page = phone.get(link)
    assert (page.status_code, "Yes, mail me changes" in page.text) == (200, True)
    assert stands(app) == [("ada@example.org", False)]
    for _ in range(2):
        assert "You will hear of changes" in phone.post(link).text
    assert stands(app) == [("ada@example.org", True)]
    assert "Changes are mailed to ada@example.org ." in words(visitor.get(MINE).text)


def test_what_the_link_opens_is_kept_by_nobody(app: Flask, visitor: FlaskClient) -> None:
    visitor.post(MAIL, data=ADA)
    (link,) = mailed(app)
    headers = app.test_client().get(link).headers
    wanted = ("private, no-store", "same-origin", "noindex, nofollow")
    assert tuple(headers[n] for n in ("Cache-Control", "Referrer-Policy", "X-Robots-Tag")) == wanted


def test_another_address_has_to_be_confirmed_anew_and_the_old_link_is_done(app: Flask, visitor: FlaskClient) -> None:
    visitor.post(MAIL, data=ADA)
    (old,) = mailed(app)
    visitor.post(old)
    visitor.post(MAIL, data={"email": "bo@example.org"})
    assert stands(app) == [("bo@example.org", False)]
    assert [visitor.get(old).status_code, visitor.post(old).status_code] == [410, 410]
    (new,) = mailed(app)
    visitor.post(new)
    visitor.post(MAIL, data={"email": " BO@example.org "})
    assert (stands(app), mailed(app)) == ([("bo@example.org", True)], [])


@pytest.mark.parametrize(
    ("ending", "answer", "then"),
    [
        ("", 410, ("bo@example.org", False)),
        ("/stop", 200, ("bo@example.org", False)),
    ],
)
def test_an_address_that_is_changed_while_a_button_is_pressed_is_neither_confirmed_nor_given_up(
    app: Flask, visitor: FlaskClient, monkeypatch: pytest.MonkeyPatch, ending: str, answer: int, then: tuple[str, bool]
) -> None:
    """SQLite lets the other in after us: the change then simply comes second."""
    visitor.post(MAIL, data=ADA)
    (link,) = mailed(app)
    if ending:
        with app.app_context():
            agenda = db.session.scalars(db.select(PersonalAgenda)).one()
            link = f"{MAIL}/{links.stop_token(agenda, app.extensions['eventsite.link_key'])}"
    found = f"agenda_to_{'stop' if ending else 'confirm'}"
    original, is_first = getattr(links, found), iter([True])

    def then_another_address(token: str, key: LinkKey) -> PersonalAgenda | None:
        agenda = original(token, key)
        if next(is_first, False):
            rival.start()
            rival.join(1)
        return agenda

    monkeypatch.setattr(links, found, then_another_address)
    rival = Thread(target=lambda: visitor.post(MAIL, data={"email": "bo@example.org"}))
    pressed = app.test_client().post(f"{link}{ending}")
    rival.join(20)
    is_alone = app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite")
    assert (pressed.status_code, stands(app)) == (200 if is_alone else answer, [then])


def test_an_address_is_forgotten(app: Flask, visitor: FlaskClient) -> None:
    visitor.post(MAIL, data=ADA)
    answer = visitor.post(f"{MAIL}/forget")
    assert answer.location == f"{MINE}?mail=stopped#mail"
    assert (stands(app), mailed(app)) == ([("", False)], [])
    assert "Your address is forgotten" in visitor.get(answer.location).text


def test_renewed_links_stop_the_question_and_not_the_way_out(app: Flask, visitor: FlaskClient) -> None:
    visitor.post(MAIL, data=ADA)
    (link,) = mailed(app)
    visitor.post(f"{MINE}/new-link")
    assert visitor.post(link).status_code == 410
    assert stands(app) == [("ada@example.org", False)]


@pytest.mark.parametrize(
    "email", ["", "ada", "ada@", "a@b.example\nBcc: c@d.example", "ä@example.org", "x" * 300 + "@x.org"]
)
def test_what_is_no_address_is_refused_and_kept_in_the_form(app: Flask, visitor: FlaskClient, email: str) -> None:
    answer = visitor.post(MAIL, data={"email": email})
    assert (answer.status_code, "field-error" in answer.text, stands(app)) == (422, True, [("", False)])


def test_an_address_is_asked_so_often_an_hour_whoever_types_it(
    app: Flask, visitor: FlaskClient, frozen_clock: FrozenClock
) -> None:
    for number in range(MOST_AN_HOUR + 2):
        browser = app.test_client()
        browser.post("/summit/sessions/A/star", data={"action": "star"})
        answer = browser.post(MAIL, data=ADA)
        assert (number, answer.location) == (number, f"{MINE}?mail=asked#mail")
    assert len(mailed(app)) == MOST_AN_HOUR
    frozen_clock.forward(hours=1)
    visitor.post(MAIL, data=ADA)
    assert len(mailed(app)) == 1


def test_no_key_of_a_row_names_the_address(app: Flask, visitor: FlaskClient) -> None:
    visitor.post(MAIL, data=ADA)
    with app.app_context():
        assert [key for key in db.session.scalars(db.select(OutboxRow.key)) if "ada" in key] == []


@pytest.mark.parametrize("token", ["1-forged", "1-", "x", "99999-abc", "²-x", "1-" + "A" * 27, "%00"])
def test_a_forged_link_opens_nothing_and_says_the_same_for_everybody(
    app: Flask, visitor: FlaskClient, token: str
) -> None:
    visitor.post(MAIL, data=ADA)
    confirm, stop = f"{MAIL}/{token}", f"{MAIL}/{token}/stop"
    wanted = [404] * 4 if token == "%00" else [410, 410, 200, 200]
    stranger = app.test_client()
    answers = [stranger.get(confirm), stranger.post(confirm), stranger.get(stop), stranger.post(stop)]
    assert [answer.status_code for answer in answers] == wanted
    assert [answer for answer in answers if "example.org" in answer.text] == []
    assert stands(app) == [("ada@example.org", False)]


def test_a_link_for_one_thing_does_no_other(app: Flask, visitor: FlaskClient) -> None:
    visitor.post(MAIL, data=ADA)
    (link,) = mailed(app)
    assert "This address gets no mails" in visitor.post(f"{link}/stop").text
    assert stands(app) == [("ada@example.org", False)]


def test_who_has_no_star_has_no_address(app: Flask, visitor: FlaskClient) -> None:
    nobody = app.test_client()
    assert nobody.post(MAIL, data=ADA).location == MINE
    assert nobody.post(f"{MAIL}/forget").status_code == 303
    assert nobody.post("/nowhere/my-agenda/mail", data=ADA).status_code == 404
    assert (len(stands(app)), "Changes by mail" in nobody.get(MINE).text) == (1, False)


def test_none_of_it_begins_a_session(app: Flask, visitor: FlaskClient) -> None:
    answers = [visitor.post(MAIL, data=ADA), visitor.get(MINE), visitor.post(f"{MAIL}/forget")]
    names = {header.split("=")[0] for answer in answers for header in answer.headers.getlist("Set-Cookie")}
    assert names <= {"agenda", "agenda_stars"}


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_another_site_leaves_no_address(app: Flask, visitor: FlaskClient, headers: dict[str, str]) -> None:
    for path in (MAIL, f"{MAIL}/forget", f"{MAIL}/1-x", f"{MAIL}/1-x/stop"):
        assert visitor.post(path, data=ADA, headers=headers).status_code == 403
    assert stands(app) == [("", False)]


def test_leaving_addresses_is_throttled(databases: Any, tmp_path: Path) -> None:
    app = make_app(tmp_path, databases["sqlite"].fresh(), RATELIMIT_ENABLED=True, WTF_CSRF_ENABLED=True)
    with app.app_context(), transaction():
        summit = add_summit()
        add_session(summit, "A")
        releasing.release(summit, name="One")
    guest = app.test_client()
    guest.post("/summit/sessions/A/star", data={"action": "star"})
    assert [guest.post(MAIL, data=ADA).status_code for _ in range(11)] == [303] * 10 + [429]
    close(app)
