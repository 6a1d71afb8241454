"""The mails of the programme: what a release changed, and whether an address is really its owner's wish.

Handlers of the outbox, so each may run twice: its Message-ID names the row it runs for, and what one mail has taken no
other tells. Nothing is read any more while a mail is handed over.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from eventsite.core import clock
from eventsite.core.db import db, transaction
from eventsite.core.links import Site
from eventsite.core.mail import Mailer, Message
from eventsite.core.outbox import Handler, NotYet, current_cause
from eventsite.core.tokens import LinkKey
from eventsite.core.wording import counted
from eventsite.people.models import Person
from eventsite.programme import queries
from eventsite.programme.models import PersonalAgenda
from eventsite.programme.releases import public
from eventsite.programme.telling import letters, links
from eventsite.programme.telling.affected import speakers_hear, visitors_hear
from eventsite.programme.telling.letters import News
from eventsite.programme.telling.notices import settle_notices, starred_among, take_notices, waiting_notices
from eventsite.programme.telling.timing import by_day
from eventsite.summits.models import Summit

#: {"recipient": "person:12" or "agenda:7", "summit": id}: what of their sessions changed.
CHANGES_TOLD = "programme.changes_told"
#: {"agenda": id, "email": address, "summit": slug}: somebody left this address; an empty one asks for no mail.
ADDRESS_ASKED = "programme.address_asked"


@dataclass(frozen=True, slots=True)
class ProgrammeMails:
    """Writes the mails of the programme and hands them over."""

    mailer: Mailer
    key: LinkKey
    site: Site

    def handlers(self) -> dict[str, Handler]:
        """Return who carries out each kind of row."""
        return {CHANGES_TOLD: self.changes_told, ADDRESS_ASKED: self.address_asked}

    def changes_told(self, payload: dict[str, Any]) -> None:
        """Tell one recipient in one mail of everything that waits for them; when it came to nothing, of nothing.

        Raises:
            NotYet: by night, where nothing of it is urgent. Nothing is taken then: an urgent mail takes it along.
        """
        recipient, mail = str(payload["recipient"]), current_cause()
        summit = db.session.get_one(Summit, payload["summit"])
        self._wait_for_day(recipient, summit, mail)
        with transaction():
            since = take_notices(recipient=recipient, summit_id=summit.id, mail=mail)
        if not since:
            return
        if news := self._news(recipient, summit, since):
            kind, _, id = recipient.partition(":")
            (self._to_speaker if kind == "person" else self._to_visitor)(int(id), summit.slug, news)
        with transaction():
            settle_notices(recipient=recipient, mail=mail)

    def _wait_for_day(self, recipient: str, summit: Summit, mail: str) -> None:
        """Put off to the morning what failed by day, and what no worker was there for."""
        now = clock.now()
        day = by_day(now, summit.zone_info)
        if day > now:
            since = waiting_notices(recipient=recipient, summit_id=summit.id, mail=mail)
            news = self._news(recipient, summit, since)
            if news and not news.is_urgent:
                raise NotYet(day)

    def _news(self, recipient: str, summit: Summit, since: dict[str, int]) -> News | None:
        kind, _, id = recipient.partition(":")
        if kind == "person":
            return letters.news_of(summit, since, speakers_hear, self.site)
        starred = starred_among(db.session.get_one(PersonalAgenda, int(id)), summit, since)
        return letters.news_of(summit, starred, visitors_hear, self.site)

    def _to_speaker(self, id: int, _slug: str, news: News) -> None:
        person = db.session.get_one(Person, id)
        to = person.email or (person.account.email if person.account else "")
        if to:
            values = {"name": person.name, "is_speaker": True, "stop": "", "mine": ""}
            self._tell(to, news, "your sessions", values)

    def _to_visitor(self, id: int, slug: str, news: News) -> None:
        agenda = db.session.get_one(PersonalAgenda, id)
        if agenda.email and agenda.email_confirmed_at:
            values = {
                "name": "",
                "is_speaker": False,
                "stop": links.stop_address(agenda, slug, self.key, self.site),
                "mine": self.site.url(f"/{slug}/my-agenda"),
            }
            self._tell(agenda.email, news, "the sessions you starred", values)

    def _tell(self, to: str, news: News, whose: str, values: dict[str, Any]) -> None:
        about, told = letters.about(news.programme), news.sessions
        subject = f"{about['summit']}: {told[0].title}: {told[0].what.lower()}"
        if len(told) > 1:
            subject = f"{about['summit']}: {counted(len(told), 'change')} to {whose}"
        changes = self.site.url(f"/{news.programme.summit.slug}/changes")
        self._send(to, subject, "changes_told", {**about, **values, "sessions": told, "changes": changes})

    def address_asked(self, payload: dict[str, Any]) -> None:
        """Ask whoever reads this address whether they want the mails; what was changed meanwhile is not asked."""
        agenda = db.session.get(PersonalAgenda, payload["agenda"]) if payload["email"] else None
        if agenda is None or agenda.email != payload["email"] or agenda.email_confirmed_at:
            return
        releases = queries.list_current_releases()
        about = letters.about(public.load(releases[payload["summit"]]))
        address = links.confirm_address(agenda, payload["summit"], self.key, self.site)
        values = {**about, "address": address, "host": self.site.host}
        self._send(agenda.email, f"{about['summit']}: shall we mail you changes?", "address_asked", values)

    def _send(self, to: str, subject: str, template: str, values: dict[str, Any]) -> None:
        db.session.rollback()  # everything is read: a slow mail server must not keep a read open
        values = {**values, "subject": subject, "reply": self.mailer.reply_address}
        stop = values.get("stop", "")
        self.mailer.send(Message(to, subject, f"mail/{template}", values, id=current_cause(), unsubscribe=stop))
