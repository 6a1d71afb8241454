"""The team's pages: who sees them, what they offer, and what bad input gets."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from eventsite.core.db import db
from eventsite.summits.models import TeamInvitation
from tests.fixtures.cast import SLUG, Cast, Member
from tests.fixtures.queries import counted_queries
from tests.forms import read_form
from tests.integration.summits.conftest import team_of

As = Callable[[Member], FlaskClient]
TEAM = f"/manage/{SLUG}/team"
INVITE = f"{TEAM}/invitations"
NEW = {"email": "eve@example.org", "name": "Eve Example", "role": "editor"}

pytestmark = pytest.mark.usefixtures("summit")


def member_page(member: Member) -> str:
    return f"{TEAM}/members/{member.id}"


def changes(cast: Cast) -> list[str]:
    """Return every address that changes a team."""
    pages = [member_page(cast.viewer), f"{member_page(cast.viewer)}/out"]
    return [INVITE, f"{INVITE}/1/again", f"{INVITE}/1/withdraw", *pages]


@pytest.mark.parametrize("who", ["teammate", "viewer"])
def test_the_team_sees_who_is_in_it_and_changes_nothing(cast: Cast, as_member: As, who: str) -> None:
    as_member(cast.owner).post(INVITE, data=NEW)
    client = as_member(getattr(cast, who))
    paths = (TEAM, f"{TEAM}/rules", member_page(cast.viewer))
    assert [client.get(path).status_code for path in paths] == [200, 200, 404]
    assert {path: client.post(path).status_code for path in changes(cast)} == dict.fromkeys(changes(cast), 404)
    assert "its own right comes with check-in at the doors" in client.get(f"{TEAM}/rules").text
    main = client.get(TEAM).text.partition("<main")[2]
    assert [word for word in ("<form", "eve@example.org", "/members/") if word in main] == []


def test_a_stranger_is_told_that_nothing_is_there(cast: Cast, as_member: As) -> None:
    client = as_member(cast.stranger)
    assert [client.get(path).status_code for path in (TEAM, f"{TEAM}/rules", member_page(cast.viewer))] == [404] * 3
    assert {path: client.post(path).status_code for path in changes(cast)} == dict.fromkeys(changes(cast), 404)


def test_nobody_is_asked_to_sign_in(cast: Cast, client: FlaskClient) -> None:
    assert client.get(TEAM).location == f"/account/sign-in?next={TEAM}"
    assert {path: client.post(path).status_code for path in changes(cast)} == dict.fromkeys(changes(cast), 401)


@pytest.mark.parametrize("id", ["0", "999", "99999999999", "4"])
def test_a_guessed_id_is_not_there(cast: Cast, as_member: As, id: str) -> None:
    """4 is the stranger, who is in another team."""
    owner = as_member(cast.owner)
    paths = [f"{TEAM}/members/{id}", f"{TEAM}/members/{id}/out", f"{INVITE}/{id}/again", f"{INVITE}/{id}/withdraw"]
    assert [owner.post(path).status_code for path in paths] == [404] * 4
    assert owner.get(paths[0]).status_code == 404


def test_an_invitation_of_another_summit_is_not_there(cast: Cast, as_member: As) -> None:
    as_member(cast.owner).post(INVITE, data=NEW)
    elsewhere = INVITE.replace(SLUG, "other-summit-2026")
    assert as_member(cast.stranger).post(f"{elsewhere}/1/withdraw").status_code == 404


def test_a_wrong_method_is_refused(cast: Cast, as_member: As) -> None:
    owner = as_member(cast.owner)
    paths = (INVITE, f"{INVITE}/1/again", f"{member_page(cast.viewer)}/out")
    assert [owner.get(path).status_code for path in paths] == [405, 405, 405]
    assert owner.post(TEAM).status_code == 405


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"email": ""}, "Type the address that the invitation goes to."),
        ({"email": "nonsense"}, "This is not an e-mail address; one looks like ada@example.org."),
        ({"email": "a" * 300 + "@example.org"}, "This is longer than any e-mail address may be."),
        ({"name": "  "}, "Type the name of whom you invite."),
        ({"name": "x" * 10_000}, "This is longer than 200 letters. Make it shorter."),
        ({"role": ""}, "Choose what they are to do."),
        ({"role": "king"}, "Not a valid choice."),
        ({"role": "owner/side"}, "Not a valid choice."),
        ({"role": "editor/far"}, "Not a valid choice."),
        ({"email": "Viewer@example.org", "role": "viewer"}, "Viewer is in the team as Viewer already."),
    ],
)
def test_bad_input_is_told_and_nothing_typed_is_lost(
    app: Flask, cast: Cast, as_member: As, fields: dict[str, str], says: str
) -> None:
    answer = as_member(cast.owner).post(INVITE, data={**NEW, **fields})
    assert (answer.status_code, says in answer.text) == (422, True)
    typed = read_form(answer.text, action=f"{INVITE}#invite")
    assert typed["email"].casefold() == {**NEW, **fields}["email"].casefold()
    with app.app_context():
        assert db.session.scalars(db.select(TeamInvitation)).all() == []


def test_nobody_is_asked_to_the_same_twice(cast: Cast, as_member: As) -> None:
    owner = as_member(cast.owner)
    assert [owner.post(INVITE, data=NEW).status_code for _ in range(2)] == [302, 422]
    assert owner.post(INVITE, data={**NEW, "role": "editor/side"}).status_code == 302


def test_an_answered_invitation_is_not_listed(cast: Cast, as_member: As) -> None:
    owner = as_member(cast.owner)
    owner.post(INVITE, data=NEW)
    assert "eve@example.org" in owner.get(TEAM).text
    owner.post(f"{INVITE}/1/withdraw")
    owner.get(TEAM)  # tells that it was taken back
    assert "eve@example.org" not in owner.get(TEAM).text
    owner.post(f"{INVITE}/1/again")
    assert "This invitation was taken back." in owner.get(TEAM).text


def test_roles_are_ticked_and_saved(app: Flask, cast: Cast, as_member: As) -> None:
    owner = as_member(cast.owner)
    typed = read_form(owner.get(member_page(cast.viewer)).text, action=member_page(cast.viewer))
    assert typed.getlist("roles") == ["viewer"]
    typed.setlist("roles", ["editor/side", "editor/main", "registration"])
    assert owner.post(member_page(cast.viewer), data=typed).location == TEAM
    assert team_of(app)["viewer@example.org"] == ["editor/main", "editor/side", "registration"]
    assert "Programme editor of Side event" in owner.get(TEAM).text


def test_two_owners_at_one_member(app: Flask, cast: Cast, as_member: As) -> None:
    """The second sees what the first saved, with the own ticks as they were, and may save over it."""
    owner, path = as_member(cast.owner), member_page(cast.viewer)
    typed = read_form(owner.get(path).text, action=path)
    owner.post(path, data={**typed.to_dict(), "roles": "finance"})
    typed.setlist("roles", ["editor"])
    answer = owner.post(path, data=typed)
    assert (answer.status_code, "Somebody changed what Viewer does" in answer.text) == (409, True)
    again = read_form(answer.text, action=path)
    assert (again.getlist("roles"), "Finance" in answer.text) == (["editor"], True)
    assert owner.post(path, data=again).status_code == 302
    assert team_of(app)["viewer@example.org"] == ["editor"]


@pytest.mark.parametrize("roles", [["king"], ["owner/side"], ["editor/far"]])
def test_a_forged_role_is_refused(app: Flask, cast: Cast, as_member: As, roles: list[str]) -> None:
    path = member_page(cast.viewer)
    typed = MultiDict([("seen", "viewer:"), *(("roles", role) for role in roles)])
    assert as_member(cast.owner).post(path, data=typed).status_code == 422
    assert team_of(app)["viewer@example.org"] == ["viewer"]


def test_somebody_is_taken_out_by_name(app: Flask, cast: Cast, as_member: As) -> None:
    owner, path = as_member(cast.owner), f"{member_page(cast.viewer)}/out"
    refused = owner.post(path, data={"confirm": "Viewe"})
    assert (refused.status_code, "Type Viewer here. Nobody was taken out." in refused.text) == (422, True)
    viewer = as_member(cast.viewer)
    assert viewer.get(TEAM).status_code == 200
    assert owner.post(path, data={"confirm": " viewer "}).location == TEAM
    assert (viewer.get(TEAM).status_code, "viewer@example.org" in team_of(app)) == (404, False)


def test_the_only_owner_is_told_why_not(cast: Cast, as_member: As) -> None:
    owner = as_member(cast.owner)
    answer = owner.post(f"{member_page(cast.owner)}/out", data={"confirm": "Owner"})
    says = "Owner is the only owner. Make somebody else an owner first."
    assert (answer.status_code, says in answer.text) == (422, True)


def test_an_owner_who_leaves_is_led_away(app: Flask, cast: Cast, as_member: As) -> None:
    owner, path = as_member(cast.owner), member_page(cast.teammate)
    typed = read_form(owner.get(path).text, action=path)
    owner.post(path, data={**typed.to_dict(), "roles": "owner"})
    assert owner.post(f"{member_page(cast.owner)}/out", data={"confirm": "Owner"}).location == "/manage/"
    assert "You are in no summit’s team yet." in owner.get("/manage/").text


def test_pages_cost_the_same_however_large_the_team(
    cast: Cast, as_member: As, join: Callable[..., Member]
) -> None:
    owner, counts = as_member(cast.owner), []
    for round in range(2):
        for number in range(3):
            join(f"More{round}{number}", "editor", event="side")
            owner.post(INVITE, data={**NEW, "email": f"e{round}{number}@example.org"})
        owner.get(TEAM)  # what was flashed
        with counted_queries() as queries:
            assert owner.get(TEAM).status_code == 200
        counts.append(queries.count)
    assert counts == [7, 7]
