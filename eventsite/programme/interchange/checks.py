"""From what a file says to what we take: every check that needs no database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from urllib.parse import urlsplit

from eventsite.programme.interchange import times
from eventsite.programme.interchange.documents import Document, Oddity, PersonEntry, RoomEntry, SessionEntry, TrackEntry
from eventsite.programme.interchange.errors import (
    DuplicateSession,
    MalformedField,
    MissingField,
    NoSource,
    NotASchedule,
    NullPerson,
    printable,
)
from eventsite.programme.interchange.identity import Known, Register
from eventsite.programme.interchange.raw import RawPerson, RawSchedule, RawThing
from eventsite.programme.interchange.sessions import SessionReader
from eventsite.programme.interchange.text import address, markdown, one_line

MOST_SEATS = 1_000_000
#: So many of the names a file has and we have no place for are told.
MOST_IGNORED = 20
PLACE_KINDS = ("guid", "slug", "name")
PERSON_KINDS = ("guid", "code", "id")


def source_of(raw: RawSchedule) -> str:
    """Return what tells this programme from every other: its acronym, and the host of its address where it has one.

    Raises:
        NoSource: when it has no acronym.
    """
    acronym = "-".join(_printable(raw.acronym).lower().split())[:100]
    if not acronym:
        raise NoSource(
            "The file has no acronym, so a later import could not know it again. "
            "Name it with --source, as in --source our-talks-2026."
        )
    try:
        host = _printable(urlsplit(raw.base_url).hostname or "")
    except ValueError:
        host = ""
    return f"{acronym}@{host[:90]}" if host else acronym


def _printable(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable())


def assemble(raw: RawSchedule, *, time_zone: str = "", source: str = "") -> Document:
    """Return the file as values that fit our tables.

    `time_zone` and `source`, when given, stand in for what the file says.

    Raises:
        BadFile: whatever is wrong with it, in one sentence with its place.
    """
    return _Assembler(raw, time_zone or raw.time_zone, source or source_of(raw)).document()


class _Assembler:
    def __init__(self, raw: RawSchedule, time_zone: str, source: str) -> None:
        self.raw, self.source = raw, source
        self.zone = times.zone_called(time_zone)
        self.oddities: list[Oddity] = []
        self.rooms = Register("room", PLACE_KINDS, self.note)
        self.tracks = Register("track", PLACE_KINDS, self.note)
        self.people = Register("person", PERSON_KINDS, self.note)

    def note(self, where: str, what: str) -> None:
        self.oddities.append(Oddity(where, what))

    def line(self, text: str, most: int, where: str, what: str) -> str:
        return one_line(text, most, what=what, report=lambda said: self.note(where, said))

    def document(self) -> Document:
        self._gather()
        people = tuple(self._person(known) for known in self.people)
        sessions = self._sessions()
        starts_on, ends_on = self._dates(sessions)
        if self.raw.time_zone and self.zone.key != self.raw.time_zone:
            self.note(self.raw.where, f"the file's time zone is {self.raw.time_zone[:60]}; {self.zone.key} was used.")
        title = self.line(self.raw.title or self.raw.acronym, 200, self.raw.where, "the title")
        if not title:
            raise MissingField(self.raw.where, "the conference has neither a title nor an acronym.")
        return Document(
            source=self.source,
            acronym=self.line(self.raw.acronym, 100, self.raw.where, "the acronym"),
            title=title,
            starts_on=starts_on,
            ends_on=ends_on,
            time_zone=self.zone.key,
            city=self.line(self.raw.city, 120, self.raw.where, "the city"),
            venue=self.line(self.raw.venue, 200, self.raw.where, "the venue"),
            rooms=tuple(self._room(known) for known in self.rooms),
            tracks=tuple(self._track(known) for known in self.tracks),
            people=people,
            sessions=sessions,
            oddities=tuple(self.oddities),
            ignored=_most_ignored(self.raw),
        )

    def _gather(self) -> None:
        """The file's own lists come first: what a session says of the same room or person is only a mention."""
        _mention_all(self.rooms, self.raw.rooms)
        _mention_all(self.tracks, self.raw.tracks)
        _mention_all(self.people, self.raw.people)
        for session in self.raw.sessions:
            _mention_all(self.rooms, [session.room] if session.room else [])
            _mention_all(self.tracks, [session.track] if session.track else [])
            _mention_all(self.people, session.people)

    def _sessions(self) -> tuple[SessionEntry, ...]:
        if not self.raw.sessions:
            raise NotASchedule("There is not one session in the file. It is not imported: it would cancel everything.")
        reader = SessionReader(self.raw, self.zone, self.rooms, self.tracks, self.people, self.note)
        entries = tuple(reader.read(raw) for raw in self.raw.sessions)
        self._compare_keys(entries)
        return entries

    def _compare_keys(self, entries: Iterable[SessionEntry]) -> None:
        """A guid belongs to one session; a code or id beside it should, and pretalx repeats both for a second slot."""
        owners: dict[str, SessionEntry] = {}
        for entry in entries:
            for key in entry.keys:
                other = owners.setdefault(key, entry)
                named = f"the {key.replace(':', ' ', 1)} of the session at {other.where}"
                if other is not entry and key in (entry.key, other.key):
                    raise DuplicateSession(entry.where, f"{entry.label} has {named}. Give each its own, or remove one.")
                if other is not entry:
                    self.note(entry.where, f"{entry.label} has {named} too; both are kept.")

    def _dates(self, sessions: tuple[SessionEntry, ...]) -> tuple[date, date]:
        days = [(times.clock(session.starts_at, self.zone) - times.NIGHT).date() for session in sessions]
        where = self.raw.where
        first = times.day(self.raw.start, where=where, what="the conference's start") if self.raw.start else min(days)
        last = times.day(self.raw.end, where=where, what="the conference's end") if self.raw.end else max(days)
        if last < first:
            raise MalformedField(where, f"the conference ends on {last} before it starts on {first}.")
        for session, on in zip(sessions, days, strict=True):
            if not first <= on <= last:
                self.note(session.where, f"{session.label} is on {on}, outside the conference ({first} to {last}).")
        return first, last

    def _room(self, known: Known) -> RoomEntry:
        name = self._name(known, "the room's name") or "Room"
        slug, seats = known.first_said("slug"), self._seats(known)
        return RoomEntry(key=known.key, where=known.first.where, name=name, slug=slug, seats=seats)

    def _name(self, known: Known, what: str) -> str:
        return self.line(known.first_said("name") or known.first_said("slug"), 200, known.first.where, what)

    def _seats(self, known: Known) -> int | None:
        said = known.first_said("seats").removesuffix(".0")
        if not said:
            return None
        if not (said.isascii() and said.isdigit() and len(said) < 8 and int(said) <= MOST_SEATS):
            self.note(known.first.where, f"the room's capacity is {said[:20]!r}, which is no number of seats.")
            return None
        return int(said) or None

    def _track(self, known: Known) -> TrackEntry:
        name = self._name(known, "the track's name") or "Track"
        return TrackEntry(key=known.key, where=known.first.where, name=name, slug=known.first_said("slug"))

    def _person(self, known: Known) -> PersonEntry:
        where = known.first.where
        name = self.line(known.first_said("name"), 200, where, f"the name of person {known.key}")
        if not name:
            raise NullPerson(where, f"person {known.key} has no name. Say who it is.")
        biography = markdown(
            known.first_said("biography"), what=f"the biography of person {known.key}",
            report=lambda said: self.note(where, said),
        )
        links = tuple(self._profile_links(known))
        return PersonEntry(keys=known.all_keys, where=where, name=name, biography=biography, links=links)

    def _profile_links(self, known: Known) -> Iterable[tuple[str, str]]:
        people = (mention for mention in known.mentions if isinstance(mention, RawPerson))
        for link in {link.url: link for person in people for link in person.links}.values():
            if url := address(link.url, self.raw.base_url):
                title = self.line(link.title, 200, link.where, "the link's title")
                yield title or urlsplit(url).hostname or url[:200], url
            else:
                self.note(link.where, f"the link {link.url[:80]!r} is no web address and was left out.")


def _most_ignored(raw: RawSchedule) -> dict[str, int]:
    most = raw.ignored.most_common(MOST_IGNORED)
    return {printable(name[:40]): times for name, times in sorted(most)}


def _mention_all(register: Register, things: Iterable[RawThing]) -> None:
    for thing in things:
        register.mention(thing)
