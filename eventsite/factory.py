"""The composition root: here the parts meet, and nowhere else do they know of each other."""

from __future__ import annotations

import zoneinfo
from collections.abc import Hashable
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask, Response, g, request
from flask_login import LoginManager, current_user
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from eventsite import cli
from eventsite.calendar.views import bp as calendar_pages
from eventsite.config import Config
from eventsite.core import audit
from eventsite.core.db import db, reading_only
from eventsite.core.links import Site
from eventsite.core.mail import FolderTransport, Mailer, SmtpTransport
from eventsite.core.outbox import Outbox
from eventsite.core.tokens import LinkKey
from eventsite.desk.views import bp as desk_pages
from eventsite.front.emails import OrderMails
from eventsite.front.views import bp as front_pages
from eventsite.front.views import order_bp as order_pages
from eventsite.front.views import ticket_bp as ticket_pages
from eventsite.front.views.own_order import COOKIE as OWN_ORDER
from eventsite.payments.flows.refunding import send_refund
from eventsite.payments.gateway import Gateway
from eventsite.payments.services.refunding import SEND_REFUND
from eventsite.payments.views import bp as payment_pages
from eventsite.people import emails as people_emails
from eventsite.people.models import Account
from eventsite.people.queries import find_session
from eventsite.people.services.seen import SeenMarks
from eventsite.people.views import bp as people_pages
from eventsite.programme import signals
from eventsite.programme.emails import ProgrammeMails
from eventsite.programme.releases.versions import current_versions
from eventsite.programme.views.manage import bp as manage_pages
from eventsite.programme.views.public import bp as programme_pages
from eventsite.programme.views.visitors import bp as star_pages
from eventsite.registration.sale import Sale, current_sales
from eventsite.registration.views.manage import bp as selling_pages
from eventsite.summits import emails as summit_emails
from eventsite.summits.rules import is_entrusted, permits
from eventsite.summits.standing import TeamStanding
from eventsite.summits.views import bp as team_pages
from eventsite.summits.views import joining_bp as joining_pages
from eventsite.web import access, assets, errors, filters, headers, health, texts
from eventsite.web.compiled import CompiledPages, Pointers, Shelf
from eventsite.web.limits import limiter
from eventsite.web.paths import NumberConverter

# Instants depend on the rules of time zones: on those that are pinned, not on whatever a machine has.
zoneinfo.reset_tzpath(to=())

ROOT = Path(__file__).resolve().parent.parent
#: So many statements are kept as the database reads them, and half as many more now and then: each takes some 45 KiB,
#: and what visitors and buyers ask is among the hundred asked last.
STATEMENTS = 100


def create_app(config: Config | None = None, **overrides: Any) -> Flask:
    """Return the application, as the environment or `config` says; `overrides` are Flask settings, for tests."""
    config = config or Config.from_environment()
    app = Flask("eventsite", root_path=str(ROOT), template_folder="templates", static_folder=None)
    app.config.update(_flask_settings(config), **overrides)
    app.jinja_options = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    app.extensions["eventsite.config"] = config
    app.url_map.converters["int"] = NumberConverter
    _provide(app, config)
    _connect_database(app)
    _answer_compiled_pages(app)
    texts.init_app(app)
    headers.init_app(app)
    errors.init_app(app)
    assets.init_app(app, ROOT / "static")
    if config.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=config.proxies, x_proto=config.proxies)  # type: ignore[method-assign]
    filters.init_app(app)
    _know_who_asks(app)
    for blueprint in (
        front_pages,
        order_pages,
        ticket_pages,
        programme_pages,
        star_pages,
        manage_pages,
        calendar_pages,
        people_pages,
        desk_pages,
        payment_pages,
        selling_pages,
        team_pages,
        joining_pages,
        health.bp,
    ):
        app.register_blueprint(blueprint)
    cli.init_app(app)
    return app


def _flask_settings(config: Config) -> dict[str, Any]:
    is_secure = config.url.startswith("https://")
    return {
        "SECRET_KEY": config.secret_key,
        "SQLALCHEMY_DATABASE_URI": config.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": {"query_cache_size": STATEMENTS},
        "SESSION_COOKIE_NAME": "session",
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": is_secure,
        "PERMANENT_SESSION_LIFETIME": timedelta(days=14),
        "MAX_CONTENT_LENGTH": 2 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
        "WTF_CSRF_TIME_LIMIT": None,
        "TEMPLATES_AUTO_RELOAD": False,
    }


