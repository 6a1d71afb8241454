"""People as lists show them: a name and one line below it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from eventsite.programme.releases.public import Entry, Programme, fold
from eventsite.programme.releases.snapshot import Billing, ReleasedPerson


@dataclass(frozen=True, slots=True)
class Face:
    """`billed` is title and organization as a session bills them, or else the person's own headline."""

    code: str
    name: str
    billed: str


@dataclass(frozen=True, slots=True)
class Letter:
    """Everybody whose name begins with `letter`; '#' holds those that begin with none."""

    letter: str
    faces: tuple[Face, ...]


def face(programme: Programme, code: str) -> Face:
    """Return one person of the programme."""
    person = programme.people[code]
    return Face(code, person.name, next(_billed(programme, person), person.headline))


def _billed(programme: Programme, person: ReleasedPerson) -> Iterator[str]:
    for session in programme.sessions_of(person.code):
        for billing in session.line_up:
            if billing.person == person.code and (line := billed_line(billing)):
                yield line


def billed_line(billing: Billing) -> str:
    """Return title and organization as billed, '' when there is neither."""
    return ", ".join(filter(None, (billing.title, billing.organization)))


@lru_cache(maxsize=2)
def list_faces(programme: Programme) -> tuple[Face, ...]:
    """Return everybody, in the order of their names without regard to case and accents."""
    faces = (face(programme, code) for code in programme.people)
    return tuple(sorted(faces, key=lambda face: (_letter(face.name) == "#", fold(face.name), face.code)))


def list_found(programme: Programme, q: str) -> tuple[Face, ...]:
    """Return who has every word of `q` in the name, the line below it, or how a session bills them."""
    words = fold(q).split()
    return tuple(face for face in list_faces(programme) if all(word in _words(programme, face) for word in words))


def _words(programme: Programme, face: Face) -> str:
    billed = {
        f"{billing.name} {billed_line(billing)}"
        for session in programme.sessions_of(face.code)
        for billing in session.line_up
        if billing.person == face.code
    }
    return fold(" ".join((face.name, face.billed, *sorted(billed))))


def by_letter(faces: Iterable[Face]) -> tuple[Letter, ...]:
    """Return faces, which are in order, under the first letters of their names."""
    return tuple(Letter(letter, tuple(group)) for letter, group in groupby(faces, key=lambda face: _letter(face.name)))


def as_one(faces: Iterable[Face]) -> tuple[Letter, ...]:
    """Return faces as one group without a letter, none for nobody."""
    found = tuple(faces)
    return (Letter("", found),) if found else ()


def _letter(name: str) -> str:
    first = fold(name.lstrip())[:1].upper()
    return first if first.isalpha() else "#"


def entries_of(programme: Programme, code: str) -> tuple[Entry, ...]:
    """Return what a person takes part in, by start."""
    sessions = {session.code for session in programme.sessions_of(code)}
    return tuple(entry for entry in programme.entries if entry.session.code in sessions)
