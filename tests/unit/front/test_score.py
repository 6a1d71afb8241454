"""The programme drawn as a score."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from eventsite.front import score
from eventsite.front.score import Ink, Score
from eventsite.programme.releases.public import Programme
from eventsite.programme.releases.snapshot import ReleasedRoom, ReleasedSession
from eventsite.programme.states import SessionKind
from tests.unit.calendar.samples import MONDAY, as_programme, make_session, make_slot, make_snapshot

HOUR = timedelta(hours=1)
BOTH = {"event": "cities", "also": ("iiot",)}


def four(*sessions: ReleasedSession) -> Programme:
    """Return a programme of these sessions and enough others, on the next day, to be drawn."""
    others = [make_session(f"x{n}", make_slot(90 + n, MONDAY + n * HOUR + 24 * HOUR), event="iiot") for n in range(4)]
    return as_programme(make_snapshot(*sessions, *others))


def drawn(programme: Programme) -> Score:
    found = score.draw(programme)
    assert found
    return found


def test_two_rooms_are_two_lines() -> None:
    one = make_session("a", make_slot(1, MONDAY, 45))
    other = make_session("b", make_slot(2, MONDAY + HOUR, 30, rooms=("room-2",)), event="iiot")
    found = drawn(four(one, other))
    assert (found.width, found.height, found.size) == (4 * 120, 20, "few")
    assert found.hours == ("09", "10", "11", "12")
    assert found.ticks == (0, 120, 240, 360, 480)
    assert found.staffs[0].sessions == 2
    assert found.staffs[0].inks == (Ink("e-circle", "M0 0h87v8h-87z"), Ink("e-square", "M120 10h57v8h-57z"))


def test_too_little_is_not_drawn() -> None:
    assert score.draw(as_programme(make_snapshot(make_session("a", make_slot(1))))) is None


def test_breaks_and_what_is_cancelled_are_not_drawn() -> None:
    pause = make_session("a", make_slot(1), kind=SessionKind.BREAK)
    lost = make_session("b", make_slot(2), is_cancelled=True)
    found = drawn(four(pause, lost, make_session("c", make_slot(3, MONDAY, 30))))
    assert (found.staffs[0].sessions, found.staffs[0].inks) == (1, (Ink("e-circle", "M0 0h57v8h-57z"),))


def test_what_is_for_everybody_is_ink_over_all_lines_it_has_to_itself() -> None:
    keynote = make_session("a", make_slot(1, MONDAY, 60), **BOTH)
    beside = make_session("b", make_slot(2, MONDAY + HOUR, 60, rooms=("room-2",)), **BOTH)
    session = make_session("c", make_slot(3, MONDAY + HOUR, 60))
    found = drawn(four(keynote, beside, session))
    assert found.has_plenary
    assert found.staffs[0].inks == (
        Ink("e-circle", "M120 0h117v8h-117z"),
        Ink("score-all", "M0 0h117v18h-117zM120 10h117v8h-117z"),
    )


def test_neighbouring_rooms_become_one_bar_and_others_stay_apart() -> None:
    rooms = tuple(ReleasedRoom(slug=slug, name=slug) for slug in ("hall-a", "room-2", "c", "d"))
    wide = make_session("a", make_slot(1, MONDAY, 60, rooms=("hall-a", "room-2", "d")))
    beside = make_session("b", make_slot(2, MONDAY, 60, rooms=("c",)), event="iiot")
    found = drawn(as_programme(replace(four(wide, beside).snapshot, rooms=rooms)))
    assert found.staffs[0].inks[0] == Ink("e-circle", "M0 0h117v18h-117zM0 30h117v8h-117z")


def test_what_shares_a_room_shares_its_line() -> None:
    both = [make_session(code, make_slot(n, MONDAY, 60)) for n, code in enumerate("ab")]
    later = make_session("c", make_slot(9, MONDAY + 2 * HOUR, 60))
    found = drawn(four(*both, later))
    assert found.staffs[0].inks == (Ink("e-circle", "M0 0h117v3.6h-117zM0 4h117v3.6h-117zM240 0h117v8h-117z"),)


def test_what_has_no_room_has_the_last_line() -> None:
    found = drawn(four(make_session("a", make_slot(1, MONDAY, 60, rooms=())), make_session("b", make_slot(2))))
    assert found.height == 20
    assert found.staffs[0].inks == (Ink("e-circle", "M0 0h87v8h-87zM0 10h117v8h-117z"),)


def test_the_small_hours_belong_to_the_evening_before() -> None:
    late = make_session("a", make_slot(1, MONDAY.replace(hour=4, day=3), 120))  # 23:00 on Monday in New York
    found = drawn(four(late, make_session("b", make_slot(2))))
    assert [staff.sessions for staff in found.staffs] == [2, 4]
    assert found.hours == ("09", "11", "13", "15", "17", "19", "21", "23")


def test_a_bar_is_as_long_as_its_session_when_the_clock_goes_back() -> None:
    session = make_session("a", make_slot(1, datetime(2026, 11, 1, 4, 0, tzinfo=UTC), 180))  # 00:00 EDT to 02:00 EST
    path = drawn(four(session)).staffs[0].inks[0].path
    assert re.fullmatch(r"M\d+ 0h357v8h-357z", path)


def test_many_rooms_make_a_high_picture() -> None:
    rooms = tuple(ReleasedRoom(slug=f"r{n}", name=f"R{n}") for n in range(17))
    sessions = [make_session(f"s{n}", make_slot(n, rooms=(f"r{n}",))) for n in range(17)]
    found = drawn(as_programme(replace(make_snapshot(*sessions), rooms=rooms)))
    assert (found.height, found.size) == (170, "many")


def test_labels_are_never_more_than_twelve() -> None:
    sessions = [make_session(f"s{n}", make_slot(n, MONDAY + n * HOUR, 60)) for n in range(17)]
    found = drawn(as_programme(make_snapshot(*sessions)))
    assert (found.hours, found.width) == (("09", "11", "13", "15", "17", "19", "21", "23", "01"), 18 * 120)
