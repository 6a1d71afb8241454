"""A release tells those whom it concerns: once, in one mail, from the releases, at a decent hour."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from eventsite.core.db import db, transaction
from eventsite.core.outbox import LEASE, Outbox, OutboxRow, OutboxState
from eventsite.people.models import Account, Person
from eventsite.programme.emails import CHANGES_TOLD, ProgrammeMails
from eventsite.programme.models import Appearance, Notice, PersonalAgenda, Session, Slot, Star
from eventsite.programme.releases import public
from eventsite.programme.releases.partial import Choice
from eventsite.programme.services import releasing
from eventsite.programme.states import AppearanceState, Role, SessionState
from eventsite.summits.models import Summit
from tests.drafts import NINE, add_person, add_session, add_slot, add_summit
from tests.fixtures.clocks import FrozenClock

#: Ten in the morning, ten days before the summit.
TEN = datetime(2026, 10, 20, 14, 0, tzinfo=UTC)


@pytest.fixture
def clock(frozen_clock: FrozenClock) -> FrozenClock:
    frozen_clock.set(TEN)
    return frozen_clock


@pytest.fixture
def outbox(app: Flask, clock: FrozenClock) -> Iterator[Outbox]:
    """Give the outbox of a summit with sessions A (Ada, Bo behind the stage) and B (Ada); X and Y starred both."""
    public.forget()
    with app.app_context():
        with transaction():
            ada, bo, cy = (add_person(name) for name in ("Ada", "Bo", "Cy"))
            ada.email, cy.email = "ada@example.org", "cy@example.org"
            bo.account = Account(email="bo@example.org", name="Bo", created_at=TEN)
            summit = add_summit()
            add_session(summit, "A", title="Pipes", line_up={ada: Role.SPEAKER, bo: Role.BACKSTAGE, cy: Role.BENCH})
            add_session(summit, "B", title="Pumps", room="attic", line_up={ada: Role.SPEAKER})
            releasing.release(summit, name="One", outbox=app.extensions["eventsite.outbox"])
            for email, confirmed_at in (("x@example.org", TEN), ("y@example.org", None)):
                stars = [Star(summit=summit, session_code=code, created_at=TEN) for code in "AB"]
                db.session.add(
                    PersonalAgenda(created_at=TEN, email=email, email_confirmed_at=confirmed_at, stars=stars)
                )
        yield app.extensions["eventsite.outbox"]


def change(outbox: Outbox, code: str = "A", choice: Choice | None = None, **fields: Any) -> int:
    """Give a session other words, move it by `hours`, and release; return the number of the release."""
    with transaction():
        session = db.session.scalars(sa.select(Session).filter_by(code=code)).one()
        hours = timedelta(hours=fields.pop("hours", 0))
        for slot in session.slots:
            slot.starts_at, slot.ends_at = slot.starts_at + hours, slot.ends_at + hours
        for name, value in fields.items():
            setattr(session, name, value)
        made = releasing.release(session.summit, name="Next", outbox=outbox, **({"choice": choice} if choice else {}))
        return made.number


def deliver(app: Flask, outbox: Outbox, clock: FrozenClock, minutes: float = 15) -> list[EmailMessage]:
    """Let time pass, let the worker look, and return the mails that are new, by address."""
    clock.forward(minutes=minutes)
    outbox.deliver_due()
    files = sorted((app.extensions["eventsite.config"].data / "mail").glob("*.eml"))
    mails = [BytesParser(policy=policy.default).parsebytes(file.read_bytes()) for file in files]
    for file in files:
        file.unlink()
    return sorted((mail for mail in mails if isinstance(mail, EmailMessage)), key=lambda mail: str(mail["To"]))


def to(mails: list[EmailMessage]) -> list[str]:
    return [str(mail["To"]) for mail in mails]


def text(mail: EmailMessage, kind: str = "plain") -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def notices() -> list[tuple[str, str, bool]]:
    rows = db.session.scalars(sa.select(Notice).order_by(Notice.recipient, Notice.session_code, Notice.id))
    return [(notice.recipient, notice.session_code, notice.sent_at is not None) for notice in rows]


def test_the_first_release_tells_nobody(app: Flask, outbox: Outbox, clock: FrozenClock) -> None:
    assert (notices(), to(deliver(app, outbox, clock))) == ([], [])


def test_speakers_backstage_and_who_starred_are_told_once(app: Flask, outbox: Outbox, clock: FrozenClock) -> None:
    change(outbox, hours=1)
    assert to(deliver(app, outbox, clock, minutes=14)) == []
    mails = deliver(app, outbox, clock, minutes=1)
    assert to(mails) == ["ada@example.org", "bo@example.org", "x@example.org"]
    assert [str(mail["Subject"]) for mail in mails] == ["Summit: Pipes: moved"] * 3
    for mail in mails:
        for kind in ("plain", "html"):
            for word in ("Sun 1 Nov, 09:00–09:45 EST", "Sun 1 Nov, 10:00–10:45 EST", "Hall", "/summit/sessions/A.ics"):
                assert word in text(mail, kind)
    assert to(deliver(app, outbox, clock, minutes=600)) == []
    assert notices() == [("agenda:1", "A", True), ("person:1", "A", True), ("person:2", "A", True)]


def test_what_changes_again_before_the_mail_is_told_once_as_it_stands(
    app: Flask, outbox: Outbox, clock: FrozenClock
) -> None:
    change(outbox, hours=1)
    clock.forward(minutes=5)
    change(outbox, hours=2, title="Great pipes")
    clock.forward(minutes=5)
    change(outbox, "B", title="Small pumps")
    mails = deliver(app, outbox, clock, minutes=5)
    assert to(mails) == ["ada@example.org", "bo@example.org", "x@example.org"]
    assert [str(mail["Subject"]) for mail in mails] == [
        "Summit: 2 changes to your sessions", "Summit: Great pipes: new title, moved",
        "Summit: 2 changes to the sessions you starred",
    ]  # fmt: skip
    said = text(mails[0])
    assert "- When: Sun 1 Nov, 12:00–12:45 EST (before: Sun 1 Nov, 09:00–09:45 EST)" in said
    assert "10:00" not in said
    assert to(deliver(app, outbox, clock, minutes=600)) == []


def test_what_came_to_nothing_is_not_told(app: Flask, outbox: Outbox, clock: FrozenClock) -> None:
    change(outbox, hours=1)
    change(outbox, hours=-1)
    assert to(deliver(app, outbox, clock)) == []
    assert {is_sent for _, _, is_sent in notices()} == {True}


def test_after_a_mail_the_next_change_is_told_from_there(app: Flask, outbox: Outbox, clock: FrozenClock) -> None:
    change(outbox, hours=1)
    deliver(app, outbox, clock)
    change(outbox, hours=1)
    assert "- When: Sun 1 Nov, 11:00–11:45 EST (before: Sun 1 Nov, 10:00–10:45 EST)" in text(
        deliver(app, outbox, clock)[0]
    )


def test_a_mended_text_is_told_to_speakers_alone(app: Flask, outbox: Outbox, clock: FrozenClock) -> None:
    change(outbox, abstract="Better.")
    assert to(deliver(app, outbox, clock)) == ["ada@example.org", "bo@example.org"]
    change(outbox, is_featured=True)
    assert to(deliver(app, outbox, clock)) == []


def test_by_night_it_waits_for_the_morning(app: Flask, outbox: Outbox, clock: FrozenClock) -> None:
    clock.set(datetime(2026, 10, 21, 1, 0, tzinfo=UTC))  # 21:00 in New York
    change(outbox, hours=1)
    assert to(deliver(app, outbox, clock, minutes=11 * 60 - 1)) == []
    assert len(deliver(app, outbox, clock, minutes=1)) == 3


def test_what_starts_soon_is_told_at_once_by_night_too(app: Flask, outbox: Outbox, clock: FrozenClock) -> None:
    clock.set(NINE - timedelta(hours=5))  # four in the morning
    change(outbox, "B", abstract="Waits.", hours=24)  # it was to be in five hours
    assert to(deliver(app, outbox, clock, minutes=0)) == ["ada@example.org", "x@example.org"]
    clock.set(NINE - timedelta(hours=13))
    change(outbox, title="Later")
    assert to(deliver(app, outbox, clock, minutes=0)) == []


def test_only_what_moves_is_urgent(app: Flask, outbox: Outbox, clock: FrozenClock) -> None:
    clock.set(NINE - timedelta(hours=2))  # seven in the morning
    change(outbox, abstract="Better.")
    assert to(deliver(app, outbox, clock, minutes=59)) == []
    assert to(deliver(app, outbox, clock, minutes=1)) == ["ada@example.org", "bo@example.org"]
    with transaction():
        session = db.session.scalars(sa.select(Session).filter_by(code="A")).one()
        add_slot(session, starts_at=NINE + timedelta(days=1))
        releasing.release(session.summit, name="Once more tomorrow", outbox=outbox)
    assert to(deliver(app, outbox, clock, minutes=14)) == []
    assert len(deliver(app, outbox, clock, minutes=1)) == 3


def test_what_is_called_off_soon_is_told_at_once(app: Flask, outbox: Outbox, clock: FrozenClock) -> None:
    clock.set(NINE - timedelta(hours=5))
    change(outbox, state=SessionState.CANCELLED)
    assert len(deliver(app, outbox, clock, minutes=0)) == 3


def test_what_is_over_is_told_nobody(app: Flask, outbox: Outbox, clock: FrozenClock) -> None:
    clock.set(NINE + timedelta(minutes=45))
    change(outbox, title="Pipes, as it was")
    assert notices() == []
    change(outbox, "B", hours=2)  # it was over, and is to be once more
    assert to(deliver(app, outbox, clock, minutes=0)) == ["ada@example.org", "x@example.org"]
    with transaction():
        summit = db.session.scalars(sa.select(Summit)).one()
        ada = db.session.scalars(sa.select(Person).filter_by(code="ada")).one()
        add_session(summit, "C", starts_at=None, line_up={ada: Role.SPEAKER})
        releasing.release(summit, name="One without a time", outbox=outbox)
    assert to(deliver(app, outbox, clock)) == ["ada@example.org"]


def test_a_speaker_who_starred_their_own_session_is_told_once(
    app: Flask, outbox: Outbox, clock: FrozenClock
) -> None:
    with transaction():
        db.session.get_one(PersonalAgenda, 1).email = "bo@example.org"
        db.session.scalars(sa.select(Account)).one().email = "Bo@example.org"
    change(outbox, hours=1)
    assert [name for name, _, _ in notices()] == ["person:1", "person:2"]
    assert sorted(to(deliver(app, outbox, clock)), key=str.lower) == ["ada@example.org", "Bo@example.org"]
    change(outbox, "B", hours=1)  # it is none of Bo's, but has Bo's star
    assert to(deliver(app, outbox, clock)) == ["ada@example.org", "bo@example.org"]


def test_one_address_of_two_devices_is_told_once(app: Flask, outbox: Outbox, clock: FrozenClock) -> None:
    with transaction():
        second = db.session.get_one(PersonalAgenda, 2)
        second.email, second.email_confirmed_at = "x@example.org", TEN
        db.session.execute(sa.delete(Star).where(Star.agenda_id == 1, Star.session_code == "B"))
    change(outbox, hours=1)
    assert to(deliver(app, outbox, clock)) == ["ada@example.org", "bo@example.org", "x@example.org"]
    change(outbox, "B", hours=1)
    assert to(deliver(app, outbox, clock)) == ["ada@example.org", "x@example.org"]


class Away:
    """A mail server that is away."""

    def send(self, message: EmailMessage) -> None:
        raise OSError("the mail server is away")


def test_what_fails_in_the_evening_is_tried_again_in_the_morning(
    app: Flask, outbox: Outbox, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.set(datetime(2026, 10, 21, 0, 44, tzinfo=UTC))  # 20:44 in New York
    change(outbox, hours=1)
    with monkeypatch.context() as patch:
        patch.setattr(app.extensions["eventsite.mailer"], "_transport", Away())
        deliver(app, outbox, clock)
    assert to(deliver(app, outbox, clock, minutes=1)) == []
    assert set(db.session.scalars(sa.select(OutboxRow.tries).filter_by(kind=CHANGES_TOLD))) == {1}
    assert to(deliver(app, outbox, clock, minutes=11 * 60 - 1)) == []
    assert len(deliver(app, outbox, clock, minutes=1)) == 3


def test_a_worker_that_comes_back_by_night_tells_what_is_urgent_with_what_waits(
    app: Flask, outbox: Outbox, clock: FrozenClock
) -> None:
    clock.set(NINE - timedelta(hours=16))  # 18:00 on the day before
    change(outbox, "B", title="Small pumps")
    assert to(deliver(app, outbox, clock, minutes=6 * 60)) == []  # midnight
    change(outbox, "A", hours=1)
    mails = deliver(app, outbox, clock, minutes=0)
    assert [str(mail["Subject"]) for mail in mails] == [
        "Summit: 2 changes to your sessions", "Summit: Pipes: moved", "Summit: 2 changes to the sessions you starred",
    ]  # fmt: skip
    assert to(deliver(app, outbox, clock, minutes=10 * 60)) == []


def test_what_was_not_told_in_time_is_told_by_night_once_it_is_urgent(
    app: Flask, outbox: Outbox, clock: FrozenClock
) -> None:
    clock.set(NINE - timedelta(hours=16))
    change(outbox, hours=1)  # not urgent yet, as it starts in 16 hours
    assert len(deliver(app, outbox, clock, minutes=6 * 60)) == 3


def test_an_urgent_mail_takes_along_what_waits(app: Flask, outbox: Outbox, clock: FrozenClock) -> None:
    change(outbox, "B", title="Small pumps")
    clock.forward(minutes=1)
    clock.set(NINE - timedelta(hours=2))
    change(outbox, hours=1)
    subjects = [str(mail["Subject"]) for mail in deliver(app, outbox, clock, minutes=0)]
    assert subjects[0] == "Summit: 2 changes to your sessions"
    assert to(deliver(app, outbox, clock, minutes=600)) == []


def test_a_cancelled_session_and_a_lost_seat_are_told(app: Flask, outbox: Outbox, clock: FrozenClock) -> None:
    with transaction():
        seat = db.session.scalars(sa.select(Appearance).join(Person).where(Person.code == "ada")).first()
        assert seat is not None
        seat.state = AppearanceState.DROPPED
        releasing.release(seat.session.summit, name="Without Ada", outbox=outbox)
    mails = deliver(app, outbox, clock)
    assert to(mails) == ["ada@example.org", "bo@example.org", "x@example.org"]
    assert "- Speaker: taken out (before: Ada)" in text(mails[0])
    change(outbox, state=SessionState.CANCELLED)
    mails = deliver(app, outbox, clock)
    assert to(mails) == ["bo@example.org", "x@example.org"]
    assert "It does not take place." in text(mails[0])


def test_a_part_tells_those_of_the_part(app: Flask, outbox: Outbox, clock: FrozenClock) -> None:
    with transaction():
        db.session.scalars(sa.select(Session).filter_by(code="B")).one().title = "Waits"
    uuid = db.session.scalars(sa.select(Slot.uuid).join(Session).where(Session.code == "A")).one()
    change(outbox, choice=Choice.of_slots([str(uuid)]), hours=1)
    mails = deliver(app, outbox, clock)
    assert ["Waits" in text(mail) for mail in mails] == [False] * 3


def test_who_took_the_star_or_the_address_back_is_told_nothing(
    app: Flask, outbox: Outbox, clock: FrozenClock
) -> None:
    change(outbox, hours=1)
    with transaction():
        db.session.execute(sa.delete(Star).where(Star.agenda_id == 1, Star.session_code == "A"))
    assert to(deliver(app, outbox, clock)) == ["ada@example.org", "bo@example.org"]
    change(outbox, "B", hours=1)
    with transaction():
        db.session.get_one(PersonalAgenda, 1).email = ""
    assert to(deliver(app, outbox, clock)) == ["ada@example.org"]


def test_the_mail_says_what_is_released_and_not_what_is_drafted(
    app: Flask, outbox: Outbox, clock: FrozenClock
) -> None:
    change(outbox, hours=1)
    with transaction():
        db.session.scalars(sa.select(Session).filter_by(code="A")).one().title = "Secret"
    said = [text(mail) for mail in deliver(app, outbox, clock)]
    assert [("Secret" in words, "Pipes" in words) for words in said] == [(False, True)] * 3


def test_a_notice_is_one_by_release_person_and_slot(outbox: Outbox) -> None:
    with transaction():
        session = db.session.scalars(sa.select(Session).filter_by(code="A")).one()
        add_slot(session, starts_at=NINE + timedelta(hours=6))
        releasing.release(session.summit, name="Two", outbox=outbox)
    change(outbox, hours=1, title="New")
    rows = db.session.scalars(sa.select(Notice).where(Notice.recipient == "person:1", Notice.release_id == 3)).all()
    assert len({row.slot_uuid for row in rows}) == len(rows) == 3  # two slots, and the title
    values = {"recipient": "person:1", "session_code": "A", "slot_uuid": rows[0].slot_uuid, "due_at": TEN}
    with pytest.raises(sa.exc.IntegrityError), transaction():
        db.session.add(Notice(release_id=3, **values))


def test_a_worker_that_dies_after_the_mail_sends_the_same_mail_again_and_no_other(
    app: Flask, outbox: Outbox, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the server's word and our commit nobody can help; the Message-ID tells servers that it is the same."""
    change(outbox, hours=1)
    clock.forward(minutes=15)
    mails: list[EmailMessage] = []

    class Dies:
        def send(self, message: EmailMessage) -> None:
            mails.append(message)
            raise SystemExit

    mailer = app.extensions["eventsite.mailer"]
    monkeypatch.setattr(mailer, "_transport", Dies())
    dying = ProgrammeMails(mailer, app.extensions["eventsite.link_key"], app.extensions["eventsite.site"])
    outbox.handles(CHANGES_TOLD, dying.changes_told)
    with pytest.raises(SystemExit):
        outbox.deliver_due()
    monkeypatch.undo()
    clock.set(TEN + timedelta(minutes=15))
    monkeypatch.setattr("eventsite.core.clock.now", clock.read)
    change(outbox, hours=1)
    again = deliver(app, outbox, clock, minutes=LEASE.seconds / 60 + 15)
    same = [mail for mail in again if mail["Message-ID"] == mails[0]["Message-ID"]]
    assert [(str(mail["To"]), "11:00–11:45" in text(mail)) for mail in same] == [(str(mails[0]["To"]), True)]
    assert db.session.scalar(sa.select(sa.func.count()).where(OutboxRow.state != OutboxState.DONE)) == 0
    assert {is_sent for _, _, is_sent in notices()} == {True}


