"""Who is in a session, as billed."""

from __future__ import annotations

from collections.abc import Sequence

from eventsite.core.errors import DomainError
from eventsite.people.models import Account, Person
from eventsite.people.services.naming import make_person
from eventsite.programme.drafting.known_people import list_known_people
from eventsite.programme.drafting.plans import SeatPlan
from eventsite.programme.models import Appearance, Session


class PersonNotKnown(DomainError):
    """A person whom this account has met at none of its summits."""


class PersonTwice(DomainError):
    """One person in one role, twice in one session."""


def set_line_up(*, session: Session, plans: Sequence[SeatPlan], by: Account) -> None:
    """Give `session` exactly the appearances of `plans`, in that order; who is not named is taken out.

    Raises:
        PersonNotKnown, PersonTwice
    """
    people = _people_of(session, plans, by)
    mine = {appearance.id: appearance for appearance in session.line_up}
    seats, seen = [], set()
    for position, plan in enumerate(plans):
        person = people[plan.person] if plan.person else make_person(name=plan.name)
        if (person.code, plan.role) in seen:
            raise PersonTwice(f"{person.name} stands here twice as {plan.role.value}. Take one of the two out.")
        seen.add((person.code, plan.role))
        seats.append(_seat(mine.get(plan.id or 0), person, position, plan))
    session.line_up[:] = seats


def _seat(seat: Appearance | None, person: Person, position: int, plan: SeatPlan) -> Appearance:
    if seat is None or seat.person is not person:
        seat = Appearance(person=person)
    seat.position, seat.role, seat.state = position, plan.role, plan.state
    seat.billed_name, seat.billed_title = plan.billed_name, plan.billed_title
    seat.billed_organization = plan.billed_organization
    return seat


def _people_of(session: Session, plans: Sequence[SeatPlan], by: Account) -> dict[str, Person]:
    """Return who is named by code: people of this session, and others whom the account knows."""
    people = {appearance.person.code: appearance.person for appearance in session.line_up}
    missing = {plan.person for plan in plans if plan.person} - set(people)
    if missing:
        known = {person.code: person for person in list_known_people(by)}
        if unknown := sorted(missing - set(known)):
            raise PersonNotKnown(
                f"Nobody here is known as {unknown[0][:60]!r}. Look the person up again, or add a new one by name."
            )
        people |= {code: known[code] for code in missing}
    return people
