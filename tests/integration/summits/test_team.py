"""Who is in a team: roles given and taken, never the last owner, and of two at once the second sees the first."""

from __future__ import annotations

import re
from collections.abc import Callable
from threading import Thread

import pytest
from flask import Flask

from eventsite.core.audit import AuditEntry
from eventsite.core.db import db, transaction
from eventsite.core.errors import DomainError, StaleEdit
from eventsite.people.models import Account
from eventsite.summits.models import Room, Summit, TeamInvitation
from eventsite.summits.services import inviting, team
from eventsite.summits.services.inviting import InvitationPlan
from eventsite.summits.services.team import LastOwner, NoRole, NoSuchRole, NotAnOwner, NotInTeam, RolePlan
from eventsite.summits.states import TeamRole
from eventsite.summits.team_page import find_member
from tests.fixtures.cast import Cast, Member
from tests.integration.summits.conftest import account_of, team_of, the_summit
from tests.racing import PATIENCE, Meeting, at_once

Join = Callable[..., Member]
OWNER, EDITOR = RolePlan(TeamRole.OWNER), RolePlan(TeamRole.EDITOR)

pytestmark = pytest.mark.usefixtures("summit")


def give(app: Flask, who: Member, *roles: RolePlan, by: Member, seen: str | None = None) -> None:
    with app.app_context(), transaction():
        summit = the_summit()
        member = find_member(summit, who.id)
        seal = member.seal if member and seen is None else seen or ""
        team.set_roles(summit=summit, account=account_of(who.id), roles=roles, seen=seal, by=account_of(by.id))


def take(app: Flask, who: Member, by: Member) -> None:
    with app.app_context(), transaction():
        team.take_out(summit=the_summit(), account=account_of(who.id), by=account_of(by.id))


def test_a_member_gets_exactly_the_roles(app: Flask, cast: Cast) -> None:
    side = RolePlan(TeamRole.EDITOR, "side")
    give(app, cast.viewer, side, RolePlan(TeamRole.FINANCE), by=cast.owner)
    assert team_of(app)["viewer@example.org"] == ["editor/side", "finance"]
    give(app, cast.viewer, side, by=cast.owner)
    assert team_of(app)["viewer@example.org"] == ["editor/side"]


def test_a_role_that_stays_is_not_made_anew(app: Flask, cast: Cast) -> None:
    give(app, cast.viewer, RolePlan(TeamRole.VIEWER), EDITOR, by=cast.owner)
    with app.app_context():
        rows = db.select(AuditEntry.action).filter_by(object_type="team_member").order_by(AuditEntry.id.desc()).limit(1)
        assert (db.session.scalar(rows), len(team_of(app)["viewer@example.org"])) == ("created", 2)
        deleted = db.select(AuditEntry).filter_by(object_type="team_member", action="deleted")
        assert db.session.scalars(deleted).all() == []


@pytest.mark.parametrize(
    ("plans", "error", "says"),
    [
        ([], NoRole, "Tick at least one role, or take Viewer out of the team."),
        ([RolePlan(TeamRole.OWNER, "side")], NoSuchRole, "Owner is always for the whole summit. Choose no event."),
        ([RolePlan(TeamRole.FINANCE, "side")], NoSuchRole, "Finance is always for the whole summit. Choose no event."),
        ([RolePlan(TeamRole.REGISTRATION, "main")], NoSuchRole, "Registration is always for the whole summit."),
        ([RolePlan(TeamRole.EDITOR, "far")], NoSuchRole, "This summit has no such event."),
    ],
)
def test_a_senseless_role_is_refused(
    app: Flask, cast: Cast, plans: list[RolePlan], error: type[DomainError], says: str
) -> None:
    with pytest.raises(error, match=re.escape(says)):
        give(app, cast.viewer, *plans, by=cast.owner)
    assert team_of(app)["viewer@example.org"] == ["viewer"]


def test_the_last_owner_stays(app: Flask, cast: Cast) -> None:
    says = "Owner is the only owner. Make somebody else an owner first."
    with pytest.raises(LastOwner, match=re.escape(says)):
        take(app, cast.owner, by=cast.owner)
    with pytest.raises(LastOwner, match=re.escape(says)):
        give(app, cast.owner, EDITOR, by=cast.owner)
    assert team_of(app)["owner@example.org"] == ["owner"]


def test_an_owner_leaves_when_there_is_another(app: Flask, cast: Cast) -> None:
    give(app, cast.teammate, OWNER, by=cast.owner)
    take(app, cast.owner, by=cast.owner)
    assert team_of(app) == {"teammate@example.org": ["owner"], "viewer@example.org": ["viewer"]}


