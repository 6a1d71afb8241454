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

from tests.bench import shops, sites
from tests.bench.browser import Browser
from tests.bench.row import Row
from tests.purchases import Purchase

FEW, MANY = 100, 10_000
BUYERS, ROUNDS, SECONDS = 8, 3, 5.0
RACERS, PATIENCE = 200, 60
#: What shares the cores while buyers buy.
RAN = "with sandbox, PostgreSQL and 2 workers of granian on this machine; letters wait"


def rows(folder: Path) -> Iterator[Row]:
    folder.mkdir()
    yield _cost("SQLite", shops.open_with_one_order(folder, f"sqlite:///{folder / 'one.sqlite3'}"))
    with shops.postgresql() as server, ExitStack() as stack:
        (folder / "one").mkdir()
        yield _cost("PostgreSQL", shops.open_with_one_order(folder / "one", shops.new_database(server, "one")))
        databases = [shops.with_orders(server, folder, "one", orders) for orders in (FEW, MANY)]
        few, many = (
            stack.enter_context(shops.open_shop(folder / f"shop-{number}", url))
            for number, url in enumerate(databases)
        )
        yield from _rates(few, many)
        yield _race(few)


def _cost(database: str, cost: shops.Cost) -> Row:
    return Row(
        f"one order, from pass to paid ({database})",
        f"{cost.requests} page requests, {cost.statements} statements, {cost.commits} commits",
        "at most 6, 60 and 12",
        cost.requests <= 6 and cost.statements <= 60 and cost.commits <= 12,
    )


def _rates(few: shops.Shop, many: shops.Shop) -> Iterator[Row]:
    """Buy here and there in turn, so that a machine that slows down slows both."""
    for shop in (few, many):
        _for_seconds(shop, 1.0)
    pairs = [(_for_seconds(few, SECONDS), _for_seconds(many, SECONDS)) for _ in range(ROUNDS)]
    before, after = (median(rate) for rate in zip(*pairs, strict=True))
    slower = median(first / second for first, second in pairs)
    yield Row(
        f"orders a second, {BUYERS} buyers at once, {FEW} orders there ({RAN})",
        f"{before:.1f}/s", "at least 30/s", before >= 30,
    )  # fmt: skip
    yield Row(
        f"the same with {MANY:,} orders there",
        f"{after:.1f}/s, {slower:.2f} times slower", "at most 1.2 times slower", slower <= 1.2,
    )  # fmt: skip


def _for_seconds(shop: shops.Shop, seconds: float) -> float:
    """Let the buyers buy one order after another; return how many were paid a second."""
    until = time.perf_counter() + seconds

    def keep_buying(number: int) -> int:
        made = 0
        while time.perf_counter() < until:
            shop.buy(f"buyer{number}@example.org")
            made += 1
        return made

    began = time.perf_counter()
    with ThreadPoolExecutor(BUYERS) as pool:
        made = sum(pool.map(keep_buying, range(BUYERS)))
    return made / (time.perf_counter() - began)


def _race(shop: shops.Shop) -> Row:
    """Everybody has filled in the form, and sends it at the same moment."""
    browsers = [Browser(shop.url) for _ in range(RACERS)]
    purchases = [
        Purchase(browser.ask, sites.SHOP, "pass.few=1", f"racer{n}@example.org") for n, browser in enumerate(browsers)
    ]
    with ThreadPoolExecutor(16) as pool:
        forms = list(pool.map(Purchase.who, purchases))
    start = Barrier(RACERS + 1)

    def send(number: int) -> int:
        start.wait(PATIENCE)
        return purchases[number].hold(forms[number])

    with ThreadPoolExecutor(RACERS) as pool:
        sent = [pool.submit(send, number) for number in range(RACERS)]
        start.wait(PATIENCE)
        began = time.perf_counter()
        answers = Counter(future.result(PATIENCE) for future in sent)
        took = time.perf_counter() - began
    for browser in browsers:
        browser.close()
    return Row(
        f"{RACERS} buyers for {sites.SEATS} seats at once, over HTTP",
        f"{answers[303]} sold, {sum(answers.values())} answered in {took:.1f} s",
        f"{sites.SEATS} sold, all within 5 s",
        answers == {303: sites.SEATS, 409: RACERS - sites.SEATS} and took < 5,
    )
