"""The attendee pages, all on one blueprint."""

from eventsite.front.views import cards, discovery, home, now, reading
from eventsite.front.views.blueprint import bp

__all__ = ["bp", "cards", "discovery", "home", "now", "reading"]
