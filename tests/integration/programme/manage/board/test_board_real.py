"""The board of a real summit of a thousand sessions: FOSDEM 2026."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from eventsite.core.db import db
from eventsite.programme.board import building
from eventsite.programme.models import Slot
from eventsite.programme.releases.public import programme_day
from eventsite.summits.models import Summit
from tests.fixtures.cast import Member
from tests.fixtures.queries import asked, counted_queries

BOARD = "/manage/fosdem/board"


def test_each_day_of_a_real_summit_is_drawn_whole(
    app: Flask,
    real_data: Callable[[str], Path],
    join: Callable[..., Member],
    as_member: Callable[[Member], FlaskClient],
) -> None:
    file = real_data("schedules/fosdem-2026.xml")
    result = app.test_cli_runner().invoke(args=["import", str(file), "--summit", "fosdem"])
    assert result.exit_code == 0, result.output
    building.forget()
    client = as_member(join("Owner", "owner", slug="fosdem"))
    with app.app_context():
        zone = db.session.scalars(db.select(Summit)).one().zone_info
        stood = {str(slot.uuid): programme_day(slot.starts_at, zone) for slot in db.session.scalars(db.select(Slot))}
    first = client.get(BOARD, query_string={"zoom": "60"}).text  # reads the draft for all that follow
    days = re.findall(r'<a class="day" href="[^"]*day=([\d-]+)', first)
    assert days == sorted({day.isoformat() for day in stood.values()})
    costs = set()
    for on in days:
        with counted_queries() as queries:
            answer = client.get(BOARD, query_string={"day": on})
        costs.add(len(asked(queries)))
        drawn = re.findall(r'<li class="slot [^>]* data-slot="([^"]+)"', answer.text)
        here = {slot for slot, day in stood.items() if day.isoformat() == on}
        assert (answer.status_code, len(drawn), set(drawn)) == (200, len(here), here)
    assert (len(costs), len(stood)) == (1, 1079)
    assert is_tried(client, answer.text, on)


def is_tried(client: FlaskClient, page: str, day: str) -> bool:
    """Pick the first card of a page up, and tell whether the server says how it would be a row later."""
    card = re.search(r'data-slot="([^"]+)" data-code="([^"]+)" [^>]*data-at="(\d+)" data-minutes="(\d+)" '
                     r'data-rooms="([^" ]+)', page)  # fmt: skip
    assert card is not None
    slot, code, at, minutes, room = card.groups()
    place = {"day": day, "at": int(at) + 5, "minutes": minutes, "room": room}
    found = client.get(f"{BOARD}/try", query_string={"session": code, "slot": slot, **place})
    return found.status_code == 200 and found.get_json()["ok"] is True
