"""The form of a session: saving, refusing, and losing nothing that was typed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventsite.core.db import db, transaction
from eventsite.programme.models import Appearance, Session
from eventsite.programme.services import editing
from eventsite.programme.states import Role
from eventsite.summits.queries import find_summit
from tests.drafts import add_person
from tests.fixtures.cast import ELSEWHERE, SLUG, Cast, Member
from tests.fixtures.queries import Statements
from tests.integration.programme.manage.conftest import Editor

Edit = Callable[..., Editor]
Counting = Callable[[], AbstractContextManager[Statements]]
HOME = f"/manage/{SLUG}/sessions/SC-1"

pytestmark = pytest.mark.usefixtures("draft")


def stored(app: Flask, code: str = "SC-1", slug: str = SLUG) -> Any:
    """Return what is in the table, by field."""
    with app.app_context():
        session = db.session.scalars(
            db.select(Session).join(Session.summit).filter_by(slug=slug).where(Session.code == code)
        ).one()
        columns = {column.key: getattr(session, column.key) for column in Session.__table__.columns}
        return columns | {
            "event": session.event.slug,
            "track": session.track.slug if session.track else None,
            "also": [also.event.slug for also in session.also],
            "line_up": [(a.person.code, a.role.value, a.state.value, a.billed_title) for a in session.line_up],
            "slots": [(s.starts_at, s.ends_at, [room.slug for room in s.rooms]) for s in session.slots],
        }


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_every_field_is_saved(app: Flask, edit: Edit) -> None:
    form = edit("SC-1").type(
        title=" New  pipes ",
        subtitle="And valves",
        kind="talk",
        state="draft",
        event="side",
        track="side/iron",
        language="pt-BR",
        abstract="One\r\n\r\nTwo",
        description="**Bold**",
        is_featured="y",
    )
    form.typed.setlist("also", ["main"])
    assert form.save() == HOME
    assert {
        name: value for name, value in stored(app).items() if name not in ("id", "summit_id", "event_id", "track_id")
    } == {
        "code": "SC-1",
        "title": "New pipes",
        "subtitle": "And valves",
        "kind": "talk",
        "state": "draft",
        "event": "side",
        "track": "iron",
        "language": "pt-BR",
        "abstract": "One\n\nTwo",
        "description": "**Bold**",
        "reconstructed": "",
        "is_featured": True,
        "version": 2,
        "also": ["main"],
        "line_up": [("ada-example", "moderator", "confirmed", ""), ("bob-sample", "panelist", "confirmed", "")],
        "slots": [(at("2026-11-01T14:00"), at("2026-11-01T14:45"), ["hall"])],
    }


def test_each_save_raises_the_version_and_one_that_changes_nothing_does_not(app: Flask, edit: Edit) -> None:
    edit("SC-1").type(title="Two").save()
    edit("SC-1").save()
    edit("SC-1").type(line_up__0__billed_title="Chair").save()
    edit("SC-1").type(slots__0__ends="10:00").save()
    assert stored(app)["version"] == 4


def test_what_a_form_cannot_show_stays_as_it_was(app: Flask, edit: Edit) -> None:
    with app.app_context(), transaction():
        session = db.session.scalars(db.select(Session).filter_by(code="SC-1")).one()
        session.abstract, session.title = "Ends in blanks  \n\n", "Pipes\u00a0and  more"
        session.slots[0].ends_at = at("2026-11-01T14:45:30")
    edit("SC-1").type(subtitle="New").save()
    now = stored(app)
    assert (now["abstract"], now["title"], now["subtitle"]) == ("Ends in blanks  \n\n", "Pipes\u00a0and  more", "New")
    assert now["slots"][0][1] == at("2026-11-01T14:45:30")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": "  "}, "Give the session a title."),
        ({"title": "x" * 501}, "This is longer than 500 letters. Make it shorter."),
        ({"title": "x" * 10_000}, "This is longer than 500 letters. Make it shorter."),
        ({"language": "English, please"}, "Write a language code, as in en, es or pt-BR."),
        ({"track": "side/iron"}, "This track belongs to another event."),
        ({"slots__0__on": ""}, "Choose the day, as in 2026-10-26."),
        ({"slots__0__starts": "25:00"}, "25:00 is no time. Write the start as 10:30."),
        ({"slots__0__ends": "09:00"}, "This starts and ends at 09:00. Give it a later end."),
        ({"slots__0__room": ""}, "Choose a room."),
        (
            {"slots__0__on": "2027-11-01"},
            "1 Nov 2027 is far from the summit, from 31 Oct to 2 Nov 2026. Check the day and the year.",
        ),
        ({"slots__0__on": "2027-03-14", "slots__0__starts": "02:30"}, "02:30 does not exist on Sun 14 Mar 2027"),
    ],
)
def test_a_refusal_says_what_to_do_and_keeps_what_was_typed(
    app: Flask, edit: Edit, fields: dict[str, str], sentence: str
) -> None:
    form = edit("SC-1").type(subtitle="Typed", description="Much text", line_up__1__billed_title="Also typed", **fields)
    before = form.typed.to_dict(flat=False)
    assert sentence in form.press(status=422)
    assert "Everything you typed is still here." in form.page
    assert form.typed.to_dict(flat=False) == {**before, "title": [before["title"][0].strip()]}
    assert stored(app)["version"] == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("event", "far"),
        ("also", "far"),
        ("track", "far/bamboo"),
        ("slots-0-room", "dojo"),
        ("slots-0-more_rooms", "dojo"),
        ("kind", "rave"),
        ("state", "public"),
        ("line_up-0-role", "king"),
        ("line_up-0-state", "maybe"),
    ],
)
def test_things_of_other_summits_and_unknown_words_are_refused(app: Flask, edit: Edit, name: str, value: str) -> None:
    form = edit("SC-1")
    form.typed.setlist(name, [value])
    form.press(status=422)
    assert stored(app)["version"] == 1


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("line_up-0-person", "chie-stranger", "Nobody here is known as &#39;chie-stranger&#39;."),
        ("line_up-0-person", "no\0body", "Nobody here is known as"),
        ("slots-0-uuid", "7d0b6a4e-0000-4000-8000-000000000000", "not a slot of this session"),
        ("slots-0-uuid", "x\0", "not a slot of this session"),
    ],
)
def test_forged_identities_are_refused(app: Flask, edit: Edit, name: str, value: str, sentence: str) -> None:
    form = edit("SC-1")
    form.typed[name] = value
    assert sentence in form.press(status=422)
    assert stored(app)["version"] == 1


def test_the_slot_of_another_session_cannot_be_taken_over(app: Flask, edit: Edit) -> None:
    other = edit("SC-3").typed["slots-0-uuid"]
    form = edit("SC-1").type(slots__0__uuid=other)
    assert "not a slot of this session" in form.press(status=422)
    assert stored(app, "SC-3")["slots"] == [(at("2026-11-01T14:00"), at("2026-11-01T14:45"), ["attic"])]


def test_an_appearance_of_another_session_is_not_touched(app: Flask, edit: Edit) -> None:
    with app.app_context():
        far = db.session.scalars(db.select(Appearance).join(Session).filter_by(code="FAR-1")).one().id
    edit("SC-1").type(line_up__0__id=str(far), line_up__0__billed_title="Taken").save()
    assert stored(app, "FAR-1", ELSEWHERE)["line_up"] == [("chie-stranger", "speaker", "confirmed", "")]
    assert stored(app)["line_up"][0] == ("ada-example", "moderator", "confirmed", "Taken")


def test_a_new_session_is_a_draft_with_the_next_code(app: Flask, edit: Edit) -> None:
    assert edit().type(title="Fresh").save() == f"/manage/{SLUG}/sessions/SC-4"
    made = stored(app, "SC-4")
    assert (made["state"], made["kind"], made["event"], made["slots"], made["version"]) == (
        "draft",
        "talk",
        "main",
        [],
        1,
    )


def test_a_new_session_needs_a_title_and_keeps_the_rest(edit: Edit) -> None:
    form = edit().type(abstract="Long thought about")
    assert "Give the session a title." in form.press(status=422)
    assert form.typed["abstract"] == "Long thought about"


def test_the_code_of_a_series_nobody_began_cannot_be_guessed(app: Flask, edit: Edit) -> None:
    code = edit().type(title="Odd one out", event="side").save().rpartition("/")[2]
    assert len(code) == 6
    assert stored(app, code)["event"] == "side"


def test_a_code_that_was_released_is_never_given_again(app: Flask, cast: Cast, edit: Edit) -> None:
    from eventsite.programme.services import releasing

    with app.app_context(), transaction():
        summit = find_summit(cast.slug)
        assert summit is not None
        releasing.release(summit, name="One")
        db.session.delete(db.session.scalars(db.select(Session).filter_by(code="SC-2")).one())
        db.session.delete(db.session.scalars(db.select(Session).filter_by(code="SC-3")).one())
    assert edit().type(title="Fresh").save() == f"/manage/{SLUG}/sessions/SC-3"  # a draft never was public
    assert edit().type(title="Fresher").save() == f"/manage/{SLUG}/sessions/SC-4"


def test_cancelling_and_reinstating(app: Flask, cast: Cast, as_member: Callable[[Member], FlaskClient]) -> None:
    client = as_member(cast.owner)
    assert "Cancel this session" in client.get(HOME).text
    for _ in range(2):  # pressed twice, done once
        assert client.post(f"{HOME}/cancel").location == HOME
    assert (stored(app)["state"], stored(app)["version"]) == ("cancelled", 2)
    page = client.get(HOME).text
    assert "Reinstate this session" in page
    assert "Cancel this session" not in page
    assert client.post(f"{HOME}/reinstate").location == HOME
    assert (stored(app)["state"], stored(app)["version"]) == ("confirmed", 3)


def test_a_preview_shows_the_text_and_saves_nothing(app: Flask, edit: Edit) -> None:
    form = edit("SC-1").type(description="**Bold** <script>alert(1)</script>", title="Typed")
    page = form.press("preview")
    assert "<strong>Bold</strong> &lt;script&gt;" in page
    assert (form.typed["title"], form.typed["description"]) == ("Typed", "**Bold** <script>alert(1)</script>")
    assert stored(app)["title"] == "Pipes"


@pytest.mark.parametrize(
    "do",
    [
        "nonsense",
        "slot-remove:99",
        "seat-up:-1",
        "seat-up:x",
        "take:version",
        "take:nothing",
        "seat-known:",
        "slot-keep:5",
    ],
)
def test_a_button_nobody_drew_does_nothing(app: Flask, edit: Edit, do: str) -> None:
    form = edit("SC-1").type(title="Typed")
    before = form.typed.to_dict(flat=False)
    form.press(do)
    assert form.typed.to_dict(flat=False) == before
    assert stored(app)["version"] == 1


def test_a_form_from_nowhere_is_refused_and_not_a_crash(
    cast: Cast, as_member: Callable[[Member], FlaskClient], app: Flask
) -> None:
    client = as_member(cast.owner)
    assert client.post(f"{HOME}/edit", data={}).status_code == 422
    assert (
        client.post(
            f"{HOME}/edit", data={"slots-7-on": "x", "line_up-a-role": "y", "version": "-1", "prints": "["}
        ).status_code
        == 422
    )
    assert stored(app)["version"] == 1


def test_the_form_costs_the_same_with_one_and_three_people(
    app: Flask, cast: Cast, as_member: Callable[[Member], FlaskClient], edit: Edit, count_queries: Counting
) -> None:
    counts = []
    for names in (["One Person"], ["Two Persons", "Three Persons"]):
        with app.app_context(), transaction():
            session = db.session.scalars(db.select(Session).filter_by(code="SC-2")).one()
            for name in names:
                session.line_up.append(Appearance(person=add_person(name), role=Role.SPEAKER, position=9))
        client = as_member(cast.owner)
        with count_queries() as shown:
            assert client.get(f"/manage/{SLUG}/sessions/SC-2/edit").status_code == 200
        form = edit("SC-2").type(title=f"Now {len(names)}")
        with count_queries() as saved:
            form.save()
        counts.append((shown.count, saved.count))
    assert counts == [(14, 27), (14, 27)]


def test_a_service_refuses_what_no_form_would_send(app: Flask, cast: Cast) -> None:
    from eventsite.people.models import Account
    from eventsite.programme.drafting.plans import SessionPlan
    from eventsite.programme.states import SessionKind, SessionState

    with app.app_context():

        def revise(**fields: Any) -> None:
            plan = {"title": "T", "kind": SessionKind.TALK, "state": SessionState.DRAFT, "event": "main", **fields}
            with transaction():
                session = db.session.scalars(db.select(Session).filter_by(code="SC-2")).one()
                account = db.session.get_one(Account, cast.owner.id)
                editing.revise_session(
                    session=session, version=1, plan=SessionPlan(**plan), host="localhost", by=account
                )

        with pytest.raises(editing.EventNotOfSummit, match="no event 'far'"):
            revise(event="far")
        with pytest.raises(editing.EventNotOfSummit, match="no event 'far'"):
            revise(also=("far",))
        with pytest.raises(editing.TrackNotOfEvent, match="Main event has no track 'iron'"):
            revise(track="iron")
