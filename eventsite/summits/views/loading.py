"""What addresses name first: a summit."""

from __future__ import annotations

from flask import abort

from eventsite.summits.models import Summit
from eventsite.summits.queries import find_summit


def summit_or_404(summit: str) -> Summit:
    found = find_summit(summit)
    if found is None:
        abort(404)
    return found
