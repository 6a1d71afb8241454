"""How often somebody may guess: counted for what is guessed at, whoever asks and from wherever.

The count is kept for an address that has no account too, and a lock holds no longer than `WITHIN`: a mailed link and a
passkey are no guesses and go on working, so that nobody can lock an owner out.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select

from eventsite.core import clock
from eventsite.core.db import db, insert_once
from eventsite.core.errors import DomainError
from eventsite.people.models import SignInTries
from eventsite.people.queries import hash_of

WITHIN = timedelta(minutes=15)
_FORGOTTEN = timedelta(days=1)


class TooManyTries(DomainError):
    """Too many guesses in too short a time."""


def count_try(what: str, whom: str, *, most: int, advice: str) -> None:
    """Count a guess before it is looked at, so that many at once are counted too.

    Raises:
        TooManyTries: with `advice` on what to do, when there were `most` within the last quarter of an hour.
    """
    row = _row(f"{what}:{whom}")
    if row.since <= clock.now() - WITHIN:
        row.tries, row.since = 0, clock.now()
    if row.tries >= most:
        raise TooManyTries(advice)
    row.tries += 1
    db.session.flush()


def forget_tries(what: str, whom: str) -> None:
    """Start again from none: the guess was right."""
    db.session.execute(delete(SignInTries).where(SignInTries.key == hash_of(f"{what}:{whom}")))


def spend(what: str, whom: str) -> bool:
    """Use something up that works once; tell whether it was still good. It is remembered for a day."""
    return insert_once(SignInTries, key=hash_of(f"{what}:{whom}"), tries=1, since=clock.now()) is not None


def _row(text: str) -> SignInTries:
    key = hash_of(text)
    while (row := db.session.scalar(select(SignInTries).filter_by(key=key).with_for_update())) is None:
        db.session.execute(delete(SignInTries).where(SignInTries.since < clock.now() - _FORGOTTEN))
        insert_once(SignInTries, key=key, tries=0, since=clock.now())  # or somebody else did at the same moment
    return row
