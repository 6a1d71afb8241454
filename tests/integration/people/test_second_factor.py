"""The second factor: each code once, recovery codes once each, and no desk of an owner without one."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyotp import TOTP
from sqlalchemy import select

from eventsite.core import clock
from eventsite.core.audit import AuditEntry
from eventsite.core.db import db, transaction
from eventsite.people.flows.codes import Vault, enter_by_code
from eventsite.people.models import Account, RecoveryCode, SecondFactor
from eventsite.people.queries import find_session, list_sessions
from eventsite.people.services import sessions
from eventsite.people.services.second_factor import CodeWrong
from eventsite.people.services.sessions import Browser
from eventsite.people.states import SignInMeans
from eventsite.summits.models import TeamMember
from tests.fixtures.cast import Cast, Member
from tests.fixtures.clocks import FrozenClock
from tests.integration.people.entering import by_password, give_password, machine_path, mailed_path, mails, subjects
from tests.racing import at_once

PAGE, STEP = "/account/second-factor", "/account/second-step"
As = Callable[[Member], FlaskClient]


class Phone:
    """An authenticator that scanned the page, and the recovery codes that were shown after it."""

    def __init__(self, client: FlaskClient, **query: str) -> None:
        page = client.get(PAGE, query_string=query).text
        self.secret = re.search(r'class="key">([A-Z2-7-]+)<', page)[1].replace("-", "")
        self.totp = TOTP(self.secret)
        self.answer = client.post(PAGE, data={"code": self.code})
        self.codes = re.findall(r'class="key">([A-Z0-9-]{19})<', self.answer.text)

    @property
    def code(self) -> str:
        return self.totp.at(clock.now())

    def later(self, steps: int) -> str:
        return self.totp.at(int(clock.now().timestamp()) + 30 * steps)


@pytest.fixture
def phone(cast: Cast, as_member: As, frozen_clock: FrozenClock) -> Phone:
    """Give the owner's authenticator, set up half a minute ago."""
    made = Phone(as_member(cast.owner))
    frozen_clock.forward(seconds=30)
    return made


def half_in(app: Flask, cast: Cast) -> FlaskClient:
    """Return a browser in which the owner opened a mailed link, and was asked for the second factor."""
    client = app.test_client()
    assert client.post(mailed_path(app, cast.owner.email)).location == STEP
    return client


def is_in(client: FlaskClient) -> bool:
    return client.get("/account/").status_code == 200


def test_it_is_set_up_by_scanning_and_typing_a_code(app: Flask, cast: Cast, phone: Phone, tmp_path: Path) -> None:
    assert (phone.answer.status_code, len(set(phone.codes))) == (200, 10)
    assert phone.answer.headers["Cache-Control"] == "private, no-store"
    assert subjects(app, tmp_path) == ["A second factor was set up: localhost"]


def test_the_page_draws_what_an_authenticator_scans(cast: Cast, as_member: As, frozen_clock: FrozenClock) -> None:
    client = as_member(cast.owner)
    page = client.get(PAGE)
    (address,) = re.findall(r'href="(otpauth://[^"]+)"', page.text)
    (key,) = re.findall(r'class="key">([A-Z2-7-]+)<', page.text)
    assert address.startswith("otpauth://totp/localhost:owner%40example.org?secret=")
    assert address.split("secret=")[1].split("&amp;")[0] == key.replace("-", "")
    assert page.headers["Cache-Control"] == "private, no-store"
    assert client.get(PAGE).text.split('class="key">')[1] == page.text.split('class="key">')[1]


def test_neither_secret_nor_codes_are_kept(app: Flask, cast: Cast, phone: Phone, tmp_path: Path) -> None:
    with app.app_context():
        salts = db.session.scalars(select(SecondFactor.salt)).all()
        kept = [*salts, *db.session.scalars(select(RecoveryCode.code_hash))]
        trail = str([entry.changes for entry in db.session.scalars(select(AuditEntry))])
    said = trail + str(mails(app, tmp_path)) + str(kept)
    plain = [code.replace("-", "") for code in phone.codes]
    assert [secret for secret in (phone.secret, *phone.codes, *plain) if secret in said] == []
    assert [secret for secret in kept if secret in trail] == []


