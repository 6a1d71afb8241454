"""Two organizers at the same moment: one is first, the other is told, nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.fixtures.cast import Cast, Member
from tests.integration.programme.manage.board.conftest import BOARD, JSON, SUNDAY, Seat, Stood
from tests.racing import at_once

Stand = Callable[[str], Stood]


@pytest.mark.usefixtures("draft")
def test_of_two_drops_at_once_one_is_saved_and_one_is_shown_both(
    app: Flask, cast: Cast, as_member: Callable[[Member], FlaskClient], stood: Stand
) -> None:
    slot = stood("SC-1").slot

    def drop(client: FlaskClient, at: int) -> Callable[[], Any]:
        data = {"session": "SC-1", "slot": slot, "version": 1, "day": SUNDAY, "at": at, "minutes": 45, "room": "attic"}
        return lambda: client.post(f"{BOARD}/place", data=data, headers=JSON).status_code

    answers = at_once(app, [drop(as_member(cast.owner), 360), drop(as_member(cast.teammate), 480)])
    assert sorted(answers) == [200, 409]
    assert stood("SC-1").version == 2


def test_a_shift_and_a_drop_at_once_leave_one_of_two_worlds(
    app: Flask, seat: Callable[..., Seat], cast: Cast, stood: Stand
) -> None:
    mover, dropper, slot = seat(), seat(cast.teammate), stood("SC-1").slot
    asked = {"day": SUNDAY, "what": "move", "minutes": "30"}
    page = mover.client.get(f"{BOARD}/bulk", query_string=asked).text
    seal = re.search(r'name="seal" value="(\w+)"', page)
    assert seal is not None
    sealed = {**asked, "seal": seal[1]}

    def shift() -> int:
        return mover.client.post(f"{BOARD}/bulk", data=sealed).status_code

    def drop() -> int:
        return dropper.place("SC-1", slot, 1, day=SUNDAY, at=600, minutes=45, room="attic").status_code

    assert sorted(at_once(app, [shift, drop])) in ([200, 409], [302, 409])
    assert stood("SC-1").version == 2
