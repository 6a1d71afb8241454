"""One session put back: its words, its slots with their identity, its line-up, its resources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from eventsite.core.db import db
from eventsite.core.states import step
from eventsite.people.models import Person
from eventsite.programme.models import Appearance, CoPresenter, Resource, Session, Slot, SlotRoom, Track
from eventsite.programme.releases.snapshot import Billing, ReleasedResource, ReleasedSession
from eventsite.programme.states import COMING, PUBLIC_ROLES, SESSION_STEPS, AppearanceState, Role, SessionState
from eventsite.summits.models import Summit

_SAME = ("title", "subtitle", "reconstructed", "kind", "language", "is_featured")


@dataclass(frozen=True, slots=True)
class Seated:
    """Somebody in a session, by name and title."""

    name: str
    session: str


def seats_to_bench(session: Session, released: ReleasedSession) -> Iterator[Seated]:
    """Yield who is billed now, was not in the release, and so goes to the bench."""
    kept = set(_matched(session, released).values())
    for seat in session.line_up:
        if _is_billed(seat) and seat not in kept:
            yield Seated(seat.billed_name or seat.person.name, session.title)


def restore_session(
    summit: Summit, session: Session | None, released: ReleasedSession, people: Mapping[str, Person],
    tracks: Mapping[tuple[str, str], Track],
) -> None:  # fmt: skip
    """Make a session of the draft say what the release says; one that is gone is made anew, under its code.

    `tracks` are by the slugs of their event and their own, `people` by code.
    """
    event = next(event for event in summit.events if event.slug == released.event)
    if session is None:
        session = Session(summit=summit, event=event, code=released.code, title=released.title, kind=released.kind)
        db.session.add(session)
    else:
        session.version += 1
    for name in _SAME:
        setattr(session, name, getattr(released, name))
    session.abstract, session.description = released.abstract.source, released.description.source
    state = SessionState.CANCELLED if released.is_cancelled else SessionState.CONFIRMED
    session.state = step(SESSION_STEPS, session.state or state, state, f"“{released.title}”")
    session.event, session.track = event, tracks.get((released.event, released.track))
    _set_also(summit, session, released)
    if not released.is_cancelled:
        _set_slots(summit, session, released)
    _set_line_up(session, released, people)
    _set_resources(session, released)


def _set_also(summit: Summit, session: Session, released: ReleasedSession) -> None:
    there = {also.event.slug: also for also in session.also}
    events = {event.slug: event for event in summit.events}
    session.also[:] = [there.get(slug) or CoPresenter(event=events[slug]) for slug in released.also]


def _set_slots(summit: Summit, session: Session, released: ReleasedSession) -> None:
    """Give it the slots that were on; those cancelled then are not in a draft."""
    mine, rooms = {str(slot.uuid): slot for slot in session.slots}, {room.slug: room for room in summit.rooms}
    kept = []
    for then in released.slots:
        if then.is_cancelled:
            continue
        slot = mine.get(then.uuid) or Slot(uuid=UUID(then.uuid), uid=then.uid)
        slot.starts_at, slot.ends_at = then.starts_at, then.ends_at
        there = {place.room.slug: place for place in slot.places}
        places = [there.get(slug) or SlotRoom(room=rooms[slug]) for slug in then.rooms]
        for position, place in enumerate(places):
            place.position = position
        slot.places[:] = places
        kept.append(slot)
    session.slots[:] = kept


def _set_line_up(session: Session, released: ReleasedSession, people: Mapping[str, Person]) -> None:
    """Bill who was billed, in that order. Who was not goes to the bench; who said no since is asked again."""
    matched = _matched(session, released)
    kept = set(matched.values())
    benched = {seat.person.code for seat in session.line_up if seat.role == Role.BENCH and seat not in kept}
    others = [seat for seat in session.line_up if seat not in kept]
    for seat in [seat for seat in others if _is_billed(seat)]:
        if seat.person.code in benched:
            others.remove(seat)
        seat.role = Role.BENCH
        benched.add(seat.person.code)
    seats = [_seat(matched.get(place), people[then.person], then) for place, then in enumerate(released.line_up)]
    for position, seat in enumerate([*seats, *others]):
        seat.position = position
    session.line_up[:] = [*seats, *others]


def _matched(session: Session, released: ReleasedSession) -> dict[int, Appearance]:
    """Return place in the released line-up -> the seat that was it: the same person and role, else the person's."""
    free, found = list(session.line_up), {}
    for is_same_role in (True, False):
        for place, then in enumerate(released.line_up):
            seat = next((s for s in free if place not in found and _could_be(s, then, is_same_role)), None)
            if seat is not None:
                free.remove(seat)
                found[place] = seat
    return found


def _could_be(seat: Appearance, then: Billing, is_same_role: bool) -> bool:
    is_same = seat.role == then.role if is_same_role else seat.role in (*PUBLIC_ROLES, Role.BENCH)
    return seat.person.code == then.person and is_same


def _seat(seat: Appearance | None, person: Person, then: Billing) -> Appearance:
    if seat is None:
        seat = Appearance(person=person, state=AppearanceState.INVITED, billed_name="")
    elif seat.state not in COMING:
        seat.state = AppearanceState.INVITED
    seat.role, seat.billed_title, seat.billed_organization = then.role, then.title, then.organization
    if then.name != (seat.billed_name or person.name):
        seat.billed_name = then.name
    return seat


def _is_billed(seat: Appearance) -> bool:
    return seat.role in PUBLIC_ROLES and seat.state in COMING


def _set_resources(session: Session, released: ReleasedSession) -> None:
    mine, kept = list(session.resources), []
    for position, then in enumerate(released.resources):
        resource = next((r for r in mine if _is_same(r, then)), None)
        if resource is None:
            resource = Resource(kind=then.kind, title=then.title, publisher=then.publisher)
            resource.year, resource.url = then.year, then.url
        else:
            mine.remove(resource)
        resource.position = position
        kept.append(resource)
    session.resources[:] = kept


def _is_same(resource: Resource, then: ReleasedResource) -> bool:
    mine = (resource.kind, resource.title, resource.publisher, resource.year, resource.url)
    return mine == (then.kind, then.title, then.publisher, then.year, then.url)
