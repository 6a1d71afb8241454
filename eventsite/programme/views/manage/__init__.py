"""The organizers' programme pages, all on one blueprint."""

from eventsite.programme.views.manage import editing, history, listing, releasing
from eventsite.programme.views.manage.blueprint import bp

__all__ = ["bp", "editing", "history", "listing", "releasing"]
