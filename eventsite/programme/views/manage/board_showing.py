"""The day that a module has on its screen: how it was before a step, and what is different after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from eventsite.programme.board.asked import Asked
from eventsite.programme.board.building import day_of, seen_day
from eventsite.programme.board.day import Day
from eventsite.programme.board.keeping import revision_of
from eventsite.programme.board.news import delta_of
from eventsite.programme.views.manage.board_answers import day_data
from eventsite.programme.views.manage.board_steps import movable_events
from eventsite.summits.models import Summit


@dataclass(frozen=True)
class Showing:
    summit: Summit
    asked: Asked
    before: Day

    @classmethod
    def of(cls, summit: Summit, asked: Asked) -> Showing:
        """Return the day as it is before the step; one query when this process has it still."""
        movable = movable_events(summit)
        seen = seen_day(summit, asked, movable, revision_of(summit).token)
        return cls(summit, asked, seen or day_of(summit, asked, movable))

    def now(self) -> dict[str, Any]:
        """Return what the step changed of it, or somebody else meanwhile."""
        after = day_of(self.summit, self.asked, movable_events(self.summit))
        return day_data(self.summit, after, delta_of(self.before, after))
