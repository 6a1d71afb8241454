"""The form of walking minutes: one field for every two zones, empty where they are as far as any others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import Field

from eventsite.core.stale import mark_of
from eventsite.desk.venue.forms import OpenedForm
from eventsite.registration.forms.parts import BadNumber, number, whole
from eventsite.summits.models import Zone
from eventsite.summits.services.zones import Pair, WalkPlan, pair


class WalksForm(OpenedForm):
    """Make one with `walks_form`, which gives it a field for each pair in `keys`."""

    minutes = number("Between two zones", places=3)
    keys: tuple[Pair, ...] = ()

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = super().validate(extra_validators)
        for field in (self.minutes, *self.ways):
            try:
                if field is self.minutes or (field.data or "").strip():
                    whole(field.data or "")
            except BadNumber as error:
                field.errors = [*field.errors, str(error)]
                is_valid = False
        return is_valid

    @property
    def ways(self) -> list[Field]:
        return [self[_name(key)] for key in self.keys]

    def way(self, one: Zone, other: Zone) -> Field:
        found: Field = self[_name(pair(one, other))]
        return found

    def plan(self) -> WalkPlan:
        """Return what the form asks for; call it when the form is valid."""
        typed = zip(self.keys, self.ways, strict=True)
        ways = {key: whole(field.data) for key, field in typed if (field.data or "").strip()}
        return WalkPlan(whole(self.minutes.data or ""), tuple(sorted(ways.items())))


def walks_form(pairs: Sequence[tuple[Zone, Zone]], plan: WalkPlan) -> WalksForm:
    """Return the form with a field for each two zones, as posted or as `plan` says."""
    fields = {_name(pair(*both)): number(f"{both[0].name} to {both[1].name}", places=3) for both in pairs}
    keys = tuple(pair(*both) for both in pairs)
    form_class: type[WalksForm] = type("WalksForm", (WalksForm,), {"keys": keys, **fields})
    said = {_name(key): str(minutes) for key, minutes in plan.ways}
    return form_class(data={"opened": mark_of(plan), "minutes": str(plan.minutes), **said})


def _name(key: Pair) -> str:
    return f"way_{key[0]}_{key[1]}"
