"""What happens to a session in a few words, as heads of changes and subjects of mails say it: "moved, new room"."""

from __future__ import annotations

from eventsite.programme.releases.changes import Change, FieldChange, Happening
from eventsite.programme.states import PUBLIC_ROLES

_ROLES = {role.value.capitalize() for role in PUBLIC_ROLES}
_TEXTS = {"Subtitle", "Abstract", "Description", "Reconstructed"}
_WORDS = {
    "Title": "new title", "Duration": "new duration", "Room": "new room", "Kind": "new kind", "Event": "another event",
    "Also in": "events", "Track": "track", "Language": "language", "Featured": "featured", "Role": "new role",
    "Order": "order of the line-up", "Resource": "resources",
}  # fmt: skip
_HAPPENED = {
    Happening.ADDED: "new",
    Happening.CANCELLED: "cancelled",
    Happening.REINSTATED: "back on",
    Happening.REMOVED: "taken out",
}


def words_of(change: Change) -> tuple[str, ...]:
    """Return each thing that happens once: ('moved', 'new room'); of something new or called off, that alone."""
    if change.happening in (Happening.ADDED, Happening.CANCELLED, Happening.REMOVED):
        return (_HAPPENED[change.happening],)
    first = (_HAPPENED[change.happening],) if change.happening == Happening.REINSTATED else ()
    return tuple(dict.fromkeys((*first, *filter(None, map(_word, change.fields)))))


def _word(field: FieldChange) -> str:
    if field.field == "When":
        return "moved" if field.before and field.after else "time added" if field.after else "time taken out"
    if field.field == "Room" and not (field.before and field.after):
        return "room added" if field.after else "room taken out"
    if field.field in _ROLES:
        return "line-up"
    return "text" if field.field in _TEXTS else _WORDS.get(field.field, "")


def details_of(change: Change) -> tuple[str, ...]:
    """Return what stands after the word for what happened: ('new room',) of a session that is back on in another."""
    if change.happening == Happening.CHANGED:
        return words_of(change)
    return words_of(change)[1:] if change.happening == Happening.REINSTATED else ()
