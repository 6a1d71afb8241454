"""Passwords are looked at with no transaction open: on SQLite nobody else could write meanwhile."""

from __future__ import annotations

from eventsite.core.db import transaction
from eventsite.core.outbox import Outbox
from eventsite.people.models import Account, AccountSession
from eventsite.people.queries import find_account, kept_address
from eventsite.people.services import hashing, passwords
from eventsite.people.services.entering import Entry
from eventsite.people.services.password_rules import check_new_password
from eventsite.people.services.passwords import PasswordWrong
from eventsite.people.services.sessions import Browser

_WRONG = "This address and this password do not belong together. Try again, or have a link mailed."


def sign_in_by_password(*, email: str, password: str, browser: Browser) -> Entry:
    """Sign in; an address that is unknown, or has no password, takes as long and is told the same.

    Raises:
        PasswordWrong, TooManyTries: saying what to do.
    """
    account, seen = _known(kept_address(email), password)
    better = hashing.hashed(password) if hashing.is_outdated(seen) else ""
    with transaction():
        return passwords.sign_in(account, seen=seen, better=better, browser=browser)


def prove_by_password(visit: AccountSession, *, password: str) -> None:
    """Let whoever is signed in show again who they are.

    Raises:
        PasswordWrong, TooManyTries, SessionEnded: saying what to do.
    """
    _, seen = _known(visit.account.email, password)
    with transaction():
        passwords.prove_by_password(visit, seen=seen)


def choose_password(visit: AccountSession, *, password: str, outbox: Outbox) -> None:
    """Give the account of this session a password.

    Raises:
        PasswordNotTaken, SessionEnded: saying what to do.
    """
    check_new_password(password, email=visit.account.email, name=visit.account.name)
    made = hashing.hashed(password)
    with transaction():
        passwords.set_password(visit, password_hash=made, outbox=outbox)


def _known(email: str, password: str) -> tuple[Account, str]:
    """Return the account of an address and the hash that the password fits."""
    with transaction():
        passwords.count_password_try(email)
    account = find_account(email)
    seen = account.password_hash if account is not None else ""
    fits = hashing.fits(seen, password)
    if account is None or not fits:
        raise PasswordWrong(_WRONG)
    return account, seen
