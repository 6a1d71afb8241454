"""Finding an order by anything a caller may say.

Words are looked for in names, addresses and numbers, each of them somewhere in the order. Beside that, a word or the
whole of it may be the code of an order or a ticket, or part of one, an id of Stripe's, an amount, or the last digits of
a card.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import select, union_all

from eventsite.billing.models import Receipt
from eventsite.core.db import db
from eventsite.core.money import BadAmount, parse
from eventsite.core.tokens import LinkKey
from eventsite.payments.models import Dispute, Payment, Refund
from eventsite.programme.releases.public import fold
from eventsite.registration.models import Attendee, Line, Order
from eventsite.registration.states import SeatState
from eventsite.registration.ticket_codes import code_letters, has_part, part_of_code, read_code
from eventsite.summits.models import Summit

_STRIPE_ID = re.compile(r"(pi|cs|ch|py|re|pyr|dp|du)_\w{1,120}", re.ASCII)
#: An id that Stripe shows and that is not kept here, or not of every payment: the page then says which to ask for.
UNKNOWN_ID = re.compile(r"(ch|py|evt|cus|txn|pm)_\w+", re.ASCII)
_LAST_DIGITS = re.compile(r"\d{4}", re.ASCII)
_HAS_DIGIT = re.compile(r"\d", re.ASCII)
_APOSTROPHES = str.maketrans("’‘ʼ`´", "'''''")
#: How little of a code says nothing yet.
_LEAST_OF_CODE = 3


class Said(Protocol):
    """What the list of orders knows of each."""

    @property
    def id(self) -> int: ...
    @property
    def code(self) -> str: ...
    @property
    def total(self) -> int: ...
    @property
    def texts(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class _Money:
    """Amounts, ids and methods of one payment, by which it may be found."""

    order_id: int
    amounts: tuple[int, ...]
    ids: tuple[str, ...]
    method: str


def find(summit: Summit, text: str, orders: Sequence[Said], *, key: LinkKey) -> set[int]:
    """Return the ids of the `orders` that `text` may mean; at most 4 queries."""
    words = [word for word in text.split() if any(letter.isalnum() for letter in word)]
    if not words:
        return {order.id for order in orders}
    pile = _texts(summit, orders)
    money = _payments(summit) if any(_may_be_money(word) for word in words) else []
    tickets = _tickets(summit, key) if any(part_of_code(word) for word in words) else []
    found = [_with(word, pile, orders, money, summit.currency) | _by_ticket(word, tickets) for word in words]
    return set.intersection(*found) | _as_a_whole(summit, text, orders, money, key)


def _may_be_money(word: str) -> bool:
    return bool(_HAS_DIGIT.search(word) or _STRIPE_ID.fullmatch(word))


def _with(
    word: str, pile: dict[int, str], orders: Sequence[Said], money: Sequence[_Money], currency: str
) -> set[int]:
    plain, code = _folded(word), _compact(word)
    found = {id for id, texts in pile.items() if plain in texts}
    if len(code) >= _LEAST_OF_CODE:
        found |= {order.id for order in orders if code in order.code}
    return found | set(_by_money(word, orders, money, currency))


def _as_a_whole(summit: Summit, text: str, orders: Sequence[Said], money: Sequence[_Money], key: LinkKey) -> set[int]:
    """Return what `text` means when its spaces are nothing: ABCD EFGH, $ 599."""
    code = _compact(text)
    found = {order.id for order in orders if order.code == code}
    if " " in text:
        found |= set(_by_money(text.replace(" ", ""), orders, money, summit.currency))
    line = read_code(text, key)
    return found | ({line.order_id} if line is not None and line.order.summit_id == summit.id else set())


def _by_ticket(word: str, tickets: Iterable[tuple[int, str]]) -> set[int]:
    part = part_of_code(word)
    return {order_id for order_id, code in tickets if has_part(code, part)} if part else set()


def _tickets(summit: Summit, key: LinkKey) -> list[tuple[int, str]]:
    """Return (order id, letters of its code) of every ticket that is valid, or was until its seat was cancelled."""
    rows = select(Line.order_id, Line.id, Line.ticket_version).join(Order).where(Order.summit_id == summit.id)
    found = db.session.execute(rows.where(Line.state.in_((SeatState.CONFIRMED, SeatState.CANCELLED))))
    return [(order_id, code_letters(id, version, key)) for order_id, id, version in found]


def _by_money(word: str, orders: Sequence[Said], money: Sequence[_Money], currency: str) -> Iterator[int]:
    amount = _amount(word, currency)
    if amount:
        yield from (order.id for order in orders if order.total == amount)
    is_id, is_card = _STRIPE_ID.fullmatch(word) is not None, _LAST_DIGITS.fullmatch(word) is not None
    for payment in money:
        is_meant = (is_id and word in payment.ids) or (amount is not None and amount in payment.amounts)
        if is_meant or (is_card and payment.method.endswith(f" {word}")):
            yield payment.order_id


def _amount(word: str, currency: str) -> int | None:
    """Return the minor units a word names; None for no amount, and for nothing at all."""
    try:
        return parse(word.upper(), currency) or None
    except BadAmount:
        return None


def _texts(summit: Summit, orders: Iterable[Said]) -> dict[int, str]:
    """Return order id -> everything said of it in words, folded; one query beside what `orders` know."""
    pile: dict[int, list[str]] = defaultdict(list)
    for order in orders:
        pile[order.id] += [order.code, *order.texts]
    guests = (
        select(Line.order_id, Attendee.name, Attendee.email, Attendee.organization)
        .join_from(Line, Attendee)
        .join(Order, Order.id == Line.order_id)
        .where(Order.summit_id == summit.id, (Attendee.name != "") | (Attendee.email != ""))
    )
    numbers = select(Receipt.order_id, Receipt.number, Receipt.number, Receipt.number)
    for order_id, *texts in db.session.execute(union_all(guests, numbers.where(Receipt.summit_id == summit.id))):
        if order_id in pile:
            pile[order_id] += texts
    return {id: _folded("\n".join(texts)) for id, texts in pile.items()}


def _payments(summit: Summit) -> list[_Money]:
    rows = (
        select(
            Payment.order_id, Payment.method, Payment.received, Refund.amount,
            Payment.session_id, Payment.intent_id, Payment.charge_id, Refund.refund_id, Dispute.dispute_id,
        )
        .join(Order, Order.id == Payment.order_id)
        .outerjoin(Refund, Refund.payment_id == Payment.id)
        .outerjoin(Dispute, Dispute.payment_id == Payment.id)
        .where(Order.summit_id == summit.id)
    )  # fmt: skip
    return [
        _Money(order_id, (received, refunded or 0), tuple(id for id in ids if id), method)
        for order_id, method, received, refunded, *ids in db.session.execute(rows)
    ]


def _folded(text: str) -> str:
    return fold(text.translate(_APOSTROPHES))


def _compact(text: str) -> str:
    return "".join(letter for letter in text.upper() if letter.isalnum())
