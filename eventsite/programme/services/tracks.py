"""The tracks of an event: added, renamed, put in order, removed. A track's slug never changes."""

from __future__ import annotations

from sqlalchemy import func

from eventsite.core.db import db
from eventsite.core.errors import StaleEdit
from eventsite.core.wording import counted
from eventsite.programme import queries
from eventsite.programme.models import Session, Track
from eventsite.summits.models import Event
from eventsite.summits.services import listing
from eventsite.summits.services.turns import take_turns

MOST_TRACKS = 60


def add_track(*, event: Event, name: str) -> Track:
    """Add a track after the others of its event.

    Raises:
        BadName, TooMany
    """
    take_turns(event.summit)
    there = queries.list_tracks_of(event)
    listing.check_length(there, "tracks", MOST_TRACKS)
    name = listing.checked_name(name, "track", there)
    slug = listing.new_slug(name, "track", there, Track, "event_id", event.id)
    track = Track(event=event, slug=slug, name=name, position=listing.next_position(there))
    db.session.add(track)
    db.session.flush()
    return track


def rename_track(*, track: Track, name: str, opened: str) -> Track:
    """Rename a track that is still called `opened`.

    Raises:
        StaleEdit: when somebody else renamed it in between.
        BadName
    """
    take_turns(track.event.summit)
    there = queries.list_tracks_of(track.event)
    listing.check_still_there(there, track)
    if track.name != opened:
        raise StaleEdit(f"Somebody called this track {track.name!r} after you opened it. Compare, then save again.")
    track.name = listing.checked_name(name, "track", there, track)
    db.session.flush()
    return track


def move_track(*, track: Track, by: int) -> None:
    """Let a track change places with the one before it (-1) or after it (+1)."""
    take_turns(track.event.summit)
    listing.move(queries.list_tracks_of(track.event), track, by)


def remove_track(*, track: Track) -> None:
    """Remove a track.

    Raises:
        StillUsed: when sessions are in it.
    """
    take_turns(track.event.summit)
    listing.check_still_there(queries.list_tracks_of(track.event), track)
    db.session.execute(db.select(Track.id).filter_by(id=track.id).with_for_update())
    count = db.session.scalar(db.select(func.count()).select_from(Session).filter_by(track_id=track.id)) or 0
    uses = [counted(count, "session")] if count else []
    listing.refuse_if_used(track.name, uses, "Give them another track first, or none.")
    db.session.delete(track)
    db.session.flush()
