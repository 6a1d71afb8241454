"""Reads of what is on sale and what was bought. Each says how many queries it costs when that is not one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from eventsite.core.db import db
from eventsite.core.tokens import LinkKey
from eventsite.programme.models import Session
from eventsite.registration.models import Capacity, Entitlement, Line, Order, PassCapacity, PassType, Share, Terms
from eventsite.summits.models import Summit

#: Purposes of the capability links (`core.tokens`): an order's page and one seat's ticket.
ORDER_LINK = "order"
TICKET_LINK = "ticket"


def list_passes(summit: Summit, codes: Collection[str] | None = None) -> Sequence[PassType]:
    """Return the passes of a summit, in order, with their phases, capacities and what they open; 2 queries."""
    rows = _with_parts(select(PassType)).where(PassType.summit_id == summit.id)
    if codes is not None:
        rows = rows.where(PassType.code.in_(sorted(codes)))
    return db.session.scalars(rows.order_by(PassType.position, PassType.id)).unique().all()


def list_passes_at(slug: str) -> Sequence[PassType]:
    """Return the passes of the summit that an address names, with that summit; 2 queries."""
    rows = _with_parts(select(PassType)).join(PassType.summit).options(contains_eager(PassType.summit))
    return db.session.scalars(rows.where(Summit.slug == slug).order_by(PassType.position, PassType.id)).unique().all()


def list_wanted(slug: str, codes: Collection[str]) -> Sequence[PassType]:
    """Return passes of a summit that somebody wants to buy, with that summit, their phases and limits; one query."""
    return db.session.scalars(_wanted(), {"slug": slug, "codes": sorted(codes)}).unique().all()


def list_priced(slug: str) -> Sequence[PassType]:
    """Return the passes on show of the summit that an address names, with their prices and nothing else; one query."""
    rows = select(PassType).join(PassType.summit).where(Summit.slug == slug, PassType.is_hidden.is_(False))
    rows = rows.options(contains_eager(PassType.summit), joinedload(PassType.phases))
    return db.session.scalars(rows.order_by(PassType.position, PassType.id)).unique().all()


def list_capacities(summit: Summit) -> Sequence[Capacity]:
    return db.session.scalars(select(Capacity).filter_by(summit_id=summit.id).order_by(Capacity.name)).all()


def current_terms(summit: Summit) -> Terms | None:
    """Return the terms that a buyer accepts now; None while the organizers wrote none."""
    return db.session.scalar(_newest_terms(), {"summit_id": summit.id})


def find_terms(summit: Summit, version: int) -> Terms | None:
    return db.session.scalar(select(Terms).filter_by(summit_id=summit.id, version=version))


def order_of_link(token: str, key: LinkKey) -> Order | None:
    """Return the order that a capability link opens, with everything its page shows; 2 queries."""
    id = key.id_in(token)
    order = db.session.scalars(_whole_order(), {"id": id}).unique().one_or_none() if id is not None else None
    return order if order is not None and key.opens(token, ORDER_LINK, order.id, order.link_version) else None


def order_behind(token: str, key: LinkKey) -> Order | None:
    """Return the order that a capability link opens, for somebody who does not look at it: without its parts."""
    id = key.id_in(token)
    order = db.session.scalar(_bare_order(), {"id": id}) if id is not None else None
    return order if order is not None and key.opens(token, ORDER_LINK, order.id, order.link_version) else None


def order_of_cookie(token: str, key: LinkKey, slug: str) -> Order | None:
    """Return an order of the summit at `slug` with its seats and who has them; 2 queries, none without a token."""
    id = key.id_in(token)
    if id is None:
        return None
    lines = selectinload(Order.lines)
    parts = (lines.joinedload(Line.attendee), lines.joinedload(Line.event), lines.joinedload(Line.pass_type))
    rows = select(Order).join(Order.summit).where(Order.id == id, Summit.slug == slug).options(*parts)
    order = db.session.scalar(rows)
    return order if order is not None and key.opens(token, ORDER_LINK, order.id, order.link_version) else None


def line_of_link(token: str, key: LinkKey) -> Line | None:
    """Return the seat whose ticket a capability link opens; about 6 queries."""
    id = key.id_in(token)
    line = (
        db.session.scalar(
            select(Line)
            .where(Line.id == id)
            .options(
                joinedload(Line.attendee),
                joinedload(Line.event),
                joinedload(Line.order).joinedload(Order.summit),
                joinedload(Line.pass_type).selectinload(PassType.entitlements).joinedload(Entitlement.event),
                joinedload(Line.pass_type).selectinload(PassType.entitlements).joinedload(Entitlement.session),
            )
        )
        if id is not None
        else None
    )
    return line if line is not None and key.opens(token, TICKET_LINK, line.id, line.ticket_version) else None


def list_orders_of(email: str) -> Sequence[Order]:
    """Return the orders that a mail address made, the latest first."""
    rows = select(Order).options(joinedload(Order.summit)).where(Order.buyer_email == email.strip().lower())
    return db.session.scalars(rows.order_by(Order.id.desc())).all()


def get_order(id: int) -> Order:
    """Return an order with everything its page shows; 2 queries."""
    return db.session.scalars(_whole_order(), {"id": id}).unique().one()


# What every order asks is put together once: to do that each time costs as much as the database's answer.


@cache
def _wanted() -> Select[PassType]:
    """Take `slug` and `codes`."""
    is_wanted = Summit.slug == bindparam("slug"), PassType.code.in_(bindparam("codes", expanding=True))
    rows = select(PassType).join(PassType.summit).where(*is_wanted)
    draws = joinedload(PassType.draws).joinedload(PassCapacity.capacity)
    parts = joinedload(PassType.phases), draws, joinedload(PassType.entitlements)
    rows = rows.options(contains_eager(PassType.summit), *parts)
    return rows.order_by(PassType.position, PassType.id)


@cache
def _newest_terms() -> Select[Terms]:
    """Take `summit_id`."""
    return select(Terms).where(Terms.summit_id == bindparam("summit_id")).order_by(Terms.version.desc()).limit(1)


@cache
def _bare_order() -> Select[Order]:
    """Take `id`."""
    return select(Order).where(Order.id == bindparam("id"))


@cache
def _whole_order() -> Select[Order]:
    """Take `id`. What was loaded before is read anew: somebody may have paid since."""
    lines = joinedload(Order.lines)
    opened = lines.joinedload(Line.pass_type).selectinload(PassType.entitlements)
    rows = select(Order).where(Order.id == bindparam("id")).execution_options(populate_existing=True)
    return rows.options(
        joinedload(Order.summit),
        joinedload(Order.terms).load_only(Terms.version),  # its texts would come once for each seat
        lines.joinedload(Line.attendee),
        lines.joinedload(Line.event),
        opened.joinedload(Entitlement.event),
        opened.joinedload(Entitlement.session),
        joinedload(Order.shares).joinedload(Share.payer),
    )


def _with_parts(rows: Select[PassType]) -> Select[PassType]:
    entitlements = selectinload(PassType.entitlements)
    return rows.options(
        joinedload(PassType.phases),
        joinedload(PassType.draws).joinedload(PassCapacity.capacity),
        entitlements.joinedload(Entitlement.event),
        entitlements.joinedload(Entitlement.session).joinedload(Session.slots),
    )
