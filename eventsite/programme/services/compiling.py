"""From the draft's tables to a snapshot: a whitelist, field by field. What is not named here is never public."""

from __future__ import annotations

from collections.abc import Collection

from eventsite.core import markdown
from eventsite.programme import queries
from eventsite.programme.models import Appearance, NewsArticle, Profile, Session, Slot
from eventsite.programme.releases.snapshot import (
    Billing,
    Link,
    ReleasedArticle,
    ReleasedEvent,
    ReleasedPage,
    ReleasedPerson,
    ReleasedResource,
    ReleasedRoom,
    ReleasedSession,
    ReleasedSlot,
    ReleasedSummit,
    ReleasedTrack,
    Snapshot,
    Text,
)
from eventsite.programme.states import COMING, PUBLIC_ROLES, SessionState
from eventsite.summits.models import Event, Summit

#: In this order a line-up is read: the moderator first.
ROLE_ORDER = {role: place for place, role in enumerate(PUBLIC_ROLES)}


def compile_draft(summit: Summit, past: Snapshot | None = None, *, with_drafts_of: Collection[str] = ()) -> Snapshot:
    """Return the public part of the draft as it stands; about 14 queries, and 6 more for each 200 sessions.

    What `past` rendered is not rendered again, nor kept twice, and of cancelled sessions only those it made public are
    told. Of the sessions called `with_drafts_of` those in draft state are told too, as if they were on: never for the
    public.
    """
    texts = _Texts(_texts_of(past) if past else {})
    known = {session.code for session in past.sessions} if past else set()
    sessions = tuple(
        _session(session, texts)
        for session in queries.each_session(summit)
        if session.state == SessionState.CONFIRMED
        or (session.state == SessionState.CANCELLED and session.code in known)
        or (session.state == SessionState.DRAFT and session.code in with_drafts_of)
    )
    return Snapshot(
        summit=_summit(summit, texts),
        events=tuple(_event(event, texts) for event in summit.events),
        tracks=tuple(ReleasedTrack(slug=t.slug, name=t.name, event=t.event.slug) for t in queries.list_tracks(summit)),
        rooms=tuple(
            ReleasedRoom(slug=room.slug, name=room.name, zone=room.zone.name if room.zone else "", seats=room.seats)
            for room in summit.rooms
        ),
        people=_people(summit, sessions, texts),
        sessions=sessions,
        news=tuple(_article(article, texts) for article in queries.list_articles(summit)),
        pages=tuple(ReleasedPage(slug=p.slug, title=p.title, body=texts(p.body)) for p in queries.list_pages(summit)),
    )


class _Texts:
    """Renders Markdown, each text once."""

    def __init__(self, rendered: dict[str, Text]) -> None:
        self._rendered = rendered

    def __call__(self, source: str) -> Text:
        if source not in self._rendered:
            self._rendered[source] = Text(source=source, html=markdown.render(source))
        return self._rendered[source]


def _texts_of(snapshot: Snapshot) -> dict[str, Text]:
    """Return every Markdown text of a snapshot by its source."""
    texts = [snapshot.summit.summary, snapshot.summit.venue_travel]
    texts += [event.summary for event in snapshot.events]
    texts += [person.biography for person in snapshot.people]
    texts += [text for session in snapshot.sessions for text in (session.abstract, session.description)]
    texts += [article.body for article in snapshot.news] + [page.body for page in snapshot.pages]
    return {text.source: text for text in texts}


def _summit(summit: Summit, texts: _Texts) -> ReleasedSummit:
    same = (
        "slug",
        "name",
        "edition",
        "tagline",
        "city",
        "time_zone",
        "starts_on",
        "ends_on",
        "venue_name",
        "venue_street",
        "venue_postal_code",
        "venue_region",
        "venue_country",
        "venue_latitude",
        "venue_longitude",
    )
    return ReleasedSummit(
        **{name: getattr(summit, name) for name in same},
        registration=summit.registration.value,
        summary=texts(summit.summary),
        venue_travel=texts(summit.venue_travel),
    )


def _event(event: Event, texts: _Texts) -> ReleasedEvent:
    return ReleasedEvent(
        slug=event.slug,
        name=event.name,
        short_name=event.short_name or event.name,
        summary=texts(event.summary),
        position=event.position,
        shape=event.shape,
    )


def _session(session: Session, texts: _Texts) -> ReleasedSession:
    return ReleasedSession(
        code=session.code,
        event=session.event.slug,
        also=tuple(also.event.slug for also in sorted(session.also, key=lambda also: also.event.position)),
        track=session.track.slug if session.track else "",
        title=session.title,
        subtitle=session.subtitle,
        abstract=texts(session.abstract),
        description=texts(session.description),
        reconstructed=session.reconstructed,
        kind=session.kind,
        language=session.language,
        is_featured=session.is_featured,
        is_cancelled=session.state == SessionState.CANCELLED,
        line_up=_line_up(session.line_up),
        resources=tuple(
            ReleasedResource(kind=r.kind, title=r.title, publisher=r.publisher, year=r.year, url=r.url)
            for r in session.resources
        ),
        slots=tuple(_slot(slot) for slot in session.slots),
    )


def _line_up(appearances: list[Appearance]) -> tuple[Billing, ...]:
    billed = [a for a in appearances if a.role in ROLE_ORDER and a.state in COMING]
    return tuple(
        Billing(
            person=a.person.code,
            name=a.billed_name or a.person.name,
            role=a.role,
            title=a.billed_title,
            organization=a.billed_organization,
        )
        for a in sorted(billed, key=lambda a: (ROLE_ORDER[a.role], a.position, a.id))
    )


def _slot(slot: Slot) -> ReleasedSlot:
    return ReleasedSlot(
        uuid=str(slot.uuid),
        uid=slot.uid,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        rooms=tuple(room.slug for room in slot.rooms),
        changed_at=slot.starts_at,
    )


def _people(summit: Summit, sessions: tuple[ReleasedSession, ...], texts: _Texts) -> tuple[ReleasedPerson, ...]:
    """Only who is billed is public; by name, as people look for them."""
    profiles = {profile.person.code: profile for profile in queries.list_profiles(summit)}
    names = {billing.person: billing.name for session in sessions for billing in session.line_up}
    people = (_person(code, name, profiles.get(code), texts) for code, name in names.items())
    return tuple(sorted(people, key=lambda person: (person.name.casefold(), person.code)))


def _person(code: str, name: str, profile: Profile | None, texts: _Texts) -> ReleasedPerson:
    if profile is None:
        return ReleasedPerson(code=code, name=name)
    return ReleasedPerson(
        code=code,
        name=profile.person.name,
        headline=profile.headline,
        biography=texts(profile.biography),
        links=tuple(Link(label=link["label"], url=link["url"]) for link in profile.links),
    )


def _article(article: NewsArticle, texts: _Texts) -> ReleasedArticle:
    return ReleasedArticle(
        slug=article.slug,
        title=article.title,
        summary=article.summary,
        body=texts(article.body),
        published_on=article.published_on,
        session=article.session.code if article.session else "",
    )