def test_after_link_or_password_a_code_is_asked_for(app: Flask, cast: Cast, phone: Phone) -> None:
    give_password(app, cast.owner.email)
    for client in (half_in(app, cast), app.test_client()):
        by_password(client, cast.owner.email)
        assert (is_in(client), client.get(f"/manage/{cast.slug}/").status_code) == (False, 302)
        assert "Type the six digits" in client.get(STEP).text
    desk = f"/manage/{cast.slug}/"
    assert client.post(STEP, data={"code": phone.code, "next": desk}).location == desk
    assert client.get(desk).status_code == 200


def test_a_link_made_on_the_machine_asks_for_nothing_more(app: Flask, cast: Cast, phone: Phone) -> None:
    client = app.test_client()
    client.post(machine_path(app, cast.owner.email))
    assert client.get(f"/manage/{cast.slug}/").status_code == 200


def test_each_code_works_once_and_one_step_around_now(
    app: Flask, cast: Cast, phone: Phone, frozen_clock: FrozenClock
) -> None:
    frozen_clock.forward(minutes=5)
    before, now, after, late, early = (phone.later(n) for n in (-1, 0, 1, -2, 2))
    tries = {}
    for name, code in {"late": late, "early": early, "before": before, "again": before, "now": now}.items():
        tries[name] = half_in(app, cast).post(STEP, data={"code": code}).status_code
    assert tries == {"late": 422, "early": 422, "before": 302, "again": 422, "now": 302}
    assert half_in(app, cast).post(STEP, data={"code": f" {after[:3]} {after[3:]} "}).status_code == 302
    assert half_in(app, cast).post(STEP, data={"code": now}).status_code == 422  # older than the one that was used


def test_codes_are_tried_six_times_in_a_quarter_of_an_hour(
    app: Flask, cast: Cast, phone: Phone, frozen_clock: FrozenClock
) -> None:
    frozen_clock.forward(minutes=20)
    for _ in range(6):
        half_in(app, cast).post(STEP, data={"code": "000000"})
    page = half_in(app, cast).post(STEP, data={"code": phone.code})
    assert (page.status_code, "Too many codes were tried." in page.text) == (422, True)
    client = app.test_client()
    client.post(machine_path(app, cast.owner.email))
    assert is_in(client)
    frozen_clock.forward(minutes=15)
    with app.app_context():
        assert half_in_after_waiting(app, cast, phone)


def half_in_after_waiting(app: Flask, cast: Cast, phone: Phone) -> bool:
    client = app.test_client()
    give_password(app, cast.owner.email)
    by_password(client, cast.owner.email)
    return client.post(STEP, data={"code": phone.code}).status_code == 302


def test_a_recovery_code_signs_in_once_and_says_how_many_are_left(
    app: Flask, cast: Cast, phone: Phone, tmp_path: Path
) -> None:
    code = phone.codes[3]
    client = half_in(app, cast)
    page = client.post(STEP, data={"code": code.lower().replace("-", " ")}, follow_redirects=True)
    assert "9 recovery codes left." in page.text
    assert half_in(app, cast).post(STEP, data={"code": code}).status_code == 422
    assert subjects(app, tmp_path)[-1] == "A recovery code was used to sign in: localhost"
    assert "9 left" in mails(app, tmp_path)[-1]


def test_of_two_that_use_one_recovery_code_at_once_one_wins(app: Flask, cast: Cast, phone: Phone) -> None:
    vault = Vault(app.extensions["eventsite.link_key"], app.extensions["eventsite.outbox"])

    def use() -> Any:
        half = f"{cast.owner.id}.2"  # setting up ended what waited at version 1
        return enter_by_code(
            half, means=SignInMeans.LINK, code=phone.codes[0], vault=vault, browser=Browser("", "")
        )[1]

    answers = at_once(app, [use] * 4)
    assert [answer for answer in answers if not isinstance(answer, Exception)] == [9]
    assert [type(answer) for answer in answers].count(CodeWrong) == 3


