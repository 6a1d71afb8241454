"""Summit, Event, Zone, Room, TeamMember."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventsite.core.db import Model, enum_column
from eventsite.people.models import Account
from eventsite.summits.states import SHAPES, Registration, TeamRole


class Summit(Model):
    """One edition. Its venue stands here as long as a summit has one."""

    __tablename__ = "summit"
    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="dates"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    edition: Mapped[str] = mapped_column(String(40), default="")
    tagline: Mapped[str] = mapped_column(Text, default="")
    summary: Mapped[str] = mapped_column(Text, default="")
    city: Mapped[str] = mapped_column(String(120), default="")
    time_zone: Mapped[str] = mapped_column(String(60))
    currency: Mapped[str] = mapped_column(String(3), default="USD")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    registration: Mapped[Registration] = mapped_column(
        enum_column(Registration, "registration"), default=Registration.SOON
    )
    created_at: Mapped[datetime]

    venue_name: Mapped[str] = mapped_column(String(200), default="")
    venue_street: Mapped[str] = mapped_column(String(200), default="")
    venue_postal_code: Mapped[str] = mapped_column(String(20), default="")
    venue_region: Mapped[str] = mapped_column(String(120), default="")
    venue_country: Mapped[str] = mapped_column(String(2), default="")
    venue_latitude: Mapped[float | None]
    venue_longitude: Mapped[float | None]
    venue_travel: Mapped[str] = mapped_column(Text, default="")

    events: Mapped[list[Event]] = relationship(back_populates="summit", order_by="Event.position")
    zones: Mapped[list[Zone]] = relationship(back_populates="summit", order_by="Zone.position")
    rooms: Mapped[list[Room]] = relationship(back_populates="summit", order_by="Room.position")

    @property
    def zone_info(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def summit(self) -> Summit:
        """Everything a permission is asked about knows its summit; a summit is its own."""
        return self


class Event(Model):
    """A co-located event of a summit. Its position gives it a shape and a colour."""

    __tablename__ = "event"
    __table_args__ = (UniqueConstraint("summit_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    summit_id: Mapped[int] = mapped_column(ForeignKey("summit.id"))
    slug: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(200))
    short_name: Mapped[str] = mapped_column(String(60), default="")
    summary: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int]

    summit: Mapped[Summit] = relationship(back_populates="events")

    @property
    def shape(self) -> str:
        return SHAPES[self.position % len(SHAPES)]


class Zone(Model):
    """A part of the venue; between zones one has to walk."""

    __tablename__ = "zone"
    __table_args__ = (UniqueConstraint("summit_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    summit_id: Mapped[int] = mapped_column(ForeignKey("summit.id"))
    slug: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(200))
    position: Mapped[int]

    summit: Mapped[Summit] = relationship(back_populates="zones")


class Room(Model):
    __tablename__ = "room"
    __table_args__ = (UniqueConstraint("summit_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    summit_id: Mapped[int] = mapped_column(ForeignKey("summit.id"))
    zone_id: Mapped[int | None] = mapped_column(ForeignKey("zone.id"))
    slug: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(200))
    seats: Mapped[int | None]
    position: Mapped[int]

    summit: Mapped[Summit] = relationship(back_populates="rooms")
    zone: Mapped[Zone | None] = relationship()


class TeamMember(Model):
    """An account in a summit's team."""

    __tablename__ = "team_member"
    __table_args__ = (UniqueConstraint("summit_id", "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    summit_id: Mapped[int] = mapped_column(ForeignKey("summit.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[TeamRole] = mapped_column(enum_column(TeamRole, "role"))

    summit: Mapped[Summit] = relationship()
    account: Mapped[Account] = relationship()
