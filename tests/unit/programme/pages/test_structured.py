"""What search engines read."""

from __future__ import annotations

from datetime import date, timedelta

from msgspec.structs import replace

from eventsite.programme.pages import structured
from eventsite.programme.releases.public import Programme
from eventsite.programme.releases.snapshot import Link, ReleasedArticle, ReleasedPerson, Text
from tests.unit.calendar.samples import (
    MONDAY,
    PANEL,
    SITE,
    as_programme,
    make_programme,
    make_session,
    make_slot,
    make_snapshot,
)

PLACE = {
    "@type": "Place",
    "name": "Cobb Galleria Centre",
    "address": {
        "@type": "PostalAddress",
        "streetAddress": "2 Galleria Parkway SE",
        "addressLocality": "Atlanta",
        "addressRegion": "GA",
        "postalCode": "30339",
        "addressCountry": "US",
    },
    "geo": {"@type": "GeoCoordinates", "latitude": 33.8854, "longitude": -84.4585},
}
HOME = "https://summit.example/smart-cities-2026/"


def session_of(programme: Programme, code: str) -> structured.Thing:
    return structured.session(programme, programme.sessions[code], SITE)


def test_a_session_says_when_where_and_who() -> None:
    session = make_session(
        "talk", make_slot(1), title="Buying together", line_up=PANEL[:2], abstract=Text(source="One **way**.")
    )
    address = HOME + "sessions/talk"
    assert session_of(make_programme(session), "talk") == {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": address,
        "url": address,
        "name": "Buying together",
        "description": "One way.",
        "image": address + "/card.png",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "eventStatus": "https://schema.org/EventScheduled",
        "performer": [
            {
                "@type": "Person",
                "name": "Ada Okafor",
                "url": HOME + "people/okafor",
                "jobTitle": "Chief Data Officer",
                "affiliation": {"@type": "Organization", "name": "City of Example"},
            },
            {
                "@type": "Person",
                "name": "Mari Silbey",
                "url": HOME + "people/silbey",
                "affiliation": {"@type": "Organization", "name": "US Ignite"},
            },
        ],
        "superEvent": {"@type": "Event", "name": "Smart Cities, Summit", "url": HOME + "events/cities/"},
        "startDate": "2026-11-02T09:00:00-05:00",
        "endDate": "2026-11-02T09:45:00-05:00",
        "location": {**PLACE, "name": "Hall A, Cobb Galleria Centre"},
    }


def test_a_session_of_several_slots_has_a_part_for_each() -> None:
    thing = session_of(make_programme(), "panel")
    assert (thing["startDate"], thing["endDate"]) == ("2026-11-02T09:00:00-05:00", "2026-11-03T11:45:00-05:00")
    assert [part["startDate"] for part in thing["subEvent"]] == [
        "2026-11-02T09:00:00-05:00",
        "2026-11-03T11:00:00-05:00",
    ]
    assert [part["location"]["name"] for part in thing["subEvent"]] == [
        "Hall A, Cobb Galleria Centre",
        "Hall A, Room 2, Cobb Galleria Centre",
    ]


def test_a_session_without_a_slot_has_no_time() -> None:
    thing = session_of(make_programme(make_session("talk")), "talk")
    assert (thing.get("startDate"), thing["location"]) == (None, PLACE)


def test_a_cancelled_session_says_so() -> None:
    whole = session_of(make_programme(make_session("talk", make_slot(1), is_cancelled=True)), "talk")
    slot = make_slot(2, MONDAY + timedelta(hours=1), is_cancelled=True)
    part = session_of(make_programme(make_session("talk", make_slot(1), slot)), "talk")
    assert whole["eventStatus"] == "https://schema.org/EventCancelled"
    assert (part["eventStatus"], [p["eventStatus"] for p in part["subEvent"]]) == (
        "https://schema.org/EventScheduled",
        ["https://schema.org/EventScheduled", "https://schema.org/EventCancelled"],
    )


