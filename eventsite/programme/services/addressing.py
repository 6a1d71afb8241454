"""The address that a personal agenda may leave, to be told of changes: asked back by mail, and given up at any time."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from eventsite.core import clock
from eventsite.core.db import db
from eventsite.core.errors import DomainError
from eventsite.core.outbox import Outbox, asked_under, hourly_prefix
from eventsite.core.tokens import LinkKey
from eventsite.programme.emails import ADDRESS_ASKED
from eventsite.programme.models import PersonalAgenda
from eventsite.programme.telling import links

#: So many times an address is asked in one hour of the clock, whoever types it in.
MOST_AN_HOUR = 3


class LinkIsDone(DomainError):
    """A link that confirms or stops nothing any more."""


def leave_address(*, agenda: PersonalAgenda, email: str, summit: str, outbox: Outbox) -> None:
    """Keep `email` with `agenda` and ask by mail whether its owner wants this; until then nothing is sent to it.

    An address that gets the mails already is left as it is. One that was asked too often is kept and not asked again;
    whoever typed it learns nothing of that.
    """
    address = email.strip().lower()
    db.session.refresh(agenda, with_for_update=True)
    if agenda.email == address and agenda.email_confirmed_at:
        return
    agenda.email, agenda.email_confirmed_at = address, None
    db.session.flush()
    prefix = hourly_prefix(address)
    if asked_under(ADDRESS_ASKED, prefix) < MOST_AN_HOUR:
        key = f"{prefix}{secrets.token_hex(8)}"
        outbox.put(ADDRESS_ASKED, key, agenda=agenda.id, email=address, summit=summit)


def confirm_address(*, token: str, key: LinkKey) -> PersonalAgenda:
    """Begin to tell the address of the agenda that `token` names; doing it twice is doing it once.

    Raises:
        LinkIsDone: when the address was changed or given up since the mail.
    """
    agenda = _locked(links.agenda_to_confirm, token, key)
    if agenda is None:
        raise LinkIsDone("This link confirms nothing any more. Leave your address once more on the page “My agenda”.")
    agenda.email_confirmed_at = agenda.email_confirmed_at or clock.now()
    db.session.flush()
    return agenda


def stop_mails(*, token: str, key: LinkKey) -> None:
    """Forget the address that `token` was mailed to.

    Raises:
        LinkIsDone: when it is forgotten already, or was changed for another since.
    """
    agenda = _locked(links.agenda_to_stop, token, key)
    if agenda is None:
        raise LinkIsDone("This address gets no mails about changes, or not any more.")
    forget_address(agenda=agenda)


def forget_address(*, agenda: PersonalAgenda) -> None:
    """Take an address back; nothing of it is kept."""
    db.session.refresh(agenda, with_for_update=True)
    agenda.email, agenda.email_confirmed_at = "", None
    db.session.flush()


def _locked(find: Callable[[str, LinkKey], PersonalAgenda | None], token: str, key: LinkKey) -> PersonalAgenda | None:
    """Return the agenda that a token opens, locked: its address may have been changed while we waited for the lock."""
    agenda = find(token, key)
    if agenda is None:
        return None
    db.session.refresh(agenda, with_for_update=True)
    return find(token, key)
