"""What happened becomes an event, and an event of a kind the endpoint wants becomes webhooks to send."""

from __future__ import annotations

import random
from dataclasses import asdict, dataclass

from eventsite.payments.sandbox.books import Books, Thing
from eventsite.payments.sandbox.shapes.others import event

MODE = "webhook mode"
SPREAD = 3.0  # seconds over which shuffled webhooks arrive

#: What the endpoint is subscribed to. Other events can only be listed.
SENT = frozenset({
    "charge.dispute.closed", "charge.dispute.created", "charge.dispute.funds_reinstated",
    "charge.dispute.funds_withdrawn", "charge.refunded", "checkout.session.async_payment_failed",
    "checkout.session.async_payment_succeeded", "checkout.session.completed", "checkout.session.expired",
    "payment_intent.payment_failed", "refund.created", "refund.failed", "refund.updated",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class WebhookMode:
    """How webhooks go out: each `times` times, after `delay` seconds, out of order, or not at all."""

    times: int = 1
    delay: float = 0
    is_shuffled: bool = False
    is_dropped: bool = False


def mode_of(books: Books) -> WebhookMode:
    return WebhookMode(**books.setting(MODE, {}))


def set_mode(books: Books, mode: WebhookMode) -> None:
    books.set(MODE, asdict(mode))


def announce(books: Books, kind: str, about: Thing) -> Thing:
    """Keep an event, and lay out the webhooks it makes."""
    made = books.keep(event(now=books.now, kind=kind, about=about))
    if kind in SENT:
        mode = mode_of(books)
        for _ in range(0 if mode.is_dropped else mode.times):
            lay_out(books, made["id"], delay=mode.delay + (random.uniform(0, SPREAD) if mode.is_shuffled else 0))  # noqa: S311
    return made


def lay_out(books: Books, event_id: str, delay: float = 0) -> None:
    """Let the sender send an event, once more if it was sent before."""
    books.connection.execute(
        "INSERT INTO delivery (event, state, due_at) VALUES (?, 'waiting', ?)", (event_id, books.exact + delay)
    )
