"""A session of the draft: made, revised, cancelled, reinstated. Each save raises its version by one."""

from __future__ import annotations

import re
from collections import Counter

from eventsite.core.codes import new_code
from eventsite.core.db import db
from eventsite.core.errors import DomainError, StaleEdit
from eventsite.core.states import step
from eventsite.people.models import Account
from eventsite.programme import queries
from eventsite.programme.drafting.plans import SessionPlan
from eventsite.programme.models import CoPresenter, Session, Track
from eventsite.programme.releases import public
from eventsite.programme.services import bounds, line_up, scheduling
from eventsite.programme.states import SESSION_STEPS, SessionState
from eventsite.summits.models import Event, Summit
from eventsite.summits.queries import hold_events
from eventsite.summits.services.turns import take_turns

_NUMBERED = re.compile(r"([A-Z]{1,6})-(\d{1,6})")


class EventNotOfSummit(DomainError):
    """An event that this summit does not have."""


class TrackNotOfEvent(DomainError):
    """A track that the session's event does not have."""


def create_session(*, summit: Summit, plan: SessionPlan, host: str, by: Account) -> Session:
    """Add a session to the draft, under a code that was never used in this summit.

    Raises:
        DomainError: as `revise_session` does.
    """
    take_turns(summit)  # or two get the same code
    event = _held_event(summit, plan.event)
    code = free_code(summit, event)
    session = Session(summit=summit, event=event, code=code, state=plan.state, title=plan.title, kind=plan.kind)
    db.session.add(session)
    _apply(session, plan, host, by)
    db.session.flush()
    return session


def revise_session(*, session: Session, version: int, plan: SessionPlan, host: str, by: Account) -> Session:
    """Make `session` what `plan` says, if it is still the one that was opened as `version`.

    Raises:
        StaleEdit: when somebody saved it in between.
        EventNotOfSummit, EventOfOthers, TrackNotOfEvent, and what `set_slots` and `set_line_up` raise.
    """
    session = locked_session(session)
    if session.version != version:
        raise StaleEdit("Somebody saved this session after you opened it. Compare, then save again.")
    _apply(session, plan, host, by)
    session.version += 1
    db.session.flush()
    return session


def cancel_session(*, session: Session) -> Session:
    """Call a session off; after the next release it stands as cancelled."""
    return _move(session, SessionState.CANCELLED)


def reinstate_session(*, session: Session) -> Session:
    """Bring a cancelled session back as confirmed."""
    return _move(session, SessionState.CONFIRMED)


def free_code(summit: Summit, event: Event) -> str:
    """Return a code that no session of the summit has or had: the next number of the event's series, if it has one."""
    codes = db.select(Session.code, Session.event_id).filter_by(summit_id=summit.id).order_by(Session.code)
    rows = db.session.execute(codes).all()
    release = queries.current_release(summit)
    taken = {code for code, _ in rows} | (set(public.load(release.id).sessions) if release else set())
    series = Counter(match[1] for code, owner in rows if owner == event.id and (match := _NUMBERED.fullmatch(code)))
    if not series:
        return new_code(taken)
    prefix = series.most_common(1)[0][0]
    numbers = [int(match[2]) for code in taken if (match := _NUMBERED.fullmatch(code)) and match[1] == prefix]
    return f"{prefix}-{max(numbers) + 1}"


def locked_session(session: Session) -> Session:
    """Return the session as it stands now, and keep others from saving it until we are done."""
    id, summit, code = session.id, session.summit, session.code
    db.session.execute(db.select(Session.id).filter_by(id=id).with_for_update())
    db.session.expire(session)
    found = queries.find_session(summit, code)
    assert found is session
    return found


def _move(session: Session, state: SessionState) -> Session:
    session = locked_session(session)
    if session.state != state:
        session.state = step(SESSION_STEPS, session.state, state, f"“{session.title}”")
        session.version += 1
    db.session.flush()
    return session


def _apply(session: Session, plan: SessionPlan, host: str, by: Account) -> None:
    same = ("title", "subtitle", "kind", "language", "is_featured", "abstract", "description")
    for name in same:
        setattr(session, name, getattr(plan, name))
    session.state = step(SESSION_STEPS, session.state, plan.state, f"“{plan.title}”")
    session.event = _event(session, plan.event)
    bounds.check_event(account=by, event=session.event)
    session.track = _track(session.event, plan.track)
    _set_also(session, plan.also, by)
    scheduling.set_slots(session=session, plans=plan.slots, host=host, by=by)
    line_up.set_line_up(session=session, plans=plan.line_up, by=by)


def _set_also(session: Session, slugs: tuple[str, ...], by: Account) -> None:
    """Let the session be shown by these events too; who begins or ends that edits the other event as well."""
    there = {also.event.slug: also for also in session.also}
    wanted = [slug for slug in dict.fromkeys(slugs) if slug != session.event.slug]
    other = {slug: _event(session, slug) for slug in sorted(set(there) ^ set(wanted))}
    for event in other.values():
        bounds.check_event(account=by, event=event)
    session.also[:] = [there.get(slug) or CoPresenter(event=other[slug]) for slug in wanted]


def _event(session: Session, slug: str) -> Event:
    """Return an event of the session's summit; what the session is not in yet cannot go meanwhile."""
    for event in (session.event, *(also.event for also in session.also)):
        if event.slug == slug:
            return event
    return _held_event(session.summit, slug)


def _held_event(summit: Summit, slug: str) -> Event:
    for event in hold_events(summit, (slug,)):
        return event
    raise EventNotOfSummit(f"This summit has no event {slug[:60]!r}. Choose one of its own.")


def _track(event: Event, slug: str) -> Track | None:
    if not slug:
        return None
    rows = db.select(Track).filter_by(event_id=event.id, slug=slug)
    track: Track | None = db.session.scalar(rows.with_for_update(read=True, key_share=True))  # or it goes meanwhile
    if track is None:
        raise TrackNotOfEvent(f"{event.name} has no track {slug[:80]!r}. Choose one of its own, or none.")
    return track
