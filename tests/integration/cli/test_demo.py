"""`demo`: true facts of 2018, an upcoming edition that holds together, and nothing edited is overwritten."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import combinations

import pytest
from flask import Flask
from sqlalchemy import func

from eventsite.core.audit import AuditEntry, history
from eventsite.core.db import Model, db, transaction
from eventsite.people.models import Account, Person, PersonSource
from eventsite.people.queries import find_account
from eventsite.programme import queries
from eventsite.programme.models import Appearance, PersonalAgenda, Profile, Session, Star
from eventsite.programme.releases import diff, public
from eventsite.programme.releases.public import Entry, Programme
from eventsite.programme.states import Role, SessionKind
from eventsite.summits.models import Summit
from eventsite.summits.queries import find_summit, list_allocations, list_summits_of, list_walks
from tests.fixtures.clocks import FrozenClock

PAST, NEXT = "smart-cities-summit-2018", "smart-cities-summit-2027"
FACTS = {
    "starts_on": date(2018, 10, 29), "ends_on": date(2018, 10, 30), "venue_name": "Hyatt Regency Atlanta",
    "city": "Atlanta",
}


@pytest.fixture(autouse=True)
def fresh_reading() -> Iterator[None]:
    public.forget()
    yield
    public.forget()


@pytest.fixture
def sample(app: Flask, frozen_clock: FrozenClock) -> Iterator[None]:
    """Make the sample as of 1 November 2026, and stay in the application's context."""
    assert run(app) == f"/{PAST}/ is made.\n/{NEXT}/ is made.\n"
    with app.app_context():
        yield


def run(app: Flask, *options: str) -> str:
    result = app.test_cli_runner().invoke(args=["demo", *options])
    assert result.exit_code == 0, result.output + repr(result.exception)
    return result.output


def programme(slug: str) -> Programme:
    summit = find_summit(slug)
    assert summit is not None
    release = queries.current_release(summit)
    assert release is not None
    return public.load(release.id)


def rows() -> dict[str, int]:
    """Return how many rows each table has, but for the audit trail, which keeps what is gone."""
    tables = [table for table in Model.metadata.sorted_tables if table.name != AuditEntry.__tablename__]
    return {table.name: db.session.scalar(db.select(func.count()).select_from(table)) or 0 for table in tables}


def test_facts_of_2018(sample: None) -> None:
    past = programme(PAST)
    assert {name: getattr(past.summit, name) for name in FACTS} == FACTS
    assert [event.name for event in past.events.values()] == [
        "Smart Cities Summit", "Industrial IoT World", "IoT Blockchain Summit"]
    assert [track.name for track in past.tracks.values()] == [
        "New disruptive technologies", "Data and connectivity", "Innovation procurement", "Seamless transportation",
        "5G and cybersecurity"]
    assert (past.summit.edition, past.summit.registration, past.number) == ("2018", "closed", 1)


def test_the_panel_of_2018(sample: None) -> None:
    (panel,) = programme(PAST).sessions.values()
    assert panel.title == "Building Intelligent and Progressive Cities with Public Private Partnerships"
    assert [(b.name, b.role, b.title, b.organization) for b in panel.line_up] == [
        ("Mari Silbey", Role.MODERATOR, "", "US Ignite"),
        ("Bob Bennett", Role.PANELIST, "CIO", "Kansas City"),
        ("Matthew Raifman", Role.PANELIST, "", "Ford Motor Company"),
        ("Jason JonMichael", Role.PANELIST, "Assistant director for smart mobility", "City of Austin"),
    ]
    assert [resource.title for resource in panel.resources] == ["Smart City Funding Strategies Playbook"]
    assert "not known" in panel.reconstructed


def test_the_panel_stands_on_the_clock_of_atlanta(sample: None) -> None:
    (entry,) = programme(PAST).entries
    # 10:30 in summer time, which ended on 4 November that year
    assert entry.slot.starts_at == datetime(2018, 10, 30, 14, 30, tzinfo=UTC)
    assert (entry.slot.ends_at - entry.slot.starts_at).seconds == 45 * 60
    assert entry.slot.uid == f"slot-{entry.slot.uuid}@localhost"


