"""A summit in which every text is an attack, and one that is an archive."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from eventsite.core import markdown

if TYPE_CHECKING:
    from eventsite.programme.releases.snapshot import Snapshot

SLUG = "smart-cities-2026"
#: Ends a script, an attribute, a tag and an XML document, and runs where any of them is trusted.
EVIL = """</script><script>alert(1)</script>'"><img src=x onerror=alert(2)>&amp;]]>\x0b{{ 7*7 }}"""


def hostile() -> Snapshot:
    """Return the sample with EVIL in every text that people write."""
    from msgspec.structs import replace

    from eventsite.programme.releases.snapshot import Link, ReleasedArticle, ReleasedPage, Text
    from tests.unit.calendar.samples import make_snapshot

    text = Text(source=EVIL, html=markdown.render(EVIL))
    sample = make_snapshot(
        name=EVIL,
        edition=EVIL,
        tagline=EVIL,
        summary=text,
        city=EVIL,
        venue_name=EVIL,
        venue_street=EVIL,
        venue_travel=text,
        venue_region=EVIL,
        venue_postal_code=EVIL,
    )
    return replace(
        sample,
        events=tuple(replace(event, name=EVIL, summary=text) for event in sample.events),
        tracks=tuple(replace(track, name=EVIL) for track in sample.tracks),
        rooms=tuple(replace(room, name=EVIL, zone=EVIL) for room in sample.rooms),
        people=tuple(
            replace(
                person, name=EVIL, headline=EVIL, biography=text, links=(Link(label=EVIL, url="https://example.org/"),)
            )
            for person in sample.people
        ),
        sessions=tuple(
            replace(
                session,
                title=EVIL,
                subtitle=EVIL,
                abstract=text,
                description=text,
                is_featured=True,
                line_up=tuple(replace(b, name=EVIL, title=EVIL, organization=EVIL) for b in session.line_up),
            )
            for session in sample.sessions
        ),
        news=(
            ReleasedArticle(
                slug="out", title=EVIL, summary=EVIL, body=text, published_on=date(2026, 9, 1), session="panel"
            ),
        ),
        pages=(ReleasedPage(slug="terms", title=EVIL, body=text),),
    )


def archive() -> Snapshot:
    """Return a past edition that is closed, with one session and nothing around it."""
    from msgspec.structs import replace

    from tests.unit.calendar.samples import make_session, make_slot, make_snapshot

    session = make_session("panel", make_slot(1), title="The one panel")
    sample = make_snapshot(
        session,
        slug="smart-cities-2018",
        edition="2018",
        starts_on=date(2018, 10, 29),
        ends_on=date(2018, 10, 30),
        registration="closed",
        venue_name="",
        venue_street="",
        venue_latitude=None,
        venue_longitude=None,
    )
    return replace(sample, rooms=(sample.rooms[0],), people=(), tracks=())
