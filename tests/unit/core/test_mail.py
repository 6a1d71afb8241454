"""A mail says what it was told, to whom it was told, and no hostile text becomes a header of it."""

from __future__ import annotations

from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError

from eventsite.core.mail import MOST_ATTACHED, Attachment, FolderTransport, Mailer, Message

SENDER = "Summit desk <desk@summit.example>"
HEADERS = ["Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"]
EVIL = "Passes\r\nBcc: all@example.org\r\n\r\n<script>alert(1)</script>"


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("templates")
    (folder / "letter.txt").write_text("Hello {{ name }},\n\n\n\nbye.\n\n\n")
    (folder / "letter.html").write_text("<p>Hello {{ name }},</p>")
    (folder / "note.txt").write_text("Hello {{ name }}.\n")
    return folder


@pytest.fixture(scope="module")
def mailer(templates: Path) -> Mailer:
    return Mailer(sender=SENDER, transport=FolderTransport(templates / "out"), templates=templates)


def message(subject: str = "Your passes", *, to: str = "ada@example.org", **fields: object) -> Message:
    return Message(to, subject, "letter", {"name": "Ada"}, **fields)


def sent(mailer: Mailer, asked: Message) -> EmailMessage:
    """Return a message as whoever gets it reads it."""
    parsed = BytesParser(policy=policy.default).parsebytes(mailer.render(asked).as_bytes(policy=policy.SMTP))
    assert isinstance(parsed, EmailMessage)
    return parsed


def body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_it_is_plain_text_and_html(mailer: Mailer) -> None:
    mail = sent(mailer, message())
    assert (mail["Subject"], mail["From"], mail["To"]) == ("Your passes", SENDER, "ada@example.org")
    assert body(mail, "plain") == "Hello Ada,\n\nbye.\n"
    assert body(mail, "html") == "<p>Hello Ada,</p>\n"
    assert mail["Auto-Submitted"] == "auto-generated"


def test_markup_is_escaped_in_html_alone(mailer: Mailer) -> None:
    mail = sent(mailer, Message("ada@example.org", "x", "letter", {"name": "<b>&"}))
    assert body(mail, "plain").splitlines()[0] == "Hello <b>&,"
    assert body(mail, "html") == "<p>Hello &lt;b&gt;&amp;,</p>\n"


def test_an_undefined_name_raises(mailer: Mailer) -> None:
    with pytest.raises(UndefinedError):
        mailer.render(Message("ada@example.org", "x", "note"))


def test_files_are_attached_whole(mailer: Mailer) -> None:
    files = (
        Attachment("receipt-2026-0001.pdf", "application/pdf", b"%PDF-1.7\r\n\x00\xff"),
        Attachment("summit.ics", "text/calendar; charset=utf-8", "BEGIN:VCALENDAR\r\nNAME:Ä\r\n".encode()),
    )
    mail = sent(mailer, message(attachments=files))
    found = [
        (part.get_filename(), part.get_content_type(), part.get_content_charset(), part.get_payload(decode=True))
        for part in mail.iter_attachments()
    ]
    assert found == [
        ("receipt-2026-0001.pdf", "application/pdf", None, files[0].content),
        ("summit.ics", "text/calendar", "utf-8", files[1].content),
    ]
    assert body(mail, "plain") == "Hello Ada,\n\nbye.\n"


@pytest.mark.parametrize(
    "name",
    [
        "", "x", ".pdf", "../x.pdf", "a/b.pdf", "a b.pdf", 'a".pdf', "a.pdf\r\nBcc: x@y", "ä.pdf", "a.pdf\n",
        "x" * 101 + ".pdf",
    ],
)  # fmt: skip
def test_a_file_has_a_plain_name(name: str) -> None:
    with pytest.raises(ValueError, match="No name for a file"):
        Attachment(name, "application/pdf", b"")


@pytest.mark.parametrize(
    "kind", ["", "pdf", "application/pdf\r\nBcc: x@y", "text/html; charset=latin-1", "Text/Plain", "a/b/c", "a/b; x=y"]
)
def test_a_file_has_a_plain_type(kind: str) -> None:
    with pytest.raises(ValueError, match="No type for a file"):
        Attachment("a.pdf", kind, b"")


