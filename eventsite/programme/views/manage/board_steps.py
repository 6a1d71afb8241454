"""What a browser keeps for the board: one's own last steps; and what an account may move there."""

from __future__ import annotations

import json

from flask import session as browser

from eventsite.permissions import Permission
from eventsite.programme.board.steps import Step, pushed, read_steps, step_back, undone
from eventsite.programme.clashes.facts import Facts
from eventsite.programme.models import Session
from eventsite.summits.models import Summit
from eventsite.web.access import can

_KEY = "board"
_MOST_LETTERS = 2400


def movable_events(summit: Summit) -> frozenset[str]:
    """Return the slugs of the events whose sessions this account may move."""
    return frozenset(event.slug for event in summit.events if can(Permission.SUMMIT_PROGRAMME_EDIT, event))


def last_step(summit: Summit) -> Step | None:
    """Return the newest step in this summit that can be undone."""
    return next((step for step in reversed(read_steps(browser.get(_KEY))) if step.summit == summit.slug), None)


def keep_step(step: Step) -> None:
    _keep(pushed(read_steps(browser.get(_KEY)), step))


def keep_shift(summit: Summit, words: str, done: str, back: str) -> None:
    """Keep a shift of many by the questions whose previews show it and its way back; one that goes back is dropped."""
    steps = read_steps(browser.get(_KEY))
    if steps and (steps[-1].summit, steps[-1].back) == (summit.slug, done):
        _keep(steps[:-1])
    else:
        _keep(pushed(steps, Step(summit.slug, "", 0, 0, "", words, back=back)))


def _keep(steps: list[Step]) -> None:
    """Keep what has room: a cookie that grows too large would be lost, and the sign-in with it."""
    while steps and len(json.dumps([step.as_data() for step in steps])) > _MOST_LETTERS:
        del steps[0]
    browser[_KEY] = [step.as_data() for step in steps]


def forget_step(session: str, left_at: str, version: int) -> None:
    """Drop the step that was undone just now: the one that left its session at `left_at`."""
    _keep(undone(read_steps(browser.get(_KEY)), session, left_at, version))


def step_of(facts: Facts, summit: Summit, session: Session, slot: str, began: int) -> Step:
    """Return the way back to where `facts` say that a slot was."""
    was = facts.by_slot.get(slot)
    is_there = any(str(known.uuid) == slot for known in session.slots)
    verb = "placing" if was is None else "move" if is_there else "taking off"
    return step_back(
        facts, summit=summit.slug, session=session.code, slot=slot, began=began, version=session.version,
        words=f"{verb} of “{session.title[:80]}”", was=(was.starts_at, was.ends_at, was.rooms) if was else None,
    )  # fmt: skip
