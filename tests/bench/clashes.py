"""The clashes of a summit of 1,351 sessions with 900 people: reading the draft, the sweep, and a step of a drag.

Shaped like a large real season: three days of five events in thirty rooms and six zones, panels of four and talks of
two, a plenary each morning, stars by thousands, rooms that events hold, and some thirty clashes, as a draft has them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from statistics import median
from uuid import UUID

from flask import Flask

from eventsite.core.db import db, transaction
from eventsite.people.models import Person
from eventsite.programme.clashes.alternatives import alternatives
from eventsite.programme.clashes.facts import facts_of
from eventsite.programme.clashes.sweep import find_clashes
from eventsite.programme.clashes.trying import try_place
from eventsite.programme.models import Appearance, PersonalAgenda, Session, Slot, SlotRoom, Star
from eventsite.programme.states import Role, SessionKind
from eventsite.summits.models import Allocation, Event, Room, Summit, Zone, ZoneWalk
from tests.bench import sites
from tests.bench.row import Row

LARGE = "large"
SESSIONS, PEOPLE, ROOMS, ZONES, EVENTS, DAYS, STARS = 1351, 900, 30, 6, 5, 3, 6000
MOST = 0.150
MORNING = datetime(2026, 11, 3, 14, 0, tzinfo=UTC)


def rows(app: Flask) -> Iterator[Row]:
    """Make the summit and measure it; each figure is the median of nine."""
    make_large(app)
    with app.app_context():
        summit = sites.the_summit(LARGE)
        facts = facts_of(summit)
        swept = _median(lambda: find_clashes(facts_of(summit)), less=lambda: facts_of(summit))
        whole = _median(lambda: find_clashes(facts_of(summit)))
        found = len(find_clashes(facts))
        what = f"clash sweep over {SESSIONS:,} sessions with {PEOPLE} people, {found} clashes"
        yield _row(f"{what}, from facts in hand", swept, MOST)
        yield _row(f"{what}, with reading the draft (10 queries)", whole, MOST)
        some = facts.placed[:: SESSIONS // 50]
        tried = max(_median(lambda p=p: try_place(facts, p.slot, p.starts_at, p.ends_at, ("r-7",))) for p in some)
        ways = max(_median(lambda p=p: alternatives(facts, p.slot)) for p in some)
        yield _row("a step of a drag there: what would clash, slowest of 50", tried, 0.005)
        yield _row("the next three free places there, slowest of 50", ways, 0.020)


def _row(what: str, took: float, most: float) -> Row:
    return Row(what, f"{took * 1000:.1f} ms", f"under {most * 1000:g} ms", took < most)


def _median(work: Callable[[], object], less: Callable[[], object] | None = None) -> float:
    """Return the median of nine runs in seconds; `less` is run before each and taken off."""
    took = []
    for _ in range(9):
        began = time.perf_counter()
        if less is not None:
            less()
        between = time.perf_counter()
        work()
        ended = time.perf_counter()
        took.append((ended - between) - (between - began if less is not None else 0))
    return median(took)


def make_large(app: Flask) -> None:
    """Make the summit; what is drawn is the same in every run."""
    draw = Random(1351)
    with app.app_context(), transaction():
        summit = Summit(
            slug=LARGE, name="Large", time_zone="America/New_York", starts_on=MORNING.date(),
            ends_on=MORNING.date() + timedelta(days=DAYS - 1), created_at=MORNING,
        )  # fmt: skip
        _venue(summit)
        people = [Person(code=f"large-{n}", name=f"Person {n}") for n in range(PEOPLE)]
        db.session.add_all([summit, *people])
        db.session.flush()
        for number in range(SESSIONS):
            db.session.add(_session(summit, number, people, draw))
        _stars(summit, draw)


def _venue(summit: Summit) -> None:
    summit.events += [Event(slug=f"e-{n}", name=f"Event {n}", position=n) for n in range(EVENTS)]
    zones = [Zone(slug=f"z-{n}", name=f"Zone {n}", position=n) for n in range(ZONES)]
    summit.zones += zones
    summit.rooms += [
        Room(slug=f"r-{n}", name=f"Room {n}", seats=60 + 40 * (n % 5), position=n, zone=zones[n % ZONES])
        for n in range(ROOMS)
    ]
    db.session.add(summit)
    db.session.flush()
    db.session.add_all([ZoneWalk(zone=zones[0], other=zones[n], minutes=2 + 2 * n) for n in range(1, ZONES)])
    db.session.add_all([Allocation(event=summit.events[n % 2], room=summit.rooms[n]) for n in range(4)])


def _session(summit: Summit, number: int, people: list[Person], draw: Random) -> Session:
    """Return a session in its turn: fifteen a day in each room, half an hour each, five minutes between."""
    turn, room = divmod(number, ROOMS)
    day, turn = divmod(turn, 16)
    is_panel = number % 3 == 0
    session = Session(
        summit=summit, event=summit.events[room % 2 if room < 4 else number % EVENTS], code=f"L-{number}",
        title=f"What city number {number} learned by buying together",
        kind=SessionKind.PANEL if is_panel else SessionKind.TALK,
    )  # fmt: skip
    # In their turn, so that hardly anybody is called for twice at once, and now and then by chance.
    turns = ((number * 7 + seat) % PEOPLE for seat in range(4 if is_panel else 2))
    names = {people[turn if draw.random() < 0.97 else draw.randrange(PEOPLE)] for turn in turns}
    for place, person in enumerate(sorted(names, key=lambda person: person.id)):
        role = Role.MODERATOR if is_panel and place == 0 else Role.PANELIST if is_panel else Role.SPEAKER
        session.line_up.append(Appearance(person=person, role=role, position=place))
    starts_at = MORNING + timedelta(days=day, minutes=35 * turn)
    uuid = UUID(int=draw.getrandbits(128), version=4)
    slot = Slot(uuid=uuid, uid=f"slot-{uuid}@localhost", starts_at=starts_at, ends_at=starts_at + timedelta(minutes=30))
    taken = summit.rooms[:8] if number % (ROOMS * 16) == 0 else [summit.rooms[room]]
    slot.places += [SlotRoom(room=one, position=place) for place, one in enumerate(taken)]
    session.slots.append(slot)
    return session


def _stars(summit: Summit, draw: Random) -> None:
    agendas = [PersonalAgenda(created_at=MORNING) for _ in range(STARS // 20)]
    db.session.add_all(agendas)
    for agenda in agendas:
        codes = {f"L-{int(draw.random() ** 3 * SESSIONS)}" for _ in range(20)}
        agenda.stars += [Star(summit=summit, session_code=code, created_at=MORNING) for code in sorted(codes)]
