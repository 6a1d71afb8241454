"""Releasing one event, or single sessions: by address, by form, and by who may."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventsite.core.db import db, transaction
from eventsite.programme.models import PersonalAgenda, Release, Session, Star
from eventsite.programme.releases import diff, public
from eventsite.programme.services import releasing
from eventsite.programme.states import SessionState
from eventsite.summits.models import Summit
from eventsite.summits.queries import find_summit
from tests.drafts import NINE, add_person, add_session, add_slot
from tests.fixtures.cast import SLUG, Cast, Member
from tests.fixtures.clocks import FrozenClock
from tests.fixtures.queries import Statements
from tests.forms import read_form

As = Callable[[Member], FlaskClient]
REVIEW, RELEASES = f"/manage/{SLUG}/release", f"/manage/{SLUG}/releases"
SIDE = f"{REVIEW}?scope=event&event=side"


def the_summit() -> Summit:
    summit = find_summit(SLUG)
    assert summit is not None
    return summit


def session_of(code: str) -> Session:
    return db.session.scalars(db.select(Session).filter_by(summit_id=the_summit().id, code=code)).one()


@pytest.fixture(autouse=True)
def before_the_summit(frozen_clock: FrozenClock) -> None:
    """Stand ten days before the summit: of what is over nobody is told."""
    frozen_clock.set(NINE - timedelta(days=10))


@pytest.fixture
def changed(app: Flask, draft: None) -> None:
    """Release SC-1 and SC-2 of the main event and SI-1, SI-2 of the side event; then give all four another title."""
    with app.app_context(), transaction():
        summit = the_summit()
        for code in ("SI-1", "SI-2"):
            add_session(summit, code, room="attic", starts_at=NINE + timedelta(hours=3)).event = summit.events[1]
        releasing.release(summit, name="One")
    with app.app_context(), transaction():
        for code in ("SC-1", "SC-2", "SI-1", "SI-2"):
            session_of(code).title = f"New {code}"


def titles(app: Flask) -> dict[str, str]:
    """Return what the public is shown, by code."""
    with app.app_context():
        made = db.session.scalars(db.select(Release).order_by(Release.number.desc()).limit(1)).one()
        return {code: session.title for code, session in sorted(public.load(made.id).sessions.items())}


def last_release(app: Flask) -> tuple[int, str, str]:
    with app.app_context():
        made = db.session.scalars(db.select(Release).order_by(Release.number.desc()).limit(1)).one()
        return made.number, made.scope.value, made.scope_key


def press(client: FlaskClient, path: str, **fields: str) -> tuple[int, str]:
    """Release what the page at `path` shows; return the answer's status and page."""
    answer = client.post(REVIEW, data={**read_form(client.get(path).text).to_dict(flat=False), "name": "Two", **fields})
    return answer.status_code, answer.text


