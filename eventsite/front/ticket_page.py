"""What a ticket's page shows."""

from __future__ import annotations

from dataclasses import dataclass

from eventsite.calendar.tickets import Span, day_spans, subscription
from eventsite.core import clock
from eventsite.core.tokens import LinkKey
from eventsite.front.seats import SeatShown, seat
from eventsite.payments.queries import has_dispute
from eventsite.programme.releases.public import Programme
from eventsite.registration.models import Line
from eventsite.registration.opened import what_it_opens
from eventsite.registration.states import SeatState


@dataclass(frozen=True, slots=True)
class TicketPage:
    """`opens` are lines of text; `feed` is the path of the sessions that it opens, '' where none are public."""

    seat: SeatShown
    order_code: str
    buyer: str
    opens: tuple[str, ...]
    days: tuple[Span, ...]
    feed: str
    is_held: bool
    is_disputed: bool


def compose(line: Line, *, programme: Programme, key: LinkKey) -> TicketPage:
    """Return the page of one seat; 2 to 4 queries."""
    return TicketPage(
        seat=seat(line, key=key, programme=programme, now=clock.now()),
        order_code=line.order.code,
        buyer=line.order.buyer_name,
        opens=tuple(what_it_opens(line, programme)),
        days=tuple(day_spans(line, programme).values()),
        feed=subscription(line, programme),
        is_held=line.state == SeatState.HELD,
        is_disputed=has_dispute(line.order),
    )
