"""One random history: what buyers, banks, the desk, browsers, webhooks, clocks and dying processes do, in any order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.integration.payments import invariants
from tests.integration.payments.at_rest import unfinished
from tests.integration.payments.world import World
from tests.on_sale import PRICE

PICK = st.integers(0, 5)
BASKETS = st.sampled_from([{"a": 1}, {"a": 2}, {"b": 1}, {"b": 3}, {"a": 1, "b": 2}, {"free": 1}, {"a": 1, "free": 2}])
PRICED = st.sampled_from([{"a": 1}, {"a": 2}, {"b": 1}, {"b": 2}, {"a": 1, "b": 1}, {"a": 1, "free": 1}])
WAYS = st.sampled_from(["card", "card", "card_declined", "card_3ds", "ach", "ach_fails"])
FAULTS = st.sampled_from(["no_connection", "server_error", "rate_limited", "stuck", "lost_answer"])
OPERATIONS = st.sampled_from(
    ["*", "checkout.sessions.create", "checkout.sessions.retrieve", "checkout.sessions.expire", "refunds.*", "events.*"]
)
MINUTES = st.sampled_from([1, 3, 14, 16, 32, 60 * 2, 60 * 24, 60 * 24 * 4])


def when(*facts: str) -> Callable[[Any], Any]:
    """Offer a rule only when one of these facts is one, so that few steps lead nowhere."""
    return precondition(lambda self: not self.facts.isdisjoint(facts))


class AnyHistory(RuleBasedStateMachine):
    world: World
    facts: set[str] = set()

    @initialize(bought=st.lists(PRICED, max_size=2))
    def begin(self, bought: list[dict[str, int]]) -> None:
        self.ceilings = invariants.Ceilings()
        self.past: invariants.Rows = {}
        self.world.begin_again()
        for items in bought:
            self.world.buy(items, "card")

    # Buyers.

    @rule(items=BASKETS)
    def place(self, items: dict[str, int]) -> None:
        self.world.place(items)

    @rule(items=PRICED, way=WAYS)
    def buy(self, items: dict[str, int], way: str) -> None:
        self.world.buy(items, way)

    @when("order held")
    @rule(pick=PICK, items=BASKETS)
    def change(self, pick: int, items: dict[str, int]) -> None:
        self.world.place(items, previous=self.world.any_order(pick, "held"))

    @rule(items=BASKETS)
    def send_the_form_twice(self, items: dict[str, int]) -> None:
        once = f"twice-{next(self.world.forms)}"
        first = self.world.place(items, once=once)
        assert first is None or self.world.commits_to_live or self.world.place(items, once=once) == first

    @when("order held")
    @rule(pick=PICK)
    def extend(self, pick: int) -> None:
        self.world.extend(self.world.any_order(pick, "held"))

    @when("order held", "order expired")
    @rule(pick=PICK)
    def pay(self, pick: int) -> None:
        self.world.pay(self.world.any_order(pick, "held", "expired"))

    @when("order held", "order expired", "order confirmed")
    @rule(pick=PICK, seen=st.sampled_from([0, PRICE, 2 * PRICE, 20000]))
    def pay_what_an_old_page_said(self, pick: int, seen: int) -> None:
        self.world.pay(self.world.any_order(pick), seen)

    @when("order held", "order expired")
    @rule(pick=PICK, is_asked=st.booleans())
    def die_before_or_after_asking(self, pick: int, is_asked: bool) -> None:
        order = self.world.any_order(pick, "held", "expired")
        self.world.only_begin(order)
        if is_asked:
            self.world.ask_and_die(order)

    @when("checkout.session open")
    @rule(pick=PICK, way=WAYS)
    def do_on_the_payment_page(self, pick: int, way: str) -> None:
        self.world.bank(pick, "checkout.session", ["open"], lambda sandbox, page: sandbox.pay(page, way))

    @when("payment_intent requires_action")
    @rule(is_confirmed=st.booleans())
    def answer_the_bank(self, is_confirmed: bool) -> None:
        for pick in range(len(self.world.things("checkout.session", "open"))):
            self.world.bank(
                pick, "checkout.session", ["open"],
                lambda sandbox, page: sandbox.answer_bank(page, is_confirmed=is_confirmed),
            )  # fmt: skip

    @when("order held", "order expired")
    @rule(pick=PICK)
    def come_back(self, pick: int) -> None:
        self.world.come_back(self.world.any_order(pick, "held", "expired"))

    # Stripe and banks.

    @when("checkout.session open")
    @rule(pick=PICK)
    def expire_a_page(self, pick: int) -> None:
        self.world.bank(pick, "checkout.session", ["open"], lambda sandbox, page: sandbox.expire(page))

    @when("checkout.session open")
    @rule(pick=PICK, is_sold=st.booleans())
    def let_seats_go_although_their_page_is_open(self, pick: int, is_sold: bool) -> None:
        """What no code of ours does, and the clocks of two companies may: money can come late."""
        self.world.let_go(pick)
        if is_sold:
            self.world.resize("Hall", 0)

    @rule(items=PRICED, ways=st.tuples(WAYS, WAYS), is_disputed=st.booleans())
    def pay_in_two_tabs(self, items: dict[str, int], ways: tuple[str, str], is_disputed: bool) -> None:
        """The same again, and the buyer pays on the old page and on a new one, having disputed the first perhaps."""
        order = self.world.place(items)
        if order is None or not self.world.pay(order):
            return
        self.world.let_go(0)
        self.world.pay(order)
        for place, way in enumerate(ways):
            self.world.bank(1 - place, "checkout.session", ["open"], lambda sandbox, it, way=way: sandbox.pay(it, way))
            if is_disputed:
                self.world.bank(0, "payment_intent", ["succeeded"], lambda sandbox, it: sandbox.open_dispute(it))
                self.world.hear_all(0)

    @rule(items=PRICED)
    def pay_too_late(self, items: dict[str, int]) -> None:
        """The seats are gone by then."""
        order = self.world.place(items)
        if order is None or not self.world.pay(order):
            return
        self.world.let_go(0)
        self.world.resize("Hall", 0)
        self.world.bank(0, "checkout.session", ["open"], lambda sandbox, page: sandbox.pay(page, "card"))
        self.world.come_back(order)

    @when("payment_intent processing")
    @rule(pick=PICK, is_good=st.booleans())
    def end_a_debit(self, pick: int, is_good: bool) -> None:
        self.world.bank(
            pick, "payment_intent", ["processing"],
            lambda sandbox, it: sandbox.settle(it) if is_good else sandbox.bounce(it),
        )  # fmt: skip

    @when("payment_intent succeeded")
    @rule(pick=PICK, amount=st.sampled_from([None, 1, 10000]), is_waiting=st.booleans())
    def refund_in_the_dashboard(self, pick: int, amount: int | None, is_waiting: bool) -> None:
        self.world.stripe.sandbox.let_refunds_wait(is_waiting)
        self.world.bank(pick, "payment_intent", ["succeeded"], lambda sandbox, it: sandbox.refund(it, amount))

    @when("refund pending")
    @rule(pick=PICK)
    def let_a_refund_arrive(self, pick: int) -> None:
        self.world.bank(pick, "refund", ["pending"], lambda sandbox, it: sandbox.succeed_refund(it))

    @when("refund pending", "refund succeeded")
    @rule(pick=PICK)
    def let_a_refund_come_back(self, pick: int) -> None:
        self.world.bank(pick, "refund", ["pending", "succeeded"], lambda sandbox, it: sandbox.fail_refund(it))

    @when("payment_intent succeeded")
    @rule(pick=PICK, amount=st.sampled_from([None, None, 5000]))
    def open_a_dispute(self, pick: int, amount: int | None) -> None:
        self.world.bank(pick, "payment_intent", ["succeeded"], lambda sandbox, it: sandbox.open_dispute(it, amount))

    @when("dispute needs_response")
    @rule(pick=PICK, is_won=st.booleans())
    def close_a_dispute(self, pick: int, is_won: bool) -> None:
        self.world.bank(
            pick, "dispute", ["needs_response"], lambda sandbox, it: sandbox.close_dispute(it, is_won=is_won)
        )

    # The weather.

    @when("event")
    @rule(pick=PICK)
    def hear(self, pick: int) -> None:
        self.world.hear(pick)

    @when("event")
    @rule(seed=st.integers(0, 99))
    def hear_all(self, seed: int) -> None:
        self.world.hear_all(seed)

    @when("event")
    @rule(pick=PICK)
    def hear_again(self, pick: int) -> None:
        before = self.rows()
        if self.world.hear_again(pick):
            assert invariants.changes(before, self.rows()) == []

    @when("event")
    @rule()
    def lose_webhooks(self) -> None:
        self.world.lose()

    @rule(fault=FAULTS, operation=OPERATIONS, calls=st.integers(0, 2))
    def break_or_mend_stripe(self, fault: str, operation: str, calls: int) -> None:
        self.world.stripe.sandbox.mend()
        if calls:
            self.world.stripe.sandbox.break_next(fault, calls=calls, operation=operation)

    @rule(commits=st.integers(1, 3))
    def die_soon(self, commits: int) -> None:
        """Whoever commits next, or the one after, dies right after that."""
        self.world.commits_to_live = commits

    @rule(minutes=MINUTES)
    def wait(self, minutes: int) -> None:
        self.world.clock.forward(minutes=minutes)

    @rule()
    def reconcile(self) -> None:
        self.world.reconcile()

    @rule()
    def work(self) -> None:
        self.world.work()

    # The desk.

    @when("order confirmed")
    @rule(pick=PICK, how_many=st.integers(1, 3))
    def refund_seats(self, pick: int, how_many: int) -> None:
        self.world.refund_seats(self.world.any_order(pick, "confirmed"), how_many)

    @when("order confirmed")
    @rule(pick=PICK, amount=st.sampled_from([1, 10000, PRICE]))
    def refund_an_amount(self, pick: int, amount: int) -> None:
        self.world.refund_amount(self.world.any_order(pick, "confirmed"), amount)

    @when("credit")
    @rule(pick=PICK, is_given=st.booleans())
    def sort_money(self, pick: int, is_given: bool) -> None:
        if is_given:
            self.world.resize("Hall", 8)
        self.world.sort_money(pick, is_given=is_given)

    @when("order held", "order expired")
    @rule(pick=PICK)
    def cancel(self, pick: int) -> None:
        self.world.cancel(self.world.any_order(pick, "held", "expired"))

    @when("order held", "order confirmed", "order expired")
    @rule(pick=PICK)
    def look_again(self, pick: int) -> None:
        self.world.look_again(self.world.any_order(pick))

    @rule(size=st.sampled_from([0, 2, 4, 5, 8]))
    def resize_the_hall(self, size: int) -> None:
        self.world.resize("Hall", size)

    @rule(amount=st.sampled_from([PRICE, PRICE + 10000, 10000, 0]))
    def reprice(self, amount: int) -> None:
        self.world.reprice(amount)

    # What holds.

    def rows(self) -> invariants.Rows:
        with self.world.app.app_context():
            return invariants.read()

    @invariant()
    def the_rules_hold(self) -> None:
        self.world.steps += 1
        rows = self.rows()
        self.facts = invariants.facts(rows) | self.world.facts()
        wrong = [text for check in invariants.ALWAYS for text in check(rows)]
        assert wrong + list(self.ceilings.overdrawn(rows, self.world.clock.now)) == []
        assert invariants.rewritten(self.past, rows) == []
        self.past = rows
        assert self.world.twice_open() == []

    def teardown(self) -> None:
        """Let everything come to its end, and tell it all once more: nothing changes then."""
        if not hasattr(self, "ceilings"):
            return
        self.world.come_to_rest()
        rows = self.rows()
        assert [text for check in invariants.ALWAYS for text in check(rows)] == []
        assert invariants.rewritten(self.past, rows) == []
        self.world.seen.update(invariants.story(rows))
        assert unfinished(rows, self.world.stripe.sandbox) == []
        self.world.tell_everything_again()
        assert invariants.changes(rows, self.rows()) == []
