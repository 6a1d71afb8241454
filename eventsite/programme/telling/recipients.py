"""Whom a release concerns: its speakers, and those who starred a session and left an address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from eventsite.core.db import db
from eventsite.people.models import Account, Person
from eventsite.programme.models import Appearance, PersonalAgenda, Session, Star
from eventsite.programme.states import AppearanceState, Role
from eventsite.programme.telling.affected import Affected
from eventsite.summits.models import Summit

_ABSENT = (AppearanceState.DECLINED, AppearanceState.DROPPED)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody in a changed session; `email` is '' where nobody knows one."""

    id: int
    code: str
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Audience:
    """Who is told: session code -> its speakers, and session code -> ids of personal agendas with an address.

    No address is told of a session twice: a speaker's own star adds nothing, nor do the stars of a second device.
    """

    speakers: Mapping[str, tuple[Speaker, ...]]
    visitors: Mapping[str, tuple[int, ...]]

    @property
    def all_speakers(self) -> tuple[Speaker, ...]:
        """Return everybody once, by name."""
        found = {speaker.id: speaker for speakers in self.speakers.values() for speaker in speakers}
        return tuple(sorted(found.values(), key=lambda speaker: (speaker.name.casefold(), speaker.id)))

    @property
    def all_visitors(self) -> frozenset[int]:
        return frozenset(id for ids in self.visitors.values() for id in ids)


def audience_of(summit: Summit, affected: Sequence[Affected]) -> Audience:
    """Return who is told of `affected`; 3 queries, however many, and none for nobody."""
    if not affected:
        return Audience({}, {})
    backstage = _backstage(summit, [session.code for session in affected])
    speakers = _speakers({code for session in affected for code in session.people} | _all(backstage))
    starred = _starred(summit, [session.code for session in affected if session.is_for_visitors])
    told = {
        session.code: tuple(
            speakers[code] for code in sorted(session.people | backstage[session.code]) if code in speakers
        )
        for session in affected
    }
    return Audience(told, {code: _beside(told[code], agendas) for code, agendas in starred.items()})


def _beside(speakers: Iterable[Speaker], agendas: Iterable[tuple[int, str]]) -> tuple[int, ...]:
    """Return the first agenda of each address that none of the `speakers` is told at."""
    known = {speaker.email.strip().lower() for speaker in speakers}
    first: dict[str, int] = {}
    for id, address in agendas:
        if address not in known:
            first.setdefault(address, id)
    return tuple(first.values())


def _all(groups: Mapping[str, Iterable[str]]) -> set[str]:
    return {code for codes in groups.values() for code in codes}


def _backstage(summit: Summit, codes: Sequence[str]) -> Mapping[str, frozenset[str]]:
    """Return session code -> codes of those who work behind the stage, whom no release names; one query."""
    rows = db.session.execute(
        select(Session.code, Person.code)
        .join(Appearance, Appearance.session_id == Session.id)
        .join(Person, Person.id == Appearance.person_id)
        .where(Session.summit_id == summit.id, Session.code.in_(codes))
        .where(Appearance.role == Role.BACKSTAGE, Appearance.state.not_in(_ABSENT))
        .order_by(Appearance.id)
    )
    found: dict[str, set[str]] = {code: set() for code in codes}
    for session, person in rows:
        found[session].add(person)
    return {session: frozenset(people) for session, people in found.items()}


def _speakers(codes: Iterable[str]) -> dict[str, Speaker]:
    """Return person code -> how to reach them: the address organizers gave, else that of their account; one query."""
    rows = db.session.execute(
        select(Person.id, Person.code, Person.name, Person.email, Account.email)
        .outerjoin(Account, Account.id == Person.account_id)
        .where(Person.code.in_(sorted(codes)))
        .order_by(Person.id)
    )
    return {code: Speaker(id, code, name, own or login or "") for id, code, name, own, login in rows}


def _starred(summit: Summit, codes: Sequence[str]) -> Mapping[str, list[tuple[int, str]]]:
    """Return session code -> agendas that hold it, each with its address that was confirmed; one query."""
    rows = db.session.execute(
        select(Star.session_code, Star.agenda_id, PersonalAgenda.email)
        .join(PersonalAgenda, PersonalAgenda.id == Star.agenda_id)
        .where(Star.summit_id == summit.id, Star.session_code.in_(codes))
        .where(PersonalAgenda.email_confirmed_at.is_not(None))
        .order_by(Star.agenda_id)
    )
    found: dict[str, list[tuple[int, str]]] = {code: [] for code in codes}
    for code, agenda, address in rows:
        found[code].append((agenda, address))
    return found
