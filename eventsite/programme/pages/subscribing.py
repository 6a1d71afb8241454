"""Addresses that open a feed in somebody's calendar."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from eventsite.core.links import Site


@dataclass(frozen=True, slots=True)
class SubscribeLinks:
    """`webcal` is taken by the calendar of the device, the others by two calendars on the web."""

    webcal: str
    google: str
    outlook: str


def subscribe_links(site: Site, path_and_query: str) -> SubscribeLinks:
    """Return the ways to subscribe to a feed of this site, as '/summit/agenda.ics?day=2018-10-30'."""
    address = site.url(path_and_query)
    webcal = f"webcal://{urlsplit(address).netloc}{path_and_query}"
    return SubscribeLinks(
        webcal=webcal,
        google=f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}",
        outlook=f"https://outlook.live.com/calendar/0/addfromweb?url={quote(address, safe='')}",
    )
