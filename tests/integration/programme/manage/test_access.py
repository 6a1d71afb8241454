"""Who may come to the desk's addresses, and what everybody else is told: nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.fixtures.apps import close, make_app
from tests.fixtures.cast import ELSEWHERE, MADE_AT, SLUG, Cast, Member, sign_in_anew
from tests.forms import read_form

As = Callable[[Member], FlaskClient]

LOOK = [
    f"/manage/{SLUG}/",
    f"/manage/{SLUG}/programme",
    f"/manage/{SLUG}/sessions/SC-1",
    f"/manage/{SLUG}/sessions/SC-1/history",
    f"/manage/{SLUG}/release",
    f"/manage/{SLUG}/releases",
]
EDIT = [f"/manage/{SLUG}/sessions/new", f"/manage/{SLUG}/sessions/SC-1/edit"]
POSTS = [
    *EDIT,
    f"/manage/{SLUG}/sessions/SC-1/cancel",
    f"/manage/{SLUG}/sessions/SC-1/reinstate",
    f"/manage/{SLUG}/release",
]
ONLY_POSTS = [f"/manage/{SLUG}/sessions/SC-1/cancel", f"/manage/{SLUG}/sessions/SC-1/reinstate"]

pytestmark = pytest.mark.usefixtures("draft")


@pytest.mark.parametrize("who", ["owner", "teammate"])
def test_who_edits_sees_every_page(cast: Cast, as_member: As, who: str) -> None:
    client = as_member(getattr(cast, who))
    assert {path: client.get(path).status_code for path in LOOK + EDIT} == dict.fromkeys(LOOK + EDIT, 200)


@pytest.mark.parametrize("who", ["owner", "teammate"])
def test_who_edits_may_press_every_button(cast: Cast, as_member: As, who: str) -> None:
    client = as_member(getattr(cast, who))
    assert [client.post(path, data={"name": "One"}).status_code for path in POSTS] == [422, 422, 302, 302, 302]


def test_who_views_looks_and_does_nothing(cast: Cast, as_member: As) -> None:
    client = as_member(cast.viewer)
    assert {path: client.get(path).status_code for path in LOOK} == dict.fromkeys(LOOK, 200)
    assert {path: client.get(path).status_code for path in EDIT} == dict.fromkeys(EDIT, 404)
    assert {path: client.post(path).status_code for path in POSTS} == dict.fromkeys(POSTS, 404)


@pytest.mark.parametrize("path", LOOK)
def test_who_views_is_offered_nothing_to_press(cast: Cast, as_member: As, path: str) -> None:
    page = as_member(cast.viewer).get(path).text
    main = page[page.index("<main") :]
    assert [
        word for word in ("/edit", "sessions/new", "/cancel", "/reinstate", "Release ", "<button") if word in main
    ] == (["<button"] if path.endswith("/programme") else [])  # the button of the search


def test_a_stranger_is_told_that_nothing_is_there(cast: Cast, as_member: As) -> None:
    client = as_member(cast.stranger)
    assert client.get(f"/manage/{ELSEWHERE}/").status_code == 200
    assert {path: client.get(path).status_code for path in LOOK + EDIT} == dict.fromkeys(LOOK + EDIT, 404)
    assert {path: client.post(path).status_code for path in POSTS} == dict.fromkeys(POSTS, 404)


def test_nobody_is_asked_to_sign_in(cast: Cast, client: FlaskClient) -> None:
    answers = {path: client.get(path).location for path in LOOK + EDIT}
    assert answers == {path: f"/account/sign-in?next={path}" for path in LOOK + EDIT}
    assert {path: client.post(path).status_code for path in POSTS} == dict.fromkeys(POSTS, 401)
    assert client.get("/manage/").location == "/account/sign-in?next=/manage/"


@pytest.mark.parametrize("code", ["NOPE", "FAR-1", "sc-1", "0", "%00", "..", "SC-1%2F.."])
def test_a_guessed_code_is_not_there(cast: Cast, as_member: As, code: str) -> None:
    client, start = as_member(cast.owner), f"/manage/{cast.slug}/sessions/{code}"
    paths = [start, f"{start}/edit", f"{start}/history"]
    assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 404)
    assert client.post(f"{start}/cancel").status_code == 404


def test_a_session_of_another_summit_is_not_there_for_its_owner_either(cast: Cast, as_member: As) -> None:
    """Each of them is somewhere; only together, in one address, are they nowhere."""
    assert as_member(cast.stranger).get(f"/manage/{ELSEWHERE}/sessions/FAR-1").status_code == 200
    assert as_member(cast.stranger).get(f"/manage/{ELSEWHERE}/sessions/SC-1").status_code == 404
    assert as_member(cast.owner).get("/manage/no-such-summit/programme").status_code == 404


def test_a_wrong_method_is_refused(cast: Cast, as_member: As) -> None:
    client = as_member(cast.owner)
    assert {path: client.get(path).status_code for path in ONLY_POSTS} == dict.fromkeys(ONLY_POSTS, 405)
    looks = [path for path in LOOK if not path.endswith("/release")]
    assert {path: client.post(path).status_code for path in looks} == dict.fromkeys(looks, 405)
    assert client.delete(LOOK[2]).status_code == 405


def test_a_form_without_its_token_is_refused(cast: Cast, tmp_path: Path, app: Flask) -> None:
    guarded = make_app(tmp_path, app.config["SQLALCHEMY_DATABASE_URI"], WTF_CSRF_ENABLED=True)
    client = guarded.test_client()
    with client.session_transaction() as session:
        session.update(_user_id=cast.owner.session_id, _fresh=True)
    assert {path: client.post(path).status_code for path in POSTS} == dict.fromkeys(POSTS, 403)
    close(guarded)


def test_what_was_typed_can_be_sent_again_after_signing_in_anew(cast: Cast, tmp_path: Path, app: Flask) -> None:
    """The page tells to sign in in another tab and to send the same form again: its token must still be good."""
    guarded = make_app(tmp_path, app.config["SQLALCHEMY_DATABASE_URI"], WTF_CSRF_ENABLED=True)
    client = guarded.test_client()
    with client.session_transaction() as session:
        session.update(_user_id=cast.owner.session_id, _fresh=True)
    page = client.get(EDIT[1]).text
    token = re.findall(r'name="csrf_token" type="hidden" value="(.*?)"', page)[0]
    typed = {**read_form(page), "title": "Typed before", "csrf_token": token}
    assert client.post("/account/sign-out", data={"csrf_token": token}).status_code == 302
    answer = client.post(EDIT[1], data=typed)
    assert (answer.status_code, 'href="/account/sign-in" target="_blank"' in answer.text) == (401, True)
    with client.session_transaction() as session:
        session.update(_user_id=sign_in_anew(app, cast.owner), _fresh=True)
    assert client.post(EDIT[1], data=typed).status_code == 302
    close(guarded)


def test_the_desk_is_offered_where_nothing_is(cast: Cast, as_member: As) -> None:
    assert 'href="/manage/"' in as_member(cast.owner).get(f"/manage/{SLUG}/nothing").text


def test_ended_sessions_are_ended(cast: Cast, app: Flask, as_member: As) -> None:
    from eventsite.core.db import db, transaction
    from eventsite.people.models import AccountSession

    client = as_member(cast.owner)
    with app.app_context(), transaction():
        db.session.execute(db.update(AccountSession).filter_by(account_id=cast.owner.id).values(ended_at=MADE_AT))
    assert client.get(LOOK[0]).status_code == 302


@pytest.mark.parametrize(
    "query",
    [
        "board/place?session=%00", "release?scope=slot&slot=%00", "programme?q=%00", "trail?q=%00", "trail?who=%00",
        "orders?pass=%00",
    ],
)  # fmt: skip
def test_a_nul_in_an_address_finds_nothing(cast: Cast, as_member: As, query: str) -> None:
    assert as_member(cast.owner).get(f"/manage/{SLUG}/{query}").status_code == 404
