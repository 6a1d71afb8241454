"""Who may look at a venue and its events, who may change them, and what everybody else is told: nothing."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.fixtures.cast import ELSEWHERE, SLUG, Cast, Member
from tests.integration.desk.venue.conftest import EVENTS, HERE, VENUE, As, said

LOOK = [VENUE, f"{VENUE}/rooms/attic", EVENTS, f"{EVENTS}/main", f"{EVENTS}/side"]
EDIT = [
    f"{VENUE}/new-room", f"{VENUE}/rooms/attic/edit", f"{VENUE}/new-zone", f"{VENUE}/zones/north/edit",
    f"{VENUE}/walks", f"{HERE}/new-event", f"{EVENTS}/side/edit",
]  # fmt: skip
PRESS = [
    f"{VENUE}/rooms/attic/move", f"{VENUE}/rooms/attic/delete", f"{VENUE}/rooms/attic/allocations",
    f"{VENUE}/rooms/attic/allocations/1/delete", f"{VENUE}/zones/north/move", f"{VENUE}/zones/north/delete",
    f"{EVENTS}/side/move", f"{EVENTS}/side/delete",
]  # fmt: skip
#: What the editor of the side event may press there.
TRACKS = [f"{EVENTS}/side/tracks", *(f"{EVENTS}/side/tracks/own/{verb}" for verb in ("edit", "move", "delete"))]
POSTS = [*EDIT, *PRESS, *TRACKS]


def gets(client: FlaskClient, paths: list[str]) -> dict[str, int]:
    return {path: client.get(path).status_code for path in paths}


def posts(client: FlaskClient, paths: list[str]) -> dict[str, int]:
    return {path: client.post(path).status_code for path in paths}


@pytest.mark.parametrize("who", ["owner", "teammate"])
def test_who_edits_the_summit_sees_and_presses_everything(house: Member, cast: Cast, as_member: As, who: str) -> None:
    client = as_member(getattr(cast, who))
    assert gets(client, LOOK + EDIT) == dict.fromkeys(LOOK + EDIT, 200)
    allowed = {path: status for path, status in posts(client, POSTS).items() if status in (302, 409, 422)}
    assert list(allowed) == POSTS


@pytest.mark.parametrize("who", ["viewer", "bound"])
def test_who_is_in_the_team_may_look_and_is_offered_no_button(
    house: Member, cast: Cast, as_member: As, who: str
) -> None:
    client = as_member(house if who == "bound" else cast.viewer)
    assert gets(client, LOOK) == dict.fromkeys(LOOK, 200)
    assert gets(client, EDIT) == dict.fromkeys(EDIT, 404)
    assert posts(client, EDIT + PRESS) == dict.fromkeys(EDIT + PRESS, 404)
    offered = {path: client.get(path).text.count("<form") for path in LOOK}
    rows = 3 if who == "bound" else 0  # rename and remove its track, add one
    assert offered == {**dict.fromkeys(LOOK, 1), f"{EVENTS}/side": 1 + rows}


def test_the_editor_of_an_event_edits_its_tracks_and_no_others(house: Member, as_member: As) -> None:
    client = as_member(house)
    elsewhere = [path.replace("/side", "/main").replace("/own/", "/talks/") for path in TRACKS]
    assert posts(client, elsewhere) == dict.fromkeys(elsewhere, 404)
    assert client.post(TRACKS[0], data={"track-new-name": "Second"}).status_code == 302
    assert posts(client, TRACKS[2:]) == dict.fromkeys(TRACKS[2:], 302)
    assert "Second" in client.get(f"{EVENTS}/side").text


def test_a_viewer_may_not_edit_tracks(house: Member, cast: Cast, as_member: As) -> None:
    assert posts(as_member(cast.viewer), TRACKS) == dict.fromkeys(TRACKS, 404)


def test_a_stranger_is_told_that_nothing_is_there(house: Member, cast: Cast, as_member: As) -> None:
    client = as_member(cast.stranger)
    assert gets(client, LOOK + EDIT) == dict.fromkeys(LOOK + EDIT, 404)
    assert posts(client, POSTS) == dict.fromkeys(POSTS, 404)


def test_nobody_is_asked_to_sign_in(house: Member, client: FlaskClient) -> None:
    asked = {path: client.get(path).location for path in LOOK + EDIT}
    assert asked == {path: f"/account/sign-in?next={path}" for path in LOOK + EDIT}
    assert posts(client, POSTS) == dict.fromkeys(POSTS, 401)


def test_a_wrong_method_is_refused(owner: FlaskClient) -> None:
    only = [*PRESS, *TRACKS]
    assert gets(owner, only) == dict.fromkeys(only, 405)
    assert posts(owner, [VENUE, EVENTS, f"{EVENTS}/side", f"{VENUE}/rooms/attic"]) == dict.fromkeys(
        [VENUE, EVENTS, f"{EVENTS}/side", f"{VENUE}/rooms/attic"], 405)
    assert owner.delete(f"{VENUE}/rooms/attic").status_code == 405


@pytest.mark.parametrize("bad", ["nope", "HALL", "0", "..", "%00", "' OR 1=1", "a" * 99, "dojo", "far", "east", "kata"])
def test_a_guessed_name_is_not_there(owner: FlaskClient, bad: str) -> None:
    """The last four are those of another summit."""
    paths = [f"{VENUE}/rooms/{bad}", f"{VENUE}/zones/{bad}/edit", f"{EVENTS}/{bad}", f"{EVENTS}/{bad}/edit"]
    assert gets(owner, paths) == dict.fromkeys(paths, 404)
    deletes = [f"{VENUE}/rooms/{bad}/delete", f"{EVENTS}/{bad}/delete", f"{EVENTS}/main/tracks/{bad}/delete"]
    assert posts(owner, deletes) == dict.fromkeys(deletes, 404)


@pytest.mark.parametrize("id", ["2", "99", "-1", "x", "9" * 30])
def test_an_allocation_of_another_room_is_not_there(owner: FlaskClient, id: str) -> None:
    """2 is the dojo's, in the other summit; 1 is the attic's, and not the hall's."""
    assert owner.post(f"{VENUE}/rooms/attic/allocations/{id}/delete").status_code == 404
    assert owner.post(f"{VENUE}/rooms/hall/allocations/1/delete").status_code == 404


def test_a_thing_of_another_summit_is_not_there_for_its_owner_either(
    house: Member, cast: Cast, as_member: As
) -> None:
    client = as_member(cast.stranger)
    assert client.get(f"/manage/{ELSEWHERE}/venue").status_code == 200
    moved = [path.replace(SLUG, ELSEWHERE) for path in PRESS + TRACKS]
    assert posts(client, moved) == dict.fromkeys(moved, 404)


def test_everybody_finds_the_way(owner: FlaskClient) -> None:
    page: TestResponse = owner.get(f"{HERE}/")
    assert [address in page.text for address in (f'href="{VENUE}"', f'href="{EVENTS}"')] == [True, True]
    assert said(owner.get(VENUE).text).startswith("Venue")
