"""A page that waits for Stripe asks seldom, and lets Stripe rest while it is down."""

from __future__ import annotations

from eventsite.front.asking import Asking
from tests.fixtures.clocks import FrozenClock


def test_the_same_order_is_asked_about_every_ten_seconds(frozen_clock: FrozenClock) -> None:
    asking, asked = Asking(), []
    for seconds in range(25):
        if asking.may_ask(1, is_back=False):
            asking.asked(1, is_answered=True)
            asked.append(seconds)
        frozen_clock.forward(seconds=1)
    assert asked == [0, 10, 20]


def test_who_comes_back_is_asked_about_sooner(frozen_clock: FrozenClock) -> None:
    asking = Asking()
    assert asking.may_ask(1, is_back=True)
    asking.asked(1, is_answered=True)
    frozen_clock.forward(seconds=1)
    assert not asking.may_ask(1, is_back=True)
    frozen_clock.forward(seconds=1)
    assert asking.may_ask(1, is_back=True)


def test_while_one_asks_another_does_not(frozen_clock: FrozenClock) -> None:
    asking = Asking()
    assert [asking.may_ask(1, is_back=False) for _ in range(2)] == [True, False]
    assert asking.was_answered(1) is False
    asking.asked(1, is_answered=True)
    assert asking.was_answered(1) is True


def test_after_no_answer_nobody_asks_for_a_while(frozen_clock: FrozenClock) -> None:
    asking = Asking()
    asking.may_ask(1, is_back=False)
    asking.asked(1, is_answered=False)
    assert not asking.may_ask(2, is_back=True)
    frozen_clock.forward(seconds=5)
    assert asking.may_ask(2, is_back=True)
    asking.asked(2, is_answered=True)
    assert (asking.was_answered(1), asking.was_answered(2)) == (False, True)


def test_going_to_the_payment_page_lets_the_next_look_ask(frozen_clock: FrozenClock) -> None:
    asking = Asking()
    asking.may_ask(1, is_back=False)
    asking.asked(1, is_answered=True)
    asking.forget(1)
    assert asking.may_ask(1, is_back=True)


def test_only_the_latest_orders_are_remembered(frozen_clock: FrozenClock) -> None:
    asking = Asking()
    for order in range(2001):
        asking.may_ask(order, is_back=False)
    assert [asking.may_ask(order, is_back=False) for order in (2000, 0)] == [False, True]
