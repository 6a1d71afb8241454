"""What every part of a day of the board stands on: what was asked, what is known, what was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from eventsite.programme.board import geometry
from eventsite.programme.board.asked import Asked
from eventsite.programme.board.day import Strand
from eventsite.programme.board.keeping import Known
from eventsite.programme.board.reading import Detail, RoomRow
from eventsite.programme.clashes.facts import Placed
from eventsite.programme.releases.public import Programme
from eventsite.programme.releases.snapshot import Billing
from eventsite.summits.models import Summit


@dataclass(frozen=True)
class Ground:
    """What every part of the page stands on."""

    summit: Summit
    asked: Asked
    on: date
    known: Known
    movable: frozenset[str]
    strands: Mapping[str, Strand]
    rooms: tuple[RoomRow, ...]
    details: Mapping[str, Detail]
    billings: Mapping[str, tuple[Billing, ...]]
    programme: Programme | None
    placed: tuple[Placed, ...]

    def shape_of(self, detail: Detail) -> str:
        """Return the shape of a session: its event's, and of the only event's sessions their track's, '' for none."""
        return detail.track_shape if len(self.strands) == 1 else self.strands[detail.event].shape

    @property
    def row_0(self) -> datetime:
        return geometry.day_start(self.on, self.summit.zone_info)
