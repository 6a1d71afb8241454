"""What is taken from a session: its links, kind, roles, state and code."""

from __future__ import annotations

import pytest

from eventsite.programme.interchange.documents import BillingEntry, ResourceEntry
from eventsite.programme.states import ResourceKind, Role, SessionKind, SessionState
from tests.schedules import event
from tests.unit.programme.interchange.checking import document


def test_links_are_resolved_and_sorted_by_what_they_lead_to() -> None:
    parts = (
        '<attachments><attachment type="slides" href="/a.pdf"/>'
        '<attachment href="b c.zip">Code</attachment></attachments>'
        '<links><link href="https://video.example/t.mp4">Video recording (MP4)</link>'
        '<link href="https://video.example/t.vtt">Video recording subtitle file (VTT)</link>'
        '<link href="https://chat.example/#/room">Chat</link></links>'
        "<recording><license>CC</license><optout>false</optout><url>https://media.example/v/1</url></recording>"
    )
    assert document(event(parts=parts)).sessions[0].resources == (
        ResourceEntry(kind=ResourceKind.SLIDES, title="Slides", url="https://summit.example/a.pdf"),
        ResourceEntry(kind=ResourceKind.LINK, title="Code", url="https://summit.example/b%20c.zip"),
        ResourceEntry(kind=ResourceKind.RECORDING, title="Video recording (MP4)", url="https://video.example/t.mp4"),
        ResourceEntry(
            kind=ResourceKind.LINK, title="Video recording subtitle file (VTT)", url="https://video.example/t.vtt"
        ),
        ResourceEntry(kind=ResourceKind.LINK, title="Chat", url="https://chat.example/#/room"),
        ResourceEntry(kind=ResourceKind.RECORDING, title="Recording", url="https://media.example/v/1"),
    )


@pytest.mark.parametrize(
    ("type", "kind", "role"),
    [
        ("Panel (60 min)", SessionKind.PANEL, Role.PANELIST),
        ("keynote", SessionKind.KEYNOTE, Role.SPEAKER),
        ("Workshop 110min", SessionKind.WORKSHOP, Role.SPEAKER),
        ("Coffee break", SessionKind.BREAK, Role.SPEAKER),
        ("devroom", SessionKind.TALK, Role.SPEAKER),
        ("bof", SessionKind.TALK, Role.SPEAKER),
        ("breakthroughs", SessionKind.TALK, Role.SPEAKER),
        ("", SessionKind.TALK, Role.SPEAKER),
    ],
)
def test_the_word_for_the_type_gives_kind_and_role(type: str, kind: SessionKind, role: Role) -> None:
    session = document(event(type=type)).sessions[0]
    assert (session.kind, session.line_up) == (kind, (BillingEntry(person="id:1", role=role),))


@pytest.mark.parametrize(
    ("state", "meant"),
    [
        ("CANCELED", SessionState.CANCELLED),
        ("WITHDRAWN", SessionState.CANCELLED),
        ("DRAFT", SessionState.DRAFT),
        ("DELAYED", SessionState.CONFIRMED),
        ("", SessionState.CONFIRMED),
    ],
)
def test_states_of_schedule2_are_ours(state: str, meant: SessionState) -> None:
    assert document(event(state=state)).sessions[0].state == meant


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"code": "ABC123", "slug": "x"}, "ABC123"),
        ({"slug": "SFKNTZ-welcome_to_fosdem_2026"}, "SFKNTZ"),
        ({"slug": "MJA8QY"}, "MJA8QY"),
        ({"slug": "summit-2026-10386-opening_ceremony"}, "opening-ceremony"),
        ({"slug": "???", "id": "77"}, "77"),
        ({"slug": "", "id": "a b", "guid": "9c3ebb8c-7716-5130-b9fe-ff8544f5636d"}, "9c3ebb8c"),
        ({"slug": "", "id": "", "guid": "g/h"}, "session"),
    ],
)
def test_codes_are_the_files_own_where_they_can_stand_in_an_address(fields: dict[str, str], code: str) -> None:
    assert document(event(**fields)).sessions[0].code == code


def test_what_has_no_place_is_counted() -> None:
    parts = "<logo>/a.png</logo><feedback_url>https://x.example</feedback_url><answers/>"
    assert document(event(parts=parts), event(2, parts="<logo>/b.png</logo>")).ignored == {"feedback_url": 1, "logo": 2}