def test_who_is_no_owner_any_more_changes_nothing(app: Flask, cast: Cast) -> None:
    with pytest.raises(NotAnOwner):
        take(app, cast.viewer, by=cast.teammate)
    with pytest.raises(NotAnOwner):
        give(app, cast.teammate, OWNER, by=cast.stranger)


def test_who_was_taken_out_meanwhile_gets_nothing(app: Flask, cast: Cast) -> None:
    take(app, cast.viewer, by=cast.owner)
    with pytest.raises(NotInTeam, match="Viewer is not in the team any more"):
        give(app, cast.viewer, EDITOR, by=cast.owner)


def test_a_stale_form_is_refused(app: Flask, cast: Cast) -> None:
    with pytest.raises(StaleEdit, match="Somebody changed what Viewer does"):
        give(app, cast.viewer, EDITOR, by=cast.owner, seen="editor:")


def test_a_summit_of_somebody_else_is_no_business_of_its_owner(app: Flask, cast: Cast) -> None:
    with pytest.raises(NotAnOwner):
        take(app, cast.viewer, by=cast.stranger)
    assert "viewer@example.org" in team_of(app)


def test_what_a_former_owner_asked_has_no_word_behind_it(app: Flask, cast: Cast) -> None:
    give(app, cast.teammate, OWNER, by=cast.owner)
    with app.app_context(), transaction():
        for by, email in ((cast.owner, "one@example.org"), (cast.teammate, "two@example.org")):
            plan = InvitationPlan(email, "Somebody", OWNER)
            outbox = app.extensions["eventsite.outbox"]
            inviting.invite(summit=the_summit(), plan=plan, by=account_of(by.id), outbox=outbox)
    take(app, cast.teammate, by=cast.owner)
    with app.app_context():
        rows = db.session.scalars(db.select(TeamInvitation).order_by(TeamInvitation.id)).all()
        assert [(row.email, row.withdrawn_at is not None) for row in rows] == [
            ("one@example.org", False), ("two@example.org", True),
        ]


@pytest.mark.parametrize("turn", range(3))
def test_two_owners_who_take_each_other_out_leave_one(app: Flask, cast: Cast, turn: int) -> None:
    give(app, cast.teammate, OWNER, by=cast.owner)
    answers = at_once(
        app, [lambda: take(app, cast.teammate, by=cast.owner), lambda: take(app, cast.owner, by=cast.teammate)]
    )
    assert sorted(type(answer) for answer in answers if answer is not None) == [NotAnOwner]
    assert sum("owner" in roles for roles in team_of(app).values()) == 1


def test_without_the_lock_the_summit_would_lose_both(
    app: Flask, cast: Cast, database_kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the race: who looks before the other has written sees two owners. SQLite has one writer anyway."""
    give(app, cast.teammate, OWNER, by=cast.owner)
    meeting, checked = Meeting(), team.check_owner

    def look_together(summit: object, by: object) -> None:
        checked(summit, by)
        meeting.wait()

    monkeypatch.setattr(team, "take_turns", lambda _summit: None)
    monkeypatch.setattr(team, "check_owner", look_together)
    at_once(app, [lambda: take(app, cast.teammate, by=cast.owner), lambda: take(app, cast.owner, by=cast.teammate)])
    owners = sum("owner" in roles for roles in team_of(app).values())
    assert owners == (0 if database_kind == "postgresql" else 1)


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_no_buyer_waits_for_a_change_of_the_team(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An order refers to its summit; whatever does, here a room, is written while the owner is still at it."""
    checked, told = team.check_owner, []

    def refer() -> None:
        with app.app_context():
            with transaction():
                db.session.add(Room(summit_id=the_summit().id, slug="tent", name="Tent", position=9))
            told.append("written")

    def meanwhile(summit: Summit, by: Account) -> None:
        checked(summit, by)
        rival.start()
        rival.join(PATIENCE)
        told.append("at it")

    rival = Thread(target=refer)
    monkeypatch.setattr(team, "check_owner", meanwhile)
    take(app, cast.viewer, by=cast.owner)
    rival.join(PATIENCE)
    assert told == ["written", "at it"]


def test_with_the_lock_the_same_meeting_leaves_one(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(app, cast.teammate, OWNER, by=cast.owner)
    meeting, checked = Meeting(), team.check_owner

    def look_together(summit: object, by: object) -> None:
        checked(summit, by)
        meeting.wait()

    monkeypatch.setattr(team, "check_owner", look_together)
    at_once(app, [lambda: take(app, cast.teammate, by=cast.owner), lambda: take(app, cast.owner, by=cast.teammate)])
    assert sum("owner" in roles for roles in team_of(app).values()) == 1
