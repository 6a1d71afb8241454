"""Summit, Event, Zone, ZoneWalk, Room, Allocation, TeamMember, TeamInvitation."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventsite.core.db import Model, enum_column
from eventsite.core.wording import title_of
from eventsite.people.models import Account
from eventsite.summits.states import SHAPES, Registration, TeamRole


class Summit(Model):
    """One edition. Its venue stands here as long as a summit has one.

    `walking_minutes` is the way between two zones that have no `ZoneWalk` of their own.
    """

    __tablename__ = "summit"
    __is_scope__ = True
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
    walking_minutes: Mapped[int] = mapped_column(default=5, server_default="5")
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
    def title(self) -> str:
        """Return the name with the edition."""
        return title_of(self.name, self.edition)

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

    @property
    def event(self) -> Event:
        """What a role that is bound to an event is asked about knows its event; an event is its own."""
        return self


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


class ZoneWalk(Model):
    """How long it takes to walk between two zones, either way; `zone_id` is the smaller of the two ids."""

    __tablename__ = "zone_walk"
    __table_args__ = (
        UniqueConstraint("zone_id", "other_id"),
        CheckConstraint("zone_id < other_id", name="one_way"),
        CheckConstraint("minutes >= 0", name="minutes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    zone_id: Mapped[int] = mapped_column(ForeignKey("zone.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("zone.id"), index=True)
    minutes: Mapped[int]

    zone: Mapped[Zone] = relationship(foreign_keys=zone_id)
    other: Mapped[Zone] = relationship(foreign_keys=other_id)


class Room(Model):
    """`allows_parallel` is for a hall where several things happen at once, each at its own table."""

    __tablename__ = "room"
    __table_args__ = (UniqueConstraint("summit_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    summit_id: Mapped[int] = mapped_column(ForeignKey("summit.id"))
    zone_id: Mapped[int | None] = mapped_column(ForeignKey("zone.id"))
    slug: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(200))
    seats: Mapped[int | None]
    allows_parallel: Mapped[bool] = mapped_column(default=False, server_default=false())
    position: Mapped[int]

    summit: Mapped[Summit] = relationship(back_populates="rooms")
    zone: Mapped[Zone | None] = relationship()


class Allocation(Model):
    """A room that is an event's from one instant until another, or for the whole summit.

    A room without allocations is everybody's. One that has some is, at any time, for those events alone that hold it
    then.
    """

    __tablename__ = "allocation"
    __table_args__ = (
        CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", name="both_ends"),
        CheckConstraint("ends_at > starts_at", name="length"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"), index=True)
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]

    event: Mapped[Event] = relationship()
    room: Mapped[Room] = relationship()


class TeamMember(Model):
    """One role of an account in a summit's team, for all of it or for one event; an account may have several."""

    __tablename__ = "team_member"
    __table_args__ = (
        UniqueConstraint("summit_id", "account_id", "role", "event_id"),
        # No event is no value to a UNIQUE, so roles for the whole summit have one of their own.
        Index(
            "uq_team_member_of_summit", "summit_id", "account_id", "role", unique=True,
            sqlite_where=text("event_id IS NULL"), postgresql_where=text("event_id IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    summit_id: Mapped[int] = mapped_column(ForeignKey("summit.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[TeamRole] = mapped_column(enum_column(TeamRole, "role"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))

    summit: Mapped[Summit] = relationship()
    account: Mapped[Account] = relationship()
    event: Mapped[Event | None] = relationship()


class TeamInvitation(Model):
    """Somebody who is asked by mail to join a team; the link is signed with `version`, so it can be revoked."""

    __tablename__ = "team_invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    summit_id: Mapped[int] = mapped_column(ForeignKey("summit.id"), index=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(200), default="")
    role: Mapped[TeamRole] = mapped_column(enum_column(TeamRole, "role"))
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    summit: Mapped[Summit] = relationship()
    event: Mapped[Event | None] = relationship()
    invited_by: Mapped[Account | None] = relationship()
