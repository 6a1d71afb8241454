"""schedule.xml, as frab and pretalx write it and as FOSDEM does: slugs, and people and tracks in lists of their own.

The file is read as a stream: a session's elements are dropped once it is read. No document type, no entity and no
external reference gets past the parser.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from eventsite.programme.interchange.errors import BrokenSyntax, ForbiddenSyntax, NotASchedule
from eventsite.programme.interchange.raw import RawDay, RawLink, RawPerson, RawRoom, RawSchedule, RawSession, RawTrack

DEEPEST = 40
#: What a session's element may hold that we read; everything else is counted as ignored when it says something.
READ = frozenset({
    "date", "start", "duration", "end", "room", "slug", "title", "subtitle", "track", "type", "language", "abstract",
    "description", "persons", "links", "attachments", "recording", "video_download_url", "state",
})
#: Elements that we call as the file does.
SAME = (
    "slug", "subtitle", "abstract", "description", "type", "language", "state", "date", "start", "duration", "end",
)


class _Lined(Element):
    """An element that knows the line its tag stands on."""

    line: int = 0


def read(data: bytes) -> RawSchedule:
    """Read UTF-8 XML.

    Raises:
        BrokenSyntax: when it is not well-formed, saying line and column.
        ForbiddenSyntax: when it declares a document type or entities.
        NotASchedule: when its root is not <schedule>.
    """
    builder = _Builder()
    parser = DefusedXMLParser(target=builder, encoding="utf-8", forbid_dtd=True)
    builder.expat = parser.parser
    try:
        parser.feed(data)
        root = parser.close()
    except DefusedXmlException as error:
        line = parser.parser.CurrentLineNumber
        raise ForbiddenSyntax(
            f"At line {line}: the file declares a document type or entities. A schedule needs neither; remove them."
        ) from error
    except ParseError as error:
        line, column = error.position
        what = str(error).partition(":")[0]
        raise BrokenSyntax(f"At line {line}, column {column + 1}: this is not well-formed XML ({what}).") from error
    return _schedule(root, builder)


class _Builder(TreeBuilder):
    """Builds the tree, and takes each session out of it as soon as it is complete."""

    def __init__(self) -> None:
        super().__init__(element_factory=_Lined)
        self.expat: Any = None
        self.sessions: list[RawSession] = []
        self.ignored: Counter[str] = Counter()
        self._open: list[_Lined] = []

    def start(self, tag: Any, attrs: Any, /) -> Any:
        element: Any = super().start(tag, attrs)
        element.line = self.expat.CurrentLineNumber
        self._open.append(element)
        if len(self._open) == 1 and tag != "schedule":
            raise NotASchedule(f"The file is XML, but its root is <{tag[:60]}>: frab's <schedule> is wanted.")
        if len(self._open) > DEEPEST:
            raise BrokenSyntax(f"At line {element.line}: elements are nested more than {DEEPEST} deep; no schedule is.")
        return element

    def end(self, tag: Any, /) -> Any:
        element = super().end(tag)
        self._open.pop()
        if tag == "event":
            self.ignored.update(child.tag for child in element if child.tag not in READ and _words(child))
            self.sessions.append(_session(element, self._enclosing("day"), self._enclosing("room")))
            element.clear()
        return element

    def _enclosing(self, tag: str) -> _Lined | None:
        return next((element for element in reversed(self._open) if element.tag == tag), None)


def _where(element: Any) -> str:
    return f"line {element.line}"


def _words(element: Element | None) -> str:
    """Return an element's text; should it hold elements, theirs too."""
    if element is None:
        return ""
    return ("".join(element.itertext()) if len(element) else element.text or "").strip()


def _text(parent: Element | None, *names: str) -> str:
    """Return the text of the first of the named children that says something."""
    return next((text for name in names if parent is not None and (text := _words(parent.find(name)))), "")


def _schedule(root: Element, builder: _Builder) -> RawSchedule:
    conference = root.find("conference")
    return RawSchedule(
        where=_where(conference if conference is not None else root),
        acronym=_text(conference, "acronym"), title=_text(conference, "title"),
        start=_text(conference, "start"), end=_text(conference, "end"),
        time_zone=_text(conference, "time_zone_name"), base_url=_text(conference, "base_url", "url"),
        venue=_text(conference, "venue"), city=_text(conference, "city"),
        rooms=tuple(_room(room) for room in root.iterfind("day/room")),
        tracks=tuple(_track(track) for track in _each(root, "tracks/track", "conference/track")),
        people=tuple(_person(person) for person in root.iterfind("persons/person")),
        sessions=tuple(builder.sessions), ignored=builder.ignored,
    )


def _room(element: Any) -> RawRoom:
    said = element.attrib
    return RawRoom(
        where=_where(element), name=said.get("name", ""), slug=said.get("slug", ""), guid=said.get("guid", ""),
        seats=said.get("capacity", ""),
    )


def _track(element: Any) -> RawTrack:
    name, said = element.get("name") or _words(element), element.attrib
    return RawTrack(where=_where(element), name=name, slug=said.get("slug", ""), guid=said.get("guid", ""))


def _person(element: Any) -> RawPerson:
    said = element.attrib
    return RawPerson(
        where=_where(element), name=_text(element, "name", "public_name") or (element.text or "").strip(),
        id=said.get("id", ""), guid=said.get("guid", ""), code=said.get("code", ""), role=said.get("role", ""),
        biography="\n\n".join(filter(None, (_text(element, "biography"), _text(element, "extended_biography")))),
        links=tuple(_links(element)),
    )


def _session(event: Any, day: Any, room: Any) -> RawSession:
    track, said = event.find("track"), event.attrib
    return RawSession(
        where=_where(event), name=_text(event, "title"),
        guid=said.get("guid", ""), code=said.get("code", ""), id=said.get("id", ""),
        **{name: _text(event, name) for name in SAME},
        day=_day(day), room=_room(room) if room is not None else None, says_room=_text(event, "room"),
        track=_track(track) if track is not None else None,
        people=tuple(_person(person) for person in event.iterfind("persons/person")),
        links=tuple(_links(event)),
    )


def _day(element: Any) -> RawDay:
    if element is None:
        return RawDay()
    said = element.attrib
    start, end = said.get("start", ""), said.get("end", "")
    return RawDay(where=_where(element), date=said.get("date", ""), start=start, end=end)


def _links(parent: Element) -> Iterator[RawLink]:
    """Yield attachments, then links, then recordings: in this order a reader wants them."""
    for element in _each(parent, "attachments/attachment", "links/link"):
        type = element.get("type") or ("attachment" if element.tag == "attachment" else "")
        yield RawLink(where=_where(element), url=element.get("href", ""), title=_words(element), type=type)
    for element in _each(parent, "recording/url", "recording/link", "video_download_url"):
        if url := _words(element):
            yield RawLink(where=_where(element), url=url, type="recording")


def _each(parent: Element, *paths: str) -> Iterable[Element]:
    return (element for path in paths for element in parent.iterfind(path))
