"""A session as its form shows it: plain text and lists, by field. What is equal here was not changed by anybody."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from eventsite.programme.drafting import wall_clock
from eventsite.programme.models import Appearance, Session, Slot
from eventsite.programme.states import AppearanceState, Role, SessionKind, SessionState
from eventsite.summits.models import Event, Summit
from eventsite.web.forms import many_lines, one_line

#: The fields of a session form, with the words that stand beside them.
LABELS = {
    "title": "Title",
    "subtitle": "Subtitle",
    "kind": "Kind",
    "state": "State",
    "event": "Event",
    "also": "Also in",
    "track": "Track",
    "language": "Language",
    "is_featured": "Featured",
    "abstract": "Abstract",
    "description": "Description",
    "slots": "When and where",
    "line_up": "Line-up",
}
TEXTS = ("title", "subtitle", "language", "abstract", "description")
_CLEANED = {"abstract": many_lines, "description": many_lines}


@dataclass(frozen=True, slots=True)
class Opened:
    """A session when its form is opened. `fields` are what the form shows.

    `texts` (by field) and `times` (by slot uuid) are what stands behind them: what still reads as it was shown is kept
    to the blank and to the second, whatever a form cannot show of it.
    """

    version: int
    fields: dict[str, Any]
    texts: dict[str, str]
    times: dict[str, tuple[datetime, datetime]]

    def slot(self, uuid: str) -> dict[str, Any] | None:
        return next((slot for slot in self.fields["slots"] if slot["uuid"] == uuid), None) if uuid else None


def open_session(session: Session) -> Opened:
    """Return a session as its form shows it; no query when its parts are loaded."""
    texts = {name: getattr(session, name) for name in TEXTS}
    fields = {
        "kind": session.kind.value,
        "state": session.state.value,
        "event": session.event.slug,
        "also": [also.event.slug for also in session.also],
        "track": f"{session.event.slug}/{session.track.slug}" if session.track else "",
        "is_featured": session.is_featured,
        "slots": [_shown_slot(slot, session.summit) for slot in session.slots],
        "line_up": [_shown_seat(appearance) for appearance in session.line_up],
    }
    fields |= {name: _CLEANED.get(name, one_line)(text) for name, text in texts.items()}
    times = {str(slot.uuid): (slot.starts_at, slot.ends_at) for slot in session.slots}
    return Opened(session.version, fields, texts, times)


def open_new(events: Sequence[Event]) -> Opened:
    """Return a new session: a draft of the first of these events, not scheduled."""
    fields: dict[str, Any] = {
        **dict.fromkeys(TEXTS, ""),
        "kind": SessionKind.TALK.value,
        "state": SessionState.DRAFT.value,
        "event": events[0].slug if events else "",
        "also": [],
        "track": "",
        "is_featured": False,
        "slots": [],
        "line_up": [],
    }
    return Opened(0, fields, {}, {})


def new_slot(summit: Summit) -> dict[str, Any]:
    """Return an empty row of "When and where", on the first day."""
    return {
        "uuid": "",
        "on": summit.starts_on.isoformat(),
        "starts": "",
        "ends": "",
        "second": False,
        "room": "",
        "more_rooms": [],
        "gone": "",
    }


def _shown_slot(slot: Slot, summit: Summit) -> dict[str, Any]:
    at, rooms = wall_clock.typed(slot.starts_at, slot.ends_at, summit.zone_info), [room.slug for room in slot.rooms]
    return {
        "uuid": str(slot.uuid),
        "on": at.on,
        "starts": at.starts,
        "ends": at.ends,
        "second": at.second,
        "room": rooms[0] if rooms else "",
        "more_rooms": rooms[1:],
        "gone": "",
    }


def _shown_seat(appearance: Appearance) -> dict[str, Any]:
    return {
        "id": str(appearance.id),
        "person": appearance.person.code,
        "name": one_line(appearance.person.name),
        "role": appearance.role.value,
        "state": appearance.state.value,
        "billed_name": one_line(appearance.billed_name),
        "billed_title": one_line(appearance.billed_title),
        "billed_organization": one_line(appearance.billed_organization),
        "gone": "",
    }


def new_seat(*, role: Role, person: str, name: str, title: str = "", organization: str = "") -> dict[str, Any]:
    """Return a row of the line-up for somebody who was not in it."""
    return {
        "id": "",
        "person": person,
        "name": name,
        "role": role.value,
        "state": AppearanceState.INVITED.value,
        "billed_name": "",
        "billed_title": title,
        "billed_organization": organization,
        "gone": "",
    }


def same(one: Mapping[str, Any], other: Mapping[str, Any], field: str) -> bool:
    """Tell whether two forms say the same in one field; rows that are to go say nothing."""
    return bool(_plain(one[field]) == _plain(other[field]))


def prints_of(fields: Mapping[str, Any]) -> str:
    """Return a short fingerprint of each field: a form carries them, so that it knows later what it was opened on."""
    return json.dumps({name: _print(fields[name]) for name in LABELS}, separators=(",", ":"))


def changed_since(prints: str, now: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the fields that are other now than when `prints` was taken; none where it cannot be read."""
    try:
        was = json.loads(prints)
    except ValueError:
        return ()
    if not isinstance(was, dict):
        return ()
    return tuple(name for name in LABELS if name in was and was[name] != _print(now[name]))


def _print(value: Any) -> str:
    return hashlib.sha256(json.dumps(_plain(value)).encode()).hexdigest()[:10]


def _plain(value: Any) -> Any:
    """Return a field as it is compared: without rows that are to go, and without what only helps to show a row."""
    if not isinstance(value, list):
        return value or ""
    if all(isinstance(item, str) for item in value):
        return sorted(value)
    return [_plain_row(row) for row in value if not row.get("gone")]


def _plain_row(row: Mapping[str, Any]) -> dict[str, Any]:
    hidden = {"gone", "name"} if row.get("person") else {"gone"}
    return {name: _plain(value) for name, value in row.items() if name not in hidden}
