"""What a browser keeps for the board: one's own last steps; and what an account may move there."""

from __future__ import annotations

from flask import session as browser

from eventsite.permissions import Permission
from eventsite.programme.board.steps import Step, pushed, read_steps, undone
from eventsite.summits.models import Summit
from eventsite.web.access import can

_KEY = "board"


def movable_events(summit: Summit) -> frozenset[str]:
    """Return the slugs of the events whose sessions this account may move."""
    return frozenset(event.slug for event in summit.events if can(Permission.SUMMIT_PROGRAMME_EDIT, event))


def last_step(summit: Summit) -> Step | None:
    """Return the newest step in this summit that can be undone."""
    return next((step for step in reversed(read_steps(browser.get(_KEY))) if step.summit == summit.slug), None)


def keep_step(step: Step) -> None:
    browser[_KEY] = [kept.as_data() for kept in pushed(read_steps(browser.get(_KEY)), step)]


def forget_step(fields: dict[str, str], version: int) -> None:
    """Drop the step that was undone just now."""
    browser[_KEY] = [kept.as_data() for kept in undone(read_steps(browser.get(_KEY)), fields, version)]
