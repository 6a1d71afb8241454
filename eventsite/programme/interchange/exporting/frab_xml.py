"""schedule.xml of a release."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from eventsite.programme.interchange.exporting.layout import Day, Happening, Layout, line
from eventsite.programme.interchange.exporting.references import attachments_of, links_of
from eventsite.programme.interchange.letters import keepable
from eventsite.programme.releases.snapshot import Snapshot

_TRACK_SLUG = re.compile(r"[a-z][a-z0-9-]+")


def to_xml(snapshot: Snapshot, site_base: str, *, version: str = "") -> bytes:
    """Return the released programme as frab's schedule.xml: UTF-8, the same bytes for the same content.

    `site_base` is scheme and host of the site without a slash at its end; `version` names the release.
    """
    layout = Layout(snapshot, site_base, version)
    root = Element("schedule")
    SubElement(root, "generator", {"name": "eventsite", "system": site_base})
    _add(root, "url", f"{layout.base}/schedule.xml")
    _add(root, "version", line(version))
    _conference(root, layout)
    for day in layout.days:
        _day(root, day)
    indent(root)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _add(parent: Element, name: str, text: str, **attributes: str) -> Element:
    element = SubElement(parent, name, attributes)
    element.text = text
    return element


def _conference(root: Element, layout: Layout) -> None:
    conference = SubElement(root, "conference")
    summit = layout.summit
    said = {
        "title": line(summit.name), "acronym": layout.acronym, "start": summit.starts_on.isoformat(),
        "end": summit.ends_on.isoformat(), "days": str(len(layout.days)), "timeslot_duration": "00:05",
        "base_url": f"{layout.base}/", "url": f"{layout.base}/", "time_zone_name": summit.time_zone,
    }
    for name, text in said.items():
        _add(conference, name, text)
    for track in layout.tracks:
        slug = {"slug": track.slug} if _TRACK_SLUG.fullmatch(track.slug) else {}
        SubElement(conference, "track", {"name": line(track.name), **slug})


def _day(root: Element, day: Day) -> None:
    window = {"start": day.starts.isoformat(), "end": day.ends.isoformat()}
    element = SubElement(root, "day", {"index": str(day.index), "date": day.on.isoformat(), **window})
    for place, happenings in day.rooms:
        room = SubElement(element, "room", {"name": place.name, **({"guid": place.guid} if place.guid else {})})
        for happening in happenings:
            _event(room, happening, place.name)


def _event(room: Element, happening: Happening, place: str) -> None:
    session = happening.session
    code = {"code": happening.code} if happening.code else {}
    event = SubElement(room, "event", {"guid": happening.guid, "id": str(happening.id), **code})
    said = {
        "room": place, "title": line(session.title), "subtitle": line(session.subtitle), "type": session.kind.value,
        "date": happening.starts.isoformat(), "start": f"{happening.starts:%H:%M}", "duration": happening.duration,
        "abstract": keepable(session.abstract.source), "slug": happening.slug, "track": happening.track,
        "language": line(session.language), "description": keepable(session.description.source), "url": happening.url,
    }
    for name, text in said.items():
        _add(event, name, text)
    persons = SubElement(event, "persons")
    for face in happening.people:
        _add(persons, "person", face.name, id=str(face.id), guid=face.guid)
    links, attachments = SubElement(event, "links"), SubElement(event, "attachments")
    for link in links_of(session):
        _add(links, "link", link.title, href=link.url, type=link.type)
    for attachment in attachments_of(session):
        _add(attachments, "attachment", attachment.title, href=attachment.url, type=attachment.type)
