"""The venue: the way there, and its rooms."""

from __future__ import annotations

from msgspec.structs import replace

from eventsite.front.venue import WayThere, rooms_by_zone, way_there
from eventsite.programme.releases.snapshot import ReleasedRoom
from tests.unit.calendar.samples import SUMMIT, as_programme, make_snapshot


def test_coordinates_lead_to_the_place() -> None:
    assert way_there(SUMMIT) == WayThere(
        "https://www.openstreetmap.org/?mlat=33.885400&mlon=-84.458500#map=17/33.885400/-84.458500",
        "geo:33.885400,-84.458500",
    )


def test_the_equator_is_a_place() -> None:
    assert way_there(replace(SUMMIT, venue_latitude=0.0, venue_longitude=0.0)).geo == "geo:0.000000,0.000000"


def test_without_coordinates_the_address_is_looked_for() -> None:
    said = replace(SUMMIT, venue_latitude=None, venue_street="2 Galleria & Parkway")
    assert way_there(said) == WayThere(
        "https://www.openstreetmap.org/search?query=Cobb+Galleria+Centre+2+Galleria+%26+Parkway+30339+Atlanta+US", ""
    )


def test_without_an_address_there_is_no_map() -> None:
    assert way_there(replace(SUMMIT, venue_latitude=None, venue_name="", venue_street="")) == WayThere("", "")


def test_rooms_stand_in_their_zones() -> None:
    rooms = tuple(ReleasedRoom(slug=slug, name=slug, zone=zone) for slug, zone in (("a", "Up"), ("b", ""), ("c", "Up")))
    found = rooms_by_zone(as_programme(replace(make_snapshot(), rooms=rooms, sessions=())))
    assert [(zone, [room.slug for room in there]) for zone, there in found] == [("Up", ["a", "c"]), ("", ["b"])]
