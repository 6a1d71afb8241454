"""The tray: sessions without a slot, and the length each would get."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from eventsite.programme.board.asked import Asked
from eventsite.programme.board.day import Strand, Tray, Waiting
from eventsite.programme.board.marks import marks_of
from eventsite.programme.board.naming import who_of
from eventsite.programme.board.reading import Detail
from eventsite.programme.clashes.facts import Facts
from eventsite.programme.releases.public import Programme, fold
from eventsite.programme.releases.snapshot import Billing
from eventsite.programme.states import SessionKind, SessionState

#: More than this in the tray is found by searching.
MOST = 40
#: Minutes of a session that never had a slot.
LENGTHS = {
    SessionKind.PANEL: 45, SessionKind.TALK: 30, SessionKind.KEYNOTE: 45, SessionKind.WORKSHOP: 90,
    SessionKind.BREAK: 30, SessionKind.SOCIAL: 60,
}  # fmt: skip


def tray_of(
    facts: Facts,
    details: Mapping[str, Detail],
    billings: Mapping[str, tuple[Billing, ...]],
    programme: Programme | None,
    strands: Mapping[str, Strand],
    asked: Asked,
    movable: Collection[str],
) -> Tray:
    """Return the sessions of an event that have no slot and are not called off, by event and title."""
    order = list(strands)
    there = [
        detail for code, detail in details.items()
        if not facts.sessions[code].slots and detail.state is not SessionState.CANCELLED
        and (not asked.event or asked.event in facts.sessions[code].events)
    ]  # fmt: skip
    words = fold(asked.q).split()
    found = [detail for detail in there if all(word in _words_of(facts, detail) for word in words)]
    found.sort(key=lambda detail: (order.index(detail.event), detail.title.casefold(), detail.code))
    lines = tuple(
        Waiting(
            code=detail.code,
            version=detail.version,
            title=detail.title,
            kind=detail.kind,
            state=detail.state,
            strand=strands[detail.event],
            minutes=length_of(detail.code, detail.kind, programme),
            who=who_of(facts.sessions[detail.code].people),
            marks=marks_of(programme, detail, facts.sessions[detail.code].also, billings.get(detail.code, ()), None),
            is_fixed=detail.event not in movable,
        )
        for detail in found[:MOST]
    )
    return Tray(lines, len(found), len(there))


def length_of(code: str, kind: SessionKind, programme: Programme | None) -> int:
    """Return the minutes a session would get: those it had when it was public, else those usual for its kind."""
    released = programme.sessions.get(code) if programme else None
    for slot in released.slots if released else ():
        return int((slot.ends_at - slot.starts_at).total_seconds()) // 60
    return LENGTHS[kind]


def _words_of(facts: Facts, detail: Detail) -> str:
    names = [seat.name for seat in facts.sessions[detail.code].people]
    return fold(" ".join([detail.code, detail.title, detail.subtitle, detail.track_name, *names]))
