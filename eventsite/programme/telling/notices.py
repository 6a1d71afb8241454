"""What somebody is still to be told, and the mail that has taken it: no change is told in two mails."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select, update

from eventsite.core import clock
from eventsite.core.db import db
from eventsite.programme.models import Notice, PersonalAgenda, Release, Star
from eventsite.summits.models import Summit


def take_notices(*, recipient: str, summit_id: int, mail: str) -> dict[str, int]:
    """Take everything that `recipient` is still to be told into `mail`, as a retry of the same mail does again.

    Returns:
        Session code -> the number of the earliest release in which it changed unheard.
    """
    of_summit = select(Release.id).filter_by(summit_id=summit_id)
    db.session.execute(
        update(Notice)
        .where(Notice.recipient == recipient, Notice.sent_at.is_(None), Notice.release_id.in_(of_summit))
        .where(Notice.mail == "")
        .values(mail=mail)
        .execution_options(synchronize_session=False)
    )
    return _since(recipient, summit_id, [mail])


def waiting_notices(*, recipient: str, summit_id: int, mail: str) -> dict[str, int]:
    """Return what `take_notices` would, and take nothing: another mail may take it first."""
    return _since(recipient, summit_id, ["", mail])


def _since(recipient: str, summit_id: int, mails: list[str]) -> dict[str, int]:
    rows = db.session.execute(
        select(Notice.session_code, Release.number)
        .join(Release, Release.id == Notice.release_id)
        .where(Notice.recipient == recipient, Notice.sent_at.is_(None), Release.summit_id == summit_id)
        .where(Notice.mail.in_(mails))
        .order_by(Release.number, Notice.session_code)
    )
    since: dict[str, int] = {}
    for code, number in rows:
        since.setdefault(code, number)
    return since


def settle_notices(*, recipient: str, mail: str) -> None:
    """Note that what `mail` took of `recipient` was told, or was nothing to tell any more."""
    db.session.execute(
        update(Notice)
        .where(Notice.recipient == recipient, Notice.mail == mail, Notice.sent_at.is_(None))
        .values(sent_at=clock.now())
        .execution_options(synchronize_session=False)
    )


def starred_among(agenda: PersonalAgenda, summit: Summit, since: Mapping[str, int]) -> dict[str, int]:
    """Return the part of `since` that `agenda` still has a star for: who took theirs back is told nothing."""
    rows = select(Star.session_code).filter_by(agenda_id=agenda.id, summit_id=summit.id)
    codes = set(db.session.scalars(rows))
    return {code: number for code, number in since.items() if code in codes}
