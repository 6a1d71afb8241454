"""A person as organizers know them: the name, the face at one summit, and where changes are mailed."""

from __future__ import annotations

from dataclasses import dataclass

from eventsite.core.db import db
from eventsite.core.errors import StaleEdit
from eventsite.people.models import Person
from eventsite.programme.models import Profile
from eventsite.summits.models import Summit


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """What the form of a person holds; `email` is for the organizers alone."""

    name: str
    headline: str
    biography: str
    email: str


def face_of(summit: Summit, person: Person) -> Face:
    """Return how a person stands now; one query."""
    profile = _profile(summit, person)
    headline, biography = (profile.headline, profile.biography) if profile else ("", "")
    return Face(name=person.name, headline=headline, biography=biography, email=person.email)


def revise_face(*, summit: Summit, person: Person, opened: Face, face: Face) -> None:
    """Make a person what `face` says, if they are still as they were `opened`. The name holds wherever they appear.

    Raises:
        StaleEdit: when somebody saved something else in between.
    """
    db.session.execute(db.select(Person.id).filter_by(id=person.id).with_for_update())
    db.session.expire(person)
    if face_of(summit, person) not in (opened, face):
        raise StaleEdit("Somebody saved this person after you opened the page. Below is what you typed; save again.")
    person.name, person.email = face.name, face.email.lower()
    profile = _profile(summit, person)
    if profile is None and (face.headline or face.biography):
        profile = Profile(summit_id=summit.id, person=person, headline="", biography="", links=[])
        db.session.add(profile)
    if profile is not None:
        profile.headline, profile.biography = face.headline, face.biography
    db.session.flush()


def _profile(summit: Summit, person: Person) -> Profile | None:
    found: Profile | None = db.session.scalar(db.select(Profile).filter_by(summit_id=summit.id, person_id=person.id))
    return found
