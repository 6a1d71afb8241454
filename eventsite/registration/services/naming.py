"""A seat gets its guest: by whoever ordered it, or by the guest through the private link of the ticket.

A correction keeps the ticket. When another person comes instead, the former one's ticket is dead: its link, its code.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from eventsite.core import clock
from eventsite.core.db import db
from eventsite.core.errors import DomainError, StaleEdit
from eventsite.core.outbox import Outbox, OutboxRow
from eventsite.registration.emails import TICKET
from eventsite.registration.models import Attendee, Line
from eventsite.registration.services import holding
from eventsite.registration.states import SeatState
from eventsite.summits.models import Summit

#: So many mails about one seat go out in a day: a free seat must not become a way to write to strangers.
MOST_MAILS = 5
A_DAY = timedelta(hours=24)


class TooLate(DomainError):
    """The summit is over: who was there was there."""


class SeatGone(DomainError):
    """The seat was given back or cancelled, so nobody can be named for it."""


class SeatNamed(DomainError):
    """A guest may say who they are once; who comes instead is for whoever ordered the seat to say."""


class NameMissing(DomainError):
    """A guest has a name."""


@dataclass(frozen=True, slots=True)
class Named:
    """Who is to use a seat. `seen` is the guest as the form showed them, so that two who name at once both know."""

    name: str
    email: str = ""
    organization: str = ""
    seen: str | None = None


@dataclass(frozen=True, slots=True)
class Naming:
    """What came of it. `is_another`: the ticket is another person's now, by a new link.

    `is_unmailed`: the guest has a new address, and the ticket was mailed too often today to go there.
    """

    is_another: bool
    is_unmailed: bool


def name_guest(line: Line, guest: Named, *, outbox: Outbox, is_own: bool = False) -> Naming:
    """Name or change the guest of a seat.

    Whoever has a new mail address gets the ticket there, once the seat is confirmed, `MOST_MAILS` times a day at most.
    `is_own`: the guest does it, by the ticket's own link.

    Raises:
        NameMissing, SeatGone, SeatNamed, TooLate: as they say.
        StaleEdit: when somebody else named the guest meanwhile.
    """
    holding.lock_order(line.order_id)
    attendee = line.attendee
    for thing in (line, attendee):  # as they are since we have the lock
        db.session.refresh(thing)
    _check(line, attendee, guest)
    if is_own and attendee.name:
        raise SeatNamed("This seat has a name already. Whoever ordered it can change that.")
    email = guest.email.strip().lower()
    is_new_mail = email not in ("", attendee.email)
    is_another = _is_another(attendee, guest.name, email)
    if is_another:
        line.ticket_version += 1
    attendee.name, attendee.email, attendee.organization = guest.name, email, guest.organization
    db.session.flush()
    is_wanted = is_new_mail and line.state == SeatState.CONFIRMED
    return Naming(is_another, is_unmailed=is_wanted and not _mail(line, outbox))


def may_be_named(line: Line, now: datetime) -> bool:
    """Tell whether a guest can be named or changed still: while there is a seat, to the end of the last day."""
    return line.state in (SeatState.HELD, SeatState.CONFIRMED) and not is_over(line.summit, now)


def is_over(summit: Summit, now: datetime) -> bool:
    """Tell whether a summit's last day has ended where it is."""
    return now.astimezone(summit.zone_info).date() > summit.ends_on


def _mail(line: Line, outbox: Outbox) -> bool:
    """Have the ticket mailed, unless that was done too often; the order is locked, so that every mail is counted."""
    rows = select(func.count()).select_from(OutboxRow).where(OutboxRow.kind == TICKET)
    mine = OutboxRow.key.startswith(f"{line.id}-"), OutboxRow.due_at > clock.now() - A_DAY  # due when asked, or later
    if (db.session.scalar(rows.where(*mine)) or 0) >= MOST_MAILS:
        return False
    outbox.put(TICKET, f"{line.id}-{line.ticket_version}", line=line.id)
    return True


def _check(line: Line, attendee: Attendee, guest: Named) -> None:
    if not guest.name:
        raise NameMissing("Type the guest's name.")
    if line.state not in (SeatState.HELD, SeatState.CONFIRMED):
        raise SeatGone("This seat was cancelled or given back, so it has no guest any more.")
    if is_over(line.summit, clock.now()):
        raise TooLate("The summit is over, so guests cannot be changed any more.")
    if guest.seen is not None and guest.seen != attendee.name:
        raise StaleEdit(f"Somebody named {attendee.name or 'nobody'} for this seat after you opened this page.")


def _is_another(before: Attendee, name: str, email: str) -> bool:
    """Tell another person from a correction: one address is one person, and so is one name that gets an address."""
    if not before.name:
        return False
    if before.email and email:
        return before.email != email
    return before.name != name or bool(before.email)
