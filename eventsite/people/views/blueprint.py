"""The blueprint of accounts, and what its views ask of the request."""

from __future__ import annotations

from flask import Blueprint, current_app, g, request, url_for
from flask_login import current_user

from eventsite.people.flows.codes import Vault
from eventsite.people.models import AccountSession
from eventsite.people.ports import Standing
from eventsite.people.services.ceremonies import are_offered
from eventsite.people.services.sessions import Browser
from eventsite.web.paths import own_path
from eventsite.web.site import the_key, the_outbox, this_site

bp = Blueprint("people", __name__, url_prefix="/account")


@bp.app_template_global()
def passkeys_are_offered() -> bool:
    return are_offered(this_site())


def the_vault() -> Vault:
    return Vault(the_key(), the_outbox())


def the_standing() -> Standing:
    standing: Standing = current_app.extensions["eventsite.standing"]
    return standing


def this_visit() -> AccountSession | None:
    """Return the session of this request, if somebody is signed in."""
    visit: AccountSession | None = g.get("visit") if current_user.is_authenticated else None
    return visit


def current_visit() -> AccountSession:
    """Return the session of this request; only where somebody is signed in."""
    visit = this_visit()
    if visit is None:
        raise RuntimeError("Nobody is signed in here.")
    return visit


def this_browser() -> Browser:
    return Browser(str(request.user_agent), request.remote_addr or "", this_visit())


def target_or_desk(target: str | None) -> str:
    """Return where somebody wanted to go, if that is on this site, else the desk."""
    return own_path(target) or url_for("desk.home")
