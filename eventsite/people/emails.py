"""The mails that accounts get."""

from __future__ import annotations

from typing import Any

from eventsite.core.db import db
from eventsite.core.links import Site
from eventsite.core.mail import Mailer, Message
from eventsite.core.outbox import Handler
from eventsite.core.tokens import LinkKey
from eventsite.people.models import SignInLink

SIGN_IN_MAIL = "people.sign_in_mail"


def sign_in_mail(mailer: Mailer, key: LinkKey, site: Site) -> Handler:
    """Return the handler that mails a sign-in link; a link that was used or is gone needs no mail."""

    def send(payload: dict[str, Any]) -> None:
        link = db.session.get(SignInLink, payload["link"])
        if link is None or link.used_at is not None:
            return
        address = site.url(f"/account/sign-in/{key.token('sign-in', link.id)}")
        mailer.send(
            Message(
                link.account.email,
                f"Your sign-in link for {site.host}",
                "mail/sign_in",
                {
                    "name": link.account.name,
                    "address": address,
                    "minutes": 30,
                    "host": site.host,
                },
            )
        )

    return send
