"""The blueprint that the team's pages hang on, and what their addresses name."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, redirect, url_for
from flask.typing import ResponseReturnValue

from eventsite.core.db import db
from eventsite.core.outbox import Outbox
from eventsite.core.tokens import LinkKey
from eventsite.summits.models import Summit, TeamInvitation
from eventsite.summits.queries import find_summit
from eventsite.summits.team_page import Member, find_member

bp = Blueprint("team", __name__, url_prefix="/manage/<summit>/team")


def summit_or_404(summit: str) -> Summit:
    found = find_summit(summit)
    if found is None:
        abort(404)
    return found


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


def the_outbox() -> Outbox:
    outbox: Outbox = current_app.extensions["eventsite.outbox"]
    return outbox


def the_key() -> LinkKey:
    key: LinkKey = current_app.extensions["eventsite.link_key"]
    return key


def to_team(slug: str) -> ResponseReturnValue:
    return redirect(url_for("team.team", summit=slug))
