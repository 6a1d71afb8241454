"""What forms do to text before anybody reads it: little, and never to what belongs to a word."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import Form, StringField

from eventsite.web.forms import Rows, mail_address, many_lines, one_line


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  two   words \n", "two words"),
        ("a\tb\x00c", "a b c"),
        ("evil\u202egnp.exe", "evil gnp.exe"),
        ("👩\u200d🔧 fixes", "👩\u200d🔧 fixes"),
        ("10\u00a0000 poles", "10 000 poles"),
        (None, None),
    ],
)
def test_a_line_is_one_line(typed: str | None, kept: str | None) -> None:
    assert one_line(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("a hard break  \nstays", "a hard break  \nstays"),
        ("10\u00a0000\tpoles", "10\u00a0000\tpoles"),
        ("\n  - a list\n\n", "- a list"),
        ("no\x07bell", "nobell"),
        (None, None),
    ],
)
def test_a_text_keeps_its_lines(typed: str | None, kept: str | None) -> None:
    assert many_lines(typed) == kept


class Mail(Form):
    email = StringField(validators=[mail_address])


class Listed(Form):
    rows = Rows(StringField())


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("ada@example.org", "ada@example.org"),
        ("ada@bücher.example.org", "ada@xn--bcher-kva.example.org"),
        ("Ada.O+x@EXAMPLE.org", "Ada.O+x@example.org"),
    ],
)
def test_an_address_is_kept_as_mail_servers_write_it(typed: str, kept: str) -> None:
    form = Mail(MultiDict({"email": typed}))
    assert (form.validate(), form.email.data) == (True, kept)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (
            "jörg@example.org",
            "No mail reaches an address with such letters before the @. Type one that has plain letters there.",
        ),
        ("ada", "This is not an e-mail address; one looks like ada@example.org."),
        ("ada@x", "This is not an e-mail address; one looks like ada@example.org."),
        ("ada@-.org", "This is not an e-mail address; one looks like ada@example.org."),
        ("", "This is not an e-mail address; one looks like ada@example.org."),
    ],
)
def test_an_address_that_no_mail_reaches_is_refused(typed: str, said: str) -> None:
    form = Mail(MultiDict({"email": typed}))
    assert (form.validate(), form.errors) == (False, {"email": [said]})


def test_rows_are_those_that_our_pages_number() -> None:
    posted = ["rows-0", "rows-12", "rows-\N{SUPERSCRIPT TWO}", "rows-\N{ARABIC-INDIC DIGIT THREE}", "rows-1000",
              "rows-" + "9" * 5000, "rows--1", "rows-", "rows", "others-1"]  # fmt: skip
    form = Listed(MultiDict({name: name for name in posted}))
    assert form.rows.data == ["rows-0", "rows-12"]
