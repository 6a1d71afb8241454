"""What follows when somebody showed who they are: a session, or the question for the second factor first."""

from __future__ import annotations

from dataclasses import dataclass

from eventsite.people.models import Account
from eventsite.people.queries import find_second_factor
from eventsite.people.services.sessions import Browser, lock, open_session
from eventsite.people.states import STRONG, SignInMeans


@dataclass(frozen=True, slots=True)
class Entry:
    """A session that was opened, by the `secret` for its cookie; or, without one, a sign-in that waits for a code."""

    account: str
    means: SignInMeans
    secret: str = ""


def enter(account: Account, *, means: SignInMeans, browser: Browser) -> Entry:
    """Sign `account` in by `means`; who has a second factor and showed only one is not in yet."""
    lock(account)  # who sets up a second factor just now has done so before we look
    is_strong = means in STRONG
    if not is_strong and find_second_factor(account) is not None:
        return Entry(account.half, means)
    return Entry(account.half, means, open_session(account, means=means, is_strong=is_strong, browser=browser))


def enter_strongly(account: Account, *, means: SignInMeans, browser: Browser) -> Entry:
    """Sign `account` in, which has shown its second factor too, and is locked since that was looked at."""
    return Entry(account.half, means, open_session(account, means=means, is_strong=True, browser=browser))
