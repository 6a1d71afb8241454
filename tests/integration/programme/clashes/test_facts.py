"""The facts are what the draft says, read in a number of queries that does not grow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from eventsite.core.db import db, transaction
from eventsite.people.models import Account
from eventsite.programme.clashes.alternatives import alternatives
from eventsite.programme.clashes.facts import Facts, facts_of
from eventsite.programme.clashes.sweep import find_clashes
from eventsite.programme.clashes.values import Hall, Hold, Placed, Planned, Seat, Waived
from eventsite.programme.models import Appearance, CoPresenter, PersonalAgenda, SlotRoom, Star, Waiver
from eventsite.programme.states import AppearanceState, Role, SessionKind, SessionState
from eventsite.summits.models import Allocation, Event, Summit, Zone, ZoneWalk
from tests.drafts import NINE, add_person, add_session, add_summit
from tests.fixtures.queries import Statements

HOUR = timedelta(hours=1)


@pytest.fixture
def summit(app: Flask) -> Iterator[Summit]:
    """A summit with two zones, an allocation, stars, a waiver and one session of every kind of trouble."""
    with app.app_context():
        with transaction():
            made = add_summit("here", walking_minutes=7)
            _fill(made)
            _fill(add_summit("elsewhere"), code="far-")
        yield made


def _fill(summit: Summit, code: str = "") -> None:
    side = Event(slug="side", name="Side event", position=1)
    north, south = (Zone(slug=slug, name=slug.title(), position=0) for slug in ("north", "south"))
    summit.events.append(side)
    summit.zones += [north, south]
    hall, attic = summit.rooms
    hall.zone, attic.zone, attic.allows_parallel = north, south, True
    db.session.flush()
    ada, bob = add_person(f"{code}Ada", f"{code}ada"), add_person(f"{code}Bob", f"{code}bob")
    first = add_session(
        summit, "A-1", title="One", kind=SessionKind.PANEL, line_up={ada: Role.MODERATOR, bob: Role.BENCH}
    )
    first.line_up[1].billed_name, first.line_up[1].state = "Robert", AppearanceState.INVITED
    first.slots[0].places.append(SlotRoom(room=attic, position=1))
    first.also.append(CoPresenter(event=side))
    add_session(summit, "A-2", title="Two", starts_at=NINE + HOUR, state=SessionState.CANCELLED)
    add_session(summit, "A-3", title="Three", starts_at=None)
    bare = add_session(summit, "A-4", title="Four", starts_at=NINE - HOUR)
    bare.slots[0].places.clear()
    db.session.add_all(
        [
            ZoneWalk(zone=north, other=south, minutes=12),
            Allocation(event=side, room=hall, starts_at=NINE, ends_at=NINE + HOUR),
            Allocation(event=summit.events[0], room=hall),
            Waiver(summit=summit, key=f"{code}key", sentence="It is.", reason="It may.", created_at=NINE),
        ]
    )
    for _ in range(2):
        agenda = PersonalAgenda(created_at=NINE)
        agenda.stars.append(Star(summit=summit, session_code="A-1", created_at=NINE))
        db.session.add(agenda)
    db.session.flush()


def test_the_facts_are_those_of_the_draft(summit: Summit) -> None:
    facts = facts_of(summit)
    people = (
        Seat("ada", "Ada", Role.MODERATOR, AppearanceState.CONFIRMED),
        Seat("bob", "Robert", Role.BENCH, AppearanceState.INVITED),
    )
    one = Planned("A-1", "One", "main", ("side",), SessionKind.PANEL, people, stars=2, slots=1)
    two = Planned("A-2", "Two", "main", (), SessionKind.TALK, (), slots=1, is_cancelled=True)
    three = Planned("A-3", "Three", "main", (), SessionKind.TALK, ())
    four = Planned("A-4", "Four", "main", (), SessionKind.TALK, (), slots=1)
    assert facts.sessions == {"A-1": one, "A-2": two, "A-3": three, "A-4": four}
    uuids = {placed.code: placed.slot for placed in facts.slots}
    minutes = timedelta(minutes=45)
    assert facts.slots == (
        Placed(uuids["A-4"], four, NINE - HOUR, NINE - HOUR + minutes, ()),
        Placed(uuids["A-1"], one, NINE, NINE + minutes, ("hall", "attic")),
        Placed(uuids["A-2"], two, NINE + HOUR, NINE + HOUR + minutes, ("hall",)),
    )
    assert [placed.code for placed in facts.placed] == ["A-4", "A-1"]
    assert facts.rooms == {
        "hall": Hall("hall", "Hall", 100, "north", allows_parallel=False),
        "attic": Hall("attic", "Attic", 20, "south", allows_parallel=True),
    }
    assert (facts.events, facts.walking_minutes) == ({"main": "Main event", "side": "Side event"}, 7)
    assert facts.walks == {("north", "south"): 12, ("south", "north"): 12}
    assert facts.holds == {"hall": (Hold("side", NINE, NINE + HOUR), Hold("main", None, None))}
    assert facts.waived == {"key": Waived("It may.", "The command line", NINE)}


def test_a_slots_uuid_is_as_pages_write_it(summit: Summit) -> None:
    (placed, *_) = facts_of(summit).slots
    assert (len(placed.slot), placed.slot.count("-")) == (36, 4)


def test_the_facts_cost_ten_queries_however_large_the_summit(
    summit: Summit, count_queries: Callable[[], AbstractContextManager[Statements]]
) -> None:
    counts = []
    for number in range(3):
        with transaction():
            zoe = add_person(f"Zoe {number}")
            add_session(summit, f"B-{number}", starts_at=NINE, line_up={zoe: Role.SPEAKER})
        assert summit.slug == "here"  # loads it again, as a page's loader has done
        with count_queries() as queries:
            assert len(facts_of(summit).sessions) == 5 + number
        counts.append(queries.count)
    assert counts == [10, 10, 10]


def test_who_waived_is_named(summit: Summit) -> None:
    with transaction():
        waiver = db.session.scalars(db.select(Waiver).filter_by(summit_id=summit.id)).one()
        waiver.account = Account(email="ada@example.org", name="Ada Owner", created_at=NINE)
    assert facts_of(summit).waived == {"key": Waived("It may.", "Ada Owner", NINE)}


def test_an_empty_summit_has_no_clashes(app: Flask) -> None:
    with app.app_context():
        with transaction():
            summit = add_summit("empty")
        facts: Facts = facts_of(summit)
        assert (facts.slots, find_clashes(facts), len(facts.hours)) == ((), (), 3)


def test_somebody_twice_in_a_line_up_is_one_person(summit: Summit) -> None:
    with transaction():
        again = add_session(summit, "C-1", starts_at=NINE, room="attic")
        for place, person in enumerate([add_person("Cyd")] * 2):
            again.line_up.append(Appearance(person=person, role=Role.SPEAKER, position=place))
    assert [clash.rule for clash in find_clashes(facts_of(summit)) if "C-1" in clash.codes] == []


def test_a_real_schedule_has_the_clashes_it_had(app: Flask, real_data: Callable[[str], Path]) -> None:
    """Two people of FOSDEM 2026 stand in the file in two rooms at once; nothing else does."""
    file = real_data("schedules/fosdem-2026.xml")
    result = app.test_cli_runner().invoke(args=["import", str(file), "--summit", "fosdem"])
    assert result.exit_code == 0, result.output
    with app.app_context():
        facts = facts_of(db.session.scalars(db.select(Summit)).one())
    assert [clash.sentence for clash in find_clashes(facts)] == [
        (
            "Gábor Szárnyas is in two places: “Funding Lessons Learned Panel”, UD2.218A, Sat 31 Jan, 12:30–13:30 CET, "
            "and “DuckDB in the Cloud: A Simple, Powerful SQL Engine for Your Lakehouse”, UB2.252A (Lameere), "
            "13:15–13:20 CET."
        ),
        (
            "Richard \"RichiH\" Hartmann is in two places: “Lightning lightning talks 2”, Janson, Sun 1 Feb, "
            "16:00–16:50 CET, and “FOSDEM infrastructure review”, H.2215 (Ferrer), 16:20–16:35 CET."
        ),
    ]
    assert [day.on.isoformat() for day in facts.hours] == ["2026-01-31", "2026-02-01"]
    short = [placed for placed in facts.placed if placed.ends_at - placed.starts_at <= HOUR]
    assert (len(short), {len(alternatives(facts, placed.slot)) for placed in short}) == (1062, {3})
