"""schedule.json of a release."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from eventsite.programme.interchange.exporting.layout import Day, Face, Happening, Layout, Place, line
from eventsite.programme.interchange.exporting.references import Reference, attachments_of, links_of
from eventsite.programme.interchange.letters import keepable
from eventsite.programme.releases.snapshot import Snapshot

_SLUG = re.compile(r"[a-z0-9_-]+[a-z0-9]")

Thing = dict[str, Any]


def to_json(snapshot: Snapshot, site_base: str, *, version: str = "") -> bytes:
    """Return the released programme as frab's schedule.json: UTF-8, the same bytes for the same content.

    `site_base` is scheme and host of the site without a slash at its end; `version` names the release.
    """
    layout = Layout(snapshot, site_base, version)
    whole = {
        "$schema": "https://c3voc.de/schedule/schema.json",
        "generator": {"name": "eventsite", "url": site_base},
        "schedule": {"version": line(version), "base_url": f"{layout.base}/", "conference": _conference(layout)},
    }
    return msgspec.json.encode(whole) + b"\n"


def _conference(layout: Layout) -> Thing:
    summit = layout.summit
    return {
        "acronym": layout.acronym, "title": line(summit.name), "start": summit.starts_on.isoformat(),
        "end": summit.ends_on.isoformat(), "daysCount": len(layout.days), "timeslot_duration": "00:05",
        "time_zone_name": summit.time_zone, "url": f"{layout.base}/",
        "tracks": [{"name": line(track.name), **_slug(track.slug)} for track in layout.tracks],
        "rooms": [_room(place) for place in layout.places.values()],
        "days": [_day(day) for day in layout.days],
    }


def _slug(slug: str) -> Thing:
    return {"slug": slug} if _SLUG.fullmatch(slug) else {}


def _room(place: Place) -> Thing:
    return {"name": place.name, "guid": place.guid, **_slug(place.slug), "capacity": place.seats}


def _day(day: Day) -> Thing:
    rooms: dict[str, list[Thing]] = {}
    for place, happenings in day.rooms:  # two rooms of one name share a list: this format knows rooms by name
        rooms.setdefault(place.name, []).extend(_event(happening, place.name) for happening in happenings)
    return {
        "index": day.index, "date": day.on.isoformat(),
        "day_start": day.starts.isoformat(), "day_end": day.ends.isoformat(), "rooms": rooms,
    }


def _event(happening: Happening, place: str) -> Thing:
    session = happening.session
    return {
        "guid": happening.guid, "id": happening.id, **({"code": happening.code} if happening.code else {}),
        "date": happening.starts.isoformat(), "start": f"{happening.starts:%H:%M}", "end": happening.ends.isoformat(),
        "duration": _duration(happening), "room": place, "slug": happening.slug, "url": happening.url,
        "title": line(session.title), "subtitle": line(session.subtitle), "track": happening.track or None,
        "type": session.kind.value, "language": line(session.language) or None,
        "abstract": keepable(session.abstract.source), "description": keepable(session.description.source),
        "persons": [_person(face) for face in happening.people],
        "links": [_reference(link) for link in links_of(session)],
        "attachments": [_reference(attachment) for attachment in attachments_of(session)],
    }


def _duration(happening: Happening) -> str:
    """This format has hours and minutes only, however many."""
    minutes = happening.minutes
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _person(face: Face) -> Thing:
    biography = {"biography": face.biography} if face.biography else {}
    return {"guid": face.guid, "id": face.id, "name": face.name, "url": face.url, "role": face.role, **biography}


def _reference(reference: Reference) -> Thing:
    return {"type": reference.type, "url": reference.url, "title": reference.title}
