"""Every public page of the site, for those who index it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from xml.etree import ElementTree as ET

from flask import current_app, url_for

from eventsite.core.links import Site
from eventsite.programme.releases.public import Programme
from eventsite.programme.releases.snapshot import ReleasedSession

#: More than this a sitemap may not hold, says sitemaps.org.
MOST_PAGES = 50_000
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"

#: A path and when it last changed.
Page = tuple[str, datetime]


def sitemap(programmes: Iterable[Programme], site: Site) -> bytes:
    """Return a sitemap of these programmes, the first ones first where there are too many pages."""
    root = ET.Element("urlset", xmlns=_NAMESPACE)
    pages = [page for programme in programmes for page in _pages(programme)]
    for path, changed_at in pages[:MOST_PAGES]:
        url = ET.SubElement(root, "url")
        ET.SubElement(url, "loc").text = site.url(path)
        ET.SubElement(url, "lastmod").text = changed_at.isoformat(timespec="seconds")
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text


def _pages(programme: Programme) -> Iterator[Page]:
    """Yield the pages of one programme. A session's page is as old as its slots, others as the release."""
    slug, at = programme.summit.slug, programme.released_at
    for endpoint in _endpoints(programme):
        yield url_for(endpoint, summit=slug), at
    for event in programme.events:
        yield url_for("programme.event", summit=slug, event=event), at
    for session in programme.snapshot.sessions:
        yield url_for("programme.session", summit=slug, code=session.code), _changed_at(session, at)
    for person in programme.people:
        yield url_for("programme.person", summit=slug, code=person), at
    for article in programme.snapshot.news:
        yield url_for("front.article", summit=slug, article=article.slug), at
    for page in programme.snapshot.pages:
        yield url_for("front.page", summit=slug, page=page.slug), at


def _endpoints(programme: Programme) -> Iterator[str]:
    yield from ("front.home", "programme.agenda", "programme.changes")
    if programme.people:
        yield "programme.people"
    if programme.snapshot.news:
        yield "front.news"
    if programme.summit.venue_name:
        yield "front.venue"
    sale = current_app.extensions["eventsite.sale_of"](programme.summit.slug)
    if sale is not None and sale.passes:
        yield "front.passes"


def _changed_at(session: ReleasedSession, released_at: datetime) -> datetime:
    return max((slot.changed_at for slot in session.slots), default=released_at)
