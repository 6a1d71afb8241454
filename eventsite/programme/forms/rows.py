"""What the buttons inside a session's form do to it: rows come, go and change places; nothing is saved yet.

A button's value is a word and, after a colon, what it is about: 'seat-up:2'. Every function takes the form's fields
as plain data and returns them changed, so a page is rendered again with all that was typed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from eventsite.programme.drafting.known_people import FoundPerson
from eventsite.programme.forms.parts import MOST_ROWS
from eventsite.programme.forms.shown import new_seat, new_slot
from eventsite.programme.states import Role, SessionKind
from eventsite.summits.models import Summit

Fields = dict[str, Any]


def add_slot(fields: Fields, summit: Summit) -> Fields:
    """Add a slot after the last, on the same day and in the same room."""
    slots = fields["slots"]
    row = new_slot(summit)
    if slots:
        row |= {name: slots[-1][name] for name in ("on", "room")}
    return fields if len(slots) >= MOST_ROWS else {**fields, "slots": [*slots, row]}


def add_known(fields: Fields, person: FoundPerson) -> Fields:
    """Seat somebody we know, billed as the last time."""
    role = _next_role(fields)
    return _seated(
        fields,
        new_seat(role=role, person=person.code, name=person.name, title=person.title, organization=person.organization),
    )


def add_new(fields: Fields) -> Fields:
    """Seat a new person, called what was typed into the search."""
    name = " ".join(fields["find"].split())
    return _seated(fields, new_seat(person="", name=name, role=_next_role(fields))) if name else fields


def move(fields: Fields, what: str, row: int, by: int) -> Fields:
    """Let a row change places with its neighbour; at either end it stays."""
    rows = list(fields[what])
    if 0 <= row < len(rows) and 0 <= row + by < len(rows):
        rows[row], rows[row + by] = rows[row + by], rows[row]
    return {**fields, what: rows}


def remove(fields: Fields, what: str, row: int) -> Fields:
    """Mark a row as to go; one that was never saved goes at once."""
    rows = list(fields[what])
    if 0 <= row < len(rows):
        if rows[row].get("uuid") or rows[row].get("id"):
            rows[row] = {**rows[row], "gone": "1"}
        else:
            del rows[row]
    return {**fields, what: rows}


def keep(fields: Fields, what: str, row: int) -> Fields:
    """Undo `remove`."""
    rows = [{**fields[what][row], "gone": ""} if place == row else other for place, other in enumerate(fields[what])]
    return {**fields, what: rows}


def take(fields: Fields, name: str, now: Mapping[str, Any]) -> Fields:
    """Put back what stands now into one field, over what was typed."""
    return {**fields, name: now[name]} if name in now and name != "version" else fields


_ON_ROWS: dict[str, Callable[[Fields, int], Fields]] = {
    "slot-remove": lambda fields, row: remove(fields, "slots", row),
    "slot-keep": lambda fields, row: keep(fields, "slots", row),
    "seat-remove": lambda fields, row: remove(fields, "line_up", row),
    "seat-keep": lambda fields, row: keep(fields, "line_up", row),
    "seat-up": lambda fields, row: move(fields, "line_up", row, -1),
    "seat-down": lambda fields, row: move(fields, "line_up", row, +1),
}


def on_row(fields: Fields, verb: str, about: str) -> Fields:
    """Do what a row's button says; a word that is no button changes nothing."""
    act = _ON_ROWS.get(verb)
    return act(fields, int(about)) if act and about.isascii() and about.isdigit() and len(about) < 5 else fields


def _seated(fields: Fields, seat: Mapping[str, Any]) -> Fields:
    if len(fields["line_up"]) >= MOST_ROWS:
        return fields
    return {**fields, "line_up": [*fields["line_up"], dict(seat)], "find": ""}


def _next_role(fields: Fields) -> Role:
    """A panel wants its moderator first, then panelists; everything else wants speakers."""
    if fields["kind"] != SessionKind.PANEL:
        return Role.SPEAKER
    has_moderator = any(row["role"] == Role.MODERATOR and not row["gone"] for row in fields["line_up"])
    return Role.PANELIST if has_moderator else Role.MODERATOR
