"""Passkeys: what proves nothing is refused, whoever sends it. That a browser can use them is in e2e/test_signing_in."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventsite.core.db import db
from eventsite.core.links import Site
from eventsite.people.flows.passkeys import sign_in_by_passkey
from eventsite.people.models import AccountSession, Passkey
from eventsite.people.services.ceremonies import PasskeyRefused, are_offered
from eventsite.people.services.sessions import Browser
from tests.fixtures.cast import Cast, Member
from tests.fixtures.clocks import FrozenClock
from tests.integration.people.authenticator import PRESENT, VERIFIED, Authenticator, packed, unpacked
from tests.integration.people.entering import subjects
from tests.racing import at_once

LIST, ENTER = "/account/passkeys", "/account/sign-in/passkey"
As = Callable[[Member], FlaskClient]


def options(client: FlaskClient, path: str) -> dict[str, Any]:
    answer = client.get(f"{path}/options")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")
    found: dict[str, Any] = json.loads(answer.data)
    return found


def added(client: FlaskClient, key: Authenticator, name: str = "Laptop", **changed: Any) -> str:
    """Add a passkey, and return the page that follows."""
    answer = key.make(options(client, LIST), **changed)
    return client.post(LIST, data={"answer": answer, "name": name}, follow_redirects=True).text


def enter(client: FlaskClient, key: Authenticator, **changed: Any) -> str:
    """Sign in with a passkey; return where that leads."""
    answer = key.show(options(client, ENTER), **changed)
    return client.post(ENTER, data={"answer": answer}).location


def passkeys(app: Flask) -> list[tuple[int, str]]:
    with app.app_context():
        return [(key.account_id, key.name) for key in db.session.scalars(select(Passkey).order_by(Passkey.id))]


@pytest.fixture
def key(cast: Cast, as_member: As) -> Authenticator:
    """Give the owner's authenticator, known here."""
    made = Authenticator()
    assert "is added" in added(as_member(cast.owner), made)
    return made


def test_it_signs_in_as_both_factors(
    app: Flask, client: FlaskClient, cast: Cast, key: Authenticator, tmp_path: Path
) -> None:
    assert enter(client, key) == "/manage/"
    assert client.get(f"/manage/{cast.slug}/").status_code == 200
    with app.app_context():
        newest = db.session.scalars(select(AccountSession).order_by(AccountSession.id.desc()).limit(1)).one()
        assert (newest.account_id, newest.means, newest.is_strong) == (cast.owner.id, "passkey", True)
    assert subjects(app, tmp_path) == ["A passkey was added: localhost"]


def test_what_is_asked_for_says_nothing_of_anybody(client: FlaskClient, cast: Cast, key: Authenticator) -> None:
    asked = options(client, ENTER)
    assert (asked["rpId"], asked["userVerification"], asked["allowCredentials"]) == ("localhost", "required", [])
    assert len(unpacked(asked["challenge"])) == 32


def test_who_adds_one_is_asked_for_another_than_they_have(cast: Cast, as_member: As, key: Authenticator) -> None:
    asked = options(as_member(cast.owner), LIST)
    assert [known["id"] for known in asked["excludeCredentials"]] == [packed(key.id)]
    assert asked["authenticatorSelection"] == {
        "residentKey": "required", "requireResidentKey": True, "userVerification": "required",
    }


@pytest.mark.parametrize(
    ("lie", "changed"),
    [
        ({"flags": PRESENT}, {}),
        ({"flags": VERIFIED}, {}),
        ({"rp_id": "evil.example"}, {}),
        ({"origin": "http://evil.example"}, {}),
        ({"origin": "http://localhost:81"}, {}),
        ({}, {"challenge": packed(b"x" * 32)}),
        ({}, {"type": "webauthn.get"}),
    ],
)
def test_what_was_made_elsewhere_or_for_nobody_is_not_kept(
    app: Flask, cast: Cast, as_member: As, lie: dict[str, Any], changed: dict[str, Any]
) -> None:
    assert "No passkey was made. Try again." in added(as_member(cast.owner), Authenticator(**lie), **changed)
    assert passkeys(app) == []


@pytest.mark.parametrize(
    ("lie", "changed"),
    [
        ({"flags": PRESENT}, {}),
        ({"rp_id": "evil.example"}, {}),
        ({"origin": "http://evil.example"}, {}),
        ({"handle": b"account-999"}, {}),
        ({"id": b"nobody knows it"}, {}),
        ({"key": Authenticator().key}, {}),
        ({}, {"challenge": packed(b"x" * 32)}),
        ({}, {"type": "webauthn.create"}),
    ],
)
def test_what_proves_nothing_opens_nothing(
    client: FlaskClient, key: Authenticator, lie: dict[str, Any], changed: dict[str, Any]
) -> None:
    for name, value in lie.items():
        setattr(key, name, value)
    assert enter(client, key, **changed) == "/account/sign-in"
    assert client.get("/account/").status_code == 302


