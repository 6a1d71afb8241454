"""The links in mails to a personal agenda's address. Each is good for the one address that it was mailed to."""

from __future__ import annotations

from eventsite.core.db import db
from eventsite.core.links import Site
from eventsite.core.tokens import LinkKey
from eventsite.programme.models import PersonalAgenda


def confirm_token(agenda: PersonalAgenda, key: LinkKey) -> str:
    return key.token(_confirming(agenda), agenda.id, agenda.version)


def stop_token(agenda: PersonalAgenda, key: LinkKey) -> str:
    """Return a token that works as long as the address gets mails, whatever else of the agenda was renewed."""
    return key.token(_stopping(agenda), agenda.id)


def confirm_address(agenda: PersonalAgenda, summit: str, key: LinkKey, site: Site) -> str:
    return site.url(f"/{summit}/my-agenda/mail/{confirm_token(agenda, key)}")


def stop_address(agenda: PersonalAgenda, summit: str, key: LinkKey, site: Site) -> str:
    return site.url(f"/{summit}/my-agenda/mail/{stop_token(agenda, key)}/stop")


def agenda_to_confirm(token: str, key: LinkKey) -> PersonalAgenda | None:
    """Return the agenda whose address `token` confirms; one query."""
    agenda = _claimed(token, key)
    return agenda if agenda and key.opens(token, _confirming(agenda), agenda.id, agenda.version) else None


def agenda_to_stop(token: str, key: LinkKey) -> PersonalAgenda | None:
    """Return the agenda whose mails `token` stops; one query."""
    agenda = _claimed(token, key)
    return agenda if agenda and key.opens(token, _stopping(agenda), agenda.id) else None


def _claimed(token: str, key: LinkKey) -> PersonalAgenda | None:
    id = key.id_in(token)
    agenda = db.session.get(PersonalAgenda, id) if id is not None else None
    return agenda if agenda is not None and agenda.email else None


def _confirming(agenda: PersonalAgenda) -> str:
    return f"agenda-mail:{agenda.email}"


def _stopping(agenda: PersonalAgenda) -> str:
    return f"agenda-stop:{agenda.email}"
