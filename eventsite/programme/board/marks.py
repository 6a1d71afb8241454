"""What changed about a session since the release, in a word each: quick enough to ask of every card on every drop.

The review shows the same field by field; a word here is always a change there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum

from eventsite.programme.board.reading import Detail
from eventsite.programme.clashes.facts import Placed
from eventsite.programme.releases.public import Programme
from eventsite.programme.releases.snapshot import Billing, ReleasedSession, ReleasedSlot
from eventsite.programme.states import SessionState


class Mark(StrEnum):
    """The word on the card."""

    NEW = "new"
    MOVED = "moved"
    ROOM = "other room"
    LONGER = "longer"
    SHORTER = "shorter"
    TITLE = "title"
    TEXT = "text"
    LINE_UP = "line-up"
    CALLED_OFF = "called off"
    BACK_ON = "back on"
    TAKEN_OFF = "taken off"


def marks_of(
    programme: Programme | None, detail: Detail, also: Sequence[str], billed: tuple[Billing, ...], placed: Placed | None
) -> tuple[Mark, ...]:
    """Return the marks of a session at one of its slots, or (None) in the tray; without a release there are none."""
    released = programme.sessions.get(detail.code) if programme else None
    if programme is None or released is None:
        return (Mark.NEW,) if programme and detail.state is SessionState.CONFIRMED else ()
    is_off = detail.state is not SessionState.CONFIRMED
    if is_off != released.is_cancelled:
        return (Mark.CALLED_OFF if is_off else Mark.BACK_ON,)
    if is_off:
        return ()
    return (*_of_place(released, placed), *_of_words(released, detail, also, billed))


def _of_place(released: ReleasedSession, placed: Placed | None) -> Iterator[Mark]:
    if placed is None:
        if any(not slot.is_cancelled for slot in released.slots):
            yield Mark.TAKEN_OFF
        return
    past = _past(released, placed)
    if past is None:
        yield Mark.NEW
        return
    if past.starts_at != placed.starts_at:
        yield Mark.MOVED
    if past.rooms != placed.rooms:
        yield Mark.ROOM
    was, now = past.ends_at - past.starts_at, placed.ends_at - placed.starts_at
    if was != now:
        yield Mark.LONGER if now > was else Mark.SHORTER


def _past(released: ReleasedSession, placed: Placed) -> ReleasedSlot | None:
    return next((slot for slot in released.slots if slot.uuid == placed.slot and not slot.is_cancelled), None)


def _of_words(
    released: ReleasedSession, detail: Detail, also: Sequence[str], billed: tuple[Billing, ...]
) -> Iterator[Mark]:
    if released.title != detail.title:
        yield Mark.TITLE
    was = (
        released.subtitle, released.abstract.source, released.description.source, released.reconstructed, released.kind,
        released.language, released.is_featured, released.event, released.track, set(released.also),
    )  # fmt: skip
    now = (
        detail.subtitle, detail.abstract, detail.description, detail.reconstructed, detail.kind,
        detail.language, detail.is_featured, detail.event, detail.track, set(also),
    )  # fmt: skip
    if was != now:
        yield Mark.TEXT
    if released.line_up != billed:
        yield Mark.LINE_UP
