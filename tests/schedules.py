"""Small schedule files for tests: one summit day in Berlin, with whatever a test wants to be different.

`schedule_xml(event(...), event(...))` and `schedule_json(talk(...), talk(...))` are bytes, as a file holds them.
"""

from __future__ import annotations

import json
from typing import Any
from xml.sax.saxutils import escape, quoteattr

GUID = "11111111-1111-4111-8111-{:012d}"


def person(id: int, name: str, **attributes: str) -> str:
    said = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
    return f'<person id="{id}"{said}>{escape(name)}</person>'


def event(number: int = 1, *, people: str = '<person id="1">Ann Lee</person>', parts: str = "", **fields: str) -> str:
    """Return one <event>; a field given as '' is left out. `parts` is markup to add."""
    given = {"guid": GUID.format(number), "id": str(number), "code": ""}
    attributes = {name: fields.pop(name, value) for name, value in given.items()}
    said = {
        "date": "2026-07-01T10:00:00+02:00",
        "start": "10:00",
        "duration": "00:45",
        "room": "Hall",
        "slug": f"summit-{number}-talk_{number}",
        "title": f"Talk {number}",
        "track": "Main",
        "type": "lecture",
        "language": "en",
        "abstract": "",
        **fields,
    }
    head = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items() if value)
    body = "".join(f"\n<{name}>{escape(value)}</{name}>" for name, value in said.items() if value)
    return f"<event{head}>{body}\n<persons>{people}</persons>{parts}\n</event>"


def schedule_xml(*events: str, room: str = "Hall", lists: str = "", **conference: str) -> bytes:
    """Return a schedule.xml with the events in one room of one day."""
    said = {
        "acronym": "summit-2026",
        "title": "Summit 2026",
        "start": "2026-07-01",
        "end": "2026-07-01",
        "base_url": "https://summit.example/",
        "time_zone_name": "Europe/Berlin",
        **conference,
    }
    body = "".join(f"\n<{name}>{escape(value)}</{name}>" for name, value in said.items() if value)
    day = 'index="1" date="2026-07-01" start="2026-07-01T04:00:00+02:00" end="2026-07-02T03:59:00+02:00"'
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<schedule>\n<version>1</version>\n<conference>{body}\n</conference>\n'
        f"{lists}<day {day}>\n<room name={quoteattr(room)}>\n" + "\n".join(events) + "\n</room>\n</day>\n</schedule>\n"
    ).encode()


def talk(number: int = 1, **fields: Any) -> dict[str, Any]:
    """Return one session of a schedule.json."""
    return {
        "id": number,
        "guid": GUID.format(number),
        "date": "2026-07-01T10:00:00+02:00",
        "start": "10:00",
        "duration": "00:45",
        "room": "Hall",
        "slug": f"summit-{number}-talk_{number}",
        "url": f"https://summit.example/{number}",
        "title": f"Talk {number}",
        "subtitle": "",
        "track": "Main",
        "type": "lecture",
        "language": "en",
        "abstract": "",
        "description": "",
        "persons": [{"id": 1, "public_name": "Ann Lee"}],
        "links": [],
        "attachments": [],
        **fields,
    }


def schedule_json(*talks: Any, **conference: Any) -> bytes:
    """Return a schedule.json with the talks in one room of one day."""
    day = {
        "index": 1,
        "date": "2026-07-01",
        "day_start": "2026-07-01T04:00:00+02:00",
        "day_end": "2026-07-02T03:59:00+02:00",
        "rooms": {"Hall": list(talks)},
    }
    said = {
        "acronym": "summit-2026",
        "title": "Summit 2026",
        "start": "2026-07-01",
        "end": "2026-07-01",
        "daysCount": 1,
        "timeslot_duration": "00:05",
        "time_zone_name": "Europe/Berlin",
        "days": [day],
        **conference,
    }
    return json.dumps(
        {
            "schedule": {"version": "1", "base_url": "https://summit.example/", "conference": said},
        }
    ).encode()
