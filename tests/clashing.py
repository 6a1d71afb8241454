"""Facts for tests of clashes, without a database: a summit of two events in New York, on the night the clocks go back.

Rooms: hall (100 seats) and annex (40) in the north, attic (20) in the south, 10 minutes away; the cellar is in the
east, which nobody walked to with a watch (5 minutes); the terrace stands in no zone, the market allows parallel use.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from eventsite.programme.clashes.facts import Facts, in_order
from eventsite.programme.clashes.values import Hall, Hold, Placed, Planned, Seat, Waived
from eventsite.programme.states import AppearanceState, Role, SessionKind

ZONE = ZoneInfo("America/New_York")
ON = date(2026, 10, 31)

HALLS = (
    Hall("hall", "Hall", 100, "north", allows_parallel=False),
    Hall("annex", "Annex", 40, "north", allows_parallel=False),
    Hall("attic", "Attic", 20, "south", allows_parallel=False),
    Hall("cellar", "Cellar", None, "east", allows_parallel=False),
    Hall("terrace", "Terrace", None, "", allows_parallel=False),
    Hall("market", "Market", 500, "north", allows_parallel=True),
)


def at(clock: str, day: int = 0) -> datetime:
    """Return the instant when clocks in New York show '09:30' on the summit's first day, or `day` days later."""
    hours, minutes = clock.split(":")
    local = datetime.combine(ON + timedelta(days=day), time(int(hours), int(minutes)), ZONE)
    return local.astimezone(UTC)


def when(text: str, day: int = 0) -> tuple[datetime, datetime]:
    """Read '09:00-09:45'; an end before the start belongs to the next day."""
    first, last = text.split("-")
    return at(first, day), at(last, day + (last < first))


def seat(text: str) -> Seat:
    """Read 'ada', 'ada:moderator' or 'ada:panelist:declined'; who says nothing else is a confirmed speaker."""
    name, role, state = (*text.split(":"), "", "")[:3]
    return Seat(name, name.title(), Role(role or "speaker"), AppearanceState(state or "confirmed"))


def session(code: str, who: str = "", *, slots: int = 1, **fields: Any) -> Planned:
    values = {"title": f"About {code}", "event": "main", "also": (), "kind": SessionKind.TALK, **fields}
    return Planned(code=code, people=tuple(map(seat, who.split())), slots=slots, **values)


def put(code: str, time: str, room: str = "hall", who: str = "", *, day: int = 0, **fields: Any) -> Placed:
    """Return a session with one slot; `room` names several with commas between, '' none."""
    rooms = tuple(filter(None, room.split(",")))
    return Placed(f"slot-{code}", session(code, who, **fields), *when(time, day), rooms)


def again(placed: Placed, time: str, room: str = "hall", *, day: int = 0) -> Placed:
    """Return another slot of the same session."""
    return Placed(f"{placed.slot}-again", placed.session, *when(time, day), (room,))


def facts(
    *placed: Placed,
    unplaced: tuple[Planned, ...] = (),
    holds: Mapping[str, tuple[Hold, ...]] | None = None,
    waived: Mapping[str, Waived] | None = None,
    days: int = 2,
) -> Facts:
    sessions = {one.code: one.session for one in placed} | {one.code: one for one in unplaced}
    return Facts(
        zone=ZONE,
        first_on=ON,
        last_on=ON + timedelta(days=days - 1),
        sessions=dict(sorted(sessions.items())),
        slots=in_order(placed),
        rooms={hall.slug: hall for hall in HALLS},
        events={"main": "Main event", "side": "Side event"},
        walks={("north", "south"): 10, ("south", "north"): 10},
        walking_minutes=5,
        holds=holds or {},
        waived=waived or {},
    )
