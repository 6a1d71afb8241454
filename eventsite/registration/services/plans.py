"""What an organizer wants a pass to be, as plain values; `checking` says what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from eventsite.registration.states import Opens


@dataclass(frozen=True, slots=True)
class PhasePlan:
    """A price in minor units from an instant on; the first phase has no beginning."""

    name: str
    amount: int
    starts_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """One thing a pass opens: `which` is an event's slug, an ISO date or a session's code, as the kind asks."""

    kind: Opens
    which: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PassPlan:
    """`capacities` are ids; `own_limit` makes one more, called like the pass. Instants are aware."""

    name: str
    summary: str = ""
    extras: str = ""
    opens: tuple[Opening, ...]
    phases: tuple[PhasePlan, ...]
    min_per_order: int = 1
    max_per_order: int = 20
    is_hidden: bool = False
    is_virtual: bool = False
    on_sale_from: datetime | None = None
    on_sale_until: datetime | None = None
    capacities: tuple[int, ...] = ()
    own_limit: int | None = None
