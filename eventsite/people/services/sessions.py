"""Sessions: each sign-in opens one, and each can be seen and ended.

What a cookie holds is a random secret that is new with every sign-in, so none that was known before is worth anything
after. What changes how an account is signed in to locks the account and looks at the session again first: one that was
ended in another window a moment ago changes nothing any more.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update

from eventsite.core import clock
from eventsite.core.db import db
from eventsite.core.errors import DomainError
from eventsite.people.models import Account, AccountSession
from eventsite.people.queries import hash_of
from eventsite.people.states import SignInMeans

#: Rows of sessions that nobody used for so long go with the next sign-in.
KEPT = timedelta(days=60)
#: For so long after showing who one is, one may change how to sign in.
FRESH = timedelta(minutes=10)


class SessionEnded(DomainError):
    """The session of this browser was ended while it asked for something."""


@dataclass(frozen=True, slots=True)
class Browser:
    """Where a sign-in comes from, and the session that this browser had until now, if it had one."""

    user_agent: str
    address: str
    former: AccountSession | None = None


def open_session(account: Account, *, means: SignInMeans, is_strong: bool, browser: Browser) -> str:
    """Add a session in place of what this browser had, and return the secret that its cookie is to hold.

    Call it with the account locked: what `is_strong` says was looked at under that lock.
    """
    now, secret = clock.now(), secrets.token_urlsafe(32)
    if browser.former is not None:
        end_session(browser.former)
    old = db.delete(AccountSession).where(
        AccountSession.account_id == account.id, AccountSession.seen_at < now - KEPT
    )
    db.session.execute(old)
    db.session.add(
        AccountSession(
            account_id=account.id,
            secret_hash=hash_of(secret),
            means=means,
            is_strong=is_strong,
            user_agent=_printable(browser.user_agent)[:300],
            address=browser.address[:45],
            created_at=now,
            proved_at=now,
            seen_at=now,
        )
    )
    db.session.flush()
    return secret


def lock(account: Account) -> None:
    """Let others wait who change this account; taken before any row that hangs on it, so that nobody deadlocks."""
    db.session.flush()  # what was set and not yet written would be read over
    db.session.refresh(account, with_for_update=True)


def hold(visit: AccountSession) -> Account:
    """Return the account of a session that goes on, locked: of two changes at once, the second sees the first.

    Raises:
        SessionEnded: when it was ended meanwhile.
    """
    db.session.flush()
    account = db.session.get_one(Account, visit.account_id, with_for_update=True, populate_existing=True)
    db.session.refresh(visit)
    if visit.ended_at is not None:
        raise SessionEnded("This browser was signed out meanwhile, so nothing was changed. Sign in again.")
    return account


def is_fresh(visit: AccountSession) -> bool:
    """Tell whether whoever sits there showed who they are a short while ago."""
    return visit.proved_at > clock.now() - FRESH


def prove(visit: AccountSession) -> None:
    """Note that whoever sits there showed again who they are."""
    hold(visit)
    visit.proved_at = clock.now()
    db.session.flush()


def end_session(visit: AccountSession) -> None:
    """End one session; the cookie that opened it, and every copy, opens nothing any more."""
    if visit.ended_at is None:
        visit.ended_at = clock.now()
    db.session.flush()


def end_one(visit: AccountSession, id: int) -> bool:
    """End another session of the same account; tell whether there was one."""
    account = hold(visit)
    other = db.session.scalar(db.select(AccountSession).filter_by(id=id, account_id=account.id, ended_at=None))
    if other is None or other is visit:
        return False
    end_session(other)
    return True


def end_others(visit: AccountSession) -> int:
    """End every session of the account but this one, and what waits for a second factor; return how many ended."""
    account = hold(visit)
    account.session_version += 1
    mine = db.select(AccountSession).filter_by(account_id=account.id, ended_at=None)
    others = db.session.scalars(mine.where(AccountSession.id != visit.id).order_by(AccountSession.id)).all()
    for other in others:
        other.ended_at = clock.now()
    db.session.flush()
    return len(others)


def mark_seen(id: int, at: datetime) -> None:
    """Note that a session was used; an older note changes nothing."""
    db.session.execute(
        update(AccountSession).where(AccountSession.id == id, AccountSession.seen_at < at).values(seen_at=at)
    )


def _printable(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable())
