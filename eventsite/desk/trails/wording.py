"""Things and values of the trail as people read them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from eventsite.core.money import money
from eventsite.core.wording import day_long, moment
from eventsite.desk.trails.kinds import MONEY
from eventsite.desk.trails.names import Names, Place, Row, reference, typed
from eventsite.summits.models import Summit
from eventsite.summits.states import TeamRole
from eventsite.summits.wording import ROLES

_GONE = "Something that is gone"


class Words:
    """Turns places into names and values into text, in the summit's clock and currency."""

    def __init__(self, summit: Summit, names: Names) -> None:
        self._names, self._zone, self._currency = names, summit.zone_info, summit.currency

    def short(self, place: Place) -> str:
        """Return a name as it stands within a sentence: “Pipes”, Hall, Ada Example."""
        table, row = place[0], self._names.row(place)
        if table in ("session", "page", "news_article", "resource") and row:
            return f"“{row['title']}”"
        if "name" in row and table != "release":
            return str(row["name"])
        return str(row.get("code") or self.full(place))

    def full(self, place: Place) -> str:
        """Return what a thing is and what it is called: 'Slot of Sun 1 Nov, 09:00 EST of “Pipes”'."""
        row, tell = self._names.row(place), _TELL.get(place[0])
        if place[0] == "summit":
            return "The summit"
        return tell(self, row) if row and tell else _GONE

    def value(self, table: str, column: str, value: Any) -> str:
        """Return a recorded value as people read it; '' for none."""
        if value is None or value == "":
            return ""
        if target := reference(table, column):
            return self.short((target, value))
        if column in MONEY and isinstance(value, int):
            return money(value, self._currency)
        if column == "role" and value in {role.value for role in TeamRole} and table.startswith("team"):
            return ROLES[TeamRole(value)]
        return self._plain(column, typed(table, column, value))

    def _plain(self, column: str, value: Any) -> str:
        if isinstance(value, datetime):
            return self.when(value)
        if isinstance(value, date):
            return day_long(value)
        if isinstance(value, bool):
            return "Yes" if value else "No"
        is_word = column in ("kind", "state", "role", "registration", "hold_reason")
        return str(value).replace("_", " ").capitalize() if is_word else str(value)

    def when(self, at: datetime | None) -> str:
        return moment(at.astimezone(self._zone)) if at else "no time"

    def of(self, row: Row, column: str, table: str) -> str:
        """Return the short name of what a row refers to."""
        return self.short((table, row[column])) if row.get(column) is not None else _GONE

    def role(self, row: Row) -> str:
        words = ROLES[TeamRole(row["role"])]
        return f"{words} of {self.of(row, 'event_id', 'event')}" if row.get("event_id") else words

    def slot(self, row: Row) -> str:
        slot = self._names.row(("slot", row["slot_id"]))
        return f"{self.when(slot.get('starts_at'))} of {self.of(slot, 'session_id', 'session')}"

    def seat(self, row: Row) -> str:
        line = self._names.row(("line", row["line_id"]))
        return _line(self, line) if line else _GONE

    def paid(self, row: Row) -> str:
        return self.of(self._names.row(("payment", row["payment_id"])), "order_id", "order")


def _line(words: Words, row: Row) -> str:
    return f"Seat {row['position'] + 1} of order {words.of(row, 'order_id', 'order')}"


#: Table -> how a row of it is told.
_TELL: dict[str, Callable[[Words, Row], str]] = {
    "session": lambda w, r: f"Session “{r['title']}”",
    "slot": lambda w, r: f"Slot of {w.when(r['starts_at'])} of {w.of(r, 'session_id', 'session')}",
    "slot_room": lambda w, r: f"{w.of(r, 'room_id', 'room')} for the slot of {w.slot(r)}",
    "appearance": lambda w, r: f"{w.of(r, 'person_id', 'person')} in {w.of(r, 'session_id', 'session')}",
    "co_presenter": lambda w, r: f"{w.of(r, 'event_id', 'event')} beside {w.of(r, 'session_id', 'session')}",
    "resource": lambda w, r: f"Resource “{r['title']}” of {w.of(r, 'session_id', 'session')}",
    "event": lambda w, r: f"Event {r['name']}",
    "track": lambda w, r: f"Track {r['name']} of {w.of(r, 'event_id', 'event')}",
    "room": lambda w, r: f"Room {r['name']}",
    "zone": lambda w, r: f"Zone {r['name']}",
    "zone_walk": lambda w, r: f"Walk from {w.of(r, 'zone_id', 'zone')} to {w.of(r, 'other_id', 'zone')}",
    "allocation": lambda w, r: f"{w.of(r, 'room_id', 'room')} for {w.of(r, 'event_id', 'event')}",
    "person": lambda w, r: str(r["name"]),
    "profile": lambda w, r: f"Profile of {w.of(r, 'person_id', 'person')}",
    "page": lambda w, r: f"Page “{r['title']}”",
    "news_article": lambda w, r: f"News “{r['title']}”",
    "release": lambda w, r: f"Release {r['number']}, “{r['name']}”",
    "waiver": lambda w, r: f"Waiver: {r['sentence']}",
    "pass_type": lambda w, r: f"Pass {r['name']}",
    "price_phase": lambda w, r: f"Price {r['name'] or 'phase'} of {w.of(r, 'pass_type_id', 'pass_type')}",
    "entitlement": lambda w, r: f"Something that {w.of(r, 'pass_type_id', 'pass_type')} opens",
    "capacity": lambda w, r: f"Capacity {r['name']}",
    "pass_capacity": lambda w, r: f"{w.of(r, 'capacity_id', 'capacity')} for {w.of(r, 'pass_type_id', 'pass_type')}",
    "terms": lambda w, r: f"Terms, version {r['version']}",
    "order": lambda w, r: f"Order {r['code']}",
    "line": _line,
    "attendee": lambda w, r: f"Guest: {w.seat(r)}",
    "payer": lambda w, r: f"Payer of order {w.of(r, 'order_id', 'order')}",
    "share": lambda w, r: f"Share of order {w.of(r, 'order_id', 'order')}",
    "payment": lambda w, r: f"Payment of order {w.of(r, 'order_id', 'order')}",
    "refund": lambda w, r: f"Refund of order {w.paid(r)}",
    "dispute": lambda w, r: f"Dispute of order {w.paid(r)}",
    "receipt": lambda w, r: f"Receipt {r['number']}",
    "team_member": lambda w, r: f"{w.of(r, 'account_id', 'account')} as {w.role(r)}",
    "team_invitation": lambda w, r: f"Invitation of {r['email']} as {w.role(r)}",
}
