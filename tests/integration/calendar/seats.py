"""Seats of a summit with a public first day, and their calendars as three readers understand them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from flask import Flask

from eventsite.calendar.tickets import order_calendar, ticket_calendar
from eventsite.core.db import db
from eventsite.core.links import Site
from eventsite.programme.services import releasing
from eventsite.registration.basket import Item
from eventsite.registration.models import Line, Order
from eventsite.summits.models import Summit
from tests.drafts import add_session
from tests.on_sale import DOORS, add_order, add_selling_summit
from tests.unit.calendar.readers import Read, read_by_all

SITE = Site("https://summit.example")
VENUE = {
    "name": "Smart Cities Summit", "edition": "2035", "venue_name": "Peachtree Hall",
    "venue_street": "12 Peachtree Place", "venue_region": "GA", "venue_postal_code": "30303", "venue_country": "US",
    "venue_latitude": 33.7, "venue_longitude": -84.4,
}  # fmt: skip
PLACE = "Peachtree Hall, 12 Peachtree Place, Atlanta, GA 30303, US"
HOUR = timedelta(hours=1)
#: The three days are 10 to 12 March; the clocks go forward in the night to the 11th.
SAT, SUN, MON = (date(2035, 3, 10) + timedelta(days=n) for n in range(3))
NINE_TO_FIVE = {
    SAT: (datetime(2035, 3, 10, 14, tzinfo=UTC), datetime(2035, 3, 10, 22, tzinfo=UTC)),
    SUN: (datetime(2035, 3, 11, 13, tzinfo=UTC), datetime(2035, 3, 11, 21, tzinfo=UTC)),
    MON: (datetime(2035, 3, 12, 13, tzinfo=UTC), datetime(2035, 3, 12, 21, tzinfo=UTC)),
}


def add_programme() -> Summit:
    """Add a summit whose first day is public from 09:00 to a party that ends at 01:30; of the others nothing is."""
    summit = add_selling_summit(**VENUE)
    add_session(summit, "PARTY", starts_at=DOORS + 14 * HOUR, minutes=150)
    dropped = add_session(summit, "DROPPED", starts_at=DOORS - 2 * HOUR)
    side = add_session(summit, "SIDE", starts_at=DOORS + 3 * HOUR)
    side.event = summit.events[1]
    releasing.release(summit, name="Second")
    db.session.delete(dropped.slots[0])
    db.session.flush()
    db.session.expire(dropped)
    releasing.release(summit, name="Third")
    return summit


def confirmed(summit: Summit, *items: Item) -> Order:
    return add_order(summit, items, is_confirmed=True)


def of_ticket(app: Flask, line: Line) -> dict[str, Read]:
    data = ticket_calendar(line, key=app.extensions["eventsite.link_key"], site=SITE)
    return read_by_all(data)[1]


def of_order(app: Flask, order: Order) -> dict[str, Read]:
    data = order_calendar(order, key=app.extensions["eventsite.link_key"], site=SITE)
    return read_by_all(data)[1]


def link(app: Flask, kind: str, id: int) -> str:
    return SITE.url(f"/{kind}s/{app.extensions['eventsite.link_key'].token(kind, id)}")


def spans(found: dict[str, Read]) -> list[tuple[datetime, datetime]]:
    return [(read.starts_at, read.ends_at) for read in found.values()]
