"""What stands at the top of every document: which summit, when and where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from eventsite.billing.documents.wording import printable, printable_lines
from eventsite.core.wording import dates, title_of


@dataclass(frozen=True, slots=True)
class Masthead:
    """A summit on paper. `edition` may be empty, or part of the name already; `venue` is its lines, name first."""

    name: str
    edition: str
    starts_on: date
    ends_on: date
    venue: tuple[str, ...]

    @property
    def title(self) -> str:
        """Return 'Smart Cities Summit 2026'."""
        return title_of(printable(self.name), printable(self.edition, 60))

    def shown(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "dates": dates(self.starts_on, self.ends_on),
            "venue": printable_lines(self.venue, count=5),
        }
