"""A ticket is a page that a scanner, the desk and its owner can read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from eventsite.billing.documents.tickets import tickets
from tests.integration.billing.documents.reading import (
    about,
    is_pdf_ua,
    keeps_its_margins,
    pages,
    paper,
    pictures,
    scanned,
    words,
)
from tests.integration.billing.documents.samples import TICKETS

FIRST = TICKETS.tickets[0]
LONGEST = "Donaudampfschifffahrtsgesellschaft" * 300


def test_a_page_for_each_says_all_of_it() -> None:
    how = (
        "Show this code at the desk, on paper or on a phone. It lets in one person; "
        "keep it to yourself, as you would a key."
    )
    first = (
        f"Smart Cities Summit 2026 29–31 October 2026 7K2Q-HD4X-W9MN {how} "
        "June Vale City of Larkhaven All-access "
        "When Thu 29 Oct, 09:00–17:00 EDT Fri 30 Oct, 09:00–15:30 EDT "
        "Where Peachtree Hall 12 Peachtree Place Atlanta, GA 30309 "
        "Opens Smart Cities Summit Industrial IoT World Order 7K2QHD Ticket 1 of 2"
    )
    second = (
        "Smart Cities Summit 2026 29–31 October 2026 "
        "Name this seat to get its code. To be named Day pass Thursday 29 October "
        "Name it at https://summit.example/tickets/12-7K2QHD4XW9MN "
        "When Thu 29 Oct, 09:00–17:00 EDT Where Online, from your own desk "
        "Opens Smart Cities Summit Order 7K2QHD Ticket 2 of 2"
    )
    assert words(tickets(TICKETS)) == [first, second]


def test_a_scanner_reads_each_page_that_has_a_code() -> None:
    assert scanned(tickets(TICKETS)) == [["7K2QHD4XW9MN"], []]


def test_they_say_what_they_are_to_every_reader() -> None:
    pdf = tickets(TICKETS)
    assert about(pdf) == {
        "title": "2 tickets of order 7K2QHD, Smart Cities Summit 2026",
        "author": "Smart Cities Summit 2026",
        "language": "en",
        "is tagged": True,
    }
    assert is_pdf_ua(pdf)
    assert about(tickets(replace(TICKETS, tickets=(FIRST,))))["title"].startswith("Ticket of order")


def test_the_same_tickets_give_the_same_bytes() -> None:
    assert tickets(TICKETS) == tickets(replace(TICKETS))


def test_more_openings_than_have_room_are_counted() -> None:
    many = replace(FIRST, opens=tuple(f"Session {number}" for number in range(40)))
    [lines] = pages(tickets(replace(TICKETS, tickets=(many,))))
    assert lines[-3:] == ["Session 10", "and 29 more", "Order 7K2QHD"]


def test_the_longest_texts_stay_on_their_page() -> None:
    summit = replace(TICKETS.summit, name=LONGEST, edition=LONGEST, venue=(LONGEST,) * 20)
    worst = replace(
        FIRST, attendee_name=LONGEST, organization=LONGEST, pass_name=LONGEST, choice=LONGEST, opens=(LONGEST,) * 40,
        days=(LONGEST,) * 40, where=(LONGEST,) * 20, how=LONGEST, address=LONGEST,
    )  # fmt: skip
    pdf = tickets(replace(TICKETS, summit=summit, order_code=LONGEST, tickets=(worst, FIRST)))
    assert scanned(pdf) == [["7K2QHD4XW9MN"], ["7K2QHD4XW9MN"]]
    assert [keeps_its_margins(page) for page in pictures(pdf)] == [True, True]


def test_the_paper_is_that_of_the_currency() -> None:
    assert paper(tickets(TICKETS)) == (612, 792)
    assert paper(tickets(replace(TICKETS, currency="CHF"))) == (595, 842)


def test_no_ticket_is_no_document() -> None:
    with pytest.raises(ValueError, match="needs one at least"):
        tickets(replace(TICKETS, tickets=()))
