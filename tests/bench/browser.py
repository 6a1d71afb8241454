"""A browser without pictures: one connection that stays open, an address of its own, and no cookie but the order's."""

from __future__ import annotations

from collections.abc import Mapping
from http.client import HTTPConnection
from itertools import count
from urllib.parse import urlencode, urlsplit

import brotli
from flask.testing import FlaskClient

from tests.purchases import Answer

_hosts = count(1)


class Browser:
    """Asks one site on this machine. Limits are counted by visitor, so each says that it comes from somewhere else."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.hostname != "127.0.0.1":
            raise ValueError("Only this machine is ever asked.")
        self._connection = HTTPConnection("127.0.0.1", parts.port, timeout=60)
        number = next(_hosts)
        self._headers = {
            "X-Forwarded-For": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}", "Accept-Encoding": "br",
        }  # fmt: skip

    def sign_in(self, desk: FlaskClient) -> None:
        """Take the session of a client that is signed in."""
        cookie = desk.get_cookie("session")
        assert cookie is not None
        self._headers["Cookie"] = f"session={cookie.value}"

    def ask(self, method: str, address: str, form: Mapping[str, str] | None = None) -> Answer:
        parts = urlsplit(address)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        headers, body = dict(self._headers), None
        if form is not None:
            body = urlencode(form)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, target, body, headers)
        answer = self._connection.getresponse()
        page = answer.read()
        if answer.getheader("Content-Encoding") == "br":
            page = brotli.decompress(page)
        if cookie := answer.getheader("Set-Cookie"):
            self._headers["Cookie"] = cookie.partition(";")[0]
        return answer.status, answer.getheader("Location") or "", page.decode(errors="replace")

    def close(self) -> None:
        self._connection.close()
