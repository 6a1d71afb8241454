"""What the pages that are kept say of a summit's sale, as something cheap to compare: equal as long as they would be.

Those pages show the passes and their prices, but never how many are left. Whoever revises a pass raises its version;
a price that rises and a sale that opens or ends by the clock need nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Subquery, case, func, select

from eventsite.core import clock
from eventsite.core.db import db
from eventsite.registration.models import PassType, PricePhase, Terms
from eventsite.summits.models import Summit


@dataclass(frozen=True, slots=True)
class Sale:
    """`passes` are on show, `terms` is the newest version of the terms (0: there are none)."""

    passes: int
    terms: int
    stamp: tuple[int, ...]


def current_sales() -> dict[str, Sale]:
    """Return summit slug -> its sale, for every summit that has a pass; one query."""
    now = clock.now()
    passes, phases, terms = _passes(now), _phases(now), _terms()
    rows = db.session.execute(
        select(Summit.slug, passes, phases, terms)
        .join(passes, passes.c.summit_id == Summit.id)
        .outerjoin(phases, phases.c.summit_id == Summit.id)
        .outerjoin(terms, terms.c.summit_id == Summit.id)
        .order_by(Summit.slug)
    )
    return {slug: Sale(int(shown), int(newest or 0), _stamp(rest)) for slug, shown, *rest, newest in rows}


def _stamp(values: list[int | None]) -> tuple[int, ...]:
    return tuple(int(value or 0) for value in values)


def _passes(now: datetime) -> Subquery:
    return (
        select(
            func.sum(_one_if(PassType.is_hidden.is_(False))).label("shown"),
            PassType.summit_id,
            func.count(PassType.id).label("passes"),
            func.max(PassType.id).label("newest_pass"),
            func.sum(PassType.version).label("versions"),
            func.sum(PassType.position * PassType.id).label("places"),
            func.sum(_one_if(PassType.on_sale_from <= now)).label("opened"),
            func.sum(_one_if(PassType.on_sale_until <= now)).label("closed"),
        )
        .group_by(PassType.summit_id)
        .subquery()
    )


def _phases(now: datetime) -> Subquery:
    return (
        select(
            PassType.summit_id,
            func.max(PricePhase.id).label("newest_phase"),
            func.sum(PricePhase.amount).label("amounts"),
            func.sum(_one_if(PricePhase.starts_at <= now)).label("begun"),
        )
        .join(PassType, PassType.id == PricePhase.pass_type_id)
        .group_by(PassType.summit_id)
        .subquery()
    )


def _terms() -> Subquery:
    newest = func.max(Terms.version).label("newest_terms")
    return select(Terms.summit_id, newest).group_by(Terms.summit_id).subquery()


def _one_if(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0)
