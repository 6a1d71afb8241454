"""Placing one session: the page with the form, the trial, and the step itself for forms and modules alike."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsite.core.db import transaction
from eventsite.core.errors import DomainError
from eventsite.permissions import Permission
from eventsite.programme.board.asked import Asked
from eventsite.programme.board.conflict import conflict_of
from eventsite.programme.board.keeping import carry, known_of
from eventsite.programme.board.trying import said_at
from eventsite.programme.forms.placing import Placing
from eventsite.programme.models import Session
from eventsite.programme.services import placing as steps
from eventsite.programme.views.loading import session_or_404
from eventsite.programme.views.manage.blueprint import bp
from eventsite.programme.views.manage.board_answers import conflict_data, panel_data
from eventsite.programme.views.manage.board_panel import panel_html, place_page, stale_html, trial
from eventsite.programme.views.manage.board_showing import Showing
from eventsite.programme.views.manage.board_steps import forget_step, keep_step, step_of
from eventsite.web.access import current_account, requires
from eventsite.web.site import this_site


def _session_asked(summit: str) -> Session:
    """Return the session that the form or the query names."""
    args = request.form if request.method == "POST" else request.args
    return session_or_404(summit, args.get("session", "")[:80])


@bp.get("/board/place")
@requires(Permission.SUMMIT_PROGRAMME_EDIT, on=_session_asked)
def board_place(session: Session) -> ResponseReturnValue:
    return place_page(session, Placing.from_args(request.args), Asked.from_args(request.args))


@bp.get("/board/try")
@requires(Permission.SUMMIT_PROGRAMME_EDIT, on=_session_asked)
def board_try(session: Session) -> ResponseReturnValue:
    asked = Asked.from_args(request.args)
    panel = trial(session, Placing.from_args(request.args), asked)
    return panel_data(panel, panel_html(session.summit, panel, asked)), 400 if panel.wrong else 200


@bp.post("/board/place")
@requires(Permission.SUMMIT_PROGRAMME_EDIT, on=_session_asked)
def board_place_now(session: Session) -> ResponseReturnValue:
    wanted, asked = Placing.from_args(request.form), Asked.from_query(request.form.get("show", ""))
    do = request.form.get("do", "place")
    if do == "check":
        return place_page(session, wanted, asked)
    showing = Showing.of(session.summit, asked) if _wants_json() else None
    try:
        said = _step(session, wanted, do)
    except steps.PlacedMeanwhile as error:
        return _stale(session, wanted, asked, showing, str(error), do)
    except DomainError as error:
        return _refused(session, wanted, asked, str(error))
    if showing is None:
        flash(said["said"])
        return redirect(_board_at(session, asked, said["slot"]))
    return {"ok": True, **said, **showing.now()}


def _wants_json() -> bool:
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"


def _step(session: Session, wanted: Placing, do: str) -> dict[str, Any]:
    """Do it in one transaction, keep what was learnt and the way back, and tell where it is now."""
    summit, known, title = session.summit, known_of(session.summit), session.title
    there = None if do == "tray" else wanted.span(summit.zone_info)
    slot = wanted.slot
    with transaction():
        if there is None:
            steps.take_off(session=session, version=wanted.seen, slot=slot, host=this_site().host, by=current_account())
        else:
            placed = steps.place_slot(
                session=session, version=wanted.seen, slot=slot, starts_at=there[0], ends_at=there[1],
                rooms=wanted.rooms, host=this_site().host, by=current_account(),
            )  # fmt: skip
            slot = str(placed.uuid)
        version = session.version
    if version != wanted.seen:
        carry(summit, known, session)
        if request.form.get("undo"):
            forget_step(wanted.session, wanted.version, version)
        else:
            keep_step(step_of(known.facts, summit, session, slot, wanted.seen))
    facts = known_of(summit).facts
    where = said_at(facts, slot)
    said = f"“{title}” is in the tray now." if there is None else f"“{title}”: {where}"
    return {"said": said, "session": session.code, "slot": slot, "version": version}


def _stale(
    session: Session, wanted: Placing, asked: Asked, showing: Showing | None, said: str, do: str
) -> ResponseReturnValue:
    """Show both versions, and let somebody choose. A step that cannot be undone so is offered no more."""
    if request.form.get("undo"):
        forget_step(wanted.session, wanted.version, 0)
    summit = session.summit
    mine = None if do == "tray" else (*wanted.span(summit.zone_info), wanted.rooms)
    conflict = conflict_of(known_of(summit).facts, session, wanted.slot, mine)
    if showing is None:
        return render_template(
            "programme/manage/board_stale.html", summit=summit, session=session, conflict=conflict, wanted=wanted,
            said=said, show=asked.query, back=_board_at(session, asked, wanted.slot),
        ), 409  # fmt: skip
    html = stale_html(session, conflict, wanted, asked, _board_at(session, asked, wanted.slot))
    return {"ok": False, "said": said, **conflict_data(conflict), "html": html, **showing.now()}, 409


def _refused(session: Session, wanted: Placing, asked: Asked, said: str) -> ResponseReturnValue:
    """Say why it cannot stand there; nothing is saved and nothing typed is lost."""
    if not _wants_json():
        return place_page(session, wanted, asked, wrong=said), 422
    panel = trial(session, wanted, asked, wrong=said)
    return panel_data(panel, panel_html(session.summit, panel, asked)), 422


def _board_at(session: Session, asked: Asked, slot: str) -> str:
    """Return the address of the board where the slot stands, or of the day that was shown."""
    placed = known_of(session.summit).facts.by_slot.get(slot)
    if placed is None:
        return f"{url_for('.board', summit=session.summit.slug)}?{asked.query}#tray"
    query = asked.at(placed.starts_at, session.summit.zone_info).query
    return f"{url_for('.board', summit=session.summit.slug)}?{query}#slot-{slot}"
