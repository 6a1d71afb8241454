"""Buying: what one order costs, how many a second there are, and two hundred buyers for fifty seats."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from threading import Barrier

from tests.bench import shops
from tests.bench.browser import Browser
from tests.bench.row import Row
from tests.fixtures.apps import close, make_app
from tests.fixtures.queries import counted_commits, counted_queries
from tests.fixtures.stripe import stripe_running
from tests.purchases import Answer, Purchase

FEW, MANY = 100, 10_000
BUYERS, ROUNDS, SECONDS = 8, 3, 6.0
RACERS = 200


def rows(folder: Path) -> Iterator[Row]:
    with shops.postgresql() as server, ExitStack() as stack:
        databases = [shops.make_shop(server, folder, orders) for orders in (FEW, MANY)]
        yield _cost(folder, databases[0])
        open_shops = [
            stack.enter_context(shops.open_shop(folder / f"shop-{number}", url)) for number, url in enumerate(databases)
        ]
        for shop in open_shops:
            _for_seconds(shop, 1.0)
        rates = [[_for_seconds(shop, SECONDS) for shop in open_shops] for _ in range(ROUNDS)]
        few, many = (median(rate[place] for rate in rates) for place in (0, 1))
        yield Row(
            f"orders a second, {BUYERS} buyers at once, {FEW} orders there", f"{few:.1f}/s", "at least 30/s", few >= 30
        )
        slower = median(before / after for before, after in rates)
        yield Row(
            f"the same with {MANY:,} orders there",
            f"{many:.1f}/s, {slower:.2f} times slower",
            "at most 1.2 times slower",
            slower <= 1.2,
        )  # fmt: skip
        yield _race(open_shops[0])


def _cost(folder: Path, database: str) -> Row:
    """Count what one order asks of site and database; a visitor has looked at the passes just before."""
    with stripe_running(folder) as stripe:
        app = make_app(folder, database, environ=stripe.environ)
        client = app.test_client()

        def ask(method: str, address: str, form: object = None) -> Answer:
            response = client.open(address, method=method, data=form)
            return response.status_code, response.headers.get("Location", ""), response.get_data(as_text=True)

        client.get(f"/{shops.SHOP}/passes")
        purchase = Purchase(ask, shops.SHOP)
        with counted_queries() as sent, counted_commits() as commits:
            purchase.make(lambda page: stripe.sandbox.pay(page.rpartition("/")[2], "card"))
        close(app)
    requests = len(purchase.pages)
    return Row(
        "one order, from pass to paid", f"{requests} page requests, {sent.count} statements, {len(commits)} commits",
        "at most 6, 60 and 12", requests <= 6 and sent.count <= 60 and len(commits) <= 12,
    )  # fmt: skip


def _for_seconds(shop: shops.Running, seconds: float) -> float:
    """Let the buyers buy one order after another; return how many were paid a second."""
    until = time.perf_counter() + seconds

    def keep_buying(number: int) -> int:
        made = 0
        while time.perf_counter() < until:
            _buy(shop, f"buyer{number}@example.org")
            made += 1
        return made

    began = time.perf_counter()
    with ThreadPoolExecutor(BUYERS) as pool:
        made = sum(pool.map(keep_buying, range(BUYERS)))
    return made / (time.perf_counter() - began)


def _buy(shop: shops.Running, email: str) -> None:
    site, stripe = Browser(shop.url), Browser(shop.stripe)
    try:
        Purchase(site.ask, shops.SHOP, email=email).make(lambda page: stripe.ask("POST", page, {"do": "card"}))
    finally:
        site.close()
        stripe.close()


def _race(shop: shops.Running) -> Row:
    """Everybody has filled in the form, and sends it at the same moment."""
    browsers = [Browser(shop.url) for _ in range(RACERS)]
    purchases = [
        Purchase(browser.ask, shops.SHOP, "pass.few=1", f"racer{n}@example.org") for n, browser in enumerate(browsers)
    ]
    with ThreadPoolExecutor(16) as pool:
        forms = list(pool.map(Purchase.who, purchases))
    start = Barrier(RACERS + 1)

    def send(number: int) -> int:
        start.wait(30)
        return purchases[number].hold(forms[number])

    with ThreadPoolExecutor(RACERS) as pool:
        sent = [pool.submit(send, number) for number in range(RACERS)]
        start.wait(30)
        began = time.perf_counter()
        answers = Counter(future.result(60) for future in sent)
        took = time.perf_counter() - began
    for browser in browsers:
        browser.close()
    return Row(
        f"{RACERS} buyers for {shops.SEATS} seats at once",
        f"{answers[303]} sold, {sum(answers.values())} answered in {took:.1f} s",
        f"{shops.SEATS} sold, all within 5 s", answers == {303: shops.SEATS, 409: RACERS - shops.SEATS} and took < 5,
    )  # fmt: skip
