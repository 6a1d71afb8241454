"""Free places: the same day first, the same room first, then what is nearest; in used hours, and large enough."""

from __future__ import annotations

import pytest

from eventsite.programme.clashes.alternatives import alternatives
from eventsite.programme.clashes.facts import Facts
from eventsite.programme.clashes.trying import try_place
from eventsite.programme.clashes.values import Hold
from eventsite.programme.states import SessionKind
from tests.clashing import ZONE, at, facts, put, session


def offered(these: Facts, what: str, **asked: object) -> list[str]:
    """Return what is offered as 'Sat 09:45-10:30 hall'."""
    return [
        f"{place.starts_at.astimezone(ZONE):%a %H:%M}-{place.ends_at.astimezone(ZONE):%H:%M} {','.join(place.rooms)}"
        for place in alternatives(these, what, **asked)
    ]


def day(*more: object, **fields: object) -> Facts:
    """A day from nine to noon that takes all rooms but the hall from 10:00, and the annex from 09:30."""
    full = [
        put("hall", "09:00-10:00", "hall"),
        put("annex", "09:00-09:30", "annex"),
        put("rest", "09:00-12:00", "attic,cellar,terrace,market"),
        put("market", "09:00-12:00", "market"),
    ]
    return facts(*full, *more, **fields)


def test_the_same_room_comes_first_then_the_nearest_in_time() -> None:
    these = day(put("X", "09:00-09:30", "hall"))
    assert offered(these, "slot-X") == ["Sat 10:00-10:30 hall", "Sat 09:00-09:30 market", "Sat 09:30-10:00 annex"]


def test_where_it_stands_is_no_alternative() -> None:
    these = day(put("X", "10:00-10:30", "hall"))
    assert offered(these, "slot-X", most=1) == ["Sat 10:00-10:30 annex"]


def test_another_day_comes_last_at_the_same_clock() -> None:
    these = facts(put("A", "09:00-12:00", "hall,annex,attic"), put("X", "09:30-10:00", "hall,annex,attic"), days=2)
    assert offered(these, "slot-X") == ["Sun 09:30-10:00 hall,annex,attic"]


def test_a_day_is_not_stretched() -> None:
    evening = put("E", "18:00-23:00", kind=SessionKind.SOCIAL)
    these = facts(put("A", "09:00-10:00"), put("X", "09:00-10:00"), evening, days=1)
    assert [line for line in offered(these, "slot-X", most=20) if "hall" in line] == []


def test_people_need_the_time_to_walk() -> None:
    these = day(put("P", "09:00-10:00", "attic", "ada"), put("X", "10:00-10:30", "annex", "ada"))
    assert offered(these, "slot-X", most=1) == ["Sat 10:10-10:40 annex"]


def test_who_is_on_the_bench_elsewhere_is_free() -> None:
    these = day(put("P", "10:00-12:00", "attic", "ada:bench"), put("X", "09:00-09:30", "hall", "ada"))
    assert offered(these, "slot-X", most=1) == ["Sat 10:00-10:30 hall"]


@pytest.mark.parametrize(("stars", "first"), [(40, "Sat 10:00-10:30 annex"), (41, "Sat 10:00-10:30 market")])
def test_rooms_that_are_large_enough_come_first(stars: int, first: str) -> None:
    these = day(put("X", "10:00-10:30", "hall", stars=stars), put("Y", "10:00-12:00", "hall"))
    assert offered(these, "slot-X", most=1) == [first]


def test_a_room_far_too_small_is_not_offered() -> None:
    these = day(put("X", "10:00-10:30", "hall", stars=61), put("Y", "10:00-12:00", "hall"))
    assert [line for line in offered(these, "slot-X", most=20) if "annex" in line] == []


def test_rooms_of_others_are_not_offered() -> None:
    holds = {"hall": (Hold("side", None, None),), "annex": (Hold("main", at("11:00"), at("12:00")),)}
    these = day(put("X", "10:00-10:30", "hall"), holds=holds)
    assert offered(these, "slot-X", most=20)[:2] == ["Sat 10:00-10:30 market", "Sat 11:00-11:30 annex"]
    assert [line for line in offered(these, "slot-X", most=20) if "hall" in line] == []


def test_starts_are_on_steps_of_five_minutes() -> None:
    these = day(put("A", "10:00-10:07", "hall"), put("X", "10:00-10:30", "hall"))
    assert offered(these, "slot-X", most=1) == ["Sat 10:10-10:40 hall"]
    these = day(put("A", "10:47-12:00", "hall"), put("X", "11:00-11:30", "hall"))
    assert offered(these, "slot-X", most=1) == ["Sat 10:15-10:45 hall"]


def test_a_session_without_a_slot_gets_the_usual_length_at_the_start_of_the_summit() -> None:
    these = day(unplaced=(session("X", slots=0),))
    assert offered(these, "X", most=1) == ["Sat 09:00-10:00 market"]
    assert offered(these, "X", starts_at=at("11:00"), ends_at=at("11:30"), rooms=("annex",), most=2) == [
        "Sat 11:00-11:30 annex", "Sat 11:00-11:30 hall",
    ]  # fmt: skip


def test_an_empty_summit_is_open_from_nine_to_six() -> None:
    these = facts(unplaced=(session("X", slots=0),))
    assert offered(these, "X") == ["Sat 09:00-09:45 hall", "Sat 09:00-09:45 annex", "Sat 09:00-09:45 attic"]


def test_who_is_nowhere_cannot_be_asked_for() -> None:
    with pytest.raises(KeyError):
        alternatives(facts(), "X")
    with pytest.raises(KeyError):
        try_place(facts(put("A", "09:00-10:00")), "A", at("09:00"), at("10:00"), ["nowhere"])


def test_a_trial_says_what_is_new_and_what_ends() -> None:
    ada = put("A", "09:00-10:00", "hall", "ada"), put("B", "09:30-10:30", "annex", "ada")
    these = facts(*ada, put("C", "10:00-11:00"))
    trial = try_place(these, "slot-A", at("10:30"), at("11:30"), ["hall"])
    assert [clash.rule for clash in trial.clashes] == ["room"]
    assert ([clash.rule for clash in trial.new], [clash.rule for clash in trial.ended]) == (["room"], ["person"])
    trial = try_place(these, "slot-A", at("09:05"), at("10:00"), ["hall"])
    assert ([clash.rule for clash in trial.clashes], trial.new, trial.ended) == (["person"], (), ())


def test_placing_a_panel_does_not_make_it_worse_than_it_is() -> None:
    these = facts(unplaced=(session("X", "ada bob", slots=0, kind=SessionKind.PANEL),))
    trial = try_place(these, "X", at("09:00"), at("10:00"), ["hall"])
    assert ([clash.rule for clash in trial.clashes], trial.new) == (["moderator"], ())
