"""The blueprint that the desk's pages of passes hang on, and how their addresses name things."""

from __future__ import annotations

from flask import Blueprint, abort

from eventsite.core.db import db
from eventsite.registration import queries
from eventsite.registration.models import Capacity, PassType
from eventsite.summits.views.loading import summit_or_404

bp = Blueprint("selling", __name__, url_prefix="/manage/<summit>/passes")


def pass_or_404(summit: str, code: str) -> PassType:
    """Return a pass of this summit, with its phases, capacities and what it opens; 3 queries."""
    found = queries.list_passes(summit_or_404(summit), {code})
    if not found:
        abort(404)
    return found[0]


def capacity_or_404(summit: str, id: int) -> Capacity:
    home = summit_or_404(summit)
    found = db.session.get(Capacity, id)
    if found is None or found.summit_id != home.id:
        abort(404)
    return found
