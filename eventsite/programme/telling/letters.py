"""What a mail about changes says: the net change of each session between two releases, in words.

Whatever happened in between is not told: who was to move and moves back is told nothing at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from sqlalchemy import select

from eventsite.core import clock
from eventsite.core.db import db
from eventsite.core.links import Site
from eventsite.core.wording import dates
from eventsite.programme.models import Release
from eventsite.programme.releases import diff, public
from eventsite.programme.releases.changelog import readable
from eventsite.programme.releases.changes import Change, FieldChange
from eventsite.programme.releases.public import Programme
from eventsite.programme.releases.session_diff import Words
from eventsite.programme.releases.snapshot import ReleasedSession
from eventsite.programme.releases.wording import words_of
from eventsite.programme.telling.affected import affected_sessions
from eventsite.summits.models import Summit


@dataclass(frozen=True, slots=True)
class Told:
    """One changed session. `places` are when and where it is now, a line each; none when it is off."""

    title: str
    what: str
    is_off: bool
    fields: tuple[FieldChange, ...]
    places: tuple[str, ...]
    address: str
    calendar: str


@dataclass(frozen=True, slots=True)
class News:
    """What one recipient is told of one summit. What `is_urgent` does not wait for the morning."""

    programme: Programme
    sessions: tuple[Told, ...]
    is_urgent: bool


def news_of(summit: Summit, since: Mapping[str, int], hears: Callable[[Change], bool], site: Site) -> News | None:
    """Return what changed of the sessions in `since`, each after the release before that number, up to the newest.

    None when nothing did that `hears` wants to hear of. One query, and one for each release not read yet.
    """
    if not since:
        return None
    wanted: dict[int, set[str]] = defaultdict(set)
    for code, number in since.items():
        wanted[number - 1].add(code)
    numbers = dict(db.session.execute(
        select(Release.number, Release.id).filter_by(summit_id=summit.id).order_by(Release.number)
    ).all())  # fmt: skip
    now = public.load(numbers[max(numbers)])
    changes: list[Change] = []
    is_urgent = False
    for number, codes in sorted(wanted.items()):
        past = public.load(numbers[number]).snapshot
        heard = [change for change in diff.compare_sessions(past, now.snapshot, codes) if hears(change)]
        is_urgent |= any(session.is_urgent for session in affected_sessions(past, now.snapshot, heard, clock.now()))
        changes += heard
    told = sorted((_told(change, now, site) for change in changes), key=lambda told: told.places or ("~",))
    return News(now, tuple(told), is_urgent) if told else None


def _told(change: Change, programme: Programme, site: Site) -> Told:
    session = programme.sessions[change.key]
    address = site.url(f"/{programme.summit.slug}/sessions/{quote(session.code, safe='')}")
    return Told(
        title=session.title,
        what=", ".join(words_of(change)).capitalize(),
        is_off=session.is_cancelled,
        fields=tuple(field for field in readable(change).fields if field.field != "State"),
        places=_places(session, programme),
        address=address,
        calendar=f"{address}.ics",
    )


def _places(session: ReleasedSession, programme: Programme) -> tuple[str, ...]:
    words = Words(programme.snapshot)
    on = sorted((slot for slot in session.slots if not slot.is_cancelled), key=lambda slot: slot.starts_at)
    return tuple(", ".join(filter(None, (words.when(slot), words.where(slot)))) for slot in on)


def about(programme: Programme) -> dict[str, str]:
    """Return what every mail says of its summit."""
    summit = programme.summit
    return {
        "summit": summit.title,
        "when": dates(summit.starts_on, summit.ends_on),
        "place": ", ".join(filter(None, (summit.venue_name, summit.city))),
    }
