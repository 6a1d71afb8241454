"""Who changed what, from what to what."""

import subprocess
import sys
from datetime import timedelta

from flask import Flask

from eventsite.core import audit
from eventsite.core.db import db, transaction
from eventsite.people.models import Account, Passkey
from eventsite.programme.models import Session
from tests.drafts import NINE, add_session, add_summit


def test_every_field_of_every_object_is_told(app: Flask) -> None:
    with app.app_context():
        with audit.acting("account:7"), transaction():
            session = add_session(add_summit(), "A")
        with audit.acting("account:8"), transaction():
            session.title = "Another"
            session.slots[0].ends_at = NINE + timedelta(minutes=60)
        slot = session.slots[0]
        assert [(e.actor, e.action, e.changes) for e in audit.history(session)] == [
            ("account:8", "changed", {"title": ["About A", "Another"]}),
            ("account:7", "created", {}),
        ]
        assert audit.history(slot)[0].changes == {
            "ends_at": ["2026-11-01T14:45:00+00:00", "2026-11-01T15:00:00+00:00"],
        }


def test_what_was_deleted_is_kept(app: Flask) -> None:
    with app.app_context():
        with transaction():
            session = add_session(add_summit(), "A", title="Lost")
        with transaction():
            db.session.delete(session)
        entry = audit.history(session)[0]
        assert (entry.action, entry.changes["title"]) == ("deleted", ["Lost", None])


def test_nothing_is_written_for_nothing(app: Flask) -> None:
    with app.app_context():
        with transaction():
            session = add_session(add_summit(), "A")
        with transaction():
            session.title = str(session.title)
            session.version = int(session.version)
        assert len(audit.history(session)) == 1


def test_what_is_undone_is_not_told(app: Flask) -> None:
    with app.app_context():
        try:
            with transaction():
                add_session(add_summit(), "A")
                raise KeyError
        except KeyError:
            pass
        assert db.session.query(audit.AuditEntry).count() == 0
        assert db.session.query(Session).count() == 0


def test_what_a_list_let_go_of_is_told_too(app: Flask) -> None:
    """An orphan is deleted in the flush itself, with what belongs to it."""
    with app.app_context():
        with transaction():
            add_session(add_summit(), "A")
        with transaction():
            session = db.session.scalars(db.select(Session)).one()
            uid = session.slots[0].uid
            session.slots.clear()
        deletions = db.select(audit.AuditEntry).filter_by(action="deleted").order_by(audit.AuditEntry.id)
        deleted = list(db.session.scalars(deletions))
        assert [(entry.object_type, entry.object_id) for entry in deleted] == [("slot", 1), ("slot_room", 1)]
        assert deleted[0].changes["uid"] == [uid, None]


def test_what_stood_is_told_whatever_was_imported_first() -> None:
    """Tables that are made before the audit trail is imported must remember too."""
    program = (
        "from sqlalchemy.orm import configure_mappers\n"
        "from eventsite.programme.models import Session\n"
        "configure_mappers()\n"
        "import eventsite.core.audit\n"
        "assert Session.title.impl.active_history"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


def test_a_secret_is_told_to_have_changed_and_not_what_it_was(app: Flask) -> None:
    with app.app_context():
        with transaction():
            account = Account(email="ada@example.org", name="Ada", created_at=NINE, password_hash="first")
            db.session.add(account)
        for password_hash in ("second", ""):
            with transaction():
                account.password_hash = password_hash
        with transaction():
            db.session.delete(account)
        entries = db.session.scalars(db.select(audit.AuditEntry).order_by(audit.AuditEntry.id)).all()
        assert [entry.changes.get("password_hash") for entry in entries] == [
            None, ["kept secret", "kept secret"], ["kept secret", ""], ["", None],
        ]
        assert not any(word in str([entry.changes for entry in entries]) for word in ("first", "second"))


def test_what_is_not_worth_telling_is_left_out(app: Flask) -> None:
    with app.app_context():
        with transaction():
            account = Account(email="ada@example.org", name="Ada", created_at=NINE)
            passkey = Passkey(account=account, credential_id=b"id", public_key=b"key", name="Mine", created_at=NINE)
            db.session.add(passkey)
        with transaction():
            passkey.sign_count, passkey.used_at = 1, NINE
        with transaction():
            passkey.name, passkey.sign_count = "Ours", 2
        with transaction():
            db.session.delete(passkey)
        gone, renamed, *rest = audit.history(passkey)
        assert (renamed.changes, len(rest)) == ({"name": ["Mine", "Ours"]}, 1)
        assert gone.changes["credential_id"] == ["2 bytes", None]
        assert not {"sign_count", "used_at"} & set(gone.changes)
