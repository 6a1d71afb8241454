"""The page of a session's form: the form, and what there is to say around it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from wtforms import Field, FieldList, FormField

from eventsite.core import markdown
from eventsite.programme.drafting.conflicts import Conflict, list_conflicts
from eventsite.programme.drafting.known_people import FoundPerson
from eventsite.programme.drafting.session_page import Standing, standing_of
from eventsite.programme.forms import SessionForm, open_session
from eventsite.programme.forms.buttons import Pressed
from eventsite.programme.models import Session


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at the element `id`."""

    id: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Preview:
    """Markdown as it will look, as HTML that `core.markdown` made safe."""

    abstract: str
    description: str


@dataclass(frozen=True, slots=True)
class EditPage:
    """`session` is None for a new one; `found` are people to pick from, None when nobody was looked for."""

    form: SessionForm
    session: Session | None
    conflicts: tuple[Conflict, ...]
    problems: tuple[Problem, ...]
    preview: Preview | None
    found: tuple[FoundPerson, ...] | None
    standing: Standing


def edit_page(form: SessionForm, session: Session | None, pressed: Pressed | None = None) -> EditPage:
    """Return the page; 1 query for the release, and 4 more when somebody saved in between."""
    conflicts: tuple[Conflict, ...] = ()
    if session is not None:
        conflicts = conflicts_of(form, session)
    if session is not None and pressed is None:
        # Who tried to save has the conflicts before them, and may save over them; after another button the page opens
        # at its row, and they may be out of sight.
        form.version.data = str(session.version)
    is_preview = pressed is not None and pressed.is_preview
    return EditPage(
        form=form,
        session=session,
        conflicts=conflicts,
        problems=tuple(_problems(form)),
        preview=_preview(form) if is_preview else None,
        found=pressed.found if pressed else None,
        standing=standing_of(session) if session else Standing(),
    )


def conflicts_of(form: SessionForm, session: Session) -> tuple[Conflict, ...]:
    """Return what somebody saved since the form was opened and the form would overwrite."""
    return list_conflicts(session, form.prints.data or "", form.fields, open_session(session).fields)


def _preview(form: SessionForm) -> Preview:
    return Preview(markdown.render(form.abstract.data or ""), markdown.render(form.description.data or ""))


def _problems(form: SessionForm) -> Iterator[Problem]:
    """Yield what is wrong with each field, in the order of the page."""
    for field in form:
        yield from _problems_of(field, "")


def _problems_of(field: Field, where: str) -> Iterator[Problem]:
    if isinstance(field, FieldList):
        for place, entry in enumerate(field, start=1):
            yield from _problems_of(entry, f"{'Slot' if field.short_name == 'slots' else 'Line-up'} {place}: ")
    elif isinstance(field, FormField):
        for part in field.form:
            yield from _problems_of(part, where)
    else:
        yield from (Problem(field.id, where + field.label.text, str(error)) for error in field.errors)
