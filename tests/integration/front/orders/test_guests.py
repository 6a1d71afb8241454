"""Seats get their guests: from the order's page, or by the private link of each ticket."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from eventsite.core.db import db
from eventsite.core.outbox import OutboxRow
from eventsite.payments.services import refunding
from eventsite.registration.models import Line
from eventsite.registration.services.ordering import Guest
from eventsite.registration.ticket_codes import read_code, ticket_code
from tests.fixtures.clocks import FrozenClock
from tests.integration.front.orders.buying import Buyer, Seen, Shop

Arrive = Callable[..., Buyer]
JUNE = Guest("June Vale", "june@example.org", "Larkhaven")


@pytest.fixture
def ada(buyer: Arrive) -> Buyer:
    """Give somebody with two paid seats, one for June and one to be named."""
    ada = buyer(guests=[JUNE])
    ada.pays()
    return ada


def seats(ada: Buyer) -> list[int]:
    return ada.shop.line_ids(ada.order_id)


def name(ada: Buyer, seat: int, **typed: str) -> Seen:
    line = seats(ada)[seat]
    return ada.press(f"guests/{line}", **typed)


def guests(ada: Buyer) -> list[tuple[str, str, str, int]]:
    def find() -> list[tuple[str, str, str, int]]:
        rows = db.session.scalars(db.select(Line).filter_by(order_id=ada.order_id).order_by(Line.position))
        return [(s.attendee.name, s.attendee.email, s.attendee.organization, s.ticket_version) for s in rows]

    return ada.shop.read(find)


def mails(shop: Shop) -> list[str]:
    rows = db.select(OutboxRow.key).where(OutboxRow.kind == "registration.ticket").order_by(OutboxRow.id)
    return shop.read(lambda: list(db.session.scalars(rows)))


def test_the_buyer_names_a_guest(ada: Buyer, shop: Shop) -> None:
    line = seats(ada)[1]
    answer = name(ada, 1, name="  Orson   Pellegrine ", email=" Orson@Example.ORG")
    assert (answer.status, answer.response.location) == (303, f"{ada.path}#seat-{line}")
    assert guests(ada)[1] == ("Orson Pellegrine", "orson@example.org", "", 1)
    assert mails(shop) == [f"{line}-1"]
    assert "Both guests named" in ada.look().text


def test_a_guest_names_themself_once(ada: Buyer, shop: Shop) -> None:
    path = ada.tickets()[1]
    page = Seen(ada.client.get(path))
    assert (page.headline, page.fields(path.rpartition("/")[2])["seen"]) == ("To be named", "")
    answer = ada.client.post(path, data={"name": "Orson", "email": "orson@example.org", "seen": ""})
    assert (answer.status_code, answer.location) == (303, path)
    page = Seen(ada.client.get(path))
    assert (page.headline, page.forms) == ("Orson", [])
    late = Seen(ada.client.post(path, data={"name": "Eve", "seen": "Orson"}))
    assert late.status == 409
    assert guests(ada)[1] == ("Orson", "orson@example.org", "", 1)


def test_a_correction_keeps_the_ticket(ada: Buyer, shop: Shop) -> None:
    path = ada.tickets()[0]
    assert name(ada, 0, name="June Vale-Okafor").status == 303
    assert guests(ada)[0] == ("June Vale-Okafor", "june@example.org", "Larkhaven", 1)
    assert Seen(ada.client.get(path)).headline == "June Vale-Okafor"
    assert mails(shop) == []


def test_another_guest_gets_another_ticket(ada: Buyer, shop: Shop) -> None:
    before, line = ada.tickets()[0], seats(ada)[0]
    key = shop.app.extensions["eventsite.link_key"]
    code = shop.read(lambda: ticket_code(db.session.get_one(Line, line), key))
    assert shop.read(lambda: getattr(read_code(code, key), "id", None)) == line
    assert name(ada, 0, name="Ben", email="ben@example.org", organization="").status == 303
    assert guests(ada)[0] == ("Ben", "ben@example.org", "", 2)
    assert Seen(ada.client.get(before)).status == 404
    assert shop.read(lambda: read_code(code, key)) is None
    assert Seen(ada.client.get(ada.tickets()[0])).headline == "Ben"
    assert mails(shop) == [f"{line}-2"]


@pytest.mark.parametrize(
    ("before", "after", "version"),
    [
        (("", ""), ("Ben", "ben@x.example"), 1),
        (("Ben", ""), ("Ben", "ben@x.example"), 1),
        (("Ben", ""), ("Bea", ""), 2),
        (("Ben", "ben@x.example"), ("Benjamin", "ben@x.example"), 1),
        (("Ben", "ben@x.example"), ("Ben", "ben@y.example"), 2),
        (("Ben", "ben@x.example"), ("Ben", ""), 2),
    ],
)
def test_who_is_another_person(
    buyer: Arrive, before: tuple[str, str], after: tuple[str, str], version: int
) -> None:
    ada = buyer(1, guests=[Guest(*before)])
    ada.pays()
    assert name(ada, 0, name=after[0], email=after[1]).status == 303
    assert guests(ada)[0] == (*after, "", version)


def test_no_ticket_is_mailed_before_the_seat_is_paid(buyer: Arrive, shop: Shop) -> None:
    ada = buyer(1)
    line = seats(ada)[0]
    answer = ada.client.post(f"{ada.path}/guests/{line}", data={"name": "Ben", "email": "ben@x.example"})
    assert (answer.status_code, mails(shop)) == (303, [])


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": ""}, "Type the guest's name."),
        ({"name": " \u202e\x00 "}, "Type the guest's name."),
        ({"name": "\u200b\u200d"}, "There is no letter in this. Type it as it should stand on a badge."),
        ({"name": "x" * 201}, "This is longer than 200 letters. Make it shorter."),
        ({"name": "Ben", "email": "ben"}, "This is not an e-mail address; one looks like ada@example.org."),
    ],
)
def test_what_is_typed_wrong_is_said_beside_it(ada: Buyer, typed: dict[str, str], said: str) -> None:
    answer = name(ada, 1, **typed)
    assert answer.status == 200
    assert said in answer.text
    assert guests(ada)[1] == ("", "", "", 1)
    field = "email" if "email" in typed else "name"
    assert f'id="{field}-{seats(ada)[1]}-error"' in answer.html
    if typed.get("email"):
        assert 'value="ben"' in answer.html


def test_two_who_name_at_once_both_know(ada: Buyer) -> None:
    page = ada.look()
    ada.client.post(ada.tickets()[1], data={"name": "Orson", "seen": ""})
    late = ada.press(f"guests/{seats(ada)[1]}", page, name="Ben")
    assert late.status == 409
    assert late.alerts == ["Somebody named Orson for this seat after you opened this page."]
    assert guests(ada)[1][0] == "Orson"


def test_a_seat_of_another_order_is_not_there(ada: Buyer, buyer: Arrive) -> None:
    ben = buyer(1)
    answer = ada.client.post(f"{ada.path}/guests/{seats(ben)[0]}", data={"name": "Eve"})
    assert (answer.status_code, guests(ben)[0][0]) == (404, "")


def test_a_cancelled_seat_takes_no_guest(ada: Buyer, shop: Shop) -> None:
    page, line, path = ada.look(), seats(ada)[1], ada.tickets()[1]
    shop.write(lambda: refunding.refund_seats(ada.order_id, [line], reason="", outbox=shop.outbox))
    refused = ada.press(f"guests/{line}", page, name="Ben")
    assert refused.status == 409
    ticket = Seen(ada.client.get(path))
    assert "This ticket is cancelled." in ticket.text
    assert ('class="qr"' in ticket.html, ticket.forms) == (False, [])
    assert ada.client.get(f"{path}.pdf").status_code == 404


def test_after_the_summit_nobody_is_named(ada: Buyer, frozen_clock: FrozenClock) -> None:
    page, line = ada.look(), seats(ada)[1]
    frozen_clock.set(datetime(2035, 3, 13, 3, 59, tzinfo=UTC))  # the last minute of its last day in New York
    assert f"guests/{line}" in ada.look().forms
    frozen_clock.forward(minutes=1)
    assert [form for form in ada.look().forms if "guests" in form] == []
    late = ada.press(f"guests/{line}", page, name="Ben")
    assert (late.status, guests(ada)[1][0]) == (409, "")


HOSTILE = (
    "<script>alert(1)</script>", "=1+1", "\u202eevil", 'x" onfocus="alert(1)', "{{ 7*7 }}", "O\u2019Brien & Söhne",
    "a" * 200, "Ada 👩‍💻 " * 20, "BEGIN:VCALENDAR\r\nEND:VEVENT", "#set page(fill: red)",
)  # fmt: skip


@pytest.mark.parametrize("evil", HOSTILE)
def test_hostile_names_stay_words(ada: Buyer, shop: Shop, evil: str) -> None:
    line = seats(ada)[1]
    answer = ada.client.post(f"{ada.path}/guests/{line}", data={"name": evil, "organization": evil})
    assert answer.status_code == 303
    for seen in (ada.look(), Seen(ada.client.get(ada.tickets()[1]))):
        assert seen.status == 200
        assert "<script>alert" not in seen.html
        assert "\u202e" not in seen.html
        assert "onfocus=\"alert" not in seen.html
    ics = ada.client.get(f"{ada.tickets()[1]}.ics").get_data(as_text=True)
    assert ics.count("BEGIN:VCALENDAR\r\n") == ics.count("END:VCALENDAR\r\n") == 1
    assert ics.count("BEGIN:VEVENT\r\n") == ics.count("END:VEVENT\r\n") == 3


def test_a_seat_mails_five_tickets_a_day(ada: Buyer, shop: Shop, frozen_clock: FrozenClock) -> None:
    line = seats(ada)[1]

    def names(guest: str) -> str:
        answer = name(ada, 1, name=guest, email=f"{guest}@example.org")
        assert (answer.status, guests(ada)[1][0]) == (303, guest)
        return answer.response.location or ""

    for guest in "abcde":
        assert names(guest) == f"{ada.path}#seat-{line}"
    late = names("f")
    assert (late, len(mails(shop))) == (f"{ada.path}?mailed=no#seat-{line}", 5)
    said = "The guest is named, but the ticket is not mailed again today."
    assert (said in Seen(ada.client.get(late)).text, said in ada.look().text) == (True, False)
    assert name(ada, 0, name="June", email="june@new.example").response.location == f"{ada.path}#seat-{seats(ada)[0]}"
    frozen_clock.forward(hours=24)
    assert names("g") == f"{ada.path}#seat-{line}"
    assert len(mails(shop)) == 7
