"""The venue as its page shows it: how to find it on a map, and its rooms."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from urllib.parse import quote_plus

from eventsite.programme.releases.public import Programme
from eventsite.programme.releases.snapshot import ReleasedRoom, ReleasedSummit

_MAP = "https://www.openstreetmap.org"


@dataclass(frozen=True, slots=True)
class WayThere:
    """`map` is an address at OpenStreetMap, `geo` one that a phone opens in its own map; '' where neither is known."""

    map: str
    geo: str


def way_there(summit: ReleasedSummit) -> WayThere:
    """Return links to the place: by coordinates, else by a search for the address."""
    latitude, longitude = summit.venue_latitude, summit.venue_longitude
    if latitude is not None and longitude is not None:
        place = f"mlat={latitude:.6f}&mlon={longitude:.6f}#map=17/{latitude:.6f}/{longitude:.6f}"
        return WayThere(f"{_MAP}/?{place}", f"geo:{latitude:.6f},{longitude:.6f}")
    words = (summit.venue_name, summit.venue_street, summit.venue_postal_code, summit.city, summit.venue_country)
    if not (summit.venue_name or summit.venue_street):
        return WayThere("", "")
    return WayThere(f"{_MAP}/search?query={quote_plus(' '.join(filter(None, words)))}", "")


def rooms_by_zone(programme: Programme) -> tuple[tuple[str, tuple[ReleasedRoom, ...]], ...]:
    """Return zones by the place of their first room, each with its rooms; the zone '' holds rooms without one."""
    zones = list(dict.fromkeys(room.zone for room in programme.rooms.values()))
    rooms = sorted(programme.rooms.values(), key=lambda room: zones.index(room.zone))
    return tuple((zone, tuple(group)) for zone, group in groupby(rooms, key=lambda room: room.zone))
