"""The history of a session: who, when, from what to what, with its slots and its line-up."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventsite.core import audit
from eventsite.core.db import db, transaction
from eventsite.programme.drafting.history import Save, history_of
from eventsite.programme.models import Session
from tests.fixtures.cast import SLUG, Cast, Member
from tests.fixtures.clocks import FrozenClock
from tests.integration.programme.manage.conftest import Editor

Edit = Callable[..., Editor]

pytestmark = pytest.mark.usefixtures("draft")


def history(app: Flask, code: str = "SC-1") -> list[Save]:
    with app.app_context():
        return list(history_of(db.session.scalars(db.select(Session).filter_by(code=code)).one()))


def told(save: Save) -> list[tuple[str, list[tuple[str, str, str]]]]:
    return [(step.what, [(row.name, row.before, row.after) for row in step.lines]) for step in save.steps]


def test_a_save_is_told_field_by_field(app: Flask, cast: Cast, edit: Edit, frozen_clock: FrozenClock) -> None:
    frozen_clock.forward(minutes=5)
    edit("SC-1", by=cast.teammate).type(title="New", event="side", track="", kind="talk", is_featured="y").save()
    newest = history(app)[0]
    assert (newest.who, newest.at) == ("Teammate", frozen_clock.now)
    assert told(newest) == [
        (
            "Session changed",
            [
                ("Title", "Pipes", "New"),
                ("Kind", "Panel", "Talk"),
                ("Featured", "No", "Yes"),
                ("Event", "Main event", "Side event"),
                ("Track", "Water", ""),
            ],
        )
    ]


def test_moves_and_people_are_told_in_the_summits_time(app: Flask, edit: Edit, frozen_clock: FrozenClock) -> None:
    edit("SC-1").type(
        slots__0__starts="01:30",
        slots__0__ends="02:00",
        slots__0__room="attic",
        line_up__1__state="declined",
        line_up__1__role="speaker",
    ).save()
    assert told(history(app)[0]) == [
        ("Attic added to the slot of Sun 1 Nov, 01:30 EDT", []),
        ("Bob Sample changed", [("Role", "Panelist", "Speaker"), ("Answer", "Confirmed", "Declined")]),
        (
            "Slot of Sun 1 Nov, 01:30 EDT moved",
            [
                ("Starts", "Sun 1 Nov, 09:00 EST", "Sun 1 Nov, 01:30 EDT"),
                ("Ends", "Sun 1 Nov, 09:45 EST", "Sun 1 Nov, 02:00 EST"),
            ],
        ),
        ("Hall taken from the slot of Sun 1 Nov, 01:30 EDT", []),
    ]


def test_what_is_gone_keeps_its_name(app: Flask, edit: Edit, frozen_clock: FrozenClock) -> None:
    form = edit("SC-1")
    form.press("slot-remove:0")
    form.press("seat-remove:0")
    form.save()
    assert told(history(app)[0]) == [
        ("Bob Sample moved in the line-up", []),
        ("Ada Example taken out", []),
        ("Slot of Sun 1 Nov, 09:00 EST removed", []),
        ("Hall taken from the slot of Sun 1 Nov, 09:00 EST", []),
    ]


def test_a_change_of_places_is_told_shortly(app: Flask, edit: Edit) -> None:
    form = edit("SC-1")
    form.press("seat-up:1")
    form.save()
    assert sorted(told(history(app)[0])) == [
        ("Ada Example moved in the line-up", []),
        ("Bob Sample moved in the line-up", []),
    ]


def test_the_first_entry_says_who_made_it(app: Flask, cast: Cast, edit: Edit) -> None:
    assert [(save.who, save.steps[0].what) for save in history(app)] == [("An import", "Session made")]
    edit().type(title="Fresh").save()
    assert [(save.who, told(save)) for save in history(app, "SC-4")] == [("Owner", [("Session made", [])])]


def test_saves_of_different_people_stay_apart(app: Flask, cast: Cast, edit: Edit, frozen_clock: FrozenClock) -> None:
    for who, title in ((cast.owner, "1"), (cast.teammate, "2"), (cast.owner, "3")):
        edit("SC-1", by=who).type(title=title).save()
    assert [save.who for save in history(app)][:3] == ["Owner", "Teammate", "Owner"]


def test_the_page_tells_nothing_of_other_sessions(
    app: Flask, cast: Cast, edit: Edit, as_member: Callable[[Member], FlaskClient]
) -> None:
    edit("SC-3").type(title="Secret").save()
    page = as_member(cast.viewer).get(f"/manage/{SLUG}/sessions/SC-1/history").text
    assert "Secret" not in page
    assert "An import" in page


def test_a_long_history_is_paged(app: Flask, cast: Cast, as_member: Callable[[Member], FlaskClient]) -> None:
    for number in range(60):
        with app.app_context(), audit.acting(f"command:c{number}"), transaction():
            db.session.scalars(db.select(Session).filter_by(code="SC-1")).one().subtitle = f"S{number}"
    client, path = as_member(cast.owner), f"/manage/{SLUG}/sessions/SC-1/history"
    assert "Page 1 of 2" in client.get(path).text
    assert "Session made" in client.get(f"{path}?page=2").text
    assert {client.get(f"{path}?page={page}").status_code for page in ("0", "99", "x", "-1")} == {200}


def test_two_saves_in_a_row_are_two(app: Flask, edit: Edit) -> None:
    edit("SC-1").type(title="One").save()
    edit("SC-1").type(title="Pipes").save()
    assert [told(save) for save in history(app)][:2] == [
        [("Session changed", [("Title", "One", "Pipes")])],
        [("Session changed", [("Title", "Pipes", "One")])],
    ]
