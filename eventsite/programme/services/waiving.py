"""To let a clash stand, with a reason and a name, and to let it count again.

A clash is never stored, so a waiver names it by its key: once anything of it moves, the key is another one and the
waiver has ended by itself. The audit trail keeps both.
"""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from eventsite.core import clock
from eventsite.core.db import db
from eventsite.core.errors import DomainError
from eventsite.people.models import Account
from eventsite.programme.clashes.facts import facts_of
from eventsite.programme.clashes.sweep import find_clashes
from eventsite.programme.models import Waiver
from eventsite.summits.models import Summit


class NoSuchClash(DomainError):
    """The clash is not there any more."""


class WaivedAlready(DomainError):
    """Somebody lets it stand already."""


class NotWaived(DomainError):
    """Nobody lets it stand."""


def waive(*, summit: Summit, key: str, reason: str, by: Account) -> Waiver:
    """Let the clash with this key stand.

    Raises:
        NoSuchClash, WaivedAlready
    """
    clash = next((clash for clash in find_clashes(facts_of(summit)) if clash.key == key), None)
    if clash is None:
        raise NoSuchClash(
            "This clash is not there any more: something of it has moved meanwhile. Look at the clashes again; if it "
            "is among them in another form, let that one stand."
        )
    if clash.waived is not None:
        raise WaivedAlready(
            f"{clash.waived.who} lets this stand already: “{clash.waived.reason}”. Let it count again first if that "
            "reason is not yours."
        )
    made = Waiver(
        summit_id=summit.id,
        account_id=by.id,
        key=key,
        sentence=clash.sentence,
        reason=reason,
        created_at=clock.now(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError as error:
        raise WaivedAlready("Somebody else has just let this stand. Look at it again for the reason.") from error
    return made


def take_back(*, summit: Summit, key: str) -> None:
    """Let the clash with this key count again.

    Raises:
        NotWaived
    """
    found = db.session.scalar(db.select(Waiver).filter_by(summit_id=summit.id, key=key))
    if found is None:
        raise NotWaived("Nobody lets this clash stand: it counts already.")
    db.session.delete(found)
    db.session.flush()