def _provide(app: Flask, config: Config) -> None:
    """Make the ports that features ask for, and register who carries out what the outbox asks for."""
    site, key, outbox = Site(config.url), LinkKey(config.link_key), Outbox()
    transport = SmtpTransport(config.smtp_url) if config.smtp_url else FolderTransport(config.data / "mail")
    mailer = Mailer(sender=config.mail_from, transport=transport, templates=ROOT / "templates")
    outbox.handles(people_emails.SIGN_IN_MAIL, people_emails.sign_in_mail(mailer, key, site))
    outbox.handles(people_emails.NOTICE_MAIL, people_emails.notice_mail(mailer, site))
    outbox.handles(summit_emails.INVITATION_MAIL, summit_emails.invitation_mail(mailer, key, site))
    mails = ProgrammeMails(mailer, key, site).handlers() | OrderMails(mailer, outbox, key, site).handlers()
    for kind, handler in mails.items():
        outbox.handles(kind, handler)
    gateway = Gateway(config.stripe)
    outbox.handles(SEND_REFUND, send_refund(gateway))
    app.extensions |= {
        "eventsite.gateway": gateway,
        "eventsite.site": site,
        "eventsite.link_key": key,
        "eventsite.outbox": outbox,
        "eventsite.mailer": mailer,
        "eventsite.rulebook": permits,
        "eventsite.needs_second_factor": is_entrusted,
        "eventsite.standing": TeamStanding(),
        "eventsite.seen": SeenMarks(),
    }
    app.jinja_env.globals |= {"site": site, "can": access.can}


def _connect_database(app: Flask) -> None:
    db.init_app(app)
    _read_only_gets(app)


def _read_only_gets(app: Flask) -> None:
    """GET and HEAD never write: open a guard around them, and close it when the request is over."""

    @app.before_request
    def open_guard() -> None:
        if request.method in headers.SAFE:
            guard = reading_only()
            guard.__enter__()
            request.environ["eventsite.guard"] = guard

    @app.teardown_request
    def close_guard(_error: BaseException | None) -> None:
        if guard := request.environ.pop("eventsite.guard", None):
            guard.__exit__(None, None, None)


def _answer_compiled_pages(app: Flask) -> None:
    """Pages of a summit are made anew when its release or its sale changes; both are asked for in one moment."""

    def read() -> dict[str, Hashable]:
        with app.app_context():
            sales = current_sales()
            return {slug: (version, sales.get(slug)) for slug, version in current_versions().items()}

    def sale_of(slug: str) -> Sale | None:
        known = pointers(slug)
        return known[1] if isinstance(known, tuple) else None

    def release_of(slug: str) -> int | None:
        known = pointers(slug)
        return known[0].release_id if isinstance(known, tuple) else None

    pointers, shelf = Pointers(read), Shelf()
    app.extensions |= {"eventsite.pointers": pointers, "eventsite.shelf": shelf}
    app.extensions |= {"eventsite.sale_of": sale_of, "eventsite.release_of": release_of}
    app.jinja_env.globals["sale_of"] = sale_of
    app.wsgi_app = CompiledPages(app, pointers, shelf, own=(OWN_ORDER,))  # type: ignore[method-assign]

    def forget(_sender: str) -> None:
        pointers.forget()

    app.extensions["eventsite.forget"] = forget  # the signal knows it weakly, so that an application can end
    signals.released.connect(forget)


def _know_who_asks(app: Flask) -> None:
    """Sessions, tokens against forged forms, limits, and the name that the audit trail writes."""
    logins, seen = LoginManager(app), app.extensions["eventsite.seen"]

    @logins.user_loader  # type: ignore[untyped-decorator]
    def account_of_cookie(secret: str) -> Account | None:
        """Return who is signed in, by one query; the session itself is kept for this request."""
        g.visit = visit = find_session(secret)
        if visit is None:
            return None
        seen.note(visit.id, visit.seen_at)
        return visit.account

    logins.session_protection = None
    CSRFProtect(app)
    limiter.init_app(app)

    @app.before_request
    def name_the_actor() -> None:
        if request.method not in headers.SAFE:
            actor = audit.acting(f"account:{current_user.id}" if current_user.is_authenticated else "visitor")
            actor.__enter__()
            request.environ["eventsite.actor"] = actor

    @app.teardown_request
    def forget_the_actor(_error: BaseException | None) -> None:
        if actor := request.environ.pop("eventsite.actor", None):
            actor.__exit__(None, None, None)

    @app.after_request
    def private_to_accounts(response: Response) -> Response:
        if current_user.is_authenticated and "no-store" not in response.headers.get("Cache-Control", ""):
            response.headers["Cache-Control"] = "private, no-cache"
        return response
