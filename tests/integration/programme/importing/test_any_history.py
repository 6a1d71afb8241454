"""Whatever a file has been through, the draft says what it says now, and every identity is the first one given."""

from __future__ import annotations

from typing import Any

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from eventsite.core.db import db, transaction
from eventsite.people.models import PersonSource
from eventsite.programme.interchange import reading
from eventsite.programme.models import Session, SourceRecord
from eventsite.programme.services.importing import Report, import_schedule
from eventsite.programme.services.importing.ledger import IDENTITY
from eventsite.programme.states import AppearanceState, SessionState
from tests.integration.programme.importing.running import HOST
from tests.schedules import schedule_json, talk

NUMBERS = range(1, 5)
PEOPLE = st.lists(
    st.sampled_from([(1, "Ann"), (1, "Anne"), (2, "Ann"), (3, "Cy")]), max_size=3, unique_by=lambda one: one[0]
)
LINKS = st.lists(
    st.sampled_from(["https://a.example", "https://b.example", "https://c.example"]), max_size=3, unique=True
)


@st.composite
def talks(draw: st.DrawFn, number: int) -> dict[str, Any]:
    hour = draw(st.integers(8, 20))
    return talk(
        number,
        title=draw(st.sampled_from(["One", "Two"])),
        abstract=draw(st.sampled_from(["", "<p>Short</p>"])),
        date=f"2026-07-01T{hour:02}:00:00+02:00",
        start=f"{hour:02}:00",
        duration=draw(st.sampled_from(["00:30", "01:00"])),
        track=draw(st.sampled_from(["", "Main", "Side"])),
        type=draw(st.sampled_from(["talk", "panel"])),
        state=draw(st.sampled_from(["CONFIRMED", "CANCELED"])),
        persons=[{"id": id, "name": name} for id, name in draw(PEOPLE)],
        links=[{"url": url} for url in draw(LINKS)],
    )


@st.composite
def files(draw: st.DrawFn) -> list[dict[str, Any]]:
    numbers = draw(st.lists(st.sampled_from(NUMBERS), min_size=1, unique=True))
    return [draw(talks(number)) for number in numbers]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(history=st.lists(files(), min_size=1, max_size=5))
def test_the_draft_says_what_the_file_says_now(app: Flask, history: list[list[dict[str, Any]]]) -> None:
    with app.app_context():
        try:
            with transaction():
                walk(history)
                raise ZeroDivisionError  # so that the next example begins without rows
        except ZeroDivisionError:
            db.session.rollback()


def walk(history: list[list[dict[str, Any]]]) -> None:
    identities: dict[str, tuple[object, ...]] = {}
    for file in history:
        bring(file)
        assert bring(file).has_changed is False
        db.session.expire_all()
        found = sessions()
        for key, session in found.items():
            assert identities.setdefault(key, identity(session)) == identity(session)
        in_file = {f"guid:{one['guid']}": one for one in file}
        assert {key: essence(found[key]) for key in in_file} == {key: wanted(one) for key, one in in_file.items()}
        assert {session.state for key, session in found.items() if key not in in_file} <= {SessionState.CANCELLED}
    codes = db.session.scalars(select(PersonSource.key)).all()
    assert len(set(codes)) == len(codes)


def bring(file: list[dict[str, Any]]) -> Report:
    raw = reading.parse(schedule_json(*file))
    report = import_schedule(raw, summit="summit", host=HOST)
    assert [str(oddity) for oddity in report.oddities if "changed here" in str(oddity)] == []
    return report


def sessions() -> dict[str, Session]:
    """Return key -> session, through the records."""
    codes = {session.code: session for session in db.session.scalars(select(Session))}
    records = db.session.scalars(select(SourceRecord).filter_by(kind="session"))
    return {record.key: codes[record.fields[IDENTITY]] for record in records}


def identity(session: Session) -> tuple[object, ...]:
    (slot,) = session.slots
    return session.id, session.code, slot.uuid, slot.uid


def essence(session: Session) -> tuple[object, ...]:
    (slot,) = session.slots
    return (
        session.title,
        session.abstract,
        session.track.name if session.track else "",
        session.kind.value,
        session.state,
        slot.starts_at.isoformat(),
        (slot.ends_at - slot.starts_at).total_seconds(),
        [room.name for room in slot.rooms],
        sorted(
            (one.position, one.role.value, person_id(one.person_id))
            for one in session.line_up
            if one.state == AppearanceState.CONFIRMED
        ),
        [one.url for one in session.resources],
    )


def person_id(id: int) -> int:
    return int(db.session.scalars(select(PersonSource.key).filter_by(person_id=id)).one().removeprefix("id:"))


def wanted(one: dict[str, Any]) -> tuple[object, ...]:
    hour = int(one["start"][:2]) - 2
    role = "panelist" if one["type"] == "panel" else "speaker"
    return (
        one["title"],
        "Short" if one["abstract"] else "",
        one["track"],
        one["type"],
        SessionState.CANCELLED if one["state"] == "CANCELED" else SessionState.CONFIRMED,
        f"2026-07-01T{hour:02}:00:00+00:00",
        1800 if one["duration"] == "00:30" else 3600,
        ["Hall"],
        [(place, role, person["id"]) for place, person in enumerate(one["persons"])],
        [link["url"] for link in one["links"]],
    )
