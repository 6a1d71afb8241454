"""Reads of accounts and people. Each costs one query."""

from __future__ import annotations

from sqlalchemy import select

from eventsite.core.db import db
from eventsite.people.models import Account


def find_account(email: str) -> Account | None:
    return db.session.scalar(select(Account).filter_by(email=email.strip().lower()))


def account_of_session(identity: str) -> Account | None:
    """Return the account of a session's identity 'id.version', unless its sessions were ended since."""
    id, _, version = identity.partition(".")
    account = db.session.get(Account, int(id)) if id.isdigit() else None
    return account if account is not None and str(account.session_version) == version else None
