"""What the sample sells: six passes in each edition, honest seats, no money; and nothing of it outlives a reset."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from flask import Flask
from sqlalchemy import select

from eventsite.billing import journal
from eventsite.billing.receipts import issue
from eventsite.cli.sample.content import SummitPart
from eventsite.core import clock
from eventsite.core.db import db, transaction
from eventsite.core.numbering import NumberSeries
from eventsite.core.outbox import OutboxRow
from eventsite.payments.models import Dispute, Payment, Refund
from eventsite.payments.states import PaymentState, RefundSource
from eventsite.programme.releases import public
from eventsite.registration import queries
from eventsite.registration.basket import Item
from eventsite.registration.managing.overview import PassesPage, SaleState, Seats, passes_page
from eventsite.registration.models import Attendee, Order, PassType
from eventsite.registration.pricing import price_at
from eventsite.registration.states import Opens, OrderState
from eventsite.summits.models import Summit
from eventsite.summits.queries import find_summit
from tests.fixtures.clocks import FrozenClock
from tests.integration.cli.test_demo import NEXT, PAST, other_summit, rows, run
from tests.on_sale import add_order, add_pass

NAMES = ["All-access", "One event", "One day", "Government", "Start-up", "Virtual"]


@pytest.fixture
def sample(app: Flask, frozen_clock: FrozenClock) -> Iterator[None]:
    """Make the sample as of 1 November 2026, and stay in the application's context."""
    public.forget()
    run(app)
    with app.app_context():
        yield
    public.forget()


def summit(slug: str) -> Summit:
    found = find_summit(slug)
    assert found is not None
    return found


def page(slug: str) -> PassesPage:
    return passes_page(summit(slug))


def on_show(slug: str) -> list[PassType]:
    return [found for found in queries.list_passes(summit(slug)) if not found.is_hidden]


@pytest.mark.parametrize("slug", [PAST, NEXT])
def test_each_edition_has_six_passes(sample: None, slug: str) -> None:
    found = on_show(slug)
    assert [sold.name for sold in found] == NAMES
    assert [sold.code for sold in found] == ["all-access", "one-event", "one-day", "government", "start-up", "virtual"]
    assert [[part.kind for part in sold.entitlements] for sold in found] == [
        [Opens.SUMMIT], [Opens.ANY_EVENT], [Opens.ANY_DAY], [Opens.SUMMIT], [Opens.SUMMIT], [Opens.SUMMIT]]
    assert [[phase.amount for phase in sold.phases] for sold in found] == [
        [84500, 99500, 119500], [59500, 69500, 89500], [34500, 39500, 49500], [39500, 49500, 59500], [19500, 24500],
        [14900]]


def test_one_is_sold_out_and_one_is_nearly(sample: None) -> None:
    lines = [line for line in page(NEXT).passes if not line.pass_type.is_hidden]
    assert [(line.state, line.left and (line.left.left, line.left.size)) for line in lines] == [
        (SaleState.ON_SALE, (556, 600)), (SaleState.ON_SALE, (556, 600)), (SaleState.ON_SALE, (4, 40)),
        (SaleState.ON_SALE, (556, 600)), (SaleState.SOLD_OUT, (0, 8)), (SaleState.ON_SALE, None)]


def test_the_seats_that_are_gone_were_given_away_and_can_be_had_no_more(sample: None) -> None:
    hidden = [line for line in page(NEXT).passes if line.pass_type.is_hidden]
    assert [(line.pass_type.name, line.seats, line.state, line.phase.amount) for line in hidden] == [
        ("Start-up scholarship", Seats(8, 0), SaleState.ENDED, 0), ("Student day", Seats(36, 0), SaleState.ENDED, 0)]
    orders = db.session.scalars(select(Order).order_by(Order.id)).all()
    assert {(order.state, order.total, order.shares[0].amount) for order in orders} == {(OrderState.CONFIRMED, 0, 0)}
    assert {order.terms_id for order in orders} == {getattr(queries.current_terms(summit(NEXT)), "id", None)}
    assert {day for order in orders for day in {line.on_date for line in order.lines}} == {
        None, date(2027, 3, 2), date(2027, 3, 3)}
    assert (rows()["payment"], rows()["journal_entry"], rows()["outbox_row"]) == (0, 0, 0)


