"""Addresses that open a feed in a calendar."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from eventsite.core.links import Site
from eventsite.programme.pages.subscribing import subscribe_links

PATH = "/smart-cities-2026/agenda.ics?day=2026-11-02&q=a+%26+b"


@pytest.mark.parametrize("base", ["https://summit.example", "http://127.0.0.1:5000"])
def test_a_feed_can_be_subscribed_to_in_three_ways(base: str) -> None:
    links = subscribe_links(Site(base), PATH)
    webcal = f"webcal://{urlsplit(base).netloc}{PATH}"
    assert links.webcal == webcal
    assert links.google.startswith("https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2F")
    assert parse_qs(urlsplit(links.google).query) == {"cid": [webcal]}
    assert links.outlook.startswith("https://outlook.live.com/calendar/0/addfromweb?url=http")
    assert parse_qs(urlsplit(links.outlook).query) == {"url": [base + PATH]}


def test_a_path_begins_with_a_slash() -> None:
    with pytest.raises(ValueError, match="slash"):
        subscribe_links(Site("https://summit.example"), "agenda.ics")
