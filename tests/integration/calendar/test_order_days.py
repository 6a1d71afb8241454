"""The days of an order, each once; and hostile words in any calendar."""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from eventsite.calendar.ics import one_line
from eventsite.core.db import db, transaction
from eventsite.registration.basket import Item
from eventsite.registration.services import holding
from eventsite.registration.states import Opens, SeatState
from tests.integration.calendar.seats import VENUE, add_programme, confirmed, link, of_order, of_ticket
from tests.on_sale import add_pass, add_selling_summit


def test_an_order_has_each_day_once(inside: Flask) -> None:
    with transaction():
        summit = add_programme()
        add_pass(summit)
        add_pass(summit, "One day", opens=[Opens.ANY_DAY])
        order = confirmed(summit, Item("all-access", "", 3), Item("one-day", "2035-03-11", 1))
    found = of_order(inside, order)
    assert list(found) == [f"order-{order.id}-2035-03-{day}@summit.example" for day in (10, 11, 12)]
    assert [read.title.partition(": ")[2] for read in found.values()] == [
        "All access, day 1 of 3", "All access and One day, day 2 of 3", "All access, day 3 of 3",
    ]  # fmt: skip
    page = link(inside, "order", order.id)
    assert {read.url for read in found.values()} == {page}
    first = next(iter(found.values()))
    assert f"\n\nYour order {order.code}, with every ticket:\n{page}\n\n" in first.description
    assert "/tickets/" not in first.description


def test_an_order_of_one_seat_leads_to_its_ticket(inside: Flask) -> None:
    with transaction():
        summit = add_programme()
        add_pass(summit)
        order = confirmed(summit, Item("all-access", "", 1))
    first = next(iter(of_order(inside, order).values()))
    assert first.url == link(inside, "ticket", order.lines[0].id)
    assert link(inside, "order", order.id) in first.description


def test_a_day_of_an_order_is_on_while_one_seat_is(inside: Flask) -> None:
    with transaction():
        summit = add_programme()
        add_pass(summit)
        order = confirmed(summit, Item("all-access", "", 2))
    sequences, statuses = [], []
    for cancelled in ([], [0], [1]):
        with transaction():
            lines = [order.lines[place] for place in cancelled]
            if lines:
                holding.cancel_seats(order, lines)
        found = of_order(inside, order)
        sequences.append({read.sequence for read in found.values()})
        statuses.append({read.status for read in found.values()})
    assert statuses == [{"CONFIRMED"}, {"CONFIRMED"}, {"CANCELLED"}]
    assert max(sequences[0]) < min(sequences[1]) < min(sequences[2])
    assert [line.state for line in order.lines] == [SeatState.CANCELLED] * 2


EVIL = [
    "BEGIN:VEVENT", "a;b,c\\n\nd", "=1+1", "\u202eevil\u2066", "<b>&", "x" * 10_000, "\x00\x07",
    "🏳️‍🌈", "END:VCALENDAR\r\n",
]  # fmt: skip


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)  # what is written never sees the database
def test_hostile_words_are_words(inside: Flask) -> None:
    with transaction():
        summit = add_selling_summit(**VENUE)
        add_pass(summit)
        order = confirmed(summit, Item("all-access", "", 1))
    db.session.refresh(order.lines[0])
    line = order.lines[0]

    @given(name=st.one_of(st.sampled_from(EVIL), st.text(st.characters(exclude_categories=["Cs"]), min_size=1)))
    @settings(max_examples=60, deadline=None)
    def check(name: str) -> None:
        with db.session.no_autoflush:
            line.pass_type.name, line.pass_type.extras = name, name
            found = of_ticket(inside, line)
            together = of_order(inside, order)
        db.session.rollback()
        assert [read.title for read in found.values()] == [
            one_line(f"Smart Cities Summit 2035: {name}, day {day} of 3") for day in (1, 2, 3)
        ]
        assert [read.title for read in together.values()] == [read.title for read in found.values()]
        assert all(read.url == link(inside, "ticket", line.id) for read in found.values())

    check()