def test_somebody_in_two_roles_performs_once() -> None:
    session = make_session("talk", make_slot(1), line_up=(PANEL[1], PANEL[0], PANEL[0]))
    thing = session_of(make_programme(session), "talk")
    assert [person["name"] for person in thing["performer"]] == ["Mari Silbey", "Ada Okafor"]


def test_codes_are_written_as_addresses_want_them() -> None:
    thing = session_of(make_programme(make_session("a/b c&d", make_slot(1))), "a/b c&d")
    assert thing["url"] == HOME + "sessions/a%2Fb%20c&d"


def test_a_summit_names_its_events() -> None:
    thing = structured.summit(make_programme(tagline="Two days."), SITE)
    assert (thing["name"], thing["startDate"], thing["endDate"]) == (
        "Smart Cities Summit 2026",
        "2026-10-31",
        "2026-11-02",
    )
    assert (thing["@id"], thing["description"], thing["location"]) == (HOME, "Two days.", PLACE)
    assert [part["url"] for part in thing["subEvent"]] == [HOME + "events/cities/", HOME + "events/iiot/"]


def test_a_plain_conference_has_no_parts() -> None:
    snapshot = make_snapshot()
    sessions = tuple(session for session in snapshot.sessions if session.event == "cities" and not session.also)
    alone = as_programme(replace(snapshot, events=snapshot.events[:1], sessions=sessions))
    assert "subEvent" not in structured.summit(alone, SITE)


def test_a_summit_without_a_place_leaves_it_out() -> None:
    nothing = dict.fromkeys(
        ("venue_name", "venue_street", "city", "venue_region", "venue_postal_code", "venue_country"), ""
    )
    thing = structured.summit(make_programme(**nothing, venue_latitude=None), SITE)
    assert thing["location"] == {"@type": "Place", "name": "Smart Cities Summit"}


def test_an_event_belongs_to_its_summit() -> None:
    programme = make_programme()
    thing = structured.event(programme, programme.events["iiot"], SITE)
    assert (thing["url"], thing["superEvent"]["@id"]) == (HOME + "events/iiot/", HOME)


def test_a_person_says_what_they_take_part_in() -> None:
    person = ReleasedPerson(
        code="okafor", name="Ada Okafor", headline="Data", links=(Link(label="Web", url="https://example.org/ada"),)
    )
    thing = structured.person(make_programme(), person, SITE)
    assert (thing["name"], thing["jobTitle"], thing["sameAs"]) == ("Ada Okafor", "Data", ["https://example.org/ada"])
    assert thing["affiliation"] == [{"@type": "Organization", "name": "City of Example"}]
    assert [session["url"] for session in thing["performerIn"]] == [HOME + "sessions/panel", HOME + "sessions/talk"]


def test_an_article_says_what_it_is_about() -> None:
    article = ReleasedArticle(
        slug="out",
        title="Out",
        body=Text(source="The *programme* is out."),
        published_on=date(2026, 9, 1),
        session="panel",
    )
    thing = structured.article(make_programme(), article, SITE)
    assert (thing["headline"], thing["description"], thing["datePublished"]) == (
        "Out",
        "The programme is out.",
        "2026-09-01",
    )
    assert thing["about"] == {"@type": "Event", "name": "Buying together", "url": HOME + "sessions/panel"}


def test_an_article_may_be_about_nothing_in_the_programme() -> None:
    article = ReleasedArticle(slug="out", title="Out", body=Text(), published_on=date(2026, 9, 1), session="gone")
    assert "about" not in structured.article(make_programme(), article, SITE)


def test_a_page_is_about_the_summit() -> None:
    thing = structured.page(make_programme(), "Venue", "/smart-cities-2026/venue", SITE)
    assert (thing["@type"], thing["url"], thing["about"]["@id"]) == ("WebPage", HOME + "venue", HOME)


def test_long_texts_are_cut_at_a_word() -> None:
    assert structured.plain("word " * 100, longest=22) == "word word word word…"
    assert structured.plain("short") == "short"
