"""Words that accounts may take."""

from enum import StrEnum


class SignInMeans(StrEnum):
    """What somebody showed to be signed in; `MACHINE` is a link that whoever runs the machine made."""

    LINK = "link"
    PASSWORD = "password"  # noqa: S105 - the word, not one
    PASSKEY = "passkey"
    MACHINE = "machine"
