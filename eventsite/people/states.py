"""Words that accounts may take."""

from enum import StrEnum


class SignInMeans(StrEnum):
    """What somebody showed to be signed in; `MACHINE` is a link that whoever runs the machine made."""

    LINK = "link"
    PASSWORD = "password"  # noqa: S105 - the word, not one
    PASSKEY = "passkey"
    MACHINE = "machine"


#: A passkey is something one has and, since it verifies its user, something one knows or is: both factors at once.
STRONG = (SignInMeans.PASSKEY, SignInMeans.MACHINE)


class Notice(StrEnum):
    """What an account is told by mail about its ways in."""

    PASSWORD_SET = "password_set"  # noqa: S105 - the word, not one
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - the word, not one
    PASSWORD_REMOVED = "password_removed"  # noqa: S105 - the word, not one
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    SECOND_FACTOR_SET = "second_factor_set"
    SECOND_FACTOR_REPLACED = "second_factor_replaced"
    SECOND_FACTOR_REMOVED = "second_factor_removed"
    RECOVERY_CODES_MADE = "recovery_codes_made"
    RECOVERY_CODE_USED = "recovery_code_used"


#: What a notice says, as its subject and its first sentence.
NOTICE_WORDS = {
    Notice.PASSWORD_SET: "A password was set",
    Notice.PASSWORD_CHANGED: "Your password was changed",
    Notice.PASSWORD_REMOVED: "Your password was removed",
    Notice.PASSKEY_ADDED: "A passkey was added",
    Notice.PASSKEY_REMOVED: "A passkey was removed",
    Notice.SECOND_FACTOR_SET: "A second factor was set up",
    Notice.SECOND_FACTOR_REPLACED: "Your second factor was replaced",
    Notice.SECOND_FACTOR_REMOVED: "Your second factor was removed",
    Notice.RECOVERY_CODES_MADE: "New recovery codes were made",
    Notice.RECOVERY_CODE_USED: "A recovery code was used to sign in",
}
