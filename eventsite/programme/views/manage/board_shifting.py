"""Moving many at once: choose, look at what it would do, do it."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsite.core.db import transaction
from eventsite.core.errors import DomainError
from eventsite.core.wording import counted
from eventsite.permissions import Permission
from eventsite.programme.board.keeping import known_of
from eventsite.programme.board.reading import rooms_of
from eventsite.programme.board.shifts import ShiftAsked, ShiftPreview, preview_of, way_back
from eventsite.programme.board.trying import spot_of
from eventsite.programme.releases.public import programme_day
from eventsite.programme.services import shifting
from eventsite.programme.views.manage.blueprint import bp
from eventsite.programme.views.manage.board_steps import keep_shift, movable_events
from eventsite.summits.models import Summit
from eventsite.summits.views.loading import summit_or_404
from eventsite.web.access import current_account, requires
from eventsite.web.site import this_site


@bp.get("/board/bulk")
@requires(Permission.SUMMIT_PROGRAMME_VIEW, on=summit_or_404)
def board_bulk(summit: Summit) -> ResponseReturnValue:
    return _page(summit, ShiftAsked.from_args(request.args, summit.starts_on))


@bp.post("/board/bulk")
@requires(Permission.SUMMIT_PROGRAMME_VIEW, on=summit_or_404)
def board_bulk_now(summit: Summit) -> ResponseReturnValue:
    """Do it, for the sessions whose events this account edits: of others none is moved."""
    asked, known = ShiftAsked.from_args(request.form, summit.starts_on), known_of(summit)
    movable = movable_events(summit)
    if not movable:
        abort(404)
    try:
        with transaction():
            sessions = shifting.shift(
                summit=summit, facts=known.facts, asked=asked, movable=movable,
                seal=request.form.get("seal", "")[:64], host=this_site().host, by=current_account(),
            )  # fmt: skip
    except shifting.PreviewedSomethingElse as error:
        return _page(summit, asked, str(error)), 409
    except DomainError as error:
        return _page(summit, asked, str(error)), 422
    count = counted(len(sessions), "session")
    keep_shift(summit, f"move of {count}", asked.query, way_back(known.facts, asked).query)
    flash(f"{count} moved in the draft.")
    return redirect(url_for(".board", summit=summit.slug, day=asked.day.isoformat()))


def _page(summit: Summit, asked: ShiftAsked, wrong: str = "") -> str:
    facts, movable = known_of(summit).facts, movable_events(summit)
    preview: ShiftPreview | None = None
    if asked.what is not None:
        try:
            preview = preview_of(facts, asked, movable)
        except DomainError as error:
            wrong = wrong or str(error)
    shown = asked.day.isoformat()
    slots = [placed for placed in facts.slots if programme_day(placed.starts_at, facts.zone) == asked.day]
    return render_template(
        "programme/manage/board_bulk.html",
        summit=summit, asked=asked, preview=preview, wrong=wrong, rooms=rooms_of(summit),
        slots=[(p.slot, p.title, spot_of(facts, p.starts_at, p.ends_at, p.rooms, shown).words) for p in slots],
        lines=[
            (move, spot_of(facts, *move.was, shown).words, spot_of(facts, *move.now, shown).words)
            for move in (preview.moves if preview else ())
        ],
        may_edit=bool(movable),
    )  # fmt: skip
