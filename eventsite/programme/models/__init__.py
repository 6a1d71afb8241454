"""The programme's tables: the draft, its releases, where imports came from, what visitors starred."""

from eventsite.programme.models.draft import (
    Appearance,
    CoPresenter,
    NewsArticle,
    Page,
    Profile,
    Resource,
    Session,
    Slot,
    SlotRoom,
    Track,
)
from eventsite.programme.models.release import Notice, Release
from eventsite.programme.models.source import SourceRecord
from eventsite.programme.models.stars import PersonalAgenda, Star
from eventsite.programme.models.waiver import Waiver

__all__ = [
    "Appearance",
    "CoPresenter",
    "NewsArticle",
    "Notice",
    "Page",
    "PersonalAgenda",
    "Profile",
    "Release",
    "Resource",
    "Session",
    "Slot",
    "SlotRoom",
    "SourceRecord",
    "Star",
    "Track",
    "Waiver",
]
