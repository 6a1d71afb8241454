"""The tray: sessions without a slot, and the length each would get."""

from __future__ import annotations

from eventsite.programme.board.day import Tray, Waiting
from eventsite.programme.board.ground import Ground
from eventsite.programme.board.marks import marks_of
from eventsite.programme.board.naming import who_of
from eventsite.programme.board.reading import Detail
from eventsite.programme.clashes.facts import Facts
from eventsite.programme.releases.public import Programme, fold
from eventsite.programme.states import SessionKind, SessionState

#: More than this in the tray is found by searching.
MOST = 40
#: Minutes of a session that never had a slot.
LENGTHS = {
    SessionKind.PANEL: 45, SessionKind.TALK: 30, SessionKind.KEYNOTE: 45, SessionKind.WORKSHOP: 90,
    SessionKind.BREAK: 30, SessionKind.SOCIAL: 60,
}  # fmt: skip


def tray_of(ground: Ground) -> Tray:
    """Return the sessions of the event asked for that have no slot and are not called off, by event and title."""
    facts, asked, order = ground.known.facts, ground.asked, list(ground.strands)
    there = [
        detail for code, detail in ground.details.items()
        if not facts.sessions[code].slots and detail.state is not SessionState.CANCELLED
        and (not asked.event or asked.event in facts.sessions[code].events)
    ]  # fmt: skip
    words = fold(asked.q).split()
    found = [detail for detail in there if all(word in _words_of(facts, detail) for word in words)]
    found.sort(key=lambda detail: (order.index(detail.event), detail.title.casefold(), detail.code))
    return Tray(tuple(_line(ground, detail) for detail in found[:MOST]), len(found), len(there))


def _line(ground: Ground, detail: Detail) -> Waiting:
    session, billed = ground.known.facts.sessions[detail.code], ground.billings.get(detail.code, ())
    return Waiting(
        code=detail.code,
        version=detail.version,
        title=detail.title,
        kind=detail.kind,
        state=detail.state,
        strand=ground.strands[detail.event],
        shape=ground.shape_of(detail),
        minutes=length_of(detail.code, detail.kind, ground.programme),
        who=who_of(session.people),
        marks=marks_of(ground.programme, detail, session.also, billed, None),
        is_fixed=detail.event not in ground.movable,
    )


def length_of(code: str, kind: SessionKind, programme: Programme | None) -> int:
    """Return the minutes a session would get: those it had when it was public, else those usual for its kind."""
    released = programme.sessions.get(code) if programme else None
    for slot in released.slots if released else ():
        return int((slot.ends_at - slot.starts_at).total_seconds()) // 60
    return LENGTHS[kind]


def _words_of(facts: Facts, detail: Detail) -> str:
    names = [seat.name for seat in facts.sessions[detail.code].people]
    return fold(" ".join([detail.code, detail.title, detail.subtitle, detail.track_name, *names]))
