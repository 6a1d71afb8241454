"""People get a code once, from their name; it stands in addresses and never changes."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from eventsite.core.codes import free_slug, slugify
from eventsite.core.db import db
from eventsite.core.errors import DomainError
from eventsite.people.models import Person


class NameMissing(DomainError):
    """A person without a name."""


def make_person(*, name: str) -> Person:
    """Add a person called `name`, whoever else is called so.

    Raises:
        NameMissing: when there is no letter in it.
    """
    name = name.strip()
    if not name:
        raise NameMissing("Give the person a name.")
    while True:
        person = Person(code=_free_code(name), name=name)
        try:
            with db.session.begin_nested():
                db.session.add(person)
        except IntegrityError:  # somebody took the code after we looked, and stands there now
            continue
        return person


def _free_code(name: str) -> str:
    stem = slugify(name, fallback="person")
    taken = set(db.session.scalars(db.select(Person.code).where(Person.code.startswith(stem, autoescape=True))))
    return free_slug(name, taken, fallback="person")