def test_who_signs_in_while_others_are_ended_waits_for_no_lock(app: Flask, cast: Cast, phone: Phone) -> None:
    """Each takes the account first: else two would wait for each other, and one be told of our mistake."""
    vault = Vault(app.extensions["eventsite.link_key"], app.extensions["eventsite.outbox"])

    def enter(code: str) -> None:
        former = find_session(cast.owner.weak().session_id)
        enter_by_code(
            f"{cast.owner.id}.2", means=SignInMeans.LINK, code=code, vault=vault, browser=Browser("", "", former)
        )

    def end() -> None:
        visit = find_session(cast.owner.session_id)
        assert visit is not None
        with transaction():
            sessions.end_others(visit)

    works = [partial(enter, code) for code in phone.codes[:3]] + [end] * 3
    answers = at_once(app, works)
    assert {type(answer) for answer in answers} <= {type(None), CodeWrong}
    with app.app_context():
        owner = db.session.get_one(Account, cast.owner.id)
        late = [visit for visit in list_sessions(owner) if visit.means == "link"]
        assert late == []  # who came before was ended, and who came after was half in no more


def test_half_a_sign_in_opens_nothing_and_ends_after_ten_minutes(
    app: Flask, cast: Cast, phone: Phone, frozen_clock: FrozenClock
) -> None:
    client = half_in(app, cast)
    with client.session_transaction() as session:
        assert "_user_id" not in session
    frozen_clock.forward(minutes=10)
    assert client.get(STEP).location == "/account/sign-in"
    assert client.post(STEP, data={"code": phone.code}).location == "/account/sign-in"


def test_half_a_sign_in_ends_with_all_others(app: Flask, cast: Cast, phone: Phone, as_member: As) -> None:
    thief = half_in(app, cast)
    as_member(cast.owner).post("/account/sessions/end-others")
    assert thief.post(STEP, data={"code": phone.code}).location == "/account/sign-in"


def test_a_half_that_somebody_made_up_is_none(app: Flask, client: FlaskClient, cast: Cast, phone: Phone) -> None:
    for forged in (["9999999999", f"{cast.owner.id}.99", "link"], ["9999999999", "x", "link"]):
        with client.session_transaction() as session:
            session["half"] = [int(forged[0]), *forged[1:]]
        assert client.get(STEP).location == "/account/sign-in"


def test_a_half_that_was_ended_leads_a_weak_session_in_no_circle(cast: Cast, as_member: As) -> None:
    client, desk = as_member(cast.owner.weak()), f"/manage/{cast.slug}/"
    with client.session_transaction() as session:
        session["half"] = [9999999999, f"{cast.owner.id}.99", "link"]
    asked = client.get(desk).location
    assert (asked, client.get(asked).location) == (f"{STEP}?next={desk}", f"{PAGE}?next={desk}")
    with client.session_transaction() as session:
        assert "half" not in session


def test_it_is_replaced_and_the_former_one_is_dead(
    app: Flask, cast: Cast, phone: Phone, as_member: As, frozen_clock: FrozenClock, tmp_path: Path
) -> None:
    other = Phone(as_member(cast.owner), replace="1")
    frozen_clock.forward(seconds=30)
    assert other.secret != phone.secret
    assert half_in(app, cast).post(STEP, data={"code": phone.code}).status_code == 422
    assert half_in(app, cast).post(STEP, data={"code": phone.codes[0]}).status_code == 422
    assert half_in(app, cast).post(STEP, data={"code": other.code}).status_code == 302
    assert subjects(app, tmp_path)[-1] == "Your second factor was replaced: localhost"


def test_new_recovery_codes_take_the_place_of_the_former(app: Flask, cast: Cast, phone: Phone, as_member: As) -> None:
    page = as_member(cast.owner).post(f"{PAGE}/codes").text
    made = re.findall(r'class="key">([A-Z0-9-]{19})<', page)
    assert (len(made), set(made) & set(phone.codes)) == (10, set())
    assert half_in(app, cast).post(STEP, data={"code": phone.codes[0]}).status_code == 422
    assert half_in(app, cast).post(STEP, data={"code": made[0]}).status_code == 302


def test_it_is_removed(app: Flask, cast: Cast, phone: Phone, as_member: As, tmp_path: Path) -> None:
    assert as_member(cast.owner).post(f"{PAGE}/remove").location == "/account/"
    with app.app_context():
        assert db.session.scalars(select(RecoveryCode)).all() == []
    assert subjects(app, tmp_path)[-1] == "Your second factor was removed: localhost"
    assert app.test_client().post(mailed_path(app, cast.owner.email)).location == "/manage/"


