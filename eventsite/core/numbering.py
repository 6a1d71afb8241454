"""Gap-free numbers: a row per series, locked while its number is taken, so a number that is not used is not taken."""

from __future__ import annotations

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from eventsite.core.db import Model, db, in_transaction


class NumberSeries(Model):
    __tablename__ = "number_series"
    __audited__ = False

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    last: Mapped[int] = mapped_column(default=0)


def open_series(name: str) -> None:
    """Make a series if it is not there: in the transaction that makes its summit, so that two never race for it."""
    if db.session.scalar(select(NumberSeries.id).filter_by(name=name)) is None:
        db.session.add(NumberSeries(name=name))
        db.session.flush()


def next_number(name: str) -> int:
    """Take the next number of a series; who asks at the same time waits until we have committed."""
    if not in_transaction():
        raise RuntimeError("A number is taken in the transaction of what it numbers.")
    series = db.session.scalar(
        select(NumberSeries).filter_by(name=name).with_for_update().execution_options(populate_existing=True)
    )
    if series is None:
        series = NumberSeries(name=name, last=0)
        db.session.add(series)
    series.last += 1
    db.session.flush()
    return series.last
