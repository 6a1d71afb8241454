"""Reads of accounts, of what they sign in with, and of people. Each costs one query."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import timedelta

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import contains_eager

from eventsite.core import clock
from eventsite.core.db import db
from eventsite.people.models import Account, AccountSession, Passkey, RecoveryCode, SecondFactor

#: A session in which nothing was asked for so long is over, whatever its cookie says.
UNSEEN = timedelta(days=14)


def kept_address(typed: str) -> str:
    """Return an address as it is kept: in lower case, its domain in ASCII. What is none is kept as it is."""
    plain = typed.strip().lower()
    try:
        return (validate_email(plain, check_deliverability=False).ascii_email or plain).lower()
    except EmailNotValidError:
        return plain


def find_account(email: str) -> Account | None:
    return db.session.scalar(select(Account).filter_by(email=kept_address(email)))


def account_of_half(identity: str) -> Account | None:
    """Return the account of a sign-in 'id.version' that waits for its second factor, unless that was ended since."""
    id, _, version = identity.partition(".")
    account = db.session.get(Account, int(id)) if id.isdigit() else None
    return account if account is not None and str(account.session_version) == version else None


def hash_of(secret: str) -> str:
    """Return what is kept of a random secret of ours: nobody guesses one, so a fast hash will do."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def find_session(secret: str) -> AccountSession | None:
    """Return the session that a cookie opens, with its account, unless it was ended or nobody came for long."""
    rows = select(AccountSession).join(AccountSession.account).options(contains_eager(AccountSession.account))
    return db.session.scalar(rows.where(AccountSession.secret_hash == hash_of(secret), *_live()))


def list_sessions(account: Account) -> Sequence[AccountSession]:
    """Return where an account is signed in, the newest first."""
    rows = select(AccountSession).where(AccountSession.account_id == account.id, *_live())
    return db.session.scalars(rows.order_by(AccountSession.id.desc())).all()


def list_passkeys(account: Account) -> Sequence[Passkey]:
    """Return an account's passkeys, the oldest first."""
    return db.session.scalars(select(Passkey).filter_by(account_id=account.id).order_by(Passkey.id)).all()


def has_passkey(account: Account) -> bool:
    return db.session.scalar(select(Passkey.id).filter_by(account_id=account.id).limit(1)) is not None


def find_second_factor(account: Account) -> SecondFactor | None:
    return db.session.scalar(select(SecondFactor).filter_by(account_id=account.id))


def count_recovery_codes(account: Account) -> int:
    """Return how many recovery codes still work."""
    left = select(func.count()).select_from(RecoveryCode).filter_by(account_id=account.id, used_at=None)
    return db.session.scalar(left) or 0


def _live() -> tuple[ColumnElement[bool], ...]:
    return AccountSession.ended_at.is_(None), AccountSession.seen_at > clock.now() - UNSEEN
