"""What is not ready, event by event: counts in sentences, each of which leads to the list behind it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from eventsite.core.wording import counted
from eventsite.programme import queries
from eventsite.programme.clashes.facts import Facts, facts_of
from eventsite.programme.clashes.rules import RULES
from eventsite.programme.clashes.sentences import quoted
from eventsite.programme.clashes.sweep import Clash, find_clashes
from eventsite.programme.drafting.readiness import Lack, lacks_of
from eventsite.programme.models import Session
from eventsite.programme.states import SessionKind, SessionState, Severity
from eventsite.summits.models import Event, Summit

_KINDS = {SessionKind.SOCIAL: ("social event", "social events")}
_LACKS = {
    Lack.SLOT: ("has no time", "have no time"),
    Lack.ROOM: ("has no room", "have no room"),
    Lack.ANSWER: ("waits for somebody’s answer", "wait for somebody’s answer"),
}
#: How many clashes of one rule are put; a single one says what it is itself.
_MANY = {"moderator": "{:,} panels have no moderator", "alone": "{:,} panels have one panelist or none"}


@dataclass(frozen=True, slots=True)
class ReadyLine:
    """'3 panels have no moderator', for `count` things; `codes` are the sessions behind them.

    `query` narrows the list of sessions to them, or that of clashes where `is_of_clashes`.
    """

    sentence: str
    count: int
    codes: tuple[str, ...]
    query: dict[str, str]
    is_of_clashes: bool = False


@dataclass(frozen=True, slots=True)
class EventReadiness:
    """`sessions` counts those that are not cancelled, also where another event leads; no `lines` means ready."""

    slug: str
    name: str
    shape: str
    sessions: int
    lines: tuple[ReadyLine, ...]

    @property
    def is_ready(self) -> bool:
        return bool(self.sessions) and not self.lines


def readiness_of(summit: Summit) -> tuple[EventReadiness, ...]:
    """Return what is not ready in each event, in their order; 17 queries, and 6 more for each 200 sessions.

    A session that several events present is one of each. A panel without a moderator is told as a clash, so that one
    that may stand is told no more.
    """
    sessions = [_on(one) for one in queries.each_session(summit) if one.state != SessionState.CANCELLED]
    facts = facts_of(summit)
    clashes = [clash for clash in find_clashes(facts) if clash.waived is None]
    return tuple(_of_event(event, sessions, facts, clashes) for event in summit.events)


@dataclass(frozen=True, slots=True)
class _On:
    """What is looked at of a session that is on; the whole of each would be too much to hold for all of them."""

    code: str
    title: str
    kind: SessionKind
    state: SessionState
    lacks: tuple[Lack, ...]


def _on(session: Session) -> _On:
    return _On(session.code, session.title, session.kind, session.state, lacks_of(session))


def _of_event(event: Event, sessions: Iterable[_On], facts: Facts, clashes: Iterable[Clash]) -> EventReadiness:
    mine = [one for one in sessions if event.slug in facts.sessions[one.code].events]
    ours = [clash for clash in clashes if any(event.slug in facts.sessions[code].events for code in clash.codes)]
    lines = (*_lacking(event, mine), *_drafts(event, mine), *_clashing(event, ours))
    return EventReadiness(event.slug, event.name, event.shape, len(mine), lines)


def _lacking(event: Event, sessions: Sequence[_On]) -> Iterator[ReadyLine]:
    found: dict[tuple[Lack, SessionKind], list[_On]] = defaultdict(list)
    for session in sessions:
        for lack in session.lacks:
            found[lack, session.kind].append(session)
    for lack in _LACKS:
        for kind in SessionKind:
            if lacking := found.get((lack, kind)):
                query = {"event": event.slug, "kind": kind.value, "lack": lack.value}
                yield _line(_who(kind, lacking), _LACKS[lack], lacking, query)


def _drafts(event: Event, sessions: Sequence[_On]) -> Iterator[ReadyLine]:
    if drafts := [session for session in sessions if session.state == SessionState.DRAFT]:
        who = f"The session {quoted(drafts[0].title)}" if len(drafts) == 1 else counted(len(drafts), "session")
        verb = ("is a draft and stays unpublished", "are drafts and stay unpublished")
        yield _line(who, verb, drafts, {"event": event.slug, "state": SessionState.DRAFT.value})


def _clashing(event: Event, clashes: Sequence[Clash]) -> Iterator[ReadyLine]:
    for rule in RULES:
        for severity in (Severity.BLOCK, Severity.WARN):
            found = [clash for clash in clashes if (clash.rule, clash.severity) == (rule.name, severity)]
            if found:
                many = _MANY.get(rule.name, f"{rule.label}, {{:,}} times").format(len(found))
                yield ReadyLine(
                    sentence=many if len(found) > 1 else found[0].headline,
                    count=len(found),
                    codes=tuple(dict.fromkeys(code for clash in found for code in clash.codes)),
                    query={"event": event.slug, "rule": rule.name, "severity": severity.value},
                    is_of_clashes=True,
                )


def _who(kind: SessionKind, sessions: Sequence[_On]) -> str:
    """The keynote “Water”; 3 panels"""
    one, many = _KINDS.get(kind, (kind.value, f"{kind.value}s"))
    return f"The {one} {quoted(sessions[0].title)}" if len(sessions) == 1 else counted(len(sessions), one, many)


def _line(who: str, verb: tuple[str, str], sessions: Sequence[_On], query: dict[str, str]) -> ReadyLine:
    sentence = f"{who} {verb[len(sessions) > 1]}"
    return ReadyLine(sentence, len(sessions), tuple(session.code for session in sessions), query)
