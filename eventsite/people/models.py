"""Account and what it signs in with: SignInLink, AccountSession, Passkey, SecondFactor, RecoveryCode. Person.

Nothing here opens an account to who reads the database: of links, cookies, passwords and recovery codes only hashes
are kept, and an authenticator's secret is made from the link key and a salt each time it is needed.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventsite.core.audit import SECRET, UNTOLD
from eventsite.core.db import Model, enum_column
from eventsite.people.states import SignInMeans


class Account(Model):
    """A login. Raising `session_version` ends every sign-in that still waits for its second factor."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    session_version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    password_hash: Mapped[str] = mapped_column(String(200), default="", server_default="", info=SECRET)

    # What the web's login manager asks of whoever is signed in.
    is_authenticated = True
    is_active = True
    is_anonymous = False

    @property
    def half(self) -> str:
        """What a sign-in that waits for the second factor keeps: it names this account until the version rises."""
        return f"{self.id}.{self.session_version}"


class SignInLink(Model):
    """One link: works once, until it expires. Its token is never stored. Only those asked for by mail are counted."""

    __tablename__ = "sign_in_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    is_mailed: Mapped[bool] = mapped_column(default=False)

    account: Mapped[Account] = relationship()


class AccountSession(Model):
    """One browser that an account is signed in with: it can be seen, and ended.

    The cookie holds a random secret of which the SHA-256 stands here. `is_strong` says that a second factor was passed,
    or that whoever runs the machine made the link. `proved_at` is when whoever sits there last showed who they are.
    `seen_at` is written by a job, never by a GET, so it is an hour behind at most.
    """

    __tablename__ = "account_session"
    __audited__ = False

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    means: Mapped[SignInMeans] = mapped_column(enum_column(SignInMeans, "means"))
    is_strong: Mapped[bool] = mapped_column(default=False)
    user_agent: Mapped[str] = mapped_column(String(300), default="")
    address: Mapped[str] = mapped_column(String(45), default="")
    created_at: Mapped[datetime]
    proved_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship()


class Passkey(Model):
    """A WebAuthn credential. `public_key` is COSE; `sign_count` may stay 0 for keys that are synchronised."""

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(default=0, info=UNTOLD)
    name: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(info=UNTOLD)

    account: Mapped[Account] = relationship()


class SecondFactor(Model):
    """An authenticator (RFC 6238). Its secret is derived from the link key, the account and this salt.

    `last_step` is the newest time step that was used: each code works once.
    """

    __tablename__ = "second_factor"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), unique=True)
    salt: Mapped[str] = mapped_column(String(64), info=SECRET)
    last_step: Mapped[int] = mapped_column(default=0, info=UNTOLD)
    created_at: Mapped[datetime]

    account: Mapped[Account] = relationship()


class RecoveryCode(Model):
    """A way in when the authenticator is lost: works once; only its hash is kept."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), info=SECRET)
    used_at: Mapped[datetime | None]


class SignInTries(Model):
    """How often something was tried since when; `key` is the SHA-256 of what and by whom, known here or not."""

    __tablename__ = "sign_in_tries"
    __audited__ = False

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    tries: Mapped[int]
    since: Mapped[datetime]


class Person(Model):
    """A human in programmes, of any summit. `code` is what stands in addresses and never changes.

    `email` is for the organizers alone: where changes of their own sessions are told.
    """

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254), default="", server_default="")
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    account: Mapped[Account | None] = relationship()


class PersonSource(Model):
    """Where an imported person came from; (source, key) is its identity there, never the name."""

    __tablename__ = "person_source"
    __table_args__ = (UniqueConstraint("source", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(200))
    key: Mapped[str] = mapped_column(String(200))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)

    person: Mapped[Person] = relationship()
