"""A pass that somebody holds: its price stays, what it opens changes with consent; and two organizers at one pass."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from eventsite.core.db import db, transaction
from eventsite.registration.basket import Item
from eventsite.registration.models import Line, PassType
from eventsite.registration.states import Opens, OrderState, SeatState
from tests.fixtures.clocks import FrozenClock
from tests.forms import read_form
from tests.integration.registration.manage.conftest import LIST, Seller, problems_of, stored, this_summit
from tests.on_sale import add_order, add_pass

Sell = Callable[..., Seller]
ASKS = (
    "3 seats of this pass are taken already, and what it opens changes for them too. Tick that you mean it, or undo "
    "what you changed."
)
LACKS = (
    "Seats of this pass were ordered without that choice, and would open nothing. Make a second pass for it, and end "
    "the sale of this one."
)

pytestmark = pytest.mark.usefixtures("sold")


def kinds(app: Flask) -> set[str]:
    with app.app_context():
        return {part.kind.value for part in stored("all-access").entitlements}


def test_what_was_sold_keeps_its_price(app: Flask, sell: Sell) -> None:
    sell("all-access").type(**{"phases-0-price": "1"}).save()
    with app.app_context():
        assert db.session.scalars(db.select(Line.price)).all() == [59900] * 3
        assert stored("all-access").phases[0].amount == 100


def test_what_it_opens_changes_for_holders_only_with_consent(app: Flask, sell: Sell) -> None:
    form = sell("all-access")
    assert "A change here reaches the 3 seats held or sold already." in form.page
    assert 'name="agreed"' not in form.page
    assert form.type(opens="event", events=["main"]).refused() == [ASKS]
    assert kinds(app) == {"summit"}
    assert form.page.count('name="agreed"') == 1
    form.type(agreed="y").save()
    assert kinds(app) == {"event"}


def test_consent_is_not_asked_for_what_changes_nothing_for_holders(app: Flask, sell: Sell) -> None:
    sell("all-access").type(name="Renamed", extras="Lunch", capacities=None, max_per_order="9").save()
    with app.app_context():
        assert (stored("all-access").name, stored("all-access").version) == ("Renamed", 2)


@pytest.mark.parametrize("opens", ["any_event", "any_day"])
def test_sold_seats_never_lack_a_choice(app: Flask, sell: Sell, opens: str) -> None:
    assert sell("all-access").type(opens=opens, agreed="y").refused() == [LACKS]
    assert kinds(app) == {"summit"}


def test_a_choice_may_become_more_but_not_another(app: Flask, sell: Sell) -> None:
    with app.app_context(), transaction():
        add_pass(this_summit(), "Choice", opens=[Opens.ANY_EVENT])
        add_order(this_summit(), [Item("choice", "side", 1)], is_confirmed=True)
    assert sell("choice").type(opens="any_day", agreed="y").refused() == [LACKS]
    form = sell("choice").type(opens="summit")
    assert form.refused() == [ASKS.replace("3 seats of this pass are", "1 seat of this pass is")]
    form.type(agreed="y").save()
    sell("choice").type(opens="any_event", agreed="y").save()
    with app.app_context():
        assert stored("choice").chooses == Opens.ANY_EVENT


def test_expired_seats_may_come_back_so_they_count_for_a_choice(
    app: Flask, sell: Sell, frozen_clock: FrozenClock
) -> None:
    """Money that comes late wins seats back: they would have chosen nothing."""
    with app.app_context(), transaction():
        order = add_order(this_summit(), [Item("workshop", "", 1)])
        order.state, order.hold_reason, order.lines[0].state = OrderState.EXPIRED, None, SeatState.RELEASED
    sell("workshop").type(opens="event", events=["main"], days=None).save()
    assert sell("workshop").type(opens="any_event", events=None).refused() == [LACKS]


def test_a_pass_that_was_ordered_stays(app: Flask, sell: Sell) -> None:
    form = sell("all-access")
    assert "This pass was ordered, so it stays." in form.page
    assert "/all-access/delete" not in form.page
    answer = form.client.post(f"{LIST}/all-access/delete", data={"confirm": "All access"})
    assert answer.status_code == 422
    with app.app_context():
        assert stored("all-access").name == "All access"


def test_two_organizers_do_not_overwrite_each_other(app: Flask, sell: Sell) -> None:
    first, second = sell("all-access"), sell("all-access")
    first.type(name="Theirs", **{"phases-1-price": "700"}).save()
    second.type(name="Mine", summary="Mine too")
    assert second.refused(409) == []
    page = second.page
    assert "<b>Somebody saved this pass after you opened it.</b>" in page
    assert "<dt>Name</dt><dd>Theirs</dd>" in page
    assert "<dt>In a sentence</dt><dd>empty</dd>" in page
    assert (
        "<dt>Prices</dt><dd>Early 599.00; Standard 700.00 from Sat 10 Oct, 00:00; "
        "At the door 899.00 from Sun 1 Nov, 00:00</dd>"
    ) in page
    assert "Save over what stands now" in page
    second.typed = read_form(page)
    assert second.typed["name"] == "Mine"
    second.save()
    with app.app_context():
        found = stored("all-access")
        assert (found.name, found.summary, found.version) == ("Mine", "Mine too", 3)
        assert [phase.amount for phase in found.phases] == [59900, 69900, 89900]


@pytest.mark.parametrize("version", ["", "0", "x", "-1", "2", "１", "9" * 30])
def test_a_forged_version_is_a_stale_one(app: Flask, sell: Sell, version: str) -> None:
    form = sell("all-access").type(name="Forged", version=version)
    assert form.send().status_code == 409
    with app.app_context():
        assert stored("all-access").name == "All access"


def test_a_stale_form_that_says_what_stands_changes_nothing(app: Flask, sell: Sell) -> None:
    form = sell("all-access")
    form.type(version="7").save()
    assert "Nothing was changed." in form.client.get(LIST).text


def test_a_form_of_a_pass_that_is_gone_is_told_so(app: Flask, sell: Sell) -> None:
    form = sell("workshop")
    assert form.client.post(f"{LIST}/workshop/delete", data={"confirm": "Workshop"}).status_code == 302
    assert form.send().status_code == 404


def test_the_preview_shows_what_is_typed_and_saves_nothing(app: Flask, sell: Sell) -> None:
    form = sell("all-access").type(name="Typed name", own_limit="7", **{"phases-0-price": "12.50"})
    page = form.press("preview")
    card = page.partition('<ul class="fare">')[2].partition("</ul>\n    </fieldset>")[0]
    assert "<h2>Typed name</h2>" in card
    assert "$12.50" in card
    assert "7 left</span> of 10" in card  # of the hall: its own limit has as many left
    assert "Reception" in card
    with app.app_context():
        assert (stored("all-access").name, stored("all-access").version) == ("All access", 1)
        assert db.session.query(PassType).count() == 3


def test_the_preview_of_a_new_pass_stands_among_the_others(sell: Sell) -> None:
    form = sell().type(name="Brand new", extras="Party", is_hidden="y", **{"phases-0-price": "0"})
    page = form.press("preview")
    card = page.partition('<ul class="fare">')[2]
    assert "<h2>Brand new</h2>" in card
    assert ">Free<" in card
    assert "It is hidden: only who has its address sees it." in page
    assert ("Party" in card, "Reception" in card) == (True, True)  # what others bring stands there too, shut


def test_a_preview_of_what_cannot_be_says_why(sell: Sell) -> None:
    form = sell().type(name="")
    page = form.press("preview")
    assert "what is typed makes no pass yet" in page
    assert problems_of(page) == ["Give the pass a name, as in One day.", "Give the price; 0 is free."]
