"""Passwords beside mailed links: who has none loses nothing, and who guesses learns nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventsite.core.audit import AuditEntry
from eventsite.core.db import db, transaction
from eventsite.core.outbox import OutboxRow
from eventsite.people.models import Account, AccountSession, SignInTries
from eventsite.people.queries import find_account
from eventsite.people.services import hashing, signing_in
from tests.fixtures.cast import Cast, Member
from tests.fixtures.clocks import FrozenClock
from tests.integration.people.entering import PASSWORD, by_password, give_password, mailed_path, subjects

PAGE = "/account/password"
WRONG = "This address and this password do not belong together. Try again, or have a link mailed."
NOT_YET = "Nothing was changed yet: first show once more who you are."
TOO_MANY = "Too many passwords were tried for this address."
As = Callable[[Member], FlaskClient]


def hash_of(app: Flask, email: str) -> str:
    with app.app_context():
        account = find_account(email)
        assert account is not None
        return account.password_hash


def told(page: str) -> list[str]:
    return re.findall(r'role="alert">.*?<div>(.*?)</div>', page, re.DOTALL)


def test_a_password_is_set_changed_and_removed(app: Flask, cast: Cast, as_member: As, tmp_path: Path) -> None:
    client, other = as_member(cast.viewer), as_member(cast.viewer.weak())
    assert client.post(PAGE, data={"password": PASSWORD}).location == "/account/"
    first = hash_of(app, cast.viewer.email)
    assert (first.startswith("$argon2id$"), other.get("/account/").status_code) == (True, 302)
    assert client.post(PAGE, data={"password": "another tram lilac"}).location == "/account/"
    assert hash_of(app, cast.viewer.email) not in ("", first)
    assert client.post(f"{PAGE}/remove").location == "/account/"
    assert hash_of(app, cast.viewer.email) == ""
    assert subjects(app, tmp_path) == [
        "A password was set: localhost", "Your password was changed: localhost", "Your password was removed: localhost",
    ]


def test_no_password_and_no_hash_is_kept_anywhere_else(app: Flask, cast: Cast, as_member: As) -> None:
    as_member(cast.viewer).post(PAGE, data={"password": PASSWORD})
    made = hash_of(app, cast.viewer.email)
    with app.app_context():
        trail = [entry.changes for entry in db.session.scalars(select(AuditEntry).filter_by(action="changed"))]
        asked = [row.payload for row in db.session.scalars(select(OutboxRow))]
    assert {"password_hash": ["", "kept secret"]} in trail
    assert not any(secret in str(trail + asked) for secret in (PASSWORD, made))


def test_it_signs_in_without_mail(app: Flask, client: FlaskClient, cast: Cast) -> None:
    give_password(app, cast.viewer.email)
    assert by_password(client, cast.viewer.email.upper(), next="/account/") == 302
    assert client.get("/account/").status_code == 200
    with app.app_context():
        newest = db.session.scalars(select(AccountSession).order_by(AccountSession.id.desc()).limit(1)).one()
        assert (newest.means, newest.is_strong) == ("password", False)


def test_which_button_was_pressed_decides(app: Flask, client: FlaskClient, cast: Cast) -> None:
    give_password(app, cast.viewer.email)
    typed = {"email": cast.viewer.email, "password": PASSWORD}
    sent = "/account/sign-in/sent"
    assert client.post("/account/sign-in", data={**typed, "do": "link"}).location == sent
    assert client.post("/account/sign-in", data={**typed, "password": "", "do": "enter"}).location == sent
    page = client.post("/account/sign-in", data={**typed, "password": "", "do": "password"})
    assert (page.status_code, "Type your password, or have a link mailed." in page.text) == (422, True)
    assert client.post("/account/sign-in", data={**typed, "do": "enter"}).location == "/manage/"


@pytest.mark.parametrize("email", ["viewer@example.org", "teammate@example.org", "nobody@example.org"])
def test_every_wrong_try_is_told_the_same_and_takes_a_hash(
    app: Flask, client: FlaskClient, cast: Cast, email: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_password(app, cast.viewer.email)
    looked: list[str] = []
    fits = hashing.fits
    monkeypatch.setattr(hashing, "fits", lambda kept, typed: looked.append(typed) or fits(kept, typed))
    answer = client.post("/account/sign-in", data={"email": email, "password": "wrong horse", "do": "password"})
    assert (answer.status_code, told(answer.text), looked) == (422, [WRONG], ["wrong horse"])
    assert 'value="wrong horse"' not in answer.text


@pytest.mark.parametrize("email", ["viewer@example.org", "nobody@example.org"])
def test_guessing_ends_after_ten_tries_and_mailed_links_go_on(
    app: Flask, client: FlaskClient, cast: Cast, email: str, frozen_clock: FrozenClock
) -> None:
    give_password(app, cast.viewer.email)
    for _ in range(10):
        by_password(client, email, "wrong horse")
    page = client.post("/account/sign-in", data={"email": email, "password": PASSWORD, "do": "password"})
    assert [text.split(" Wait")[0] for text in told(page.text)] == [TOO_MANY]
    assert client.post("/account/sign-in", data={"email": email, "do": "link"}).status_code == 302
    assert client.post(mailed_path(app, cast.viewer.email)).status_code == 302
    frozen_clock.forward(minutes=15)
    assert by_password(app.test_client(), cast.viewer.email) == 302


def test_a_right_password_starts_the_count_anew(app: Flask, cast: Cast) -> None:
    give_password(app, cast.viewer.email)
    for _ in range(3):
        for _ in range(6):
            by_password(app.test_client(), cast.viewer.email, "wrong horse")
        assert by_password(app.test_client(), cast.viewer.email) == 302
    with app.app_context():
        assert db.session.scalars(select(SignInTries.tries)).all() == []


def test_a_hash_of_former_costs_is_renewed(app: Flask, client: FlaskClient, cast: Cast) -> None:
    from argon2 import PasswordHasher

    with app.app_context(), transaction():
        former = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
        db.session.get_one(Account, cast.viewer.id).password_hash = former
    assert by_password(client, cast.viewer.email) == 302
    made = hash_of(app, cast.viewer.email)
    assert (made.split("$")[3], hashing.fits(made, PASSWORD)) == ("m=19456,t=2,p=1", True)


def test_changing_it_wants_a_fresh_sign_in(
    frozen_clock: FrozenClock, app: Flask, cast: Cast, as_member: As
) -> None:
    give_password(app, cast.viewer.email)
    client = as_member(cast.viewer)
    frozen_clock.forward(minutes=10)
    first = "/account/again?next=/account/password"
    assert client.get(PAGE).location == first
    assert client.post(PAGE, data={"password": "another tram lilac"}).location == first
    assert NOT_YET in client.get(first).text
    assert hashing.fits(hash_of(app, cast.viewer.email), PASSWORD)
    again = client.get("/account/again?next=/account/password").text
    assert ('name="password"' in again, 'name="code"' in again) == (True, False)
    assert client.post("/account/again", data={"password": "wrong", "next": PAGE}).status_code == 422
    assert client.post("/account/again", data={"password": PASSWORD, "next": PAGE}).location == PAGE
    assert client.get(PAGE).status_code == 200
    page = client.post(PAGE, data={"password": "another tram lilac"}, follow_redirects=True).text
    assert ("Your password is changed" in page, NOT_YET in page) == (True, False)


def test_who_has_no_password_shows_it_by_a_mailed_link(
    frozen_clock: FrozenClock, app: Flask, cast: Cast, as_member: As
) -> None:
    client = as_member(cast.viewer)
    frozen_clock.forward(minutes=10)
    assert 'name="password"' not in client.get("/account/again?next=/account/password").text
    asked = {"email": cast.viewer.email, "next": PAGE, "do": "link"}
    assert client.post("/account/sign-in", data=asked).location == "/account/sign-in/sent"
    assert client.post(mailed_path(app, cast.viewer.email)).location == PAGE
    assert client.get(PAGE).status_code == 200


@pytest.mark.parametrize("goal", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_no_way_in_leaves_the_site(app: Flask, client: FlaskClient, cast: Cast, goal: str, as_member: As) -> None:
    give_password(app, cast.viewer.email)
    data = {"email": cast.viewer.email, "password": PASSWORD, "do": "password", "next": goal}
    assert client.post("/account/sign-in", data=data).location == "/manage/"
    assert as_member(cast.viewer).get("/account/again", query_string={"next": goal}).location == "/account/"
    assert as_member(cast.owner).get("/account/second-step", query_string={"next": goal}).location == "/manage/"


@pytest.mark.parametrize("typed", ["x" * 10_000, "x" * 129])
def test_a_password_too_long_is_never_hashed(
    app: Flask, cast: Cast, as_member: As, typed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_password(app, cast.viewer.email)
    monkeypatch.setattr(hashing, "_hasher", lambda: pytest.fail("It was hashed."))
    assert by_password(app.test_client(), cast.viewer.email, typed) == 422
    answer = as_member(cast.viewer).post(PAGE, data={"password": typed})
    assert (answer.status_code, "This is longer than any password may be." in answer.text) == (422, True)


def test_a_password_is_the_same_however_it_was_typed(app: Flask, client: FlaskClient, cast: Cast) -> None:
    give_password(app, cast.viewer.email, "o\u0308tter lilac 29")
    assert by_password(client, cast.viewer.email, "\u00f6tter lilac 29") == 302


@pytest.mark.parametrize("typed", ["ada@bücher.example", "ADA@BÜCHER.example", "ada@xn--bcher-kva.example"])
def test_an_international_address_is_one_address(app: Flask, typed: str) -> None:
    with app.app_context(), transaction():
        made = signing_in.make_account(email="Ada@bücher.example", name="Ada")
        assert made.email == "ada@xn--bcher-kva.example"
        found = find_account(typed)
        assert found is made


def test_a_password_page_tells_password_managers_what_it_is(cast: Cast, as_member: As, client: FlaskClient) -> None:
    page = as_member(cast.viewer).get(PAGE).text
    assert re.findall(r'autocomplete="([\w -]+)"', page) == ["username", "new-password"]
    assert re.findall(r'autocomplete="([\w -]+)"', client.get("/account/sign-in").text) == [
        "username webauthn", "current-password",
    ]
