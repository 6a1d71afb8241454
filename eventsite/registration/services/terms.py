"""What a buyer accepts: each change is a new version, and the version somebody accepted stays as it was."""

from __future__ import annotations

from eventsite.core import clock
from eventsite.core.db import db
from eventsite.core.errors import StaleEdit
from eventsite.registration import queries
from eventsite.registration.models import Terms
from eventsite.summits.models import Summit
from eventsite.summits.services.turns import take_turns


def add_terms(*, summit: Summit, terms: str, refund_policy: str, version: int) -> Terms:
    """Add what buyers accept from now on; `version` was current when its author began, 0 if there was none.

    What is said already is not said again: the current version is returned.

    Raises:
        StaleEdit: when somebody added a version in between that says something else.
    """
    take_turns(summit)
    current = queries.current_terms(summit)
    if current is not None and (current.terms, current.refund_policy) == (terms, refund_policy):
        return current
    if version != (current.version if current else 0):
        raise StaleEdit("Somebody saved other terms after you opened these. Compare, then save again.")
    made = Terms(
        summit=summit, version=version + 1, terms=terms, refund_policy=refund_policy, created_at=clock.now()
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made
