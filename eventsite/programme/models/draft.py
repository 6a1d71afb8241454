"""The draft: Track, Session, Slot, Appearance, Profile, Resource, NewsArticle, Page."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventsite.core.db import Model, enum_column
from eventsite.people.models import Person
from eventsite.programme.states import AppearanceState, ResourceKind, Role, SessionKind, SessionState
from eventsite.summits.models import Event, Room, Summit


class Track(Model):
    __tablename__ = "track"
    __table_args__ = (UniqueConstraint("event_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    slug: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(200))
    position: Mapped[int]

    event: Mapped[Event] = relationship()

    @property
    def summit(self) -> Summit:
        return self.event.summit


class Session(Model):
    """What happens. `version` rises with every save of it or its parts, so that a stale form is noticed."""

    __tablename__ = "session"
    __table_args__ = (UniqueConstraint("summit_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    summit_id: Mapped[int] = mapped_column(ForeignKey("summit.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    track_id: Mapped[int | None] = mapped_column(ForeignKey("track.id"))
    code: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(500))
    subtitle: Mapped[str] = mapped_column(String(500), default="")
    abstract: Mapped[str] = mapped_column(Text, default="")
    description: Mapped[str] = mapped_column(Text, default="")
    reconstructed: Mapped[str] = mapped_column(Text, default="")
    kind: Mapped[SessionKind] = mapped_column(enum_column(SessionKind, "kind"))
    state: Mapped[SessionState] = mapped_column(enum_column(SessionState, "state"), default=SessionState.CONFIRMED)
    language: Mapped[str] = mapped_column(String(20), default="")
    is_featured: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    summit: Mapped[Summit] = relationship()
    event: Mapped[Event] = relationship()
    track: Mapped[Track | None] = relationship()
    also: Mapped[list[CoPresenter]] = relationship(
        back_populates="session", cascade="all, delete-orphan", order_by="CoPresenter.id"
    )
    slots: Mapped[list[Slot]] = relationship(
        back_populates="session", cascade="all, delete-orphan", order_by="Slot.starts_at, Slot.id"
    )
    line_up: Mapped[list[Appearance]] = relationship(
        back_populates="session", cascade="all, delete-orphan", order_by="Appearance.position, Appearance.id"
    )
    resources: Mapped[list[Resource]] = relationship(
        back_populates="session", cascade="all, delete-orphan", order_by="Resource.position, Resource.id"
    )


class CoPresenter(Model):
    """Another event of the summit that shows the session as its own too."""

    __tablename__ = "co_presenter"
    __table_args__ = (UniqueConstraint("session_id", "event_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))

    session: Mapped[Session] = relationship(back_populates="also")
    event: Mapped[Event] = relationship()


class Slot(Model):
    """When and where a session happens. `uuid` and `uid` are given once and never change."""

    __tablename__ = "slot"
    __table_args__ = (CheckConstraint("ends_at > starts_at", name="length"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"), index=True)
    uuid: Mapped[UUID] = mapped_column(unique=True)
    uid: Mapped[str] = mapped_column(String(200), unique=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]

    session: Mapped[Session] = relationship(back_populates="slots")
    places: Mapped[list[SlotRoom]] = relationship(
        back_populates="slot", cascade="all, delete-orphan", order_by="SlotRoom.position"
    )

    @property
    def rooms(self) -> list[Room]:
        return [place.room for place in self.places]


class SlotRoom(Model):
    """One of the rooms a slot takes."""

    __tablename__ = "slot_room"
    __table_args__ = (UniqueConstraint("slot_id", "room_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id"))
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"), index=True)
    position: Mapped[int]

    slot: Mapped[Slot] = relationship(back_populates="places")
    room: Mapped[Room] = relationship()


class Appearance(Model):
    """A person in a session, as billed."""

    __tablename__ = "appearance"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[Role] = mapped_column(enum_column(Role, "role"))
    state: Mapped[AppearanceState] = mapped_column(
        enum_column(AppearanceState, "state"), default=AppearanceState.CONFIRMED
    )
    position: Mapped[int]
    billed_name: Mapped[str] = mapped_column(String(200), default="")
    billed_title: Mapped[str] = mapped_column(String(200), default="")
    billed_organization: Mapped[str] = mapped_column(String(200), default="")

    session: Mapped[Session] = relationship(back_populates="line_up")
    person: Mapped[Person] = relationship()


class Profile(Model):
    """A person's public face at one summit. `links` is a list of {label, url}."""

    __tablename__ = "profile"
    __table_args__ = (UniqueConstraint("summit_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    summit_id: Mapped[int] = mapped_column(ForeignKey("summit.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    headline: Mapped[str] = mapped_column(String(300), default="")
    biography: Mapped[str] = mapped_column(Text, default="")
    links: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)

    person: Mapped[Person] = relationship()


class Resource(Model):
    """Something to read, watch or reuse that goes with a session."""

    __tablename__ = "resource"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"), index=True)
    kind: Mapped[ResourceKind] = mapped_column(enum_column(ResourceKind, "kind"))
    title: Mapped[str] = mapped_column(String(500))
    publisher: Mapped[str] = mapped_column(String(200), default="")
    year: Mapped[int | None]
    url: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int]

    session: Mapped[Session] = relationship(back_populates="resources")


class NewsArticle(Model):
    __tablename__ = "news_article"
    __table_args__ = (UniqueConstraint("summit_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    summit_id: Mapped[int] = mapped_column(ForeignKey("summit.id"))
    session_id: Mapped[int | None] = mapped_column(ForeignKey("session.id"))
    slug: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(300))
    summary: Mapped[str] = mapped_column(Text, default="")
    body: Mapped[str] = mapped_column(Text)
    published_on: Mapped[date]

    session: Mapped[Session | None] = relationship()


class Page(Model):
    """The organizers' own words: travel, code of conduct, privacy."""

    __tablename__ = "page"
    __table_args__ = (UniqueConstraint("summit_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    summit_id: Mapped[int] = mapped_column(ForeignKey("summit.id"))
    slug: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)
    position: Mapped[int]
