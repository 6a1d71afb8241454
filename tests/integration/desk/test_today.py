"""The desk's first page: which summits are mine, and what needs me today."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventsite.core.db import db, transaction
from eventsite.core.outbox import OutboxRow, OutboxState
from eventsite.people.models import Account
from eventsite.programme.models import Appearance
from eventsite.programme.releases import public
from eventsite.programme.services import releasing
from eventsite.programme.states import AppearanceState, Role, SessionKind, SessionState
from eventsite.summits.models import TeamMember
from eventsite.summits.queries import find_summit
from eventsite.summits.states import TeamRole
from tests.drafts import NINE, add_person, add_session, fill_summit
from tests.fixtures.cast import ELSEWHERE, SLUG, Cast, Member

As = Callable[[Member], FlaskClient]
TODAY = f"/manage/{SLUG}/"


def words(page: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", page[page.index("<main") :]).split())


@pytest.fixture
def sessions(app: Flask, cast: Cast) -> None:
    public.forget()
    with app.app_context(), transaction():
        summit = find_summit(SLUG)
        assert summit is not None
        fill_summit(summit)
        ada = add_person("Ada Example")
        add_session(summit, "OK", kind=SessionKind.PANEL, line_up={ada: Role.MODERATOR})
        add_session(summit, "BARE", kind=SessionKind.PANEL, starts_at=NINE + timedelta(hours=2))
        asked = add_session(summit, "ASKED", starts_at=NINE + timedelta(hours=4))
        asked.line_up.append(Appearance(person=ada, role=Role.SPEAKER, state=AppearanceState.INVITED, position=0))
        roomless = add_session(summit, "ROOMLESS", starts_at=NINE + timedelta(hours=6))
        roomless.slots[0].places.clear()
        for number in range(7):
            add_session(summit, f"LATER-{number}", starts_at=None)
        add_session(summit, "OFF", starts_at=None, kind=SessionKind.PANEL, state=SessionState.CANCELLED)


def test_what_is_missing_is_counted_and_leads_to_its_list(cast: Cast, as_member: As, sessions: None) -> None:
    client = as_member(cast.viewer)
    page = client.get(TODAY).text
    found = re.findall(r'<h3><a href="(.*?)">(.*?)</a></h3>', page)
    assert [label for _, label in found] == [
        "7 sessions without a time",
        "1 session without a room",
        "1 panel without a moderator",
        "1 session where somebody has not answered",
    ]
    assert "and 2 more" in page
    assert [len(re.findall('class="drafts-code"', client.get(path).text)) for path, _ in found] == [7, 1, 1, 1]


def test_before_the_first_release_the_desk_says_so(cast: Cast, as_member: As, sessions: None) -> None:
    assert "Nothing is public yet" in words(as_member(cast.owner).get(TODAY).text)


def test_unreleased_changes_are_counted_and_lead_to_the_review(
    app: Flask, cast: Cast, as_member: As, sessions: None
) -> None:
    client = as_member(cast.owner)
    with app.app_context(), transaction():
        summit = find_summit(SLUG)
        assert summit is not None
        releasing.release(summit, name="Doors open", by=db.session.get_one(Account, cast.owner.id))
    page = words(client.get(TODAY).text)
    assert "The public programme says what the draft says" in page
    assert re.search(r"Last: release 1, “Doors open”, .*, by Owner\. All releases", page)
    client.post(f"/manage/{SLUG}/sessions/OK/cancel")
    page = client.get(TODAY).text
    assert "1 change not public yet" in page
    assert f'<a class="button" href="/manage/{SLUG}/release">Review 1 change' in page


def test_what_is_stuck_is_shown_to_who_edits_without_addresses(app: Flask, cast: Cast, as_member: As) -> None:
    with app.app_context(), transaction():
        for state in (OutboxState.PARKED, OutboxState.WAITING):
            db.session.add(
                OutboxRow(
                    kind="people.sign_in_mail",
                    key=state.value,
                    payload={"link": 1},
                    state=state,
                    tries=8,
                    due_at=NINE,
                    error="SMTPRecipientsRefused: {'someone@example.org': (550, b'<someone@example.org>')}\nmore",
                )
            )
    page = words(as_member(cast.owner).get(TODAY).text)
    assert page.count("A mail with a sign-in link") == 1
    assert "SMTPRecipientsRefused: {&#39;an address&#39;: (550, b&#39;&lt;an address&gt;&#39;)}" in page
    assert "someone@" not in page
    assert "A mail with a sign-in link" not in words(as_member(cast.viewer).get(TODAY).text)


def test_one_summit_is_opened_at_once_and_more_are_listed(app: Flask, cast: Cast, as_member: As) -> None:
    client = as_member(cast.owner)
    assert client.get("/manage/").location == TODAY
    with app.app_context(), transaction():
        db.session.add(TeamMember(summit=find_summit(ELSEWHERE), account_id=cast.owner.id, role=TeamRole.VIEWER))
    page = client.get("/manage/").text
    assert re.findall(r'lines-title"><a href="(.*?)"', page) == [TODAY, f"/manage/{ELSEWHERE}/"]


def test_who_is_in_no_team_is_told_whom_to_ask(app: Flask, cast: Cast, as_member: As) -> None:
    with app.app_context(), transaction():
        db.session.execute(db.delete(TeamMember).filter_by(account_id=cast.viewer.id))
    page = as_member(cast.viewer).get("/manage/").text
    assert "You are in no summit’s team yet. Ask an owner of the summit to add viewer@example.org." in page
