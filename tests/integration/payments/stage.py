"""Where a random history is played: one site, one sandbox, one clock, and processes that may die."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select

from eventsite.core.db import db, transaction
from eventsite.core.errors import DomainError
from eventsite.payments.sandbox.errors import NotPossible
from eventsite.registration.models import Line, Order
from eventsite.summits.models import Summit
from tests.fixtures.clocks import AWKWARD, FrozenClock
from tests.fixtures.stripe import StripeSandbox
from tests.integration.payments.invariants import TABLES
from tests.on_sale import add_capacity, add_pass, add_selling_summit

PAGE = "http://localhost/orders/the-link"
HALL, OWN, FREE = 5, 3, 3
#: When the second price of the pass "b" begins, from the first day on.
LATE = AWKWARD + timedelta(days=2)


class Killed(BaseException):
    """The process ended here: nothing after this line ran."""


class Stage:
    """One site over one database, and one sandbox; `begin_again` empties both."""

    def __init__(self, app: Flask, stripe: StripeSandbox, clock: FrozenClock) -> None:
        self.app, self.stripe, self.clock = app, stripe, clock
        self.client = app.test_client()
        self.forms = count(1)
        self.commits_to_live = 0
        self.steps = self.deaths = 0
        self.seen: Counter[str] = Counter()
        with app.app_context(), transaction():
            add_selling_summit()

    # The stage.

    def begin_again(self) -> None:
        self.clock.set(AWKWARD)
        self.commits_to_live = 0
        self.let_go_early: set[str] = set()
        with self.stripe.sandbox.work() as books:
            for table in ("thing", "answer", "delivery", "setting"):
                books.connection.execute(f"DELETE FROM {table}")
        with self.app.app_context(), transaction():
            for table in reversed(TABLES):
                db.session.execute(delete(table))
            db.session.expire_all()
            summit = self.summit()
            hall = add_capacity(summit, HALL, "Hall")
            add_pass(summit, "A", capacities=[hall], size=OWN)
            add_pass(summit, "B", capacities=[hall], phases=[("Early", 20000, None), ("Late", 30000, LATE)])
            add_pass(summit, "Free", amount=0, size=FREE)

    def summit(self) -> Summit:
        return db.session.scalars(select(Summit)).one()

    @contextmanager
    def mortal(self) -> Iterator[None]:
        """Let processes die while inside: after as many commits as `commits_to_live` says, if it says any."""

        with self.app.app_context():
            session, commit = db.session, db.session.commit

        def commit_and_die() -> None:
            commit()
            if self.commits_to_live:
                self.commits_to_live -= 1
                if not self.commits_to_live:
                    self.deaths += 1
                    raise Killed

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(session, "commit", commit_and_die)
            yield

    def act(self, work: Callable[[], Any]) -> Any:
        """Do one thing; None when the answer was a refusal, or the process died."""
        with self.app.app_context():
            try:
                return work()
            except (Killed, NotPossible):
                return None
            except DomainError as error:
                if type(error) is DomainError:  # a state that was to lead nowhere
                    raise
                return None

    def write(self, work: Callable[[], Any]) -> Any:
        def in_one() -> Any:
            with transaction():
                return work()

        return self.act(in_one)

    # What there is.

    def orders(self) -> list[int]:
        with self.app.app_context():
            return list(db.session.scalars(select(Order.id).order_by(Order.id)))

    def any_order(self, pick: int, *states: str) -> int:
        """Return one of the orders, the newest for 0; one of these states, if any are named and there is one."""
        with self.app.app_context():
            found = db.session.execute(select(Order.id, Order.state).order_by(Order.id.desc())).all()
        fitting = [id for id, state in found if state in states] or [id for id, _ in found]
        return fitting[pick % len(fitting)]

    def lines(self, order_id: int) -> list[int]:
        with self.app.app_context():
            return list(db.session.scalars(select(Line.id).filter_by(order_id=order_id).order_by(Line.position)))

    def things(self, kind: str, *statuses: str) -> list[str]:
        """Return the ids of what Stripe has of a kind, the newest first; only of these statuses, if any are named."""
        found = self.stripe.sandbox.all(kind)
        return [thing["id"] for thing in reversed(found) if not statuses or thing["status"] in statuses]

    @property
    def gateway(self) -> Any:
        return self.app.extensions["eventsite.gateway"]

    @property
    def outbox(self) -> Any:
        return self.app.extensions["eventsite.outbox"]
