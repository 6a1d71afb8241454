"""One session of a file: its identity, kind, state, line-up and resources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from eventsite.core.codes import slugify
from eventsite.programme.interchange import times
from eventsite.programme.interchange.documents import BillingEntry, ResourceEntry, SessionEntry
from eventsite.programme.interchange.errors import MalformedField, MissingField, NoIdentity, NullPerson
from eventsite.programme.interchange.identity import Note, Register, keys_of
from eventsite.programme.interchange.raw import RawLink, RawPerson, RawSchedule, RawSession
from eventsite.programme.interchange.text import address, markdown, one_line
from eventsite.programme.states import ResourceKind, Role, SessionKind, SessionState

_KINDS = (
    (SessionKind.KEYNOTE, {"keynote", "keynotes"}),
    (SessionKind.PANEL, {"panel", "podium", "paneldiscussion"}),
    (SessionKind.WORKSHOP, {"workshop", "workshops", "hands-on", "tutorial"}),
    (SessionKind.BREAK, {"break", "lunch", "coffee", "pause"}),
    (SessionKind.SOCIAL, {"social", "party", "reception", "dinner"}),
)
_STATES = {
    "canceled": SessionState.CANCELLED, "cancelled": SessionState.CANCELLED, "rejected": SessionState.CANCELLED,
    "withdrawn": SessionState.CANCELLED, "deleted": SessionState.CANCELLED,
    "draft": SessionState.DRAFT, "submitted": SessionState.DRAFT, "accepted": SessionState.DRAFT,
    "": SessionState.CONFIRMED, "confirmed": SessionState.CONFIRMED, "delayed": SessionState.CONFIRMED,
}
_ROLES = {"moderator": Role.MODERATOR, "host": Role.HOST}
#: What a link is called that has a type and no title.
_TITLES = {
    "slides": "Slides", "paper": "Paper", "origin": "Original page", "feedback": "Feedback", "recording": "Recording",
}
_VIDEO = re.compile(r"\.(?:mp4|webm|mkv|mov|ogv)$|\A(?:video )?recording\b|\Avideo\b|aufzeichnung", re.IGNORECASE)
_SLIDES = re.compile(r"\A(?:talk |presentation )?(?:slides?|folien)\b|\Aslide ?deck\b", re.IGNORECASE)
_PRETALX_CODE = re.compile(r"[0-9A-Z]{6}(?=-|\Z)")
_URL_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")


class SessionReader:
    """Reads sessions; rooms, tracks and people are registered already."""

    def __init__(
        self, schedule: RawSchedule, zone: ZoneInfo, rooms: Register, tracks: Register, people: Register, note: Note,
    ) -> None:
        self._schedule, self._zone, self._note = schedule, zone, note
        self._rooms, self._tracks, self._people = rooms, tracks, people
        self._prefix = re.compile(rf"\A{re.escape(schedule.acronym)}-(?:\d+-)?", re.IGNORECASE)

    def read(self, raw: RawSession) -> SessionEntry:
        """Return the session.

        Raises:
            BadRecord: naming its place and what is wrong with it.
        """
        keys = keys_of(raw, ("guid", "code", "id"), raw.label)
        if not keys:
            raise NoIdentity(raw.where, f"{raw.label} has no guid, code or id to know it again by. Give it one.")
        title = self._line(raw, raw.name, 500, "title")
        if not title:
            raise MissingField(raw.where, f"{raw.label} has no title.")
        starts_at, ends_at = times.span(raw, self._zone)
        self._check_window(raw, starts_at)
        kind = kind_of(raw.type)
        return SessionEntry(
            keys=tuple(keys.values()),
            where=raw.where,
            label=raw.label,
            code=self._code(raw),
            title=title,
            subtitle=self._line(raw, raw.subtitle, 500, "subtitle"),
            abstract=self._markdown(raw, raw.abstract, "abstract"),
            description=self._markdown(raw, raw.description, "description"),
            kind=kind,
            state=self._state(raw),
            language=self._line(raw, raw.language, 20, "language"),
            track=self._track(raw),
            room=self._room(raw),
            starts_at=starts_at,
            ends_at=ends_at,
            line_up=tuple(self._line_up(raw, kind)),
            resources=tuple(self._resources(raw)),
        )

    def _line(self, raw: RawSession, text: str, most: int, what: str) -> str:
        return one_line(text, most, what=f"the {what} of {raw.label}", report=lambda said: self._note(raw.where, said))

    def _markdown(self, raw: RawSession, text: str, what: str) -> str:
        return markdown(text, what=f"the {what} of {raw.label}", report=lambda said: self._note(raw.where, said))

    def _code(self, raw: RawSession) -> str:
        """The file's own code, or pretalx's in front of FOSDEM's slugs, or the slug without its prefix, or the id."""
        pretalx = _PRETALX_CODE.match(raw.slug)
        slug = slugify(self._prefix.sub("", raw.slug), fallback="")
        wishes = (raw.code, pretalx[0] if pretalx else "", slug, raw.id, raw.guid[:8])
        return next((wish for wish in wishes if _URL_SAFE.fullmatch(wish)), "session")

    def _state(self, raw: RawSession) -> SessionState:
        state = _STATES.get(raw.state.casefold())
        if state is None:
            self._note(raw.where, f"{raw.label} is {raw.state[:40]!r}, a state unknown here; it counts as a draft.")
        return state or SessionState.DRAFT

    def _track(self, raw: RawSession) -> str:
        known = self._tracks.find(raw.track) if raw.track else None
        return known.key if known else ""

    def _room(self, raw: RawSession) -> str:
        known = self._rooms.find(raw.room) if raw.room else None
        if known is None:
            self._note(raw.where, f"{raw.label} has no room.")
            return ""
        if raw.says_room and raw.room and raw.says_room.split() != raw.room.name.split():
            said, stands = raw.says_room[:80], raw.room.name[:80]
            self._note(raw.where, f"{raw.label} says {said!r} is its room but stands under {stands!r}, which counts.")
        return known.key

    def _line_up(self, raw: RawSession, kind: SessionKind) -> Iterator[BillingEntry]:
        """Whoever is no moderator or host speaks, or sits on the panel."""
        seen: set[str] = set()
        for person in raw.people:
            key = self._key_of(person, raw)
            if key in seen:
                self._note(person.where, f"person {key} stands twice in {raw.label}; the first counts.")
                continue
            seen.add(key)
            otherwise = Role.PANELIST if kind == SessionKind.PANEL else Role.SPEAKER
            yield BillingEntry(person=key, role=_ROLES.get(person.role.casefold(), otherwise))

    def _key_of(self, person: RawPerson, raw: RawSession) -> str:
        if known := self._people.find(person):
            return known.key
        if not person.name.strip():
            raise NullPerson(person.where, f"{raw.label} has a person without name or id. Remove it, or say who it is.")
        name = person.name[:80]
        raise NoIdentity(
            person.where, f"{name!r} has no guid, code or id. People are never matched by name: give each an id.")

    def _resources(self, raw: RawSession) -> Iterable[ResourceEntry]:
        found: dict[str, ResourceEntry] = {}
        for link in raw.links:
            url = address(link.url, self._schedule.base_url)
            if url is None:
                self._note(link.where, f"{raw.label}: {link.url[:80]!r} is no web address and was left out.")
            elif url in found:
                self._note(link.where, f"{raw.label} has the link {url[:80]} twice; the first counts.")
            else:
                title = self._line(raw, link.title, 500, "link") or _TITLES.get(link.type.casefold()) or url[:500]
                found[url] = ResourceEntry(kind=resource_kind(link, url), title=title, url=url)
        return found.values()

    def _check_window(self, raw: RawSession, starts_at: datetime) -> None:
        try:
            opens = times.moment(raw.day.start, where=raw.day.where, what="start") if raw.day.start else None
            closes = times.moment(raw.day.end, where=raw.day.where, what="end") if raw.day.end else None
        except MalformedField:
            return  # the window only ever tells of an oddity; an unreadable one tells of nothing
        local = times.clock(starts_at, self._zone)
        if (opens and local < opens.on(self._zone)) or (closes and local > closes.on(self._zone)):
            window = f"{raw.day.start} to {raw.day.end}"
            self._note(raw.where, f"{raw.label} starts {local:%Y-%m-%d %H:%M}, outside its day ({window}).")


def kind_of(type: str) -> SessionKind:
    """Return the kind a file's word for the type speaks of; what speaks of none is a talk."""
    words = set(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", type.casefold()))
    return next((kind for kind, names in _KINDS if words & names), SessionKind.TALK)


def resource_kind(link: RawLink, url: str) -> ResourceKind:
    """Return what a link leads to, by its type, its title and how its address ends."""
    if link.type.casefold() == "slides" or _SLIDES.search(link.title):
        return ResourceKind.SLIDES
    path = url.partition("?")[0]
    is_video = link.type.casefold() in ("recording", "media") or _VIDEO.search(link.title) or _VIDEO.search(path)
    return ResourceKind.RECORDING if is_video and not path.endswith((".vtt", ".srt")) else ResourceKind.LINK
