"""Gap-free numbers: a row per series, locked while its number is taken, so a number that is not used is not taken."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from eventsite.core.db import Model, db, in_transaction, insert_into


class NumberSeries(Model):
    __tablename__ = "number_series"
    __audited__ = False

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    last: Mapped[int] = mapped_column(default=0)


def next_number(name: str) -> int:
    """Take the next number of a series; who asks at the same time waits until we have committed, or gave it back."""
    if not in_transaction():
        raise RuntimeError("A number is taken in the transaction of what it numbers.")
    last = NumberSeries.__table__.c.last
    taking = insert_into(NumberSeries).on_conflict_do_update(index_elements=["name"], set_={"last": last + 1})
    return int(db.session.scalars(taking.returning(last), {"name": name, "last": 1}).one())
