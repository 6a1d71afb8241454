"""What the buyer of a pass chooses: one event of the summit, or one of its days."""

from __future__ import annotations

from datetime import date, timedelta

from eventsite.registration.basket import BadBasket
from eventsite.registration.models import PassType
from eventsite.registration.states import Opens
from eventsite.summits.models import Event, Summit


def days_of(summit: Summit) -> list[date]:
    return [summit.starts_on + timedelta(days=n) for n in range((summit.ends_on - summit.starts_on).days + 1)]


def choose(pass_type: PassType, choice: str) -> tuple[int | None, date | None]:
    """Return the event's id or the day that `choice` names (an event's slug, an ISO date, '' where none is offered).

    Raises:
        BadBasket: when the pass offers no such choice.
    """
    if pass_type.chooses == Opens.ANY_EVENT:
        return _event(pass_type, choice).id, None
    if pass_type.chooses == Opens.ANY_DAY:
        return None, _day(pass_type, choice)
    if choice:
        raise BadBasket(f"{pass_type.name} offers no choice. Choose it again.")
    return None, None


def _event(pass_type: PassType, choice: str) -> Event:
    found = next((event for event in pass_type.summit.events if event.slug == choice), None)
    if found is None:
        raise BadBasket(f"{pass_type.name} opens one event: choose which.")
    return found


def _day(pass_type: PassType, choice: str) -> date:
    found = next((day for day in days_of(pass_type.summit) if day.isoformat() == choice), None)
    if found is None:
        raise BadBasket(f"{pass_type.name} opens one day: choose which.")
    return found
