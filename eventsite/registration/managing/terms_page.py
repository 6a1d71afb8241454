"""The page of terms and refund policy: its form, a preview, and the versions there were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from eventsite.core import markdown
from eventsite.core.db import db
from eventsite.registration.forms import TermsForm
from eventsite.registration.models import Order, Terms
from eventsite.summits.models import Summit


@dataclass(frozen=True, slots=True)
class Version:
    """One version, and how many orders accepted it."""

    terms: Terms
    accepted: int


@dataclass(frozen=True, slots=True)
class Preview:
    """Markdown as it will look, as HTML that `core.markdown` made safe."""

    terms: str
    refund_policy: str


@dataclass(frozen=True, slots=True)
class TermsPage:
    """`versions` begins with the current one; without any, nobody has written terms yet."""

    versions: tuple[Version, ...]
    preview: Preview | None

    @property
    def current(self) -> Terms | None:
        return self.versions[0].terms if self.versions else None


def terms_page(summit: Summit, form: TermsForm, *, is_preview: bool = False) -> TermsPage:
    """Return the page; 2 queries."""
    rows = select(Terms).filter_by(summit_id=summit.id).order_by(Terms.version.desc())
    versions: Sequence[Terms] = db.session.scalars(rows).all()
    ids = [terms.id for terms in versions]
    counts = select(Order.terms_id, func.count().label("orders")).where(Order.terms_id.in_(ids))
    accepted = {row.terms_id: row.orders for row in db.session.execute(counts.group_by(Order.terms_id))}
    shown = markdown.render(form.terms.data or ""), markdown.render(form.refund_policy.data or "")
    return TermsPage(
        tuple(Version(terms, accepted.get(terms.id, 0)) for terms in versions), Preview(*shown) if is_preview else None
    )
