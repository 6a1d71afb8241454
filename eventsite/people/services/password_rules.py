"""Which passwords are taken: long ones that are not easily guessed, of whatever letters, as NIST 800-63B advises."""

from __future__ import annotations

import re
from collections.abc import Iterable

from eventsite.core.errors import DomainError
from eventsite.people.services.hashing import normal

SHORTEST, LONGEST = 12, 128
_SEQUENCES = ("abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop")
_RUN = 4
#: What stands in every list of stolen passwords, and what anybody would try here.
_COMMON = (
    "password", "passwort", "passw0rd", "p@ssword", "p@ssw0rd", "letmein", "welcome", "iloveyou", "monkey", "dragon",
    "football", "baseball", "sunshine", "princess", "master", "superman", "admin", "trustno", "changeme", "secret",
    "eventsite", "summit", "conference", "organizer",
)  # fmt: skip
_ENOUGH, _DIFFERENT = 6, 5


class PasswordNotTaken(DomainError):
    """The password is too short, too long or too easily guessed."""


def check_new_password(password: str, *, email: str, name: str) -> None:
    """Refuse a password that somebody who knows the account could guess.

    Raises:
        PasswordNotTaken: saying what to do.
    """
    plain = normal(password)
    if len(plain) < SHORTEST:
        raise PasswordNotTaken(f"Take at least {SHORTEST} characters. Four random words are easy to remember.")
    if len(plain) > LONGEST:
        raise PasswordNotTaken(f"Take at most {LONGEST} characters.")
    rest = _without_runs(_without(plain.casefold(), (*_words_of(email, name), *_COMMON)))
    if len(rest) < _ENOUGH or len(set(plain)) < _DIFFERENT:
        raise PasswordNotTaken(
            "This one is easily guessed: it is little more than your name, a common word or a row of keys. "
            "Take four random words."
        )


def _words_of(email: str, name: str) -> list[str]:
    """Return what is known of an account: its address, the parts of it, and of the name."""
    parts = {normal(email).casefold(), *re.split(r"[\W_]+", f"{normal(email)} {normal(name)}".casefold())}
    return [part for part in parts if len(part) >= 3]


def _without(text: str, words: Iterable[str]) -> str:
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(word, "")
    return text


def _without_runs(text: str) -> str:
    """Drop rows of the keyboard, of the alphabet and of digits, forwards and backwards, and letters that repeat."""
    text = re.sub(r"(.)\1{2,}", r"\1", text)
    for sequence in (*_SEQUENCES, *(sequence[::-1] for sequence in _SEQUENCES)):
        for length in range(len(sequence), _RUN - 1, -1):
            for start in range(len(sequence) - length + 1):
                text = text.replace(sequence[start : start + length], "")
    return text
