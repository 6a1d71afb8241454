"""schedule.json in both its generations: frab's, with sessions under days and rooms, and schedule2, with one list.

schedule2 is the one that knows moderators and cancelled sessions.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, NoReturn

from eventsite.programme.interchange.errors import BrokenSyntax, MalformedField, NotASchedule, NullPerson
from eventsite.programme.interchange.nodes import Node, kind_of
from eventsite.programme.interchange.raw import RawDay, RawLink, RawPerson, RawRoom, RawSchedule, RawSession, RawTrack

#: What a session may hold that we read; everything else is counted as ignored when it says something.
READ = frozenset({
    "id", "guid", "code", "slug", "title", "subtitle", "abstract", "description", "type", "language", "state", "date",
    "start", "duration", "end", "room", "track", "persons", "participants", "links", "attachments",
    "video_download_url",
})
#: Members that we call as the file does.
SAME = (
    "guid", "code", "id", "slug", "subtitle", "abstract", "description", "type", "language", "state", "duration", "end",
)


def read(data: bytes) -> RawSchedule:
    """Read UTF-8 JSON.

    Raises:
        BrokenSyntax: when it is not well-formed, saying line and column.
        NotASchedule: when there is no schedule in it.
        BadRecord: when something of it has the wrong shape.
    """
    try:
        value = json.loads(data, object_pairs_hook=_object, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        place = f"At line {error.lineno}, column {error.colno}"
        raise BrokenSyntax(f"{place}: this is not well-formed JSON ({error.msg}).") from error
    except RecursionError as error:
        raise BrokenSyntax("The JSON is nested deeper than any schedule.") from error
    except ValueError as error:  # a number of thousands of digits
        raise BrokenSyntax(f"This JSON cannot be read ({error}).") from error
    _refuse_half_letters(data, value)
    if not isinstance(value, dict) or not isinstance(value.get("schedule"), dict):
        raise NotASchedule(_what_else(value))
    return _schedule(Node(value["schedule"], ""))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Two members of one name are two versions of something; taking the last would lose the other in silence."""
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for key, times in Counter(key for key, _ in pairs).items() if times > 1)
        raise BrokenSyntax(f"The name {twice[:80]!r} stands twice in one JSON object; rename or remove one of the two.")
    return found


def _refuse_half_letters(data: bytes, value: object) -> None:
    """An escape may stand for half of a letter (a lone surrogate), which no database keeps."""
    if b"\\ud" in data or b"\\uD" in data:
        try:
            json.dumps(value, ensure_ascii=False).encode()
        except UnicodeEncodeError as error:
            half = error.object[error.start]
            raise BrokenSyntax(f"The JSON holds {half!a}, which is half of a letter; it is damaged.") from error


def _no_constant(name: str) -> NoReturn:
    raise BrokenSyntax(f"{name} is not a JSON value.")


def _what_else(value: object) -> str:
    if isinstance(value, dict) and {"sessions", "speakers"} <= value.keys():
        return "The file is JSON as Sessionize writes it, which names no time zone. Frab's schedule.json is wanted."
    return 'The file is JSON, but there is no "schedule" object in it: frab\'s schedule.json is wanted.'


def _schedule(schedule: Node) -> RawSchedule:
    conference = schedule.need("conference")
    ignored: Counter[str] = Counter()
    return RawSchedule(
        where=conference.path,
        acronym=conference.text("acronym"), title=conference.text("title"),
        start=conference.text("start"), end=conference.text("end"), time_zone=conference.text("time_zone_name"),
        base_url=schedule.text("base_url") or conference.text("url"),
        venue=conference.text("venue"), city=conference.text("city"),
        rooms=tuple(_room(room) for room in conference.get("rooms").items()),
        tracks=tuple(_track(track) for track in conference.get("tracks").items()),
        people=tuple(_person(person) for person in schedule.get("persons").items()),
        sessions=tuple(_session(event, day, room, ignored) for event, day, room in _events(schedule, conference)),
        ignored=ignored,
    )


def _events(schedule: Node, conference: Node) -> Iterator[tuple[Node, RawDay, RawRoom | None]]:
    for event in schedule.get("events").items():
        yield event, RawDay(), None
    for day in conference.get("days").items():
        start, end = day.text("day_start", "start"), day.text("day_end", "end")
        window = RawDay(where=day.path, date=day.text("date"), start=start, end=end)
        for name, events in day.get("rooms").members():
            room = RawRoom(where=events.path, name=name)
            for event in events.items():
                yield event, window, room


def _room(node: Node) -> RawRoom:
    if isinstance(node.value, str):
        return RawRoom(where=node.path, name=node.value)
    return RawRoom(
        where=node.path, name=node.text("name"), slug=node.text("slug"), guid=node.text("guid"),
        seats=node.text("capacity"),
    )


def _track(node: Node) -> RawTrack:
    if isinstance(node.value, dict) and ({"name", "slug", "guid"} & node.value.keys()):
        return RawTrack(where=node.path, name=node.text("name"), slug=node.text("slug"), guid=node.text("guid"))
    return RawTrack(where=node.path, name=node.as_text())


def _person(node: Node) -> RawPerson:
    if node.value is None:
        raise NullPerson(node.path, "null stands where a person should. Remove it from the list, or say who it is.")
    return RawPerson(
        where=node.path, name=node.text("name", "public_name", "full_public_name"),
        id=node.text("id"), guid=node.text("guid"), code=node.text("code"),
        role=node.text("role"), biography=node.text("biography"), links=tuple(_links(node)),
    )


def _people(event: Node) -> Iterator[RawPerson]:
    for name in ("persons", "participants"):
        if name in event.value and event.value[name] is None:
            raise NullPerson(event.path, f"{name} is null. Write an empty list where nobody is meant.")
        for person in event.get(name).items():
            yield _person(person)


def _session(event: Node, day: RawDay, room: RawRoom | None, ignored: Counter[str]) -> RawSession:
    if not isinstance(event.value, dict):
        raise MalformedField(event.path, f"a session is wanted, not {kind_of(event.value)}.")
    ignored.update(name for name, node in event.members() if name not in READ and node.value)
    own_room, track = event.get("room"), event.get("track")
    has_date = event.get("date").value is not None
    return RawSession(
        where=event.path, name=event.text("title"), **{name: event.text(name) for name in SAME},
        # schedule2 calls the instant "start"; frab's "start" is the wall clock beside its "date"
        date=event.text("date") if has_date or day.date else event.text("start"),
        start=event.text("start") if has_date or day.date else "",
        day=day, room=room or (_room(own_room) if own_room.value else None),
        says_room=own_room.as_text() if room and isinstance(own_room.value, str) else "",
        track=_track(track) if track.value else None,
        people=tuple(_people(event)), links=tuple(_links(event)),
    )


def _links(parent: Node) -> Iterator[RawLink]:
    for name, otherwise in (("attachments", "attachment"), ("links", "")):
        for node in parent.get(name).items():
            if isinstance(node.value, str):
                yield RawLink(where=node.path, url=node.value, type=otherwise)
            else:
                url, type = node.text("url", "href"), node.text("type") or otherwise
                yield RawLink(where=node.path, url=url, title=node.text("title"), type=type)
    if url := parent.text("video_download_url"):
        yield RawLink(where=f"{parent.path}.video_download_url", url=url, type="recording")
