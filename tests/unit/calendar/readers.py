"""Three readers of a feed that have nothing to do with what wrote it: our own strict one, vobject and ical.

vobject takes the zone's rules from the VTIMEZONE by dateutil, ical and phones go by the zone's IANA name; the strict
reader does both and wants the same instant.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import StringIO
from zoneinfo import ZoneInfo

import vobject
from dateutil import tz
from ical.calendar_stream import IcsCalendarStream

from tests.unit.calendar import strict, strict_zones
from tests.unit.calendar.strict import Broken, Component, Property
from tests.unit.calendar.strict_zones import Zone


@dataclass(frozen=True, slots=True)
class Read:
    """One entry as a reader understood it; instants are in UTC. `categories` is None where a reader gets them wrong."""

    starts_at: datetime
    ends_at: datetime
    title: str
    description: str
    place: str
    categories: tuple[str, ...] | None
    status: str
    sequence: int
    url: str


Readings = dict[str, Read]
Reader = Callable[[bytes], tuple[str, Readings]]


def read_strictly(data: bytes) -> tuple[str, Readings]:
    root = strict.read(data)
    zones = strict_zones.zones_in(root)
    found = {event.text("UID"): _strict_read(event, zones) for event in root.all("VEVENT")}
    if len(found) < len(root.all("VEVENT")):
        raise Broken("A UID is there twice.")
    return root.text("NAME"), found


def _strict_read(event: Component, zones: dict[str, Zone]) -> Read:
    return Read(
        starts_at=_agreed(event.properties["DTSTART"], zones),
        ends_at=_agreed(event.properties["DTEND"], zones),
        title=event.text("SUMMARY"),
        description=event.text("DESCRIPTION"),
        place=event.text("LOCATION"),
        categories=tuple(event.texts("CATEGORIES")),
        status=event.properties["STATUS"].value,
        sequence=int(event.properties["SEQUENCE"].value),
        url=event.properties["URL"].value,
    )


def _agreed(prop: Property, zones: dict[str, Zone]) -> datetime:
    """Return the instant by the VTIMEZONE's rules, where the zone's IANA name tells the same."""
    found = strict_zones.instant(prop, zones)
    if tzid := prop.params.get("TZID"):
        named = strict_zones.clock(prop.value).replace(tzinfo=ZoneInfo(tzid)).astimezone(UTC)
        if named != found:
            raise Broken(f"{tzid} is at {named} by its name and at {found} by its rules.")
    return found


def read_with_vobject(data: bytes) -> tuple[str, Readings]:
    # Left alone it keeps the first zone of a name it ever saw, and asks its own database where winter is like UTC.
    zones = tz.tzical(StringIO(data.decode()))
    for tzid in zones.keys():  # noqa: SIM118 - not a mapping
        vobject.icalendar.registerTzid(tzid, zones.get(tzid))
    root = vobject.readOne(data.decode())
    found = {
        event.uid.value: Read(
            starts_at=event.dtstart.value.astimezone(UTC),
            ends_at=event.dtend.value.astimezone(UTC),
            title=event.summary.value,
            description=event.description.value,
            place=event.location.value if hasattr(event, "location") else "",
            categories=tuple(event.categories.value),
            status=event.status.value,
            sequence=int(event.sequence.value),
            url=event.url.value,
        )
        for event in getattr(root, "vevent_list", [])
    }
    return root.x_wr_calname.value, found


def read_with_ical(data: bytes) -> tuple[str, Readings]:
    root = IcsCalendarStream.calendar_from_ics(data.decode())
    found = {
        event.uid: Read(
            starts_at=event.dtstart.astimezone(UTC),
            ends_at=event.dtend.astimezone(UTC),
            title=event.summary,
            description=event.description,
            place=event.location or "",
            categories=None,  # it parts them at escaped commas too
            status=event.status.value,
            sequence=event.sequence,
            url=str(event.url),
        )
        for event in root.events
    }
    name = next(extra.value for extra in root.extras if extra.name == "x-wr-calname")
    return strict.unescaped(name), found  # a property it does not know stays as it is written


READERS: tuple[Reader, ...] = (read_strictly, read_with_vobject, read_with_ical)


def read_by_all(data: bytes) -> tuple[str, Readings]:
    """Return what all readers agree on."""
    (name, found), *others = (reader(data) for reader in READERS)
    for other_name, other in others:
        assert other_name == name
        assert list(other) == list(found)
        for uid, read in other.items():
            categories = read.categories if read.categories is not None else found[uid].categories
            assert replace(read, categories=categories) == found[uid]
    return name, found
