"""The trail of a summit: in words, newest first, narrowed by its address, and for one thing with its parts."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventsite.core import audit
from eventsite.core.audit import AuditEntry
from eventsite.core.db import db, transaction
from eventsite.programme.models import Session
from eventsite.summits.models import Allocation, Room
from eventsite.summits.queries import find_summit
from tests.drafts import NINE, add_session
from tests.fixtures.cast import ELSEWHERE, SLUG, Cast, Member
from tests.fixtures.clocks import FrozenClock
from tests.fixtures.queries import counted_queries
from tests.forms import read_form
from tests.integration.programme.manage.conftest import Editor

As = Callable[[Member], FlaskClient]
TRAIL = f"/manage/{SLUG}/trail"
Told = Callable[..., list[tuple[str, str]]]

pytestmark = pytest.mark.usefixtures("draft")


def steps(page: str) -> list[tuple[str, str]]:
    """Return (who, what) of every step of a page, in its order."""
    found = []
    for save in re.findall(r'<p class="history-who"><b>(.*?)</b>(.*?)</ul>\s*</li>', page, re.DOTALL):
        what = re.findall(r"<li>\s*<p>(.*?)</p>", save[1], re.DOTALL)
        found += [(save[0], " ".join(re.sub(r"<.*?>", "", step).split())) for step in what]
    return found


@pytest.fixture
def told(cast: Cast, as_member: As) -> Told:
    """Give `told("?kind=team")`: what the owner is told there."""
    client = as_member(cast.owner)
    return lambda query="": steps(client.get(TRAIL + query).text)


def room_id(slug: str) -> int:
    return db.session.scalars(db.select(Room.id).filter_by(slug=slug)).one()


def test_what_somebody_did_is_told_first(edit: Callable[..., Editor], told: Told) -> None:
    edit("SC-1").type(title="Better pipes").save()
    assert told()[0] == ("Owner", "Session “Better pipes” changed")
    assert [step for step in told("?who=command:import") if "“Better pipes”" in step[1]] == [
        ("An import", "Session “Better pipes” added"),
        ("An import", "Ada Example in “Better pipes” added"),
        ("An import", "Bob Sample in “Better pipes” added"),
        ("An import", "Slot of Sun 1 Nov, 09:00 EST of “Better pipes” added"),
        ("An import", "Hall for the slot of Sun 1 Nov, 09:00 EST of “Better pipes” added"),
    ]


def test_from_what_to_what_in_names_and_local_time(
    cast: Cast, as_member: As, edit: Callable[..., Editor]
) -> None:
    edit("SC-1").type(event="side", track="side/iron", slots__0__starts="10:00", slots__0__ends="10:45").save()
    page = as_member(cast.owner).get(TRAIL).text
    assert re.findall(r'<th scope="row">(.*?)</th>\s*<td><del>(.*?)</del></td>\s*<td><ins>(.*?)</ins>', page)[:4] == [
        ("Event", "Main event", "Side event"),
        ("Track", "Water", "Iron"),
        ("Starts", "Sun 1 Nov, 09:00 EST", "Sun 1 Nov, 10:00 EST"),
        ("Ends", "Sun 1 Nov, 09:45 EST", "Sun 1 Nov, 10:45 EST"),
    ]


def test_another_summit_is_not_told(cast: Cast, as_member: As, told: Told) -> None:
    assert [step for step in told() + told("?page=2") if "FAR" in step[1] or "Dojo" in step[1]] == []
    elsewhere = steps(as_member(cast.stranger).get(f"/manage/{ELSEWHERE}/trail").text)
    assert ("An import", "Session “About FAR-1” added") in elsewhere
    assert [step for step in elsewhere if "Pipes" in step[1]] == []


@pytest.mark.parametrize(
    ("query", "what"),
    [
        ("?kind=team", ["Viewer as Viewer added", "Teammate as Programme editor added", "Owner as Owner added"]),
        ("?q=attic&kind=venue", ["Room Attic added"]),
        ("?q=VIEWER@example&kind=team", ["Viewer as Viewer added"]),
        ("?q=pumps", ["Session “Pumps” added"]),
        ("?q=nothing-like-it", []),
        ("?q=%25", []),
        ("?kind=orders", []),
        ("?day=1999-01-01", []),
        ("?day=9999-12-31", None),
        ("?day=0001-01-01", None),
        ("?who=account:1", []),
        ("?who=nobody", []),
        ("?kind=nonsense&day=nonsense&page=nonsense", None),
        ("?page=999999", None),
    ],
)
def test_the_address_says_what_is_told(told: Told, query: str, what: list[str] | None) -> None:
    found = [step[1] for step in told(query)]
    assert sorted(found) == sorted(what) if what is not None else found != []


def test_what_was_written_is_found(edit: Callable[..., Editor], told: Told) -> None:
    edit("SC-2").type(title="Zürich über alles & “co”").save()
    edit("SC-2").type(title="Pumps").save()
    assert [told(query)[0][1] for query in ("?q=%C3%BCber+alles", "?q=alles+%26")] == ["Session “Pumps” changed"] * 2


def test_a_key_cannot_be_guessed_by_looking_for_it(app: Flask, told: Told) -> None:
    with app.app_context(), audit.acting("account:1"), transaction():
        session = db.session.scalars(db.select(Session).filter_by(code="SC-1")).one()
        uid = session.slots[0].uid
        session.slots.clear()
    assert told(f"?q={uid[:12]}") == []
    assert told("?who=account:1") == [
        ("Owner", "Slot of Sun 1 Nov, 09:00 EST of “Pipes” taken out"),
        ("Owner", "Hall for the slot of Sun 1 Nov, 09:00 EST of “Pipes” taken out"),
    ]


def test_a_day_is_a_day_of_the_summit(
    app: Flask, frozen_clock: FrozenClock, edit: Callable[..., Editor], told: Told
) -> None:
    """01:30 in New York, half an hour before its clocks go back; the day there has 25 hours."""
    edit("SC-1").type(title="At night").save()
    frozen_clock.forward(hours=23, minutes=29)
    edit("SC-1").type(title="Next night").save()
    frozen_clock.forward(minutes=2)
    edit("SC-1").type(title="The day after").save()
    count = [len([step for step in told(f"?day={day}&q=night") if step[0] == "Owner"]) for day in (
        "2026-10-31", "2026-11-01", "2026-11-02")]
    assert count == [0, 2, 1]


@pytest.mark.parametrize("who", ["viewer", "stranger"])
def test_who_may_not_see_it_is_told_nothing(app: Flask, cast: Cast, as_member: As, who: str) -> None:
    with app.app_context():
        path = f"{TRAIL}/room/{room_id('hall')}"
    client = as_member(getattr(cast, who))
    assert [client.get(address).status_code for address in (TRAIL, path)] == [404, 404]
    assert "/trail" not in client.get(f"/manage/{SLUG}/").text


def test_nobody_is_asked_to_sign_in(client: FlaskClient) -> None:
    assert client.get(TRAIL).location == f"/account/sign-in?next={TRAIL}"
    assert client.post(TRAIL).status_code == 405


@pytest.mark.parametrize("path", [
    "room/999", "room/0", "room/99999999999", "account/1", "sign_in_link/1", "nonsense/1", "order/1", "room/x",
])  # fmt: skip
def test_a_guessed_address_is_not_there(cast: Cast, as_member: As, path: str) -> None:
    assert as_member(cast.owner).get(f"{TRAIL}/{path}").status_code == 404


def test_a_thing_of_another_summit_is_not_there(app: Flask, cast: Cast, as_member: As) -> None:
    with app.app_context():
        dojo = room_id("dojo")
    assert as_member(cast.owner).get(f"{TRAIL}/room/{dojo}").status_code == 404
    assert as_member(cast.stranger).get(f"/manage/{ELSEWHERE}/trail/room/{dojo}").status_code == 200


def test_one_thing_is_told_with_its_parts(
    app: Flask, cast: Cast, as_member: As, edit: Callable[..., Editor]
) -> None:
    with app.app_context(), audit.acting(f"account:{cast.owner.id}"), transaction():
        room = db.session.scalars(db.select(Room).filter_by(slug="hall")).one()
        room.seats = 120
        side_event, until = room.summit.events[1], NINE.replace(hour=20)
        db.session.add(Allocation(event=side_event, room=room, starts_at=NINE, ends_at=until))
    with app.app_context():
        hall, side = room_id("hall"), db.session.scalars(db.select(Allocation)).one().event_id
    client = as_member(cast.owner)
    assert steps(client.get(f"{TRAIL}/room/{hall}").text)[0] == ("Owner", "Room Hall changed")
    assert steps(client.get(f"{TRAIL}/event/{side}").text)[0] == ("Owner", "Hall for Side event added")
    answer = client.get(f"{TRAIL}/allocation/1")
    assert (answer.status_code, answer.location) == (302, f"{TRAIL}/event/{side}")


def test_a_part_leads_to_what_it_is_part_of_also_when_it_is_gone(app: Flask, cast: Cast, as_member: As) -> None:
    with app.app_context():
        session = db.session.scalars(db.select(Session).filter_by(code="SC-1")).one()
        place, home = session.slots[0].places[0].id, f"{TRAIL}/session/{session.id}"
    client = as_member(cast.owner)
    assert client.get(f"{TRAIL}/slot_room/{place}").location == home
    with app.app_context(), audit.acting(f"account:{cast.owner.id}"), transaction():
        session = db.session.scalars(db.select(Session).filter_by(code="SC-1")).one()
        session.slots.clear()
    assert client.get(f"{TRAIL}/slot_room/{place}").location == home
    assert steps(client.get(home).text)[:2] == [
        ("Owner", "Slot of Sun 1 Nov, 09:00 EST of “Pipes” taken out"),
        ("Owner", "Hall for the slot of Sun 1 Nov, 09:00 EST of “Pipes” taken out"),
    ]


def test_an_editor_of_an_event_sees_what_happened_to_its_things(
    app: Flask, as_member: As, join: Callable[..., Member]
) -> None:
    with app.app_context(), transaction():
        summit = find_summit(SLUG)
        assert summit is not None
        mine = add_session(summit, "SIDE-1", event=summit.events[1], starts_at=None).id
        others = db.session.scalars(db.select(Session.id).filter_by(code="SC-1")).one()
        events = [event.id for event in summit.events]
    eve = as_member(join("Eve", "editor", event="side"))
    paths = [f"{TRAIL}/session/{mine}", f"{TRAIL}/event/{events[1]}", f"{TRAIL}/session/{others}",
             f"{TRAIL}/event/{events[0]}", TRAIL]  # fmt: skip
    assert [eve.get(path).status_code for path in paths] == [200, 200, 404, 404, 404]


def test_a_room_and_an_event_lead_to_their_history_whoever_may_open_it(
    app: Flask, cast: Cast, as_member: As, join: Callable[..., Member]
) -> None:
    pages = [f"/manage/{SLUG}/venue/rooms/hall", f"/manage/{SLUG}/events/main", f"/manage/{SLUG}/events/side"]
    with app.app_context():
        summit = find_summit(SLUG)
        assert summit is not None
        hall, (main, side) = room_id("hall"), [event.id for event in summit.events]
    ways = [[f"{TRAIL}/room/{hall}"], [f"{TRAIL}/event/{main}"], [f"{TRAIL}/event/{side}"]]
    expected = {cast.owner: ways, cast.viewer: [[], [], []], join("Eve", "editor", event="side"): [[], [], ways[2]]}
    for who, links in expected.items():
        client = as_member(who)
        found = [re.findall(rf'href="({TRAIL}/[a-z]+/[0-9]+)">History<', client.get(page).text) for page in pages]
        assert found == links
        assert {client.get(link).status_code for page in found for link in page} <= {200}


def test_the_team_is_told(cast: Cast, as_member: As, told: Told, frozen_clock: FrozenClock) -> None:
    owner = as_member(cast.owner)
    fields = {"email": "eve@example.org", "name": "Eve", "role": "editor/side"}
    owner.post(f"/manage/{SLUG}/team/invitations", data=fields)
    frozen_clock.forward(seconds=3)
    owner.post(f"/manage/{SLUG}/team/invitations/1/withdraw")
    assert [step for step in told("?kind=team") if "eve@" in step[1]] == [
        ("Owner", "Invitation of eve@example.org as Programme editor of Side event changed"),
        ("Owner", "Invitation of eve@example.org as Programme editor of Side event added"),
    ]
    frozen_clock.forward(seconds=3)
    path = f"/manage/{SLUG}/team/members/{cast.viewer.id}"
    owner.post(path, data={**read_form(owner.get(path).text, action=path).to_dict(), "roles": "finance"})
    assert sorted(step for _who, step in told("?kind=team")[:2]) == [
        "Viewer as Finance added", "Viewer as Viewer taken out",
    ]


def test_who_is_asked_into_the_team_is_for_those_who_ask(
    app: Flask, cast: Cast, as_member: As, join: Callable[..., Member]
) -> None:
    owner = as_member(cast.owner)
    owner.post(f"/manage/{SLUG}/team/invitations", data={"email": "eve@example.org", "name": "Eve", "role": "finance"})
    told = {}
    for who in (cast.owner, cast.teammate, join("Fay", "finance")):
        client = as_member(who)
        pages = [client.get(path) for path in (TRAIL, f"{TRAIL}?q=eve%40", f"{TRAIL}/team_invitation/1")]
        told[who.email] = [(page.status_code, "Invitation of eve@example.org" in page.text) for page in pages]
    hidden = [(200, False), (200, False), (404, False)]
    assert told == {
        "owner@example.org": [(200, True)] * 3, "teammate@example.org": hidden, "fay@example.org": hidden,
    }  # fmt: skip


def test_a_page_costs_the_same_however_much_there_is(app: Flask, cast: Cast, as_member: As) -> None:
    owner, counts = as_member(cast.owner), []
    for number in (1, 10):
        with app.app_context(), audit.acting("account:1"), transaction():
            summit = find_summit(SLUG)
            assert summit is not None
            for each in range(number):
                add_session(summit, f"MORE-{number}-{each}", starts_at=None)
        with counted_queries() as queries:
            assert owner.get(f"{TRAIL}?kind=sessions&who=account:1").status_code == 200
        counts.append(queries.count)
    assert counts == [10, 10]
    with app.app_context():
        assert db.session.scalar(db.select(db.func.count()).select_from(AuditEntry).filter_by(scope_id=None)) != 0