def test_without_it_a_session_is_worth_what_opened_it(
    cast: Cast, as_member: As, frozen_clock: FrozenClock
) -> None:
    """The page says that the desk of an owner asks for a new one before it opens again."""
    client, desk = as_member(cast.owner.weak()), f"/manage/{cast.slug}/"
    Phone(client)
    assert client.get(desk).status_code == 200
    client.post(f"{PAGE}/remove")
    assert client.get(desk).location == f"{STEP}?next={desk}"


def test_who_came_in_strongly_stays_so_without_it(cast: Cast, phone: Phone, as_member: As) -> None:
    client = as_member(cast.owner)
    client.post(f"{PAGE}/remove")
    assert client.get(f"/manage/{cast.slug}/").status_code == 200


def test_a_wrong_code_sets_nothing_up(app: Flask, cast: Cast, as_member: As, frozen_clock: FrozenClock) -> None:
    client = as_member(cast.owner)
    first = re.findall(r'class="key">(.*?)<', client.get(PAGE).text)
    answer = client.post(PAGE, data={"code": "123456"})
    assert (answer.status_code, re.findall(r'class="key">(.*?)<', answer.text)) == (422, first)
    with app.app_context():
        assert db.session.scalars(select(SecondFactor)).all() == []


def test_the_desk_of_an_owner_wants_a_second_factor(cast: Cast, as_member: As, frozen_clock: FrozenClock) -> None:
    client, desk = as_member(cast.owner.weak()), f"/manage/{cast.slug}/programme?q=x"
    asked = client.get(desk)
    assert asked.location == f"{STEP}?next=/manage/{cast.slug}/programme?q%3Dx"
    assert client.get(asked.location).location == f"{PAGE}?next=/manage/{cast.slug}/programme?q%3Dx"
    phone = Phone(client)
    assert phone.answer.status_code == 200
    assert client.get(desk).status_code == 200


def test_after_setting_it_up_the_way_leads_back(cast: Cast, as_member: As, frozen_clock: FrozenClock) -> None:
    client, goal = as_member(cast.owner.weak()), f"/manage/{cast.slug}/programme"
    page = client.get(PAGE, query_string={"next": goal}).text
    totp = TOTP(re.search(r'class="key">([A-Z2-7-]+)<', page)[1].replace("-", ""))
    answer = client.post(PAGE, data={"code": totp.at(clock.now()), "next": goal})
    assert f'href="{goal}">I have kept them' in answer.text


def test_what_was_typed_is_not_lost_on_the_way(app: Flask, cast: Cast, as_member: As) -> None:
    answer = as_member(cast.owner.weak()).post(f"/manage/{cast.slug}/release", data={"name": "First"})
    assert (answer.status_code, "Your second factor is needed first" in answer.text) == (403, True)


@pytest.mark.parametrize("role", ["finance", "editor"])
def test_finance_needs_one_and_an_editor_does_not(app: Flask, cast: Cast, as_member: As, role: str) -> None:
    with app.app_context(), transaction():
        db.session.execute(db.update(TeamMember).filter_by(account_id=cast.teammate.id).values(role=role))
    expected = {"finance": 302, "editor": 200}[role]
    assert as_member(cast.teammate.weak()).get(f"/manage/{cast.slug}/").status_code == expected


def test_who_may_not_come_is_told_nothing_of_a_second_factor(cast: Cast, as_member: As) -> None:
    assert as_member(cast.stranger.weak()).get(f"/manage/{cast.slug}/").status_code == 404


def test_a_mailbox_alone_adds_nothing_to_an_owner_who_has_a_passkey(
    app: Flask, cast: Cast, as_member: As, frozen_clock: FrozenClock
) -> None:
    """Else who reads the mail would set up a second factor of their own, and be in."""
    from eventsite.people.models import Passkey

    with app.app_context(), transaction():
        for member in (cast.owner, cast.teammate):
            key = Passkey(
                account_id=member.id, credential_id=member.email.encode(), public_key=b"", name="Mine",
                created_at=clock.now(),
            )
            db.session.add(key)
    owner = as_member(cast.owner.weak())
    for path in (PAGE, "/account/password", "/account/passkeys"):
        assert owner.get(path).location == f"{STEP}?next={path}"
        assert as_member(cast.teammate.weak()).get(path).status_code == 200
    page = owner.get(STEP).text
    assert ('name="code"' in page, "Use a passkey" in page) == (False, True)
