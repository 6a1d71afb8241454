"""Gap-free numbers: a row per series, locked while its number is taken, so a number that is not used is not taken."""

from __future__ import annotations

from contextlib import suppress

from sqlalchemy import String, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from eventsite.core.db import Model, db, in_transaction


class NumberSeries(Model):
    __tablename__ = "number_series"
    __audited__ = False

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    last: Mapped[int] = mapped_column(default=0)


def next_number(name: str) -> int:
    """Take the next number of a series; who asks at the same time waits until we have committed."""
    if not in_transaction():
        raise RuntimeError("A number is taken in the transaction of what it numbers.")
    series = _locked(name)
    if series is None:
        with suppress(IntegrityError), db.session.begin_nested():  # two may meet at the first number of a year
            db.session.add(NumberSeries(name=name, last=0))
        series = _locked(name)
    assert series is not None, name
    series.last += 1
    db.session.flush()
    return series.last


def _locked(name: str) -> NumberSeries | None:
    return db.session.scalar(
        select(NumberSeries).filter_by(name=name).with_for_update().execution_options(populate_existing=True)
    )