def test_nobody_real_is_written_to(sample: None) -> None:
    addresses = {*db.session.scalars(select(Order.buyer_email)), *db.session.scalars(select(Attendee.email))} - {""}
    assert [address for address in addresses if not address.endswith("@example.org")] == []
    assert len(addresses) == 7


def test_the_past_is_over(sample: None) -> None:
    assert {line.state for line in page(PAST).passes} == {SaleState.ENDED}
    assert page(PAST).passes[0].pass_type.on_sale_until == datetime(2018, 10, 30, 16, tzinfo=UTC)


def test_prices_rise_at_midnight_in_atlanta(sample: None) -> None:
    """Twelve weeks before 2 March 2027, in winter time, and three days before."""
    (sold,) = queries.list_passes(summit(NEXT), {"all-access"})
    standard, door = datetime(2026, 12, 8, 5, tzinfo=UTC), datetime(2027, 2, 27, 5, tzinfo=UTC)
    assert [phase.starts_at for phase in sold.phases] == [None, standard, door]
    moments = [clock.now(), standard - timedelta(seconds=1), standard, door]
    assert [price_at(sold, at) for at in moments] == [84500, 84500, 99500, 119500]


def test_there_are_terms(sample: None) -> None:
    for slug in (PAST, NEXT):
        terms = queries.current_terms(summit(slug))
        assert terms is not None
        assert (terms.version, "refund" in terms.terms, "you get half back" in terms.refund_policy) == (1, True, True)


def buy_and_pay(slug: str, code: str) -> None:
    """Leave behind everything that an order may: money in and back, a receipt and its number, mails to send."""
    order = add_order(summit(slug), [Item(code, "", 2)], is_confirmed=True)
    share, now = order.shares[0], clock.now()
    payment = Payment(
        order=order, share=share, state=PaymentState.SUCCEEDED, amount=order.total, currency="USD", request={},
        idempotency_key=order.code, expires_at=now, created_at=now)
    refund = Refund(payment=payment, source=RefundSource.DESK, amount=1, created_at=now)
    dispute = Dispute(payment=payment, dispute_id=f"dp_{order.code}", status="open", amount=1, opened_at=now)
    db.session.add_all([payment, refund, dispute])
    db.session.flush()
    journal.sold(share, f"sold:{order.id}")
    journal.paid(share, order.total, f"paid:{order.id}")
    issue(share=share, amount=order.total, method="card", reference="", key=f"receipt:{payment.id}")
    for kind, payload in (("order", order.id), ("line", order.lines[0].id), ("refund", refund.id)):
        db.session.add(OutboxRow(kind=kind, key=f"{kind}-{payload}", payload={kind: payload}, due_at=now))
    db.session.flush()
    later = add_order(summit(slug), [Item(code, "", 1)])
    order.replaced_by_id = later.id


def test_reset_removes_orders_and_their_money(app: Flask, sample: None) -> None:
    before = rows()
    with transaction():
        buy_and_pay(NEXT, "all-access")
    assert {name for name, count in rows().items() if count != before[name]} == {
        "order", "line", "attendee", "payer", "share", "share_part", "payment", "refund", "dispute", "journal_entry",
        "posting", "receipt", "number_series", "outbox_row"}
    run(app, "--reset")
    assert rows() == before


def test_reset_leaves_the_money_of_other_summits_alone(app: Flask, sample: None) -> None:
    with transaction():
        add_pass(other_summit(), "Theirs")
        buy_and_pay("other", "theirs")
        series = db.session.scalars(select(NumberSeries.name)).all()
    before = rows()
    run(app, "--reset")
    assert rows() == before
    assert db.session.scalars(select(NumberSeries.name)).all() == series
    assert db.session.scalar(select(db.func.count()).select_from(OutboxRow)) == 3


@pytest.mark.parametrize("currency", ["", "usd", "XXX", "BTC", "KWD"])
def test_a_summit_in_money_that_cannot_be_charged_is_refused(currency: str) -> None:
    said = {"slug": "x", "name": "X", "time_zone": "UTC", "registration": "soon", "currency": currency}
    with pytest.raises(msgspec.ValidationError, match="is no currency that passes can be sold in"):
        msgspec.convert(said, SummitPart)
