"""Passkeys: added, named, removed, and used to sign in. A challenge works once, whoever kept a copy of its answer."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from eventsite.core import clock
from eventsite.core.db import db
from eventsite.core.errors import DomainError
from eventsite.core.outbox import Outbox
from eventsite.people.models import Account, AccountSession, Passkey
from eventsite.people.queries import list_passkeys
from eventsite.people.services import sessions
from eventsite.people.services.ceremonies import Made, PasskeyRefused
from eventsite.people.services.entering import Entry, enter
from eventsite.people.services.noticing import tell
from eventsite.people.services.sessions import Browser
from eventsite.people.services.throttling import spend
from eventsite.people.states import Notice, SignInMeans

MOST = 20


class TooManyPasskeys(DomainError):
    """An account has as many as it may have."""


def add_passkey(
    visit: AccountSession, *, made: Made, challenge: bytes, name: str, outbox: Outbox
) -> Passkey:
    """Keep a credential that the browser of this session made.

    Raises:
        PasskeyRefused: when its challenge was used before, or the passkey is known already.
        TooManyPasskeys: when there are `MOST`.
    """
    account = sessions.hold(visit)
    if not spend("challenge", challenge.hex()):
        raise PasskeyRefused("This passkey was added already.")
    if len(list_passkeys(account)) >= MOST:
        raise TooManyPasskeys(f"An account has at most {MOST} passkeys. Remove one that you do not use.")
    passkey = Passkey(
        account_id=account.id,
        credential_id=made.credential_id,
        public_key=made.public_key,
        sign_count=made.sign_count,
        name=name,
        created_at=clock.now(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(passkey)
    except IntegrityError as error:
        raise PasskeyRefused("This passkey was added already.") from error
    tell(account, Notice.PASSKEY_ADDED, outbox=outbox, detail=name)
    return passkey


def rename_passkey(visit: AccountSession, id: int, *, name: str) -> bool:
    """Give a passkey of this account another name; tell whether it has that one."""
    passkey = _own(visit, id)
    if passkey is not None:
        passkey.name = name
        db.session.flush()
    return passkey is not None


def remove_passkey(visit: AccountSession, id: int, *, outbox: Outbox) -> bool:
    """Remove a passkey of this account, and end the other sessions; tell whether there was one."""
    passkey = _own(visit, id)
    if passkey is None:
        return False
    db.session.delete(passkey)
    sessions.end_others(visit)
    tell(visit.account, Notice.PASSKEY_REMOVED, outbox=outbox, detail=passkey.name)
    return True


def sign_in(passkey_id: int, *, count: int, challenge: bytes, browser: Browser) -> Entry:
    """Sign in the account of a passkey that answered `challenge`; `count` is how often it signed, 0 if it keeps none.

    Raises:
        PasskeyRefused: when the challenge was used before, or the passkey was removed meanwhile.
    """
    mine = select(Account).join(Passkey, Passkey.account_id == Account.id).where(Passkey.id == passkey_id)
    if (account := db.session.scalar(mine)) is not None:
        sessions.lock(account)
    passkey = db.session.get(Passkey, passkey_id, populate_existing=True)
    if passkey is None or count < passkey.sign_count or not spend("challenge", challenge.hex()):
        raise PasskeyRefused("This passkey was not accepted. Try again, or have a link mailed.")
    passkey.sign_count, passkey.used_at = count, clock.now()
    return enter(passkey.account, means=SignInMeans.PASSKEY, browser=browser)


def _own(visit: AccountSession, id: int) -> Passkey | None:
    account = sessions.hold(visit)
    found: Passkey | None = db.session.scalar(select(Passkey).filter_by(id=id, account_id=account.id))
    return found
