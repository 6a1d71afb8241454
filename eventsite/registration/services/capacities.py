"""The limits that passes share: made, revised, removed. A smaller size takes no seat from anybody."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from eventsite.core.db import db
from eventsite.core.errors import DomainError
from eventsite.registration import queries
from eventsite.registration.models import Capacity, PassCapacity, PassType
from eventsite.registration.services import availability
from eventsite.registration.services.checking import MOST_SIZE
from eventsite.summits.models import Summit
from eventsite.summits.services.turns import take_turns


class BadCapacity(DomainError):
    """A capacity cannot be called or sized like that."""


class CapacityInUse(DomainError):
    """A pass draws from the capacity."""


def add_capacity(*, summit: Summit, name: str, size: int) -> Capacity:
    """Add a limit that passes may draw from.

    Raises:
        BadCapacity: for a name that is taken or empty, or a size out of bounds.
    """
    take_turns(summit)
    _check(summit, name, size, besides=None)
    capacity = Capacity(summit=summit, name=name, size=size)
    db.session.add(capacity)
    db.session.flush()
    return capacity


def revise_capacity(*, capacity: Capacity, name: str, size: int) -> availability.Left:
    """Rename or resize a capacity; return how much of it is taken then, which may be more than it holds.

    Raises:
        BadCapacity: as `add_capacity` does.
    """
    take_turns(capacity.summit)
    availability.lock([capacity.id])
    _check(capacity.summit, name, size, besides=capacity)
    capacity.name, capacity.size = name, size
    db.session.flush()
    return availability.count([capacity])[capacity.id]


def remove_capacity(*, capacity: Capacity) -> None:
    """Delete a capacity that no pass draws from.

    Raises:
        CapacityInUse: naming the passes that do.
    """
    availability.lock([capacity.id])
    if passes := list_drawing(capacity):
        names = " and ".join(found.name for found in passes)
        raise CapacityInUse(f"{capacity.name} stays: {names} draw{'s' if len(passes) == 1 else ''} from it.")
    db.session.delete(capacity)
    db.session.flush()


def list_drawing(capacity: Capacity) -> Sequence[PassType]:
    """Return the passes that draw from a capacity, in order."""
    rows = select(PassType).join(PassCapacity).where(PassCapacity.capacity_id == capacity.id)
    return db.session.scalars(rows.order_by(PassType.position, PassType.id)).all()


def _check(summit: Summit, name: str, size: int, *, besides: Capacity | None) -> None:
    if not name:
        raise BadCapacity("Give the capacity a name, as in Hall.")
    if not 0 <= size <= MOST_SIZE:
        raise BadCapacity(f"A capacity has from 0 to {MOST_SIZE:,} seats. Use a whole number between them.")
    for other in queries.list_capacities(summit):
        if other is not besides and other.name.casefold() == name.casefold():
            raise BadCapacity(f"There is a capacity {other.name!r} already. Choose another name.")