@pytest.mark.parametrize(("today", "first"), [
    (datetime(2026, 11, 1, 5, 30, tzinfo=UTC), date(2027, 3, 2)),  # winter time
    (datetime(2026, 11, 22, 12, tzinfo=UTC), date(2027, 3, 23)),   # summer time again, nine days old
    (datetime(2026, 6, 30, 3, 30, tzinfo=UTC), date(2026, 10, 27)),  # it is still 29 June in Atlanta
])
def test_the_next_edition_starts_on_a_tuesday_at_its_own_nine_o_clock(
    app: Flask, frozen_clock: FrozenClock, today: datetime, first: date
) -> None:
    frozen_clock.set(today)
    run(app)
    with app.app_context():
        coming = programme(f"smart-cities-summit-{first.year}")
        keynote = coming.sessions["SC-100"].slots[0]
        assert (coming.summit.starts_on, first.strftime("%A")) == (first, "Tuesday")
        assert coming.local(keynote.starts_at).isoformat()[:16] == f"{first}T09:00"


def test_what_the_news_says_is_true(sample: None) -> None:
    coming = programme(NEXT)
    kinds = Counter(session.kind for session in coming.sessions.values())
    given = sum(count for kind, count in kinds.items() if kind not in (SessionKind.BREAK, SessionKind.SOCIAL))
    assert (given, len(coming.people), kinds[SessionKind.KEYNOTE]) == (54, 56, 3)
    assert (len(coming.rooms), len(coming.events), len(coming.days)) == (8, 3, 2)
    assert coming.rooms["hanover-hall"].seats == 60
    assert all(len(s.slots[0].rooms) == 8 for s in coming.sessions.values() if s.kind == SessionKind.KEYNOTE)
    assert [s.code for s in coming.sessions.values() if len(s.slots) == 2] == ["SC-105"]


def test_the_news_is_dated_back_from_today(sample: None) -> None:
    assert [article.published_on for article in programme(NEXT).snapshot.news] == [
        date(2026, 10, 20), date(2026, 10, 2), date(2026, 9, 17)]


def test_nobody_is_in_two_places_and_no_room_is_taken_twice(sample: None) -> None:
    for one, other in combinations(programme(NEXT).entries, 2):
        if one.slot.starts_at < other.slot.ends_at and other.slot.starts_at < one.slot.ends_at:
            assert {b.person for b in one.session.line_up} & {b.person for b in other.session.line_up} == set()
            assert set(one.slot.rooms) & set(other.slot.rooms) == set()


def test_rooms_are_held_and_zones_are_apart(sample: None) -> None:
    summit = find_summit(NEXT)
    assert summit is not None
    assert [(w.zone.slug, w.other.slug, w.minutes) for w in list_walks(summit)] == [
        ("ballroom-level", "embassy-level", 6)]
    assert Counter(held.event.slug for held in list_allocations(summit)) == {
        "industrial-iot": 5, "smart-cities": 4, "iot-blockchain": 2}


def test_one_session_alone_is_in_a_room_that_is_not_its_event_s_then(sample: None) -> None:
    """So that the editor has something to tell."""
    summit, coming = find_summit(NEXT), programme(NEXT)
    assert summit is not None
    held = list_allocations(summit)

    def is_held(entry: Entry, room: str) -> bool:
        slot, events = entry.slot, (entry.session.event, *entry.session.also)
        mine = sorted(
            (h.starts_at or slot.starts_at, h.ends_at or slot.ends_at)
            for h in held if h.room.slug == room and h.event.slug in events)
        reached = slot.starts_at
        for starts_at, ends_at in mine:
            reached = max(reached, ends_at) if starts_at <= reached else reached
        return reached >= slot.ends_at

    strays = {(entry.session.code, room) for entry in coming.entries for room in entry.slot.rooms
              if not is_held(entry, room)}
    assert strays == {("SC-208", "inman-room")}


def test_the_second_release_says_what_changed(sample: None) -> None:
    summit = find_summit(NEXT)
    assert summit is not None
    newest, first = queries.list_releases(summit)
    assert (newest.number, first.number) == (2, 1)
    changes = diff.unpack(newest.changes)
    assert {change.key: [(f.field, f.before, f.after) for f in change.fields] for change in changes} == {
        "BC-204": [("Room", "Centennial II", "Embassy Hall")],
        "SC-205": [("Title", "One fleet for three agencies", "One fleet, three agencies, no shouting")],
    }


def test_the_organizer_owns_both(sample: None) -> None:
    account = find_account("ada@example.org")
    assert account is not None
    assert account.name == "Ada Brackwater"
    assert [summit.slug for summit in list_summits_of(account)] == [NEXT, PAST]


def test_twice_changes_nothing(app: Flask, sample: None) -> None:
    before = rows()
    assert run(app).splitlines() == [f"/{slug}/ is there already, and stays as it is." for slug in (PAST, NEXT)]
    assert rows() == before


def edit() -> None:
    with transaction():
        db.session.scalars(db.select(Session).filter_by(code="SC-205")).one().title = "Edited"
        db.session.scalars(db.select(Summit).filter_by(slug=NEXT)).one().slug = "renamed"


