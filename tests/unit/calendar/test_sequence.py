"""SEQUENCE rises with what a calendar shows, and with nothing else: every field of a snapshot is changed in turn."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from eventsite.calendar.entries import vevent
from eventsite.calendar.feeds import agenda_feed
from eventsite.programme.agenda import AgendaFilter
from eventsite.programme.releases import carrying
from eventsite.programme.releases.carrying import carry
from eventsite.programme.releases.snapshot import (
    Link,
    ReleasedArticle,
    ReleasedPage,
    ReleasedPerson,
    ReleasedResource,
    ReleasedSlot,
    Snapshot,
    Text,
)
from eventsite.programme.states import ResourceKind
from tests.unit.calendar.mutations import mutations
from tests.unit.calendar.samples import SITE, as_programme, make_snapshot, uid

FIRST = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
SECOND = datetime(2026, 9, 2, 8, 0, tzinfo=UTC)
STAMPS = re.compile(rb"(SEQUENCE|DTSTAMP|LAST-MODIFIED):[^\r]*\r\n")

#: By type: what an entry shows, and what it does not.
SHOWN = {
    "Billing": {"name", "organization", "role", "title"},
    "ReleasedEvent": {"name", "shape"},
    "ReleasedRoom": {"name", "zone"},
    "ReleasedSession": {
        "abstract.source", "also", "event", "is_cancelled", "kind", "line_up (fewer)", "line_up (order)", "subtitle",
        "title", "track",
    },
    "ReleasedSlot": {"ends_at", "is_cancelled", "rooms", "starts_at"},
    "ReleasedSummit": {
        "city", "slug", "time_zone", "venue_country", "venue_latitude", "venue_longitude", "venue_name",
        "venue_postal_code", "venue_region", "venue_street",
    },
    "ReleasedTrack": {"name"},
}  # fmt: skip
NOT_SHOWN = {
    "Billing": {"person"},
    "Link": {"label", "url"},
    "ReleasedArticle": {"body.html", "body.source", "published_on", "session", "slug", "summary", "title"},
    "ReleasedEvent": {"position", "short_name", "summary.html", "summary.source"},
    "ReleasedPage": {"body.html", "body.source", "slug", "title"},
    "ReleasedPerson": {"biography.html", "biography.source", "headline", "name"},
    "ReleasedResource": {"kind", "publisher", "title", "url", "year"},
    "ReleasedRoom": {"seats"},
    "ReleasedSession": {
        "abstract.html", "description.html", "description.source", "is_featured", "language", "reconstructed",
    },
    "ReleasedSummit": {
        "edition", "ends_on", "name", "registration", "starts_on", "summary.html", "summary.source", "tagline",
        "venue_travel.html", "venue_travel.source",
    },
}  # fmt: skip


def full_snapshot() -> Snapshot:
    """Return the sample with something in every kind of thing there is."""
    snapshot = make_snapshot()
    person = ReleasedPerson(code="silbey", name="Mari Silbey", links=(Link(label="Site", url="https://example.org"),))
    resource = ReleasedResource(kind=ResourceKind.LINK, title="Playbook", year=2025)
    panel = replace(snapshot.sessions[0], resources=(resource,))
    return replace(
        snapshot,
        people=(person, *(other for other in snapshot.people if other.code != "silbey")),
        sessions=(panel, *snapshot.sessions[1:]),
        news=(ReleasedArticle(slug="a", title="News", body=Text(), published_on=date(2026, 9, 1), session="panel"),),
        pages=(ReleasedPage(slug="p", title="Travel", body=Text()),),
    )


DRAFT = full_snapshot()
CHANGES = list(mutations(DRAFT))


def shown(snapshot: Snapshot) -> dict[str, tuple[bytes, ReleasedSlot]]:
    """Return UID -> the entry without its stamps, and the slot."""
    programme = as_programme(snapshot)
    return {e.slot.uid: (STAMPS.sub(b"", vevent(e, programme, SITE)), e.slot) for e in programme.entries}


def misjudged(past: Snapshot, now: Snapshot) -> Iterator[str]:
    """Yield what is wrong with the sequences of `now`, given what its entries show."""
    before, after = shown(past), shown(now)
    for key, (entry, slot) in after.items():
        old_entry, old = before[key]
        rise = int(entry != old_entry)
        if (slot.sequence, slot.changed_at) != (old.sequence + rise, SECOND if rise else old.changed_at):
            yield f"{key} {'changed' if rise else 'did not change'}, and went from {old.sequence} to {slot.sequence}"


@pytest.mark.parametrize(("name", "draft"), CHANGES, ids=[f"{name}-{n}" for n, (name, _) in enumerate(CHANGES)])
def test_sequence_rises_with_what_is_shown(name: str, draft: Snapshot) -> None:
    past = carry(None, DRAFT, FIRST)
    now = carry(past, draft, SECOND)
    assert list(misjudged(past, now)) == []


def test_which_fields_are_shown_is_known() -> None:
    past = carry(None, DRAFT, FIRST)
    before = {key: entry for key, (entry, _) in shown(past).items()}
    changed = {
        name for name, draft in CHANGES if {k: e for k, (e, _) in shown(carry(past, draft, SECOND)).items()} != before
    }
    assert by_type(changed) == SHOWN
    assert by_type({name for name, _ in CHANGES} - changed) == NOT_SHOWN


def by_type(names: Iterable[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for kind, _, field in (name.partition(".") for name in names):
        found[kind].add(field)
    return found


#: Parts of a face by their place. A session's code is left out: it is the session's identity and never changes.
FACE = (
    "venue", "starts_at", "ends_at", "rooms", "is_cancelled", "", "title", "subtitle", "kind", "abstract", "line_up",
    "events", "shape", "track",
)  # fmt: skip


@pytest.mark.parametrize("blind", [part for part in FACE if part])
def test_a_face_that_forgets_a_part_is_found(monkeypatch: pytest.MonkeyPatch, blind: str) -> None:
    whole = carrying._Faces.of

    def without(*args: Any) -> tuple[Any, ...]:
        return tuple(value for part, value in zip(FACE, whole(*args), strict=True) if part != blind)

    monkeypatch.setattr(carrying._Faces, "of", without)
    past = carry(None, DRAFT, FIRST)
    assert any(list(misjudged(past, carry(past, draft, SECOND))) for _, draft in CHANGES)


def test_a_second_release_changes_one_entry_only() -> None:
    past = carry(None, DRAFT, FIRST)
    talk = replace(DRAFT.sessions[1], title="Talk, again")
    now = carry(past, replace(DRAFT, sessions=(DRAFT.sessions[0], talk, *DRAFT.sessions[2:])), SECOND)
    before, after = (agenda_feed(as_programme(s), AgendaFilter(), SITE).body.split(b"\r\n") for s in (past, now))
    assert [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]] == [
        (b"SUMMARY:Talk", b"SUMMARY:Talk\\, again"),
        (b"DTSTAMP:20260901T080000Z", b"DTSTAMP:20260902T080000Z"),
        (b"SEQUENCE:0", b"SEQUENCE:1"),
        (b"LAST-MODIFIED:20260901T080000Z", b"LAST-MODIFIED:20260902T080000Z"),
    ]


def test_a_release_that_changes_no_entry_leaves_the_bytes() -> None:
    past = carry(None, DRAFT, FIRST)
    now = carry(past, replace(DRAFT, pages=()), SECOND)
    assert agenda_feed(as_programme(now, 2), AgendaFilter(), SITE) == agenda_feed(
        as_programme(past), AgendaFilter(), SITE
    )


def test_a_session_taken_out_stays_as_cancelled() -> None:
    past = carry(None, DRAFT, FIRST)
    now = carry(past, replace(DRAFT, sessions=DRAFT.sessions[1:]), SECOND)
    entry, slot = shown(now)[uid(1)]
    assert b"STATUS:CANCELLED" in entry
    assert (slot.sequence, slot.changed_at) == (1, SECOND)
