"""The blueprint that the team's pages hang on, and what their addresses name."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, url_for
from flask.typing import ResponseReturnValue

from eventsite.core.db import db
from eventsite.summits.models import TeamInvitation
from eventsite.summits.team_page import Member, find_member
from eventsite.summits.views.loading import summit_or_404

bp = Blueprint("team", __name__, url_prefix="/manage/<summit>/team")


def member_or_404(summit: str, id: int) -> Member:
    home = summit_or_404(summit)
    found = find_member(home, id)
    if found is None:
        abort(404)
    return found


def invitation_or_404(summit: str, id: int) -> TeamInvitation:
    home = summit_or_404(summit)
    found = db.session.get(TeamInvitation, id)
    if found is None or found.summit_id != home.id:
        abort(404)
    return found


def to_team(slug: str) -> ResponseReturnValue:
    return redirect(url_for("team.team", summit=slug))
