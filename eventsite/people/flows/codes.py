"""A code is counted in a transaction of its own before it is looked at, so that a wrong one stays counted."""

from __future__ import annotations

from dataclasses import dataclass

from eventsite.core.db import transaction
from eventsite.core.outbox import Outbox
from eventsite.core.tokens import LinkKey
from eventsite.people.models import AccountSession
from eventsite.people.queries import account_of_half
from eventsite.people.services import second_factor, sessions
from eventsite.people.services.entering import Entry, enter_strongly
from eventsite.people.services.second_factor import CodeWrong
from eventsite.people.services.sessions import Browser
from eventsite.people.states import SignInMeans


@dataclass(frozen=True, slots=True)
class Vault:
    """What a code is checked with: the key that authenticators' secrets are made of, and where notices are put."""

    key: LinkKey
    outbox: Outbox


def enter_by_code(
    half: str, *, means: SignInMeans, code: str, vault: Vault, browser: Browser
) -> tuple[Entry, int | None]:
    """Sign in who showed one thing already, as `half` says; return how many recovery codes are left after one.

    Raises:
        CodeWrong, TooManyTries: saying what to do.
    """
    _count(half)
    with transaction():
        account = account_of_half(half)
        if account is None:
            raise CodeWrong("This took too long. Sign in again.")
        left = second_factor.check_code(account, code=code, key=vault.key, outbox=vault.outbox)
        if account.half != half:  # looked at under the lock: every other session was ended meanwhile
            raise CodeWrong("Somebody ended this sign-in. Sign in again.")
        return enter_strongly(account, means=means, browser=browser), left


def prove_by_code(visit: AccountSession, *, code: str, vault: Vault) -> None:
    """Let whoever is signed in show again who they are.

    Raises:
        CodeWrong, TooManyTries, SessionEnded: saying what to do.
    """
    _count(visit.account.half)
    with transaction():
        account = sessions.hold(visit)
        second_factor.check_code(account, code=code, key=vault.key, outbox=vault.outbox)
        sessions.prove(visit)


def set_up(visit: AccountSession, *, salt: str, code: str, vault: Vault) -> list[str]:
    """Set up the authenticator that shows `code`, and return its recovery codes, to be shown once.

    Raises:
        CodeWrong, TooManyTries, SessionEnded: saying what to do.
    """
    _count(visit.account.half)
    with transaction():
        return second_factor.set_up(visit, salt=salt, code=code, key=vault.key, outbox=vault.outbox)


def _count(half: str) -> None:
    with transaction():
        account = account_of_half(half)
        if account is not None:
            second_factor.count_code_try(account)
