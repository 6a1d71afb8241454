"""The page of a pass's form: the form, and what there is to say around it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from wtforms import Field, FieldList, FormField

from eventsite.registration.forms import PassForm, open_pass
from eventsite.registration.forms.options import KINDS
from eventsite.registration.forms.shown import LABELS, same
from eventsite.registration.models import PassType
from eventsite.registration.services import selling


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at the element `id`."""

    id: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A field that says something else now than the form does: `now` is what it says."""

    label: str
    now: str


@dataclass(frozen=True, slots=True)
class PassPage:
    """`pass_type` is None for a new one. `ordered` are all its lines there ever were, `holders` those that are live."""

    pass_type: PassType | None
    form: PassForm
    problems: tuple[Problem, ...]
    standing: tuple[Standing, ...]
    ordered: int = 0
    holders: int = 0
    asks_consent: bool = False


def pass_page(form: PassForm, pass_type: PassType | None, *, is_stale: bool = False) -> PassPage:
    """Return the page; 2 queries where there is a pass already.

    Whoever tried to save a stale form sees what stands now, and saves over it with the next click.
    """
    problems = tuple(_problems(form))
    if pass_type is None:
        return PassPage(None, form, problems, ())
    now = open_pass(pass_type)
    holders = selling.count_holders(pass_type)
    asks = bool(holders) and any(not same(form.fields, now, name) for name in ("opens", "events", "days", "sessions"))
    standing: tuple[Standing, ...] = ()
    if is_stale:
        standing = tuple(_standing(form, now))
        form.version.data = str(pass_type.version)
    ordered = selling.count_ordered(pass_type)
    return PassPage(pass_type, form, problems, standing, ordered, holders, asks)


def _standing(form: PassForm, now: dict[str, Any]) -> Iterator[Standing]:
    fields = form.fields
    for name, label in LABELS.items():
        if not same(fields, now, name):
            yield Standing(label, _in_words(form, name, now[name]))


def _in_words(form: PassForm, name: str, value: Any) -> str:
    if name == "opens":
        return KINDS[value]
    if name in ("events", "days", "capacities"):
        words = dict(form[name].choices)
        return ", ".join(words.get(item, item) for item in value) or "none"
    if name == "phases":
        return "; ".join(" ".join(filter(None, (row["name"], row["price"], _when(row)))) for row in value)
    if isinstance(value, dict):
        return _when(value) or "not set"
    if isinstance(value, list):
        return ", ".join(filter(None, value)) or "none"
    return ("yes" if value else "no") if isinstance(value, bool) else value or "empty"


def _when(row: dict[str, Any]) -> str:
    if not row["on"]:
        return ""
    on = date.fromisoformat(row["on"])
    return f"from {on:%a} {on.day} {on:%b}, {row['at']}"


def _problems(form: PassForm) -> Iterator[Problem]:
    """Yield what is wrong with each field, in the order of the page."""
    for field in form:
        yield from _problems_of(field, "")


def _problems_of(field: Field, where: str) -> Iterator[Problem]:
    if isinstance(field, FieldList):
        for place, entry in enumerate(field, start=1):
            row = f"{'Price' if field.short_name == 'phases' else 'Session'} {place}"
            yield from _problems_of(entry, f"{row}: " if isinstance(entry, FormField) else "")
    elif isinstance(field, FormField):
        inside = where or f"{field.label.text}: "
        for part in field.form:
            yield from _problems_of(part, inside)
    else:
        yield from (Problem(field.id, where + field.label.text, str(error)) for error in field.errors)
