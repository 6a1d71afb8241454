"""What this browser keeps between two requests, signed: the session's secret, and what waits for an answer.

With each sign-in the secret is new and all else goes, but for the token of forms: a page that was open before may be
sent again after signing in anew, and where a form comes from is checked beside it.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from flask import session

from eventsite.core import clock
from eventsite.people.services.entering import Entry
from eventsite.people.states import SignInMeans

#: How long a question waits for its answer: a code, a passkey, an authenticator that is being set up.
WAITS = timedelta(minutes=10)
_TOKEN = "csrf_token"  # noqa: S105 - where Flask-WTF keeps its own
_HALF, _SALT, _CHALLENGE = "half", "salt", "challenge-"


def keep_entry(entry: Entry) -> None:
    """Keep what a sign-in gave: a session, or half of one that waits for its second factor."""
    if not entry.secret:
        _keep(_HALF, [entry.account, entry.means.value])
        return
    token = session.get(_TOKEN)
    session.clear()
    if token is not None:
        session[_TOKEN] = token
    session["_user_id"], session["_fresh"] = entry.secret, True
    session.permanent = True


def half() -> tuple[str, SignInMeans] | None:
    """Return which account waits for its second factor here, and what it has shown."""
    kept = _kept(_HALF)
    return (kept[0], SignInMeans(kept[1])) if kept else None


def forget_half() -> None:
    session.pop(_HALF, None)


def forget_waiting() -> None:
    """Forget everything that waits for an answer here."""
    for name in [name for name in session if name.startswith((_HALF, _SALT, _CHALLENGE))]:
        session.pop(name)


def new_challenge(verb: str) -> bytes:
    """Keep and return a challenge for a passkey that is to be made ('create') or shown ('get')."""
    challenge = secrets.token_bytes(32)
    _keep(_CHALLENGE + verb, [challenge.hex()])
    return challenge


def take_challenge(verb: str) -> bytes:
    """Return the challenge that was asked last, which goes with that; none when it is too old or there was none."""
    kept = _kept(_CHALLENGE + verb)
    session.pop(_CHALLENGE + verb, None)
    return bytes.fromhex(kept[0]) if kept else b""


def salt_of_setup(made: str) -> str:
    """Return the salt of the authenticator that is being set up here, `made` if none is."""
    if kept := _kept(_SALT):
        return kept[0]
    _keep(_SALT, [made])
    return made


def forget_setup() -> None:
    session.pop(_SALT, None)


def _keep(name: str, values: list[str]) -> None:
    session[name] = [int((clock.now() + WAITS).timestamp()), *values]


def _kept(name: str) -> list[str]:
    until, *values = session.get(name) or [0]
    return list(values) if until > clock.now().timestamp() else []
