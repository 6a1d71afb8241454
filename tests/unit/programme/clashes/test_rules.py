"""Every rule by itself: what it says, and where it begins and ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from eventsite.programme.clashes.facts import Facts
from eventsite.programme.clashes.sweep import find_clashes
from eventsite.programme.clashes.values import Hold, Placed
from eventsite.programme.states import SessionKind, Severity
from tests.clashing import again, at, facts, put, session

PANEL = {"kind": SessionKind.PANEL}


def names(these: Facts) -> list[str]:
    return [clash.rule for clash in find_clashes(these)]


def sentence(these: Facts) -> str:
    (clash,) = find_clashes(these)
    return clash.sentence


# A person in two places


def test_a_person_in_two_places_is_told_with_both() -> None:
    (clash,) = find_clashes(facts(put("A", "09:55-10:25", "hall", "ada"), put("B", "10:00-10:45", "annex", "ada")))
    assert (clash.rule, clash.severity, clash.subject) == ("person", Severity.BLOCK, "ada")
    assert (clash.slots, clash.codes, clash.starts_at) == (("slot-A", "slot-B"), ("A", "B"), at("09:55"))
    assert clash.sentence == (
        "Ada is in two places: “About A”, Hall, Sat 31 Oct, 09:55–10:25 EDT, and “About B”, Annex, 10:00–10:45 EDT."
    )


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        ("08:15-09:00", []),
        ("08:15-09:01", ["person"]),
        ("09:10-09:20", ["person"]),
        ("09:00-09:45", ["person"]),
        ("08:00-11:00", ["person"]),
        ("09:44-10:00", ["person"]),
        ("09:45-10:30", []),
    ],
)
def test_what_only_touches_does_not_clash(time: str, expected: list[str]) -> None:
    assert names(facts(put("A", "09:00-09:45", "hall", "ada"), put("B", time, "annex", "ada"))) == expected


def test_events_make_no_difference() -> None:
    assert names(facts(put("A", "09:00-10:00", who="ada"), put("B", "09:30-10:30", "annex", "ada", event="side"))) == [
        "person"
    ]


@pytest.mark.parametrize("who", ["ada:speaker:declined", "ada:speaker:dropped", "ada:bench:declined", "bob"])
def test_who_does_not_come_is_nowhere(who: str) -> None:
    assert names(facts(put("A", "09:00-10:00", who="ada"), put("B", "09:00-10:00", "annex", who))) == []


@pytest.mark.parametrize("who", ["ada:backstage", "ada:host", "ada:moderator", "ada:panelist:invited"])
def test_who_comes_is_bound_whatever_the_role(who: str) -> None:
    assert names(facts(put("A", "09:00-10:00", who="ada"), put("B", "09:00-10:00", "annex", who))) == ["person"]


def test_two_roles_in_one_session_are_one_place() -> None:
    assert names(facts(put("A", "09:00-10:00", who="ada:moderator ada:speaker ada:bench"))) == []


def test_a_bench_that_could_not_step_in_is_told_for_information() -> None:
    these = facts(put("A", "09:00-10:00", who="ada"), put("B", "09:30-10:30", "annex", "ada:bench"))
    (clash,) = find_clashes(these)
    assert (clash.rule, clash.severity) == ("bench", Severity.INFO)
    assert clash.sentence == (
        "Ada is on the bench of “About B”, but could not step in: “About A”, Hall, Sat 31 Oct, 09:00–10:00 EDT."
    )


def test_on_two_benches_at_once_one_may_sit() -> None:
    assert names(facts(put("A", "09:00-10:00", who="ada:bench"), put("B", "09:30-10:30", "annex", "ada:bench"))) == []


def test_a_break_binds_nobody() -> None:
    these = facts(put("A", "09:00-10:00", who="ada"), put("B", "09:30-10:30", "annex", "ada", kind=SessionKind.BREAK))
    assert names(these) == []


def test_two_slots_of_one_session_at_once_are_two_places() -> None:
    first = put("A", "09:00-10:00", "hall", "ada", slots=2)
    assert names(facts(first, again(first, "09:30-10:30", "annex"))) == ["person"]


def test_what_was_called_off_takes_nothing() -> None:
    off = put("B", "09:00-10:00", "hall", "ada", is_cancelled=True, kind=SessionKind.PANEL)
    assert names(facts(put("A", "09:00-10:00", "hall", "ada"), off)) == []


# The walk between zones


@pytest.mark.parametrize(
    ("room", "starts", "expected"),
    [
        ("attic", "10:00", ["walk"]),
        ("attic", "10:09", ["walk"]),
        ("attic", "10:10", []),
        ("cellar", "10:04", ["walk"]),
        ("cellar", "10:05", []),
        ("annex", "10:00", []),
        ("terrace", "10:00", []),
        ("", "10:00", []),
        ("annex,attic", "10:00", []),
        ("cellar,attic", "10:04", ["walk"]),
        ("cellar,attic", "10:05", []),
    ],
)
def test_between_zones_one_has_to_walk(room: str, starts: str, expected: list[str]) -> None:
    assert names(facts(put("A", "09:00-10:00", "hall", "ada"), put("B", f"{starts}-11:00", room, "ada"))) == expected


def test_the_walk_is_told_with_its_minutes() -> None:
    these = facts(put("A", "09:00-10:00", "attic", "ada"), put("B", "10:01-11:00", "hall", "ada"))
    assert sentence(these) == (
        "Ada has 1 minute for a walk of 10 minutes: “About A”, Attic, Sat 31 Oct, 09:00–10:00 EDT, "
        "and “About B”, Hall, 10:01–11:00 EDT."
    )
    these = facts(put("A", "09:00-10:00", "attic", "ada"), put("B", "10:00-11:00", "hall", "ada"))
    assert sentence(these).startswith("Ada has no time for a walk of 10 minutes: ")


def test_the_bench_does_not_walk() -> None:
    assert names(facts(put("A", "09:00-10:00", "hall", "ada"), put("B", "10:00-11:00", "attic", "ada:bench"))) == []


# A room used twice


def test_a_room_used_twice_is_told_with_both() -> None:
    (clash,) = find_clashes(facts(put("A", "09:00-09:45"), put("B", "09:44-10:30", event="side")))
    assert (clash.rule, clash.severity, clash.subject) == ("room", Severity.BLOCK, "hall")
    assert clash.sentence == (
        "Hall is used twice: “About A”, Sat 31 Oct, 09:00–09:45 EDT, and “About B”, 09:44–10:30 EDT."
    )
    assert names(facts(put("A", "09:00-09:45"), put("B", "09:45-10:30"))) == []


def test_a_room_that_allows_it_may_be_used_twice() -> None:
    assert names(facts(put("A", "09:00-10:00", "market"), put("B", "09:00-10:00", "market"))) == []


def test_plenaries_that_share_rooms_clash_once() -> None:
    these = facts(put("A", "09:00-10:00", "hall,annex,attic,market"), put("B", "09:30-10:30", "market,annex,hall"))
    (clash,) = find_clashes(these)
    assert clash.subject == "hall,annex"
    assert clash.sentence.startswith("Hall and Annex are used twice: ")


def test_a_break_takes_its_room() -> None:
    assert names(facts(put("A", "09:00-10:00"), put("B", "09:30-10:30", kind=SessionKind.BREAK))) == ["room"]


def test_slots_without_a_room_share_none() -> None:
    assert names(facts(put("A", "09:00-10:00", ""), put("B", "09:00-10:00", ""))) == []


# Allocations


def test_a_room_that_another_event_holds_is_not_ours() -> None:
    these = facts(put("A", "09:00-10:00"), holds={"hall": (Hold("side", None, None),)})
    assert sentence(these) == "Hall is only for Side event then: “About A”, Sat 31 Oct, 09:00–10:00 EDT."


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([("08:00", "11:00")], []),
        ([("09:00", "10:00")], []),
        ([("09:00", "09:59")], ["allocation"]),
        ([("09:01", "10:00")], ["allocation"]),
        ([("09:30", "10:00"), ("09:00", "09:30")], []),
        ([("09:00", "09:30"), ("09:31", "10:00")], ["allocation"]),
        ([("12:00", "13:00")], ["allocation"]),
    ],
)
def test_a_room_is_ours_as_long_as_we_hold_it(parts: list[tuple[str, str]], expected: list[str]) -> None:
    holds = tuple(Hold("main", at(starts), at(ends)) for starts, ends in parts)
    assert names(facts(put("A", "09:00-10:00"), holds={"hall": holds})) == expected


def test_a_room_that_is_ours_in_part_is_told_so() -> None:
    these = facts(put("A", "09:00-10:00"), holds={"hall": (Hold("main", at("09:00"), at("09:30")),)})
    assert sentence(these) == "Hall is not Main event’s for all of that time: “About A”, Sat 31 Oct, 09:00–10:00 EDT."


def test_who_presents_it_too_may_bring_the_room() -> None:
    these = facts(put("A", "09:00-10:00", also=("side",)), holds={"hall": (Hold("side", None, None),)})
    assert names(these) == []


def test_two_events_may_hold_a_room_at_once() -> None:
    holds = {"hall": (Hold("side", None, None), Hold("main", None, None))}
    assert names(facts(put("A", "09:00-10:00"), put("B", "10:00-11:00", event="side"), holds=holds)) == []


# The seats


@pytest.mark.parametrize(("stars", "grades"), [(40, []), (41, ["info"]), (60, ["info"]), (61, ["warn"])])
def test_a_room_is_too_small_by_degrees(stars: int, grades: list[str]) -> None:
    clashes = find_clashes(facts(put("A", "09:00-10:00", "annex", stars=stars)))
    assert [clash.severity.value for clash in clashes] == grades


def test_a_room_too_small_is_told_with_both_numbers() -> None:
    these = facts(put("A", "09:00-10:00", "annex", stars=61))
    assert sentence(these) == "Annex has 40 seats, and 61 people starred it: “About A”, Sat 31 Oct, 09:00–10:00 EDT."


def test_rooms_of_one_slot_are_counted_together() -> None:
    assert names(facts(put("A", "09:00-10:00", "hall,annex", stars=140))) == []
    assert names(facts(put("A", "09:00-10:00", "hall,annex", stars=141))) == ["seats"]
    assert names(facts(put("A", "09:00-10:00", "hall,cellar", stars=900))) == []


def test_who_starred_what_is_given_twice_comes_once() -> None:
    first = put("A", "09:00-10:00", "annex", slots=2, stars=80)
    assert names(facts(first, again(first, "11:00-12:00", "annex"))) == []
    first = put("A", "09:00-10:00", "annex", slots=2, stars=81)
    assert names(facts(first, again(first, "11:00-12:00", "annex"))) == ["seats", "seats"]


# Panels


def test_a_panel_has_a_moderator() -> None:
    these = facts(put("A", "09:00-10:00", who="ada:panelist bob:panelist", **PANEL))
    assert sentence(these) == "The panel “About A” has no moderator."
    assert names(facts(put("A", "09:00-10:00", who="ada:moderator:invited bob cyd", **PANEL))) == []
    assert names(facts(put("A", "09:00-10:00", who="ada:moderator:dropped bob cyd", **PANEL))) == ["moderator"]
    assert names(facts(put("A", "09:00-10:00", who="bob"))) == []


def test_a_panel_is_judged_wherever_it_stands() -> None:
    (clash,) = find_clashes(facts(unplaced=(session("A", "ada bob", slots=0, **PANEL),)))
    assert (clash.rule, clash.slots, clash.codes, clash.starts_at) == ("moderator", (), ("A",), None)


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("ada:moderator bob:panelist", "has one panelist, Bob."),
        ("ada:moderator bob:panelist cyd:panelist:declined", "has one panelist, Bob."),
        ("ada:moderator", "has a moderator and no panelist."),
        ("ada:moderator bob:panelist cyd:bench", "has one panelist, Bob."),
    ],
)
def test_a_panel_of_one_is_none(who: str, said: str) -> None:
    assert sentence(facts(put("A", "09:00-10:00", who=who, **PANEL))) == f"The panel “About A” {said}"


def test_a_panel_of_nobody_only_lacks_its_moderator() -> None:
    assert names(facts(put("A", "09:00-10:00", **PANEL))) == ["moderator"]


# Time


def test_an_hour_that_comes_twice_is_two_hours() -> None:
    """On Sunday 1 November the clocks go back at 02:00: 01:30 EDT and 01:30 EST are an hour apart."""
    first = at("01:30", 1)
    second, third = first + timedelta(hours=1), first + timedelta(hours=2)
    one, other = put_at("B", first, second), put_at("C", second, third)
    assert names(facts(one, other)) == []
    assert sentence(facts(one, put_at("D", at("23:00"), first + timedelta(minutes=15), "annex"))) == (
        "Ada is in two places: “About D”, Annex, Sat 31 Oct, 23:00–Sun 1 Nov, 01:45 EDT, "
        "and “About B”, Hall, Sun 1 Nov, 01:30 EDT–01:30 EST."
    )


def put_at(code: str, starts_at: datetime, ends_at: datetime, room: str = "hall") -> Placed:
    return replace(put(code, "09:00-10:00", room, "ada"), starts_at=starts_at, ends_at=ends_at)


def test_a_title_of_500_letters_does_not_drown_the_sentence() -> None:
    these = facts(put("A", "09:00-10:00", title="word " * 100), put("B", "09:00-10:00"))
    assert len(sentence(these)) < 250
