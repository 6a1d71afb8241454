"""Passwords beside mailed links: nobody needs one. Hashing takes long, so it is done before a transaction begins."""

from __future__ import annotations

from eventsite.core.errors import DomainError
from eventsite.core.outbox import Outbox
from eventsite.people.models import Account, AccountSession
from eventsite.people.services import sessions
from eventsite.people.services.entering import Entry, enter
from eventsite.people.services.noticing import tell
from eventsite.people.services.sessions import Browser
from eventsite.people.services.throttling import count_try, forget_tries
from eventsite.people.states import Notice, SignInMeans

MOST_TRIES = 10
_WHAT = "password"


class PasswordWrong(DomainError):
    """Address and password do not belong together; it is not said which of them is wrong."""


def count_password_try(email: str) -> None:
    """Count a try to sign in by password, whether the address is known or not.

    Raises:
        TooManyTries: after `MOST_TRIES` in a quarter of an hour.
    """
    count_try(
        _WHAT,
        email,
        most=MOST_TRIES,
        advice="Too many passwords were tried for this address. Wait a quarter of an hour, or have a link mailed: "
        "that always works.",
    )


def sign_in(account: Account, *, seen: str, better: str, browser: Browser) -> Entry:
    """Sign in an account whose hash `seen` fitted; `better` is a hash at today's costs, '' where it has them.

    Raises:
        PasswordWrong: when the password was changed in the same moment.
    """
    sessions.lock(account)
    if account.password_hash != seen:
        raise PasswordWrong("The password was changed just now. Sign in with the new one.")
    forget_tries(_WHAT, account.email)
    if better:
        account.password_hash = better
    return enter(account, means=SignInMeans.PASSWORD, browser=browser)


def prove_by_password(visit: AccountSession, *, seen: str) -> None:
    """Note that whoever sits in front of this session knows the account's password, whose hash `seen` fitted.

    Raises:
        PasswordWrong: when the password was changed in the same moment.
    """
    account = sessions.hold(visit)
    if account.password_hash != seen:
        raise PasswordWrong("The password was changed just now. Type the new one.")
    forget_tries(_WHAT, account.email)
    sessions.prove(visit)


def set_password(visit: AccountSession, *, password_hash: str, outbox: Outbox) -> None:
    """Give the account a password, or another one, and end its other sessions."""
    account = sessions.hold(visit)
    notice = Notice.PASSWORD_CHANGED if account.password_hash else Notice.PASSWORD_SET
    account.password_hash = password_hash
    sessions.end_others(visit)
    tell(account, notice, outbox=outbox)


def remove_password(visit: AccountSession, *, outbox: Outbox) -> None:
    """Take the password away, and end the account's other sessions; mailed links go on working."""
    account = sessions.hold(visit)
    if not account.password_hash:
        return
    account.password_hash = ""
    sessions.end_others(visit)
    tell(account, Notice.PASSWORD_REMOVED, outbox=outbox)
