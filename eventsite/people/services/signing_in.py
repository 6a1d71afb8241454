"""Signing in by a mailed link: it works once, for a while, and tells strangers nothing."""

from __future__ import annotations

import secrets
from datetime import timedelta

from sqlalchemy import func, select

from eventsite.core import clock
from eventsite.core.db import db
from eventsite.core.errors import DomainError
from eventsite.core.outbox import Outbox
from eventsite.core.tokens import LinkKey
from eventsite.people import queries
from eventsite.people.emails import SIGN_IN_MAIL
from eventsite.people.models import Account, SignInLink
from eventsite.people.services.entering import Entry, enter
from eventsite.people.services.sessions import Browser
from eventsite.people.states import SignInMeans

LIVES = timedelta(minutes=30)
MOST_AN_HOUR = 6
PURPOSE = "sign-in"


class LinkDoesNotWork(DomainError):
    """The link is wrong, was used, or is too old."""


def make_account(*, email: str, name: str) -> Account:
    """Return the account of `email`, made if there is none."""
    account = queries.find_account(email)
    if account is None:
        account = Account(email=queries.kept_address(email), name=name, created_at=clock.now())
        db.session.add(account)
        db.session.flush()
    return account


def make_link(account: Account, *, is_mailed: bool) -> SignInLink:
    """Add a link for `account`; `LinkKey.token(PURPOSE, link.id)` opens it.

    One that is not mailed is for whoever runs the machine, and counts as much as a second factor: say which it is.
    """
    link = SignInLink(account=account, created_at=clock.now(), expires_at=clock.now() + LIVES, is_mailed=is_mailed)
    db.session.add(link)
    db.session.flush()
    return link


def ask_for_link(*, email: str, outbox: Outbox) -> None:
    """Mail a link to the account of `email`, if there is one and it did not ask too often.

    Whoever asks learns nothing from the answer, nor from how long it takes: where there is no mail to send, a row that
    asks for none is written in its place.
    """
    account = _locked_account(email)
    if account is None or _asked_lately(account) >= MOST_AN_HOUR:
        outbox.put(SIGN_IN_MAIL, f"none-{secrets.token_hex(8)}", link=0)
        return
    link = make_link(account, is_mailed=True)
    outbox.put(SIGN_IN_MAIL, str(link.id), link=link.id)


def link_for(token: str, key: LinkKey) -> SignInLink:
    """Return the link that `token` opens.

    Raises:
        LinkDoesNotWork: when it opens none that still works.
    """
    id = key.id_in(token)
    link = db.session.get(SignInLink, id) if id is not None and key.opens(token, PURPOSE, id) else None
    if link is None or link.used_at is not None or link.expires_at <= clock.now():
        raise LinkDoesNotWork("This link was used already or is too old. Ask for a new one.")
    return link


def use_link(*, token: str, key: LinkKey, browser: Browser) -> Entry:
    """Use a link up and sign its account in; of two at once, one wins.

    Raises:
        LinkDoesNotWork: when it opens none that still works.
    """
    link = link_for(token, key)
    db.session.refresh(link, with_for_update=True)
    if link.used_at is not None:
        raise LinkDoesNotWork("This link was used already. Ask for a new one.")
    link.used_at = clock.now()
    means = SignInMeans.LINK if link.is_mailed else SignInMeans.MACHINE
    return enter(link.account, means=means, browser=browser)


def _locked_account(email: str) -> Account | None:
    """Return the account; of two that ask at once, the second waits, so that both are counted."""
    account: Account | None = db.session.scalar(
        db.select(Account).filter_by(email=queries.kept_address(email)).with_for_update()
    )
    return account


def _asked_lately(account: Account) -> int:
    asked = (
        select(func.count())
        .select_from(SignInLink)
        .where(
            SignInLink.account_id == account.id,
            SignInLink.is_mailed,
            SignInLink.created_at > clock.now() - timedelta(hours=1),
        )
    )
    return db.session.scalar(asked) or 0
