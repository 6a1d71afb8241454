"""How large a worker gets that has done everything it is there for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import psutil
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from tests.bench import shops, sites
from tests.bench.browser import Browser
from tests.bench.row import Row
from tests.purchases import Purchase

_LINK = re.compile(r'(?:href|src|content)="([^"#]+)')


class Reader:
    """Follows links from page to page, and reads one page of each kind of each summit."""

    def __init__(self, app: Flask, site: str) -> None:
        self._adapter, self._site = app.url_map.bind("localhost"), site
        self._read: set[tuple[str, str]] = set()

    @property
    def kinds(self) -> int:
        return len({endpoint for endpoint, _ in self._read})

    def read(self, browser: Browser, *starts: str, but: str = "") -> None:
        """Read on from some addresses, and nothing whose path begins with `but`."""
        waiting = list(starts)
        while waiting:
            path = waiting.pop()
            kind = self._kind(path)
            if kind is None or kind in self._read or (but and path.startswith(but)):
                continue
            self._read.add(kind)
            page = browser.ask("GET", path)[2]
            waiting += [unescape(link).removeprefix(self._site) for link in _LINK.findall(page)]

    def _kind(self, path: str) -> tuple[str, str] | None:
        """Return endpoint and summit of one of our addresses, None for any other."""
        try:
            endpoint, values = self._adapter.match(urlsplit(path).path)
        except (RequestRedirect, HTTPException):
            return None
        return endpoint, values.get("summit", "")


def rows(app: Flask, data: Path, url: str, desk: FlaskClient) -> Iterator[Row]:
    """Buy, read every kind of page of every summit, then the desk, and look at the worker.

    The worker has loaded and used the SDK of Stripe by then. `desk` is a client that is signed in.
    """
    large = f"/manage/{sites.REAL}/"
    with shops.open_shop(data, url, workers=1) as shop:
        visitor, organizer, stripe = Browser(shop.url), Browser(shop.url), Browser(shop.stripe)
        purchase, reader = Purchase(visitor.ask, sites.SHOP), Reader(app, shop.url)
        purchase.make(lambda page: shop.pay(stripe, page))
        reader.read(visitor, urlsplit(purchase.order).path, but="/manage/")
        reader.read(Browser(shop.url), "/", *(f"/{slug}/" for slug in sites.slugs()))
        organizer.sign_in(desk)
        reader.read(organizer, "/manage/", but=large)
        used = _mebibytes(shop.pid)
        yield Row(
            f"memory of a worker that sold a pass and read {reader.kinds} kinds of pages of every summit",
            f"{used:.0f} MiB", "under 120 MiB", used < 120,
        )  # fmt: skip
        if sites.real_file():
            reader.read(organizer, large)
            yield Row("the same after the desk of 1,079 sessions", f"{_mebibytes(shop.pid):.0f} MiB", "")


def _mebibytes(server: int) -> float:
    """Return what the largest worker of a server has for itself alone."""
    workers = psutil.Process(server).children(recursive=True)
    return float(max(worker.memory_full_info().uss for worker in workers)) / 1024 / 1024
