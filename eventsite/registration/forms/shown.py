"""A pass as its form shows it: plain text and lists, by field."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from eventsite.core.money import plain
from eventsite.programme.drafting import wall_clock
from eventsite.registration.forms.options import session_line
from eventsite.registration.models import PassType, PricePhase
from eventsite.registration.states import Opens
from eventsite.web.forms import many_lines, one_line

Fields = dict[str, Any]

#: The fields of a pass's form, with the words that stand beside them.
LABELS = {
    "name": "Name",
    "summary": "In a sentence",
    "extras": "Also included",
    "opens": "Opens",
    "events": "Events",
    "days": "Days",
    "sessions": "Single sessions",
    "phases": "Prices",
    "min_per_order": "At least, per order",
    "max_per_order": "At most, per order",
    "on_sale_from": "On sale from",
    "on_sale_until": "On sale until",
    "is_hidden": "Hidden",
    "is_virtual": "Virtual",
    "capacities": "Draws from",
}
_NO_MOMENT = {"on": "", "at": "", "second": False}


def new_phase() -> Fields:
    return {"name": "", "price": "", "on": "", "at": "00:00", "second": False}


def open_new() -> Fields:
    """Return a new pass: it opens everything, and has one price that is still to be said."""
    return {
        "version": "0", "name": "", "summary": "", "extras": "", "opens": Opens.SUMMIT.value, "events": [], "days": [],
        "sessions": [""], "phases": [{**new_phase(), "at": ""}], "min_per_order": "1", "max_per_order": "20",
        "is_hidden": False, "is_virtual": False, "on_sale_from": _NO_MOMENT, "on_sale_until": _NO_MOMENT,
        "capacities": [], "own_limit": "", "agreed": False,
    }  # fmt: skip


def open_pass(pass_type: PassType) -> Fields:
    """Return a pass as its form shows it; 2 queries for events and sessions that are not loaded yet."""
    zone, opened = pass_type.summit.zone_info, pass_type.entitlements
    kinds = {entitlement.kind for entitlement in opened}
    return {
        "version": str(pass_type.version),
        "name": one_line(pass_type.name),
        "summary": one_line(pass_type.summary),
        "extras": many_lines(pass_type.extras),
        "opens": next((kind.value for kind in Opens if kind in kinds - {Opens.SESSION}), Opens.SESSION.value),
        "events": [entitlement.event.slug for entitlement in opened if entitlement.event],
        "days": [entitlement.on_date.isoformat() for entitlement in opened if entitlement.on_date],
        "sessions": [session_line(e.session.code, e.session.title) for e in opened if e.session] + [""],
        "phases": [_phase(phase, pass_type.summit.currency, zone) for phase in pass_type.phases],
        "min_per_order": str(pass_type.min_per_order),
        "max_per_order": str(pass_type.max_per_order),
        "is_hidden": pass_type.is_hidden,
        "is_virtual": pass_type.is_virtual,
        "on_sale_from": _moment(pass_type.on_sale_from, zone),
        "on_sale_until": _moment(pass_type.on_sale_until, zone),
        "capacities": [str(capacity.id) for capacity in pass_type.capacities],
        "own_limit": "",
        "agreed": False,
    }


def _phase(phase: PricePhase, currency: str, zone: ZoneInfo) -> Fields:
    return {"name": one_line(phase.name), "price": plain(phase.amount, currency), **_moment(phase.starts_at, zone)}


def _moment(at: datetime | None, zone: ZoneInfo) -> Fields:
    if at is None:
        return dict(_NO_MOMENT)
    local = at.astimezone(zone)
    second = wall_clock.comes_twice(local) and bool(local.fold)
    return {"on": local.date().isoformat(), "at": f"{local:%H:%M}", "second": second}


def same(one: Fields, other: Fields, field: str) -> bool:
    """Tell whether two forms say the same in one field."""
    return bool(_plain(one.get(field)) == _plain(other.get(field)))


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        rows = [_plain(item) for item in value if item]
        return rows if any(isinstance(row, dict) for row in rows) else sorted(rows)
    return {name: part or "" for name, part in value.items()} if isinstance(value, dict) else value or ""
