"""From an invitation to the desk: the mail, the page its link opens, the button, and every way it does not work."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventsite.core.db import db, transaction
from eventsite.people.models import Account
from eventsite.summits.models import Summit, TeamInvitation
from eventsite.summits.services import inviting
from tests.fixtures.apps import close, make_app
from tests.fixtures.cast import SLUG, Cast, Member
from tests.fixtures.clocks import FrozenClock
from tests.integration.summits.conftest import team_of
from tests.racing import at_once

As = Callable[[Member], FlaskClient]
Mails = Callable[[], list[tuple[str, str]]]
TEAM = f"/manage/{SLUG}/team"
NEW = {"email": "Eve@Example.org", "name": "Eve Example", "role": "editor/side"}

pytestmark = pytest.mark.usefixtures("summit")


@pytest.fixture
def asked(cast: Cast, as_member: As, mails: Mails) -> Callable[..., str]:
    """Give `asked(role="owner")`: the owner invites somebody; return the path of the mailed link."""

    def ask(**fields: str) -> str:
        answer = as_member(cast.owner).post(f"{TEAM}/invitations", data={**NEW, **fields})
        assert (answer.status_code, answer.location) == (302, TEAM)
        return mails()[-1][1]

    return ask


def heading(page: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", page, re.DOTALL)
    assert found is not None
    return found[1]


def test_somebody_new_joins_and_is_signed_in(app: Flask, client: FlaskClient, asked: Callable[..., str]) -> None:
    path = asked()
    for _ in range(2):  # a mail scanner follows the link, and so does its reader
        page = client.get(path)
        assert (page.status_code, heading(page.text)) == (200, "Join the team of Smart Cities 2026")
        assert "Owner asks eve@example.org to be its <b>Programme editor of Side event</b>." in page.text
    assert "eve@example.org" not in team_of(app)
    answer = client.post(path, data={"name": "Eve Adams"})
    assert (answer.status_code, answer.location) == (302, f"/manage/{SLUG}/")
    desk = client.get(f"/manage/{SLUG}/")
    assert "You are in the team of Smart Cities 2026, as Programme editor of Side event." in desk.text
    assert "Eve Adams" in desk.text
    assert team_of(app)["eve@example.org"] == ["editor/side"]


def test_the_page_is_kept_to_whoever_holds_the_link(client: FlaskClient, asked: Callable[..., str]) -> None:
    headers = client.get(asked()).headers
    assert [headers[name] for name in ("Cache-Control", "Referrer-Policy", "X-Robots-Tag")] == [
        "private, no-store", "same-origin", "noindex, nofollow",
    ]


def test_an_account_that_there_is_joins_and_signs_in_as_always(
    app: Flask, client: FlaskClient, cast: Cast, asked: Callable[..., str]
) -> None:
    """A link of two weeks must not open an account that may own other summits."""
    path = asked(email=cast.stranger.email, role="finance")
    assert "There is an account with this address." in client.get(path).text
    answer = client.post(path, data={"name": "Somebody else"})
    assert answer.location == f"/account/sign-in?next=/manage/{SLUG}/"
    assert client.get(f"/manage/{SLUG}/").status_code == 302
    assert team_of(app)["stranger@example.org"] == ["finance"]
    with app.app_context():
        assert db.session.get_one(Account, cast.stranger.id).name == "Stranger"


def test_who_is_signed_in_as_whom_was_asked_just_joins(
    app: Flask, cast: Cast, as_member: As, asked: Callable[..., str]
) -> None:
    client, path = as_member(cast.stranger), asked(email=cast.stranger.email, role="viewer")
    assert client.post(path).location == f"/manage/{SLUG}/"
    assert client.get(f"/manage/{SLUG}/").status_code == 200
    assert team_of(app)["stranger@example.org"] == ["viewer"]


def test_who_is_signed_in_as_somebody_else_is_told_and_chooses(
    app: Flask, cast: Cast, as_member: As, asked: Callable[..., str]
) -> None:
    client, path = as_member(cast.stranger), asked()
    page = client.get(path).text
    assert "You are signed in as <b>Stranger</b> (stranger@example.org)." in page
    assert re.findall(r'name="how" value="([\w-]+)">(.*?)<', page) == [
        ("as-me", "Join as stranger@example.org"), ("as-asked", "Join as eve@example.org"),
    ]
    assert client.post(path, data={"how": "as-me"}).location == f"/manage/{SLUG}/"
    assert (team_of(app)["stranger@example.org"], "eve@example.org" in team_of(app)) == (["editor/side"], False)


def test_they_may_choose_the_account_that_was_asked(
    app: Flask, cast: Cast, as_member: As, asked: Callable[..., str]
) -> None:
    client, path = as_member(cast.stranger), asked()
    assert client.post(path, data={"how": "as-asked"}).location == f"/manage/{SLUG}/"
    assert "Eve Example" in client.get(f"/manage/{SLUG}/").text
    assert (team_of(app)["eve@example.org"], "stranger@example.org" in team_of(app)) == (["editor/side"], False)


def test_as_the_other_account_that_there_is_one_signs_in_first(
    app: Flask, cast: Cast, as_member: As, asked: Callable[..., str]
) -> None:
    client, path = as_member(cast.stranger), asked(email=cast.viewer.email, role="finance")
    assert client.post(path, data={"how": "as-asked"}).location == f"/account/sign-in?next=/manage/{SLUG}/"
    assert client.get("/account/sign-in").status_code == 200  # the stranger is signed out
    assert team_of(app)["viewer@example.org"] == ["finance", "viewer"]


def test_a_link_works_once(app: Flask, client: FlaskClient, asked: Callable[..., str]) -> None:
    path = asked()
    client.post(path, data={"name": "Eve"})
    answers = [app.test_client().get(path), app.test_client().post(path, data={"name": "Mallory"})]
    assert [answer.status_code for answer in answers] == [410, 410]
    assert "This invitation was accepted already. Sign in to come to the desk." in answers[0].text


def test_of_two_who_press_at_once_one_joins(app: Flask, asked: Callable[..., str]) -> None:
    path = asked()
    browsers = [app.test_client() for _ in range(2)]
    answers = at_once(app, [lambda b=browser: b.post(path, data={"name": "Eve"}).status_code for browser in browsers])
    assert sorted(answers) == [302, 410]
    assert team_of(app)["eve@example.org"] == ["editor/side"]


def test_after_two_weeks_it_is_too_old_until_it_is_sent_again(
    app: Flask, client: FlaskClient, frozen_clock: FrozenClock, cast: Cast, as_member: As, asked: Callable[..., str],
    mails: Mails,
) -> None:  # fmt: skip
    path = asked()
    frozen_clock.forward(days=14)
    answer = client.get(path)
    assert (answer.status_code, "Ask whoever sent it to send it again." in answer.text) == (410, True)
    assert client.post(path, data={"name": "Eve"}).status_code == 410
    assert "Too old: send it again" in as_member(cast.owner).get(TEAM).text
    as_member(cast.owner).post(f"{TEAM}/invitations/1/again")
    sent = [(to, client.get(mailed).status_code) for to, mailed in mails()]
    assert sent == [("eve@example.org", 410), ("eve@example.org", 200)]
    assert "Open the newest mail again." in client.get(path).text


def test_an_invitation_that_was_taken_back_opens_nothing(
    client: FlaskClient, cast: Cast, as_member: As, asked: Callable[..., str]
) -> None:
    path = asked()
    as_member(cast.owner).post(f"{TEAM}/invitations/1/withdraw")
    answers = [client.get(path), client.post(path, data={"name": "Eve"})]
    assert [(answer.status_code, "was taken back" in answer.text) for answer in answers] == [(410, True)] * 2


def test_one_that_was_taken_back_before_the_mail_left_is_not_mailed(
    cast: Cast, as_member: As, mails: Mails
) -> None:
    owner = as_member(cast.owner)
    owner.post(f"{TEAM}/invitations", data=NEW)
    owner.post(f"{TEAM}/invitations/1/withdraw")
    assert mails() == []


@pytest.mark.parametrize(("old", "new"), [("/1-", "/2-"), ("/1-", "/-"), ("/1-", "/1"), ("/1-", "/1-x")])
def test_a_forged_link_opens_nothing(client: FlaskClient, asked: Callable[..., str], old: str, new: str) -> None:
    answer = client.get(asked().replace(old, new))
    assert (answer.status_code, "This link lost a letter on its way" in answer.text) == (410, True)


def test_a_new_version_revokes_the_link(app: Flask, client: FlaskClient, asked: Callable[..., str]) -> None:
    path = asked()
    with app.app_context(), transaction():
        db.session.get_one(TeamInvitation, 1).version += 1
    assert client.get(path).status_code == 410


def test_the_button_needs_its_token(app: Flask, tmp_path: Path, asked: Callable[..., str]) -> None:
    path = asked()
    guarded = make_app(tmp_path, app.config["SQLALCHEMY_DATABASE_URI"], WTF_CSRF_ENABLED=True)
    assert guarded.test_client().post(path).status_code == 403
    close(guarded)


def test_an_hour_has_room_for_thirty(cast: Cast, as_member: As, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inviting, "MOST_AN_HOUR", 2)
    owner = as_member(cast.owner)
    answers = [owner.post(f"{TEAM}/invitations", data={**NEW, "email": f"e{n}@example.org"}) for n in range(3)]
    assert [answer.status_code for answer in answers] == [302, 302, 422]
    assert "2 invitations went out within an hour. Send the next ones later." in answers[2].text


def test_the_same_mail_is_not_sent_twice_in_ten_minutes(
    cast: Cast, as_member: As, frozen_clock: FrozenClock, asked: Callable[..., str], mails: Mails
) -> None:
    asked()
    owner = as_member(cast.owner)
    owner.post(f"{TEAM}/invitations/1/again")
    assert "Give the mail ten minutes" in owner.get(TEAM).text
    frozen_clock.forward(minutes=10)
    owner.post(f"{TEAM}/invitations/1/again")
    assert len(mails()) == 2


def test_the_mail_says_who_asks_to_what(tmp_path: Path, frozen_clock: FrozenClock, asked: Callable[..., str]) -> None:
    path = asked()
    text = next((tmp_path / "mail").glob("*.eml")).read_bytes().decode()
    assert "Subject: Join the team of Smart Cities 2026" in text
    for part in ("Hello Eve Example,", "Owner asks you into the team", "Programme editor of Side", path):
        assert part in text.replace("=\r\n", "").replace("=3D", "=")
    assert timedelta(days=14) == inviting.LIVES


def test_an_edition_in_the_name_is_told_once(
    app: Flask, client: FlaskClient, tmp_path: Path, asked: Callable[..., str]
) -> None:
    with app.app_context(), transaction():
        db.session.scalars(select(Summit).filter_by(slug=SLUG)).one().edition = "2026"
    path = asked()
    text = next((tmp_path / "mail").glob("*.eml")).read_bytes().decode()
    assert "Subject: Join the team of Smart Cities 2026\n" in text.replace("\r", "")
    assert heading(client.get(path).text) == "Join the team of Smart Cities 2026"