@pytest.mark.parametrize(
    "answer", ["", "x", "[]", "{}", '{"id": 1}', "null", "x" * 20_001, '{"id":"a","rawId":"é","type":"public-key"}']
)
def test_what_is_no_answer_is_refused(app: Flask, client: FlaskClient, cast: Cast, as_member: As, answer: str) -> None:
    options(client, ENTER)
    assert client.post(ENTER, data={"answer": answer}).location == "/account/sign-in"
    member = as_member(cast.owner)
    options(member, LIST)
    assert member.post(LIST, data={"answer": answer, "name": "Mine"}).location == LIST
    assert passkeys(app) == []


def test_an_answer_works_once(client: FlaskClient, app: Flask, key: Authenticator) -> None:
    """Whoever has a copy of the cookie and of the answer has nothing: the challenge is used up."""
    answer = key.show(options(client, ENTER))
    with client.session_transaction() as session:
        copied = dict(session)
    assert client.post(ENTER, data={"answer": answer}).location == "/manage/"
    thief = app.test_client()
    with thief.session_transaction() as session:
        session.update(copied)
    assert thief.post(ENTER, data={"answer": answer}).location == "/account/sign-in"


def test_of_two_at_once_with_one_answer_one_wins(app: Flask, client: FlaskClient, key: Authenticator) -> None:
    asked = options(client, ENTER)
    answer, challenge = key.show(asked), unpacked(asked["challenge"])
    site = Site("http://localhost")

    def use() -> Any:
        return sign_in_by_passkey(answer=answer, challenge=challenge, site=site, browser=Browser("", ""))

    answers = at_once(app, [use] * 4)
    assert [type(answer) for answer in answers].count(PasskeyRefused) == 3


def test_a_challenge_is_old_after_ten_minutes(
    frozen_clock: FrozenClock, client: FlaskClient, key: Authenticator
) -> None:
    answer = key.show(options(client, ENTER))
    frozen_clock.forward(minutes=10)
    page = client.post(ENTER, data={"answer": answer}, follow_redirects=True).text
    assert "That took too long. Try again." in page


def test_a_copied_authenticator_is_found_by_its_count(client: FlaskClient, app: Flask, key: Authenticator) -> None:
    key.count = 7
    assert enter(client, key) == "/manage/"
    key.count = 6
    assert enter(app.test_client(), key) == "/account/sign-in"
    key.count = 8
    assert enter(app.test_client(), key) == "/manage/"


def test_a_passkey_of_somebody_else_is_not_added_twice(
    app: Flask, cast: Cast, as_member: As, key: Authenticator
) -> None:
    assert "This passkey was added already." in added(as_member(cast.stranger), key)
    assert passkeys(app) == [(cast.owner.id, "Laptop")]


def test_it_is_named_and_removed_by_its_owner_alone(app: Flask, cast: Cast, as_member: As, key: Authenticator) -> None:
    with app.app_context():
        id = db.session.scalars(select(Passkey.id)).one()
    for path in (f"{LIST}/{id}/name", f"{LIST}/{id}/remove"):
        as_member(cast.stranger).post(path, data={"name": "Stolen"})
    assert passkeys(app) == [(cast.owner.id, "Laptop")]
    other = as_member(cast.owner.weak())
    as_member(cast.owner).post(f"{LIST}/{id}/name", data={"name": "  My <b>key\n"})
    assert passkeys(app) == [(cast.owner.id, "My <b>key")]
    assert "My &lt;b&gt;key" in as_member(cast.owner).get(LIST).text
    as_member(cast.owner).post(f"{LIST}/{id}/remove")
    assert (passkeys(app), other.get("/account/").status_code) == ([], 302)


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "x" * 10_000])
def test_a_name_is_short_and_there(app: Flask, cast: Cast, as_member: As, name: str, key: Authenticator) -> None:
    with app.app_context():
        id = db.session.scalars(select(Passkey.id)).one()
    as_member(cast.owner).post(f"{LIST}/{id}/name", data={"name": name})
    assert passkeys(app) == [(cast.owner.id, "Laptop")]


def test_a_passkey_is_the_second_factor_of_a_mailed_link(cast: Cast, as_member: As, key: Authenticator) -> None:
    client, desk = as_member(cast.owner.weak()), f"/manage/{cast.slug}/"
    assert client.get(desk).location == f"/account/second-step?next={desk}"
    assert [known["id"] for known in options(client, ENTER)["allowCredentials"]] == [packed(key.id)]
    answer = key.show(options(client, ENTER))
    assert client.post(ENTER, data={"answer": answer, "next": desk}).location == desk
    assert client.get(desk).status_code == 200


@pytest.mark.parametrize(
    ("url", "offered"),
    [
        ("https://summit.example", True),
        ("http://summit.example", False),
        ("http://localhost:5000", True),
        ("http://127.0.0.1:5000", False),
        ("https://192.0.2.7", False),
        ("https://[2001:db8::1]", False),
        ("https://bücher.example", False),
    ],
)
def test_passkeys_are_offered_where_browsers_have_them(url: str, offered: bool) -> None:
    assert are_offered(Site(url)) is offered


def test_where_none_are_offered_none_are_made(cast: Cast, app: Flask, as_member: As) -> None:
    app.extensions["eventsite.site"] = Site("http://127.0.0.1:5000")
    client = as_member(cast.owner)
    assert client.get(f"{LIST}/options").status_code == 404
    assert "this site is at http://127.0.0.1:5000" in client.get(LIST).text
    assert "data-verb" not in app.test_client().get("/account/sign-in").text
