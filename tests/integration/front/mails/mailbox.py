"""Reads the mails that were laid into an application's folder, as those who get them would."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from html.parser import HTMLParser

from flask import Flask

LINK = re.compile(r"https?://[^\s\"'<>]+")
TOKEN = re.compile(r"/(orders|tickets)/([\w-]+)")


@dataclass(frozen=True, slots=True)
class Mail:
    to: str
    subject: str
    id: str
    text: str
    html: str
    files: dict[str, bytes]

    @property
    def links(self) -> list[str]:
        """Every address in it, in either part, once."""
        return list(dict.fromkeys(LINK.findall(self.text) + LINK.findall(self.html)))

    @property
    def tokens(self) -> set[tuple[str, str]]:
        """The kind and the secret of every capability link in it, in the files too."""
        files = "".join(data.replace(b"\r\n ", b"").decode(errors="replace") for data in self.files.values())
        return set(TOKEN.findall(self.text + self.html + files))


class Tags(HTMLParser):
    """Collects which elements a text has, and its words without them."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        if self.tags[-1:] != ["style"]:
            self.words.append(data)


def elements(html: str) -> list[str]:
    reader = Tags()
    reader.feed(html)
    return reader.tags


def words(html: str) -> str:
    """Return what a reader of the HTML reads, on one line."""
    reader = Tags()
    reader.feed(html)
    return " ".join(" ".join(reader.words).split())


def mails(app: Flask) -> list[Mail]:
    """Return every mail, in the order in which they were sent."""
    folder = app.extensions["eventsite.config"].data / "mail"
    return [_read(file.read_bytes()) for file in sorted(folder.glob("*.eml"))]


def to(app: Flask, address: str) -> list[Mail]:
    return [mail for mail in mails(app) if mail.to == address]


def _read(data: bytes) -> Mail:
    parsed = BytesParser(policy=policy.default).parsebytes(data)
    assert isinstance(parsed, EmailMessage)
    files = {part.get_filename() or "": part.get_payload(decode=True) for part in parsed.iter_attachments()}
    return Mail(
        parsed["To"], parsed["Subject"].strip(), parsed["Message-ID"], _part(parsed, "plain"), _part(parsed, "html"),
        {name: data for name, data in files.items() if isinstance(data, bytes)},
    )  # fmt: skip


def _part(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")
