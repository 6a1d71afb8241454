"""The feeds' addresses: the agenda with its filters, a session, a person, and a visitor's own by capability link."""

from __future__ import annotations

from flask import Blueprint, Response, abort, g, request
from flask.typing import ResponseReturnValue

from eventsite.calendar import feeds, queries
from eventsite.calendar.feeds import Feed
from eventsite.calendar.ics import CONTENT_TYPE
from eventsite.programme import agenda as agenda_filter
from eventsite.programme.agenda import AgendaFilter
from eventsite.programme.models import PersonalAgenda
from eventsite.programme.queries import list_current_releases
from eventsite.programme.releases import public as releases
from eventsite.programme.services.starring import FEED, find_agenda
from eventsite.programme.views.loading import programme_or_404
from eventsite.web.access import public
from eventsite.web.compiled import compiled
from eventsite.web.headers import keep_secret
from eventsite.web.site import the_key, this_site

bp = Blueprint("calendar", __name__)


@bp.get("/<summit>/agenda.ics")
@public
@compiled(*agenda_filter.PARAMS)
def agenda(summit: str) -> ResponseReturnValue:
    programme = programme_or_404(summit)
    asked = AgendaFilter.from_args(programme, request.args)
    response = _answer(feeds.agenda_feed(programme, asked, this_site()))
    if asked.q or asked.unknown:
        g.keep_compiled = False
    return response if g.keep_compiled else _unless_unchanged(response)


@bp.get("/<summit>/sessions/<code>.ics")
@public
@compiled()
def session(summit: str, code: str) -> ResponseReturnValue:
    programme = programme_or_404(summit)
    if code not in programme.sessions:
        abort(404)
    return _answer(feeds.session_feed(programme, programme.sessions[code], this_site()))


@bp.get("/<summit>/people/<code>.ics")
@public
@compiled()
def person(summit: str, code: str) -> ResponseReturnValue:
    programme = programme_or_404(summit)
    if code not in programme.people:
        abort(404)
    return _answer(feeds.person_feed(programme, programme.people[code], this_site()))


@bp.get("/feeds/<token>.ics")
@public
def personal(token: str) -> ResponseReturnValue:
    starred = queries.list_starred(_personal_agenda_or_404(token))
    current = list_current_releases()
    programmes = [(releases.load(current[slug]), codes) for slug, codes in starred.items() if slug in current]
    response = keep_secret(_answer(feeds.personal_feed(programmes, request.path, this_site())))
    response.headers["Cache-Control"] = "private, no-cache"  # a calendar may keep it, and asks whether it changed
    return _unless_unchanged(response)


def _personal_agenda_or_404(token: str) -> PersonalAgenda:
    """Return the agenda a link opens; a wrong link and a revoked one are told alike."""
    found = find_agenda(token, the_key(), FEED)
    if found is None:
        abort(404)
    return found


def _answer(feed: Feed) -> Response:
    response = Response(feed.body, content_type=CONTENT_TYPE)
    response.headers["Content-Disposition"] = f'inline; filename="{feed.filename}"'
    return response


def _unless_unchanged(response: Response) -> Response:
    """Answer 304 to who has these bytes; compiled answers are compared where they are kept."""
    response.add_etag()
    response.make_conditional(request)
    return response
