"""One purchase as a browser makes it, page by page, over anything that can GET and POST: a test's client, or HTTP."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Protocol

#: A status, where it leads to ('' unless it redirects), and the page.
Answer = tuple[int, str, str]

_FIELD = re.compile(r'<input(?=[^>]*\bname="(once|shown_total|total|terms)")(?=[^>]*\bvalue="([^"]*)")[^>]*>')

_IS_SAFE = re.compile(r"<h1>Your (seat is|\w+ seats are) safe")


class Asks(Protocol):
    """Sends one request, and follows nothing."""

    def __call__(self, method: str, address: str, form: Mapping[str, str] | None = None) -> Answer: ...


@dataclass
class Purchase:
    """`basket` is a query string; `pages` are the requests that were made of the site so far, in order, and `page` is
    the text of the one that was opened last.
    """

    ask: Asks
    summit: str
    basket: str = "pass.all-access=1"
    email: str = "ada@example.org"
    pages: list[str] = field(default_factory=list)
    order: str = ""
    page: str = ""

    def choose(self) -> None:
        self.get(f"/{self.summit}/passes")

    def who(self) -> dict[str, str]:
        """Open the second screen; return its form, filled in."""
        hidden = self.get(f"/{self.summit}/passes/guests?{self.basket}")
        return {**hidden, "name": "Ada Okafor", "email": self.email, "is_mine": "y"}

    def hold(self, form: Mapping[str, str]) -> int:
        """Send the second screen; return what was answered: 303, or 409 where the seats are gone."""
        status, self.order, page = self.post(f"/{self.summit}/passes/guests?{self.basket}", form)
        if status not in (303, 409):
            raise AssertionError(f"{status} for the names: {page[:2000]}")
        return status

    def review(self) -> dict[str, str]:
        """Open the order's page; return its form for paying, accepted."""
        return {**self.get(self.order), "accept": "yes"}

    def pay(self, form: Mapping[str, str]) -> str:
        """Press "Pay"; return the address of the payment page."""
        status, page, text = self.post(f"{self.order}/pay", form)
        if status != 303:
            raise AssertionError(f"{status} for paying: {text[:2000]}")
        return page

    def come_back(self) -> None:
        """Open the order's page as whoever has paid does; it says so."""
        self.get(f"{self.order}?from=payment")
        if not _IS_SAFE.search(self.page):
            raise AssertionError(f"Nothing was paid: {self.page[:2000]}")

    def make(self, at_stripe: Callable[[str], object]) -> None:
        """Go all the way; `at_stripe` does on the payment page what its buyer does there."""
        self.choose()
        if self.hold(self.who()) == 303:
            at_stripe(self.pay(self.review()))
            self.come_back()

    def get(self, address: str) -> dict[str, str]:
        """Open a page; return the hidden fields of its forms."""
        self.pages.append(f"GET {address}")
        status, _, self.page = self.ask("GET", address)
        if status != 200:
            raise AssertionError(f"{status} for {address}: {self.page[:2000]}")
        return {name: unescape(value) for name, value in _FIELD.findall(self.page)}

    def post(self, address: str, form: Mapping[str, str]) -> Answer:
        self.pages.append(f"POST {address}")
        return self.ask("POST", address, form)
