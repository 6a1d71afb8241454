"""A form of guests that no page of ours sent: more rows than there are seats, and names that no database takes."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient

from eventsite.core.db import db, transaction
from eventsite.front.forms import GuestsForm
from eventsite.registration.basket import MOST_SEATS
from eventsite.registration.models import Line
from tests.on_sale import add_pass, add_selling_summit

GUESTS = "/summit/passes/guests"


def test_rows_beyond_the_seats_are_not_even_read(app: Flask) -> None:
    """Each row read costs a fraction of a millisecond and some kilobytes; a form of a megabyte names 80,000 of them."""
    rows = {f"seats-{place}-name": "Ada" for place in range(100, 1100)}
    with app.test_request_context(GUESTS, method="POST", data=rows):
        assert len(GuestsForm((0,), 1).seats) == MOST_SEATS


def test_a_form_with_too_many_rows_still_places_its_order(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), transaction():
        add_pass(add_selling_summit(), "Seat")
    rows = {f"seats-{place}-name": f"Guest {place}" for place in range(200)}
    typed = {"name": "Ada Okafor", "email": "ada@example.org", **rows}
    assert client.post(f"{GUESTS}?pass.seat=20", data=typed).status_code == 303
    with app.app_context():
        named = [line.attendee.name for line in db.session.query(Line).order_by(Line.position)]
    assert named == [f"Guest {place}" for place in range(20)]


def test_a_pass_whose_name_holds_a_nul_is_none_of_ours(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), transaction():
        add_pass(add_selling_summit(), "Seat")
    typed = {"name": "Ada Okafor", "email": "ada@example.org"}
    for query in ("pass.a%00b=1", "pass.%00=1"):
        assert client.get(f"{GUESTS}?{query}").status_code == 404
        assert client.post(f"{GUESTS}?{query}", data=typed).status_code == 404


def test_a_row_that_has_no_number_of_ours_is_left_aside(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), transaction():
        add_pass(add_selling_summit(), "Seat")
    rows = {f"seats-{place}-name": "Eve" for place in ("\N{SUPERSCRIPT TWO}", "9" * 5000)}
    typed = {"name": "Ada Okafor", "email": "ada@example.org", **rows}
    assert client.post(f"{GUESTS}?pass.seat=1", data=typed).status_code == 303
