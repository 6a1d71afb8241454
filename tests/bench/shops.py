"""Shops to be raced for: a PostgreSQL of our own with so many orders in it, a site, a worker and a sandbox."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from eventsite.billing.models import JournalEntry, Posting, Receipt
from eventsite.core import clock
from eventsite.core.db import Model, db, transaction
from eventsite.core.numbering import NumberSeries
from eventsite.core.outbox import OutboxRow
from eventsite.payments.models import Payment, StripeEvent
from eventsite.registration.models import Attendee, Line, Order, PassType, Payer, Share, SharePart
from tests.bench.serving import ROOT, serving
from tests.fixtures import postgres
from tests.fixtures.apps import SECRET, close, make_app, migrate
from tests.on_sale import PRICE, add_pass, add_selling_summit, add_terms

SHOP = "summit"
SEATS = 50


@dataclass(frozen=True, slots=True)
class Running:
    """Where a shop and its sandbox answer."""

    url: str
    stripe: str


@contextmanager
def postgresql() -> Iterator[postgres.psycopg.Connection[Any]]:
    """Run a server that keeps its promises, as one in production does, until the block ends."""
    os.environ[postgres.LEADER] = str(os.getpid())
    connection = postgres.connect()
    try:
        for setting in postgres.CARELESS:
            connection.execute(f"ALTER SYSTEM RESET {setting}")
        connection.execute("SELECT pg_reload_conf()")
        yield connection
    finally:
        connection.close()
        postgres.remove(postgres.place_of(os.getpid()))


def make_shop(server: postgres.psycopg.Connection[Any], folder: Path, orders: int) -> str:
    """Make a database with a shop in which so many orders were paid; return its address."""
    name = f"shop_{orders}"
    server.execute(f"CREATE DATABASE {name}")
    url = f"postgresql+psycopg://postgres:@/{name}?host={server.info.host}"
    migrate(folder, url)
    app = make_app(folder, url)
    with app.app_context(), transaction():
        summit = add_selling_summit(SHOP)
        add_terms(summit)
        add_pass(summit, "Few", size=SEATS)
        sold = add_pass(summit, "All access", size=1_000_000)
        fill(sold, orders)
    with app.app_context(), db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")
    close(app)
    return url


def fill(sold: PassType, orders: int) -> None:
    """Add paid orders of one seat, with every row that buying one writes."""
    now, summit = clock.now() - timedelta(days=1), sold.summit_id

    def add(model: type[Model], **fields: Any) -> None:
        rows = [
            {name: value(n) if callable(value) else value for name, value in fields.items()}
            for n in range(1, orders + 1)
        ]
        db.session.execute(insert(model), rows)

    who = {"name": "Ada Okafor", "email": lambda n: f"ada{n}@example.org", "organization": ""}
    add(
        Order, id=int, summit_id=summit, code=lambda n: f"B{n:07}", state="confirmed", buyer_name="Ada Okafor",
        buyer_email=lambda n: f"ada{n}@example.org", currency="USD", total=PRICE, created_at=now, confirmed_at=now,
    )  # fmt: skip
    add(Line, id=int, order_id=int, pass_type_id=sold.id, position=0, price=PRICE, state="confirmed")
    add(Attendee, id=int, line_id=int, **who)
    add(Payer, id=int, order_id=int, **who)
    add(Share, id=int, order_id=int, payer_id=int, amount=PRICE, state="settled")
    add(SharePart, id=int, share_id=int, line_id=int, amount=PRICE)
    add(
        Payment, id=int, order_id=int, share_id=int, state="succeeded", amount=PRICE, received=PRICE, currency="USD",
        request={}, idempotency_key=lambda n: f"key-{n}", session_id=lambda n: f"cs_{n}", intent_id=lambda n: f"pi_{n}",
        expires_at=now, created_at=now, paid_at=now,
    )  # fmt: skip
    add(JournalEntry, id=lambda n: 2 * n - 1, key=lambda n: f"sold:{n}", kind="sold", order_id=int, at=now)
    add(JournalEntry, id=lambda n: 2 * n, key=lambda n: f"paid:{n}", kind="paid", order_id=int, at=now)
    for side, (entry, account, amount) in enumerate([
        (1, "receivable:{}", PRICE), (1, "deferred_revenue", -PRICE), (0, "stripe_clearing", PRICE),
        (0, "receivable:{}", -PRICE),
    ]):  # fmt: skip
        add(
            Posting, id=lambda n, side=side: 4 * n - side, entry_id=lambda n, entry=entry: 2 * n - entry,
            account=lambda n, account=account: account.format(n), currency="USD", amount=amount,
        )  # fmt: skip
    add(
        Receipt, id=int, summit_id=summit, order_id=int, number=lambda n: f"{now.year}-{n:04d}",
        key=lambda n: f"payment:{n}", issued_at=now, document={},
    )  # fmt: skip
    add(
        OutboxRow, id=int, kind="registration.order_confirmed", key=str, payload={}, state="done", tries=1, due_at=now,
        done_at=now,
    )  # fmt: skip
    add(StripeEvent, id=int, event_id=lambda n: f"evt_{n}", kind="checkout.session.completed", happened_at=now,
        taken_at=now)  # fmt: skip
    db.session.add(NumberSeries(name=f"receipt:{summit}:{now.year}", last=orders))
    db.session.flush()
    if db.engine.dialect.name == "postgresql":
        counted = (Order, Line, Attendee, Payer, Share, SharePart, Payment, JournalEntry, Posting, Receipt, OutboxRow)
        for model in (*counted, StripeEvent):
            table = model.__tablename__
            db.session.execute(
                db.text(
                    f"SELECT setval(pg_get_serial_sequence('\"{table}\"', 'id'), (SELECT max(id) FROM \"{table}\"))"
                )
            )


@contextmanager
def open_shop(folder: Path, database: str) -> Iterator[Running]:
    """Serve a shop as in production: two workers of granian, the worker of the outbox, the sandbox by itself."""
    folder.mkdir()
    with ExitStack() as stack:
        sandbox, site = _free_ports()
        environ = {
            "EVENTSITE_DATA": str(folder), "DATABASE_URL": database, "SECRET_KEY": SECRET, "LINK_KEY": SECRET[::-1],
            "EVENTSITE_URL": f"http://127.0.0.1:{site}", "EVENTSITE_PROXIES": "1", "PORT": str(site),
            "STRIPE_SECRET_KEY": "sk_test_sandbox", "STRIPE_WEBHOOK_SECRET": "whsec_of_the_benchmark",
            "STRIPE_API_BASE": f"http://127.0.0.1:{sandbox}",
        }  # fmt: skip
        for command in ("sandbox", "jobs"):
            stack.enter_context(_flask(command, environ))
        served = stack.enter_context(
            serving("app:app", "granian", environ, "/healthz", workers=2, threads=4, port=site)
        )
        yield Running(served.url, environ["STRIPE_API_BASE"])


@contextmanager
def _flask(command: str, environ: dict[str, str]) -> Iterator[None]:
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "app", command], cwd=ROOT, env={**os.environ, **environ},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(15)


def _free_ports() -> tuple[int, int]:
    with socket.create_server(("127.0.0.1", 0)) as first, socket.create_server(("127.0.0.1", 0)) as second:
        return int(first.getsockname()[1]), int(second.getsockname()[1])
