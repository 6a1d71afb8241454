"""How much a release took, in words that stand in public too."""

from __future__ import annotations

from eventsite.programme.models import Release
from eventsite.programme.releases.partial import Choice, is_chosen
from eventsite.programme.releases.public import Programme
from eventsite.programme.states import ReleaseScope


def scope_words(release: Release, programme: Programme) -> str:
    """Return "Only Side event", "Only “Pipes”", "Only 3 sessions", or '' for the whole summit.

    `programme` names things: any release from this one on knows them all, because nothing released is deleted.
    """
    if release.scope == ReleaseScope.EVENT:
        event = programme.events.get(release.scope_key)
        return f"Only {event.name if event else release.scope_key}"
    if release.scope != ReleaseScope.SLOT:
        return ""
    choice = Choice(release.scope, release.scope_key)
    sessions = [session for session in programme.sessions.values() if is_chosen(choice, None, session)]
    return f"Only “{sessions[0].title}”" if len(sessions) == 1 else f"Only {len(sessions)} sessions"
