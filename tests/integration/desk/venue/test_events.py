"""Events and their tracks: added, changed, put in order, removed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from eventsite.core.db import Model, db, transaction
from eventsite.programme import queries
from eventsite.programme.models import CoPresenter, Track
from eventsite.summits.models import Allocation, Event, TeamMember
from eventsite.summits.queries import list_events
from tests.fixtures.cast import Cast
from tests.forms import read_form
from tests.integration.desk.venue.conftest import EVENTS, HERE, As, flashed, refused, said, this_summit

Read = Callable[..., Any]
NEW, MAIN, SIDE = f"{HERE}/new-event", f"{EVENTS}/main", f"{EVENTS}/side"
THERE = [("main", "Main event", "Main", ""), ("side", "Side event", "Side", "")]


def events(summit: Any) -> list[tuple[str, str, str, str]]:
    return [(event.slug, event.name, event.short_name, event.summary) for event in list_events(summit)]


def tracks(summit: Any) -> list[tuple[str, str, str]]:
    return [(track.event.slug, track.slug, track.name) for track in queries.list_tracks(summit)]


TRACKS = [("main", "talks", "Talks"), ("main", "idle", "Idle"), ("side", "own", "Own")]


def test_the_list_shows_shapes_tracks_and_rooms(owner: FlaskClient) -> None:
    page = owner.get(EVENTS).text
    assert said(page).partition("Order ")[2] == (
        "Main event Circle Short name: Main Tracks: Talks, Idle Rooms of its own: None 2 sessions Down : Main event "
        "Side event Square Short name: Side Tracks: Own Rooms of its own: Attic 0 sessions Up : Side event"
    )
    assert [f'class="mark e-{shape}"' in page for shape in ("circle", "square", "diamond")] == [True, True, False]


def test_one_is_added(owner: FlaskClient, read: Read) -> None:
    data = {"name": " Ledger  day ", "short_name": " Ledgers ", "summary": "All\r\n*about* it "}
    assert owner.post(NEW, data=data).location == f"{EVENTS}/ledger-day"
    assert flashed(owner, f"{EVENTS}/ledger-day") == "Ledger day is in the draft. Give it tracks if it has any."
    assert "<em>about</em>" in owner.get(f"{EVENTS}/ledger-day").text
    assert read(events) == [*THERE, ("ledger-day", "Ledger day", "Ledgers", "All\n*about* it")]


@pytest.mark.parametrize(("name", "slug"), [("日本語", "event"), ("x" * 200, "x" * 52), ("New event", "new-event")])
def test_any_name_gets_an_address(owner: FlaskClient, name: str, slug: str) -> None:
    assert owner.post(NEW, data={"name": name}).location == f"{EVENTS}/{slug}"
    assert owner.get(f"{EVENTS}/{slug}").status_code == 200


def test_one_is_changed_and_keeps_its_slug(owner: FlaskClient, read: Read) -> None:
    form = read_form(owner.get(f"{MAIN}/edit").text)
    form.setlist("name", ["Grand event"])
    form.setlist("short_name", [""])
    assert owner.post(f"{MAIN}/edit", data=form).location == MAIN
    assert read(events)[0] == ("main", "Grand event", "", "")


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", "", "Not saved. Give the event a name with a letter or a digit in it."),
        ("name", "x" * 10_000, "This is longer than 200 letters. Make it shorter."),
        ("name", "side EVENT", "Not saved. There is an event 'Side event' already. Choose another name."),
        ("short_name", "x" * 61, "This is longer than 60 letters. Make it shorter."),
        ("summary", "x" * 10_000, "This is longer than 5,000 letters. Make it shorter."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    owner: FlaskClient, read: Read, field: str, typed: str, sentence: str
) -> None:
    for path in (NEW, f"{MAIN}/edit"):
        form = read_form(owner.get(path).text)
        form.setlist("name", ["Fair"])
        form.setlist(field, [typed])
        answer = owner.post(path, data=form)
        assert (answer.status_code, refused(answer.text), read(events)) == (422, [sentence], THERE)
        assert read_form(answer.text)[field] == typed


def test_a_stale_save_is_told(owner: FlaskClient, cast: Cast, as_member: As, read: Read) -> None:
    mine = read_form(owner.get(f"{MAIN}/edit").text)
    as_member(cast.teammate).post(f"{MAIN}/edit", data={"opened": mine["opened"], "name": "Theirs"})
    mine.setlist("summary", ["Mine"])
    answer = owner.post(f"{MAIN}/edit", data=mine)
    assert (answer.status_code, read(events)[0]) == (409, ("main", "Theirs", "Main", ""))
    assert "Name now Theirs Short name now Main About it now empty" in refused(answer.text)[0]
    assert owner.post(f"{MAIN}/edit", data=read_form(answer.text)).status_code == 302
    assert read(events)[0] == ("main", "Main event", "Main", "Mine")


def test_shapes_go_with_the_order(owner: FlaskClient, read: Read) -> None:
    assert owner.post(f"{SIDE}/move", data={"do": "up"}).location == f"{EVENTS}#event-side"
    assert read(lambda summit: [(event.slug, event.shape) for event in list_events(summit)]) == [
        ("side", "circle"), ("main", "square")]


def test_one_that_is_used_stays_and_says_by_what(owner: FlaskClient, read: Read) -> None:
    sentence = "it is used by 1 session of another event, 1 track and 1 team role"
    assert f"Side event stays while {sentence}. Move or remove them first." in said(owner.get(SIDE).text)
    assert owner.post(f"{SIDE}/delete").location == SIDE
    assert flashed(owner, SIDE) == f"Side event stays: {sentence}. Move or remove them first."
    assert read(events) == THERE


def test_one_that_nothing_uses_goes_with_its_rooms(owner: FlaskClient, app: Flask, read: Read) -> None:
    with app.app_context(), transaction():
        side = list_events(this_summit())[1]
        db.session.delete(db.session.scalars(db.select(CoPresenter)).one())
        db.session.delete(db.session.scalars(db.select(Track).filter_by(slug="own")).one())
        db.session.delete(db.session.scalars(db.select(TeamMember).filter_by(event_id=side.id)).one())
    assert "The rooms that are its own are everybody’s again" in said(owner.get(SIDE).text)
    assert owner.post(f"{SIDE}/delete").location == EVENTS
    assert read(events) == THERE[:1]
    assert read(lambda summit: db.session.query(Allocation).count()) == 1  # the other summit's
    assert owner.post(NEW, data={"name": "Side"}).location == f"{EVENTS}/side-2"


#: Column of another table -> what it says when an event, room, zone or track is to go.
REFERRING = {
    "event": {
        "allocation.event_id", "co_presenter.event_id", "entitlement.event_id", "line.event_id", "session.event_id",
        "team_invitation.event_id", "team_member.event_id", "track.event_id",
    },
    "room": {"allocation.room_id", "slot_room.room_id"},
    "track": {"session.track_id"},
    "zone": {"room.zone_id", "zone_walk.other_id", "zone_walk.zone_id"},
}  # fmt: skip


def test_everything_that_refers_to_them_is_thought_of() -> None:
    """A new column that refers to one of them has to be counted among what uses it, or to go with it."""
    found = {
        table: {
            str(key.parent) for other in Model.metadata.sorted_tables for key in other.foreign_keys
            if key.column.table.name == table
        }
        for table in REFERRING
    }
    assert found == REFERRING


def test_a_track_is_added_renamed_moved_and_removed(owner: FlaskClient, read: Read) -> None:
    add, idle = f"{MAIN}/tracks", f"{MAIN}/tracks/idle"
    assert owner.post(add, data={"track-new-name": " Water "}).location == f"{MAIN}#tracks"
    assert flashed(owner, MAIN) == "Water is a track now. Choose it in the sessions that belong to it."
    id = read(lambda summit: queries.list_tracks(summit)[1].id)
    data = {f"track-{id}-name": "Busy", f"track-{id}-opened": "Idle"}
    assert owner.post(f"{idle}/edit", data=data).location == f"{MAIN}#tracks"
    assert owner.post(f"{idle}/move", data={"do": "up"}).status_code == 302
    assert read(tracks)[:3] == [("main", "idle", "Busy"), ("main", "talks", "Talks"), ("main", "water", "Water")]
    owner.get(MAIN)
    assert owner.post(f"{idle}/delete").location == f"{MAIN}#tracks"
    assert flashed(owner, MAIN) == "Busy is removed. No session was in it."
    assert read(tracks)[:2] == [("main", "talks", "Talks"), ("main", "water", "Water")]


def test_a_track_with_sessions_stays(owner: FlaskClient, read: Read) -> None:
    owner.post(f"{MAIN}/tracks/talks/delete")
    sentence = "Talks stays: it is used by 1 session. Give them another track first, or none."
    assert (flashed(owner, MAIN), read(tracks)) == (sentence, TRACKS)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "Give the track a name with a letter or a digit in it."),
        ("x" * 10_000, "This is longer than 200 letters. Make it shorter."),
        ("TALKS", "There is a track 'Talks' already. Choose another name."),
    ],
)
def test_what_is_wrong_with_a_track_is_said(owner: FlaskClient, read: Read, name: str, sentence: str) -> None:
    id = read(lambda summit: queries.list_tracks(summit)[1].id)
    rows = {"new": f"{MAIN}/tracks", str(id): f"{MAIN}/tracks/idle/edit"}
    for row, path in rows.items():
        data = {f"track-{row}-name": name, f"track-{row}-opened": "" if row == "new" else "Idle"}
        answer = owner.post(path, data=data)
        what = "The track" if row == "new" else "Idle"
        assert (answer.status_code, read(tracks)) == (422, TRACKS)
        assert refused(answer.text)[0] == f"{what} was not saved. What you typed is still there. Name : {sentence}"
        assert read_form(answer.text)[f"track-{row}-name"] == name


def test_the_same_name_in_another_event_is_no_twin(owner: FlaskClient) -> None:
    assert owner.post(f"{SIDE}/tracks", data={"track-new-name": "Talks"}).status_code == 302


def test_a_stale_rename_of_a_track_is_told(owner: FlaskClient, app: Flask, read: Read) -> None:
    id = read(lambda summit: queries.list_tracks(summit)[1].id)
    with app.app_context(), transaction():
        db.session.execute(update(Track).where(Track.id == id).values(name="Theirs"))
    data = {f"track-{id}-name": "Mine", f"track-{id}-opened": "Idle"}
    answer = owner.post(f"{MAIN}/tracks/idle/edit", data=data)
    assert (answer.status_code, read(tracks)[1]) == (409, ("main", "idle", "Theirs"))
    form = read_form(answer.text)
    again = {name: form[name] for name in data}
    assert owner.post(f"{MAIN}/tracks/idle/edit", data=again).status_code == 302
    assert read(tracks)[1] == ("main", "idle", "Mine")


def test_seats_and_passes_keep_an_event_too(owner: FlaskClient, app: Flask) -> None:
    from tests.on_sale import add_pass

    with app.app_context(), transaction():
        summit = this_summit()
        summit.events.append(Event(slug="fair", name="Fair", position=2))
        db.session.flush()
        add_pass(summit, "Fair pass", amount=100, opens=[list_events(summit)[2]])
    owner.post(f"{EVENTS}/fair/delete")
    assert flashed(owner, f"{EVENTS}/fair") == "Fair stays: it is used by 1 pass. Move or remove them first."
