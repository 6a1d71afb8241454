"""Which passwords are taken, and that what was typed is one password on every keyboard."""

import unicodedata

import pytest

from eventsite.people.services import hashing
from eventsite.people.services.password_rules import PasswordNotTaken, check_new_password

ADA = {"email": "ada@water.example.org", "name": "Ada Lovelace"}
SHORT, LONG, EASY = "at least 12", "at most 128", "easily guessed"


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "tram-lilac-9-otter",
        "                 x7.kqz",
        "パスワードをえらぶのはたのしい",
        "x" * 60 + "otter7.kq",
    ],
)
def test_what_is_long_and_odd_is_taken(password: str) -> None:
    check_new_password(password, **ADA)


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("tram-lilac", SHORT),
        ("a" * 129, LONG),
        ("\ufdfa" * 8, LONG),  # one character that NFKC writes as eighteen
        ("aaaaaaaaaaaa", EASY),
        ("abababababab", EASY),
        ("123456789012", EASY),
        ("abcdefghijklmnop", EASY),
        ("qwertyuiopasdf", EASY),
        ("Password1234!", EASY),
        ("PASSWORDPASSWORD", EASY),
        ("ada@water.example.org", EASY),
        ("AdaLovelace2026", EASY),
        ("lovelace-ada-water", EASY),
    ],
)
def test_what_is_easily_guessed_is_not(password: str, why: str) -> None:
    with pytest.raises(PasswordNotTaken, match=why):
        check_new_password(password, **ADA)


def test_every_keyboard_writes_the_same_password() -> None:
    made = hashing.hashed("résumé otter lilac")
    assert made.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert hashing.fits(made, unicodedata.normalize("NFD", "résumé otter lilac"))
    assert hashing.fits(hashing.hashed("ｆｕｌｌ width 1"), "full width 1")
    assert not hashing.fits(made, "resume otter lilac")


def test_no_password_fits_no_hash() -> None:
    assert not hashing.fits("", "nobody has this password")
    assert not hashing.fits("not a hash", "whatever it is")


def test_a_hash_of_other_costs_is_outdated() -> None:
    assert not hashing.is_outdated(hashing.hashed("correct horse battery"))
    assert hashing.is_outdated("$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$Zm9vYmFyZm9vYmFy")
