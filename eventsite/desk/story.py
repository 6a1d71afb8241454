"""The story of one order, moment by moment: what its buyer, its guests, Stripe, the desk and the site did."""

from __future__ import annotations

from collections.abc import Iterator

from eventsite.core.money import money
from eventsite.core.wording import counted
from eventsite.desk.moments import Moment, Rank, Sources, Tone, given
from eventsite.desk.telling import Teller
from eventsite.payments.models import Dispute, Refund
from eventsite.payments.states import RefundSource
from eventsite.registration.models import Order


def story_of(sources: Sources) -> tuple[Moment, ...]:
    """Return what happened, the oldest first; no query."""
    moments = [*_placed(sources.order), *_money(sources), *_papers(sources), *Teller(sources).tell_all()]
    return tuple(sorted(moments, key=lambda found: found.place))


def _placed(order: Order) -> Iterator[Moment]:
    """What it cost then is on its lines: the total falls with every seat that is cancelled."""
    price = money(sum(line.price for line in order.lines), order.currency)
    placed = f"Placed: {counted(len(order.lines), 'seat')}, {price}"
    yield Moment(order.created_at, placed, (order.buyer_email,), rank=Rank.PLACED)
    if order.terms is not None and order.terms_accepted_at is not None:
        yield Moment(order.terms_accepted_at, f"Terms accepted, version {order.terms.version}", rank=Rank.AGREED)


def _money(sources: Sources) -> Iterator[Moment]:
    for payment in sources.payments:
        going = f"Went to pay {money(payment.amount, payment.currency)}"
        yield Moment(payment.created_at, going, ids=given(payment.session_id), rank=Rank.PAYING)
        for refund in payment.refunds:
            yield _refund(refund, payment.currency)
        for dispute in payment.disputes:
            yield _dispute(dispute, payment.currency)


def _refund(refund: Refund, currency: str) -> Moment:
    amount, is_ours = money(refund.amount, currency), refund.source == RefundSource.DESK
    asked = f"Refund of {amount} {'asked for at the desk' if is_ours else 'made in Stripe’s dashboard'}"
    reason = given(refund.reason if is_ours else "")
    return Moment(refund.created_at, asked, reason, given(refund.refund_id), rank=Rank.REFUNDING)


def _dispute(dispute: Dispute, currency: str) -> Moment:
    disputed = f"The payer’s bank disputes {money(dispute.amount, currency)}"
    why = given(dispute.reason.replace("_", " ").capitalize())
    return Moment(dispute.opened_at, disputed, why, (dispute.dispute_id,), tone=Tone.BAD, rank=Rank.DISPUTED)


def _papers(sources: Sources) -> Iterator[Moment]:
    for receipt in sources.receipts:
        yield Moment(receipt.issued_at, f"Receipt {receipt.number} issued", rank=Rank.RECEIPT)
    for mail in sources.mails:
        tone = Tone.BAD if mail.is_parked else Tone.WARN if mail.error else Tone.PLAIN
        yield Moment(mail.at, mail.what, given(mail.error), tone=tone, rank=Rank.MAIL)
