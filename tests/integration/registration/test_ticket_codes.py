"""The code on a ticket opens its seat however it is typed, and nothing else opens it."""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from eventsite.core.db import db, transaction
from eventsite.core.tokens import LETTERS, LinkKey
from eventsite.registration.models import Line
from eventsite.registration.services import holding
from eventsite.registration.states import SeatState
from eventsite.registration.ticket_codes import read_code, scanned, ticket_code
from tests.on_sale import add_order, add_pass, add_selling_summit

KEY = LinkKey(b"a link key of tests, long enough")


@pytest.fixture
def code(app: Flask) -> str:
    """Give the code of the second of three paid seats."""
    with app.app_context(), transaction():
        summit = add_selling_summit()
        order = add_order(summit, {add_pass(summit): 3}, is_confirmed=True)
        return ticket_code(order.lines[1], KEY)


def read(app: Flask, text: str) -> int | None:
    with app.app_context():
        line = read_code(text, KEY)
        return line.position if line else None


def test_a_code_is_four_groups_of_four_that_qr_codes_like(code: str) -> None:
    assert [len(group) for group in code.split("-")] == [4, 4, 4, 4]
    assert set(scanned(code)) <= set(LETTERS)


def test_a_code_is_read_however_it_is_typed(app: Flask, code: str) -> None:
    spoken = code.lower().replace("0", "o").replace("1", "l")
    for text in (code, scanned(code), code.lower(), f" {code.replace('-', ' ')} ", spoken, f"{code}\n"):
        assert read(app, text) == 1, text


def test_a_forged_code_opens_nothing(app: Flask, code: str) -> None:
    plain = scanned(code)
    last = LETTERS[LETTERS.index(plain[-1]) + 1]
    wrong = [
        "", "-", plain[:-1], plain[1:], plain + "0", plain[:11], plain[:11] + "0" + plain[11:], plain[:-1] + last,
        plain[:-1] + "U", plain[::-1], "0" * 16, plain * 9, plain[:11] + "ZZZZZZZ", "é" + plain[1:], "\x00" * 16,
    ]  # fmt: skip
    wrong += [plain[:place] + ("2" if plain[place] != "2" else "3") + plain[place + 1 :] for place in range(16)]
    assert [text for text in wrong if read(app, text) is not None] == []


def test_another_key_reads_nothing(app: Flask, code: str) -> None:
    with app.app_context():
        assert read_code(code, LinkKey(b"another key of tests, long enough")) is None


def test_a_new_version_and_a_cancelled_seat_kill_a_code(app: Flask, code: str) -> None:
    with app.app_context(), transaction():
        line = db.session.scalars(db.select(Line).filter_by(position=1)).one()
        line.ticket_version += 1
    assert read(app, code) is None
    with app.app_context(), transaction():
        line = db.session.scalars(db.select(Line).filter_by(position=1)).one()
        fresh = ticket_code(line, KEY)
    assert read(app, fresh) == 1
    with app.app_context(), transaction():
        line = db.session.scalars(db.select(Line).filter_by(position=1)).one()
        holding.cancel_seats(line.order, [line])
    assert read(app, fresh) is None


@pytest.mark.parametrize("state", [SeatState.HELD, SeatState.RELEASED])
def test_a_seat_that_is_not_paid_opens_nothing(app: Flask, code: str, state: SeatState) -> None:
    with app.app_context(), transaction():
        db.session.scalars(db.select(Line).filter_by(position=1)).one().state = state
    assert read(app, code) is None


@given(id=st.integers(1, 2**31 - 1))
def test_numbers_of_any_size_stand_in_a_code(id: int) -> None:
    line = Line(id=id, ticket_version=1)
    plain = scanned(ticket_code(line, KEY))
    number = 0
    for letter in plain[11:]:
        number = number * 32 + LETTERS.index(letter)
    assert (number, len(plain) <= 18) == (id, True)
