"""A person on the desk: name, face and mail address, for those who edit all that the person is in."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventsite.core.db import db, transaction
from eventsite.people.models import Person
from eventsite.programme.models import Appearance, Profile, Session
from eventsite.programme.services import releasing
from eventsite.programme.states import Role
from eventsite.summits.queries import find_summit
from tests.drafts import add_person, add_session
from tests.fixtures.cast import ELSEWHERE, SLUG, Cast, Member
from tests.fixtures.clocks import FrozenClock
from tests.forms import read_form

As = Callable[[Member], FlaskClient]
ADA = f"/manage/{SLUG}/people/ada-example"

pytestmark = pytest.mark.usefixtures("draft")


def stands(app: Flask) -> tuple[str, str, list[tuple[str, str]]]:
    with app.app_context():
        ada = db.session.scalars(db.select(Person).filter_by(code="ada-example")).one()
        faces = db.session.scalars(db.select(Profile).filter_by(person_id=ada.id))
        return ada.name, ada.email, [(face.headline, face.biography) for face in faces]


@pytest.mark.parametrize("who", ["owner", "teammate"])
def test_a_person_is_revised(app: Flask, cast: Cast, as_member: As, who: str) -> None:
    client = as_member(getattr(cast, who))
    form = read_form(client.get(ADA).text)
    assert (form["name"], form["email"]) == ("Ada Example", "")
    typed = {"name": "Ada  Example-Sample", "email": "Ada@Example.org", "headline": "Builder"}
    typed["biography"] = "One\r\ntwo"
    assert client.post(ADA, data={**form, **typed}).location == ADA
    assert stands(app) == ("Ada Example-Sample", "ada@example.org", [("Builder", "One\ntwo")])


def test_an_address_alone_makes_no_face(app: Flask, cast: Cast, as_member: As) -> None:
    client = as_member(cast.owner)
    client.post(ADA, data={**read_form(client.get(ADA).text), "email": "ada@example.org"})
    assert stands(app) == ("Ada Example", "ada@example.org", [])
    client.post(ADA, data={**read_form(client.get(ADA).text), "email": ""})
    assert stands(app) == ("Ada Example", "", [])


def test_an_address_is_never_public(app: Flask, cast: Cast, as_member: As, client: FlaskClient) -> None:
    owner = as_member(cast.owner)
    owner.post(ADA, data={**read_form(owner.get(ADA).text), "email": "ada@example.org", "headline": "Builder"})
    with app.app_context(), transaction():
        summit = find_summit(SLUG)
        assert summit is not None
        releasing.release(summit, name="One")
    for path in ("people/ada-example", "people/", "sessions/SC-1", "schedule.json", "changes", "agenda.ics"):
        assert "ada@example.org" not in client.get(f"/{SLUG}/{path}").text
    assert "Builder" in client.get(f"/{SLUG}/people/ada-example").text


@pytest.mark.parametrize(
    "typed",
    [
        {"name": " "}, {"name": "…"}, {"name": "x" * 201}, {"email": "ada"}, {"email": "a@b.c, d@e.f"},
        {"headline": "x" * 301},
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_kept(app: Flask, cast: Cast, as_member: As, typed: dict[str, str]) -> None:
    client = as_member(cast.owner)
    answer = client.post(ADA, data={**read_form(client.get(ADA).text), "biography": "Kept.", **typed})
    assert (answer.status_code, "field-error" in answer.text, "Kept." in answer.text) == (422, True, True)
    assert stands(app) == ("Ada Example", "", [])


def test_two_tabs_do_not_overwrite_each_other(app: Flask, cast: Cast, as_member: As) -> None:
    one, other = as_member(cast.owner), as_member(cast.teammate)
    first, second = (read_form(client.get(ADA).text) for client in (one, other))
    assert one.post(ADA, data={**first, "headline": "First"}).status_code == 302
    answer = other.post(ADA, data={**second, "headline": "Second"})
    assert answer.status_code == 409
    assert "It says now:</b> Ada Example; First" in answer.text
    assert read_form(answer.text)["headline"] == "Second"
    assert other.post(ADA, data=read_form(answer.text)).status_code == 302
    assert stands(app)[2] == [("Second", "")]


def test_the_history_says_who_changed_a_name_and_an_address(
    cast: Cast, as_member: As, join: Callable[..., Member], frozen_clock: FrozenClock
) -> None:
    owner = as_member(cast.owner)
    renamed = {"name": "Ada Sample", "email": "ada@example.org"}
    moved = {"email": "a@example.net", "headline": "Builder"}
    for typed in (renamed, moved):
        frozen_clock.forward(minutes=1)
        owner.post(ADA, data={**read_form(owner.get(ADA).text), **typed})
    (path,) = re.findall(r'href="([^"]*/trail/person/[0-9]+)"', owner.get(ADA).text)
    name, first = ("Name", "Ada Example", "Ada Sample"), ("E-mail address", "", "ada@example.org")
    told = [("E-mail address", "ada@example.org", "a@example.net"), name, first]
    assert changed(owner.get(path).text) == told
    assert "Profile of Ada Sample</a> added" in owner.get(path).text
    finance = as_member(join("Fay", "finance"))  # may look at the history, and edits nobody
    assert changed(finance.get(path).text) == [name]
    assert "example.org" not in finance.get(path).text.replace("fay@example.org", "")
    assert [as_member(who).get(path).status_code for who in (cast.viewer, cast.stranger)] == [404, 404]


def test_the_history_of_somebody_of_another_summit_is_not_there(
    app: Flask, cast: Cast, as_member: As
) -> None:
    with app.app_context():
        far, ada = (db.session.scalars(db.select(Person.id).filter_by(code=code)).one() for code in (
            "chie-stranger", "ada-example"))
    here, there = f"/manage/{SLUG}/trail/person", f"/manage/{ELSEWHERE}/trail/person"
    owner, stranger = as_member(cast.owner), as_member(cast.stranger)
    asked = [owner.get(f"{here}/{ada}"), owner.get(f"{here}/{far}"), stranger.get(f"{there}/{ada}")]
    assert [answer.status_code for answer in [*asked, owner.get(f"{here}/999")]] == [200, 404, 404, 404]


def changed(page: str) -> list[tuple[str, str, str]]:
    """Return name, before and after of every field that a history tells."""
    rows = re.findall(r'<th scope="row">(.*?)</th>\s*<td>(.*?)</td>\s*<td>(.*?)</td>', page)
    plain = [tuple(re.sub("<.*?>", "", part) for part in row) for row in rows]
    return [(name, before.replace("none", ""), after.replace("none", "")) for name, before, after in plain]


def test_who_may_not_is_told_nothing(
    app: Flask, cast: Cast, side_editor: Member, as_member: As, client: FlaskClient
) -> None:
    for member in (cast.viewer, cast.stranger, side_editor):
        assert as_member(member).get(ADA).status_code == 404
        assert as_member(member).post(ADA, data={"name": "Mine"}).status_code == 404
    assert client.get(ADA).status_code == 302
    assert client.post(ADA, data={"name": "Mine"}).status_code == 401
    assert stands(app) == ("Ada Example", "", [])


def test_an_event_editor_edits_those_who_are_in_their_event_alone(
    app: Flask, cast: Cast, side_editor: Member, as_member: As
) -> None:
    with app.app_context(), transaction():
        summit = find_summit(SLUG)
        assert summit is not None
        made = add_session(summit, "SI-1", line_up={add_person("Dee"): Role.SPEAKER})
        made.event = summit.events[1]
    client, dee = as_member(side_editor), f"/manage/{SLUG}/people/dee"
    (history,) = re.findall(r'href="([^"]*/trail/person/[0-9]+)"', client.get(dee).text)
    assert client.get(history).status_code == 200
    assert client.post(dee, data={**read_form(client.get(dee).text), "headline": "Mine"}).status_code == 302
    with app.app_context(), transaction():
        person = db.session.scalars(db.select(Person).filter_by(code="dee")).one()
        session = db.session.scalars(db.select(Session).filter_by(code="SC-2")).one()
        db.session.add(Appearance(session=session, person=person, role=Role.BENCH, position=9))
    assert [client.get(path).status_code for path in (dee, history)] == [404, 404]


def test_who_appears_at_another_summit_too_is_no_matter_of_one_event(
    app: Flask, cast: Cast, side_editor: Member, as_member: As
) -> None:
    with app.app_context(), transaction():
        here, there = find_summit(SLUG), find_summit(ELSEWHERE)
        assert here is not None
        assert there is not None
        dee = add_person("Dee")
        add_session(here, "SI-1", event=here.events[1], line_up={dee: Role.SPEAKER})
        add_session(there, "FAR-2", starts_at=None, title="Too far", line_up={dee: Role.SPEAKER})
    path, typed = f"/manage/{SLUG}/people/dee", {"name": "Dee", "email": "mine@example.org"}
    answers = [as_member(side_editor).get(path), as_member(side_editor).post(path, data=typed)]
    assert [answer.status_code for answer in answers] == [404, 404]
    page = as_member(cast.owner).get(path)
    assert (page.status_code, "SI-1" in page.text, "Too far" in page.text) == (200, True, False)


@pytest.mark.parametrize("path", ["people/nobody", "people/chie-stranger", "people/ada-example%00", "people/0"])
def test_who_is_not_in_this_summit_is_not_there(cast: Cast, as_member: As, path: str) -> None:
    assert as_member(cast.owner).get(f"/manage/{SLUG}/{path}").status_code == 404
    assert as_member(cast.stranger).get(f"/manage/{ELSEWHERE}/people/ada-example").status_code == 404
