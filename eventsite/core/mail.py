"""Outgoing mail: rendered from `templates/mail/`, handed to SMTP or laid in a folder.

Its Jinja environment is its own: a message is rendered by the worker, where there is no request.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime, make_msgid
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from eventsite.core import clock


@dataclass(frozen=True, slots=True)
class Message:
    """One mail to one address: `template` names a .txt and, where there is one, an .html file."""

    to: str
    subject: str
    template: str
    values: dict[str, Any] = field(default_factory=dict)


class Transport(Protocol):
    def send(self, message: EmailMessage) -> None: ...


@dataclass(frozen=True, slots=True)
class FolderTransport:
    """Lays each mail as an .eml file into a folder: for trying things out."""

    folder: Path

    def send(self, message: EmailMessage) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        name = f"{clock.now():%Y%m%d-%H%M%S-%f}.eml"
        (self.folder / name).write_bytes(message.as_bytes(policy=SMTP_POLICY))


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

    def render(self, message: Message) -> EmailMessage:
        """Return the message with its plain text and, if the template has one, its HTML."""
        mail = EmailMessage()
        mail["Subject"] = " ".join(message.subject.split())
        mail["From"] = self._sender
        mail["To"] = Address(addr_spec=message.to)
        mail["Date"] = format_datetime(clock.now())
        mail["Message-ID"] = make_msgid(domain=self._sender.rpartition("@")[2].strip("> ") or "localhost")
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(self._jinja.get_template(f"{message.template}.txt").render(message.values))
        if (self._templates / f"{message.template}.html").is_file():
            mail.add_alternative(
                self._jinja.get_template(f"{message.template}.html").render(message.values), subtype="html"
            )
        return mail
