"""What the pages of an account show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from eventsite.people.browsers import browser_words
from eventsite.people.models import AccountSession
from eventsite.people.ports import Place, Standing
from eventsite.people.queries import count_recovery_codes, find_second_factor, list_passkeys, list_sessions
from eventsite.people.states import SignInMeans

_MEANS = {
    SignInMeans.LINK: "by a mailed link",
    SignInMeans.PASSWORD: "by password",
    SignInMeans.PASSKEY: "by a passkey",
    SignInMeans.MACHINE: "by a link made on the server",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A browser that is signed in; `seen_at` is an hour behind at most, and None for the one that looks."""

    id: int
    browser: str
    address: str
    how: str
    since: datetime
    seen_at: datetime | None

    @property
    def is_this(self) -> bool:
        return self.seen_at is None


@dataclass(frozen=True, slots=True)
class Overview:
    """An account's first page. `needs_more` says that a second factor is asked for and there is none."""

    name: str
    email: str
    has_password: bool
    passkeys: int
    has_second_factor: bool
    codes_left: int
    sessions: int
    needs_more: bool
    places: Sequence[Place]


def sessions_page(visit: AccountSession) -> list[Row]:
    """Return where the account of this session is signed in, this browser first; one query."""
    rows = [_row(found, visit) for found in list_sessions(visit.account)]
    return sorted(rows, key=lambda row: not row.is_this)


def account_page(visit: AccountSession, standing: Standing) -> Overview:
    """Return what an account has; six queries."""
    account = visit.account
    passkeys, factor = list_passkeys(account), find_second_factor(account)
    return Overview(
        name=account.name,
        email=account.email,
        has_password=bool(account.password_hash),
        passkeys=len(passkeys),
        has_second_factor=factor is not None,
        codes_left=count_recovery_codes(account),
        sessions=len(list_sessions(account)),
        needs_more=factor is None and not passkeys and standing.needs_second_factor(account),
        places=standing.places_of(account),
    )


def _row(found: AccountSession, visit: AccountSession) -> Row:
    factor = " and a code" if found.is_strong and found.means in (SignInMeans.LINK, SignInMeans.PASSWORD) else ""
    return Row(
        id=found.id,
        browser=browser_words(found.user_agent),
        address=found.address,
        how=_MEANS[found.means] + factor,
        since=found.created_at,
        seen_at=None if found.id == visit.id else found.seen_at,
    )
