"""A summit that sells two passes from two capacities, and another summit with things of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from eventsite.core.db import transaction
from eventsite.registration.basket import Item
from eventsite.registration.models import PassType
from eventsite.registration.queries import list_passes
from eventsite.summits.models import Event, Summit
from eventsite.summits.queries import find_summit
from tests.drafts import add_session, fill_summit
from tests.fixtures.cast import ELSEWHERE, SLUG, Cast, Member
from tests.fixtures.clocks import FrozenClock
from tests.forms import read_form
from tests.on_sale import add_capacity, add_order, add_pass

As = Callable[[Member], FlaskClient]

#: Midnight in New York three weeks before the summit, in summer time.
STANDARD = datetime(2026, 10, 10, 4, tzinfo=UTC)
#: Midnight in New York on its second day, at the end of which summer time is over.
DOOR = datetime(2026, 11, 1, 4, tzinfo=UTC)
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
LIST = f"/manage/{SLUG}/passes"


def this_summit() -> Summit:
    summit = find_summit(SLUG)
    assert summit is not None
    return summit


def stored(code: str) -> PassType:
    """Return a pass as it stands in the database."""
    (found,) = list_passes(this_summit(), {code})
    return found


@pytest.fixture
def selling(app: Flask, cast: Cast, frozen_clock: FrozenClock) -> None:
    """As of 1 September 2026: `all-access` in three phases from the hall of 10, `workshop` for a session and a day."""
    frozen_clock.set(NOW)
    with app.app_context(), transaction():
        summit, elsewhere = this_summit(), find_summit(ELSEWHERE)
        assert elsewhere is not None
        fill_summit(summit)
        summit.events.append(Event(slug="side", name="Side event", short_name="Side", position=1))
        pipes = add_session(summit, "SC-1", title="Pipes under pressure")
        add_session(summit, "SC-2", title="Pipes and pumps")
        for code in ("SC-3", "SC-4"):
            add_session(summit, code, title="Twins", starts_at=None)
        phases = [("Early", 59900, None), ("Standard", 69900, STANDARD), ("At the door", 89900, DOOR)]
        hall, small = add_capacity(summit, 10, "Hall"), add_capacity(summit, 4, "Small room")
        add_pass(summit, "All access", phases=phases, capacities=[hall], extras="Lunch\nReception")
        add_pass(summit, "Workshop", amount=9900, capacities=[hall, small], opens=[pipes, summit.starts_on])
        fill_summit(elsewhere)
        far = add_session(elsewhere, "FAR-1", starts_at=None)
        add_pass(elsewhere, "Far away", capacities=[add_capacity(elsewhere, 7, "Dojo")], opens=[far])


@pytest.fixture
def sold(app: Flask, selling: None) -> None:
    """Two seats of `all-access` are sold, and one is held."""
    with app.app_context(), transaction():
        for confirmed, seats in ((True, 2), (False, 1)):
            add_order(this_summit(), [Item("all-access", "", seats)], is_confirmed=confirmed)


class Seller:
    """One organizer at the form of one pass: `typed` is what the form holds, `send` presses a button."""

    def __init__(self, client: FlaskClient, path: str) -> None:
        self.client, self.path = client, path
        self.page = client.get(path).text
        self.typed: MultiDict[str, str] = read_form(self.page)

    def type(self, **fields: str | list[str] | None) -> Seller:
        """Put text into fields, ticks into lists; None unticks. A dash in a name is written as two underscores."""
        for name, value in fields.items():
            field = name.replace("__", "-")
            if value is None:
                self.typed.poplist(field)
            else:
                self.typed.setlist(field, value if isinstance(value, list) else [value])
        return self

    def send(self, do: str = "save") -> TestResponse:
        answer = self.client.post(self.path, data=MultiDict([*self.typed.items(multi=True), ("do", do)]))
        self.page = answer.text
        return answer

    def press(self, do: str, status: int = 200) -> str:
        """Press a button and read the form that comes back."""
        answer = self.send(do)
        assert answer.status_code == status, answer.text
        self.typed = read_form(self.page)
        return self.page

    def save(self) -> str:
        """Save; return where it leads."""
        answer = self.send()
        assert answer.status_code == 302, problems_of(answer.text) or answer.text
        return str(answer.location)

    def refused(self, status: int = 422) -> list[str]:
        """Save in vain; return the sentences beside the fields, in order. Everything typed is in the form again."""
        before = self.typed.to_dict(flat=False)
        answer = self.send()
        assert answer.status_code == status, answer.text
        again = read_form(self.page).to_dict(flat=False)
        lost = {name: was for name, was in before.items() if again.get(name) != was and name not in ("version", "do")}
        assert lost == {}
        return problems_of(answer.text)


def problems_of(page: str) -> list[str]:
    """Return what is wrong, as said beside each field or above the form."""
    from html import unescape
    from re import findall, sub

    said = findall(r'<p class="field-error".*?</p>|<div class="notice notice-bad" role="alert">.*?</div></div>', page)
    return [" ".join(unescape(sub(r"<[^>]*>", "", part)).split()) for part in said]


@pytest.fixture
def sell(cast: Cast, selling: None, as_member: As) -> Callable[..., Seller]:
    """Give `sell("all-access")`: the owner at the form of a pass; no code: at the form of a new one."""

    def open_form(code: str = "") -> Seller:
        return Seller(as_member(cast.owner), f"{LIST}/{code}/edit" if code else f"{LIST}/new")

    return open_form


