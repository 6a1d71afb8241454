"""The public programme pages, all on one blueprint."""

from eventsite.programme.views import agenda, changes, events, people, schedules, sessions
from eventsite.programme.views.blueprint import bp

__all__ = ["agenda", "bp", "changes", "events", "people", "schedules", "sessions"]
