"""The resources of a session as the formats have them: slides are attachments, everything else is a link."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from eventsite.programme.interchange.exporting.layout import line
from eventsite.programme.releases.snapshot import ReleasedResource, ReleasedSession
from eventsite.programme.states import ResourceKind

_TYPES = {ResourceKind.SLIDES: "slides", ResourceKind.RECORDING: "media", ResourceKind.LINK: "web"}


@dataclass(frozen=True, slots=True)
class Reference:
    """`type` is one of the words that schedule.json's schema allows."""

    type: str
    title: str
    url: str


def links_of(session: ReleasedSession) -> Iterator[Reference]:
    return (_reference(one) for one in _with_address(session) if one.kind != ResourceKind.SLIDES)


def attachments_of(session: ReleasedSession) -> Iterator[Reference]:
    return (_reference(one) for one in _with_address(session) if one.kind == ResourceKind.SLIDES)


def _with_address(session: ReleasedSession) -> Iterator[ReleasedResource]:
    return (one for one in session.resources if one.url.startswith(("http://", "https://")))


def _reference(resource: ReleasedResource) -> Reference:
    return Reference(type=_TYPES.get(resource.kind, "related"), title=line(resource.title), url=line(resource.url))
