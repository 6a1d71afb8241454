"""The faces of a release: names, headlines, biographies and links."""

from __future__ import annotations

from eventsite.core.db import db
from eventsite.people.models import Person
from eventsite.programme import queries
from eventsite.programme.models import Profile
from eventsite.programme.releases.snapshot import ReleasedPerson, Snapshot
from eventsite.summits.models import Summit


def restore_people(summit: Summit, then: Snapshot) -> dict[str, Person]:
    """Give everybody the face of `then`; return code -> person for all whom it bills."""
    codes = {billing.person: billing.name for session in then.sessions for billing in session.line_up}
    people = {
        person.code: person
        for person in db.session.scalars(db.select(Person).where(Person.code.in_(sorted(codes))).order_by(Person.id))
    }
    for code, name in codes.items():
        if code not in people:
            people[code] = Person(code=code, name=name)
            db.session.add(people[code])
    profiles = {profile.person.code: profile for profile in queries.list_profiles(summit)}
    for released in then.people:
        if released.code in people:
            _restore(summit, people[released.code], profiles.get(released.code), released)
    return people


def _restore(summit: Summit, person: Person, profile: Profile | None, released: ReleasedPerson) -> None:
    """Restore one face. Without a profile somebody is called as they are billed, and there is nothing to restore."""
    links = [{"label": link.label, "url": link.url} for link in released.links]
    if profile is None:
        if not (released.headline or released.biography.source or links):
            return
        profile = Profile(summit_id=summit.id, person=person)
        db.session.add(profile)
    person.name = released.name
    profile.headline, profile.biography, profile.links = released.headline, released.biography.source, links
