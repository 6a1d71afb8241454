"""The people of a file: who they are by (source, key), what they are called, and their faces at this summit."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy.orm import joinedload

from eventsite.core.db import db
from eventsite.people.models import Person, PersonSource
from eventsite.programme.interchange.documents import Document, PersonEntry
from eventsite.programme.models import Profile
from eventsite.programme.services.importing.ledger import Kind, Ledger
from eventsite.programme.services.importing.report import Noun, Outcome, Report
from eventsite.programme.services.importing.slugs import Slugs
from eventsite.summits.models import Summit


def settle_people(document: Document, summit: Summit, ledger: Ledger, report: Report) -> dict[str, Person]:
    """Return key -> person; 3 queries. Nobody is ever recognised by name, or across sources.

    The ledger knows a person by our code: the identifiers of the file may become more, and then others are stronger.
    """
    directory = _Directory(document.source)
    rows = db.session.scalars(db.select(Profile).filter_by(summit_id=summit.id))
    profiles = {profile.person_id: profile for profile in rows}
    codes = Slugs(db.session.scalars(db.select(Person.code)))
    found = {}
    for entry in document.people:
        known = directory.find(entry)
        code = known.code if known else codes.free(entry.name, fallback="person")
        person, outcome = _settle_person(entry, code, known, ledger)
        directory.introduce(entry, person)
        found[entry.key] = person
        profile = profiles.get(person.id) if known else None
        report.count(Noun.PEOPLE, _settle_profile(entry, person, profile, summit, ledger) or outcome)
    return found


def _settle_person(entry: PersonEntry, code: str, known: Person | None, ledger: Ledger) -> tuple[Person, Outcome]:
    person, outcome = ledger.settle(
        Kind.PERSON, code, known, {"name": entry.name}, lambda: Person(code=code, name=entry.name),
        label=f"person {code}", where=entry.where, is_wanted=True)
    assert person is not None
    return person, outcome


def _settle_profile(
    entry: PersonEntry, person: Person, profile: Profile | None, summit: Summit, ledger: Ledger,
) -> Outcome | None:
    """Bring the profile up to date; return CHANGED when that changed it, None when the person's outcome stands."""
    said = {"biography": entry.biography, "links": [{"label": label, "url": url} for label, url in entry.links]}
    if not any(said.values()) and ledger.find(Kind.PROFILE, person.code) is None:
        return None
    _profile, outcome = ledger.settle(
        Kind.PROFILE, person.code, profile, said, lambda: Profile(summit_id=summit.id, person=person, **said),
        label=f"person {person.code}", where=entry.where)
    return outcome if outcome == Outcome.CHANGED else None


class _Directory:
    """The people this source brought before, by every identifier it ever gave them."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._people: dict[str, Person] = {}
        self._kinds: dict[int, set[str]] = defaultdict(set)
        self._found: set[int] = set()
        query = db.select(PersonSource).filter_by(source=source).options(joinedload(PersonSource.person))
        for row in db.session.scalars(query):
            self._people[row.key] = row.person
            self._kinds[row.person_id].add(_kind(row.key))

    def find(self, entry: PersonEntry) -> Person | None:
        """A weaker identifier counts only for somebody of whom no stronger one is known, and only once."""
        stronger: set[str] = set()
        for key in entry.keys:
            person = self._people.get(key)
            if person and person.id not in self._found and stronger.isdisjoint(self._kinds[person.id]):
                self._found.add(person.id)
                return person
            stronger.add(_kind(key))
        return None

    def introduce(self, entry: PersonEntry, person: Person) -> None:
        """Remember every identifier that is nobody's yet."""
        for key in entry.keys:
            if key not in self._people:
                self._people[key] = person
                db.session.add(PersonSource(source=self._source, key=key, person=person))


def _kind(key: str) -> str:
    return key.partition(":")[0]
