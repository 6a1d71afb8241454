"""Why a file is refused. Each error is one sentence that says where and what to do."""

from __future__ import annotations

from eventsite.core.errors import DomainError


def printable(text: str) -> str:
    """Return text that a terminal shows and does not obey: whatever came out of the file may stand in a message."""
    return "".join(letter if letter.isprintable() else "�" for letter in text)


class BadFile(DomainError):
    """The file as a whole cannot be imported."""


class FileTooLarge(BadFile):
    """It is larger, or holds more parts, than any programme."""


class UnreadableFile(BadFile):
    """The system does not let us read it."""


class NotUtf8(BadFile):
    """Its bytes are not UTF-8 text."""


class ConflictMarkers(BadFile):
    """Somebody committed a merge that was not finished."""


class BrokenSyntax(BadFile):
    """It is not well-formed XML or JSON."""


class ForbiddenSyntax(BadFile):
    """It uses what only an attack needs: a document type, entities."""


class NotASchedule(BadFile):
    """It is well-formed, and something else."""


class NoSource(BadFile):
    """It does not say which programme it is."""


class NoTimeZone(BadFile):
    """It names no time zone, and an offset is not one."""


class UnknownTimeZone(BadFile):
    """It names a time zone that IANA does not know."""


class BadRecord(BadFile):
    """One record of the file is wrong; `where` is its line or its path."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(printable(f"At {where}: {what}"))
        self.where = where


class MissingField(BadRecord):
    """A field that we cannot do without is not there."""


class MalformedField(BadRecord):
    """A field holds something that it cannot hold."""


class WrongTime(BadRecord):
    """A time does not agree with its time zone or with its own wall clock."""


class EndsBeforeStart(BadRecord):
    """A session takes no time, or less."""


class DuplicateSession(BadRecord):
    """Two sessions claim to be the same one."""


class NullPerson(BadRecord):
    """A person without a name, or nobody at all."""


class NoIdentity(BadRecord):
    """A record without guid, code or id: another import would not know it again."""
