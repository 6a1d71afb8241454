"""Stars and "my agenda": a visitor's own, by a cookie that opens it, without an account and without a session.

A session cookie would take the visitor past every compiled page, so nothing here may touch the session. The forms
therefore carry no token; that they were sent from this site is checked for every request in `web/headers.py`.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from eventsite.core.db import transaction
from eventsite.core.errors import DomainError
from eventsite.core.wording import anchor
from eventsite.programme.forms import AddressForm
from eventsite.programme.models import PersonalAgenda
from eventsite.programme.pages.my_agenda import my_agenda
from eventsite.programme.pages.subscribing import subscribe_links
from eventsite.programme.releases.public import Programme
from eventsite.programme.releases.snapshot import ReleasedSession
from eventsite.programme.services import starring
from eventsite.programme.services.starring import Stars
from eventsite.programme.views.device import AGENDA, by_device, private, this_agenda
from eventsite.programme.views.loading import programme_or_404
from eventsite.summits.models import Summit
from eventsite.summits.views.loading import summit_or_404
from eventsite.web.access import public
from eventsite.web.limits import limiter
from eventsite.web.paths import own_path, own_referrer
from eventsite.web.site import the_key, this_site

bp = Blueprint("stars", __name__)

HINT = "agenda_stars"
KEPT = 400 * 24 * 3600  # as long as a browser keeps a cookie
NO_STARS = Stars(0, 0, (), 0)


@bp.get("/<summit>/sessions/<code>/star")
@public
def star(summit: str, code: str) -> ResponseReturnValue:
    programme = programme_or_404(summit)
    return _star_page(programme, _session_or_404(programme, code))


@bp.post("/<summit>/sessions/<code>/star")
@public
@limiter.limit("60 per minute; 1000 per hour", key_func=by_device)
def change(summit: str, code: str) -> ResponseReturnValue:
    programme = programme_or_404(summit)
    session = _session_or_404(programme, code)
    try:
        with transaction():
            stars = _change(_action(), summit_or_404(summit), session)
    except DomainError as error:
        return _star_page(programme, session, refusal=str(error)), 409
    if _wants_json():
        return _remember(private({"stars": stars.codes}), stars)
    return _remember(redirect(own_path(request.form.get("next")) or _page_of(programme, session), 303), stars)


@bp.get("/<summit>/my-agenda")
@public
def mine(summit: str) -> ResponseReturnValue:
    return mine_page(summit, AddressForm())


def mine_page(summit: str, form: AddressForm) -> Response:
    """Return the page of the visitor's own stars, with the form of their address as it was typed."""
    programme, agenda = programme_or_404(summit), this_agenda()
    stars = starring.stars_in(agenda, summit) if agenda else NO_STARS
    path = url_for("calendar.personal", token=the_key().token(starring.FEED, stars.agenda_id, stars.version))
    page = render_template(
        "stars/mine.html",
        programme=programme,
        mine=my_agenda(programme, stars.codes),
        removed=programme.sessions.get(request.args.get("removed", "")),
        feed=this_site().url(path),
        links=subscribe_links(this_site(), path),
        has_new_link=request.args.get("link") == "new",
        form=form,
        email=agenda.email if agenda else "",
        is_confirmed=bool(agenda and agenda.email_confirmed_at),
        told=request.args.get("mail", ""),
    )
    return _remember(private(page), stars)


@bp.get("/<summit>/my-agenda.json")
@public
def mine_json(summit: str) -> ResponseReturnValue:
    programme, stars = programme_or_404(summit), _stars(summit)
    return private({"stars": [code for code in stars.codes if code in programme.sessions]})


@bp.post("/<summit>/my-agenda/new-link")
@public
@limiter.limit("10 per minute", key_func=by_device)
def new_link(summit: str) -> ResponseReturnValue:
    programme_or_404(summit)
    with transaction():
        stars = _renew(this_agenda(), summit)
    return _remember(redirect(url_for(".mine", summit=summit, link="new", _anchor="calendar"), 303), stars)


@bp.record_once
def _need_no_token(state: BlueprintSetupState) -> None:
    """A token lives in the session, which starring must not begin."""
    for view in (change, new_link):
        state.app.extensions["csrf"].exempt(view)


def _change(action: str, summit: Summit, session: ReleasedSession) -> Stars:
    agenda = this_agenda()
    if action == "star":
        agenda = starring.star(agenda=agenda, summit=summit, session=session)
    elif agenda:
        starring.unstar(agenda=agenda, summit=summit, code=session.code)
    return starring.stars_in(agenda, summit.slug) if agenda else NO_STARS


def _renew(agenda: PersonalAgenda | None, summit: str) -> Stars:
    if agenda is None:
        return NO_STARS
    starring.revoke_links(agenda)
    return starring.stars_in(agenda, summit)


def _star_page(programme: Programme, session: ReleasedSession, refusal: str = "") -> Response:
    return private(
        render_template(
            "stars/star.html",
            programme=programme,
            session=session,
            entries=[entry for entry in programme.entries if entry.session.code == session.code],
            is_starred=session.code in _stars(programme.summit.slug).codes,
            back=_way_back(programme, session) or _page_of(programme, session),
            refusal=refusal,
        )
    )


def _session_or_404(programme: Programme, code: str) -> ReleasedSession:
    return programme.sessions.get(code) or abort(404)


def _stars(summit: str) -> Stars:
    agenda = this_agenda()
    return starring.stars_in(agenda, summit) if agenda else NO_STARS


def _action() -> str:
    action = request.form.get("action", "")
    return action if action in ("star", "unstar") else abort(400)


def _wants_json() -> bool:
    return request.accept_mimetypes.best_match(("text/html", "application/json")) == "application/json"


def _page_of(programme: Programme, session: ReleasedSession) -> str:
    return url_for("programme.session", summit=programme.summit.slug, code=session.code)


def _way_back(programme: Programme, session: ReleasedSession) -> str:
    """Return where they came from: what the form or the link says, else the page the link was on.

    In a long agenda that is the place where the session stands.
    """
    if asked := own_path(request.values.get("next")):
        return asked
    path = own_referrer(request.referrer, request.host)
    page = path.partition("?")[0]
    if session.slots and page == url_for("programme.agenda", summit=programme.summit.slug):
        starts_at = min(slot.starts_at for slot in session.slots)
        return f"{path}#at-{programme.day_of(starts_at).isoformat()}-{anchor(programme.local(starts_at))}"
    return "" if page == request.path else path


def _remember(response: Any, stars: Stars) -> Response:
    """Give the browser what opens its agenda, and, for the script, a hint whether asking for stars is worth while."""
    if stars.agenda_id:
        token = the_key().token(starring.PURPOSE, stars.agenda_id, stars.version)
        for name, value, is_hidden in ((AGENDA, token, True), (HINT, str(stars.total), False)):
            response.set_cookie(
                name, value, max_age=KEPT, path="/", httponly=is_hidden, samesite="Lax", secure=this_site().is_secure
            )
    response.headers["Cache-Control"] = "private, no-store"
    made: Response = response
    return made
