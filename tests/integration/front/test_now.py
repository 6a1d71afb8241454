"""What is on now, told by the clock."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask

from tests.fixtures.clocks import FrozenClock
from tests.integration.calendar.releases import publish
from tests.integration.front.hostile import SLUG
from tests.unit.calendar.samples import MONDAY, make_session, make_slot, make_snapshot

HOUR = timedelta(hours=1)


@pytest.fixture
def running(app: Flask) -> Flask:
    sessions = (
        make_session("first", make_slot(1, MONDAY, 60)),
        make_session("gone", make_slot(2, MONDAY + HOUR, 60), is_cancelled=True),
        make_session("tuesday", make_slot(3, MONDAY + 24 * HOUR, 60)),
    )
    publish(app, make_snapshot(*sessions))
    return app


def said(app: Flask) -> str:
    response = app.test_client().get(f"/{SLUG}/now")
    assert (response.status_code, response.headers["Cache-Control"]) == (200, "public, max-age=20")
    main = response.get_data(as_text=True).partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]*>", " ", main.partition(">")[2]).split())


def test_each_room_says_what_is_on_and_what_is_next(running: Flask, frozen_clock: FrozenClock) -> None:
    frozen_clock.set(MONDAY + HOUR / 2)
    assert said(running) == (
        "On now Mon 2 Nov, 09:30 EST Rooms What is on in each room, now and next Room Now Until Next "
        "Hall A Level 1 First 10:00 10:00 Cancelled Gone See the whole agenda"
    )


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (-40, "Not yet It begins with this."),
        (3, "Done for today It goes on with this."),
        (25, "This summit is over Nothing more There is nothing more to come."),
    ],
)
def test_between_and_after_it_says_what_comes(
    running: Flask, frozen_clock: FrozenClock, hours: int, words: str
) -> None:
    frozen_clock.set(MONDAY + hours * HOUR)
    assert said(running).startswith(words)


def test_it_is_never_compiled(running: Flask, frozen_clock: FrozenClock) -> None:
    frozen_clock.set(MONDAY)
    assert said(running).startswith("On now Mon 2 Nov, 09:00 EST")
    frozen_clock.forward(minutes=1)
    assert said(running).startswith("On now Mon 2 Nov, 09:01 EST")
