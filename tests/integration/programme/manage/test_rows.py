"""Rows of the form: slots and people come, go and change places without JavaScript, and nothing is lost on the way."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask

from eventsite.core.db import db, transaction
from eventsite.people.models import Person
from eventsite.programme.models import Session, Slot
from eventsite.programme.services import releasing
from eventsite.summits.queries import find_summit
from tests.fixtures.cast import SLUG
from tests.forms import buttons_of
from tests.integration.programme.manage.conftest import Editor
from tests.integration.programme.manage.test_editing import at, stored

Edit = Callable[..., Editor]

pytestmark = pytest.mark.usefixtures("draft")


def slots_of(app: Flask, code: str = "SC-1") -> list[tuple[str, str]]:
    """Return uuid and UID of each slot, by start."""
    with app.app_context():
        session = db.session.scalars(db.select(Session).filter_by(code=code)).one()
        return [(str(slot.uuid), slot.uid) for slot in session.slots]


def names_in(form: Editor) -> list[str]:
    return [value for name, value in sorted(form.typed.items()) if re.fullmatch(r"line_up-\d+-name", name)]


def test_a_slot_is_added_with_day_and_room_of_the_last(app: Flask, edit: Edit) -> None:
    form = edit("SC-1").type(title="Typed")
    form.press("slot-add")
    assert (form.typed["slots-1-on"], form.typed["slots-1-room"], form.typed["title"]) == (
        "2026-11-01",
        "hall",
        "Typed",
    )
    form.type(slots__1__starts="23:30", slots__1__ends="00:15").save()
    assert stored(app)["slots"][1] == (at("2026-11-02T04:30"), at("2026-11-02T05:15"), ["hall"])


def test_the_first_slot_is_on_the_first_day(app: Flask, edit: Edit) -> None:
    form = edit("SC-2")
    form.press("slot-add")
    assert form.typed["slots-0-on"] == "2026-10-31"
    form.type(slots__0__starts="10:00", slots__0__ends="10:30", slots__0__room="attic").save()
    uuid, uid = slots_of(app, "SC-2")[0]
    assert uid == f"slot-{UUID(uuid)}@localhost"
    assert stored(app, "SC-2")["slots"] == [(at("2026-10-31T14:00"), at("2026-10-31T14:30"), ["attic"])]


def test_a_slot_keeps_its_identity_through_every_move(app: Flask, edit: Edit) -> None:
    before = slots_of(app)
    edit("SC-1").type(
        slots__0__on="2026-10-31", slots__0__starts="20:00", slots__0__ends="21:00", slots__0__room="attic"
    ).save()
    assert slots_of(app) == before
    assert stored(app)["slots"] == [(at("2026-11-01T00:00"), at("2026-11-01T01:00"), ["attic"])]


def test_a_slot_may_take_more_rooms_and_keeps_their_order(app: Flask, edit: Edit) -> None:
    form = edit("SC-1").type(slots__0__room="attic")
    form.typed.setlist("slots-0-more_rooms", ["hall", "attic"])
    form.save()
    assert stored(app)["slots"][0][2] == ["attic", "hall"]
    edit("SC-1").type(title="Other").save()
    assert stored(app)["slots"][0][2] == ["attic", "hall"]
    form = edit("SC-1").type(slots__0__room="hall")
    form.typed.poplist("slots-0-more_rooms")
    form.save()
    assert stored(app)["slots"][0][2] == ["hall"]


def test_a_slot_is_removed_when_saved_and_kept_when_undone(app: Flask, edit: Edit) -> None:
    form = edit("SC-1").type(slots__0__starts="09:15")
    assert "goes when you save." in form.press("slot-remove:0")
    assert (form.typed["slots-0-gone"], form.typed["slots-0-starts"]) == ("1", "09:15")
    form.press("slot-keep:0")
    assert (form.typed["slots-0-gone"], form.typed["slots-0-starts"]) == ("", "09:15")
    form.press("slot-remove:0")
    form.save()
    assert stored(app)["slots"] == []


def test_a_slot_that_was_never_saved_goes_at_once(edit: Edit) -> None:
    form = edit("SC-1")
    form.press("slot-add")
    form.press("slot-remove:1")
    assert "slots-1-on" not in form.typed


def test_the_form_says_when_a_slot_is_public(app: Flask, edit: Edit) -> None:
    assert "It is public" not in edit("SC-1").press("slot-remove:0")
    with app.app_context(), transaction():
        summit = find_summit(SLUG)
        assert summit is not None
        releasing.release(summit, name="One")
    assert "It is public: after the next release it stands as cancelled" in edit("SC-1").press("slot-remove:0")


def test_a_slot_that_somebody_took_out_comes_back_as_itself(app: Flask, edit: Edit) -> None:
    before = slots_of(app)
    mine, theirs = edit("SC-1").type(title="Mine"), edit("SC-1")
    theirs.press("slot-remove:0")
    theirs.save()
    assert slots_of(app) == []
    assert "Somebody saved this session after you opened it." in mine.press(status=409)
    mine.save()
    assert slots_of(app) == before


def test_an_hour_that_comes_twice_can_be_chosen(app: Flask, edit: Edit) -> None:
    form = edit("SC-1").type(slots__0__starts="01:30", slots__0__ends="01:45")
    assert "The clocks go back that night, so this time comes twice." in form.press("preview")
    said = form.client.get(form.save()).text
    assert "The clocks go back that night,</b> and an hour comes twice." in said
    assert "01:45</time> EDT is meant" in said
    assert stored(app)["slots"][0][:2] == (at("2026-11-01T05:30"), at("2026-11-01T05:45"))
    edit("SC-1").type(slots__0__second="y").save()
    assert stored(app)["slots"][0][:2] == (at("2026-11-01T06:30"), at("2026-11-01T06:45"))
    edit("SC-1").type(title="Stays in the second hour").save()
    assert stored(app)["slots"][0][:2] == (at("2026-11-01T06:30"), at("2026-11-01T06:45"))


def test_a_known_person_is_found_and_billed_as_the_last_time(app: Flask, edit: Edit) -> None:
    edit("SC-1").type(line_up__1__billed_title="Engineer", line_up__1__billed_organization="Works").save()
    form = edit("SC-2").type(find="BÓB sam", subtitle="Typed")
    page = form.press("find")
    assert "seat-known:bob-sample" in buttons_of(page)
    assert "Engineer, Works" in page
    form.press("seat-known:bob-sample")
    assert (form.typed["line_up-0-billed_title"], form.typed["subtitle"], form.typed["find"]) == (
        "Engineer",
        "Typed",
        "",
    )
    form.save()
    assert stored(app, "SC-2")["line_up"] == [("bob-sample", "speaker", "invited", "Engineer")]


def test_other_organizers_people_are_not_found(edit: Edit) -> None:
    form = edit("SC-2").type(find="Chie")
    assert "Nobody you know is called so" in form.press("find")
    form.type(find="")
    form.press("seat-known:chie-stranger")
    assert "line_up-0-name" not in form.typed


def test_a_new_person_is_made_when_saved(app: Flask, edit: Edit) -> None:
    form = edit("SC-1").type(find=" Dana   Exámple ")
    assert "seat-new" in buttons_of(form.press("find"))
    form.press("seat-new")
    assert (form.typed["line_up-2-name"], form.typed["line_up-2-role"]) == ("Dana Exámple", "panelist")
    form.type(line_up__2__billed_organization="City of Here").save()
    assert stored(app)["line_up"][2] == ("dana-example", "panelist", "invited", "")
    form = edit("SC-2").type(find="Dana")
    form.press("seat-new")
    form.type(line_up__0__name="Dana Example").save()
    assert stored(app, "SC-2")["line_up"] == [("dana-example-2", "speaker", "invited", "")]


def test_a_new_person_without_a_name_is_refused(app: Flask, edit: Edit) -> None:
    form = edit("SC-2").type(find="Dana")
    form.press("seat-new")
    assert "Give the person a name, or take this row out." in form.type(line_up__0__name=" ").press(status=422)
    with app.app_context():
        assert db.session.scalar(db.select(db.func.count()).select_from(Person)) == 3


def test_enter_in_the_search_looks_up_and_does_not_save(app: Flask, edit: Edit) -> None:
    """Enter presses the first button of a form, which is the one that saves."""
    form = edit("SC-1").type(find="bob", title="Typed")
    assert "seat-known:bob-sample" in buttons_of(form.press("save"))
    assert form.typed["title"] == "Typed"
    assert stored(app)["version"] == 1


def test_an_empty_search_says_what_to_type(edit: Edit) -> None:
    assert "Type a name, or a part of one, then look it up." in edit("SC-1").press("find")


def test_people_change_places(app: Flask, edit: Edit) -> None:
    form = edit("SC-1").type(line_up__1__billed_title="Typed")
    form.press("seat-up:1")
    assert (names_in(form), form.typed["line_up-0-billed_title"]) == (["Bob Sample", "Ada Example"], "Typed")
    form.press("seat-down:0")
    form.press("seat-down:0")
    form.press("seat-up:0")
    form.save()
    assert [code for code, *_ in stored(app)["line_up"]] == ["bob-sample", "ada-example"]


def test_the_ends_of_the_line_up_offer_no_way_on(edit: Edit) -> None:
    buttons = edit("SC-1").press("preview")
    assert [b for b in buttons_of(buttons) if b.startswith(("seat-up", "seat-down"))] == ["seat-down:0", "seat-up:1"]


def test_somebody_is_taken_out_when_saved_and_kept_when_undone(app: Flask, edit: Edit) -> None:
    form = edit("SC-1").type(line_up__0__billed_title="Typed")
    assert "is taken out when you save." in form.press("seat-remove:0")
    form.press("seat-keep:0")
    assert form.typed["line_up-0-billed_title"] == "Typed"
    form.press("seat-remove:0")
    form.save()
    assert [code for code, *_ in stored(app)["line_up"]] == ["bob-sample"]


def test_one_person_may_have_two_roles_but_not_one_twice(app: Flask, edit: Edit) -> None:
    form = edit("SC-1").type(find="Ada")
    form.press("find")
    form.press("seat-known:ada-example")
    form.type(line_up__2__role="moderator")
    assert "Ada Example stands here twice as moderator. Take one of the two out." in form.press(status=422)
    form.type(line_up__2__role="speaker").save()
    assert [role for _, role, *_ in stored(app)["line_up"]] == ["moderator", "panelist", "speaker"]


def test_a_summit_without_rooms_says_so(app: Flask, edit: Edit) -> None:
    with app.app_context(), transaction():
        for code in ("SC-1", "SC-3"):
            db.session.delete(db.session.scalars(db.select(Session).filter_by(code=code)).one())
        summit = find_summit(SLUG)
        assert summit is not None
        for room in summit.rooms:
            db.session.delete(room)
    form = edit("SC-2")
    form.press("slot-add")
    assert "This summit has no rooms yet. Take this slot out." in form.press(status=422)


def test_slots_of_one_session_have_one_uid_each(app: Flask, edit: Edit) -> None:
    form = edit("SC-1")
    form.press("slot-add")
    form.type(slots__1__starts="15:00", slots__1__ends="15:30").save()
    with app.app_context():
        uids = list(db.session.scalars(db.select(Slot.uid).order_by(Slot.id)))
    assert len(set(uids)) == len(uids) == 3
