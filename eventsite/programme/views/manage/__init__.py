"""The organizers' programme pages, all on one blueprint."""

from eventsite.programme.views.manage import board, clashing, editing, history, listing, releasing
from eventsite.programme.views.manage.blueprint import bp

__all__ = ["board", "bp", "clashing", "editing", "history", "listing", "releasing"]
