"""Signing in by a mailed link: it works once, for a while, and tells strangers nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventsite.core.db import db, transaction
from eventsite.core.outbox import Outbox, OutboxRow
from eventsite.people.models import SignInLink
from eventsite.people.services import signing_in
from eventsite.people.services.sessions import Browser
from eventsite.people.states import SignInMeans
from tests.fixtures.apps import close, make_app
from tests.fixtures.cast import Cast, Member
from tests.fixtures.clocks import FrozenClock

SIGN_IN = "/account/sign-in"
TOO_OLD = "This link was used already or is too old. Ask for a new one."

NOWHERE = Browser("", "")

As = Callable[[Member], FlaskClient]


def ask(client: FlaskClient, email: str, **query: str) -> None:
    answer = client.post(SIGN_IN, data={"email": email, **query})
    assert (answer.status_code, answer.location) == (302, "/account/sign-in/sent")


def mailed_path(app: Flask, tmp_path: Path) -> str:
    """Let the worker do what is due, and return the path of the link in the newest mail."""
    outbox: Outbox = app.extensions["eventsite.outbox"]
    with app.app_context():
        outbox.deliver_due()
    newest = max((tmp_path / "mail").glob("*.eml"))
    text = newest.read_text().replace("=\n", "").replace("=3D", "=")
    found = re.search(r"http://localhost(/account/sign-in/[\w-]+)", text)
    assert found is not None
    return found[1]


def rows_of(app: Flask) -> list[tuple[str, bool]]:
    """Return the kind of each outbox row, and whether it leads to a mail."""
    with app.app_context():
        return [
            (row.kind, bool(row.payload["link"]))
            for row in db.session.scalars(db.select(OutboxRow).order_by(OutboxRow.id))
        ]


def test_a_mailed_link_signs_in_once(app: Flask, client: FlaskClient, cast: Cast, tmp_path: Path) -> None:
    ask(client, "  Owner@Example.org ")
    path = mailed_path(app, tmp_path)
    for _ in range(2):  # a mail scanner follows the link, and so does its reader
        assert "Sign in as Owner" in client.get(path).text
    assert client.get(f"/manage/{cast.slug}/").status_code == 302
    answer = client.post(path)
    assert (answer.status_code, answer.location) == (302, "/manage/")
    assert client.get("/manage/").location == f"/manage/{cast.slug}/"
    again = app.test_client().post(path)
    assert again.status_code == 410
    assert TOO_OLD in again.text


def test_a_link_keeps_its_secret(app: Flask, client: FlaskClient, cast: Cast, tmp_path: Path) -> None:
    ask(client, cast.owner.email)
    answer = client.get(mailed_path(app, tmp_path))
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_an_old_link_offers_a_new_one(
    app: Flask, client: FlaskClient, cast: Cast, tmp_path: Path, frozen_clock: FrozenClock
) -> None:
    ask(client, cast.owner.email)
    path = mailed_path(app, tmp_path)
    frozen_clock.forward(minutes=29, seconds=59)
    assert client.get(path).status_code == 200
    frozen_clock.forward(seconds=1)
    answer = client.get(path)
    assert answer.status_code == 410
    assert TOO_OLD in answer.text
    assert f'action="{SIGN_IN}"' in answer.text
    assert client.post(path).status_code == 410


@pytest.mark.parametrize("token", ["1-x", "x", "999999999999999-aaaa", "1-é", "-", "0"])
def test_a_wrong_link_is_a_dead_one(client: FlaskClient, cast: Cast, token: str) -> None:
    assert client.get(f"{SIGN_IN}/{token}").status_code == 410
    assert client.post(f"{SIGN_IN}/{token}").status_code == 410


def test_a_link_of_another_key_is_dead(app: Flask, client: FlaskClient, cast: Cast, tmp_path: Path) -> None:
    ask(client, cast.owner.email)
    path = mailed_path(app, tmp_path)
    last = "A" if path[-1] != "A" else "B"
    assert client.post(path[:-1] + last).status_code == 410


def test_an_unknown_address_gets_the_same_answer_and_no_mail(
    app: Flask, client: FlaskClient, cast: Cast, tmp_path: Path
) -> None:
    ask(client, cast.owner.email)
    ask(client, "nobody@example.org")
    assert rows_of(app) == [("people.sign_in_mail", True), ("people.sign_in_mail", False)]
    mailed_path(app, tmp_path)
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 1


def test_an_account_gets_six_links_an_hour(
    app: Flask, client: FlaskClient, cast: Cast, frozen_clock: FrozenClock
) -> None:
    for _ in range(8):
        ask(client, cast.owner.email)
    assert [leads for _, leads in rows_of(app)] == [True] * 6 + [False] * 2
    ask(client, cast.viewer.email)
    frozen_clock.forward(hours=1, seconds=1)
    ask(client, cast.owner.email)
    assert [leads for _, leads in rows_of(app)][-2:] == [True, True]


def test_an_address_is_held_back_after_ten_a_minute(tmp_path: Path, database_url: str) -> None:
    app = make_app(tmp_path, database_url, RATELIMIT_ENABLED=True)
    client = app.test_client()
    codes = [client.post(SIGN_IN, data={"email": f"a{n}@example.org"}).status_code for n in range(11)]
    assert codes == [302] * 10 + [429]
    assert client.get(SIGN_IN).status_code == 200
    close(app)


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ("", "Type the e-mail address of your account."),
        ("ada", "This is not an e-mail address; one looks like ada@example.org."),
    ],
)
def test_what_is_no_address_gets_advice_and_stays_typed(client: FlaskClient, typed: str, advice: str) -> None:
    answer = client.post(SIGN_IN, data={"email": typed})
    page = answer.text
    assert answer.status_code == 422
    assert advice in page
    assert f'value="{typed}"' in page


def test_signing_in_leads_back_to_where_one_was(app: Flask, client: FlaskClient, cast: Cast, tmp_path: Path) -> None:
    goal = f"/manage/{cast.slug}/programme?q=water"
    asked = client.get(goal)
    assert asked.location == f"{SIGN_IN}?next=/manage/{cast.slug}/programme?q%3Dwater"
    page = client.get(asked.location).text
    assert f'value="{goal}"' in page
    ask(client, cast.owner.email, next=goal)
    assert client.post(mailed_path(app, tmp_path)).location == goal


@pytest.mark.parametrize(
    "goal", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/a\nb"]
)
def test_next_does_not_leave_the_site(app: Flask, client: FlaskClient, cast: Cast, tmp_path: Path, goal: str) -> None:
    ask(client, cast.owner.email, next=goal)
    assert client.post(mailed_path(app, tmp_path)).location == "/manage/"


def test_the_goal_of_an_earlier_try_is_forgotten(app: Flask, client: FlaskClient, cast: Cast, tmp_path: Path) -> None:
    ask(client, cast.owner.email, next="/manage/elsewhere/")
    ask(client, cast.owner.email)
    assert client.post(mailed_path(app, tmp_path)).location == "/manage/"


def test_who_is_signed_in_need_not_sign_in(cast: Cast, as_member: As) -> None:
    client = as_member(cast.owner)
    assert client.get(SIGN_IN).location == "/manage/"
    assert client.get(f"{SIGN_IN}?next=/manage/x/").location == "/manage/x/"
    assert client.get(f"{SIGN_IN}?next=//evil.example").location == "/manage/"


def test_signing_out_ends_it(cast: Cast, as_member: As) -> None:
    client = as_member(cast.owner)
    assert client.get("/account/sign-out").status_code == 405
    assert client.post("/account/sign-out").status_code == 302
    assert client.get(f"/manage/{cast.slug}/").status_code == 302


def test_of_two_tries_to_use_a_link_one_wins(app: Flask, cast: Cast) -> None:
    key = app.extensions["eventsite.link_key"]
    with app.app_context():
        with transaction():
            account = signing_in.make_account(email=cast.owner.email, name="Owner")
            token = key.token(signing_in.PURPOSE, signing_in.make_link(account, is_mailed=True).id)
        with transaction():
            entry = signing_in.use_link(token=token, key=key, browser=NOWHERE)
        assert (entry.account, entry.means, bool(entry.secret)) == (f"{cast.owner.id}.1", SignInMeans.LINK, True)
        with pytest.raises(signing_in.LinkDoesNotWork), transaction():
            signing_in.use_link(token=token, key=key, browser=NOWHERE)
        assert db.session.scalar(db.select(db.func.count()).select_from(SignInLink)) == 1
