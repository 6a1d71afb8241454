"""Errors a user can act on."""


class DomainError(Exception):
    """A rule said no. Its text is a sentence for the person who asked, and says what to do."""


class StaleEdit(DomainError):
    """Somebody else saved the same thing in the meantime."""
