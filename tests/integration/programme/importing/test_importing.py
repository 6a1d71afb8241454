"""A programme from a file: the first time, and beside what is here already."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from eventsite.core.db import Model, db, transaction
from eventsite.core.errors import DomainError
from eventsite.people.models import Person, PersonSource
from eventsite.programme import queries
from eventsite.programme.models import Appearance, Profile, Resource, Session, Slot, SlotRoom, SourceRecord, Track
from eventsite.programme.services import releasing
from eventsite.programme.services.importing import Noun
from eventsite.programme.services.importing.places import EventOfAnotherSource
from eventsite.programme.states import AppearanceState, ResourceKind, Role, SessionKind, SessionState
from eventsite.summits.models import Event, Room, Summit
from eventsite.summits.queries import find_summit
from eventsite.summits.slugs import BadSlug
from tests.drafts import add_person, add_session, add_summit
from tests.fixtures.queries import Statements
from tests.integration.programme.importing.running import HOST, bring, counts, oddities, rows, the_session
from tests.schedules import event, person, schedule_json, schedule_xml, talk

CountQueries = Callable[[], AbstractContextManager[Statements]]


def number_of(model: type[Model]) -> int:
    return db.session.scalars(select(func.count()).select_from(model)).one()


def test_fosdem_goes_in_whole_and_again_without_a_write(
    app: Flask,
    real_data: Callable[[str], Path],
    count_queries: CountQueries,
) -> None:
    data = real_data("schedules/fosdem-2026.xml").read_bytes()
    report = bring(app, data, "fosdem")
    assert (report.event, report.source, report.oddities) == ("fosdem-2026", "fosdem-2026@fosdem.org", [])
    with app.app_context():
        expected = {
            Session: 1079,
            Slot: 1079,
            SlotRoom: 1079,
            Person: 1216,
            PersonSource: 1216,
            Room: 37,
            Track: 71,
            Appearance: 1472,
            Resource: 7067,
            Event: 1,
            Summit: 1,
        }
        assert {model: number_of(model) for model in expected} == expected
    before = rows(app)
    with count_queries() as sent:
        again = bring(app, data, "fosdem")
    assert [statement for statement in sent if not statement.startswith("SELECT")] == []
    assert (again.has_changed, rows(app) == before) == (False, True)
    assert {noun: counts(again, noun) for noun in Noun} == {
        Noun.SESSIONS: (0, 0, 1079, 0, 0),
        Noun.PEOPLE: (0, 0, 1216, 0, 0),
        Noun.ROOMS: (0, 0, 37, 0, 0),
        Noun.TRACKS: (0, 0, 71, 0, 0),
        Noun.RESOURCES: (0, 0, 7067, 0, 0),
    }


@pytest.mark.parametrize(
    ("name", "zone", "sizes"),
    [
        ("cccamp-2019.json", "", (79, 90, 2, 7)),
        ("rc3-2020.json", "Europe/Berlin", (48, 56, 5, 5)),
        ("voc-hub-schedule2-example.json", "", (2, 4, 5, 7)),
    ],
)
def test_other_real_files_go_in_whole_and_can_be_released(
    app: Flask,
    real_data: Callable[[str], Path],
    name: str,
    zone: str,
    sizes: tuple[int, int, int, int],
) -> None:
    data = real_data(f"schedules/{name}").read_bytes()
    bring(app, data, time_zone=zone)
    again = bring(app, data)  # the summit lends its zone to a file that names none
    assert (again.has_changed, again.oddities) == (False, [])
    with app.app_context(), transaction():
        assert (number_of(Session), number_of(Person), number_of(Room), number_of(Track)) == sizes
        summit = find_summit("summit")
        assert summit
        releasing.release(summit, name="First")


def test_the_summit_is_made_from_the_file(app: Flask) -> None:
    bring(app, schedule_xml(event(), city="Berlin", venue="House", end="2026-07-02"), "berlin-2026", event="civic")
    with app.app_context():
        summit = db.session.scalars(select(Summit)).one()
        assert (summit.slug, summit.name, summit.time_zone) == ("berlin-2026", "Summit 2026", "Europe/Berlin")
        assert (summit.starts_on, summit.ends_on) == (date(2026, 7, 1), date(2026, 7, 2))
        assert (summit.city, summit.venue_name) == ("Berlin", "House")
        assert [(one.slug, one.name, one.position) for one in summit.events] == [("civic", "Summit 2026", 0)]
        assert [(room.slug, room.name, room.position) for room in summit.rooms] == [("hall", "Hall", 0)]
        assert [(track.slug, track.event.slug) for track in queries.list_tracks(summit)] == [("main", "civic")]


def test_a_session_and_all_its_parts_are_what_the_file_says(app: Flask) -> None:
    people = [
        {
            "id": 1,
            "guid": "p1",
            "name": "Ann Lee",
            "biography": "<p>Buys <b>together</b>.</p>",
            "role": "MODERATOR",
            "links": [{"url": "https://ann.example", "title": "Home"}],
        },
        {"id": 2, "name": "Ben"},
    ]
    bring(
        app,
        schedule_json(
            talk(
                code="ABC123",
                type="Panel",
                subtitle="Sub",
                abstract="<p>Short</p>",
                description="**Long**",
                persons=people,
                attachments=[{"url": "/a.pdf", "type": "slides", "title": "Our slides"}],
            )
        ),
    )
    with app.app_context():
        session = the_session("Talk 1")
        assert (session.code, session.kind, session.state, session.version) == (
            "ABC123",
            SessionKind.PANEL,
            SessionState.CONFIRMED,
            1,
        )
        assert (session.subtitle, session.abstract, session.description, session.language) == (
            "Sub",
            "Short",
            "**Long**",
            "en",
        )
        assert (session.event.slug, session.track and session.track.name) == ("summit-2026", "Main")
        slot = session.slots[0]
        assert (slot.uid, [room.slug for room in slot.rooms]) == (f"slot-{slot.uuid}@{HOST}", ["hall"])
        assert (slot.starts_at, slot.ends_at) == (
            datetime(2026, 7, 1, 8, tzinfo=UTC),
            datetime(2026, 7, 1, 8, 45, tzinfo=UTC),
        )
        assert [(a.person.code, a.role, a.state, a.position) for a in session.line_up] == [
            ("ann-lee", Role.MODERATOR, AppearanceState.CONFIRMED, 0),
            ("ben", Role.PANELIST, AppearanceState.CONFIRMED, 1),
        ]
        assert [(r.kind, r.title, r.url) for r in session.resources] == [
            (ResourceKind.SLIDES, "Our slides", "https://summit.example/a.pdf")
        ]
        profile = db.session.scalars(select(Profile)).one()
        assert (profile.person.code, profile.biography) == ("ann-lee", "Buys **together**.")
        assert profile.links == [{"label": "Home", "url": "https://ann.example"}]
        keys = db.session.scalars(select(PersonSource.key).order_by(PersonSource.key)).all()
        assert keys == ["guid:p1", "id:1", "id:2"]


def test_nobody_is_recognised_by_name(app: Flask) -> None:
    with app.app_context(), transaction():
        add_person("Ann Lee")
    bring(app, schedule_xml(event(people=person(1, "Ann Lee") + person(2, "Ann Lee"))))
    with app.app_context():
        assert db.session.scalars(select(Person.code).order_by(Person.id)).all() == [
            "ann-lee",
            "ann-lee-2",
            "ann-lee-3",
        ]


def test_two_sources_never_share_a_person_or_a_session(app: Flask) -> None:
    bring(app, schedule_xml(event()))
    report = bring(app, schedule_xml(event(), acronym="other-2026"))
    assert (counts(report, Noun.SESSIONS)[0], counts(report, Noun.PEOPLE)[0]) == (1, 1)
    with app.app_context():
        assert (number_of(Session), number_of(Person)) == (2, 2)


def test_events_under_one_roof_share_its_rooms_and_not_their_tracks(app: Flask) -> None:
    bring(app, schedule_xml(event()))
    bring(app, schedule_xml(event(), acronym="other-2026"))
    with app.app_context():
        assert (number_of(Room), number_of(Track), number_of(Event)) == (1, 2, 2)


def test_one_source_in_two_summits_is_the_same_people(app: Flask) -> None:
    bring(app, schedule_xml(event()), "one")
    bring(app, schedule_xml(event(people=person(1, "Ann B. Lee"))), "two")
    with app.app_context():
        assert (number_of(Session), number_of(Person)) == (2, 1)
        assert db.session.scalars(select(Person.name)).one() == "Ann Lee"


def test_a_code_that_is_taken_gets_a_number(app: Flask) -> None:
    with app.app_context(), transaction():
        add_session(add_summit(time_zone="Europe/Berlin"), "ABC123")
    bring(app, schedule_xml(event(code="ABC123"), event(2, code="ABC123")))
    with app.app_context():
        assert db.session.scalars(select(Session.code).order_by(Session.id)).all() == ["ABC123", "ABC123-2", "ABC123-3"]


def test_a_summit_that_is_here_stays_what_it_is(app: Flask) -> None:
    with app.app_context(), transaction():
        add_summit()
    report = bring(app, schedule_xml(event()))
    assert oddities(report) == [
        (
            "the conference: the file's time zone is Europe/Berlin, the summit's America/New_York: "
            "sessions keep their instants and are shown on the summit's clock."
        ),
        "the conference: the file's days are 2026-07-01 to 2026-07-01, the summit's 2026-10-31 to 2026-11-02.",
    ]
    with app.app_context():
        summit = db.session.scalars(select(Summit)).one()
        assert (summit.name, summit.time_zone, [one.slug for one in summit.events]) == (
            "Summit",
            "America/New_York",
            ["main", "summit-2026"],
        )
        assert [room.slug for room in summit.rooms] == ["hall", "attic"]


def test_a_file_without_a_zone_must_agree_with_the_summits(app: Flask) -> None:
    with app.app_context(), transaction():
        add_summit()
    with pytest.raises(DomainError, match="but then it is 04:00 in America/New_York"):
        bring(app, schedule_xml(event(), time_zone_name=""))


@pytest.mark.parametrize(
    ("options", "kind", "words"),
    [
        ({"summit": "Summit 2026"}, BadSlug, "'Summit 2026' cannot stand in an address"),
        ({"summit": "static"}, BadSlug, "/static has another meaning on this site"),
        ({"event": "Main Event"}, DomainError, "'Main Event' cannot stand in an address"),
        ({"source": "x" * 201}, DomainError, "A source is a name of at most 200 letters"),
        ({"time_zone": "Berlin"}, DomainError, "There is no time zone 'Berlin'"),
    ],
)
def test_an_option_that_cannot_be_is_refused(
    app: Flask, options: dict[str, str], kind: type[Exception], words: str
) -> None:
    before = rows(app)
    with pytest.raises(kind, match=words):
        bring(app, schedule_xml(event()), **options)
    assert rows(app) == before


def test_an_event_is_not_filled_from_two_sources_by_accident(app: Flask) -> None:
    bring(app, schedule_xml(event()))
    moved = schedule_xml(event(), base_url="https://moved.example/")
    with pytest.raises(EventOfAnotherSource) as raised:
        bring(app, moved)
    assert str(raised.value) == (
        "The event summit-2026 of summit was imported from summit-2026@summit.example, and this file is "
        "summit-2026@moved.example. If it is the same programme, say --source summit-2026@summit.example; "
        "if not, say --event and a slug of its own."
    )
    assert counts(bring(app, moved, source="summit-2026@summit.example"), Noun.SESSIONS) == (0, 0, 1, 0, 0)
    with pytest.raises(EventOfAnotherSource, match="This source already fills the event summit-2026 of summit"):
        bring(app, schedule_xml(event()), event="other")


def test_what_is_too_long_for_a_column_is_cut_and_reported(app: Flask) -> None:
    long = "ä" * 3000
    report = bring(
        app,
        schedule_xml(
            event(
                title=long,
                subtitle=long,
                language=long,
                track=long,
                type=long,
                people=person(1, long),
                abstract=long * 20,
                parts=f'<links><link href="https://a.example/{"x" * 1900}">{long}</link></links>',
            ),
            room=long,
            title=long,
            city=long,
            venue=long,
            acronym=long,
        ),
    )
    cut = [
        str(oddity).partition(" has ")[0].partition(": ")[2] for oddity in report.oddities if "was cut" in str(oddity)
    ]
    assert cut == [
        "the name of person id:1",
        "the title of session 1",
        "the subtitle of session 1",
        "the abstract of session 1",
        "the language of session 1",
        "the link of session 1",
        "the title",
        "the acronym",
        "the city",
        "the venue",
        "the room's name",
        "the track's name",
    ]


def test_everything_is_recorded_and_nothing_else(app: Flask) -> None:
    bring(app, schedule_xml(event()))
    with app.app_context():
        found = db.session.execute(select(SourceRecord.kind, SourceRecord.key).order_by(SourceRecord.kind)).all()
        guid = "guid:11111111-1111-4111-8111-000000000001"
        assert [tuple(row) for row in found] == [
            ("appearance", f"{guid}>ann-lee"),
            ("event", "the"),
            ("person", "ann-lee"),
            ("room", "name:hall"),
            ("session", guid),
            ("slot", guid),
            ("summit", "the"),
            ("track", "name:main"),
        ]
