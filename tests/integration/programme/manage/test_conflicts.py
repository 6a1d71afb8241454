"""Two organizers at the same form: nobody overwrites what they have not seen."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from eventsite.core import audit
from eventsite.core.db import db, transaction
from eventsite.core.errors import StaleEdit
from eventsite.people.models import Account
from eventsite.programme.drafting.plans import SessionPlan
from eventsite.programme.forms import open_session
from eventsite.programme.models import Session
from eventsite.programme.services import editing
from eventsite.programme.states import SessionKind, SessionState
from tests.fixtures.cast import Cast
from tests.fixtures.clocks import FrozenClock
from tests.forms import buttons_of
from tests.integration.programme.manage.conftest import Editor
from tests.integration.programme.manage.test_editing import at, stored

Edit = Callable[..., Editor]
STALE = "Somebody saved this session after you opened it."

pytestmark = pytest.mark.usefixtures("draft")


def conflicts_in(page: str) -> list[tuple[str, str, str]]:
    """Return label, who and when, and what stands now, of each conflict."""
    return [
        tuple(" ".join(re.sub("<[^>]+>", " ", part).split()) for part in found)
        for found in re.findall(r"<dt>(.*?)<small>(.*?)</small></dt>\s*<dd>(.*?)</dd>", page, re.DOTALL)
    ]


def test_a_stale_save_shows_what_stands_now_and_by_whom(
    app: Flask, cast: Cast, edit: Edit, frozen_clock: FrozenClock
) -> None:
    mine = edit("SC-1").type(title="Mine", subtitle="Also mine")
    edit("SC-1", by=cast.teammate).type(title="Theirs").save()
    page = mine.press(status=409)
    assert conflicts_in(page) == [("Title", "Teammate, Sun 1 Nov 2026, 01:30 EDT", "Theirs")]
    assert (mine.typed["title"], mine.typed["subtitle"]) == ("Mine", "Also mine")
    assert "Save over what stands now" in page
    mine.save()
    assert (stored(app)["title"], stored(app)["subtitle"], stored(app)["version"]) == ("Mine", "Also mine", 3)


def test_every_kind_of_field_is_told(app: Flask, cast: Cast, edit: Edit) -> None:
    mine, theirs = edit("SC-1"), edit("SC-1", by=cast.teammate)
    theirs.type(
        kind="talk",
        state="draft",
        event="side",
        track="",
        language="es",
        is_featured="y",
        abstract="One\n\nTwo",
        slots__0__room="attic",
        line_up__1__billed_title="Chair",
    )
    theirs.typed.setlist("also", ["main"])
    theirs.save()
    mine.type(title="Mine")
    assert [(label, stands) for label, _, stands in conflicts_in(mine.press(status=409))] == [
        ("Kind", "Talk"),
        ("State", "Draft"),
        ("Event", "Side event"),
        ("Also in", "Main event"),
        ("Track", "nothing"),
        ("Language", "es"),
        ("Featured", "Yes"),
        ("Abstract", "One Two"),
        ("When and where", "Sun 1 Nov, 09:00–09:45 EST, Attic"),
        ("Line-up", "Moderator: Ada Example (confirmed) Panelist: Bob Sample, Chair (confirmed)"),
    ]
    assert {who.partition(",")[0] for _, who, _ in conflicts_in(mine.page)} == {"Teammate"}


def test_theirs_can_be_taken_field_by_field(app: Flask, cast: Cast, edit: Edit) -> None:
    mine = edit("SC-1").type(title="Mine", language="fr")
    edit("SC-1", by=cast.teammate).type(title="Theirs", language="es", slots__0__room="attic").save()
    mine.press(status=409)
    assert [b for b in buttons_of(mine.page) if b.startswith("take:")] == ["take:title", "take:language", "take:slots"]
    mine.press("take:slots")
    assert (mine.typed["slots-0-room"], mine.typed["title"]) == ("attic", "Mine")
    assert [label for label, *_ in conflicts_in(mine.page)] == ["Title", "Language"]
    mine.press("take:language")
    mine.save()
    now = stored(app)
    assert (now["title"], now["language"], now["slots"][0][2]) == ("Mine", "es", ["attic"])


def test_other_fields_of_others_are_kept_where_nothing_is_overwritten(app: Flask, cast: Cast, edit: Edit) -> None:
    """Both wrote the same: there is nothing to compare."""
    mine, theirs = edit("SC-1").type(title="Same"), edit("SC-1", by=cast.teammate).type(title="Same")
    theirs.save()
    mine.save()
    assert stored(app)["version"] == 2


def test_a_save_sent_twice_is_saved_once(app: Flask, edit: Edit) -> None:
    form = edit("SC-1").type(title="Once")
    form.save()
    form.save()
    assert (stored(app)["title"], stored(app)["version"]) == ("Once", 2)


def test_only_a_try_to_save_allows_to_save_over_theirs(app: Flask, cast: Cast, edit: Edit) -> None:
    """Another button opens the page at its row, where what it says on top may be out of sight."""
    mine = edit("SC-1").type(title="Mine")
    edit("SC-1", by=cast.teammate).type(title="Theirs").save()
    for button in ("slot-add", "preview", "seat-up:1", "slot-remove:1"):
        assert STALE in mine.press(button)
    mine.press(status=409)
    mine.save()
    assert stored(app)["title"] == "Mine"


def test_a_third_save_in_between_is_noticed_too(app: Flask, cast: Cast, edit: Edit) -> None:
    mine = edit("SC-1").type(title="Mine")
    edit("SC-1", by=cast.teammate).type(title="Theirs").save()
    mine.press(status=409)
    edit("SC-1", by=cast.teammate).type(title="Theirs again").save()
    assert [stands for *_, stands in conflicts_in(mine.press(status=409))] == ["Theirs again"]
    mine.save()
    assert stored(app)["title"] == "Mine"


def test_a_change_nobody_signed_is_told_all_the_same(app: Flask, edit: Edit) -> None:
    mine = edit("SC-1").type(title="Mine")
    with app.app_context(), transaction():
        db.session.execute(db.update(Session).where(Session.code == "SC-1").values(title="By hand", version=2))
    assert conflicts_in(mine.press(status=409)) == [("Title", "Somebody", "By hand")]


def test_an_import_is_named(app: Flask, edit: Edit) -> None:
    mine = edit("SC-1").type(title="Mine")
    with app.app_context(), audit.acting("command:import"), transaction():
        session = db.session.scalars(db.select(Session).filter_by(code="SC-1")).one()
        session.title, session.version = "Imported", 2
    assert conflicts_in(mine.press(status=409))[0][1].startswith("An import,")


def test_a_save_that_comes_between_page_and_transaction_is_refused(app: Flask, cast: Cast) -> None:
    plan = SessionPlan(title="Late", kind=SessionKind.TALK, state=SessionState.DRAFT, event="main")
    with app.app_context():

        def revise(version: int) -> None:
            with transaction():
                session = db.session.scalars(db.select(Session).filter_by(code="SC-2")).one()
                by = db.session.get_one(Account, cast.owner.id)
                editing.revise_session(session=session, version=version, plan=plan, host="localhost", by=by)

        revise(1)
        with pytest.raises(StaleEdit):
            revise(1)
        revise(2)
    assert stored(app, "SC-2")["version"] == 3


def test_an_opened_form_remembers_instants_it_cannot_show(app: Flask) -> None:
    with app.app_context():
        session = db.session.scalars(db.select(Session).filter_by(code="SC-1")).one()
        opened = open_session(session)
        assert list(opened.times.values()) == [(at("2026-11-01T14:00"), at("2026-11-01T14:45"))]
