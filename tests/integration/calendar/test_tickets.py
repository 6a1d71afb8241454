"""The days of a ticket, as three readers understand them: one entry a day, for good."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask

from eventsite.calendar.tickets import order_calendar, ticket_calendar
from eventsite.core.db import db, transaction
from eventsite.programme.models import Session
from eventsite.programme.services import releasing
from eventsite.registration.basket import Item
from eventsite.registration.services import holding
from eventsite.registration.states import Opens
from tests.drafts import add_session, add_summit
from tests.fixtures.clocks import FrozenClock
from tests.integration.calendar.seats import (
    HOUR,
    MON,
    NINE_TO_FIVE,
    PLACE,
    SAT,
    SITE,
    SUN,
    add_programme,
    confirmed,
    link,
    of_order,
    of_ticket,
    spans,
)  # fmt: skip
from tests.on_sale import DOORS, add_order, add_pass


def test_a_ticket_has_an_entry_for_each_day(inside: Flask) -> None:
    with transaction():
        summit = add_programme()
        add_pass(summit, "All access", extras="Lunch every day")
        line = confirmed(summit, Item("all-access", "", 1)).lines[0]
    found = of_ticket(inside, line)
    assert list(found) == [f"ticket-{line.id}-2035-03-{day}@summit.example" for day in (10, 11, 12)]
    assert spans(found) == [(DOORS, DOORS + 16.5 * HOUR), NINE_TO_FIVE[SUN], NINE_TO_FIVE[MON]]
    first = found[f"ticket-{line.id}-2035-03-10@summit.example"]
    address = link(inside, "ticket", line.id)
    assert (first.title, first.place, first.status, first.url) == (
        "Smart Cities Summit 2035: All access, day 1 of 3", PLACE, "CONFIRMED", address,
    )  # fmt: skip
    assert first.description == (
        "All events, Sat 10 to Mon 12 Mar\nLunch every day\n\n"
        f"Your ticket; name this seat there to get its code:\n{address}\n\n"
        "Every session in your own calendar, kept right by itself:\nhttps://summit.example/summit/agenda.ics"
    )


def test_it_is_a_file_to_take_in_once(inside: Flask) -> None:
    with transaction():
        summit = add_programme()
        add_pass(summit)
        line = confirmed(summit, Item("all-access", "", 1)).lines[0]
    data = ticket_calendar(line, key=inside.extensions["eventsite.link_key"], site=SITE).decode()
    for word in ("METHOD", "SOURCE", "REFRESH-INTERVAL", "X-PUBLISHED-TTL", "VALARM"):
        assert word not in data
    assert (data.count("GEO:33.700000;-84.400000"), data.count("TZID:America/New_York")) == (3, 1)


@pytest.mark.parametrize(
    ("opens", "choice", "expected", "title", "feed"),
    [
        ([Opens.ANY_DAY], "2035-03-11", [NINE_TO_FIVE[SUN]], "Pass", "agenda.ics?day=2035-03-11"),
        ([SUN, MON], "", [NINE_TO_FIVE[SUN], NINE_TO_FIVE[MON]], "Pass, day 1 of 2",
         "agenda.ics?day=2035-03-11&day=2035-03-12"),
        ([Opens.ANY_EVENT], "side", [(DOORS + 3 * HOUR, DOORS + 3.75 * HOUR)], "Pass, Side event",
         "agenda.ics?event=side"),
    ],
)  # fmt: skip
def test_it_has_the_days_it_opens_alone(
    inside: Flask, opens: Sequence[Any], choice: str, expected: list[tuple[datetime, datetime]], title: str, feed: str
) -> None:
    with transaction():
        summit = add_programme()
        add_pass(summit, "Pass", opens=opens)
        line = confirmed(summit, Item("pass", choice, 1)).lines[0]
    found = of_ticket(inside, line)
    assert spans(found) == expected
    first = next(iter(found.values()))
    assert first.title == f"Smart Cities Summit 2035: {title}"
    assert first.description.endswith(f"\nhttps://summit.example/summit/{feed}")


def test_a_pass_for_one_session_has_its_time(inside: Flask) -> None:
    with transaction():
        summit = add_programme()
        session = db.session.scalars(db.select(Session).filter_by(code="SIDE")).one()
        add_pass(summit, "Workshop", opens=[session])
        line = confirmed(summit, Item("workshop", "", 1)).lines[0]
    found = of_ticket(inside, line)
    assert spans(found) == [(DOORS + 3 * HOUR, DOORS + 3.75 * HOUR)]
    (read,) = found.values()
    assert read.description.startswith("About SIDE, Sat 10 Mar, 12:00–12:45 EST\n\n")
    assert read.description.endswith("\nhttps://summit.example/summit/sessions/SIDE.ics")


def test_who_stays_at_home_is_sent_nowhere(inside: Flask) -> None:
    with transaction():
        summit = add_programme()
        add_pass(summit, "Virtual", is_virtual=True)
        line = confirmed(summit, Item("virtual", "", 1)).lines[0]
    assert {read.place for read in of_ticket(inside, line).values()} == {""}
    assert b"GEO" not in ticket_calendar(line, key=inside.extensions["eventsite.link_key"], site=SITE)


def test_before_a_release_days_are_from_nine_to_five(inside: Flask) -> None:
    with transaction():
        summit = add_summit(starts_on=SAT, ends_on=MON)
        add_pass(summit)
        order = confirmed(summit, Item("all-access", "", 1))
    found = of_ticket(inside, order.lines[0])
    assert spans(found) == list(NINE_TO_FIVE.values())
    assert next(iter(found.values())).description == (
        f"Everything, Sat 10 to Mon 12 Mar\n\nYour ticket; name this seat there to get its code:\n"
        f"{link(inside, 'ticket', order.lines[0].id)}"
    )


@pytest.mark.parametrize(
    ("is_virtual", "said"), [(False, "Your ticket, with the code for the desk:\n"), (True, "Your ticket:\n")]
)
def test_who_is_named_has_a_code_for_the_desk_where_there_is_one(inside: Flask, is_virtual: bool, said: str) -> None:
    with transaction():
        summit = add_summit(starts_on=SAT, ends_on=MON)
        add_pass(summit, is_virtual=is_virtual)
        line = confirmed(summit, Item("all-access", "", 1)).lines[0]
    before = next(iter(of_ticket(inside, line).values())).sequence
    with transaction():
        line.attendee.name = "Zoë Núñez"
    entry = next(iter(of_ticket(inside, line).values()))
    assert entry.description == f"Everything, Sat 10 to Mon 12 Mar\n\n{said}{link(inside, 'ticket', line.id)}"
    assert entry.sequence == before + 1


def test_an_hour_that_is_there_twice_is_told_apart(frozen_clock: FrozenClock, inside: Flask) -> None:
    with transaction():
        summit = add_summit()  # its clocks go back on 1 November 2026 at 02:00
        add_session(summit, "NIGHT", starts_at=datetime(2026, 11, 1, 6, 10, tzinfo=UTC), minutes=30)
        releasing.release(summit, name="First")
        add_pass(summit, "Night", opens=[date(2026, 10, 31)])
        line = confirmed(summit, Item("night", "", 1)).lines[0]
    assert spans(of_ticket(inside, line)) == [
        (datetime(2026, 11, 1, 6, 10, tzinfo=UTC), datetime(2026, 11, 1, 6, 40, tzinfo=UTC))
    ]


def test_bytes_do_not_depend_on_the_clock(inside: Flask, frozen_clock: FrozenClock) -> None:
    key = inside.extensions["eventsite.link_key"]
    with transaction():
        summit = add_programme()
        add_pass(summit)
        order = confirmed(summit, Item("all-access", "", 2))
    first = ticket_calendar(order.lines[0], key=key, site=SITE), order_calendar(order, key=key, site=SITE)
    frozen_clock.forward(days=40)
    assert (ticket_calendar(order.lines[0], key=key, site=SITE), order_calendar(order, key=key, site=SITE)) == first


def test_a_change_raises_the_sequence_and_keeps_the_uid(inside: Flask, frozen_clock: FrozenClock) -> None:
    with transaction():
        summit = add_programme()
        add_pass(summit)
        order = confirmed(summit, Item("all-access", "", 1))
        line = order.lines[0]
    seen = [of_ticket(inside, line)]
    frozen_clock.forward(days=1)
    with transaction():
        summit.venue_name = "Another Hall"
        releasing.release(summit, name="Fourth")
    seen.append(of_ticket(inside, line))
    with transaction():
        line.ticket_version += 1
    seen.append(of_ticket(inside, line))
    with transaction():
        holding.cancel_seats(order, [line])
    seen.append(of_ticket(inside, line))
    assert len({tuple(found) for found in seen}) == 1
    firsts = [next(iter(found.values())) for found in seen]
    assert [read.sequence - firsts[0].sequence for read in firsts] == [0, 1, 2, 3]
    assert [read.status for read in firsts] == ["CONFIRMED", "CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert firsts[1].place.startswith("Another Hall, ")
    assert firsts[2].url != firsts[1].url


def test_a_seat_that_was_never_sold_has_no_days(inside: Flask) -> None:
    with transaction():
        summit = add_programme()
        held = add_order(summit, {add_pass(summit): 1})
    assert (of_ticket(inside, held.lines[0]), of_order(inside, held)) == ({}, {})