def test_mails_to_visitors_can_be_stopped_by_their_mail_program(app: Flask, outbox: Outbox, clock: FrozenClock) -> None:
    change(outbox, hours=1)
    speaker, _, visitor = deliver(app, outbox, clock)
    assert speaker["List-Unsubscribe"] is None
    address = str(visitor["List-Unsubscribe"]).strip("<>")
    assert (visitor["List-Unsubscribe-Post"], address in text(visitor)) == ("List-Unsubscribe=One-Click", True)
    client = app.test_client()
    path = address.removeprefix("http://localhost")
    assert "Stop the mails" in client.get(path).text
    assert db.session.get_one(PersonalAgenda, 1).email == "x@example.org"
    assert client.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    db.session.rollback()
    assert (db.session.get_one(PersonalAgenda, 1).email, db.session.get_one(PersonalAgenda, 1).email_confirmed_at) == (
        "", None,
    )  # fmt: skip
    assert client.post(path).status_code == 200
    assert "This address gets no mails about changes" in client.get(path).text


def test_the_summit_of_a_mail_is_its_own(app: Flask, outbox: Outbox, clock: FrozenClock) -> None:
    """One visitor with stars in two summits gets a mail of each."""
    with transaction():
        other = add_summit("other", name="Other")
        add_session(other, "A", title="Elsewhere")
        releasing.release(other, name="One", outbox=outbox)
        db.session.add(Star(agenda_id=1, summit=other, session_code="A", created_at=TEN))
    change_both(outbox)
    subjects = [str(mail["Subject"]) for mail in deliver(app, outbox, clock) if mail["To"] == "x@example.org"]
    assert sorted(subjects) == ["Other: New: new title", "Summit: New: new title"]


def test_the_mail_tells_an_edition_once(app: Flask, outbox: Outbox, clock: FrozenClock) -> None:
    with transaction():
        summit = db.session.scalars(sa.select(Summit)).one()
        summit.name, summit.edition = "Summit 2026", "2026"
    change(outbox, hours=1)
    assert {str(mail["Subject"]) for mail in deliver(app, outbox, clock)} == {"Summit 2026: Pipes: moved"}


def change_both(outbox: Outbox) -> None:
    with transaction():
        for session in db.session.scalars(sa.select(Session).filter_by(code="A")):
            session.title = "New"
        for summit in db.session.scalars(sa.select(Summit).order_by(Summit.id)):
            releasing.release(summit, name="Next", outbox=outbox)
