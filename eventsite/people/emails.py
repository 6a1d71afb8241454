"""The mails that accounts get."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from eventsite.core.db import db
from eventsite.core.links import Site
from eventsite.core.mail import Mailer, Message
from eventsite.core.outbox import Handler, current_cause
from eventsite.core.tokens import LinkKey
from eventsite.core.wording import moment
from eventsite.people.models import Account, SignInLink
from eventsite.people.states import NOTICE_WORDS, Notice

SIGN_IN_MAIL = "people.sign_in_mail"
NOTICE_MAIL = "people.notice_mail"


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


def notice_mail(mailer: Mailer, site: Site) -> Handler:
    """Return the handler that tells an account what became of its ways in."""

    def send(payload: dict[str, Any]) -> None:
        account = db.session.get(Account, payload["account"])
        if account is None:
            return
        what = NOTICE_WORDS[Notice(payload["notice"])]
        subject = f"{what}: {site.host}"
        values = {
            "subject": subject,
            "summit": site.host,
            "name": account.name,
            "what": what,
            "detail": payload["detail"],
            "at": moment(datetime.fromisoformat(payload["at"])),
            "email": account.email,
            "sessions": site.url("/account/sessions"),
            "account": site.url("/account/"),
            "reply": mailer.reply_address,
        }
        mailer.send(Message(account.email, subject, "mail/account_notice", values, id=current_cause()))

    return send
