"""A person in one summit's draft, as the desk shows them and as a permission is asked about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from eventsite.core.db import db
from eventsite.people.models import Person
from eventsite.programme.models import Appearance, Profile, Session
from eventsite.summits.models import Event, Summit


@dataclass(frozen=True, slots=True)
class PersonHere:
    """A person of a summit. `seats` are their places in its sessions, by code.

    `event` is the one that all their sessions belong to, those of other summits too, None when there are several: a
    name and an address hold wherever somebody appears.
    """

    summit: Summit
    person: Person
    event: Event | None
    seats: Sequence[Appearance]


def find_person_here(summit: Summit, code: str) -> PersonHere | None:
    """Return a person who appears in a session of `summit` or has a face there; 3 queries."""
    person = db.session.scalar(select(Person).filter_by(code=code).options(joinedload(Person.account)))
    return person_here(summit, person) if person is not None else None


def person_here(summit: Summit, person: Person) -> PersonHere | None:
    """Return a person as one of `summit`, None for one of others alone; 2 queries."""
    everywhere = db.session.scalars(
        select(Appearance)
        .join(Session, Session.id == Appearance.session_id)
        .where(Appearance.person_id == person.id)
        .options(joinedload(Appearance.session).joinedload(Session.event))
        .order_by(Session.code, Appearance.id)
    ).all()
    seats = [seat for seat in everywhere if seat.session.summit_id == summit.id]
    has_face = db.session.scalar(select(Profile.id).filter_by(summit_id=summit.id, person_id=person.id))
    if not seats and has_face is None:
        return None
    events = {seat.session.event for seat in everywhere}
    return PersonHere(summit, person, events.pop() if len(events) == 1 else None, seats)
