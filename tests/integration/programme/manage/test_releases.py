"""Releases on the desk: each as it was, two beside each other, and one of them back into the draft."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventsite.core.db import db, transaction
from eventsite.programme.models import Session
from eventsite.programme.releases.partial import Choice
from eventsite.programme.services import releasing
from eventsite.programme.states import SessionState
from eventsite.summits.models import Summit
from eventsite.summits.queries import find_summit
from tests.drafts import NINE, add_session
from tests.fixtures.cast import ELSEWHERE, SLUG, Cast, Member
from tests.fixtures.queries import Statements
from tests.forms import read_form

As = Callable[[Member], FlaskClient]
RELEASES = f"/manage/{SLUG}/releases"
ONE, BOTH, RESTORE = f"{RELEASES}/1", f"{RELEASES}/1..2", f"{RELEASES}/1/restore"


def the_summit() -> Summit:
    summit = find_summit(SLUG)
    assert summit is not None
    return summit


def session_of(code: str) -> Session:
    return db.session.scalars(db.select(Session).filter_by(summit_id=the_summit().id, code=code)).one()


@pytest.fixture(autouse=True)
def two(app: Flask, draft: None) -> None:
    """Release everything; then SC-1 alone with a new title, an hour later. SC-2 has a new title in the draft."""
    with app.app_context(), transaction():
        releasing.release(the_summit(), name="Opening", note="All of it")
    with app.app_context(), transaction():
        session = session_of("SC-1")
        session.title, session_of("SC-2").title = "New pipes", "New pumps"
        for slot in session.slots:
            slot.starts_at, slot.ends_at = slot.starts_at + timedelta(hours=1), slot.ends_at + timedelta(hours=1)
        choice = Choice.of_slots([str(slot.uuid) for slot in session.slots])
        releasing.release(the_summit(), name="Hotfix", choice=choice)


def words(page: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", page[page.index("<main") :]).split())


def test_a_release_is_shown_as_it_was(cast: Cast, as_member: As) -> None:
    client = as_member(cast.owner)
    page = words(client.get(ONE).text)
    assert "Took The whole summit Note All of it" in page
    assert "Sun 1 Nov 1 No time yet 1 09:00 – 09:45 EST Pipes Moderator Ada Example, with Bob Sample" in page
    assert "Pumps" not in page
    assert "SC-2 Pumps" in words(client.get(f"{ONE}?day=none").text)
    assert "10:00 – 10:45 EST New pipes" in words(client.get(f"{RELEASES}/2").text)
    assert "Took Only “New pipes”" in words(client.get(f"{RELEASES}/2").text)


def test_the_list_leads_to_each_and_says_what_a_part_took(cast: Cast, as_member: As) -> None:
    page = as_member(cast.owner).get(RELEASES).text
    assert f'<a href="{ONE}">Opening</a>' in page
    assert f'href="{BOTH}"' in page
    assert "Hotfix Only “New pipes”" in words(page)


def test_two_releases_stand_beside_each_other(cast: Cast, as_member: As) -> None:
    client = as_member(cast.owner)
    page = client.get(BOTH).text
    assert "Changed: new title, moved. Panel, SC-1" in words(page)
    assert "Title Pipes New pipes When Sun 1 Nov, 09:00–09:45 EST Sun 1 Nov, 10:00–10:45 EST" in words(page)
    assert client.get(f"{RELEASES}/2..1").location == BOTH
    assert client.get(f"{RELEASES}/2?with=1").location == f"{RELEASES}/1..2"
    assert client.get(f"{ONE}?with=2").location == f"{RELEASES}/2..1"
    assert "Both say the same, field by field." in client.get(f"{RELEASES}/2..2").text


def test_a_release_is_restored_after_a_look_at_what_is_lost(app: Flask, cast: Cast, as_member: As) -> None:
    with app.app_context(), transaction():
        add_session(the_summit(), "LATE", starts_at=NINE)
    client = as_member(cast.teammate)
    page = client.get(RESTORE)
    assert "1 session goes back to draft state, because this release does not have it: “About LATE” (LATE)." in words(
        page.text
    )
    assert "Title New pumps Pumps" in words(page.text)
    answer = client.post(RESTORE, data=read_form(page.text))
    assert answer.location == f"/manage/{SLUG}/release"
    with app.app_context():
        assert [session_of(code).title for code in ("SC-1", "SC-2")] == ["Pipes", "Pumps"]
        assert session_of("LATE").state == SessionState.DRAFT
        assert [change.key for change in releasing.review(the_summit()).changes] == ["SC-1"]
    assert "There is nothing to restore." in client.get(RESTORE).text


def test_a_draft_that_changed_since_is_shown_again(app: Flask, cast: Cast, as_member: As) -> None:
    client = as_member(cast.owner)
    form = read_form(client.get(RESTORE).text)
    with app.app_context(), transaction():
        session_of("SC-2").title = "Meanwhile"
    answer = client.post(RESTORE, data=form)
    assert (answer.status_code, "Look at what would be lost now" in answer.text) == (409, True)
    assert "Title Meanwhile Pumps" in words(answer.text)
    assert client.post(RESTORE, data=read_form(answer.text)).status_code == 302


def test_who_works_here_looks_and_who_edits_everything_restores(
    cast: Cast, side_editor: Member, as_member: As, client: FlaskClient
) -> None:
    looks = {member: as_member(member) for member in (cast.owner, cast.teammate, cast.viewer, side_editor)}
    for member, browser in looks.items():
        assert [browser.get(path).status_code for path in (RELEASES, ONE, BOTH)] == [200] * 3
        wanted = 200 if member in (cast.owner, cast.teammate) else 404
        assert browser.get(RESTORE).status_code == wanted
        assert ("Restore into the draft" in browser.get(ONE).text) == (wanted == 200)
        if wanted == 404:
            assert browser.post(RESTORE, data={"seal": ""}).status_code == 404
    stranger = as_member(cast.stranger)
    assert [stranger.get(path).status_code for path in (ONE, BOTH, RESTORE)] == [404] * 3
    assert [client.get(path).status_code for path in (ONE, BOTH, RESTORE)] == [302] * 3
    assert client.post(RESTORE).status_code == 401


@pytest.mark.parametrize(
    "path", ["0", "3", "1..3", "0..1", "x", "1..", "..1", "1...2", "-1", "3/restore", "9" * 20]
)
def test_a_guessed_release_is_not_there(cast: Cast, as_member: As, path: str) -> None:
    assert as_member(cast.owner).get(f"{RELEASES}/{path}").status_code == 404


def test_another_summits_release_is_not_there(cast: Cast, as_member: As) -> None:
    assert as_member(cast.stranger).get(f"/manage/{ELSEWHERE}/releases/1").status_code == 404


@pytest.mark.parametrize("more", [0, 3])
def test_the_pages_cost_the_same_whatever_the_size(
    app: Flask, cast: Cast, as_member: As, count_queries: Callable[[], AbstractContextManager[Statements]], more: int
) -> None:
    with app.app_context(), transaction():
        for number in range(more):
            add_session(the_summit(), f"X-{number}")
        releasing.release(the_summit(), name="Three")
    client, counts = as_member(cast.owner), []
    for path in (RELEASES, ONE, f"{RELEASES}/1..3", RESTORE):
        client.get(path)
        with count_queries() as sent:
            client.get(path)
        counts.append(sent.count)
    assert counts == [6, 7, 6, 24]


def test_the_public_is_told_what_a_part_took(client: FlaskClient) -> None:
    page = words(client.get(f"/{SLUG}/changes").text)
    assert "Only “New pipes”." in page
    assert page.count("Only ") == 1
    assert "Only “New pipes”." in words(client.get(f"/{SLUG}/changes/2").text)
    feed = client.get(f"/{SLUG}/changes.atom").text
    assert feed.count("&lt;p&gt;Only “New pipes”.&lt;/p&gt;") == 1
    assert "New pipes" in client.get(f"/{SLUG}/agenda").text
    assert "Pumps" in client.get(f"/{SLUG}/sessions/SC-2").text