def words(page: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", page[page.index("<main") :]).split())


@pytest.mark.usefixtures("changed")
def test_one_event_is_released_and_the_rest_waits(app: Flask, cast: Cast, as_member: As) -> None:
    client = as_member(cast.owner)
    page = client.get(SIDE).text
    assert re.findall(r"<del>(.*?)</del>", page) == ["About SI-1", "About SI-2"]
    assert "2 other changes stay in the draft." in words(page)
    assert "Release 2 changes of Side event" in words(page)
    assert press(client, SIDE)[0] == 302
    assert last_release(app) == (2, "event", "side")
    assert titles(app) == {"SC-1": "Pipes", "SC-2": "Pumps", "SI-1": "New SI-1", "SI-2": "New SI-2"}
    assert press(client, REVIEW)[0] == 302
    assert last_release(app) == (3, "summit", "")
    assert set(titles(app).values()) == {"New SC-1", "New SC-2", "New SI-1", "New SI-2"}


@pytest.mark.usefixtures("changed")
def test_single_sessions_are_chosen_reviewed_and_released(app: Flask, cast: Cast, as_member: As) -> None:
    client = as_member(cast.owner)
    page = client.get(f"{REVIEW}?scope=slot").text
    assert re.findall(r'name="slot" form="choose" value="(.*?)"', page) == ["SC-1", "SC-2", "SI-1", "SI-2"]
    assert '<form class="release-do"' not in page
    chosen = f"{REVIEW}?scope=slot&slot=SC-2&slot=SI-1"
    assert press(client, chosen)[0] == 302
    assert titles(app) == {"SC-1": "Pipes", "SC-2": "New SC-2", "SI-1": "New SI-1", "SI-2": "About SI-2"}
    with app.app_context():
        uuid = str(session_of("SI-1").slots[0].uuid)
    assert last_release(app) == (2, "slot", " ".join(sorted(["SC-2", uuid])))


@pytest.mark.usefixtures("changed")
def test_one_slot_of_two_is_moved_alone(app: Flask, cast: Cast, as_member: As) -> None:
    with app.app_context(), transaction():
        add_slot(session_of("SC-1"), starts_at=NINE + timedelta(hours=5))
        releasing.release(the_summit(), name="Two slots")
    with app.app_context(), transaction():
        for slot in session_of("SC-1").slots:
            slot.ends_at += timedelta(minutes=15)
        uuid = str(session_of("SC-1").slots[0].uuid)
    client = as_member(cast.owner)
    page = client.get(f"{REVIEW}?scope=slot").text
    assert "Only Sun 1 Nov, 09:00–10:00 EST" in words(page)
    assert press(client, f"{REVIEW}?scope=slot&slot={uuid}")[0] == 302
    with app.app_context():
        made = db.session.scalars(db.select(Release).order_by(Release.number.desc()).limit(1)).one()
        fields = [field for change in diff.unpack(made.changes) for field in change.fields]
        assert [(field.field, field.after[:6]) for field in fields] == [("Duration", "1 hour")]
        assert len(releasing.review(the_summit()).changes) == 1


@pytest.mark.usefixtures("changed")
def test_the_seal_is_that_of_the_choice(app: Flask, cast: Cast, as_member: As) -> None:
    client = as_member(cast.owner)
    form = read_form(client.get(SIDE).text)
    answer = client.post(REVIEW, data={"name": "Two", "seal": form["seal"], "scope": "event", "event": "main"})
    assert (answer.status_code, last_release(app)[0]) == (409, 1)
    assert "The programme changed after you opened this page." in answer.text
    assert read_form(answer.text)["event"] == "main"


@pytest.mark.usefixtures("draft")
def test_the_first_release_takes_the_whole_summit(app: Flask, cast: Cast, as_member: As) -> None:
    client = as_member(cast.owner)
    assert "The first release of Smart Cities 2026, all of it." in words(client.get(SIDE).text)
    assert "Single sessions" not in client.get(SIDE).text
    answer = client.post(REVIEW, data={"name": "One", "scope": "event", "event": "side"})
    assert answer.status_code == 409
    assert "Nothing is public yet, so the first release takes the whole summit." in answer.text


@pytest.mark.usefixtures("changed")
def test_a_choice_in_which_nothing_changed_says_so(app: Flask, cast: Cast, as_member: As) -> None:
    client = as_member(cast.owner)
    with app.app_context(), transaction():
        releasing.release(the_summit(), name="All")
    assert "Nothing has changed since release 2" in words(client.get(SIDE).text)
    answer = client.post(REVIEW, data={"name": "Two", "scope": "slot", "slot": "SC-1"})
    assert answer.status_code == 409
    assert "Nothing of what you chose has changed since the last release." in answer.text


@pytest.mark.parametrize(
    "query",
    [
        "scope=event", "scope=event&event=far", "scope=all", "scope=slot&slot=FAR-1", "scope=slot&slot=SC-1&slot=NOPE",
        "scope=slot&slot=00000000-0000-0000-0000-000000000000", "scope=slot&slot=%27%20or%201",
        "scope=slot" + "".join(f"&slot={number}" for number in range(201)),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("changed")
def test_a_forged_choice_is_not_there(cast: Cast, as_member: As, query: str) -> None:
    client = as_member(cast.owner)
    assert client.get(f"{REVIEW}?{query}").status_code == 404
    pairs = [pair.split("=") for pair in query.split("&")]
    data = {name: [value for key, value in pairs if key == name] for name, _ in pairs}
    assert client.post(REVIEW, data={**data, "name": "Two"}).status_code == 404


@pytest.mark.usefixtures("changed")
def test_an_event_editor_releases_their_event_and_nothing_else(
    app: Flask, cast: Cast, side_editor: Member, as_member: As
) -> None:
    client = as_member(side_editor)
    with app.app_context():
        main, side = (str(session_of(code).slots[0].uuid) for code in ("SC-1", "SI-1"))
    refused = [
        {}, {"scope": "event", "event": "main"}, {"scope": "slot", "slot": "SC-1"}, {"scope": "slot", "slot": main},
        {"scope": "slot", "slot": ["SI-1", "SC-1"]}, {"scope": "slot"}, {"scope": "slot", "slot": [side, main]},
    ]  # fmt: skip
    assert [client.post(REVIEW, data={"name": "Mine", **data}).status_code for data in refused] == [404] * 7
    assert last_release(app)[0] == 1
    page = client.get(REVIEW)
    assert (page.status_code, "release-do" in page.text) == (200, False)
    assert "You may release Side event . This takes more than that." in words(page.text)
    assert press(client, f"{REVIEW}?scope=slot&slot={side}")[0] == 302
    assert press(client, SIDE)[0] == 302
    assert titles(app) == {"SC-1": "Pipes", "SC-2": "Pumps", "SI-1": "New SI-1", "SI-2": "New SI-2"}


@pytest.mark.usefixtures("changed")
def test_an_event_editor_cannot_move_a_session_out_of_another_event(
    app: Flask, cast: Cast, side_editor: Member, as_member: As
) -> None:
    with app.app_context(), transaction():
        session_of("SC-1").event = the_summit().events[1]
    client = as_member(side_editor)
    assert client.post(REVIEW, data={"name": "Mine", "scope": "slot", "slot": "SC-1"}).status_code == 404
    assert press(client, SIDE)[0] == 302
    assert titles(app)["SC-1"] == "Pipes"


@pytest.mark.usefixtures("changed")
def test_who_views_may_look_at_every_choice_and_release_none(cast: Cast, as_member: As) -> None:
    client = as_member(cast.viewer)
    for path in (SIDE, f"{REVIEW}?scope=slot", f"{REVIEW}?scope=slot&slot=SC-1"):
        assert (client.get(path).status_code, "release-do" in client.get(path).text) == (200, False)
    assert client.post(REVIEW, data={"name": "No", "scope": "event", "event": "side"}).status_code == 404


@pytest.mark.usefixtures("changed")
def test_the_page_says_who_starred_who_clashes_and_who_is_told(app: Flask, cast: Cast, as_member: As) -> None:
    with app.app_context(), transaction():
        summit, now = the_summit(), NINE
        session_of("SI-1").slots[0].starts_at = NINE + timedelta(minutes=30)
        session_of("SI-1").slots[0].ends_at = NINE + timedelta(minutes=75)
        session_of("SC-1").line_up[0].person.email = "ada@example.org"
        for codes, email in ((["SC-1", "SI-1"], "x@example.org"), (["SI-1"], ""), (["SC-1"], "y@example.org")):
            stars = [Star(summit=summit, session_code=code, created_at=now) for code in codes]
            confirmed = now if email.startswith("x") else None
            db.session.add(PersonalAgenda(created_at=now, stars=stars, email=email, email_confirmed_at=confirmed))
    page = words(as_member(cast.owner).get(REVIEW).text)
    assert "Changed: new title, moved. Talk, SI-1" in page
    assert "2 starred it 1 of them gets two stars at once Told by mail: 1 visitor" in page
    assert "gets two stars at once Told by mail: Ada Example, 1 visitor No mail address: Bob Sample" in page
    assert "Visitors who get two stars at once 1 Speakers told by mail 1 Visitors told by mail 1" in page
    assert "No mail address: Bob Sample ." in page


@pytest.mark.usefixtures("changed")
def test_an_address_is_counted_once_for_a_session(app: Flask, cast: Cast, as_member: As) -> None:
    """A speaker's own star is told with the speaker, and two devices of one visitor are one."""
    with app.app_context(), transaction():
        session_of("SC-1").line_up[0].person.email = "Ada@example.org"
        for email in ("ada@example.org", "x@example.org", "x@example.org"):
            stars = [Star(summit=the_summit(), session_code="SC-1", created_at=NINE)]
            db.session.add(PersonalAgenda(created_at=NINE, stars=stars, email=email, email_confirmed_at=NINE))
    page = words(as_member(cast.owner).get(REVIEW).text)
    assert "3 starred it Told by mail: Ada Example, 1 visitor No mail address: Bob Sample" in page
    assert "Speakers told by mail 1 Visitors told by mail 1" in page


@pytest.mark.usefixtures("changed")
def test_the_page_says_what_cannot_be_at_once_and_where_to_mend_it(app: Flask, cast: Cast, as_member: As) -> None:
    with app.app_context(), transaction():
        one, other = session_of("SC-1").slots[0], session_of("SI-1").slots[0]
        other.starts_at, other.ends_at = one.starts_at, one.ends_at
        other.places[0].room = one.places[0].room
    page = as_member(cast.owner).get(SIDE).text
    assert "1 clash of this cannot be at once. Mend it, or let it stand with a reason." in words(page)
    assert f'href="/manage/{SLUG}/clashes?severity=block"' in page
    assert len(re.findall(rf'href="/manage/{SLUG}/clashes/\w+"', page)) == 1
    assert "cannot be at once" not in as_member(cast.owner).get(f"{REVIEW}?scope=slot&slot=SC-2").text


@pytest.mark.parametrize("more", [0, 3])
@pytest.mark.usefixtures("changed")
def test_a_review_costs_the_same_whatever_is_in_it(
    app: Flask, cast: Cast, as_member: As, count_queries: Callable[[], AbstractContextManager[Statements]], more: int
) -> None:
    with app.app_context(), transaction():
        for number in range(more):
            session = add_session(the_summit(), f"X-{number}", starts_at=NINE, state=SessionState.CONFIRMED)
            session.event = the_summit().events[1]
            person = add_person(f"Person {number}")
            person.email = f"p{number}@example.org"
            stars = [Star(summit=the_summit(), session_code=f"X-{number}", created_at=NINE)]
            db.session.add(PersonalAgenda(created_at=NINE, stars=stars, email="a@b.example", email_confirmed_at=NINE))
    client = as_member(cast.owner)
    counts = {}
    for path in (REVIEW, SIDE, f"{REVIEW}?scope=slot&slot=SC-1"):
        client.get(path)
        with count_queries() as sent:
            client.get(path)
        counts[path.rpartition("?")[2]] = sent.count
    assert counts == {REVIEW: 36, "scope=event&event=side": 36, "scope=slot&slot=SC-1": 37}
