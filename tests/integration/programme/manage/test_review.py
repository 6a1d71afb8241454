"""Review and release: what is on the page is what becomes public, or nothing does."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventsite.core.db import db, transaction
from eventsite.people.models import Account
from eventsite.programme import queries
from eventsite.programme.clashes.facts import facts_of
from eventsite.programme.clashes.sweep import find_clashes
from eventsite.programme.models import Appearance, PersonalAgenda, Release, Session, Star
from eventsite.programme.services import releasing, waiving
from eventsite.programme.states import Role, SessionState
from eventsite.summits.queries import find_summit
from tests.drafts import NINE, add_person, add_session
from tests.fixtures.cast import SLUG, Cast, Member
from tests.fixtures.queries import Statements
from tests.forms import read_form
from tests.integration.programme.manage.conftest import Editor

As = Callable[[Member], FlaskClient]
Edit = Callable[..., Editor]
REVIEW, RELEASES = f"/manage/{SLUG}/release", f"/manage/{SLUG}/releases"

pytestmark = pytest.mark.usefixtures("draft")


@pytest.fixture
def released(app: Flask, draft: None) -> None:
    with app.app_context(), transaction():
        summit = find_summit(SLUG)
        assert summit is not None
        releasing.release(summit, name="One")


def releases(app: Flask) -> list[tuple[int, str, str, str | None]]:
    with app.app_context():
        summit = find_summit(SLUG)
        assert summit is not None
        return [
            (r.number, r.name, r.note, r.account.name if r.account else None) for r in queries.list_releases(summit)
        ]


def words(page: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", page[page.index("<main") :]).split())


def effects(page: str) -> dict[str, str]:
    return dict(re.findall(r"<div><dt>(.*?)</dt><dd>(.*?)</dd></div>", page))


def test_the_first_release_is_reviewed_and_released(app: Flask, cast: Cast, as_member: As) -> None:
    client = as_member(cast.teammate)
    page = client.get(REVIEW).text
    assert "The first release of Smart Cities 2026, all of it." in words(page)
    assert effects(page) == {"New sessions": "2", "Around the sessions": "8", "Calendar entries that change": "1"}
    assert "Release 10 changes" in page
    answer = client.post(REVIEW, data={**read_form(page), "name": " Out  now ", "note": "All of it"})
    assert answer.location == RELEASES
    assert releases(app) == [(1, "Out now", "All of it", "Teammate")]
    assert "Release 1 is public: Out now." in client.get(RELEASES).text


def test_a_draft_is_not_in_the_review(cast: Cast, as_member: As) -> None:
    page = as_member(cast.owner).get(REVIEW).text
    assert ("Pipes" in page, "Poles" in page) == (True, False)


@pytest.mark.usefixtures("released")
def test_changes_are_told_field_by_field(cast: Cast, as_member: As, edit: Edit) -> None:
    form = edit("SC-1").type(
        title="New pipes", slots__0__starts="10:00", slots__0__ends="10:45", slots__0__room="attic"
    )
    form.press("seat-remove:1")
    form.save()
    page = as_member(cast.owner).get(REVIEW).text
    rows = re.findall(r'<tr><th scope="row">(.*?)</th>\s*<td>(.*?)</td>\s*<td>(.*?)</td>', page, re.DOTALL)
    assert [tuple(" ".join(re.sub("<[^>]+>", " ", cell).split()) for cell in row) for row in rows] == [
        ("Title", "Pipes", "New pipes"),
        ("When", "Sun 1 Nov, 09:00–09:45 EST", "Sun 1 Nov, 10:00–10:45 EST"),
        ("Room", "Hall", "Attic"),
        ("Panelist", "Bob Sample", "Taken out"),
        ("Name", "Bob Sample", "Taken out"),
    ]
    assert effects(page) == {
        "Changed sessions": "1",
        "Around the sessions": "1",
        "Calendar entries that change": "1",
        "Visitors who starred one": "0",
        "Speakers told by mail": "0",
        "Visitors told by mail": "0",
    }


@pytest.mark.usefixtures("released")
def test_a_long_text_is_told_word_by_word(cast: Cast, as_member: As, edit: Edit) -> None:
    edit("SC-1").type(abstract="New\nabstract").save()
    page = as_member(cast.owner).get(REVIEW).text
    cell = re.search(r'<td colspan="2" class="diff-text">(.*?)</td>', page, re.DOTALL)
    assert cell is not None
    assert cell[1] == "<del>Old  \n</del><ins>New\n</ins>abstract"


def test_a_missing_moderator_is_told_once_and_not_where_it_may_stand(app: Flask, cast: Cast, as_member: As) -> None:
    client = as_member(cast.owner)
    with app.app_context(), transaction():
        session = db.session.scalars(db.select(Session).filter_by(code="SC-1")).one()
        session.line_up.append(Appearance(person=add_person("Eve"), role=Role.PANELIST, position=2))
        del session.line_up[0]
    page = words(client.get(REVIEW).text)
    assert (page.count("has no moderator"), page.count("No moderator")) == (1, 0)
    with app.app_context(), transaction():
        summit = find_summit(SLUG)
        assert summit is not None
        (clash,) = [clash for clash in find_clashes(facts_of(summit)) if clash.rule == "moderator"]
        owner = db.session.get_one(Account, cast.owner.id)
        waiving.waive(summit=summit, key=clash.key, reason="A talk of two", by=owner)
    page = words(client.get(REVIEW).text)
    assert (page.count("has no moderator"), page.count("No moderator")) == (0, 0)


@pytest.mark.usefixtures("released")
def test_each_event_has_its_group(app: Flask, cast: Cast, as_member: As, edit: Edit) -> None:
    edit("SC-1").type(title="New").save()
    edit("SC-2").type(title="New too", event="side").save()
    page = as_member(cast.owner).get(REVIEW).text
    heads = re.findall(r"<h2 id=\"group-\d+\".*?>(.*?)</h2>", page, re.DOTALL)
    assert [" ".join(re.sub("<[^>]+>", " ", head).split()) for head in heads] == ["Main event 1", "Side event 1"]


@pytest.mark.usefixtures("released")
def test_nothing_to_release_says_so(app: Flask, cast: Cast, as_member: As) -> None:
    client = as_member(cast.owner)
    page = client.get(REVIEW).text
    assert "Nothing has changed since release 1" in page
    assert '<button class="button">' not in page
    answer = client.post(REVIEW, data={"name": "Two", "seal": ""})
    assert answer.status_code == 409
    assert "Nothing has changed since the last release." in answer.text
    assert len(releases(app)) == 1


@pytest.mark.usefixtures("released")
def test_releasing_something_else_than_reviewed_shows_the_new_changes(
    app: Flask, cast: Cast, as_member: As, edit: Edit
) -> None:
    edit("SC-1").type(title="Reviewed").save()
    client = as_member(cast.owner)
    form = read_form(client.get(REVIEW).text)
    edit("SC-1", by=cast.teammate).type(title="Somewhat later").save()
    answer = client.post(REVIEW, data={**form, "name": "My name", "note": "My note"})
    assert answer.status_code == 409
    assert "The programme changed after you opened this page." in answer.text
    assert "<ins>Somewhat later</ins>" in answer.text
    again = read_form(answer.text)
    assert (again["name"], again["note"]) == ("My name", "My note")
    assert len(releases(app)) == 1
    assert client.post(REVIEW, data=again).location == RELEASES
    assert releases(app)[0] == (2, "My name", "My note", "Owner")


def test_a_release_cannot_be_sent_twice(app: Flask, cast: Cast, as_member: As) -> None:
    client = as_member(cast.owner)
    form = {**read_form(client.get(REVIEW).text), "name": "One"}
    assert client.post(REVIEW, data=form).status_code == 302
    assert client.post(REVIEW, data=form).status_code == 409
    assert len(releases(app)) == 1


@pytest.mark.parametrize(
    ("name", "note", "sentence"),
    [
        ("  ", "Kept", "Give this release a name, as in “Rooms after the walk-through”."),
        ("x" * 201, "Kept", "This is longer than 200 letters."),
        ("Kept", "x" * 2001, "This is longer than 2,000 letters."),
    ],
)
def test_a_release_needs_a_name_and_keeps_what_was_typed(
    app: Flask, cast: Cast, as_member: As, name: str, note: str, sentence: str
) -> None:
    client = as_member(cast.owner)
    answer = client.post(REVIEW, data={**read_form(client.get(REVIEW).text), "name": name, "note": note})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert (read_form(answer.text)["name"], read_form(answer.text)["note"]) == (name.strip(), note)
    assert releases(app) == []


@pytest.mark.usefixtures("released")
def test_who_starred_is_counted_once(app: Flask, cast: Cast, as_member: As, edit: Edit) -> None:
    with app.app_context(), transaction():
        summit = find_summit(SLUG)
        for codes in (["SC-1", "SC-2"], ["SC-1"], ["SC-2"]):
            stars = [Star(summit=summit, session_code=code, created_at=NINE) for code in codes]
            db.session.add(PersonalAgenda(created_at=NINE, stars=stars))
    edit("SC-1").type(title="New").save()
    page = as_member(cast.owner).get(REVIEW).text
    assert "<b>2</b> starred it" in page
    assert effects(page)["Visitors who starred one"] == "2"


def test_an_empty_summit_can_be_made_public(app: Flask, cast: Cast, as_member: As) -> None:
    client, review = as_member(cast.stranger), "/manage/other-summit-2026/release"
    with app.app_context(), transaction():
        session = db.session.scalars(db.select(Session).filter_by(code="FAR-1")).one()
        session.state = SessionState.DRAFT
    page = client.get(review).text
    assert "Release 3 changes" in page  # its event, its track, its room
    assert client.post(review, data={**read_form(page), "name": "Open"}).status_code == 302


def test_a_very_large_first_review_is_a_summary(
    app: Flask, cast: Cast, as_member: As, count_queries: Callable[[], AbstractContextManager[Statements]]
) -> None:
    with app.app_context(), transaction():
        summit = find_summit(SLUG)
        assert summit is not None
        for number in range(1077):
            add_session(summit, f"X-{number:04}", starts_at=None)
    client = as_member(cast.owner)
    with count_queries() as queries:
        page = client.get(REVIEW).text
    assert queries.count == 46  # 36, and 10 that come in runs of 500
    assert page.count('class="change ') == 108  # 100 sessions, and the eight things around them
    assert "1,078 talks, 1 panel are new." in words(page)
    assert "and 979 more: see the new ones in the programme" in words(page)
    assert f"/manage/{SLUG}/programme?event=main&amp;mark=added" in page
    assert effects(page)["New sessions"] == "1,079"
    assert len(page) < 200_000


def test_the_list_of_releases_tells_who_when_and_how_much(app: Flask, cast: Cast, as_member: As, edit: Edit) -> None:
    client = as_member(cast.owner)
    assert "Nothing is public yet." in client.get(RELEASES).text
    for name in ("Opening", "Rooms moved"):
        edit("SC-1").type(title=name).save()
        client.post(REVIEW, data={**read_form(client.get(REVIEW).text), "name": name, "note": f"Note of {name}"})
    page = words(client.get(RELEASES).text)
    assert re.search(
        r"2 Rooms moved Note of Rooms moved \w+ \d+ \w+ \d+, \d\d:\d\d E[SD]T Owner 1 change of release 2 1 Opening",
        page,
    )
    assert f"/{SLUG}/changes" in client.get(RELEASES).text


def test_many_releases_are_searched_and_paged(app: Flask, cast: Cast, as_member: As) -> None:
    for number in range(1, 24):
        with app.app_context(), transaction():
            summit = find_summit(SLUG)
            assert summit is not None
            summit.tagline = f"Number {number}"
            releasing.release(summit, name=f"Made for Zoë {number}")
    client = as_member(cast.owner)
    assert "Page 1 of 2" in client.get(RELEASES).text
    assert "Made for Zoë 23" not in client.get(f"{RELEASES}?page=2").text
    found = words(client.get(f"{RELEASES}?q=zoe+17").text)
    assert ("Made for Zoë 17" in found, "Made for Zoë 16" in found) == (True, False)
    assert "No release fits “nothing”." in words(client.get(f"{RELEASES}?q=nothing").text)
    with app.app_context():
        assert db.session.scalar(db.select(db.func.count()).select_from(Release)) == 23