def test_edits_survive_a_second_demo(app: Flask, sample: None) -> None:
    edit()
    assert "/renamed/ is there already" in run(app)
    assert db.session.scalars(db.select(Session.title).filter_by(code="SC-205")).all() == ["Edited"]


def test_reset_makes_it_anew(app: Flask, sample: None) -> None:
    before = rows()
    edit()
    add_star("SC-205", "renamed")
    assert run(app, "--reset") == f"/{PAST}/ is made.\n/{NEXT}/ is made.\n"
    assert rows() == {**before, "personal_agenda": 1}
    assert programme(NEXT).sessions["SC-205"].title == "One fleet, three agencies, no shouting"
    session = db.session.scalars(db.select(Session).filter_by(code="SC-205")).one()
    assert [entry.actor for entry in history(session)] == ["command:demo", "command:demo"]


def add_star(code: str, slug: str) -> None:
    with transaction():
        summit = db.session.scalars(db.select(Summit).filter_by(slug=slug)).one()
        now = datetime(2026, 11, 1, tzinfo=UTC)
        db.session.add(Star(agenda=PersonalAgenda(created_at=now), summit=summit, session_code=code, created_at=now))


def test_reset_gives_no_release_an_id_that_was_given_before(app: Flask, sample: None) -> None:
    before = programme(NEXT).release_id
    run(app, "--reset")
    assert programme(NEXT).release_id > before


def other_summit() -> Summit:
    summit = Summit(
        slug="other", name="Other", time_zone="Asia/Tokyo", starts_on=date(2027, 1, 1), ends_on=date(2027, 1, 2),
        created_at=datetime(2026, 11, 1, tzinfo=UTC))
    db.session.add(summit)
    db.session.flush()
    return summit


def test_reset_leaves_other_summits_and_their_people_alone(app: Flask, sample: None) -> None:
    with transaction():
        shared = db.session.scalars(db.select(Person).filter_by(code="mari-silbey")).one()
        db.session.add(Profile(summit_id=other_summit().id, person=shared, headline="There too"))
        own = Person(code="own-person", name="Own Person")
        db.session.add(PersonSource(source="file", key="1", person=own))
        id = shared.id
    run(app, "--reset")
    assert find_summit("other") is not None
    there = db.select(Person.code).where(Person.code.in_(["own-person", "mari-silbey"])).order_by(Person.code)
    assert db.session.scalars(there).all() == ["mari-silbey", "own-person"]
    moderator = db.select(Appearance.person_id).where(Appearance.billed_name == "Mari Silbey")
    assert db.session.scalars(moderator).all() == [id]


def test_reset_takes_people_along_who_are_only_there(app: Flask, sample: None) -> None:
    with transaction():
        summit = db.session.scalars(db.select(Summit).filter_by(slug=NEXT)).one()
        added = Person(code="added-there", name="Added There")
        source = PersonSource(source="file", key="1", person=added)
        db.session.add_all([Profile(summit_id=summit.id, person=added), source])
    run(app, "--reset")
    assert db.session.scalars(db.select(Person).filter_by(code="added-there")).all() == []
    assert db.session.scalar(db.select(func.count()).select_from(Person)) == 60


def test_reset_keeps_every_account(app: Flask, sample: None) -> None:
    before = db.session.scalars(db.select(Account.id)).all()
    run(app, "--reset")
    assert db.session.scalars(db.select(Account.id)).all() == before


def test_addresses_that_are_taken_are_left_to_who_has_them(app: Flask, frozen_clock: FrozenClock) -> None:
    with app.app_context(), transaction():
        other_summit().slug = NEXT
        db.session.add(Person(code="mari-silbey", name="Another Mari Silbey"))
    assert run(app) == f"/{PAST}/ is made.\n/{NEXT}-2/ is made.\n"
    with app.app_context():
        assert next(b.person for b in programme(PAST).sessions["SC-101"].line_up) == "mari-silbey-2"


def test_a_reset_that_fails_changes_nothing(app: Flask, sample: None, monkeypatch: pytest.MonkeyPatch) -> None:
    before = rows()
    monkeypatch.setattr("eventsite.cli.sample.loading.EDITIONS", ("edition_2018", "no_such_edition"))
    result = app.test_cli_runner().invoke(args=["demo", "--reset"])
    assert isinstance(result.exception, FileNotFoundError)
    db.session.rollback()
    assert rows() == before


def test_everything_is_written_down_as_the_commands_doing(sample: None) -> None:
    assert set(db.session.scalars(db.select(AuditEntry.actor))) == {"command:demo"}
