"""How often one address may ask for something that costs us work, or guess a link."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.fixtures.apps import close, make_app
from tests.fixtures.clocks import FrozenClock
from tests.fixtures.databases import Databases


@pytest.fixture
def limited(databases: Databases, tmp_path: Path, frozen_clock: FrozenClock) -> Iterator[Flask]:
    """Give an application that counts; no link opens anything there, so each try is a guess."""
    app = make_app(tmp_path, databases["sqlite"].fresh(), RATELIMIT_ENABLED=True)
    yield app
    close(app)


@pytest.fixture
def guest(limited: Flask) -> FlaskClient:
    return limited.test_client()


@pytest.mark.parametrize(
    ("does", "address", "most", "answer"),
    [
        ("POST", "/orders/", 10, 200),
        ("POST", "/orders/x/pay", 20, 404),
        ("POST", "/orders/x/hold", 20, 404),
        ("POST", "/orders/x/cancel", 20, 404),
        ("POST", "/orders/x/guests/1", 60, 404),
        ("GET", "/orders/x/calendar.ics", 60, 404),
        ("GET", "/orders/x/receipt-2026-0001.pdf", 6, 404),
        ("GET", "/orders/x/tickets.pdf", 6, 404),
        ("POST", "/tickets/x", 20, 404),
        ("GET", "/tickets/x.ics", 60, 404),
        ("GET", "/tickets/x.pdf", 6, 404),
    ],
)
def test_one_address_may_try_so_often_a_minute(
    guest: FlaskClient, frozen_clock: FrozenClock, does: str, address: str, most: int, answer: int
) -> None:
    tries = [guest.open(address, method=does).status_code for _ in range(most + 1)]
    assert tries == [answer] * most + [429]
    from_elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    assert guest.open(address, method=does, environ_base=from_elsewhere).status_code == answer
    frozen_clock.forward(seconds=60)
    assert guest.open(address, method=does).status_code == answer


@pytest.mark.parametrize(
    ("address", "minute", "hour"), [("/orders/", 10, 60), ("/orders/x/pay", 20, 200), ("/orders/x/guests/1", 60, 600)]
)
def test_one_address_may_try_so_often_an_hour(
    guest: FlaskClient, frozen_clock: FrozenClock, address: str, minute: int, hour: int
) -> None:
    refused = []
    for _ in range(hour // minute):
        refused += [guest.post(address).status_code == 429 for _ in range(minute)]
        frozen_clock.forward(seconds=60)
    assert refused == [False] * hour
    assert guest.post(address).status_code == 429
    frozen_clock.forward(hours=1)
    assert guest.post(address).status_code != 429
