"""The addresses that put a session into a calendar on the web."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from eventsite.programme.pages.adding import add_links
from tests.agendas import programme, session, slot


def test_both_say_what_when_and_where() -> None:
    made = programme(session("A", slot(60, 45, "ab"), title="Bread + salt & more"))
    links = add_links(made, made.entries[0], "https://summit.example/summit/sessions/A")
    google = {name: values[0] for name, values in parse_qs(urlsplit(links.google).query).items()}
    outlook = {name: values[0] for name, values in parse_qs(urlsplit(links.outlook).query).items()}
    assert google == {
        "action": "TEMPLATE", "text": "Bread + salt & more", "dates": "20261031T090000Z/20261031T094500Z",
        "details": "https://summit.example/summit/sessions/A", "location": "Room A, Room B",
    }
    assert outlook == {
        "path": "/calendar/action/compose", "rru": "addevent", "subject": "Bread + salt & more",
        "startdt": "2026-10-31T09:00:00Z", "enddt": "2026-10-31T09:45:00Z",
        "body": "https://summit.example/summit/sessions/A", "location": "Room A, Room B",
    }


def test_a_space_is_never_a_plus() -> None:
    made = programme(session("A", slot(60), title="Two words"))
    assert "subject=Two%20words" in add_links(made, made.entries[0], "https://summit.example/").outlook
