"""A partial release: the current snapshot with the chosen slots, and what they refer to, replaced by the draft's.

What is not chosen stays exactly as it is public, and from that the rest follows:

- A chosen slot takes its session's words along, its line-up and its resources; other slots of the session stay.
- Whom the chosen bill comes along whole, biography too: a face is its person's own, wherever it is seen.
- A room, track or event comes along when it is new, or when nothing but the chosen shows it. One that others show too
  keeps its public face until the whole summit is released, or their calendar entries would change.
- An event's release takes the sessions that belong to it both in public and in the draft, its tracks and its texts. A
  session that moves between events changes both, so it waits for the whole summit, or is chosen by itself.
- The summit's own facts, news and pages belong to the whole summit, and so does what is taken out of the draft
  without being chosen: nothing is ever deleted here. What the chosen lost is cancelled by `carrying.carry`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from msgspec.structs import replace

from eventsite.programme.releases.snapshot import (
    ReleasedEvent,
    ReleasedPerson,
    ReleasedSession,
    ReleasedSlot,
    Snapshot,
)
from eventsite.programme.states import ReleaseScope

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Choice:
    """How much a release takes, as `Release.scope` and `scope_key` keep it.

    Of an event `key` is the slug; of single slots their uuids, and the codes of chosen sessions that have none.
    """

    scope: ReleaseScope = ReleaseScope.SUMMIT
    key: str = ""

    @classmethod
    def of_slots(cls, names: Iterable[str]) -> Choice:
        return cls(ReleaseScope.SLOT, " ".join(sorted(set(names))))

    @property
    def is_whole(self) -> bool:
        return self.scope == ReleaseScope.SUMMIT

    @property
    def names(self) -> frozenset[str]:
        """Return the uuids and codes that single slots are chosen by."""
        return frozenset(self.key.split()) if self.scope == ReleaseScope.SLOT else frozenset()


WHOLE = Choice()


def partial(past: Snapshot, draft: Snapshot, choice: Choice) -> Snapshot:
    """Return what `choice` makes public of `draft` after `past`; `carrying.carry` has still to follow.

    Raises:
        ValueError: when the choice is the whole summit, which is no part of it.
    """
    if choice.is_whole:
        raise ValueError("The whole summit is no part of itself.")
    parts = _Parts(past, draft, choice)
    return replace(
        past,
        sessions=parts.sessions,
        events=parts.events(),
        tracks=parts.tracks(),
        rooms=parts.rooms(),
        people=parts.people(),
    )


def is_chosen(choice: Choice, before: ReleasedSession | None, now: ReleasedSession | None) -> bool:
    """Tell whether `choice` takes anything of a session, as it is public and as it is in the draft."""
    known = [session for session in (before, now) if session is not None]
    if choice.scope == ReleaseScope.EVENT:
        return all(session.event == choice.key for session in known)
    names = choice.names
    return any(not names.isdisjoint((session.code, *(slot.uuid for slot in session.slots))) for session in known)


class _Parts:
    """Works out one partial snapshot. `takes` and `stays` are what the chosen slots and all others show."""

    def __init__(self, past: Snapshot, draft: Snapshot, choice: Choice) -> None:
        self._past, self._draft, self._choice, self._names = past, draft, choice, choice.names
        self._before = {session.code: session for session in past.sessions}
        self._now = {session.code: session for session in draft.sessions}
        codes = {**self._before, **self._now}
        self._chosen = {
            code for code in codes if is_chosen(choice, self._before.get(code), self._now.get(code))
        }
        self.sessions = self._sessions()

    def _sessions(self) -> tuple[ReleasedSession, ...]:
        taken = {code: now for code in self._chosen if (now := self._now.get(code))}
        coming = {code: self._mixed(self._before.get(code), now) for code, now in taken.items()}
        found = _merged(self._past.sessions, coming, [session.code for session in self._draft.sessions], _code)
        return tuple(session for session in found if session.code not in self._chosen or session.code in coming)

    def _mixed(self, before: ReleasedSession | None, now: ReleasedSession) -> ReleasedSession:
        """Return a chosen session with its chosen slots as in the draft and its other slots as they are public."""
        old = {slot.uuid: slot for slot in before.slots} if before else {}
        slots = [slot if self._takes(now, slot) else old.get(slot.uuid) for slot in now.slots]
        here = {slot.uuid for slot in now.slots}
        slots += [slot for slot in old.values() if slot.uuid not in here and not self._takes(now, slot)]
        return replace(now, slots=tuple(slot for slot in slots if slot is not None))

    def _takes(self, session: ReleasedSession, slot: ReleasedSlot) -> bool:
        return self._choice.scope == ReleaseScope.EVENT or not self._names.isdisjoint((session.code, slot.uuid))

    def rooms(self) -> tuple[Any, ...]:
        taken: set[str] = set()
        others: set[str] = set()
        for session in self.sessions:
            for slot in session.slots:
                is_taken = session.code in self._chosen and self._takes(session, slot)
                (taken if is_taken else others).update(slot.rooms)
        return self._with(self._past.rooms, self._draft.rooms, taken, others, _slug)

    def tracks(self) -> tuple[Any, ...]:
        taken = {(session.event, session.track) for session in self.sessions if session.code in self._chosen}
        if self._choice.scope == ReleaseScope.EVENT:
            taken |= {_track(track) for track in self._draft.tracks if track.event == self._choice.key}
        others = {(session.event, session.track) for session in self.sessions if session.code not in self._chosen}
        return self._with(self._past.tracks, self._draft.tracks, taken, others, _track)

    def events(self) -> tuple[ReleasedEvent, ...]:
        """Bring new events; of the chosen one its texts, and its name where nothing else shows it."""
        is_event = self._choice.scope == ReleaseScope.EVENT
        shown = {slug for session in self.sessions if session.code in self._chosen for slug in _events(session)}
        others = {slug for session in self.sessions if session.code not in self._chosen for slug in _events(session)}
        public = {event.slug: event for event in self._past.events}
        wanted = shown | ({self._choice.key} if is_event else set())
        coming = {event.slug: event for event in self._draft.events if event.slug in wanted - set(public)}
        own = next((event for event in self._draft.events if is_event and event.slug == self._choice.key), None)
        if own and own.slug in public:
            old = public[own.slug]
            name = old.name if own.slug in others else own.name
            coming[own.slug] = replace(own, name=name, position=old.position, shape=old.shape)
        return _merged(self._past.events, coming, [event.slug for event in self._draft.events], _slug)

    def people(self) -> tuple[ReleasedPerson, ...]:
        """Return who is billed: as the draft has them where a chosen session bills them, by name as always."""
        billed = {b.person for session in self.sessions for b in session.line_up}
        taken = {b.person for session in self.sessions if session.code in self._chosen for b in session.line_up}
        found = {person.code: person for person in self._past.people}
        found |= {person.code: person for person in self._draft.people if person.code in taken}
        people = (person for person in found.values() if person.code in billed)
        return tuple(sorted(people, key=lambda person: (person.name.casefold(), person.code)))

    def _with(
        self, past: tuple[T, ...], draft: tuple[T, ...], taken: Collection[Any], others: Collection[Any],
        key: Callable[[T], Any],
    ) -> tuple[T, ...]:  # fmt: skip
        """Return the public things, with those the chosen need or alone show as the draft has them."""
        public = {key(thing) for thing in past}
        coming = {
            key(thing): thing
            for thing in draft
            if key(thing) in taken and (key(thing) not in public or key(thing) not in others)
        }
        return _merged(past, coming, [key(thing) for thing in draft], key)


def _merged(past: tuple[T, ...], coming: dict[Any, T], order: list[Any], key: Callable[[T], Any]) -> tuple[T, ...]:
    """Return `past` with what is coming in its place, and what is new after its neighbour in the draft's `order`."""
    found = {key(thing): coming.get(key(thing), thing) for thing in past}
    keys = list(found)
    for place, name in enumerate(order):
        if name in coming and name not in found:
            before = next((other for other in reversed(order[:place]) if other in found), None)
            keys.insert(keys.index(before) + 1 if before is not None else 0, name)
            found[name] = coming[name]
    return tuple(found[name] for name in keys)


def _events(session: ReleasedSession) -> tuple[str, ...]:
    return (session.event, *session.also)


def _code(session: ReleasedSession) -> str:
    return session.code


def _slug(thing: Any) -> str:
    return str(thing.slug)


def _track(track: Any) -> tuple[str, str]:
    return track.event, track.slug
