"""Outgoing mail: rendered from `templates/mail/`, handed to SMTP or laid in a folder.

Its Jinja environment is its own: a message is rendered by the worker, where there is no request. What users wrote may
stand in subjects and texts; addresses and names of files are checked, and what could begin another header is refused.
"""

from __future__ import annotations

import hashlib
import re
import smtplib
import ssl
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.policy import Policy
from email.utils import format_datetime, make_msgid, parseaddr
from itertools import count
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from eventsite.core import clock

#: What one mail may carry, in bytes: mail servers take about twice that.
MOST_ATTACHED = 8 * 1024 * 1024
_MOST_SUBJECT = 200
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}\.[a-z0-9]{2,5}")
_CONTENT_TYPE = re.compile(r"([a-z]+)/([a-z0-9.+-]+)(?:; charset=utf-8)?")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in a mail. `name` is plain ASCII with an extension; `content_type` may end with "; charset=utf-8".

    Raises:
        ValueError: for any other name or type.
    """

    name: str
    content_type: str
    content: bytes

    def __post_init__(self) -> None:
        if not _FILE_NAME.fullmatch(self.name):
            raise ValueError(f"No name for a file in a mail: {self.name!r}")
        if not _CONTENT_TYPE.fullmatch(self.content_type):
            raise ValueError(f"No type for a file in a mail: {self.content_type!r}")


@dataclass(frozen=True, slots=True)
class Message:
    """One mail to one address: `template` names a .txt and, where there is one, an .html file.

    `id` names its cause, if it has one: mails of the same cause bear the same Message-ID, so that servers keep one.
    `unsubscribe` is the address that a POST stops such mails at; mail programs offer a button for it.
    """

    to: str
    subject: str
    template: str
    values: dict[str, Any] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    id: str = ""
    unsubscribe: str = ""

    def __post_init__(self) -> None:
        if sum(len(attached.content) for attached in self.attachments) > MOST_ATTACHED:
            raise ValueError(f"More than {MOST_ATTACHED:,} bytes are attached to a mail.")


class Transport(Protocol):
    def send(self, message: EmailMessage) -> None: ...


@dataclass(frozen=True, slots=True)
class FolderTransport:
    """Lays each mail as an .eml file into a folder: for trying things out."""

    folder: Path

    def send(self, message: EmailMessage) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        moment, data = clock.now(), message.as_bytes(policy=SMTP_POLICY)
        for number in count():
            try:
                with (self.folder / f"{moment:%Y%m%d-%H%M%S-%f}-{number}.eml").open("xb") as file:
                    file.write(data)
                return
            except FileExistsError:
                continue


@dataclass(frozen=True, slots=True)
class SmtpTransport:
    """Hands mail to a server: smtp://user:password@host:587 (STARTTLS) or smtps://host:465."""

    url: str
    timeout: float = 20.0

    def send(self, message: EmailMessage) -> None:
        with self._signed_in() as server:
            server.send_message(message)

    def check(self) -> None:
        """Go as far as one can without sending anything; raises what `send` would raise."""
        with self._signed_in() as server:
            server.noop()

    @contextmanager
    def _signed_in(self) -> Iterator[smtplib.SMTP]:
        parts = urlsplit(self.url)
        host, tls = parts.hostname or "localhost", ssl.create_default_context()
        if parts.scheme == "smtps":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=self.timeout, context=tls)
        else:
            connection = smtplib.SMTP(host, parts.port or 587, timeout=self.timeout)
        with connection as server:
            if parts.scheme == "smtp" and parts.username:
                server.starttls(context=tls)
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            yield server


class _OneLine(UnstructuredHeader, BaseHeader):
    """A header that stays on its line: what is longer than 78 letters would be encoded, and programs read it raw."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


_headers = HeaderRegistry(use_default_map=False)
_headers.map_to_type("list-unsubscribe", _OneLine)


class Mailer:
    """Renders messages and sends them. Undefined names in a template raise."""

    def __init__(self, *, sender: str, transport: Transport, templates: Path) -> None:
        self._sender, self._transport, self._templates = sender, transport, templates
        self._jinja = Environment(
            loader=FileSystemLoader(templates),
            undefined=StrictUndefined,
            autoescape=select_autoescape(["html"]),
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )

    def send(self, message: Message) -> None:
        """Render and send one message; errors of the transport are the caller's to retry."""
        self._transport.send(self.render(message))

    @property
    def reply_address(self) -> str:
        """The address that an answer goes to."""
        return parseaddr(self._sender)[1]

    def render(self, message: Message) -> EmailMessage:
        """Return the message with its plain text and, if the template has one, its HTML.

        Raises:
            ValueError: when `to` is not one address, or holds what could begin another header.
        """
        mail = EmailMessage()
        mail["Subject"] = _one_line(message.subject)[:_MOST_SUBJECT]
        mail["From"] = self._sender
        mail["To"] = _address(message.to)
        mail["Date"] = format_datetime(clock.now())
        mail["Message-ID"] = self._message_id(message.id)
        mail["Auto-Submitted"] = "auto-generated"
        if message.unsubscribe:
            mail["List-Unsubscribe"] = _headers("List-Unsubscribe", f"<{_web_address(message.unsubscribe)}>")
            mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        text = self._jinja.get_template(f"{message.template}.txt").render(message.values)
        mail.set_content(re.sub(r"\n{3,}", "\n\n", text).strip() + "\n")
        if (self._templates / f"{message.template}.html").is_file():
            mail.add_alternative(
                self._jinja.get_template(f"{message.template}.html").render(message.values), subtype="html"
            )
        for attached in message.attachments:
            _attach(mail, attached)
        return mail

    def _message_id(self, cause: str) -> str:
        domain = self.reply_address.rpartition("@")[2] or "localhost"
        if not cause:
            return make_msgid(domain=domain)
        return f"<{hashlib.sha256(cause.encode()).hexdigest()[:32]}@{domain}>"


def _address(text: str) -> Address:
    """Return the address of a header.

    Raises:
        ValueError: for anything but one address without spaces and control characters.
    """
    if not text.isprintable() or " " in text:
        raise ValueError("A mail goes to one address, without spaces or control characters.")
    try:
        return Address(addr_spec=text)
    except (HeaderParseError, IndexError) as error:
        raise ValueError(f"No mail address: {text[:80]!r}") from error


def _web_address(text: str) -> str:
    """Return an address as a header may hold it.

    Raises:
        ValueError: when it holds what could end the address or begin another header.
    """
    if not re.fullmatch(r"https?://[!#-;=?-~]{1,900}", text):
        raise ValueError("An address in a header is plain ASCII, without spaces, quotes and angle brackets.")
    return text


def _one_line(text: str) -> str:
    """Return text on one line, without control characters, overrides of direction and halves of characters."""
    spaced = "".join(" " if unicodedata.category(letter) in ("Cc", "Zl", "Zp") else letter for letter in text)
    plain = "".join(letter for letter in spaced if unicodedata.category(letter) not in ("Cf", "Cs"))
    return " ".join(plain.split())


def _attach(mail: EmailMessage, attached: Attachment) -> None:
    kind, _, charset = attached.content_type.partition(";")
    major, _, minor = kind.partition("/")
    params = {"charset": "utf-8"} if charset else {}
    mail.add_attachment(attached.content, maintype=major, subtype=minor, filename=attached.name, params=params)