def test_too_much_is_not_attached() -> None:
    half = Attachment("a.pdf", "application/pdf", b"x" * (MOST_ATTACHED // 2))
    message(attachments=(half, half))
    with pytest.raises(ValueError, match="bytes are attached"):
        message(attachments=(half, half, Attachment("b.pdf", "application/pdf", b"x")))


def test_a_hostile_subject_is_one_line(mailer: Mailer) -> None:
    mail = sent(mailer, message(EVIL))
    assert mail["Subject"] == "Passes Bcc: all@example.org <script>alert(1)</script>"
    assert list(mail.keys()) == HEADERS


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a\u202eb\u2066c", "abc"),
        ("a\x00b\u2028c\u0085d", "a b c d"),
        ("half \ud83d of it", "half of it"),
        ("x" * 10_000, "x" * 200),
        ("😀 Ünïcødé", "😀 Ünïcødé"),
    ],
)
def test_a_subject_keeps_its_words_alone(mailer: Mailer, text: str, said: str) -> None:
    assert sent(mailer, message(text))["Subject"] == said


@given(subject=st.text(max_size=300), name=st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_no_text_adds_a_header(mailer: Mailer, subject: str, name: str) -> None:
    mail = sent(mailer, Message("ada@example.org", subject, "letter", {"name": name}))
    assert list(mail.keys()) == HEADERS
    assert mail["To"] == "ada@example.org"
    assert [part.get_content_type() for part in mail.walk()] == ["multipart/alternative", "text/plain", "text/html"]


@pytest.mark.parametrize(
    "to",
    [
        "", "ada", "ada@", "@example.org", "a@b@example.org", "ada@example.org, bo@example.org",
        "Ada <ada@example.org>",
        "ada@example.org\r\nBcc: bo@example.org", "ada@example.org\nx", "ada@exa mple.org", "ada@example.org;",
        "ada\u202e@example.org", "ada\u2028@example.org", "ada@example.org\x00",
    ],
)  # fmt: skip
def test_a_mail_goes_to_one_address(mailer: Mailer, to: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        mailer.render(message(to=to))


def test_the_same_cause_has_the_same_id(mailer: Mailer) -> None:
    first, again, other = (sent(mailer, message(id=cause))["Message-ID"] for cause in ("a:1", "a:1", "a:2"))
    assert (first == again, first == other) == (True, False)
    assert first.endswith("@summit.example>")
    assert "a:1" not in first


def test_without_a_cause_each_has_an_id_of_its_own(mailer: Mailer) -> None:
    first, second = (sent(mailer, message())["Message-ID"] for _ in range(2))
    assert first != second
    assert first.endswith("@summit.example>")


def test_an_answer_goes_to_the_sender(mailer: Mailer) -> None:
    assert mailer.reply_address == "desk@summit.example"


def test_mails_of_one_moment_all_stay(mailer: Mailer, tmp_path: Path, frozen_clock: object) -> None:
    transport = FolderTransport(tmp_path / "mail")
    for number in range(3):
        transport.send(mailer.render(message(f"Mail {number}")))
    subjects = [BytesParser(policy=policy.default).parsebytes(file.read_bytes())["Subject"]
                for file in sorted((tmp_path / "mail").glob("*.eml"))]  # fmt: skip
    assert subjects == ["Mail 0", "Mail 1", "Mail 2"]


def test_a_mail_that_can_be_stopped_says_how_on_one_line(mailer: Mailer) -> None:
    address = "https://summit.example/smart-cities-2026/my-agenda/mail/1-" + "a" * 60 + "/stop"
    mail = sent(mailer, message(unsubscribe=address))
    assert mail["List-Unsubscribe"] == f"<{address}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"\r\nList-Unsubscribe: <{address}>\r\n".encode() in mailer.render(message(unsubscribe=address)).as_bytes(
        policy=SMTP
    )
    assert sent(mailer, message())["List-Unsubscribe"] is None


@pytest.mark.parametrize(
    "address", ["mailto:x@example.org", "https://x/>\r\nBcc: y", "https://x/ y", "https://x/ä", "<"]
)
def test_an_address_that_could_end_its_header_is_refused(mailer: Mailer, address: str) -> None:
    with pytest.raises(ValueError, match="An address in a header"):
        mailer.render(message(unsubscribe=address))
