"""Shops to buy in: a PostgreSQL of our own, so many orders in it, the site and a Stripe sandbox as programs."""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from flask import Flask

from eventsite.core.db import transaction
from tests.bench import copies, sites
from tests.bench.browser import Browser
from tests.bench.serving import running, serving, wait_for
from tests.fixtures import postgres
from tests.fixtures.apps import SECRET, close, make_app, migrate
from tests.fixtures.queries import asked, counted_commits, counted_queries
from tests.fixtures.stripe import StripeSandbox, stripe_running
from tests.purchases import Answer, Purchase

Server = psycopg.Connection[tuple[object, ...]]

_TOKEN = re.compile(r'name="csrf_token" value="([0-9a-f]+)"')


@dataclass(frozen=True, slots=True)
class Cost:
    """What one order asked of site and database."""

    requests: int
    statements: int
    commits: int


@dataclass(frozen=True, slots=True)
class Shop:
    """Where a shop and its sandbox answer."""

    url: str
    stripe: str
    pid: int
    token: str

    def buy(self, email: str) -> None:
        """Buy one pass, as a new visitor does, to the page that says it is paid."""
        site, stripe = Browser(self.url), Browser(self.stripe)
        try:
            Purchase(site.ask, sites.SHOP, email=email).make(lambda page: self.pay(stripe, page))
        finally:
            site.close()
            stripe.close()

    def pay(self, stripe: Browser, page: str) -> None:
        """Press the button of a payment page; its form has the token that every page of the sandbox carries."""
        status, address, text = stripe.ask("POST", page, {"do": "card", "csrf_token": self.token})
        if status != 303 or not address.startswith(self.url):
            raise AssertionError(f"{status} for paying by card: {text[:2000]}")


@contextmanager
def postgresql() -> Iterator[Server]:
    """Run a server that keeps its promises, as one in production does, until the block ends."""
    os.environ[postgres.LEADER] = str(os.getpid())
    try:
        with postgres.connect() as connection:
            for setting in postgres.CARELESS:
                connection.execute(f"ALTER SYSTEM RESET {setting}")
            connection.execute("SELECT pg_reload_conf()")
            yield connection
    finally:
        postgres.remove(postgres.place_of(os.getpid()))


def address(server: Server, name: str) -> str:
    return f"postgresql+psycopg://postgres:@/{name}?host={server.info.host}"


def new_database(server: Server, name: str, template: str = "template1") -> str:
    server.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    return address(server, name)


def open_with_one_order(folder: Path, database: str) -> Cost:
    """Migrate a database, put a shop in it, buy one pass there to its last letter, and return what that cost."""
    migrate(folder, database)
    with stripe_running(folder) as stripe:
        app = make_app(folder, database, environ=stripe.environ)
        with app.app_context(), transaction():
            sites.stock()
        cost = _bought(app, stripe)
        stripe.deliver(app.test_client())
        with app.app_context():
            app.extensions["eventsite.outbox"].deliver_due()
        close(app)
    return cost


def _bought(app: Flask, stripe: StripeSandbox) -> Cost:
    client = app.test_client()

    def ask(method: str, address: str, form: object = None) -> Answer:
        response = client.open(address, method=method, data=form)
        return response.status_code, response.headers.get("Location", ""), response.get_data(as_text=True)

    purchase = Purchase(ask, sites.SHOP)
    with counted_queries() as sent, counted_commits() as commits:
        purchase.make(lambda page: stripe.sandbox.pay(page.rpartition("/")[2], "card"))
    return Cost(len(purchase.pages), len(asked(sent)), len(commits))


def with_orders(server: Server, folder: Path, template: str, orders: int) -> str:
    """Copy a database with one order, make so many of it, and return its address."""
    url = new_database(server, f"shop_{orders}", template)
    app = make_app(folder, url)
    with app.app_context(), transaction():
        copies.multiply(orders)
    close(app)
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    return url


@contextmanager
def open_shop(folder: Path, database: str, *, workers: int = 2, threads: int = 4) -> Iterator[Shop]:
    """Serve a shop as in production: granian's workers, and the sandbox by itself.

    The worker of the outbox is left out: it writes letters at its own pace, and would have a core of the two.
    """
    folder.mkdir(exist_ok=True)
    with ExitStack() as stack:
        sandbox, site = _free_ports()
        environ = {
            "EVENTSITE_DATA": str(folder), "DATABASE_URL": database, "SECRET_KEY": SECRET, "LINK_KEY": SECRET[::-1],
            "EVENTSITE_URL": f"http://127.0.0.1:{site}", "EVENTSITE_PROXIES": "1", "PORT": str(site),
            "STRIPE_SECRET_KEY": "sk_test_sandbox", "STRIPE_WEBHOOK_SECRET": "whsec_of_the_benchmark",
            "STRIPE_API_BASE": f"http://127.0.0.1:{sandbox}",
        }  # fmt: skip
        stripe = stack.enter_context(running(["flask", "--app", "app", "sandbox", "--quiet"], environ))
        served = stack.enter_context(
            serving("app:app", "granian", environ, "/healthz", workers=workers, threads=threads, port=site)
        )
        wait_for(environ["STRIPE_API_BASE"] + "/", stripe)
        _, _, page = Browser(environ["STRIPE_API_BASE"]).ask("GET", "/weather")
        token = _TOKEN.findall(page)[0]
        yield Shop(served.url, environ["STRIPE_API_BASE"], served.pid, token)


def _free_ports() -> tuple[int, int]:
    with socket.create_server(("127.0.0.1", 0)) as first, socket.create_server(("127.0.0.1", 0)) as second:
        return int(first.getsockname()[1]), int(second.getsockname()[1])
