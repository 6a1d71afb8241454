"""Tells an account by mail what became of its ways in, so that nobody else adds one unnoticed."""

from __future__ import annotations

import secrets

from eventsite.core import clock
from eventsite.core.outbox import Outbox
from eventsite.people.emails import NOTICE_MAIL
from eventsite.people.models import Account
from eventsite.people.states import Notice


def tell(account: Account, notice: Notice, *, outbox: Outbox, detail: str = "") -> None:
    """Have `notice` mailed; `detail` is a word on it, as the name of a passkey, and never a secret."""
    outbox.put(
        NOTICE_MAIL,
        f"{account.id}-{secrets.token_hex(8)}",
        account=account.id,
        notice=notice.value,
        detail=detail,
        at=clock.now().isoformat(),
    )
