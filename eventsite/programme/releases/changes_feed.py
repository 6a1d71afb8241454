"""The releases of a summit as an Atom feed (RFC 4287). Its bytes depend on the releases and the site's address only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

from markupsafe import Markup

from eventsite.core.links import Site
from eventsite.programme.releases.changelog import Group, Length, ReleaseNews
from eventsite.programme.releases.public import Programme

_ATOM = "http://www.w3.org/2005/Atom"


def atom(programme: Programme, releases: Sequence[ReleaseNews], site: Site) -> bytes:
    """Return the feed of releases, which are given newest first."""
    summit = programme.summit
    page = site.url(f"/{summit.slug}/changes")
    feed = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": "en"})
    _add(feed, "id", _id(summit.slug))
    _add(feed, "title", f"{summit.title}: what changed")
    _add(feed, "updated", _moment(releases[0].at if releases else programme.released_at))
    _add(ET.SubElement(feed, "author"), "name", summit.name)
    ET.SubElement(feed, "link", rel="self", type="application/atom+xml", href=site.url(f"/{summit.slug}/changes.atom"))
    ET.SubElement(feed, "link", rel="alternate", type="text/html", href=page)
    for release in releases:
        _add_entry(feed, release, summit.slug, f"{page}/{release.number}")
    text: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return text


def _add_entry(feed: ET.Element, release: ReleaseNews, slug: str, address: str) -> None:
    entry = ET.SubElement(feed, "entry")
    _add(entry, "id", _id(slug, str(release.number), _moment(release.at)))
    _add(entry, "title", f"Release {release.number}: {release.name}")
    _add(entry, "published", _moment(release.at))
    _add(entry, "updated", _moment(release.at))
    ET.SubElement(entry, "link", rel="alternate", type="text/html", href=address)
    content = ET.SubElement(entry, "content", type="html")
    content.text = _printable(str(Markup("\n").join(_lines(release))))


def _lines(release: ReleaseNews) -> Iterator[Markup]:
    if release.note:
        yield Markup("<p>{}</p>").format(release.note)
    if release.scope:
        yield Markup("<p>{}.</p>").format(release.scope)
    if release.length is Length.FIRST:
        yield Markup("<p>The first release: {}.</p>").format(", ".join(release.tallies))
        return
    yield Markup("<p>{}.</p>").format(", ".join(release.tallies).capitalize())
    for group in release.groups:
        yield Markup("<h3>{}</h3>").format(group.title)
        yield Markup("<ul>{}</ul>").format(Markup("").join(_items(group)))


def _items(group: Group) -> Iterator[Markup]:
    for change in group.changes:
        fields = Markup("; ").join(
            Markup("{}: {} \N{RIGHTWARDS ARROW} {}").format(field.field, field.before or "none", field.after or "none")
            for field in change.fields
        )
        yield Markup("<li><b>{}</b> ({}){}</li>").format(
            change.title, change.happening.value, Markup(". ") + fields if fields else ""
        )


def _id(*parts: str) -> str:
    """Return an id that stays, whatever address the site moves to."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, '/'.join(('eventsite', 'changes', *parts)))}"


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = _printable(text)


def _printable(text: str) -> str:
    """Return text without the characters that XML 1.0 cannot hold."""
    return "".join(
        letter for letter in text
        if letter in "\t\n\r" or "\x20" <= letter <= "\ud7ff" or "\ue000" <= letter <= "\ufffd" or letter > "\uffff"
    )
