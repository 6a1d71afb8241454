"""Ways in, as tests of accounts use them."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from eventsite.core.db import transaction
from eventsite.core.outbox import Outbox
from eventsite.people.queries import find_account
from eventsite.people.services import hashing, signing_in

PASSWORD = "correct horse battery"


def machine_path(app: Flask, email: str) -> str:
    """Return the path of a link as `signin` prints it."""
    return _path(app, email, is_mailed=False)


def mailed_path(app: Flask, email: str) -> str:
    """Return the path of a link as it is mailed."""
    return _path(app, email, is_mailed=True)


def _path(app: Flask, email: str, *, is_mailed: bool) -> str:
    with app.app_context(), transaction():
        account = find_account(email)
        assert account is not None
        link = signing_in.make_link(account, is_mailed=is_mailed)
        return f"/account/sign-in/{app.extensions['eventsite.link_key'].token(signing_in.PURPOSE, link.id)}"


def give_password(app: Flask, email: str, password: str = PASSWORD) -> None:
    """Set a password as if its owner had."""
    with app.app_context(), transaction():
        account = find_account(email)
        assert account is not None
        account.password_hash = hashing.hashed(password)


def by_password(client: FlaskClient, email: str, password: str = PASSWORD, **more: str) -> int:
    """Try to sign in; return the status of the answer."""
    data = {"email": email, "password": password, "do": "password", **more}
    return client.post("/account/sign-in", data=data).status_code


def mails(app: Flask, tmp_path: Path) -> list[str]:
    """Let the worker send what is due, and return subject and text of every mail so far, oldest first."""
    outbox: Outbox = app.extensions["eventsite.outbox"]
    with app.app_context():
        while outbox.deliver_due():
            pass
    files = sorted((tmp_path / "mail").glob("*.eml"))
    return [re.sub(r"=\r?\n", "", file.read_text()).replace("=3D", "=") for file in files]


def subjects(app: Flask, tmp_path: Path) -> list[str]:
    return [found[1] for mail in mails(app, tmp_path) if (found := re.search(r"^Subject: (.*)$", mail, re.MULTILINE))]
