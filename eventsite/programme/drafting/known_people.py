"""Which people an organizer may pick: those who stand in a programme that the organizer works on.

A person belongs to no summit, so that next year's edition finds them again; other organizers' people stay unseen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eventsite.core.db import db
from eventsite.people.models import Account, Person
from eventsite.programme.models import Appearance, Profile, Session
from eventsite.programme.releases.public import fold
from eventsite.summits.models import TeamMember

MOST_FOUND = 12


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """A person to pick, and how they were billed last."""

    code: str
    name: str
    title: str
    organization: str


def list_known_people(account: Account) -> Sequence[Person]:
    """Return everybody who stands in a programme of a summit in whose team the account is, by name; one query."""
    appears = (
        db.select(Appearance.person_id)
        .join(Session, Session.id == Appearance.session_id)
        .join(TeamMember, TeamMember.summit_id == Session.summit_id)
        .where(TeamMember.account_id == account.id)
    )
    has_face = (
        db.select(Profile.person_id)
        .join(TeamMember, TeamMember.summit_id == Profile.summit_id)
        .where(TeamMember.account_id == account.id)
    )
    return db.session.scalars(
        db.select(Person).where(Person.id.in_(appears.union(has_face))).order_by(Person.name, Person.id)
    ).all()


def find_people(account: Account, words: str) -> tuple[FoundPerson, ...]:
    """Return the first known people whose name has every word; 2 queries."""
    wanted = fold(words).split()
    found = [person for person in list_known_people(account) if all(word in fold(person.name) for word in wanted)]
    return describe(found[:MOST_FOUND])


def describe(people: Iterable[Person]) -> tuple[FoundPerson, ...]:
    """Return people with how they were billed last; one query."""
    people = list(people)
    billed = {
        appearance.person_id: appearance
        for appearance in db.session.scalars(
            db.select(Appearance)
            .where(Appearance.person_id.in_([person.id for person in people]))
            .order_by(Appearance.id)
        )
    }
    return tuple(_found(person, billed.get(person.id)) for person in people)


def _found(person: Person, last: Appearance | None) -> FoundPerson:
    if last is None:
        return FoundPerson(person.code, person.name, "", "")
    return FoundPerson(person.code, person.name, last.billed_title, last.billed_organization)
