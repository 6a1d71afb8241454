"""From an address to what it names: the current release, or a thing of the draft that a permission is asked about."""

from __future__ import annotations

from flask import abort, current_app, flash, redirect, url_for
from sqlalchemy import select

from eventsite.core.db import db
from eventsite.permissions import Permission
from eventsite.programme import queries
from eventsite.programme.models import Release, Session
from eventsite.programme.releases import public
from eventsite.programme.releases.public import Programme
from eventsite.summits.models import Event, Summit
from eventsite.summits.queries import find_summit
from eventsite.summits.views.loading import summit_or_404
from eventsite.web.access import can


def programme_or_404(summit: str) -> Programme:
    """Return a summit's current release; one query, and one more when this process has not read it yet.

    Where nothing is public yet, its team is led to the page that releases it; everybody else is told nothing.
    """
    newest = (
        select(Release.id)
        .join(Summit, Summit.id == Release.summit_id)
        .where(Summit.slug == summit)
        .order_by(Release.number.desc())
        .limit(1)
    )
    release_id = db.session.scalar(newest)
    if release_id is None:
        _lead_its_team_on(summit)
        abort(404)
    return public.load(release_id)


def programme_lately(summit: str) -> Programme:
    """Return a summit's release as the compiled pages have it, at most a second old; no query while it is kept.

    For pages that name things from the programme, and are about something else.
    """
    release_id = current_app.extensions["eventsite.release_of"](summit)
    return public.load(release_id) if release_id is not None else programme_or_404(summit)


def _lead_its_team_on(slug: str) -> None:
    summit = find_summit(slug)
    if summit is not None and can(Permission.SUMMIT_PROGRAMME_VIEW, summit):
        flash("Nothing of this summit is public yet. Its first release makes the site.")
        abort(redirect(url_for("manage.review", summit=slug)))


def where_to_add_or_404(summit: str) -> Summit | Event:
    """Return the first event that the account may add sessions to; the summit, where there is none."""
    home = summit_or_404(summit)
    return next((event for event in home.events if can(Permission.SUMMIT_PROGRAMME_EDIT, event)), home)


def may_add_sessions(summit: Summit) -> bool:
    """Tell whether the account of this request may add a session to any event."""
    may = Permission.SUMMIT_PROGRAMME_EDIT
    return can(may, summit) or any(can(may, event) for event in summit.events)


def session_or_404(summit: str, code: str) -> Session:
    found = queries.find_session(summit_or_404(summit), code)
    if found is None:
        abort(404)
    return found
