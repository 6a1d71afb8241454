"""The second factor: codes of an authenticator (RFC 6238), each good once, and recovery codes for when it is lost.

The authenticator's secret is kept nowhere: it is made from the link key, the account and a salt, so the database alone,
or a copy of it, makes no code. Who changes the link key revokes every authenticator with it; recovery codes go on
working, and are 80 random bits, so that a plain hash keeps them.
"""

from __future__ import annotations

import secrets
import unicodedata
from base64 import b32encode
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from eventsite.core import clock
from eventsite.core.codes import new_code
from eventsite.core.db import db
from eventsite.core.errors import DomainError
from eventsite.core.outbox import Outbox
from eventsite.core.tokens import LinkKey
from eventsite.people.models import Account, AccountSession, RecoveryCode, SecondFactor
from eventsite.people.queries import count_recovery_codes, find_second_factor, hash_of
from eventsite.people.services import sessions
from eventsite.people.services.noticing import tell
from eventsite.people.services.throttling import count_try, forget_tries
from eventsite.people.states import STRONG, Notice

if TYPE_CHECKING:
    from pyotp import TOTP

MOST_TRIES = 6
CODES, LETTERS = 10, 16
_WHAT = "code"
_STEP = 30  # seconds


class CodeWrong(DomainError):
    """The code is not the one that is shown now, or was used already."""


def new_salt() -> str:
    return secrets.token_urlsafe(24)


def secret_of(account: Account, salt: str, key: LinkKey) -> str:
    """Return the secret that an authenticator keeps, as base 32."""
    return b32encode(key.derived("second-factor", f"{account.id}:{salt}")).decode()


def provisioning_address(account: Account, salt: str, *, key: LinkKey, issuer: str) -> str:
    """Return the otpauth:// address that an authenticator scans."""
    from pyotp import TOTP  # where it is first needed: most workers see none

    return TOTP(secret_of(account, salt, key)).provisioning_uri(name=account.email, issuer_name=issuer)


def count_code_try(account: Account) -> None:
    """Count a code before it is looked at, and in a transaction of its own, so that a wrong one stays counted.

    Raises:
        TooManyTries: after `MOST_TRIES` in a quarter of an hour.
    """
    count_try(
        _WHAT,
        str(account.id),
        most=MOST_TRIES,
        advice="Too many codes were tried. Wait a quarter of an hour, or use a passkey if you have one.",
    )


def set_up(visit: AccountSession, *, salt: str, code: str, key: LinkKey, outbox: Outbox) -> list[str]:
    """Give the account this authenticator in place of any other, and return its new recovery codes, to be shown once.

    This session is a strong one from now on, and the others end.

    Raises:
        CodeWrong: when the code is not what the authenticator shows now.
    """
    account = sessions.hold(visit)
    step = _step_of(secret_of(account, salt, key), plain_code(code), after=0)
    if step is None:
        raise CodeWrong("That is not the code that is shown now. Is the clock of your phone right? Type the next one.")
    former = find_second_factor(account)
    if former is None:
        db.session.add(SecondFactor(account_id=account.id, salt=salt, last_step=step, created_at=clock.now()))
    else:
        former.salt, former.last_step, former.created_at = salt, step, clock.now()
    forget_tries(_WHAT, str(account.id))
    visit.is_strong = True
    sessions.end_others(visit)
    tell(account, Notice.SECOND_FACTOR_REPLACED if former else Notice.SECOND_FACTOR_SET, outbox=outbox)
    return _new_codes(account)


def remove(visit: AccountSession, *, outbox: Outbox) -> None:
    """Take the second factor and its recovery codes away, and end the account's other sessions.

    This one is worth from now on what was shown beside a code when it was opened.
    """
    account = sessions.hold(visit)
    factor = find_second_factor(account)
    if factor is None:
        return
    db.session.delete(factor)
    _drop_codes(account)
    visit.is_strong = visit.means in STRONG
    sessions.end_others(visit)
    tell(account, Notice.SECOND_FACTOR_REMOVED, outbox=outbox)


def make_codes(visit: AccountSession, *, outbox: Outbox) -> list[str]:
    """Return new recovery codes, to be shown once; the former ones stop working.

    Raises:
        CodeWrong: when there is no authenticator that they could stand in for.
    """
    account = sessions.hold(visit)
    if find_second_factor(account) is None:
        raise CodeWrong("Set up an authenticator first: recovery codes stand in for it.")
    tell(account, Notice.RECOVERY_CODES_MADE, outbox=outbox)
    return _new_codes(account)


def check_code(account: Account, *, code: str, key: LinkKey, outbox: Outbox) -> int | None:
    """Use up a code of the authenticator, or a recovery code; return how many of the latter are left after one.

    Of two that use one code at once, one wins.

    Raises:
        CodeWrong: when it is neither, or was used already.
    """
    sessions.lock(account)
    mine = select(SecondFactor).filter_by(account_id=account.id).execution_options(populate_existing=True)
    factor = db.session.scalar(mine)
    if factor is None:
        raise CodeWrong("This account has no second factor any more. Sign in again.")
    plain, left = plain_code(code), None
    step = _step_of(secret_of(account, factor.salt, key), plain, after=factor.last_step)
    if step is not None:
        factor.last_step = step
    else:
        left = _use_recovery_code(account, plain, outbox)
    forget_tries(_WHAT, str(account.id))
    db.session.flush()
    return left


def plain_code(typed: str) -> str:
    """Return what was typed without blanks and dashes, in capitals and plain digits."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", typed[:100]).upper() if letter.isalnum())


def grouped(code: str) -> str:
    """Return ABCD-EFGH-JKLM-NPQR."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def _step_of(secret: str, code: str, *, after: int) -> int | None:
    """Return the time step whose code this is, one before and one after now at most, if it is later than `after`."""
    from pyotp import TOTP

    totp, now = TOTP(secret), int(clock.now().timestamp()) // _STEP
    fitting = [step for step in (now - 1, now, now + 1) if secrets.compare_digest(_at(totp, step), code.encode())]
    return next((step for step in fitting if step > after), None)


def _at(totp: TOTP, step: int) -> bytes:
    return totp.at(step * _STEP).encode()


def _use_recovery_code(account: Account, code: str, outbox: Outbox) -> int:
    kept = db.session.scalar(
        select(RecoveryCode)
        .filter_by(account_id=account.id, code_hash=hash_of(code), used_at=None)
        .execution_options(populate_existing=True)
    )
    if kept is None or len(code) != LETTERS:
        raise CodeWrong("That is not the code that is shown now, or it was used already. Type the next one.")
    kept.used_at = clock.now()
    db.session.flush()
    left = count_recovery_codes(account)
    tell(account, Notice.RECOVERY_CODE_USED, outbox=outbox, detail=f"{left} left")
    return left


def _new_codes(account: Account) -> list[str]:
    _drop_codes(account)
    codes = [new_code(length=LETTERS) for _ in range(CODES)]
    db.session.add_all(RecoveryCode(account_id=account.id, code_hash=hash_of(code)) for code in codes)
    db.session.flush()
    return [grouped(code) for code in codes]


def _drop_codes(account: Account) -> None:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
