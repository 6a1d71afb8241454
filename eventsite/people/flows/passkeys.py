"""A passkey's answer is checked before a transaction begins, and its challenge used up inside."""

from __future__ import annotations

from sqlalchemy import select

from eventsite.core.db import db, transaction
from eventsite.core.links import Site
from eventsite.core.outbox import Outbox
from eventsite.people.models import AccountSession, Passkey
from eventsite.people.services import ceremonies, passkeys
from eventsite.people.services.ceremonies import PasskeyRefused
from eventsite.people.services.entering import Entry
from eventsite.people.services.sessions import Browser


def add_passkey(
    visit: AccountSession, *, answer: str, challenge: bytes, name: str, site: Site, outbox: Outbox
) -> Passkey:
    """Add the passkey that the browser made.

    Raises:
        PasskeyRefused, TooManyPasskeys, SessionEnded: saying what to do.
    """
    made = ceremonies.made(answer, challenge=challenge, site=site)
    with transaction():
        return passkeys.add_passkey(visit, made=made, challenge=challenge, name=name, outbox=outbox)


def sign_in_by_passkey(*, answer: str, challenge: bytes, site: Site, browser: Browser) -> Entry:
    """Sign in whoever the answer is of; a passkey that nobody has is refused as a wrong one is.

    Raises:
        PasskeyRefused: saying what to do.
    """
    claimed = ceremonies.credential_id_in(answer)
    passkey = db.session.scalar(select(Passkey).filter_by(credential_id=claimed))
    if passkey is None:
        raise PasskeyRefused("This passkey is not known here: it may have been removed. Have a link mailed.")
    id, count = passkey.id, ceremonies.used(answer, passkey, challenge=challenge, site=site)
    with transaction():
        return passkeys.sign_in(id, count=count, challenge=challenge, browser=browser)
